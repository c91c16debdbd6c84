/*
 * check.h - what is a source worth today? The live page, each archived copy, each quote.
 *
 * Gives evidence (a document as schemas/docket/evidence.schema.json has it) and findings. Findings
 * on sources are never above warning: the network alone never blocks.
 *
 * Floor: source.
 */
#ifndef SOURCE_CHECK_H
#define SOURCE_CHECK_H

#include "source/capture.h"
#include "source/net.h"
#include "json/doc.h"
#include "json/report.h"
#include "json/text.h"

struct dkt_source_job {
	const struct dkt_node *sources; /* the record's sources array; NULL or empty is fine */
	const char *pointer;		/* where it stands in the record: "/sources" */
	const char *contact;		/* page named in the User-Agent, or NULL */
	int64_t now;			/* seconds since 1970 */
	unsigned timeout_ms;		/* for one transfer; 0 means 20,000 */
	unsigned even_ms; /* what cannot be reached is known no sooner, whatever the cause; 0: at
			     once. For answers that the public sees. */
	const struct dkt_captures *captures; /* own copies are kept there; NULL: none are */
	/* progress: called with a sentence part now and then; may be NULL */
	void (*progress)(void *data, const char *what);
	void *progress_data;
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
