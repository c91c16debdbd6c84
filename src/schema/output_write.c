/*
 * output_write.c - a tree of units as text, in each of the forms.
 *
 * Both pointers are kept in buffers that grow and shrink with the walk over the tree, so the work
 * is proportional to the text. The text has a limit: a unit that would pass it is taken back with
 * all that follows, what is open is closed, and the root says so. The depth of the recursion is
 * that of the tree, at most twice DKT_MAX_NEST.
 */
#include <string.h>

#include "base/str.h"
#include "schema/compile.h"
#include "schema/output.h"
#include "json/canon.h"
#include "json/pointer.h"
#include "json/write.h"

struct writer {
	struct dkt_buf *out;
	struct dkt_buf keyword;	 /* pointer to the keyword */
	struct dkt_buf instance; /* pointer into the value */
	struct dkt_buf uri;	 /* scratch */
	bool cut;
};

struct mark {
	size_t keyword;
	size_t instance;
};

static void add_token(struct dkt_buf *pointer, struct dkt_token token)
{
	if (token.bytes != NULL)
		dkt_pointer_add_key(pointer, token.bytes, token.n);
	else if (token.n != DKT_NO_TOKEN)
		dkt_pointer_add_index(pointer, token.n);
}

static struct mark enter(struct writer *wr, const struct dkt_unit *unit)
{
	struct mark mark = {wr->keyword.size, wr->instance.size};

	add_token(&wr->keyword, unit->keyword);
	add_token(&wr->instance, unit->instance);
	return mark;
}

static void leave(struct writer *wr, struct mark mark)
{
	dkt_buf_truncate(&wr->keyword, mark.keyword);
	dkt_buf_truncate(&wr->instance, mark.instance);
}

/* Take the unit that began there back when the text has become too long. */
static bool fits(struct writer *wr, size_t start)
{
	if (wr->out->size <= DKT_MAX_OUTPUT && dkt_buf_ok(&wr->keyword) &&
	    dkt_buf_ok(&wr->instance) && dkt_buf_ok(&wr->uri))
		return true;
	dkt_buf_truncate(wr->out, start);
	wr->cut = true;
	return false;
}

/* --- members of a unit --- */

/* RFC 3986: what may stand in a fragment as it is. */
static bool is_plain(unsigned char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c != '\0' && strchr("-._~!$&'()*+,;=:@/?", c) != NULL);
}

static void add_fragment(struct dkt_buf *uri, const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (is_plain(c))
			dkt_buf_addc(uri, bytes[i]);
		else
			dkt_buf_addf(uri, "%%%02X", (unsigned)c);
	}
}

/* Where the unit's keyword or subschema is written, as a URI. */
static const char *absolute(struct writer *wr, const struct dkt_unit *unit)
{
	const struct dkt_resource *resource = unit->sub->resource;
	struct dkt_buf pointer = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_buf token = DKT_BUF_INIT(DKT_MAX_TEXT);

	dkt_buf_reset(&wr->uri);
	if (dkt_pointer_to(resource->node, unit->sub->node->offset, &pointer)) {
		dkt_buf_adds(&wr->uri, resource->uri);
	} else {
		dkt_buf_adds(&wr->uri, resource->document->uri);
		dkt_sub_pointer(unit->sub, &pointer);
	}
	dkt_buf_addc(&wr->uri, '#');
	add_fragment(&wr->uri, dkt_buf_str(&pointer), pointer.size);
	dkt_buf_clear(&pointer);
	if (unit->is_keyword) {
		add_token(&token, unit->keyword);
		add_fragment(&wr->uri, dkt_buf_str(&token), token.size);
	}
	dkt_buf_clear(&token);
	return dkt_buf_str(&wr->uri);
}

static void add_name(struct writer *wr, const char *name)
{
	dkt_buf_addf(wr->out, ",\"%s\":", name);
}

static void add_string(struct writer *wr, const char *name, const char *text)
{
	add_name(wr, name);
	dkt_canon_string(text, strlen(text), wr->out);
}

/* "{" and what every unit has; live: its annotation counts. */
static void open_unit(struct writer *wr, const struct dkt_unit *unit, bool live)
{
	dkt_buf_addf(wr->out, "{\"valid\":%s", unit->verdict == DKT_FAILS ? "false" : "true");
	add_name(wr, "keywordLocation");
	dkt_canon_string(dkt_buf_str(&wr->keyword), wr->keyword.size, wr->out);
	add_string(wr, "absoluteKeywordLocation", absolute(wr, unit));
	add_name(wr, "instanceLocation");
	dkt_canon_string(dkt_buf_str(&wr->instance), wr->instance.size, wr->out);
	if (unit->error != NULL)
		add_string(wr, "error", unit->error);
	if (unit->annotated && live) {
		add_name(wr, "annotation");
		dkt_write_line(&unit->annotation, wr->out);
	}
}

