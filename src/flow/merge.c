/*
 * merge.c - what is approved becomes one commit on main each: serial in meaning, written in
 * batches.
 *
 * Every submission is examined on the tip that the one before it left, as if they were merged one
 * after the other; but that tip is in memory. Up to a thousand of them, or as many as a second
 * brings, are then written together: the events "merging" of the queue, the commits and main, the
 * events "merged". Two repositories cannot move at once, so the order is that one, and a run that
 * finds a submission in state merging looks for its commit behind the tip that "merging" names.
 * Nothing is merged twice, and nothing half.
 *
 * When somebody else moved main meanwhile, the batch is forgotten and made again on the new tip. A
 * dry run is a batch that is never written, so it previews the same order with the same outcome.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/care.h"
#include "flow/merging.h"
#include "flow/sync.h"
#include "record/story.h"
#include "store/batch.h"

#include "base/banned.h"

#define TRIES	    8
#define BATCH_MAX   1000
#define BATCH_MS    1000
#define BATCH_BYTES ((size_t)64 << 20)
#define NEEDS_DEPTH 64

enum place { WAITING = 1, AT_WORK, PASSED, STOPPED };

struct item {
	const char *id;
	enum place place;
};

struct run {
	struct dkt *d;
	struct dkt_arena *arena; /* of the ids */
	struct item *items;
	size_t n;
	struct dkt_map by_id; /* to the item */
	struct dkt_landed landed;
	char disk_tip[DKT_OID_HEX];
	bool dry_run;
	bool alone; /* one submission was named: what stops it is the error of the run */
	dkt_merged_fn *fn;
	void *data;
	size_t *n_out;
	/* the batch */
	struct dkt_merging *batch;
	size_t n_batch;
	size_t n_commits;
	int64_t begun_ms;
};

static int64_t now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void tell(const struct run *run, const struct dkt_merging *m)
{
	struct dkt_merged merged = {
		.submission = m->id,
		.record = m->c.submission.record == NULL ? "" : m->c.submission.record,
		.outcome =
			run->dry_run && m->outcome == DKT_MERGE_DONE ? DKT_MERGE_WOULD : m->outcome,
		.commit = run->dry_run ? "" : m->commit,
		.sentence = m->sentence};

	++*run->n_out;
	if (run->fn != NULL && !(run->dry_run && m->landed))
		run->fn(run->data, &merged);
}

/* --- the batch --- */

static int begin_batch(struct run *run, struct dkt_err *err)
{
	if (dkt_repo_tip(run->d->repo, run->disk_tip, err) < 0 ||
	    dkt_batch_begin(run->d->repo, err) < 0)
		return -1;
	dkt_index_batch_begin(run->d);
	run->n_batch = run->n_commits = 0;
	run->begun_ms = now_ms();
	return 0;
}

static void clear_batch(struct run *run)
{
	for (size_t i = 0; i < run->n_batch; i++)
		dkt_arena_free(run->batch[i].arena);
	run->n_batch = run->n_commits = 0;
}

static void drop_batch(struct run *run)
{
	dkt_batch_end(run->d->repo);
	dkt_index_batch_end(run->d, false);
	clear_batch(run);
}

static int finish_events(struct run *run, struct dkt_err *err)
{
	for (size_t i = 0; i < run->n_batch; i++) {
		if (run->batch[i].outcome == DKT_MERGE_DONE &&
		    dkt_merge_finish(&run->batch[i], err) < 0)
			return -1;
	}
	return dkt_batch_write_queue(run->d->repo, err);
}

/* DKT_EMOVED: main moved, and nothing of it is there now. */
static int write_batch(struct run *run, struct dkt_err *err)
{
	bool same;

	if (dkt_batch_check_main(run->d->repo, &same, err) < 0)
		return -1;
	if (!same)
		return dkt_fail(err, DKT_EMOVED, "main moved while the batch was made");
	if (dkt_batch_write_queue(run->d->repo, err) < 0 ||
	    dkt_batch_write_main(run->d->repo, err) < 0)
		return -1;
	return finish_events(run, err);
}

