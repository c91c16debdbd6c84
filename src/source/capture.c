/*
 * capture.c - own copies put in, found and purged.
 *
 * The segments are the truth and the index a table of where things stand in them, so every read is
 * checked against what the records themselves say. A content that is there already is not read
 * again when it comes a second time: the index has what a revisit record must name.
 */
#include "source/capture.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "source/capture_inside.h"

#include "base/banned.h"

#define MAX_FILE   ((size_t)256 << 20)
#define SYNC_EVERY (INT64_C(32) << 20) /* bytes after which a segment is synced in between */

struct dkt_capture_store {
	char *folder;
	const char *contact;
	struct dkt_capture_index index;
	struct dkt_segment segment;
	struct dkt_buf bytes; /* of the capture that is being written */
	struct dkt_warc_writer *writer;
};

static bool is_key(const char *key)
{
	return strlen(key) == 64 && strspn(key, "0123456789abcdef") == 64;
}

static unsigned nibble(char c)
{
	return (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
}

bool dkt_capture_key_bytes(const char *key, unsigned char out[DKT_KEY_SIZE])
{
	if (!is_key(key))
		return false;
	for (size_t i = 0; i < DKT_KEY_SIZE; i++)
		out[i] = (unsigned char)(nibble(key[2 * i]) << 4 | nibble(key[2 * i + 1]));
	return true;
}

static void key_text(const unsigned char *key, char out[DKT_SHA256_HEX])
{
	for (size_t i = 0; i < DKT_KEY_SIZE; i++)
		(void)snprintf(out + 2 * i, 3, "%02x", key[i]);
}

void dkt_capture_url_hash(const char *url, unsigned char out[DKT_URL_HASH])
{
	unsigned char whole[DKT_KEY_SIZE];
	char hex[DKT_SHA256_HEX];

	dkt_sha256_hex(url, strlen(url), hex);
	(void)dkt_capture_key_bytes(hex, whole);
	memcpy(out, whole, DKT_URL_HASH);
}

/* --- the store --- */

static void free_store(struct dkt_capture_store *store)
{
	struct dkt_err ignored = DKT_ERR_INIT;

	if (store == NULL)
		return;
	/* what cannot be indexed now is read from the segment by the next who opens it */
	if (store->index.db != NULL)
		(void)!dkt_capture_index_flush(&store->index, &ignored);
	dkt_segment_drop(&store->segment);
	dkt_capture_index_close(&store->index);
	dkt_warc_writer_free(store->writer);
	dkt_buf_clear(&store->bytes);
	free(store->folder);
	free(store);
}

static int new_store(const struct dkt_captures *captures, struct dkt_capture_store **out,
		     struct dkt_err *err)
{
	struct dkt_capture_store *store;

	if (dkt_dir_make(captures->folder, err) < 0)
		return -1;
	store = calloc(1, sizeof *store);
	if (store == NULL)
		dkt_oom();
	store->segment.fd = -1;
	store->contact = captures->contact;
	store->folder = strdup(captures->folder);
	if (store->folder == NULL)
		dkt_oom();
	dkt_buf_init(&store->bytes, MAX_FILE);
	store->writer = dkt_warc_writer_new(&store->bytes);
	if (dkt_capture_index_open(store->folder, &store->index, err) < 0 ||
	    dkt_segments_mend(store->folder, &store->index, err) < 0) {
		free_store(store);
		return dkt_note(err, "opening the own copies");
	}
	*out = store;
	return 0;
}

int dkt_captures_open(struct dkt_captures *captures, struct dkt_err *err)
{
	captures->store = NULL;
	return new_store(captures, &captures->store, err);
}

void dkt_captures_close(struct dkt_captures *captures)
{
	free_store(captures->store);
	captures->store = NULL;
}

/* The open store, or one for this call alone (*own). */
static int borrow(const struct dkt_captures *captures, struct dkt_capture_store **store_out,
		  bool *own, struct dkt_err *err)
{
	*own = captures->store == NULL;
	*store_out = captures->store;
	return *own ? new_store(captures, store_out, err) : 0;
}

static void give_back(struct dkt_capture_store *store, bool own)
{
	if (own)
		free_store(store);
}

/* --- reading --- */

/* What stands at a row, which must be this content. */
static int read_row(struct dkt_capture_store *store, struct dkt_arena *arena,
		    const struct dkt_capture_row *row, struct dkt_capture *out, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	char key[DKT_SHA256_HEX];
	int result = dkt_segment_read(store->folder, &store->index, row, &bytes, err);

	key_text(row->key, key);
	if (result == 0)
		result = dkt_capture_read(arena, dkt_buf_str(&bytes), bytes.size, key, out, err);
	dkt_buf_clear(&bytes);
	if (result == 0 && !dkt_streq(out->key, key))
		result = dkt_fail(err, DKT_EFORMAT, "%s: something else stands in its place", key);
	return result;
}

/* A revisit gets the payload of the content it refers to. */
static int fill(struct dkt_capture_store *store, struct dkt_arena *arena, struct dkt_capture *out,
		struct dkt_err *err)
{
	unsigned char key[DKT_KEY_SIZE];
	struct dkt_capture content;
	struct dkt_capture_row row;
	int found;

	if (!dkt_capture_key_bytes(out->key, key))
		return dkt_fail(err, DKT_ENOENT, "the page stands in another archive");
	found = dkt_capture_index_content(&store->index, key, arena, &row, err);
	if (found < 0)
		return -1;
	if (found == 0)
		return dkt_fail(err, DKT_ENOENT, "there is no capture %s", out->key);
	if (read_row(store, arena, &row, &content, err) < 0)
		return -1;
	if (out->answer.status == 304) { /* it says what the page is only together */
		content.answer.final_url = out->answer.final_url;
		out->answer = content.answer;
	}
	out->answer.body = content.answer.body;
	out->answer.size = content.answer.size;
	out->answer.outcome = content.answer.outcome;
	out->answer.reason = content.answer.reason;
	out->sum_wrong = out->sum_wrong || content.sum_wrong;
	return 0;
}

int dkt_capture_open(struct dkt_arena *arena, const char *folder, const char *path,
		     struct dkt_capture *out, struct dkt_err *err)
{
	struct dkt_captures captures = {.folder = folder};
	struct dkt_capture_store *store;
	int result;

	if (dkt_capture_read_file(arena, path, out, err) < 0)
		return -1;
	if (!out->revisit)
		return 0;
	if (folder == NULL || !is_key(out->key))
		return dkt_fail(err, DKT_ENOENT,
				"%s: the page stands in another archive, which is not here", path);
	if (new_store(&captures, &store, err) < 0)
		return -1;
	result = fill(store, arena, out, err);
	free_store(store);
	return result < 0 ? dkt_note(err, "reading what %s refers to", path) : 0;
}

int dkt_capture_find(struct dkt_arena *arena, const char *folder, const char *key,
		     struct dkt_capture *out, struct dkt_err *err)
{
	struct dkt_captures captures = {.folder = folder};
	struct dkt_capture_store *store;
	unsigned char bytes[DKT_KEY_SIZE];
	struct dkt_capture_row row;
	int found;

	if (!dkt_capture_key_bytes(key, bytes))
		return dkt_fail(err, DKT_EUSAGE, "\"%.80s\" is no name of a capture", key);
	if (!dkt_dir_exists(folder))
		return dkt_fail(err, DKT_ENOENT, "there is no capture %s", key);
	if (new_store(&captures, &store, err) < 0)
		return -1;
	found = dkt_capture_index_content(&store->index, bytes, arena, &row, err);
	if (found == 0)
		(void)dkt_fail(err, DKT_ENOENT, "there is no capture %s", key);
	else if (found == 1 && read_row(store, arena, &row, out, err) < 0)
		found = -1;
	free_store(store);
	return found == 1 ? 0 : -1;
}

int dkt_capture_latest(const struct dkt_captures *captures, struct dkt_arena *arena,
		       const char *url, struct dkt_capture *out, struct dkt_err *err)
{
	struct dkt_capture_store *store;
	unsigned char hash[DKT_URL_HASH];
	struct dkt_capture_row row;
	bool own;
	int found;

	memset(out, 0, sizeof *out);
	if (borrow(captures, &store, &own, err) < 0)
		return -1;
	dkt_capture_url_hash(url, hash);
	found = dkt_capture_index_latest(&store->index, hash, arena, &row, err);
	if (found == 1 && read_row(store, arena, &row, out, err) < 0)
		found = -1;
	if (found == 1 && out->revisit && fill(store, arena, out, err) < 0)
		found = -1;
	give_back(store, own);
	return found < 0 ? dkt_note(err, "looking for a copy of %s", url) : 0;
}

/* --- writing --- */

struct putting {
	struct dkt_capture_store *store;
	struct dkt_arena *arena;
	const struct dkt_answer *answer;
	struct dkt_kept *kept;
	struct dkt_capture_row row;
	struct dkt_warc_ref ref;
	const struct dkt_warc_ref *refers; /* NULL: the content is new */
};

static void refer(struct putting *p, const struct dkt_capture_row *content, bool not_modified)
{
	char *date = DKT_NEW_N(p->arena, char, DKT_WARC_DATE_SIZE);

	dkt_warc_date(content->at_ms, date);
	p->ref = (struct dkt_warc_ref){.id = dkt_arena_dups(p->arena, content->id),
				       .target = content->target,
				       .date = date,
				       .not_modified = not_modified};
	p->refers = &p->ref;
	p->row.revisit = true;
}

/* What is there already? 1: nothing is to be written; 0: it is; -1. */
static int compare(struct putting *p, struct dkt_err *err)
{
	struct dkt_capture_row content;
	bool unchanged = p->answer->status == 304;
	int found;

	if (unchanged) {
		found = dkt_capture_index_latest(&p->store->index, p->row.url, p->arena, &content,
						 err);
		if (found != 1)
			return found < 0 ? -1 : 1;
		memcpy(p->row.key, content.key, DKT_KEY_SIZE);
		key_text(content.key, p->kept->key);
		p->kept->unchanged = true;
	}
	found = dkt_capture_index_content(&p->store->index, p->row.key, p->arena, &content, err);
	if (found == 0 && unchanged) { /* its content was purged */
		p->kept->key[0] = '\0';
		return 1;
	}
	if (found == 0)
		p->kept->fresh = true;
	if (found != 1)
		return found;
	refer(p, &content, unchanged);
	return dkt_capture_index_seen(&p->store->index, p->row.url, p->row.key, p->row.at_ms, err);
}

static int write_hops(struct putting *p, struct dkt_err *err)
{
	struct dkt_capture_store *store = p->store;
	size_t last = p->answer->n_hops - 1;

	if (store->segment.fd >= 0 && (size_t)store->segment.size >= DKT_SEGMENT_SIZE) {
		if (dkt_segment_sync(&store->segment, &store->index, err) < 0)
			return -1;
		dkt_segment_drop(&store->segment);
	}
	if (store->segment.fd < 0 && dkt_segment_take(store->folder, store->contact, p->row.at_ms,
						      &store->index, &store->segment, err) < 0)
		return -1;
	dkt_buf_reset(&store->bytes);
	for (size_t i = 0; i < last; i++)
		dkt_warc_put_hop(store->writer, &p->answer->hops[i], NULL, NULL, NULL);
	dkt_warc_put_hop(store->writer, &p->answer->hops[last], p->refers, p->kept->key, p->row.id);
	if (!dkt_buf_ok(&store->bytes)) {
		dkt_buf_clear(&store->bytes);
		return dkt_fail(err, DKT_ELIMIT, "the capture is too large");
	}
	p->row.segment = store->segment.id;
	p->row.size = (int64_t)store->bytes.size;
	if (dkt_segment_append(&store->segment, &store->bytes, &p->row.offset, err) < 0)
		return -1;
	p->row.target = strdup(p->answer->hops[last].url);
	if (p->row.target == NULL)
		dkt_oom();
	if (dkt_capture_index_add_take(&store->index, &p->row, err) < 0)
		return -1;
	return store->segment.size - store->segment.synced < SYNC_EVERY
		       ? 0
		       : dkt_segment_sync(&store->segment, &store->index, err);
}

static int put(struct dkt_capture_store *store, const struct dkt_answer *answer,
	       struct dkt_kept *out, struct dkt_err *err)
{
	const struct dkt_hop *last = &answer->hops[answer->n_hops - 1];
	struct putting p = {
		.store = store, .arena = dkt_arena_new(), .answer = answer, .kept = out};
	int done;

	p.row.at_ms = last->at_ms;
	dkt_capture_url_hash(answer->hops[0].url, p.row.url);
	if (answer->status != 304) {
		dkt_sha256_hex(last->raw, last->raw_size, out->key);
		(void)dkt_capture_key_bytes(out->key, p.row.key);
	}
	done = compare(&p, err);
	if (done == 0)
		done = write_hops(&p, err);
	dkt_arena_free(p.arena);
	return done < 0 ? -1 : 0;
}

int dkt_capture_put(const struct dkt_captures *captures, const struct dkt_answer *answer,
		    struct dkt_kept *out, struct dkt_err *err)
{
	struct dkt_capture_store *store;
	bool own;
	int result;

	memset(out, 0, sizeof *out);
	if (answer->outcome != DKT_FETCHED || answer->n_hops == 0 ||
	    answer->hops[answer->n_hops - 1].head_size == 0)
		return 0;
	result = borrow(captures, &store, &own, err);
	if (result == 0) {
		result = put(store, answer, out, err);
		if (own && result == 0)
			result = dkt_segment_sync(&store->segment, &store->index, err);
		give_back(store, own);
	}
	if (result < 0)
		memset(out, 0, sizeof *out);
	return result < 0 ? dkt_note(err, "keeping a copy of %s", answer->final_url) : 0;
}

int dkt_captures_sync(const struct dkt_captures *captures, struct dkt_err *err)
{
	struct dkt_capture_store *store = captures->store;

	if (store == NULL) /* then each call has synced */
		return 0;
	return dkt_segment_sync(&store->segment, &store->index, err);
}

/* --- purging --- */

static int purge(struct dkt_capture_store *store, const char *key, size_t *n_out,
		 struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	unsigned char bytes[DKT_KEY_SIZE];
	struct dkt_capture_row *rows;
	size_t n_rows;
	int result;

	(void)dkt_capture_key_bytes(key, bytes);
	result = dkt_capture_index_rows(&store->index, bytes, arena, &rows, &n_rows, err);
	for (size_t i = 0; result == 0 && i < n_rows; i++) {
		if (i == 0 || rows[i].segment != rows[i - 1].segment)
			result = dkt_segment_rewrite(store->folder, &store->index, rows[i].segment,
						     bytes, err);
	}
	*n_out = result == 0 ? n_rows : 0;
	dkt_arena_free(arena);
	return result;
}

int dkt_capture_purge(const struct dkt_captures *captures, const char *key, size_t *n_out,
		      struct dkt_err *err)
{
	struct dkt_capture_store *store;
	bool own;
	int result;

	*n_out = 0;
	if (!is_key(key))
		return dkt_fail(err, DKT_EUSAGE, "\"%.80s\" is no name of a capture", key);
	if (borrow(captures, &store, &own, err) < 0)
		return -1;
	result = dkt_segment_sync(&store->segment, &store->index, err);
	dkt_segment_drop(&store->segment); /* ours must be written anew like any other */
	if (result == 0)
		result = purge(store, key, n_out, err);
	give_back(store, own);
	return result < 0 ? dkt_note(err, "purging the capture %s", key) : 0;
}
