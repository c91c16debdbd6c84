/*
 * worktree.c - the files of a checkout of main, when main moves under it.
 *
 * Of each file that a commit writes there are two known forms: the one before and the one after.
 * What is in neither form is somebody's unsaved work and is never touched: before main moves it is
 * a reason to refuse, afterwards (somebody was quicker, or the update runs again after a kill) it
 * is left as it is. This makes the update safe to repeat any number of times.
 *
 * Bytes are compared and written raw: a dataset is kept with LF, no filters apply.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/map.h"
#include "base/str.h"
#include "store/inside.h"

/* A file as somebody sees it: in a tree, in the index, or on disk. */
struct form {
	enum { ABSENT, FILE_THERE, OTHER } kind; /* OTHER: a folder, a link, behind a link */
	git_oid oid;				 /* of FILE_THERE */
};

static bool same_form(const struct form *a, const struct form *b)
{
	return a->kind == b->kind && a->kind != OTHER &&
	       (a->kind == ABSENT || git_oid_equal(&a->oid, &b->oid));
}

/* --- whose checkout is it? ---------------------------------------------------------------------
 */

static int head_is_main(git_repository *git, bool *out, struct dkt_err *err)
{
	DKT_AUTO(git_reference) git_reference *head = NULL;
	int rc = git_reference_lookup(&head, git, "HEAD");

	if (rc < 0)
		return dkt_git_fail(err, rc, "read HEAD");
	*out = git_reference_type(head) == GIT_REFERENCE_SYMBOLIC &&
	       dkt_streq(git_reference_symbolic_target(head), DKT_MAIN);
	return 0;
}

/* Linked work trees (git worktree add): another one of them may have main checked out. */
static int refuse_main_elsewhere(git_repository *git, struct dkt_err *err)
{
	DKT_AUTO(chars) char *linked = dkt_path_join(git_repository_commondir(git), "worktrees");
	DKT_AUTO(git_reference) git_reference *main_ref = NULL;

	if (!dkt_dir_exists(linked) || git_reference_lookup(&main_ref, git, DKT_MAIN) < 0 ||
	    git_branch_is_checked_out(main_ref) != 1)
		return 0;
	(void)dkt_fail(err, DKT_ESTATE,
		       "main is checked out in another work tree of this repository");
	return dkt_hint(err, "run docket in that work tree, or switch it to another branch");
}

int dkt_work_wanted(struct dkt_repo *repo, bool *out, struct dkt_err *err)
{
	bool on_main = false;

	*out = false;
	if (head_is_main(repo->git, &on_main, err) < 0)
		return -1;
	if (repo->work_dir == NULL || !on_main)
		return refuse_main_elsewhere(repo->git, err);
	if (git_repository_state(repo->git) != GIT_REPOSITORY_STATE_NONE) {
		(void)dkt_fail(
			err, DKT_ESTATE,
			"git is in the middle of a merge, revert or the like in this checkout");
		return dkt_hint(err, "finish or abort it first; `git status` says how");
	}
	*out = true;
	return 0;
}

/* --- what is there? ----------------------------------------------------------------------------
 */

static int form_in_tree(const git_tree *tree, const char *path, struct form *out,
			struct dkt_err *err)
{
	bool there = false;

	if (tree != NULL && dkt_git_find_file(tree, path, &out->oid, &there, err) < 0)
		return -1;
	out->kind = there ? FILE_THERE : ABSENT;
	return 0;
}

static void form_in_index(git_index *index, const char *path, struct form *out)
{
	const git_index_entry *entry = git_index_get_bypath(index, path, 0);

	out->kind = entry == NULL ? ABSENT : FILE_THERE;
	if (entry != NULL)
		git_oid_cpy(&out->oid, &entry->id);
	else if (git_index_get_bypath(index, path, 2) != NULL)
		out->kind = OTHER; /* an unsolved conflict of git's own */
}

