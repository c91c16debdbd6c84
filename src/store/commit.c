/*
 * commit.c - one commit on main: objects, journal, ref, files, in this order.
 *
 * Until the ref moves nothing that anybody can see has changed, and every failure leaves it so.
 * Once it has moved the commit is made: if the files of the checkout then cannot be brought up to
 * date, the journal stays and the next writer finishes; calling that a failure would make the
 * caller do the same merge again.
 */
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "store/inside.h"
#include "store/memory.h"
#include "store/path.h"

int dkt_commit_check(const struct dkt_commit_spec *spec, struct dkt_err *err)
{
	struct dkt_map seen = DKT_MAP_INIT;
	int result = 0;

	for (size_t i = 0; result == 0 && i < spec->n_writes; i++) {
		const char *path = spec->writes[i].path;
		const char *fault = dkt_path_fault(path);

		if (fault != NULL)
			result = dkt_fail(err, DKT_EUSAGE, "the path \"%.120s\" %s", path, fault);
		else if (dkt_map_put(&seen, path, strlen(path), &seen) != NULL)
			result = dkt_fail(err, DKT_EUSAGE, "the file %s is written twice", path);
	}
	dkt_map_clear(&seen);
	return result;
}

static int check_tip(struct dkt_repo *repo, const struct dkt_commit_spec *spec, struct dkt_err *err)
{
	char tip[DKT_OID_HEX] = "";
	git_oid oid;
	int rc = git_reference_name_to_id(&oid, repo->git, DKT_MAIN);

	if (rc < 0 && rc != GIT_ENOTFOUND)
		return dkt_git_fail(err, rc, "read the branch main");
	if (rc == 0)
		dkt_git_hex(&oid, tip);
	if (strcmp(tip, spec->parent) == 0)
		return 0;
	(void)dkt_fail(err, DKT_EMOVED, "main moved since it was read");
	return dkt_hint(err, "somebody else wrote first; do it again on the new state");
}

static int update_files(struct dkt_repo *repo, git_index *index, const struct dkt_commit_spec *spec,
			const git_oid *after, struct dkt_err *err)
{
	const char **paths = calloc(spec->n_writes + 1, sizeof *paths);
	git_oid before;
	int result;

	if (paths == NULL)
		dkt_oom();
	memset(&before, 0, sizeof before);
	for (size_t i = 0; i < spec->n_writes; i++)
		paths[i] = spec->writes[i].path;
	result = spec->parent[0] == '\0' ? 0 : dkt_git_oid(spec->parent, &before, err);
	if (result == 0)
		result = dkt_work_update(repo, index, &before, after, paths, spec->n_writes, err);
	free(paths);
	return result;
}

/* With git's index locked, so that nobody stages anything between the look and the move. The lock
 * goes before the journal that says it is ours. */
static int move_checked_out(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
			    const git_oid *oid, bool *updated, struct dkt_err *err)
{
	DKT_AUTO(git_index) git_index *index = NULL;
	struct dkt_err later = DKT_ERR_INIT;
	int result;

	if (dkt_gitindex_lock(repo, err) < 0)
		return -1;
	result = dkt_gitindex_read(repo, &index, err);
	if (result == 0)
		result = dkt_work_check(repo, index, spec, err);
	if (result == 0)
		result = dkt_git_move_ref(repo->git, DKT_MAIN, spec->parent, oid, spec->message,
					  err);
	*updated = result == 0 && update_files(repo, index, spec, oid, &later) == 0;
	dkt_gitindex_unlock(repo);
	return result;
}

/* A ref can have moved although the library reports a failure (of syncing its folder). */
static bool main_is_at(struct dkt_repo *repo, const git_oid *oid)
{
	git_oid tip;

	return git_reference_name_to_id(&tip, repo->git, DKT_MAIN) == 0 && git_oid_equal(&tip, oid);
}

static int move_main(struct dkt_repo *repo, const struct dkt_commit_spec *spec, const git_oid *oid,
		     bool checked_out, struct dkt_err *err)
{
	bool updated = true;
	int result;

	if (dkt_journal_write(repo, spec->parent, oid, spec, err) < 0)
		return -1;
	if (checked_out)
		result = move_checked_out(repo, spec, oid, &updated, err);
	else
		result = dkt_git_move_ref(repo->git, DKT_MAIN, spec->parent, oid, spec->message,
					  err);
	if (result == 0 ? updated : !main_is_at(repo, oid))
		dkt_journal_forget(repo);
	return result;
}

int dkt_repo_check_clean(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
			 struct dkt_err *err)
{
	DKT_AUTO(git_index) git_index *index = NULL;
	bool checked_out;

	if (dkt_repo_need_lock(repo, err) < 0 || dkt_work_wanted(repo, &checked_out, err) < 0)
		return -1;
	if (!checked_out)
		return 0;
	/* a look before the journal is written must leave no lock behind when it is killed */
	if (dkt_gitindex_look(repo, err) < 0 || dkt_gitindex_read(repo, &index, err) < 0)
		return -1;
	return dkt_work_check(repo, index, spec, err);
}

int dkt_commit_move_main(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
			 const git_oid *oid, struct dkt_shelf *shelf, struct dkt_err *err)
{
	bool checked_out;

	if (dkt_repo_need_lock(repo, err) < 0 || dkt_journal_finish(repo, err) < 0 ||
	    check_tip(repo, spec, err) < 0 || dkt_work_wanted(repo, &checked_out, err) < 0 ||
	    (shelf != NULL && (dkt_shelf_store(shelf, repo->git, err) < 0 ||
			       dkt_disk_sync(git_repository_commondir(repo->git), err) < 0)))
		return -1;
	return move_main(repo, spec, oid, checked_out, err);
}

int dkt_repo_commit(struct dkt_repo *repo, const struct dkt_commit_spec *spec,
		    char id_out[DKT_OID_HEX], struct dkt_err *err)
{
	bool checked_out;
	git_oid oid;

	if (dkt_repo_need_lock(repo, err) < 0 || dkt_commit_check(spec, err) < 0 ||
	    dkt_journal_finish(repo, err) < 0 || check_tip(repo, spec, err) < 0 ||
	    dkt_work_wanted(repo, &checked_out, err) < 0 ||
	    dkt_git_write_commit(repo->git, NULL, spec, &oid, err) < 0 ||
	    move_main(repo, spec, &oid, checked_out, err) < 0)
		return dkt_note(err, "committing to main");
	dkt_git_hex(&oid, id_out);
	return 0;
}
