/*
 * export.h - the files of a release, out of the tagged commit and nothing else.
 *
 * The same bytes on every run and machine: no clock, no locale, numbers as canonical literals,
 * records by id, files by path. What each file holds is in src/release/README.md.
 *
 * Standards: JSON Lines, RFC 4180, RFC 7946, sha256sum's list.  Floor: release.
 */
#ifndef RELEASE_EXPORT_H
#define RELEASE_EXPORT_H

#include <stdint.h>

#include "record/config.h"
#include "store/repo.h"
#include "json/shape.h"

/* Number of the format of the files; a format once released stays writable. */
#define DKT_EXPORT_FORMAT 1

/* What to write, or-ed; manifest.json and SHA256SUMS are always written. */
enum dkt_export_part {
	DKT_EXPORT_JSONL = 1,
	DKT_EXPORT_CSV = 2,	/* tables, sources.csv, tombstones.csv */
	DKT_EXPORT_GEOJSON = 4, /* of collections with a geometry */
	DKT_EXPORT_SCHEMAS = 8,
	DKT_EXPORT_ALL = 15
};

struct dkt_export {
	struct dkt_repo *repo;
	const struct dkt_config *config;       /* as it is at that commit */
	const struct dkt_shape *const *shapes; /* one for each collection, in the config's order */
	const char *version;		       /* "v1.4.0", the name of the tag */
	const char *previous;		       /* "v1.3.0", or NULL for the first */
	const char *commit;		       /* hex id of what the tag names */
	const char *tree;		       /* hex id of that commit's tree */
	int64_t time;	     /* of the tag; its day in UTC stands in the manifest */
	const char *out_dir; /* must not be there yet */
	unsigned only;	     /* enum dkt_export_part; 0 means all */
};

/*
 * Write the release into out_dir, which appears when all is done. Records are streamed: memory
 * grows with the number of replaced records only. Errors: DKT_EEXIST when out_dir is there,
 * DKT_EFORMAT for a file under reviewed/ that is no record in its place, and those of store and
 * file system; then nothing stays behind.
 */
DKT_MUST_CHECK int dkt_export(const struct dkt_export *job, struct dkt_err *err);

#endif
