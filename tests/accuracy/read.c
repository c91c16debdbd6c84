/*
 * read.c - reading pages: lines that begin with @ say what follows, all others are body.
 */
#include "set.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "base/time.h"
#include "source/archive.h"

#define MAX_WORDS  24
#define MAX_COPIES 6
#define MAX_QUOTES 40
#define MAX_BODY   ((size_t)1 << 20)

/* What the body that is being read belongs to. */
enum block { NOTHING, DEF, PAGE, ALSO, COPY };

struct reading {
	struct acc_set *set;
	const char *file;
	size_t line;
	enum block block;
	const char *words[MAX_WORDS]; /* of the block's directive */
	size_t n_words;
	const char *host; /* of the last @site */
	struct acc_page *page;
	struct acc_copy *copy; /* of the last @copy, NULL before the first of a page */
	struct dkt_buf body;
	struct dkt_buf page_body; /* expanded, of the page: copies may have the same */
	const char *page_charset;
	const char *page_type;
};

_Noreturn static void wrong(const struct reading *r, const char *what)
{
	acc_die("%s:%zu: %s", r->file, r->line, what);
}

/* --- settings --- */

/* The value of "name=value" among the words, or NULL; the nth one from 0. */
static const char *setting(const struct reading *r, const char *name, size_t nth)
{
	size_t n = strlen(name);

	for (size_t i = 1; i < r->n_words; i++) {
		if (strncmp(r->words[i], name, n) == 0 && r->words[i][n] == '=' && nth-- == 0)
			return r->words[i] + n + 1;
	}
	return NULL;
}

static void check_settings(const struct reading *r, size_t from)
{
	static const char *const known[] = {"status", "type",	 "charset", "location",
					    "do",     "h",	 "auto",    "mt",
					    "as",     "claimed", "raw",	    "scheme"};

	for (size_t i = from; i < r->n_words; i++) {
		size_t j = 0;

		while (j < sizeof known / sizeof known[0] &&
		       !(dkt_starts(r->words[i], known[j]) && r->words[i][strlen(known[j])] == '='))
			j++;
		if (j == sizeof known / sizeof known[0])
			wrong(r, r->words[i]);
	}
}

static struct acc_answer answer_of(const struct reading *r, const char *host, const char *path,
				   const struct dkt_buf *body)
{
	const char *status = setting(r, "status", 0);
	struct acc_answer answer = {.host = host,
				    .path = path,
				    .status = status == NULL ? "200" : status,
				    .type = setting(r, "type", 0),
				    .charset = setting(r, "charset", 0),
				    .location = setting(r, "location", 0),
				    .does = setting(r, "do", 0),
				    .body = dkt_buf_str(body),
				    .size = body->size};

	while (answer.n_headers < 6 && setting(r, "h", answer.n_headers) != NULL) {
		answer.headers[answer.n_headers] = setting(r, "h", answer.n_headers);
		answer.n_headers++;
	}
	return answer;
}

/* --- blocks, when their body is read --- */

static void trim(struct dkt_buf *body)
{
	const char *text = dkt_buf_str(body);
	size_t size = body->size;

	while (size > 0 && text[size - 1] == '\n')
		size--;
	if (size == 0)
		dkt_buf_reset(body);
	else
		dkt_buf_truncate(body, size);
}

static void end_def(struct reading *r)
{
	const char *name = r->words[1];
	const char *text = dkt_arena_dup(r->set->arena, dkt_buf_str(&r->body), r->body.size);

	if (dkt_map_put(&r->set->defs, name, strlen(name), (void *)(uintptr_t)text) != NULL)
		wrong(r, "defined twice");
}

static void end_page(struct reading *r)
{
	struct acc_page *page = r->page;
	struct acc_answer answer;

	dkt_buf_reset(&r->page_body);
	acc_expand(r->set, page, &page->used, dkt_buf_str(&r->body), &r->page_body);
	answer = answer_of(r, page->host, r->words[5], &r->page_body);
	page->shape = acc_shape(answer.status, answer.body);
	r->page_charset = answer.charset;
	r->page_type = answer.type;
	if (!dkt_streq(answer.status, "none"))
		acc_site_answer(r->set, &answer);
}

static void end_also(struct reading *r)
{
	DKT_AUTO(buf) struct dkt_buf body = DKT_BUF_INIT(MAX_BODY);
	struct acc_used unused = {0};
	struct acc_answer answer;
	bool live = r->page != NULL && r->page_body.size == 0;

	if (r->page == NULL) {
		struct acc_page nobody = {.id = r->host, .host = r->host, .url = r->host};

		acc_expand(r->set, &nobody, &unused, dkt_buf_str(&r->body), &body);
	} else {
		acc_expand(r->set, r->page, live ? &r->page->used : &unused, dkt_buf_str(&r->body),
			   &body);
	}
	answer = answer_of(r, r->host, r->words[1], &body);
	if (dkt_starts(r->words[1], "//")) { /* of another host */
		const char *path = strchr(r->words[1] + 2, '/');

		answer.host = dkt_arena_dup(r->set->arena, r->words[1] + 2,
					    (size_t)(path - r->words[1] - 2));
		answer.path = path;
		acc_site_host(r->set, answer.host, "80=http 443=https");
	}
	acc_site_answer(r->set, &answer);
}

