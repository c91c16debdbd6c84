/*
 * config.c - docket.json from nodes to structs.
 *
 * The document has been checked against schemas/docket/config.schema.json by the caller; what is
 * still wrong here (an unknown prefix form, two collections with one prefix) is a finding with its
 * place. A missing member takes the default that the schema documents.
 */
#include "record/config.h"

#include <string.h>

#include "base/str.h"
#include "record/ident.h"
#include "record/read.h"
#include "json/build.h"
#include "json/pointer.h"

#include "base/banned.h"

static const char *copy_or(struct dkt_arena *arena, const char *text, const char *fallback)
{
	if (text == NULL)
		return fallback;
	return dkt_arena_dups(arena, text);
}

static struct dkt_words read_words(struct dkt_arena *arena, const struct dkt_node *map)
{
	struct dkt_words words = {0};
	size_t n = dkt_is(map, DKT_OBJECT) ? map->size : 0;
	const char **tags = DKT_NEW_N(arena, const char *, n);
	const char **texts = DKT_NEW_N(arena, const char *, n);

	for (size_t i = 0; i < n; i++) {
		const char *text = dkt_string(&map->as.members[i].value);

		if (text == NULL)
			continue;
		tags[words.n] = dkt_arena_dups(arena, map->as.members[i].key);
		texts[words.n++] = dkt_arena_dups(arena, text);
	}
	words.tags = tags;
	words.texts = texts;
	return words;
}

static void fault(struct dkt_report *report, const struct dkt_node *node, const char *pointer,
		  const char *sentence, const char *what)
{
	dkt_report_add(report, DKT_ERROR, "config.value", pointer,
		       node == NULL ? DKT_NOWHERE : node->offset, NULL, "%s%s", what, sentence);
}

static bool is_name(const char *name)
{
	size_t n = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-");

	return n > 0 && n <= 64 && name[n] == '\0' && name[0] != '-' && !dkt_streq(name, "docket");
}

static bool is_prefix(const char *prefix)
{
	size_t n = strspn(prefix, "abcdefghijklmnopqrstuvwxyz");

	return n > 0 && n <= DKT_PREFIX_MAX && prefix[n] == '\0';
}

static void check_collection(const struct dkt_collection *c, const struct dkt_node *node,
			     const char *pointer, struct dkt_report *report)
{
	if (!is_name(c->name))
		fault(report, node, pointer,
		      " cannot be the name of a collection: use a to z, 0 to 9, _ and -", c->name);
	if (!is_prefix(c->prefix))
		fault(report, node, pointer,
		      " cannot be a prefix of ids: use one to eight letters a to z", c->prefix);
	else if (dkt_streq(c->prefix, "s") || dkt_streq(c->prefix, "b"))
		fault(report, node, pointer,
		      " is a reserved prefix (s for submissions, b for batches)", c->prefix);
	if (!dkt_starts(c->schema, "schemas/") || strstr(c->schema, "..") != NULL)
		fault(report, node, pointer, " is not below schemas/", c->schema);
	if (!dkt_pointer_valid(c->label))
		fault(report, node, pointer, " is not a JSON pointer like /title", c->label);
}

static void read_collection(struct dkt_arena *arena, const struct dkt_member *member,
			    struct dkt_collection *c, struct dkt_report *report)
{
	const struct dkt_node *node = &member->value;
	int64_t fanout = 1;

	(void)dkt_int(dkt_get(node, "fanout"), &fanout);
	c->name = dkt_arena_dup(arena, member->key, member->key_size);
	c->schema = copy_or(arena, dkt_get_string(node, "schema"),
			    dkt_arena_printf(arena, "schemas/%s.schema.json", c->name));
	c->prefix = copy_or(arena, dkt_get_string(node, "prefix"), "");
	c->fanout = fanout < 0 ? 0 : fanout > 3 ? 3 : (unsigned)fanout;
	c->noun = read_words(arena, dkt_get(node, "noun"));
	c->label = copy_or(arena, dkt_get_string(node, "label"), "/title");
	c->facets = dkt_read_strings(arena, dkt_get(node, "facets"), &c->n_facets);
	c->geometry = copy_or(arena, dkt_get_string(node, "geometry"), NULL);
	c->country = copy_or(arena, dkt_get_string(node, "country"), NULL);
	check_collection(c, node, dkt_arena_printf(arena, "/collections/%s", c->name), report);
}

static void check_prefixes(const struct dkt_config *config, struct dkt_report *report)
{
	for (size_t i = 0; i < config->n_collections; i++) {
		for (size_t j = 0; j < i; j++) {
			if (dkt_streq(config->collections[i].prefix, config->collections[j].prefix))
				dkt_report_add(report, DKT_ERROR, "config.prefix", "/collections",
					       DKT_NOWHERE, NULL,
					       "%s and %s have the same prefix \"%s\"; ids would "
					       "not say where they belong",
					       config->collections[j].name,
					       config->collections[i].name,
					       config->collections[i].prefix);
		}
	}
}

