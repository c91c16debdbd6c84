/*
 * test_drift.c - fingerprints of texts, and what they say of a page then and now.
 *
 * The long texts are made of invented sentences, so that a row can change a word, a paragraph, or
 * everything.
 */
#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "source/drift.h"
#include "support/rows.h"
#include "text/simhash.h"

#define N_SENTENCES 40

static const char *const nouns[] = {"harbour", "lantern", "bridge", "office", "ferry",
				    "library", "tower",	  "market", "school", "garden"};
static const char *const verbs[] = {"opens", "closes", "moves", "grows", "rests",
				    "waits", "turns",  "sings", "burns"};
static const char *const ends[] = {"at noon",	  "in winter",	"by the river", "with the tide",
				   "before dawn", "for a year", "near the gate"};
static const char *const han[] = {"港口的灯塔每天傍晚点亮", "图书馆周一闭馆周二开放",
				  "渡轮因大风停航两日",	    "市政厅公布了新的预算方案",
				  "学校的花园种满了向日葵", "桥上的灯在冬天会早些熄灭"};

/* n sentences; a different seed gives different ones. */
static void tell(struct dkt_buf *out, unsigned n, unsigned seed, bool chinese)
{
	for (unsigned i = 0; i < n; i++) {
		unsigned k = i * 7 + seed * 3 + i * i;

		if (chinese)
			dkt_buf_addf(out, "%s第%u号公告。", han[k % 6], k % 97);
		else
			dkt_buf_addf(out, "The %s number %u %s %s. ", nouns[k % 10], k % 97,
				     verbs[k % 9], ends[k % 7]);
	}
}

struct row {
	const char *name;
	bool chinese;
	unsigned n_then;
	unsigned seed_then;
	const char *then_tail;
	unsigned n_now;
	unsigned seed_now;
	const char *now_tail;
	const char *quote;
	enum dkt_drift_band band;
	enum dkt_drift_context context;
};

#define Q "\"The keeper rings the bell twice before the gates close\""

static const struct row rows[] = {
	{"the same bytes", false, 40, 1, "", 40, 1, "", NULL, DKT_DRIFT_SAME, DKT_CONTEXT_NONE},
	{"other capitals and marks", false, 40, 1, "It ends, here.", 40, 1, "It ENDS   here", NULL,
	 DKT_DRIFT_SAME, DKT_CONTEXT_NONE},
	{"another page", false, 40, 1, "", 40, 50, "", NULL, DKT_DRIFT_DRIFTED, DKT_CONTEXT_NONE},
	{"the same Chinese page", true, 40, 1, "", 40, 1, "。", NULL, DKT_DRIFT_SAME,
	 DKT_CONTEXT_NONE},
	{"a few words say nothing", false, 2, 1, "", 2, 9, "", NULL, DKT_DRIFT_UNKNOWN,
	 DKT_CONTEXT_NONE},
	{"nothing and nothing", false, 0, 1, "", 0, 1, "", NULL, DKT_DRIFT_SAME, DKT_CONTEXT_NONE},
	{"a page that is empty now", false, 40, 1, "", 0, 1, "", NULL, DKT_DRIFT_UNKNOWN,
	 DKT_CONTEXT_NONE},
	{"a quote among the same words", false, 40, 1,
	 "She said " Q " on Monday evening at the quay.", 40, 1,
	 "She said " Q " on Monday evening at the quay.", Q, DKT_DRIFT_SAME, DKT_CONTEXT_SAME},
	{"a quote among other words", false, 40, 1,
	 "She said " Q " on Monday evening, and everybody agreed with her.", 40, 1,
	 "Nobody ever claimed that " Q ", the council has now made clear in a letter.", Q,
	 DKT_DRIFT_SAME, DKT_CONTEXT_MOVED},
	{"a quote that is gone", false, 40, 1, "She said " Q " on Monday.", 40, 1,
	 "She said nothing on Monday.", Q, DKT_DRIFT_SAME, DKT_CONTEXT_GONE},
	{"a quote that is new", false, 40, 1, "She said nothing on Monday.", 40, 1,
	 "She said " Q " on Monday.", Q, DKT_DRIFT_SAME, DKT_CONTEXT_NEW},
	{"a quote in neither", false, 40, 1, "", 40, 1, "", Q, DKT_DRIFT_SAME, DKT_CONTEXT_NONE},
};

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	struct dkt_buf then = DKT_BUF_INIT(1 << 16);
	struct dkt_buf now = DKT_BUF_INIT(1 << 16);
	struct dkt_drift drift;

	tell(&then, row->n_then, row->seed_then, row->chinese);
	dkt_buf_adds(&then, row->then_tail);
	tell(&now, row->n_now, row->seed_now, row->chinese);
	dkt_buf_adds(&now, row->now_tail);
	dkt_drift(arena, dkt_buf_str(&then), then.size, dkt_buf_str(&now), now.size, row->quote,
		  &drift);
	if (row->context == DKT_CONTEXT_NONE || row->band == DKT_DRIFT_SAME)
		assert_in_range(drift.distance, 0, row->band == DKT_DRIFT_SAME ? 10 : 64);
	if (row->quote == NULL)
		assert_string_equal(dkt_drift_band_name(drift.band),
				    dkt_drift_band_name(row->band));
	assert_int_equal(drift.changed,
			 drift.band == DKT_DRIFT_EDITED || drift.band == DKT_DRIFT_DRIFTED);
	assert_string_equal(dkt_drift_context_name(drift.context),
			    dkt_drift_context_name(row->context));
	dkt_buf_clear(&then);
	dkt_buf_clear(&now);
}

/* A fingerprint is stored: it must be the same for ever, here and elsewhere. The number was
 * computed by a second program in another language. */
static void stays_the_same(void **state)
{
	static const char text[] =
		"The lantern on the outer mole is lit every evening. 灯塔每晚点亮。";
	struct dkt_simhash once;
	struct dkt_simhash again;

	(void)state;
	dkt_simhash(text, sizeof text - 1, &once);
	dkt_simhash(text, sizeof text - 1, &again);
	assert_int_equal(once.n_features, 14);
	assert_true(once.bits == again.bits);
	assert_int_equal(once.bits, UINT64_C(0x7034c04b4803419d));
	dkt_simhash("", 0, &again);
	assert_int_equal(again.n_features, 0);
	assert_true(again.bits == 0);
}

static void grows_with_change(void **state)
{
	struct dkt_buf text = DKT_BUF_INIT(1 << 16);
	struct dkt_simhash whole;
	struct dkt_simhash part;

	(void)state;
	tell(&text, N_SENTENCES, 1, false);
	dkt_simhash(dkt_buf_str(&text), text.size, &whole);
	dkt_simhash(dkt_buf_str(&text), text.size - 20, &part);
	assert_true(dkt_simhash_distance(whole.bits, part.bits) <= 3);
	dkt_simhash(dkt_buf_str(&text), text.size / 3, &part);
	assert_true(dkt_simhash_distance(whole.bits, part.bits) > 3);
	assert_int_equal(dkt_simhash_distance(0, UINT64_MAX), 64);
	dkt_buf_clear(&text);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(stays_the_same),
						  cmocka_unit_test(grows_with_change)};

	return rows_run("source/drift", rows, check_row) +
	       cmocka_run_group_tests_name("text/simhash", tests, NULL, NULL);
}
