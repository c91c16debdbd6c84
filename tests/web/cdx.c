/*
 * cdx.c - rows of the index, in the two spellings that servers have.
 *
 * The filters are the ones that clients send in practice: from, to, and "no errors". A filter on
 * the status keeps captures whose status is not known, as the real server does.
 */
#define _GNU_SOURCE
#include "cdx.h"

#include "spn.h"

#include <stdlib.h>
#include <string.h>

struct rows {
	FILE *out;
	bool lines; /* pywb */
	size_t n;
};

static void text_answer(struct answer *answer, unsigned status, const char *type, const char *text)
{
	answer->status = status;
	answer_header(answer, "Content-Type", "%s", type);
	answer_body_take(answer, must_copy(text, strlen(text)), strlen(text));
}

/* The index's own troubles; false: none for this original. */
static bool trouble(const char *url, struct answer *answer)
{
	if (strstr(url, "/index-error"))
		text_answer(answer, 200, "text/plain",
			    "org.archive.util.io.RuntimeIOException: "
			    "org.archive.wayback.exception.AdministrativeAccessControlException: "
			    "Blocked Site Error\n");
	else if (strstr(url, "/index-html"))
		text_answer(answer, 200, "text/html",
			    "<html><head><title>504 Gateway Time-out</title></head></html>\n");
	else if (strstr(url, "/index-busy"))
		text_answer(answer, 429, "text/html", "<h1>Too Many Requests</h1>\n");
	else if (strstr(url, "/index-blank"))
		text_answer(answer, 200, "application/json", "\n\n");
	else
		return false;
	return true;
}

static void row(struct rows *rows, const char *stamp, const char *url, const char *type,
		unsigned status, bool revisit)
{
	char code[16];

	snprintf(code, sizeof code, "%u", status);
	if (rows->lines)
		fprintf(rows->out,
			"{\"urlkey\": \"example,x)/\", \"timestamp\": \"%s\", \"url\": "
			"\"%s\", %s%s%s\"digest\": \"sha1:AAAA\"}\n",
			stamp, url, revisit ? "" : "\"status\": \"", revisit ? "" : code,
			revisit ? "\"mime\": \"warc/revisit\", " : "\", ");
	else
		fprintf(rows->out, "%s\n[\"%s\",\"%s\",\"%s\",\"%s\",\"AAAA\",\"1234\"]",
			rows->n == 0 ? "[[\"timestamp\",\"original\",\"mimetype\",\"statuscode\","
				       "\"digest\",\"length\"],"
				     : ",",
			stamp, url, revisit ? "warc/revisit" : type, revisit ? "-" : code);
	rows->n++;
}

/* Is it asked for? limits are digits as they came, or NULL. */
static bool wanted(const struct capture *capture, const char *from, const char *to, bool no_errors)
{
	if (from && strncmp(capture->stamp, from, strlen(from)) < 0)
		return false;
	if (to && strncmp(capture->stamp, to, strlen(to)) > 0)
		return false;
	return !no_errors || capture->revisit || capture->status < 300;
}

static void captures_rows(const struct archive *archive, const char *url, const char *query,
			  struct rows *rows)
{
	char *from = parameter(query, "from"), *to = parameter(query, "to");
	char *filter = parameter(query, "filter"), *key = parameter(query, "resumeKey");
	bool pages = strstr(query, "showResumeKey=true") != NULL;
	size_t n, skip = key && !strcmp(key, "com,example)/often 2") ? CDX_PAGE : 0, seen = 0;
	const struct capture *all = archive_captures(archive, url, &n);
	bool more = false;

	for (size_t i = 0; i < n; i++) {
		if (!wanted(&all[i], from, to, filter && strstr(filter, "[345]")))
			continue;
		if (seen++ < skip)
			continue;
		more = pages && rows->n == CDX_PAGE;
		if (more)
			break;
		row(rows, all[i].stamp, all[i].url, all[i].type, all[i].status, all[i].revisit);
	}
	if (more)
		fprintf(rows->out, ",\n[],\n[\"com,example)/often 2\"]");
	free(from);
	free(to);
	free(filter);
	free(key);
}

void cdx_answer(const struct archive *archive, const char *target, struct answer *answer)
{
	const char *query = target + strcspn(target, "?");
	char *url = parameter(query + (*query == '?'), "url"), *text = NULL;
	struct rows rows = {.lines = !strncmp(target, "/pywb/", 6)};
	size_t size;

	if (url && trouble(url, answer)) {
		free(url);
		return;
	}
	rows.out = open_memstream(&text, &size);
	if (!rows.out)
		die("out of memory");
	if (url && strstr(url, "/spn-made"))
		row(&rows, SPN_STAMP, url, "text/html", 200, false);
	else if (url)
		captures_rows(archive, url, query + 1, &rows);
	if (rows.n > 0 && !rows.lines)
		fputs("]\n", rows.out);
	fclose(rows.out);
	free(url);
	answer->status = 200;
	answer_header(answer, "Content-Type", rows.lines ? "text/x-ndjson" : "application/json");
	answer_body_take(answer, text, size);
}

void available_answer(const struct archive *archive, const char *target, struct answer *answer)
{
	const char *query = target + strcspn(target, "?");
	char *url = parameter(query + (*query == '?'), "url"), *text;
	size_t n = 0;
	const struct capture *all = url ? archive_captures(archive, url, &n) : NULL;

	if (!all)
		text = must_format("{\"url\": \"x\", \"archived_snapshots\": {}}\n");
	else
		text = must_format(
			"{\"url\": \"x\", \"archived_snapshots\": {\"closest\": "
			"{\"status\": \"%u\", \"available\": true, \"url\": "
			"\"http://archive.example/web/%s/%s\", \"timestamp\": \"%s\"}}}\n",
			all[n - 1].status, all[n - 1].stamp, all[n - 1].url, all[n - 1].stamp);
	free(url);
	answer->status = 200;
	answer_header(answer, "Content-Type", "application/json");
	answer_body_take(answer, text, strlen(text));
}