static void read_collections(struct dkt_arena *arena, const struct dkt_node *node,
			     struct dkt_config *config, struct dkt_report *report)
{
	size_t n = dkt_is(node, DKT_OBJECT) ? node->size : 0;
	struct dkt_collection *collections = DKT_NEW_N(arena, struct dkt_collection, n);

	for (size_t i = 0; i < n; i++)
		read_collection(arena, &node->as.members[i], &collections[i], report);
	config->collections = collections;
	config->n_collections = n;
	if (n == 0)
		fault(report, node, "/collections", "a dataset needs at least one collection", "");
	check_prefixes(config, report);
}

static void read_authors(struct dkt_arena *arena, const struct dkt_node *list,
			 struct dkt_config *config)
{
	size_t n = dkt_is(list, DKT_ARRAY) ? list->size : 0;
	const char **authors = DKT_NEW_N(arena, const char *, n);

	for (size_t i = 0; i < n; i++) {
		const char *name = dkt_get_string(&list->as.items[i], "name");

		if (name != NULL)
			authors[config->n_authors++] = dkt_arena_dups(arena, name);
	}
	config->authors = authors;
}

const struct dkt_config *dkt_config_read(struct dkt_arena *arena, const char *name,
					 const char *bytes, size_t size, struct dkt_report *report)
{
	static const char *const english[] = {"en"};
	struct dkt_config *config = DKT_NEW(arena, struct dkt_config);
	size_t errors = dkt_report_count(report, DKT_ERROR);
	struct dkt_text text;
	const struct dkt_node *root = &text.root;

	dkt_report_file(report, name, bytes, size, "");
	if (!dkt_text_examine(&text, arena, bytes, size, report))
		return NULL;
	config->name = copy_or(arena, dkt_get_string(root, "name"), "dataset");
	config->title = read_words(arena, dkt_get(root, "title"));
	config->description = read_words(arena, dkt_get(root, "description"));
	config->licence = copy_or(arena, dkt_get_string(root, "licence"), "");
	config->contact = copy_or(arena, dkt_get_string(root, "contact"), NULL);
	config->languages =
		dkt_read_strings(arena, dkt_get(root, "languages"), &config->n_languages);
	if (config->n_languages == 0) {
		config->languages = english;
		config->n_languages = 1;
	}
	if (!is_name(config->name))
		fault(report, dkt_get(root, "name"), "/name",
		      " cannot be a name: use a to z, 0 to 9, _ and -", config->name);
	read_collections(arena, dkt_get(root, "collections"), config, report);
	config->keys =
		dkt_keys_read(arena, dkt_get(root, "keys"), "/keys", &config->n_keys, report);
	dkt_policy_read(arena, dkt_get(root, "policy"), &config->policy, report);
	if (dkt_get(root, "archives") != NULL) {
		struct dkt_node *archives = DKT_NEW(arena, struct dkt_node);

		*archives = dkt_copy(arena, dkt_get(root, "archives"));
		config->archives = archives;
	}
	read_authors(arena, dkt_pointer_get(root, "/release/authors"), config);
	return dkt_report_count(report, DKT_ERROR) == errors ? config : NULL;
}

const struct dkt_collection *dkt_config_collection(const struct dkt_config *config,
						   const char *name)
{
	for (size_t i = 0; i < config->n_collections; i++) {
		if (dkt_streq(config->collections[i].name, name))
			return &config->collections[i];
	}
	return NULL;
}

const struct dkt_collection *dkt_config_collection_of_id(const struct dkt_config *config,
							 const char *id)
{
	for (size_t i = 0; i < config->n_collections; i++) {
		if (dkt_id_check(id, config->collections[i].prefix) == DKT_ID_GOOD)
			return &config->collections[i];
	}
	return NULL;
}

const struct dkt_collection *dkt_config_collection_of_path(const struct dkt_config *config,
							   const char *path, char id_out[24])
{
	char expected[256];
	const char *slash = strrchr(path, '/');
	const struct dkt_collection *collection;
	size_t size;

	if (slash == NULL || !dkt_starts(path, "reviewed/") || !dkt_ends(slash, ".json"))
		return NULL;
	size = strlen(slash + 1) - strlen(".json");
	if (size >= DKT_ID_SIZE)
		return NULL;
	memcpy(id_out, slash + 1, size);
	id_out[size] = '\0';
	collection = dkt_config_collection_of_id(config, id_out);
	if (collection == NULL)
		return NULL;
	dkt_record_path(collection->name, collection->fanout, id_out, expected);
	return dkt_streq(expected, path) ? collection : NULL;
}
