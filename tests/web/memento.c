/*
 * memento.c - answering as a web archive does.
 *
 * Some tens of captures, sorted once by original and time; a request looks at all captures of
 * one original, so a plain loop is enough. Originals are compared the way archives do it
 * (scheme, www., default port, last slash and percent-encoding of the asked URL do not
 * matter), and rel="original" names the URL that was captured, not the one asked for.
 *
 * Standards: RFC 7089 (Memento), RFC 8288 and RFC 6690 (links), RFC 9110 (dates).
 */
#define _GNU_SOURCE
#include "memento.h"

#include "cdx.h"
#include "perma.h"
#include "spn.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BASE	 "https://archive.example/web/"
#define HTTPDATE "%a, %d %b %Y %H:%M:%S GMT"

enum { STAMP_DIGITS = 14, MAX_WORDS = 10, DATE_ROOM = 40, TIMEMAP_PAGE = 4 };

/* A timestamp of 1 to 14 digits as a time; missing digits mean the earliest moment. */
static time_t stamp_time(const char *digits, size_t n)
{
	static const char earliest[] = "00000101000000";
	char full[STAMP_DIGITS + 1];
	int field[6];
	static const size_t start[] = {0, 4, 6, 8, 10, 12, 14};

	memcpy(full, earliest, sizeof full);
	memcpy(full, digits, n);
	for (size_t i = 0; i < 6; i++) {
		field[i] = 0;
		for (size_t at = start[i]; at < start[i + 1]; at++)
			field[i] = field[i] * 10 + (full[at] - '0');
	}
	struct tm parts = {.tm_year = field[0] - 1900,
			   .tm_mon = field[1] - 1,
			   .tm_mday = field[2],
			   .tm_hour = field[3],
			   .tm_min = field[4],
			   .tm_sec = field[5]};
	return timegm(&parts);
}

static const char *date_text(time_t when, char room[DATE_ROOM])
{
	struct tm parts;

	if (!gmtime_r(&when, &parts) || !strftime(room, DATE_ROOM, HTTPDATE, &parts))
		die("a capture has an impossible time");
	return room;
}

static int hex_value(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : tolower((unsigned char)c) - 'a' + 10;
}

static const char *after_prefix(const char *text, const char *prefix)
{
	size_t length = strlen(prefix);

	return strncasecmp(text, prefix, length) ? text : text + length;
}

/* See struct capture: two URLs of one page have the same key. The caller frees it. */
static char *url_key(const char *url)
{
	const char *rest = after_prefix(after_prefix(url, "http:"), "https:");
	char *key, *to;
	bool in_host = true;

	rest += strspn(rest, "/"); /* proxies collapse "//" */
	rest = after_prefix(rest, "www.");
	key = to = must_alloc(strlen(rest) + 1);
	for (; *rest && *rest != '#'; rest++) {
		if (in_host && (!strncmp(rest, ":80/", 4) || !strncmp(rest, ":443/", 5)))
			rest += strcspn(rest, "/");
		in_host = in_host && *rest != '/';
		if (rest[0] == '%' && isxdigit((unsigned char)rest[1]) &&
		    isxdigit((unsigned char)rest[2])) {
			*to++ = (char)(hex_value(rest[1]) * 16 + hex_value(rest[2]));
			rest += 2;
		} else {
			*to++ = in_host ? (char)tolower((unsigned char)*rest) : *rest;
		}
	}
	while (to > key && to[-1] == '/')
		to--;
	*to = '\0';
	return key;
}

static int capture_order(const void *left, const void *right)
{
	const struct capture *a = left, *b = right;
	int by_key = strcmp(a->key, b->key);

	return by_key ? by_key : (a->when > b->when) - (a->when < b->when);
}

static void capture_line(struct archive *archive, const char *dir, char **words, size_t n,
			 size_t line)
{
	struct capture *capture;
	uint64_t stamp, status;
	char *path;

	if (n < 5 || strlen(words[0]) != STAMP_DIGITS ||
	    !number_read(words[0], 99991231235959, &stamp) || !number_read(words[2], 599, &status))
		die("captures/index:%zu: want TIMESTAMP URL STATUS FILE TYPE", line);
	archive->captures =
		must_grow(archive->captures, (archive->n_captures + 1) * sizeof *capture);
	capture = &archive->captures[archive->n_captures++];
	*capture = (struct capture){.stamp = words[0],
				    .when = stamp_time(words[0], STAMP_DIGITS),
				    .url = words[1],
				    .key = url_key(words[1]),
				    .status = (unsigned)status,
				    .type = words[4]};
	if (!strcmp(words[4], "warc/revisit")) {
		static char html[] = "text/html;charset=utf-8";

		capture->revisit = true;
		capture->type = html;
	}
	path = must_format("%s/captures/%s", dir, words[3]);
	capture->body = file_read(strcmp(words[3], "-") ? path : "/dev/null");
	free(path);
	for (size_t i = 5; i < n; i++) {
		if (!strncmp(words[i], "location=", 9))
			capture->location = words[i] + 9;
		else if (!strncmp(words[i], "as=", 3))
			capture->as = words[i] + 3;
		else
			die("captures/index:%zu: no setting is called %s", line, words[i]);
	}
}

