/*
 * explain_hint_number.c - what to do about numbers: in quotes, between two steps, latitude and
 * longitude as keys.
 *
 * Advice is for numbers as people write them; what does not fit a double or a few decimals gets
 * none rather than a doubtful one.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "schema/explain.h"
#include "schema/number.h"

#define MOST_DECIMALS 6
#define MOST_SCALED   1e15 /* below, doubles count one by one */

/* --- numbers in quotes --- */

/* Is the text a number as JSON writes it, or as people write it ("1,234.5", "12,5")? */
bool dkt_looks_like_number(const struct dkt_node *value, bool *exact_out)
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

/* "1,234,567.5" without its separators; NULL when the commas do not part thousands. */
static const char *without_thousands(struct dkt_explain *x, const struct dkt_node *value)
{
	struct dkt_buf out = DKT_BUF_INIT(64);
	const char *text = NULL;
	size_t group = 0;
	bool parted = false;
	bool good = true;
	size_t i = 0;

	for (; i < value->size && value->as.bytes[i] != '.'; i++) {
		char c = value->as.bytes[i];

		if (c == ',' || c == ' ' || c == '\'') {
			good = good && group > 0 && (parted ? group == 3 : group <= 3);
			parted = true;
			group = 0;
			continue;
		}
		group += c != '-';
		dkt_buf_addc(&out, c);
	}
	dkt_buf_add(&out, value->as.bytes + i, value->size - i);
	if (good && parted && group == 3 && dkt_buf_ok(&out) &&
	    value->as.bytes[value->size - 1] != '.')
		text = dkt_arena_dup(x->voice.arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

/* The number of "120 km"; NULL when the text does not begin with one. */
static const char *number_alone(struct dkt_explain *x, const struct dkt_node *value)
{
	struct dkt_node start = {.kind = DKT_STRING, .as.bytes = value->as.bytes};
	bool exact;

	start.size = strspn(value->as.bytes, "-0123456789.");
	if (start.size == 0 || start.size > 40 || start.size == value->size ||
	    strchr("/:,", value->as.bytes[start.size]) != NULL ||
	    !dkt_looks_like_number(&start, &exact) || !exact)
		return NULL;
	return dkt_arena_dup(x->voice.arena, start.as.bytes, start.size);
}

/* "12,5" or "12,5 km" */
static const char *decimal_comma(struct dkt_explain *x, const struct dkt_node *value)
{
	const char *comma = memchr(value->as.bytes, ',', value->size);
	size_t sign = value->size > 0 && value->as.bytes[0] == '-' ? 1 : 0;
	size_t whole = strspn(value->as.bytes + sign, "0123456789") + sign;
	size_t rest = comma == NULL ? 0 : strspn(comma + 1, "0123456789");
	char *text;

	if (comma == NULL || whole == sign || comma != value->as.bytes + whole || rest == 0 ||
	    rest == 3 || value->size > 40)
		return NULL;
	if (value->size != whole + 1 + rest && comma[1 + rest] != ' ')
		return NULL; /* a unit may follow behind a space */
	text = dkt_arena_dup(x->voice.arena, value->as.bytes, whole + 1 + rest);
	text[whole] = '.';
	return dkt_words(&x->voice, DKT_SAY_HINT_DECIMAL_POINT, text, NULL);
}

static const char *advice(struct dkt_explain *x, enum dkt_message message, const char *a)
{
	return dkt_words(&x->voice, message, a, NULL);
}

const char *dkt_hint_number_text(struct dkt_explain *x, const struct dkt_node *value)
{
	const char *plain = decimal_comma(x, value);
	bool exact;

	if (plain != NULL)
		return plain;
	if (value->size <= 40 && dkt_looks_like_number(value, &exact)) {
		plain = without_thousands(x, value);
		return plain != NULL ? advice(x, DKT_SAY_HINT_PLAIN_NUMBER, plain)
		       : exact	     ? advice(x, DKT_SAY_HINT_BARE, value->as.bytes)
				     : advice(x, DKT_SAY_HINT_BARE_NUMBER, NULL);
	}
	plain = number_alone(x, value);
	return plain == NULL ? NULL : advice(x, DKT_SAY_HINT_NUMBER_ALONE, plain);
}

/* --- steps --- */

/* Digits behind the point of a step like 0.05; MOST_DECIMALS + 1 when there are more. */
static unsigned decimals_of(const struct dkt_node *step)
{
	struct dkt_literal literal;

	dkt_literal_read(step->as.bytes, step->size, &literal);
	if (literal.huge || literal.exponent < -MOST_DECIMALS)
		return MOST_DECIMALS + 1;
	return literal.exponent < 0 ? (unsigned)-literal.exponent : 0;
}

static const char *scaled(struct dkt_explain *x, double units, unsigned decimals)
{
	char text[64];
	size_t size;

	(void)snprintf(text, sizeof text, "%.*f", (int)decimals, units / pow(10, decimals));
	size = strlen(text);
	while (decimals > 0 && text[size - 1] == '0')
		size--;
	size -= text[size - 1] == '.';
	return dkt_arena_dup(x->voice.arena, text, size);
}

const char *dkt_hint_step(struct dkt_explain *x, const struct dkt_node *value,
			  const struct dkt_node *step)
{
	unsigned decimals = decimals_of(step);
	double number;
	double width;
	double below;

	if (x->hear == NULL || decimals > MOST_DECIMALS || !dkt_double(value, &number) ||
	    !dkt_double(step, &width))
		return NULL;
	number *= pow(10, decimals);
	width = round(width * pow(10, decimals));
	if (width < 1 || fabs(number) > MOST_SCALED || width > MOST_SCALED)
		return NULL;
	below = floor(number / width) * width;
	return dkt_words(&x->voice, DKT_SAY_HINT_EITHER, scaled(x, below, decimals),
			 scaled(x, below + width, decimals));
}

/* --- latitude and longitude --- */

static bool is_latitude(const struct dkt_member *member)
{
	return strcasecmp(member->key, "lat") == 0 || strcasecmp(member->key, "latitude") == 0;
}

static bool is_longitude(const struct dkt_member *member)
{
	return strcasecmp(member->key, "lon") == 0 || strcasecmp(member->key, "lng") == 0 ||
	       strcasecmp(member->key, "long") == 0 || strcasecmp(member->key, "longitude") == 0;
}

const char *dkt_hint_swapped_keys(struct dkt_explain *x, const struct dkt_place *place)
{
	const struct dkt_member *latitude = NULL;
	const struct dkt_member *longitude = NULL;
	double north;
	double east;

	if (x->hear == NULL || place->key == NULL || place->parent == NULL ||
	    !dkt_is(place->parent->value, DKT_OBJECT))
		return NULL;
	for (size_t i = 0; i < place->parent->value->size && i < 1000; i++) {
		const struct dkt_member *member = &place->parent->value->as.members[i];

		latitude = is_latitude(member) ? member : latitude;
		longitude = is_longitude(member) ? member : longitude;
	}
	if (latitude == NULL || longitude == NULL || &latitude->value != place->value ||
	    !dkt_double(&latitude->value, &north) || !dkt_double(&longitude->value, &east) ||
	    fabs(north) <= 90 || fabs(north) > 180 || fabs(east) > 90)
		return NULL;
	return dkt_words(&x->voice, DKT_SAY_HINT_SWAPPED_KEYS,
			 dkt_show_text(&x->voice, latitude->key, latitude->key_size),
			 dkt_show_text(&x->voice, longitude->key, longitude->key_size));
}
