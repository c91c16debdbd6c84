/*
 * explain_hint_text.c - what to do about a text of the wrong form: dates, addresses, letters.
 *
 * A date in another order, an address without its scheme, capital letters: the text says what was
 * meant, and where exactly one reading satisfies the schema the hint gives it ready to be copied.
 * Only short texts are tried.
 */
#include <ctype.h>
#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "base/utf8.h"
#include "schema/explain.h"

#define LONGEST ((size_t)300)

static const char *advice(struct dkt_explain *x, enum dkt_message message, const char *a)
{
	return dkt_words(&x->voice, message, a, NULL);
}

static bool is_of(const char *format, const char *text)
{
	const struct dkt_format *known = dkt_format_find(format, strlen(format));

	return known != NULL && known->check(text, strlen(text));
}

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
		} else if (c == 0x3002U || c == 0x3001U) {
			c = c == 0x3002U ? '.' : ',';
			wide = true;
		} else if (c == 0x3000U) {
			c = ' ';
			wide = true;
		}
		dkt_utf8_add(&out, c);
	}
	if (wide)
		text = dkt_arena_dup(x->voice.arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

/* --- dates --- */

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

static const char *iso(struct dkt_explain *x, uint64_t year, uint64_t month, uint64_t day)
{
	return dkt_arena_printf(x->voice.arena, "%04u-%02u-%02u", (unsigned)year, (unsigned)month,
				(unsigned)day);
}

/* A day that the month does not have. */
static const char *hint_day(struct dkt_explain *x, uint64_t year, uint64_t month)
{
	unsigned days = 31;

	while (days > 28 && !is_of("date", iso(x, year, month, days)))
		days--;
	return dkt_words(
		&x->voice, DKT_SAY_HINT_MONTH_DAYS,
		dkt_arena_printf(x->voice.arena, "%04u-%02u", (unsigned)year, (unsigned)month),
		dkt_arena_printf(x->voice.arena, "%u", days));
}

/* Year first already: only the form is wrong, or there is no such day. */
static const char *hint_year_first(struct dkt_explain *x, const struct dkt_node *value,
				   const uint64_t n[3])
{
	const char *text;

	if (n[1] > 99 || n[2] > 99)
		return NULL;
	text = iso(x, n[0], n[1], n[2]);
	if (n[1] > 12 && n[2] >= 1 && n[2] <= 12)
		return advice(x, DKT_SAY_HINT_YEAR_FIRST, NULL);
	if (n[1] < 1 || n[1] > 12)
		return advice(x, DKT_SAY_HINT_NO_MONTH,
			      dkt_arena_printf(x->voice.arena, "%u", (unsigned)n[1]));
	if (!is_of("date", text))
		return hint_day(x, n[0], n[1]);
	return dkt_streq(text, value->as.bytes) ? NULL : advice(x, DKT_SAY_HINT_WRITE, text);
}

/* "2021/2019": each part is a date, so the interval is what is wrong. */
static const char *hint_interval(struct dkt_explain *x, const struct dkt_node *value)
{
	const struct dkt_format *edtf = dkt_format_find("edtf", 4);
	const char *slash = memchr(value->as.bytes, '/', value->size);
	size_t start;

	if (slash == NULL || edtf == NULL)
		return NULL;
	start = (size_t)(slash - value->as.bytes);
	if (!edtf->check(value->as.bytes, start) ||
	    !edtf->check(slash + 1, value->size - start - 1))
		return NULL;
	return advice(x, DKT_SAY_HINT_INTERVAL, NULL);
}

static const char *hint_numbers(struct dkt_explain *x, const struct dkt_node *value)
{
	uint64_t n[3];
	size_t sizes[3];
	bool swapped;

	if (value->size > 12 || !three_numbers(value, n, sizes))
		return NULL;
	if (sizes[0] == 4)
		return hint_year_first(x, value, n);
	if (sizes[2] != 4 || n[0] < 1 || n[1] < 1 || n[0] > 31 || n[1] > 31 ||
	    (n[0] > 12 && n[1] > 12))
		return NULL;
	if (n[0] <= 12 && n[1] <= 12 && n[0] != n[1])
		return dkt_words(&x->voice, DKT_SAY_HINT_DATE_EITHER, iso(x, n[2], n[1], n[0]),
				 iso(x, n[2], n[0], n[1]));
	swapped = n[0] > 12;
	return advice(x, DKT_SAY_HINT_DATE,
		      iso(x, n[2], swapped ? n[1] : n[0], swapped ? n[0] : n[1]));
}

/* The month of an English word, or 0. */
static unsigned month_of(const char *word, size_t size)
{
	static const char *const months[] = {"january",	  "february", "march",	  "april",
					     "may",	  "june",     "july",	  "august",
					     "september", "october",  "november", "december"};

	for (unsigned i = 0; i < 12 && size >= 3; i++) {
		size_t k = 0;

		while (k < size && months[i][k] == (char)tolower((unsigned char)word[k]))
			k++;
		if (k == size || (k == size - 1 && word[k] == '.'))
			return i + 1;
	}
	return 0;
}

/* "5 May 2023", "May 5, 2023", "May 2023", "2023年5月1日" in parts; absent ones are 0. */
static bool read_words(const struct dkt_node *value, uint64_t *year, unsigned *month, uint64_t *day)
{
	const char *p = value->as.bytes;
	size_t i = 0;

	while (i < value->size) {
		size_t start = i;
		uint64_t number = 0;

		while (i < value->size && isdigit((unsigned char)p[i]))
			i++;
		if (i > start) {
			if (!dkt_parse_digits(p + start, i - start, 9999, &number))
				return false;
			if (i - start == 4 && *year == 0)
				*year = number;
			else if (*year > 0 && dkt_starts(p + i, "\xE6\x9C\x88") && *month == 0)
				*month = (unsigned)number;
			else if (i - start <= 2 && *day == 0)
				*day = number;
			else
				return false;
			continue;
		}
		while (i < value->size && isalpha((unsigned char)p[i]))
			i++;
		if (i > start) {
			if (*month != 0 && i - start == 2)
				continue; /* 1st, 2nd */
			if (*month == 0 && i - start == 2 && *day != 0)
				continue;
			*month = *month == 0 ? month_of(p + start, i - start) : 0;
			if (*month == 0)
				return false;
			continue;
		}
		if (dkt_starts(p + i, "\xE5\xB9\xB4") || dkt_starts(p + i, "\xE6\x9C\x88") ||
		    dkt_starts(p + i, "\xE6\x97\xA5"))
			i += 3;
		else if (strchr(" ,.-", p[i]) != NULL)
			i++;
		else
			return false;
	}
	return *year > 0;
}

static const char *hint_words(struct dkt_explain *x, const struct dkt_node *value,
			      const char *format)
{
	uint64_t year = 0;
	uint64_t day = 0;
	unsigned month = 0;
	const char *text;

	if (value->size > 40 || !read_words(value, &year, &month, &day) ||
	    (day > 0 && month == 0) || month > 12)
		return NULL;
	text = day > 0	   ? iso(x, year, month, day)
	       : month > 0 ? dkt_arena_printf(x->voice.arena, "%04u-%02u", (unsigned)year, month)
			   : dkt_arena_printf(x->voice.arena, "%04u", (unsigned)year);
	return is_of(format, text) ? advice(x, DKT_SAY_HINT_WRITE, text) : NULL;
}

/* A time of day too many, or digits without their hyphens. */
static const char *hint_cut(struct dkt_explain *x, const struct dkt_node *value, const char *format)
{
	const char *p = value->as.bytes;
	const char *text;

	if (value->size >= 16 && (p[10] == 'T' || p[10] == ' '))
		text = dkt_arena_printf(x->voice.arena, "%.10s", p);
	else if (value->size == 8 && strspn(p, "0123456789") == 8)
		text = dkt_arena_printf(x->voice.arena, "%.4s-%.2s-%.2s", p, p + 4, p + 6);
	else
		return NULL;
	return is_of(format, text) ? advice(x, DKT_SAY_HINT_WRITE, text) : NULL;
}

static const char *hint_time(struct dkt_explain *x, const struct dkt_node *value)
{
	char *text;

	if (value->size < 10 || value->size > 40)
		return NULL;
	if (is_of("date", value->as.bytes))
		return advice(x, DKT_SAY_HINT_WRITE,
			      dkt_arena_printf(x->voice.arena, "%sT00:00:00Z", value->as.bytes));
	text = dkt_arena_dup(x->voice.arena, value->as.bytes, value->size);
	if (text[10] == ' ')
		text[10] = 'T';
	if (is_of("date-time", text))
		return advice(x, DKT_SAY_HINT_WRITE, text);
	if (is_of("date-time", dkt_arena_printf(x->voice.arena, "%sZ", text)))
		return advice(x, DKT_SAY_HINT_ZONE, text);
	return NULL;
}

static const char *hint_date(struct dkt_explain *x, const struct dkt_node *value,
			     const char *format)
{
	const char *hint = hint_numbers(x, value);

	if (dkt_streq(format, "date-time"))
		return hint_time(x, value);
	if (hint == NULL)
		hint = hint_cut(x, value, format);
	if (hint == NULL)
		hint = hint_words(x, value, format);
	if (hint == NULL && dkt_streq(format, "edtf"))
		hint = hint_interval(x, value);
	if (hint == NULL && dkt_streq(format, "date") && value->size <= 7 &&
	    is_of("edtf", value->as.bytes))
		hint = advice(x, DKT_SAY_HINT_WHOLE_DATE, NULL);
	return hint;
}

/* --- addresses --- */

/* The address as a browser would copy it. */
static void add_escaped(const char *bytes, size_t size, struct dkt_buf *out)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c <= ' ' || c >= 0x7F || strchr("\"<>\\^`{|}", c) != NULL)
			dkt_buf_addf(out, "%%%02X", c);
		else
			dkt_buf_addc(out, (char)c);
	}
}

