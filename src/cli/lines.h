/*
 * lines.h - lines from a pipe, one as soon as it is there.
 *
 * Floor: cli.
 */
#ifndef CLI_LINES_H
#define CLI_LINES_H

#include "base/buf.h"

/* Fill with dkt_lines_init; end with dkt_lines_clear. */
struct dkt_lines {
	int fd;
	struct dkt_buf bytes; /* read and not handed out yet, behind start */
	size_t start;
	size_t searched; /* no line ends before this place */
	size_t max;
	bool ended;
};

/* max: bytes of one line. */
void dkt_lines_init(struct dkt_lines *lines, int fd, size_t max);
void dkt_lines_clear(struct dkt_lines *lines);

/*
 * The next line without its end, borrowed until the next call; 1, or 0 behind the last. -1: it is
 * too long (DKT_ELIMIT), or could not be read. A last line without an end counts.
 */
DKT_MUST_CHECK int dkt_lines_next(struct dkt_lines *lines, const char **bytes_out, size_t *size_out,
				  struct dkt_err *err);

#endif
