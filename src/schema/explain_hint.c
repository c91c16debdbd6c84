/*
 * explain_hint.c - what to do about it: kinds, coordinates, and what the schema itself says.
 *
 * Each hint answers a mistake that people make again and again. It is asked for only where a
 * finding is kept, so it may look around; what it looks at is capped, since schema and value can be
 * of any size.
 */
#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "schema/explain.h"
#include "text/unicode.h"

#define LISTED_VALUES 8
#define LABELS	      2000
#define MOST_UNLIKE   40

/* --- words --- */

static bool is_separator(char c)
{
	return c == '\0' || c == '_' || c == '-' || c == ' ' || c == '.' || c == '/';
}

/* Does the word stand in text between separators? */
static bool has_part(const char *text, const char *word)
{
	size_t size = strlen(word);

	for (const char *p = strstr(text, word); p != NULL; p = strstr(p + 1, word)) {
		if ((p == text || is_separator(p[-1])) && is_separator(p[size]))
			return true;
	}
	return false;
}

/* The words of one in another order ("journal-article" for "article-journal")? */
static bool has_same_parts(const char *text, const char *word)
{
	size_t n = 0;
	char part[64];

	if (strlen(text) != strlen(word))
		return false;
	while (*word != '\0') {
		size_t size = 0;

		while (!is_separator(word[size]))
			size++;
		if (size == 0 || size >= sizeof part)
			return false;
		memcpy(part, word, size);
		part[size] = '\0';
		if (!has_part(text, part))
			return false;
		word += size + (word[size] != '\0');
		n++;
	}
	return n > 1;
}

const char *dkt_meant(const char *word, const char *const *candidates, size_t n)
{
	const char *found = dkt_did_you_mean(word, candidates, n);

	for (size_t i = 0; i < n && found == NULL; i++)
		found = has_same_parts(candidates[i], word) ? candidates[i] : NULL;
	if (found != NULL || strlen(word) < 3)
		return found;
	for (size_t i = 0; i < n; i++) {
		if (!has_part(candidates[i], word) && !has_part(word, candidates[i]))
			continue;
		if (found != NULL)
			return NULL;
		found = candidates[i];
	}
	return found;
}

/* --- kinds -------------------------------------------------------------------------------------
 */

static const char *advice(struct dkt_explain *x, enum dkt_message message, const char *a)
{
	return dkt_words(&x->voice, message, a, NULL);
}

static bool is_one_of(const char *text, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (dkt_streq(text, words[i]))
			return true;
	}
	return false;
}

static const char *hint_boolean(struct dkt_explain *x, const char *text)
{
	static const char *const yes[] = {"true", "True", "TRUE", "yes", "Yes", "是", "1"};
	static const char *const no[] = {"false", "False", "FALSE", "no", "No", "否", "0"};

	if (is_one_of(text, yes, sizeof yes / sizeof yes[0]))
		return advice(x, DKT_SAY_HINT_BARE, "true");
	if (is_one_of(text, no, sizeof no / sizeof no[0]))
		return advice(x, DKT_SAY_HINT_BARE, "false");
	return advice(x, DKT_SAY_HINT_BOOLEAN, NULL);
}

