/*
 * config.h - docket.json, read once, const afterwards.
 *
 * Format: schemas/docket/config.schema.json. Strings live in the arena given.
 *
 * Floor: record.
 */
#ifndef RECORD_CONFIG_H
#define RECORD_CONFIG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "record/people.h"
#include "record/policy.h"
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
	const char
		*country; /* pointer to an ISO 3166-1 code or a list of them, for scopes; or NULL */
};

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
	const struct dkt_key *keys; /* public keys that Docket itself signs with */
	size_t n_keys;
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

#endif
