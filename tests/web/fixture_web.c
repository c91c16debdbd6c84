/*
 * fixture_web.c - the fixture origin: a small invented web on 127.0.0.1, with the failures
 * that real sites show and an archive that remembers some of its pages.
 *
 *   fixture-web [--site DIR] [--max-seconds N] [--latency-ms N] [--many N] RUNDIR
 *
 * Makes its certificates, opens its ports, writes RUNDIR/ca.pem and RUNDIR/net.json (what
 * DOCKET_NET names), prints `ready RUNDIR/net.json` and serves until it is told to stop, its
 * parent dies or its time is over. Exit status 0 after an ordinary end, 2 wrong usage, 3 could
 * not start.
 */
#define _GNU_SOURCE
#include "behave.h"
#include "many.h"
#include "raw.h"
#include "serve.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef FIXTURE_WEB_DIR
#define FIXTURE_WEB_DIR "tests/web"
#endif

enum { HTTP, HTTPS, WRONG, EXPIRED, SELF_SIGNED, N_LISTENERS };

/* The listeners that speak, and the two ports that never do. */
struct ports {
	struct listener listeners[N_LISTENERS];
	struct raw raw;
	int refused_socket, silent_socket;
	unsigned refused_port, silent_port;
};

struct options {
	const char *site_dir;
	const char *run_dir;
	uint64_t max_seconds;
	uint64_t latency_ms;
	uint64_t n_many;
};

static const char usage[] =
	"usage: fixture-web [--site DIR] [--max-seconds N] [--latency-ms N] [--many N] RUNDIR\n";

static _Noreturn void usage_exit(void)
{
	fputs(usage, stderr);
	exit(2);
}

static uint64_t number_option(const char *text, uint64_t max)
{
	uint64_t value;

	if (!number_read(text, max, &value))
		usage_exit();
	return value;
}

static struct options options_read(int argc, char **argv)
{
	static const struct option known[] = {
		{"site", required_argument, NULL, 's'},
		{"max-seconds", required_argument, NULL, 't'},
		{"latency-ms", required_argument, NULL, 'l'},
		{"many", required_argument, NULL, 'm'},
		{"help", no_argument, NULL, 'h'},
		{NULL, 0, NULL, 0},
	};
	struct options options = {.site_dir = FIXTURE_WEB_DIR, .max_seconds = 600};

	for (int c; (c = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		switch (c) {
		case 's':
			options.site_dir = optarg;
			break;
		case 't':
			options.max_seconds = number_option(optarg, 86400);
			break;
		case 'l':
			options.latency_ms = number_option(optarg, 60000);
			break;
		case 'm':
			options.n_many = number_option(optarg, MANY_MAX);
			break;
		case 'h':
			fputs(usage, stdout);
			exit(0);
		default:
			usage_exit();
		}
	}
	if (optind + 1 != argc)
		usage_exit();
	options.run_dir = argv[optind];
	return options;
}

/* End with the parent, also when it died while we started. */
static void follow_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		die("cannot follow the parent process: %s", strerror(errno));
	if (getppid() != parent)
		die("the parent process is gone");
}

static char *run_dir_make(const char *path)
{
	char *real;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		die("%s: %s", path, strerror(errno));
	real = realpath(path, NULL);
	if (!real)
		die("%s: %s", path, strerror(errno));
	return real;
}

static FILE *file_create(const char *dir, const char *name)
{
	char *path = must_format("%s/%s", dir, name);
	FILE *file = fopen(path, "wb");

	if (!file)
		die("%s: %s", path, strerror(errno));
	free(path);
	return file;
}

/* Names for the good certificate: every host that points at the listener `https`. */
static size_t good_names(const struct server *server, const char **names)
{
	size_t n = 0;

	for (size_t i = 0; i < server->site.n_hosts; i++)
		for (size_t p = 0; p < server->site.hosts[i].n_ports; p++)
			if (!strcmp(server->site.hosts[i].ports[p].listener, "https"))
				names[n++] = server->site.hosts[i].name;
	for (size_t i = 0; i < server->n_many; i++)
		names[n++] = many_name(i);
	return n;
}

