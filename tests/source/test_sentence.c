/* test_sentence.c - the sentences about sources are there in every language. */
#include "support/rows.h"

#include "source/sentence.h"

static void every_row_is_whole(void **state)
{
	(void)state;
	for (unsigned i = DKT_SRC_NOTHING + 1; i < DKT_SRC_WORDS; i++) {
		const struct dkt_sentence *row = dkt_source_sentence((enum dkt_source_words)i);

		if (!dkt_sentence_whole(row, DKT_SRC_SLOTS))
			fail_msg("%s | %s", row->in[0], row->in[1]);
	}
}

static void a_sentence_in_a_sentence(void **state)
{
	struct dkt_arena *arena = dkt_arena_new();

	(void)state;
	for (unsigned i = 0; i < DKT_LANGUAGES; i++) {
		static const char *const wanted[] = {
			"this page answers 404 now; a good archived copy stands in for it",
			"这个网页现在返回 404；有一份完好的存档可以代替它"};
		const char *inner =
			dkt_source_say(arena, (enum dkt_language)i, DKT_SRC_GONE, "404", NULL);

		assert_string_equal(
			dkt_source_say(arena, (enum dkt_language)i, DKT_SRC_STANDS_IN, inner, NULL),
			wanted[i]);
	}
	dkt_arena_free(arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_is_whole),
						  cmocka_unit_test(a_sentence_in_a_sentence)};

	return cmocka_run_group_tests_name("source/sentence", tests, NULL, NULL);
}
