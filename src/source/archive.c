/*
 * archive.c - which page and which moment does the address of an archived copy name?
 *
 * Archives of the table are read by their forms ("/web/{ts}/{url}"); of any other host one shape is
 * believed, since most archives run the Wayback software: a path segment of 14 digits, perhaps with
 * a two-letter flag, followed by a whole address. That is a candidate only, which the capture's own
 * headers must prove. Addresses are at most some thousand bytes; each form is walked along once.
 */
#include "source/archive.h"

#include <string.h>
#include <strings.h>

#include "base/num.h"
#include "base/str.h"

#include "base/banned.h"

#define STAMP	   14
#define MAX_NESTED 4 /* copies of copies that are looked through */
#define MAX_HOST   255
#define SEGMENT	   "/?#"
#define DIGITS	   "0123456789"

/* What one address says, as bytes of it. */
struct sight {
	const struct dkt_archive_site *site;
	const char *stamp; /* the segment with the moment, or NULL */
	size_t stamp_size;
	const char *address; /* the original, or NULL */
	const char *id;
	size_t id_size;
	bool leads_on; /* it never names one capture */
};

/* "http://", also with one slash, as proxies leave it, or percent-encoded. */
static bool is_address(const char *text)
{
	size_t scheme = strncasecmp(text, "https", 5) == 0  ? 5
			: strncasecmp(text, "http", 4) == 0 ? 4
							    : 0;

	return scheme > 0 && ((text[scheme] == ':' && text[scheme + 1] == '/') ||
			      strncasecmp(text + scheme, "%3a%2f%2f", 9) == 0);
}

/* "news.example/a": a name with a dot. */
static bool is_bare_host(const char *text)
{
	size_t host = strcspn(text, "/?#:");

	return host > 2 && text[0] != '.' && memchr(text, '.', host) != NULL &&
	       memchr(text, '*', host) == NULL;
}

/* --- moments --- */

/* "20210405120000", "2021", "20210405120000id_", "2021*", "*" */
static bool is_plain_stamp(const char *segment, size_t size)
{
	size_t n = strspn(segment, DIGITS);

	if (n > size)
		n = size;
	if (n > STAMP)
		return false;
	if (size == n)
		return n > 0;
	if (size == n + 1)
		return segment[n] == '*';
	return n > 0 && size == n + 3 && segment[n + 2] == '_' && segment[n] >= 'a' &&
	       segment[n] <= 'z' && segment[n + 1] >= 'a' && segment[n + 1] <= 'z';
}

static bool has_shape(const char *text, size_t size, const char *shape)
{
	if (size != strlen(shape))
		return false;
	for (size_t i = 0; i < size; i++) {
		bool digit = text[i] >= '0' && text[i] <= '9';

		if (shape[i] == 'd' ? !digit : text[i] != shape[i])
			return false;
	}
	return true;
}

/* As archive.today writes moments, and wikiwix. */
static bool is_dotted_stamp(const char *segment, size_t size)
{
	return has_shape(segment, size, "dddd.dd.dd-dddddd");
}

/* The 14 digits of a segment with a whole moment. */
static bool take_stamp(const char *segment, size_t size, char digits[STAMP + 1])
{
	size_t n = 0;

	if (!is_dotted_stamp(segment, size) &&
	    (!is_plain_stamp(segment, size) || strspn(segment, DIGITS) != STAMP))
		return false;
	for (size_t i = 0; i < size && n < STAMP; i++) {
		if (segment[i] >= '0' && segment[i] <= '9')
			digits[n++] = segment[i];
	}
	digits[n] = '\0';
	return n == STAMP;
}

/* --- forms --- */

/* Short names: letters, digits and dashes, some of them. */
static bool is_id(const char *segment, size_t size)
{
	size_t n = 0;

	for (; n < size; n++) {
		char c = segment[n];

		if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		      c == '-'))
			return false;
	}
	return n >= 4 && n <= 16;
}

