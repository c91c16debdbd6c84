/* cmd_validate.c - docket validate: schema and record rules, offline. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"

#include "base/banned.h"

#define MAX_FOLDERS 8

static const struct dkt_option options[] = {
	{"collection", "NAME", "the collection of bare records, where it cannot be told"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket validate",
				       "docket validate submissions/new-lab.json", NULL};

struct validating {
	struct dkt_call *call;
	struct dkt *d;
	struct dkt_report *report;
	struct dkt_arena *arena;
	struct dkt_buf bytes;
	struct dkt_examined examined;
};

static int validate_file(struct validating *v, const char *path, struct dkt_err *err)
{
	struct dkt_input input = {.name = path, .collection = dkt_given(v->call, "collection")};
	const char *inside = dkt_path_in_dataset(v->arena, v->d, path);

	if (!dkt_streq(path, "-") && !dkt_file_is_plain(path) && dkt_file_exists(path))
		return dkt_fail(err, DKT_EUSAGE,
				"%s is a symbolic link or no regular file; records are plain files",
				path);
	dkt_buf_reset(&v->bytes);
	if (dkt_read_argument(path, DKT_MAX_SUBMISSION, &v->bytes, err) < 0)
		return -1;
	input.bytes = dkt_buf_str(&v->bytes);
	input.size = v->bytes.size;
	if (dkt_streq(path, "-"))
		input.name = "standard input";
	else if (inside != NULL && dkt_starts(inside, "reviewed/"))
		input.path = inside;
	if (dkt_examine(v->d, &input, DKT_UPTO_RECORD, v->report, err) < 0)
		return -1;
	dkt_examined_add(v->call, &v->examined, input.name);
	return 0;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names in a folder that do not start with a dot, sorted; in the arena. */
static int list(struct validating *v, const char *path, const char ***names_out, size_t *n_out,
		struct dkt_err *err)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t room = 64;
	const char **names = DKT_NEW_N(v->arena, const char *, room);
	size_t n = 0;

	if (dir == NULL)
		return dkt_fail_errno(err, "cannot read the folder %s", path);
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] == '.')
			continue;
		if (n == room) {
			const char **larger = DKT_NEW_N(v->arena, const char *, room * 2);

			memcpy(larger, names, n * sizeof *names);
			names = larger;
			room *= 2;
		}
		names[n++] = dkt_arena_dups(v->arena, entry->d_name);
	}
	(void)closedir(dir);
	qsort(names, n, sizeof *names, by_name);
	*names_out = names;
	*n_out = n;
	return 0;
}

static int validate_path(struct validating *v, const char *path, int depth, struct dkt_err *err)
{
	const char **names = NULL;
	struct stat info;
	size_t n = 0;

	if (dkt_streq(path, "-") || lstat(path, &info) < 0 || !S_ISDIR(info.st_mode))
		return validate_file(v, path, err);
	if (depth == MAX_FOLDERS)
		return dkt_fail(err, DKT_ELIMIT, "%s: folders within folders, more than %d deep",
				path, MAX_FOLDERS);
	if (list(v, path, &names, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++) {
		const char *inner = dkt_arena_printf(v->arena, "%s/%s", path, names[i]);

		if ((dkt_ends(names[i], ".json") ||
		     (lstat(inner, &info) == 0 && S_ISDIR(info.st_mode))) &&
		    validate_path(v, inner, depth + 1, err) < 0)
			return -1;
	}
	return 0;
}

static int validate_dataset(struct validating *v, struct dkt_err *err)
{
	static const char *const folders[] = {"reviewed", "submissions"};

	for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
		const char *path =
			v->call->dir == NULL && dkt_file_exists("docket.json")
				? folders[i]
				: dkt_arena_printf(v->arena, "%s/%s", v->d->dir, folders[i]);

		if (dkt_dir_exists(path) && validate_path(v, path, 0, err) < 0)
			return -1;
	}
	return 0;
}

static int run(struct dkt_call *call)
{
	struct validating v = {.call = call, .report = dkt_report_new(), .arena = dkt_arena_new()};
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	int result = 0;

	dkt_report_set_language(v.report, call->language);
	dkt_buf_init(&v.bytes, DKT_MAX_SUBMISSION);
	v.d = dkt_call_open(call, DKT_FROM_FILES, &status);
	if (v.d != NULL) {
		if (call->n_arguments == 0)
			result = validate_dataset(&v, &err);
		for (size_t i = 0; result == 0 && i < call->n_arguments; i++)
			result = validate_path(&v, call->arguments[i], 0, &err);
		status = dkt_say_findings(call, v.report, &v.examined, &err);
	}
	dkt_close(v.d);
	dkt_buf_clear(&v.bytes);
	dkt_examined_clear(&v.examined);
	dkt_report_free(v.report);
	dkt_arena_free(v.arena);
	return status;
}

const struct dkt_command dkt_cmd_validate = {
	.name = "validate",
	.group = "contribute",
	.daily = true,
	.summary = "check files against schema and rules, offline",
	.arguments = "[PATH...]",
	.description = "Each PATH is an envelope, a bare record, or a folder of them; - reads "
		       "standard input. Without a PATH the whole "
		       "dataset is checked: reviewed/ and submissions/.\n\n"
		       "Rules are read from the files of the folder, so that a change of a schema "
		       "can be tried before it is committed. "
		       "Nothing is fetched: docket sources check looks at sources.",
	.options = options,
	.examples = examples,
	.formats = DKT_FORMATS_REPORT,
	.max_arguments = (size_t)-1,
	.run = run,
};
