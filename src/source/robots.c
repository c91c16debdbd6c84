/*
 * robots.c - groups, rules, and a match without backtracking beyond the last star.
 *
 * The file is a stranger's: at most 500 KiB, 2,000 rules of 1,000 bytes each, and a question costs
 * at most some million steps; a file that needs more is taken to forbid, since it cannot be known
 * to allow. Patterns and paths are compared in one spelling: escapes of plain letters are
 * undone, others are written in capitals, bytes that need an escape get one.
 */
#include "source/robots.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"

#include "base/banned.h"

#define MAX_RULES   2000
#define MAX_PATTERN 1000
#define MAX_STEPS   4000000
#define MAX_DELAY   60000

struct dkt_robots_rule {
	const char *pattern;
	size_t size;
	bool allow;
};

/* --- one spelling --- */

static int hex(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

static bool is_plain(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c == '~';
}

static size_t put_escape(char *to, int byte)
{
	static const char digits[] = "0123456789ABCDEF";

	to[0] = '%';
	to[1] = digits[byte >> 4];
	to[2] = digits[byte & 15];
	return 3;
}

/* '*' and '$' mean something in a pattern, '$' only at its end; in a path they are bytes. */
static bool is_sign(char c, bool pattern, bool last)
{
	return pattern && (c == '*' || (c == '$' && last));
}

/* out has room for three bytes each. */
static size_t normal(const char *text, size_t size, bool pattern, char *out)
{
	size_t n = 0;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c == '%' && i + 2 < size && hex(text[i + 1]) >= 0 && hex(text[i + 2]) >= 0) {
			int byte = hex(text[i + 1]) * 16 + hex(text[i + 2]);

			i += 2;
			if (is_plain(byte))
				out[n++] = (char)byte;
			else
				n += put_escape(out + n, byte);
		} else if ((c > ' ' && c < 0x7F && c != '*' && c != '$') ||
			   is_sign((char)c, pattern, i + 1 == size)) {
			out[n++] = (char)c;
		} else {
			n += put_escape(out + n, c);
		}
	}
	return n;
}

/* --- reading --- */

struct reading {
	struct dkt_arena *arena;
	const char *agent;
	struct dkt_robots_rule *rules;
	size_t n_rules;
	size_t max_rules;
	unsigned delay_ms;
	bool in_agents; /* the last line that counts was a user-agent: the next adds to it */
	bool applies;	/* this group speaks to us */
	bool everybody; /* we look for "*" */
	bool any_group; /* there was a group that speaks to us */
};

/* "Docket/1.0": the letters, '-' and '_' in front count. */
static bool names_us(const struct reading *r, const char *value, size_t size)
{
	size_t token = 0;

	if (r->everybody)
		return size > 0 && value[0] == '*';
	while (token < size &&
	       (is_plain(value[token]) && value[token] != '.' && value[token] != '~'))
		token++;
	return token == strlen(r->agent) && strncasecmp(value, r->agent, token) == 0;
}

static void take_rule(struct reading *r, const char *value, size_t size, bool allow)
{
	char *pattern;

	if (size == 0 || size > MAX_PATTERN || r->n_rules == r->max_rules ||
	    (value[0] != '/' && value[0] != '*'))
		return;
	pattern = dkt_arena_alloc(r->arena, size * 3);
	r->rules[r->n_rules].pattern = pattern;
	r->rules[r->n_rules].size = normal(value, size, true, pattern);
	r->rules[r->n_rules++].allow = allow;
}

/* "2", "0.5" */
static unsigned delay_of(const char *value, size_t size)
{
	unsigned ms = 0;
	unsigned unit = 1000;
	bool fraction = false;

	for (size_t i = 0; i < size && ms < MAX_DELAY && unit > 0; i++) {
		if (value[i] == '.' && !fraction) {
			fraction = true;
			unit = 100;
		} else if (value[i] < '0' || value[i] > '9') {
			return 0;
		} else if (fraction) {
			ms += unit * (unsigned)(value[i] - '0');
			unit /= 10;
		} else {
			ms = ms * 10 + 1000 * (unsigned)(value[i] - '0');
		}
	}
	return ms < MAX_DELAY ? ms : MAX_DELAY;
}