/* A host name with a point, as people write it: "example.org/page". */
static bool looks_like_host(const char *text)
{
	size_t host = strcspn(text, "/?#");
	const char *point = memchr(text, '.', host);

	return point != NULL && point > text && point + 1 < text + host &&
	       strcspn(text, " @:") >= host;
}

/* "https//", "https:/", "htps://", "https;//": where the rest begins behind a broken scheme, or 0.
 */
static size_t behind_scheme(const char *text)
{
	size_t letters = strspn(text, "htpsHTPS");
	size_t marks = strspn(text + letters, ":;/");

	return letters >= 3 && letters <= 6 && marks >= 2 && looks_like_host(text + letters + marks)
		       ? letters + marks
		       : 0;
}

static const char *hint_uri(struct dkt_explain *x, const struct dkt_node *value, const char *format)
{
	struct dkt_buf out = DKT_BUF_INIT(LONGEST);
	const char *text = value->as.bytes;
	const char *inner = strstr(text, "http");
	enum dkt_message message = DKT_SAY_HINT_WRITE;
	const char *hint = NULL;
	size_t skip = behind_scheme(text);

	if (value->size > LONGEST)
		return NULL;
	if (inner != NULL && inner > text && strstr(inner, "://") != NULL) {
		message = DKT_SAY_HINT_ADDRESS;
		dkt_buf_add(&out, inner, strcspn(inner, " <>\"'()"));
	} else if (memchr(text, '@', value->size) != NULL && is_of("email", text)) {
		dkt_buf_clear(&out);
		return advice(x, DKT_SAY_HINT_MAIL, NULL);
	} else if (skip > 0 || looks_like_host(text)) {
		dkt_buf_adds(&out, "https://");
		add_escaped(text + skip, value->size - skip, &out);
	} else {
		while (*text == ' ')
			text++;
		skip = strlen(text);
		while (skip > 0 && text[skip - 1] == ' ')
			skip--;
		add_escaped(text, skip, &out);
	}
	if (dkt_buf_ok(&out) && is_of(format, dkt_buf_str(&out)))
		hint = advice(x, message, dkt_buf_str(&out));
	else if (dkt_streq(format, "uri") || dkt_streq(format, "iri"))
		hint = advice(x, DKT_SAY_HINT_PAGE, NULL);
	dkt_buf_clear(&out);
	return hint;
}

