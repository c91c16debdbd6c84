/*
 * batch.c - what a batch holds: two shelves of objects, the refs of the queue that are to move, and
 * the files of main that change.
 *
 * A ref that moves several times in a batch moves once on disk, from where it stood at first. A
 * file that several commits write is written to a checkout once, as the last one has it.
 */
#include "store/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "store/inside.h"
#include "store/memory.h"

struct dkt_batch {
	bool open;
	struct dkt_arena *arena; /* of everything below */
	struct dkt_ref_move *moves;
	size_t n_moves;
	size_t moves_room;
	struct dkt_map by_name;	  /* from the name of a ref to its index, plus 1 */
	char before[DKT_OID_HEX]; /* where main stands; "" for none */
	char tip[DKT_OID_HEX];
	bool has_commits;
	size_t n_commits;
	struct dkt_write *writes;
	size_t n_writes;
	size_t writes_room;
	struct dkt_map by_path; /* from a path to its index, plus 1 */
};

/* --- opening and closing -----------------------------------------------------------------------
 */

static int attach(git_repository *git, struct dkt_shelf **shelf, struct dkt_err *err)
{
	return *shelf != NULL ? 0 : dkt_shelf_attach(git, shelf, err);
}

int dkt_batch_begin(struct dkt_repo *repo, struct dkt_err *err)
{
	git_repository *queue;

	if (dkt_batch_is_open(repo))
		return dkt_fail(err, DKT_EBUG, "a batch is begun twice");
	if (dkt_repo_need_lock(repo, err) < 0 || dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	if (queue == NULL)
		return dkt_fail(err, DKT_ENOENT, "there is no queue yet");
	if (attach(repo->git, &repo->shelf, err) < 0 || attach(queue, &repo->queue_shelf, err) < 0)
		return -1;
	if (repo->batch == NULL)
		repo->batch = calloc(1, sizeof *repo->batch);
	if (repo->batch == NULL)
		dkt_oom();
	repo->batch->arena = dkt_arena_new();
	repo->batch->open = true;
	dkt_shelf_open(repo->queue_shelf);
	return 0;
}

bool dkt_batch_is_open(const struct dkt_repo *repo)
{
	return repo->batch != NULL && repo->batch->open;
}

static void forget_moves(struct dkt_batch *batch)
{
	dkt_map_clear(&batch->by_name);
	free(batch->moves);
	batch->moves = NULL;
	batch->n_moves = batch->moves_room = 0;
}

static void forget_commits(struct dkt_batch *batch)
{
	dkt_map_clear(&batch->by_path);
	free(batch->writes);
	batch->writes = NULL;
	batch->n_writes = batch->writes_room = batch->n_commits = 0;
	batch->has_commits = false;
}

void dkt_batch_end(struct dkt_repo *repo)
{
	struct dkt_batch *batch = repo->batch;

	if (batch == NULL || !batch->open)
		return;
	forget_moves(batch);
	forget_commits(batch);
	dkt_shelf_close(repo->queue_shelf);
	dkt_shelf_close(repo->shelf);
	dkt_arena_free(batch->arena);
	batch->arena = NULL;
	batch->open = false;
}

void dkt_batch_free(struct dkt_repo *repo)
{
	dkt_batch_end(repo);
	free(repo->batch);
	repo->batch = NULL;
}

size_t dkt_batch_bytes(const struct dkt_repo *repo)
{
	if (!dkt_batch_is_open(repo))
		return 0;
	return dkt_shelf_bytes(repo->shelf) + dkt_shelf_bytes(repo->queue_shelf);
}

/* --- the queue ---------------------------------------------------------------------------------
 */

const struct dkt_ref_move *dkt_batch_find_move(const struct dkt_repo *repo, const char *name)
{
	size_t at;

	if (!dkt_batch_is_open(repo))
		return NULL;
	at = (size_t)(uintptr_t)dkt_map_get(&repo->batch->by_name, name, strlen(name));
	return at == 0 ? NULL : &repo->batch->moves[at - 1];
}

void dkt_batch_add_move(struct dkt_repo *repo, const char *name, const git_oid *before,
			const git_oid *after)
{
	struct dkt_batch *batch = repo->batch;
	struct dkt_ref_move *move =
		(struct dkt_ref_move *)(uintptr_t)dkt_batch_find_move(repo, name);

	if (move != NULL) {
		git_oid_cpy(&move->after, after);
		return;
	}
	if (batch->n_moves == batch->moves_room) {
		batch->moves_room = batch->moves_room == 0 ? 64 : batch->moves_room * 2;
		batch->moves = reallocarray(batch->moves, batch->moves_room, sizeof *batch->moves);
		if (batch->moves == NULL)
			dkt_oom();
	}
	move = &batch->moves[batch->n_moves++];
	move->name = dkt_arena_dups(batch->arena, name);
	git_oid_cpy(&move->before, before);
	git_oid_cpy(&move->after, after);
	(void)dkt_map_put(&batch->by_name, move->name, strlen(move->name),
			  (void *)(uintptr_t)batch->n_moves);
}

int dkt_batch_write_queue(struct dkt_repo *repo, struct dkt_err *err)
{
	struct dkt_batch *batch = repo->batch;

	if (!dkt_batch_is_open(repo))
		return dkt_fail(err, DKT_EBUG, "writing a batch that is not open");
	if (dkt_shelf_store(repo->queue_shelf, repo->queue, err) < 0 ||
	    dkt_refs_move(repo->queue, batch->moves, batch->n_moves, err) < 0)
		return dkt_note(err, "storing %zu events", batch->n_moves);
	forget_moves(batch);
	dkt_shelf_close(repo->queue_shelf);
	dkt_shelf_open(repo->queue_shelf);
	return 0;
}

/* --- main --------------------------------------------------------------------------------------
 */

static void remember_write(struct dkt_batch *batch, const struct dkt_write *write)
{
	size_t at =
		(size_t)(uintptr_t)dkt_map_get(&batch->by_path, write->path, strlen(write->path));
	struct dkt_write *kept;

	if (at == 0 && batch->n_writes == batch->writes_room) {
		batch->writes_room = batch->writes_room == 0 ? 64 : batch->writes_room * 2;
		batch->writes =
			reallocarray(batch->writes, batch->writes_room, sizeof *batch->writes);
		if (batch->writes == NULL)
			dkt_oom();
	}
	if (at == 0) {
		kept = &batch->writes[batch->n_writes++];
		kept->path = dkt_arena_dups(batch->arena, write->path);
		(void)dkt_map_put(&batch->by_path, kept->path, strlen(kept->path),
				  (void *)(uintptr_t)batch->n_writes);
	} else {
		kept = &batch->writes[at - 1];
	}
	kept->size = write->size;
	kept->bytes = write->bytes == NULL ? NULL
					   : dkt_arena_dup(batch->arena, write->bytes, write->size);
}

int dkt_batch_commit(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
		     char id_out[DKT_OID_HEX], struct dkt_err *err)
{
	struct dkt_batch *batch = repo->batch;
	git_oid oid;

	if (!dkt_batch_is_open(repo))
		return dkt_fail(err, DKT_EBUG, "a commit of a batch that is not open");
	if (batch->has_commits && !dkt_streq(spec->parent, batch->tip))
		return dkt_fail(err, DKT_EMOVED, "the batch stands at another commit");
	if (dkt_commit_check(spec, err) < 0)
		return -1;
	dkt_shelf_open(repo->shelf);
	if (dkt_git_write_commit(repo->git, repo->shelf, spec, &oid, err) < 0)
		return dkt_note(err, "committing to main");
	if (!batch->has_commits)
		memcpy(batch->before, spec->parent, strlen(spec->parent) + 1);
	batch->has_commits = true;
	batch->n_commits++;
	dkt_git_hex(&oid, batch->tip);
	for (size_t i = 0; i < spec->n_writes; i++)
		remember_write(batch, &spec->writes[i]);
	memcpy(id_out, batch->tip, DKT_OID_HEX);
	return 0;
}

int dkt_batch_check_main(struct dkt_repo *repo, bool *out, struct dkt_err *err)
{
	char tip[DKT_OID_HEX];

	*out = true;
	if (!dkt_batch_is_open(repo) || !repo->batch->has_commits)
		return 0;
	if (dkt_repo_tip(repo, tip, err) < 0)
		return -1;
	*out = dkt_streq(tip, repo->batch->before);
	return 0;
}

int dkt_batch_write_main(struct dkt_repo *repo, struct dkt_err *err)
{
	struct dkt_batch *batch = repo->batch;
	struct dkt_commit_spec spec;
	char message[80];
	git_oid oid;

	if (!dkt_batch_is_open(repo))
		return dkt_fail(err, DKT_EBUG, "writing a batch that is not open");
	if (!batch->has_commits)
		return 0;
	(void)snprintf(message, sizeof message, "merge: %zu commit%s", batch->n_commits,
		       batch->n_commits == 1 ? "" : "s");
	spec = (struct dkt_commit_spec){.parent = batch->before,
					.writes = batch->writes,
					.n_writes = batch->n_writes,
					.message = message};
	if (dkt_git_oid(batch->tip, &oid, err) < 0 ||
	    dkt_commit_move_main(repo, &spec, &oid, repo->shelf, err) < 0)
		return dkt_note(err, "committing to main");
	forget_commits(batch);
	dkt_shelf_close(repo->shelf);
	return 0;
}
