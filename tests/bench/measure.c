/*
 * measure.c - a command as a whole process, several times: measure RUNS NAME COMMAND [ARG...]
 *
 * Prints one line of a table: the name, then the medians of wall time, user + system time in
 * milliseconds and of peak memory in MiB, and the exit status. What the command prints is thrown
 * away.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/num.h"

#include "base/banned.h"

#define MAX_RUNS 99

struct figures {
	double wall[MAX_RUNS];
	double cpu[MAX_RUNS];
	double memory[MAX_RUNS];
	int status;
};

static double milliseconds(struct timeval time)
{
	return (double)time.tv_sec * 1e3 + (double)time.tv_usec / 1e3;
}

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void become(char **command)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (null >= 0 && dup2(null, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
		(void)execvp(command[0], command);
	_exit(127);
}

static int run_once(char **command, struct figures *figures, size_t i)
{
	double start = now();
	struct rusage usage;
	pid_t child = fork();

	if (child < 0)
		return -1;
	if (child == 0)
		become(command);
	if (wait4(child, &figures->status, 0, &usage) < 0)
		return -1;
	figures->wall[i] = now() - start;
	figures->cpu[i] = milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
	figures->memory[i] = (double)usage.ru_maxrss / 1024;
	return 0;
}

static int by_size(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static double median(double *values, size_t n)
{
	qsort(values, n, sizeof *values, by_size);
	return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

int main(int argc, char **argv)
{
	static struct figures figures;
	uint64_t runs;

	if (argc < 4 || !dkt_parse_u64(argv[1], MAX_RUNS, &runs) || runs == 0) {
		(void)fputs("usage: measure RUNS NAME COMMAND [ARG...]\n", stderr);
		return 2;
	}
	for (size_t i = 0; i < runs; i++) {
		if (run_once(argv + 3, &figures, i) < 0) {
			perror(argv[3]);
			return 3;
		}
	}
	(void)printf("| %s | %.1f | %.1f | %.1f | %d |\n", argv[2], median(figures.wall, runs),
		     median(figures.cpu, runs), median(figures.memory, runs),
		     WIFEXITED(figures.status) ? WEXITSTATUS(figures.status) : -1);
	return 0;
}
