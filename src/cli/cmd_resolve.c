/* cmd_resolve.c - docket resolve: settle a conflict field by field. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"as", "HANDLE", "who decides, by the handle in maintainers.json (or DOCKET_USER)"},
	{"take", "POINTER=main|proposed",
	 "the side to take for one field; once for each field in conflict"},
	{"value", "POINTER=JSON", "a third value for one field"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {
	"docket resolve s-4k7m2p9-53 --take /status=proposed --as editor",
	"docket resolve s-4k7m2p9-53 --value '/dates/started=\"2019\"' --as editor", NULL};

/* Split "POINTER=WORD" in place of a copy; false when there is no '='. */
static bool split(char *text, char **word_out)
{
	char *equals = strchr(text, '=');

	if (equals == NULL)
		return false;
	*equals = '\0';
	*word_out = equals + 1;
	return true;
}

static bool read_choice(const struct dkt_given *given, struct dkt_arena *arena,
			struct dkt_choice *out)
{
	char *text = dkt_arena_dups(arena, given->value);
	char *word;

	if (!split(text, &word))
		return false;
	out->pointer = text;
	out->value = word;
	if (dkt_streq(given->option->name, "value"))
		out->take = DKT_TAKE_VALUE;
	else if (dkt_streq(word, "main"))
		out->take = DKT_TAKE_TIP;
	else if (dkt_streq(word, "proposed"))
		out->take = DKT_TAKE_PROPOSED;
	else
		return false;
	return true;
}

static int resolve(struct dkt_call *call, const struct dkt_choice *choices, size_t n)
{
	struct dkt_err err = DKT_ERR_INIT;
	const char *state;
	int status = DKT_EXIT_DONE;
	struct dkt *d = dkt_call_open(call, DKT_FROM_TIP, &status);

	if (d == NULL)
		return status;
	if (dkt_resolve(d, call->arguments[0], dkt_call_actor(call), choices, n, &state, &err) <
	    0) {
		status = dkt_say_error(call, &err);
	} else if (call->json) {
		dkt_say_json_take(
			json_pack("{s:s, s:s}", "submission", call->arguments[0], "state", state));
	} else {
		dkt_tell(call, "%s is resolved and %s", call->arguments[0], state);
		dkt_tell(call, "next: docket review %s --approve", call->arguments[0]);
	}
	dkt_close(d);
	return status;
}

static int run(struct dkt_call *call)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_choice *choices = DKT_NEW_N(arena, struct dkt_choice, call->n_given);
	size_t n = 0;
	int status = -1;

	for (size_t i = 0; status < 0 && i < call->n_given; i++) {
		const char *name = call->given[i].option->name;

		if (!dkt_streq(name, "take") && !dkt_streq(name, "value"))
			continue;
		if (read_choice(&call->given[i], arena, &choices[n]))
			n++;
		else
			status = dkt_say_usage(
				call, "--%s is POINTER=%s, as in --take /status=main", name,
				dkt_streq(name, "take") ? "main or POINTER=proposed" : "JSON");
	}
	if (status < 0)
		status = resolve(call, choices, n);
	dkt_arena_free(arena);
	return status;
}

const struct dkt_command dkt_cmd_resolve = {
	.name = "resolve",
	.group = "review",
	.daily = true,
	.summary = "settle a conflict field by field",
	.arguments = "ID",
	.description = "A conflict is a field that the submission and somebody else changed "
		       "differently. docket show ID shows both values with the "
		       "sources of each. Choose for every such field; the result is a new "
		       "revision, which then needs an approval like any other.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
