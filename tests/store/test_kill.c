/*
 * test_kill.c - a writer killed at any moment loses nothing that it had acknowledged.
 *
 * A child commits to main (with a checkout) and appends events in a loop, and says each through a
 * pipe once it has returned. It is killed after a pseudo-random time; the next writer then takes
 * the lock, and everything said must be there, main must agree with its files, and no lock may be
 * left. ROUNDS rounds on the same repositories; the moments come from a fixed seed (they still fall
 * differently on every machine), and the whole ends after LONGEST_S seconds at the latest.
 */
#include "scratch.h"

#include <poll.h>
#include <signal.h>
#include <time.h>

#define ROUNDS	  40
#define LONGEST_S 40
#define SEED	  20261123U
#define BASE32	  "0123456789abcdefghjkmnpqrstvwxyz"

struct said {
	char kind; /* 'm' main, 'q' queue */
	char submission[13];
	char commit[DKT_OID_HEX];
};

static unsigned next_random(unsigned *seed)
{
	*seed = *seed * 1664525U + 1013904223U;
	return *seed >> 8;
}

/* An id for event number n: shape is all that the store asks for. */
static void make_id(unsigned n, char out[13])
{
	out[0] = 's';
	out[1] = '-';
	for (int i = 0; i < 7; i++)
		out[2 + i] = BASE32[(n >> (5 * i)) & 31U];
	(void)snprintf(out + 9, 4, "-%02u", n % 100U);
}

/* --- the child ---------------------------------------------------------------------------------
 */

static void say(int fd, const struct said *said)
{
	if (write(fd, said, sizeof *said) != (ssize_t)sizeof *said)
		_exit(3);
}

static void child_commit(struct scratch *s, unsigned n, int fd)
{
	struct said said = {.kind = 'm'};
	char path[64];
	char text[64];
	struct dkt_write writes[3] = {{path, text, 0}, {"docket.json", text, 0}};
	size_t n_writes = 2;

	(void)snprintf(path, sizeof path, "reviewed/%c/r%u.json", BASE32[n & 31U], n);
	writes[0].size = writes[1].size = (size_t)snprintf(text, sizeof text, "{ \"n\": %u }\n", n);
	if (scratch_commit(s, writes, n_writes, said.commit) < 0)
		_exit(4);
	say(fd, &said);
}

static void child_append(struct scratch *s, unsigned n, int fd)
{
	struct said said = {.kind = 'q'};
	struct dkt_event_write event = {.submission = said.submission,
					.expected = "",
					.envelope = "{}",
					.envelope_size = 2,
					.actor = "A. Reader",
					.time = SOME_TIME,
					.message = "received"};
	char first[DKT_OID_HEX];

	make_id(n, said.submission);
	if (dkt_queue_append(s->repo, &event, first, &s->err) < 0)
		_exit(5);
	event.expected = first;
	event.envelope = NULL;
	event.evidence = "[]";
	event.evidence_size = 2;
	event.message = "checked";
	if (dkt_queue_append(s->repo, &event, said.commit, &s->err) < 0)
		_exit(6);
	say(fd, &said);
}

_Noreturn static void child(struct scratch *s, unsigned round, int fd)
{
	s->repo = NULL;
	if (dkt_repo_open(s->dir, NULL, &s->repo, &s->err) < 0 ||
	    dkt_repo_lock(s->repo, "kill", 0, &s->err) < 0)
		_exit(2);
	for (unsigned n = round << 16;; n++) {
		child_commit(s, n, fd);
		child_append(s, n, fd);
		if (n % 8 == 7) { /* the lock itself, its mark and the journal are killed too */
			dkt_repo_unlock(s->repo);
			if (dkt_repo_lock(s->repo, "kill", 0, &s->err) < 0)
				_exit(7);
		}
	}
}

/* --- the parent --------------------------------------------------------------------------------
 */

static size_t read_all(int fd, struct said *out, size_t room)
{
	size_t n = 0;

	while (n < room && read(fd, &out[n], sizeof out[n]) == (ssize_t)sizeof out[n])
		n++;
	return n;
}

