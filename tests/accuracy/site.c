/*
 * site.c - the set as a folder that fixture-web serves (tests/web/README.md has its form).
 */
#include "set.h"

#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"

#define MAX_PAGE ((size_t)1 << 20)

static void write_file(const struct acc_set *set, const char *name, const char *bytes, size_t size)
{
	const char *path = dkt_arena_printf(set->arena, "%s/%s", set->dir, name);
	FILE *file = fopen(path, "wb");

	if (file == NULL || (size > 0 && fwrite(bytes, 1, size, file) != size) || fclose(file) != 0)
		acc_die("%s cannot be written", path);
}

/* UTF-8 to charset; every character must exist there. */
static size_t encode(const char *charset, const char *from, size_t size, char *to, size_t room)
{
	iconv_t cd = iconv_open(charset, "UTF-8");
	char *in = (char *)(uintptr_t)from;
	char *out = to;
	size_t left = size;

	if (cd == (iconv_t)-1)
		acc_die("iconv does not know %s", charset);
	if (iconv(cd, &in, &left, &out, &room) == (size_t)-1)
		acc_die("%s has no character for: %.40s", charset, in);
	(void)iconv_close(cd);
	return (size_t)(out - to);
}

static const char *write_body(struct acc_set *set, const struct acc_answer *answer)
{
	const char *name = dkt_arena_printf(set->arena, "%04zu", set->n_files);
	const char *path = dkt_arena_printf(set->arena, "pages/%s", name);
	size_t room = 4 * answer->size + 16;
	char *bytes;

	if (answer->size == 0)
		return "-";
	set->n_files++;
	if (answer->charset == NULL) {
		write_file(set, path, answer->body, answer->size);
	} else {
		bytes = dkt_arena_alloc(set->arena, room);
		write_file(set, path, bytes,
			   encode(answer->charset, answer->body, answer->size, bytes, room));
	}
	return name;
}

/* Blanks and '%' as %XX: settings stand on one line, cut at blanks. */
static void add_header(struct dkt_buf *out, const char *header)
{
	dkt_buf_adds(out, " header=");
	for (; *header != '\0'; header++) {
		if (*header == ' ' || *header == '\t' || (*header == '%' && header[1] != '2'))
			dkt_buf_addf(out, "%%%02x", (unsigned)(unsigned char)*header);
		else
			dkt_buf_addc(out, *header);
	}
}

void acc_site_answer(struct acc_set *set, const struct acc_answer *answer)
{
	struct dkt_buf *out = &set->routes;

	dkt_buf_addf(out, "%s %s %s %s", answer->host, answer->path, answer->status,
		     write_body(set, answer));
	if (answer->type != NULL)
		dkt_buf_addf(out, " type=%s", answer->type);
	if (answer->location != NULL)
		dkt_buf_addf(out, " location=%s", answer->location);
	if (answer->does != NULL)
		dkt_buf_addf(out, " do=%s", answer->does);
	for (size_t i = 0; i < answer->n_headers; i++)
		add_header(out, answer->headers[i]);
	dkt_buf_addc(out, '\n');
}

void acc_site_host(struct acc_set *set, const char *name, const char *listeners)
{
	if (dkt_map_get(&set->hosts, name, strlen(name)) != NULL)
		return;
	(void)dkt_map_put(&set->hosts, name, strlen(name), set);
	dkt_buf_addf(&set->names, "host %s %s\n", name, listeners);
}

void acc_site_write(struct acc_set *set)
{
	DKT_AUTO(buf) struct dkt_buf all = DKT_BUF_INIT(MAX_PAGE * 4);
	static const char index[] = "# copies are routes here\n";

	dkt_buf_add(&all, dkt_buf_str(&set->names), set->names.size);
	dkt_buf_add(&all, dkt_buf_str(&set->routes), set->routes.size);
	write_file(set, "routes", dkt_buf_str(&all), all.size);
	write_file(set, "captures/index", index, sizeof index - 1);
}
