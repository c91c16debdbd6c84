/*
 * accuracy.c - how often does the checker say what a careful person says?
 *
 *   accuracy [--dev | --held] [--list] [--list-held] [--assert]
 *   accuracy --check      is the set whole: enough of every kind?
 *
 * Writes the measured set (set.h) as a site, lets fixture-web serve it on loopback, and sends every
 * page, copy and quote through dkt_source_check, the way that a submission goes. Prints the
 * matrices of live verdicts, copies and quotes. Some mistakes are worse than others; they are
 * counted on their own, and with --assert any of them is a failure:
 *
 *   a page that is there called gone; a wall called gone; a quote called found that is not there,
 *   or called exact where only folding found it.
 *
 * Every page is asked twice in one job, without quotes and with them: what a page is must not
 * hang on whether a quote is right.
 */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/str.h"
#include "set.h"
#include "source/check.h"
#include "support/data.h"
#include "support/web.h"
#include "tally.h"
#include "json/doc.h"

#define NOW	   1798761600 /* 2027-01-01 */
#define TIMEOUT_MS 15000
#define IN_A_JOB   24
#define MAX_JOB	   ((size_t)4 << 20)

static const char *const live_names[] = {"alive",  "redirected", "moved-home",	"soft-gone",
					 "gone",   "blocked",	 "unreachable", "unreadable",
					 "denied", NULL};
static const char *const copy_names[] = {"good",	 "wrong-original", "not-fixed",
					 "other-time",	 "archived-error", "archived-blocked",
					 "quote-absent", "unreachable",	   NULL};
static const char *const quote_names[] = {"exact",  "folded",	     "fragments", "near",
					  "absent", "not-checkable", NULL};

struct run {
	struct acc_set set;
	bool dev;
	bool held;
	bool list;	/* mistakes on pages of development */
	bool list_held; /* and on those that were kept out */
	struct tally live;
	struct tally copies;
	struct tally quotes;
	size_t n_pages;
	size_t n_drawn; /* of the quotes */
	size_t alive_as_gone;
	size_t wall_as_gone;
	size_t false_found; /* not there, called found */
	size_t false_exact; /* folded or in parts, called exact */
	size_t bad_held;    /* of those four, on pages kept out */
};

/* --- what is sent --- */

static json_t *copies_json(const struct acc_page *page)
{
	json_t *archives = json_array();

	for (size_t i = 0; i < page->n_copies; i++)
		json_array_append_new(archives,
				      json_pack("{s:s, s:s*}", "url", page->copies[i].address,
						"captured_at", page->copies[i].claimed));
	return archives;
}

static json_t *claims_json(const struct acc_page *page)
{
	json_t *quotes = json_array();

	for (size_t i = 0; i < page->n_copies; i++) {
		if (page->copies[i].claim != NULL)
			json_array_append_new(quotes,
					      json_pack("{s:s}", "text", page->copies[i].claim));
	}
	return quotes;
}

static json_t *quotes_json(const struct acc_page *page)
{
	json_t *quotes = json_array();

	for (size_t i = 0; i < page->n_quotes; i++) {
		json_t *quote = json_pack("{s:s}", "text", page->quotes[i].text);

		if (quote == NULL)
			acc_die("%s: a quote is not UTF-8: %s", page->id, page->quotes[i].text);
		json_array_append_new(quotes, quote);
	}
	return quotes;
}

/* Each page as two sources: what it is, and what stands there. */
static json_t *sources_json(const struct acc_page *const *pages, size_t n)
{
	json_t *sources = json_array();

	for (size_t i = 0; i < n; i++) {
		json_array_append_new(sources, json_pack("{s:s, s:o, s:o}", "url", pages[i]->url,
							 "archives", copies_json(pages[i]),
							 "quotes", claims_json(pages[i])));
		json_array_append_new(sources, json_pack("{s:s, s:o, s:o}", "url", pages[i]->url,
							 "archives", copies_json(pages[i]),
							 "quotes", quotes_json(pages[i])));
	}
	return sources;
}

/* --- what comes back --- */

static bool is_wrongly_gone(const struct acc_page *page, const char *got)
{
	return (dkt_streq(got, "gone") || dkt_streq(got, "soft-gone")) && !acc_is(page->want, got);
}

static bool is_there(const char *want)
{
	return acc_is(want, "alive") || acc_is(want, "redirected");
}

static bool is_found(const char *verdict)
{
	return dkt_streq(verdict, "exact") || dkt_streq(verdict, "folded") ||
	       dkt_streq(verdict, "fragments");
}

static bool is_not_there(const char *want)
{
	return !acc_is(want, "exact") && !acc_is(want, "folded") && !acc_is(want, "fragments");
}

static void tell(const struct run *r, const struct acc_page *page, const char *what,
		 const char *want, const char *got, const char *more)
{
	if (page->held ? r->list_held : r->list)
		(void)printf("%s (%s, %s): %s expected %s, got %s: %.200s\n", page->id, page->kind,
			     page->lang, what, want, got, more);
}

