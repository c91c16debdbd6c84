/*
 * repo.h - the two git repositories of a dataset: the dataset (public) and the queue (private).
 *
 * git is the record. Every write is: objects written and synced, read back, then a ref moved by
 * compare-and-swap. One writer at a time: the flock of <state>/lock. A repository handle belongs to
 * one thread.
 *
 * Floor: store.
 */
#ifndef STORE_REPO_H
#define STORE_REPO_H

#include "base/sshsig.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/file.h"
#include "docket/error.h"

#define DKT_OID_HEX 41 /* 40 digits and a NUL */

struct dkt_repo;

/*
 * Find and open the dataset at or above dir (a work tree, or a bare repository), and its queue.
 * state_dir NULL: the environment's DOCKET_STATE, else .docket/ in the work tree, else
 * <gitdir>/docket. The queue and the state folder are made when missing, but only by dkt_repo_lock
 * (a reader makes nothing). DKT_ENOENT with a hint ("docket init") when there is no dataset.
 */
DKT_MUST_CHECK int dkt_repo_open(const char *dir, const char *state_dir, struct dkt_repo **out,
				 struct dkt_err *err);
void dkt_repo_free(struct dkt_repo *repo);

/* Make dir a git repository with the settings that make git durable and safe; no commit. Existing
 * ones are kept. */
DKT_MUST_CHECK int dkt_repo_init(const char *dir, struct dkt_err *err);

const char *dkt_repo_work_dir(const struct dkt_repo *repo); /* NULL when bare; ends without '/' */
const char *dkt_repo_state_dir(const struct dkt_repo *repo);

/*
 * Become the writer: take <state>/lock, make the queue when missing, sweep stale .lock files and
 * half-written temporaries of our own, and finish or forget what a killed writer had begun (the
 * journal). what: the command's name.
 */
DKT_MUST_CHECK int dkt_repo_lock(struct dkt_repo *repo, const char *what, int wait_ms,
				 struct dkt_err *err);
void dkt_repo_unlock(struct dkt_repo *repo);

/* --- reading the dataset --- */

/* The commit that main points at; DKT_ENOENT when there is no commit yet. */
DKT_MUST_CHECK int dkt_repo_tip(struct dkt_repo *repo, char out[DKT_OID_HEX], struct dkt_err *err);

/* A revision (branch, tag, commit id, "v0.1.0") as a commit id of the dataset. */
DKT_MUST_CHECK int dkt_repo_resolve(struct dkt_repo *repo, const char *revision,
				    char out[DKT_OID_HEX], struct dkt_err *err);

/* The bytes of path at commit; blob_out (may be NULL) gets the blob's id. DKT_ENOENT when it is not
 * there. */
DKT_MUST_CHECK int dkt_repo_read(struct dkt_repo *repo, const char *commit, const char *path,
				 struct dkt_buf *out, char blob_out[DKT_OID_HEX],
				 struct dkt_err *err);

/* The bytes of a blob of the dataset by its id; DKT_ENOENT when there is no such object. */
DKT_MUST_CHECK int dkt_repo_read_blob(struct dkt_repo *repo, const char *blob, struct dkt_buf *out,
				      struct dkt_err *err);

/* The tree of a commit. */
DKT_MUST_CHECK int dkt_repo_tree(struct dkt_repo *repo, const char *commit, char out[DKT_OID_HEX],
				 struct dkt_err *err);

struct dkt_entry {
	const char *path;  /* "reviewed/presences/7/pr-7h3k9m2-05.json" */
	const char *blob;  /* hex id */
	const char *bytes; /* NULL unless read was asked for and it is a plain file */
	size_t size;	   /* of bytes */
	unsigned mode;	   /* 0100644 for a plain file */
};

/* Return 0 to go on, -1 (with err) to stop. The entry is borrowed for the call. */
typedef int dkt_entry_fn(void *data, const struct dkt_entry *entry, struct dkt_err *err);

/* All files under a folder at commit, in tree order, with their bytes when read is true. A missing
 * folder is empty. Links, submodules and the like come with their mode and without bytes; a file
 * over 64 MiB or folders more than 16 deep are DKT_ELIMIT. */
