/* schemas.c - from paths to a library of schema documents. */
#include "cli/schemas.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "base/walk.h"

#include "base/banned.h"

#define FILE_URI "file:///"

/* --- --with --- */

struct adding {
	struct dkt_schemas *schemas;
	const char *main_name; /* added by itself, also when it lies in the folder */
	struct dkt_report *report;
	struct dkt_err *err;
};

/* The name by which references find files beside it: without "./" and "..". */
static char *plain_name(const char *path)
{
	char *name = NULL;

	while (dkt_starts(path, "./"))
		path += 2;
	if (strstr(path, "..") != NULL || strstr(path, "/./") != NULL)
		name = realpath(path, NULL);
	if (name == NULL)
		name = strdup(path);
	if (name == NULL)
		dkt_oom();
	return name;
}

static void add_read(void *context, const struct dkt_walk_file *file)
{
	struct adding *adding = context;
	char *name = plain_name(file->path);

	if (!dkt_streq(name, adding->main_name))
		(void)dkt_schemas_add(adding->schemas, name, file->bytes, file->size,
				      adding->report);
	free(name);
}

static void note_unread(void *context, unsigned worker, const char *path, const struct dkt_err *err)
{
	struct adding *adding = context;

	(void)worker;
	(void)path;
	if (adding->err->code == DKT_OK)
		*adding->err = *err;
}

static int add_path(struct dkt_schemas *schemas, const char *path, const char *main_name,
		    struct dkt_report *report, struct dkt_err *err)
{
	struct adding adding = {
		.schemas = schemas, .main_name = main_name, .report = report, .err = err};
	const struct dkt_walk walk = {.suffix = ".json",
				      .max_bytes = DKT_MAX_TEXT,
				      .n_workers = 1,
				      .context = &adding,
				      .file = add_read,
				      .trouble = note_unread};

	dkt_walk_run(&walk, &path, 1);
	return err->code == DKT_OK ? 0 : -1;
}

/* --- files of the same folder --- */

static int hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c == '\0' ? NULL : strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c);

	return at == NULL ? -1 : (int)(at - digits);
}

static void decode_percent(char *path)
{
	char *out = path;

	for (const char *p = path; *p != '\0'; p++) {
		int high = *p == '%' ? hex_digit(p[1]) : -1;
		int low = high < 0 ? -1 : hex_digit(p[2]);

		if (low > 0 || (low == 0 && high > 0)) {
			*out++ = (char)(high * 16 + low);
			p += 2;
		} else {
			*out++ = *p;
		}
	}
	*out = '\0';
}

static bool is_inside(const struct dkt_schema_files *files, const char *path)
{
	return dkt_starts(path, files->folder) && (files->folder[0] != '\0' || path[0] != '/') &&
	       strstr(path, "..") == NULL;
}

static bool read_beside(void *context, const char *uri, const char **bytes_out, size_t *size_out)
{
	struct dkt_schema_files *files = context;
	struct dkt_err err = DKT_ERR_INIT;
	char *path;
	bool found;

	if (!dkt_starts(uri, FILE_URI))
		return false;
	path = strdup(uri + strlen(FILE_URI));
	if (path == NULL)
		dkt_oom();
	if (!dkt_file_is_plain(path))
		decode_percent(path);
	dkt_buf_reset(&files->bytes);
	found = is_inside(files, path) && dkt_file_is_plain(path) &&
		dkt_file_read(path, DKT_MAX_TEXT, &files->bytes, &err) == 0;
	free(path);
	*bytes_out = dkt_buf_str(&files->bytes);
	*size_out = files->bytes.size;
	return found;
}

static void set_folder(struct dkt_schema_files *files, const char *name)
{
	const char *slash = strrchr(name, '/');

	files->folder = strndup(name, slash == NULL ? 0 : (size_t)(slash - name) + 1);
	if (files->folder == NULL)
		dkt_oom();
}

/* --- all of it --- */

static int add_given(struct dkt_schema_files *files, struct dkt_call *call, const char *main_name,
		     struct dkt_report *report, struct dkt_err *err)
{
	const char *dialect = dkt_given(call, "dialect");

	if (dialect != NULL && !dkt_schemas_set_dialect(files->schemas, dialect))
		return dkt_fail(err, DKT_EUSAGE,
				"\"%s\" is not a dialect; there are 2020-12, 2019-09, draft-07, "
				"draft-06 and draft-04",
				dialect);
	for (size_t i = 0; i < call->n_given; i++) {
		if (dkt_streq(call->given[i].option->name, "with") &&
		    add_path(files->schemas, call->given[i].value, main_name, report, err) < 0)
			return -1;
	}
	return 0;
}

const struct dkt_schema *dkt_schema_open(struct dkt_schema_files *files, struct dkt_call *call,
					 const char *path, struct dkt_report *report,
					 struct dkt_err *err)
{
	const struct dkt_schema *schema = NULL;
	char *name = plain_name(path);

	files->schemas = dkt_schemas_new();
	dkt_buf_init(&files->bytes, DKT_MAX_TEXT);
	set_folder(files, name);
	dkt_schemas_set_resolver(files->schemas, read_beside, files);
	if (add_given(files, call, name, report, err) == 0 &&
	    dkt_file_read(path, DKT_MAX_TEXT, &files->bytes, err) == 0 &&
	    dkt_schemas_add(files->schemas, name, dkt_buf_str(&files->bytes), files->bytes.size,
			    report))
		schema = dkt_schemas_compile(files->schemas, name, report);
	free(name);
	return schema;
}

void dkt_schema_files_clear(struct dkt_schema_files *files)
{
	dkt_schemas_free(files->schemas);
	dkt_buf_clear(&files->bytes);
	free(files->folder);
	*files = (struct dkt_schema_files){0};
}
