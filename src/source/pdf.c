/*
 * pdf.c - fork, exec, read with a clock, kill.
 *
 * Between fork and exec only calls are made that are safe there: everything else is prepared
 * before. The text comes through a pipe and is taken up to its cap; what pdftotext complains of
 * comes through another and says why there is no text.
 */
#include "source/pdf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/str.h"
#include "base/utf8.h"

#include "base/banned.h"

#define CPU_S	     8U
#define WALL_MS	     10000U
#define MEMORY_BYTES ((size_t)512 << 20)
#define TEXT_BYTES   ((size_t)8 << 20)
#define GRIPES_MAX   ((size_t)4096)
#define MAX_FILES    16

struct child {
	pid_t pid;
	int text;   /* reading ends */
	int gripes;
};

static const char *program_of(const struct dkt_pdf_limits *limits)
{
	static const char *const places[] = {"/usr/bin/pdftotext", "/usr/local/bin/pdftotext"};
	const char *named = limits->program != NULL ? limits->program : getenv("DOCKET_PDFTOTEXT");

	if (named != NULL)
		return access(named, X_OK) == 0 ? named : NULL;
	for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
		if (access(places[i], X_OK) == 0)
			return places[i];
	}
	return NULL;
}

/* The document as a file without a name that nobody can change any more; -1 when there is none. */
static int sealed(const char *bytes, size_t size)
{
	int fd = memfd_create("document", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	size_t done = 0;

	while (fd >= 0 && done < size) {
		ssize_t n = write(fd, bytes + done, size - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0) {
			(void)close(fd);
			return -1;
		}
		done += (size_t)n;
	}
	if (fd >= 0 && (lseek(fd, 0, SEEK_SET) != 0 ||
			fcntl(fd, F_ADD_SEALS,
			      F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) < 0)) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* --- in the child --- */

static void limit(int what, rlim_t value)
{
	struct rlimit both = {value, value};

	if (setrlimit((__rlimit_resource_t)what, &both) < 0)
		_exit(126);
}

static void lock_in(const struct dkt_pdf_limits *limits)
{
	limit(RLIMIT_CPU, limits->cpu_s);
	limit(RLIMIT_AS, limits->memory_bytes);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_NOFILE, MAX_FILES);
	limit(RLIMIT_NPROC, 0);
	/* a net of its own, which is empty; not every kernel lets us */
	(void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) < 0 ||
	    prctl(PR_SET_PDEATHSIG, (long)SIGKILL, 0L, 0L, 0L) < 0)
		_exit(126);
}

static void be_child(const char *program, const struct dkt_pdf_limits *limits, int document,
		     int text, int gripes)
{
	char *const arguments[] = {(char *)(uintptr_t)"pdftotext",
				   (char *)(uintptr_t)"-q",
				   (char *)(uintptr_t)"-enc",
				   (char *)(uintptr_t)"UTF-8",
				   (char *)(uintptr_t)"-eol",
				   (char *)(uintptr_t)"unix",
				   (char *)(uintptr_t)"/dev/stdin",
				   (char *)(uintptr_t)"-",
				   NULL};
	char *const environment[] = {NULL};

	/* out of the way of 0, 1 and 2 first */
	document = fcntl(document, F_DUPFD, 3);
	text = fcntl(text, F_DUPFD, 3);
	gripes = fcntl(gripes, F_DUPFD, 3);
	if (dup2(document, 0) < 0 || dup2(text, 1) < 0 || dup2(gripes, 2) < 0 ||
	    syscall(SYS_close_range, 3U, ~0U, 0U) < 0 || chdir("/") < 0)
		_exit(126);
	(void)setsid();
	lock_in(limits);
	(void)execve(program, arguments, environment);
	_exit(127);
}

/* --- in the parent --- */

static bool start(const char *program, const struct dkt_pdf_limits *limits, int document,
		  struct child *out)
{
	int text[2];
	int gripes[2];

	if (pipe2(text, O_CLOEXEC) < 0)
		return false;
	if (pipe2(gripes, O_CLOEXEC) < 0) {
		(void)close(text[0]);
		(void)close(text[1]);
		return false;
	}
	out->pid = fork();
	if (out->pid == 0)
		be_child(program, limits, document, text[1], gripes[1]);
	(void)close(text[1]);
	(void)close(gripes[1]);
	out->text = text[0];
	out->gripes = gripes[0];
	if (out->pid < 0) {
		(void)close(out->text);
		(void)close(out->gripes);
	}
	return out->pid > 0;
}

