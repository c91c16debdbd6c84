/*
 * read.c - the tip, revisions, files and folders of the dataset.
 *
 * A million records fit no memory, so a walk holds one path, one tree a level and one file. What a
 * tree says is not trusted: depth, length of paths and size of files are capped, and anything that
 * is no plain file goes to the caller with its mode and without bytes.
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "store/inside.h"

#define DEPTH_MAX     16
#define WALK_PATH_MAX ((size_t)4096)
#define REVISION_MAX  ((size_t)200)

int dkt_repo_tip(struct dkt_repo *repo, char out[DKT_OID_HEX], struct dkt_err *err)
{
	git_oid oid;
	int rc = git_reference_name_to_id(&oid, repo->git, DKT_MAIN);

	if (rc == GIT_ENOTFOUND) {
		(void)dkt_fail(err, DKT_ENOENT, "the branch main has no commit yet");
		return dkt_hint(err, "make the first one with `docket init`");
	}
	if (rc < 0)
		return dkt_git_fail(err, rc, "read the branch main");
	dkt_git_hex(&oid, out);
	return 0;
}

/* git's full language of revisions can search all history for a pattern; addresses need less. */
static bool is_plain_revision(const char *revision)
{
	size_t size = strlen(revision);

	if (size == 0 || size > REVISION_MAX || revision[0] == '-')
		return false;
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)revision[i];

		if (byte <= ' ' || byte == 0x7FU || strchr(":{}*?[\\\"'<>|", byte) != NULL)
			return false;
	}
	return strstr(revision, "..") == NULL;
}

int dkt_repo_resolve(struct dkt_repo *repo, const char *revision, char out[DKT_OID_HEX],
		     struct dkt_err *err)
{
	DKT_AUTO(git_object) git_object *found = NULL;
	DKT_AUTO(git_object) git_object *commit = NULL;
	int rc;

	if (!is_plain_revision(revision))
		return dkt_fail(err, DKT_EUSAGE, "\"%.100s\" is not a branch, a tag or a commit",
				revision);
	rc = git_revparse_single(&found, repo->git, revision);
	if (rc == GIT_ENOTFOUND)
		return dkt_fail(err, DKT_ENOENT, "there is no version, branch or commit \"%s\"",
				revision);
	if (rc == GIT_EAMBIGUOUS)
		return dkt_fail(err, DKT_EUSAGE,
				"\"%s\" stands for several commits; give more digits", revision);
	if (rc < 0)
		return dkt_git_fail(err, rc, "look up \"%s\"", revision);
	if (git_object_peel(&commit, found, GIT_OBJECT_COMMIT) < 0)
		return dkt_fail(err, DKT_ENOENT, "\"%s\" is not a commit", revision);
	dkt_git_hex(git_object_id(commit), out);
	return 0;
}

/* --- one file ----------------------------------------------------------------------------------
 */

int dkt_git_read_blob(git_repository *git, const git_oid *oid, const char *path,
		      struct dkt_buf *out, struct dkt_err *err)
{
	DKT_AUTO(git_odb) git_odb *odb = NULL;
	DKT_AUTO(git_odb_object) git_odb_object *object = NULL;
	git_object_t type;
	size_t size;
	size_t need = 0;
	int rc = git_repository_odb(&odb, git);

	if (rc == 0)
		rc = git_odb_read_header(&size, &type, odb, oid);
	if (rc == 0 && (size > DKT_BLOB_MAX || !dkt_add(out->size, size, &need)))
		return dkt_fail(err, DKT_ELIMIT, "%s has %zu bytes, at most %zu are accepted", path,
				size, DKT_BLOB_MAX);
	if (rc == 0)
		rc = git_odb_read(&object, odb, oid);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read %s", path);
	if (git_odb_object_type(object) != GIT_OBJECT_BLOB)
		return dkt_fail(err, DKT_EFORMAT, "%s is no file in git", path);
	if (out->max < need)
		out->max = need;
	dkt_buf_add(out, git_odb_object_data(object), git_odb_object_size(object));
	return 0;
}

int dkt_git_find_file(const git_tree *tree, const char *path, git_oid *oid, bool *there,
		      struct dkt_err *err)
{
	DKT_AUTO(git_tree_entry) git_tree_entry *entry = NULL;
	int rc = path[0] == '\0' ? GIT_ENOTFOUND : git_tree_entry_bypath(&entry, tree, path);
	const git_error *last = git_error_last();

	*there = false;
	if (rc == GIT_ENOTFOUND && (last == NULL || last->klass != GIT_ERROR_ODB))
		return 0;
	if (rc < 0)
		return dkt_git_fail(err, rc, "look for %s", path);
	if (git_tree_entry_filemode_raw(entry) == GIT_FILEMODE_LINK ||
	    git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return dkt_fail(err, DKT_EFORMAT, "%s is not a plain file there", path);
	git_oid_cpy(oid, git_tree_entry_id(entry));
	*there = true;
	return 0;
}

int dkt_repo_read(struct dkt_repo *repo, const char *commit, const char *path, struct dkt_buf *out,
		  char blob_out[DKT_OID_HEX], struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *tree = NULL;
	git_oid oid;
	bool there;

	if (dkt_git_commit_tree(repo->git, commit, &tree, err) < 0 ||
	    dkt_git_find_file(tree, path, &oid, &there, err) < 0)
		return -1;
	if (!there)
		return dkt_fail(err, DKT_ENOENT, "there is no file %s in commit %.10s", path,
				commit);
	if (dkt_git_read_blob(repo->git, &oid, path, out, err) < 0)
		return -1;
	if (blob_out != NULL)
		dkt_git_hex(&oid, blob_out);
	return 0;
}

int dkt_repo_read_blob(struct dkt_repo *repo, const char *blob, struct dkt_buf *out,
		       struct dkt_err *err)
{
	git_oid oid;