static const char *http_date(struct reading *r, const char *digits)
{
	static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const char *stamp =
		dkt_arena_printf(r->set->arena, "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", digits,
				 digits + 4, digits + 6, digits + 8, digits + 10, digits + 12);
	int64_t time;

	if (strlen(digits) != 14 || !dkt_time_parse(stamp, strlen(stamp), &time))
		wrong(r, "14 digits of a moment expected");
	return dkt_arena_printf(r->set->arena, "%s, %.2s %s %.4s %.2s:%.2s:%.2s GMT",
				days[time / 86400 % 7], digits + 6,
				months[(digits[4] - '0') * 10 + digits[5] - '0' - 1], digits,
				digits + 8, digits + 10, digits + 12);
}

/* The 14 digits of a copy's address; NULL when it has none. */
static const char *digits_of(const char *address)
{
	for (; *address != '\0'; address++) {
		if (strspn(address, "0123456789") == 14)
			return address;
	}
	return NULL;
}

/* A copy answers under its address and, where the archive has raw bytes, under that too. */
static void end_copy(struct reading *r)
{
	DKT_AUTO(buf) struct dkt_buf body = DKT_BUF_INIT(MAX_BODY);
	struct dkt_arena *arena = r->set->arena;
	const char *host = strstr(r->copy->address, "://") + 3;
	const char *path = strchr(host, '/');
	const char *at = digits_of(path);
	const char *moment = setting(r, "mt", 0);
	const char *as = setting(r, "as", 0);
	struct acc_answer answer;

	acc_expand(r->set, r->page, &r->copy->used, dkt_buf_str(&r->body), &body);
	host = dkt_arena_dup(arena, host, (size_t)(path - host));
	acc_site_host(r->set, host, "80=http 443=https");
	answer = answer_of(r, host, path, r->body.size == 0 ? &r->page_body : &body);
	if (r->body.size == 0 && answer.charset == NULL)
		answer.charset = r->page_charset;
	if (r->body.size == 0 && answer.type == NULL)
		answer.type = r->page_type;
	if (r->body.size == 0 && r->page->used.n > 0)
		r->copy->used = r->page->used;
	if (setting(r, "type", 0) != NULL && dkt_streq(answer.type, "empty"))
		answer.size = 0, answer.type = NULL;
	if (moment == NULL || !dkt_streq(moment, "none")) {
		moment = moment != NULL ? moment : at == NULL ? "" : dkt_arena_dup(arena, at, 14);
		answer.headers[answer.n_headers++] =
			dkt_arena_printf(arena, "Memento-Datetime:%s", http_date(r, moment));
		answer.headers[answer.n_headers++] = dkt_arena_printf(
			arena, "Link:<%s>; rel=\"original\"", as != NULL ? as : r->page->url);
	}
	acc_site_answer(r->set, &answer);
	if (at != NULL && setting(r, "raw", 0) == NULL) {
		answer.path =
			dkt_arena_printf(arena, "%.*sid_%s", (int)(at - path) + 14, path, at + 14);
		acc_site_answer(r->set, &answer);
	}
}

static void end_block(struct reading *r)
{
	trim(&r->body);
	switch (r->block) {
	case DEF:
		end_def(r);
		break;
	case PAGE:
		end_page(r);
		break;
	case ALSO:
		end_also(r);
		break;
	case COPY:
		end_copy(r);
		break;
	default:
		if (r->body.size > 0)
			wrong(r, "text that belongs to nothing");
	}
	r->block = NOTHING;
	dkt_buf_reset(&r->body);
}

/* --- directives --- */

static void begin_site(struct reading *r)
{
	const char *listeners = "80=http 443=https";

	r->host = r->words[1];
	r->page = NULL;
	if (r->n_words > 2)
		listeners = dkt_arena_printf(r->set->arena, "80=%s 443=%s", r->words[2],
					     r->n_words > 3 ? r->words[3] : r->words[2]);
	if (r->n_words < 3 || !dkt_streq(r->words[2], "nowhere"))
		acc_site_host(r->set, r->host, listeners);
}

