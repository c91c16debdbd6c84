/* work_say.c - counting what a check found. */
#include "flow/work_say.h"

#include "base/buf.h"
#include "base/str.h"

#include "base/banned.h"

#define MAX_LISTED 40

const char *dkt_findings_as_text(struct dkt_arena *arena, const struct dkt_report *report)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	size_t listed = 0;
	const char *text;

	for (size_t i = 0; i < dkt_report_size(report) && listed < MAX_LISTED; i++) {
		const struct dkt_finding *f = dkt_report_at(report, i);

		dkt_buf_addf(&out, "- %s %s %s: %s\n", dkt_level_name(f->level), f->code,
			     f->pointer, f->sentence);
		listed++;
	}
	if (listed < dkt_report_size(report))
		dkt_buf_addf(&out, "- and %zu more\n", dkt_report_size(report) - listed);
	text = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return text;
}

/* Members of the sources' lists whose verdict, at pointer, is one of those wanted. */
static void count_verdicts(const json_t *list, const char *pointer, const char *const *wanted,
			   size_t *good, size_t *all)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *verdict = dkt_doc_string(json_array_get(list, i), pointer, "");

		++*all;
		for (size_t j = 0; wanted[j] != NULL; j++)
			*good += dkt_streq(wanted[j], verdict);
	}
}

/* Is the quote found on the page or in one of its copies? */
static bool quote_found(const json_t *quote)
{
	static const char *const found[] = {"exact", "folded", "fragments", NULL};
	const char *verdict = dkt_doc_string(quote, "/page/verdict", "");
	size_t good = 0;
	size_t all = 0;

	for (size_t j = 0; found[j] != NULL; j++)
		good += dkt_streq(found[j], verdict);
	count_verdicts(json_object_get(quote, "archives"), "/verdict", found, &good, &all);
	return good > 0;
}

const char *dkt_evidence_summary(struct dkt_arena *arena, const json_t *sources)
{
	static const char *const alive[] = {"alive", "redirected", NULL};
	static const char *const good_copy[] = {"good", NULL};
	size_t good[3] = {0};
	size_t all[3] = {0};

	count_verdicts(sources, "/live/verdict", alive, &good[0], &all[0]);
	for (size_t i = 0; i < json_array_size(sources); i++) {
		const json_t *source = json_array_get(sources, i);
		const json_t *quotes = json_object_get(source, "quotes");

		count_verdicts(json_object_get(source, "archives"), "/verdict", good_copy, &good[1],
			       &all[1]);
		for (size_t j = 0; j < json_array_size(quotes); j++) {
			all[2]++;
			good[2] += quote_found(json_array_get(quotes, j));
		}
	}
	if (all[0] == 0)
		return "";
	return dkt_arena_printf(
		arena,
		"%zu of %zu pages alive, %zu of %zu archived copies good, %zu of %zu quotes found",
		good[0], all[0], good[1], all[1], good[2], all[2]);
}

static void add_verdicts(struct dkt_buf *out, const json_t *list, const char *pointer)
{
	for (size_t i = 0; i < json_array_size(list); i++)
		dkt_buf_addf(out, " %s", dkt_doc_string(json_array_get(list, i), pointer, "-"));
}

const char *dkt_evidence_verdicts(struct dkt_arena *arena, const json_t *sources)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	const char *text;

	for (size_t i = 0; i < json_array_size(sources); i++) {
		const json_t *source = json_array_get(sources, i);
		const json_t *quotes = json_object_get(source, "quotes");

		dkt_buf_addf(&out, "%s %s", dkt_doc_string(source, "/url", ""),
			     dkt_doc_string(source, "/live/verdict", "-"));
		add_verdicts(&out, json_object_get(source, "archives"), "/verdict");
		add_verdicts(&out, quotes, "/page/verdict");
		for (size_t j = 0; j < json_array_size(quotes); j++)
			add_verdicts(&out, json_object_get(json_array_get(quotes, j), "archives"),
				     "/verdict");
		dkt_buf_addf(&out, " %s\n", dkt_doc_string(source, "/saving/state", "-"));
	}
	text = dkt_arena_dups(arena, dkt_buf_str(&out));
	dkt_buf_clear(&out);
	return text;
}
