/*
 * care.c - settled submissions out of the way.
 *
 * The folders of waiting submissions are what every listing of them reads, so what is settled moves
 * to refs/settled/, where it is packed. Which ones are settled the index knows; whether a ref still
 * lies among the waiting ones is asked of its file. Both costs grow with what waits, and with what
 * was settled since the last time.
 */
#include "flow/care.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "store/care.h"

#include "base/banned.h"

struct settled {
	struct dkt *d;
	struct dkt_arena *arena;
	const char **ids;
	size_t n;
	size_t room;
};

static int note_loose(void *data, const char *submission, struct dkt_err *err)
{
	struct settled *settled = data;
	enum dkt_state state;
	char name[24];

	if (dkt_index_submission_state(settled->d->index, submission, name, err) < 0)
		return -1;
	if (!dkt_state_of_name(name, &state) || !dkt_state_settled(state))
		return 0;
	if (settled->n == settled->room) {
		settled->room = settled->room == 0 ? 256 : settled->room * 2;
		settled->ids = reallocarray(settled->ids, settled->room, sizeof *settled->ids);
		if (settled->ids == NULL)
			dkt_oom();
	}
	settled->ids[settled->n++] = dkt_arena_dups(settled->arena, submission);
	return 0;
}

void dkt_care(struct dkt *d, size_t least)
{
	struct settled settled = {.d = d, .arena = dkt_arena_new()};
	struct dkt_err err = DKT_ERR_INIT;
	size_t moved;

	if (d->index != NULL && dkt_queue_loose(d->repo, note_loose, &settled, &err) == 0 &&
	    settled.n >= least &&
	    dkt_queue_settle(d->repo, settled.ids, settled.n, &moved, &err) < 0)
		dkt_err_clear(&err);
	free(settled.ids);
	dkt_arena_free(settled.arena);
	dkt_repo_repack(d->repo);
}
