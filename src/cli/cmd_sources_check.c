/*
 * cmd_sources_check.c - docket sources check: what the sources of records are worth today.
 *
 * All that is named is looked at side by side; what is said stands in the order of the arguments.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/str.h"
#include "base/walk.h"
#include "cli/commands.h"
#include "cli/sources_say.h"
#include "flow/archives.h"
#include "flow/examine.h"
#include "flow/show.h"
#include "flow/sync.h"
#include "record/ident.h"
#include "json/build.h"

#include "base/banned.h"

static const char *const examples[] = {"docket sources check submissions/new-lab.json",
				       "docket sources check pr-7h3k9m2-05",
				       "docket sources check https://news.example/2021/port-ansel",
				       "docket sources check --format junit submissions/", NULL};

#define MAX_VERDICTS ((size_t)64 << 20)
#define MAX_ITEMS    10000

/* One record, or one address. */
struct item {
	const char *name;
	struct dkt_buf bytes;
	struct dkt_exam exam;
	struct dkt_report *report;
	struct dkt_node sources; /* of a bare address */
	bool bare;
	json_t *evidence; /* NULL: not looked at */
};

struct checking {
	struct dkt_call *call;
	struct dkt *d;
	struct dkt_arena *arena;
	struct dkt_report *report;
	struct dkt_examined examined;
	struct item *items[MAX_ITEMS];
	size_t n;
	size_t n_done;
};

/* --- what is named --- */

static struct item *new_item(struct checking *c, const char *name, struct dkt_err *err)
{
	struct item *item;

	if (c->n == MAX_ITEMS) {
		(void)dkt_fail(err, DKT_ELIMIT, "at most %d records at once", MAX_ITEMS);
		return NULL;
	}
	item = calloc(1, sizeof *item);
	if (item == NULL)
		dkt_oom();
	item->name = dkt_arena_dups(c->arena, name);
	item->report = dkt_report_new_part(c->report);
	dkt_buf_init(&item->bytes, DKT_MAX_TEXT);
	dkt_exam_init(&item->exam);
	c->items[c->n++] = item;
	return item;
}

static void free_item(struct item *item)
{
	dkt_exam_clear(&item->exam);
	dkt_buf_clear(&item->bytes);
	dkt_report_free(item->report);
	json_decref(item->evidence);
	free(item);
}

static int add_url(struct checking *c, const char *url, struct dkt_err *err)
{
	struct item *item = new_item(c, url, err);
	struct dkt_node *source;

	if (item == NULL)
		return -1;
	source = DKT_NEW(item->exam.arena, struct dkt_node);
	*source = dkt_make_object(item->exam.arena, NULL, 0);
	*source = dkt_with(item->exam.arena, source, "url", dkt_make_string(item->exam.arena, url));
	item->sources = dkt_make_array(item->exam.arena, source, 1);
	item->bare = true;
	return 0;
}

static int add_file(struct checking *c, const char *path, struct dkt_err *err)
{
	struct item *item = new_item(c, path, err);

	return item == NULL ? -1 : dkt_read_argument(path, DKT_MAX_SUBMISSION, &item->bytes, err);
}

static int add_id(struct checking *c, const char *id, struct dkt_err *err)
{
	struct item *item = new_item(c, id, err);
	struct dkt_queue_item found;

	if (item == NULL)
		return -1;
	if (dkt_id_check(id, "s") != DKT_ID_GOOD)
		return dkt_show_record(c->d, id, NULL, &item->bytes, err);
	if (dkt_queue_find(c->d->repo, c->arena, id, &found, err) < 0)
		return -1;
	return dkt_queue_read(c->d->repo, found.commit, id, false, &item->bytes, err);
}

struct walking {
	struct checking *c;
	struct dkt_err *err;
};

static void walk_file(void *context, const struct dkt_walk_file *file)
{
	struct walking *w = context;
	struct item *item = new_item(w->c, file->path, w->err);

	if (item != NULL)
		dkt_buf_add(&item->bytes, file->bytes, file->size);
}

static void walk_trouble(void *context, unsigned worker, const char *path,
			 const struct dkt_err *err)
{
	struct walking *w = context;

	(void)worker;
	(void)path;
	if (w->err->code == DKT_OK)
		*w->err = *err;
}

static int by_name(const void *a, const void *b)
{
	return strcmp((*(struct item *const *)a)->name, (*(struct item *const *)b)->name);
}