static void count_bad(struct run *r, const struct acc_page *page, size_t *counter, const char *what,
		      const char *more)
{
	++*counter;
	r->bad_held += page->held;
	if (!page->held || r->list_held)
		(void)printf("MUST NOT BE: %s (%s, %s): %s: %s\n", page->id, page->kind, page->lang,
			     what, more);
}

/* With a wrong quote beside it the page must not become gone either. */
static void take_live(struct run *r, const struct acc_page *page, const json_t *alone,
		      const json_t *quoted)
{
	const char *got = dkt_doc_string(alone, "/live/verdict", "?");
	const char *reason = dkt_doc_string(alone, "/live/reason", "");
	const char *with_quotes = dkt_doc_string(quoted, "/live/verdict", "?");
	bool right = acc_is(page->want, got);

	tally_add(&r->live, page->lang, page->want, got, right);
	if (!right)
		tell(r, page, "the page", page->want, got, reason);
	if (is_wrongly_gone(page, got) || is_wrongly_gone(page, with_quotes)) {
		if (is_there(page->want))
			count_bad(r, page, &r->alive_as_gone, "a page that is there called gone",
				  reason);
		else if (acc_is(page->want, "blocked"))
			count_bad(r, page, &r->wall_as_gone, "a wall called gone", reason);
	}
}

static void take_copies(struct run *r, const struct acc_page *page, const json_t *alone)
{
	const json_t *copies = json_object_get(alone, "archives");

	for (size_t i = 0; i < page->n_copies; i++) {
		const json_t *copy = json_array_get(copies, i);
		const char *got = dkt_doc_string(copy, "/verdict", "?");
		bool right = acc_is(page->copies[i].want, got);

		tally_add(&r->copies, page->lang, page->copies[i].want, got, right);
		if (!right)
			tell(r, page, page->copies[i].address, page->copies[i].want, got,
			     dkt_doc_string(copy, "/reason", ""));
	}
}

static void take_quote(struct run *r, const struct acc_page *page, const struct acc_quote *quote,
		       const char *want, const char *got)
{
	bool right = acc_is(want, got) || (is_not_there(want) && !acc_is(want, "not-checkable") &&
					   (dkt_streq(got, "near") || dkt_streq(got, "absent")));

	/* where the page itself may be called blocked, so may its words */
	right = right || (dkt_streq(got, "not-checkable") && strchr(page->want, '|') != NULL &&
			  quote->want != NULL);
	r->n_drawn += quote->drawn;
	tally_add(&r->quotes, page->lang, want, got, right);
	if (!right)
		tell(r, page, quote->drawn ? "drawn quote" : "quote", want, got, quote->text);
	if (is_found(got) && is_not_there(want))
		count_bad(r, page, &r->false_found, "a quote found that is not there", quote->text);
	else if (dkt_streq(got, "exact") && !acc_is(want, "exact"))
		count_bad(r, page, &r->false_exact, "a quote called exact that is not",
			  quote->text);
}

static void take_quotes(struct run *r, const struct acc_page *page, const json_t *quoted)
{
	const json_t *quotes = json_object_get(quoted, "quotes");

	for (size_t i = 0; i < page->n_quotes; i++) {
		const struct acc_quote *quote = &page->quotes[i];
		const json_t *got = json_array_get(quotes, i);
		const json_t *copy = json_array_get(json_object_get(got, "archives"), quote->copy);

		if (quote->want != NULL)
			take_quote(r, page, quote, quote->want,
				   dkt_doc_string(got, "/page/verdict", "?"));
		if (quote->want_copy != NULL)
			take_quote(r, page, quote, quote->want_copy,
				   dkt_doc_string(copy, "/verdict", "?"));
	}
}

static void run_job(struct run *r, const struct acc_page *const *pages, size_t n)
{
	DKT_AUTO(arena) struct dkt_arena *arena = dkt_arena_new();
	DKT_AUTO(report) struct dkt_report *report = dkt_report_new();
	DKT_AUTO(json) json_t *sources = sources_json(pages, n);
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(MAX_JOB);
	struct dkt_source_job job = {.pointer = "/sources", .now = NOW, .timeout_ms = TIMEOUT_MS};
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_text_fault fault;
	struct dkt_text text;
	json_t *evidence = NULL;

	dkt_doc_write(sources, &bytes);
	if (!dkt_text_parse(&text, arena, dkt_buf_str(&bytes), bytes.size, &fault))
		acc_die("the record of a job cannot be read");
	job.sources = &text.root;
	if (dkt_source_check(test_web_net(), &job, report, &evidence, &err) < 0)
		acc_die("%s", err.text);
	for (size_t i = 0; i < n; i++) {
		const json_t *alone = json_array_get(evidence, 2 * i);
		const json_t *quoted = json_array_get(evidence, 2 * i + 1);

		take_live(r, pages[i], alone, quoted);
		take_copies(r, pages[i], alone);
		take_quotes(r, pages[i], quoted);
	}
	json_decref(evidence);
}

