/*
 * log.c - history along first parents, of everything or of one path.
 *
 * With a path two neighbouring commits are compared from the root towards it and no further than
 * where the trees are the same object: most commits of a large dataset differ from their parent
 * elsewhere, and are passed over after one or two folders.
 */
#include <string.h>

#include "base/str.h"
#include "store/inside.h"

int dkt_git_tell(git_commit *commit, dkt_commit_fn *fn, void *data, struct dkt_err *err)
{
	char id[DKT_OID_HEX];
	char parent[DKT_OID_HEX] = "";
	const char *message = git_commit_message(commit);
	struct dkt_commit_info info = {
		.id = id,
		.parent = parent,
		.author = git_commit_author(commit)->name,
		.time = (int64_t)git_commit_time(commit),
		.message = message == NULL ? "" : message,
	};

	dkt_git_hex(git_commit_id(commit), id);
	if (git_commit_parentcount(commit) > 0)
		dkt_git_hex(git_commit_parent_id(commit, 0), parent);
	return fn(data, &info, err);
}

static int subtree(git_repository *git, const git_tree_entry *entry, git_tree **out,
		   struct dkt_err *err)
{
	int rc = 0;

	if (entry != NULL && git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		rc = git_tree_lookup(out, git, git_tree_entry_id(entry));
	return rc < 0 ? dkt_git_fail(err, rc, "read the folder %s", git_tree_entry_name(entry)) : 0;
}

static const git_tree_entry *entry_of(const git_tree *tree, const char *name)
{
	return tree == NULL ? NULL : git_tree_entry_byname(tree, name);
}

static bool same_entry(const git_tree_entry *a, const git_tree_entry *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return git_oid_equal(git_tree_entry_id(a), git_tree_entry_id(b)) &&
	       git_tree_entry_filemode_raw(a) == git_tree_entry_filemode_raw(b);
}

/* Do the trees (NULL: empty) differ at path? parts: the path with its '/' turned into NULs. */
static int differs(git_repository *git, git_tree *a, git_tree *b, const struct dkt_buf *parts,
		   bool *out, struct dkt_err *err)
{
	const char *end = parts->bytes + parts->size;
	git_tree *left = NULL;
	git_tree *right = NULL;
	int result = 0;

	*out = false;
	for (const char *part = parts->bytes; part < end; part += strlen(part) + 1) {
		const git_tree_entry *x = entry_of(a, part);
		const git_tree_entry *y = entry_of(b, part);
		git_tree *x_tree = NULL;
		git_tree *y_tree = NULL;

		*out = !same_entry(x, y);
		if (!*out || part + strlen(part) == end)
			break;
		if (subtree(git, x, &x_tree, err) < 0 || subtree(git, y, &y_tree, err) < 0)
			result = -1;
		git_tree_free(left);
		git_tree_free(right);
		a = left = x_tree;
		b = right = y_tree;
		if (result < 0)
			break;
		*out = false; /* the folder differs; whether the path does, is told further down */
	}
	git_tree_free(left);
	git_tree_free(right);
	return result;
}

static int commit_tree(git_commit *commit, git_tree **out, struct dkt_err *err)
{
	int rc = commit == NULL ? 0 : git_commit_tree(out, commit);

	return rc < 0 ? dkt_git_fail(err, rc, "read the tree of a commit") : 0;
}

static int parent_of(git_commit *commit, git_commit **out, struct dkt_err *err)
{
	int rc = 0;

	if (git_commit_parentcount(commit) > 0)
		rc = git_commit_parent(out, commit, 0);
	return rc < 0 ? dkt_git_fail(err, rc, "read the parent of a commit") : 0;
}

static int touches(git_repository *git, git_commit *commit, git_commit *parent,
		   const struct dkt_buf *parts, bool *out, struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *after = NULL;
	DKT_AUTO(git_tree) git_tree *before = NULL;

	*out = true;
	if (parts->size == 0)
		return 0;
	*out = false;
	if (parent != NULL && git_oid_equal(git_commit_tree_id(commit), git_commit_tree_id(parent)))
		return 0;
	if (commit_tree(commit, &after, err) < 0 || commit_tree(parent, &before, err) < 0)
		return -1;
	return differs(git, after, before, parts, out, err);
}

/* One commit: tell about it if it touches the path, and go to its parent. 1: stop. */
static int step(git_repository *git, git_commit **commit, const struct dkt_buf *parts,
		dkt_commit_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *parent = NULL;
	bool wanted;
	int result = 0;

	if (parent_of(*commit, &parent, err) < 0 ||
	    touches(git, *commit, parent, parts, &wanted, err) < 0)
		return -1;
	if (wanted)
		result = dkt_git_tell(*commit, fn, data, err);
	git_commit_free(*commit);
	*commit = DKT_MOVE(parent);
	return result;
}

static void split(const char *path, struct dkt_buf *parts)
{
	dkt_buf_adds(parts, path);
	while (parts->size > 0 && parts->bytes[parts->size - 1] == '/')
		dkt_buf_truncate(parts, parts->size - 1);
	for (size_t i = 0; i < parts->size; i++) {
		if (parts->bytes[i] == '/')
			parts->bytes[i] = '\0';
	}
}

int dkt_repo_log(struct dkt_repo *repo, const char *from, const char *until, const char *path,
		 dkt_commit_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *commit = NULL;
	DKT_AUTO(buf) struct dkt_buf parts = DKT_BUF_INIT(4096);
	int result = 0;
	git_oid stop;

	memset(&stop, 0, sizeof stop);
	if (until[0] != '\0' && dkt_git_oid(until, &stop, err) < 0)
		return -1;
	split(path == NULL ? "" : path, &parts);
	if (!dkt_buf_ok(&parts))
		return dkt_fail(err, DKT_ELIMIT, "the path is too long: %.80s", path);
	if (dkt_git_commit(repo->git, from, &commit, err) < 0)
		return -1;
	while (result == 0 && commit != NULL && !git_oid_equal(git_commit_id(commit), &stop))
		result = step(repo->git, &commit, &parts, fn, data, err);
	return result < 0 ? -1 : 0;
}
