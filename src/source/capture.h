/*
 * capture.h - our own copies of pages: a folder of web archives, each content once.
 *
 *   <folder>/<day>-<random>.warc.gz  segments: captures one behind the other, each with the hops
 *                                    that led to it; closed at DKT_SEGMENT_SIZE
 *   <folder>/index.db                where each content and each (address, day) stands; made anew
 *                                    from the segments when it is missing or behind them
 *
 * A capture is one write at the end of a segment that nobody else appends to, so whatever is killed
 * leaves at most a torn tail, which the next writer cuts. Any number of processes may write, each
 * its own segment. dkt_captures_sync makes all that was put last, at the cost of one sync.
 *
 * Standards: ISO 28500:2017 (WARC 1.1).  Floor: source.
 */
#ifndef SOURCE_CAPTURE_H
#define SOURCE_CAPTURE_H

#include <stdbool.h>

#include "base/digest.h"
#include "docket/error.h"
#include "source/fetch.h"

#define DKT_SEGMENT_SIZE ((size_t)256 << 20)

struct dkt_capture_store;

/* One thread at a time. */
struct dkt_captures {
	const char *folder;		 /* made when missing */
	const char *contact;		 /* goes into each archive; or NULL */
	struct dkt_capture_store *store; /* of dkt_captures_open; NULL: each call opens the folder,
					    which is right for one capture and slow for many */
};

/* Open the folder that captures names, for many calls. Mends what a killed writer left. */
DKT_MUST_CHECK int dkt_captures_open(struct dkt_captures *captures, struct dkt_err *err);

/* Ends what dkt_captures_open began, also when it failed; what was put and not synced is in the
 * hands of the system. */
void dkt_captures_close(struct dkt_captures *captures);

struct dkt_kept {
	char key[DKT_SHA256_HEX]; /* of the payload; "" when nothing was kept */
	bool fresh;		  /* nobody had this content before */
	bool unchanged;		  /* the host said so (304): key is that of the capture before */
};

/*
 * Keep an answer whose request said keep. New content is written whole; content that is there
 * already becomes a revisit record, at most one a day and first address; so does 304, which refers
 * to the newest capture of its address. What was not fetched is not kept and no error, nor is a 304
 * for an address without a capture.
 */
DKT_MUST_CHECK int dkt_capture_put(const struct dkt_captures *captures,
				   const struct dkt_answer *answer, struct dkt_kept *out,
				   struct dkt_err *err);

/* Have the disk hold all that was put through this store. Once for many captures: it is slow. */
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

/*
 * The newest capture of an address, with its payload even if that stands elsewhere; for a
 * conditional request its answer has the headers etag and last-modified (of use when out->url is
 * still that address). out->url is NULL when there is none.
 */
DKT_MUST_CHECK int dkt_capture_latest(const struct dkt_captures *captures, struct dkt_arena *arena,
				      const char *url, struct dkt_capture *out,
				      struct dkt_err *err);

/*
 * Remove every capture with this content, revisits too, from the segments and the index; the
 * segments that held it are written anew. *n_out: how many captures that were. Waits for other
 * writers, at most 10 seconds (DKT_EBUSY). The store, if open, may be used on.
 */
DKT_MUST_CHECK int dkt_capture_purge(const struct dkt_captures *captures, const char *key,
				     size_t *n_out, struct dkt_err *err);

#endif