/* Are the folders of path real folders, as far as they exist? The path is work_dir + "/" + ... */
static bool folders_are_real(const char *full, size_t work_size)
{
	DKT_AUTO(chars) char *copy = strdup(full);
	struct stat info;

	if (copy == NULL)
		dkt_oom();
	for (char *p = strchr(copy + work_size + 1, '/'); p != NULL; p = strchr(p + 1, '/')) {
		*p = '\0';
		if (lstat(copy, &info) < 0)
			return errno == ENOENT;
		if (!S_ISDIR(info.st_mode))
			return false;
		*p = '/';
	}
	// NOLINTNEXTLINE(clang-analyzer-unix.Malloc): copy is freed at the end of its scope
	return true;
}

static int form_on_disk(const struct dkt_repo *repo, const char *path, struct form *out,
			struct dkt_err *err)
{
	DKT_AUTO(chars) char *full = dkt_path_join(repo->work_dir, path);
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(DKT_BLOB_MAX);
	struct stat info;

	out->kind = OTHER;
	if (!folders_are_real(full, strlen(repo->work_dir)))
		return 0;
	if (lstat(full, &info) < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return dkt_fail_errno(err, "cannot look at %s", full);
		out->kind = ABSENT;
		return 0;
	}
	if (!S_ISREG(info.st_mode) || info.st_size > (off_t)DKT_BLOB_MAX)
		return 0;
	if (dkt_file_read(full, DKT_BLOB_MAX, &bytes, err) < 0)
		return -1;
	if (git_odb_hash(&out->oid, dkt_buf_str(&bytes), bytes.size, GIT_OBJECT_BLOB) < 0)
		return dkt_git_fail(err, -1, "name the bytes of %s", path);
	out->kind = FILE_THERE;
	return 0;
}

bool dkt_work_file_is(const struct dkt_repo *repo, const char *path, const git_oid *oid)
{
	struct dkt_err ignored = DKT_ERR_INIT;
	struct form form;

	return form_on_disk(repo, path, &form, &ignored) == 0 && form.kind == FILE_THERE &&
	       git_oid_equal(&form.oid, oid);
}

/* --- before main moves -------------------------------------------------------------------------
 */

static void form_of_write(const struct dkt_write *write, struct form *out)
{
	out->kind = write->bytes == NULL ? ABSENT : FILE_THERE;
	if (write->bytes != NULL && git_odb_hash(&out->oid, write->size == 0 ? "" : write->bytes,
						 write->size, GIT_OBJECT_BLOB) < 0)
		dkt_oom();
}

static int is_clean(struct dkt_repo *repo, const git_tree *parent, git_index *index,
		    const struct dkt_write *write, bool *out, struct dkt_err *err)
{
	struct form before;
	struct form after;
	struct form staged;
	struct form on_disk;

	if (form_in_tree(parent, write->path, &before, err) < 0 ||
	    form_on_disk(repo, write->path, &on_disk, err) < 0)
		return -1;
	form_of_write(write, &after);
	form_in_index(index, write->path, &staged);
	*out = (same_form(&on_disk, &before) || same_form(&on_disk, &after)) &&
	       (same_form(&staged, &before) || same_form(&staged, &after));
	return 0;
}

static int refuse(const struct dkt_buf *names, size_t n, struct dkt_err *err)
{
	(void)dkt_fail(err, DKT_ESTATE,
		       "%s in this checkout %s changed or not yet committed: %.400s",
		       n == 1 ? "a file" : "files", n == 1 ? "is" : "are", dkt_buf_str(names));
	return dkt_hint(err, "commit or put aside your own changes to these files");
}