/* Files of a folder, by name. */
static int add_folder(struct checking *c, const char *path, struct dkt_err *err)
{
	struct walking w = {c, err};
	struct dkt_walk walk = {.suffix = ".json",
				.max_bytes = DKT_MAX_SUBMISSION,
				.n_workers = 1,
				.context = &w,
				.file = walk_file,
				.trouble = walk_trouble};
	size_t first = c->n;

	dkt_walk_run(&walk, &path, 1);
	qsort(&c->items[first], c->n - first, sizeof c->items[0], by_name);
	return err->code == DKT_OK ? 0 : -1;
}

static int add_argument(struct checking *c, const char *argument, struct dkt_err *err)
{
	if (dkt_starts(argument, "http://") || dkt_starts(argument, "https://"))
		return add_url(c, argument, err);
	if (dkt_id_check(argument, NULL) == DKT_ID_GOOD && !dkt_file_exists(argument))
		return add_id(c, argument, err);
	if (dkt_dir_exists(argument))
		return add_folder(c, argument, err);
	return add_file(c, argument, err);
}

/* Without arguments: what lies in submissions/ of the checkout. */
static int add_submissions(struct checking *c, struct dkt_err *err)
{
	const char *folder =
		c->d->dir == NULL ? NULL : dkt_arena_printf(c->arena, "%s/submissions", c->d->dir);

	if (folder != NULL && dkt_dir_exists(folder))
		return add_folder(c, folder, err);
	(void)dkt_fail(err, DKT_EUSAGE, "there is no folder submissions/ here");
	return dkt_hint(err, "name a file, an id or an address");
}

/* --- looking --- */

static void take(void *data, const struct dkt_check_result *result)
{
	struct checking *c = data;
	struct item *item = result->work->data;

	item->evidence = json_incref(result->evidence);
	if (item->evidence != NULL && !item->bare)
		dkt_exam_take(c->d, &item->exam, item->evidence, item->report);
	dkt_report_file(item->report, "", NULL, 0, "");
	dkt_progress(c->call, "%zu of %zu: %s", ++c->n_done, c->n, item->name);
}

/* False: it cannot be read as a record, which its report says. */
static bool work_of(struct checking *c, struct item *item, struct dkt_check_work *work,
		    struct dkt_err *err)
{
	struct dkt_input input = {
		.name = item->name, .bytes = dkt_buf_str(&item->bytes), .size = item->bytes.size};

	*work = (struct dkt_check_work){.pointer = "/sources", .report = item->report};
	if (item->bare) {
		dkt_report_file(item->report, item->name, NULL, 0, "");
		work->sources = &item->sources;
	} else {
		if (dkt_exam_run(c->d, &input, DKT_UPTO_TEXT, item->report, &item->exam, err) < 0 ||
		    !item->exam.understood) {
			dkt_report_file(item->report, "", NULL, 0, "");
			return false;
		}
		item->exam.submission.legacy = false; /* whoever asks wants them looked at */
		*work = dkt_exam_work(c->d, &item->exam, item->report);
	}
	work->data = item;
	return true;
}

static int look(struct checking *c, struct dkt_err *err)
{
	struct dkt_check_policy policy = {.contact = c->d->config->contact,
					  .now = c->d->now,
					  .max_active = 64,
					  .archives = c->d->archives};
	struct dkt_inspector *inspector = dkt_inspector_new(c->d->net, &policy);
	int result = 0;

	for (size_t i = 0; result == 0 && i < c->n; i++) {
		struct dkt_check_work work;

		if (work_of(c, c->items[i], &work, err))
			dkt_inspector_add(inspector, &work);
		result = err->code == DKT_OK ? 0 : -1;
	}
	if (result == 0)
		result = dkt_inspector_run(inspector, take, c, err);
	dkt_inspector_free(inspector);
	return result;
}

/* --- saying --- */

static json_t *all_evidence(const struct checking *c)
{
	json_t *all = json_array();

	for (size_t i = 0; i < c->n; i++) {
		if (c->items[i]->evidence != NULL)
			json_array_append(all, c->items[i]->evidence);
	}
	return all;
}

static void tell_text(const struct checking *c, const struct dkt_buf *verdicts)
{
	struct dkt_buf words = DKT_BUF_INIT(256);

	if (!c->call->quiet)
		dkt_put(stdout, dkt_buf_str(verdicts), verdicts->size);
	dkt_count_words(c->report, &words);
	dkt_tell(c->call, "%s", dkt_buf_str(&words));
	dkt_say_report(c->call, c->report);
	dkt_buf_clear(&words);
}

