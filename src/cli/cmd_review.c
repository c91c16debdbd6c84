/* cmd_review.c - docket review: a decision on a submission. */
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "cli/merged.h"
#include "flow/judging.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"as", "HANDLE", "who decides, by the handle in maintainers.json (or DOCKET_USER)"},
	{"approve", NULL, "it is right; merged at once where policy says so"},
	{"question", "REASON", "ask back; REASON is a code such as not_sourced"},
	{"reject", "REASON", "no, with a reason code"},
	{"duplicate", NULL, "it is there already; say where in --text"},
	{"hold", "REASON", "set aside for legal or safety reasons"},
	{"resume", NULL, "take up what was held"},
	{"spam", NULL, "it is no contribution"},
	{"withdraw", NULL, "the submitter takes it back"},
	{"text", "TEXT", "what to say to the submitter; public with the story"},
	{"no-merge", NULL, "approve, but leave merging to docket merge"},
	{"sign", "KEYFILE",
	 "sign the decision with this private SSH key (Ed25519), one of those in "
	 "maintainers.json"},
	{"explain", NULL, "decide nothing; say what policy still asks for, and who could give it"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {
	"docket review s-4k7m2p9-53 --approve --as editor",
	"docket review s-4k7m2p9-53 --question source_does_not_support --text 'Which page says "
	"so?' --as editor",
	NULL};

static const struct {
	const char *option;
	enum dkt_verdict verdict;
} verdicts[] = {
	{"approve", DKT_APPROVE},	   {"question", DKT_QUESTION}, {"reject", DKT_REJECT},
	{"duplicate", DKT_MARK_DUPLICATE}, {"hold", DKT_HOLD},	       {"resume", DKT_RESUME},
	{"spam", DKT_MARK_SPAM},	   {"withdraw", DKT_WITHDRAW},
};

#define N_VERDICTS (sizeof verdicts / sizeof verdicts[0])

/* Exactly one of the decisions must be given; -1 otherwise. */
static int which(const struct dkt_call *call)
{
	int found = -1;

	for (size_t i = 0; i < N_VERDICTS; i++) {
		if (!dkt_switched(call, verdicts[i].option))
			continue;
		if (found >= 0)
			return -1;
		found = (int)i;
	}
	return found;
}

static int decide(struct dkt_call *call, struct dkt *d, const struct dkt_decision *decision,
		  int *status)
{
	struct dkt_err err = DKT_ERR_INIT;
	const char *state;
	size_t n;

	if (dkt_decide(d, decision, &state, &err) < 0) {
		*status = dkt_say_error(call, &err);
		return -1;
	}
	dkt_tell(call, "%s is %s", decision->submission, state);
	if (!dkt_streq(state, "approved") || !d->config->policy.merge_on_approval ||
	    dkt_switched(call, "no-merge")) {
		if (call->json)
			dkt_say_json_take(json_pack("{s:s, s:s}", "submission",
						    decision->submission, "state", state));
		else if (dkt_streq(state, "in_review"))
			dkt_tell(call, "policy asks for more: docket review --explain %s",
				 decision->submission);
		return 0;
	}
	return dkt_merge_and_tell(call, d, decision->submission, false, &n, status);
}

/* What policy asks for; missing_only where somebody has just given their part of it. */
static int explain(struct dkt_call *call, struct dkt *d, const char *id)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf text = DKT_BUF_INIT(1 << 20);
	int status = DKT_EXIT_DONE;
	json_t *json = NULL;

	if (dkt_explain(d, id, &text, &json, &err) < 0)
		status = dkt_say_error(call, &err);
	else if (call->json)
		dkt_say_json_take(json_incref(json));
	else
		(void)fputs(dkt_buf_str(&text), stdout);
	json_decref(json);
	dkt_buf_clear(&text);
	return status;
}

static int run_explain(struct dkt_call *call)
{
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);

	if (d != NULL)
		status = explain(call, d, call->arguments[0]);
	dkt_close(d);
	return status;
}

static int run(struct dkt_call *call)
{
	int chosen = which(call);
	struct dkt_decision decision = {.submission = call->arguments[0],
					.actor = dkt_call_actor(call),
					.text = dkt_given(call, "text"),
					.key_file = dkt_given(call, "sign")};
	int status = DKT_EXIT_DONE;
	struct dkt *d;

	if (dkt_switched(call, "explain"))
		return run_explain(call);
	if (chosen < 0)
		return dkt_say_usage(call, "say one decision: --approve, --question REASON, "
					   "--reject REASON, --duplicate, ...");
	decision.verdict = verdicts[chosen].verdict;
	decision.reason = dkt_given(call, verdicts[chosen].option);
	if (decision.reason != NULL && decision.reason[0] == '\0')
		decision.reason = NULL;
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d != NULL)
		(void)decide(call, d, &decision, &status);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_review = {
	.name = "review",
	.group = "review",
	.daily = true,
	.summary = "decide on a submission: approve, ask back, reject",
	.arguments = "ID",
	.description = "One decision on one submission. It is bound to the revision that lies in "
		       "the queue, and recorded there with the policy of "
		       "this moment. Where docket.json says \"merge\": \"on_approval\", the "
		       "approval that completes what policy asks for also "
		       "merges.\n\n"
		       "--explain decides nothing and says what policy asks for here, what of it "
		       "is there, and "
		       "who could give the rest.\n\n"
		       "Reason codes: out_of_scope, not_sourced, source_does_not_support, "
		       "source_unreliable, source_unreachable, duplicate, "
		       "wrong_company, wrong_place, already_recorded, private_person, safety, "
		       "licence, unreadable, spam, no_response, superseded.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
