/*
 * fuzz_page.c - any bytes as an answer: what comes out is UTF-8 without NUL, no longer than the
 * page could make it, and the same bytes give the same text again. The first byte chooses the
 * Content-Type.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "source/page.h"
#include "source/verdict.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void require_text(const char *text, size_t size)
{
	require(text[size] == '\0' && strlen(text) == size);
	require(dkt_utf8_valid(text, size, NULL));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const types[] = {
		"text/html",	   "text/html; charset=gbk",	  "text/html; charset=big5",
		"text/plain",	   "text/html; charset=utf-16le", "text/html; charset=latin1",
		"application/pdf", "text/html; charset=utf-8"};
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_header header = {"content-type", types[size > 0 ? bytes[0] % 8 : 0]};
	struct dkt_answer answer = {.outcome = DKT_FETCHED,
				    .reason = "",
				    .status = 200,
				    .final_url = "https://news.example/a",
				    .n_hops = 1,
				    .headers = &header,
				    .n_headers = 1,
				    .size = size > 0 ? size - 1 : 0};
	struct dkt_verdict_live verdict;
	struct dkt_page page;
	struct dkt_page twice;

	answer.body = size > 0 ? dkt_arena_dup(arena, (const char *)bytes + 1, size - 1) : "";
	dkt_page_read(arena, &answer, &page);
	require_text(page.text, page.text_size);
	require_text(page.hidden, page.hidden_size);
	require_text(page.title, strlen(page.title));
	require_text(page.heading, strlen(page.heading));
	require(strlen(page.title) <= 2000 && strlen(page.heading) <= 2000);
	require(page.text_size <= 8 * size + 16);
	dkt_page_read(arena, &answer, &twice);
	require(page.text_size == twice.text_size && strcmp(page.text, twice.text) == 0);
	verdict = dkt_live_judge(arena, "https://news.example/a", &answer, &page);
	require(verdict.reason != NULL && strlen(verdict.reason) <= 100);
	require(verdict.verdict != DKT_LIVE_GONE && verdict.verdict != DKT_LIVE_DENIED);
	dkt_arena_free(arena);
	return 0;
}
