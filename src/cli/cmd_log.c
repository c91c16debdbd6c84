/* cmd_log.c - docket log: the history of a record or of a submission. */
#include <stdio.h>

#include "base/error.h"
#include "cli/commands.h"
#include "flow/show.h"
#include "record/ident.h"

#include "base/banned.h"

static const char *const examples[] = {"docket log pr-7h3k9m2-05", "docket log s-4k7m2p9-53", NULL};

static int run(struct dkt_call *call)
{
	struct dkt_buf text = DKT_BUF_INIT((size_t)64 << 20);
	struct dkt_err err = DKT_ERR_INIT;
	const char *revision;
	char id[DKT_ID_SIZE];
	json_t *json = NULL;
	int status = DKT_EXIT_DONE;
	struct dkt *d;

	if (!dkt_id_split(call->arguments[0], id, &revision) || revision != NULL)
		return dkt_say_usage(call, "\"%s\" is no id, or was mistyped", call->arguments[0]);
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d == NULL)
		return status;
	if (dkt_show_log(d, id, &text, &json, &err) < 0) {
		status = dkt_say_error(call, &err);
	} else if (call->json) {
		dkt_say_json_take(json);
	} else {
		dkt_put(stdout, dkt_buf_str(&text), text.size);
		json_decref(json);
	}
	dkt_buf_clear(&text);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_log = {
	.name = "log",
	.group = "review",
	.daily = false,
	.summary = "tell the history of a record or a submission",
	.arguments = "ID",
	.description = "Of a record: the commits on main that changed it, newest first. Of a "
		       "submission (s-...): everything that happened to "
		       "it, oldest first. Plain git log shows the same.",
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
