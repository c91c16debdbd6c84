/* cmd_sources_replay.c - docket sources replay: an own copy as text, with a quote marked in it. */
#include <ctype.h>
#include <stdio.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "cli/commands.h"
#include "source/capture.h"
#include "source/page.h"
#include "source/quote.h"

#include "base/banned.h"

#define MARK_BEGIN "\xE2\x96\xB6" /* a triangle to the right, and one to the left */
#define MARK_END   "\xE2\x97\x80"
#define NEAR	   64 /* bytes in which the next letter of a quote is looked for */

static const char *const examples[] = {
	"docket sources replay "
	"6f1ed002ab5595859014ebf0951522d9fb0a3f1a5c0f1f8f6b2b1a4e8c0d9e7f",
	"docket sources replay page.warc.gz --quote 'opened on 3 June 2019'", NULL};

static const struct dkt_option options[] = {
	{"quote", "TEXT", "mark these words in the text"},
	{NULL, NULL, NULL},
};

struct replaying {
	struct dkt_call *call;
	struct dkt_arena *arena;
	struct dkt_capture capture;
	struct dkt_page page;
	const char *text; /* where the quote stands, or the visible text */
	size_t size;
	struct dkt_quote quote;
	size_t end; /* behind the quote */
};

/* The folder of own copies that a segment stands in, for the content of revisits. */
static const char *folder_of(struct dkt_arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	const char *folder =
		slash == NULL ? "." : dkt_arena_dup(arena, path, (size_t)(slash - path));

	return dkt_file_exists(dkt_arena_printf(arena, "%s/index.db", folder)) ? folder : NULL;
}

static int read_by_key(struct replaying *r, const char *key, int *status, struct dkt_err *err)
{
	struct dkt *d = dkt_call_open(r->call, DKT_FROM_TIP, status);
	int result;

	if (d == NULL)
		return 1; /* it has said why */
	result = dkt_context_need_repo(d, err);
	if (result == 0)
		result = dkt_capture_find(
			r->arena,
			dkt_arena_printf(r->arena, "%s/archive", dkt_repo_state_dir(d->repo)), key,
			&r->capture, err);
	dkt_close(d);
	return result;
}

static bool passes(const struct dkt_quote *quote)
{
	return quote->verdict <= DKT_QUOTE_FRAGMENTS;
}

/* Behind the last letter of the quote, found letter by letter from where it begins: folding may
 * have made the words longer or shorter than the quote is. */
static size_t end_of(const char *text, size_t size, size_t from, const char *quote)
{
	size_t end = from;

	for (const unsigned char *q = (const unsigned char *)quote; *q != '\0'; q++) {
		if (*q <= ' ' || ispunct(*q) != 0)
			continue;
		for (size_t i = end; i < size && i < end + NEAR; i++) {
			if (tolower((unsigned char)text[i]) == tolower(*q)) {
				end = i + 1;
				break;
			}
		}
	}
	while (end < size && ((unsigned char)text[end] & 0xC0U) == 0x80U)
		end++;
	return end;
}

static void look(struct replaying *r)
{
	const char *quote = dkt_given(r->call, "quote");

	dkt_page_read(r->arena, &r->capture.answer, &r->page);
	r->text = r->page.text;
	r->size = r->page.text_size;
	r->quote = (struct dkt_quote){.verdict = DKT_QUOTE_NOT_CHECKABLE, .tier = ""};
	if (quote == NULL)
		return;
	dkt_quote_find(r->arena, quote, r->text, r->size, &r->quote);
	if (!passes(&r->quote) && r->page.hidden_size > 0) {
		struct dkt_quote hidden;

		dkt_quote_find(r->arena, quote, r->page.hidden, r->page.hidden_size, &hidden);
		if (passes(&hidden)) {
			r->quote = hidden;
			r->text = r->page.hidden;
			r->size = r->page.hidden_size;
		}
	}
	if (passes(&r->quote))
		r->end = end_of(r->text, r->size, r->quote.offset, quote);
}

static void say_json(const struct replaying *r)
{
	json_t *json =
		json_pack("{s:s, s:s, s:I, s:s, s:b, s:b, s:o}", "url", r->capture.url, "date",
			  r->capture.date, "status", (json_int_t)r->capture.answer.status,
			  "capture", r->capture.key, "revisit", r->capture.revisit, "digests_fit",
			  !r->capture.sum_wrong, "text", json_stringn(r->text, r->size));

	if (dkt_given(r->call, "quote") != NULL) {
		json_object_set_new(json, "quote",
				    json_pack("{s:s, s:s}", "verdict",
					      dkt_quote_name(r->quote.verdict), "tier",
					      r->quote.tier));
		if (passes(&r->quote)) {
			json_t *quote = json_object_get(json, "quote");

			json_object_set_new(quote, "offset",
					    json_integer((json_int_t)r->quote.offset));
			json_object_set_new(quote, "end", json_integer((json_int_t)r->end));
		}
	}
	dkt_say_json_take(json);
}

static void say_text(const struct replaying *r)
{
	const struct dkt_capture *c = &r->capture;

	dkt_tell(r->call, "%s, captured %s, status %ld%s", c->url, c->date, c->answer.status,
		 c->sum_wrong ? "; its digests do not fit: it has been changed or damaged" : "");
	if (dkt_given(r->call, "quote") != NULL)
		dkt_tell(r->call, "quote: %s%s%s", dkt_quote_name(r->quote.verdict),
			 r->quote.tier[0] == '\0' ? "" : ", tier ", r->quote.tier);
	if (!passes(&r->quote)) {
		dkt_put(stdout, r->text, r->size);
	} else {
		dkt_put(stdout, r->text, r->quote.offset);
		dkt_put(stdout, MARK_BEGIN, sizeof MARK_BEGIN - 1);
		dkt_put(stdout, r->text + r->quote.offset, r->end - r->quote.offset);
		dkt_put(stdout, MARK_END, sizeof MARK_END - 1);
		dkt_put(stdout, r->text + r->end, r->size - r->end);
	}
	if (r->size > 0 && r->text[r->size - 1] != '\n')
		dkt_put(stdout, "\n", 1);
}

static int run(struct dkt_call *call)
{
	struct replaying r = {.call = call, .arena = dkt_arena_new()};
	struct dkt_err err = DKT_ERR_INIT;
	const char *what = call->arguments[0];
	int status = DKT_EXIT_DONE;
	int result;

	if (strlen(what) == 64 && strspn(what, "0123456789abcdef") == 64)
		result = read_by_key(&r, what, &status, &err);
	else
		result =
			dkt_capture_open(r.arena, folder_of(r.arena, what), what, &r.capture, &err);
	if (result < 0) {
		status = dkt_say_error(call, &err);
	} else if (result == 0) {
		look(&r);
		if (call->json)
			say_json(&r);
		else
			say_text(&r);
		if (r.capture.sum_wrong || (dkt_given(call, "quote") != NULL && !passes(&r.quote)))
			status = DKT_EXIT_FINDINGS;
	}
	dkt_arena_free(r.arena);
	return status;
}

const struct dkt_command dkt_cmd_sources_replay = {
	.name = "sources replay",
	.group = "review",
	.summary = "show an own copy of a page as text, with a quote marked",
	.arguments = "CAPTURE|FILE",
	.description =
		"CAPTURE is the name of a copy in this dataset's private archive (the SHA-256 that "
		"the evidence gives); FILE is any web archive (WARC, compressed or not), of which "
		"the last page is shown. The words of --quote stand between two triangles.\n\n"
		"Ends with 1 when the words do not stand there, or when a digest in the archive "
		"does not fit what it holds.",
	.options = options,
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
