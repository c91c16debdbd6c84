/* web.c - starts fixture-web as a child that ends with us. */
#include "support/web.h"

#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"

#define MAX_OPTIONS 8

static struct {
	pid_t pid;
	char dir[4096];
	struct dkt_net *net;
} web;

static const char *build_dir(void)
{
	const char *dir = getenv("DOCKET_BUILD_DIR");

	return dir == NULL ? "build/dev" : dir;
}

static void run_child(const char *program, const char *const *options, int out)
{
	const char *argv[MAX_OPTIONS + 6] = {program, "--max-seconds", "280"};
	size_t n = 3;

	for (size_t i = 0; options != NULL && options[i] != NULL && i < MAX_OPTIONS; i++)
		argv[n++] = options[i];
	argv[n] = web.dir;
	(void)dup2(out, STDOUT_FILENO);
	(void)execv(program, (char *const *)(uintptr_t)argv);
	_exit(127);
}

static bool open_net(void)
{
	struct dkt_err err = DKT_ERR_INIT;
	char *path = dkt_path_join(web.dir, "net.json");
	int result = dkt_net_open(path, &web.net, &err);

	if (result < 0)
		(void)fprintf(stderr, "%s\n", err.text);
	free(path);
	return result == 0;
}

bool test_web_start(const char *const *options)
{
	char *program = dkt_path_join(build_dir(), "tests/web/fixture-web");
	char word[64] = {0};
	int ends[2];
	bool good = dkt_file_exists(program) && pipe(ends) == 0;

	(void)snprintf(web.dir, sizeof web.dir, "%s/source-web-XXXXXX", build_dir());
	good = good && mkdtemp(web.dir) != NULL;
	if (good) {
		web.pid = fork();
		if (web.pid == 0) {
			(void)close(ends[0]);
			run_child(program, options, ends[1]);
		}
		(void)close(ends[1]);
		good = web.pid > 0 && read(ends[0], word, sizeof word - 1) > 0 &&
		       dkt_starts(word, "ready") && open_net();
		(void)close(ends[0]);
	}
	if (!good)
		(void)fprintf(stderr, "skipped: no fixture-web in %s\n", build_dir());
	free(program);
	return good;
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

void test_web_stop(void)
{
	if (web.pid > 0) {
		(void)kill(web.pid, SIGTERM);
		(void)waitpid(web.pid, NULL, 0);
	}
	if (strstr(web.dir, "/source-web-") != NULL)
		(void)nftw(web.dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	dkt_net_free(web.net);
}

struct dkt_net *test_web_net(void)
{
	return web.net;
}

const char *test_web_dir(void)
{
	return web.dir;
}

static FILE *open_log(void)
{
	char *path = dkt_path_join(web.dir, "log");
	FILE *log = fopen(path, "r");

	free(path);
	return log;
}

size_t test_web_log(const char *host, size_t from, struct test_logged *out, size_t max)
{
	FILE *log = open_log();
	char line[4096];
	size_t n = 0;

	for (size_t i = 0; log != NULL && n < max && fgets(line, sizeof line, log) != NULL; i++) {
		long long ms;

		if (i < from ||
		    sscanf(line, "%lld %63s %*s %255s", &ms, out[n].host, out[n].target) != 3)
			continue;
		out[n].ms = ms;
		n += host == NULL || dkt_streq(host, out[n].host);
	}
	if (log != NULL)
		(void)fclose(log);
	return n;
}

size_t test_web_log_size(void)
{
	FILE *log = open_log();
	char line[4096];
	size_t n = 0;

	while (log != NULL && fgets(line, sizeof line, log) != NULL)
		n++;
	if (log != NULL)
		(void)fclose(log);
	return n;
}
