/*
 * capture_inside.h - what the files of the store of own copies share. Private to capture*.c.
 *
 *   capture.c          what others see: put, read, find, purge
 *   capture_index.c    where captures stand, in SQLite, with what is not committed yet in memory
 *   capture_segment.c  the files: taken, mended, appended to, written anew
 *   capture_scan.c     what captures a segment holds
 *   capture_read.c     the last page of any archive
 *
 * Floor: source.
 */
#ifndef SOURCE_CAPTURE_INSIDE_H
#define SOURCE_CAPTURE_INSIDE_H

#include <sqlite3.h>

#include "base/arena.h"
#include "base/buf.h"
#include "source/capture.h"
#include "source/warc.h"

#define DKT_URL_HASH   16
#define DKT_KEY_SIZE   32
#define DKT_PENDING    256 /* captures that wait for one commit */
#define DKT_PENDING_MS 1000

/* A capture: its records stand at offset, `size` bytes of a segment. */
struct dkt_capture_row {
	int64_t segment;
	int64_t offset;
	int64_t size;
	unsigned char key[DKT_KEY_SIZE]; /* SHA-256 of the payload */
	unsigned char url[DKT_URL_HASH]; /* of the first address */
	int64_t at_ms;			 /* when the last hop was asked */
	bool revisit;
	char id[DKT_WARC_ID_SIZE]; /* of the last hop's record, and its address */
	char *target;		   /* in the heap, or an arena where it is read */
};

/* --- capture_index.c --- */

struct dkt_capture_index {
	sqlite3 *db;
	struct dkt_capture_row pending[DKT_PENDING];
	size_t n_pending;
	int64_t pending_since; /* milliseconds of a clock that nobody sets */
};

DKT_MUST_CHECK int dkt_capture_index_open(const char *folder, struct dkt_capture_index *out,
					  struct dkt_err *err);
void dkt_capture_index_close(struct dkt_capture_index *index);

/* The number of a segment, which is made known, and how much of it is indexed for good. */
DKT_MUST_CHECK int dkt_capture_index_segment(struct dkt_capture_index *index, const char *name,
					     int64_t *id_out, int64_t *good_out,
					     struct dkt_err *err);
DKT_MUST_CHECK int dkt_capture_index_name(struct dkt_capture_index *index, int64_t id, char *out,
					  size_t size, struct dkt_err *err);

/* Of segment: what stands from `from` on is forgotten, and so much is good. */
DKT_MUST_CHECK int dkt_capture_index_cut(struct dkt_capture_index *index, int64_t segment,
					 int64_t from, struct dkt_err *err);
/* All of the segment up to here is on the disk and in the index. */
DKT_MUST_CHECK int dkt_capture_index_good(struct dkt_capture_index *index, int64_t segment,
					  int64_t good, struct dkt_err *err);

/* The row's target becomes the index's. */
DKT_MUST_CHECK int dkt_capture_index_add_take(struct dkt_capture_index *index,
					      struct dkt_capture_row *row, struct dkt_err *err);
DKT_MUST_CHECK int dkt_capture_index_flush(struct dkt_capture_index *index, struct dkt_err *err);

/* Each: 1 found (target in the arena), 0 not, -1 error. */
DKT_MUST_CHECK int dkt_capture_index_content(struct dkt_capture_index *index,
					     const unsigned char *key, struct dkt_arena *arena,
					     struct dkt_capture_row *out, struct dkt_err *err);
DKT_MUST_CHECK int dkt_capture_index_latest(struct dkt_capture_index *index,
					    const unsigned char *url, struct dkt_arena *arena,
					    struct dkt_capture_row *out, struct dkt_err *err);
/* Has this address been seen with this content on the day of at_ms? */
DKT_MUST_CHECK int dkt_capture_index_seen(struct dkt_capture_index *index, const unsigned char *url,
					  const unsigned char *key, int64_t at_ms,
					  struct dkt_err *err);

/* The rows of a content, in order of segment and offset, in the arena. */
DKT_MUST_CHECK int dkt_capture_index_rows(struct dkt_capture_index *index, const unsigned char *key,
					  struct dkt_arena *arena, struct dkt_capture_row **out,
					  size_t *n_out, struct dkt_err *err);

/* Forget segments that are no longer there. */
typedef bool dkt_capture_there_fn(const char *name, void *data);
DKT_MUST_CHECK int dkt_capture_index_tidy(struct dkt_capture_index *index,
					  dkt_capture_there_fn *there, void *data,
					  struct dkt_err *err);

/* --- capture_segment.c --- */

struct dkt_segment {
	int fd; /* -1: none; else locked */
	char name[40];
	int64_t id;
	int64_t size;
	int64_t synced;
};

/* "20261124-0123456789abcdef.warc.gz" */
bool dkt_segment_is_name(const char *name);

/* Bring the index up to every segment of the folder that no writer holds, cutting torn tails. */
DKT_MUST_CHECK int dkt_segments_mend(const char *folder, struct dkt_capture_index *index,
				     struct dkt_err *err);

/* A segment to append to: one that nobody holds and that has room, else a new one. */
DKT_MUST_CHECK int dkt_segment_take(const char *folder, const char *contact, int64_t at_ms,
				    struct dkt_capture_index *index, struct dkt_segment *out,
				    struct dkt_err *err);
/* Append all or nothing; *offset_out: where. */
DKT_MUST_CHECK int dkt_segment_append(struct dkt_segment *segment, const struct dkt_buf *bytes,
				      int64_t *offset_out, struct dkt_err *err);
DKT_MUST_CHECK int dkt_segment_sync(struct dkt_segment *segment, struct dkt_capture_index *index,
				    struct dkt_err *err);
void dkt_segment_drop(struct dkt_segment *segment);

/* Write a segment anew without these rows of it (by offset). */
DKT_MUST_CHECK int dkt_segment_rewrite(const char *folder, struct dkt_capture_index *index,
				       int64_t id, const unsigned char *key, struct dkt_err *err);

/* Bytes of a segment. */
DKT_MUST_CHECK int dkt_segment_read(const char *folder, struct dkt_capture_index *index,
				    const struct dkt_capture_row *row, struct dkt_buf *out,
				    struct dkt_err *err);

/* --- capture_scan.c --- */

/*
 * Index every capture of a segment from offset `from` on. *end_out: behind the last capture (or
 * other record) that is whole, where it may be cut; size when there is nothing to cut, also when
 * there is damage with good records behind it.
 */
DKT_MUST_CHECK int dkt_segment_scan(const char *bytes, size_t size, size_t from, int64_t segment,
				    struct dkt_capture_index *index, size_t *end_out,
				    struct dkt_err *err);

/* --- capture_read.c --- */

/* dkt_capture_read of a file. */
DKT_MUST_CHECK int dkt_capture_read_file(struct dkt_arena *arena, const char *path,
					 struct dkt_capture *out, struct dkt_err *err);

/* "capture: <hex>" of a metadata record, or "". */
const char *dkt_capture_key_in(struct dkt_arena *arena, const struct dkt_warc_record *record);
void dkt_capture_url_hash(const char *url, unsigned char out[DKT_URL_HASH]);
bool dkt_capture_key_bytes(const char *key, unsigned char out[DKT_KEY_SIZE]);

#endif
