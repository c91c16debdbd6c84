/*
 * inside.h - what the files of this floor share about an open dataset. Private to the floor.
 *
 * Floor: store.
 */
#ifndef STORE_INSIDE_H
#define STORE_INSIDE_H

#include "store/git.h"

struct dkt_batch;
struct dkt_shelf;

struct dkt_repo {
	git_repository *git;	 /* the dataset */
	git_repository *queue;	 /* NULL until it is there and somebody asks */
	struct dkt_shelf *shelf; /* before the dataset's objects; NULL until the first batch */
	struct dkt_shelf *queue_shelf; /* before the queue's */
	struct dkt_batch *batch;       /* NULL until the first */
	char *work_dir;		       /* NULL when bare */
	char *state_dir;
	struct dkt_lock lock;
};

/* --- repo.c */

/* DKT_EBUG unless the lock is held. */
DKT_MUST_CHECK int dkt_repo_need_lock(const struct dkt_repo *repo, struct dkt_err *err);

/* The queue, opened on the first call; *out is NULL when there is none yet. */
DKT_MUST_CHECK int dkt_repo_queue(struct dkt_repo *repo, git_repository **out, struct dkt_err *err);

/* Make the queue in the state folder when it is missing. Needs the lock. */
DKT_MUST_CHECK int dkt_repo_make_queue(struct dkt_repo *repo, struct dkt_err *err);

/* --- read.c */

/* Append the blob's bytes to out, which grows as needed up to DKT_BLOB_MAX. path is for messages.
 */
DKT_MUST_CHECK int dkt_git_read_blob(git_repository *git, const git_oid *oid, const char *path,
				     struct dkt_buf *out, struct dkt_err *err);

/* The file at path of a tree: its blob's id, or false in *there when nothing is there. A folder or
 * a link is DKT_EFORMAT. */
DKT_MUST_CHECK int dkt_git_find_file(const git_tree *tree, const char *path, git_oid *oid,
				     bool *there, struct dkt_err *err);

/* What a commit says, borrowed from it; fn's result. */
int dkt_git_tell(git_commit *commit, dkt_commit_fn *fn, void *data, struct dkt_err *err);

/* --- objects.c */

/*
 * Write blobs, trees and the commit of spec: with a shelf (which must be open) to it, else to disk,
 * synced and read back. No ref moves. The parent is spec->parent ("" for a root commit); paths must
 * have passed dkt_path_fault.
 */
DKT_MUST_CHECK int dkt_git_write_commit(git_repository *git, struct dkt_shelf *shelf,
					const struct dkt_commit_spec *spec, git_oid *out,
					struct dkt_err *err);

/* --- treeedit.c */

/*
 * The tree with the file at path set to blob (NULL: removed, with folders that it leaves empty),
 * written to the shelf. before NULL: an empty tree. What lies beside the path is not looked at.
 */
DKT_MUST_CHECK int dkt_tree_edit(git_repository *git, struct dkt_shelf *shelf,
				 const git_oid *before, const char *path, const git_oid *blob,
				 git_oid *out, struct dkt_err *err);

/* --- commit.c */

/* Are these paths ones that may be written, each once? */
DKT_MUST_CHECK int dkt_commit_check(const struct dkt_commit_spec *spec, struct dkt_err *err);

/*
 * Move main from spec->parent to oid, over commits that change spec->writes in all; the files of a
 * checkout follow. The objects on the shelf (NULL: none) are stored first.
 */
DKT_MUST_CHECK int dkt_commit_move_main(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
					const git_oid *oid, struct dkt_shelf *shelf,
					struct dkt_err *err);

/* --- refs.c */

struct dkt_ref_move {
	const char *name;
	git_oid before; /* all zero: it must not exist */
	git_oid after;
};

/* Move refs of the queue, synced. DKT_EMOVED when one stands elsewhere: none is moved then. */
DKT_MUST_CHECK int dkt_refs_move(git_repository *git, const struct dkt_ref_move *moves, size_t n,
				 struct dkt_err *err);

/* --- packedrefs.c */

/* Where a ref of the queue stands, loose or packed; false in *there when there is none. */
DKT_MUST_CHECK int dkt_refs_find(git_repository *git, const char *name, git_oid *out, bool *there,
				 struct dkt_err *err);

/* --- changes.c */

/* Note that these refs of the queue moved, for dkt_queue_changes. Not synced. */
DKT_MUST_CHECK int dkt_changes_note(const char *git_dir, const struct dkt_ref_move *moves, size_t n,
				    struct dkt_err *err);

/* After a writer was killed: what is noted may lack its last moves. */
void dkt_changes_forget(const char *git_dir);

/* --- batch.c */