/* One segment of a form, [token, +token_size), against what stands at p. Behind it, or NULL. */
static const char *walk_segment(const char *token, size_t token_size, const char *p,
				struct sight *out)
{
	size_t size = strcspn(p, SEGMENT);

	if (dkt_memeqs(token, token_size, "{url}")) {
		if (!is_address(p) && !is_bare_host(p))
			return NULL;
		out->address = p;
		return p + strlen(p);
	}
	if (dkt_memeqs(token, token_size, "{ts}")) {
		if (!is_plain_stamp(p, size) && !is_dotted_stamp(p, size))
			return NULL;
		out->stamp = p;
		out->stamp_size = size;
		return p + size;
	}
	if (dkt_memeqs(token, token_size, "{id}")) {
		if (!is_id(p, size))
			return NULL;
		out->id = p;
		out->id_size = size;
		return p + size;
	}
	if (dkt_memeqs(token, token_size, "*"))
		return size > 0 ? p + size : NULL;
	return size == token_size && memcmp(p, token, size) == 0 ? p + size : NULL;
}

/* Does the path have this form? */
static bool walk_form(const char *form, size_t form_size, const char *path, struct sight *out)
{
	const char *end = form + form_size;
	const char *p = path;

	out->stamp = out->address = out->id = NULL;
	out->leads_on = *form == '~';
	if (*form == '~')
		form++;
	while (form < end) {
		size_t size;

		if (*form != '/' || p == NULL || *p != '/')
			return false;
		form++;
		size = 0;
		while (form + size < end && form[size] != '/')
			size++;
		p = walk_segment(form, size, p + 1, out);
		form += size;
	}
	if (p == NULL)
		return false;
	p += *p == '/' ? 1 : 0;
	return *p == '\0' || *p == '?' || *p == '#';
}

static bool walk_forms(const struct dkt_archive_site *site, const char *path, struct sight *out)
{
	const char *form = site->forms == NULL ? "" : site->forms;

	while (*form != '\0') {
		size_t size = strcspn(form, " ");

		if (walk_form(form, size, path, out))
			return true;
		form += size + strspn(form + size, " ");
	}
	return false;
}

/* The shape that is believed of every host: digits, then a whole address. */
static bool walk_any(const char *path, struct sight *out)
{
	size_t size = strcspn(path + 1, SEGMENT);
	const char *segment = path + 1;

	while (segment[size] == '/') {
		const char *next = segment + size + 1;

		if (is_address(next)) {
			out->stamp = segment;
			out->stamp_size = size;
			out->address = next;
			out->id = NULL;
			out->leads_on = false;
			return true;
		}
		segment = next;
		size = strcspn(segment, SEGMENT);
	}
	return false;
}

/* --- reading an address --- */

static bool see(const struct dkt_archive_table *table, const char *url, struct sight *out)
{
	const char *host = strstr(url, "://");
	char name[MAX_HOST + 1];
	const char *path;
	size_t size;

	memset(out, 0, sizeof *out);
	if (host == NULL || !is_address(url))
		return false;
	host += 3;
	path = host + strcspn(host, SEGMENT);
	size = strcspn(host, ":/?#");
	if (size > 0 && size <= MAX_HOST) {
		memcpy(name, host, size);
		name[size] = '\0';
		out->site = dkt_archive_site_of(table, name);
	}
	if (*path != '/')
		return out->site != NULL && out->site->closed != NULL;
	if (out->site != NULL && walk_forms(out->site, path, out))
		return true;
	return walk_any(path, out) || (out->site != NULL && out->site->closed != NULL);
}