	if (dkt_git_oid(blob, &oid, err) < 0)
		return -1;
	return dkt_git_read_blob(repo->git, &oid, blob, out, err);
}

/* --- a folder ----------------------------------------------------------------------------------
 */

struct level {
	git_tree *tree;
	size_t next;	  /* entry to visit */
	size_t path_size; /* of the path up to and with this folder's '/' */
};

struct walk {
	struct dkt_repo *repo;
	bool read;
	dkt_entry_fn *fn;
	void *data;
	struct dkt_buf path;
	struct dkt_buf bytes;
	struct level levels[DEPTH_MAX];
	size_t depth;
};

static int enter(struct walk *walk, const git_oid *oid, struct dkt_err *err)
{
	struct level *level = &walk->levels[walk->depth];
	int rc;

	if (walk->depth == DEPTH_MAX)
		return dkt_fail(err, DKT_ELIMIT,
				"the folders in %.120s are nested more than %d deep",
				dkt_buf_str(&walk->path), DEPTH_MAX);
	rc = git_tree_lookup(&level->tree, walk->repo->git, oid);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read the folder %s", dkt_buf_str(&walk->path));
	if (walk->path.size > 0)
		dkt_buf_addc(&walk->path, '/');
	level->next = 0;
	level->path_size = walk->path.size;
	walk->depth++;
	return 0;
}

static int show_file(struct walk *walk, const git_tree_entry *entry, struct dkt_err *err)
{
	char blob[DKT_OID_HEX];
	struct dkt_entry out = {.path = dkt_buf_str(&walk->path), .blob = blob};
	bool plain = git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB ||
		     git_tree_entry_filemode(entry) == GIT_FILEMODE_BLOB_EXECUTABLE;

	out.mode = (unsigned)git_tree_entry_filemode_raw(entry);
	dkt_git_hex(git_tree_entry_id(entry), blob);
	if (walk->read && plain) {
		dkt_buf_reset(&walk->bytes);
		if (dkt_git_read_blob(walk->repo->git, git_tree_entry_id(entry), out.path,
				      &walk->bytes, err) < 0)
			return -1;
		out.bytes = dkt_buf_str(&walk->bytes);
		out.size = walk->bytes.size;
	}
	return walk->fn(walk->data, &out, err);
}

static int visit(struct walk *walk, const git_tree_entry *entry, struct dkt_err *err)
{
	dkt_buf_adds(&walk->path, git_tree_entry_name(entry));
	if (!dkt_buf_ok(&walk->path))
		return dkt_fail(err, DKT_ELIMIT, "a path is longer than %zu bytes: %.120s...",
				WALK_PATH_MAX, dkt_buf_str(&walk->path));
	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return enter(walk, git_tree_entry_id(entry), err);
	return show_file(walk, entry, err);
}

static int walk_all(struct walk *walk, struct dkt_err *err)
{
	while (walk->depth > 0) {
		struct level *level = &walk->levels[walk->depth - 1];

		if (level->next == git_tree_entrycount(level->tree)) {
			git_tree_free(level->tree);
			walk->depth--;
			continue;
		}
		dkt_buf_truncate(&walk->path, level->path_size);
		if (visit(walk, git_tree_entry_byindex(level->tree, level->next++), err) < 0)
			return -1;
	}
	return 0;
}

/* The tree of a folder ("" or "a/b" or "a/b/"); *there is false when it is missing or a file. */
static int find_folder(const git_tree *root, const char *folder, git_oid *oid, bool *there,
		       struct dkt_err *err)
{
	DKT_AUTO(git_tree_entry) git_tree_entry *entry = NULL;
	const git_error *last;
	int rc;

	git_oid_cpy(oid, git_tree_id(root));
	*there = folder[0] == '\0';
	if (*there)
		return 0;
	rc = git_tree_entry_bypath(&entry, root, folder);
	last = git_error_last();
	if (rc == GIT_ENOTFOUND && (last == NULL || last->klass != GIT_ERROR_ODB))
		return 0;
	if (rc < 0)
		return dkt_git_fail(err, rc, "look for the folder %s", folder);
	*there = git_tree_entry_type(entry) == GIT_OBJECT_TREE;
	git_oid_cpy(oid, git_tree_entry_id(entry));
	return 0;
}

int dkt_repo_walk(struct dkt_repo *repo, const char *commit, const char *folder, bool read,
		  dkt_entry_fn *fn, void *data, struct dkt_err *err)
{
	struct walk walk = {.repo = repo, .read = read, .fn = fn, .data = data};
	DKT_AUTO(git_tree) git_tree *root = NULL;
	size_t size = strlen(folder);
	git_oid oid;
	bool there;
	int result;

	dkt_buf_init(&walk.path, WALK_PATH_MAX);
	dkt_buf_init(&walk.bytes, 0);
	while (size > 0 && folder[size - 1] == '/')
		size--;
	dkt_buf_add(&walk.path, folder, size);
	if (!dkt_buf_ok(&walk.path))
		return dkt_fail(err, DKT_ELIMIT, "the folder's path is too long: %.80s", folder);
	result = dkt_git_commit_tree(repo->git, commit, &root, err);
	if (result == 0)
		result = find_folder(root, dkt_buf_str(&walk.path), &oid, &there, err);
	if (result == 0 && there)
		result = enter(&walk, &oid, err);
	if (result == 0)
		result = walk_all(&walk, err);
	while (walk.depth > 0)
		git_tree_free(walk.levels[--walk.depth].tree);
	dkt_buf_clear(&walk.path);
	dkt_buf_clear(&walk.bytes);
	return result;
}