static int end_batch(struct run *run, struct dkt_err *err)
{
	if (!run->dry_run && write_batch(run, err) < 0)
		return -1;
	dkt_batch_end(run->d->repo);
	dkt_index_batch_end(run->d, !run->dry_run);
	for (size_t i = 0; i < run->n_batch; i++)
		tell(run, &run->batch[i]);
	clear_batch(run);
	return 0;
}

/* A dry run has one batch: a second one would not see what the first left. */
static bool is_full(const struct run *run)
{
	return !run->dry_run &&
	       (run->n_batch >= BATCH_MAX || dkt_batch_bytes(run->d->repo) > BATCH_BYTES ||
		(run->n_commits > 0 && now_ms() - run->begun_ms > BATCH_MS));
}

/* --- what it needs --- */

static int try_item(struct run *run, struct item *item, unsigned depth, struct dkt_err *err);

enum need { NEED_MET, NEED_LATER, NEED_NEVER };

/* What became of a needed submission, from the story and from this run. */
static int judge_need(struct run *run, const struct dkt_merging *m, const char *id, unsigned depth,
		      enum need *out, const char **why, struct dkt_err *err)
{
	struct item *other = dkt_map_get(&run->by_id, id, strlen(id));
	struct dkt_err missing = DKT_ERR_INIT;
	struct dkt_queue_item found;
	enum dkt_state state;

	if (other != NULL && other->place == WAITING && depth < NEEDS_DEPTH &&
	    try_item(run, other, depth + 1, err) < 0)
		return -1;
	*out = NEED_MET;
	if (other != NULL && other->place == PASSED)
		return 0;
	*out = NEED_NEVER;
	if (other != NULL && other->place == AT_WORK) {
		*why = dkt_arena_printf(m->arena, "%s needs %s, which needs it in turn", m->id, id);
		return 0;
	}
	*why = dkt_arena_printf(m->arena, "%s needs %s, and there is no such submission", m->id,
				id);
	if (dkt_queue_find(run->d->repo, m->arena, id, &found, &missing) < 0)
		return missing.code == DKT_ENOENT || missing.code == DKT_EUSAGE
			       ? 0
			       : dkt_fail(err, missing.code, "%s", missing.text);
	state = dkt_story_state(m->arena, found.message);
	if (state == DKT_MERGED || state == DKT_RELEASED)
		*out = NEED_MET;
	else if (!dkt_state_settled(state))
		*out = NEED_LATER;
	*why = dkt_arena_printf(m->arena,
				*out == NEED_LATER ? "%s needs %s, which is %s; that one goes first"
						   : "%s needs %s, which is %s",
				m->id, id, dkt_state_name(state));
	return 0;
}

/* *good: everything is or will be on main before it. */
static int check_needs(struct run *run, struct dkt_merging *m, unsigned depth, bool *good,
		       struct dkt_err *err)
{
	const struct dkt_node *needs = m->c.submission.needs;

	*good = true;
	for (size_t i = 0; *good && i < dkt_size(needs); i++) {
		const char *id = dkt_string(dkt_item(needs, i));
		enum need need;
		const char *why = "";

		if (id == NULL)
			continue;
		if (judge_need(run, m, id, depth, &need, &why, err) < 0)
			return -1;
		*good = need == NEED_MET;
		m->outcome = need == NEED_LATER ? DKT_MERGE_FAILED : DKT_MERGE_REFUSED;
		m->sentence = why;
		if (need == NEED_NEVER && dkt_merge_set_aside(m, why, err) < 0)
			return -1;
	}
	return 0;
}

/* --- one submission --- */

