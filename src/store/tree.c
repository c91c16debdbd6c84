/* tree.c - the id of a commit's tree, which a release's manifest names. */
#include "store/inside.h"

int dkt_repo_tree(struct dkt_repo *repo, const char *commit, char out[DKT_OID_HEX],
		  struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *tree = NULL;

	if (dkt_git_commit_tree(repo->git, commit, &tree, err) < 0)
		return -1;
	dkt_git_hex(git_tree_id(tree), out);
	return 0;
}
