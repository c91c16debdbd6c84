/*
 * doc.h - documents of our own and of others (configuration, evidence, reports, answers of
 * archives) as jansson values. Records never pass through here: jansson would change their numbers
 * (json/text.h).
 *
 * This header brings jansson's names to the floors above; no other file includes <jansson.h>.
 *
 * Floor: json.
 */
#ifndef JSON_DOC_H
#define JSON_DOC_H

#include <jansson.h>

#include "base/auto.h"
#include "base/buf.h"
#include "json/text.h"

DKT_AUTO_DEFINE(json, json_t, json_decref)

/*
 * Parse a document of at most DKT_MAX_TEXT bytes; repeated keys are refused. name is for messages.
 * DKT_EFORMAT says line and column. The result is a new reference.
 */
DKT_MUST_CHECK int dkt_doc_parse(const char *bytes, size_t size, const char *name, json_t **out,
				 struct dkt_err *err);

/* The value at an RFC 6901 pointer, borrowed, or NULL. */
json_t *dkt_doc_get(const json_t *doc, const char *pointer);

/* The string at pointer, or fallback (which may be NULL). */
const char *dkt_doc_string(const json_t *doc, const char *pointer, const char *fallback);
int64_t dkt_doc_int(const json_t *doc, const char *pointer, int64_t fallback);
bool dkt_doc_bool(const json_t *doc, const char *pointer, bool fallback);

/* Two-space indented, keys as inserted, final newline. */
void dkt_doc_write(const json_t *doc, struct dkt_buf *out);

/* On one line, no newline. */
void dkt_doc_line(const json_t *doc, struct dkt_buf *out);

/* Both ways between jansson values and nodes. To jansson: false when a number does not fit jansson
 * exactly. */
struct dkt_node dkt_doc_to_node(struct dkt_arena *arena, const json_t *doc);
bool dkt_doc_of_node(const struct dkt_node *node, json_t **out);

#endif
