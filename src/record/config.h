/*
 * config.h - docket.json and maintainers.json, read once, const afterwards.
 *
 * Formats: schemas/docket/config.schema.json and maintainers.schema.json. Strings live in the arena
 * given.
 *
 * Floor: record.
 */
#ifndef RECORD_CONFIG_H
#define RECORD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "record/submission.h"
#include "json/doc.h"
#include "json/report.h"

/* A text in several languages: "en", "zh-Hans", ... in the order written. */
struct dkt_words {
	const char *const *tags;
	const char *const *texts;
	size_t n;
};

struct dkt_collection {
	const char *name;      /* "presences" */
	const char *schema;    /* "schemas/presences.schema.json" */
	const char *prefix;    /* "pr" */
	unsigned fanout;       /* 0 to 3 */
	struct dkt_words noun; /* "presence", "海外存在" */
	const char *label; /* pointer to a record's title or name (a string or a language map) */
	const char *const *facets; /* pointers */
	size_t n_facets;
	const char *geometry; /* pointer to GeoJSON geometry, or NULL */
};

enum dkt_self_approval { DKT_SELF_NEVER, DKT_SELF_LOGGED };

/* What the worker does about sources on its own account. */
struct dkt_source_policy {
	bool find;	      /* look for captures that the record does not name */
	const char *ask;      /* ids of the archives to look in, blanks between them; NULL: all */
	bool save;	      /* ask an archive to save pages that have none */
	unsigned interval_ms; /* of sweeps: from one request to the next on a host */
};

struct dkt_policy {
	unsigned approvals;	       /* needed for one submission, at least 1 */
	unsigned by_kind[DKT_N_KINDS]; /* another number for some kinds; 0: approvals */
	enum dkt_self_approval self_approval;
	bool merge_on_approval;
	bool legacy;   /* submissions may ask for the evidence level legacy */
	bool attested; /* a person's private capture suffices where a page cannot be checked */
	struct dkt_source_policy sources;
};

/* How many approvals a submission of this kind needs, 1 to 9. */
unsigned dkt_policy_approvals(const struct dkt_policy *policy, enum dkt_submission_kind kind);

struct dkt_config {
	const char *name; /* slug, in file names of releases */
	struct dkt_words title;
	struct dkt_words description;
	const char *licence;	      /* SPDX */
	const char *contact;	      /* URL or NULL */
	const char *const *languages; /* in order of preference; at least one */
	size_t n_languages;
	const struct dkt_collection *collections;
	size_t n_collections;
	struct dkt_policy policy;
	const struct dkt_node
		*archives;	    /* rows of web archives beside the built-in ones; or NULL */
	const char *const *authors; /* release.authors[].name */
	size_t n_authors;
};

/*
 * Read docket.json. Mistakes are findings ("config.*", error level, with places) in the report,
 * whose current file is set here to name; NULL then. Unknown members are warnings with a
 * suggestion.
 */
const struct dkt_config *dkt_config_read(struct dkt_arena *arena, const char *name,
					 const char *bytes, size_t size, struct dkt_report *report);

const struct dkt_collection *dkt_config_collection(const struct dkt_config *config,
						   const char *name);

/* The collection whose prefix this id has, or NULL. */
const struct dkt_collection *dkt_config_collection_of_id(const struct dkt_config *config,
							 const char *id);

/* The collection and id of "reviewed/presences/7/pr-....json"; NULL when path is no such place. */
const struct dkt_collection *dkt_config_collection_of_path(const struct dkt_config *config,
							   const char *path, char id_out[24]);

/* The text in the first of the configured languages that it has, else in its first; "" when it has
 * none. */
const char *dkt_words_pick(const struct dkt_words *words, const struct dkt_config *config,
			   const char **tag_out);

enum dkt_role {
	DKT_TRIAGER = 1,
	DKT_REVIEWER = 2,
	DKT_MAINTAINER = 4,
	DKT_RELEASE_MANAGER = 8,
	DKT_ADMINISTRATOR = 16
};

struct dkt_person {
	const char *handle;
	const char *name;
	unsigned roles; /* enum dkt_role, or-ed */
};

struct dkt_people {
	const struct dkt_person *items;
	size_t n;
};

/* Read maintainers.json; as dkt_config_read ("maintainers.*"). */
const struct dkt_people *dkt_people_read(struct dkt_arena *arena, const char *name,
					 const char *bytes, size_t size, struct dkt_report *report);

const struct dkt_person *dkt_people_find(const struct dkt_people *people, const char *handle);

#endif
