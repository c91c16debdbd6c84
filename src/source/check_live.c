/*
 * check_live.c - the live page of a source, and the sibling that tells a soft 404.
 *
 * The sibling is asked for as soon as the page proves alive, while other answers are still to come.
 */
#include "base/time.h"
#include "source/check_inside.h"

#include "base/banned.h"

static bool may_be_soft_gone(const struct dkt_verdict_live *verdict)
{
	return verdict->verdict == DKT_LIVE_ALIVE || verdict->verdict == DKT_LIVE_REDIRECTED;
}

void dkt_look_live(struct dkt_looking *l)
{
	struct dkt_arena *arena = l->c->arena;
	const char *sibling;

	if (l->live == NULL)
		l->live = dkt_visit_ask(l->c, l->url, DKT_VISIT_LIVE, DKT_POOL_STRANGERS);
	if (l->judged || !l->live->done)
		return;
	l->judged = true;
	l->verdict = dkt_live_judge(arena, l->url, &l->live->answer, &l->live->page);
	sibling = may_be_soft_gone(&l->verdict) ? dkt_live_sibling(arena, l->url) : NULL;
	if (sibling != NULL)
		l->probe = dkt_visit_ask(l->c, sibling, DKT_VISIT_PROBE, DKT_POOL_STRANGERS);
}

void dkt_judge_live(struct dkt_looking *l)
{
	l->verdict = dkt_live_judge(l->c->arena, l->url, &l->live->answer, &l->live->page);
	if (may_be_soft_gone(&l->verdict) && l->probe != NULL &&
	    l->probe->answer.outcome == DKT_FETCHED && l->probe->answer.status == 200 &&
	    dkt_live_same_as_probe(&l->live->page, &l->probe->page))
		l->verdict = (struct dkt_verdict_live){
			DKT_LIVE_SOFT_GONE, "an address that cannot exist gives the same page"};
}

bool dkt_looking_can_read(const struct dkt_looking *l)
{
	return may_be_soft_gone(&l->verdict);
}

static json_t *chain_json(const struct dkt_answer *answer)
{
	json_t *chain = json_array();

	for (size_t i = 0; i < answer->n_hops; i++) {
		json_t *hop = json_pack("{s:s}", "url", answer->hops[i].url);

		if (answer->hops[i].status >= 100)
			json_object_set_new(hop, "status", json_integer(answer->hops[i].status));
		json_array_append_new(chain, hop);
	}
	return chain;
}

json_t *dkt_live_json(const struct dkt_looking *l)
{
	const struct dkt_answer *answer = &l->live->answer;
	char now[DKT_TIME_SIZE];
	json_t *live;

	dkt_time_format(l->c->inspector->policy.now, now);
	live = json_pack("{s:s, s:s, s:o, s:s?, s:o, s:s, s:s}", "verdict",
			 dkt_live_name(l->verdict.verdict), "reason", l->verdict.reason, "status",
			 answer->status >= 100 ? json_integer(answer->status) : json_null(),
			 "final_url", answer->n_hops > 0 ? answer->final_url : NULL, "chain",
			 chain_json(answer), "title", l->live->page.title, "checked_at", now);
	if (l->live->kept.key[0] != '\0')
		json_object_set_new(live, "capture", json_string(l->live->kept.key));
	if (answer->retry_at > 0) {
		dkt_time_format(answer->retry_at, now);
		json_object_set_new(live, "retry_at", json_string(now));
	}
	return live;
}
