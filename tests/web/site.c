/*
 * site.c - reading `routes`. Some two hundred lines, searched from top to bottom at each
 * request: at that size a table that a person can read beats any index.
 */
#define _GNU_SOURCE
#include "site.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { MAX_WORDS = 16 };

static const struct {
	const char *word;
	enum behaviour does;
	uint64_t default_amount;
	uint64_t max_amount;
} behaviours[] = {
	{"file", DO_FILE, 0, 0},
	{"gzip", DO_GZIP, 0, 0},
	{"bomb", DO_BOMB, 64, 256},
	{"delay", DO_DELAY, 0, 120000},
	{"drip", DO_DRIP, 0, 120000},
	{"stall", DO_STALL, 0, 0},
	{"endless", DO_ENDLESS, 1024, 1024},
	{"declared", DO_DECLARED, 10737418240, 1099511627776},
	{"truncated", DO_TRUNCATED, 1000, 1000000},
	{"headers", DO_HEADERS, 320, 400},
	{"mend", DO_MEND, 1, 1000},
	{"late", DO_LATE, 5000, 120000},
	{"memento", DO_MEMENTO, 0, 0},
};

/* Header values are written without blanks in the table; %20 stands for one. */
static void percent_decode(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		unsigned value;
		if (*from == '%' && sscanf(from + 1, "%2x", &value) == 1 && from[1] && from[2]) {
			*to++ = (char)value;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
}

static void host_line(struct site *site, char **words, size_t n, size_t line)
{
	struct host *host;

	if (n < 2 || n > 2 + SITE_MAX_PORTS)
		die("routes:%zu: a host line is `host NAME PORT=LISTENER...`", line);
	site->hosts = must_grow(site->hosts, (site->n_hosts + 1) * sizeof *site->hosts);
	host = &site->hosts[site->n_hosts++];
	*host = (struct host){.name = words[1]};
	for (size_t i = 2; i < n; i++) {
		uint64_t port;
		char *equals = strchr(words[i], '=');
		if (!equals || !equals[1])
			die("routes:%zu: %s is not PORT=LISTENER", line, words[i]);
		*equals = '\0';
		if (!number_read(words[i], 65535, &port))
			die("routes:%zu: %s is not a port", line, words[i]);
		host->ports[host->n_ports].port = (unsigned)port;
		host->ports[host->n_ports++].listener = equals + 1;
	}
}

static struct bytes page_open(struct site *site, const char *dir, const char *path)
{
	for (size_t i = 0; i < site->n_files; i++)
		if (!strcmp(site->files[i].path, path))
			return site->files[i].bytes;
	site->files = must_grow(site->files, (site->n_files + 1) * sizeof *site->files);

	char *full = must_format("%s/pages/%s", dir, path);
	site->files[site->n_files].path = must_copy(path, strlen(path));
	site->files[site->n_files].bytes = file_read(full);
	free(full);
	return site->files[site->n_files++].bytes;
}

static void behaviour_read(struct route *route, char *word, size_t line)
{
	char *colon = strchr(word, ':');

	if (colon)
		*colon++ = '\0';
	for (size_t i = 0; i < sizeof behaviours / sizeof *behaviours; i++) {
		if (strcmp(behaviours[i].word, word))
			continue;
		route->does = behaviours[i].does;
		route->amount = behaviours[i].default_amount;
		if (colon && !number_read(colon, behaviours[i].max_amount, &route->amount))
			die("routes:%zu: %s is not a number up to %llu", line, colon,
			    (unsigned long long)behaviours[i].max_amount);
		return;
	}
	die("routes:%zu: no behaviour is called %s", line, word);
}

static void header_add(struct route *route, const char *name, char *value, size_t line)
{
	if (route->n_headers == SITE_MAX_HEADERS)
		die("routes:%zu: more than %d headers", line, SITE_MAX_HEADERS);
	route->headers[route->n_headers].name = must_copy(name, strlen(name));
	route->headers[route->n_headers++].value = must_copy(value, strlen(value));
}

static void setting_read(struct route *route, char *word, size_t line)
{
	char *value = strchr(word, '=');

	if (!value)
		die("routes:%zu: %s is not NAME=VALUE", line, word);
	*value++ = '\0';
	if (!strcmp(word, "type")) {
		route->type = strcmp(value, "none") ? value : NULL;
	} else if (!strcmp(word, "location")) {
		header_add(route, "Location", value, line);
	} else if (!strcmp(word, "do")) {
		behaviour_read(route, value, line);
	} else if (!strcmp(word, "port") && (!strcmp(value, "80") || !strcmp(value, "443"))) {
		route->port = strcmp(value, "80") ? 443 : 80;
	} else if (!strcmp(word, "header") && strchr(value, ':')) {
		char *text = strchr(value, ':');
		*text++ = '\0';
		percent_decode(text);
		header_add(route, value, text, line);
	} else {
		die("routes:%zu: no setting is called %s", line, word);
	}
}

static void route_line(struct site *site, const char *dir, char **words, size_t n, size_t line)
{
	static char html[] = "text/html; charset=utf-8";
	struct route *route;
	uint64_t status;
	size_t length;

	if (n < 4)
		die("routes:%zu: a route is `HOST PATH STATUS FILE [NAME=VALUE...]`", line);
	if (!site_knows(site, words[0]))
		die("routes:%zu: %s has no host line above", line, words[0]);
	if (words[1][0] != '/' || !number_read(words[2], 999, &status) || status < 200)
		die("routes:%zu: path or status is wrong", line);
	site->routes = must_grow(site->routes, (site->n_routes + 1) * sizeof *site->routes);
	route = &site->routes[site->n_routes++];
	*route = (struct route){.host = words[0], .path = words[1], .status = (unsigned)status};
	route->type = html;
	length = strlen(route->path);
	if (route->path[length - 1] == '*') {
		route->prefix = true;
		route->path[length - 1] = '\0';
	}
	if (strcmp(words[3], "-"))
		route->body = page_open(site, dir, words[3]);
	for (size_t i = 4; i < n; i++)
		setting_read(route, words[i], line);
}

void site_load(struct site *site, const char *dir)
{
	char *path = must_format("%s/routes", dir);
	size_t line = 0;
	char *words[MAX_WORDS];

	*site = (struct site){.table = file_read(path).at};
	free(path);

	char *cursor = site->table;
	for (char *text; (text = line_next(&cursor, &line));) {
		size_t n = words_cut(text, words, MAX_WORDS);
		if (n && !strcmp(words[0], "host"))
			host_line(site, words, n, line);
		else
			route_line(site, dir, words, n, line);
	}
}

void site_clear(struct site *site)
{
	for (size_t i = 0; i < site->n_routes; i++) {
		for (size_t h = 0; h < site->routes[i].n_headers; h++) {
			free(site->routes[i].headers[h].name);
			free(site->routes[i].headers[h].value);
		}
	}
	for (size_t i = 0; i < site->n_files; i++) {
		free(site->files[i].path);
		free(site->files[i].bytes.at);
	}
	free(site->files);
	free(site->routes);
	free(site->hosts);
	free(site->table);
	*site = (struct site){0};
}

bool site_knows(const struct site *site, const char *host)
{
	for (size_t i = 0; i < site->n_hosts; i++)
		if (!strcasecmp(site->hosts[i].name, host))
			return true;
	return false;
}

/*
 * How well a route fits: 0 not at all; else the longer the better, exact before prefix, one
 * port before both. matched_out is how much of the target the route covers.
 */
static size_t fit(const struct route *route, unsigned port, const char *target, size_t *matched_out)
{
	size_t length = strlen(route->path);
	bool exact;

	if ((route->port && route->port != port) || strncmp(route->path, target, length) != 0)
		return 0;
	exact = target[length] == '\0' || target[length] == '?';
	if (!route->prefix && !exact)
		return 0;
	*matched_out = length;
	return 4 * length + (route->prefix ? 1 : 2) + (route->port ? 1 : 0);
}

const struct route *site_find(const struct site *site, const char *host, unsigned port,
			      const char *target, const char **tail_out)
{
	const struct route *best = NULL;
	size_t best_fit = 0;

	for (size_t i = 0; i < site->n_routes; i++) {
		const struct route *route = &site->routes[i];
		size_t matched = 0;
		if (strcasecmp(route->host, host) != 0)
			continue;
		size_t now = fit(route, port, target, &matched);
		if (now <= best_fit)
			continue;
		best = route;
		best_fit = now;
		*tail_out = target + matched;
	}
	return best;
}
