/*
 * check.h - what is a source worth today? The live page, each archived copy, each quote.
 *
 * Gives evidence (a document as schemas/docket/evidence.schema.json has it) and findings. Findings
 * on sources are never above warning: the network alone never blocks.
 *
 * A inspector takes any number of records ("works") through one event loop. Each is told as soon as
 * its last answer is there, so a slow host holds up only those that cite it, and none longer than
 * its deadline.
 *
 * Floor: source.
 */
#ifndef SOURCE_CHECK_H
#define SOURCE_CHECK_H

#include "source/archive_table.h"
#include "source/capture.h"
#include "source/fetch.h"
#include "source/net.h"
#include "json/doc.h"
#include "json/report.h"
#include "json/text.h"

/* What is asked for at an address. */
enum dkt_visit_kind {
	DKT_VISIT_LIVE,	 /* the page that a source cites */
	DKT_VISIT_COPY,	 /* an archived copy of it */
	DKT_VISIT_PROBE, /* a sibling that cannot exist */
	DKT_N_VISIT_KINDS
};

const char *dkt_visit_kind_name(enum dkt_visit_kind kind); /* "live", "copy", "probe" */

/* How an address answered, for whoever keeps a memory of addresses. */
struct dkt_seen {
	const char *url;
	enum dkt_visit_kind kind;
	const struct dkt_answer *answer;
	const char *verdict; /* of a live page, before any probe: "alive", "gone", ...; else "" */
	const char *reason;
	bool good;	  /* a success that may be reused today; failures never are */
	const char *note; /* what `recall` gives back to have this answer again; NULL: it cannot be
			     kept (no captures) */
};

/* A memory of answers, so that nothing is fetched twice. Both may be NULL. */
struct dkt_check_memory {
	void *data;
	/* The note of an answer that still counts, or NULL. The string lives until the next call.
	 */
	const char *(*recall)(void *data, const char *url, enum dkt_visit_kind kind);
	/* Called once for each answer that came from the net, before anybody is told. */
	void (*remember)(void *data, const struct dkt_seen *seen);
};

struct dkt_check_policy {
	const char *contact; /* page named in the User-Agent, or NULL */
	int64_t now;	     /* seconds since 1970 */
	unsigned timeout_ms; /* for one transfer; 0: 20,000 */
	unsigned even_ms;    /* what cannot be reached is known no sooner, whatever the cause; 0: at
				once. For answers that the public sees. */
	unsigned deadline_ms; /* for one work from when it begins; 0: 120,000 */
	unsigned max_works;   /* under way at once; 0: 32 */
	unsigned max_active;  /* transfers at once; 0: 16 */
	unsigned per_host;    /* of them on one host; 0: 2 */
	unsigned interval_ms; /* from one request to the next on a host */
	unsigned patience_ms; /* the longest wait that a host may ask for */
	bool second_round;    /* 429, 503 and time-outs are asked again at the end */
	const struct dkt_archive_table *archives; /* NULL: the built-in ones */
	bool robots;				  /* robots.txt is obeyed: for sweeps */
	const struct dkt_captures *captures;	  /* own copies are kept there; NULL: none are */
	const struct dkt_check_memory *memory;	  /* or NULL */
	dkt_fetch_progress_fn *progress;	  /* about once a second; may be NULL */
	void *progress_data;
};

/* The sources of one record. Everything is borrowed until the work is told. */
struct dkt_check_work {
	const struct dkt_node *sources; /* the record's array; NULL or empty is fine */
	const char *pointer;		/* where it stands in the record: "/sources" */
	struct dkt_report *report; /* findings go there: its current file stays as it is until then
				    */
	const bool *skip; /* one for each of sources: it is not looked at and not in the evidence;
			     NULL: all are looked at */
	const char *const *owned; /* registrable domains of the subject itself */
	size_t n_owned;
	void *data; /* the caller's own */
};

struct dkt_check_result {
	const struct dkt_check_work *work;
	json_t *evidence; /* the array "sources" of the evidence document, borrowed; NULL: it was
			     not checked, because of an error of ours or because of stop */
	size_t n_late;	  /* addresses that did not answer before the deadline */
	int64_t retry_at; /* seconds since 1970, when what is missing may be asked again; 0: nothing
			     is missing that time alone would bring */
};

typedef void dkt_check_done_fn(void *data, const struct dkt_check_result *result);

struct dkt_inspector;

/* Asked whenever there is room: add a work or more, or none when there are none left. */
typedef void dkt_check_feed_fn(void *data, struct dkt_inspector *inspector);

/* The net and what the policy points at must outlive it. One thread. */
struct dkt_inspector *dkt_inspector_new(struct dkt_net *net, const struct dkt_check_policy *policy);
void dkt_inspector_free(struct dkt_inspector *inspector);

/* For those made without a net (NULL): give it before the first work that has sources. */
void dkt_inspector_net(struct dkt_inspector *inspector, struct dkt_net *net);

/* Works begin in this order, max_works at a time. May be called from the callbacks. */
void dkt_inspector_add(struct dkt_inspector *inspector, const struct dkt_check_work *work);
void dkt_inspector_feed(struct dkt_inspector *inspector, dkt_check_feed_fn *feed, void *data);

/* From a callback: works that have not begun are told without evidence, those under way at once
 * with what they have. */
void dkt_inspector_stop(struct dkt_inspector *inspector);

/*
 * Until all works are told, each once. An error is only ours (a disk that is full).
 */
DKT_MUST_CHECK int dkt_inspector_run(struct dkt_inspector *inspector, dkt_check_done_fn *done,
				     void *data, struct dkt_err *err);

/* --- one record --- */

struct dkt_source_job {
	const struct dkt_node *sources;	     /* the record's sources array; NULL or empty is fine */
	const char *pointer;		     /* where it stands in the record: "/sources" */
	const char *contact;		     /* page named in the User-Agent, or NULL */
	int64_t now;			     /* seconds since 1970 */
	unsigned timeout_ms;		     /* for one transfer; 0 means 20,000 */
	unsigned even_ms;		     /* as in struct dkt_check_policy */
	const struct dkt_captures *captures; /* own copies are kept there; NULL: none are */
	const struct dkt_archive_table *archives; /* NULL: the built-in ones */
	const bool *skip;			  /* as in struct dkt_check_work */
	const char *const *owned;		  /* registrable domains of the subject itself */
	size_t n_owned;
};

/*
 * Check all sources. *evidence_out is the array "sources" of the evidence document (a new
 * reference). Findings go to report: codes "source.<verdict>", "archive.<verdict>",
 * "quote.<verdict>". An error is only ours (no memory for curl, bad net file); a page that cannot
 * be reached is a verdict.
 */
DKT_MUST_CHECK int dkt_source_check(struct dkt_net *net, const struct dkt_source_job *job,
				    struct dkt_report *report, json_t **evidence_out,
				    struct dkt_err *err);

/* The same for one bare URL, for `docket sources check URL`: evidence of one source without quotes.
 */
DKT_MUST_CHECK int dkt_source_check_url(struct dkt_net *net, const char *url,
					const struct dkt_source_job *job, struct dkt_report *report,
					json_t **evidence_out, struct dkt_err *err);

#endif
