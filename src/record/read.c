/* read.c - lists of strings out of settings. */
#include "record/read.h"

#include "base/banned.h"

const char *const *dkt_read_strings(struct dkt_arena *arena, const struct dkt_node *list,
				    size_t *n_out)
{
	size_t n = dkt_is(list, DKT_ARRAY) ? list->size : 0;
	const char **strings = DKT_NEW_N(arena, const char *, n);

	*n_out = 0;
	for (size_t i = 0; i < n; i++) {
		if (dkt_string(&list->as.items[i]) != NULL)
			strings[(*n_out)++] = dkt_arena_dups(arena, dkt_string(&list->as.items[i]));
	}
	return strings;
}
