/*
 * test_walk.c - which files below some paths are visited, how often, and what is said of the rest.
 *
 * Each row lays out a folder of its own with a few lines of shell and says what must have been
 * visited: names with sizes, sorted, troubles with a "!" before them. Each is walked with one
 * thread and with four.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/walk.h"
#include "support/rows.h"

#define MAX_SEEN 4000

struct row {
	const char *name;
	const char *layout; /* commands, run in the folder */
	const char *paths;  /* below the folder, with blanks between; "." is the folder */
	const char *suffix;
	const char *seen; /* "name:size ..." sorted */
	int count;	  /* of files; -1: what seen says */
};

static const struct row rows[] = {
	{"an empty folder has no files", "true", ".", ".json", "", -1},
	{"files are read whole", "printf abc >a.json; printf '' >b.json", ".", ".json",
	 "a.json:3 b.json:0", -1},
	{"folders within folders are entered",
	 "mkdir -p x/y z; printf 1 >x/y/a.json; printf 12 >z/b.json; printf 123 >c.json", ".",
	 ".json", "c.json:3 x/y/a.json:1 z/b.json:2", -1},
	{"other suffixes are left out", "printf 1 >a.json; printf 1 >a.txt; printf 1 >json", ".",
	 ".json", "a.json:1", -1},
	{"without a suffix all files count", "printf 1 >a.json; printf 12 >a.txt", ".", NULL,
	 "a.json:1 a.txt:2", -1},
	{"a file that is named counts whatever its suffix", "printf 1 >a.txt", "a.txt", ".json",
	 "a.txt:1", -1},
	{"names with a dot in front are left out",
	 "mkdir .git; printf 1 >.git/a.json; printf 1 >.b.json; printf 1 >c.json", ".", ".json",
	 "c.json:1", -1},
	{"a folder whose name has the suffix is a folder", "mkdir a.json; printf 1 >a.json/b.json",
	 ".", ".json", "a.json/b.json:1", -1},
	{"a link to a file is followed", "printf 12 >a.txt; ln -s a.txt b.json", ".", ".json",
	 "b.json:2", -1},
	{"a link to a folder is not", "mkdir x; printf 1 >x/a.json; ln -s x y; ln -s . z", ".",
	 ".json", "x/a.json:1", -1},
	{"a link that leads nowhere is left out", "ln -s nowhere a.json; printf 1 >b.json", ".",
	 ".json", "b.json:1", -1},
	{"a name that leads nowhere is a trouble", "printf 1 >b.json", "a.json b.json", ".json",
	 "!a.json b.json:1", -1},
	{"a pipe is not read", "mkfifo a.json; printf 1 >b.json", ".", ".json", "b.json:1", -1},
	{"a pipe that is named is a trouble", "mkfifo a.json", "a.json", ".json", "!a.json", -1},
	{"a file over the limit is a trouble, one at the limit is not",
	 "head -c 100000 /dev/zero >a.json; head -c 100001 /dev/zero >b.json", ".", ".json",
	 "!b.json a.json:100000", -1},
	{"a path that is named twice is visited twice", "printf 1 >a.json", "a.json a.json",
	 ".json", "a.json:1 a.json:1", -1},
	{"folders more than 32 deep are a trouble",
	 "d=.; i=0; while [ $i -lt 33 ]; do d=$d/d; i=$((i+1)); done; mkdir -p $d; "
	 "printf 1 >$d/a.json; printf 1 >b.json",
	 ".", ".json",
	 "!d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d b.json:1", -1},
	{"no file of a full folder is left out or read twice",
	 "i=0; while [ $i -lt 3000 ]; do : >$i.json; i=$((i+1)); done", ".", ".json", NULL, 3000},
	{"nor one of many folders",
	 "i=0; while [ $i -lt 300 ]; do mkdir -p $((i%7))/$i; : >$((i%7))/$i/a.json; : >$i.json; "
	 "i=$((i+1)); done",
	 ".", ".json", NULL, 600},
};

struct seen {
	pthread_mutex_t lock;
	const char *dir;
	char *names[MAX_SEEN];
	size_t n;
	unsigned n_workers;
};

