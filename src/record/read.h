/*
 * read.h - small readers that the settings files share.
 *
 * Floor: record.
 */
#ifndef RECORD_READ_H
#define RECORD_READ_H

#include "base/arena.h"
#include "json/text.h"

/* The strings of a list, copied; what is no string is left out, and what is no list is empty. */
const char *const *dkt_read_strings(struct dkt_arena *arena, const struct dkt_node *list,
				    size_t *n_out);

#endif
