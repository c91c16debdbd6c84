/*
 * pool.c - sentences for long pages, with what people make of them when they quote.
 *
 * A pool is a text: a line "S sentence", then a line "= verdict words" for each way in which
 * somebody quoted it. The verdict is that of a careful reader of a page that holds the sentence.
 * Because every page says which sentences it took, quotes for it can be drawn by the program with
 * their truth known: the sentence itself, variants, and a sentence of the pool that the page has
 * not ("from another article").
 */
#include "set.h"

#include <string.h>

#include "base/str.h"

#define MAX_SENTENCES 100
#define MAX_VARIANTS  12
#define MAX_QUOTES    40

unsigned acc_hash(const char *text)
{
	unsigned hash = 2166136261U; /* FNV-1a */

	for (; *text != '\0'; text++)
		hash = (hash ^ (unsigned char)*text) * 16777619U;
	return (hash >> 16) ^ (hash & 0xFFFFU);
}

const struct acc_pool *acc_pool_find(const struct acc_set *set, const char *lang)
{
	for (size_t i = 0; i < set->n_pools; i++) {
		if (dkt_streq(set->pools[i].lang, lang))
			return &set->pools[i];
	}
	return NULL;
}

static void variant_line(struct acc_set *set, struct acc_sentence *sentence, const char *line)
{
	size_t word = strcspn(line, " ");

	if (line[word] == '\0' || sentence->n_variants == MAX_VARIANTS)
		acc_die("pool: \"= verdict words\" expected: %s", line);
	if (sentence->variants == NULL)
		sentence->variants = DKT_NEW_N(set->arena, struct acc_variant, MAX_VARIANTS);
	sentence->variants[sentence->n_variants++] = (struct acc_variant){
		dkt_arena_dup(set->arena, line, word), dkt_arena_dups(set->arena, line + word + 1)};
}

void acc_pool_read(struct acc_set *set, const char *lang, const char *text)
{
	struct acc_pool *pool = &set->pools[set->n_pools++];

	pool->lang = dkt_arena_dups(set->arena, lang);
	pool->sentences = DKT_NEW_N(set->arena, struct acc_sentence, MAX_SENTENCES);
	while (*text != '\0') {
		size_t size = strcspn(text, "\n");
		const char *line = dkt_arena_dup(set->arena, text, size);

		if (dkt_starts(line, "S ") && pool->n_sentences < MAX_SENTENCES)
			pool->sentences[pool->n_sentences++].text = line + 2;
		else if (dkt_starts(line, "= ") && pool->n_sentences > 0)
			variant_line(set, &pool->sentences[pool->n_sentences - 1], line + 2);
		else if (line[0] != '\0')
			acc_die("%s.pool: %s", lang, line);
		text += size + (text[size] == '\n');
	}
}

/* --- drawing --- */

static void add_quote(struct acc_set *set, struct acc_page *page, size_t copy, const char *want,
		      const char *text)
{
	struct acc_quote *quote;

	if (page->n_quotes == MAX_QUOTES)
		return;
	if (page->quotes == NULL)
		page->quotes = DKT_NEW_N(set->arena, struct acc_quote, MAX_QUOTES);
	quote = &page->quotes[page->n_quotes++];
	quote->text = text;
	quote->drawn = true;
	if (copy == page->n_copies) {
		quote->want = want;
	} else {
		quote->want_copy = want;
		quote->copy = copy;
	}
}

static bool is_used(const struct acc_used *used, const struct acc_sentence *sentence)
{
	for (size_t i = 0; i < used->n; i++) {
		if (used->sentences[i] == sentence)
			return true;
	}
	return false;
}

/* n quotes: in turn a variant, the sentence itself, a variant, one that is not there. copy is
 * n_copies for the live page. */
static void draw(struct acc_set *set, struct acc_page *page, const struct acc_used *used,
		 size_t copy, long n)
{
	unsigned hash = acc_hash(page->id);

	for (unsigned i = 0; used->n > 0 && i < (unsigned)n; i++) {
		const struct acc_sentence *s = used->sentences[(hash + i) % used->n];
		const struct acc_sentence *other =
			&used->pool->sentences[(hash + 7 * i + used->n + 3) %
					       used->pool->n_sentences];

		if (i % 4 == 3 && !is_used(used, other))
			add_quote(set, page, copy, "absent", other->text);
		else if (i % 4 == 1 || s->n_variants == 0)
			add_quote(set, page, copy, "exact", s->text);
		else
			add_quote(set, page, copy, s->variants[(hash / 3 + i) % s->n_variants].want,
				  s->variants[(hash / 3 + i) % s->n_variants].text);
	}
}

void acc_draw_quotes(struct acc_set *set, struct acc_page *page)
{
	if (acc_is(page->want, "alive") || acc_is(page->want, "redirected"))
		draw(set, page, &page->used, page->n_copies, page->n_drawn);
	for (size_t i = 0; i < page->n_copies; i++) {
		if (acc_is(page->copies[i].want, "good"))
			draw(set, page, &page->copies[i].used, i, page->n_drawn);
	}
}
