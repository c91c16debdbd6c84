/*
 * compile.c - from documents to subschemas with instructions.
 *
 * A work list instead of recursion: a subschema that is needed for the first time is made empty and
 * queued; whoever needs it again gets the same one. So cycles cost nothing, and neither the depth
 * of a document nor a chain of a million references can exhaust the stack.
 *
 * The places that "$dynamicRef" could reach while checking are compiled too (anchors.c). Then a
 * walk over those edges that stay at the same value looks for loops: a schema that refers to itself
 * without going deeper into the value would never end.
 */
#include "schema/compile.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "schema/keyword.h"
#include "json/pointer.h"

#define MAX_INSNS 64
#define MAX_LOOPS 50 /* named */

struct queued {
	struct dkt_sub *sub;
	struct queued *next;
};

struct dkt_compiler {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	const struct dkt_document *reported; /* the report's current file */
	struct queued *first;
	struct queued **end;
	bool failed;
	size_t n_loops;
	/* of the subschema in work */
	struct dkt_insn insns[MAX_INSNS];
	struct dkt_cold cold[MAX_INSNS];
	size_t n_insns;
};

struct dkt_arena *dkt_compiler_arena(struct dkt_compiler *compiler)
{
	return compiler->schemas->arena;
}

struct dkt_schemas *dkt_compiler_schemas(struct dkt_compiler *compiler)
{
	return compiler->schemas;
}

/* --- findings --- */

void dkt_sub_pointer(const struct dkt_sub *sub, struct dkt_buf *pointer)
{
	(void)dkt_pointer_to(&sub->resource->document->text.root, sub->node->offset, pointer);
}

static void report_in(struct dkt_compiler *compiler, const struct dkt_document *document)
{
	if (compiler->reported == document)
		return;
	compiler->reported = document;
	dkt_report_file(compiler->report, document->name, document->text.bytes, document->text.size,
			"");
}

void dkt_compiler_fault(struct dkt_compiler *compiler, const struct dkt_sub *sub,
			const char *keyword, const struct dkt_node *value, enum dkt_level level,
			const char *code, const char *hint, const char *sentence)
{
	/* A pointer costs as much as the keys above it are long: only findings that are kept get
	 * one. */
	bool located = sub->resource->document->n_faults++ < DKT_REPORT_MAX;
	struct dkt_buf pointer = DKT_BUF_INIT(DKT_MAX_TEXT);

	if (located)
		dkt_sub_pointer(sub, &pointer);
	if (located && keyword != NULL)
		dkt_pointer_add_key(&pointer, keyword, strlen(keyword));
	report_in(compiler, sub->resource->document);
	dkt_report_add(compiler->report, level, code, dkt_buf_str(&pointer),
		       value == NULL || value->offset == DKT_MADE ? DKT_NOWHERE : value->offset,
		       hint, "%s", sentence);
	dkt_buf_clear(&pointer);
	if (level == DKT_ERROR)
		compiler->failed = true;
}

void dkt_use_fault(struct dkt_keyword_use *use, enum dkt_level level, const char *what,
		   const char *hint, const char *format, ...)
{
	char code[64];
	char sentence[1024];
	va_list args;

	va_start(args, format);
	// NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line above
	(void)vsnprintf(sentence, sizeof sentence, format, args);
	va_end(args);
	(void)snprintf(code, sizeof code, "schema-document.%s", what);
	dkt_compiler_fault(use->compiler, use->sub, use->name, use->value, level, code, hint,
			   sentence);
}

/* --- subschemas --- */

static void touch(struct dkt_compiler *compiler, struct dkt_resource *resource)
{
	if (resource->touched)
		return;
	resource->touched = true;
	dkt_dialect_remark(compiler, resource);
	dkt_compiler_touch_anchors(compiler, resource);
}

static void queue(struct dkt_compiler *compiler, struct dkt_sub *sub)
{
	struct queued *entry = DKT_NEW(compiler->schemas->arena, struct queued);

	entry->sub = sub;
	*compiler->end = entry;
	compiler->end = &entry->next;
}

const struct dkt_sub *dkt_compiler_sub(struct dkt_compiler *compiler, const struct dkt_node *node,
				       struct dkt_resource *resource)
{
	struct dkt_schemas *schemas = compiler->schemas;
	struct dkt_resource *own = dkt_address_get(&schemas->resource_of, node);
	struct dkt_sub *sub = dkt_address_get(&schemas->subs_of, node);