/* --- any text --- */

/* An address where only its host, or the identifier at its end, is wanted; zh_CN for zh-CN. */
static const char *hint_inner(struct dkt_explain *x, const struct dkt_node *value,
			      const char *format)
{
	const char *text = value->as.bytes;
	const char *host = strstr(text, "://");
	const char *end = strrchr(text, '/');
	char *plain;

	if (value->size > LONGEST || format[0] == '\0')
		return NULL;
	if (host != NULL) {
		host += 3;
		plain = dkt_arena_dup(x->voice.arena, host, strcspn(host, "/?#:"));
		if (is_of(format, plain))
			return advice(x, DKT_SAY_HINT_WRITE, plain);
	}
	if (end != NULL && is_of(format, end + 1))
		return advice(x, DKT_SAY_HINT_WRITE, end + 1);
	plain = dkt_arena_dup(x->voice.arena, text, value->size);
	for (char *p = plain; *p != '\0'; p++) {
		if (*p == '_')
			*p = '-';
	}
	return is_of(format, plain) ? advice(x, DKT_SAY_HINT_WRITE, plain) : NULL;
}

/* The candidate in quotation marks if the instruction takes it. */
static const char *if_taken(struct dkt_explain *x, const struct dkt_insn *insn, const char *bytes,
			    size_t size)
{
	struct dkt_node mended = {
		.kind = DKT_STRING, .offset = DKT_MADE, .size = size, .as.bytes = bytes};

	if (size == 0 || dkt_eval_insn(x->run, insn, &mended, NULL) != DKT_PASSES)
		return NULL;
	return advice(x, DKT_SAY_HINT_WRITE, dkt_show_typed(&x->voice, bytes, size));
}

