/*
 * judging.c - gathering the facts that a policy asks about.
 *
 * Who submitted, solved and approved is read from the story; what was found, from the evidence
 * beside it; the record as it is, from main. Nothing of it comes from the index but the number of
 * earlier merged submissions, which only trust asks for.
 */
#include "flow/judging.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "record/ident.h"

#include "base/banned.h"

static int read_evidence(struct dkt *d, const struct dkt_case *c, json_t **out, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = dkt_queue_read(d->repo, c->commit, c->id, true, &bytes, err);

	*out = NULL;
	if (result < 0 && err->code == DKT_ENOENT) {
		dkt_err_clear(err);
		result = 0;
	} else if (result == 0) {
		result = dkt_doc_parse(dkt_buf_str(&bytes), bytes.size, "evidence", out, err);
	}
	dkt_buf_clear(&bytes);
	if (*out != NULL && dkt_doc_int(*out, "/revision", 0) != c->submission.revision) {
		json_decref(*out);
		*out = NULL;
	}
	return result;
}

/* The record as it is on main; a new one has none. */
static int read_base(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
		     struct dkt_judged *out, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	char path[256];
	int result;

	if (c->collection == NULL || c->submission.record == NULL || c->submission.kind == DKT_ADD)
		return 0;
	dkt_record_path(c->collection->name, c->collection->fanout, c->submission.record, path);
	result = dkt_context_read(d, path, DKT_MAX_TEXT, &bytes, NULL, err);
	if (result < 0 && err->code == DKT_ENOENT) {
		dkt_err_clear(err);
		result = 0;
	} else if (result == 0 &&
		   dkt_text_parse(&out->base_text, arena,
				  dkt_arena_dup(arena, dkt_buf_str(&bytes), bytes.size), bytes.size,
				  &fault)) {
		out->facts.base = &out->base_text.root;
	}
	dkt_buf_clear(&bytes);
	return result;
}

static bool asks_for_accepted(const struct dkt_policy *policy)
{
	bool asked = false;

	for (size_t i = 0; i < policy->n_trust; i++)
		asked = asked || policy->trust[i].when.accepted > 0;
	for (size_t i = 0; i < policy->n_rules; i++)
		asked = asked || policy->rules[i].when.accepted > 0;
	for (size_t i = 0; i < policy->n_evidence; i++)
		asked = asked || policy->evidence[i].when.accepted > 0;
	return asked;
}

static int count_accepted(struct dkt *d, struct dkt_case_facts *facts, struct dkt_err *err)
{
	if (!facts->submitter_proven || !asks_for_accepted(&d->config->policy))
		return 0;
	if (dkt_context_index(d, err) < 0)
		return -1;
	return dkt_index_count_merged(d->index, facts->submitter, &facts->accepted, err);
}

int dkt_case_judge(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
		   const char *also_by, struct dkt_judged *out, struct dkt_err *err)
{
	struct dkt_case_facts *facts = &out->facts;
	const char *received = c->submission.received;
	json_t *evidence = NULL;

	memset(out, 0, sizeof *out);
	if (dkt_story_roles(d, arena, c->id, c->submission.revision, &out->roles, err) < 0)
		return -1;
	if (also_by != NULL)
		dkt_roles_add_approver(&out->roles, also_by);
	facts->config = d->config;
	facts->people = d->people;
	facts->collection = c->collection;
	facts->submission = &c->submission;
	facts->approvers = out->roles.approvers;
	facts->n_approvers = out->roles.n_approvers;
	facts->submitter_proven = c->submission.handle != NULL;
	facts->submitter = facts->submitter_proven ? c->submission.handle : out->roles.submitter;
	facts->solver = out->roles.solver;
	facts->now = d->now;
	if (received == NULL || !dkt_time_parse(received, strlen(received), &facts->received))
		facts->received = d->now;
	if (read_base(d, arena, c, out, err) < 0 || count_accepted(d, facts, err) < 0 ||
	    read_evidence(d, c, &evidence, err) < 0)
		return -1;
	out->evidence = evidence;
	facts->evidence = evidence;
	dkt_judge(arena, facts, &out->judgement);
	return 0;
}

void dkt_judged_clear(struct dkt_judged *judged)
{
	json_decref(judged->evidence);
	judged->evidence = NULL;
	judged->facts.evidence = NULL;
}

/* --- told --- */

static void add_who(const struct dkt_need *need, struct dkt_buf *out)
{
	if (need->met || (need->kind != DKT_NEED_APPROVALS && need->kind != DKT_NEED_ROLE))
		return;
	dkt_buf_adds(out, need->n_who == 0 ? "; nobody in maintainers.json could give it"
					   : "; could come from ");
	for (size_t i = 0; i < need->n_who; i++)
		dkt_buf_addf(out, "%s%s", i == 0 ? "" : ", ", need->who[i]);
}

void dkt_judgement_text(const struct dkt_judgement *judgement, bool missing_only,
			struct dkt_buf *out)
{
	for (size_t i = 0; i < judgement->n_needs; i++) {
		const struct dkt_need *need = &judgement->needs[i];

		if (missing_only && need->met)
			continue;
		dkt_buf_addf(out, "%s  %s", need->met ? "there  " : "missing", need->sentence);
		add_who(need, out);
		if (need->rule != NULL)
			dkt_buf_addf(out, " (rule: %s)", need->rule);
		dkt_buf_adds(out, "\n");
	}
}

json_t *dkt_judgement_json(const struct dkt_judgement *judgement)
{
	static const char *const kinds[] = {[DKT_NEED_APPROVALS] = "approvals",
					    [DKT_NEED_ROLE] = "role",
					    [DKT_NEED_EVIDENCE] = "evidence",
					    [DKT_NEED_TIME] = "time"};
	json_t *needs = json_array();

	for (size_t i = 0; i < judgement->n_needs; i++) {
		const struct dkt_need *need = &judgement->needs[i];
		json_t *who = json_array();

		for (size_t k = 0; k < need->n_who; k++)
			(void)json_array_append_new(who, json_string(need->who[k]));
		(void)json_array_append_new(
			needs, json_pack("{s:s, s:b, s:s, s:s?, s:o}", "kind", kinds[need->kind],
					 "met", (int)need->met, "sentence", need->sentence, "rule",
					 need->rule, "who", who));
	}
	return json_pack("{s:b, s:i, s:i, s:o}", "met", (int)judgement->met, "approvals_needed",
			 (int)judgement->approvals_needed, "approvals_given",
			 (int)judgement->approvals_given, "needs", needs);
}

int dkt_explain(struct dkt *d, const char *submission, struct dkt_buf *text, json_t **json_out,
		struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_judged judged;
	struct dkt_case c;
	int result = -1;

	*json_out = NULL;
	if (dkt_context_need_repo(d, err) == 0 && dkt_case_read(d, arena, submission, &c, err) == 0)
		result = dkt_case_judge(d, arena, &c, NULL, &judged, err);
	if (result == 0) {
		dkt_buf_addf(text, "%s, revision %lld, is %s\n", c.id,
			     (long long)c.submission.revision, dkt_state_name(c.state));
		dkt_judgement_text(&judged.judgement, false, text);
		*json_out = json_pack("{s:s, s:I, s:s, s:o}", "submission", c.id, "revision",
				      (json_int_t)c.submission.revision, "state",
				      dkt_state_name(c.state), "policy",
				      dkt_judgement_json(&judged.judgement));
		dkt_judged_clear(&judged);
	}
	dkt_arena_free(arena);
	return result;
}
