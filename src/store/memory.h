/*
 * memory.h - objects of git that are not on disk yet. Private to the floor.
 *
 * A shelf lies before a repository's object database. While it is open, what git writes goes there,
 * and reading finds it; dkt_shelf_store makes all of it durable at once.
 *
 * Floor: store.
 */
#ifndef STORE_MEMORY_H
#define STORE_MEMORY_H

#include "store/git.h"

struct dkt_shelf;

struct dkt_object {
	git_oid oid;
	git_object_t type;
	size_t size;
	char *bytes;
};

/* Lay a shelf before the repository, closed. It lives as long as the repository. */
DKT_MUST_CHECK int dkt_shelf_attach(git_repository *git, struct dkt_shelf **out,
				    struct dkt_err *err);

void dkt_shelf_open(struct dkt_shelf *shelf);

/* Forget what lies there; later objects go to disk. */
void dkt_shelf_close(struct dkt_shelf *shelf);

bool dkt_shelf_is_open(const struct dkt_shelf *shelf);

/* Put an object there under its name, unless something of that name is there. The shelf is open. */
DKT_MUST_CHECK int dkt_shelf_put(struct dkt_shelf *shelf, const char *bytes, size_t size,
				 git_object_t type, git_oid *out, struct dkt_err *err);

/* The object of this name, or NULL. */
const struct dkt_object *dkt_shelf_find(const struct dkt_shelf *shelf, const git_oid *oid);

/* All objects in the order in which they came, *n of them, and what they weigh. */
const struct dkt_object *const *dkt_shelf_objects(const struct dkt_shelf *shelf, size_t *n);
size_t dkt_shelf_bytes(const struct dkt_shelf *shelf);

/* --- store.c */

/*
 * Write everything on the shelf to the repository: few objects as loose files, many as one
 * pack, written aside, synced, read back from the disk and compared, and only then given their
 * names. The names are not synced yet: the caller does that (dkt_disk_sync) before any ref moves.
 * The shelf stays as it is; what was stored once is not stored again.
 */
DKT_MUST_CHECK int dkt_shelf_store(struct dkt_shelf *shelf, git_repository *git,
				   struct dkt_err *err);

/* Remove what a killed dkt_shelf_store left in the repository's folder. Needs the lock. */
void dkt_store_sweep(const char *git_dir);

/* Sync everything that was written to the disk of this folder. */
DKT_MUST_CHECK int dkt_disk_sync(const char *folder, struct dkt_err *err);

/* How many objects of the shelf were stored already. */
size_t dkt_shelf_stored(const struct dkt_shelf *shelf);
void dkt_shelf_set_stored(struct dkt_shelf *shelf, size_t n);

/* --- pack.c */

/*
 * A pack of objects without deltas, and its index (version 2), as bytes. name: 40 digits. Objects
 * are deflated fast: a repack later does it well.
 */
DKT_MUST_CHECK int dkt_pack_make(const struct dkt_object *const *objects, size_t n,
				 struct dkt_buf *pack, struct dkt_buf *index,
				 char name[DKT_OID_HEX], struct dkt_err *err);

/* Append size bytes, deflated as zlib's format wants it. */
DKT_MUST_CHECK int dkt_deflate(const char *bytes, size_t size, struct dkt_buf *out,
			       struct dkt_err *err);

#endif