const char *dkt_hint_mended(struct dkt_explain *x, const struct dkt_insn *insn,
			    const struct dkt_node *value)
{
	size_t size = value->size;
	char *upper;
	char *lower;
	const char *hint;

	if (x->hear == NULL || size > LONGEST || strlen(value->as.bytes) != size)
		return NULL;
	upper = dkt_arena_dup(x->voice.arena, value->as.bytes, size);
	lower = dkt_arena_dup(x->voice.arena, value->as.bytes, size);
	while (size > 0 && upper[size - 1] == ' ')
		size--;
	upper[size] = lower[size] = '\0';
	while (*upper == ' ') {
		upper++;
		lower++;
		size--;
	}
	hint = if_taken(x, insn, upper, size);
	for (size_t i = 0; i < size; i++) {
		upper[i] = (char)toupper((unsigned char)upper[i]);
		lower[i] = (char)tolower((unsigned char)lower[i]);
	}
	if (hint == NULL)
		hint = if_taken(x, insn, upper, size);
	if (hint == NULL)
		hint = if_taken(x, insn, lower, size);
	for (size_t i = 0; i < size && insn->op == DKT_OP_PATTERN; i++) {
		if (lower[i] == ' ' || lower[i] == '_')
			lower[i] = '-';
	}
	return hint != NULL ? hint : if_taken(x, insn, lower, size);
}

const char *dkt_hint_text(struct dkt_explain *x, const struct dkt_node *value, const char *format)
{
	bool date = dkt_streq(format, "date") || dkt_streq(format, "edtf") ||
		    dkt_streq(format, "date-time");
	bool address = dkt_streq(format, "uri") || dkt_streq(format, "uri-reference") ||
		       dkt_streq(format, "iri") || dkt_streq(format, "iri-reference");
	struct dkt_node plain = {.kind = DKT_STRING, .offset = DKT_MADE};
	const char *ascii;
	const char *hint = NULL;

	if (x->hear == NULL || !dkt_is(value, DKT_STRING))
		return NULL;
	ascii = narrow(x, value);
	if (ascii != NULL) {
		plain.as.bytes = ascii;
		plain.size = strlen(ascii);
		value = &plain;
	}
	if (ascii == NULL || !is_of(format, ascii))
		hint = date	 ? hint_date(x, value, format)
		       : address ? hint_uri(x, value, format)
				 : hint_inner(x, value, format);
	if (hint == NULL && ascii != NULL)
		return advice(x, DKT_SAY_HINT_WIDE, dkt_show_typed(&x->voice, ascii, plain.size));
	if (hint == NULL && value->size > 0 &&
	    (value->as.bytes[0] == ' ' || value->as.bytes[value->size - 1] == ' '))
		return advice(x, DKT_SAY_HINT_SPACE, NULL);
	return hint;
}