static void take_line(struct reading *r, const char *name, size_t name_size, const char *value,
		      size_t size)
{
	bool allow = name_size == 5 && strncasecmp(name, "allow", 5) == 0;
	bool disallow = name_size == 8 && strncasecmp(name, "disallow", 8) == 0;
	bool delay = name_size == 11 && strncasecmp(name, "crawl-delay", 11) == 0;

	if (name_size == 10 && strncasecmp(name, "user-agent", 10) == 0) {
		r->applies = (r->in_agents && r->applies) || names_us(r, value, size);
		r->any_group = r->any_group || r->applies;
		r->in_agents = true;
		return;
	}
	if (allow || disallow || delay)
		r->in_agents = false;
	if (!r->applies)
		return;
	if (allow || disallow)
		take_rule(r, value, size, allow);
	else if (delay && delay_of(value, size) > r->delay_ms)
		r->delay_ms = delay_of(value, size);
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static void trim(const char **text, size_t *size)
{
	while (*size > 0 && is_blank(**text)) {
		++*text;
		--*size;
	}
	while (*size > 0 && is_blank((*text)[*size - 1]))
		--*size;
}

static void read_line(struct reading *r, const char *line, size_t size)
{
	const char *comment = memchr(line, '#', size);
	const char *colon;
	const char *value;
	size_t name_size;
	size_t value_size;

	if (comment != NULL)
		size = (size_t)(comment - line);
	colon = size == 0 ? NULL : memchr(line, ':', size);
	if (colon == NULL)
		return;
	value = colon + 1;
	value_size = size - (size_t)(value - line);
	name_size = (size_t)(colon - line);
	trim(&line, &name_size);
	trim(&value, &value_size);
	take_line(r, line, name_size, value, value_size);
}

static void read_all(struct reading *r, const char *bytes, size_t size)
{
	size_t i = 0;

	r->in_agents = false;
	r->applies = false;
	while (i < size) {
		size_t start = i;

		while (i < size && bytes[i] != '\n' && bytes[i] != '\r')
			i++;
		if (i > start)
			read_line(r, bytes + start, i - start);
		i++;
	}
}

static size_t count_lines(const char *bytes, size_t size)
{
	size_t n = 1;

	for (size_t i = 0; i < size && n < MAX_RULES; i++)
		n += bytes[i] == '\n' || bytes[i] == '\r';
	return n;
}

void dkt_robots_read(struct dkt_arena *arena, const char *bytes, size_t size, const char *agent,
		     struct dkt_robots *out)
{
	struct reading r = {.arena = arena, .agent = agent};

	if (size > DKT_ROBOTS_MAX)
		size = DKT_ROBOTS_MAX;
	if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	r.max_rules = count_lines(bytes, size);
	r.rules = DKT_NEW_N(arena, struct dkt_robots_rule, r.max_rules);
	read_all(&r, bytes, size);
	if (!r.any_group) {
		r.everybody = true;
		read_all(&r, bytes, size);
	}
	out->rules = r.rules;
	out->n_rules = r.n_rules;
	out->delay_ms = r.delay_ms;
}

/* --- asking --- */

/* Does the pattern match the path from its start? '*' is any bytes, '$' at the end the end. */
static bool matches(const struct dkt_robots_rule *rule, const char *path, size_t size,
		    size_t *steps)
{
	bool anchored = rule->size > 0 && rule->pattern[rule->size - 1] == '$';
	size_t pattern_size = rule->size - anchored;
	size_t p = 0;
	size_t s = 0;
	size_t star = pattern_size; /* where the last star stands, and what it has eaten up to */
	size_t eaten = 0;

	while (++*steps < MAX_STEPS) {
		if (p == pattern_size && (!anchored || s == size))
			return true;
		if (p < pattern_size && rule->pattern[p] == '*') {
			star = p++;
			eaten = s;
		} else if (p < pattern_size && s < size && rule->pattern[p] == path[s]) {
			p++;
			s++;
		} else if (star < pattern_size && eaten < size) {
			p = star + 1;
			s = ++eaten;
		} else {
			return false;
		}
	}
	return false;
}

bool dkt_robots_allow(const struct dkt_robots *robots, const char *path)
{
	struct dkt_arena *arena;
	const struct dkt_robots_rule *best = NULL;
	size_t steps = 0;
	size_t size;
	char *text;

	if (robots->n_rules == 0 || dkt_streq(path, "/robots.txt"))
		return true;
	arena = dkt_arena_new();
	text = dkt_arena_alloc(arena, strlen(path) * 3);
	size = normal(path, strlen(path), false, text);
	for (size_t i = 0; i < robots->n_rules; i++) {
		const struct dkt_robots_rule *rule = &robots->rules[i];

		if (best != NULL && (rule->size < best->size ||
				     (rule->size == best->size && (best->allow || !rule->allow))))
			continue;
		if (matches(rule, text, size, &steps))
			best = rule;
	}
	dkt_arena_free(arena);
	return steps < MAX_STEPS && (best == NULL || best->allow);
}
