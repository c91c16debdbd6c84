/*
 * rules.c - the rules of Docket itself, in one walk over the record with its shape at hand.
 *
 * The walk descends as deep as the parser allows (DKT_MAX_DEPTH). What needs the whole record
 * (supports, sourced fields) comes after it.
 */
#include "record/rules.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "base/time.h"
#include "record/ident.h"
#include "text/unicode.h"
#include "json/canon.h"
#include "json/pointer.h"

#include "base/banned.h"

struct walk {
	const struct dkt_rules_job *job;
	struct dkt_report *report;
	struct dkt_arena *arena;
	struct dkt_buf pointer;
	struct dkt_map supported; /* pointers that some source supports */
};

static void find(struct walk *w, enum dkt_level level, const char *code, const struct dkt_node *at,
		 const char *hint, const char *sentence)
{
	dkt_report_add(w->report, level, code, dkt_buf_str(&w->pointer),
		       at->offset == DKT_MADE ? DKT_NOWHERE : at->offset, hint, "%s", sentence);
}

/* --- ids --- */

static void check_id(struct walk *w)
{
	const struct dkt_rules_job *job = w->job;
	const struct dkt_node *id = dkt_get(job->record, "id");
	const char *text = dkt_string(id);
	const struct dkt_node *at = id == NULL ? job->record : id;

	dkt_buf_adds(&w->pointer, "/id");
	if (text == NULL) {
		if (job->on_main)
			find(w, DKT_ERROR, "record.id", at, NULL,
			     "a record on main must have its id");
	} else if (dkt_id_check(text, job->collection->prefix) == DKT_ID_DIGITS) {
		find(w, DKT_ERROR, "record.id-digits", at,
		     "copy the id again; one character of it is wrong",
		     dkt_arena_printf(w->arena, "the check digits of %s do not fit", text));
	} else if (dkt_id_check(text, job->collection->prefix) != DKT_ID_GOOD) {
		find(w, DKT_ERROR, "record.id", at,
		     "leave the id null in a new record; Docket gives it one",
		     dkt_arena_printf(w->arena,
				      "this is no id of %s (%s-, seven characters, two digits)",
				      job->collection->name, job->collection->prefix));
	} else if (job->expected_id != NULL && !dkt_streq(text, job->expected_id)) {
		find(w, DKT_ERROR, "record.id-other", at, "an id never changes; undo that edit",
		     dkt_arena_printf(w->arena, "the record says %s, but this is the place of %s",
				      text, job->expected_id));
	}
	dkt_buf_reset(&w->pointer);
}

static void check_meta(struct walk *w)
{
	const struct dkt_node *meta = dkt_get(w->job->record, "meta");

	if (w->job->on_main || meta == NULL ||
	    (w->job->meta != NULL && dkt_node_equal(meta, w->job->meta)))
		return;
	dkt_buf_adds(&w->pointer, "/meta");
	find(w, DKT_WARNING, "record.meta", meta,
	     "leave meta out; Docket writes it when the record is merged",
	     "what this says under meta is ignored");
	dkt_buf_reset(&w->pointer);
}

/* --- text --- */

static void check_text(struct walk *w, const char *bytes, size_t size, const struct dkt_node *at)
{
	const char *name;
	size_t offset;

	if (dkt_find_unprintable(bytes, size, &offset, &name))
		find(w, DKT_ERROR, "text.unprintable", at,
		     "delete it; it often comes along when text is copied from a page",
		     dkt_arena_printf(w->arena, "there is %s in this text, which no reader sees",
				      name));
	if (size > 0 && (bytes[0] == ' ' || bytes[size - 1] == ' '))
		find(w, DKT_WARNING, "text.space", at, NULL,
		     "there is a space at the beginning or the end of this text");
}

/* --- references --- */

static void check_reference(struct walk *w, const char *collection_name,
			    const struct dkt_node *value)
{
	const struct dkt_collection *collection =
		dkt_config_collection(w->job->config, collection_name);
	const char *id = dkt_string(value);

	if (id == NULL || collection == NULL)
		return;
	if (dkt_id_check(id, collection->prefix) != DKT_ID_GOOD) {
		find(w, DKT_ERROR, "record.reference-form", value, NULL,
		     dkt_arena_printf(
			     w->arena,
			     "\"%.40s\" is no id of %s (%s-, seven characters, two digits)", id,
			     collection->name, collection->prefix));
		return;
	}
	if (w->job->lookup == NULL) {
		find(w, DKT_UNCHECKED, "record.reference", value, NULL,
		     dkt_arena_printf(w->arena, "nobody could look up whether there is %s in %s",
				      id, collection->name));
		return;
	}
	switch (w->job->lookup(w->job->lookup_data, collection->name, id)) {
	case DKT_FOUND_NOTHING:
		find(w, DKT_ERROR, "record.reference", value,
		     "look the id up, or propose that record first",
		     dkt_arena_printf(w->arena, "there is no %s in %s", id, collection->name));
		break;
	case DKT_FOUND_PENDING:
		find(w, w->job->on_main ? DKT_ERROR : DKT_INFO, "record.reference-pending", value,
		     w->job->on_main ? "merge that one first" : NULL,
		     dkt_arena_printf(w->arena,
				      "%s is itself waiting to be merged; it must be merged first",
				      id));
		break;
	case DKT_FOUND_RETIRED:
		find(w, DKT_WARNING, "record.reference-retired", value, NULL,
		     dkt_arena_printf(w->arena, "%s is retired", id));
		break;
	case DKT_FOUND_RECORD:
		break;
	}
}