	if (sub != NULL && !sub->discarded)
		return sub;
	if (own != NULL)
		resource = own;
	sub = DKT_NEW(schemas->arena, struct dkt_sub);
	sub->node = node;
	sub->resource = resource;
	sub->fixed = DKT_UNSURE;
	sub->next = schemas->subs;
	schemas->subs = sub;
	if (dkt_is(node, DKT_TRUE) || dkt_is(node, DKT_FALSE))
		sub->fixed = dkt_is(node, DKT_TRUE) ? DKT_PASSES : DKT_FAILS;
	else
		queue(compiler, sub);
	dkt_address_put(schemas, &schemas->subs_of, node, sub);
	touch(compiler, resource);
	return sub;
}

static const struct dkt_sub *sub_at(struct dkt_keyword_use *use, const char *keyword,
				    const struct dkt_node *node)
{
	struct dkt_schemas *schemas = use->compiler->schemas;

	if (!dkt_is(node, DKT_OBJECT) && !dkt_is(node, DKT_TRUE) && !dkt_is(node, DKT_FALSE)) {
		dkt_compiler_fault(use->compiler, use->sub, keyword, node, DKT_ERROR,
				   "schema-document.value", NULL,
				   dkt_arena_printf(schemas->arena,
						    "a schema is wanted here, not %s",
						    dkt_kind_name(node)));
		return NULL;
	}
	return dkt_compiler_sub(use->compiler, node,
				dkt_address_get(&schemas->resource_of, use->sub->resource->node));
}

const struct dkt_sub *dkt_use_child(struct dkt_keyword_use *use)
{
	return sub_at(use, use->name, use->value);
}

const struct dkt_sub *dkt_use_item(struct dkt_keyword_use *use, size_t i)
{
	return sub_at(use, use->name, &use->value->as.items[i]);
}

const struct dkt_sub *dkt_use_member(struct dkt_keyword_use *use, size_t i)
{
	return sub_at(use, use->name, &use->value->as.members[i].value);
}

const struct dkt_sub *dkt_use_sibling(struct dkt_keyword_use *use, const char *keyword)
{
	const struct dkt_node *node = dkt_use_other(use, keyword);

	return node == NULL ? NULL : sub_at(use, keyword, node);
}

const struct dkt_node *dkt_use_other(const struct dkt_keyword_use *use, const char *keyword)
{
	return dkt_get(use->sub->node, keyword);
}

/* --- what keywords ask for -----------------------------------------------------------------------
 */

struct dkt_insn *dkt_use_emit(struct dkt_keyword_use *use, enum dkt_op op, unsigned kinds)
{
	struct dkt_compiler *compiler = use->compiler;
	size_t i = compiler->n_insns;

	if (i == MAX_INSNS) {
		/* Only a schema that repeats keys gets here, and that is an error already. */
		compiler->failed = true;
		i = --compiler->n_insns;
	}
	compiler->n_insns++;
	compiler->cold[i] = (struct dkt_cold){.keyword = use->name, .value = use->value};
	memset(&compiler->insns[i], 0, sizeof compiler->insns[i]);
	compiler->insns[i].op = (uint16_t)op;
	compiler->insns[i].kinds = (uint16_t)kinds;
	compiler->insns[i].cold = (uint32_t)i;
	return &compiler->insns[i];
}

struct dkt_map *dkt_compiler_map(struct dkt_compiler *compiler)
{
	struct dkt_owned_map *owned = DKT_NEW(compiler->schemas->arena, struct dkt_owned_map);

	owned->next = compiler->schemas->owned_maps;
	compiler->schemas->owned_maps = owned;
	return &owned->map;
}

static void own_regex(struct dkt_schemas *schemas, struct dkt_regex *regex, const char *pattern,
		      size_t size)
{
	struct dkt_owned_regex *owned = DKT_NEW(schemas->arena, struct dkt_owned_regex);

	owned->regex = regex;
	owned->next = schemas->owned_regexes;
	schemas->owned_regexes = owned;
	(void)dkt_map_put(&schemas->regexes, pattern, size, regex);
}

