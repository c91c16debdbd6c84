/*
 * capture.h - our own copies of pages: a folder of web archives, each content once.
 *
 *   <folder>/ab/<sha-256 of the payload>.warc.gz     the content with the hops that led to it
 *   <folder>/seen/<day>/<sha-256 of the url>.warc.gz the same content seen again, at most once a
 *                                                    day: hops and a revisit record
 *
 * Files appear whole or not at all (written beside, renamed); what a crash leaves behind is no
 * capture and is written again. Any number of processes may write.
 *
 * Floor: source.
 */
#ifndef SOURCE_CAPTURE_H
#define SOURCE_CAPTURE_H

#include <stdbool.h>

#include "base/digest.h"
#include "docket/error.h"
#include "source/fetch.h"

struct dkt_captures {
	const char *folder;  /* made when missing */
	const char *contact; /* goes into each archive; or NULL */
};

struct dkt_kept {
	char key[DKT_SHA256_HEX]; /* of the payload; "" when nothing was kept */
	bool fresh;		  /* nobody had this content before */
};

/*
 * Keep an answer whose request said keep. What was not fetched, or not modified (304), is not kept
 * and no error. dkt_captures_sync makes it last.
 */
DKT_MUST_CHECK int dkt_capture_put(const struct dkt_captures *captures,
				   const struct dkt_answer *answer, struct dkt_kept *out,
				   struct dkt_err *err);

/* Have the disk hold all that was put. Once for many captures: it is slow. */
DKT_MUST_CHECK int dkt_captures_sync(const struct dkt_captures *captures, struct dkt_err *err);

struct dkt_capture {
	struct dkt_answer answer; /* of the last hop, its body decoded */
	const char *url;
	const char *date; /* "2026-11-23T17:00:00.123Z" */
	const char *key;  /* of its payload as the archive says; "" when it does not */
	bool revisit;	  /* the payload stands elsewhere (key) */
	bool sum_wrong;	  /* a digest does not fit */
};

/* Read the last page of an archive's bytes; all in the arena. DKT_EFORMAT when there is none. */
DKT_MUST_CHECK int dkt_capture_read(struct dkt_arena *arena, const char *bytes, size_t size,
				    const char *name, struct dkt_capture *out, struct dkt_err *err);

/* The same by file; a revisit gets its payload from folder (or NULL). */
DKT_MUST_CHECK int dkt_capture_open(struct dkt_arena *arena, const char *folder, const char *path,
				    struct dkt_capture *out, struct dkt_err *err);

/* The same by key. DKT_ENOENT. */
DKT_MUST_CHECK int dkt_capture_find(struct dkt_arena *arena, const char *folder, const char *key,
				    struct dkt_capture *out, struct dkt_err *err);

#endif