/* --- sets --- */

static void check_set(struct walk *w, const struct dkt_node *set, const char *set_key)
{
	struct dkt_map seen = DKT_MAP_INIT;
	size_t size = w->pointer.size;

	for (size_t i = 0; i < set->size; i++) {
		const struct dkt_node *key = dkt_pointer_get(&set->as.items[i], set_key);
		struct dkt_buf text = DKT_BUF_INIT(DKT_MAX_TEXT);
		char *copy;

		if (key == NULL)
			continue;
		dkt_canon_line(key, NULL, &text);
		copy = dkt_arena_dup(w->arena, dkt_buf_str(&text), text.size);
		dkt_pointer_add_index(&w->pointer, i);
		if (dkt_map_put(&seen, copy, text.size, copy) != NULL)
			find(w, DKT_ERROR, "record.repeated", &set->as.items[i],
			     "unite the two entries",
			     dkt_arena_printf(w->arena, "%.120s stands twice in this list", copy));
		dkt_buf_truncate(&w->pointer, size);
		dkt_buf_clear(&text);
	}
	dkt_map_clear(&seen);
}

/* --- the walk --- */

static void walk_value(struct walk *w, const struct dkt_node *value, const struct dkt_shape *shape);

static void walk_object(struct walk *w, const struct dkt_node *object,
			const struct dkt_shape *shape)
{
	size_t size = w->pointer.size;

	for (size_t i = 0; i < object->size; i++) {
		const struct dkt_member *m = &object->as.members[i];

		dkt_pointer_add_key(&w->pointer, m->key, m->key_size);
		check_text(w, m->key, m->key_size, &m->value);
		walk_value(w, &m->value, dkt_shape_member(shape, m->key, m->key_size));
		dkt_buf_truncate(&w->pointer, size);
	}
}

static void walk_value(struct walk *w, const struct dkt_node *value, const struct dkt_shape *shape)
{
	size_t size = w->pointer.size;

	switch ((enum dkt_kind)value->kind) {
	case DKT_STRING:
		check_text(w, value->as.bytes, value->size, value);
		if (shape != NULL && shape->references != NULL)
			check_reference(w, shape->references, value);
		break;
	case DKT_OBJECT:
		walk_object(w, value, shape);
		break;
	case DKT_ARRAY:
		if (shape != NULL && shape->set_key != NULL)
			check_set(w, value, shape->set_key);
		for (size_t i = 0; i < value->size; i++) {
			dkt_pointer_add_index(&w->pointer, i);
			walk_value(w, &value->as.items[i], dkt_shape_item(shape));
			dkt_buf_truncate(&w->pointer, size);
		}
		break;
	default:
		break;
	}
}

/* --- sources --- */

/* Does the pointer go through a position of an array that is a set, where positions mean nothing?
 */
static bool through_set(struct walk *w, const char *pointer)
{
	const struct dkt_shape *shape = w->job->shape;
	const char *rest = pointer;
	const char *token;
	size_t size;

	while (shape != NULL && (token = dkt_pointer_token(w->arena, &rest, &size)) != NULL) {
		if (shape->set_key != NULL)
			return true;
		shape = shape->item != NULL && shape->n_members == 0
				? shape->item
				: dkt_shape_member(shape, token, size);
	}
	return false;
}

static void check_support(struct walk *w, const struct dkt_node *support)
{
	const char *pointer = dkt_string(support);

	if (pointer == NULL)
		return;
	if (!dkt_pointer_valid(pointer) || dkt_pointer_get(w->job->record, pointer) == NULL)
		find(w, DKT_ERROR, "source.supports", support,
		     "name a field that the record has, as in \"/dates/started\"",
		     dkt_arena_printf(w->arena, "\"%.120s\" names no field of this record",
				      pointer));
	else if (through_set(w, pointer))
		find(w, DKT_ERROR, "source.supports-position", support,
		     "name the whole list instead",
		     dkt_arena_printf(
			     w->arena,
			     "\"%.120s\" names a position in a set, and positions there change",
			     pointer));
	else
		(void)dkt_map_put(&w->supported, pointer, support->size, w);
}

