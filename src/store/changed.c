/*
 * changed.c - which files differ between two commits.
 *
 * Folders with the same id are not opened, so the size of the dataset does not matter, only how
 * much changed. That is what keeps an index of a million records up to date after one merge.
 */
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/inside.h"

DKT_AUTO_DEFINE(git_diff, git_diff, git_diff_free)

static int diff_trees(struct dkt_repo *repo, const git_commit *from, const char *to,
		      const char *folder, git_diff **out, struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *old = NULL;
	DKT_AUTO(git_tree) git_tree *new = NULL;
	git_diff_options options;
	char *paths[1] = {(char *)(uintptr_t)folder};
	int rc = git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);

	if (rc == 0)
		rc = git_commit_tree(&old, from);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read the tree of a commit");
	if (dkt_git_commit_tree(repo->git, to, &new, err) < 0)
		return -1;
	options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH | GIT_DIFF_INCLUDE_TYPECHANGE;
	options.pathspec.strings = paths;
	options.pathspec.count = 1;
	rc = git_diff_tree_to_tree(out, repo->git, old, new, &options);
	return rc < 0 ? dkt_git_fail(err, rc, "compare two commits") : 0;
}

static int tell(struct dkt_repo *repo, const git_diff_delta *delta, dkt_entry_fn *fn, void *data,
		struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(DKT_BLOB_MAX);
	bool gone = delta->status == GIT_DELTA_DELETED;
	struct dkt_entry entry = {.path = gone ? delta->old_file.path : delta->new_file.path};
	char blob[DKT_OID_HEX];

	if (gone)
		return fn(data, &entry, err);
	dkt_git_hex(&delta->new_file.id, blob);
	entry.blob = blob;
	entry.mode = delta->new_file.mode;
	if (entry.mode == GIT_FILEMODE_BLOB || entry.mode == GIT_FILEMODE_BLOB_EXECUTABLE) {
		if (dkt_git_read_blob(repo->git, &delta->new_file.id, entry.path, &bytes, err) < 0)
			return -1;
		entry.bytes = dkt_buf_str(&bytes);
		entry.size = bytes.size;
	}
	return fn(data, &entry, err);
}

int dkt_repo_changed(struct dkt_repo *repo, const char *from, const char *to, const char *folder,
		     bool *known, dkt_entry_fn *fn, void *data, struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *commit = NULL;
	DKT_AUTO(git_diff) git_diff *diff = NULL;
	struct dkt_err missing = DKT_ERR_INIT;
	int result = 0;

	*known = dkt_git_commit(repo->git, from, &commit, &missing) == 0;
	if (!*known)
		return 0;
	if (diff_trees(repo, commit, to, folder, &diff, err) < 0)
		return -1;
	for (size_t i = 0; result == 0 && i < git_diff_num_deltas(diff); i++)
		result = tell(repo, git_diff_get_delta(diff, i), fn, data, err);
	return result < 0 ? -1 : 0;
}
