/*
 * schema_output.c - one line of JSON a file.
 *
 * On one thread, since the lines go to one place and are larger than the work of making them.
 */
#include "cli/schema_output.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/walk.h"
#include "json/canon.h"

#include "base/banned.h"

#define MAX_LINE ((size_t)256 << 20)

struct printing {
	const struct dkt_call *call;
	const struct dkt_schema *schema;
	const struct dkt_check_options *options;
	enum dkt_output form;
	bool alone; /* one file, so its name need not be said */
	bool failed;
	struct dkt_buf line;
	struct dkt_err *err;
};

bool dkt_output_named(const char *name, enum dkt_output *out)
{
	static const char *const names[] = {[DKT_OUTPUT_FLAG] = "flag",
					    [DKT_OUTPUT_BASIC] = "basic",
					    [DKT_OUTPUT_DETAILED] = "detailed",
					    [DKT_OUTPUT_VERBOSE] = "verbose",
					    [DKT_OUTPUT_ANNOTATIONS] = "annotations"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (dkt_streq(names[i], name)) {
			*out = (enum dkt_output)i;
			return true;
		}
	}
	return false;
}

/* Names of files may hold bytes that are no UTF-8. */
static void add_name(struct dkt_buf *out, const char *name)
{
	struct dkt_buf clean = DKT_BUF_INIT((size_t)1 << 20);

	for (size_t at = 0, size = strlen(name); at < size;)
		dkt_utf8_add(&clean, dkt_utf8_next(name, size, &at));
	dkt_canon_string(dkt_buf_str(&clean), clean.size, out);
	dkt_buf_clear(&clean);
}

static void print_value(struct printing *p, const char *path, const struct dkt_node *value)
{
	dkt_buf_reset(&p->line);
	if (!p->alone) {
		dkt_buf_adds(&p->line, "{\"file\":");
		add_name(&p->line, path);
		dkt_buf_adds(&p->line, ",\"output\":");
	}
	if (!dkt_schema_output(p->schema, value, p->options, p->form, p->call->language, &p->line))
		p->failed = true;
	dkt_buf_adds(&p->line, p->alone ? "\n" : "}\n");
	(void)fwrite(dkt_buf_str(&p->line), 1, p->line.size, stdout);
}

static void print_text(struct printing *p, const char *path, const char *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_buf said = DKT_BUF_INIT(MAX_LINE);
	struct dkt_text text;

	dkt_report_set_language(report, p->call->language);
	dkt_report_file(report, path, bytes, size, "");
	if (dkt_text_examine(&text, arena, bytes, size, report))
		print_value(p, path, &text.root);
	dkt_report_file(report, "", NULL, 0, "");
	if (dkt_report_count(report, DKT_ERROR) > 0) {
		p->failed = true;
		dkt_report_text(report, DKT_INFO, &said);
		(void)fwrite(dkt_buf_str(&said), 1, said.size, stderr);
	}
	dkt_buf_clear(&said);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

static void print_file(void *context, const struct dkt_walk_file *file)
{
	print_text(context, file->path, file->bytes, file->size);
}

static void note_trouble(void *context, unsigned worker, const char *path,
			 const struct dkt_err *err)
{
	struct printing *p = context;

	(void)worker;
	(void)path;
	if (p->err->code == DKT_OK)
		*p->err = *err;
}

static void print_input(struct printing *p)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);

	if (dkt_read_argument("-", DKT_MAX_TEXT, &bytes, p->err) == 0)
		print_text(p, "standard input", dkt_buf_str(&bytes), bytes.size);
	dkt_buf_clear(&bytes);
}

int dkt_schema_print_output(const struct dkt_call *call, const struct dkt_schema *schema,
			    const struct dkt_check_options *options, enum dkt_output form,
			    struct dkt_err *err)
{
	const char *const *paths = call->arguments + 1;
	size_t n = call->n_arguments - 1;
	struct printing p = {.call = call,
			     .schema = schema,
			     .options = options,
			     .form = form,
			     .alone = n == 1 && !dkt_dir_exists(paths[0]),
			     .err = err};
	const struct dkt_walk walk = {.suffix = ".json",
				      .max_bytes = DKT_MAX_TEXT,
				      .n_workers = 1,
				      .context = &p,
				      .file = print_file,
				      .trouble = note_trouble};

	dkt_buf_init(&p.line, MAX_LINE);
	if (n == 1 && dkt_streq(paths[0], "-"))
		print_input(&p);
	else
		dkt_walk_run(&walk, paths, n);
	dkt_buf_clear(&p.line);
	if (err->code != DKT_OK)
		return dkt_say_error(call, err);
	return p.failed ? DKT_EXIT_FINDINGS : DKT_EXIT_DONE;
}
