/*
 * init.c - gather the files of a new dataset, make the repository, commit them as its start.
 *
 * Only plain JSON files below the places that a dataset has are taken from another folder; links
 * and anything else stay behind. Docket's own schemas always come from the program.
 */
#include "flow/init.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "flow/builtin.h"
#include "store/repo.h"
#include "json/build.h"
#include "json/canon.h"

#include "base/banned.h"

#define MAX_FILE  ((size_t)4 << 20)
#define MAX_DEPTH 8

struct gathering {
	struct dkt_arena *arena;
	struct dkt_write *files;
	size_t n;
	size_t room;
};

static void add(struct gathering *g, const char *path, const char *bytes, size_t size)
{
	for (size_t i = 0; i < g->n; i++) {
		if (dkt_streq(g->files[i].path, path) && g->n < 256) {
			g->files[i] = (struct dkt_write){
				.path = g->files[i].path, .bytes = bytes, .size = size};
			return;
		}
	}
	if (g->n == g->room) {
		struct dkt_write *larger =
			DKT_NEW_N(g->arena, struct dkt_write, g->room == 0 ? 64 : g->room * 2);

		if (g->n > 0)
			memcpy(larger, g->files, g->n * sizeof *larger);
		g->files = larger;
		g->room = g->room == 0 ? 64 : g->room * 2;
	}
	g->files[g->n++] = (struct dkt_write){.path = path, .bytes = bytes, .size = size};
}

static void add_node(struct gathering *g, const char *path, const struct dkt_node *node)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);

	dkt_canon_write(node, NULL, &bytes);
	add(g, path, dkt_arena_dup(g->arena, dkt_buf_str(&bytes), bytes.size), bytes.size);
	dkt_buf_clear(&bytes);
}

/* --- from the program --- */

/* "src/flow/template/gitignore" stands for ".gitignore". */
static const char *template_target(struct gathering *g, const char *name)
{
	const char *tail = name + strlen("src/flow/template/");

	return dkt_starts(tail, "git") ? dkt_arena_printf(g->arena, ".%s", tail) : tail;
}

static void add_people(struct gathering *g, const struct dkt_init_options *options)
{
	static const char *const roles[] = {"administrator", "maintainer", "release_manager",
					    "reviewer"};
	struct dkt_node items[4];
	struct dkt_node person = dkt_make_object(g->arena, NULL, 0);
	struct dkt_node document = dkt_make_object(g->arena, NULL, 0);

	for (size_t i = 0; i < 4; i++)
		items[i] = dkt_make_string(g->arena, roles[i]);
	person = dkt_with(g->arena, &person, "handle", dkt_make_string(g->arena, options->handle));
	person = dkt_with(g->arena, &person, "name",
			  dkt_make_string(g->arena, options->person == NULL ? options->handle
									    : options->person));
	person = dkt_with(g->arena, &person, "roles", dkt_make_array(g->arena, items, 4));
	person = dkt_with(g->arena, &person, "keys", dkt_make_array(g->arena, NULL, 0));
	document = dkt_with(g->arena, &document, "$schema",
			    dkt_make_string(g->arena, "schemas/docket/maintainers.schema.json"));
	document =
		dkt_with(g->arena, &document, "maintainers", dkt_make_array(g->arena, &person, 1));
	add_node(g, "maintainers.json", &document);
}

static void add_builtins(struct gathering *g, bool template)
{
	for (size_t i = 0; i < dkt_n_builtins; i++) {
		const struct dkt_builtin *b = &dkt_builtins[i];

		if (dkt_starts(b->name, "schemas/docket/"))
			add(g, b->name, b->bytes, b->size);
		else if (template || dkt_ends(b->name, "/gitignore") ||
			 dkt_ends(b->name, "/gitattributes"))
			add(g, template_target(g, b->name), b->bytes, b->size);
	}
}

/* --- from another dataset --- */

static int add_file(struct gathering *g, const char *from, const char *path, struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);
	char *file = dkt_path_join(from, path);
	int result = dkt_file_read(file, MAX_FILE, &bytes, err);

	if (result == 0)
		add(g, dkt_arena_dups(g->arena, path),
		    dkt_arena_dup(g->arena, dkt_buf_str(&bytes), bytes.size), bytes.size);
	free(file);
	dkt_buf_clear(&bytes);
	return result;
}

static int add_folder(struct gathering *g, const char *from, const char *folder, int depth,
		      struct dkt_err *err)
{
	char *path = dkt_path_join(from, folder);
	DIR *dir = depth > MAX_DEPTH ? NULL : opendir(path);
	struct dirent *entry;
	int result = 0;

