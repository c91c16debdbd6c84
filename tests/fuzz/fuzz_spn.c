/*
 * fuzz_spn.c - a job of Save Page Now 2 to which every answer is a line of the input. Whatever the
 * service says, the job asks only its own archive, never shows its keys in its state, survives a
 * journey through JSON between any two steps, and ends.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/archive_save.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MAX_STEPS 400

static const struct dkt_save_keys keys = {"accesskey", "secretkey"};

static void require(bool promise)
{
	if (!promise)
		abort();
}

/* Through JSON and back: the same JSON again. */
static void travel(struct dkt_arena *arena, struct dkt_save *save)
{
	json_t *json = dkt_save_json(save);
	struct dkt_buf text = DKT_BUF_INIT(1 << 20);
	struct dkt_save again;
	json_t *second;

	require(json != NULL);
	dkt_doc_line(json, &text);
	require(strstr(dkt_buf_str(&text), "accesskey") == NULL &&
		strstr(dkt_buf_str(&text), "secretkey") == NULL);
	require(dkt_save_read(arena, save->site, &keys, json, &again));
	second = dkt_save_json(&again);
	require(json_equal(json, second) == 1);
	json_decref(second);
	json_decref(json);
	dkt_buf_clear(&text);
	*save = again;
}

/* The next line: its first byte chooses the status, the second a header. */
static void answer_of(struct dkt_arena *arena, const char **line, const char *end,
		      struct dkt_answer *out)
{
	static const long statuses[] = {200, 200, 404, 401, 429, 503, 500, 302};
	static const struct dkt_header headers[] = {
		{"memento-datetime", "Fri, 01 Jan 2027 00:00:01 GMT"}, {"retry-after", "30"}};
	const char *stop = memchr(*line, '\n', (size_t)(end - *line));
	size_t size = (size_t)((stop == NULL ? end : stop) - *line);

	*out = (struct dkt_answer){.outcome = DKT_FETCHED, .reason = "", .status = 200};
	if (size >= 2) {
		unsigned choice = (unsigned char)(*line)[0];

		out->status = statuses[choice & 7U];
		out->outcome = choice >= 0xF0U ? DKT_TIMED_OUT : DKT_FETCHED;
		out->headers = headers;
		out->n_headers = (unsigned char)(*line)[1] % 3U;
		out->body = dkt_arena_dup(arena, *line + 2, size - 2);
		out->size = size - 2;
	} else {
		out->body = "";
	}
	*line += size + (stop == NULL ? 0 : 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const struct dkt_archive_site *site =
		dkt_archive_site_named(dkt_archives_builtin(), "wayback");
	struct dkt_arena *arena = dkt_arena_new();
	const char *line = (const char *)bytes;
	const char *end = line + size;
	struct dkt_save save;
	int64_t now = 1798761600;
	unsigned steps = 0;
	struct dkt_ask ask;
	enum dkt_step step;

	if (memmem(bytes, size, keys.access, strlen(keys.access)) != NULL ||
	    memmem(bytes, size, keys.secret, strlen(keys.secret)) != NULL) {
		dkt_arena_free(arena); /* a service that knows the keys may say them */
		return 0;
	}
	dkt_save_begin(&save, arena, site, &keys, "https://news.example/a");
	while ((step = dkt_save_next(&save, arena, now, &ask)) != DKT_STEP_DONE) {
		struct dkt_answer answer;

		require(++steps < MAX_STEPS);
		if (step == DKT_STEP_WAIT) {
			require(ask.until > now);
			now = ask.until;
			continue;
		}
		if (line >= end) /* nobody answers any more: it may wait for ever */
			break;
		require(dkt_starts(ask.request.url, "https://web.archive.org/"));
		require(!ask.request.keep && ask.request.pool == DKT_POOL_ARCHIVES);
		answer_of(arena, &line, end, &answer);
		dkt_save_take(&save, arena, &ask, &answer, now);
		travel(arena, &save);
	}
	if (step == DKT_STEP_DONE)
		require(save.reason[0] != '\0');
	if (save.state == DKT_SAVE_SAVED)
		require(save.capture.status == 200 && save.capture.url != NULL);
	dkt_arena_free(arena);
	return 0;
}