static void note(struct seen *seen, unsigned worker, const char *mark, const char *path, long size)
{
	struct dkt_buf line = DKT_BUF_INIT(4096);
	size_t cut = strlen(seen->dir) + 1;

	dkt_buf_adds(&line, mark);
	if (strncmp(path + cut, "./", 2) == 0)
		cut += 2;
	dkt_buf_adds(&line, path + cut);
	if (size >= 0)
		dkt_buf_addf(&line, ":%ld", size);
	(void)pthread_mutex_lock(&seen->lock);
	assert_true(worker < seen->n_workers);
	assert_true(seen->n < MAX_SEEN);
	seen->names[seen->n++] = strdup(dkt_buf_str(&line));
	(void)pthread_mutex_unlock(&seen->lock);
	dkt_buf_clear(&line);
}

static void see(void *context, const struct dkt_walk_file *file)
{
	assert_int_equal(file->bytes[file->size], '\0');
	note(context, file->worker, "", file->path, (long)file->size);
}

static void hear(void *context, unsigned worker, const char *path, const struct dkt_err *err)
{
	assert_true(err->text[0] != '\0');
	note(context, worker, "!", path, -1);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* What was seen, sorted, in one line; names that come twice are counted. */
static size_t summary(struct seen *seen, struct dkt_buf *out)
{
	size_t n_twice = 0;

	qsort(seen->names, seen->n, sizeof seen->names[0], by_name);
	for (size_t i = 0; i < seen->n; i++) {
		dkt_buf_addf(out, "%s%s", i == 0 ? "" : " ", seen->names[i]);
		n_twice += i > 0 && strcmp(seen->names[i - 1], seen->names[i]) == 0;
	}
	for (size_t i = 0; i < seen->n; i++)
		free(seen->names[i]);
	return n_twice;
}

static void walk_with(const struct row *row, const char *dir, unsigned n_workers)
{
	struct seen seen = {.lock = PTHREAD_MUTEX_INITIALIZER, .dir = dir, .n_workers = n_workers};
	const struct dkt_walk walk = {.suffix = row->suffix,
				      .max_bytes = 100000,
				      .n_workers = n_workers,
				      .context = &seen,
				      .file = see,
				      .trouble = hear};
	char names[200];
	char places[4][300];
	const char *paths[4];
	struct dkt_buf line = DKT_BUF_INIT(1 << 20);
	size_t n = 0;
	size_t n_twice;

	(void)snprintf(names, sizeof names, "%s", row->paths);
	for (char *rest = names, *name; (name = strtok_r(rest, " ", &rest)) != NULL; n++) {
		assert_true(n < 4);
		(void)snprintf(places[n], sizeof places[n], "%.150s/%.100s", dir, name);
		paths[n] = places[n];
	}
	dkt_walk_run(&walk, paths, n);
	n_twice = summary(&seen, &line);
	if (row->count < 0) {
		assert_string_equal(dkt_buf_str(&line), row->seen);
	} else {
		assert_int_equal(seen.n, row->count);
		assert_int_equal(n_twice, 0);
	}
	dkt_buf_clear(&line);
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	const char *tmp = getenv("TMPDIR");
	struct dkt_buf command = DKT_BUF_INIT(4096);
	char dir[100];

	(void)snprintf(dir, sizeof dir, "%.60s/docket-walk-XXXXXX", tmp == NULL ? "/tmp" : tmp);
	assert_non_null(mkdtemp(dir));
	dkt_buf_addf(&command, "cd '%s' && { %s; }", dir, row->layout);
	assert_int_equal(system(dkt_buf_str(&command)), 0);
	walk_with(row, dir, 1);
	walk_with(row, dir, 4);
	dkt_buf_reset(&command);
	dkt_buf_addf(&command, "rm -rf '%s'", dir);
	assert_int_equal(system(dkt_buf_str(&command)), 0);
	dkt_buf_clear(&command);
}

int main(void)
{
	return rows_run("base/walk", rows, check_row);
}
