/* merged.c - one voice for docket merge and for the approval that merges. */
#include "cli/merged.h"

#include <stdio.h>

#include "base/error.h"

#include "base/banned.h"

static const struct {
	const char *word;
	const char *json;
} outcomes[] = {
	[DKT_MERGE_DONE] = {"merged", "merged"},
	[DKT_MERGE_CONFLICT] = {"in conflict", "conflict"},
	[DKT_MERGE_REFUSED] = {"back to the submitter", "needs_changes"},
	[DKT_MERGE_FAILED] = {"could not be merged now", "failed"},
	[DKT_MERGE_WOULD] = {"would be merged", "would_merge"},
};

struct telling {
	struct dkt_call *call;
	bool set_aside;
};

static void tell(void *data, const struct dkt_merged *m)
{
	struct telling *t = data;

	t->set_aside = t->set_aside || m->outcome == DKT_MERGE_CONFLICT ||
		       m->outcome == DKT_MERGE_REFUSED || m->outcome == DKT_MERGE_FAILED;
	if (t->call->json) {
		dkt_say_json_take(json_pack("{s:s, s:s, s:s, s:s, s:s}", "submission",
					    m->submission, "record", m->record, "outcome",
					    outcomes[m->outcome].json, "commit", m->commit,
					    "sentence", m->sentence));
		return;
	}
	dkt_tell(t->call, "%s %s: %s", m->submission, outcomes[m->outcome].word, m->sentence);
	if (m->outcome == DKT_MERGE_CONFLICT)
		dkt_tell(t->call,
			 "next: docket show %s shows both sides, docket resolve %s settles it",
			 m->submission, m->submission);
	(void)fflush(stdout);
}

int dkt_merge_and_tell(struct dkt_call *call, struct dkt *d, const char *submission, bool dry_run,
		       size_t *n_out, int *status)
{
	struct telling t = {.call = call};
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_merge(d, submission, dry_run, tell, &t, n_out, &err) < 0) {
		*status = dkt_say_error(call, &err);
		return -1;
	}
	*status = t.set_aside ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
	return 0;
}
