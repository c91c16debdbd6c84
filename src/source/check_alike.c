/*
 * check_alike.c - which sources of a record count as one.
 *
 * Two pages of one registrable domain are one publisher. Two pages with the same text are one
 * report, however many sites print it: agencies' reports appear under many names. Texts are
 * compared by their five-word runs (for writing without spaces: runs of eight characters), the
 * smallest 64 hashes of each standing for all of them, so that a menu, a headline or a byline that
 * differs does not hide the copy. Records have few sources; pairs are compared one by one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "source/check_inside.h"
#include "source/url.h"
#include "text/unicode.h"

#include "base/banned.h"

#define N_SMALLEST 64
#define RUN_WORDS  5
#define RUN_HAN	   8
#define MAX_TEXT   ((size_t)256 << 10) /* bytes looked at */
#define MIN_TEXT   400		       /* bytes: less is a notice, not a report */
#define SAME_OF_64                                                                                 \
	24 /* shared smallest hashes: 3/8 of both texts; two reports of one event in               \
	      their own words share under 2 */

/* The smallest hashes of a text's runs, ascending, each once. */
struct sketch {
	uint64_t hashes[N_SMALLEST];
	size_t n;
};

static void sketch_add(struct sketch *s, uint64_t hash)
{
	size_t at = s->n;

	if (s->n == N_SMALLEST && hash >= s->hashes[N_SMALLEST - 1])
		return;
	while (at > 0 && s->hashes[at - 1] > hash)
		at--;
	if (at > 0 && s->hashes[at - 1] == hash)
		return;
	if (s->n < N_SMALLEST)
		s->n++;
	memmove(&s->hashes[at + 1], &s->hashes[at], (s->n - 1 - at) * sizeof s->hashes[0]);
	s->hashes[at] = hash;
}

static uint64_t mix(uint64_t hash)
{
	hash ^= hash >> 33;
	hash *= UINT64_C(0xFF51AFD7ED558CCD);
	hash ^= hash >> 33;
	hash *= UINT64_C(0xC4CEB9FE1A85EC53);
	return hash ^ (hash >> 33);
}

static bool is_han(uint32_t point)
{
	return (point >= 0x3400 && point <= 0x9FFF) || (point >= 0x20000 && point <= 0x3FFFF) ||
	       (point >= 0x3040 && point <= 0x30FF);
}

static bool is_letter(uint32_t point)
{
	return (point >= '0' && point <= '9') ||
	       ((point | 0x20U) >= 'a' && (point | 0x20U) <= 'z') ||
	       (point >= 0xC0 && point < 0x2000);
}

/* The last few words or characters, as a ring of their hashes. */
struct run {
	uint64_t last[RUN_HAN];
	size_t n;
};

static void run_push(struct run *run, size_t length, uint64_t hash, struct sketch *out)
{
	uint64_t all = 0;

	run->last[run->n++ % length] = hash;
	if (run->n < length)
		return;
	for (size_t i = 0; i < length; i++)
		all = all * UINT64_C(0x9E3779B97F4A7C15) + run->last[(run->n + i) % length];
	sketch_add(out, mix(all));
}

static void sketch_of(const char *text, size_t size, struct sketch *out)
{
	struct run words = {{0}, 0};
	struct run han = {{0}, 0};
	uint64_t word = 0;

	out->n = 0;
	if (size > MAX_TEXT)
		size = MAX_TEXT;
	for (size_t at = 0; at < size;) {
		uint32_t point = dkt_utf8_next(text, size, &at);

		if (is_letter(point)) {
			word = (word + (point < 128 ? point | 0x20U : point) + 1) *
			       UINT64_C(1099511628211);
			continue;
		}
		if (word != 0)
			run_push(&words, RUN_WORDS, word, out);
		word = 0;
		if (is_han(point))
			run_push(&han, RUN_HAN, point, out);
	}
	if (word != 0)
		run_push(&words, RUN_WORDS, word, out);
}

static bool same_text(const struct sketch *a, const struct sketch *b)
{
	size_t shared = 0;
	size_t seen = 0;
	size_t i = 0;
	size_t j = 0;

	/* among the smallest of both together, how many stand in both? */
	while (i < a->n && j < b->n && seen < N_SMALLEST) {
		seen++;
		if (a->hashes[i] == b->hashes[j]) {
			shared++;
			i++;
			j++;
		} else if (a->hashes[i] < b->hashes[j]) {
			i++;
		} else {
			j++;
		}
	}
	return seen >= N_SMALLEST / 4 && shared * N_SMALLEST >= SAME_OF_64 * seen;
}

/* The text of a source: its page, else its first good copy. */
static const struct dkt_page *page_of(const struct dkt_looking *l)
{
	if (dkt_looking_can_read(l) && l->live->page.text_size >= MIN_TEXT)
		return &l->live->page;
	for (size_t i = 0; i < l->n_copies; i++) {
		if (l->copies[i].page != NULL && l->copies[i].page->text_size >= MIN_TEXT)
			return l->copies[i].page;
	}
	return NULL;
}

static bool is_owned(const struct dkt_checking *c, const char *domain)
{
	for (size_t i = 0; i < c->work.n_owned; i++) {
		if (dkt_streq(c->work.owned[i], domain))
			return true;
	}
	return false;
}

/* The domain that answers, which is the publisher where an address leads elsewhere. */
static const char *landed_at(const struct dkt_checking *c, const struct dkt_looking *l)
{
	const char *url = dkt_looking_can_read(l) ? l->live->answer.final_url : l->url;

	return dkt_url_domain(c->arena, url);
}

static void compare(struct dkt_looking *l, const struct dkt_looking *earlier,
		    const struct sketch *mine, const struct sketch *theirs)
{
	if (l->like != NULL || earlier->url == NULL)
		return;
	if (dkt_streq(l->domain, earlier->domain) || dkt_streq(l->landed, earlier->landed))
		l->like_why = "same-domain";
	else if (same_text(mine, theirs))
		l->like_why = "same-text";
	else
		return;
	l->like = earlier->like != NULL ? earlier->like : earlier->pointer;
}

void dkt_judge_alike(struct dkt_checking *c)
{
	struct sketch *sketches = DKT_NEW_N(c->arena, struct sketch, c->n_sources + 1);

	for (size_t i = 0; i < c->n_sources; i++) {
		struct dkt_looking *l = &c->sources[i];
		const struct dkt_page *page;

		if (l->url == NULL)
			continue;
		l->domain = dkt_url_domain(c->arena, l->url);
		l->landed = landed_at(c, l);
		l->owned = is_owned(c, l->domain) || is_owned(c, l->landed);
		page = c->n_sources > 1 ? page_of(l) : NULL;
		if (page != NULL)
			sketch_of(page->text, page->text_size, &sketches[i]);
		for (size_t j = 0; j < i; j++)
			compare(l, &c->sources[j], &sketches[i], &sketches[j]);
	}
}

json_t *dkt_alike_json(const struct dkt_looking *l)
{
	json_t *json = json_pack("{s:s, s:b}", "domain", l->domain, "counts",
				 l->like == NULL && !l->owned);

	if (l->like != NULL) {
		json_object_set_new(json, "like", json_string(l->like));
		json_object_set_new(json, "why", json_string(l->like_why));
	} else if (l->owned) {
		json_object_set_new(json, "why", json_string("owned"));
	}
	return json;
}