static void begin_page(struct reading *r)
{
	struct acc_set *set = r->set;
	struct acc_page *page = &set->pages[set->n_pages++];
	const char *scheme = setting(r, "scheme", 0);
	const char *drawn = setting(r, "auto", 0);

	if (r->n_words < 6 || r->host == NULL || set->n_pages > ACC_MAX_PAGES)
		wrong(r, "@page ID KIND LANG VERDICT PATH [NAME=VALUE...] behind @site");
	check_settings(r, 6);
	page->id = r->words[1];
	page->kind = r->words[2];
	page->lang = r->words[3];
	page->want = r->words[4];
	page->host = r->host;
	page->url = dkt_arena_printf(set->arena, "%s://%s%s", scheme == NULL ? "http" : scheme,
				     r->host, r->words[5]);
	page->held = acc_hash(page->id) % 3 == 0;
	page->n_drawn = drawn == NULL ? 4 : strtol(drawn, NULL, 10);
	page->copies = DKT_NEW_N(set->arena, struct acc_copy, MAX_COPIES);
	page->quotes = DKT_NEW_N(set->arena, struct acc_quote, MAX_QUOTES);
	for (size_t i = 0; i + 1 < set->n_pages; i++) {
		if (dkt_streq(set->pages[i].id, page->id))
			wrong(r, "this id is taken");
	}
	r->page = page;
	r->copy = NULL;
}

/* @copy VERDICT ADDRESS [NAME=VALUE...]: '$' in the address stands for the page's. */
static void begin_copy(struct reading *r)
{
	const char *dollar;

	if (r->n_words < 3 || r->page == NULL || r->page->n_copies == MAX_COPIES)
		wrong(r, "@copy VERDICT ADDRESS [NAME=VALUE...] behind a page");
	check_settings(r, 3);
	r->copy = &r->page->copies[r->page->n_copies++];
	r->copy->want = r->words[1];
	r->copy->claimed = setting(r, "claimed", 0);
	dollar = strchr(r->words[2], '$');
	r->copy->address = dollar == NULL ? r->words[2]
					  : dkt_arena_printf(r->set->arena, "%.*s%s%s",
							     (int)(dollar - r->words[2]),
							     r->words[2], r->page->url, dollar + 1);
}

/* @q VERDICT TEXT, or @q LIVE/COPY TEXT; behind a @copy a single verdict is the copy's. */
static void quote_line(struct reading *r, const char *rest)
{
	struct dkt_arena *arena = r->set->arena;
	size_t word = strcspn(rest, " ");
	const char *want = dkt_arena_dup(arena, rest, word);
	const char *slash = strchr(want, '/');
	struct acc_quote *quote;

	if (r->page == NULL || rest[word] == '\0' || r->page->n_quotes == MAX_QUOTES)
		wrong(r, "@q VERDICT TEXT behind a page");
	quote = &r->page->quotes[r->page->n_quotes++];
	quote->text = dkt_arena_dups(arena, rest + word + 1);
	if (slash != NULL) {
		quote->want = dkt_arena_dup(arena, want, (size_t)(slash - want));
		quote->want_copy = slash + 1;
		quote->copy = r->copy == NULL ? 0 : (size_t)(r->copy - r->page->copies);
	} else if (r->copy != NULL) {
		quote->want_copy = want;
		quote->copy = (size_t)(r->copy - r->page->copies);
	} else {
		quote->want = want;
	}
}

static void cut_words(struct reading *r, char *line)
{
	r->n_words = 0;
	while (*line != '\0') {
		size_t size = strcspn(line, " ");

		if (size > 0) {
			if (r->n_words == MAX_WORDS)
				wrong(r, "too many words");
			r->words[r->n_words++] = dkt_arena_dup(r->set->arena, line, size);
		}
		line += size + (line[size] == ' ');
	}
}

static void directive(struct reading *r, char *line)
{
	static const struct {
		const char *word;
		enum block block;
		void (*begin)(struct reading *r);
	} blocks[] = {
		{"@site", NOTHING, begin_site}, {"@def", DEF, NULL},
		{"@page", PAGE, begin_page},	{"@also", ALSO, NULL},
		{"@copy", COPY, begin_copy},
	};

	end_block(r);
	if (dkt_starts(line, "@q ")) {
		quote_line(r, line + 3);
		return;
	}
	if (dkt_starts(line, "@claim ") && r->copy != NULL) {
		r->copy->claim = dkt_arena_dups(r->set->arena, line + 7);
		return;
	}
	if (dkt_starts(line, "@#"))
		return;
	cut_words(r, line);
	for (size_t i = 0; i < sizeof blocks / sizeof blocks[0]; i++) {
		if (dkt_streq(r->words[0], blocks[i].word) && r->n_words > 1) {
			if (blocks[i].begin != NULL)
				blocks[i].begin(r);
			r->block = blocks[i].block;
			return;
		}
	}
	wrong(r, "no such directive");
}

void acc_pages_read(struct acc_set *set, const char *file, const char *text)
{
	struct reading r = {.set = set,
			    .file = file,
			    .body = DKT_BUF_INIT(MAX_BODY),
			    .page_body = DKT_BUF_INIT(MAX_BODY)};

	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		char *line = dkt_arena_dup(set->arena, text, size);

		r.line++;
		if (line[0] == '@') {
			directive(&r, line);
		} else {
			dkt_buf_adds(&r.body, line);
			dkt_buf_addc(&r.body, '\n');
		}
		text += size + (text[size] == '\n');
	}
	end_block(&r);
	dkt_buf_clear(&r.body);
	dkt_buf_clear(&r.page_body);
}
