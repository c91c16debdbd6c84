/*
 * schema_folder.c - from "file:///schemas/common.json" to the file schemas/common.json.
 *
 * A document named by its path has the URI "file:///" + path, with dots taken out; a reference
 * relative to it gives such a URI again. What lies in the folder of a named file, or below, is read
 * from there. A reference that climbs out of the folder finds nothing: a schema from a stranger
 * must not make us read other files.
 */
#include "cli/schema_folder.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"

#include "base/banned.h"

void dkt_schema_folder_init(struct dkt_schema_folder *folder)
{
	folder->folders = NULL;
	folder->n_folders = 0;
	dkt_buf_init(&folder->bytes, DKT_MAX_TEXT);
}

void dkt_schema_folder_clear(struct dkt_schema_folder *folder)
{
	for (size_t i = 0; i < folder->n_folders; i++)
		free(folder->folders[i]);
	free(folder->folders);
	dkt_buf_clear(&folder->bytes);
	folder->folders = NULL;
	folder->n_folders = 0;
}

void dkt_schema_folder_allow(struct dkt_schema_folder *folder, const char *path)
{
	const char *slash = strrchr(path, '/');
	size_t size = slash == NULL ? 0 : (size_t)(slash - path) + 1;
	char **grown;
	char *copy;

	for (size_t i = 0; i < folder->n_folders; i++) {
		if (dkt_memeqs(path, size, folder->folders[i]))
			return;
	}
	grown = realloc(folder->folders, (folder->n_folders + 1) * sizeof *grown);
	copy = malloc(size + 1);
	if (grown == NULL || copy == NULL)
		dkt_oom();
	memcpy(copy, path, size);
	copy[size] = '\0';
	grown[folder->n_folders++] = copy;
	folder->folders = grown;
}

/* The part of a file's path behind the dots and slashes that its URI does not keep. */
static const char *without_dots(const char *folder)
{
	for (;;) {
		if (dkt_starts(folder, "/"))
			folder += 1;
		else if (dkt_starts(folder, "./"))
			folder += 2;
		else if (dkt_starts(folder, "../"))
			folder += 3;
		else
			return folder;
	}
}

static bool read_below(struct dkt_schema_folder *folder, const char *where, const char *uri_path)
{
	const char *kept = without_dots(where);
	struct dkt_err err = DKT_ERR_INIT;
	char *path;
	bool there;

	if (!dkt_starts(uri_path, kept))
		return false;
	path = where[0] == '\0' ? dkt_path_join(".", uri_path)
				: dkt_path_join(where, uri_path + strlen(kept));
	dkt_buf_clear(&folder->bytes);
	there = dkt_file_exists(path) && !dkt_dir_exists(path) &&
		dkt_file_read(path, DKT_MAX_TEXT, &folder->bytes, &err) == 0;
	free(path);
	return there;
}

bool dkt_schema_folder_resolve(void *context, const char *uri, const char **bytes_out,
			       size_t *size_out)
{
	struct dkt_schema_folder *folder = context;

	if (!dkt_starts(uri, "file:///") || strstr(uri, "/../") != NULL)
		return false;
	for (size_t i = 0; i < folder->n_folders; i++) {
		if (!read_below(folder, folder->folders[i], uri + strlen("file:///")))
			continue;
		*bytes_out = dkt_buf_str(&folder->bytes);
		*size_out = folder->bytes.size;
		return true;
	}
	return false;
}
