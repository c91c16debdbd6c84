/*
 * repo.c - finding, making and locking the two repositories of a dataset.
 *
 * The queue is made under another name and renamed when complete, so a reader or a crash never sees
 * half of one. A handle opens the queue when it is first needed: most commands never do.
 */
#include "store/repo.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/str.h"
#include "store/batch.h"
#include "store/inside.h"
#include "store/memory.h"

#define QUEUE	  "queue.git"
#define QUEUE_NEW "queue.git.new"

/* --- making ------------------------------------------------------------------------------------
 */

struct setting {
	const char *name;
	const char *value;
};

/* What makes git durable (its default syncs neither loose objects nor refs) and careful. */
static const struct setting settings[] = {
	{"core.fsync", "all"},
	{"receive.fsckObjects", "true"},
	{"transfer.fsckObjects", "true"},
	{"core.protectHFS", "true"},
	{"core.protectNTFS", "true"},
	{"merge.docket.name", "records, field by field"},
	{"merge.docket.driver", "docket merge-driver %O %A %B %P"},
};

/* The queue is cleaned by Docket under its lock, never by a git that happens to come by. */
static const struct setting queue_settings[] = {
	{"gc.auto", "0"},
	{"receive.denyCurrentBranch", "refuse"},
	{"core.logAllRefUpdates", "false"},
};

/* Set what is not set in this repository's own file; what somebody chose stays. */
static int configure(git_repository *git, const struct setting *list, size_t n, struct dkt_err *err)
{
	DKT_AUTO(git_config) git_config *all = NULL;
	DKT_AUTO(git_config) git_config *own = NULL;
	int rc = git_repository_config(&all, git);

	if (rc == 0)
		rc = git_config_open_level(&own, all, GIT_CONFIG_LEVEL_LOCAL);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		git_config_entry *entry = NULL;

		rc = git_config_get_entry(&entry, own, list[i].name);
		git_config_entry_free(entry);
		if (rc == GIT_ENOTFOUND)
			rc = git_config_set_string(own, list[i].name, list[i].value);
	}
	return rc < 0 ? dkt_git_fail(err, rc, "write the settings of the repository") : 0;
}

/* libgit2 does not sync these two, and without them the folder is no repository. */
static int sync_basics(const char *git_dir, struct dkt_err *err)
{
	static const char *const names[] = {"HEAD", "config"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		DKT_AUTO(chars) char *path = dkt_path_join(git_dir, names[i]);
		int fd = open(path, O_RDONLY | O_CLOEXEC);
		int result = fd < 0 ? -1 : fsync(fd);

		if (fd >= 0)
			(void)close(fd);
		if (result < 0)
			return dkt_fail_errno(err, "cannot sync %s", path);
	}
	return dkt_dir_sync(git_dir, err);
}

static int init(const char *dir, bool bare, struct dkt_err *err)
{
	DKT_AUTO(git_repository) git_repository *git = NULL;
	git_repository_init_options options;
	int rc = git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);

	if (rc < 0)
		return dkt_git_fail(err, rc, "prepare a new repository");
	options.flags = GIT_REPOSITORY_INIT_MKPATH | (bare ? GIT_REPOSITORY_INIT_BARE : 0U);
	options.initial_head = "main";
	rc = git_repository_init_ext(&git, dir, &options);
	if (rc < 0)
		return dkt_git_fail(err, rc, "make a repository in %s", dir);
	if (configure(git, settings, sizeof settings / sizeof settings[0], err) < 0)
		return -1;
	if (bare && configure(git, queue_settings, sizeof queue_settings / sizeof queue_settings[0],
			      err) < 0)
		return -1;
	return sync_basics(git_repository_path(git), err);
}

/* libgit2 1.5.1 reports a folder of another owner as "safe.directory not found in the settings". */
static int open_git(const char *dir, unsigned flags, git_repository **out)
{
	int rc = git_repository_open_ext(out, dir, flags, NULL);
	const git_error *last = git_error_last();

	if (rc != GIT_ENOTFOUND || last == NULL || last->klass != GIT_ERROR_CONFIG)
		return rc;
	git_error_set_str(GIT_ERROR_CONFIG, "the folder belongs to another user");
	return GIT_EOWNER;
}

