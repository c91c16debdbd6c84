/*
 * driver.c - the merge of fields, inside plain git.
 *
 * git wants one file back, and people look for its markers. So a conflict is shown by writing the
 * merged record twice, once with our value and once with theirs at every conflict, and by putting
 * what differs between the two texts, line by line, between markers. Everything that could be
 * merged is then outside of them, and a person or a tool that knows git knows what to do.
 */
#include "flow/driver.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "json/build.h"
#include "json/canon.h"
#include "json/match.h"
#include "json/merge.h"

#include "base/banned.h"

/* --- two texts in one, with markers --- */

struct line {
	const char *bytes;
	size_t size; /* with its line feed */
};

struct lines {
	struct line *items;
	uint32_t *ids;
	size_t n;
};

static size_t count_lines(const struct dkt_buf *text)
{
	size_t n = 0;

	for (size_t i = 0; i < text->size; i++)
		n += text->bytes[i] == '\n' || i + 1 == text->size;
	return n;
}

/* known: from a line to the entry of `numbers` that holds its number. */
static void split(struct dkt_arena *arena, const struct dkt_buf *text, struct dkt_map *known,
		  struct lines *out)
{
	const char *at = dkt_buf_str(text);
	const char *end = at + text->size;
	size_t room = count_lines(text);
	uint32_t *numbers = DKT_NEW_N(arena, uint32_t, room);

	out->items = DKT_NEW_N(arena, struct line, room);
	out->ids = DKT_NEW_N(arena, uint32_t, room);
	for (out->n = 0; at < end; out->n++) {
		const char *feed = memchr(at, '\n', (size_t)(end - at));
		size_t size = feed == NULL ? (size_t)(end - at) : (size_t)(feed + 1 - at);
		uint32_t *number = dkt_map_get(known, at, size);

		if (number == NULL) {
			number = &numbers[out->n];
			*number = (uint32_t)known->n;
			(void)dkt_map_put(known, at, size, number);
		}
		out->items[out->n] = (struct line){at, size};
		out->ids[out->n] = *number;
		at += size;
	}
}

static void put_lines(const struct lines *lines, size_t from, size_t until, struct dkt_buf *out)
{
	for (size_t i = from; i < until; i++)
		dkt_buf_add(out, lines->items[i].bytes, lines->items[i].size);
	if (until > from && !dkt_ends(dkt_buf_str(out), "\n"))
		dkt_buf_addc(out, '\n');
}

static void put_both(const struct lines *ours, const size_t ours_at[2], const struct lines *theirs,
		     const size_t theirs_at[2], struct dkt_buf *out)
{
	if (ours_at[0] == ours_at[1] && theirs_at[0] == theirs_at[1])
		return;
	dkt_buf_adds(out, "<<<<<<< ours\n");
	put_lines(ours, ours_at[0], ours_at[1], out);
	dkt_buf_adds(out, "=======\n");
	put_lines(theirs, theirs_at[0], theirs_at[1], out);
	dkt_buf_adds(out, ">>>>>>> theirs\n");
}

static void put_marked(struct dkt_arena *arena, const struct dkt_buf *ours_text,
		       const struct dkt_buf *theirs_text, struct dkt_buf *out)
{
	struct dkt_map known = DKT_MAP_INIT;
	struct lines ours;
	struct lines theirs;
	size_t steps = DKT_MATCH_STEPS;
	size_t *partner;
	size_t i = 0;
	size_t j = 0;

	split(arena, ours_text, &known, &ours);
	split(arena, theirs_text, &known, &theirs);
	dkt_map_clear(&known);
	partner = DKT_NEW_N(arena, size_t, ours.n);
	if (!dkt_match(ours.ids, ours.n, theirs.ids, theirs.n, &steps, partner)) {
		for (size_t k = 0; k < ours.n; k++)
			partner[k] = DKT_NO_PARTNER;
	}
	for (size_t k = 0; k < ours.n; k++) {
		if (partner[k] == DKT_NO_PARTNER)
			continue;
		put_both(&ours, (size_t[2]){i, k}, &theirs, (size_t[2]){j, partner[k]}, out);
		put_lines(&ours, k, k + 1, out);
		i = k + 1;
		j = partner[k] + 1;
	}
	put_both(&ours, (size_t[2]){i, ours.n}, &theirs, (size_t[2]){j, theirs.n}, out);
}

/* --- the record --- */

