/* schemas.c - from paths to a library of schema documents. */
#include "cli/schemas.h"

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "base/walk.h"

#include "base/banned.h"

struct adding {
	struct dkt_schemas *schemas;
	struct dkt_report *report;
	struct dkt_err *err;
};

/* A schema of the command may lie in a folder of --with as well. */
static void add_read(void *context, const struct dkt_walk_file *file)
{
	struct adding *adding = context;

	if (!dkt_schemas_has(adding->schemas, file->path))
		(void)dkt_schemas_add(adding->schemas, file->path, file->bytes, file->size,
				      adding->report);
}

static void note_unread(void *context, unsigned worker, const char *path, const struct dkt_err *err)
{
	struct adding *adding = context;

	(void)worker;
	(void)path;
	if (adding->err->code == DKT_OK)
		*adding->err = *err;
}

static int add_given(struct dkt_schemas *schemas, const struct dkt_call *call,
		     struct dkt_report *report, struct dkt_err *err)
{
	struct adding adding = {.schemas = schemas, .report = report, .err = err};
	const struct dkt_walk walk = {.suffix = ".json",
				      .max_bytes = DKT_MAX_TEXT,
				      .n_workers = 1,
				      .context = &adding,
				      .file = add_read,
				      .trouble = note_unread};

	for (size_t i = 0; i < call->n_given && err->code == DKT_OK; i++) {
		if (dkt_streq(call->given[i].option->name, "with"))
			dkt_walk_run(&walk, &call->given[i].value, 1);
	}
	return err->code == DKT_OK ? 0 : -1;
}

static int set_dialect(struct dkt_schemas *schemas, const char *dialect, struct dkt_err *err)
{
	if (dialect == NULL || dkt_schemas_set_dialect(schemas, dialect))
		return 0;
	return dkt_fail(
		err, DKT_EUSAGE,
		"\"%s\" is not a dialect; there are 2020-12, 2019-09, draft-07, draft-06 and "
		"draft-04",
		dialect);
}

static int add_named(struct dkt_schema_files *files, const char *path, struct dkt_report *report,
		     struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result = dkt_file_read(path, DKT_MAX_TEXT, &bytes, err);

	dkt_schema_folder_allow(&files->folder, path);
	if (result == 0)
		(void)dkt_schemas_add(files->schemas, path, dkt_buf_str(&bytes), bytes.size,
				      report);
	dkt_report_file(report, "", NULL, 0, "");
	dkt_buf_clear(&bytes);
	return result;
}

int dkt_schema_files_load(struct dkt_schema_files *files, const struct dkt_call *call,
			  const char *const *paths, size_t n_paths, struct dkt_report *report,
			  struct dkt_err *err)
{
	files->schemas = dkt_schemas_new();
	dkt_schema_folder_init(&files->folder);
	dkt_schemas_set_resolver(files->schemas, dkt_schema_folder_resolve, &files->folder);
	if (set_dialect(files->schemas, dkt_given(call, "dialect"), err) < 0)
		return -1;
	for (size_t i = 0; i < n_paths; i++) {
		if (add_named(files, paths[i], report, err) < 0)
			return -1;
	}
	return add_given(files->schemas, call, report, err);
}

void dkt_schema_files_clear(struct dkt_schema_files *files)
{
	dkt_schemas_free(files->schemas);
	dkt_schema_folder_clear(&files->folder);
	files->schemas = NULL;
}