int dkt_work_check(struct dkt_repo *repo, git_index *index, const struct dkt_commit_spec *spec,
		   struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *parent = NULL;
	DKT_AUTO(buf) struct dkt_buf names = DKT_BUF_INIT(300);
	size_t n_dirty = 0;

	if (spec->parent[0] != '\0' &&
	    dkt_git_commit_tree(repo->git, spec->parent, &parent, err) < 0)
		return -1;
	for (size_t i = 0; i < spec->n_writes; i++) {
		bool clean;

		if (is_clean(repo, parent, index, &spec->writes[i], &clean, err) < 0)
			return -1;
		if (clean)
			continue;
		dkt_buf_addf(&names, "%s%s", n_dirty++ == 0 ? "" : ", ", spec->writes[i].path);
	}
	return n_dirty == 0 ? 0 : refuse(&names, n_dirty, err);
}

/* --- after main moved --------------------------------------------------------------------------
 */

static void drop_empty_folders(const struct dkt_repo *repo, char *full)
{
	size_t work_size = strlen(repo->work_dir);

	for (char *slash = strrchr(full, '/'); slash != NULL && slash > full + work_size;
	     slash = strrchr(full, '/')) {
		*slash = '\0';
		if (rmdir(full) < 0)
			return;
	}
}

static int remove_file(const struct dkt_repo *repo, const char *path, struct dkt_err *err)
{
	DKT_AUTO(chars) char *full = dkt_path_join(repo->work_dir, path);

	if (unlink(full) < 0 && errno != ENOENT)
		return dkt_fail_errno(err, "cannot remove %s", full);
	drop_empty_folders(repo, full);
	return 0;
}

static int write_file(const struct dkt_repo *repo, const char *path, const git_oid *oid,
		      struct dkt_err *err)
{
	DKT_AUTO(chars) char *full = dkt_path_join(repo->work_dir, path);
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(DKT_BLOB_MAX);
	char *slash = strrchr(full, '/');

	if (dkt_git_read_blob(repo->git, oid, path, &bytes, err) < 0)
		return -1;
	*slash = '\0';
	if (dkt_dir_make(full, err) < 0)
		return -1;
	*slash = '/';
	return dkt_file_write(full, dkt_buf_str(&bytes), bytes.size, err);
}

static int update_file(const struct dkt_repo *repo, const char *path, const struct form *before,
		       const struct form *after, struct dkt_err *err)
{
	struct form now;

	if (form_on_disk(repo, path, &now, err) < 0)
		return -1;
	if (same_form(&now, after) || !same_form(&now, before))
		return 0;
	if (after->kind == ABSENT)
		return remove_file(repo, path, err);
	return write_file(repo, path, &after->oid, err);
}

/* The file's times and size let git trust the entry without reading the file; they are left out
 * when the file on disk is not the one of the entry. */
static int stage(const struct dkt_repo *repo, git_index *index, const char *path,
		 const git_oid *oid, struct dkt_err *err)
{
	DKT_AUTO(chars) char *full = dkt_path_join(repo->work_dir, path);
	git_index_entry entry = {.mode = GIT_FILEMODE_BLOB, .path = path};
	struct stat info;
	int rc;

	git_oid_cpy(&entry.id, oid);
	if (dkt_work_file_is(repo, path, oid) && lstat(full, &info) == 0) {
		entry.ctime.seconds = (int32_t)info.st_ctim.tv_sec;
		entry.ctime.nanoseconds = (uint32_t)info.st_ctim.tv_nsec;
		entry.mtime.seconds = (int32_t)info.st_mtim.tv_sec;
		entry.mtime.nanoseconds = (uint32_t)info.st_mtim.tv_nsec;
		entry.dev = (uint32_t)info.st_dev;
		entry.ino = (uint32_t)info.st_ino;
		entry.uid = info.st_uid;
		entry.gid = info.st_gid;
		entry.file_size = (uint32_t)info.st_size;
	}
	rc = git_index_add(index, &entry);
	return rc < 0 ? dkt_git_fail(err, rc, "stage %s", path) : 0;
}

