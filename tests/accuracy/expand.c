/*
 * expand.c - bodies with {{...}} filled in.
 *
 * Pages of one site share their furniture (navigation, cookie banner, footer), and long pages need
 * long text; both would bury what a page is about. So a body may name a definition with arguments
 * ({{name|first|second}}, used there as {{1}}, {{2}}) and take sentences from a pool
 * ({{fill|en|4|p}}: four paragraphs). Which sentences a page gets depends on its id alone.
 */
#include "set.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define MAX_ARGS     9
#define MAX_DEPTH    8
#define SENTENCES_IN 3 /* of a paragraph */
#define MAX_REPEATED 400

struct filling {
	struct acc_set *set;
	const struct acc_page *page;
	struct acc_used *used;
	const char *const *args;
	size_t n_args;
	unsigned depth;
};

static void expand(const struct filling *f, const char *text, struct dkt_buf *out);

static bool is_cjk(const char *lang)
{
	return dkt_starts(lang, "zh") || dkt_starts(lang, "tw") || dkt_starts(lang, "ja");
}

/* --- sentences of a pool --- */

static const struct acc_sentence *next_sentence(const struct filling *f,
						const struct acc_pool *pool)
{
	struct acc_used *used = f->used;
	const struct acc_sentence *sentence;

	if (used->n == ACC_MAX_USED || used->n == pool->n_sentences)
		acc_die("%s: more sentences than the pool %s has", f->page->id, pool->lang);
	if (used->pool != NULL && used->pool != pool)
		acc_die("%s: sentences of two pools", f->page->id);
	/* a step that has no factor in common with the number visits each once */
	sentence = &pool->sentences[(acc_hash(f->page->id) + used->n) % pool->n_sentences];
	used->pool = pool;
	used->sentences[used->n++] = sentence;
	return sentence;
}

/* One character (CJK) or word at a time, with something between some of them. */
static void add_cut(struct dkt_buf *out, const char *text, bool cjk, const char *between,
		    size_t every)
{
	size_t n = 0;
	bool latin = true; /* a line break next to a letter or digit would be read as a blank */

	for (; *text != '\0'; text++) {
		bool starts = ((unsigned char)*text & 0xC0) != 0x80;
		bool joint = between[0] != '\n' || (!latin && (unsigned char)*text >= 0x80);

		if (cjk && starts && joint && n++ % every == every - 1)
			dkt_buf_adds(out, between);
		latin = (unsigned char)*text < 0x80;
		if (!cjk && *text == ' ' && n++ % every == every - 1)
			dkt_buf_adds(out, between);
		dkt_buf_addc(out, *text);
	}
}

static const struct {
	const char *name;
	const char *before; /* of a paragraph */
	const char *after;
	const char *between; /* put inside sentences */
} modes[] = {
	{"p", "<p>", "</p>\n", ""},
	{"div", "<div class=\"para\">", "</div>\n", ""},
	{"br", "", "<br><br>\n", ""},
	{"text", "", "\n\n", ""},
	{"json", "", " ", ""},
	{"li", "<li>", "</li>\n", ""},
	{"td", "<tr><td>", "</td></tr>\n", ""},
	{"section", "<section style=\"margin:0 8px;\"><span>", "</span></section>\n", ""},
	{"wrap", "<p>\n", "\n</p>\n", "\n      "},
	{"span", "<p>", "</p>\n", "</span><span data-text=\"true\">"},
	{"shy", "<p>", "</p>\n", "\xC2\xAD"},
	{"zwsp", "<p>", "</p>\n", "\xE2\x80\x8B"},
	{"nbsp", "<p>", "</p>\n", "&nbsp;"},
	{"b", "<p>", "</p>\n", "<b></b>"},
};

static void add_sentence(struct dkt_buf *out, const char *text, bool cjk, const char *between)
{
	if (between[0] == '\0')
		dkt_buf_adds(out, text);
	else if (dkt_streq(between, "&nbsp;") || between[0] == '\n')
		add_cut(out, text, cjk, between, cjk ? 11 : 4);
	else
		add_cut(out, text, true, between, cjk ? 7 : 12);
}

/* {{fill|LANG|PARAGRAPHS|MODE}} */
static void fill(const struct filling *f, const char *const *args, size_t n, struct dkt_buf *out)
{
	const struct acc_pool *pool = n < 3 ? NULL : acc_pool_find(f->set, args[0]);
	long paragraphs = n < 3 ? 0 : strtol(args[1], NULL, 10);
	size_t mode = 0;

	while (n == 3 && mode < sizeof modes / sizeof modes[0] && strcmp(modes[mode].name, args[2]))
		mode++;
	if (pool == NULL || paragraphs < 1 || mode == sizeof modes / sizeof modes[0])
		acc_die("%s: fill wants LANG|PARAGRAPHS|MODE", f->page->id);
	for (long i = 0; i < paragraphs; i++) {
		bool cjk = is_cjk(pool->lang);

		dkt_buf_adds(out, modes[mode].before);
		if (strcmp(modes[mode].name, "span") == 0)
			dkt_buf_adds(out, "<span>");
		for (size_t j = 0; j < SENTENCES_IN; j++) {
			if (j > 0 && !cjk)
				dkt_buf_addc(out, ' ');
			add_sentence(out, next_sentence(f, pool)->text, cjk, modes[mode].between);
		}
		if (strcmp(modes[mode].name, "span") == 0)
			dkt_buf_adds(out, "</span>");
		dkt_buf_adds(out, modes[mode].after);
	}
}

