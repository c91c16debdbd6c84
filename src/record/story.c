/* story.c - the sentences of git log. */
#include "record/story.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "text/unicode.h"

#include "base/banned.h"

#define MAX_LINE  ((size_t)480)
#define MAX_BODY  ((size_t)16384)
#define MAX_TITLE 120

/* One line: control characters become spaces, cut at max bytes. */
static void add_line(struct dkt_buf *out, const char *text, size_t max)
{
	size_t size = dkt_utf8_cut(text, strlen(text), max);

	for (size_t i = 0; i < size; i++) {
		bool control = (unsigned char)text[i] < 0x20 || text[i] == 0x7F;

		dkt_buf_addc(out, (char)(control ? ' ' : text[i]));
	}
}

static void add_body(struct dkt_buf *out, const char *body)
{
	size_t size = dkt_utf8_cut(body, strlen(body), MAX_BODY);

	while (size > 0 && strchr(" \t\r\n", body[size - 1]) != NULL)
		size--;
	for (size_t i = 0; i < size; i++) {
		if (body[i] == '\n' || ((unsigned char)body[i] >= 0x20 && body[i] != 0x7F))
			dkt_buf_addc(out, body[i]);
		else if (body[i] == '\t')
			dkt_buf_addc(out, ' ');
	}
	dkt_buf_adds(out, "\n\n");
}

void dkt_story_write(struct dkt_buf *out, const char *sentence, const char *body,
		     const struct dkt_trailer *trailers, size_t n)
{
	add_line(out, sentence, MAX_LINE);
	dkt_buf_adds(out, "\n\n");
	if (body != NULL && body[strspn(body, " \t\r\n")] != '\0')
		add_body(out, body + strspn(body, " \t\r\n"));
	for (size_t i = 0; i < n; i++) {
		if (trailers[i].value == NULL)
			continue;
		dkt_buf_adds(out, trailers[i].name);
		dkt_buf_adds(out, ": ");
		add_line(out, trailers[i].value, MAX_LINE);
		dkt_buf_addc(out, '\n');
	}
}

/* Where the last paragraph starts. */
static const char *last_paragraph(const char *message, size_t size)
{
	while (size > 0 && message[size - 1] == '\n')
		size--;
	for (size_t i = size; i-- > 1;) {
		if (message[i] == '\n' && message[i - 1] == '\n')
			return message + i + 1;
	}
	return message;
}

const char *dkt_story_trailer(struct dkt_arena *arena, const char *message, const char *name)
{
	const char *line = last_paragraph(message, strlen(message));
	size_t name_size = strlen(name);
	const char *found = NULL;

	if (line == message)
		return NULL;
	while (*line != '\0') {
		size_t size = strcspn(line, "\n");

		if (size > name_size + 1 && memcmp(line, name, name_size) == 0 &&
		    line[name_size] == ':' && line[name_size + 1] == ' ')
			found = dkt_arena_dup(arena, line + name_size + 2, size - name_size - 2);
		line += size + (line[size] == '\n' ? 1 : 0);
	}
	return found;
}

const char *dkt_story_sentence(struct dkt_arena *arena, const char *message)
{
	return dkt_arena_dup(arena, message, strcspn(message, "\n"));
}

const char *dkt_story_body(struct dkt_arena *arena, const char *message)
{
	const char *end = last_paragraph(message, strlen(message));
	const char *start = message + strcspn(message, "\n");

	while (*start == '\n')
		start++;
	while (end > start && end[-1] == '\n')
		end--;
	return end <= start ? "" : dkt_arena_dup(arena, start, (size_t)(end - start));
}

enum dkt_state dkt_story_state(struct dkt_arena *arena, const char *message)
{
	const char *name = dkt_story_trailer(arena, message, "Docket-State");
	enum dkt_state state = DKT_NONE;

	if (name == NULL || !dkt_state_of_name(name, &state))
		return DKT_NONE;
	return state;
}

static const struct {
	const char *english;
	const char *chinese;
} verbs[DKT_N_KINDS] = {
	[DKT_ADD] = {"add", "新增"},
	[DKT_AMEND] = {"amend", "修改"},
	[DKT_RETIRE] = {"retire", "停用"},
	[DKT_RESTORE] = {"restore", "恢复"},
	[DKT_UNITE] = {"unite", "合并"},
	[DKT_REVERT] = {"revert", "撤销"},
	[DKT_RULES] = {"change rules", "修改规则"},
	[DKT_DISPUTE] = {"dispute", "质疑"},
};

static const char *noun_in(const struct dkt_collection *collection, const char *tag)
{
	size_t primary = strcspn(tag, "-");

	for (size_t i = 0; i < collection->noun.n; i++) {
		if (strncmp(collection->noun.tags[i], tag, primary) == 0)
			return collection->noun.texts[i];
	}
	return NULL;
}

static void add_title(struct dkt_buf *out, const char *title)
{
	size_t size = strlen(title);
	size_t end = 0;

	for (unsigned n = 0; end < size && n < MAX_TITLE; n++)
		(void)dkt_utf8_next(title, size, &end);
	for (size_t i = 0; i < end; i++)
		dkt_buf_addc(out, (char)((unsigned char)title[i] < 0x20 ? ' ' : title[i]));
	if (end < size)
		dkt_buf_adds(out, "…");
}

void dkt_story_subject(struct dkt_buf *out, enum dkt_submission_kind kind,
		       const struct dkt_config *config, const struct dkt_collection *collection,
		       const char *title, const char *tag, const char *id)
{
	bool chinese =
		dkt_starts(tag, "zh") || (tag[0] == '\0' && dkt_has_han(title, strlen(title)));
	const char *noun = chinese ? noun_in(collection, "zh") : noun_in(collection, "en");

	if (noun == NULL)
		noun = collection->noun.n > 0 ? dkt_words_pick(&collection->noun, config, NULL)
					      : collection->name;
	dkt_buf_adds(out, chinese ? verbs[kind].chinese : verbs[kind].english);
	dkt_buf_adds(out, chinese ? "" : " ");
	dkt_buf_adds(out, noun);
	dkt_buf_adds(out, chinese ? "：" : ": ");
	add_title(out, title);
	dkt_buf_addf(out, chinese ? "（%s）" : " (%s)", id);
}
