/*
 * message.c - the sentences, and values as they look in them.
 *
 * A sentence names the thing, shows the value and says what was wanted; what to do about it is the
 * hint's part (explain_hint.c). Values are strangers' text of any size: each is cut to a line, so
 * that a sentence costs the same for a value of three bytes and of three million.
 */
#include "schema/message.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "schema/compiled.h"
#include "json/canon.h"

#define LONGEST ((size_t)80)
#define NEST	4

const struct dkt_sentence *dkt_message_row(enum dkt_message message)
{
	static const struct dkt_sentence rows[DKT_SAY_COUNT] = {
#define WORDS(name, english, chinese) [DKT_SAY_##name] = {{english, chinese}},
#include "schema/message_list.h"
#undef WORDS
	};

	return &rows[message];
}

static const char *keep(const struct dkt_voice *voice, struct dkt_buf *out)
{
	const char *text = dkt_arena_dup(voice->arena, dkt_buf_str(out), out->size);

	dkt_buf_clear(out);
	return text;
}

const char *dkt_message(const struct dkt_voice *voice, enum dkt_message message,
			const char *const args[DKT_MESSAGE_SLOTS])
{
	struct dkt_buf out = DKT_BUF_INIT(8192);

	if (voice->quiet)
		return "";
	dkt_sentence_fill(dkt_message_row(message), voice->language, args, DKT_MESSAGE_SLOTS, &out);
	return keep(voice, &out);
}

const char *dkt_words(const struct dkt_voice *voice, enum dkt_message message, const char *a,
		      const char *b)
{
	const char *const args[DKT_MESSAGE_SLOTS] = {a, b};

	return dkt_message(voice, message, args);
}

const char *dkt_words_count(const struct dkt_voice *voice, size_t n, enum dkt_message one,
			    enum dkt_message many)
{
	if (voice->quiet)
		return "";
	return dkt_words(voice, n == 1 ? one : many, dkt_arena_printf(voice->arena, "%zu", n),
			 NULL);
}

/* A text as JSON writes it, with the quotation marks, cut. */
static void add_string(const char *bytes, size_t size, struct dkt_buf *out)
{
	size_t cut = dkt_utf8_cut(bytes, size, LONGEST);

	dkt_canon_string(bytes, cut, out);
	if (cut < size && out->size > 0) {
		dkt_buf_truncate(out, out->size - 1);
		dkt_buf_adds(out, "...\"");
	}
}

const char *dkt_show_typed(const struct dkt_voice *voice, const char *bytes, size_t size)
{
	struct dkt_buf out = DKT_BUF_INIT(LONGEST * 8);

	if (voice->quiet)
		return "";
	add_string(bytes, size, &out);
	return keep(voice, &out);
}

const char *dkt_show_text(const struct dkt_voice *voice, const char *bytes, size_t size)
{
	struct dkt_buf out = DKT_BUF_INIT(LONGEST * 8);
	const char *bare;

	if (voice->quiet)
		return "";
	add_string(bytes, size, &out);
	dkt_buf_truncate(&out, out.size - 1);
	bare = dkt_arena_dup(voice->arena, dkt_buf_str(&out) + 1, out.size - 1);
	dkt_buf_clear(&out);
	return dkt_words(voice, DKT_SAY_QUOTED, bare, NULL);
}

static const char *show_number(const struct dkt_voice *voice, const struct dkt_node *value)
{
	if (voice->quiet)
		return "";
	return value->size <= LONGEST ? dkt_arena_dup(voice->arena, value->as.bytes, value->size)
				      : dkt_arena_printf(voice->arena, "%.40s...", value->as.bytes);
}

static const char *word(const struct dkt_voice *voice, enum dkt_message message)
{
	return dkt_message_row(message)->in[voice->language];
}

const char *dkt_show(const struct dkt_voice *voice, const struct dkt_node *value)
{
	switch ((enum dkt_kind)value->kind) {
	case DKT_NULL:
		return word(voice, DKT_SAY_IS_NULL);
	case DKT_FALSE:
		return "false";
	case DKT_TRUE:
		return "true";
	case DKT_NUMBER:
		return show_number(voice, value);
	case DKT_STRING:
		return dkt_show_text(voice, value->as.bytes, value->size);
	case DKT_ARRAY:
		return dkt_words_count(voice, value->size, DKT_SAY_LIST_OF_ONE, DKT_SAY_LIST_OF);
	default:
		return word(voice, DKT_SAY_IS_OBJECT);
	}
}

const char *dkt_show_kind(const struct dkt_voice *voice, const struct dkt_node *value)
{
	switch ((enum dkt_kind)value->kind) {
	case DKT_STRING:
		return dkt_words(voice, DKT_SAY_THE_TEXT, dkt_show(voice, value), NULL);
	case DKT_NUMBER:
		return dkt_words(voice, DKT_SAY_THE_NUMBER, dkt_show(voice, value), NULL);
	case DKT_ARRAY:
		return word(voice, DKT_SAY_IS_LIST);
	default:
		return dkt_show(voice, value);
	}
}