/* Annotations of what is below count when all above are valid and describe the value. */
static bool live_below(const struct dkt_unit *unit, bool live)
{
	return live && !unit->silent && unit->verdict != DKT_FAILS;
}

/* A comma, unless this is the first of the list. */
static void next(struct writer *wr)
{
	size_t size = wr->out->size;

	if (size > 0 && wr->out->bytes[size - 1] != '[')
		dkt_buf_addc(wr->out, ',');
}

static const char *list_of(const struct dkt_unit *unit)
{
	return unit->verdict == DKT_FAILS ? "errors" : "annotations";
}

/* --- basic: a flat list --- */

static void flatten(struct writer *wr, const struct dkt_unit *unit, bool live);

static void flatten_below(struct writer *wr, const struct dkt_unit *unit, bool live)
{
	bool below = live_below(unit, live);
	bool failed = unit->verdict == DKT_FAILS;

	for (const struct dkt_unit *child = unit->first; child != NULL && !wr->cut;
	     child = child->next) {
		bool same = (child->verdict == DKT_FAILS) == failed;

		if (same && child->useful && (failed ? !unit->alone : below))
			flatten(wr, child, below);
	}
}

static void flatten(struct writer *wr, const struct dkt_unit *unit, bool live)
{
	struct mark mark = enter(wr, unit);
	size_t start = wr->out->size;

	if (unit->error != NULL || (unit->annotated && live)) {
		next(wr);
		open_unit(wr, unit, live);
		dkt_buf_addc(wr->out, '}');
	}
	if (fits(wr, start))
		flatten_below(wr, unit, live);
	leave(wr, mark);
}

static void write_basic(struct writer *wr, const struct dkt_unit *root)
{
	size_t start;

	open_unit(wr, root, true);
	start = wr->out->size;
	add_name(wr, list_of(root));
	dkt_buf_addc(wr->out, '[');
	flatten_below(wr, root, true);
	dkt_buf_addc(wr->out, ']');
	if (wr->out->bytes[wr->out->size - 2] == '[')
		dkt_buf_truncate(wr->out, start);
}

/* --- detailed: a tree without what says nothing --- */

static bool matters(const struct dkt_unit *unit, const struct dkt_unit *child, bool live)
{
	if (unit->verdict == DKT_FAILS)
		return child->verdict == DKT_FAILS && !unit->alone;
	return child->verdict != DKT_FAILS && child->useful && live_below(unit, live);
}

/* The only child that matters, when there is exactly one. */
static const struct dkt_unit *only_child(const struct dkt_unit *unit, bool live)
{
	const struct dkt_unit *only = NULL;

	for (const struct dkt_unit *child = unit->first; child != NULL; child = child->next) {
		if (!matters(unit, child, live))
			continue;
		if (only != NULL)
			return NULL;
		only = child;
	}
	return only;
}

static void write_condensed(struct writer *wr, const struct dkt_unit *unit, bool live, bool root)
{
	struct mark mark = enter(wr, unit);
	const struct dkt_unit *only = only_child(unit, live);
	size_t start = wr->out->size;
	bool below = live_below(unit, live);
	bool open = false;

	if (only != NULL && !root && unit->error == NULL && !(unit->annotated && live)) {
		write_condensed(wr, only, below, false);
		leave(wr, mark);
		return;
	}
	if (!root)
		next(wr);
	open_unit(wr, unit, live);
	if (!root && !fits(wr, start)) {
		leave(wr, mark);
		return;
	}
	for (const struct dkt_unit *child = unit->first; child != NULL && !wr->cut;
	     child = child->next) {
		if (!matters(unit, child, live))
			continue;
		if (!open)
			dkt_buf_addf(wr->out, ",\"%s\":[", list_of(unit));
		open = true;
		write_condensed(wr, child, below, false);
	}
	dkt_buf_adds(wr->out, open ? "]" : "");
	dkt_buf_adds(wr->out, root ? "" : "}");
	leave(wr, mark);
}

/* --- verbose: a tree of everything --- */

static void write_whole(struct writer *wr, const struct dkt_unit *unit, bool live, bool root)
{
	struct mark mark = enter(wr, unit);
	size_t start = wr->out->size;
	bool below = live_below(unit, live);

	if (!root)
		next(wr);
	open_unit(wr, unit, live);
	if (!root && !fits(wr, start)) {
		leave(wr, mark);
		return;
	}
	if (unit->first != NULL) {
		dkt_buf_addf(wr->out, ",\"%s\":[", list_of(unit));
		for (const struct dkt_unit *child = unit->first; child != NULL && !wr->cut;
		     child = child->next)
			write_whole(wr, child, below, false);
		dkt_buf_addc(wr->out, ']');
	}
	dkt_buf_adds(wr->out, root ? "" : "}");
	leave(wr, mark);
}