static void certificates_make(const char *run_dir, const struct server *server,
			      struct listener *listeners)
{
	static const char *const wrong[] = {"somebody-else.example"};
	static const char *const expired[] = {"expired.example"};
	static const char *const self[] = {"self-signed.example"};
	size_t room = server->site.n_hosts * SITE_MAX_PORTS + server->n_many;
	const char **names = must_alloc(room * sizeof *names);
	size_t n = good_names(server, names);
	struct authority *authority = authority_new();
	char *pem = authority_pem(authority);
	FILE *file = file_create(run_dir, "ca.pem");

	fputs(pem, file);
	if (fclose(file) != 0)
		die("%s/ca.pem: %s", run_dir, strerror(errno));
	if (n == 0)
		die("routes: no host is served by https");
	listeners[HTTPS].pem = server_pem(authority, names, n, -1, 30);
	listeners[WRONG].pem = server_pem(authority, wrong, 1, -1, 30);
	listeners[EXPIRED].pem = server_pem(authority, expired, 1, -60, -30);
	listeners[SELF_SIGNED].pem = server_pem(NULL, self, 1, -1, 30);
	for (size_t i = n - server->n_many; i < n; i++)
		free((void *)(uintptr_t)names[i]);
	free(names);
	free(pem);
	authority_free(authority);
}

static void ports_open(struct ports *ports, struct server *server)
{
	static const char *const names[N_LISTENERS] = {"http", "https", "https-wrong",
						       "https-expired", "https-self-signed"};

	for (int i = 0; i < N_LISTENERS; i++) {
		struct listener *listener = &ports->listeners[i];
		listener->name = names[i];
		listener->speaks = i == HTTP ? 80 : 443;
		listener->server = server;
		listener->socket = loopback_socket(true, &listener->port);
	}
	raw_open(&ports->raw, server);
	ports->refused_socket = loopback_socket(false, &ports->refused_port);
	ports->silent_socket = loopback_socket(true, &ports->silent_port);
}

/* The address a listener's name stands for; the caller frees it. */
static char *listener_address(const struct ports *ports, const char *name)
{
	for (int i = 0; i < N_LISTENERS; i++)
		if (!strcmp(ports->listeners[i].name, name))
			return must_format("127.0.0.1:%u", ports->listeners[i].port);
	if (!strcmp(name, "raw"))
		return must_format("127.0.0.1:%u", ports->raw.port);
	if (!strcmp(name, "refused"))
		return must_format("127.0.0.1:%u", ports->refused_port);
	if (!strcmp(name, "silent"))
		return must_format("127.0.0.1:%u", ports->silent_port);
	if (!strchr(name, ':'))
		die("routes: no listener is called %s", name);
	return must_copy(name, strlen(name));
}

static void json_string(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(out, "\\%c", *text);
		else if ((unsigned char)*text < 0x20)
			fprintf(out, "\\u%04x", (unsigned)(unsigned char)*text);
		else
			fputc(*text, out);
	}
	fputc('"', out);
}

static void connect_line(FILE *out, bool *first, const char *host, unsigned port,
			 const struct ports *ports, const char *listener)
{
	char *names = must_copy(listener, strlen(listener));
	bool several = strchr(names, ',') != NULL;
	char *rest = names;

	fprintf(out, "%s\n    \"%s:%u\": %s", *first ? "" : ",", host, port, several ? "[" : "");
	for (char *name; (name = strsep(&rest, ",")) != NULL;) {
		char *address = listener_address(ports, name);
		json_string(out, address);
		free(address);
		if (rest)
			fputs(", ", out);
	}
	if (several)
		fputc(']', out);
	*first = false;
	free(names);
}

