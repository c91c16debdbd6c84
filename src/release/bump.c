/*
 * bump.c - changes become reasons, and the gravest reason becomes the increment.
 *
 * A release compares two whole datasets, of which nearly all records are the same: blob ids tell
 * that without reading. Two sorted lists are walked side by side; only reasons are kept.
 */
#include "release/bump.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "record/meta.h"

struct dkt_bump {
	struct dkt_arena *arena;
	struct dkt_bump_reason *reasons;
	size_t n;
	size_t room;
	size_t counts[DKT_N_COUNTS];
	enum dkt_increment increment;
};

/* What a kind of change is called, counted as and worth. */
struct kind {
	const char *code;
	const char *sentence; /* behind the subject */
	enum dkt_bump_count count;
	enum dkt_increment increment;
};

static const struct kind record_added = {"record.added", "was added", DKT_COUNT_ADDED,
					 DKT_BUMP_MINOR};
static const struct kind record_restored = {"record.restored", "was restored from its tombstone",
					    DKT_COUNT_RESTORED, DKT_BUMP_MINOR};
static const struct kind record_corrected = {"record.corrected", "was corrected",
					     DKT_COUNT_CORRECTED, DKT_BUMP_PATCH};
static const struct kind record_retired = {"record.retired", "was retired, with a tombstone",
					   DKT_COUNT_RETIRED, DKT_BUMP_MINOR};
static const struct kind record_replaced = {"record.replaced",
					    "was replaced by another record, with a tombstone",
					    DKT_COUNT_REPLACED, DKT_BUMP_MINOR};
static const struct kind record_removed = {"record.removed", "was removed without a tombstone",
					   DKT_COUNT_REMOVED, DKT_BUMP_MAJOR};
static const struct kind schema_added = {"schema.added", "is new", DKT_COUNT_SCHEMAS,
					 DKT_BUMP_MINOR};
static const struct kind schema_words = {"schema.words", "changed in its words only",
					 DKT_COUNT_SCHEMAS, DKT_BUMP_PATCH};
static const struct kind schema_changed = {
	"schema.changed", "changed in a way this version does not grade: counted as major",
	DKT_COUNT_SCHEMAS, DKT_BUMP_MAJOR};
static const struct kind schema_removed = {"schema.removed", "was removed", DKT_COUNT_SCHEMAS,
					   DKT_BUMP_MAJOR};
static const struct kind document_changed = {"document.changed", "changed", DKT_COUNT_DOCUMENTS,
					     DKT_BUMP_PATCH};

struct dkt_bump *dkt_bump_new(void)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_bump *bump = DKT_NEW(arena, struct dkt_bump);

	bump->arena = arena;
	return bump;
}

void dkt_bump_free(struct dkt_bump *bump)
{
	if (bump == NULL)
		return;
	free(bump->reasons);
	dkt_arena_free(bump->arena);
}

static void note(struct dkt_bump *bump, const struct kind *kind, const char *subject)
{
	struct dkt_bump_reason *reason;
	size_t room = bump->room == 0 ? 64 : bump->room * 2;
	size_t size;

	if (bump->n == bump->room) {
		if (!dkt_mul(room, sizeof *reason, &size))
			dkt_oom();
		bump->reasons = realloc(bump->reasons, size);
		if (bump->reasons == NULL)
			dkt_oom();
		bump->room = room;
	}
	reason = &bump->reasons[bump->n++];
	reason->increment = kind->increment;
	reason->code = kind->code;
	reason->subject = dkt_arena_dups(bump->arena, subject);
	reason->sentence = dkt_arena_printf(bump->arena, "%s %s", subject, kind->sentence);
	bump->counts[kind->count]++;
	if (kind->increment > bump->increment)
		bump->increment = kind->increment;
}

/* NULL while it stands; else how it went. */
static const struct kind *gone_as(const struct dkt_node *record)
{
	const char *status = dkt_meta_status(record);

	if (dkt_streq(status, "retired"))
		return &record_retired;
	return dkt_streq(status, "replaced") ? &record_replaced : NULL;
}

void dkt_bump_record(struct dkt_bump *bump, const char *id, const struct dkt_node *before,
		     const struct dkt_node *after)
{
	const struct kind *was;
	const struct kind *is;

	if (before == NULL || after == NULL) {
		if (before != NULL || after != NULL)
			note(bump, before == NULL ? &record_added : &record_removed, id);
		return;
	}
	was = gone_as(before);
	is = gone_as(after);
	if (is != NULL && is != was)
		note(bump, is, id);
	else if (is == NULL && was != NULL)
		note(bump, &record_restored, id);
	else if (!dkt_node_equal(before, after))
		note(bump, &record_corrected, id);
}

void dkt_bump_schema(struct dkt_bump *bump, const char *path, const struct dkt_node *before,
		     const struct dkt_node *after)
{
	if (before == NULL || after == NULL) {
		if (before != NULL || after != NULL)
			note(bump, before == NULL ? &schema_added : &schema_removed, path);
	} else if (!dkt_schema_same(before, after))
		note(bump, &schema_changed, path);
	else if (!dkt_node_equal(before, after))
		note(bump, &schema_words, path);
}

void dkt_bump_document(struct dkt_bump *bump, const char *path)
{
	note(bump, &document_changed, path);
}

/* --- two lists side by side --- */

static int check_sorted(const struct dkt_listed *items, size_t n, struct dkt_err *err)
{
	for (size_t i = 1; i < n; i++)
		if (strcmp(items[i - 1].id, items[i].id) >= 0)
			return dkt_fail(err, DKT_EBUG, "the list of records is not sorted at %s",
					items[i].id);
	return 0;
}

static int compare_pair(struct dkt_bump *bump, const struct dkt_listed *before,
			const struct dkt_listed *after, struct dkt_arena *arena,
			dkt_listed_fn *read, void *data, struct dkt_err *err)
{
	struct dkt_node was;
	struct dkt_node is;

	if (dkt_streq(before->blob, after->blob))
		return 0;
	dkt_arena_reset(arena);
	if (read(data, before, arena, &was, err) < 0 || read(data, after, arena, &is, err) < 0)
		return dkt_note(err, "comparing %s", after->id);
	dkt_bump_record(bump, after->id, &was, &is);
	return 0;
}

int dkt_bump_compare(struct dkt_bump *bump, const struct dkt_listed *before, size_t n_before,
		     const struct dkt_listed *after, size_t n_after, dkt_listed_fn *read,
		     void *data, struct dkt_err *err)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	size_t i = 0;
	size_t j = 0;

	if (check_sorted(before, n_before, err) < 0 || check_sorted(after, n_after, err) < 0)
		return -1;
	while (i < n_before || j < n_after) {
		int order = i == n_before  ? 1
			    : j == n_after ? -1
					   : strcmp(before[i].id, after[j].id);

		if (order < 0)
			note(bump, &record_removed, before[i++].id);
		else if (order > 0)
			note(bump, &record_added, after[j++].id);
		else if (compare_pair(bump, &before[i++], &after[j++], arena, read, data, err) < 0)
			return -1;
	}
	return 0;
}

/* --- results --- */

enum dkt_increment dkt_bump_increment(const struct dkt_bump *bump)
{
	return bump->increment;
}

size_t dkt_bump_size(const struct dkt_bump *bump)
{
	return bump->n;
}

const struct dkt_bump_reason *dkt_bump_at(const struct dkt_bump *bump, size_t i)
{
	return &bump->reasons[i];
}

size_t dkt_bump_count(const struct dkt_bump *bump, enum dkt_bump_count count)
{
	return bump->counts[count];
}
