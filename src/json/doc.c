/*
 * doc.c - jansson values for documents that are not records, and the way between them and nodes.
 *
 * Texts are parsed by our own parser, which knows where it stands and says what is wrong in words,
 * and written by our own writer, which writes doubles with the fewest digits (jansson writes 0.1 as
 * 0.10000000000000001). jansson holds the values in between: it has reference counts and editing,
 * which nodes have not.
 */
#include "json/doc.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "json/build.h"
#include "json/number.h"
#include "json/pointer.h"
#include "json/write.h"

/* --- nodes to jansson ---------------------------------------------------------------------------
 */

/* How to treat a number that jansson cannot hold as it is written. */
enum precision { NEAREST, EXACT };

static json_t *value_of(const struct dkt_node *node, enum precision precision);

static bool is_integer(const struct dkt_node *number, json_int_t *out)
{
	const char *bytes = number->as.bytes;

	if (strcspn(bytes, ".eE") != number->size)
		return false;
	errno = 0;
	*out = strtoll(bytes, NULL, 10);
	return errno == 0;
}

static json_t *number_of(const struct dkt_node *node, enum precision precision)
{
	struct dkt_decimal decimal;
	char text[DKT_DOUBLE_TEXT];
	json_int_t integer;
	double real;

	if (is_integer(node, &integer))
		return json_integer(integer);
	dkt_decimal_read(node->as.bytes, node->size, &decimal);
	if (precision == EXACT && !dkt_decimal_text(&decimal, text))
		return NULL;
	return dkt_double(node, &real) ? json_real(real) : NULL;
}

static json_t *array_of(const struct dkt_node *node, enum precision precision)
{
	json_t *array = json_array();

	for (size_t i = 0; i < node->size; i++) {
		json_t *item = value_of(&node->as.items[i], precision);

		if (item == NULL) {
			json_decref(array);
			return NULL;
		}
		if (json_array_append_new(array, item) < 0)
			dkt_oom();
	}
	return array;
}

static json_t *object_of(const struct dkt_node *node, enum precision precision)
{
	json_t *object = json_object();

	for (size_t i = 0; i < node->size; i++) {
		const struct dkt_member *member = &node->as.members[i];
		json_t *value = value_of(&member->value, precision);

		if (value == NULL) {
			json_decref(object);
			return NULL;
		}
		if (json_object_setn_new(object, member->key, member->key_size, value) < 0)
			dkt_oom();
	}
	return object;
}

static json_t *value_of(const struct dkt_node *node, enum precision precision)
{
	switch ((enum dkt_kind)node->kind) {
	case DKT_FALSE:
		return json_false();
	case DKT_TRUE:
		return json_true();
	case DKT_NUMBER:
		return number_of(node, precision);
	case DKT_STRING:
		return json_stringn(node->as.bytes, node->size);
	case DKT_ARRAY:
		return array_of(node, precision);
	case DKT_OBJECT:
		return object_of(node, precision);
	default:
		return json_null();
	}
}

bool dkt_doc_of_node(const struct dkt_node *node, json_t **out)
{
	*out = value_of(node, EXACT);
	return *out != NULL;
}

/* --- jansson to nodes ---------------------------------------------------------------------------
 */

static struct dkt_node node_of(struct dkt_arena *arena, const json_t *value, unsigned depth);

static struct dkt_node real_node(struct dkt_arena *arena, double value)
{
	struct dkt_node node = dkt_make_null();
	char text[DKT_DOUBLE_TEXT];

	if (isnan(value) || isinf(value))
		return node;
	dkt_double_text(value, text);
	node.kind = DKT_NUMBER;
	node.size = strlen(text);
	node.as.bytes = dkt_arena_dup(arena, text, node.size);
	return node;
}

static struct dkt_node array_node(struct dkt_arena *arena, const json_t *array, unsigned depth)
{
	size_t n = json_array_size(array);
	struct dkt_node *items = DKT_NEW_N(arena, struct dkt_node, n);
	struct dkt_node node = dkt_make_array(arena, NULL, 0);

	for (size_t i = 0; i < n; i++)
		items[i] = node_of(arena, json_array_get(array, i), depth);
	node.size = n;
	node.as.items = items;
	return node;
}

static struct dkt_node object_node(struct dkt_arena *arena, json_t *object, unsigned depth)
{
	struct dkt_member *members = DKT_NEW_N(arena, struct dkt_member, json_object_size(object));
	struct dkt_node node = dkt_make_object(arena, NULL, 0);

	for (void *at = json_object_iter(object); at != NULL;
	     at = json_object_iter_next(object, at)) {
		struct dkt_member *member = &members[node.size++];

		member->key_size = json_object_iter_key_len(at);
		member->key = dkt_arena_dup(arena, json_object_iter_key(at), member->key_size);
		member->key_offset = DKT_MADE;
		member->value = node_of(arena, json_object_iter_value(at), depth);
	}
	node.as.members = members;
	return node;
}

