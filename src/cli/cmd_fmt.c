/* cmd_fmt.c - docket fmt: write records in canonical form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/commands.h"
#include "flow/examine.h"
#include "json/canon.h"

#include "base/banned.h"

static const struct dkt_option options[] = {
	{"check", NULL, "write nothing; name the files that are not in canonical form"},
	{"collection", "NAME", "the collection of bare records, where it cannot be told"},
	{NULL, NULL, NULL},
};

static const char *const examples[] = {"docket fmt submissions/new-lab.json",
				       "docket fmt --check submissions/*.json", NULL};

struct formatting {
	struct dkt_call *call;
	struct dkt *d;
	struct dkt_report *report;
	struct dkt_arena *arena;
	size_t n_files;
	size_t n_changed;
};

/* Canonical bytes of what was examined: a bare record, or an envelope with its record inside. */
static void write_canonical(struct formatting *f, const struct dkt_exam *exam, struct dkt_buf *out)
{
	const struct dkt_shape *record = dkt_context_shape(f->d, exam->collection);
	struct dkt_shape_member *members;
	struct dkt_shape envelope = {0};

	if (!exam->envelope) {
		dkt_canon_write(&exam->text.root, record, out);
		return;
	}
	members = DKT_NEW_N(f->arena, struct dkt_shape_member, exam->text.root.size);
	for (size_t i = 0; i < exam->text.root.size; i++) {
		const struct dkt_member *m = &exam->text.root.as.members[i];

		members[i].key = m->key;
		members[i].key_size = m->key_size;
		members[i].shape = dkt_streq(m->key, "proposed") ? record : NULL;
	}
	envelope.members = members;
	envelope.n_members = exam->text.root.size;
	dkt_canon_write(&exam->text.root, &envelope, out);
}

static int put(struct formatting *f, const char *path, const struct dkt_buf *before,
	       const struct dkt_buf *after, struct dkt_err *err)
{
	bool same = before->size == after->size &&
		    memcmp(dkt_buf_str(before), dkt_buf_str(after), after->size) == 0;
	bool check = dkt_switched(f->call, "check");

	f->n_files++;
	if (dkt_streq(path, "-")) {
		(void)fwrite(dkt_buf_str(after), 1, after->size, stdout);
		return 0;
	}
	if (same)
		return 0;
	f->n_changed++;
	dkt_tell(f->call, "%s %s", check ? "not canonical:" : "written:", path);
	return check ? 0 : dkt_file_write(path, dkt_buf_str(after), after->size, err);
}

static int format_file(struct formatting *f, const char *path, struct dkt_err *err)
{
	struct dkt_buf before = DKT_BUF_INIT(DKT_MAX_SUBMISSION);
	struct dkt_buf after = DKT_BUF_INIT(DKT_MAX_TEXT);
	const char *inside = dkt_path_in_dataset(f->arena, f->d, path);
	struct dkt_input input = {.name = path, .collection = dkt_given(f->call, "collection")};
	struct dkt_exam exam;
	int result;

	dkt_exam_init(&exam);
	if (inside != NULL && dkt_starts(inside, "reviewed/"))
		input.path = inside;
	if (!dkt_streq(path, "-") && dkt_file_exists(path) && !dkt_file_is_plain(path))
		result =
			dkt_fail(err, DKT_EUSAGE,
				 "%s is a folder, a link or no regular file; name the files", path);
	else
		result = dkt_read_argument(path, DKT_MAX_SUBMISSION, &before, err);
	input.bytes = dkt_buf_str(&before);
	input.size = before.size;
	if (result == 0)
		result = dkt_exam_run(f->d, &input, DKT_UPTO_TEXT, f->report, &exam, err);
	dkt_report_file(f->report, "", NULL, 0, "");
	if (result == 0 && exam.understood && exam.text.n_duplicates == 0) {
		write_canonical(f, &exam, &after);
		result = dkt_buf_ok(&after)
				 ? put(f, path, &before, &after, err)
				 : dkt_fail(err, DKT_ELIMIT, "%s is too large to write", path);
	}
	dkt_exam_clear(&exam);
	dkt_buf_clear(&before);
	dkt_buf_clear(&after);
	return result;
}

static int tell(struct formatting *f)
{
	bool check = dkt_switched(f->call, "check");
	size_t errors = dkt_report_count(f->report, DKT_ERROR);

	dkt_say_report(f->call, f->report);
	if (f->call->json)
		dkt_say_json_take(json_pack("{s:I, s:I}", "files", (json_int_t)f->n_files,
					    "changed", (json_int_t)f->n_changed));
	else if (!(f->call->n_arguments == 1 && dkt_streq(f->call->arguments[0], "-")))
		dkt_tell(f->call, "%zu file%s, %zu %s", f->n_files, f->n_files == 1 ? "" : "s",
			 f->n_changed, check ? "not in canonical form" : "written anew");
	return errors > 0 || (check && f->n_changed > 0) ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}

static int run(struct dkt_call *call)
{
	struct formatting f = {.call = call, .report = dkt_report_new(), .arena = dkt_arena_new()};
	struct dkt_err err = DKT_ERR_INIT;
	int status = DKT_EXIT_DONE;
	int result = 0;

	f.d = dkt_call_open(call, DKT_FROM_FILES, &status);
	if (f.d != NULL) {
		for (size_t i = 0; result == 0 && i < call->n_arguments; i++)
			result = format_file(&f, call->arguments[i], &err);
		status = tell(&f);
		if (result < 0)
			status = dkt_say_error(call, &err);
	}
	dkt_close(f.d);
	dkt_report_free(f.report);
	dkt_arena_free(f.arena);
	return status;
}

const struct dkt_command dkt_cmd_fmt = {
	.name = "fmt",
	.group = "contribute",
	.daily = true,
	.summary = "write files in canonical form",
	.arguments = "PATH...",
	.description = "Canonical form is one way to write one value: keys in the schema's order, "
		       "sets sorted, two spaces, a final "
		       "newline, characters composed (NFC), numbers without needless zeros. It "
		       "keeps differences between versions to "
		       "what really changed. Doing it twice changes nothing. - reads standard "
		       "input and writes standard output.\n\n"
		       "A file that repeats a key is left alone, since one of the two values would "
		       "be lost.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = (size_t)-1,
	.run = run,
};
