/*
 * spn.c - jobs without a memory: the job's name is the address in hex, and how often something was
 * asked is counted by behave.h.
 */
#define _GNU_SOURCE
#include "spn.h"

#include "behave.h"

#include <stdlib.h>
#include <string.h>

enum { POLLS_PENDING = 2 };

static void json(struct answer *answer, unsigned status, char *text_taken)
{
	answer->status = status;
	answer_header(answer, "Content-Type", "application/json");
	answer_body_take(answer, text_taken, strlen(text_taken));
}

static char *job_of(const char *url)
{
	char *job = must_alloc(strlen(url) * 2 + 6);

	memcpy(job, "spn2-", 6);
	for (size_t i = 0; url[i]; i++)
		snprintf(job + 5 + 2 * i, 3, "%02x", (unsigned)(unsigned char)url[i]);
	return job;
}

/* The caller frees it; "" for what is no job. */
static char *url_of(const char *job)
{
	char *url = must_alloc(strlen(job) + 1);
	size_t n = 0;

	for (job += strncmp(job, "spn2-", 5) ? 0 : 5; job[0] && job[1]; job += 2) {
		char pair[3] = {job[0], job[1], '\0'};

		url[n++] = (char)strtoul(pair, NULL, 16);
	}
	url[n] = '\0';
	return url;
}

static void submit(const char *url, struct answer *answer)
{
	const char *refused = strstr(url, "/spn-refuse-");
	char *job;

	if (strstr(url, "/spn-busy") && behave_count(url) == 1) {
		answer_header(answer, "Retry-After", "120");
		json(answer, 429, must_format("{\"message\": \"Too Many Requests\"}\n"));
	} else if (refused) {
		json(answer, 200,
		     must_format("{\"status\": \"error\", \"status_ext\": \"error:%s\", "
				 "\"message\": \"Not this time.\"}\n",
				 refused + 12));
	} else {
		job = job_of(url);
		json(answer, 200, must_format("{\"url\": \"%s\", \"job_id\": \"%s\"}\n", url, job));
		free(job);
	}
}

static void status(const char *job, struct answer *answer)
{
	char *url = url_of(job);
	const char *failed = strstr(url, "/spn-fail-");
	const char *code = failed ? failed + 10 : strstr(url, "/spn-made") ? "job-failed" : NULL;

	if (strstr(url, "/spn-lost"))
		json(answer, 404,
		     must_format("{\"status\": \"error\", \"message\": \"No such job\"}\n"));
	else if (behave_count(job) <= POLLS_PENDING)
		json(answer, 200,
		     must_format("{\"status\": \"pending\", \"job_id\": \"%s\", \"resources\": "
				 "[]}\n",
				 job));
	else if (code)
		json(answer, 200,
		     must_format(
			     "{\"status\": \"error\", \"job_id\": \"%s\", \"status_ext\": "
			     "\"error:%s\", \"exception\": \"[Errno 1]\", \"message\": \"It did "
			     "not work.\", \"resources\": []}\n",
			     job, code));
	else
		json(answer, 200,
		     must_format(
			     "{\"status\": \"success\", \"job_id\": \"%s\", "
			     "\"original_url\": \"%s\", \"timestamp\": \"" SPN_STAMP "\", "
			     "\"duration_sec\": 6.1, \"resources\": [\"%s\"], \"outlinks\": {}}\n",
			     job, url, url));
	free(url);
}

void spn_answer(const struct asked *asked, struct answer *answer)
{
	const char *rest = asked->target + 5;
	char *url;

	if (!asked->authorization || strcmp(asked->authorization, "LOW testkey:testsecret") != 0) {
		json(answer, 401,
		     must_format("{\"message\": \"You need to be logged in to use Save Page "
				 "Now.\"}\n"));
	} else if (!strncmp(rest, "/status/user", 12)) {
		json(answer, 200,
		     must_format("{\"available\": 3, \"processing\": 0, \"daily_captures\": 1, "
				 "\"daily_captures_limit\": 30000}\n"));
	} else if (!strncmp(rest, "/status/", 8)) {
		status(rest + 8, answer);
	} else {
		url = parameter(asked->body, "url");
		if (url)
			submit(url, answer);
		else
			json(answer, 400, must_format("{\"message\": \"url is missing\"}\n"));
		free(url);
	}
}

bool spn_replay(const char *target, struct answer *answer)
{
	static const char page[] =
		"<!doctype html><html lang=\"en\"><title>Saved</title><body><h1>Saved</h1>"
		"<p>This page was saved because somebody asked for it.</p></body></html>\n";
	const char *digits = target + 5;
	const char *url;

	if (strncmp(digits, SPN_STAMP, strlen(SPN_STAMP)) != 0)
		return false;
	url = digits + strcspn(digits, "/");
	if (behave_count(target) == 1) {
		json(answer, 404, must_format("{\"message\": \"not there yet\"}\n"));
		return true;
	}
	answer->status = 200;
	answer_header(answer, "Content-Type", "text/html; charset=utf-8");
	answer_header(answer, "Memento-Datetime", "Fri, 01 Jan 2027 00:01:00 GMT");
	answer_header(answer, "Link", "<%s>; rel=\"original\"", url + (*url == '/'));
	answer_body_take(answer, must_copy(page, strlen(page)), strlen(page));
	return true;
}
