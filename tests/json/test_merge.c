/*
 * test_merge.c - three-way merge: cases a maintainer would recognise, and properties over twenty
 * thousand made-up triples.
 */
#include "json/merge.h"

#include <stdint.h>
#include <string.h>

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
	{"a list whose order matters is whole", "{\"steps\": [1, 2]}", "{\"steps\": [1, 2, 3]}",
	 "{\"steps\": [0, 1, 2]}", "{\"steps\":[1,2,3]}", "/steps steps\n"},
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

#define TRIPLES 20000

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
		return list(arena, leaf);
	default:
		return list(arena, source);
	}
}

/* before with some fields set or removed; changed_out: a bit for each that may differ. */
static struct dkt_node edited(struct dkt_arena *arena, const struct dkt_node *before,
			      unsigned *changed_out)
{
	struct dkt_node out = *before;

	*changed_out = 0;
	for (unsigned n = pick(4); n > 0; n--) {
		unsigned which = pick(6);
		const char *key = record_members[which].key;

		*changed_out |= 1U << which;
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

/* A list whose order matters is one that somebody wrote. */
static void check_whole_lists(const struct triple *t, const struct dkt_node *result)
{
	const struct dkt_node *steps = dkt_get(result, "steps");

	assert_true(dkt_node_equal(steps, dkt_get(&t->base, "steps")) ||
		    dkt_node_equal(steps, dkt_get(&t->tip, "steps")) ||
		    dkt_node_equal(steps, dkt_get(&t->proposed, "steps")));
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

static void test_properties(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();
	size_t clean = 0;
	size_t conflicts = 0;

	(void)state;
	seed = 20261123;
	for (int i = 0; i < TRIPLES; i++) {
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
		check_whole_lists(&t, &merge.result);
		check_untouched(arena, &t, &merge);
		check_mirror(arena, &t, &merge);
		check_conflicts(&merge);
		clean += merge.n_conflicts == 0;
		conflicts += merge.n_conflicts;
		dkt_arena_reset(arena);
	}
	/* the generator must make both kinds, or the properties say nothing */
	assert_true(clean > TRIPLES / 4);
	assert_true(conflicts > TRIPLES / 10);
	dkt_arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		{"additions stand behind what they stood behind", test_order, NULL, NULL, NULL},
		{"twenty thousand triples keep the promises of a merge", test_properties, NULL,
		 NULL, NULL},
	};
	int failed = cmocka_run_group_tests_name("json/merge", tests, NULL, NULL);

	return failed + rows_run("json/merge rows", rows, check_row);
}
