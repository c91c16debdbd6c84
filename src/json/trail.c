/* trail.c - a chain of steps, root last, turned round while it is printed. */
#include "json/trail.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/num.h"
#include "base/utf8.h"
#include "json/canon.h"
#include "json/pointer.h"

#define NAME_MAX_BYTES 80

typedef void print_fn(const struct dkt_trail *step, struct dkt_buf *out);

static void print_pointer(const struct dkt_trail *step, struct dkt_buf *out)
{
	if (step->in_object)
		dkt_pointer_add_key(out, step->entry->key, step->entry->key_size);
	else
		dkt_pointer_add_index(out, step->index);
}

/* A key that needs no quotation marks in a path. */
static bool is_plain(const char *key, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)key[i];

		if (c <= 0x20U || c == 0x7FU || strchr(".[]\"\\", c) != NULL)
			return false;
	}
	return size > 0;
}

static void print_name(const struct dkt_entry *entry, struct dkt_buf *out)
{
	size_t size = dkt_utf8_cut(entry->key, entry->key_size, NAME_MAX_BYTES);

	dkt_buf_add(out, entry->key, size);
	if (size < entry->key_size)
		dkt_buf_adds(out, "\xE2\x80\xA6");
}

static void print_path(const struct dkt_trail *step, struct dkt_buf *out)
{
	const struct dkt_entry *entry = step->entry;

	if (step->in_object && is_plain(entry->key, entry->key_size)) {
		if (out->size > 0)
			dkt_buf_addc(out, '.');
		print_name(entry, out);
	} else if (step->in_object) {
		dkt_buf_addc(out, '[');
		dkt_canon_string(entry->key,
				 dkt_utf8_cut(entry->key, entry->key_size, NAME_MAX_BYTES), out);
		dkt_buf_addc(out, ']');
	} else if (entry->kind == DKT_KEY_NONE) {
		dkt_buf_addf(out, "[%zu]", step->index);
	} else {
		dkt_buf_addc(out, '[');
		print_name(entry, out);
		dkt_buf_addc(out, ']');
	}
}

static const char *print(struct dkt_arena *arena, const struct dkt_trail *trail, print_fn *one)
{
	/* arrays and objects nest DKT_MAX_DEPTH deep in a text, twice that after an edit */
	const struct dkt_trail *steps[2 * DKT_MAX_DEPTH + 1];
	struct dkt_buf out = DKT_BUF_INIT(SIZE_MAX / 4);
	const char *copy;
	size_t n = 0;

	for (; trail != NULL && n < sizeof steps / sizeof steps[0]; trail = trail->up)
		steps[n++] = trail;
	while (n > 0)
		one(steps[--n], &out);
	copy = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return copy;
}

const char *dkt_trail_pointer(struct dkt_arena *arena, const struct dkt_trail *trail)
{
	return print(arena, trail, print_pointer);
}

const char *dkt_trail_path(struct dkt_arena *arena, const struct dkt_trail *trail)
{
	return print(arena, trail, print_path);
}

size_t dkt_trail_cost(const struct dkt_trail *trail, size_t n_children)
{
	size_t length = 8;
	size_t cost;

	for (; trail != NULL; trail = trail->up)
		length += trail->in_object ? trail->entry->key_size + 1 : 8;
	return dkt_mul(length, n_children, &cost) ? cost : SIZE_MAX;
}
