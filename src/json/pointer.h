/*
 * pointer.h - JSON pointers: build while walking, check, resolve; and places in a text.
 *
 * Standard: RFC 6901.  Floor: json.
 */
#ifndef JSON_POINTER_H
#define JSON_POINTER_H

#include "base/buf.h"
#include "json/text.h"

/* Well formed: "" or "/..." with ~ only as ~0 and ~1. */
bool dkt_pointer_valid(const char *pointer);

/* The value named by pointer under root, or NULL. "" is root itself. */
const struct dkt_node *dkt_pointer_get(const struct dkt_node *root, const char *pointer);

/* Append "/key" (escaped) or "/index" to a pointer that is being built. */
void dkt_pointer_add_key(struct dkt_buf *pointer, const char *key, size_t key_size);
void dkt_pointer_add_index(struct dkt_buf *pointer, size_t index);

/*
 * Append the pointer from root to the value, or to the member whose key, begins at offset in the
 * text that root was parsed from. False, appending nothing, when nothing below root begins there.
 * Children stand in the order of their offsets, so this takes depth times log of the width, and the
 * size of the pointer; places that are rarely named need not be kept.
 */
bool dkt_pointer_to(const struct dkt_node *root, size_t offset, struct dkt_buf *pointer);

/*
 * Take the next token from *rest (which starts with '/'), unescaped, into the arena; *rest moves
 * behind it. NULL at the end.
 */
const char *dkt_pointer_token(struct dkt_arena *arena, const char **rest, size_t *size_out);

/* Does the token (size bytes, still escaped, without '/') name this key? */
bool dkt_pointer_token_is(const char *token, size_t size, const char *key, size_t key_size);

/* A decimal array index without leading zeros; false otherwise. */
bool dkt_pointer_index(const char *token, size_t size, size_t *out);

/* Does pointer name prefix itself or something below it? "/a/b" is under "/a" and under "". */
bool dkt_pointer_under(const char *pointer, const char *prefix);

struct dkt_pos {
	size_t offset;	 /* bytes from 0 */
	unsigned line;	 /* from 1 */
	unsigned column; /* from 1, in characters */
};

/* Line and column of an offset. Linear in the offset. */
struct dkt_pos dkt_pos_at(const char *bytes, size_t size, size_t offset);

#endif
