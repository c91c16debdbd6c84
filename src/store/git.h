/*
 * git.h - what every file of this floor needs of libgit2: handles that free themselves, errors,
 * ids, identities. Private to the floor.
 *
 * Floor: store.
 */
#ifndef STORE_GIT_H
#define STORE_GIT_H

#include <git2.h>

#include "base/auto.h"
#include "base/error.h"
#include "store/repo.h"

#define DKT_MAIN     "refs/heads/main"
#define DKT_BLOB_MAX ((size_t)64 << 20) /* the largest file that is read or written */

DKT_AUTO_DEFINE(git_repository, git_repository, git_repository_free)
DKT_AUTO_DEFINE(git_config, git_config, git_config_free)
DKT_AUTO_DEFINE(git_odb, git_odb, git_odb_free)
DKT_AUTO_DEFINE(git_odb_object, git_odb_object, git_odb_object_free)
DKT_AUTO_DEFINE(git_object, git_object, git_object_free)
DKT_AUTO_DEFINE(git_commit, git_commit, git_commit_free)
DKT_AUTO_DEFINE(git_tree, git_tree, git_tree_free)
DKT_AUTO_DEFINE(git_tree_entry, git_tree_entry, git_tree_entry_free)
DKT_AUTO_DEFINE(git_tag, git_tag, git_tag_free)
DKT_AUTO_DEFINE(git_reference, git_reference, git_reference_free)
DKT_AUTO_DEFINE(git_reference_iterator, git_reference_iterator, git_reference_iterator_free)
DKT_AUTO_DEFINE(git_signature, git_signature, git_signature_free)
DKT_AUTO_DEFINE(git_index, git_index, git_index_free)

/* A string of the heap. */
DKT_AUTO_DEFINE(chars, char, free)

__attribute__((unused)) static inline void dkt_auto_git_buf(git_buf *buf)
{
	git_buf_dispose(buf);
}

/*
 * Start libgit2 once a process: object names verified on reading, objects checked on writing, every
 * object and ref synced. Owners of repositories are checked (libgit2's default).
 */
DKT_MUST_CHECK int dkt_git_start(struct dkt_err *err);

/*
 * Record a libgit2 failure. rc is what the call returned; the words say what was tried ("read the
 * commit %s"). The code follows from rc and from the sentence of the system inside the message: a
 * full disk is DKT_EFULL, a foreign owner or a read-only disk DKT_EIO, each with a hint. Returns
 * -1.
 */
#define dkt_git_fail(err, rc, ...) dkt_git_fail_at((err), (rc), __FILE__, __LINE__, __VA_ARGS__)
int dkt_git_fail_at(struct dkt_err *err, int rc, const char *file, int line, const char *format,
		    ...) DKT_PRINTF(5, 6);

/* 40 hexadecimal digits as an id; DKT_EUSAGE for anything else. */
DKT_MUST_CHECK int dkt_git_oid(const char *hex, git_oid *out, struct dkt_err *err);
void dkt_git_hex(const git_oid *oid, char out[DKT_OID_HEX]);

/* The commit of this id; DKT_ENOENT when there is none. */
DKT_MUST_CHECK int dkt_git_commit(git_repository *git, const char *hex, git_commit **out,
				  struct dkt_err *err);
DKT_MUST_CHECK int dkt_git_commit_tree(git_repository *git, const char *hex, git_tree **out,
				       struct dkt_err *err);

/*
 * "name <slug@docket.invalid>" at a time in UTC. The name loses '<', '>', control characters and
 * bytes that are not UTF-8; what is left empty becomes "anonymous".
 */
DKT_MUST_CHECK int dkt_git_signature(const char *name, int64_t time, git_signature **out,
				     struct dkt_err *err);

/* ASCII lower-case letters, digits and single '-' of a name; "anonymous" when nothing is left. */
void dkt_git_slug(const char *name, char out[64]);

#endif
