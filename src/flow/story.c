/* story.c - one pass over the events of a submission. */
#include "flow/story.h"

#include "base/num.h"
#include "base/str.h"
#include "record/story.h"

#include "base/banned.h"

struct reading {
	struct dkt_arena *arena;
	struct dkt_roles_played *roles;
	int64_t revision;
};

void dkt_roles_add_approver(struct dkt_roles_played *roles, const char *actor)
{
	for (size_t i = 0; i < roles->n_approvers; i++) {
		if (dkt_streq(roles->approvers[i], actor))
			return;
	}
	if (roles->n_approvers < DKT_MAX_APPROVERS)
		roles->approvers[roles->n_approvers++] = actor;
}

static int read_event(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	struct reading *reading = data;
	const char *event = dkt_story_trailer(reading->arena, info->message, "Docket-Event");
	const char *actor = dkt_story_trailer(reading->arena, info->message, "Docket-Actor");
	const char *revision = dkt_story_trailer(reading->arena, info->message, "Docket-Revision");
	uint64_t number = 0;

	(void)err;
	if (event == NULL || actor == NULL || revision == NULL ||
	    !dkt_parse_u64(revision, INT32_MAX, &number))
		return 0;
	if (reading->roles->submitter == NULL)
		reading->roles->submitter = actor;
	if ((int64_t)number != reading->revision)
		return 0;
	if (dkt_streq(event, dkt_event_name(DKT_EV_APPROVED)))
		dkt_roles_add_approver(reading->roles, actor);
	if (dkt_streq(event, dkt_event_name(DKT_EV_RESOLVED)))
		reading->roles->solver = actor;
	return 0;
}

int dkt_story_roles(struct dkt *d, struct dkt_arena *arena, const char *submission,
		    int64_t revision, struct dkt_roles_played *out, struct dkt_err *err)
{
	struct reading reading = {.arena = arena, .roles = out, .revision = revision};

	*out = (struct dkt_roles_played){0};
	return dkt_queue_story(d->repo, submission, read_event, &reading, err);
}