/* --- annotations alone --- */

/* "#" and a pointer for what stands in the document of the root, a URI for all else. */
static void add_place(struct writer *wr, const struct dkt_unit *unit,
		      const struct dkt_document *document)
{
	struct dkt_buf pointer = DKT_BUF_INIT(DKT_MAX_TEXT);

	dkt_sub_pointer(unit->sub, &pointer);
	dkt_buf_reset(&wr->uri);
	if (unit->sub->resource->document != document)
		dkt_buf_adds(&wr->uri, unit->sub->resource->document->uri);
	dkt_buf_addc(&wr->uri, '#');
	add_fragment(&wr->uri, dkt_buf_str(&pointer), pointer.size);
	dkt_buf_clear(&pointer);
	dkt_buf_addc(&wr->uri, '/');
	dkt_buf_add(&wr->uri, unit->keyword.bytes, unit->keyword.n);
	dkt_canon_string(dkt_buf_str(&wr->uri), wr->uri.size, wr->out);
}

static void write_notes(struct writer *wr, const struct dkt_unit *unit, bool live,
			const struct dkt_document *document)
{
	struct mark mark = enter(wr, unit);
	size_t start = wr->out->size;

	if (unit->annotated && live) {
		next(wr);
		dkt_buf_adds(wr->out, "{\"keyword\":");
		dkt_canon_string(unit->keyword.bytes, unit->keyword.n, wr->out);
		add_name(wr, "instanceLocation");
		dkt_canon_string(dkt_buf_str(&wr->instance), wr->instance.size, wr->out);
		add_name(wr, "keywordLocation");
		add_place(wr, unit, document);
		add_name(wr, "annotation");
		dkt_write_line(&unit->annotation, wr->out);
		dkt_buf_addc(wr->out, '}');
	}
	(void)fits(wr, start);
	for (const struct dkt_unit *child = unit->first; child != NULL && !wr->cut;
	     child = child->next) {
		if (live_below(unit, live) && child->useful && child->verdict != DKT_FAILS)
			write_notes(wr, child, true, document);
	}
	leave(wr, mark);
}

static void write_annotations(struct writer *wr, const struct dkt_unit *root)
{
	bool valid = root->verdict != DKT_FAILS;

	dkt_buf_addf(wr->out, "{\"valid\":%s,\"annotations\":[", valid ? "true" : "false");
	if (valid)
		write_notes(wr, root, true, root->sub->resource->document);
	dkt_buf_addc(wr->out, ']');
}

/* --- the whole --- */

static void write_form(struct writer *wr, const struct dkt_unit *root, enum dkt_output form)
{
	switch (form) {
	case DKT_OUTPUT_DETAILED:
		write_condensed(wr, root, true, true);
		break;
	case DKT_OUTPUT_VERBOSE:
		write_whole(wr, root, true, true);
		break;
	case DKT_OUTPUT_ANNOTATIONS:
		write_annotations(wr, root);
		break;
	default:
		write_basic(wr, root);
		break;
	}
}

void dkt_output_write(const struct dkt_written *what, enum dkt_output form, struct dkt_buf *out)
{
	/* One unit more than the limit: its annotation is part of a schema, its pointers are short.
	 */
	struct dkt_buf text = DKT_BUF_INIT(DKT_MAX_OUTPUT + 4 * DKT_MAX_TEXT);
	struct writer wr = {.out = &text};

	dkt_buf_init(&wr.keyword, DKT_MAX_TEXT);
	dkt_buf_init(&wr.instance, DKT_MAX_TEXT);
	dkt_buf_init(&wr.uri, DKT_MAX_TEXT);
	dkt_buf_adds(&wr.instance, what->prefix == NULL ? "" : what->prefix);
	write_form(&wr, what->root, form);
	if (what->unchecked != NULL)
		add_string(&wr, "unchecked", what->unchecked);
	if (what->cut || wr.cut)
		add_string(&wr, "truncated", what->truncated);
	dkt_buf_addc(&text, '}');
	dkt_buf_add(out, dkt_buf_str(&text), text.size);
	dkt_buf_clear(&text);
	dkt_buf_clear(&wr.uri);
	dkt_buf_clear(&wr.instance);
	dkt_buf_clear(&wr.keyword);
}