/* Of what Docket counts and dates itself, the later of two; NULL for any other conflict. */
static const struct dkt_node *later_meta(const struct dkt_conflict *conflict)
{
	const char *ours = dkt_string(conflict->tip);
	const char *theirs = dkt_string(conflict->proposed);
	int64_t our_number;
	int64_t their_number;

	if (dkt_streq(conflict->pointer, "/meta/modified") && ours != NULL && theirs != NULL)
		return strcmp(ours, theirs) < 0 ? conflict->proposed : conflict->tip;
	if (dkt_streq(conflict->pointer, "/meta/revision") && dkt_int(conflict->tip, &our_number) &&
	    dkt_int(conflict->proposed, &their_number))
		return our_number < their_number ? conflict->proposed : conflict->tip;
	return NULL;
}

static void set(struct dkt_arena *arena, struct dkt_node *record, const char *pointer,
		const struct dkt_node *value)
{
	struct dkt_node next;

	if (value == NULL ? dkt_without_pointer(arena, record, pointer, &next)
			  : dkt_with_pointer(arena, record, pointer, *value, &next))
		*record = next;
}

/* Both sides of every conflict; the number of conflicts that are left. The items that theirs takes
 * out go last, so that the pointers of the others still hold. */
static size_t both_sides(struct dkt_arena *arena, const struct dkt_merge *merge,
			 struct dkt_node *ours, struct dkt_node *theirs)
{
	size_t left = merge->n_conflicts;

	*ours = merge->result;
	for (size_t i = 0; i < merge->n_conflicts; i++) {
		const struct dkt_node *later = later_meta(&merge->conflicts[i]);

		if (later == NULL)
			continue;
		set(arena, ours, merge->conflicts[i].pointer, later);
		left--;
	}
	*theirs = *ours;
	for (size_t i = merge->n_conflicts; i-- > 0;) {
		const struct dkt_conflict *conflict = &merge->conflicts[i];

		if (later_meta(conflict) == NULL && conflict->pointer[0] != '\0')
			set(arena, theirs, conflict->pointer, conflict->proposed);
	}
	return left;
}

static const struct dkt_node *parse(struct dkt_arena *arena, const struct dkt_buf *bytes,
				    bool *good)
{
	struct dkt_text *text = DKT_NEW(arena, struct dkt_text);
	struct dkt_text_fault fault;

	if (bytes->size == 0)
		return NULL;
	*good = *good && dkt_text_parse(text, arena, dkt_buf_str(bytes), bytes->size, &fault);
	return &text->root;
}

static const struct dkt_shape *shape_for(const struct dkt *d, const char *path)
{
	const struct dkt_collection *collection;
	char id[24];

	if (d == NULL || path == NULL)
		return NULL;
	collection = dkt_config_collection_of_path(d->config, path, id);
	return collection == NULL ? NULL : dkt_context_shape(d, collection);
}

static size_t merge_records(struct dkt_arena *arena, const struct dkt_merge *merge,
			    const struct dkt_shape *shape, struct dkt_buf *out)
{
	struct dkt_buf ours_text = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_buf theirs_text = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_node ours;
	struct dkt_node theirs;
	size_t left = both_sides(arena, merge, &ours, &theirs);

	dkt_canon_write(&ours, shape, &ours_text);
	dkt_canon_write(&theirs, shape, &theirs_text);
	put_marked(arena, &ours_text, left == 0 ? &ours_text : &theirs_text, out);
	dkt_buf_clear(&ours_text);
	dkt_buf_clear(&theirs_text);
	return left;
}

size_t dkt_driver_merge(const struct dkt *d, const struct dkt_driver_job *job, struct dkt_buf *out)
{
	const struct dkt_shape *shape = shape_for(d, job->path);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_merge merge;
	bool good = true;
	const struct dkt_node *base = parse(arena, job->base, &good);
	const struct dkt_node *ours = parse(arena, job->ours, &good);
	const struct dkt_node *theirs = parse(arena, job->theirs, &good);
	size_t conflicts = 1;

	good = good && ours != NULL && theirs != NULL;
	if (good)
		dkt_merge3(arena, base, ours, theirs, shape, &merge);
	if (good && (merge.n_conflicts == 0 || merge.conflicts[0].pointer[0] != '\0'))
		conflicts = merge_records(arena, &merge, shape, out);
	else
		put_marked(arena, job->ours, job->theirs, out);
	dkt_arena_free(arena);
	return conflicts;
}
