/*
 * anchors.c - which dynamic anchors must be compiled.
 *
 * "$dynamicRef" finds its target while a value is checked: the outermost resource in use that has
 * an anchor of that name. So every anchor of a name that some reference wants, in every resource
 * that is in use, must be ready. Names and resources come up in any order while compiling; each
 * meeting is noticed from the side that comes second, so the work is linear in anchors and names.
 *
 * What a compilation that failed has wanted and touched is forgotten again.
 */
#include <string.h>

#include "schema/compile.h"
#include "schema/keyword.h"

static void ready(struct dkt_compiler *compiler, struct dkt_anchor *anchor)
{
	if (anchor->sub == NULL)
		anchor->sub = dkt_compiler_sub(compiler, anchor->node, anchor->resource);
}

void dkt_compiler_want_anchor(struct dkt_compiler *compiler, const char *name)
{
	struct dkt_schemas *schemas = dkt_compiler_schemas(compiler);
	struct dkt_wanted *wanted = dkt_map_get(&schemas->wanted, name, strlen(name));

	if (wanted == NULL) {
		wanted = DKT_NEW(schemas->arena, struct dkt_wanted);
		(void)dkt_map_put(&schemas->wanted, name, strlen(name), wanted);
	}
	if (wanted->on)
		return;
	wanted->on = true;
	wanted->next = schemas->new_wanted;
	schemas->new_wanted = wanted;
	for (struct dkt_anchor *one = dkt_map_get(&schemas->dynamic_anchors, name, strlen(name));
	     one != NULL; one = one->same_name) {
		if (one->resource->touched)
			ready(compiler, one);
	}
}

void dkt_compiler_touch_anchors(struct dkt_compiler *compiler, struct dkt_resource *resource)
{
	struct dkt_schemas *schemas = dkt_compiler_schemas(compiler);

	resource->next_touched = schemas->new_touched;
	schemas->new_touched = resource;
	for (struct dkt_anchor *one = resource->anchors; one != NULL; one = one->next) {
		const struct dkt_wanted *wanted =
			one->dynamic ? dkt_map_get(&schemas->wanted, one->name, strlen(one->name))
				     : NULL;

		if (wanted != NULL && wanted->on)
			ready(compiler, one);
	}
}

static void forget_subs(struct dkt_schemas *schemas)
{
	for (struct dkt_resource *resource = schemas->first; resource != NULL;
	     resource = resource->next) {
		for (struct dkt_anchor *one = resource->anchors; one != NULL; one = one->next) {
			if (one->sub != NULL && one->sub->discarded)
				one->sub = NULL;
		}
	}
}

void dkt_anchors_settle(struct dkt_schemas *schemas, bool kept)
{
	if (!kept) {
		forget_subs(schemas);
		for (struct dkt_wanted *one = schemas->new_wanted; one != NULL; one = one->next)
			one->on = false;
		for (struct dkt_resource *one = schemas->new_touched; one != NULL;
		     one = one->next_touched)
			one->touched = false;
	}
	schemas->new_wanted = NULL;
	schemas->new_touched = NULL;
}
