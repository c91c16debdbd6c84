/*
 * output_array.c - keywords about the items of arrays.
 *
 * What they annotate: a list of schemas the greatest index that it reached, or true when that was
 * the last; one schema for the rest true; contains the indexes that fit.
 */
#include "schema/output.h"
#include "json/build.h"

static struct dkt_node truth(void)
{
	return dkt_make_bool(true);
}

/* --- prefixItems and items; items and additionalItems before 2020-12 --- */

struct parts {
	const char *names[2];
	struct dkt_unit *units[2]; /* NULL: the keyword is not there */
	enum dkt_verdict verdicts[2];
	size_t n[2]; /* items seen */
};

static void open_parts(const struct dkt_at *at, struct parts *parts)
{
	const struct dkt_items *items = at->insn->as.items;
	bool older = dkt_is(dkt_get(at->sub->node, "items"), DKT_ARRAY);

	*parts = (struct parts){
		.names = {older ? "items" : "prefixItems", older ? "additionalItems" : "items"},
		.verdicts = {DKT_PASSES, DKT_PASSES}};
	if (items->prefix != NULL)
		parts->units[0] = dkt_unit_keyword(at->w, at->sub, parts->names[0]);
	if (items->rest != NULL)
		parts->units[1] = dkt_unit_keyword(at->w, at->sub, parts->names[1]);
}

static enum dkt_verdict close_parts(const struct dkt_at *at, struct parts *parts)
{
	size_t size = at->place->value->size;
	enum dkt_verdict verdict = dkt_both(parts->verdicts[0], parts->verdicts[1]);

	if (parts->units[0] != NULL) {
		if (parts->verdicts[0] != DKT_FAILS && parts->n[0] > 0)
			dkt_unit_annotate(
				parts->units[0],
				parts->n[0] == size
					? truth()
					: dkt_make_int(at->w->arena, (int64_t)parts->n[0] - 1));
		dkt_unit_close(at->w, at->unit, parts->units[0], parts->verdicts[0]);
	}
	if (parts->units[1] != NULL) {
		if (parts->verdicts[1] != DKT_FAILS && parts->n[1] > 0)
			dkt_unit_annotate(parts->units[1], truth());
		dkt_unit_close(at->w, at->unit, parts->units[1], parts->verdicts[1]);
	}
	return verdict;
}

enum dkt_verdict dkt_trace_items(const struct dkt_at *at)
{
	const struct dkt_items *items = at->insn->as.items;
	const struct dkt_node *value = at->place->value;
	struct parts parts;

	open_parts(at, &parts);
	for (size_t i = 0; i < value->size; i++) {
		bool rest = i >= items->n_prefix;
		const struct dkt_sub *sub = rest ? items->rest : items->prefix[i];
		struct dkt_token keyword = rest ? DKT_TOKEN_NONE : (struct dkt_token){.n = i};

		if (sub == NULL)
			break;
		dkt_mark(at->marks, i);
		parts.n[rest]++;
		parts.verdicts[rest] =
			dkt_both(parts.verdicts[rest], dkt_trace_item(at->w, parts.units[rest], sub,
								      keyword, at->place, i));
	}
	return close_parts(at, &parts);
}

/* --- contains, minContains, maxContains --- */

struct found {
	size_t sure;
	size_t maybe;
};

static struct dkt_node indexes(struct dkt_arena *arena, const unsigned char *fits, size_t n,
			       size_t n_fits)
{
	struct dkt_node *items = DKT_NEW_N(arena, struct dkt_node, n_fits + 1);
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (fits[i] != 0)
			items[k++] = dkt_make_int(arena, (int64_t)i);
	}
	return (struct dkt_node){
		.kind = DKT_ARRAY, .offset = DKT_MADE, .size = k, .as.items = items};
}

static enum dkt_verdict bound(const struct dkt_at *at, const char *keyword, size_t n, bool fails,
			      bool unsure)
{
	enum dkt_verdict verdict = unsure ? DKT_UNSURE : DKT_PASSES;
	struct dkt_unit *unit;

	if (fails)
		verdict = DKT_FAILS;
	if (dkt_get(at->sub->node, keyword) == NULL)
		return verdict;
	unit = dkt_unit_keyword(at->w, at->sub, keyword);
	if (fails)
		unit->error = dkt_trace_contains_reason(at, n);
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}

static struct found walk_fitting(const struct dkt_at *at, struct dkt_unit *unit,
				 struct dkt_marks *fits)
{
	const struct dkt_node *value = at->place->value;
	struct found found = {0};

	for (size_t i = 0; i < value->size; i++) {
		enum dkt_verdict one = dkt_trace_item(at->w, unit, at->insn->as.contains->sub,
						      DKT_TOKEN_NONE, at->place, i);

		found.sure += one == DKT_PASSES;
		found.maybe += one == DKT_UNSURE;
		if (one != DKT_FAILS)
			dkt_mark(fits, i);
	}
	return found;
}

enum dkt_verdict dkt_trace_contains(const struct dkt_at *at)
{
	const struct dkt_contains *contains = at->insn->as.contains;
	const struct dkt_node *value = at->place->value;
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, "contains");
	enum dkt_verdict verdict = DKT_PASSES;
	struct dkt_marks fits;
	struct found found;
	size_t most;

	dkt_marks_init(&fits, value);
	found = walk_fitting(at, unit, &fits);
	most = found.sure + found.maybe;
	if (contains->min > 0 && found.sure == 0)
		verdict = most == 0 ? DKT_FAILS : DKT_UNSURE;
	if (verdict == DKT_FAILS)
		unit->error = dkt_trace_contains_reason(at, 0);
	else if (contains->counts)
		dkt_unit_annotate(unit, indexes(at->w->arena, fits.seen, value->size, most));
	dkt_unit_close(at->w, at->unit, unit, verdict);
	if (at->marks != NULL && contains->counts)
		dkt_marks_add(at->marks, &fits);
	dkt_marks_clear(&fits);
	verdict = dkt_both(verdict, bound(at, "minContains", most, most < contains->min,
					  found.sure < contains->min));
	return dkt_both(verdict, bound(at, "maxContains", found.sure, found.sure > contains->max,
				       most > contains->max));
}

enum dkt_verdict dkt_trace_unevaluated_items(const struct dkt_at *at)
{
	const struct dkt_node *value = at->place->value;
	struct dkt_unit *unit = dkt_unit_keyword(at->w, at->sub, "unevaluatedItems");
	enum dkt_verdict verdict = DKT_PASSES;
	bool any = false;

	for (size_t i = 0; i < value->size; i++) {
		if (at->marks->seen[i] != 0)
			continue;
		verdict = dkt_both(verdict, dkt_trace_item(at->w, unit, at->insn->as.sub,
							   DKT_TOKEN_NONE, at->place, i));
		dkt_mark(at->marks, i);
		any = true;
	}
	if (any && verdict != DKT_FAILS)
		dkt_unit_annotate(unit, truth());
	dkt_unit_close(at->w, at->unit, unit, verdict);
	return verdict;
}