static int read_case(struct run *run, struct dkt_merging *m, struct dkt_err *err)
{
	if (dkt_case_read(run->d, m->arena, m->id, &m->c, err) < 0)
		return -1;
	if (m->c.state == DKT_APPROVED || m->c.state == DKT_MERGING)
		return 0;
	(void)dkt_fail(err, DKT_ESTATE, "%s is %s; only what is approved is merged", m->id,
		       dkt_state_name(m->c.state));
	return dkt_hint(err, "docket show %s says what comes next", m->id);
}

static bool stops_only_this(enum dkt_code code)
{
	return code == DKT_ESTATE || code == DKT_EFORMAT || code == DKT_ENOENT;
}

/* What keeps one submission back is told with the others; of one that was named alone it is the
 * error. */
static int failed(struct run *run, struct dkt_merging *m, struct dkt_err *err)
{
	m->outcome = DKT_MERGE_FAILED;
	if (run->alone)
		return dkt_note(err, "merging %s", m->id);
	m->sentence = dkt_arena_dups(m->arena, err->text);
	dkt_err_clear(err);
	return 0;
}

static int advance(struct run *run, struct dkt_merging *m, unsigned depth, struct dkt_err *err)
{
	bool good;

	if (read_case(run, m, err) < 0)
		return stops_only_this(err->code) ? failed(run, m, err) : -1;
	if (check_needs(run, m, depth, &good, err) < 0)
		return -1;
	if (!good && m->outcome == DKT_MERGE_FAILED) {
		(void)dkt_fail(err, DKT_ESTATE, "%s", m->sentence);
		return failed(run, m, err);
	}
	if (!good)
		return 0;
	if (dkt_merge_prepare(m, run->disk_tip, &run->landed, err) < 0)
		return dkt_note(err, "merging %s", m->id);
	return m->outcome == DKT_MERGE_FAILED ? failed(run, m, err) : 0;
}

// NOLINTNEXTLINE(misc-no-recursion): NEEDS_DEPTH at most
static int try_item(struct run *run, struct item *item, unsigned depth, struct dkt_err *err)
{
	struct dkt_merging m = {.d = run->d, .arena = dkt_arena_new(), .id = item->id};

	item->place = AT_WORK;
	if (advance(run, &m, depth, err) < 0) {
		dkt_arena_free(m.arena);
		return -1;
	}
	item->place = m.outcome == DKT_MERGE_DONE ? PASSED : STOPPED;
	run->n_commits += m.outcome == DKT_MERGE_DONE;
	run->batch[run->n_batch++] = m;
	return 0;
}

/* --- the run --- */

/* Put the items of a batch that came to nothing back in line. */
static void again(struct run *run, struct dkt_err *err)
{
	for (size_t i = 0; i < run->n_batch; i++) {
		struct item *item =
			dkt_map_get(&run->by_id, run->batch[i].id, strlen(run->batch[i].id));

		if (item != NULL)
			item->place = WAITING;
	}
	drop_batch(run);
	dkt_err_clear(err);
}

/* As many as one batch takes; *left: some still wait. The batch is open, also after an error. */
static int fill_batch(struct run *run, bool *left, struct dkt_err *err)
{
	*left = false;
	for (size_t i = 0; i < run->n; i++) {
		if (run->items[i].place != WAITING)
			continue;
		*left = is_full(run);
		if (*left)
			return 0;
		if (try_item(run, &run->items[i], 0, err) < 0)
			return -1;
	}
	return 0;
}

static int stop_if_changed(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	(void)info;
	(void)err;
	*(bool *)data = true;
	return 1;
}

/* Go on from where main is now, unless the rules are others there: those were read at the start. */
static int follow_main(struct run *run, struct dkt_err *err)
{
	static const char *const rules[] = {"docket.json", "maintainers.json", "schemas"};
	char tip[DKT_OID_HEX];
	bool changed = false;

	if (dkt_repo_tip(run->d->repo, tip, err) < 0)
		return -1;
	for (size_t i = 0; !changed && i < sizeof rules / sizeof rules[0]; i++) {
		if (dkt_repo_log(run->d->repo, tip, run->disk_tip, rules[i], stop_if_changed,
				 &changed, err) < 0)
			return -1;
	}
	dkt_context_moved(run->d, tip);
	if (!changed)
		return dkt_index_sync(run->d, err);
	(void)dkt_fail(err, DKT_EMOVED, "the rules of the dataset changed while this ran");
	return dkt_hint(err, "nothing is lost; run it again");
}

