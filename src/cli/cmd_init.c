/* cmd_init.c - docket init: a new dataset. */
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/commands.h"
#include "flow/init.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"from", "FOLDER",
	 "take schemas, settings, people and records from this dataset instead of the template"},
	{"name", "NAME", "the dataset's name in file names: a to z, 0 to 9, _ and -"},
	{"admin", "HANDLE",
	 "handle of the first administrator (with the template; default: editor)"},
	{"admin-name", "NAME", "that person's name"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket init lighthouses --admin ada --admin-name 'Ada K.'",
				       "docket init copy --from ../china-tech-presence", NULL};

static bool plain(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n > 0 && n <= 40 && word[n] == '\0' && word[0] != '-';
}

static int run(struct dkt_call *call)
{
	const char *handle = dkt_given(call, "admin");
	struct dkt_init_options init = {.dir = call->n_arguments > 0 ? call->arguments[0] : ".",
					.from = dkt_given(call, "from"),
					.name = dkt_given(call, "name"),
					.handle = handle == NULL ? "editor" : handle,
					.person = dkt_given(call, "admin-name"),
					.now = dkt_time_now()};
	struct dkt_err err = DKT_ERR_INIT;
	size_t n;

	if (!plain(init.handle) || (init.name != NULL && !plain(init.name)))
		return dkt_say_usage(call, "names and handles are made of a to z, 0 to 9, _ and -");
	if (init.from != NULL && handle != NULL)
		return dkt_say_usage(
			call,
			"--admin goes with the template; with --from the people come from there");
	if (dkt_init(&init, &n, &err) < 0)
		return dkt_say_error(call, &err);
	if (call->json)
		dkt_say_json_take(
			json_pack("{s:s, s:I}", "dataset", init.dir, "files", (json_int_t)n));
	dkt_tell(call, "a dataset is in %s, %zu files in its first commit", init.dir, n);
	if (init.from == NULL)
		dkt_tell(call, "next: say in docket.json and schemas/items.schema.json what it is "
			       "about, commit that, then docket submit");
	else
		dkt_tell(call, "next: docket submit FILE, docket queue");
	return DKT_EXIT_DONE;
}

const struct dkt_command dkt_cmd_init = {
	.name = "init",
	.group = "care",
	.daily = true,
	.summary = "make a new dataset",
	.arguments = "[DIR]",
	.description = "A dataset is a git repository with docket.json (settings), "
		       "maintainers.json (people), schemas/ (what a record looks like) and "
		       "reviewed/ (the records). It comes with a template that takes records with "
		       "sources; change the schema to your subject. A "
		       "community starts its own dataset like this and does not fork the program.",
	.options = options,
	.examples = examples,
	.max_arguments = 1,
	.run = run,
};