/* "a, b" as ["a", "b"]; NULL when there is nothing to part. */
static const char *parted(struct dkt_explain *x, const struct dkt_node *value)
{
	static const char *const marks[] = {",", ";", "\xEF\xBC\x8C", "\xE3\x80\x81",
					    "\xEF\xBC\x9B"};
	struct dkt_buf out = DKT_BUF_INIT(512);
	struct dkt_node part = {.kind = DKT_STRING};
	const char *text = NULL;
	size_t start = 0;
	size_t n = 0;
	bool exact;

	if (value->size > 200)
		return NULL;
	for (size_t i = 0; i <= value->size; i++) {
		size_t mark = i == value->size ? 1 : 0;
		size_t end = i;

		for (size_t k = 0; k < sizeof marks / sizeof marks[0] && mark == 0; k++)
			mark = dkt_starts(value->as.bytes + i, marks[k]) ? strlen(marks[k]) : 0;
		if (mark == 0)
			continue;
		while (start < end && value->as.bytes[start] == ' ')
			start++;
		while (end > start && value->as.bytes[end - 1] == ' ')
			end--;
		part.as.bytes = dkt_arena_dup(x->voice.arena, value->as.bytes + start, end - start);
		part.size = end - start;
		dkt_buf_adds(&out, n == 0 ? "[" : ", ");
		dkt_buf_adds(&out, dkt_looks_like_number(&part, &exact) && exact
					   ? part.as.bytes
					   : dkt_show_typed(&x->voice, part.as.bytes, part.size));
		n += end > start ? 1 : 100;
		i += mark - 1;
		start = i + 1;
	}
	dkt_buf_addc(&out, ']');
	if (n > 1 && n < 20 && dkt_buf_ok(&out))
		text = dkt_arena_dup(x->voice.arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

static const char *hint_of_text(struct dkt_explain *x, const struct dkt_node *value, unsigned bits)
{
	const char *plain;

	if ((bits & (DKT_BIT(DKT_NUMBER) | DKT_BIT_INTEGER)) != 0) {
		plain = dkt_hint_number_text(x, value);
		if (plain != NULL)
			return plain;
	}
	if ((bits & DKT_BITS_BOOLEAN) != 0)
		return hint_boolean(x, value->as.bytes);
	if ((bits & DKT_BIT(DKT_NULL)) != 0 && dkt_streq(value->as.bytes, "null"))
		return advice(x, DKT_SAY_HINT_BARE, "null");
	if ((bits & DKT_BIT(DKT_ARRAY)) != 0) {
		plain = parted(x, value);
		return plain != NULL ? advice(x, DKT_SAY_HINT_ITEMS, plain)
				     : advice(x, DKT_SAY_HINT_BRACKETS, NULL);
	}
	return (bits & DKT_BIT(DKT_OBJECT)) != 0 ? NULL : dkt_hint_text(x, value, "");
}

/* The first two of the names that keys may have; for tags of languages one of them. */
static bool add_names(struct dkt_explain *x, const struct dkt_insn *insn, struct dkt_buf *out)
{
	const struct dkt_node *names;

	if (insn->op == DKT_OP_FORMAT && dkt_streq(insn->as.format->name, "bcp47")) {
		dkt_buf_adds(out, "{ \"en\": ...");
		return true;
	}
	if (insn->op != DKT_OP_ENUM)
		return false;
	names = insn->as.values->values;
	for (size_t i = 0; i < names->size && i < 2; i++)
		dkt_buf_addf(out, "%s%s: ...", i == 0 ? "{ " : ", ",
			     dkt_show_json(&x->voice, &names->as.items[i]));
	return names->size > 0;
}

/* { "en": ..., "zh-Hans": ... }: the keys that are required, else the first ones. */
static const char *hint_keys(struct dkt_explain *x, const struct dkt_sub *sub)
{
	struct dkt_buf out = DKT_BUF_INIT(1024);
	const char *hint = NULL;
	size_t n = 0;

	for (size_t i = 0; i < sub->n_insns; i++) {
		const struct dkt_keys *keys = sub->insns[i].as.keys;

		for (size_t k = 0; sub->insns[i].op == DKT_OP_REQUIRED && k < keys->n && n < 4; k++)
			dkt_buf_addf(
				&out, "%s%s: ...", n++ == 0 ? "{ " : ", ",
				dkt_show_typed(&x->voice, keys->keys[k].bytes, keys->keys[k].size));
	}
	for (size_t i = 0; i < sub->n_insns && n == 0; i++) {
		const struct dkt_members *members = sub->insns[i].as.members;

		for (size_t k = 0;
		     sub->insns[i].op == DKT_OP_MEMBERS && k < members->n_props && k < 3; k++)
			dkt_buf_addf(&out, "%s%s: ...", n++ == 0 ? "{ " : ", ",
				     dkt_show_typed(&x->voice, members->props[k].key,
						    members->props[k].key_size));
	}
	for (size_t i = 0; i < sub->n_insns && n == 0; i++) {
		const struct dkt_sub *names = sub->insns[i].as.sub;

		for (size_t k = 0; sub->insns[i].op == DKT_OP_PROPERTY_NAMES && k < names->n_insns;
		     k++)
			n += add_names(x, &names->insns[k], &out);
	}
	dkt_buf_adds(&out, n > 0 ? " }" : "{ \"...\": ... }");
	if (dkt_buf_ok(&out))
		hint = advice(x, DKT_SAY_HINT_KEYS, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return hint;
}

static bool is_required(const struct dkt_place *place)
{
	for (size_t i = 0; place->within != NULL && i < place->within->n_insns; i++) {
		const struct dkt_keys *keys = place->within->insns[i].as.keys;

		for (size_t k = 0;
		     place->within->insns[i].op == DKT_OP_REQUIRED && k < keys->n && k < 1000;
		     k++) {
			if (keys->keys[k].size == place->key_size &&
			    memcmp(keys->keys[k].bytes, place->key, place->key_size) == 0)
				return true;
		}
	}
	return false;
}

const char *dkt_hint_left_out(struct dkt_explain *x, const struct dkt_place *place)
{
	if (x->hear == NULL || place->key == NULL)
		return NULL;
	return advice(x, is_required(place) ? DKT_SAY_HINT_NEEDED : DKT_SAY_HINT_LEAVE_OUT, NULL);
}

const char *dkt_hint_type(struct dkt_explain *x, const struct dkt_place *place, unsigned bits,
			  const struct dkt_sub *sub)
{
	const struct dkt_node *value = place->value;
	const char *hint = NULL;

	if (x->hear == NULL)
		return NULL;
	if (dkt_is(value, DKT_STRING))
		hint = hint_of_text(x, value, bits);
	if (hint != NULL)
		return hint;
	if (dkt_is(value, DKT_NULL))
		return dkt_hint_left_out(x, place);
	if (dkt_is(value, DKT_NUMBER) && bits == DKT_BITS_BOOLEAN && value->size == 1 &&
	    (value->as.bytes[0] == '0' || value->as.bytes[0] == '1'))
		return advice(x, DKT_SAY_HINT_WRITE, value->as.bytes[0] == '1' ? "true" : "false");
	if (value->kind <= DKT_NUMBER && (bits & DKT_BIT(DKT_STRING)) != 0)
		return advice(
			x, DKT_SAY_HINT_QUOTES,
			dkt_arena_printf(x->voice.arena, "\"%s\"", dkt_show(&x->voice, value)));
	if (dkt_is(value, DKT_NUMBER) && (bits & DKT_BIT_INTEGER) != 0)
		return advice(x, DKT_SAY_HINT_WHOLE, NULL);
	if (dkt_is(value, DKT_ARRAY) && value->size == 1)
		return advice(x, DKT_SAY_HINT_NO_BRACKETS, NULL);
	if ((bits & DKT_BIT(DKT_ARRAY)) != 0)
		return advice(x, DKT_SAY_HINT_BRACKETS, NULL);
	if (bits == DKT_BIT(DKT_OBJECT) && sub != NULL)
		return hint_keys(x, sub);
	return NULL;
}

/* --- coordinates --- */

const char *dkt_hint_coordinate(struct dkt_explain *x, const struct dkt_place *place)
{
	const struct dkt_place *list = place->parent;
	const struct dkt_place *named = list;
	double degrees;

	if (x->hear == NULL || place->key != NULL || list == NULL ||
	    !dkt_is(list->value, DKT_ARRAY) || !dkt_double(place->value, &degrees))
		return NULL;
	while (named->key == NULL && named->parent != NULL)
		named = named->parent;
	if (named->key == NULL || !dkt_memeqs(named->key, named->key_size, "coordinates"))
		return NULL;
	if (place->index == 1 && (degrees > 90 || degrees < -90) && degrees <= 180 &&
	    degrees >= -180)
		return dkt_words(&x->voice, DKT_SAY_HINT_SWAPPED, NULL, NULL);
	if (place->index == 0)
		return dkt_words(&x->voice, DKT_SAY_HINT_LONGITUDE, NULL, NULL);
	if (place->index == 1)
		return dkt_words(&x->voice, DKT_SAY_HINT_LATITUDE, NULL, NULL);
	return NULL;
}

/* --- what the schema says --- */

/* How unlike two texts are, from 0; all that share less than half are as unlike as can be. */
static unsigned unlike(const struct dkt_node *a, const struct dkt_node *b)
{
	unsigned distance = MOST_UNLIKE;

	if (dkt_is(a, DKT_STRING) && dkt_is(b, DKT_STRING))
		distance = dkt_edit_distance(a->as.bytes, a->size, b->as.bytes, b->size,
					     MOST_UNLIKE - 1);
	return dkt_is(b, DKT_STRING) && distance > dkt_utf8_count(b->as.bytes, b->size) / 2
		       ? MOST_UNLIKE
		       : distance;
}

/* The values most like near, in the order of likeness; among equals the first listed. */
static void nearest(const struct dkt_node *const *values, size_t n, const struct dkt_node *near,
		    const struct dkt_node *out[LISTED_VALUES])
{
	unsigned scores[LISTED_VALUES];
	size_t kept = 0;

	for (size_t i = 0; i < n && i < LABELS; i++) {
		unsigned score = unlike(values[i], near);
		size_t at = kept;

		if (kept == LISTED_VALUES && score >= scores[kept - 1])
			continue;
		if (kept < LISTED_VALUES)
			kept++;
		else
			at--;
		for (; at > 0 && scores[at - 1] > score; at--) {
			scores[at] = scores[at - 1];
			out[at] = out[at - 1];
		}
		scores[at] = score;
		out[at] = values[i];
	}
}

const char *dkt_list_values(struct dkt_explain *x, const struct dkt_node *const *values, size_t n,
			    const struct dkt_node *near)
{
	const struct dkt_node *best[LISTED_VALUES];
	size_t shown = n <= LISTED_VALUES + 2 ? n : LISTED_VALUES;
	const char *list = "";

	if (shown < n) {
		nearest(values, n, near, best);
		values = best;
	}

	for (size_t i = 0; i < shown; i++) {
		const char *one = values[i]->kind >= DKT_ARRAY ? dkt_show_json(&x->voice, values[i])
							       : dkt_show(&x->voice, values[i]);

		list = i == 0 ? one : dkt_words(&x->voice, DKT_SAY_COMMA, list, one);
	}
	if (shown < n)
		list = dkt_words(&x->voice, DKT_SAY_AND_MORE, list,
				 dkt_arena_printf(x->voice.arena, "%zu", n - shown));
	return list;
}

static bool same_text(const struct dkt_node *a, const struct dkt_node *b)
{
	return dkt_is(a, DKT_STRING) && a->size == b->size &&
	       memcmp(a->as.bytes, b->as.bytes, a->size) == 0;
}

const char *dkt_labelled(const struct dkt_sub *sub, const struct dkt_node *value)
{
	const struct dkt_node *values = dkt_get(dkt_get(sub->node, "x-docket"), "values");

	if (!dkt_is(values, DKT_OBJECT) || !dkt_is(value, DKT_STRING))
		return NULL;
	for (size_t i = 0; i < values->size && i < LABELS; i++) {
		const struct dkt_node *label = dkt_get(&values->as.members[i].value, "label");

		for (size_t k = 0; dkt_is(label, DKT_OBJECT) && k < label->size && k < 20; k++) {
			if (same_text(&label->as.members[k].value, value))
				return values->as.members[i].key;
		}
	}
	return NULL;
}

/* The hint for forms in the reader's language, else the description. */
static const char *described(struct dkt_explain *x, const struct dkt_sub *sub)
{
	const struct dkt_node *hint = dkt_get(dkt_get(sub->node, "x-docket"), "hint");
	const char *text = dkt_get_string(hint, dkt_language_tag(x->voice.language));
	size_t size;

	if (text == NULL)
		text = dkt_get_string(sub->node, "description");
	size = text == NULL ? 0 : dkt_utf8_cut(text, strlen(text), 200);
	if (size > 0 && text[size - 1] == '.')
		size--;
	else if (size >= 3 && memcmp(text + size - 3, "\xE3\x80\x82", 3) == 0)
		size -= 3;
	return size == 0 ? NULL : dkt_arena_dup(x->voice.arena, text, size);
}

const char *dkt_hint_schema(struct dkt_explain *x, const struct dkt_sub *sub)
{
	const struct dkt_node *example = dkt_item(dkt_get(sub->node, "examples"), 0);
	const char *text = x->hear == NULL ? NULL : described(x, sub);

	if (x->hear == NULL || example == NULL || example->kind >= DKT_ARRAY)
		return text;
	return dkt_words(&x->voice, text == NULL ? DKT_SAY_HINT_EXAMPLE : DKT_SAY_HINT_AND_EXAMPLE,
			 dkt_show(&x->voice, example), text);
}

static const struct dkt_members *find_members(const struct dkt_sub *sub)
{
	for (size_t i = 0; i < sub->n_insns; i++) {
		if (sub->insns[i].op == DKT_OP_MEMBERS)
			return sub->insns[i].as.members;
	}
	return NULL;
}

/* "because "category" is "office"": the values that a condition looked at. */
const char *dkt_hint_condition(struct dkt_explain *x, const struct dkt_sub *test,
			       const struct dkt_place *place)
{
	const char *said = NULL;
	size_t n = 0;

	for (size_t i = 0; i < test->n_insns && x->hear != NULL; i++) {
		const struct dkt_members *members =
			test->insns[i].op == DKT_OP_MEMBERS ? test->insns[i].as.members : NULL;

		if (test->insns[i].op == DKT_OP_REQUIRED && test->n_insns <= 2 &&
		    find_members(test) == NULL) {
			const struct dkt_key *key = &test->insns[i].as.keys->keys[0];

			if (test->insns[i].as.keys->n == 1 &&
			    dkt_getn(place->value, key->bytes, key->size) != NULL)
				return advice(
					x, DKT_SAY_HINT_BECAUSE,
					dkt_words(&x->voice, DKT_SAY_GIVEN,
						  dkt_show_text(&x->voice, key->bytes, key->size),
						  NULL));
		}
		for (size_t k = 0; members != NULL && k < members->n_props && n < 2; k++) {
			const struct dkt_prop *prop = &members->props[k];
			const struct dkt_node *value =
				dkt_getn(place->value, prop->key, prop->key_size);
			const char *one;

			if (value == NULL || value->kind >= DKT_ARRAY)
				continue;
			one = dkt_words(&x->voice, DKT_SAY_IS,
					dkt_show_text(&x->voice, prop->key, prop->key_size),
					dkt_show(&x->voice, value));
			said = n++ == 0 ? one : dkt_words(&x->voice, DKT_SAY_AND, said, one);
		}
	}
	return said == NULL ? NULL : advice(x, DKT_SAY_HINT_BECAUSE, said);
}