/* Stricter validators refuse such a pattern; here it means what its author meant. */
static void note_sloppy(struct dkt_keyword_use *use, const struct dkt_regex *regex,
			const char *pattern)
{
	size_t offset;
	const char *why = dkt_regex_sloppy(regex, &offset);

	if (why != NULL)
		dkt_use_fault(
			use, DKT_INFO, "pattern", NULL,
			"\"%.200s\" is understood, but JavaScript's strict reading refuses it: "
			"%s (at byte %zu)",
			pattern, why, offset);
}

const struct dkt_regex *dkt_use_regex(struct dkt_keyword_use *use, const char *pattern, size_t size)
{
	struct dkt_schemas *schemas = use->compiler->schemas;
	struct dkt_regex *regex = dkt_map_get(&schemas->regexes, pattern, size);
	struct dkt_buf why = DKT_BUF_INIT(256);
	enum dkt_regex_fault fault;
	size_t offset;

	if (regex != NULL)
		return regex;
	regex = dkt_regex_new(pattern, size, &fault, &offset, &why);
	if (regex != NULL) {
		own_regex(schemas, regex, pattern, size);
		note_sloppy(use, regex, pattern);
	} else if (fault == DKT_REGEX_UNSUPPORTED) {
		dkt_use_fault(use, DKT_UNCHECKED, "pattern", NULL,
			      "the pattern \"%.200s\" cannot be checked here: %s", pattern,
			      dkt_buf_str(&why));
	} else {
		dkt_use_fault(use, DKT_ERROR, "pattern", "patterns are ECMA-262, as in JavaScript",
			      "\"%.200s\" is not a regular expression: %s (at byte %zu)", pattern,
			      dkt_buf_str(&why), offset);
	}
	dkt_buf_clear(&why);
	return regex;
}

bool dkt_use_follow(struct dkt_keyword_use *use, struct dkt_target *target_out)
{
	const char *reference = dkt_string(use->value);
	const char *why = "";
	bool found = dkt_reference_follow(use->compiler->schemas, use->sub->resource, reference,
					  use->compiler->report, target_out, &why);

	use->compiler->reported = NULL; /* the resolver may have moved it */
	if (found && target_out->odd)
		dkt_use_fault(use, DKT_INFO, "ref-place", "put it below \"$defs\"",
			      "the reference \"%.200s\" leads to a place that no keyword makes a "
			      "schema; it is read as one",
			      reference);
	if (found)
		return true;
	dkt_use_fault(use, DKT_ERROR, "ref",
		      "references lead to schemas of the same dataset; nothing is fetched from "
		      "the network",
		      "the reference \"%.200s\" leads nowhere: %s", reference, why);
	return false;
}

/* --- one subschema --- */

/* Names that start with "x-" are annotations by agreement. */
static void unknown_keyword(struct dkt_keyword_use *use, size_t size)
{
	const struct dkt_dialect *dialect = use->sub->resource->dialect;
	const struct dkt_keyword *elsewhere = dkt_keyword_elsewhere(use->name, size);
	const char *meant = elsewhere == NULL ? dkt_keyword_meant(use->name, dialect) : NULL;
	const char *hint = NULL;

	if (dkt_starts(use->name, "x-"))
		return;
	if (meant != NULL)
		hint = dkt_arena_printf(use->compiler->schemas->arena, "did you mean \"%s\"?",
					meant);
	else if (elsewhere != NULL)
		hint = "it is one in another draft; \"$schema\" says which draft is meant";
	dkt_use_fault(use, DKT_INFO, "unknown-keyword", hint,
		      "\"%.100s\" is not a keyword of JSON Schema %s and has no effect", use->name,
		      dialect->name);
}

static void remark_keyword(struct dkt_keyword_use *use, const struct dkt_keyword *keyword)
{
	const char *draft = use->sub->resource->dialect->name;

	if (use->sub->resource->document->built_in)
		return;
	if ((keyword->flags & DKT_KEYWORD_FOREIGN) != 0)
		dkt_use_fault(use, DKT_INFO, "other-draft", NULL,
			      "\"%s\" is not a keyword of %s, but plainly the one of another "
			      "draft",
			      use->name, draft);
}

/* Keys are not repeated: such a document is broken and never compiled. */
static const struct dkt_keyword *keyword_of(const struct dkt_sub *sub,
					    const struct dkt_member *member)
{
	const struct dkt_resource *resource = sub->resource;
	const struct dkt_keyword *keyword =
		dkt_keyword_find(member->key, member->key_size, resource->dialect);

	if (keyword == NULL || (keyword->vocabulary & resource->vocabularies) == 0)
		return NULL;
	return keyword;
}

