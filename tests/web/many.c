/* many.c - see many.h; pages are made from their number, so 5,000 of them need no files. */
#define _GNU_SOURCE
#include "many.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *many_name(size_t i)
{
	return must_format("many-%02zu.example", i);
}

bool many_knows(const char *host, size_t n)
{
	bool known = false;

	for (size_t i = 0; i < n && !known; i++) {
		char *name = many_name(i);
		known = !strcasecmp(name, host);
		free(name);
	}
	return known;
}

static char *page_text(const char *host, uint64_t n, size_t *size_out)
{
	char *text = NULL;
	FILE *out = open_memstream(&text, size_out);

	if (!out)
		die("out of memory");
	fprintf(out,
		"<!doctype html><html lang=\"en\"><head><title>Notice %llu</title></head><body>\n"
		"<h1>Notice %llu</h1>\n<p>Berth %llu of %s was let to the harbour library.</p>\n",
		(unsigned long long)n, (unsigned long long)n, (unsigned long long)n, host);
	for (uint64_t i = 0; i < 24; i++)
		fprintf(out, "<p>Line %llu: the ferry of %02llu:%02llu carried %llu crates.</p>\n",
			(unsigned long long)i, (unsigned long long)((n + i) % 24),
			(unsigned long long)((n * 7 + i * 5) % 60),
			(unsigned long long)((n * 31 + i * 17) % 997));
	fputs("</body></html>\n", out);
	fclose(out);
	return text;
}

static void short_page(struct answer *answer, unsigned status, const char *sentence)
{
	char *text =
		must_format("<!doctype html><title>%s</title><h1>%s</h1>\n", sentence, sentence);

	answer->status = status;
	answer_body_take(answer, text, strlen(text));
}

void many_answer(const char *host, const char *target, struct answer *answer)
{
	uint64_t n;
	unsigned kind;
	size_t size;

	answer_header(answer, "Content-Type", "text/html; charset=utf-8");
	if (!strncmp(target, "/soft/", 6)) {
		short_page(answer, 200, "Page not found");
		return;
	}
	if (strncmp(target, "/page/", 6) != 0 || !number_read(target + 6, 1000000000, &n)) {
		short_page(answer, 404, "Not here");
		return;
	}
	kind = (unsigned)(n % 100);
	if (kind < 90) {
		char *text = page_text(host, n, &size);
		answer->status = 200;
		answer_body_take(answer, text, size);
	} else if (kind < 94) {
		answer_header(answer, "Location", "/page/%llu", (unsigned long long)(n - kind));
		short_page(answer, 301, "Moved");
	} else if (kind < 97) {
		short_page(answer, 404, "Not here");
	} else if (kind < 98) {
		short_page(answer, 410, "Gone");
	} else if (kind < 99) {
		answer_header(answer, "cf-mitigated", "challenge");
		short_page(answer, 403, "Just a moment...");
	} else {
		answer_header(answer, "Location", "/soft/%llu", (unsigned long long)n);
		short_page(answer, 302, "Moved");
	}
}
