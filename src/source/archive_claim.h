/*
 * archive_claim.h - is this address really an archived copy of that page, of that time, with those
 * words in it?
 *
 * A conversation of at most four requests: the capture in its raw form; the capture as it is
 * replayed, where there is no raw form; for perma.cc the archive's API and its WARC. Without any
 * request where the address alone settles it.
 *
 * Standards: RFC 7089 (Memento).  Floor: source.
 */
#ifndef SOURCE_ARCHIVE_CLAIM_H
#define SOURCE_ARCHIVE_CLAIM_H

#include "source/archive.h"
#include "source/archive_step.h"
#include "source/page.h"
#include "source/quote.h"
#include "source/sentence.h"

enum dkt_copy_verdict {
	DKT_COPY_GOOD,
	DKT_COPY_WRONG_ORIGINAL,
	DKT_COPY_NOT_FIXED,
	DKT_COPY_OTHER_TIME,
	DKT_COPY_ARCHIVED_ERROR,
	DKT_COPY_ARCHIVED_BLOCKED,
	DKT_COPY_QUOTE_ABSENT,
	DKT_COPY_UNREACHABLE
};

const char *dkt_copy_name(enum dkt_copy_verdict verdict); /* "good", "wrong-original", ... */

struct dkt_claim {
	/* what is claimed; fill these, zero the rest */
	const struct dkt_archive_table *table; /* NULL: the built-in one */
	const char *url;		       /* of the source */
	const char *copy;		       /* the address of the copy */
	const char *captured_at;	       /* as the record says, RFC 3339 or a day; or NULL */
	const char *const *chain; /* addresses that the live page's redirects lead through; they
				     count as the page */
	size_t n_chain;
	const char *const *quotes; /* words that the copy must hold, all of them; may be none */
	size_t n_quotes;
	/* what was found; meaningful when next says DKT_STEP_DONE */
	enum dkt_copy_verdict verdict;
	const char *reason;	  /* never NULL; the finer state, or the relaxation of a good copy:
				     "scheme", "www", "slash", "query-order", "tracking-params",
				     "redirect-target", "redirect inside the archive"; blanks and commas
				     between several; "" when nothing had to be relaxed */
	const char *archive;	  /* id of the archive, "" when it is none of the table */
	const char *original;	  /* as the archive says, else as the address says; or NULL */
	int64_t time;		  /* of the capture, seconds since 1970; 0: not known */
	int64_t claimed;	  /* what was claimed; 0: nothing */
	const char *memento;	  /* the address of the capture that answered; or NULL */
	enum dkt_fetched outcome; /* of the last request; DKT_FETCHED when none was needed */
	bool has_page;		  /* there is a page behind it (good, other-time, quote-absent) */
	struct dkt_page page;	  /* as archived, for quotes and drift */
	struct dkt_answer answer; /* of the capture itself */
	struct dkt_quote *found;  /* n_quotes of them, when has_page */
	/* where it is */
	struct dkt_archived parsed;
	unsigned step;
	const char *ask_url;
	bool drawn; /* the last request was for the page as replayed, not raw */
};

/* Look at the address; afterwards next asks, or is done at once. Everything in the arena. */
void dkt_claim_begin(struct dkt_claim *claim, struct dkt_arena *arena);

dkt_next_fn dkt_claim_next; /* self: struct dkt_claim */
dkt_take_fn dkt_claim_take; /* the answer must live as long as the claim */
struct dkt_talk dkt_claim_talk(struct dkt_claim *claim);

/* What people read: "this is an archived copy of another page", and what to do; "" for good. */
enum dkt_source_words dkt_copy_sentence(enum dkt_copy_verdict verdict);
enum dkt_source_words dkt_copy_hint(enum dkt_copy_verdict verdict);

#endif