/* --- the rest --- */

/* {{rep|N|TEXT}}: # in the text is 1, 2, ... */
static void repeat(const struct filling *f, const char *const *args, size_t n, struct dkt_buf *out)
{
	long times = n == 2 ? strtol(args[0], NULL, 10) : 0;
	DKT_AUTO(buf) struct dkt_buf once = DKT_BUF_INIT(1 << 20);

	if (times < 1 || times > MAX_REPEATED)
		acc_die("%s: rep wants 1 to %d", f->page->id, MAX_REPEATED);
	expand(f, args[1], &once);
	for (long i = 1; i <= times; i++) {
		for (const char *at = dkt_buf_str(&once); *at != '\0'; at++) {
			if (*at == '#')
				dkt_buf_addf(out, "%ld", i);
			else
				dkt_buf_addc(out, *at);
		}
	}
}

static void call(const struct filling *f, const char *const *words, size_t n, struct dkt_buf *out)
{
	const char *name = words[0];
	const char *body = dkt_map_get(&f->set->defs, name, strlen(name));
	struct filling inner = *f;

	if (name[0] >= '1' && name[0] <= '9' && name[1] == '\0') {
		size_t i = (size_t)(name[0] - '1');

		dkt_buf_adds(out, i < f->n_args ? f->args[i] : "");
	} else if (dkt_streq(name, "id")) {
		dkt_buf_adds(out, f->page->id);
	} else if (dkt_streq(name, "url")) {
		dkt_buf_adds(out, f->page->url);
	} else if (dkt_streq(name, "host")) {
		dkt_buf_adds(out, f->page->host);
	} else if (dkt_streq(name, "bom")) {
		dkt_buf_adds(out, "\xEF\xBB\xBF");
	} else if (dkt_streq(name, "fill")) {
		fill(f, words + 1, n - 1, out);
	} else if (dkt_streq(name, "rep")) {
		repeat(f, words + 1, n - 1, out);
	} else if (body != NULL) {
		inner.args = words + 1;
		inner.n_args = n - 1;
		inner.depth++;
		if (inner.depth > MAX_DEPTH)
			acc_die("%s: %s is nested too deeply", f->page->id, name);
		expand(&inner, body, out);
	} else {
		acc_die("%s: nothing is called {{%s}}", f->page->id, name);
	}
}

/* Behind the }} that closes what at opens (it stands behind its {{). */
static const char *closing(const struct filling *f, const char *at)
{
	size_t open = 1;

	while (*at != '\0') {
		if (at[0] == '{' && at[1] == '{') {
			open++;
			at += 2;
		} else if (at[0] == '}' && at[1] == '}') {
			at += 2;
			if (--open == 0)
				return at;
		} else {
			at++;
		}
	}
	acc_die("%s: {{ without }}", f->page->id);
}

/* Cut at the '|' that stand in no inner braces; parts are expanded with the caller's arguments. */
static size_t cut_words(const struct filling *f, const char *from, const char *to,
			const char *words[MAX_ARGS + 1])
{
	size_t n = 0;
	size_t open = 0;
	const char *start = from;

	for (const char *at = from; at <= to; at++) {
		if (at < to && at[0] == '{' && at[1] == '{')
			open++, at++;
		else if (at < to && open > 0 && at[0] == '}' && at[1] == '}')
			open--, at++;
		else if (at == to || (*at == '|' && open == 0)) {
			DKT_AUTO(buf) struct dkt_buf part = DKT_BUF_INIT(1 << 20);

			if (n > MAX_ARGS)
				acc_die("%s: too many arguments", f->page->id);
			expand(f, dkt_arena_dup(f->set->arena, start, (size_t)(at - start)), &part);
			words[n++] = dkt_arena_dup(f->set->arena, dkt_buf_str(&part), part.size);
			start = at + 1;
		}
	}
	return n;
}

static void expand(const struct filling *f, const char *text, struct dkt_buf *out)
{
	const char *words[MAX_ARGS + 1];
	const char *open;

	while ((open = strstr(text, "{{")) != NULL) {
		const char *end = closing(f, open + 2);

		dkt_buf_add(out, text, (size_t)(open - text));
		call(f, words, cut_words(f, open + 2, end - 2, words), out);
		text = end;
	}
	dkt_buf_adds(out, text);
}

void acc_expand(struct acc_set *set, const struct acc_page *page, struct acc_used *used,
		const char *text, struct dkt_buf *out)
{
	struct filling f = {.set = set, .page = page, .used = used};

	expand(&f, text, out);
}
