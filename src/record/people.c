/* people.c - maintainers.json: who may decide what. */
#include <string.h>

#include "base/str.h"
#include "record/config.h"

#include "base/banned.h"

static const struct {
	const char *name;
	enum dkt_role role;
} roles[] = {
	{"triager", DKT_TRIAGER},
	{"reviewer", DKT_REVIEWER},
	{"maintainer", DKT_MAINTAINER},
	{"release_manager", DKT_RELEASE_MANAGER},
	{"administrator", DKT_ADMINISTRATOR},
};

static unsigned read_roles(const struct dkt_node *list)
{
	unsigned found = 0;

	for (size_t i = 0; i < dkt_size(list); i++) {
		const char *name = dkt_string(dkt_item(list, i));

		for (size_t j = 0; name != NULL && j < sizeof roles / sizeof roles[0]; j++) {
			if (dkt_streq(roles[j].name, name))
				found |= (unsigned)roles[j].role;
		}
	}
	return found;
}

/* Handles stand in commit messages and e-mail-like identities, so they are plain. */
static bool is_handle(const char *handle)
{
	size_t n = strspn(handle, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return n > 0 && n <= 40 && handle[n] == '\0';
}

const struct dkt_people *dkt_people_read(struct dkt_arena *arena, const char *name,
					 const char *bytes, size_t size, struct dkt_report *report)
{
	struct dkt_people *people = DKT_NEW(arena, struct dkt_people);
	size_t errors = dkt_report_count(report, DKT_ERROR);
	struct dkt_person *items;
	const struct dkt_node *list;
	struct dkt_text text;

	dkt_report_file(report, name, bytes, size, "");
	if (!dkt_text_examine(&text, arena, bytes, size, report))
		return NULL;
	list = dkt_get(&text.root, "maintainers");
	if (!dkt_is(list, DKT_ARRAY))
		list = NULL;
	items = DKT_NEW_N(arena, struct dkt_person, dkt_size(list));
	for (size_t i = 0; i < dkt_size(list); i++) {
		const struct dkt_node *person = dkt_item(list, i);
		const char *handle = dkt_get_string(person, "handle");
		const char *full = dkt_get_string(person, "name");

		if (handle == NULL || !is_handle(handle)) {
			dkt_report_add(report, DKT_ERROR, "maintainers.handle", "/maintainers",
				       person->offset, NULL,
				       "a maintainer needs a handle of a to z, 0 to 9, _ and -");
			continue;
		}
		items[people->n].handle = dkt_arena_dups(arena, handle);
		items[people->n].name = dkt_arena_dups(arena, full == NULL ? handle : full);
		items[people->n].roles = read_roles(dkt_get(person, "roles"));
		if (dkt_people_find(people, handle) != NULL)
			dkt_report_add(report, DKT_ERROR, "maintainers.handle", "/maintainers",
				       person->offset, NULL, "the handle %s stands twice", handle);
		people->items = items;
		people->n++;
	}
	return dkt_report_count(report, DKT_ERROR) == errors ? people : NULL;
}

const struct dkt_person *dkt_people_find(const struct dkt_people *people, const char *handle)
{
	for (size_t i = 0; i < people->n; i++) {
		if (dkt_streq(people->items[i].handle, handle))
			return &people->items[i];
	}
	return NULL;
}
