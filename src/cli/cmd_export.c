/* cmd_export.c - docket export: the files of a version. */
#include "base/error.h"
#include "cli/commands.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"only", "LIST", "some of jsonl,csv,geojson,schemas"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket export v0.1.0 out/v0.1.0",
				       "docket export v0.1.0 out --only jsonl,csv", NULL};

static int run(struct dkt_call *call)
{
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);

	if (d == NULL)
		return status;
	dkt_progress(call, "writing %s ...", call->arguments[0]);
	if (dkt_export_version(d, call->arguments[0], call->arguments[1], dkt_given(call, "only"),
			       &err) < 0) {
		status = dkt_say_error(call, &err);
	} else {
		if (call->json)
			dkt_say_json_take(json_pack("{s:s, s:s}", "version", call->arguments[0],
						    "folder", call->arguments[1]));
		dkt_tell(call, "%s is in %s", call->arguments[0], call->arguments[1]);
		dkt_tell(call, "next: cd %s && sha256sum -c SHA256SUMS", call->arguments[1]);
	}
	dkt_close(d);
	return status;
}

const struct dkt_command dkt_cmd_export = {
	.name = "export",
	.group = "publish",
	.daily = true,
	.summary = "write the files of a version",
	.arguments = "VERSION DIR",
	.description = "JSON Lines and CSV a collection, a table of sources, GeoJSON where records "
		       "have a place, the schemas, a manifest and SHA256SUMS, "
		       "out of the tagged commit and nothing else. The same version gives the same "
		       "bytes on every machine. DIR must not exist yet.",
	.options = options,
	.examples = examples,
	.min_arguments = 2,
	.max_arguments = 2,
	.run = run,
};