/* Run a writer and kill it after wait_ms; what it said. */
static size_t run_and_kill(struct scratch *s, unsigned round, int wait_ms, struct said *said,
			   size_t room)
{
	int pipe_fds[2];
	int status;
	size_t n;
	pid_t pid;

	assert_int_equal(pipe(pipe_fds), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		(void)close(pipe_fds[0]);
		child(s, round, pipe_fds[1]);
	}
	(void)close(pipe_fds[1]);
	(void)poll(NULL, 0, wait_ms);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFSIGNALED(status))
		fail_msg("the writer of round %u ended by itself with %d", round,
			 WEXITSTATUS(status));
	n = read_all(pipe_fds[0], said, room);
	(void)close(pipe_fds[0]);
	return n;
}

struct history {
	char (*ids)[DKT_OID_HEX];
	size_t n;
	size_t room;
};

static int add_commit(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	struct history *history = data;

	(void)err;
	if (history->n == history->room)
		return 1;
	memcpy(history->ids[history->n++], info->id, DKT_OID_HEX);
	return 0;
}

static bool in_history(const struct history *history, const char *id)
{
	for (size_t i = 0; i < history->n; i++) {
		if (strcmp(history->ids[i], id) == 0)
			return true;
	}
	return false;
}

static void check_said(struct scratch *s, const struct said *said, size_t n)
{
	struct history history = {.room = n + 10};
	struct dkt_arena *arena = dkt_arena_new();
	char tip[DKT_OID_HEX];

	history.ids = calloc(history.room, sizeof *history.ids);
	assert_non_null(history.ids);
	if (n > 0) {
		assert_ok(dkt_repo_tip(s->repo, tip, &s->err), &s->err);
		assert_ok(dkt_repo_log(s->repo, tip, "", NULL, add_commit, &history, &s->err),
			  &s->err);
	}
	for (size_t i = 0; i < n; i++) {
		struct dkt_queue_item item;

		if (said[i].kind == 'm') {
			assert_true(in_history(&history, said[i].commit));
			continue;
		}
		assert_ok(dkt_queue_find(s->repo, arena, said[i].submission, &item, &s->err),
			  &s->err);
		assert_string_equal(item.commit, said[i].commit);
	}
	free(history.ids);
	dkt_arena_free(arena);
}

static void check_round(struct scratch *s, const struct said *said, size_t n)
{
	char out[2000];

	scratch_open(s);
	assert_ok(dkt_repo_lock(s->repo, "test", 0, &s->err), &s->err);
	check_said(s, said, n);
	if (scratch_run(s, "find .git .docket -name '*.lock' -o -name merge.journal | grep .", out,
			sizeof out) != 1)
		fail_msg("left behind: %s", out);
	if (scratch_run(s, "git status --short", out, sizeof out) != 0 || out[0] != '\0')
		fail_msg("main and its files differ: %s", out);
	dkt_repo_free(s->repo);
	s->repo = NULL;
}

static void a_killed_writer_loses_nothing(void **state)
{
	static struct said said[4096];
	struct scratch s;
	struct timespec now;
	time_t start;
	unsigned seed = SEED;
	unsigned round = 0;
	size_t total = 0;

	(void)state;
	scratch_begin(&s);
	assert_ok(dkt_repo_init(s.dir, &s.err), &s.err);
	assert_int_equal(scratch_run(&s, "echo .docket > .git/info/exclude", NULL, 0), 0);
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	start = now.tv_sec;
	for (; round < ROUNDS && now.tv_sec - start < LONGEST_S; round++) {
		int wait_ms = (int)(next_random(&seed) % 500U);
		size_t n = run_and_kill(&s, round, wait_ms, said, 4096);

		check_round(&s, said, n);
		total += n;
		(void)clock_gettime(CLOCK_MONOTONIC, &now);
	}
	scratch_git_is_well(&s);
	print_message("%u rounds, %zu acknowledged\n", round, total);
	assert_true(total > 0);
	scratch_end(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_killed_writer_loses_nothing),
	};

	return cmocka_run_group_tests_name("store/kill", tests, NULL, NULL);
}
