/*
 * text.h - a JSON text as nodes that remember where they stood and how they were written.
 *
 * Records live in these nodes: every value keeps its byte offset, every number its literal,
 * duplicate keys are kept and listed. Nodes are const after parsing; an edit makes new nodes
 * (json/build.h) that share what did not change. All nodes belong to an arena.
 *
 * Standard: RFC 8259.  Floor: json.
 */
#ifndef JSON_TEXT_H
#define JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "json/report.h"

enum dkt_kind { DKT_NULL, DKT_FALSE, DKT_TRUE, DKT_NUMBER, DKT_STRING, DKT_ARRAY, DKT_OBJECT };

/* offset of a node that was made, not parsed */
#define DKT_MADE UINT32_MAX

struct dkt_member;

/* One value, 24 bytes. Which member of the union counts follows from kind. */
struct dkt_node {
	uint32_t kind;	 /* enum dkt_kind */
	uint32_t offset; /* of the first byte of the value in its text, or DKT_MADE */
	size_t size;	 /* bytes of a string or number literal; items; members */
	union {
		const char *bytes; /* DKT_STRING: decoded UTF-8, may hold NUL; DKT_NUMBER: the
				      literal. Both are followed by a NUL. */
		const struct dkt_node *items; /* DKT_ARRAY */
		const struct dkt_member
			*members; /* DKT_OBJECT, in the order written, duplicates included */
	} as;
};

struct dkt_member {
	const char *key; /* decoded UTF-8, followed by a NUL, may hold NUL */
	size_t key_size;
	uint32_t key_offset; /* of the opening quote, or DKT_MADE */
	struct dkt_node value;
};

#define DKT_MAX_TEXT  ((size_t)64 << 20) /* bytes of one text */
#define DKT_MAX_DEPTH 256		 /* arrays and objects within each other */

/* A parsed text. Fill with dkt_text_parse; the arena owns everything but the caller's bytes. */
struct dkt_text {
	const char *bytes; /* borrowed */
	size_t size;
	struct dkt_node root;
	const uint32_t *duplicates; /* offsets of keys that repeat an earlier key of their object */
	size_t n_duplicates;
};

/* What is wrong with a text that is not JSON: one sentence, its place, a hint, in English. Strings
 * are static or in the arena. words, advice and args say the same for other languages
 * (json/sentence.h). */
struct dkt_text_fault {
	const char
		*code; /* "json.syntax", "json.encoding", "json.depth", "json.size", "json.bom" */
	const char *sentence;
	const char *hint; /* "" when there is none */
	size_t offset;
	unsigned words;	 /* enum dkt_json_words, of the sentence */
	unsigned advice; /* the same, of the hint */
	const char *args[3];
};

/*
 * Parse size bytes. Accepts exactly RFC 8259 in UTF-8 without a byte order mark, at most
 * DKT_MAX_TEXT bytes and DKT_MAX_DEPTH levels; an escaped lone surrogate is a fault. False:
 * *fault_out says why and *text is not usable. Time and memory are linear in size. bytes must
 * outlive the text.
 */
bool dkt_text_parse(struct dkt_text *text, struct dkt_arena *arena, const char *bytes, size_t size,
		    struct dkt_text_fault *fault_out);

/*
 * The same, with the fault and each duplicate key as findings ("json.duplicate-key", error level)
 * in the report, whose current file is set by the caller. False when there are no nodes to go on
 * with; duplicates alone are true.
 */
bool dkt_text_examine(struct dkt_text *text, struct dkt_arena *arena, const char *bytes,
		      size_t size, struct dkt_report *report);

/* --- reading nodes; every function accepts NULL and answers NULL, false or 0 --- */

static inline bool dkt_is(const struct dkt_node *node, enum dkt_kind kind)
{
	return node != NULL && node->kind == (uint32_t)kind;
}

/* The member's value (the last one of a repeated key), or NULL when node is no object or has no
 * such key. */
const struct dkt_node *dkt_get(const struct dkt_node *node, const char *key);
const struct dkt_node *dkt_getn(const struct dkt_node *node, const char *key, size_t key_size);

/* The string member's bytes, or NULL when it is absent or not a string. */
const char *dkt_get_string(const struct dkt_node *node, const char *key);

/* The string's bytes, or NULL when node is not a string. */
const char *dkt_string(const struct dkt_node *node);

/* The i-th item, or NULL. */
const struct dkt_node *dkt_item(const struct dkt_node *node, size_t i);

/* Number of items of an array or members of an object; 0 for all else. */
size_t dkt_size(const struct dkt_node *node);

/* A number that is an integer of at most 18 digits (1.0 and 1e2 count); false otherwise. */
bool dkt_int(const struct dkt_node *node, int64_t *out);

/* The nearest double; false when node is no number or too large. */
bool dkt_double(const struct dkt_node *node, double *out);

/* "null", "boolean", "number", "string", "array", "object" */
const char *dkt_kind_name(const struct dkt_node *node);

/*
 * Equality as JSON Schema defines it: numbers by mathematical value (1.0 equals 1, of any length),
 * objects without regard to order. Of repeated keys the last counts.
 */
bool dkt_node_equal(const struct dkt_node *a, const struct dkt_node *b);

/*
 * Do they differ for a reason that is seen at once: another kind, a short text or number, such a
 * member at the same place? False where a longer look is needed. The work is bounded whatever the
 * size of the values.
 */
bool dkt_node_differs_plainly(const struct dkt_node *a, const struct dkt_node *b);

/* Compare two number literals by value: -1, 0, 1. Exact for any length; exponents beyond 10^17
 * count as 10^17. */
int dkt_number_compare(const char *a, size_t a_size, const char *b, size_t b_size);

#endif
