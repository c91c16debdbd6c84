/*
 * set.h - the measured set: pages as real sites answer them, and what a careful person says of
 * each page, each archived copy and each quote.
 *
 * The set is text (*.pages, *.pool), written by hand; README.md has its language. Reading it gives
 * the table of truths kept here and, in a folder, a site that fixture-web serves.
 */
#ifndef TESTS_ACCURACY_SET_H
#define TESTS_ACCURACY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"

#define ACC_MAX_PAGES 800
#define ACC_MAX_USED  24 /* sentences of the pool on one page */

/* A sentence of a pool and what people make of it when they quote. */
struct acc_variant {
	const char *want; /* verdict of the text on a page that holds the sentence */
	const char *text;
};

struct acc_sentence {
	const char *text;
	struct acc_variant *variants;
	size_t n_variants;
};

struct acc_pool {
	const char *lang;
	struct acc_sentence *sentences;
	size_t n_sentences;
};

/* Sentences that a body took from a pool. */
struct acc_used {
	const struct acc_pool *pool;
	const struct acc_sentence *sentences[ACC_MAX_USED];
	size_t n;
};

struct acc_copy {
	const char *address;
	const char *want;    /* verdict; others that are right too behind '|' */
	const char *claimed; /* captured_at of the record, or NULL */
	const char *claim;   /* a quote that the record claims for it, or NULL */
	struct acc_used used;
};

struct acc_quote {
	const char *text;
	const char *want;      /* on the live page; NULL: not asked there */
	const char *want_copy; /* in the copy; NULL: not asked there */
	size_t copy;	       /* index; meaningful with want_copy */
	bool drawn;	       /* from a pool by the program, not written for this page */
};

struct acc_page {
	const char *id;
	const char *kind;
	const char *lang;
	const char *want; /* verdict; others that are right too behind '|' */
	const char *host;
	const char *url;
	bool held;	/* kept out of development */
	uint64_t shape; /* of its first answer */
	long n_drawn;
	struct acc_used used;
	struct acc_copy *copies;
	size_t n_copies;
	struct acc_quote *quotes;
	size_t n_quotes;
};

struct acc_set {
	struct dkt_arena *arena;
	struct acc_page *pages;
	size_t n_pages;
	struct acc_pool *pools;
	size_t n_pools;
	struct dkt_map defs;  /* name -> text */
	struct dkt_map hosts; /* name -> anything */
	struct dkt_buf names; /* host lines of `routes` */
	struct dkt_buf routes;
	const char *dir; /* of the site */
	size_t n_files;
};

/* Read every file of the set in from, write the site to dir (which exists). A mistake ends the
 * program with its line. */
void acc_set_read(struct acc_set *set, const char *from, const char *dir);
void acc_set_clear(struct acc_set *set);

/* Is got one of the alternatives of want ("a|b")? */
bool acc_is(const char *want, const char *got);

/* How many ways of building a page there are in the set. */
size_t acc_n_shapes(const struct acc_set *set);

/* --- inside --- */

_Noreturn void acc_die(const char *format, ...) DKT_PRINTF(1, 2);

/* Bytes that say which: the same for the same id on every machine. */
unsigned acc_hash(const char *text);

/* Status and tags as a number: the same for pages that are built alike. */
uint64_t acc_shape(const char *status, const char *body);

/* Body text with {{...}} filled in. page and used say for whom. */
void acc_expand(struct acc_set *set, const struct acc_page *page, struct acc_used *used,
		const char *text, struct dkt_buf *out);

/* A file of pages; file is its name, for messages. */
void acc_pages_read(struct acc_set *set, const char *file, const char *text);

void acc_pool_read(struct acc_set *set, const char *lang, const char *text);
const struct acc_pool *acc_pool_find(const struct acc_set *set, const char *lang);

/* Quotes of what a page or copy used, after the whole set is read. */
void acc_draw_quotes(struct acc_set *set, struct acc_page *page);

/* One way to answer. Strings are borrowed. */
struct acc_answer {
	const char *host;
	const char *path;
	const char *status;
	const char *type;    /* Content-Type without blanks, "none" for none; NULL: HTML in UTF-8 */
	const char *charset; /* of the bytes, a name of iconv's; NULL: UTF-8 */
	const char *location; /* or NULL */
	const char *does;     /* or NULL */
	const char *headers[6];
	size_t n_headers;
	const char *body;
	size_t size;
};

void acc_site_host(struct acc_set *set, const char *name, const char *listeners);
void acc_site_answer(struct acc_set *set, const struct acc_answer *answer);
void acc_site_write(struct acc_set *set);

#endif
