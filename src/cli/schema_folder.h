/*
 * schema_folder.h - schemas that refer to their neighbours: documents from the folders in which the
 * named ones lie, and below; never from elsewhere, never from the network.
 *
 * Floor: cli.
 */
#ifndef CLI_SCHEMA_FOLDER_H
#define CLI_SCHEMA_FOLDER_H

#include "base/buf.h"
#include "schema/schema.h"

struct dkt_schema_folder {
	char **folders; /* "schemas/", "" for the present one */
	size_t n_folders;
	struct dkt_buf bytes; /* of the last document asked for */
};

void dkt_schema_folder_init(struct dkt_schema_folder *folder);
void dkt_schema_folder_clear(struct dkt_schema_folder *folder);

/* Documents may be taken from the folder of this file. */
void dkt_schema_folder_allow(struct dkt_schema_folder *folder, const char *path);

/* For dkt_schemas_set_resolver; context is the struct dkt_schema_folder. */
dkt_schemas_resolve_fn dkt_schema_folder_resolve;

#endif