int dkt_repo_init(const char *dir, struct dkt_err *err)
{
	DKT_AUTO(git_repository) git_repository *git = NULL;
	int rc;

	if (dkt_git_start(err) < 0)
		return -1;
	rc = open_git(dir, GIT_REPOSITORY_OPEN_NO_SEARCH, &git);
	if (rc == GIT_ENOTFOUND)
		return init(dir, false, err);
	if (rc < 0)
		return dkt_git_fail(err, rc, "open the repository in %s", dir);
	return configure(git, settings, sizeof settings / sizeof settings[0], err);
}

/* --- opening -----------------------------------------------------------------------------------
 */

static char *without_slash(const char *path)
{
	size_t size = strlen(path);
	char *copy;

	while (size > 1 && path[size - 1] == '/')
		size--;
	copy = strndup(path, size);
	if (copy == NULL)
		dkt_oom();
	return copy;
}

static char *choose_state_dir(git_repository *git, const char *asked)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets the environment
	const char *environment = getenv("DOCKET_STATE");

	if (asked != NULL)
		return without_slash(asked);
	if (environment != NULL && environment[0] != '\0')
		return without_slash(environment);
	if (git_repository_workdir(git) != NULL)
		return dkt_path_join(git_repository_workdir(git), ".docket");
	return dkt_path_join(git_repository_path(git), "docket");
}

/* Inside a pre-receive hook the pushed objects wait in a folder of their own. */
static int see_quarantine(git_repository *git, struct dkt_err *err)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets the environment
	const char *waiting = getenv("GIT_QUARANTINE_PATH");
	DKT_AUTO(git_odb) git_odb *odb = NULL;
	int rc;

	if (waiting == NULL || waiting[0] == '\0')
		return 0;
	rc = git_repository_odb(&odb, git);
	if (rc == 0)
		rc = git_odb_add_disk_alternate(odb, waiting);
	return rc < 0 ? dkt_git_fail(err, rc, "read the pushed objects in %s", waiting) : 0;
}

static int open_dataset(const char *dir, git_repository **out, struct dkt_err *err)
{
	int rc = open_git(dir, 0, out);

	if (rc == GIT_ENOTFOUND) {
		(void)dkt_fail(err, DKT_ENOENT, "there is no dataset in %s or above it", dir);
		(void)dkt_hint(err, "go to the folder of a dataset, name it with -C, or make one "
				    "with `docket init`");
		return dkt_where(err, "%s", dir);
	}
	if (rc < 0) {
		(void)dkt_git_fail(err, rc, "open the dataset in %s", dir);
		return dkt_where(err, "%s", dir);
	}
	(void)git_repository_set_ident(*out, "Docket", "docket@docket.invalid");
	return see_quarantine(*out, err);
}

int dkt_repo_open(const char *dir, const char *state_dir, struct dkt_repo **out,
		  struct dkt_err *err)
{
	DKT_AUTO(git_repository) git_repository *git = NULL;
	struct dkt_repo *repo;

	if (dkt_git_start(err) < 0 || open_dataset(dir, &git, err) < 0)
		return -1;
	repo = calloc(1, sizeof *repo);
	if (repo == NULL)
		dkt_oom();
	repo->lock.fd = -1;
	if (git_repository_workdir(git) != NULL)
		repo->work_dir = without_slash(git_repository_workdir(git));
	repo->state_dir = choose_state_dir(git, state_dir);
	repo->git = DKT_MOVE(git);
	*out = repo;
	return 0;
}

void dkt_repo_free(struct dkt_repo *repo)
{
	if (repo == NULL)
		return;
	dkt_batch_free(repo);
	dkt_repo_unlock(repo);
	git_repository_free(repo->queue);
	git_repository_free(repo->git);
	free(repo->work_dir);
	free(repo->state_dir);
	free(repo);
}

