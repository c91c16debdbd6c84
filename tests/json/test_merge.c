/*
 * test_merge.c - three-way merge: cases a maintainer would recognise, and properties over a
 * hundred thousand made-up triples.
 */
#include "json/merge.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/str.h"

#include "json/build.h"
#include "json/diff.h"
#include "json/fixture.h"
#include "json/pointer.h"

struct row {
	const char *name;
	const char *base;
	const char *tip;
	const char *proposed;
	const char *result;    /* canonical line */
	const char *conflicts; /* "pointer path\n" each */
};

static const struct row rows[] = {
	{"only the proposal changed", "{\"id\": 1}", "{\"id\": 1}", "{\"id\": 2}", "{\"id\":2}",
	 ""},
	{"only the tip changed", "{\"id\": 1}", "{\"id\": 2}", "{\"id\": 1}", "{\"id\":2}", ""},
	{"both changed to the same", "{\"id\": 1}", "{\"id\": 2}", "{\"id\": 2.0}", "{\"id\":2}",
	 ""},
	{"both changed differently", "{\"id\": 1}", "{\"id\": 2}", "{\"id\": 3}", "{\"id\":2}",
	 "/id id\n"},
	{"different fields never meet", "{\"id\": 1, \"title\": {\"en\": \"a\", \"de\": \"b\"}}",
	 "{\"id\": 1, \"title\": {\"en\": \"x\", \"de\": \"b\"}}",
	 "{\"id\": 2, \"title\": {\"en\": \"a\", \"de\": \"y\"}}",
	 "{\"id\":2,\"title\":{\"de\":\"y\",\"en\":\"x\"}}", ""},
	{"both added the same field", "{}", "{\"id\": 1}", "{\"id\": 1}", "{\"id\":1}", ""},
	{"both added a field differently", "{}", "{\"id\": 1}", "{\"id\": 2}", "{\"id\":1}",
	 "/id id\n"},
	{"both added an object, fields of it meet one by one", "{}",
	 "{\"place\": {\"lat\": 1, \"lon\": 2}}", "{\"place\": {\"lat\": 1, \"lon\": 3}}",
	 "{\"place\":{\"lat\":1,\"lon\":2}}", "/place/lon place.lon\n"},
	{"removed by one, untouched by the other", "{\"id\": 1, \"a\": 1}", "{\"id\": 1, \"a\": 1}",
	 "{\"id\": 1}", "{\"id\":1}", ""},
	{"removed by the proposal, changed by the tip", "{\"a\": 1}", "{\"a\": 2}", "{}",
	 "{\"a\":2}", "/a a\n"},
	{"removed by the tip, changed by the proposal", "{\"a\": 1}", "{}", "{\"a\": 2}", "{}",
	 "/a a\n"},
	{"removed by both", "{\"a\": 1, \"b\": 1}", "{\"b\": 1}", "{\"b\": 1}", "{\"b\":1}", ""},
	{"an object removed by one and changed inside by the other", "{\"place\": {\"lat\": 1}}",
	 "{\"place\": {\"lat\": 2}}", "{}", "{\"place\":{\"lat\":2}}", "/place place\n"},
	{"sources added by both sides", "{\"sources\": [{\"url\": \"m\"}]}",
	 "{\"sources\": [{\"url\": \"m\"}, {\"url\": \"z\"}]}",
	 "{\"sources\": [{\"url\": \"a\"}, {\"url\": \"m\"}]}",
	 "{\"sources\":[{\"url\":\"a\"},{\"url\":\"m\"},{\"url\":\"z\"}]}", ""},
	{"one source changed in different fields",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"t\", \"l\": 1}]}",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"u\", \"l\": 1}]}",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"t\", \"l\": 2}]}",
	 "{\"sources\":[{\"url\":\"x\",\"title\":\"u\",\"l\":2}]}", ""},
	{"one source changed in the same field points into the sorted result",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"t\"}]}",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"u\"}]}",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"v\"}, {\"url\": \"a\"}]}",
	 "{\"sources\":[{\"url\":\"a\"},{\"url\":\"x\",\"title\":\"u\"}]}",
	 "/sources/1/title sources[x].title\n"},
	{"a source removed by one and changed by the other",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"t\"}, {\"url\": \"y\"}]}",
	 "{\"sources\": [{\"url\": \"y\"}]}",
	 "{\"sources\": [{\"url\": \"x\", \"title\": \"u\"}, {\"url\": \"y\"}]}",
	 "{\"sources\":[{\"url\":\"y\"}]}", "/sources/0 sources[x]\n"},
	{"aliases merge as values", "{\"aliases\": [\"a\", \"b\"]}",
	 "{\"aliases\": [\"a\", \"b\", \"d\"]}", "{\"aliases\": [\"b\", \"c\"]}",
	 "{\"aliases\":[\"b\",\"c\",\"d\"]}", ""},
	{"an alias added by both stands once", "{\"aliases\": []}", "{\"aliases\": [\"x\"]}",
	 "{\"aliases\": [\"y\", \"x\"]}", "{\"aliases\":[\"x\",\"y\"]}", ""},
	{"items without the key are kept by both sides", "{\"sources\": [{\"t\": 1}]}",
	 "{\"sources\": [{\"t\": 1}, {\"t\": 2}]}", "{\"sources\": [{\"t\": 1}, {\"t\": 3}]}",
	 "{\"sources\":[{\"t\":1},{\"t\":2},{\"t\":3}]}", ""},
	{"a list changed in two places", "{\"steps\": [1, 2]}", "{\"steps\": [1, 2, 3]}",
	 "{\"steps\": [0, 1, 2]}", "{\"steps\":[0,1,2,3]}", ""},
	{"a list changed by both in one place", "{\"steps\": [1, 2, 3]}", "{\"steps\": [1, 8, 3]}",
	 "{\"steps\": [1, 9, 3]}", "{\"steps\":[1,8,3]}", "/steps steps\n"},
	{"neighbours in a list changed by one side each", "{\"steps\": [1, 2]}",
	 "{\"steps\": [8, 2]}", "{\"steps\": [1, 9]}", "{\"steps\":[8,2]}", "/steps steps\n"},
	{"both added the same item at the same place", "{\"steps\": [1]}", "{\"steps\": [1, 2]}",
	 "{\"steps\": [1, 2.0]}", "{\"steps\":[1,2]}", ""},
	{"one removed an item, the other added elsewhere", "{\"steps\": [1, 2, 3]}",
	 "{\"steps\": [2, 3]}", "{\"steps\": [1, 2, 3, 4]}", "{\"steps\":[2,3,4]}", ""},
	{"an item moved to two places would stand twice", "{\"steps\": [1, 2, 3, 4]}",
	 "{\"steps\": [2, 3, 4, 1]}", "{\"steps\": [2, 1, 3, 4]}", "{\"steps\":[2,3,4,1]}",
	 "/steps steps\n"},
	{"the same item added in two places would stand twice", "{\"steps\": [1, 2]}",
	 "{\"steps\": [7, 1, 2]}", "{\"steps\": [1, 2, 7]}", "{\"steps\":[7,1,2]}",
	 "/steps steps\n"},
	{"a list of objects changed in two of them",
	 "{\"steps\": [{\"a\": 1}, {\"b\": 1}, {\"c\": 1}]}",
	 "{\"steps\": [{\"a\": 2}, {\"b\": 1}, {\"c\": 1}]}",
	 "{\"steps\": [{\"a\": 1}, {\"b\": 1}, {\"c\": 3}]}",
	 "{\"steps\":[{\"a\":2},{\"b\":1},{\"c\":3}]}", ""},
	{"two lists without a base are whole", "{}", "{\"steps\": [1]}", "{\"steps\": [2]}",
	 "{\"steps\":[1]}", "/steps steps\n"},
	{"a list changed by one side only", "{\"steps\": [1, 2]}", "{\"steps\": [1, 2]}",
	 "{\"steps\": [2]}", "{\"steps\":[2]}", ""},
	{"a field that became another kind", "{\"place\": {\"lat\": 1}}", "{\"place\": \"x\"}",
	 "{\"place\": {\"lat\": 2}}", "{\"place\":\"x\"}", "/place place\n"},
	{"a set on one side only", "{\"aliases\": [\"a\"]}", "{\"aliases\": \"a\"}",
	 "{\"aliases\": [\"b\"]}", "{\"aliases\":\"a\"}", "/aliases aliases\n"},
	{"no base: the same record twice", "", "{\"id\": 1}", "{\"id\": 1}", "{\"id\":1}", ""},
	{"no base: fields are joined", "", "{\"id\": 1}", "{\"a\": 2}", "{\"id\":1,\"a\":2}", ""},
	{"the record is gone and was changed", "{\"id\": 1}", "", "{\"id\": 2}", "null", " \n"},
	{"a new record", "", "", "{\"id\": 2}", "{\"id\":2}", ""},
	{"the root is no object", "1", "2", "3", "2", " \n"},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf out = DKT_BUF_INIT(10000);
	struct dkt_merge merge;

	dkt_merge3(arena, node_from(arena, row->base), node_from(arena, row->tip),
		   node_from(arena, row->proposed), &record_shape, &merge);
	for (size_t i = 0; i < merge.n_conflicts; i++) {
		const struct dkt_conflict *conflict = &merge.conflicts[i];

		dkt_buf_addf(&out, "%s %s\n", conflict->pointer, conflict->path);
		if (conflict->tip != NULL)
			assert_true(dkt_node_equal(
				conflict->tip, dkt_pointer_get(&merge.result, conflict->pointer)));
	}
	assert_string_equal(line_of(arena, &merge.result, &record_shape), row->result);
	assert_string_equal(dkt_buf_str(&out), row->conflicts);
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

static void test_order(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_merge merge;
	static const char *const expected[] = {"p", "a", "q", "r", "t", "b", "s"};

	(void)state;
	dkt_merge3(arena, node_from(arena, "{\"a\": 1, \"b\": 1}"),
		   node_from(arena, "{\"a\": 1, \"t\": 1, \"b\": 1}"),
		   node_from(arena, "{\"p\": 1, \"a\": 1, \"q\": 1, \"r\": 1, \"b\": 1, \"s\": 1}"),
		   NULL, &merge);
	assert_int_equal(merge.result.size, 7);
	for (size_t i = 0; i < 7; i++)
		assert_string_equal(merge.result.as.members[i].key, expected[i]);
	dkt_arena_free(arena);
}

/* --- properties ---------------------------------------------------------------------------------
 */

#define TRIPLES 100000

/* Numbers from a fixed seed: every run sees the same triples. */
static uint64_t seed;

static unsigned pick(unsigned below)
{
	seed = seed * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(seed >> 33) % below;
}

static struct dkt_node leaf(struct dkt_arena *arena)
{
	switch (pick(4)) {
	case 0:
		return dkt_make_null();
	case 1:
		return dkt_make_bool(pick(2) == 0);
	case 2:
		return dkt_make_int(arena, (int64_t)pick(4));
	default:
		return dkt_make_string(arena, pick(2) == 0 ? "x" : "y");
	}
}

static struct dkt_node source(struct dkt_arena *arena)
{
	struct dkt_node out = dkt_make_object(arena, NULL, 0);

	if (pick(12) > 0)
		out = dkt_with(arena, &out, "url",
			       dkt_make_string(arena, dkt_arena_printf(arena, "u%u", pick(4))));
	if (pick(2) == 0)
		out = dkt_with(arena, &out, "title", leaf(arena));
	if (pick(3) == 0)
		out = dkt_with(arena, &out, "l", leaf(arena));
	return out;
}

static struct dkt_node list(struct dkt_arena *arena, struct dkt_node (*item)(struct dkt_arena *))
{
	struct dkt_node out = dkt_make_array(arena, NULL, 0);

	for (unsigned n = pick(4); n > 0; n--)
		out = dkt_with_item(arena, &out, item(arena));
	return out;
}

static struct dkt_node steps(struct dkt_arena *arena)
{
	struct dkt_node out = list(arena, leaf);

	for (unsigned n = pick(6); n > 0; n--)
		out = dkt_with_item(arena, &out, dkt_make_int(arena, (int64_t)pick(50)));
	return out;
}

static struct dkt_node map(struct dkt_arena *arena)
{
	static const char *const keys[] = {"en", "de", "zh"};
	struct dkt_node out = dkt_make_object(arena, NULL, 0);

	for (unsigned n = pick(3); n > 0; n--)
		out = dkt_with(arena, &out, keys[pick(3)], leaf(arena));
	return out;
}

static struct dkt_node field(struct dkt_arena *arena, unsigned which)
{
	if (pick(12) == 0)
		return leaf(arena);
	switch (which) {
	case 0:
		return leaf(arena);
	case 1:
		return map(arena);
	case 2:
		return list(arena, leaf);
	case 3:
		return map(arena);
	case 4:
		return steps(arena);
	default:
		return list(arena, source);
	}
}

/* A list with an item more, less or another; what is no list stays. */
static struct dkt_node edited_list(struct dkt_arena *arena, const struct dkt_node *before)
{
	struct dkt_node out = dkt_make_array(arena, NULL, 0);
	size_t at;

	if (!dkt_is(before, DKT_ARRAY))
		return leaf(arena);
	at = pick((unsigned)dkt_size(before) + 1);
	for (size_t i = 0; i <= dkt_size(before); i++) {
		unsigned what = i == at ? pick(3) : 3;

		if (what < 2)
			out = dkt_with_item(arena, &out, dkt_make_int(arena, (int64_t)pick(9)));
		if (what != 1 && i < dkt_size(before))
			out = dkt_with_item(arena, &out, *dkt_item(before, i));
	}
	return out;
}

/* before with some fields set or removed; changed_out: a bit for each that may differ. */
static struct dkt_node edited(struct dkt_arena *arena, const struct dkt_node *before,
			      unsigned *changed_out)
{
	struct dkt_node out = *before;

	*changed_out = 0;
	for (unsigned n = pick(4); n > 0; n--) {
		unsigned which = pick(4) == 0 ? 4 : pick(6);
		const char *key = record_members[which].key;

		*changed_out |= 1U << which;
		if (dkt_streq(key, "steps") && dkt_get(&out, key) != NULL && pick(4) > 0)
			out = dkt_with(arena, &out, key, edited_list(arena, dkt_get(&out, key)));
		else
			out = pick(5) == 0 ? dkt_without(arena, &out, key)
					   : dkt_with(arena, &out, key, field(arena, which));
	}
	return out;
}

static bool same(struct dkt_arena *arena, const struct dkt_node *a, const struct dkt_node *b)
{
	return strcmp(line_of(arena, a, &record_shape), line_of(arena, b, &record_shape)) == 0;
}

/* Does a leaf or list like this stand anywhere in the value? */
static bool stands_in(const struct dkt_node *value, const struct dkt_node *wanted)
{
	if (value == NULL)
		return false;
	if (dkt_node_equal(value, wanted))
		return true;
	for (size_t i = 0; i < dkt_size(value); i++) {
		if (stands_in(dkt_is(value, DKT_ARRAY) ? &value->as.items[i]
						       : &value->as.members[i].value,
			      wanted))
			return true;
	}
	return false;
}

struct triple {
	struct dkt_node base;
	struct dkt_node tip;
	struct dkt_node proposed;
	unsigned tip_changed;
	unsigned proposed_changed;
};

static void check_no_invention(const struct triple *t, const struct dkt_node *value)
{
	for (size_t i = 0; i < dkt_size(value); i++)
		check_no_invention(t, dkt_is(value, DKT_ARRAY) ? &value->as.items[i]
							       : &value->as.members[i].value);
	/* containers are made of what both sides left; one of which each side removed half is empty
	 */
	if (dkt_is(value, DKT_ARRAY) || dkt_is(value, DKT_OBJECT))
		return;
	assert_true(stands_in(&t->base, value) || stands_in(&t->tip, value) ||
		    stands_in(&t->proposed, value));
}

static size_t times(const struct dkt_node *list, const struct dkt_node *item)
{
	size_t n = 0;

	for (size_t i = 0; i < dkt_size(list); i++)
		n += dkt_node_equal(dkt_item(list, i), item);
	return n;
}

/* Can what both sides kept be found in the result, in its order? */
static bool holds_in_order(const struct dkt_node *list, const struct dkt_node *items)
{
	size_t at = 0;

	for (size_t i = 0; i < dkt_size(list) && at < dkt_size(items); i++)
		at += dkt_node_equal(dkt_item(list, i), dkt_item(items, at));
	return at == dkt_size(items);
}

/* Of a merged list: no item more often than where it stands most, what nobody touched is there. */
static void check_lists(const struct triple *t, const struct dkt_node *result)
{
	const struct dkt_node *steps = dkt_get(result, "steps");
	const struct dkt_node *base = dkt_get(&t->base, "steps");
	const struct dkt_node *tip = dkt_get(&t->tip, "steps");
	const struct dkt_node *proposed = dkt_get(&t->proposed, "steps");

	for (size_t i = 0; i < dkt_size(steps); i++) {
		const struct dkt_node *item = dkt_item(steps, i);

		assert_true(times(steps, item) <= times(tip, item) ||
			    times(steps, item) <= times(proposed, item));
	}
	for (size_t i = 0; i < dkt_size(base); i++) {
		const struct dkt_node *item = dkt_item(base, i);

		if (dkt_is(steps, DKT_ARRAY) && times(base, item) == 1 && times(tip, item) == 1 &&
		    times(proposed, item) == 1)
			assert_int_equal(times(steps, item), 1);
	}
	if (holds_in_order(tip, base) && holds_in_order(proposed, base) &&
	    dkt_is(base, DKT_ARRAY) && dkt_is(steps, DKT_ARRAY))
		assert_true(holds_in_order(steps, base));
}

static void check_identity(struct dkt_arena *arena, const struct triple *t)
{
	struct dkt_merge merge;

	dkt_merge3(arena, &t->base, &t->base, &t->proposed, &record_shape, &merge);
	assert_int_equal(merge.n_conflicts, 0);
	assert_true(dkt_node_equal(&merge.result, &t->proposed));
	dkt_merge3(arena, &t->base, &t->tip, &t->base, &record_shape, &merge);
	assert_int_equal(merge.n_conflicts, 0);
	assert_true(dkt_node_equal(&merge.result, &t->tip));
	dkt_merge3(arena, &t->base, &t->tip, &t->tip, &record_shape, &merge);
	assert_int_equal(merge.n_conflicts, 0);
	assert_true(same(arena, &merge.result, &t->tip));
}

/* No conflict lies in a field that one side left alone, and such a field has the other's value. */
static void check_untouched(struct dkt_arena *arena, const struct triple *t,
			    const struct dkt_merge *merge)
{
	for (unsigned which = 0; which < 6; which++) {
		const char *key = record_members[which].key;
		const char *pointer = dkt_arena_printf(arena, "/%s", key);
		bool by_tip = (t->tip_changed >> which & 1U) != 0;
		bool by_proposed = (t->proposed_changed >> which & 1U) != 0;
		const struct dkt_node *other = dkt_get(by_tip ? &t->tip : &t->proposed, key);

		if (by_tip && by_proposed)
			continue;
		assert_true(dkt_node_equal(dkt_get(&merge->result, key), other));
		for (size_t i = 0; i < merge->n_conflicts; i++)
			assert_false(dkt_pointer_under(merge->conflicts[i].pointer, pointer));
	}
}

static void check_mirror(struct dkt_arena *arena, const struct triple *t,
			 const struct dkt_merge *merge)
{
	struct dkt_merge mirror;

	dkt_merge3(arena, &t->base, &t->proposed, &t->tip, &record_shape, &mirror);
	assert_int_equal(mirror.n_conflicts, merge->n_conflicts);
	if (merge->n_conflicts == 0) {
		struct dkt_diff diff;

		/* items without a key have no order of their own, so sets are compared as sets */
		dkt_diff(arena, &merge->result, &mirror.result, &record_shape, &diff);
		assert_int_equal(diff.n, 0);
	}
	for (size_t i = 0; i < merge->n_conflicts; i++) {
		const struct dkt_conflict *conflict = &merge->conflicts[i];
		size_t j = 0;

		while (j < mirror.n_conflicts && !(conflict->tip == mirror.conflicts[j].proposed &&
						   conflict->proposed == mirror.conflicts[j].tip &&
						   conflict->base == mirror.conflicts[j].base))
			j++;
		assert_true(j < mirror.n_conflicts);
	}
}

/* At every conflict the result holds what the tip had. */
static void check_conflicts(const struct dkt_merge *merge)
{
	for (size_t i = 0; i < merge->n_conflicts; i++) {
		const struct dkt_conflict *conflict = &merge->conflicts[i];

		assert_false(dkt_node_equal(conflict->tip, conflict->proposed));
		assert_false(dkt_node_equal(conflict->base, conflict->tip));
		assert_false(dkt_node_equal(conflict->base, conflict->proposed));
		if (conflict->tip != NULL)
			assert_true(dkt_node_equal(
				dkt_pointer_get(&merge->result, conflict->pointer), conflict->tip));
	}
}

/* Is the list one that nobody wrote, made of both edits? */
static bool is_joined(const struct triple *t, const struct dkt_node *result)
{
	const struct dkt_node *steps = dkt_get(result, "steps");

	return steps != NULL && !dkt_node_equal(steps, dkt_get(&t->base, "steps")) &&
	       !dkt_node_equal(steps, dkt_get(&t->tip, "steps")) &&
	       !dkt_node_equal(steps, dkt_get(&t->proposed, "steps"));
}

/* DOCKET_TRIPLES asks for another number, and so for other triples. */
static size_t how_many(void)
{
	const char *asked = getenv("DOCKET_TRIPLES");
	uint64_t n = 0;

	return asked != NULL && dkt_parse_u64(asked, 1000000000, &n) ? (size_t)n : TRIPLES;
}

static void test_properties(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	size_t clean = 0;
	size_t conflicts = 0;
	size_t joined = 0;
	size_t triples = how_many();

	(void)state;
	seed = 20261123 + triples;
	for (size_t i = 0; i < triples; i++) {
		struct dkt_node nothing = dkt_make_object(arena, NULL, 0);
		struct triple t;
		struct dkt_merge merge;
		unsigned unused;

		t.base = edited(arena, &nothing, &unused);
		t.base = edited(arena, &t.base, &unused);
		t.tip = edited(arena, &t.base, &t.tip_changed);
		t.proposed = edited(arena, &t.base, &t.proposed_changed);
		dkt_merge3(arena, &t.base, &t.tip, &t.proposed, &record_shape, &merge);
		check_identity(arena, &t);
		check_no_invention(&t, &merge.result);
		check_lists(&t, &merge.result);
		check_untouched(arena, &t, &merge);
		check_mirror(arena, &t, &merge);
		check_conflicts(&merge);
		clean += merge.n_conflicts == 0;
		conflicts += merge.n_conflicts;
		joined += is_joined(&t, &merge.result);
		dkt_arena_reset(arena);
	}
	print_message("%zu triples, %zu without conflict, %zu lists joined\n", triples, clean,
		      joined);
	/* the generator must make both kinds, or the properties say nothing */
	assert_true(clean > triples / 4);
	assert_true(conflicts > triples / 10);
	assert_true(joined > triples / 100);
	dkt_arena_free(arena);
}

/* A list of n numbers from `from` on, every third one apart. */
static struct dkt_node numbers(struct dkt_arena *arena, size_t n, int64_t from)
{
	struct dkt_node *items = DKT_NEW_N(arena, struct dkt_node, n);

	for (size_t i = 0; i < n; i++)
		items[i] = dkt_make_int(arena, from + (int64_t)(i * 3));
	return dkt_make_array(arena, items, n);
}

static void test_hostile_lists(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node base = numbers(arena, 60000, 0);
	struct dkt_node tip = numbers(arena, 60000, 1);
	struct dkt_node proposed = numbers(arena, 60000, 2);
	struct dkt_merge merge;

	(void)state;
	/* a search without end would take 60,000 times 60,000 steps, and as many numbers */
	dkt_merge3(arena, &base, &tip, &proposed, NULL, &merge);
	assert_int_equal(merge.n_conflicts, 1);
	assert_string_equal(merge.conflicts[0].pointer, "");
	assert_true(dkt_node_equal(&merge.result, &tip));
	dkt_arena_free(arena);
}

static void test_long_lists(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node base = numbers(arena, 60000, 0);
	struct dkt_node tip = dkt_with_item(arena, &base, dkt_make_int(arena, -1));
	struct dkt_node shorter;
	struct dkt_node proposed;
	struct dkt_merge merge;

	(void)state;
	assert_true(dkt_without_pointer(arena, &base, "/7", &shorter));
	assert_true(dkt_without_pointer(arena, &shorter, "/40000", &proposed));
	dkt_merge3(arena, &base, &tip, &proposed, NULL, &merge);
	assert_int_equal(merge.n_conflicts, 0);
	assert_int_equal(dkt_size(&merge.result), 59999);
	assert_true(dkt_node_equal(dkt_item(&merge.result, 59998), dkt_item(&tip, 60000)));
	dkt_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"additions stand behind what they stood behind", test_order, NULL, NULL, NULL},
		{"lists with nothing in common end as one conflict", test_hostile_lists, NULL, NULL,
		 NULL},
		{"long lists that differ in few items merge", test_long_lists, NULL, NULL, NULL},
		{"a hundred thousand triples keep the promises of a merge", test_properties, NULL,
		 NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/merge", tests, NULL, NULL);

	return failed + rows_run("json/merge rows", rows, check_row);
}