void archive_load(struct archive *archive, const char *dir)
{
	char *path = must_format("%s/captures/index", dir);
	char *words[MAX_WORDS];
	size_t line = 0;

	*archive = (struct archive){.table = file_read(path).at};
	free(path);

	char *cursor = archive->table;
	for (char *text; (text = line_next(&cursor, &line));)
		capture_line(archive, dir, words, words_cut(text, words, MAX_WORDS), line);
	if (archive->n_captures)
		qsort(archive->captures, archive->n_captures, sizeof *archive->captures,
		      capture_order);
}

void archive_clear(struct archive *archive)
{
	for (size_t i = 0; i < archive->n_captures; i++) {
		free(archive->captures[i].key);
		free(archive->captures[i].body.at);
	}
	free(archive->captures);
	free(archive->table);
	*archive = (struct archive){0};
}

const struct capture *archive_captures(const struct archive *archive, const char *url,
				       size_t *n_out)
{
	char *key = url_key(url);
	const struct capture *first = NULL;

	*n_out = 0;
	for (size_t i = 0; i < archive->n_captures; i++) {
		if (strcmp(archive->captures[i].key, key) != 0)
			continue;
		if (!first)
			first = &archive->captures[i];
		++*n_out;
	}
	free(key);
	return first;
}

static const struct capture *nearest(const struct capture *all, size_t n, time_t want)
{
	const struct capture *best = all;

	for (size_t i = 1; i < n; i++)
		if (llabs((long long)all[i].when - want) < llabs((long long)best->when - want))
			best = &all[i];
	return best;
}

static void say(struct answer *answer, unsigned status, char *text_taken)
{
	answer->status = status;
	answer_header(answer, "Content-Type", "text/html; charset=utf-8");
	answer_body_take(answer, text_taken, strlen(text_taken));
}

static void not_archived(struct answer *answer)
{
	say(answer, 404,
	    must_format("<!doctype html><title>Not in the archive</title>\n"
			"<h1>The archive has no capture of that address.</h1>\n"));
}

static void link_header(struct answer *answer, const struct capture *all, size_t n,
			const char *original)
{
	char first[DATE_ROOM], last[DATE_ROOM];

	answer_header(answer, "Link",
		      "<%s>; rel=\"original\", "
		      "<" BASE "timemap/link/%s>; rel=\"timemap\"; "
		      "type=\"application/link-format\", "
		      "<" BASE "%s>; rel=\"timegate\", "
		      "<" BASE "%s/%s>; rel=\"first memento\"; datetime=\"%s\", "
		      "<" BASE "%s/%s>; rel=\"last memento\"; datetime=\"%s\"",
		      original, original, original, all[0].stamp, all[0].url,
		      date_text(all[0].when, first), all[n - 1].stamp, all[n - 1].url,
		      date_text(all[n - 1].when, last));
}

/* The page with the archive's bar after <body>; pages without a body tag stay as they are. */
static void toolbar_add(struct answer *answer, const struct capture *capture, size_t n)
{
	const char *body = memmem(capture->body.at, capture->body.size, "<body", 5);
	const char *end = body ? strchr(body, '>') : NULL;
	size_t before = end ? (size_t)(end - capture->body.at) + 1 : 0;
	char date[DATE_ROOM];
	char *bar, *text;

	answer->body = capture->body.at;
	answer->size = capture->body.size;
	if (!end)
		return;
	bar = must_format("\n<!-- archive toolbar starts -->\n"
			  "<div id=\"archive-toolbar\">Archive Example kept this page: %s, "
			  "captured %s, one of %zu captures. <a href=\"" BASE "*/%s\">All "
			  "captures</a></div>\n<!-- archive toolbar ends -->\n",
			  capture->url, date_text(capture->when, date), n, capture->url);
	text = must_alloc(capture->body.size + strlen(bar) + 1);
	memcpy(text, capture->body.at, before);
	memcpy(text + before, bar, strlen(bar));
	memcpy(text + before + strlen(bar), end + 1, capture->body.size - before);
	answer_body_take(answer, text, capture->body.size + strlen(bar));
	free(bar);
}

