/*
 * care.c - is there much to tidy, and tidying.
 *
 * How many loose objects there are is guessed from one of their 256 folders, as git does. git packs
 * incrementally: packs of about the same size become one, large ones stay as they are. It is called
 * with fixed arguments and an environment of our own making, since nothing of a stranger may reach
 * a command line.
 */
#include "store/care.h"

#include <dirent.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/str.h"
#include "store/inside.h"
#include "store/path.h"

#define LOOSE_OBJECTS 5000
#define PACKS	      50

typedef bool counts_fn(const char *name);

static size_t count_files(const char *folder, counts_fn *counts)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	size_t n = 0;

	if (dir == NULL)
		return 0;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while ((entry = readdir(dir)) != NULL)
		n += counts(entry->d_name);
	(void)closedir(dir);
	return n;
}

static bool is_object(const char *name)
{
	return strlen(name) == 38;
}

static bool is_pack(const char *name)
{
	return dkt_ends(name, ".pack");
}

static bool is_much(const char *git_dir)
{
	DKT_AUTO(chars) char *objects = dkt_path_join(git_dir, "objects");
	DKT_AUTO(chars) char *one = dkt_path_join(objects, "17");
	DKT_AUTO(chars) char *packs = dkt_path_join(objects, "pack");

	return count_files(one, is_object) * 256 > LOOSE_OBJECTS ||
	       count_files(packs, is_pack) > PACKS;
}

static void repack(const char *git_dir)
{
	char *const arguments[] = {
		"nice",		 "git",	    "-C", (char *)(uintptr_t)git_dir, "repack", "-d",
		"--geometric=2", "--quiet", NULL};
	char *const environment[] = {"PATH=/usr/local/bin:/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM=1",
				     "LC_ALL=C", NULL};
	int status;
	pid_t child;

	if (posix_spawnp(&child, "nice", NULL, NULL, arguments, environment) == 0)
		(void)waitpid(child, &status, 0);
}

void dkt_repo_repack(struct dkt_repo *repo)
{
	struct dkt_err ignored = DKT_ERR_INIT;
	git_repository *queue = NULL;

	if (is_much(git_repository_commondir(repo->git)))
		repack(git_repository_commondir(repo->git));
	if (dkt_repo_queue(repo, &queue, &ignored) == 0 && queue != NULL &&
	    is_much(git_repository_commondir(queue)))
		repack(git_repository_commondir(queue));
}

/* --- loose refs --- */

static int walk_folder(const char *folder, dkt_loose_fn *fn, void *data, struct dkt_err *err)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	int result = 0;

	if (dir == NULL)
		return 0;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while (result == 0 && (entry = readdir(dir)) != NULL) {
		if (dkt_is_submission_id(entry->d_name))
			result = fn(data, entry->d_name, err);
	}
	(void)closedir(dir);
	return result;
}

int dkt_queue_loose(struct dkt_repo *repo, dkt_loose_fn *fn, void *data, struct dkt_err *err)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	git_repository *queue;
	int result = 0;

	if (dkt_repo_queue(repo, &queue, err) < 0)
		return -1;
	for (size_t i = 0; queue != NULL && result == 0 && digits[i] != '\0'; i++) {
		char name[] = "refs/submissions/?";
		DKT_AUTO(chars) char *folder = NULL;

		name[sizeof name - 2] = digits[i];
		folder = dkt_path_join(git_repository_commondir(queue), name);
		result = walk_folder(folder, fn, data, err);
	}
	return result;
}
