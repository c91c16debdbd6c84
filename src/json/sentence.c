/*
 * sentence.c - the rows of sentence_list.h as a table.
 */
#include "json/sentence.h"

#define LONGEST ((size_t)4096)

const struct dkt_sentence *dkt_json_sentence(enum dkt_json_words words)
{
	static const struct dkt_sentence rows[DKT_JSON_WORDS] = {
		[DKT_JSON_NONE] = {{"", ""}},
#define WORDS(name, english, chinese) [DKT_JSON_##name] = {{english, chinese}},
#include "json/sentence_list.h"
#undef WORDS
	};

	return &rows[words];
}

const char *dkt_json_say(struct dkt_arena *arena, enum dkt_language language,
			 enum dkt_json_words words, const char *const args[DKT_JSON_SLOTS])
{
	const struct dkt_sentence *sentence = dkt_json_sentence(words);
	struct dkt_buf out = DKT_BUF_INIT(LONGEST);
	const char *text;

	if (args == NULL)
		return sentence->in[language];
	dkt_sentence_fill(sentence, language, args, DKT_JSON_SLOTS, &out);
	text = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return text;
}
