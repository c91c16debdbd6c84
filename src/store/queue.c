/*
 * queue.c - submissions as refs, events as commits.
 *
 * A ref per submission keeps stories apart: appending touches one chain of two files, whatever
 * waits beside it, and erasing one is deleting its ref. Refs lie in 32 folders by the first
 * character of the id. Settled submissions move to refs/settled/ and are found in both places.
 */
#include "store/queue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/batch.h"
#include "store/inside.h"
#include "store/path.h"

#define WAITING	      "refs/submissions/"
#define SETTLED	      "refs/settled/"
#define REF_SIZE      64
#define STORY_MAX     10000
#define SUBMISSION_ID 13 /* "s-4k7m2p9-53" and a NUL */

static int check_id(const char *submission, struct dkt_err *err)
{
	if (dkt_is_submission_id(submission))
		return 0;
	(void)dkt_fail(err, DKT_EUSAGE, "\"%.60s\" is not the id of a submission", submission);
	return dkt_hint(err, "ids of submissions look like s-4k7m2p9-53");
}

static void ref_name(const char *prefix, const char *submission, char out[REF_SIZE])
{
	(void)snprintf(out, REF_SIZE, "%s%c/%.12s", prefix, submission[2], submission);
}

static void file_name(const char *submission, bool evidence, char out[REF_SIZE])
{
	(void)snprintf(out, REF_SIZE, "submissions/%.12s%s", submission,
		       evidence ? ".evidence.json" : ".json");
}

static int open_queue(struct dkt_repo *repo, git_repository **out, struct dkt_err *err)
{
	if (dkt_repo_queue(repo, out, err) < 0)
		return -1;
	if (*out == NULL)
		return dkt_fail(err, DKT_ENOENT, "there is no queue yet");
	return 0;
}

/* --- writing -----------------------------------------------------------------------------------
 */

/* The ref that holds the submission, and where it stands; of one that is nowhere, where it will
 * be. */
static int find_ref(struct dkt_repo *repo, git_repository *queue, const char *submission,
		    char ref[REF_SIZE], git_oid *oid, bool *there, struct dkt_err *err)
{
	static const char *const prefixes[] = {WAITING, SETTLED};

	for (size_t i = 0; i < 2; i++) {
		const struct dkt_ref_move *move;

		ref_name(prefixes[i], submission, ref);
		move = dkt_batch_find_move(repo, ref);
		*there = move != NULL;
		if (*there)
			git_oid_cpy(oid, &move->after);
		else if (dkt_refs_find(queue, ref, oid, there, err) < 0)
			return dkt_note(err, "looking for submission %s", submission);
		if (*there)
			return 0;
	}
	ref_name(WAITING, submission, ref);
	return 0;
}

/* In the open batch. */
static int append(struct dkt_repo *repo, git_repository *queue, const struct dkt_event_write *event,
		  git_oid *oid, struct dkt_err *err)
{
	git_oid before;
	char envelope[REF_SIZE];
	char evidence[REF_SIZE];
	char ref[REF_SIZE];
	struct dkt_write writes[2];
	struct dkt_commit_spec spec = {
		.parent = event->expected,
		.writes = writes,
		.author = event->actor,
		.committer = "Docket",
		.time = event->time,
		.message = event->message,
		.key = event->key,
	};

	file_name(event->submission, false, envelope);
	file_name(event->submission, true, evidence);
	if (event->envelope != NULL)
		writes[spec.n_writes++] =
			(struct dkt_write){envelope, event->envelope, event->envelope_size};
	if (event->evidence != NULL)
		writes[spec.n_writes++] =
			(struct dkt_write){evidence, event->evidence, event->evidence_size};
	bool there;

	memset(&before, 0, sizeof before);
	if (find_ref(repo, queue, event->submission, ref, &before, &there, err) < 0)
		return -1;
	memset(&before, 0, sizeof before);
	if ((event->expected[0] != '\0' && dkt_git_oid(event->expected, &before, err) < 0) ||
	    dkt_git_write_commit(queue, repo->queue_shelf, &spec, oid, err) < 0)
		return -1;
	dkt_batch_add_move(repo, ref, &before, oid);
	return 0;
}

/* As a batch of one where none is open. */
static int append_now(struct dkt_repo *repo, git_repository *queue,
		      const struct dkt_event_write *event, git_oid *oid, struct dkt_err *err)
{
	bool alone = !dkt_batch_is_open(repo);
	int result;

	if (alone && dkt_batch_begin(repo, err) < 0)
		return -1;
	result = append(repo, queue, event, oid, err);
	if (!alone)
		return result;
	if (result == 0)
		result = dkt_batch_write_queue(repo, err);
	dkt_batch_end(repo);
	return result;
}

/* The commit that the ref stands at; "" when there is no such ref. Looks at waiting, then settled
 * submissions. */
static int look_up(struct dkt_repo *repo, git_repository *queue, const char *submission,
		   git_oid *oid, bool *there, struct dkt_err *err)
{
	char ref[REF_SIZE];

	return find_ref(repo, queue, submission, ref, oid, there, err);
}

