/*
 * dialect.h - the five dialects of JSON Schema, and what sets them apart.
 *
 * Every resource of a document has a dialect of its own (its "$schema", else that of the resource
 * around it, else the library's). The keywords of each are rows of the table in keyword.c; here is
 * what concerns more than one keyword.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_DIALECT_H
#define SCHEMA_DIALECT_H

#include <stdbool.h>
#include <stddef.h>

enum dkt_draft {
	DKT_DRAFT_4,
	DKT_DRAFT_6,
	DKT_DRAFT_7,
	DKT_DRAFT_2019,
	DKT_DRAFT_2020,
	DKT_DRAFT_COUNT
};

/* Sets of drafts, for tables. */
#define DKT_IN(draft)	 (1U << (unsigned)(draft))
#define DKT_SINCE(draft) ((DKT_IN(DKT_DRAFT_COUNT) - 1U) & ~(DKT_IN(draft) - 1U))
#define DKT_UNTIL(draft) ((DKT_IN(draft) << 1) - 1U)
#define DKT_ALWAYS	 DKT_SINCE(DKT_DRAFT_4)

struct dkt_dialect {
	enum dkt_draft draft;
	const char *name;	/* "draft-07" */
	const char *uri;	/* of its meta-schema, without an empty fragment */
	const char *vocabulary; /* what the URIs of its vocabularies begin with, or NULL */
	const char *id;		/* the keyword that names a resource */
	bool booleans;		/* true and false are schemas */
	bool lone_ref;		/* keywords beside "$ref" are ignored */
	bool anchor_in_id;	/* "#name" in $id is the way to name a place */
	bool written_integers;	/* 1.0 is no integer */
	bool contains_counts;	/* items that "contains" accepts are evaluated */
	bool asserts_content;	/* contentEncoding and contentMediaType can be checked */
};

/* 2020-12 */
extern const struct dkt_dialect *const dkt_dialect_newest;

/* How a "$schema" was written. */
enum dkt_spelling {
	DKT_SPELT_EXACTLY,
	DKT_SPELT_WITH_OTHER_END, /* with or without the "#" that the draft does not or does have */
	DKT_SPELT_OTHERWISE,	  /* another scheme, host, case, or a short name */
	DKT_SPELT_UNKNOWN
};

/* The dialect that a URI or a short name ("2020-12", "draft-07", "7") means, or NULL. */
const struct dkt_dialect *dkt_dialect_find(const char *uri, enum dkt_spelling *spelling_out);

/* Groups of keywords that "$vocabulary" of a meta-schema can leave out, as bits. */
enum dkt_vocabulary {
	DKT_VOCABULARY_CORE = 1, /* always there */
	DKT_VOCABULARY_APPLICATOR = 2,
	DKT_VOCABULARY_UNEVALUATED = 4,
	DKT_VOCABULARY_VALIDATION = 8,
	DKT_VOCABULARY_META_DATA = 16,
	DKT_VOCABULARY_FORMAT = 32,
	DKT_VOCABULARY_CONTENT = 64,
	DKT_VOCABULARY_USUAL = 127,
	DKT_VOCABULARY_FORMAT_ASSERTION = 128 /* formats are checked whatever the caller says */
};

/* The bits that a vocabulary's URI stands for; 0 when it is not one that we know. */
unsigned dkt_vocabulary_find(const char *uri, const struct dkt_dialect **dialect_out);

#endif