/* The move of this ref in the open batch, or NULL. */
const struct dkt_ref_move *dkt_batch_find_move(const struct dkt_repo *repo, const char *name);

/* Let the ref move when the batch is written; before counts for the first move of the batch. */
void dkt_batch_add_move(struct dkt_repo *repo, const char *name, const git_oid *before,
			const git_oid *after);

/* End the batch and free it. */
void dkt_batch_free(struct dkt_repo *repo);

/* Write one object, sync it and read it back. */
DKT_MUST_CHECK int dkt_git_write_object(git_repository *git, const char *bytes, size_t size,
					git_object_t type, git_oid *out, struct dkt_err *err);

/* Move a ref from expected ("" = it must not exist) to oid; DKT_EMOVED when it stands elsewhere. */
DKT_MUST_CHECK int dkt_git_move_ref(git_repository *git, const char *name, const char *expected,
				    const git_oid *oid, const char *message, struct dkt_err *err);

/* --- worktree.c */

/* Is main checked out here, so that its files are ours to update? DKT_ESTATE when git is in the
 * middle of a merge or the like, or when another work tree holds main. */
DKT_MUST_CHECK int dkt_work_wanted(struct dkt_repo *repo, bool *out, struct dkt_err *err);

/* DKT_ESTATE naming the files whose bytes on disk or in git's index are neither those of parent nor
 * the ones to be written. */
DKT_MUST_CHECK int dkt_work_check(struct dkt_repo *repo, git_index *index,
				  const struct dkt_commit_spec *spec, struct dkt_err *err);

/*
 * Bring the named files and their index entries from the commit before (all zero: none) to the
 * commit after. Files and entries that are at neither are somebody's own and stay as they are.
 * Needs git's index.lock (dkt_gitindex_lock) and the index read under it.
 */
DKT_MUST_CHECK int dkt_work_update(struct dkt_repo *repo, git_index *index, const git_oid *before,
				   const git_oid *after, const char *const *paths, size_t n_paths,
				   struct dkt_err *err);

/* Remove what a killed dkt_work_update left half-written beside these files. */
void dkt_work_sweep(const struct dkt_repo *repo, const char *const *paths, size_t n_paths);

/* Does the file on disk hold exactly the bytes of this blob? */
bool dkt_work_file_is(const struct dkt_repo *repo, const char *path, const git_oid *oid);

/* --- gitindex.c: git's own index (the staging area), changed under git's own lock */

/* Take <gitdir>/index.lock; DKT_EBUSY when git holds it. */
DKT_MUST_CHECK int dkt_gitindex_lock(struct dkt_repo *repo, struct dkt_err *err);
void dkt_gitindex_unlock(struct dkt_repo *repo);

/* DKT_EBUSY when somebody holds it now; takes nothing. */
DKT_MUST_CHECK int dkt_gitindex_look(struct dkt_repo *repo, struct dkt_err *err);

/* Was the lock file written by a Docket? */
bool dkt_gitindex_lock_is_ours(struct dkt_repo *repo);

/* The index as it is on disk. */
DKT_MUST_CHECK int dkt_gitindex_read(struct dkt_repo *repo, git_index **out, struct dkt_err *err);

/* Put the changed index in its place, synced. Needs index.lock. */
DKT_MUST_CHECK int dkt_gitindex_write(struct dkt_repo *repo, git_index *index, struct dkt_err *err);

/* --- journal.c */

/* Before main moves: write down from where to where, and which files. Synced. */
DKT_MUST_CHECK int dkt_journal_write(struct dkt_repo *repo, const char *before,
				     const git_oid *after, const struct dkt_commit_spec *spec,
				     struct dkt_err *err);
void dkt_journal_forget(struct dkt_repo *repo);

/* Finish or forget what the journal tells, if there is one. Needs the lock. */
DKT_MUST_CHECK int dkt_journal_finish(struct dkt_repo *repo, struct dkt_err *err);

/* --- sweep.c */

/* Say that a writer is at work; *unclean tells whether an earlier one never said that it ended. */
DKT_MUST_CHECK int dkt_sweep_begin(struct dkt_repo *repo, bool *unclean, struct dkt_err *err);
void dkt_sweep_end(struct dkt_repo *repo);

/* Remove locks and half-written files that a killed writer left in the queue, its half-written
 * objects in the dataset, and what dkt_file_write left in the state folder and git's folder. */
void dkt_sweep_queue(const char *queue_dir);
void dkt_sweep_objects(const char *git_dir);
void dkt_sweep_state(struct dkt_repo *repo);

/* Is name a file that dkt_file_write had begun ("x.json.tmp-4711-0")? *stem_size: of "x.json". */
bool dkt_sweep_is_half_written(const char *name, size_t *stem_size);

#endif
