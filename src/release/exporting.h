/*
 * exporting.h - what the files that write a release share. Private to the floor.
 *
 * Floor: release.
 */
#ifndef RELEASE_EXPORTING_H
#define RELEASE_EXPORTING_H

#include "release/columns.h"
#include "release/export.h"
#include "release/folder.h"

/* The files of one collection, and those that all collections share. NULL where not asked for. */
struct dkt_exporting {
	const struct dkt_export *job;
	unsigned parts;
	struct dkt_folder *folder;
	struct dkt_arena *arena;	/* of the whole export */
	struct dkt_arena *record_arena; /* reset for each record */
	struct dkt_buf row;		/* what is being put together */
	struct dkt_buf cell;
	struct dkt_map replaced;	 /* id to what replaces it */
	struct dkt_artefact *sources;	 /* of all collections */
	struct dkt_artefact *tombstones; /* of all collections */
	size_t *n_records;		 /* of each collection */
	size_t *n_tombstones;		 /* of each collection */

	size_t at; /* which collection */
	const struct dkt_collection *collection;
	const struct dkt_shape *shape;
	struct dkt_columns columns;
	struct dkt_artefact *lines;
	struct dkt_artefact *table;
	struct dkt_artefact *features;
	char last_id[24];
};

/* --- tables.c */
DKT_MUST_CHECK int dkt_tables_begin(struct dkt_exporting *state, struct dkt_err *err);
DKT_MUST_CHECK int dkt_table_header(struct dkt_exporting *state, struct dkt_err *err);
DKT_MUST_CHECK int dkt_table_row(struct dkt_exporting *state, const struct dkt_node *record,
				 struct dkt_err *err);
DKT_MUST_CHECK int dkt_source_rows(struct dkt_exporting *state, const struct dkt_node *record,
				   struct dkt_err *err);
DKT_MUST_CHECK int dkt_tombstone_row(struct dkt_exporting *state, const struct dkt_node *record,
				     struct dkt_err *err);

/* --- features.c */
DKT_MUST_CHECK int dkt_features_begin(struct dkt_exporting *state, struct dkt_err *err);
DKT_MUST_CHECK int dkt_feature_add(struct dkt_exporting *state, const struct dkt_node *record,
				   struct dkt_err *err);
DKT_MUST_CHECK int dkt_features_end(struct dkt_exporting *state, struct dkt_err *err);

/* --- manifest.c */
DKT_MUST_CHECK int dkt_manifest_put(struct dkt_exporting *state, struct dkt_err *err);
DKT_MUST_CHECK int dkt_sums_put(struct dkt_exporting *state, struct dkt_err *err);

#endif
