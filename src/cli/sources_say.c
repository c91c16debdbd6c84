/* sources_say.c - evidence of sources in lines. */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/sources_say.h"
#include "source/fetch.h"
#include "source/url.h"

#include "base/banned.h"

static const char *verdict(const json_t *part, const char *pointer, bool open)
{
	const char *said = dkt_doc_string(part, pointer, "unchecked");

	return open && dkt_streq(said, "denied") ? "unreachable" : said;
}

static void say_source(const json_t *source, bool open, struct dkt_buf *out)
{
	const json_t *archives = json_object_get(source, "archives");
	const char *live = verdict(source, "/live/verdict", open);
	const char *reason = open && dkt_streq(live, "unreachable")
				     ? ""
				     : dkt_doc_string(source, "/live/reason", "");

	dkt_buf_addf(out, "%s: %s%s%s%s\n", dkt_doc_string(source, "/url", ""), live,
		     reason[0] == '\0' ? "" : ", ", reason,
		     dkt_doc_bool(source, "/live/dead", false) ? "; dead" : "");
	for (size_t i = 0; i < json_array_size(archives); i++) {
		const json_t *copy = json_array_get(archives, i);

		dkt_buf_addf(out, "  archived copy %s: %s\n", dkt_doc_string(copy, "/url", ""),
			     verdict(copy, "/verdict", open));
	}
}

void dkt_say_sources(const json_t *sources, bool open, struct dkt_buf *out)
{
	for (size_t i = 0; i < json_array_size(sources); i++)
		say_source(json_array_get(sources, i), open, out);
}

void dkt_say_span(int64_t seconds, char out[32])
{
	if (seconds < 120)
		(void)snprintf(out, 32, "%lld s", (long long)seconds);
	else if (seconds < 7200)
		(void)snprintf(out, 32, "%lld min", (long long)(seconds + 30) / 60);
	else
		(void)snprintf(out, 32, "%lld h", (long long)(seconds + 1800) / 3600);
}

void dkt_say_fetching(const struct dkt_call *call, const struct dkt_fetch_progress *progress,
		      size_t done, size_t all)
{
	char left[32] = "";

	if (progress->seconds_left >= 0)
		dkt_say_span(progress->seconds_left, left);
	dkt_progress(call,
		     "%zu of %zu records, %.1f answers a second, %zu of %zu hosts waiting%s%s%s",
		     done, all, progress->per_second, progress->hosts_waiting, progress->hosts,
		     left[0] == '\0' ? "" : ", ", left,
		     left[0] == '\0' ? "" : " left for what is under way");
}

bool dkt_call_address(const struct dkt_call *call, int *status_out)
{
	struct dkt_arena *arena = dkt_arena_new();
	const char *text = call->arguments[0];
	struct dkt_url url;
	const char *why;
	bool good = dkt_url_parse(arena, text, &url, &why);

	/* people leave out the scheme as browsers do */
	if (!good && strstr(text, "://") == NULL && strchr(text, '.') != NULL)
		*status_out = dkt_say_usage(call, "\"%s\" is no full address; write https://%s",
					    text, text);
	else if (!good)
		*status_out = dkt_say_usage(call, "\"%s\" cannot be asked for: %s", text, why);
	dkt_arena_free(arena);
	return good;
}
