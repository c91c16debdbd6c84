/*
 * lines.c - a buffer that is searched once and moved to its front when a line has been handed out.
 *
 * read and not fread: the other side waits for an answer before it writes the next line, so what
 * has arrived must be looked at before more is asked for.
 */
#include "cli/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#include "base/banned.h"

#define CHUNK ((size_t)1 << 16)

void dkt_lines_init(struct dkt_lines *lines, int fd, size_t max)
{
	memset(lines, 0, sizeof *lines);
	lines->fd = fd;
	lines->max = max;
	dkt_buf_init(&lines->bytes, max + 2 * CHUNK);
}

void dkt_lines_clear(struct dkt_lines *lines)
{
	dkt_buf_clear(&lines->bytes);
}

/* What was handed out makes room; seldom, so that many short lines in one piece cost little. */
static void forget(struct dkt_lines *lines)
{
	size_t left = lines->bytes.size - lines->start;

	if (lines->start == 0)
		return;
	if (left > 0)
		memmove(lines->bytes.bytes, lines->bytes.bytes + lines->start, left);
	dkt_buf_truncate(&lines->bytes, left);
	lines->searched -= lines->start;
	lines->start = 0;
}

static int read_more(struct dkt_lines *lines, struct dkt_err *err)
{
	char *room;
	ssize_t n;

	forget(lines);
	if (lines->bytes.size > lines->max)
		return dkt_fail(err, DKT_ELIMIT, "a line is longer than %zu bytes", lines->max);
	room = dkt_buf_room(&lines->bytes, CHUNK);
	if (room == NULL)
		return dkt_fail(err, DKT_ELIMIT, "a line is longer than %zu bytes", lines->max);
	do {
		n = read(lines->fd, room, CHUNK);
	} while (n < 0 && errno == EINTR);
	if (n < 0)
		return dkt_fail_errno(err, "cannot read standard input");
	lines->ended = n == 0;
	dkt_buf_grew(&lines->bytes, (size_t)n);
	return 0;
}

int dkt_lines_next(struct dkt_lines *lines, const char **bytes_out, size_t *size_out,
		   struct dkt_err *err)
{
	for (;;) {
		size_t left = lines->bytes.size - lines->searched;
		const char *from = dkt_buf_str(&lines->bytes) + lines->searched;
		const char *end = left == 0 ? NULL : memchr(from, '\n', left);

		if (end != NULL || (lines->ended && lines->bytes.size > lines->start)) {
			size_t stop = end == NULL ? lines->bytes.size
						  : (size_t)(end - lines->bytes.bytes);

			*bytes_out = lines->bytes.bytes + lines->start;
			*size_out = stop - lines->start;
			lines->start = end == NULL ? stop : stop + 1;
			lines->searched = lines->start;
			return 1;
		}
		if (lines->ended)
			return 0;
		lines->searched = lines->bytes.size;
		if (read_more(lines, err) < 0)
			return -1;
	}
}
