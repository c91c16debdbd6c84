/*
 * check_inside.h - what the files of the check share. Private to check*.c.
 *
 *   check.c         works: what each still waits for, deadlines, one event loop
 *   check_visit.c   addresses: each fetched once for all who ask, and let go when nobody does
 *   check_memory.c  answers written as notes for another day, and read back
 *   check_live.c    the live page and its probe
 *   check_copies.c  the archived copies that a record claims
 *   check_quotes.c  the quotes, on the page and in the copies
 *   check_say.c     what was found, in sentences
 *   check_alike.c   which sources count as one
 *
 * Floor: source.
 */
#ifndef SOURCE_CHECK_INSIDE_H
#define SOURCE_CHECK_INSIDE_H

#include "source/archive_claim.h"
#include "source/check.h"
#include "source/page.h"
#include "source/quote.h"
#include "source/verdict.h"

#define DKT_MAX_COPIES	8   /* of one source */
#define DKT_MAX_SOURCES 200 /* of one record */

struct dkt_checking;

/* An address that was asked for. */
struct dkt_visit {
	struct dkt_visit *next;	      /* in its bucket */
	struct dkt_visit *idle_older; /* among those that nobody uses */
	struct dkt_visit *idle_newer;
	struct dkt_arena *arena; /* all below */
	const char *url;
	enum dkt_visit_kind kind;
	bool done;
	bool held; /* its answer is being told: it stays, also when nobody uses it */
	struct dkt_answer answer;
	struct dkt_page page;
	struct dkt_kept kept;
	struct dkt_checking **users;
	size_t n_users;
	size_t room_users;
};

#define DKT_VISIT_BUCKETS 1024

struct dkt_visits {
	struct dkt_visit *buckets[DKT_VISIT_BUCKETS];
	struct dkt_visit *idle_oldest;
	struct dkt_visit *idle_newest;
	size_t n_idle;
	size_t idle_bytes;
};

struct dkt_copy {
	const struct dkt_node *entry;
	const char *url;
	struct dkt_claim claim;
	struct dkt_ask ask;	 /* what the claim asked for last */
	struct dkt_visit *visit; /* its answer; NULL: nothing was asked yet */
	bool over;		 /* the claim is settled */
	bool chained;		 /* it knows where the live page leads */
	const char *verdict;	 /* NULL until then */
	const char *reason;
	const struct dkt_page *page; /* NULL unless there is a page behind it */
	const char *memento_at;	     /* RFC 3339, or NULL */
	const char *captured_at; /* as the record says, else its address; NULL when neither does */
};

/* One source while it is looked at. */
struct dkt_looking {
	struct dkt_checking *c;
	const struct dkt_node *source;
	const char *pointer; /* "/sources/0" */
	const char *url;     /* NULL: it has none, and nothing is looked at */
	struct dkt_visit *live;
	struct dkt_visit *probe;
	bool judged; /* the live page; and a probe was asked for if one is needed */
	struct dkt_verdict_live verdict;
	struct dkt_copy copies[DKT_MAX_COPIES];
	size_t n_copies;
	bool opened;	      /* the copies' addresses have been read */
	size_t best_copy;     /* index of a copy that holds the last quote; n_copies when none */
	const char *like;     /* pointer of the source that this one repeats, or NULL */
	const char *like_why; /* "same-domain", "same-text" */
	bool owned;	      /* the subject's own site */
	const char *domain;
	const char *landed; /* domain of the page that answered */
};

/* A work under way. */
struct dkt_checking {
	struct dkt_checking *next; /* waiting or under way */
	struct dkt_inspector *inspector;
	struct dkt_check_work work;
	struct dkt_arena *arena;
	struct dkt_looking *sources;
	size_t n_sources;
	struct dkt_visit **visits; /* those that it uses */
	size_t n_visits;
	size_t room_visits;
	int64_t deadline; /* ticks */
	size_t n_late;
};

