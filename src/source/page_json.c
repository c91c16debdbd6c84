/*
 * page_json.c - a JSON document as text: each string and number a block of its own, in order.
 *
 * Depth is jansson's limit (2,048); the walk keeps its own stack.
 */
#include "source/page_inside.h"

#include <string.h>

#include "json/doc.h"

#include "base/banned.h"

#define DEPTH_MAX 2100

struct level {
	json_t *value;
	size_t at;   /* next item of an array */
	void *iter;  /* next member of an object */
};

static void add_value(const json_t *value, struct dkt_words *out)
{
	char *number;

	dkt_words_gap(out, DKT_GAP_BLOCK);
	if (json_is_string(value)) {
		dkt_words_add(out, json_string_value(value), json_string_length(value), true);
	} else if (json_is_number(value)) {
		number = json_dumps(value, JSON_ENCODE_ANY);
		if (number != NULL)
			dkt_words_add(out, number, strlen(number), false);
		free(number);
	}
}

/* The next value below, or NULL. */
static json_t *step(struct level *level)
{
	json_t *value = NULL;

	if (json_is_array(level->value))
		return json_array_get(level->value, level->at++);
	if (level->iter != NULL) {
		value = json_object_iter_value(level->iter);
		level->iter = json_object_iter_next(level->value, level->iter);
	}
	return value;
}

static void walk(json_t *root, struct level *levels, struct dkt_words *out)
{
	size_t depth = 1;

	levels[0] = (struct level){root, 0, json_object_iter(root)};
	if (!json_is_object(root) && !json_is_array(root))
		add_value(root, out);
	while (depth > 0) {
		json_t *value = step(&levels[depth - 1]);

		if (value == NULL)
			depth--;
		else if (!json_is_object(value) && !json_is_array(value))
			add_value(value, out);
		else if (depth < DEPTH_MAX)
			levels[depth++] = (struct level){value, 0, json_object_iter(value)};
	}
}

void dkt_page_read_json(struct dkt_arena *arena, const char *json, size_t size,
			struct dkt_page *out)
{
	DKT_AUTO(json) json_t *doc = json_loadb(json, size, JSON_DECODE_ANY, NULL);
	struct dkt_words words = {.buf = DKT_BUF_INIT(DKT_PAGE_TEXT_MAX)};

	out->text = json;
	out->text_size = size;
	if (doc == NULL)
		return;
	walk(doc, DKT_NEW_N(arena, struct level, DEPTH_MAX), &words);
	out->text_size = words.buf.size;
	out->text = dkt_arena_dup(arena, dkt_buf_str(&words.buf), words.buf.size);
	dkt_buf_clear(&words.buf);
}
