/*
 * version.h - the version of a dataset: parse, compare, format, and the next one.
 *
 * Standard: Semantic Versioning 2.0.0; tags carry a "v" in front.  Floor: release.
 */
#ifndef RELEASE_VERSION_H
#define RELEASE_VERSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DKT_VERSION_NUMBER_MAX 999999999u /* of major, minor and patch */
#define DKT_VERSION_WORDS      64	  /* of pre-release or build, with its NUL */
#define DKT_VERSION_SIZE       168	  /* the longest version and its NUL */

struct dkt_version {
	uint32_t major;
	uint32_t minor;
	uint32_t patch;
	char pre[DKT_VERSION_WORDS];   /* "rc.1", or "" */
	char build[DKT_VERSION_WORDS]; /* "build.7", or ""; takes no part in the order */
};

/* From harmless to grave. DKT_BUMP_NONE: nothing to release. */
enum dkt_increment { DKT_BUMP_NONE, DKT_BUMP_PATCH, DKT_BUMP_MINOR, DKT_BUMP_MAJOR };

/* "v1.4.0", "1.4.0-rc.1+build.7"; false for anything else ("1.4", "v01.0.0", "1.4.0-"). */
bool dkt_version_parse(const char *text, struct dkt_version *out);

/* Precedence as clause 11 has it: -1, 0, 1. */
int dkt_version_compare(const struct dkt_version *a, const struct dkt_version *b);

/* "v1.4.0-rc.1+build.7" */
void dkt_version_format(const struct dkt_version *version, char out[DKT_VERSION_SIZE]);

/*
 * The version that follows previous (NULL: there was none, the first is 0.1.0). Under 0.x a major
 * increment raises the minor number. A pre-release is followed by its own release when that is
 * increment enough: minor after 1.4.0-rc.1 is 1.4.0. DKT_BUMP_NONE gives previous again.
 */
void dkt_version_next(const struct dkt_version *previous, enum dkt_increment increment,
		      struct dkt_version *out);

/* "none", "patch", "minor", "major"; and back, false for an unknown word. */
const char *dkt_increment_name(enum dkt_increment increment);
bool dkt_increment_of_name(const char *name, enum dkt_increment *out);

#endif