/* A quick look before objects are written; what counts is the compare-and-swap of the ref. */
static int check_expected(struct dkt_repo *repo, git_repository *queue,
			  const struct dkt_event_write *event, struct dkt_err *err)
{
	char tip[DKT_OID_HEX] = "";
	git_oid oid;
	bool there;

	if (event->expected[0] == '\0' && event->envelope == NULL)
		return dkt_fail(err, DKT_EBUG, "a first event without an envelope");
	if (look_up(repo, queue, event->submission, &oid, &there, err) < 0)
		return -1;
	if (there)
		dkt_git_hex(&oid, tip);
	if (dkt_streq(tip, event->expected))
		return 0;
	(void)dkt_fail(err, DKT_EMOVED, "submission %s %s", event->submission,
		       there ? "has newer events than the one that was read" : "is not there");
	return dkt_hint(err, "read it again and decide on what it says now");
}

int dkt_queue_append(struct dkt_repo *repo, const struct dkt_event_write *event,
		     char id_out[DKT_OID_HEX], struct dkt_err *err)
{
	git_repository *queue;
	git_oid oid;

	if (dkt_repo_need_lock(repo, err) < 0 || check_id(event->submission, err) < 0 ||
	    open_queue(repo, &queue, err) < 0 || check_expected(repo, queue, event, err) < 0 ||
	    append_now(repo, queue, event, &oid, err) < 0)
		return dkt_note(err, "storing an event of submission %.12s", event->submission);
	dkt_git_hex(&oid, id_out);
	return 0;
}

/* --- reading -----------------------------------------------------------------------------------
 */

struct ref {
	char submission[SUBMISSION_ID];
	bool settled;
	git_oid oid;
};

struct refs {
	struct ref *items;
	size_t n;
	size_t room;
};

static void add_ref(struct refs *refs, const char *name, const git_oid *oid)
{
	const char *last = strrchr(name, '/');

	if (last == NULL || !dkt_is_submission_id(last + 1) || oid == NULL)
		return; /* not made by Docket */
	if (refs->n == refs->room) {
		refs->room = refs->room == 0 ? 256 : refs->room * 2;
		refs->items = realloc(refs->items, refs->room * sizeof *refs->items);
		if (refs->items == NULL)
			dkt_oom();
	}
	memcpy(refs->items[refs->n].submission, last + 1, SUBMISSION_ID);
	refs->items[refs->n].settled = dkt_starts(name, SETTLED);
	git_oid_cpy(&refs->items[refs->n].oid, oid);
	refs->n++;
}

static int collect(git_repository *queue, const char *pattern, struct refs *refs,
		   struct dkt_err *err)
{
	DKT_AUTO(git_reference_iterator) git_reference_iterator *iterator = NULL;
	int rc = git_reference_iterator_glob_new(&iterator, queue, pattern);

	while (rc == 0) {
		DKT_AUTO(git_reference) git_reference *ref = NULL;

		rc = git_reference_next(&ref, iterator);
		if (rc == 0)
			add_ref(refs, git_reference_name(ref), git_reference_target(ref));
	}
	return rc == GIT_ITEROVER ? 0 : dkt_git_fail(err, rc, "list the submissions");
}

static int by_id(const void *a, const void *b)
{
	const struct ref *left = a;
	const struct ref *right = b;
	int order = memcmp(left->submission, right->submission, SUBMISSION_ID);

	return order != 0 ? order : (int)left->settled - (int)right->settled;
}

/* Every submission once, the ref under refs/submissions/ before the one under refs/settled/. */
static int collect_all(git_repository *queue, struct refs *refs, struct dkt_err *err)
{
	size_t n = 0;

	if (collect(queue, WAITING "*", refs, err) < 0 ||
	    collect(queue, SETTLED "*", refs, err) < 0)
		return -1;
	if (refs->n > 1)
		qsort(refs->items, refs->n, sizeof *refs->items, by_id);
	for (size_t i = 0; i < refs->n; i++) {
		if (n == 0 || !dkt_streq(refs->items[n - 1].submission, refs->items[i].submission))
			refs->items[n++] = refs->items[i];
	}
	refs->n = n;
	return 0;
}

