/*
 * people.c - maintainers.json: who may decide what.
 *
 * That somebody is an administrator is for the schema of the file to ask; what is read here may
 * come from any commit of the past.
 */
#include "record/people.h"

#include <string.h>

#include "base/sshsig.h"
#include "base/str.h"
#include "base/time.h"
#include "record/read.h"
#include "json/pointer.h"

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

#define N_ROLES (sizeof roles / sizeof roles[0])

struct reading {
	struct dkt_arena *arena;
	const char *pointer; /* where the list stands that is read */
	struct dkt_report *report;
};

static void fault(struct reading *r, const char *code, const struct dkt_node *node,
		  const char *sentence)
{
	dkt_report_add(r->report, DKT_ERROR, code, r->pointer,
		       node == NULL ? DKT_NOWHERE : node->offset, NULL, "%s", sentence);
}

unsigned dkt_role_of_name(const char *name)
{
	for (size_t i = 0; i < N_ROLES; i++) {
		if (dkt_streq(roles[i].name, name))
			return (unsigned)roles[i].role;
	}
	return 0;
}

const char *dkt_role_name(enum dkt_role role)
{
	for (size_t i = 0; i < N_ROLES; i++) {
		if (roles[i].role == role)
			return roles[i].name;
	}
	return "";
}

static unsigned read_roles(const struct dkt_node *list)
{
	unsigned found = 0;

	for (size_t i = 0; i < dkt_size(list); i++) {
		const char *name = dkt_string(dkt_item(list, i));

		if (name != NULL)
			found |= dkt_role_of_name(name);
	}
	return found;
}

/* Handles stand in commit messages and e-mail-like identities, so they are plain. */
static bool is_handle(const char *handle)
{
	size_t n = strspn(handle, "abcdefghijklmnopqrstuvwxyz0123456789-_");

	return n > 0 && n <= 40 && handle[n] == '\0';
}

/* A day ("2026-11-23", its first second) or a moment. */
static bool read_moment(const struct dkt_node *node, int64_t *out)
{
	const char *text = dkt_string(node);
	char moment[DKT_TIME_SIZE];

	if (text == NULL)
		return false;
	if (strlen(text) != strlen("2026-11-23"))
		return dkt_time_parse(text, strlen(text), out);
	memcpy(moment, text, strlen("2026-11-23"));
	memcpy(moment + strlen("2026-11-23"), "T00:00:00Z", sizeof "T00:00:00Z");
	return dkt_time_parse(moment, strlen(moment), out);
}

/* A key that is valid at a time that nobody can read counts never, not always. */
static void read_bound(struct reading *r, const struct dkt_node *key, const char *name,
		       int64_t *bound)
{
	const struct dkt_node *node = dkt_get(key, name);

	if (node != NULL && !dkt_is(node, DKT_NULL) && !read_moment(node, bound))
		fault(r, "maintainers.key", node, "the validity of a key is no date");
}

static const struct dkt_key *read_keys(struct reading *r, const struct dkt_node *list,
				       size_t *n_out)
{
	size_t n = dkt_is(list, DKT_ARRAY) ? list->size : 0;
	struct dkt_key *keys = DKT_NEW_N(r->arena, struct dkt_key, n);

	*n_out = 0;
	for (size_t i = 0; i < n; i++) {
		const struct dkt_node *item = &list->as.items[i];
		const char *line =
			dkt_is(item, DKT_OBJECT) ? dkt_get_string(item, "key") : dkt_string(item);
		struct dkt_key *key = &keys[*n_out];

		if (line == NULL || strpbrk(line, "\r\n") != NULL) {
			fault(r, "maintainers.key", item, "a key is one line of authorized_keys");
			continue;
		}
		*key = (struct dkt_key){dkt_arena_dups(r->arena, line), INT64_MIN, INT64_MAX};
		if (dkt_is(item, DKT_OBJECT)) {
			read_bound(r, item, "from", &key->from);
			read_bound(r, item, "until", &key->until);
		}
		++*n_out;
	}
	return keys;
}

const struct dkt_key *dkt_keys_read(struct dkt_arena *arena, const struct dkt_node *list,
				    const char *pointer, size_t *n_out, struct dkt_report *report)
{
	struct reading r = {.arena = arena, .pointer = pointer, .report = report};

	return read_keys(&r, list, n_out);
}

bool dkt_person_has_key(const struct dkt_person *person, const char *public, int64_t time)
{
	for (size_t i = 0; i < person->n_keys; i++) {
		const struct dkt_key *key = &person->keys[i];

		if (dkt_ssh_same_key(public, key->line) && time >= key->from && time < key->until)
			return true;
	}
	return false;
}

static void read_scopes(struct reading *r, const struct dkt_node *node, struct dkt_scopes *out)
{
	out->collections =
		dkt_read_strings(r->arena, dkt_get(node, "collections"), &out->n_collections);
	out->countries = dkt_read_strings(r->arena, dkt_get(node, "countries"), &out->n_countries);
	out->languages = dkt_read_strings(r->arena, dkt_get(node, "languages"), &out->n_languages);
}

static void read_person(struct reading *r, const struct dkt_node *node, const char *handle,
			struct dkt_person *out)
{
	const char *name = dkt_get_string(node, "name");

	*out = (struct dkt_person){.handle = dkt_arena_dups(r->arena, handle),
				   .name = dkt_arena_dups(r->arena, name == NULL ? handle : name),
				   .roles = read_roles(dkt_get(node, "roles"))};
	read_scopes(r, dkt_get(node, "scopes"), &out->scopes);
	out->keys = read_keys(r, dkt_get(node, "keys"), &out->n_keys);
}

const struct dkt_people *dkt_people_read(struct dkt_arena *arena, const char *name,
					 const char *bytes, size_t size, struct dkt_report *report)
{
	struct dkt_people *people = DKT_NEW(arena, struct dkt_people);
	struct reading r = {.arena = arena, .pointer = "/maintainers", .report = report};
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
	people->items = items;
	for (size_t i = 0; i < dkt_size(list); i++) {
		const struct dkt_node *person = dkt_item(list, i);
		const char *handle = dkt_get_string(person, "handle");

		if (handle == NULL || !is_handle(handle)) {
			fault(&r, "maintainers.handle", person,
			      "a maintainer needs a handle of a to z, 0 to 9, _ and -");
			continue;
		}
		if (dkt_people_find(people, handle) != NULL)
			fault(&r, "maintainers.handle", person,
			      dkt_arena_printf(arena, "the handle %s stands twice", handle));
		read_person(&r, person, handle, &items[people->n]);
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
