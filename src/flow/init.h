/*
 * init.h - a new dataset: a git repository with a first commit that everything later stands on.
 *
 * Floor: flow.
 */
#ifndef FLOW_INIT_H
#define FLOW_INIT_H

#include <stdint.h>

#include <stddef.h>

#include "docket/error.h"

struct dkt_init_options {
	const char *dir;  /* made when missing; must not hold a dataset already */
	const char *from; /* a dataset's folder to take docket.json, maintainers.json, schemas/ and
			     reviewed/ from; or NULL */
	const char *name; /* the dataset's name (a slug) in place of the template's; or NULL */
	const char *handle; /* of the first administrator, with a template */
	const char *person; /* that person's name; NULL: the handle */
	int64_t now;
};

/* *n_files_out counts what the first commit holds. */
DKT_MUST_CHECK int dkt_init(const struct dkt_init_options *options, size_t *n_files_out,
			    struct dkt_err *err);

#endif
