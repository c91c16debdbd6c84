/*
 * cdx.c - indexes of captures in the three forms that servers write.
 *
 * Columns are found by their names, never by their place: servers add some (a count of duplicates,
 * where captures were collapsed) and leave out others. A row that makes no sense is counted and
 * left out; the others stay. What is no index at all is usually a sentence or a page of HTML with
 * status 200: its first line goes into the fault, so that a person can see what the server said.
 *
 * Standard: the wayback-cdx-server's README; pywb's CDXJ server.
 */
#include "source/cdx.h"

#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/str.h"
#include "source/archive.h"
#include "json/doc.h"

#include "base/banned.h"

#define MAX_COLUMNS 32
#define MAX_LINE    65536
#define FAULT_SHOWN 80
#define FIELDS	    "timestamp,original,mimetype,statuscode,digest,length"

enum column { STAMP, ORIGINAL, MIME, STATUS, DIGEST, N_COLUMNS };

struct index {
	struct dkt_arena *arena;
	const struct dkt_archive_site *site;
	struct dkt_memento *rows;
	size_t room;
	struct dkt_cdx *out;
};

/* --- asking --- */

static void add_moment(struct dkt_buf *out, const char *name, int64_t time)
{
	char digits[DKT_STAMP_SIZE];

	if (time == 0)
		return;
	dkt_stamp_format(time, digits);
	dkt_buf_addf(out, "&%s=%s", name, digits);
}

const char *dkt_cdx_url(struct dkt_arena *arena, const struct dkt_archive_site *site,
			const struct dkt_cdx_query *query)
{
	struct dkt_buf out = DKT_BUF_INIT(64 << 10);
	const char *url;

	dkt_buf_addf(&out, "%s?url=%s&output=json", site->cdx, dkt_url_escape(arena, query->url));
	if (site->dialect == DKT_CDX_PYWB) {
		if (query->closest != 0)
			dkt_buf_adds(&out, "&sort=closest");
		add_moment(&out, "closest", query->closest);
	} else {
		dkt_buf_adds(&out, "&matchType=exact&gzip=false&fl=" FIELDS
				   "&filter=!statuscode:[345]..&collapse=timestamp:8"
				   "&showResumeKey=true");
	}
	add_moment(&out, "from", query->from);
	add_moment(&out, "to", query->to);
	if (query->limit != 0)
		dkt_buf_addf(&out, "&limit=%d", query->limit);
	if (query->resume != NULL)
		dkt_buf_addf(&out, "&resumeKey=%s", dkt_url_escape(arena, query->resume));
	url = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return url;
}

/* --- rows --- */

static struct dkt_memento *new_row(struct index *x)
{
	if (x->out->n == DKT_CDX_MAX_ROWS) {
		x->out->cut = true;
		return NULL;
	}
	if (x->out->n == x->room) {
		struct dkt_memento *wider;

		x->room = x->room == 0 ? 64 : x->room * 2;
		wider = DKT_NEW_N(x->arena, struct dkt_memento, x->room);
		if (x->out->n > 0)
			memcpy(wider, x->rows, x->out->n * sizeof wider[0]);
		x->rows = wider;
		x->out->rows = wider;
	}
	return &x->rows[x->out->n];
}

static int status_of(const char *text)
{
	uint64_t status = 0;

	return text != NULL && dkt_parse_u64(text, 999, &status) && status >= 100 ? (int)status : 0;
}

/* A row by its columns, each NULL when there is none. */
static void add_row(struct index *x, const char *const columns[N_COLUMNS])
{
	const char *stamp = columns[STAMP];
	const char *original = columns[ORIGINAL];
	const char *mime =
		columns[MIME] == NULL || dkt_streq(columns[MIME], "-") ? "" : columns[MIME];
	const char *digest =
		columns[DIGEST] == NULL || dkt_streq(columns[DIGEST], "-") ? "" : columns[DIGEST];
	struct dkt_memento *row;
	int64_t time;

	if (stamp == NULL || original == NULL || !dkt_stamp_parse(stamp, strlen(stamp), &time) ||
	    (!dkt_starts(original, "http://") && !dkt_starts(original, "https://"))) {
		x->out->n_bad++;
		return;
	}
	row = new_row(x);
	if (row == NULL)
		return;
	*row = (struct dkt_memento){.original = dkt_arena_dups(x->arena, original),
				    .time = time,
				    .status = status_of(columns[STATUS]),
				    .revisit = dkt_streq(mime, "warc/revisit"),
				    .site = x->site == NULL ? "" : x->site->id};
	row->type = row->revisit ? "" : dkt_arena_dups(x->arena, mime);
	row->digest = dkt_arena_dups(x->arena, dkt_starts(digest, "sha1:") ? digest + 5 : digest);
	if (x->site != NULL && x->site->replay != NULL)
		row->url = dkt_arena_printf(x->arena, "%s%s/%s", x->site->replay, stamp, original);
	x->out->n++;
}

static int column_named(const char *name)
{
	static const struct {
		const char *name;
		enum column column;
	} names[] = {{"timestamp", STAMP}, {"original", ORIGINAL}, {"url", ORIGINAL},
		     {"mimetype", MIME},   {"mime", MIME},	   {"statuscode", STATUS},
		     {"status", STATUS},   {"digest", DIGEST}};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		if (dkt_streq(name, names[i].name))
			return (int)names[i].column;
	}
	return -1;
}

/* --- an array of arrays --- */

static const char *text_of(struct index *x, const json_t *value)
{
	if (json_is_integer(value))
		return dkt_arena_printf(x->arena, "%lld", (long long)json_integer_value(value));
	return json_string_value(value);
}

