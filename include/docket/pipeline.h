/*
 * pipeline.h - the verbs: open a dataset, examine, submit, check, decide, merge, resolve, release.
 *
 * Each verb is a step of the one way that every record goes, whichever door it came through. A
 * struct dkt belongs to one thread. Verbs return 0, or -1 with an error of ours in err; what is
 * wrong with a submission is in the report.
 */
#ifndef DOCKET_PIPELINE_H
#define DOCKET_PIPELINE_H

#include <stdint.h>

#include "docket/error.h"
#include "docket/report.h"

#ifdef __cplusplus
extern "C" {
#endif

struct dkt;

/* Where configuration, schemas and records are read. */
enum dkt_from {
	DKT_FROM_TIP,  /* the commit that main points at */
	DKT_FROM_FILES /* the files of the folder as they lie there, with or without git */
};

struct dkt_options {
	const char *dir;       /* at or below the dataset; NULL: the current folder */
	const char *state_dir; /* NULL: DOCKET_STATE, else .docket/ in the dataset */
	const char *net_file;  /* NULL: the real network */
	const char
		*revision; /* with DKT_FROM_TIP: another commit in place of the tip; NULL: main */
	enum dkt_from from;
	int64_t now;	 /* seconds since 1970 */
	int lock_wait_s; /* how long to wait for another writer, 1 to 3600; 0: 30 seconds */
};

/*
 * Open a dataset. Mistakes in docket.json, maintainers.json and the schemas are findings in report,
 * and the result is then -1 with DKT_EFINDINGS.
 */
DKT_EXPORT DKT_MUST_CHECK int dkt_open(const struct dkt_options *options, struct dkt **out,
				       struct dkt_report *report, struct dkt_err *err);
DKT_EXPORT void dkt_close(struct dkt *d);

/* How far an examination goes; each stage contains those before it. */
enum dkt_upto { DKT_UPTO_TEXT, DKT_UPTO_SCHEMA, DKT_UPTO_RECORD, DKT_UPTO_SOURCES };

/* Bytes from outside: an envelope or a bare record. */
struct dkt_input {
	const char *name;  /* as the user knows it: a path, "standard input" */
	const char *bytes; /* borrowed */
	size_t size;
	const char *collection; /* of a bare record; NULL: found out from id, place or shape */
	const char *path; /* where the record lies in the dataset ("reviewed/..."), NULL when it
			     does not */
	bool legacy;	  /* a bare record that asks for the evidence level legacy */
};

/* Examine without storing anything. */
DKT_EXPORT DKT_MUST_CHECK int dkt_examine(struct dkt *d, const struct dkt_input *input,
					  enum dkt_upto upto, struct dkt_report *report,
					  struct dkt_err *err);

#define DKT_RECEIPT_ID 24

/* What a submitter gets in return. */
struct dkt_receipt {
	char submission[DKT_RECEIPT_ID]; /* "" when nothing was stored */
	char record[DKT_RECEIPT_ID];
	const char *state; /* static */
};

/* A capture that a person made of a source's page: PDF, PNG, JPEG, HTML or MHTML. */
struct dkt_attested_file {
	const char *url;  /* of the source */
	const char *path; /* of the file */
};

struct dkt_submit_options {
	const char *attribution; /* public; NULL: what the envelope says, else anonymous */
	const char *actor;	 /* handle, when the submitter is one of the maintainers; or NULL */
	const char *note;	 /* or NULL */
	const char *via;	 /* "cli" */
	const struct dkt_attested_file *attested; /* kept privately; the record gets their digests
						   */
	size_t n_attested;
};

/*
 * Store a submission. What parses is stored, in state received or (findings at error level)
 * needs_changes; what does not is refused: DKT_EFINDINGS. The receipt is given only when the
 * submission is durable.
 */
DKT_EXPORT DKT_MUST_CHECK int dkt_submit(struct dkt *d, const struct dkt_input *input,
					 const struct dkt_submit_options *options,
					 struct dkt_report *report, struct dkt_receipt *receipt,
					 struct dkt_err *err);

/*
 * Called after each submission has been taken through its checks. summary: what was looked at, in
 * words ("1 of 1 pages alive, 2 of 2 quotes found"), "" when nothing was.
 */
typedef void dkt_checked_fn(void *data, const char *submission, const char *state,
			    const char *summary, const struct dkt_report *report);

/* Take every received submission (or the one named) through its checks. *n_out counts them. */
DKT_EXPORT DKT_MUST_CHECK int dkt_work(struct dkt *d, const char *submission, dkt_checked_fn *fn,
				       void *data, size_t *n_out, struct dkt_err *err);

enum dkt_verdict {
	DKT_APPROVE,
	DKT_QUESTION,
	DKT_REJECT,
	DKT_MARK_DUPLICATE,
	DKT_HOLD,
	DKT_RESUME,
	DKT_MARK_SPAM,
	DKT_WITHDRAW
};

struct dkt_decision {
	const char *submission;
	enum dkt_verdict verdict;
	const char *actor;    /* handle of maintainers.json; for DKT_WITHDRAW the submitter */
	const char *reason;   /* a reason code; needed for all but DKT_APPROVE, DKT_RESUME and
				 DKT_WITHDRAW */
	const char *text;     /* what the person writes, or NULL */
	const char *key_file; /* private SSH key of the actor, to sign the decision; or NULL */
};

/* *state_out: the state afterwards, static. A decision that is not allowed is DKT_ESTATE with the
 * reason. */
DKT_EXPORT DKT_MUST_CHECK int dkt_decide(struct dkt *d, const struct dkt_decision *decision,
					 const char **state_out, struct dkt_err *err);

enum dkt_merge_outcome {
	DKT_MERGE_DONE,	    /* its commit is on main */
	DKT_MERGE_CONFLICT, /* a person has to choose */
	DKT_MERGE_REFUSED,  /* examined on the tip it has errors; back to the submitter */
	DKT_MERGE_FAILED, /* could not be done now (a dirty file in the checkout); it stays approved
			   */
	DKT_MERGE_WOULD	  /* dry run: it would go through */
};

struct dkt_merged {
	const char *submission;
	const char *record;
	enum dkt_merge_outcome outcome;
	const char *commit;   /* on main; "" when there is none */
	const char *sentence; /* the commit's subject, or why not */
};

typedef void dkt_merged_fn(void *data, const struct dkt_merged *merged);

/* Merge what is approved, oldest submission first; submission NULL: all. One that fails stops
 * nobody.
 */
DKT_EXPORT DKT_MUST_CHECK int dkt_merge(struct dkt *d, const char *submission, bool dry_run,
					dkt_merged_fn *fn, void *data, size_t *n_out,
					struct dkt_err *err);

/* A choice for one field in conflict. */
struct dkt_choice {
	const char *pointer;
	enum { DKT_TAKE_TIP, DKT_TAKE_PROPOSED, DKT_TAKE_VALUE } take;
	const char *value; /* DKT_TAKE_VALUE: JSON */
};

/* Solve a conflict: makes a new revision, which then needs approval. Every field in conflict needs
 * a choice. */
DKT_EXPORT DKT_MUST_CHECK int dkt_resolve(struct dkt *d, const char *submission, const char *actor,
					  const struct dkt_choice *choices, size_t n_choices,
					  const char **state_out, struct dkt_err *err);

/* Make the index anew from git. Counts may be NULL. */
DKT_EXPORT DKT_MUST_CHECK int dkt_rebuild(struct dkt *d, size_t *n_records, size_t *n_submissions,
					  struct dkt_err *err);

struct dkt_release_plan {
	char version[32];  /* "v0.1.0" */
	char previous[32]; /* "" for the first */
	size_t added;
	size_t changed;
	size_t retired;
	size_t removed;
	const char *bump;    /* "major", "minor", "patch", "first", "none"; static */
	const char *reasons; /* lines, one a reason; lives until the next plan or dkt_close */
};

/* What the next release would be and why. bump: NULL or "auto", "major", "minor", "patch" (only to
 * raise). */
DKT_EXPORT DKT_MUST_CHECK int dkt_release_plan(struct dkt *d, const char *bump,
					       struct dkt_release_plan *plan, struct dkt_err *err);

/* Tag the tip as planned. actor: handle of a release manager. */
DKT_EXPORT DKT_MUST_CHECK int dkt_release(struct dkt *d, const struct dkt_release_plan *plan,
					  const char *actor, struct dkt_err *err);

/* Write the artefacts of a version into a folder that must not exist or be empty. only: "jsonl,csv"
 * or NULL. */
DKT_EXPORT DKT_MUST_CHECK int dkt_export_version(struct dkt *d, const char *version,
						 const char *dir, const char *only,
						 struct dkt_err *err);

#ifdef __cplusplus
}
#endif
#endif
