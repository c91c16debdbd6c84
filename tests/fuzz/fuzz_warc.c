/*
 * fuzz_warc.c - any bytes as a web archive: reading ends, within its caps; every record lies within
 * what was inflated; and a response that can be read as an answer, written again by us, reads back
 * with the same body and digests that fit.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "source/warc.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MAX_RECORDS 2000

static void require(bool promise)
{
	if (!promise)
		abort();
}

static void read_back(struct dkt_arena *arena, const struct dkt_buf *written,
		      const struct dkt_answer *answer)
{
	struct dkt_warc *warc = dkt_warc_open(written->bytes, written->size);
	struct dkt_warc_record record;
	struct dkt_answer again;
	size_t n = 0;

	while (dkt_warc_next(warc, &record) == DKT_WARC_RECORD) {
		n++;
		require(dkt_warc_check(&record) == DKT_WARC_SUM_GOOD);
		if (!dkt_streq(record.type, "response"))
			continue;
		require(dkt_warc_answer(arena, &record, &again));
		require(again.status == answer->status && again.outcome == answer->outcome);
		require(again.size == answer->size &&
			memcmp(again.body, answer->body, again.size) == 0);
	}
	require(n == 4 && dkt_warc_fault(warc)[0] == '\0');
	dkt_warc_close(warc);
}

static void again(const struct dkt_warc_record *record)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf out = DKT_BUF_INIT((size_t)64 << 20);
	struct dkt_warc_writer *writer;
	struct dkt_answer answer;
	struct dkt_hop hop;

	if (dkt_warc_answer(arena, record, &answer)) {
		require(answer.status >= 100 && answer.status <= 999);
		hop = answer.hops[0];
		require(hop.head_size + hop.raw_size == record->size);
		hop.url = "https://news.example/";
		hop.request = "GET / HTTP/1.1\r\n\r\n";
		hop.request_size = strlen(hop.request);
		writer = dkt_warc_writer_new(&out);
		dkt_warc_put_info(writer, "fuzz.warc.gz", 0, NULL);
		dkt_warc_put_hop(writer, &hop, NULL, NULL, NULL);
		dkt_warc_writer_free(writer);
		read_back(arena, &out, &answer);
	}
	dkt_buf_clear(&out);
	dkt_arena_free(arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_warc *warc = dkt_warc_open((const char *)bytes, size);
	struct dkt_warc_record record;
	enum dkt_warc_state state;
	size_t n = 0;

	while ((state = dkt_warc_next(warc, &record)) == DKT_WARC_RECORD && n++ < MAX_RECORDS) {
		require(record.type != NULL && record.target != NULL && record.date != NULL);
		require(record.size <= DKT_WARC_MAX_RECORD);
		(void)dkt_warc_check(&record);
		if (n < 4)
			again(&record);
	}
	require(state == DKT_WARC_RECORD ||
		(state == DKT_WARC_DAMAGED) == (dkt_warc_fault(warc)[0] != '\0'));
	dkt_warc_close(warc);
	return 0;
}
