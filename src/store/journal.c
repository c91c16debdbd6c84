/*
 * journal.c - what was about to happen to main, written down before it happens.
 *
 * A commit on main that is checked out touches the ref, files and git's index: three places that
 * cannot change in one step. <state>/merge.journal names the tips before and after and the files.
 * After a kill: main stands at "after" - the files are brought up to date; anywhere else - nothing
 * is to be done. Either way the locks that the killed writer left on main and the index are known
 * to be ours and go. Repeating it changes nothing.
 *
 *   docket-journal 1
 *   before 3b3d6e8...     ("-" for the first commit)
 *   after 0f2b9a4...
 *   path reviewed/presences/7/pr-7h3k9m2-05.json
 *   end
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "store/inside.h"
#include "store/path.h"

#define JOURNAL	    "merge.journal"
#define JOURNAL_MAX ((size_t)64 << 20)

struct journal {
	git_oid before; /* all zero: none */
	git_oid after;
	const char **paths; /* in the text */
	size_t n_paths;
	struct dkt_buf text;
};

static char *journal_path(const struct dkt_repo *repo)
{
	return dkt_path_join(repo->state_dir, JOURNAL);
}

int dkt_journal_write(struct dkt_repo *repo, const char *before, const git_oid *after,
		      const struct dkt_commit_spec *spec, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = journal_path(repo);
	DKT_AUTO(buf) struct dkt_buf text = DKT_BUF_INIT(JOURNAL_MAX);
	char hex[DKT_OID_HEX];

	dkt_git_hex(after, hex);
	dkt_buf_addf(&text, "docket-journal 1\nbefore %s\nafter %s\n",
		     before[0] == '\0' ? "-" : before, hex);
	for (size_t i = 0; i < spec->n_writes; i++)
		dkt_buf_addf(&text, "path %s\n", spec->writes[i].path);
	dkt_buf_adds(&text, "end\n");
	if (!dkt_buf_ok(&text))
		return dkt_fail(err, DKT_ELIMIT, "too many files in one commit");
	return dkt_file_write(path, dkt_buf_str(&text), text.size, err);
}

void dkt_journal_forget(struct dkt_repo *repo)
{
	DKT_AUTO(chars) char *path = journal_path(repo);

	(void)unlink(path);
}

/* --- reading -----------------------------------------------------------------------------------
 */

/* The rest of the next line behind a word, which is cut off with a NUL; NULL when it is another. */
static const char *line_of(char **at, const char *word)
{
	char *line = *at;
	size_t size = strcspn(line, "\n");

	if (line[size] != '\n' || !dkt_starts(line, word))
		return NULL;
	line[size] = '\0';
	*at = line + size + 1;
	return line + strlen(word);
}

static bool parse_oid(const char *hex, git_oid *out)
{
	return hex != NULL && strlen(hex) == 40 && git_oid_fromstr(out, hex) == 0;
}

static bool parse(struct journal *journal)
{
	char *at = journal->text.bytes;
	const char *head = line_of(&at, "docket-journal 1");
	const char *before = head == NULL ? NULL : line_of(&at, "before ");
	const char *after = before == NULL ? NULL : line_of(&at, "after ");
	const char *path;

	if (after == NULL || !parse_oid(after, &journal->after))
		return false;
	if (!dkt_streq(before, "-") && !parse_oid(before, &journal->before))
		return false;
	journal->paths = calloc(journal->text.size / 6 + 1, sizeof *journal->paths);
	if (journal->paths == NULL)
		dkt_oom();
	while ((path = line_of(&at, "path ")) != NULL) {
		if (dkt_path_fault(path) != NULL)
			return false;
		journal->paths[journal->n_paths++] = path;
	}
	return dkt_streq(at, "end\n");
}

/* --- finishing ---------------------------------------------------------------------------------
 */

static bool lock_is_ours(const char *path, const git_oid *after)
{
	char text[64] = "";
	char hex[DKT_OID_HEX];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	ssize_t got;

	if (fd < 0)
		return false;
	got = read(fd, text, sizeof text - 1);
	(void)close(fd);
	dkt_git_hex(after, hex);
	return got == 0 || (got >= 40 && strncmp(text, hex, 40) == 0);
}

/* Only what a Docket left: the lock of main is empty or holds the commit of the journal, the one of
 * the index says whose it is. */
static void drop_locks(struct dkt_repo *repo, const git_oid *after)
{
	DKT_AUTO(chars)
	char *lock = dkt_path_join(git_repository_commondir(repo->git), DKT_MAIN ".lock");

	if (lock_is_ours(lock, after))
		(void)unlink(lock);
	if (dkt_gitindex_lock_is_ours(repo))
		dkt_gitindex_unlock(repo);
}

static int tip_of_main(struct dkt_repo *repo, git_oid *out, struct dkt_err *err)
{
	int rc = git_reference_name_to_id(out, repo->git, DKT_MAIN);

	if (rc == GIT_ENOTFOUND)
		memset(out, 0, sizeof *out);
	else if (rc < 0)
		return dkt_git_fail(err, rc, "read the branch main");
	return 0;
}

static int finish_files(struct dkt_repo *repo, const struct journal *journal, struct dkt_err *err)
{
	DKT_AUTO(git_index) git_index *index = NULL;
	bool wanted;
	int result;

	if (dkt_work_wanted(repo, &wanted, err) < 0)
		return -1;
	if (!wanted)
		return 0;
	if (dkt_gitindex_lock(repo, err) < 0)
		return -1;
	dkt_work_sweep(repo, journal->paths, journal->n_paths);
	result = dkt_gitindex_read(repo, &index, err);
	if (result == 0)
		result = dkt_work_update(repo, index, &journal->before, &journal->after,
					 journal->paths, journal->n_paths, err);
	dkt_gitindex_unlock(repo);
	return result;
}

static int finish(struct dkt_repo *repo, struct journal *journal, const char *path,
		  struct dkt_err *err)
{
	git_oid tip;

	if (dkt_file_read(path, JOURNAL_MAX, &journal->text, err) < 0)
		return -1;
	if (!parse(journal)) {
		(void)dkt_fail(err, DKT_EFORMAT, "the journal of an unfinished merge is damaged");
		(void)dkt_hint(err, "look at `git status`, then remove that file");
		return dkt_where(err, "%s", path);
	}
	drop_locks(repo, &journal->after);
	if (tip_of_main(repo, &tip, err) < 0)
		return -1;
	if (git_oid_equal(&tip, &journal->after) && finish_files(repo, journal, err) < 0)
		return -1;
	dkt_journal_forget(repo);
	return 0;
}

int dkt_journal_finish(struct dkt_repo *repo, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = journal_path(repo);
	struct journal journal = {.n_paths = 0};
	int result;

	if (!dkt_file_exists(path))
		return 0;
	dkt_buf_init(&journal.text, JOURNAL_MAX);
	result = finish(repo, &journal, path, err);
	free(journal.paths);
	dkt_buf_clear(&journal.text);
	return result;
}
