/*
 * pdf.h - the text of a PDF, by pdftotext (poppler-utils) in a process that can do little harm.
 *
 * Parsers of PDF have a long history of holes, so none runs in this process. The child gets the
 * document as a sealed piece of memory, an empty environment, no other descriptors, no way to gain
 * rights, and limits on processor time, memory, files and processes; it is killed when it takes too
 * long. Where the kernel lets it, it has no network either.
 *
 * Floor: source.
 */
#ifndef SOURCE_PDF_H
#define SOURCE_PDF_H

#include "base/arena.h"

struct dkt_pdf_limits {
	const char *program;	/* NULL: DOCKET_PDFTOTEXT, else /usr/bin, else /usr/local/bin */
	unsigned cpu_s;		/* 0: 8 */
	unsigned wall_ms;	/* 0: 10,000 */
	size_t memory_bytes;	/* 0: 512 MiB of addresses */
	size_t text_bytes;	/* 0: 8 MiB; what is longer is cut */
};

struct dkt_pdf {
	const char *text; /* UTF-8; a form feed ends a page, a blank line a block */
	size_t text_size;
	const char *why; /* static; when there is no text: "pdftotext is not installed", "an
			    encrypted PDF", "a PDF of pictures, without text", ...; "" otherwise */
};

/* limits: NULL for the ones above. Blocks until the child is done. Never fails. */
void dkt_pdf_read(struct dkt_arena *arena, const char *bytes, size_t size,
		  const struct dkt_pdf_limits *limits, struct dkt_pdf *out);

#endif