struct dkt_inspector {
	struct dkt_net *net;
	struct dkt_check_policy policy;
	struct dkt_fetcher *fetcher; /* NULL until something is asked for */
	struct dkt_visits visits;
	struct dkt_visit late; /* stands for what did not answer in time */
	struct dkt_checking *waiting;
	struct dkt_checking *waiting_last;
	struct dkt_checking *active;
	size_t n_active;
	dkt_check_feed_fn *feed;
	void *feed_data;
	bool pumping;
	bool stopping;
	dkt_check_done_fn *done;
	void *done_data;
	struct dkt_err *err;
	bool failed; /* *err says why */
};

/* --- check.c --- */

/* This visit's answer is there. */
void dkt_inspector_arrived(struct dkt_inspector *inspector, struct dkt_visit *visit);

struct dkt_fetcher *dkt_inspector_fetcher(struct dkt_inspector *inspector);

/* Begin what may begin, tell what is ready, end when nothing is left. */
void dkt_inspector_pump(struct dkt_inspector *inspector);

/* --- check_visit.c --- */

/* Have the address fetched, once for all; the work uses it until dkt_visits_release. */
struct dkt_visit *dkt_visit_ask(struct dkt_checking *c, const char *url, enum dkt_visit_kind kind,
				enum dkt_pool pool);
void dkt_visits_release(struct dkt_checking *c);
void dkt_visits_clear(struct dkt_visits *visits);

/* For dkt_fetcher_run. data: the inspector. */
void dkt_visit_take(void *data, const struct dkt_request *request, const struct dkt_answer *answer);

/* --- check_memory.c --- */

/* An answer as one line of JSON, in the arena; its body stands in the captures under key ("": it is
 * not needed). NULL: it is too long. */
const char *dkt_note_write(struct dkt_arena *arena, const struct dkt_answer *answer,
			   const char *key);

/* The answer back, all in the arena. False: the note or the capture cannot be read. */
bool dkt_note_read(struct dkt_arena *arena, const struct dkt_captures *captures, const char *note,
		   struct dkt_answer *out, struct dkt_kept *kept);

/* --- check_live.c --- */

/* Judge the live page when its answer is there, and ask for a sibling where that says more. */
void dkt_look_live(struct dkt_looking *l);
/* All answers are there. */
void dkt_judge_live(struct dkt_looking *l);
json_t *dkt_live_json(const struct dkt_looking *l);
bool dkt_looking_can_read(const struct dkt_looking *l);

/* --- check_copies.c --- */

/* Ask for the copies that the record names; again after each answer. */
void dkt_look_copies(struct dkt_looking *l);
void dkt_judge_copies(struct dkt_looking *l);
json_t *dkt_copies_json(const struct dkt_looking *l);
bool dkt_looking_has_good_copy(const struct dkt_looking *l);

/* --- check_quotes.c --- */

/* Look for the quotes; findings on them go to the report; a copy without them is no good one. */
json_t *dkt_look_quotes(struct dkt_looking *l);
bool dkt_quote_passes(enum dkt_quote_verdict verdict);

/* --- check_alike.c --- */

/* Which sources of the work repeat others, or are the subject's own words. */
void dkt_judge_alike(struct dkt_checking *c);
json_t *dkt_alike_json(const struct dkt_looking *l);

/* --- check_say.c --- */

/* The texts of a quote's search that a finding needs. */
struct dkt_quoting {
	struct dkt_quote live;
	struct dkt_quote copies[DKT_MAX_COPIES];
	bool any_text; /* there was a text to look in */
	const char *closest;
};

void dkt_say_state(struct dkt_looking *l);
void dkt_say_copies(struct dkt_looking *l);
void dkt_say_quote(struct dkt_looking *l, const struct dkt_quoting *q, const char *pointer,
		   const struct dkt_node *at);
void dkt_say_alike(struct dkt_looking *l);

#endif
