/*
 * check_copies.c - the archived copies that a record claims, each a conversation with its archive
 * (archive_claim.h) whose requests go through the same loop as all others.
 *
 * Copies are asked for at once, beside the live page. A copy that turns out to be of another page
 * may be of the page that the live one leads to; so its claim is gone through a second time when
 * the redirects are known, mostly without asking anything again.
 */
#include "base/str.h"
#include "base/time.h"
#include "source/check_inside.h"
#include "source/drift.h"

#include "base/banned.h"

static const char *stamp(struct dkt_arena *arena, int64_t time)
{
	char text[DKT_TIME_SIZE];

	dkt_time_format(time, text);
	return dkt_arena_dups(arena, text);
}

/* --- asking --- */

/* Go on with the claim as far as its answers are there. */
static void drive(struct dkt_looking *l, struct dkt_copy *copy)
{
	struct dkt_arena *arena = l->c->arena;
	int64_t now = l->c->inspector->policy.now;

	while (!copy->over && (copy->visit == NULL || copy->visit->done)) {
		if (copy->visit != NULL)
			dkt_claim_take(&copy->claim, arena, &copy->ask, &copy->visit->answer, now);
		if (dkt_claim_next(&copy->claim, arena, now, &copy->ask) == DKT_STEP_ASK)
			copy->visit = dkt_visit_ask(l->c, copy->ask.request.url, DKT_VISIT_COPY,
						    copy->ask.request.pool);
		else
			copy->over = true;
	}
}

static void begin(struct dkt_looking *l, struct dkt_copy *copy)
{
	copy->claim = (struct dkt_claim){.table = l->c->inspector->policy.archives,
					 .url = l->url,
					 .copy = copy->url,
					 .captured_at = dkt_get_string(copy->entry, "captured_at")};
	dkt_claim_begin(&copy->claim, l->c->arena);
	drive(l, copy);
}

static void open_copies(struct dkt_looking *l)
{
	const struct dkt_node *archives = dkt_get(l->source, "archives");

	l->opened = true;
	for (size_t i = 0;
	     dkt_is(archives, DKT_ARRAY) && i < archives->size && l->n_copies < DKT_MAX_COPIES;
	     i++) {
		const struct dkt_node *entry = &archives->as.items[i];
		const char *url = dkt_get_string(entry, "url");

		if (url == NULL)
			continue;
		l->copies[l->n_copies] = (struct dkt_copy){.entry = entry, .url = url};
		begin(l, &l->copies[l->n_copies++]);
	}
}

/* Once more, with the addresses that the live page leads through. */
static void follow(struct dkt_looking *l, struct dkt_copy *copy)
{
	const struct dkt_answer *live = &l->live->answer;
	const char **chain = DKT_NEW_N(l->c->arena, const char *, live->n_hops);

	for (size_t i = 0; i < live->n_hops; i++)
		chain[i] = live->hops[i].url;
	copy->chained = true;
	copy->over = false;
	copy->visit = NULL;
	copy->claim = (struct dkt_claim){.table = l->c->inspector->policy.archives,
					 .url = l->url,
					 .copy = copy->url,
					 .captured_at = dkt_get_string(copy->entry, "captured_at"),
					 .chain = chain,
					 .n_chain = live->n_hops};
	dkt_claim_begin(&copy->claim, l->c->arena);
	drive(l, copy);
}

void dkt_look_copies(struct dkt_looking *l)
{
	if (!l->opened)
		open_copies(l);
	for (size_t i = 0; i < l->n_copies; i++) {
		struct dkt_copy *copy = &l->copies[i];

		drive(l, copy);
		if (copy->over && copy->claim.verdict == DKT_COPY_WRONG_ORIGINAL &&
		    !copy->chained && l->live->done && l->live->answer.n_hops > 1 &&
		    dkt_looking_can_read(l))
			follow(l, copy);
	}
}

/* --- judging --- */

/* What was given up has an answer by now: that there was none. */
static void settle(struct dkt_looking *l, struct dkt_copy *copy)
{
	struct dkt_arena *arena = l->c->arena;
	const struct dkt_claim *claim = &copy->claim;

	drive(l, copy);
	copy->verdict = dkt_copy_name(claim->verdict);
	copy->reason = claim->reason;
	copy->page = claim->has_page ? &claim->page : NULL;
	if (claim->time != 0)
		copy->memento_at = stamp(arena, claim->time);
	if (claim->claimed != 0)
		copy->captured_at = stamp(arena, claim->claimed);
	else if (claim->parsed.fixed)
		copy->captured_at = stamp(arena, claim->parsed.time);
}

void dkt_judge_copies(struct dkt_looking *l)
{
	for (size_t i = 0; i < l->n_copies; i++)
		settle(l, &l->copies[i]);
}

bool dkt_looking_has_good_copy(const struct dkt_looking *l)
{
	for (size_t i = 0; i < l->n_copies; i++) {
		if (dkt_streq(l->copies[i].verdict, "good"))
			return true;
	}
	return false;
}

/* Has the page changed since, and does the first quote still stand among the same words? NULL where
 * there are not two texts. */
static json_t *drift_json(const struct dkt_looking *l, const struct dkt_copy *copy)
{
	const struct dkt_node *quote = dkt_item(dkt_get(l->source, "quotes"), 0);
	struct dkt_drift drift;

	if (copy->page == NULL || !dkt_looking_can_read(l))
		return NULL;
	dkt_drift(l->c->arena, copy->page->text, copy->page->text_size, l->live->page.text,
		  l->live->page.text_size, dkt_get_string(quote, "text"), &drift);
	return json_pack("{s:s, s:i, s:s}", "band", dkt_drift_band_name(drift.band), "distance",
			 (int)drift.distance, "context", dkt_drift_context_name(drift.context));
}

json_t *dkt_copies_json(const struct dkt_looking *l)
{
	json_t *all = json_array();

	for (size_t i = 0; i < l->n_copies; i++) {
		const struct dkt_copy *copy = &l->copies[i];
		json_t *one = json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s?}", "url", copy->url,
					"verdict", copy->verdict, "reason", copy->reason,
					"original", copy->claim.original, "captured_at",
					copy->captured_at, "memento_at", copy->memento_at);

		json_t *drift = drift_json(l, copy);

		if (drift != NULL)
			json_object_set_new(one, "drift", drift);
		if (copy->claim.archive[0] != '\0')
			json_object_set_new(one, "archive", json_string(copy->claim.archive));
		if (copy->page != NULL && copy->visit != NULL && copy->visit->kept.key[0] != '\0')
			json_object_set_new(one, "capture", json_string(copy->visit->kept.key));
		json_array_append_new(all, one);
	}
	return all;
}
