/*
 * check_memory.c - an answer written down as a note, and read back on the same day or by a sweep
 * that goes on.
 *
 * A note is a line of JSON with what the judges ask for (status, addresses, headers); the body
 * stays where it is already, among the own copies, under the digest of its payload. A note whose
 * capture cannot be read is none: the page is then asked for again.
 */
#include <string.h>

#include "base/str.h"
#include "source/check_inside.h"

#include "base/banned.h"

#define MAX_NOTE_HEADERS 100
#define MAX_NOTE_VALUE	 2048
#define MAX_NOTE	 ((size_t)256 << 10)

static json_t *hops_json(const struct dkt_answer *answer)
{
	json_t *all = json_array();

	for (size_t i = 0; i < answer->n_hops; i++)
		json_array_append_new(all, json_pack("{s:s, s:I}", "url", answer->hops[i].url,
						     "status", (json_int_t)answer->hops[i].status));
	return all;
}

/* Names and values are bytes of strangers: those that are no UTF-8 are left out. */
static json_t *headers_json(const struct dkt_answer *answer)
{
	json_t *all = json_array();

	for (size_t i = 0; i < answer->n_headers && i < MAX_NOTE_HEADERS; i++) {
		const struct dkt_header *header = &answer->headers[i];
		json_t *name = json_string(header->name);
		json_t *value =
			strlen(header->value) > MAX_NOTE_VALUE ? NULL : json_string(header->value);

		if (name != NULL && value != NULL)
			json_array_append_new(all, json_pack("[O, O]", name, value));
		json_decref(name);
		json_decref(value);
	}
	return all;
}

const char *dkt_note_write(struct dkt_arena *arena, const struct dkt_answer *answer,
			   const char *key)
{
	struct dkt_buf line = DKT_BUF_INIT(MAX_NOTE);
	const char *result = NULL;
	json_t *note;

	note = json_pack("{s:i, s:s, s:I, s:s, s:s, s:I, s:o, s:o}", "outcome",
			 (int)answer->outcome, "reason", answer->reason, "status",
			 (json_int_t)answer->status, "final", answer->final_url, "capture", key,
			 "retry_at", (json_int_t)answer->retry_at, "hops", hops_json(answer),
			 "headers", headers_json(answer));
	if (note == NULL)
		return NULL;
	dkt_doc_line(note, &line);
	if (dkt_buf_ok(&line))
		result = dkt_arena_dup(arena, dkt_buf_str(&line), line.size);
	dkt_buf_clear(&line);
	json_decref(note);
	return result;
}

static void read_hops(struct dkt_arena *arena, const json_t *list, struct dkt_answer *out)
{
	size_t n = json_array_size(list);
	struct dkt_hop *hops = DKT_NEW_N(arena, struct dkt_hop, n + 1);

	for (size_t i = 0; i < n; i++) {
		const json_t *hop = json_array_get(list, i);

		hops[i] = (struct dkt_hop){
			.url = dkt_arena_dups(arena, dkt_doc_string(hop, "/url", "")),
			.status = (long)dkt_doc_int(hop, "/status", 0),
			.address = "",
			.protocol = ""};
	}
	out->hops = hops;
	out->n_hops = n;
}

static void read_headers(struct dkt_arena *arena, const json_t *list, struct dkt_answer *out)
{
	size_t n = json_array_size(list);
	struct dkt_header *headers = DKT_NEW_N(arena, struct dkt_header, n + 1);

	for (size_t i = 0; i < n; i++) {
		const json_t *header = json_array_get(list, i);

		headers[i].name = dkt_arena_dups(arena, dkt_doc_string(header, "/0", ""));
		headers[i].value = dkt_arena_dups(arena, dkt_doc_string(header, "/1", ""));
	}
	out->headers = headers;
	out->n_headers = n;
}

static bool read_body(struct dkt_arena *arena, const struct dkt_captures *captures, const char *key,
		      struct dkt_answer *out)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_capture capture;

	out->body = "";
	out->size = 0;
	if (key[0] == '\0')
		return true;
	if (captures == NULL || strlen(key) + 1 != DKT_SHA256_HEX ||
	    dkt_capture_find(arena, captures->folder, key, &capture, &err) < 0 || capture.sum_wrong)
		return false;
	out->body = capture.answer.body;
	out->size = capture.answer.size;
	return true;
}

bool dkt_note_read(struct dkt_arena *arena, const struct dkt_captures *captures, const char *note,
		   struct dkt_answer *out, struct dkt_kept *kept)
{
	struct dkt_err err = DKT_ERR_INIT;
	DKT_AUTO(json) json_t *doc = NULL;
	int64_t outcome;
	const char *key;

	if (dkt_doc_parse(note, strlen(note), "a note", &doc, &err) < 0)
		return false;
	memset(out, 0, sizeof *out);
	outcome = dkt_doc_int(doc, "/outcome", -1);
	key = dkt_doc_string(doc, "/capture", "");
	if (outcome < 0 || outcome > DKT_ROBOTS || !read_body(arena, captures, key, out))
		return false;
	out->outcome = (enum dkt_fetched)outcome;
	out->reason = dkt_arena_dups(arena, dkt_doc_string(doc, "/reason", ""));
	out->status = (long)dkt_doc_int(doc, "/status", 0);
	out->final_url = dkt_arena_dups(arena, dkt_doc_string(doc, "/final", ""));
	out->retry_at = dkt_doc_int(doc, "/retry_at", 0);
	out->round = 1;
	read_hops(arena, json_object_get(doc, "hops"), out);
	read_headers(arena, json_object_get(doc, "headers"), out);
	memcpy(kept->key, key, strlen(key) + 1);
	kept->fresh = false;
	return true;
}
