/*
 * fuzz_json.c - any bytes as a JSON text. What is accepted has a canonical form that is accepted
 * again, is a fixed point, and is the same value but for normalised text; what is refused is
 * explained.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "text/unicode.h"
#include "json/canon.h"
#include "json/doc.h"
#include "json/report_print.h"
#include "json/text.h"
#include "json/write.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool promise)
{
	if (!promise)
		abort();
}

/* Each value stands where its offset says, and its bytes begin as its kind does. */
static void check_places(const struct dkt_text *text, const struct dkt_node *node)
{
	static const char *const first[] = {[DKT_NULL] = "n",	 [DKT_FALSE] = "f",
					    [DKT_TRUE] = "t",	 [DKT_NUMBER] = "-0123456789",
					    [DKT_STRING] = "\"", [DKT_ARRAY] = "[",
					    [DKT_OBJECT] = "{"};

	must(node->offset < text->size);
	must(strchr(first[node->kind], text->bytes[node->offset]) != NULL);
	for (size_t i = 0; i < dkt_size(node); i++) {
		if (dkt_is(node, DKT_OBJECT))
			must(text->bytes[node->as.members[i].key_offset] == '"');
		check_places(text, dkt_is(node, DKT_ARRAY) ? &node->as.items[i]
							   : &node->as.members[i].value);
	}
}

static bool all_nfc(const struct dkt_node *node)
{
	if (dkt_is(node, DKT_STRING))
		return dkt_is_nfc(node->as.bytes, node->size);
	for (size_t i = 0; i < dkt_size(node); i++) {
		if (dkt_is(node, DKT_OBJECT)) {
			const struct dkt_member *member = &node->as.members[i];

			if (!dkt_is_nfc(member->key, member->key_size) || !all_nfc(&member->value))
				return false;
		} else if (!all_nfc(&node->as.items[i])) {
			return false;
		}
	}
	return true;
}

static void check_canon(struct dkt_arena *arena, const struct dkt_text *text)
{
	struct dkt_buf once = DKT_BUF_INIT(SIZE_MAX / 4);
	struct dkt_buf twice = DKT_BUF_INIT(SIZE_MAX / 4);
	struct dkt_text_fault fault;
	struct dkt_text again;

	dkt_canon_write(&text->root, NULL, &once);
	must(dkt_text_parse(&again, arena, dkt_buf_str(&once), once.size, &fault));
	must(again.n_duplicates == 0);
	must(!all_nfc(&text->root) || dkt_node_equal(&text->root, &again.root));
	must(all_nfc(&again.root));
	dkt_canon_write(&again.root, NULL, &twice);
	must(once.size == twice.size && memcmp(once.bytes, twice.bytes, once.size) == 0);
	dkt_buf_clear(&once);
	dkt_buf_clear(&twice);
}

/* What jansson can hold comes back from it with the same value. */
static void check_doc(struct dkt_arena *arena, const struct dkt_text *text)
{
	struct dkt_node back;
	json_t *doc;

	if (!dkt_doc_of_node(&text->root, &doc))
		return;
	back = dkt_doc_to_node(arena, doc);
	must(dkt_node_equal(&back, &text->root));
	json_decref(doc);
}

/* Written as it is, a text reads as the same value. */
static void check_line(struct dkt_arena *arena, const struct dkt_text *text)
{
	struct dkt_buf line = DKT_BUF_INIT(SIZE_MAX / 4);
	struct dkt_text_fault fault;
	struct dkt_text again;

	dkt_write_line(&text->root, &line);
	must(dkt_text_parse(&again, arena, dkt_buf_str(&line), line.size, &fault));
	must(again.n_duplicates == text->n_duplicates);
	must(dkt_node_equal(&text->root, &again.root));
	dkt_buf_clear(&line);
}

static void check_report(const struct dkt_report *report)
{
	struct dkt_buf out = DKT_BUF_INIT(SIZE_MAX / 4);
	json_t *json = dkt_report_json(report);

	dkt_report_text(report, DKT_INFO, &out);
	must(json_array_size(json) == dkt_report_size(report));
	must(dkt_utf8_valid(dkt_buf_str(&out), out.size, NULL));
	must(strchr(dkt_buf_str(&out), '\x1B') == NULL);
	json_decref(json);
	dkt_buf_clear(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_text text;

	dkt_report_file(report, "fuzz.json", (const char *)bytes, size, NULL);
	if (dkt_text_examine(&text, arena, (const char *)bytes, size, report)) {
		must(dkt_report_count(report, DKT_ERROR) == text.n_duplicates);
		check_places(&text, &text.root);
		check_line(arena, &text);
		check_canon(arena, &text);
		check_doc(arena, &text);
	} else {
		must(dkt_report_count(report, DKT_ERROR) == 1);
		must(dkt_report_at(report, 0)->sentence[0] != '\0');
		must(dkt_report_at(report, 0)->offset <= size);
	}
	check_report(report);
	dkt_report_free(report);
	dkt_arena_free(arena);
	return 0;
}
