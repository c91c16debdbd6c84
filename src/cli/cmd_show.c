/* cmd_show.c - docket show: one submission with its evidence, or one record. */
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "flow/show.h"
#include "record/ident.h"

#include "base/banned.h"

static const char *const examples[] = {"docket show s-4k7m2p9-53", "docket show pr-7h3k9m2-05",
				       "docket show pr-7h3k9m2-05@v0.1.0", NULL};

static int show_submission(struct dkt_call *call, struct dkt *d, const char *id,
			   struct dkt_err *err)
{
	struct dkt_buf text = DKT_BUF_INIT((size_t)16 << 20);
	json_t *json = NULL;
	int result = dkt_show_submission(d, id, &text, &json, err);

	if (result == 0 && call->json)
		dkt_say_json_take(json);
	else if (result == 0) {
		dkt_put(stdout, dkt_buf_str(&text), text.size);
		json_decref(json);
	}
	dkt_buf_clear(&text);
	return result;
}

static int show_record(struct dkt *d, const char *id, const char *revision, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = dkt_show_record(d, id, revision, &bytes, err);

	if (result == 0)
		(void)fwrite(dkt_buf_str(&bytes), 1, bytes.size, stdout);
	dkt_buf_clear(&bytes);
	return result;
}

static int run(struct dkt_call *call)
{
	struct dkt_err err = DKT_ERR_INIT;
	const char *revision;
	char id[DKT_ID_SIZE];
	struct dkt *d;
	int status = DKT_EXIT_DONE;
	int result;

	if (!dkt_id_split(call->arguments[0], id, &revision))
		return dkt_say_usage(call, "\"%s\" is no id, or was mistyped", call->arguments[0]);
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d == NULL)
		return status;
	if (dkt_id_check(id, "s") == DKT_ID_GOOD)
		result = show_submission(call, d, id, &err);
	else
		result = show_record(d, id, revision, &err);
	if (result < 0)
		status = dkt_say_error(call, &err);
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_show = {
	.name = "show",
	.group = "review",
	.daily = true,
	.summary = "show a submission with its evidence, or a record",
	.arguments = "ID",
	.description = "Of a submission (s-...): its state, what it changes, what its check found, "
		       "and both sides of a conflict. Of a record: "
		       "its file as main has it now, or with ID@VERSION as it was then.",
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
