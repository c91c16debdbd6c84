/*
 * folder.h - the files of a release while they are written: into a folder beside the final one,
 * summed as they go, and the folder renamed when all is there.
 *
 * Floor: release.
 */
#ifndef RELEASE_FOLDER_H
#define RELEASE_FOLDER_H

#include <stdint.h>

#include "base/arena.h"
#include "base/auto.h"
#include "base/buf.h"
#include "base/digest.h"

struct dkt_folder;

/* One file. Nothing is written to the disk before some 64 KiB have gathered. */
struct dkt_artefact;

struct dkt_artefact_info {
	const char *path; /* "schemas/presences.schema.json", relative to the folder */
	uint64_t size;	  /* bytes */
	char sha256[DKT_SHA256_HEX];
};

/* Begin; DKT_EEXIST when out_dir is there already. */
DKT_MUST_CHECK int dkt_folder_new(const char *out_dir, struct dkt_folder **out,
				  struct dkt_err *err);

/* Remove what was begun, unless it was finished. */
void dkt_folder_free(struct dkt_folder *folder);

/* Begin a file; the folders above it are made. The file belongs to the folder. */
DKT_MUST_CHECK int dkt_folder_add(struct dkt_folder *folder, const char *path,
				  struct dkt_artefact **out, struct dkt_err *err);

/* Append bytes. */
DKT_MUST_CHECK int dkt_artefact_write(struct dkt_artefact *file, const char *bytes, size_t size,
				      struct dkt_err *err);

/* Append the buffer, and empty it; DKT_ELIMIT when it had gone over its maximum. */
DKT_MUST_CHECK int dkt_artefact_flush(struct dkt_artefact *file, struct dkt_buf *buf,
				      struct dkt_err *err);

/* Sync and close. */
DKT_MUST_CHECK int dkt_artefact_end(struct dkt_artefact *file, struct dkt_err *err);

/* A whole file at once. */
DKT_MUST_CHECK int dkt_folder_put(struct dkt_folder *folder, const char *path, const char *bytes,
				  size_t size, struct dkt_err *err);

/* The ended files, sorted by path; borrowed until the next file is begun. */
const struct dkt_artefact_info *const *dkt_folder_list(struct dkt_folder *folder, size_t *n_out);

/* Sync, and give the folder its name. */
DKT_MUST_CHECK int dkt_folder_finish(struct dkt_folder *folder, struct dkt_err *err);

DKT_AUTO_DEFINE(folder, struct dkt_folder, dkt_folder_free)

#endif
