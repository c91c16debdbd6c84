/*
 * explain_hint.c - what to do about it: the mistakes that people make again and again.
 */
#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "schema/explain.h"
#include "text/unicode.h"

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

const char *dkt_meant(const char *word, const char *const *candidates, size_t n)
{
	const char *found = dkt_did_you_mean(word, candidates, n);

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

/* Is the text a number as JSON writes it, or as people write it ("1,234.5", "12,5")? */
static bool looks_like_number(const struct dkt_node *value, bool *exact_out)
{
	const char *p = value->as.bytes;
	size_t digits = 0;
	size_t points = 0;
	size_t i = value->size > 0 && p[0] == '-' ? 1 : 0;

	*exact_out = i < value->size && !(p[i] == '0' && i + 1 < value->size && p[i + 1] != '.');
	for (; i < value->size; i++) {
		if (p[i] >= '0' && p[i] <= '9')
			digits++;
		else if (p[i] == '.' && points++ == 0 && digits > 0)
			continue;
		else if (p[i] == ',' || p[i] == ' ' || p[i] == '\'')
			*exact_out = false;
		else
			return false;
	}
	if (value->size > 0 && p[value->size - 1] == '.')
		*exact_out = false;
	return digits > 0;
}

static const char *hint_of_text(struct dkt_explain *x, const struct dkt_node *value, unsigned bits)
{
	bool exact;

	if ((bits & (DKT_BIT(DKT_NUMBER) | DKT_BIT_INTEGER)) != 0 && value->size <= 40 &&
	    looks_like_number(value, &exact))
		return exact ? dkt_arena_printf(x->arena, "write %s without quotes",
						value->as.bytes)
			     : "write the number without quotes: digits, and a point for decimals";
	if ((bits & DKT_BITS_BOOLEAN) != 0 &&
	    (dkt_streq(value->as.bytes, "true") || dkt_streq(value->as.bytes, "false")))
		return dkt_arena_printf(x->arena, "write %s without quotes", value->as.bytes);
	if ((bits & DKT_BIT(DKT_NULL)) != 0 && dkt_streq(value->as.bytes, "null"))
		return "write null without quotes";
	return dkt_hint_text(x, value, "");
}

const char *dkt_hint_type(struct dkt_explain *x, const struct dkt_place *place, unsigned bits)
{
	const struct dkt_node *value = place->value;
	const char *hint = NULL;

	if (x->report == NULL)
		return NULL;
	if (dkt_is(value, DKT_STRING))
		hint = hint_of_text(x, value, bits);
	if (hint != NULL)
		return hint;
	if (dkt_is(value, DKT_NULL) && place->key != NULL)
		return "leave the key out when nothing is known";
	if (dkt_is(value, DKT_NUMBER) && (bits & DKT_BIT(DKT_STRING)) != 0)
		return dkt_arena_printf(x->arena, "write \"%s\", with quotes",
					dkt_show(x->arena, value));
	if ((bits & DKT_BIT(DKT_ARRAY)) != 0 &&
	    (dkt_is(value, DKT_STRING) || dkt_is(value, DKT_OBJECT)))
		return "put it in square brackets, even when there is only one";
	if (dkt_is(value, DKT_ARRAY) && value->size == 1)
		return "one value is wanted, without square brackets";
	return NULL;
}

/* --- text --- */

/* Full-width forms to their ASCII ones; NULL when there are none. */
static const char *narrow(struct dkt_explain *x, const struct dkt_node *value)
{
	struct dkt_buf out = DKT_BUF_INIT(512);
	const char *text = NULL;
	bool wide = false;

	for (size_t i = 0; i < value->size && i < 200;) {
		uint32_t c = dkt_utf8_next(value->as.bytes, value->size, &i);

		if (c >= 0xFF01U && c <= 0xFF5EU) {
			c -= 0xFEE0U;
			wide = true;
		} else if (c == 0x3000U) {
			c = ' ';
			wide = true;
		}
		dkt_utf8_add(&out, c);
	}
	if (wide)
		text = dkt_arena_dup(x->arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

/* Three groups of digits with one kind of separator between them. */
static bool three_numbers(const struct dkt_node *value, uint64_t out[3], size_t sizes[3])
{
	const char *p = value->as.bytes;
	size_t start = 0;
	size_t n = 0;

	for (size_t i = 0; i <= value->size; i++) {
		if (i < value->size && p[i] >= '0' && p[i] <= '9')
			continue;
		if (n == 3 || !dkt_parse_digits(p + start, i - start, 9999, &out[n]))
			return false;
		sizes[n++] = i - start;
		start = i + 1;
		if (i < value->size && strchr("-./", p[i]) == NULL)
			return false;
	}
	return n == 3;
}

static bool is_date_format(const char *format)
{
	return dkt_streq(format, "date") || dkt_streq(format, "edtf") ||
	       dkt_streq(format, "date-time");
}

/* Year first already: only the form is wrong, or there is no such day. */
static const char *hint_year_first(struct dkt_explain *x, const struct dkt_node *value,
				   const uint64_t n[3])
{
	const char *text;

	if (n[1] > 99 || n[2] > 99)
		return NULL;
	text = dkt_arena_printf(x->arena, "%04u-%02u-%02u", (unsigned)n[0], (unsigned)n[1],
				(unsigned)n[2]);
	if (n[1] > 12 && n[2] >= 1 && n[2] <= 12)
		return "year first, then the month, then the day";
	if (!dkt_format_find("date", 4)->check(text, 10))
		return "there is no such day";
	return dkt_streq(text, value->as.bytes) ? NULL
						: dkt_arena_printf(x->arena, "write %s", text);
}

/* "2021/2019": each part is a date, so the interval is what is wrong. */
static const char *hint_interval(const struct dkt_node *value)
{
	const struct dkt_format *edtf = dkt_format_find("edtf", 4);
	const char *slash = memchr(value->as.bytes, '/', value->size);
	size_t start;

	if (slash == NULL)
		return NULL;
	start = (size_t)(slash - value->as.bytes);
	if (!edtf->check(value->as.bytes, start) ||
	    !edtf->check(slash + 1, value->size - start - 1))
		return NULL;
	return "an interval starts with its earlier date, and seasons do not stand in intervals";
}

static const char *hint_date(struct dkt_explain *x, const struct dkt_node *value)
{
	uint64_t n[3];
	size_t sizes[3];

	if (value->size > 12 || !three_numbers(value, n, sizes))
		return NULL;
	if (sizes[0] == 4)
		return hint_year_first(x, value, n);
	if (sizes[2] != 4 || n[0] < 1 || n[1] < 1 || n[0] > 31 || n[1] > 31 ||
	    (n[0] > 12 && n[1] > 12))
		return NULL;
	if (n[0] <= 12 && n[1] <= 12 && n[0] != n[1])
		return dkt_arena_printf(
			x->arena,
			"year first, then month and day: %04u-%02u-%02u or %04u-%02u-%02u",
			(unsigned)n[2], (unsigned)n[1], (unsigned)n[0], (unsigned)n[2],
			(unsigned)n[0], (unsigned)n[1]);
	return dkt_arena_printf(x->arena, "write %04u-%02u-%02u: year, month, day", (unsigned)n[2],
				(unsigned)(n[0] > 12 ? n[1] : n[0]),
				(unsigned)(n[0] > 12 ? n[0] : n[1]));
}

/* The address as a browser would copy it, if that makes it one. */
static const char *hint_uri(struct dkt_explain *x, const struct dkt_node *value, const char *format)
{
	struct dkt_buf out = DKT_BUF_INIT(4096);
	const char *hint = NULL;

	if (dkt_starts(value->as.bytes, "www."))
		dkt_buf_adds(&out, "https://");
	for (size_t i = 0; i < value->size; i++) {
		unsigned char c = (unsigned char)value->as.bytes[i];

		if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}", c) != NULL)
			dkt_buf_addf(&out, "%%%02X", c);
		else
			dkt_buf_addc(&out, (char)c);
	}
	if (dkt_buf_ok(&out) &&
	    dkt_format_find(format, strlen(format))->check(dkt_buf_str(&out), out.size))
		hint = dkt_arena_printf(x->arena, "write %s", dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return hint;
}

const char *dkt_hint_text(struct dkt_explain *x, const struct dkt_node *value, const char *format)
{
	const char *ascii;
	const char *hint = NULL;

	if (x->report == NULL || !dkt_is(value, DKT_STRING))
		return NULL;
	ascii = narrow(x, value);
	if (ascii != NULL)
		return dkt_arena_printf(
			x->arena, "it has full-width characters; write \"%s\" in ASCII", ascii);
	if (is_date_format(format))
		hint = hint_date(x, value);
	if (hint == NULL && dkt_streq(format, "edtf"))
		hint = hint_interval(value);
	if (hint != NULL)
		return hint;
	if (value->size > 0 &&
	    (value->as.bytes[0] == ' ' || value->as.bytes[value->size - 1] == ' '))
		return "there is a space at its start or end";
	if (dkt_streq(format, "uri") || dkt_streq(format, "uri-reference"))
		return hint_uri(x, value, format);
	return NULL;
}

/* --- coordinates --- */

const char *dkt_hint_coordinate(struct dkt_explain *x, const struct dkt_place *place)
{
	const struct dkt_place *list = place->parent;
	const struct dkt_place *named = list;
	double degrees;

	if (x->report == NULL || place->key != NULL || list == NULL ||
	    !dkt_is(list->value, DKT_ARRAY) || !dkt_double(place->value, &degrees))
		return NULL;
	while (named->key == NULL && named->parent != NULL)
		named = named->parent;
	if (named->key == NULL || !dkt_memeqs(named->key, named->key_size, "coordinates"))
		return NULL;
	if (place->index == 1 && (degrees > 90 || degrees < -90) && degrees <= 180 &&
	    degrees >= -180)
		return "longitude comes first, then latitude (-90 to 90); these may be swapped";
	if (place->index == 0)
		return "the first number is the longitude, -180 to 180 degrees";
	if (place->index == 1)
		return "the second number is the latitude, -90 to 90 degrees";
	return NULL;
}

/* --- what the schema says --- */

/* An example, else the description. */
const char *dkt_hint_schema(struct dkt_explain *x, const struct dkt_sub *sub)
{
	const struct dkt_node *example = dkt_item(dkt_get(sub->node, "examples"), 0);
	const char *description = dkt_get_string(sub->node, "description");

	if (x->report == NULL)
		return NULL;
	if (example != NULL && example->kind != DKT_ARRAY && example->kind != DKT_OBJECT)
		return dkt_arena_printf(x->arena, "for example %s", dkt_show(x->arena, example));
	return description == NULL ? NULL : dkt_arena_printf(x->arena, "%.200s", description);
}

/* "because "category" is "office"": the values that a condition looked at. */
const char *dkt_hint_condition(struct dkt_explain *x, const struct dkt_sub *test,
			       const struct dkt_place *place)
{
	struct dkt_buf out = DKT_BUF_INIT(1024);
	const char *text;
	size_t said = 0;

	for (size_t i = 0; i < test->n_insns && x->report != NULL; i++) {
		const struct dkt_members *members = test->insns[i].as.members;

		if (test->insns[i].op != DKT_OP_MEMBERS)
			continue;
		for (size_t k = 0; k < members->n_props && said < 2; k++) {
			const struct dkt_node *value = dkt_getn(place->value, members->props[k].key,
								members->props[k].key_size);

			if (value == NULL || value->kind >= DKT_ARRAY)
				continue;
			dkt_buf_addf(&out, "%s\"%.60s\" is %s", said++ == 0 ? "because " : " and ",
				     members->props[k].key, dkt_show(x->arena, value));
		}
	}
	text = said == 0 ? NULL : dkt_arena_dup(x->arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}
