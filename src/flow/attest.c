/*
 * attest.c - taking in a capture that a person made.
 *
 * The kind is decided by the bytes, never by the name. Everything is checked before anything is
 * stored; a file that was stored for a submission that then failed is an orphan without harm, since
 * nothing refers to it.
 */
#include "flow/attest.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "source/url.h"
#include "json/build.h"

#include "base/banned.h"

#define HEAD_BYTES 4096 /* where a page or a saved mail says what it is */

/* --- kinds --- */

static bool begins(const char *bytes, size_t size, const char *magic, size_t magic_size)
{
	return size >= magic_size && memcmp(bytes, magic, magic_size) == 0;
}

static bool holds(const char *bytes, size_t size, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= size && i < HEAD_BYTES; i++) {
		if (strncasecmp(bytes + i, word, n) == 0)
			return true;
	}
	return false;
}

static bool is_html(const char *bytes, size_t size)
{
	size_t at = begins(bytes, size, "\xEF\xBB\xBF", 3) ? 3 : 0;

	while (at < size && strchr(" \t\r\n", bytes[at]) != NULL && bytes[at] != '\0')
		at++;
	return (size - at >= 14 && strncasecmp(bytes + at, "<!doctype html", 14) == 0) ||
	       (size - at >= 5 && strncasecmp(bytes + at, "<html", 5) == 0) ||
	       /* browsers put where the page was saved from in front */
	       (size - at >= 4 && memcmp(bytes + at, "<!--", 4) == 0 &&
		holds(bytes + at, size - at, "<html"));
}

/* RFC 2557: the headers of a mail whose parts are the page and what it shows. */
static bool is_mhtml(const char *bytes, size_t size)
{
	return (bytes[0] == 'F' || bytes[0] == 'M' || bytes[0] == 'C' || bytes[0] == 'S') &&
	       holds(bytes, size, "MIME-Version:") && holds(bytes, size, "multipart/related");
}

const char *dkt_attest_type(const char *bytes, size_t size)
{
	if (begins(bytes, size, "%PDF-", 5))
		return "application/pdf";
	if (begins(bytes, size, "\x89PNG\r\n\x1A\n", 8))
		return "image/png";
	if (begins(bytes, size, "\xFF\xD8\xFF", 3))
		return "image/jpeg";
	if (size > 0 && is_html(bytes, size))
		return "text/html";
	if (size > 0 && is_mhtml(bytes, size))
		return "multipart/related";
	return NULL;
}

/* --- one file --- */

static const char *path_of(struct dkt *d, struct dkt_arena *arena, const char *sha256)
{
	return dkt_arena_printf(arena, "%s/attested/%s", dkt_repo_state_dir(d->repo), sha256);
}

bool dkt_attest_has(struct dkt *d, const char *sha256)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_ATTESTED);
	struct dkt_err err = DKT_ERR_INIT;
	char sum[DKT_SHA256_HEX] = "";

	if (d->repo == NULL || strlen(sha256) + 1 != DKT_SHA256_HEX ||
	    strspn(sha256, "0123456789abcdef") + 1 != DKT_SHA256_HEX)
		return false;
	if (dkt_file_read(path_of(d, arena, sha256), DKT_MAX_ATTESTED, &bytes, &err) == 0)
		dkt_sha256_hex(dkt_buf_str(&bytes), bytes.size, sum);
	dkt_buf_clear(&bytes);
	return dkt_streq(sum, sha256);
}

/* Index of the source with that address; the number of sources when there is none. */
static size_t find_source(struct dkt_exam *exam, const struct dkt_node *sources, const char *url)
{
	size_t n = dkt_is(sources, DKT_ARRAY) ? sources->size : 0;
	size_t like = n;

	for (size_t i = 0; i < n; i++) {
		const char *own = dkt_get_string(&sources->as.items[i], "url");

		if (own != NULL && dkt_streq(own, url))
			return i;
		if (own != NULL && like == n && dkt_url_same(exam->arena, own, url) != NULL)
			like = i;
	}
	return like;
}

static int put_in_record(struct dkt_exam *exam, const struct dkt_attested_file *file,
			 const char *sum, const char *type, struct dkt_err *err)
{
	struct dkt_submission *s = &exam->submission;
	const struct dkt_node *sources = dkt_get(s->proposed, "sources");
	size_t i = find_source(exam, sources, file->url);
	struct dkt_node attested = dkt_make_object(exam->arena, NULL, 0);
	struct dkt_node *changed = DKT_NEW(exam->arena, struct dkt_node);

	if (i == dkt_size(sources)) {
		(void)dkt_fail(err, DKT_EUSAGE, "no source of this record has the address %.200s",
			       file->url);
		return dkt_hint(err, "give the address as it stands in the record");
	}
	attested = dkt_with(exam->arena, &attested, "sha256", dkt_make_string(exam->arena, sum));
	attested =
		dkt_with(exam->arena, &attested, "media_type", dkt_make_string(exam->arena, type));
	if (!dkt_with_pointer(exam->arena, s->proposed,
			      dkt_arena_printf(exam->arena, "/sources/%zu/attested", i), attested,
			      changed))
		return dkt_fail(err, DKT_EUSAGE, "the source with that address is no object");
	s->proposed = changed;
	return 0;
}

static size_t faults(struct dkt *d, struct dkt_exam *exam)
{
	struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();

	(void)dkt_schema_check(dkt_context_schema(d, exam->collection), exam->submission.proposed,
			       &options, report);
	return dkt_report_count(report, DKT_ERROR);
}

static int store(struct dkt *d, struct dkt_exam *exam, const char *sum, const struct dkt_buf *bytes,
		 struct dkt_err *err)
{
	const char *path = path_of(d, exam->arena, sum);

	if (dkt_attest_has(d, sum))
		return 0;
	if (dkt_dir_make(dkt_arena_printf(exam->arena, "%s/attested", dkt_repo_state_dir(d->repo)),
			 err) < 0)
		return -1;
	return dkt_file_write(path, dkt_buf_str(bytes), bytes->size, err);
}

static int apply_one(struct dkt *d, struct dkt_exam *exam, const struct dkt_attested_file *file,
		     struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_ATTESTED);
	char sum[DKT_SHA256_HEX];
	const char *type;
	size_t before = faults(d, exam);
	int result = dkt_file_read(file->path, DKT_MAX_ATTESTED, &bytes, err);

	if (result == 0) {
		type = dkt_attest_type(dkt_buf_str(&bytes), bytes.size);
		dkt_sha256_hex(dkt_buf_str(&bytes), bytes.size, sum);
		if (type == NULL)
			result = dkt_fail(err, DKT_EUSAGE,
					  "%.200s is no PDF, PNG, JPEG or saved web page",
					  file->path);
		else
			result = put_in_record(exam, file, sum, type, err);
	}
	if (result == 0 && faults(d, exam) > before)
		result = dkt_fail(err, DKT_EUSAGE,
				  "the schema of %s has no place for captures handed in",
				  exam->collection->name);
	if (result == 0)
		result = store(d, exam, sum, &bytes, err);
	dkt_buf_clear(&bytes);
	return result;
}

int dkt_attest_apply(struct dkt *d, struct dkt_exam *exam, const struct dkt_attested_file *files,
		     size_t n, struct dkt_err *err)
{
	for (size_t i = 0; i < n; i++) {
		if (apply_one(d, exam, &files[i], err) < 0)
			return dkt_note(err, "taking in the capture of %.100s", files[i].url);
	}
	return 0;
}