bool dkt_use_has(const struct dkt_keyword_use *use, const char *keyword)
{
	const struct dkt_resource *resource = use->sub->resource;
	const struct dkt_keyword *found =
		dkt_keyword_find(keyword, strlen(keyword), resource->dialect);

	return found != NULL && (found->vocabulary & resource->vocabularies) != 0;
}

bool dkt_forms_check(struct dkt_compiler *compiler, struct dkt_sub *sub)
{
	bool fine = true;

	for (size_t i = 0; i < sub->node->size; i++) {
		const struct dkt_member *member = &sub->node->as.members[i];
		const struct dkt_keyword *keyword = keyword_of(sub, member);
		struct dkt_keyword_use use = {.compiler = compiler,
					      .sub = sub,
					      .name = member->key,
					      .value = &member->value};

		if (keyword != NULL)
			fine = dkt_use_form(&use, keyword) && fine;
	}
	return fine;
}

static void compile_member(struct dkt_compiler *compiler, struct dkt_sub *sub,
			   const struct dkt_member *member, bool lone_ref)
{
	const struct dkt_keyword *keyword = keyword_of(sub, member);
	struct dkt_keyword_use use = {
		.compiler = compiler, .sub = sub, .name = member->key, .value = &member->value};

	if (keyword == NULL) {
		if (dkt_keyword_find(member->key, member->key_size, sub->resource->dialect) == NULL)
			unknown_keyword(&use, member->key_size);
		return;
	}
	remark_keyword(&use, keyword);
	if (keyword->compile == NULL)
		return;
	if (lone_ref && !dkt_streq(keyword->name, "$ref"))
		dkt_use_fault(&use, DKT_INFO, "ref-sibling",
			      "put it and the reference into \"allOf\"",
			      "\"%s\" has no effect beside \"$ref\" in %s", use.name,
			      sub->resource->dialect->name);
	else
		keyword->compile(&use);
}

static int by_op(const void *a, const void *b)
{
	const struct dkt_insn *left = a;
	const struct dkt_insn *right = b;

	if (left->op != right->op)
		return left->op < right->op ? -1 : 1;
	return left->cold < right->cold ? -1 : left->cold > right->cold;
}

static void finish_sub(struct dkt_compiler *compiler, struct dkt_sub *sub)
{
	struct dkt_arena *arena = compiler->schemas->arena;
	size_t n = compiler->n_insns;
	struct dkt_insn *insns = DKT_NEW_N(arena, struct dkt_insn, n);
	struct dkt_cold *cold = DKT_NEW_N(arena, struct dkt_cold, n);

	if (n > 0) {
		qsort(compiler->insns, n, sizeof compiler->insns[0], by_op);
		memcpy(insns, compiler->insns, n * sizeof *insns);
		memcpy(cold, compiler->cold, n * sizeof *cold);
	}
	sub->insns = insns;
	sub->cold = cold;
	sub->n_insns = (uint32_t)n;
	sub->fixed = n == 0 ? DKT_PASSES : DKT_UNSURE;
	sub->unevaluated = n > 0 && insns[n - 1].op >= DKT_OP_UNEVALUATED_ITEMS;
}

static void compile_sub(struct dkt_compiler *compiler, struct dkt_sub *sub)
{
	bool lone_ref =
		sub->resource->dialect->lone_ref && dkt_string(dkt_get(sub->node, "$ref")) != NULL;
	bool fine = dkt_forms_check(compiler, sub);

	compiler->n_insns = 0;
	for (size_t i = 0; fine && i < sub->node->size; i++)
		compile_member(compiler, sub, &sub->node->as.members[i], lone_ref);
	finish_sub(compiler, sub);
}

static void drain(struct dkt_compiler *compiler)
{
	while (compiler->first != NULL) {
		struct dkt_sub *sub = compiler->first->sub;

		compiler->first = compiler->first->next;
		if (compiler->first == NULL)
			compiler->end = &compiler->first;
		compile_sub(compiler, sub);
	}
}

/* --- the whole --- */

static const struct dkt_sub *compile_root(struct dkt_compiler *compiler,
					  struct dkt_document *document)
{
	const struct dkt_node *node = &document->text.root;
	struct dkt_sub here = {.node = node, .resource = document->root};
	const struct dkt_sub *root;