const char *dkt_repo_work_dir(const struct dkt_repo *repo)
{
	return repo->work_dir;
}

const char *dkt_repo_state_dir(const struct dkt_repo *repo)
{
	return repo->state_dir;
}

/* --- the queue ---------------------------------------------------------------------------------
 */

int dkt_repo_queue(struct dkt_repo *repo, git_repository **out, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = NULL;
	int rc = 0;

	if (repo->queue == NULL) {
		path = dkt_path_join(repo->state_dir, QUEUE);
		if (dkt_dir_exists(path))
			rc = git_repository_open_bare(&repo->queue, path);
	}
	*out = repo->queue;
	return rc < 0 ? dkt_git_fail(err, rc, "open the queue %s", path) : 0;
}

int dkt_repo_make_queue(struct dkt_repo *repo, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = dkt_path_join(repo->state_dir, QUEUE);
	DKT_AUTO(chars) char *fresh = dkt_path_join(repo->state_dir, QUEUE_NEW);

	if (dkt_dir_exists(path))
		return 0;
	dkt_sweep_queue(fresh); /* what a killed writer left of it is made good by init */
	if (init(fresh, true, err) < 0)
		return dkt_note(err, "making the queue");
	if (rename(fresh, path) < 0)
		return dkt_fail_errno(err, "cannot rename to %s", path);
	return dkt_dir_sync(repo->state_dir, err);
}

/* --- the lock ----------------------------------------------------------------------------------
 */

int dkt_repo_need_lock(const struct dkt_repo *repo, struct dkt_err *err)
{
	if (repo->lock.fd >= 0)
		return 0;
	return dkt_fail(err, DKT_EBUG, "writing without the repository's lock");
}

static int make_state_dir(struct dkt_repo *repo, struct dkt_err *err)
{
	DKT_AUTO(chars) char *above = without_slash(repo->state_dir);
	char *slash = strrchr(above, '/');

	if (dkt_dir_exists(repo->state_dir))
		return 0; // NOLINT(clang-analyzer-unix.Malloc): above is freed with its scope
	if (slash != NULL && slash != above) {
		*slash = '\0';
		if (dkt_dir_make(above, err) < 0)
			return -1;
	}
	if (mkdir(repo->state_dir, 0700) < 0 && errno != EEXIST)
		return dkt_fail_errno(err, "cannot make the state folder %s", repo->state_dir);
	return 0;
}

static int recover(struct dkt_repo *repo, struct dkt_err *err)
{
	DKT_AUTO(chars) char *queue = dkt_path_join(repo->state_dir, QUEUE);
	bool unclean = false;

	if (dkt_sweep_begin(repo, &unclean, err) < 0)
		return -1;
	if (unclean) {
		dkt_sweep_queue(queue);
		dkt_sweep_objects(git_repository_commondir(repo->git));
		dkt_sweep_state(repo);
		dkt_store_sweep(queue);
		dkt_changes_forget(queue);
		dkt_store_sweep(git_repository_commondir(repo->git));
	}
	if (dkt_journal_finish(repo, err) < 0)
		return dkt_note(err, "finishing what a killed docket had begun");
	return dkt_repo_make_queue(repo, err);
}

int dkt_repo_lock(struct dkt_repo *repo, const char *what, int wait_ms, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = dkt_path_join(repo->state_dir, "lock");

	if (repo->lock.fd >= 0)
		return dkt_fail(err, DKT_EBUG, "the lock is taken twice");
	if (make_state_dir(repo, err) < 0 ||
	    dkt_lock_take(&repo->lock, path, what, wait_ms, err) < 0)
		return dkt_note(err, "becoming the writer of the dataset");
	if (recover(repo, err) < 0) {
		dkt_lock_drop(&repo->lock);
		return -1;
	}
	return 0;
}

void dkt_repo_unlock(struct dkt_repo *repo)
{
	if (repo->lock.fd < 0)
		return;
	dkt_batch_end(repo);
	dkt_sweep_end(repo);
	dkt_lock_drop(&repo->lock);
}