static void net_text(FILE *out, const char *run_dir, const struct server *server,
		     const struct ports *ports)
{
	bool first = true;

	fputs("{\n  \"connect\": {", out);
	for (size_t i = 0; i < server->site.n_hosts; i++) {
		const struct host *host = &server->site.hosts[i];
		for (size_t p = 0; p < host->n_ports; p++)
			connect_line(out, &first, host->name, host->ports[p].port, ports,
				     host->ports[p].listener);
	}
	for (size_t i = 0; i < server->n_many; i++) {
		char *name = many_name(i);
		connect_line(out, &first, name, 80, ports, "http");
		connect_line(out, &first, name, 443, ports, "https");
		free(name);
	}
	fputs("\n  },\n  \"ca_file\": ", out);
	char *ca = must_format("%s/ca.pem", run_dir);
	json_string(out, ca);
	free(ca);
	fputs(",\n  \"allow\": [", out);
	for (int i = 0; i < N_LISTENERS; i++)
		fprintf(out, "\"127.0.0.1/32:%u\", ", ports->listeners[i].port);
	fprintf(out, "\"127.0.0.1/32:%u\", \"127.0.0.1/32:%u\", \"127.0.0.1/32:%u\"]\n}\n",
		ports->raw.port, ports->refused_port, ports->silent_port);
}

/* Whoever waits for the file sees all of it or nothing. */
static void net_write(const char *run_dir, const struct server *server, const struct ports *ports)
{
	char *part = must_format("%s/net.json.part", run_dir);
	char *whole = must_format("%s/net.json", run_dir);
	FILE *out = file_create(run_dir, "net.json.part");

	net_text(out, run_dir, server, ports);
	if (fclose(out) != 0 || rename(part, whole) < 0)
		die("%s: %s", whole, strerror(errno));
	free(part);
	free(whole);
}

static void wait_for_end(const sigset_t *signals, uint64_t max_seconds)
{
	struct timespec time = {.tv_sec = (time_t)max_seconds};
	int got;

	do
		got = sigtimedwait(signals, NULL, &time);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		fprintf(stderr, "fixture-web: ended after %llu seconds\n",
			(unsigned long long)max_seconds);
}

static void ports_close(struct ports *ports)
{
	for (int i = 0; i < N_LISTENERS; i++) {
		listener_stop(&ports->listeners[i]);
		pem_clear(&ports->listeners[i].pem);
	}
	raw_stop(&ports->raw);
	close(ports->refused_socket);
	close(ports->silent_socket);
}

static void server_clear(struct server *server)
{
	fclose(server->log);
	pthread_mutex_destroy(&server->log_lock);
	stop_clear(&server->stop);
	archive_clear(&server->archive);
	site_clear(&server->site);
	behave_end();
}

int main(int argc, char **argv)
{
	pid_t parent = getppid();
	struct options options = options_read(argc, argv);
	struct server server = {.n_many = options.n_many, .latency_ms = options.latency_ms};
	struct ports ports = {0};
	sigset_t signals;

	/* Blocked before any thread starts, so only wait_for_end sees them. */
	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	follow_parent(parent);

	char *run_dir = run_dir_make(options.run_dir);
	site_load(&server.site, options.site_dir);
	archive_load(&server.archive, options.site_dir);
	stop_init(&server.stop);
	pthread_mutex_init(&server.log_lock, NULL);
	server.log = file_create(run_dir, "log");
	clock_gettime(CLOCK_MONOTONIC, &server.start);

	ports_open(&ports, &server);
	certificates_make(run_dir, &server, ports.listeners);
	for (int i = 0; i < N_LISTENERS; i++)
		listener_start(&ports.listeners[i]);
	raw_start(&ports.raw);
	net_write(run_dir, &server, &ports);
	printf("ready %s/net.json\n", run_dir);
	fflush(stdout);

	wait_for_end(&signals, options.max_seconds);
	stop_now(&server.stop);
	ports_close(&ports);
	server_clear(&server);
	free(run_dir);
	return 0;
}