static int run_batches(struct run *run, struct dkt_err *err)
{
	bool left = run->n > 0;
	int tries = 0;

	while (left) {
		if (begin_batch(run, err) < 0)
			return -1;
		if (fill_batch(run, &left, err) == 0 && end_batch(run, err) == 0) {
			tries = 0;
			continue;
		}
		if (err->code != DKT_EMOVED || ++tries == TRIES) {
			drop_batch(run);
			return -1;
		}
		again(run, err);
		if (follow_main(run, err) < 0)
			return -1;
		left = true;
	}
	return 0;
}

static int add_items(struct run *run, const char *state, struct dkt_err *err)
{
	const char *const *ids;
	size_t n;

	if (dkt_context_submissions(run->d, state, run->arena, &ids, &n, err) < 0)
		return -1;
	run->items = reallocarray(run->items, run->n + n + 1, sizeof *run->items);
	if (run->items == NULL)
		dkt_oom();
	for (size_t i = 0; i < n; i++)
		run->items[run->n++] = (struct item){.id = ids[i], .place = WAITING};
	return 0;
}

static int gather(struct run *run, const char *submission, struct dkt_err *err)
{
	if (submission == NULL)
		return add_items(run, "merging", err) < 0 ? -1 : add_items(run, "approved", err);
	run->items = calloc(1, sizeof *run->items);
	if (run->items == NULL)
		dkt_oom();
	run->items[run->n++] = (struct item){.id = submission, .place = WAITING};
	run->alone = true;
	return 0;
}

static int merge_all(struct run *run, const char *submission, struct dkt_err *err)
{
	char tip[DKT_OID_HEX];
	int result;

	if (dkt_repo_tip(run->d->repo, tip, err) < 0)
		return -1;
	dkt_context_moved(run->d, tip);
	if (dkt_index_sync(run->d, err) < 0 || gather(run, submission, err) < 0)
		return -1;
	for (size_t i = 0; i < run->n; i++)
		(void)dkt_map_put(&run->by_id, run->items[i].id, strlen(run->items[i].id),
				  &run->items[i]);
	/* a dry run keeps all of them; needs may add some to a full batch */
	run->batch = calloc(run->n + 1, sizeof *run->batch);
	if (run->batch == NULL)
		dkt_oom();
	result = run_batches(run, err);
	if (dkt_repo_tip(run->d->repo, tip, err) == 0)
		dkt_context_moved(run->d, tip);
	return result;
}

int dkt_merge(struct dkt *d, const char *submission, bool dry_run, dkt_merged_fn *fn, void *data,
	      size_t *n_out, struct dkt_err *err)
{
	struct run run = {.d = d, .dry_run = dry_run, .fn = fn, .data = data, .n_out = n_out};
	int result;

	*n_out = 0;
	if (dkt_context_need_repo(d, err) < 0 ||
	    dkt_repo_lock(d->repo, "merge", d->lock_wait_ms, err) < 0)
		return -1;
	run.arena = dkt_arena_new();
	run.landed.arena = run.arena;
	result = merge_all(&run, submission, err);
	dkt_repo_unlock(d->repo);
	if (result == 0 && !dry_run && submission == NULL && *n_out > 0)
		dkt_care(d, DKT_CARE_LEAST);
	dkt_map_clear(&run.by_id);
	dkt_map_clear(&run.landed.commits);
	dkt_map_clear(&run.landed.seen);
	free(run.items);
	free(run.batch);
	dkt_arena_free(run.arena);
	return result;
}
