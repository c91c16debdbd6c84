/*
 * people.h - maintainers.json: who may decide what, about which records, and with which keys they
 * sign.
 *
 * Format: schemas/docket/maintainers.schema.json. Strings live in the arena given.
 *
 * Floor: record.
 */
#ifndef RECORD_PEOPLE_H
#define RECORD_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "json/report.h"
#include "json/text.h"

enum dkt_role {
	DKT_TRIAGER = 1,
	DKT_REVIEWER = 2,
	DKT_MAINTAINER = 4,
	DKT_RELEASE_MANAGER = 8,
	DKT_ADMINISTRATOR = 16
};

#define DKT_ROLES_DECIDING ((unsigned)(DKT_REVIEWER | DKT_MAINTAINER | DKT_ADMINISTRATOR))

struct dkt_key {
	const char *line; /* one line of authorized_keys: type, base64, comment */
	int64_t from;	  /* seconds since 1970; INT64_MIN: always was */
	int64_t until;	  /* the first second in which it no longer counts; INT64_MAX: for ever */
};

/* Limits of what a person decides about; an empty list is no limit. */
struct dkt_scopes {
	const char *const *collections;
	size_t n_collections;
	const char *const *countries; /* ISO 3166-1 */
	size_t n_countries;
	const char *const *languages; /* BCP 47; "zh" contains "zh-Hans" */
	size_t n_languages;
};

struct dkt_person {
	const char *handle;
	const char *name;
	unsigned roles; /* enum dkt_role, or-ed */
	struct dkt_scopes scopes;
	const struct dkt_key *keys;
	size_t n_keys;
};

struct dkt_people {
	const struct dkt_person *items;
	size_t n;
};

/*
 * Read maintainers.json. Mistakes are findings ("maintainers.*", error level, with places) in the
 * report, whose current file is set here to name; NULL then.
 */
const struct dkt_people *dkt_people_read(struct dkt_arena *arena, const char *name,
					 const char *bytes, size_t size, struct dkt_report *report);

const struct dkt_person *dkt_people_find(const struct dkt_people *people, const char *handle);

/* Is this one of the person's keys, and does it count at that time? public: a line of
 * authorized_keys. */
bool dkt_person_has_key(const struct dkt_person *person, const char *public, int64_t time);

/* A list of keys, as maintainers.json and docket.json have them. Mistakes are findings at pointer.
 */
const struct dkt_key *dkt_keys_read(struct dkt_arena *arena, const struct dkt_node *list,
				    const char *pointer, size_t *n_out, struct dkt_report *report);

/* enum dkt_role of a word, or 0. */
unsigned dkt_role_of_name(const char *name);
const char *dkt_role_name(enum dkt_role role); /* "release_manager" */

#endif