static void replay(struct answer *answer, const struct capture *all, size_t n,
		   const struct capture *capture, const char *flag)
{
	char date[DATE_ROOM];
	bool raw = !strcmp(flag, "id_");

	answer->status = capture->status;
	answer_header(answer, "Memento-Datetime", "%s", date_text(capture->when, date));
	link_header(answer, all, n, capture->as ? capture->as : capture->url);
	if (strcmp(capture->type, "-") != 0) {
		answer_header(answer, "Content-Type", "%s", capture->type);
		answer_header(answer, "x-archive-orig-content-type", "%s", capture->type);
	}
	/* raw captures bring the page's own headers along */
	if (raw && (capture->status == 429 || capture->status == 503))
		answer_header(answer, "Retry-After", "3600");
	answer_header(answer, "x-archive-orig-date", "%s", date);
	if (capture->location) {
		answer_header(answer, "x-archive-orig-location", "%s", capture->location);
		answer_header(answer, "Location", BASE "%s%s/%s", capture->stamp, flag,
			      capture->location);
	}
	if (raw || *flag || capture->status >= 300) {
		answer->body = capture->body.at;
		answer->size = capture->body.size;
	} else {
		toolbar_add(answer, capture, n);
	}
}

static void redirect(struct answer *answer, const struct capture *to, const char *flag)
{
	answer->status = 302;
	answer_header(answer, "Location", BASE "%s%s/%s", to->stamp, flag, to->url);
}

/* /web/<digits><flag>/<URL>: digits is where they start, n_digits 1 to 14. */
static void replay_request(const struct archive *archive, const char *digits, size_t n_digits,
			   const char *flag, const char *url, struct answer *answer)
{
	size_t n;
	const struct capture *all = archive_captures(archive, url, &n);

	if (!all) {
		not_archived(answer);
		return;
	}
	for (size_t i = 0; i < n; i++) {
		if (n_digits == STAMP_DIGITS && !strncmp(all[i].stamp, digits, STAMP_DIGITS)) {
			replay(answer, all, n, &all[i], flag);
			return;
		}
	}
	redirect(answer, nearest(all, n, stamp_time(digits, n_digits)), flag);
}

static void timegate(const struct archive *archive, const char *url, const char *accept,
		     struct answer *answer)
{
	struct tm parts = {0};
	size_t n;
	const struct capture *all = archive_captures(archive, url, &n);
	const char *end = accept ? strptime(accept, HTTPDATE, &parts) : "";

	if (!end || *end) {
		say(answer, 400,
		    must_format("<!doctype html><title>Bad Accept-Datetime</title>\n"));
		return;
	}
	answer_header(answer, "Vary", "accept-datetime");
	if (!all) {
		not_archived(answer);
		return;
	}
	link_header(answer, all, n, all[n - 1].url);
	redirect(answer, accept ? nearest(all, n, timegm(&parts)) : &all[n - 1], "");
}

/* One link a capture, the last one first: no client may trust the order. */
static void timemap_links(FILE *out, const struct capture *all, size_t from, size_t to, size_t n)
{
	char date[DATE_ROOM];

	for (size_t i = to; i-- > from;)
		fprintf(out, ",\n<" BASE "%s/%s>; rel=\"%s%smemento\"; datetime=\"%s\"",
			all[i].stamp, all[i].url, i == 0 ? "first " : "", i == n - 1 ? "last " : "",
			date_text(all[i].when, date));
}

/* Pages of TIMEMAP_PAGE captures; "2/" in front of the address asks for the second. */
static void timemap(const struct archive *archive, const char *url, struct answer *answer)
{
	bool second = !strncmp(url, "2/", 2);
	char first[DATE_ROOM], last[DATE_ROOM];
	size_t n, size, from, to;
	const struct capture *all = archive_captures(archive, second ? url + 2 : url, &n);
	char *text = NULL;
	FILE *out;

	if (!all) {
		text = must_format("TimeMap does not exists\n");
		answer->status = 404;
		answer_header(answer, "Content-Type", "text/plain");
		answer_body_take(answer, text, strlen(text));
		return;
	}
	out = open_memstream(&text, &size);
	if (!out)
		die("out of memory");
	from = second ? TIMEMAP_PAGE : 0;
	to = second || n <= TIMEMAP_PAGE ? n : TIMEMAP_PAGE;
	from = from < to ? from : to;
	fprintf(out, "<%s>; rel=original,\n", all[0].url);
	fprintf(out,
		"<" BASE "timemap/link/%s%s>; rel=\"self\"; type=\"application/link-format\"; "
		"from=\"%s\"; until=\"%s\",\n",
		second ? "2/" : "", all[0].url, date_text(all[0].when, first),
		date_text(all[n - 1].when, last));
	if (n > TIMEMAP_PAGE)
		fprintf(out,
			"<" BASE "timemap/link/%s%s>; rel=\"timemap\"; "
			"type=\"application/link-format\"; from=\"%s\"; until=\"%s\",\n",
			second ? "" : "2/", all[0].url, date_text(all[0].when, first),
			date_text(all[n - 1].when, last));
	fprintf(out, "<" BASE "%s>; rel=\"timegate\"", all[0].url);
	timemap_links(out, all, from, to, n);
	fputc('\n', out);
	fclose(out);
	answer->status = 200;
	answer_header(answer, "Content-Type", "application/link-format");
	answer_body_take(answer, text, size);
}

