/* meta.c - stamping records at the merge. */
#include "record/meta.h"

#include "base/str.h"
#include "base/time.h"
#include "json/build.h"

#include "base/banned.h"

const char *dkt_meta_status(const struct dkt_node *record)
{
	const char *status = dkt_get_string(dkt_get(record, "meta"), "status");

	return status == NULL ? "active" : status;
}

const char *dkt_meta_evidence(const struct dkt_node *record)
{
	const char *evidence = dkt_get_string(dkt_get(record, "meta"), "evidence");

	return evidence == NULL ? "" : evidence;
}

static struct dkt_node new_meta(struct dkt_arena *arena, const struct dkt_meta_job *job,
				const char *now)
{
	struct dkt_node meta = dkt_make_object(arena, NULL, 0);

	meta = dkt_with(arena, &meta, "created", dkt_make_string(arena, now));
	meta = dkt_with(arena, &meta, "modified", dkt_make_string(arena, now));
	meta = dkt_with(arena, &meta, "revision", dkt_make_int(arena, 1));
	meta = dkt_with(arena, &meta, "status", dkt_make_string(arena, "active"));
	if (job->legacy)
		meta = dkt_with(arena, &meta, "evidence", dkt_make_string(arena, "legacy"));
	return meta;
}

static struct dkt_node next_meta(struct dkt_arena *arena, const struct dkt_node *before,
				 const char *now)
{
	const struct dkt_node *old = dkt_get(before, "meta");
	struct dkt_node meta;
	int64_t revision = 0;

	(void)dkt_int(dkt_get(old, "revision"), &revision);
	meta = dkt_with(arena, old, "modified", dkt_make_string(arena, now));
	return dkt_with(arena, &meta, "revision", dkt_make_int(arena, revision + 1));
}

struct dkt_node dkt_meta_stamp(struct dkt_arena *arena, const struct dkt_meta_job *job)
{
	struct dkt_node bare = dkt_without(arena, job->record, "meta");
	struct dkt_node with_old;
	char now[DKT_TIME_SIZE];

	dkt_time_format(job->now, now);
	bare = dkt_with(arena, &bare, "id", dkt_make_string(arena, job->id));
	if (job->before == NULL)
		return dkt_with(arena, &bare, "meta", new_meta(arena, job, now));
	if (!dkt_is(dkt_get(job->before, "meta"), DKT_OBJECT)) /* put on main by hand */
		return dkt_with(arena, &bare, "meta", new_meta(arena, job, now));
	with_old = dkt_with(arena, &bare, "meta", *dkt_get(job->before, "meta"));
	if (dkt_node_equal(&with_old, job->before))
		return *job->before;
	return dkt_with(arena, &bare, "meta", next_meta(arena, job->before, now));
}
