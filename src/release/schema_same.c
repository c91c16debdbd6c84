/*
 * schema_same.c - two schema documents compared without what they say to people only.
 *
 * Whether "title" is an annotation depends on where it stands: under "properties" it is a field's
 * name, under "enum" it is data. So the walk knows what each object is: a schema, a map of schemas
 * by name, or data. Whatever keyword it does not know is compared as data, which is strict.
 */
#include "release/bump.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"

#define MAX_DEPTH DKT_MAX_DEPTH
#define FEW	  8 /* members that are found by looking at all of them */

enum place { IN_SCHEMA, IN_SCHEMAS, IN_NAMES, IN_DATA };

static const char *const annotations[] = {"title", "description", "examples", "$comment",
					  "x-docket"};

static const struct {
	const char *keyword;
	enum place place;
} places[] = {
	{"properties", IN_NAMES},
	{"patternProperties", IN_NAMES},
	{"dependentSchemas", IN_NAMES},
	{"$defs", IN_NAMES},
	{"definitions", IN_NAMES},
	{"allOf", IN_SCHEMAS},
	{"anyOf", IN_SCHEMAS},
	{"oneOf", IN_SCHEMAS},
	{"prefixItems", IN_SCHEMAS},
	{"items", IN_SCHEMA},
	{"additionalProperties", IN_SCHEMA},
	{"unevaluatedProperties", IN_SCHEMA},
	{"unevaluatedItems", IN_SCHEMA},
	{"propertyNames", IN_SCHEMA},
	{"contains", IN_SCHEMA},
	{"contentSchema", IN_SCHEMA},
	{"not", IN_SCHEMA},
	{"if", IN_SCHEMA},
	{"then", IN_SCHEMA},
	{"else", IN_SCHEMA},
};

#define N_OF(array) (sizeof(array) / sizeof(array)[0])

static bool is_annotation(const struct dkt_member *member)
{
	for (size_t i = 0; i < N_OF(annotations); i++)
		if (dkt_memeqs(member->key, member->key_size, annotations[i]))
			return true;
	return false;
}

/* What stands below this member. */
static enum place place_below(enum place place, const struct dkt_member *member)
{
	if (place == IN_NAMES)
		return IN_SCHEMA;
	for (size_t i = 0; i < N_OF(places); i++)
		if (dkt_memeqs(member->key, member->key_size, places[i].keyword))
			return places[i].place;
	return IN_DATA;
}

/* Members of an object by key; the last of a repeated key counts. */
struct finder {
	const struct dkt_node *object;
	struct dkt_map map; /* filled only where there are many */
};

static void finder_fill(struct finder *finder, const struct dkt_node *object)
{
	static const struct dkt_map empty = DKT_MAP_INIT;

	finder->object = object;
	finder->map = empty;
	for (size_t i = 0; object->size > FEW && i < object->size; i++) {
		const struct dkt_member *member = &object->as.members[i];

		(void)dkt_map_put(&finder->map, member->key, member->key_size,
				  (void *)(uintptr_t)&member->value);
	}
}

static const struct dkt_node *finder_get(const struct finder *finder,
					 const struct dkt_member *member)
{
	if (finder->object->size > FEW)
		return dkt_map_get(&finder->map, member->key, member->key_size);
	return dkt_getn(finder->object, member->key, member->key_size);
}

static bool same(const struct dkt_node *a, const struct dkt_node *b, enum place place,
		 unsigned depth);

/* Does b have each member of a that counts, with the same value? */
static bool covers(const struct dkt_node *a, const struct dkt_node *b, enum place place,
		   bool compare, unsigned depth)
{
	struct finder in_a;
	struct finder in_b;
	bool covered = true;

	finder_fill(&in_a, a);
	finder_fill(&in_b, b);
	for (size_t i = 0; covered && i < a->size; i++) {
		const struct dkt_member *member = &a->as.members[i];
		const struct dkt_node *other;

		if (place == IN_SCHEMA && is_annotation(member))
			continue;
		other = finder_get(&in_b, member);
		covered = other != NULL;
		if (covered && compare)
			covered = same(finder_get(&in_a, member), other, place_below(place, member),
				       depth + 1);
	}
	dkt_map_clear(&in_a.map);
	dkt_map_clear(&in_b.map);
	return covered;
}

static bool same_items(const struct dkt_node *a, const struct dkt_node *b, unsigned depth)
{
	if (a->size != b->size)
		return false;
	for (size_t i = 0; i < a->size; i++)
		if (!same(&a->as.items[i], &b->as.items[i], IN_SCHEMA, depth + 1))
			return false;
	return true;
}

static bool same(const struct dkt_node *a, const struct dkt_node *b, enum place place,
		 unsigned depth)
{
	if (depth <= MAX_DEPTH && place == IN_SCHEMAS && dkt_is(a, DKT_ARRAY) &&
	    dkt_is(b, DKT_ARRAY))
		return same_items(a, b, depth);
	if (depth > MAX_DEPTH || place == IN_SCHEMAS || place == IN_DATA ||
	    !dkt_is(a, DKT_OBJECT) || !dkt_is(b, DKT_OBJECT))
		return dkt_node_equal(a, b);
	return covers(a, b, place, true, depth) && covers(b, a, place, false, depth);
}

bool dkt_schema_same(const struct dkt_node *before, const struct dkt_node *after)
{
	return same(before, after, IN_SCHEMA, 0);
}