static void check_supports(struct walk *w, const struct dkt_node *holder)
{
	const struct dkt_node *list = dkt_get(holder, "supports");
	size_t size = w->pointer.size;

	for (size_t i = 0; dkt_is(list, DKT_ARRAY) && i < list->size; i++) {
		dkt_buf_adds(&w->pointer, "/supports");
		dkt_pointer_add_index(&w->pointer, i);
		check_support(w, &list->as.items[i]);
		dkt_buf_truncate(&w->pointer, size);
	}
}

/* The first ten characters of two dates compared, where both are whole days. */
static bool day_before(const char *a, const char *b)
{
	return a != NULL && b != NULL && strlen(a) >= 10 && strlen(b) >= 10 &&
	       memcmp(a, b, 10) < 0 && a[4] == '-' && b[4] == '-' && a[7] == '-' && b[7] == '-';
}

static void check_source_dates(struct walk *w, const struct dkt_node *source)
{
	const char *issued = dkt_get_string(source, "issued");
	const struct dkt_node *archives = dkt_get(source, "archives");

	if (day_before(dkt_get_string(source, "accessed"), issued))
		find(w, DKT_WARNING, "source.dates", dkt_get(source, "accessed"),
		     "check both dates", "this source was accessed before it was issued");
	for (size_t i = 0; dkt_is(archives, DKT_ARRAY) && i < archives->size; i++) {
		const struct dkt_node *captured = dkt_get(&archives->as.items[i], "captured_at");

		if (day_before(dkt_string(captured), issued))
			find(w, DKT_WARNING, "source.dates", captured, "check both dates",
			     "this copy was captured before the source was issued");
	}
}

static void check_sources(struct walk *w)
{
	const struct dkt_node *sources = dkt_get(w->job->record, "sources");

	for (size_t i = 0; dkt_is(sources, DKT_ARRAY) && i < sources->size; i++) {
		const struct dkt_node *source = &sources->as.items[i];
		const struct dkt_node *quotes = dkt_get(source, "quotes");
		size_t size;

		dkt_buf_adds(&w->pointer, "/sources");
		dkt_pointer_add_index(&w->pointer, i);
		size = w->pointer.size;
		check_supports(w, source);
		check_source_dates(w, source);
		for (size_t j = 0; dkt_is(quotes, DKT_ARRAY) && j < quotes->size; j++) {
			dkt_buf_adds(&w->pointer, "/quotes");
			dkt_pointer_add_index(&w->pointer, j);
			check_supports(w, &quotes->as.items[j]);
			dkt_buf_truncate(&w->pointer, size);
		}
		dkt_buf_reset(&w->pointer);
	}
}

/* Is the field itself supported, or one that holds it, or anything inside it? */
static bool is_supported(struct walk *w, const char *pointer)
{
	size_t size = strlen(pointer);

	for (size_t end = size; end > 0; end--) {
		if ((end == size || pointer[end] == '/') &&
		    dkt_map_get(&w->supported, pointer, end) != NULL)
			return true;
	}
	for (size_t i = 0; i < w->supported.n_slots; i++) {
		const struct dkt_map_slot *slot = &w->supported.slots[i];

		if (slot->key != NULL && slot->key_size > size &&
		    memcmp(slot->key, pointer, size) == 0 && slot->key[size] == '/')
			return true;
	}
	return false;
}

static void check_sourced(struct walk *w, const struct dkt_node *object,
			  const struct dkt_shape *shape)
{
	size_t size = w->pointer.size;

	for (size_t i = 0; i < object->size; i++) {
		const struct dkt_member *m = &object->as.members[i];
		const struct dkt_shape *inner = dkt_shape_member(shape, m->key, m->key_size);

		dkt_pointer_add_key(&w->pointer, m->key, m->key_size);
		if (inner != NULL && inner->sourced && !is_supported(w, dkt_buf_str(&w->pointer)))
			find(w, w->job->legacy ? DKT_INFO : DKT_ERROR, "source.missing", &m->value,
			     dkt_arena_printf(
				     w->arena,
				     "add \"%s\" to the \"supports\" of the source that says so",
				     dkt_buf_str(&w->pointer)),
			     dkt_arena_printf(w->arena, "no source supports %s",
					      dkt_buf_str(&w->pointer)));
		else if (dkt_is(&m->value, DKT_OBJECT) && (inner == NULL || !inner->sourced))
			check_sourced(w, &m->value, inner);
		dkt_buf_truncate(&w->pointer, size);
	}
}

void dkt_rules_check(const struct dkt_rules_job *job, struct dkt_report *report)
{
	struct walk w = {.job = job,
			 .report = report,
			 .arena = dkt_arena_new(),
			 .pointer = DKT_BUF_INIT(DKT_MAX_TEXT)};

	if (dkt_is(job->record, DKT_OBJECT)) {
		check_id(&w);
		check_meta(&w);
		walk_value(&w, job->record, job->shape);
		check_sources(&w);
		check_sourced(&w, job->record, job->shape);
	}
	dkt_map_clear(&w.supported);
	dkt_buf_clear(&w.pointer);
	dkt_arena_free(w.arena);
}