	if (!dkt_is(node, DKT_OBJECT) && !dkt_is(node, DKT_TRUE) && !dkt_is(node, DKT_FALSE)) {
		dkt_compiler_fault(compiler, &here, NULL, node, DKT_ERROR, "schema-document.value",
				   NULL, "a schema is an object, true or false");
		return NULL;
	}
	if (!dkt_is(node, DKT_OBJECT) && !document->root->dialect->booleans)
		dkt_compiler_fault(compiler, &here, NULL, node, DKT_ERROR, "schema-document.value",
				   NULL, "in draft-04 a schema is an object, not true or false");
	root = dkt_compiler_sub(compiler, node, document->root);
	drain(compiler);
	return root;
}

/* The parts of documents in use that no reference reaches must be right too. */
static void examine_documents(struct dkt_compiler *compiler)
{
	for (struct dkt_resource *one = compiler->schemas->first; one != NULL; one = one->next) {
		if (!one->touched || one->document->examined)
			continue;
		one->document->examined = true;
		if (!dkt_rest_check(compiler, compiler->schemas, one->document))
			one->document->broken = true;
	}
}

static void refuse_loop(void *context, const struct dkt_sub *sub)
{
	struct dkt_compiler *compiler = context;

	/* They come from the end of the text to its start, which makes each place dear to find. */
	if (compiler->n_loops++ >= MAX_LOOPS)
		return;
	dkt_compiler_fault(
		context, sub, NULL, sub->node, DKT_ERROR, "schema-document.ref-loop",
		"let one of the references lead to a part of the value",
		"this schema refers to itself without going deeper into the value, so a check "
		"would never end");
}

/* What was made by a compilation that failed is made, and complained of, again. */
static void discard(struct dkt_schemas *schemas, const struct dkt_sub *before)
{
	for (struct dkt_sub *sub = schemas->subs; sub != before; sub = sub->next)
		sub->discarded = true;
}

static struct dkt_schema *compile_document(struct dkt_schemas *schemas,
					   struct dkt_document *document, struct dkt_report *report)
{
	struct dkt_compiler *compiler = calloc(1, sizeof *compiler);
	const struct dkt_sub *before = schemas->subs;
	struct dkt_schema *schema = NULL;
	const struct dkt_sub *root;

	if (compiler == NULL)
		dkt_oom();
	compiler->schemas = schemas;
	compiler->report = report;
	compiler->end = &compiler->first;
	root = compile_root(compiler, document);
	examine_documents(compiler);
	if (!compiler->failed)
		dkt_find_loops(schemas, before, refuse_loop, compiler);
	if (root != NULL && !compiler->failed) {
		schema = DKT_NEW(schemas->arena, struct dkt_schema);
		schema->name = document->name;
		schema->library = schemas;
		schema->root = root;
		schema->shape = dkt_shape_of(schemas, root);
	}
	free(compiler);
	if (schema == NULL)
		discard(schemas, before);
	dkt_anchors_settle(schemas, schema != NULL);
	return schema;
}

const struct dkt_schema *dkt_schemas_compile(struct dkt_schemas *schemas, const char *name,
					     struct dkt_report *report)
{
	struct dkt_document *document = dkt_map_get(&schemas->documents, name, strlen(name));

	if (document == NULL) {
		dkt_report_file(report, name, NULL, 0, "");
		dkt_report_add(report, DKT_ERROR, "schema-document.ref", "", DKT_NOWHERE, NULL,
			       "there is no schema of this name");
		return NULL;
	}
	if (document->compiled != NULL)
		return document->compiled;
	dkt_schemas_settle(schemas, report);
	if (document->broken || document->refused) {
		dkt_report_file(report, name, NULL, 0, "");
		dkt_report_add(report, DKT_ERROR, "schema-document.value", "", DKT_NOWHERE, NULL,
			       "this schema has mistakes that were reported before");
		return NULL;
	}
	document->in_work = true;
	document->compiled = compile_document(schemas, document, report);
	if (document->compiled != NULL && !dkt_dialect_check(schemas, report))
		document->compiled = NULL;
	document->in_work = false;
	document->refused = document->compiled == NULL;
	return document->compiled;
}

const struct dkt_shape *dkt_schema_shape(const struct dkt_schema *schema)
{
	return schema->shape;
}