static int hex_value(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* The first size bytes of text without percent-encoding, then the rest as it is. Encoded controls
 * and blanks stay: no text without them gets any. */
static const char *decoded(struct dkt_arena *arena, const char *text, size_t size)
{
	char *copy = dkt_arena_dups(arena, text);
	char *to = copy;
	size_t i = 0;

	while (i < size) {
		int high = text[i] == '%' ? hex_value(text[i + 1]) : -1;
		int low = high < 0 ? -1 : hex_value(text[i + 2]);

		if (low >= 0 && i + 2 < size && high * 16 + low > 0x20) {
			*to++ = (char)(high * 16 + low);
			i += 3;
		} else {
			*to++ = text[i++];
		}
	}
	memcpy(to, text + size, strlen(text + size) + 1);
	return copy;
}

/* "http:/x" and "x" become "http://x"; a host that is percent-encoded becomes itself. */
static const char *repaired(struct dkt_arena *arena, const char *address)
{
	const char *host;

	if (is_address(address) && address[strcspn(address, ":%")] == '%')
		address = decoded(arena, address, strlen(address));
	host = is_address(address) ? strchr(address, ':') + 1 : address;
	host += strspn(host, "/");
	host = decoded(arena, host, strcspn(host, SEGMENT));
	return dkt_arena_printf(arena, "http%s://%s",
				strncasecmp(address, "https:", 6) == 0 ? "s" : "", host);
}

/* The page at the bottom: archives hold copies of pages of archives too. */
static const char *innermost(struct dkt_arena *arena, const struct dkt_archive_table *table,
			     const char *original, unsigned *nested_out)
{
	struct sight sight;
	char digits[STAMP + 1];

	while (*nested_out < MAX_NESTED) {
		if (!see(table, original, &sight) || sight.address == NULL || sight.stamp == NULL ||
		    !take_stamp(sight.stamp, sight.stamp_size, digits))
			break;
		original = repaired(arena, sight.address);
		++*nested_out;
	}
	return original;
}

/* Everything in front of the moment, 14 digits, the flag, the original. A table's archive has its
 * own flag; of others it is guessed, and the capture as replayed is asked for when it fails. */
static const char *raw_form(struct dkt_arena *arena, const struct sight *sight, const char *url,
			    const char *digits)
{
	const char *flag = sight->site == NULL ? "id_" : sight->site->raw;

	return flag == NULL ? NULL
			    : dkt_arena_printf(arena, "%.*s%s%s/%s", (int)(sight->stamp - url), url,
					       digits, flag, sight->address);
}

bool dkt_archive_parse_in(struct dkt_arena *arena, const struct dkt_archive_table *table,
			  const char *url, struct dkt_archived *out)
{
	struct sight sight;
	char digits[STAMP + 1];

	memset(out, 0, sizeof *out);
	if (strlen(url) > INT16_MAX || !see(table, url, &sight))
		return false;
	out->site = sight.site;
	if (sight.id != NULL)
		out->id = dkt_arena_dup(arena, sight.id, sight.id_size);
	if (sight.address == NULL)
		return true;
	out->original = innermost(arena, table, repaired(arena, sight.address), &out->nested);
	if (sight.stamp != NULL && !sight.leads_on &&
	    (sight.site == NULL || sight.site->closed == NULL) &&
	    take_stamp(sight.stamp, sight.stamp_size, digits) &&
	    dkt_stamp_parse(digits, STAMP, &out->time)) {
		out->fixed = true;
		out->raw = raw_form(arena, &sight, url, digits);
	}
	return true;
}

bool dkt_archive_parse(struct dkt_arena *arena, const char *url, struct dkt_archived *out)
{
	return dkt_archive_parse_in(arena, dkt_archives_builtin(), url, out);
}

const char *dkt_url_escape(struct dkt_arena *arena, const char *text)
{
	static const char hex[] = "0123456789ABCDEF";
	char *copy = dkt_arena_alloc(arena, strlen(text) * 3 + 1);
	char *to = copy;

	for (; *text != '\0'; text++) {
		unsigned char c = (unsigned char)*text;

		if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    strchr("-._~", c) != NULL) {
			*to++ = (char)c;
		} else {
			*to++ = '%';
			*to++ = hex[c >> 4];
			*to++ = hex[c & 15U];
		}
	}
	*to = '\0';
	return copy;
}