static void calendar(const char *url, struct answer *answer)
{
	say(answer, 200,
	    must_format("<!doctype html><title>All captures</title>\n<body>\n"
			"<h1>All captures of a page</h1>\n<p>Choose a day to see the page as it "
			"was.</p>\n<p hidden>%zu</p>\n</body>\n",
			strlen(url)));
}

/* As pywb answers a TimeGate in frames: a page with a frame, and the capture in a header. */
static void framed(const struct archive *archive, const char *url, struct answer *answer)
{
	char date[DATE_ROOM];
	size_t n;
	const struct capture *all = archive_captures(archive, url, &n);

	if (!all) {
		not_archived(answer);
		return;
	}
	answer_header(
		answer, "Link",
		"<%s>; rel=\"original\", <" BASE "%smp_/%s>; rel=\"memento\"; datetime=\"%s\"",
		all[n - 1].url, all[n - 1].stamp, all[n - 1].url, date_text(all[n - 1].when, date));
	say(answer, 200, must_format("<!doctype html><title>Replay</title><iframe></iframe>\n"));
}

static void replay_or_timegate(const struct archive *archive, const struct asked *asked,
			       struct answer *answer)
{
	const char *rest = after_prefix(asked->target, "/web/");
	size_t n_digits = strspn(rest, "0123456789");
	const char *flag = rest + n_digits;
	char flag_text[4] = "";

	if (!strncmp(rest, "timemap/link/", 13)) {
		timemap(archive, rest + 13, answer);
	} else if (!strncmp(rest, "http:/", 6) || !strncmp(rest, "https:/", 7)) {
		timegate(archive, rest, asked->accept_datetime, answer);
	} else if (flag[0] == '*' && flag[1] == '/') {
		calendar(flag + 2, answer);
	} else if (n_digits < 1 || n_digits > STAMP_DIGITS) {
		not_archived(answer);
	} else if (flag[0] == '/') {
		replay_request(archive, rest, n_digits, "", flag + 1, answer);
	} else if (islower((unsigned char)flag[0]) && islower((unsigned char)flag[1]) &&
		   flag[2] == '_' && flag[3] == '/') {
		memcpy(flag_text, flag, 3);
		replay_request(archive, rest, n_digits, flag_text, flag + 4, answer);
	} else {
		not_archived(answer);
	}
}

void archive_answer(const struct archive *archive, const struct asked *asked, struct answer *answer)
{
	const char *target = asked->target;

	if (!strncmp(target, "/cdx/", 5) || !strncmp(target, "/pywb/", 6))
		cdx_answer(archive, target, answer);
	else if (!strncmp(target, "/wayback/available", 18))
		available_answer(archive, target, answer);
	else if (!strncmp(target, "/save", 5))
		spn_answer(asked, answer);
	else if (!strncmp(target, "/v1/", 4) || !strncmp(target, "/warc/", 6))
		perma_answer(target, answer);
	else if (!strncmp(target, "/framed/", 8))
		framed(archive, target + 8, answer);
	else if (strncmp(target, "/web/", 5) != 0 || !spn_replay(target, answer))
		replay_or_timegate(archive, asked, answer);
}

char *unescaped(const char *text, const char *stop)
{
	char *copy = must_alloc(strlen(text) + 1);
	char *to = copy;

	for (; *text && !strchr(stop, *text); text++) {
		if (text[0] == '%' && isxdigit((unsigned char)text[1]) &&
		    isxdigit((unsigned char)text[2])) {
			*to++ = (char)(hex_value(text[1]) * 16 + hex_value(text[2]));
			text += 2;
		} else {
			*to++ = *text == '+' ? ' ' : *text;
		}
	}
	*to = '\0';
	return copy;
}

char *parameter(const char *query, const char *name)
{
	size_t length = strlen(name);

	while (query && *query) {
		if (!strncmp(query, name, length) && query[length] == '=')
			return unescaped(query + length + 1, "&");
		query += strcspn(query, "&");
		query += *query == '&';
	}
	return NULL;
}