static void run_all(struct run *r)
{
	const struct acc_page *pages[IN_A_JOB];
	size_t n = 0;

	for (size_t i = 0; i < r->set.n_pages; i++) {
		const struct acc_page *page = &r->set.pages[i];

		if (page->held ? !r->held : !r->dev)
			continue;
		pages[n++] = page;
		r->n_pages++;
		if (n == IN_A_JOB) {
			run_job(r, pages, n);
			n = 0;
		}
	}
	if (n > 0)
		run_job(r, pages, n);
}

/* --- the set itself --- */

#define MIN_PAGES  300
#define MIN_SHAPES 120
#define MIN_QUOTES 800
#define MIN_ZH	   100 /* pages in Chinese */
#define MIN_COPIES 60

static bool enough(const char *what, size_t n, size_t min)
{
	(void)printf("%s %zu, at least %zu\n", what, n, min);
	return n >= min;
}

static int check_set(const struct acc_set *set)
{
	size_t n_quotes = 0;
	size_t n_copies = 0;
	size_t n_zh = 0;
	size_t n_held = 0;
	bool good;

	for (size_t i = 0; i < set->n_pages; i++) {
		n_quotes += set->pages[i].n_quotes;
		n_copies += set->pages[i].n_copies;
		n_zh += dkt_starts(set->pages[i].lang, "zh");
		n_held += set->pages[i].held;
	}
	good = enough("pages", set->n_pages, MIN_PAGES);
	good = enough("ways of building a page", acc_n_shapes(set), MIN_SHAPES) && good;
	good = enough("quotes", n_quotes, MIN_QUOTES) && good;
	good = enough("pages in Chinese", n_zh, MIN_ZH) && good;
	good = enough("archived copies", n_copies, MIN_COPIES) && good;
	good = enough("pages kept out of development", n_held, set->n_pages / 4) && good;
	return good ? 0 : 1;
}

/* --- the program --- */

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

struct options {
	bool asserts;
	bool check;
};

static bool read_options(struct run *r, int argc, char **argv, struct options *options)
{
	r->dev = true;
	r->held = true;
	for (int i = 1; i < argc; i++) {
		if (dkt_streq(argv[i], "--dev"))
			r->held = false;
		else if (dkt_streq(argv[i], "--held"))
			r->dev = false;
		else if (dkt_streq(argv[i], "--list"))
			r->list = true;
		else if (dkt_streq(argv[i], "--list-held"))
			r->list_held = true;
		else if (dkt_streq(argv[i], "--assert"))
			options->asserts = true;
		else if (dkt_streq(argv[i], "--check"))
			options->check = true;
		else
			return false;
	}
	return true;
}

static size_t print(const struct run *r)
{
	(void)printf("\n%zu pages, %zu copies, %zu quotes, %zu of them drawn from pools%s\n",
		     r->n_pages, r->copies.n, r->quotes.n, r->n_drawn,
		     !r->held  ? " (development)"
		     : !r->dev ? " (held out)"
			       : "");
	tally_print(&r->live, stdout);
	tally_print(&r->copies, stdout);
	tally_print(&r->quotes, stdout);
	(void)printf(
		"\nmust all be 0: pages that are there called gone %zu, walls called gone %zu, "
		"quotes found that are not there %zu, quotes called exact that are not %zu "
		"(on held-out pages %zu of all these)\n",
		r->alive_as_gone, r->wall_as_gone, r->false_found, r->false_exact, r->bad_held);
	return r->alive_as_gone + r->wall_as_gone + r->false_found + r->false_exact;
}

/* 77: there is no fixture-web. */
static int measure(struct run *r, const char *dir, bool asserts)
{
	const char *options[] = {"--site", dir, NULL};
	size_t bad = 0;
	bool ready;

	tally_init(&r->live, "live pages", live_names);
	tally_init(&r->copies, "archived copies", copy_names);
	tally_init(&r->quotes, "quotes", quote_names);
	ready = test_web_start(options);
	if (ready) {
		run_all(r);
		bad = print(r);
	}
	test_web_stop();
	return !ready ? 77 : asserts && bad > 0 ? 1 : 0;
}

int main(int argc, char **argv)
{
	static struct run r;
	char dir[] = "/tmp/docket-accuracy-XXXXXX";
	struct options options = {0};
	char *from = dkt_path_join(test_source_dir(), "tests/accuracy");
	int status = 2;

	if (!read_options(&r, argc, argv, &options) || mkdtemp(dir) == NULL) {
		(void)fputs("usage: accuracy [--dev | --held] [--list] [--list-held] [--assert]\n"
			    "       accuracy --check\n",
			    stderr);
	} else {
		acc_set_read(&r.set, from, dir);
		status = options.check ? check_set(&r.set) : measure(&r, dir, options.asserts);
		acc_set_clear(&r.set);
		(void)nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	free(from);
	return status;
}