int dkt_queue_refs(struct dkt_repo *repo, dkt_moved_fn *fn, void *data, struct dkt_err *err)
{
	struct refs refs = {.n = 0};
	git_repository *queue;
	int result;

	if (dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	result = queue == NULL ? 0 : collect_all(queue, &refs, err);
	for (size_t i = 0; result == 0 && i < refs.n; i++) {
		char id[DKT_OID_HEX];

		dkt_git_hex(&refs.items[i].oid, id);
		result = fn(data, refs.items[i].submission, id, err);
	}
	free(refs.items);
	return result < 0 ? -1 : 0;
}

static int show(git_repository *queue, const struct ref *ref, dkt_queue_fn *fn, void *data,
		struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *commit = NULL;
	struct dkt_queue_item item = {.submission = ref->submission};
	char id[DKT_OID_HEX];

	dkt_git_hex(&ref->oid, id);
	if (dkt_git_commit(queue, id, &commit, err) < 0)
		return dkt_note(err, "reading submission %s", ref->submission);
	item.commit = id;
	item.time = (int64_t)git_commit_time(commit);
	item.message = git_commit_message(commit) == NULL ? "" : git_commit_message(commit);
	return fn(data, &item, err);
}

int dkt_queue_walk(struct dkt_repo *repo, dkt_queue_fn *fn, void *data, struct dkt_err *err)
{
	struct refs refs = {.n = 0};
	git_repository *queue;
	int result;

	if (dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	if (queue == NULL)
		return 0;
	result = collect_all(queue, &refs, err);
	for (size_t i = 0; result == 0 && i < refs.n; i++)
		result = show(queue, &refs.items[i], fn, data, err);
	free(refs.items);
	return result < 0 ? -1 : 0;
}

static int no_submission(const char *submission, struct dkt_err *err)
{
	return dkt_fail(err, DKT_ENOENT, "there is no submission %s", submission);
}

int dkt_queue_find(struct dkt_repo *repo, struct dkt_arena *arena, const char *submission,
		   struct dkt_queue_item *out, struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *commit = NULL;
	git_repository *queue;
	char id[DKT_OID_HEX];
	git_oid oid;
	bool there = false;

	if (check_id(submission, err) < 0 || dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	if (queue != NULL && look_up(repo, queue, submission, &oid, &there, err) < 0)
		return -1;
	if (!there)
		return no_submission(submission, err);
	dkt_git_hex(&oid, id);
	if (dkt_git_commit(queue, id, &commit, err) < 0)
		return -1;
	out->submission = dkt_arena_dups(arena, submission);
	out->commit = dkt_arena_dups(arena, id);
	out->time = (int64_t)git_commit_time(commit);
	out->message = dkt_arena_dups(
		arena, git_commit_message(commit) == NULL ? "" : git_commit_message(commit));
	return 0;
}

int dkt_queue_read(struct dkt_repo *repo, const char *commit, const char *submission, bool evidence,
		   struct dkt_buf *out, struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *tree = NULL;
	git_repository *queue;
	char path[REF_SIZE];
	git_oid oid;
	bool there;

	if (check_id(submission, err) < 0 || open_queue(repo, &queue, err) < 0 ||
	    dkt_git_commit_tree(queue, commit, &tree, err) < 0)
		return -1;
	file_name(submission, evidence, path);
	if (dkt_git_find_file(tree, path, &oid, &there, err) < 0)
		return -1;
	if (!there)
		return dkt_fail(err, DKT_ENOENT, "submission %s has no %s at that event",
				submission, evidence ? "evidence" : "envelope");
	return dkt_git_read_blob(queue, &oid, path, out, err);
}

/* --- the story ---------------------------------------------------------------------------------
 */

static int go_back(git_repository *queue, const git_oid *tip, git_oid *chain, size_t *n,
		   struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *commit = NULL;
	int rc = git_commit_lookup(&commit, queue, tip);

	while (rc == 0) {
		git_commit *parent = NULL;

		if (*n == STORY_MAX)
			return dkt_fail(err, DKT_ELIMIT, "more than %d events", STORY_MAX);
		git_oid_cpy(&chain[(*n)++], git_commit_id(commit));
		if (git_commit_parentcount(commit) == 0)
			return 0;
		rc = git_commit_parent(&parent, commit, 0);
		git_commit_free(commit);
		commit = parent;
	}
	return dkt_git_fail(err, rc, "read an event");
}

static int tell_story(git_repository *queue, const git_oid *chain, size_t n, dkt_commit_fn *fn,
		      void *data, struct dkt_err *err)
{
	int result = 0;

	while (result == 0 && n-- > 0) {
		DKT_AUTO(git_commit) git_commit *commit = NULL;
		int rc = git_commit_lookup(&commit, queue, &chain[n]);

		result = rc < 0 ? dkt_git_fail(err, rc, "read an event")
				: dkt_git_tell(commit, fn, data, err);
	}
	return result < 0 ? -1 : 0;
}

int dkt_queue_story(struct dkt_repo *repo, const char *submission, dkt_commit_fn *fn, void *data,
		    struct dkt_err *err)
{
	git_repository *queue;
	git_oid *chain;
	git_oid tip;
	size_t n = 0;
	bool there = false;
	int result;

	if (check_id(submission, err) < 0 || dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	if (queue != NULL && look_up(repo, queue, submission, &tip, &there, err) < 0)
		return -1;
	if (!there)
		return no_submission(submission, err);
	chain = calloc(STORY_MAX, sizeof *chain);
	if (chain == NULL)
		dkt_oom();
	result = go_back(queue, &tip, chain, &n, err);
	if (result == 0)
		result = tell_story(queue, chain, n, fn, data, err);
	free(chain);
	return result < 0 ? dkt_note(err, "reading the story of %s", submission) : 0;
}