	free(path);
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while (dir != NULL && result == 0 && (entry = readdir(dir)) != NULL) {
		const char *inner = dkt_arena_printf(g->arena, "%s/%s", folder, entry->d_name);
		char *full = dkt_path_join(from, inner);
		struct stat info;
		bool there = entry->d_name[0] != '.' && lstat(full, &info) == 0;

		free(full);
		if (there && S_ISDIR(info.st_mode))
			result = add_folder(g, from, inner, depth + 1, err);
		else if (there && S_ISREG(info.st_mode) && dkt_ends(inner, ".json") &&
			 !dkt_starts(inner, "schemas/docket/"))
			result = add_file(g, from, inner, err);
	}
	if (dir != NULL)
		(void)closedir(dir);
	return result;
}

static int add_dataset(struct gathering *g, const char *from, struct dkt_err *err)
{
	if (add_file(g, from, "docket.json", err) < 0) {
		(void)dkt_hint(err,
			       "--from wants the folder of a dataset, the one with docket.json");
		return -1;
	}
	if (add_file(g, from, "maintainers.json", err) < 0 ||
	    add_folder(g, from, "schemas", 0, err) < 0)
		return -1;
	return add_folder(g, from, "reviewed", 0, err);
}

/* --- the repository --- */

static int set_name(struct gathering *g, const char *name, struct dkt_err *err)
{
	struct dkt_text_fault fault;
	struct dkt_text text;
	struct dkt_node node;

	for (size_t i = 0; i < g->n; i++) {
		if (!dkt_streq(g->files[i].path, "docket.json"))
			continue;
		if (!dkt_text_parse(&text, g->arena, g->files[i].bytes, g->files[i].size, &fault))
			return dkt_fail(err, DKT_EFORMAT, "docket.json is not JSON: %s",
					fault.sentence);
		node = dkt_with(g->arena, &text.root, "name", dkt_make_string(g->arena, name));
		{
			struct dkt_buf bytes = DKT_BUF_INIT(MAX_FILE);

			/* keys stay in the order written: an empty shape would sort them */
			dkt_canon_write(&node, NULL, &bytes);
			g->files[i].bytes =
				dkt_arena_dup(g->arena, dkt_buf_str(&bytes), bytes.size);
			g->files[i].size = bytes.size;
			dkt_buf_clear(&bytes);
		}
	}
	return 0;
}

static int commit_start(struct dkt_repo *repo, const struct gathering *g,
			const struct dkt_init_options *options, struct dkt_err *err)
{
	struct dkt_commit_spec spec = {
		.parent = "",
		.writes = g->files,
		.n_writes = g->n,
		.author = "Docket",
		.committer = "Docket",
		.time = options->now,
		.message = "start: configuration, schemas and maintainers of this dataset\n"};
	char commit[DKT_OID_HEX];
	int result;

	if (dkt_repo_lock(repo, "init", 0, err) < 0)
		return -1;
	result = dkt_repo_commit(repo, &spec, commit, err);
	dkt_repo_unlock(repo);
	return result;
}

static int check_target(const char *dir, struct dkt_err *err)
{
	char *config = dkt_path_join(dir, "docket.json");
	bool there = dkt_file_exists(config);

	free(config);
	if (!there)
		return 0;
	(void)dkt_fail(err, DKT_EEXIST, "there is a dataset in %s already", dir);
	return dkt_hint(err, "choose another folder");
}

static int make_repository(const struct gathering *g, const struct dkt_init_options *options,
			   struct dkt_err *err)
{
	struct dkt_repo *repo = NULL;
	char *state;
	int result = -1;

	if (dkt_dir_make(options->dir, err) < 0 || dkt_repo_init(options->dir, err) < 0)
		return -1;
	state = dkt_path_join(options->dir, ".docket");
	if (dkt_repo_open(options->dir, state, &repo, err) == 0)
		result = commit_start(repo, g, options, err);
	dkt_repo_free(repo);
	free(state);
	return result;
}

int dkt_init(const struct dkt_init_options *options, size_t *n_files_out, struct dkt_err *err)
{
	struct gathering g = {.arena = dkt_arena_new()};
	int result = check_target(options->dir, err);

	if (result == 0) {
		add_builtins(&g, options->from == NULL);
		if (options->from == NULL)
			add_people(&g, options);
		else
			result = add_dataset(&g, options->from, err);
	}
	if (result == 0 && options->name != NULL)
		result = set_name(&g, options->name, err);
	if (result == 0)
		result = make_repository(&g, options, err);
	if (n_files_out != NULL)
		*n_files_out = g.n;
	dkt_arena_free(g.arena);
	return result < 0 ? dkt_note(err, "making a dataset in %s", options->dir) : 0;
}
