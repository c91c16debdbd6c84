/*
 * output.c - the entry for the official output formats, and the units they are made of.
 *
 * The verdict is the quick evaluator's, so it never differs from a check. The walk behind it finds
 * what to tell. Where only errors and annotations are wanted, units that have neither are used
 * again at once: a large valid value then costs no memory.
 */
#include "schema/output.h"

#include <string.h>

#include "json/canon.h"

/* --- units --- */

struct dkt_unit *dkt_unit_new(struct dkt_trace *w, const struct dkt_sub *sub)
{
	struct dkt_unit *unit = w->spare;

	if (unit == NULL) {
		unit = DKT_NEW(w->arena, struct dkt_unit);
	} else {
		w->spare = unit->next;
		memset(unit, 0, sizeof *unit);
	}
	unit->sub = sub;
	unit->keyword = DKT_TOKEN_NONE;
	unit->instance = DKT_TOKEN_NONE;
	return unit;
}

struct dkt_unit *dkt_unit_keyword(struct dkt_trace *w, const struct dkt_sub *sub,
				  const char *keyword)
{
	struct dkt_unit *unit = dkt_unit_new(w, sub);

	unit->keyword = (struct dkt_token){.bytes = keyword, .n = strlen(keyword)};
	unit->is_keyword = true;
	return unit;
}

void dkt_unit_annotate(struct dkt_unit *unit, struct dkt_node annotation)
{
	unit->annotation = annotation;
	unit->annotated = true;
}

static bool counts(const struct dkt_unit *unit, const struct dkt_unit *child)
{
	return child->useful && child->verdict != DKT_FAILS && !unit->silent;
}

/* As deep as the walk was that made them. */
static void recycle(struct dkt_trace *w, struct dkt_unit *unit)
{
	while (unit->first != NULL) {
		struct dkt_unit *child = unit->first;

		unit->first = child->next;
		recycle(w, child);
	}
	unit->next = w->spare;
	w->spare = unit;
}

void dkt_unit_close(struct dkt_trace *w, struct dkt_unit *parent, struct dkt_unit *unit,
		    enum dkt_verdict verdict)
{
	unit->verdict = (uint8_t)verdict;
	unit->useful = verdict == DKT_FAILS || unit->annotated;
	for (const struct dkt_unit *child = unit->first; child != NULL && !unit->useful;
	     child = child->next)
		unit->useful = counts(unit, child);
	if (!unit->useful && !w->whole && parent->sub != NULL) {
		recycle(w, unit);
		return;
	}
	if (parent->last == NULL)
		parent->first = unit;
	else
		parent->last->next = unit;
	parent->last = unit;
}

/* --- the entry --- */

static void walk(struct dkt_trace *w, const struct dkt_schema *schema, const struct dkt_node *value,
		 enum dkt_verdict verdict, struct dkt_unit *above)
{
	const struct dkt_step_to step = {
		.sub = schema->root, .keyword = DKT_TOKEN_NONE, .instance = DKT_TOKEN_NONE};
	struct dkt_unit *root;
	struct dkt_place place;

	dkt_place_init(&place, value, NULL);
	(void)dkt_trace_sub(w, above, &step, &place, NULL);
	root = above->first;
	if (root == NULL) {
		root = dkt_unit_new(w, schema->root);
		above->first = root;
	}
	/* Only a walk that ended at a limit can have come to another verdict. */
	if (root->verdict != verdict) {
		root->verdict = (uint8_t)verdict;
		w->cut = true;
	}
	if (verdict == DKT_FAILS && root->error == NULL && root->first == NULL)
		root->error = dkt_trace_say(w, DKT_SAY_FAILS, &place, NULL, NULL);
}

static void tell(struct dkt_run *run, const struct dkt_schema *schema, const struct dkt_node *value,
		 const struct dkt_check_options *options, enum dkt_verdict verdict,
		 enum dkt_output form, const char *language, struct dkt_buf *out)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_trace w = {.run = run, .arena = arena, .whole = form == DKT_OUTPUT_VERBOSE};
	struct dkt_unit above = {.sub = NULL}; /* so the root stays in any case */
	struct dkt_written written = {.prefix = options->pointer_prefix};

	w.x = (struct dkt_explain){.run = run, .hear = dkt_trace_hear, .context = &w};
	w.x.voice.arena = arena;
	w.x.voice.language = DKT_ENGLISH;
	(void)dkt_language_find(language, &w.x.voice.language);
	dkt_buf_init(&w.x.pointer, DKT_MAX_TEXT);
	run->steps = DKT_MAX_STEPS / 8;
	run->pattern_steps = DKT_MAX_PATTERN_STEPS;
	run->spent = false;
	run->nested = false;
	walk(&w, schema, value, verdict, &above);
	written.root = above.first;
	written.truncated = dkt_words(&w.x.voice, DKT_SAY_TRUNCATED, NULL, NULL);
	written.cut = w.cut || run->spent;
	if (verdict == DKT_UNSURE)
		written.unchecked =
			dkt_words(&w.x.voice, DKT_SAY_UNSURE,
				  dkt_words(&w.x.voice, DKT_SAY_THE_RECORD, NULL, NULL), NULL);
	dkt_output_write(&written, form, out);
	dkt_buf_clear(&w.x.pointer);
	dkt_arena_free(arena);
}

bool dkt_schema_output(const struct dkt_schema *schema, const struct dkt_node *value,
		       const struct dkt_check_options *options, enum dkt_output form,
		       const char *language, struct dkt_buf *out)
{
	static const struct dkt_check_options usual = {.assert_formats = true,
						       .pointer_prefix = ""};
	struct dkt_run run;
	enum dkt_verdict verdict;

	if (options == NULL)
		options = &usual;
	dkt_run_init(&run, options->assert_formats);
	verdict = dkt_eval(&run, schema->root, value, NULL);
	if (form == DKT_OUTPUT_FLAG)
		dkt_buf_adds(out, verdict == DKT_FAILS ? "{\"valid\":false}" : "{\"valid\":true}");
	else
		tell(&run, schema, value, options, verdict, form, language, out);
	dkt_run_clear(&run);
	return verdict != DKT_FAILS;
}
