/*
 * bump.h - which increment of the version a set of changes needs, and why.
 *
 *   records added, restored, retired or replaced with a tombstone      minor
 *   values of records corrected, documents changed                     patch
 *   a record removed without a tombstone                               major
 *   a schema added                                                     minor
 *   a schema whose words alone changed (title, description, examples,
 *   $comment, x-docket)                                                patch
 *   a schema changed otherwise, or removed                             major
 *
 * The highest one wins. Feed the changes one by one, or let dkt_bump_compare find those of records
 * in two sorted lists of ids; contents are read two at a time. One thread.
 *
 * Standard: Semantic Versioning 2.0.0 over the table above.  Floor: release.
 */
#ifndef RELEASE_BUMP_H
#define RELEASE_BUMP_H

#include "release/version.h"
#include "json/text.h"

struct dkt_bump;

/* One change. Strings live as long as the bump. */
struct dkt_bump_reason {
	enum dkt_increment increment;
	const char *code;     /* "record.added", "schema.changed", ...; stable */
	const char *subject;  /* id of the record, or path of the document */
	const char *sentence; /* "pr-7h3k9m2-05 was added", no full stop */
};

enum dkt_bump_count {
	DKT_COUNT_ADDED,
	DKT_COUNT_RESTORED,
	DKT_COUNT_CORRECTED,
	DKT_COUNT_RETIRED,  /* with a tombstone */
	DKT_COUNT_REPLACED, /* with a tombstone that names another record */
	DKT_COUNT_REMOVED,  /* without one */
	DKT_COUNT_SCHEMAS,
	DKT_COUNT_DOCUMENTS,
	DKT_N_COUNTS
};

struct dkt_bump *dkt_bump_new(void);
void dkt_bump_free(struct dkt_bump *bump);

/* One record; before NULL: it was not there, after NULL: it is not there any more. The nodes are
 * not kept. Nothing is noted when both are equal. */
void dkt_bump_record(struct dkt_bump *bump, const char *id, const struct dkt_node *before,
		     const struct dkt_node *after);

/* One schema document; NULL as above. */
void dkt_bump_schema(struct dkt_bump *bump, const char *path, const struct dkt_node *before,
		     const struct dkt_node *after);

/* docket.json, a readme or the like changed. */
void dkt_bump_document(struct dkt_bump *bump, const char *path);

/* A record in one of two lists that are sorted by id. */
struct dkt_listed {
	const char *id;
	const char *blob; /* hex id of its content */
};

/* Parse the record's content into the arena, which is reset between pairs. 0, or -1 with err. */
typedef int dkt_listed_fn(void *data, const struct dkt_listed *listed, struct dkt_arena *arena,
			  struct dkt_node *out, struct dkt_err *err);

/*
 * Note every difference between the two lists; read is called for both sides of records whose blobs
 * differ, and for no other. DKT_EBUG when a list is not sorted.
 */
DKT_MUST_CHECK int dkt_bump_compare(struct dkt_bump *bump, const struct dkt_listed *before,
				    size_t n_before, const struct dkt_listed *after, size_t n_after,
				    dkt_listed_fn *read, void *data, struct dkt_err *err);

/* The increment that all changes so far need. */
enum dkt_increment dkt_bump_increment(const struct dkt_bump *bump);

/* All reasons, in the order they were fed. */
size_t dkt_bump_size(const struct dkt_bump *bump);
const struct dkt_bump_reason *dkt_bump_at(const struct dkt_bump *bump, size_t i);

size_t dkt_bump_count(const struct dkt_bump *bump, enum dkt_bump_count count);

/* Do two schema documents say the same of data? Annotations that only speak to people are left
 * out. */
bool dkt_schema_same(const struct dkt_node *before, const struct dkt_node *after);

DKT_AUTO_DEFINE(bump, struct dkt_bump, dkt_bump_free)

#endif