DKT_MUST_CHECK int dkt_repo_walk(struct dkt_repo *repo, const char *commit, const char *folder,
				 bool read, dkt_entry_fn *fn, void *data, struct dkt_err *err);

/*
 * The files under a folder that differ between two commits, as they are in `to`: with their bytes,
 * or with blob and bytes NULL where they are gone. Work is in proportion to what differs. *known is
 * false, and nothing is told, when there is no commit `from` (any more).
 */
DKT_MUST_CHECK int dkt_repo_changed(struct dkt_repo *repo, const char *from, const char *to,
				    const char *folder, bool *known, dkt_entry_fn *fn, void *data,
				    struct dkt_err *err);

struct dkt_commit_info {
	const char *id;
	const char *parent; /* "" for the first */
	const char *author; /* name only */
	int64_t time;
	const char *message; /* whole */
};
typedef int dkt_commit_fn(void *data, const struct dkt_commit_info *info, struct dkt_err *err);

/*
 * Commits from `from` back along first parents, newest first, until (without) `until` ("" = to the
 * first). With path, only those that changed it (a file or a folder). fn returns 0 to go on, 1 to
 * stop, -1 with err.
 */
DKT_MUST_CHECK int dkt_repo_log(struct dkt_repo *repo, const char *from, const char *until,
				const char *path, dkt_commit_fn *fn, void *data,
				struct dkt_err *err);

/* --- writing the dataset --- */

struct dkt_write {
	const char *path;  /* checked: no "..", no empty or dotted parts, no names that git or its
			      hosts treat as special */
	const char *bytes; /* NULL removes the file */
	size_t size;
};

struct dkt_commit_spec {
	const char *parent; /* commit that main must still point at; "" for the first commit */
	const struct dkt_write *writes;
	size_t n_writes;
	const char *author;    /* a name; the address becomes <handle-or-word>@docket.invalid */
	const char *committer; /* "Docket" */
	int64_t time;
	const char *message;
	const struct dkt_ssh_key *key; /* signs the commit; NULL: it is not signed */
};

/*
 * One ordinary single-parent commit on main by compare-and-swap. DKT_EMOVED when main moved. In a
 * checkout of main the files are updated in the work tree too; they must be clean there (same bytes
 * as parent), else DKT_ESTATE names them and nothing is done. DKT_EBUSY when plain git holds main
 * or the index. Needs the lock. id_out gets the commit. Once main has moved the result is 0: files
 * that could not be updated then (a full disk) are brought along by the next commit or
 * dkt_repo_lock.
 */
DKT_MUST_CHECK int dkt_repo_commit(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
				   char id_out[DKT_OID_HEX], struct dkt_err *err);

/*
 * Would the work tree let a commit that writes these paths on top of parent pass? DKT_ESTATE names
 * the files that are not clean, as dkt_repo_commit would; 0 where there is no checkout of main.
 */
DKT_MUST_CHECK int dkt_repo_check_clean(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
					struct dkt_err *err);

/* An annotated tag; DKT_EEXIST when the name is taken. Tags are never moved. */
DKT_MUST_CHECK int dkt_repo_tag(struct dkt_repo *repo, const char *name, const char *commit,
				const char *tagger, int64_t time, const char *message,
				struct dkt_err *err);

/*
 * The bytes that dkt_repo_tag stores for the same arguments, appended to out. To sign a tag, sign
 * these bytes and call dkt_repo_tag with the signature behind the message.
 */
DKT_MUST_CHECK int dkt_repo_tag_text(const char *name, const char *commit, const char *tagger,
				     int64_t time, const char *message, struct dkt_buf *out,
				     struct dkt_err *err);

struct dkt_tag_info {
	const char *name;    /* "v0.1.0" */
	const char *commit;  /* what it points at in the end */
	int64_t time;	     /* of the tag */
	const char *message; /* "" for a lightweight tag */
};
typedef int dkt_tag_fn(void *data, const struct dkt_tag_info *tag, struct dkt_err *err);
DKT_MUST_CHECK int dkt_repo_tags(struct dkt_repo *repo, dkt_tag_fn *fn, void *data,
				 struct dkt_err *err);

/* The blob id that git would give these bytes, without writing them. */
void dkt_blob_id(const char *bytes, size_t size, char out[DKT_OID_HEX]);

#endif
