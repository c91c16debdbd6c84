/* perma.c - six links; their WARCs are written when they are asked for. */
#define _GNU_SOURCE
#include "perma.h"

#include <stdlib.h>
#include <string.h>

#define BRIDGE	    "https://news.example/2019/06/bridge-lab"
#define BRIDGE_HTTP "http://news.example/2019/06/bridge-lab"

static const char page[] =
	"<!doctype html><html lang=\"en\"><title>Bridge Lab opens</title><body><h1>Bridge Lab "
	"opens</h1><p>The Polytechnic and Lantern Networks opened the Bridge Lab on 3 June 2019 in "
	"the old customs house.</p></body></html>\n";

static const struct link {
	const char *guid;
	const char *url;
	const char *status;
	const char *upload;
	bool warc;
} links[] = {
	{"AAAA-0001", BRIDGE, "success", "false", true},
	{"AAAA-0002", BRIDGE_HTTP, "success", "false", true},
	{"AAAA-0003", BRIDGE, "success", "true", true},
	{"AAAA-0004", BRIDGE, "failed", "false", false},
	{"AAAA-0005", BRIDGE, "success", "false", false},
	{"AAAA-0006", BRIDGE, "success", "false", true},
};

static const struct link *find(const char *guid)
{
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (!strncmp(links[i].guid, guid, strlen(links[i].guid)))
			return &links[i];
	return NULL;
}

static void record(FILE *out, const char *url, const char *head, const char *body)
{
	fprintf(out,
		"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:%08zx>\r\n"
		"WARC-Target-URI: %s\r\nWARC-Date: 2019-06-06T08:12:01Z\r\n"
		"Content-Type: application/http; msgtype=response\r\nContent-Length: %zu\r\n\r\n"
		"%s%s\r\n\r\n",
		strlen(url), url, strlen(head) + strlen(body), head, body);
}

static void warc_text(FILE *out, const struct link *link)
{
	static const char html[] =
		"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
	static const char moved[] = "HTTP/1.1 301 Moved Permanently\r\nLocation: " BRIDGE
				    "?from=http\r\nContent-Length: 0\r\n\r\n";

	if (!strcmp(link->guid, "AAAA-0006")) {
		record(out, "https://news.example/gone", html, page);
	} else if (!strcmp(link->url, BRIDGE_HTTP)) {
		record(out, BRIDGE_HTTP, moved, "");
		record(out, BRIDGE "?from=http", html, page);
	} else {
		record(out, link->url, html, page);
	}
}

void perma_answer(const char *target, struct answer *answer)
{
	bool warc = !strncmp(target, "/warc/", 6);
	const char *guid = warc ? target + 6 : strstr(target, "/archives/");
	const struct link *link = guid ? find(guid + (warc ? 0 : 10)) : NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		die("out of memory");
	answer->status = link && (!warc || link->warc) ? 200 : 404;
	answer_header(answer, "Content-Type", warc ? "application/warc" : "application/json");
	if (answer->status == 404)
		fputs("{\"detail\": \"Not found.\"}\n", out);
	else if (warc)
		warc_text(out, link);
	else
		fprintf(out,
			"{\"guid\": \"%s\", \"creation_timestamp\": \"2019-06-06T08:12:00Z\", "
			"\"url\": \"%s\", \"title\": \"Bridge Lab opens\", \"warc_size\": 1234, "
			"\"warc_download_url\": %s%s%s, \"captures\": [{\"role\": \"screenshot\", "
			"\"status\": \"success\"}, {\"role\": \"primary\", \"status\": \"%s\", "
			"\"user_upload\": %s}]}\n",
			link->guid, link->url,
			link->warc ? "\"https://perma.example/warc/" : "null",
			link->warc ? link->guid : "", link->warc ? "\"" : "", link->status,
			link->upload);
	fclose(out);
	answer_body_take(answer, text, size);
}
