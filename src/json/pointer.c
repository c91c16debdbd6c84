/*
 * pointer.c - RFC 6901 over nodes, and places in a text as people count them.
 *
 * Pointers have a few tokens and are resolved a few times a record, so nothing is compiled or
 * cached; a token is compared with a key while it is unescaped, which needs no memory.
 *
 * Standard: RFC 6901.
 */
#include "json/pointer.h"

#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"

bool dkt_pointer_valid(const char *pointer)
{
	if (pointer[0] != '\0' && pointer[0] != '/')
		return false;
	for (const char *c = strchr(pointer, '~'); c != NULL; c = strchr(c + 1, '~')) {
		if (c[1] != '0' && c[1] != '1')
			return false;
	}
	return true;
}

/* One character of an escaped token; *at moves behind it. */
static char unescaped(const char *token, size_t size, size_t *at)
{
	char c = token[(*at)++];

	if (c != '~' || *at >= size || (token[*at] != '0' && token[*at] != '1'))
		return c;
	return token[(*at)++] == '0' ? '~' : '/';
}

bool dkt_pointer_token_is(const char *token, size_t size, const char *key, size_t key_size)
{
	size_t at = 0;

	for (size_t i = 0; i < key_size; i++) {
		if (at >= size || unescaped(token, size, &at) != key[i])
			return false;
	}
	return at == size;
}

bool dkt_pointer_index(const char *token, size_t size, size_t *out)
{
	uint64_t value;

	if (size == 0 || (size > 1 && token[0] == '0') ||
	    !dkt_parse_digits(token, size, SIZE_MAX, &value))
		return false;
	*out = (size_t)value;
	return true;
}

static const struct dkt_node *step(const struct dkt_node *node, const char *token, size_t size)
{
	size_t index;

	if (dkt_is(node, DKT_ARRAY))
		return dkt_pointer_index(token, size, &index) ? dkt_item(node, index) : NULL;
	if (!dkt_is(node, DKT_OBJECT))
		return NULL;
	for (size_t i = node->size; i > 0; i--) {
		const struct dkt_member *member = &node->as.members[i - 1];

		if (dkt_pointer_token_is(token, size, member->key, member->key_size))
			return &member->value;
	}
	return NULL;
}

const struct dkt_node *dkt_pointer_get(const struct dkt_node *root, const char *pointer)
{
	const struct dkt_node *node = root;

	if (!dkt_pointer_valid(pointer))
		return NULL;
	while (node != NULL && *pointer == '/') {
		size_t size = strcspn(pointer + 1, "/");

		node = step(node, pointer + 1, size);
		pointer += 1 + size;
	}
	return node;
}

void dkt_pointer_add_key(struct dkt_buf *pointer, const char *key, size_t key_size)
{
	size_t start = 0;

	dkt_buf_addc(pointer, '/');
	for (size_t i = 0; i < key_size; i++) {
		if (key[i] != '~' && key[i] != '/')
			continue;
		dkt_buf_add(pointer, key + start, i - start);
		dkt_buf_adds(pointer, key[i] == '~' ? "~0" : "~1");
		start = i + 1;
	}
	dkt_buf_add(pointer, key + start, key_size - start);
}

void dkt_pointer_add_index(struct dkt_buf *pointer, size_t index)
{
	dkt_buf_addf(pointer, "/%zu", index);
}

/* The last child that begins at or before the offset, counted from 1; 0 when there is none. */
static size_t child_before(const struct dkt_node *node, size_t offset)
{
	size_t low = 0;
	size_t high = dkt_size(node);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		uint32_t begins = dkt_is(node, DKT_OBJECT) ? node->as.members[middle].key_offset
							   : node->as.items[middle].offset;

		if (begins <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool dkt_pointer_to(const struct dkt_node *root, size_t offset, struct dkt_buf *pointer)
{
	size_t start = pointer->size;
	size_t at;

	while (root->offset != offset) {
		at = child_before(root, offset);
		if (at == 0) {
			dkt_buf_truncate(pointer, start);
			return false;
		}
		if (dkt_is(root, DKT_ARRAY)) {
			dkt_pointer_add_index(pointer, at - 1);
			root = &root->as.items[at - 1];
			continue;
		}
		dkt_pointer_add_key(pointer, root->as.members[at - 1].key,
				    root->as.members[at - 1].key_size);
		if (root->as.members[at - 1].key_offset == offset)
			break;
		root = &root->as.members[at - 1].value;
	}
	return true;
}

const char *dkt_pointer_token(struct dkt_arena *arena, const char **rest, size_t *size_out)
{
	const char *token = *rest;
	size_t size;
	size_t n = 0;
	char *out;

	if (*token != '/')
		return NULL;
	token++;
	size = strcspn(token, "/");
	out = dkt_arena_alloc(arena, size + 1);
	for (size_t at = 0; at < size;)
		out[n++] = unescaped(token, size, &at);
	out[n] = '\0';
	*size_out = n;
	*rest = token + size;
	return out;
}

bool dkt_pointer_under(const char *pointer, const char *prefix)
{
	size_t size = strlen(prefix);

	return strncmp(pointer, prefix, size) == 0 &&
	       (pointer[size] == '\0' || pointer[size] == '/');
}

struct dkt_pos dkt_pos_at(const char *bytes, size_t size, size_t offset)
{
	struct dkt_pos pos = {.offset = offset < size ? offset : size, .line = 1};
	const char *end = bytes + pos.offset;
	const char *line = bytes;
	const char *feed;

	while (line < end && (feed = memchr(line, '\n', (size_t)(end - line))) != NULL) {
		pos.line++;
		line = feed + 1;
	}
	pos.column = (unsigned)dkt_utf8_count(line, (size_t)(end - line)) + 1;
	return pos;
}
