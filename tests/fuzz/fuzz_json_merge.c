/*
 * fuzz_json_merge.c - bytes as three texts, one a line, merged and compared under a shape with sets
 * in sets. Nothing crashes, the result is JSON, and what a merge promises holds.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/canon.h"
#include "json/diff.h"
#include "json/merge.h"
#include "json/pointer.h"
#include "json/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* An object of anything, its lists sets by "/k", whose items are the same again; "v" holds sets of
 * values and "l" lists. */
static const struct dkt_shape values = {.set_key = ""};
static const struct dkt_shape list = {.n_members = 0};
static const struct dkt_shape any;
static const struct dkt_shape_member members[] = {{"v", 1, &values}, {"l", 1, &list}};
static const struct dkt_shape any = {
	.members = members, .n_members = 2, .item = &any, .rest = &any, .set_key = "/k"};

static void must(bool promise)
{
	if (!promise)
		abort();
}

/* The next line as a value; absent when it is empty. False when it is no JSON. */
static bool next(struct dkt_arena *arena, const char **bytes, size_t *size,
		 const struct dkt_node **out)
{
	const char *feed = *size == 0 ? NULL : memchr(*bytes, '\n', *size);
	size_t length = feed == NULL ? *size : (size_t)(feed - *bytes);
	struct dkt_text *text = DKT_NEW(arena, struct dkt_text);
	struct dkt_text_fault fault;
	const char *line = *bytes;

	*bytes += length + (feed != NULL);
	*size -= length + (feed != NULL);
	*out = NULL;
	if (length == 0)
		return true;
	*out = &text->root;
	return dkt_text_parse(text, arena, line, length, &fault);
}

/* Does the value differ from itself under any name? */
static void check_same(struct dkt_arena *arena, const struct dkt_node *a, const struct dkt_node *b)
{
	struct dkt_diff diff;

	dkt_diff(arena, a, b, &any, &diff);
	must(diff.n == 0);
}

static void check_diff(struct dkt_arena *arena, const struct dkt_node *before,
		       const struct dkt_node *after)
{
	struct dkt_diff diff;

	dkt_diff(arena, before, after, &any, &diff);
	for (size_t i = 0; i < diff.n; i++) {
		const struct dkt_change *change = &diff.items[i];

		must(dkt_pointer_valid(change->pointer));
		must(!dkt_node_equal(change->before, change->after));
	}
	check_same(arena, after, after);
}

static void check_result(struct dkt_arena *arena, const struct dkt_merge *merge)
{
	struct dkt_buf out = DKT_BUF_INIT(SIZE_MAX / 4);
	struct dkt_text_fault fault;
	struct dkt_text text;

	dkt_canon_write(&merge->result, &any, &out);
	must(dkt_text_parse(&text, arena, dkt_buf_str(&out), out.size, &fault));
	for (size_t i = 0; i < merge->n_conflicts; i++) {
		const struct dkt_conflict *conflict = &merge->conflicts[i];

		must(dkt_pointer_valid(conflict->pointer));
		must(!dkt_node_equal(conflict->tip, conflict->proposed));
		must(!dkt_node_equal(conflict->base, conflict->tip));
		must(!dkt_node_equal(conflict->base, conflict->proposed));
	}
	dkt_buf_clear(&out);
}

static void check_merge(struct dkt_arena *arena, const struct dkt_node *base,
			const struct dkt_node *tip, const struct dkt_node *proposed)
{
	struct dkt_merge merge;
	struct dkt_merge mirror;

	dkt_merge3(arena, base, tip, proposed, &any, &merge);
	check_result(arena, &merge);
	dkt_merge3(arena, base, proposed, tip, &any, &mirror);
	must(merge.n_conflicts == mirror.n_conflicts);
	if (merge.n_conflicts == 0)
		check_same(arena, &merge.result, &mirror.result);
	dkt_merge3(arena, base, base, proposed, &any, &merge);
	must(merge.n_conflicts == 0);
	if (proposed != NULL)
		check_same(arena, &merge.result, proposed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *rest = (const char *)bytes;
	const struct dkt_node *base;
	const struct dkt_node *tip;
	const struct dkt_node *proposed;

	if (next(arena, &rest, &size, &base) && next(arena, &rest, &size, &tip) &&
	    next(arena, &rest, &size, &proposed)) {
		check_merge(arena, base, tip, proposed);
		check_diff(arena, base, proposed);
		check_diff(arena, tip, proposed);
	}
	dkt_arena_free(arena);
	return 0;
}
