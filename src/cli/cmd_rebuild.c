/* cmd_rebuild.c - docket rebuild: the index anew from git. */
#include "base/error.h"
#include "cli/commands.h"

#include "base/banned.h"

static int run(struct dkt_call *call)
{
	struct dkt_err err = DKT_ERR_INIT;
	size_t records;
	size_t submissions;
	char digest[65];
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);

	if (d == NULL)
		return status;
	if (dkt_rebuild(d, &records, &submissions, &err) < 0 ||
	    dkt_index_digest(d->index, digest, &err) < 0)
		status = dkt_say_error(call, &err);
	else if (call->json)
		dkt_say_json_take(json_pack("{s:I, s:I, s:s}", "records", (json_int_t)records,
					    "submissions", (json_int_t)submissions, "digest",
					    digest));
	else
		dkt_tell(call, "index rebuilt from git: %zu records, %zu submissions, digest %.12s",
			 records, submissions, digest);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_rebuild = {
	.name = "rebuild",
	.group = "care",
	.daily = false,
	.summary = "make the index anew from git",
	.arguments = "",
	.description = "The index (index.db in the state folder) serves questions quickly and "
		       "holds nothing of its own. It may be deleted at any "
		       "time; git is the record. The digest printed is over its whole content, so "
		       "two equal indexes show the same one.",
	.run = run,
};