static int64_t ticks_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Take what is there; false at the end. What is over the cap is read and dropped. */
static bool drain(int fd, struct dkt_buf *out)
{
	char chunk[16384];
	ssize_t n = read(fd, chunk, sizeof chunk);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n > 0 && out->size + (size_t)n <= out->max)
		dkt_buf_add(out, chunk, (size_t)n);
	else if (n > 0 && out->size < out->max)
		dkt_buf_add(out, chunk, out->max - out->size);
	return n > 0;
}

/* Until both pipes are closed, the text is as long as it may be, or time is up: false then. */
static bool listen_to(const struct child *child, unsigned wall_ms, struct dkt_buf *text,
		      struct dkt_buf *gripes)
{
	struct pollfd fds[2] = {{child->text, POLLIN, 0}, {child->gripes, POLLIN, 0}};
	int64_t end = ticks_ms() + wall_ms;

	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		int64_t left = end - ticks_ms();

		if (left <= 0)
			return false;
		if (text->size >= text->max)
			return true;
		if (poll(fds, 2, (int)left) < 0 && errno != EINTR)
			return false;
		if (fds[0].fd >= 0 && fds[0].revents != 0 && !drain(fds[0].fd, text))
			fds[0].fd = -1;
		if (fds[1].fd >= 0 && fds[1].revents != 0 && !drain(fds[1].fd, gripes))
			fds[1].fd = -1;
	}
	return true;
}

static int finish(const struct child *child)
{
	int status = 0;

	(void)close(child->text);
	(void)close(child->gripes);
	(void)kill(child->pid, SIGKILL); /* where it is still there */
	while (waitpid(child->pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static bool is_blank(const struct dkt_buf *text)
{
	const char *bytes = dkt_buf_str(text);

	return strspn(bytes, " \t\r\n\f") == strlen(bytes);
}

static const char *why_not(bool in_time, int status, const char *gripes)
{
	if (!in_time || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU))
		return "a PDF that takes too long to read";
	if (strstr(gripes, "Incorrect password") != NULL || strstr(gripes, "ncrypt") != NULL)
		return "an encrypted PDF";
	if (WIFEXITED(status) && WEXITSTATUS(status) == 3)
		return "a PDF that does not allow its text to be taken";
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return "a PDF of pictures, without text";
	return "a PDF that cannot be read";
}

/* Bytes that are no UTF-8, and NUL, do not leave this file. */
static void keep_text(struct dkt_arena *arena, const struct dkt_buf *raw, struct dkt_pdf *out)
{
	struct dkt_buf text = DKT_BUF_INIT(raw->size * 3 + 16);
	size_t at = 0;

	while (at < raw->size) {
		uint32_t c = dkt_utf8_next(raw->bytes, raw->size, &at);

		if (c != 0)
			dkt_utf8_add(&text, c);
	}
	out->text_size = text.size;
	out->text = dkt_arena_dup(arena, dkt_buf_str(&text), text.size);
	dkt_buf_clear(&text);
}

static void run(struct dkt_arena *arena, const char *program, int document,
		const struct dkt_pdf_limits *limits, struct dkt_pdf *out)
{
	struct dkt_buf text = DKT_BUF_INIT(limits->text_bytes);
	struct dkt_buf gripes = DKT_BUF_INIT(GRIPES_MAX);
	struct child child;

	out->why = "pdftotext could not be started";
	if (start(program, limits, document, &child)) {
		bool in_time = listen_to(&child, limits->wall_ms, &text, &gripes);
		int status = finish(&child);

		if (is_blank(&text)) {
			out->why = why_not(in_time, status, dkt_buf_str(&gripes));
		} else {
			keep_text(arena, &text, out);
			out->why = "";
		}
	}
	dkt_buf_clear(&text);
	dkt_buf_clear(&gripes);
}

void dkt_pdf_read(struct dkt_arena *arena, const char *bytes, size_t size,
		  const struct dkt_pdf_limits *limits, struct dkt_pdf *out)
{
	struct dkt_pdf_limits given = limits == NULL ? (struct dkt_pdf_limits){0} : *limits;
	const char *program = program_of(&given);
	int document;

	given.cpu_s = given.cpu_s == 0 ? CPU_S : given.cpu_s;
	given.wall_ms = given.wall_ms == 0 ? WALL_MS : given.wall_ms;
	given.memory_bytes = given.memory_bytes == 0 ? MEMORY_BYTES : given.memory_bytes;
	given.text_bytes = given.text_bytes == 0 ? TEXT_BYTES : given.text_bytes;
	*out = (struct dkt_pdf){.text = "", .why = "pdftotext is not installed"};
	if (program == NULL)
		return;
	document = sealed(bytes, size);
	out->why = "a PDF that cannot be handed over";
	if (document < 0)
		return;
	run(arena, program, document, &given, out);
	(void)close(document);
}
