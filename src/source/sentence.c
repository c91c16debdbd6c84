/*
 * sentence.c - the rows of sentence_list.h as a table.
 */
#include "source/sentence.h"

#include "base/banned.h"

/* a quoted passage of a page and an address fit several times */
#define LONGEST ((size_t)16384)

const struct dkt_sentence *dkt_source_sentence(enum dkt_source_words words)
{
	static const struct dkt_sentence rows[DKT_SRC_WORDS] = {
		[DKT_SRC_NOTHING] = {{"", ""}},
#define WORDS(name, english, chinese) [DKT_SRC_##name] = {{english, chinese}},
#include "source/sentence_list.h"
#undef WORDS
	};

	return &rows[words];
}

const char *dkt_source_say(struct dkt_arena *arena, enum dkt_language language,
			   enum dkt_source_words words, const char *arg0, const char *arg1)
{
	const struct dkt_sentence *sentence = dkt_source_sentence(words);
	const char *const args[DKT_SRC_SLOTS] = {arg0, arg1};
	struct dkt_buf out = DKT_BUF_INIT(LONGEST);
	const char *text;

	if (arg0 == NULL && arg1 == NULL)
		return sentence->in[language];
	dkt_sentence_fill(sentence, language, args, DKT_SRC_SLOTS, &out);
	text = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}

void dkt_source_finding(struct dkt_arena *arena, struct dkt_report *report, enum dkt_level level,
			const char *code, const char *pointer, size_t offset,
			enum dkt_source_words hint, const char *sentence)
{
	dkt_report_add(report, level, code, pointer, offset,
		       hint == DKT_SRC_NOTHING ? NULL
					       : dkt_source_say(arena, dkt_report_language(report),
								hint, NULL, NULL),
		       "%s", sentence);
}
