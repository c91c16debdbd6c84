/*
 * conflict.c - what main and a submission both changed, side by side.
 *
 * A person who must choose needs to know why each side says what it says, so the sources whose
 * "supports" cover the field are named with each value.
 */
#include "flow/conflict.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "record/ident.h"
#include "json/build.h"
#include "json/canon.h"
#include "json/pointer.h"

#include "base/banned.h"

#define MAX_VALUE 400

static int parse_version(struct dkt_arena *arena, const struct dkt_buf *bytes,
			 struct dkt_text *text, const char *what, struct dkt_err *err)
{
	struct dkt_text_fault fault;

	if (dkt_text_parse(text, arena, dkt_arena_dup(arena, dkt_buf_str(bytes), bytes->size),
			   bytes->size, &fault))
		return 0;
	return dkt_fail(err, DKT_EFORMAT, "%s is not JSON: %s", what, fault.sentence);
}

/*
 * A base that is gone (history was rewritten) or never was a record (a submission that waits to be
 * mended) counts as none: every field that differs is then a conflict, and nothing is lost.
 */
static int read_base(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
		     struct dkt_three *out, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result;

	if (c->submission.base == NULL)
		return 0;
	result = dkt_repo_read_blob(d->repo, c->submission.base, &bytes, err);
	if (result == 0)
		result = parse_version(arena, &bytes, &out->base_text, "the base", err);
	if (result == 0 && dkt_is(&out->base_text.root, DKT_OBJECT))
		out->base = &out->base_text.root;
	if (result < 0 && (err->code == DKT_EGIT || err->code == DKT_EFORMAT)) {
		dkt_err_clear(err);
		result = 0;
	}
	dkt_buf_clear(&bytes);
	return result < 0 ? dkt_note(err, "reading the version that %s started from", c->id) : 0;
}

static int read_tip(struct dkt *d, struct dkt_arena *arena, struct dkt_three *out,
		    struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_err missing = DKT_ERR_INIT;
	int result = dkt_repo_read(d->repo, d->tip, out->path, &bytes, out->tip_blob, &missing);

	if (result < 0) {
		out->tip_blob[0] = '\0';
		dkt_buf_clear(&bytes);
		return missing.code == DKT_ENOENT ? 0
						  : dkt_fail(err, missing.code, "%s", missing.text);
	}
	result = parse_version(arena, &bytes, &out->tip_text, out->path, err);
	if (result == 0)
		out->tip = &out->tip_text.root;
	dkt_buf_clear(&bytes);
	return result;
}

int dkt_three_read(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
		   struct dkt_three *out, struct dkt_err *err)
{
	struct dkt_node proposed;

	memset(out, 0, sizeof *out);
	dkt_record_path(c->collection->name, c->collection->fanout, c->submission.record,
			out->path);
	if (read_base(d, arena, c, out, err) < 0 || read_tip(d, arena, out, err) < 0)
		return -1;
	/* meta is Docket's own: what a submitter did to it is not a change */
	proposed = dkt_without(arena, c->submission.proposed, "meta");
	if (dkt_get(out->base, "meta") != NULL)
		proposed = dkt_with(arena, &proposed, "meta", *dkt_get(out->base, "meta"));
	dkt_merge3(arena, out->base, out->tip, &proposed, dkt_context_shape(d, c->collection),
		   &out->merge);
	return 0;
}

/* --- in words --- */

static void add_value(struct dkt_buf *out, const struct dkt_node *value)
{
	struct dkt_buf text = DKT_BUF_INIT(DKT_MAX_TEXT);

	if (value == NULL) {
		dkt_buf_adds(out, "(nothing)");
		return;
	}
	dkt_canon_line(value, NULL, &text);
	dkt_buf_add(out, dkt_buf_str(&text),
		    text.size > MAX_VALUE ? dkt_utf8_cut(dkt_buf_str(&text), text.size, MAX_VALUE)
					  : text.size);
	dkt_buf_adds(out, text.size > MAX_VALUE ? "…" : "");
	dkt_buf_clear(&text);
}

static bool supports(const struct dkt_node *holder, const char *pointer)
{
	const struct dkt_node *list = dkt_get(holder, "supports");

	for (size_t i = 0; i < dkt_size(list); i++) {
		const char *supported = dkt_string(dkt_item(list, i));

		if (supported != NULL && (dkt_pointer_under(pointer, supported) ||
					  dkt_pointer_under(supported, pointer)))
			return true;
	}
	return false;
}

static bool source_supports(const struct dkt_node *source, const char *pointer)
{
	const struct dkt_node *quotes = dkt_get(source, "quotes");

	if (supports(source, pointer))
		return true;
	for (size_t i = 0; i < dkt_size(quotes); i++) {
		if (supports(dkt_item(quotes, i), pointer))
			return true;
	}
	return false;
}

/* A version that is not there has no sources to miss. */
static void add_sources(struct dkt_buf *out, const struct dkt_node *record, const char *pointer)
{
	const struct dkt_node *sources = dkt_get(record, "sources");
	bool any = record == NULL;

	for (size_t i = 0; i < dkt_size(sources); i++) {
		const struct dkt_node *source = dkt_item(sources, i);
		const char *url = dkt_get_string(source, "url");

		if (url == NULL || !source_supports(source, pointer))
			continue;
		dkt_buf_addf(out, "%s%s", any ? ", " : " (source: ", url);
		any = true;
	}
	if (record == NULL)
		dkt_buf_addc(out, '\n');
	else
		dkt_buf_adds(out, any ? ")\n" : " (no source supports it)\n");
}

void dkt_three_describe(const struct dkt_three *three, const struct dkt_case *c,
			struct dkt_buf *out)
{
	for (size_t i = 0; i < three->merge.n_conflicts; i++) {
		const struct dkt_conflict *conflict = &three->merge.conflicts[i];

		dkt_buf_addf(out, "%s\n  before:   ", conflict->pointer);
		add_value(out, conflict->base);
		add_sources(out, three->base, conflict->pointer);
		dkt_buf_adds(out, "  main:     ");
		add_value(out, conflict->tip);
		add_sources(out, three->tip, conflict->pointer);
		dkt_buf_adds(out, "  proposed: ");
		add_value(out, conflict->proposed);
		add_sources(out, c->submission.proposed, conflict->pointer);
	}
}