static struct dkt_node node_of(struct dkt_arena *arena, const json_t *value, unsigned depth)
{
	if (depth > DKT_MAX_DEPTH)
		return dkt_make_null();
	switch (value == NULL ? JSON_NULL : json_typeof(value)) {
	case JSON_OBJECT:
		/* jansson iterates only over objects that it may change, but does not change it */
		return object_node(arena, (json_t *)(uintptr_t)value, depth + 1);
	case JSON_ARRAY:
		return array_node(arena, value, depth + 1);
	case JSON_STRING:
		return dkt_make_stringn(arena, json_string_value(value), json_string_length(value));
	case JSON_INTEGER:
		return dkt_make_int(arena, json_integer_value(value));
	case JSON_REAL:
		return real_node(arena, json_real_value(value));
	case JSON_TRUE:
		return dkt_make_bool(true);
	case JSON_FALSE:
		return dkt_make_bool(false);
	default:
		return dkt_make_null();
	}
}

struct dkt_node dkt_doc_to_node(struct dkt_arena *arena, const json_t *doc)
{
	return node_of(arena, doc, 0);
}

/* --- texts --------------------------------------------------------------------------------------
 */

static int fail_at(const struct dkt_text *text, const char *name, size_t offset,
		   const char *sentence, const char *hint, struct dkt_err *err)
{
	struct dkt_pos pos = dkt_pos_at(text->bytes, text->size, offset);

	(void)dkt_fail(err, DKT_EFORMAT, "%s:%u:%u: %s", name, pos.line, pos.column, sentence);
	if (hint[0] != '\0')
		(void)dkt_hint(err, "%s", hint);
	return -1;
}

int dkt_doc_parse(const char *bytes, size_t size, const char *name, json_t **out,
		  struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_text text;
	struct dkt_text_fault fault;

	*out = NULL;
	if (!dkt_text_parse(&text, arena, bytes, size, &fault))
		return fail_at(&text, name, fault.offset, fault.sentence, fault.hint, err);
	if (text.n_duplicates > 0)
		return fail_at(&text, name, text.duplicates[0],
			       "this key stands twice in the same object", "keep one of them", err);
	*out = value_of(&text.root, NEAREST);
	if (*out == NULL)
		return dkt_fail(err, DKT_EFORMAT, "%s: a number is too large", name);
	return 0;
}

void dkt_doc_write(const json_t *doc, struct dkt_buf *out)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node node = dkt_doc_to_node(arena, doc);

	dkt_write_indented(&node, out);
	dkt_buf_addc(out, '\n');
}

void dkt_doc_line(const json_t *doc, struct dkt_buf *out)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node node = dkt_doc_to_node(arena, doc);

	dkt_write_line(&node, out);
}

/* --- reading ------------------------------------------------------------------------------------
 */

static json_t *step(const json_t *value, const char *token, size_t size)
{
	size_t index;

	if (json_is_array(value))
		return dkt_pointer_index(token, size, &index) ? json_array_get(value, index) : NULL;
	return json_object_getn(value, token, size);
}

/* The token unescaped, which only a pointer with ~ in it needs. */
static json_t *step_escaped(const json_t *value, const char *pointer)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	size_t size;
	const char *token = dkt_pointer_token(arena, &pointer, &size);

	return step(value, token, size);
}

json_t *dkt_doc_get(const json_t *doc, const char *pointer)
{
	/* jansson hands out children that may be changed; so does this, the root included */
	json_t *value = (json_t *)(uintptr_t)doc;

	if (!dkt_pointer_valid(pointer))
		return NULL;
	while (value != NULL && *pointer == '/') {
		size_t size = strcspn(pointer + 1, "/");

		if (memchr(pointer + 1, '~', size) != NULL)
			value = step_escaped(value, pointer);
		else
			value = step(value, pointer + 1, size);
		pointer += 1 + size;
	}
	return value;
}

const char *dkt_doc_string(const json_t *doc, const char *pointer, const char *fallback)
{
	const json_t *value = dkt_doc_get(doc, pointer);

	return json_is_string(value) ? json_string_value(value) : fallback;
}

int64_t dkt_doc_int(const json_t *doc, const char *pointer, int64_t fallback)
{
	const json_t *value = dkt_doc_get(doc, pointer);

	return json_is_integer(value) ? json_integer_value(value) : fallback;
}

bool dkt_doc_bool(const json_t *doc, const char *pointer, bool fallback)
{
	const json_t *value = dkt_doc_get(doc, pointer);

	return json_is_boolean(value) ? json_is_true(value) : fallback;
}
