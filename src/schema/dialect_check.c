/*
 * dialect_check.c - is the dialect of a resource one that we can serve, and does the resource keep
 * to a meta-schema of the user's own?
 *
 * The five dialects need no meta-schema to be checked (forms.c). One that the user wrote is
 * compiled like any schema and asked; its findings are about the schema, so they get the codes of
 * such.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "schema/compile.h"
#include "schema/keyword.h"
#include "json/pointer.h"

static void remark_spelling(struct dkt_compiler *compiler, struct dkt_resource *resource)
{
	const struct dkt_node *value = dkt_get(resource->node, "$schema");
	struct dkt_arena *arena = dkt_compiler_arena(compiler);
	struct dkt_sub here = {.node = resource->node, .resource = resource};
	const struct dkt_dialect *dialect = resource->dialect;
	enum dkt_spelling spelling;

	if (!dkt_is(value, DKT_STRING) || resource->document->built_in)
		return;
	(void)dkt_dialect_find(value->as.bytes, &spelling);
	if (spelling == DKT_SPELT_OTHERWISE)
		dkt_compiler_fault(
			compiler, &here, "$schema", value, DKT_INFO, "schema-document.dialect",
			dkt_arena_printf(arena, "write \"%s%s\"", dialect->uri,
					 dialect->draft < DKT_DRAFT_2019 ? "#" : ""),
			dkt_arena_printf(arena, "this is read as JSON Schema %s", dialect->name));
	else if (spelling == DKT_SPELT_UNKNOWN && resource->meta == NULL)
		dkt_compiler_fault(compiler, &here, "$schema", value, DKT_INFO,
				   "schema-document.dialect", NULL,
				   dkt_arena_printf(arena,
						    "this dialect is not known; the schema is "
						    "read as JSON Schema %s",
						    dialect->name));
}

/* A meta-schema of the user's own may ask for vocabularies that nobody here understands. */
static void want_vocabularies(struct dkt_compiler *compiler, struct dkt_resource *resource)
{
	const struct dkt_node *wanted =
		resource->meta == NULL ? NULL : dkt_get(resource->meta->node, "$vocabulary");
	struct dkt_sub here = {.node = resource->node, .resource = resource};
	const struct dkt_dialect *dialect;

	for (size_t i = 0; dkt_is(wanted, DKT_OBJECT) && i < wanted->size; i++) {
		const struct dkt_member *member = &wanted->as.members[i];

		if (!dkt_is(&member->value, DKT_TRUE) ||
		    dkt_vocabulary_find(member->key, &dialect) != 0)
			continue;
		dkt_compiler_fault(
			compiler, &here, "$schema", resource->custom, DKT_ERROR,
			"schema-document.vocabulary",
			"its meta-schema may say false there: then what is not known is left out",
			dkt_arena_printf(dkt_compiler_arena(compiler),
					 "the vocabulary \"%.200s\" is required and not known",
					 member->key));
	}
}

void dkt_dialect_remark(struct dkt_compiler *compiler, struct dkt_resource *resource)
{
	remark_spelling(compiler, resource);
	want_vocabularies(compiler, resource);
}

/* --- meta-schemas of the user's own --- */

static void copy_findings(const struct dkt_report *from, struct dkt_report *to)
{
	char code[80];

	for (size_t i = 0; i < dkt_report_size(from); i++) {
		const struct dkt_finding *one = dkt_report_at(from, i);
		const char *name = strchr(one->code, '.');

		(void)snprintf(code, sizeof code, "schema-document.%.60s",
			       name == NULL ? one->code : name + 1);
		dkt_report_add(to, one->level, code, one->pointer, one->offset,
			       one->hint[0] == '\0' ? NULL : one->hint, "%s", one->sentence);
	}
}

static bool check_resource(const struct dkt_resource *resource, const struct dkt_schema *meta,
			   struct dkt_report *report)
{
	const struct dkt_document *document = resource->document;
	struct dkt_buf pointer = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_check_options options = {.assert_formats = false};
	struct dkt_report *found = dkt_report_new();
	bool fine;

	(void)dkt_pointer_to(&document->text.root, resource->node->offset, &pointer);
	options.pointer_prefix = dkt_buf_str(&pointer);
	dkt_report_file(found, document->name, document->text.bytes, document->text.size, "");
	fine = dkt_schema_check(meta, resource->node, &options, found);
	dkt_report_file(report, document->name, document->text.bytes, document->text.size, "");
	copy_findings(found, report);
	dkt_report_free(found);
	dkt_buf_clear(&pointer);
	return fine;
}

bool dkt_dialect_check(struct dkt_schemas *schemas, struct dkt_report *report)
{
	bool fine = true;

	for (struct dkt_resource *one = schemas->first; one != NULL; one = one->next) {
		const struct dkt_schema *meta;

		/* Parts without a "$schema" of their own are checked with what is around them. */
		if (!one->touched || one->meta_checked || one->meta == NULL ||
		    dkt_get(one->node, "$schema") == NULL)
			continue;
		one->meta_checked = true;
		if (one->meta->document->root != one->meta ||
		    one->meta->document == one->document || one->meta->document->in_work)
			continue;
		meta = dkt_schemas_compile(schemas, one->meta->document->name, report);
		if (meta != NULL && check_resource(one, meta, report))
			continue;
		one->document->broken = true;
		fine = false;
	}
	return fine;
}