/* --- as one would type it --- */

static void add_json(const struct dkt_voice *voice, const struct dkt_node *value,
		     struct dkt_buf *out, unsigned nest)
{
	bool list = dkt_is(value, DKT_ARRAY);

	if (dkt_is(value, DKT_STRING)) {
		add_string(value->as.bytes, value->size, out);
		return;
	}
	if (!list && !dkt_is(value, DKT_OBJECT)) {
		dkt_buf_adds(out, dkt_is(value, DKT_NULL) ? "null" : dkt_show(voice, value));
		return;
	}
	dkt_buf_addc(out, list ? '[' : '{');
	for (size_t i = 0; i < value->size; i++) {
		const struct dkt_node *inner = list ? &value->as.items[i] : NULL;

		if (i > 0)
			dkt_buf_adds(out, ", ");
		if (nest == NEST || out->size > LONGEST) {
			dkt_buf_adds(out, "...");
			break;
		}
		if (inner == NULL) {
			const struct dkt_member *member = &value->as.members[i];

			add_string(member->key, member->key_size, out);
			dkt_buf_adds(out, ": ");
			inner = &member->value;
		}
		add_json(voice, inner, out, nest + 1);
	}
	dkt_buf_addc(out, list ? ']' : '}');
}

const char *dkt_show_json(const struct dkt_voice *voice, const struct dkt_node *value)
{
	struct dkt_buf out = DKT_BUF_INIT(LONGEST * 64);

	if (voice->quiet)
		return "";
	add_json(voice, value, &out, 0);
	return keep(voice, &out);
}

/* --- kinds and formats --- */

const char *dkt_show_types(const struct dkt_voice *voice, unsigned bits)
{
	static const struct {
		unsigned bits;
		enum dkt_message name;
	} types[] = {
		{DKT_BIT(DKT_STRING), DKT_SAY_IS_TEXT}, {DKT_BIT(DKT_NUMBER), DKT_SAY_IS_NUMBER},
		{DKT_BIT_INTEGER, DKT_SAY_IS_WHOLE},	{DKT_BITS_BOOLEAN, DKT_SAY_IS_BOOLEAN},
		{DKT_BIT(DKT_ARRAY), DKT_SAY_IS_LIST},	{DKT_BIT(DKT_OBJECT), DKT_SAY_IS_OBJECT},
		{DKT_BIT(DKT_NULL), DKT_SAY_IS_NULL},
	};
	const char *said = NULL;

	if ((bits & DKT_BIT(DKT_NUMBER)) != 0)
		bits &= ~DKT_BIT_INTEGER;
	for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
		const char *name = word(voice, types[i].name);

		if ((bits & types[i].bits) == 0)
			continue;
		bits &= ~types[i].bits;
		if (said == NULL)
			said = name;
		else
			said = dkt_words(voice, bits == 0 ? DKT_SAY_OR : DKT_SAY_COMMA, said, name);
	}
	return said == NULL ? "" : said;
}

const char *dkt_show_format(const struct dkt_voice *voice, const char *name)
{
	static const struct {
		const char *name;
		enum dkt_message is;
	} formats[] = {
		{"date", DKT_SAY_FORMAT_DATE},
		{"time", DKT_SAY_FORMAT_TIME},
		{"date-time", DKT_SAY_FORMAT_DATE_TIME},
		{"duration", DKT_SAY_FORMAT_DURATION},
		{"edtf", DKT_SAY_FORMAT_EDTF},
		{"email", DKT_SAY_FORMAT_EMAIL},
		{"idn-email", DKT_SAY_FORMAT_EMAIL},
		{"hostname", DKT_SAY_FORMAT_HOSTNAME},
		{"idn-hostname", DKT_SAY_FORMAT_HOSTNAME},
		{"ipv4", DKT_SAY_FORMAT_IPV4},
		{"ip-address", DKT_SAY_FORMAT_IPV4},
		{"ipv6", DKT_SAY_FORMAT_IPV6},
		{"uri", DKT_SAY_FORMAT_URI},
		{"iri", DKT_SAY_FORMAT_URI},
		{"uri-reference", DKT_SAY_FORMAT_URI_REFERENCE},
		{"iri-reference", DKT_SAY_FORMAT_URI_REFERENCE},
		{"uri-template", DKT_SAY_FORMAT_URI_TEMPLATE},
		{"uuid", DKT_SAY_FORMAT_UUID},
		{"regex", DKT_SAY_FORMAT_REGEX},
		{"json-pointer", DKT_SAY_FORMAT_JSON_POINTER},
		{"relative-json-pointer", DKT_SAY_FORMAT_RELATIVE_JSON_POINTER},
		{"bcp47", DKT_SAY_FORMAT_BCP47},
		{"orcid", DKT_SAY_FORMAT_ORCID},
		{"wayback-url", DKT_SAY_FORMAT_WAYBACK},
	};

	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (dkt_streq(name, formats[i].name))
			return word(voice, formats[i].is);
	}
	return dkt_words(voice, DKT_SAY_FORMAT_OTHER, name, NULL);
}
