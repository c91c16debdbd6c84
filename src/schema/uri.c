/*
 * uri.c - the algorithm of RFC 3986 over spans; a reference is cut into five parts, each a span of
 * its text.
 */
#include "schema/uri.h"

#include <string.h>

#include "base/buf.h"

struct span {
	const char *p; /* NULL: the part is absent */
	size_t n;
};

struct parts {
	struct span scheme;
	struct span authority;
	struct span path;
	struct span query;
};

#define MAX_URI ((size_t)1 << 16)

static bool is_alpha(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t scheme_size(const char *uri)
{
	size_t n = 0;

	if (!is_alpha(uri[0]))
		return 0;
	while (is_alpha(uri[n]) || (uri[n] >= '0' && uri[n] <= '9') || uri[n] == '+' ||
	       uri[n] == '-' || uri[n] == '.')
		n++;
	return uri[n] == ':' ? n : 0;
}

bool dkt_uri_is_absolute(const char *uri)
{
	return scheme_size(uri) > 0;
}

static void split(const char *uri, struct parts *out)
{
	size_t n = scheme_size(uri);

	memset(out, 0, sizeof *out);
	if (n > 0) {
		out->scheme = (struct span){uri, n};
		uri += n + 1;
	}
	if (uri[0] == '/' && uri[1] == '/') {
		n = strcspn(uri + 2, "/?#");
		out->authority = (struct span){uri + 2, n};
		uri += n + 2;
	}
	n = strcspn(uri, "?#");
	out->path = (struct span){uri, n};
	uri += n;
	if (*uri == '?')
		out->query = (struct span){uri + 1, strcspn(uri + 1, "#")};
}

/* Take "." and ".." out of a path in place. */
static size_t remove_dots(char *path, size_t size)
{
	size_t out = 0;
	size_t i = 0;

	while (i < size) {
		const char *slash = memchr(path + i + 1, '/', size - i - 1);
		size_t end = slash == NULL ? size : (size_t)(slash - path);
		const char *name = path[i] == '/' ? path + i + 1 : path + i;
		size_t n = end - (size_t)(name - path);

		if (n == 2 && name[0] == '.' && name[1] == '.') {
			while (out > 0 && path[--out] != '/')
				continue;
		} else if (!(n == 1 && name[0] == '.')) {
			memmove(path + out, path + i, end - i);
			out += end - i;
			i = end;
			continue;
		}
		if (end == size)
			path[out++] = '/';
		i = end;
	}
	return out;
}

static void add_path(struct dkt_buf *out, const struct parts *base, const struct parts *ref)
{
	size_t start = out->size;
	size_t dir = base->path.n;

	if (ref->path.n == 0 && ref->scheme.p == NULL && ref->authority.p == NULL) {
		dkt_buf_add(out, base->path.p, base->path.n);
		return;
	}
	if (ref->scheme.p == NULL && ref->authority.p == NULL && ref->path.p[0] != '/') {
		while (dir > 0 && base->path.p[dir - 1] != '/')
			dir--;
		if (dir == 0 && base->authority.p != NULL)
			dkt_buf_addc(out, '/');
		dkt_buf_add(out, base->path.p, dir);
	}
	dkt_buf_add(out, ref->path.p, ref->path.n);
	if (out->size > start && out->bytes[start] == '/')
		dkt_buf_truncate(out, start + remove_dots(out->bytes + start, out->size - start));
}

const char *dkt_uri_resolve(struct dkt_arena *arena, const char *base, const char *reference)
{
	struct dkt_buf out = DKT_BUF_INIT(MAX_URI);
	struct parts b;
	struct parts r;
	const struct span *scheme;
	const struct span *authority;
	const struct span *query;
	const char *result;

	split(base, &b);
	split(reference, &r);
	scheme = r.scheme.p != NULL ? &r.scheme : &b.scheme;
	authority = r.scheme.p != NULL || r.authority.p != NULL ? &r.authority : &b.authority;
	query = r.scheme.p != NULL || r.authority.p != NULL || r.path.n > 0 || r.query.p != NULL
			? &r.query
			: &b.query;
	if (scheme->p != NULL) {
		dkt_buf_add(&out, scheme->p, scheme->n);
		dkt_buf_addc(&out, ':');
	}
	if (authority->p != NULL) {
		dkt_buf_adds(&out, "//");
		dkt_buf_add(&out, authority->p, authority->n);
	}
	add_path(&out, &b, &r);
	if (query->p != NULL) {
		dkt_buf_addc(&out, '?');
		dkt_buf_add(&out, query->p, query->n);
	}
	result = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return result;
}

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

const char *dkt_uri_fragment(struct dkt_arena *arena, const char *uri, size_t *size_out)
{
	const char *hash = strchr(uri, '#');
	const char *p = hash == NULL ? "" : hash + 1;
	char *out = dkt_arena_alloc(arena, strlen(p) + 1);
	size_t n = 0;

	while (*p != '\0') {
		if (p[0] == '%' && hex_value(p[1]) >= 0 && hex_value(p[2]) >= 0) {
			out[n++] = (char)(hex_value(p[1]) * 16 + hex_value(p[2]));
			p += 3;
		} else {
			out[n++] = *p++;
		}
	}
	out[n] = '\0';
	*size_out = n;
	return out;
}