/* Says what was seen; gives the exit status. A format for other programs also says what stopped. */
static int tell(struct checking *c, const struct dkt_err *err)
{
	struct dkt_buf verdicts = DKT_BUF_INIT(MAX_VERDICTS);
	struct dkt_buf details = DKT_BUF_INIT(MAX_VERDICTS);
	int status = dkt_report_count(c->report, DKT_ERROR) > 0 ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;

	for (size_t i = 0; i < c->n; i++)
		dkt_say_sources(c->items[i]->evidence, c->call->format == DKT_REPORT_MARKDOWN,
				&verdicts);
	if (c->call->format == DKT_REPORT_TEXT && err->code == DKT_OK) {
		tell_text(c, &verdicts);
	} else if (c->call->json && err->code == DKT_OK) {
		dkt_say_json_take(json_pack("{s:o, s:o}", "sources", all_evidence(c), "findings",
					    dkt_report_json(c->report)));
	} else if (c->call->format == DKT_REPORT_TEXT || c->call->json) {
		status = dkt_say_error(c->call, err);
	} else {
		dkt_markdown_block(dkt_buf_str(&verdicts), verdicts.size, &details);
		status = dkt_say_findings_with(c->call, c->report, &c->examined,
					       dkt_buf_str(&details), err);
	}
	dkt_buf_clear(&verdicts);
	dkt_buf_clear(&details);
	return status;
}

static int check(struct checking *c)
{
	struct dkt_call *call = c->call;
	struct dkt_err later = DKT_ERR_INIT; /* an argument that cannot be read stops those behind
						it, not those before */
	struct dkt_err no_index = DKT_ERR_INIT;
	struct dkt_err err = DKT_ERR_INIT;
	const struct dkt_archive_table *table;
	int result = dkt_context_net(c->d, &err);

	if (result == 0)
		result = dkt_archives_of(c->d, &table, &err);
	if (result == 0 && dkt_index_sync(c->d, &no_index) < 0)
		c->d->index = NULL; /* without it nobody knows which domains are new */
	if (result == 0 && call->n_arguments == 0)
		result = add_submissions(c, &err);
	for (size_t i = 0; result == 0 && later.code == DKT_OK && i < call->n_arguments; i++) {
		if (add_argument(c, call->arguments[i], &later) < 0)
			free_item(c->items[--c->n]);
	}
	if (result == 0)
		result = look(c, &err);
	for (size_t i = 0; i < c->n; i++) {
		dkt_report_append(c->report, c->items[i]->report);
		if (c->items[i]->evidence != NULL || result == 0)
			dkt_examined_add(call, &c->examined, c->items[i]->name);
	}
	return tell(c, err.code != DKT_OK ? &err : &later);
}

static int run(struct dkt_call *call)
{
	struct checking *c = calloc(1, sizeof *c);
	int status = DKT_EXIT_DONE;

	if (c == NULL)
		dkt_oom();
	c->call = call;
	c->arena = dkt_arena_new();
	c->report = dkt_report_new();
	dkt_report_set_language(c->report, call->language);
	c->d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (c->d != NULL)
		status = check(c);
	for (size_t i = 0; i < c->n; i++)
		free_item(c->items[i]);
	dkt_close(c->d);
	dkt_examined_clear(&c->examined);
	dkt_report_free(c->report);
	dkt_arena_free(c->arena);
	free(c);
	return status;
}

const struct dkt_command dkt_cmd_sources_check = {
	.name = "sources check",
	.group = "contribute",
	.daily = true,
	.summary = "look at sources: live page, archived copies, quotes",
	.arguments = "[FILE|FOLDER|ID|URL...]",
	.description = "For each source: what the live page is today, whether each archived copy "
		       "really is a capture of that page at that time, and "
		       "whether the quoted words stand there. All that is named is looked at side "
		       "by side; without arguments the files in submissions/. Nothing is "
		       "stored.\n\n"
		       "Findings here are warnings at most: the network alone never blocks a "
		       "record. A page that answers 404 now with a good archived "
		       "copy that holds the quote is good evidence.",
	.examples = examples,
	.formats = DKT_FORMATS_REPORT "|markdown",
	.max_arguments = 1000,
	.run = run,
};
