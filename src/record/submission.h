/*
 * submission.h - the envelope around a proposal: submissions/<s-id>.json.
 *
 * Format: schemas/docket/submission.schema.json.  Floor: record.
 */
#ifndef RECORD_SUBMISSION_H
#define RECORD_SUBMISSION_H

#include <stdbool.h>
#include <stdint.h>

#include "json/report.h"
#include "json/text.h"

enum dkt_submission_kind {
	DKT_ADD,
	DKT_AMEND,
	DKT_RETIRE,
	DKT_RESTORE,
	DKT_UNITE,
	DKT_REVERT,
	DKT_RULES,
	DKT_DISPUTE,
	DKT_N_KINDS
};

struct dkt_submission {
	const char *id; /* NULL before intake */
	int64_t revision;
	enum dkt_submission_kind kind;
	const char *collection;
	const char *record; /* NULL before intake of an add */
	const char *base;   /* blob id of the record that the submitter saw; NULL for an add */
	const struct dkt_node
		*proposed;	 /* the record as it should become; NULL for kinds without one */
	const char *note;	 /* "" when there is none */
	const char *attribution; /* "" for anonymous */
	const char *orcid;	 /* or NULL */
	const char
		*handle; /* of maintainers.json, where Docket knows the submitter by it; or NULL */
	const char *via; /* "cli", "form", "pr", "csv" */
	const char *received;	      /* RFC 3339; NULL before intake */
	const struct dkt_node *needs; /* ids of submissions that must be merged first; NULL: none */
	const struct dkt_node *batch; /* id of its batch; NULL: none */
	const char *licence;
	bool legacy; /* asks for the evidence level legacy */
};

const char *dkt_kind_of_submission(enum dkt_submission_kind kind); /* "add" */

#define DKT_MAX_ATTRIBUTION 200	 /* bytes of a public name */
#define DKT_MAX_NOTE	    4000 /* characters of a note */

/*
 * What is public for ever is one line and no address, and a note is no book: the rules for the name
 * and the note that somebody gives, in an envelope or beside it. Either may be NULL. Mistakes are
 * findings; false when there are any.
 */
bool dkt_submitter_check(const char *attribution, const struct dkt_node *attribution_at,
			 const char *note, const struct dkt_node *note_at,
			 struct dkt_report *report);

/* Does this value look like an envelope (has "proposed" or "submission"), rather than a bare
 * record? */
bool dkt_is_envelope(const struct dkt_node *root);

/*
 * Read an envelope. Strings and nodes are borrowed from root. Mistakes are findings ("envelope.*",
 * pointers of the envelope); false when there are errors. Unknown members are warnings.
 */
bool dkt_submission_read(const struct dkt_node *root, struct dkt_submission *out,
			 struct dkt_report *report);

/* The envelope as a node, members in the documented order. */
struct dkt_node dkt_submission_node(struct dkt_arena *arena,
				    const struct dkt_submission *submission);

#endif
