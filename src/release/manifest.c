/*
 * manifest.c - what the release is and which files belong to it; and the list for sha256sum.
 *
 * The keys stand in the order of schemas/docket/manifest.schema.json, as canonical form has them.
 */
#include "release/exporting.h"

#include <string.h>

#include "base/time.h"
#include "json/canon.h"

#define DAY_SIZE 10 /* "2026-11-23" */

static void key(struct dkt_buf *out, const char *name)
{
	dkt_buf_adds(out, "  ");
	dkt_canon_string(name, strlen(name), out);
	dkt_buf_adds(out, ": ");
}

static void text_member(struct dkt_buf *out, const char *name, const char *text, size_t size)
{
	key(out, name);
	if (text == NULL)
		dkt_buf_adds(out, "null");
	else
		dkt_canon_string(text, size, out);
	dkt_buf_adds(out, ",\n");
}

static void string_member(struct dkt_buf *out, const char *name, const char *text)
{
	text_member(out, name, text, text == NULL ? 0 : strlen(text));
}

/* Numbers by collection, in the order of their names, as canonical form writes a map. */
static void counts_member(struct dkt_buf *out, const char *name, const struct dkt_config *config,
			  const size_t *counts)
{
	const char *last = NULL;

	key(out, name);
	dkt_buf_adds(out, "{");
	for (size_t written = 0; written < config->n_collections; written++) {
		size_t next = config->n_collections;

		for (size_t i = 0; i < config->n_collections; i++) {
			const char *candidate = config->collections[i].name;

			if ((last == NULL || strcmp(candidate, last) > 0) &&
			    (next == config->n_collections ||
			     strcmp(candidate, config->collections[next].name) < 0))
				next = i;
		}
		if (next == config->n_collections)
			break;
		last = config->collections[next].name;
		dkt_buf_adds(out, written == 0 ? "\n    " : ",\n    ");
		dkt_canon_string(last, strlen(last), out);
		dkt_buf_addf(out, ": %zu", counts[next]);
	}
	dkt_buf_adds(out, config->n_collections == 0 ? "},\n" : "\n  },\n");
}

static void artefacts_member(struct dkt_buf *out, struct dkt_folder *folder)
{
	size_t n;
	const struct dkt_artefact_info *const *list = dkt_folder_list(folder, &n);

	key(out, "artefacts");
	dkt_buf_adds(out, "[");
	for (size_t i = 0; i < n; i++) {
		dkt_buf_adds(out,
			     i == 0 ? "\n    {\n      \"path\": " : ",\n    {\n      \"path\": ");
		dkt_canon_string(list[i]->path, strlen(list[i]->path), out);
		dkt_buf_addf(out, ",\n      \"bytes\": %llu,\n      \"sha256\": \"%s\"\n    }",
			     (unsigned long long)list[i]->size, list[i]->sha256);
	}
	dkt_buf_adds(out, n == 0 ? "]\n" : "\n  ]\n");
}

int dkt_manifest_put(struct dkt_exporting *state, struct dkt_err *err)
{
	const struct dkt_export *job = state->job;
	struct dkt_buf *out = &state->row;
	struct dkt_artefact *file;
	char day[DKT_TIME_SIZE];

	dkt_time_format(job->time, day);
	dkt_buf_addf(out, "{\n  \"format\": %d,\n", DKT_EXPORT_FORMAT);
	string_member(out, "name", job->config->name);
	string_member(out, "version", job->version);
	string_member(out, "commit", job->commit);
	string_member(out, "tree", job->tree);
	string_member(out, "previous", job->previous);
	text_member(out, "date", day, DAY_SIZE);
	if (job->config->licence != NULL)
		string_member(out, "licence", job->config->licence);
	counts_member(out, "counts", job->config, state->n_records);
	counts_member(out, "tombstones", job->config, state->n_tombstones);
	artefacts_member(out, state->folder);
	dkt_buf_adds(out, "}\n");
	if (dkt_folder_add(state->folder, "manifest.json", &file, err) < 0 ||
	    dkt_artefact_flush(file, out, err) < 0)
		return -1;
	return dkt_artefact_end(file, err);
}

int dkt_sums_put(struct dkt_exporting *state, struct dkt_err *err)
{
	struct dkt_artefact *file;
	size_t n;
	const struct dkt_artefact_info *const *list = dkt_folder_list(state->folder, &n);

	for (size_t i = 0; i < n; i++)
		dkt_buf_addf(&state->row, "%s  %s\n", list[i]->sha256, list[i]->path);
	if (dkt_folder_add(state->folder, "SHA256SUMS", &file, err) < 0 ||
	    dkt_artefact_flush(file, &state->row, err) < 0)
		return -1;
	return dkt_artefact_end(file, err);
}