static void read_array(struct index *x, const json_t *doc)
{
	int where[MAX_COLUMNS];
	size_t n = json_array_size(doc);
	const json_t *head = json_array_get(doc, 0);
	size_t n_columns = json_array_size(head);

	if (n == 0)
		return;
	n_columns = n_columns > MAX_COLUMNS ? MAX_COLUMNS : n_columns;
	for (size_t i = 0; i < n_columns; i++) {
		const char *name = json_string_value(json_array_get(head, i));

		where[i] = name == NULL ? -1 : column_named(name);
	}
	for (size_t i = 1; i < n; i++) {
		const json_t *row = json_array_get(doc, i);
		const char *columns[N_COLUMNS] = {NULL};

		if (json_is_array(row) && json_array_size(row) == 0 && i + 2 == n &&
		    json_array_size(json_array_get(doc, i + 1)) == 1) {
			const char *key = text_of(x, json_array_get(json_array_get(doc, i + 1), 0));

			x->out->resume =
				key == NULL || *key == '\0' ? NULL : dkt_arena_dups(x->arena, key);
			return;
		}
		for (size_t j = 0; j < n_columns; j++) {
			if (where[j] >= 0)
				columns[where[j]] = text_of(x, json_array_get(row, j));
		}
		add_row(x, columns);
	}
}

/* --- an object a line --- */

static void read_object(struct index *x, const json_t *object)
{
	const char *columns[N_COLUMNS] = {NULL};
	const char *key;
	json_t *value;

	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		int column = column_named(key);

		if (column >= 0)
			columns[column] = text_of(x, value);
	}
	if (columns[STAMP] == NULL && json_object_get(object, "message") != NULL) {
		const char *message = json_string_value(json_object_get(object, "message"));

		if (message == NULL || strstr(message, "aptures found") == NULL)
			x->out->fault =
				dkt_arena_dups(x->arena, message == NULL ? "an error" : message);
		return;
	}
	add_row(x, columns);
}

/* --- text with blanks --- */

/* urlkey timestamp original mimetype statuscode digest length, the server's own order; without the
 * key in front where fl= named the fields. */
static void read_words(struct index *x, char *line)
{
	static const enum column order[] = {STAMP, ORIGINAL, MIME, STATUS, DIGEST};
	const char *columns[N_COLUMNS] = {NULL};
	int64_t time;
	size_t n = 0;

	if (strspn(line, "0123456789") != strcspn(line, " ") ||
	    !dkt_stamp_parse(line, strcspn(line, " "), &time))
		line += strcspn(line, " ") + strspn(line + strcspn(line, " "), " ");
	while (*line != '\0' && n < N_COLUMNS) {
		size_t size = strcspn(line, " ");

		columns[order[n++]] = line;
		line += size;
		if (*line != '\0') {
			*line++ = '\0';
			line += strspn(line, " ");
		}
	}
	add_row(x, columns);
}

static void read_line(struct index *x, const char *line, size_t size)
{
	DKT_AUTO(json) json_t *doc = NULL;
	struct dkt_err err = DKT_ERR_INIT;

	while (size > 0 && strchr(" \t\r", line[size - 1]) != NULL)
		size--;
	if (size == 0)
		return;
	if (*line != '{')
		read_words(x, dkt_arena_dup(x->arena, line, size));
	else if (size > MAX_LINE || dkt_doc_parse(line, size, "index", &doc, &err) < 0)
		x->out->n_bad++;
	else
		read_object(x, doc);
}

static void read_lines(struct index *x, const char *bytes, size_t size)
{
	size_t at = 0;

	while (at < size && !x->out->cut) {
		const char *end = memchr(bytes + at, '\n', size - at);
		size_t n = end == NULL ? size - at : (size_t)(end - bytes) - at;

		read_line(x, bytes + at, n);
		at += n + 1;
	}
}

/* --- all of it --- */

/* What came, in a few words that can be printed. */
static const char *shown(struct dkt_arena *arena, const char *bytes, size_t size)
{
	char *text = dkt_arena_alloc(arena, FAULT_SHOWN + 1);
	size_t n = 0;

	for (size_t i = 0; i < size && n < FAULT_SHOWN && bytes[i] != '\n'; i++)
		text[n++] = bytes[i] >= 0x20 && bytes[i] < 0x7F ? bytes[i] : '?';
	text[n] = '\0';
	return dkt_arena_printf(arena, "no index but \"%s\"", text);
}

void dkt_cdx_parse(struct dkt_arena *arena, const struct dkt_archive_site *site, const char *bytes,
		   size_t size, struct dkt_cdx *out)
{
	struct index x = {.arena = arena, .site = site, .out = out};
	DKT_AUTO(json) json_t *doc = NULL;
	struct dkt_err err = DKT_ERR_INIT;
	size_t blank = 0;

	memset(out, 0, sizeof *out);
	while (blank < size && bytes[blank] != '\0' && strchr(" \t\r\n", bytes[blank]) != NULL)
		blank++;
	bytes += blank;
	size -= blank;
	if (size == 0)
		return;
	if (*bytes != '[')
		read_lines(&x, bytes, size);
	else if (dkt_doc_parse(bytes, size, "index", &doc, &err) == 0)
		read_array(&x, doc);
	if (out->n == 0 && out->fault == NULL &&
	    ((*bytes == '[' && doc == NULL) || (*bytes != '[' && out->n_bad > 0)))
		out->fault = shown(arena, bytes, size);
}