static int update_entry(const struct dkt_repo *repo, git_index *index, const char *path,
			const struct form *before, const struct form *after, struct dkt_err *err)
{
	struct form now;
	int rc;

	form_in_index(index, path, &now);
	if (!same_form(&now, before) && !same_form(&now, after))
		return 0;
	if (after->kind == FILE_THERE)
		return stage(repo, index, path, &after->oid, err);
	rc = now.kind == ABSENT ? 0 : git_index_remove(index, path, 0);
	return rc < 0 ? dkt_git_fail(err, rc, "unstage %s", path) : 0;
}

static int tree_of(git_repository *git, const git_oid *commit, git_tree **out, struct dkt_err *err)
{
	char hex[DKT_OID_HEX];

	if (git_oid_is_zero(commit))
		return 0;
	dkt_git_hex(commit, hex);
	return dkt_git_commit_tree(git, hex, out, err);
}

int dkt_work_update(struct dkt_repo *repo, git_index *index, const git_oid *before,
		    const git_oid *after, const char *const *paths, size_t n_paths,
		    struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *old = NULL;
	DKT_AUTO(git_tree) git_tree *new = NULL;

	if (tree_of(repo->git, before, &old, err) < 0 || tree_of(repo->git, after, &new, err) < 0)
		return -1;
	for (size_t i = 0; i < n_paths; i++) {
		struct form from;
		struct form to;

		if (form_in_tree(old, paths[i], &from, err) < 0 ||
		    form_in_tree(new, paths[i], &to, err) < 0 ||
		    update_file(repo, paths[i], &from, &to, err) < 0 ||
		    update_entry(repo, index, paths[i], &from, &to, err) < 0)
			return dkt_note(err, "updating %s in the checkout", paths[i]);
	}
	return dkt_gitindex_write(repo, index, err);
}

/* --- after a kill ------------------------------------------------------------------------------
 */

/* folder: "" or "reviewed/a/"; the paths are in wanted. */
static void sweep_folder(const struct dkt_repo *repo, const char *folder,
			 const struct dkt_map *wanted)
{
	DKT_AUTO(chars) char *full = dkt_path_join(repo->work_dir, folder);
	DIR *dir = folders_are_real(full, strlen(repo->work_dir)) ? opendir(full) : NULL;
	struct dirent *entry;

	if (dir == NULL)
		return;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while ((entry = readdir(dir)) != NULL) {
		DKT_AUTO(buf) struct dkt_buf path = DKT_BUF_INIT(8192);
		size_t stem;

		if (!dkt_sweep_is_half_written(entry->d_name, &stem))
			continue;
		dkt_buf_adds(&path, folder);
		dkt_buf_add(&path, entry->d_name, stem);
		if (dkt_map_get(wanted, dkt_buf_str(&path), path.size) == NULL)
			continue;
		(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	(void)closedir(dir);
}

/* Each folder is read once, however many of its files were written. */
void dkt_work_sweep(const struct dkt_repo *repo, const char *const *paths, size_t n_paths)
{
	struct dkt_map wanted = DKT_MAP_INIT;
	struct dkt_map folders = DKT_MAP_INIT;

	for (size_t i = 0; i < n_paths; i++)
		(void)dkt_map_put(&wanted, paths[i], strlen(paths[i]), &wanted);
	// NOLINTNEXTLINE(clang-analyzer-unix.Malloc): folder is freed with its scope
	for (size_t i = 0; i < n_paths; i++) {
		const char *slash = strrchr(paths[i], '/');
		size_t size = slash == NULL ? 0 : (size_t)(slash + 1 - paths[i]);
		DKT_AUTO(chars) char *folder = strndup(paths[i], size);

		if (folder == NULL)
			dkt_oom();
		if (dkt_map_put(&folders, paths[i], size, &folders) == NULL)
			sweep_folder(repo, folder, &wanted);
	}
	dkt_map_clear(&wanted);
	dkt_map_clear(&folders);
}
