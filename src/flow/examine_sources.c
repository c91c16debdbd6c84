/*
 * examine_sources.c - the last stage of an examination: the sources, offline first, then through
 * an inspector.
 */
#include "base/str.h"
#include "flow/attest.h"
#include "flow/examine.h"
#include "flow/independence.h"
#include "source/sentence.h"
#include "source/url.h"

#include "base/banned.h"

static void find(struct dkt_exam *exam, struct dkt_report *report, enum dkt_level level,
		 const char *code, const char *pointer, size_t offset, enum dkt_source_words hint,
		 enum dkt_source_words words, const char *arg0, const char *arg1)
{
	dkt_source_finding(
		exam->arena, report, level, code, pointer,
		offset == DKT_MADE ? DKT_NOWHERE : offset, hint,
		dkt_source_say(exam->arena, dkt_report_language(report), words, arg0, arg1));
}

/* --- addresses --- */

static void check_address(struct dkt_exam *exam, const struct dkt_node *url, const char *pointer,
			  struct dkt_report *report)
{
	const char *text = dkt_string(url);
	const char *why;
	struct dkt_url parsed;

	if (text == NULL || dkt_url_parse(exam->arena, text, &parsed, &why))
		return;
	find(exam, report, DKT_ERROR, "source.url", pointer, url->offset, DKT_SRC_COPY_ADDRESS,
	     DKT_SRC_BAD_ADDRESS, why, NULL);
}

void dkt_exam_addresses(struct dkt_exam *exam, struct dkt_report *report)
{
	const struct dkt_node *sources = dkt_get(exam->submission.proposed, "sources");

	for (size_t i = 0; dkt_is(sources, DKT_ARRAY) && i < sources->size; i++) {
		const struct dkt_node *source = &sources->as.items[i];
		const struct dkt_node *archives = dkt_get(source, "archives");

		check_address(exam, dkt_get(source, "url"),
			      dkt_arena_printf(exam->arena, "/sources/%zu/url", i), report);
		for (size_t j = 0; dkt_is(archives, DKT_ARRAY) && j < archives->size; j++)
			check_address(exam, dkt_get(&archives->as.items[j], "url"),
				      dkt_arena_printf(exam->arena, "/sources/%zu/archives/%zu/url",
						       i, j),
				      report);
	}
}

/* --- domains --- */

/* Does an earlier source of the same record have this domain? */
static bool cited_before(const struct dkt_exam *exam, const struct dkt_node *sources, size_t i,
			 const char *domain)
{
	for (size_t j = 0; j < i; j++) {
		const char *url = dkt_get_string(&sources->as.items[j], "url");

		if (url != NULL && dkt_streq(dkt_url_domain(exam->arena, url), domain))
			return true;
	}
	return false;
}

static void check_domains(struct dkt *d, struct dkt_exam *exam, struct dkt_report *report)
{
	const struct dkt_node *sources = dkt_get(exam->submission.proposed, "sources");

	for (size_t i = 0; d->index != NULL && dkt_is(sources, DKT_ARRAY) && i < sources->size;
	     i++) {
		const struct dkt_node *url = dkt_get(&sources->as.items[i], "url");
		struct dkt_err err = DKT_ERR_INIT;
		const char *domain;
		bool known = true;

		if (dkt_string(url) == NULL)
			continue;
		domain = dkt_url_domain(exam->arena, dkt_string(url));
		if (cited_before(exam, sources, i, domain))
			continue;
		if (dkt_index_has_domain(d->index, domain, &known, &err) == 0 && !known)
			find(exam, report, DKT_INFO, "source.new-domain",
			     dkt_arena_printf(exam->arena, "/sources/%zu/url", i), url->offset,
			     DKT_SRC_LOOK_TWICE, DKT_SRC_NEW_DOMAIN, domain, NULL);
	}
}

/* --- captures that people handed in --- */

static void say_attested(struct dkt *d, struct dkt_exam *exam, struct dkt_report *report)
{
	const struct dkt_node *sources = dkt_get(exam->submission.proposed, "sources");

	for (size_t i = 0; dkt_is(sources, DKT_ARRAY) && i < sources->size; i++) {
		const struct dkt_node *attested = dkt_get(&sources->as.items[i], "attested");

		const char *sum = dkt_get_string(attested, "sha256");

		if (!dkt_is(attested, DKT_OBJECT))
			continue;
		if (sum == NULL || !dkt_attest_has(d, sum)) {
			find(exam, report, DKT_WARNING, "source.attested-missing",
			     dkt_arena_printf(exam->arena, "/sources/%zu/attested", i),
			     attested->offset, DKT_SRC_ATTEST_IT, DKT_SRC_ATTESTED_MISSING, NULL,
			     NULL);
			continue;
		}
		find(exam, report, DKT_INFO, "source.attested",
		     dkt_arena_printf(exam->arena, "/sources/%zu/attested", i), attested->offset,
		     d->config->policy.attested ? DKT_SRC_ATTESTED_ENOUGH : DKT_SRC_ATTESTED_HELP,
		     DKT_SRC_ATTESTED, NULL, NULL);
	}
}

/* --- the stage --- */

struct dkt_check_work dkt_exam_work(struct dkt *d, struct dkt_exam *exam, struct dkt_report *report)
{
	struct dkt_check_work work = {.pointer = "/sources", .report = report};
	size_t n_unchanged;

	check_domains(d, exam, report);
	say_attested(d, exam, report);
	if (exam->submission.legacy) {
		find(exam, report, DKT_UNCHECKED, "source.legacy", "/sources", DKT_NOWHERE,
		     DKT_SRC_LEGACY_LATER, DKT_SRC_LEGACY, NULL, NULL);
		dkt_independence_check(d, exam, NULL, report);
		return work;
	}
	work.sources = dkt_get(exam->submission.proposed, "sources");
	work.skip = exam->unchanged = dkt_exam_unchanged(d, exam, &n_unchanged);
	if (n_unchanged > 0)
		find(exam, report, DKT_INFO, "source.unchanged", "/sources", DKT_NOWHERE,
		     DKT_SRC_UNCHANGED_ALL, DKT_SRC_UNCHANGED,
		     dkt_arena_printf(exam->arena, "%zu", dkt_size(work.sources)),
		     dkt_arena_printf(exam->arena, "%zu", n_unchanged));
	dkt_independence_owned(d, exam, &work.owned, &work.n_owned);
	return work;
}

void dkt_exam_take(struct dkt *d, struct dkt_exam *exam, json_t *evidence,
		   struct dkt_report *report)
{
	json_decref(exam->evidence);
	exam->evidence = json_incref(evidence);
	dkt_independence_check(d, exam, evidence, report);
}

int dkt_exam_check_sources(struct dkt *d, struct dkt_exam *exam, struct dkt_report *report,
			   struct dkt_err *err)
{
	struct dkt_check_work work = dkt_exam_work(d, exam, report);
	struct dkt_source_job job = {.sources = work.sources,
				     .pointer = work.pointer,
				     .contact = d->config->contact,
				     .now = d->now,
				     .archives = d->archives,
				     .skip = work.skip,
				     .owned = work.owned,
				     .n_owned = work.n_owned};
	json_t *evidence = NULL;

	if (work.sources == NULL)
		return 0;
	if (dkt_context_net(d, err) < 0 ||
	    dkt_source_check(d->net, &job, report, &evidence, err) < 0)
		return -1;
	dkt_exam_take(d, exam, evidence, report);
	json_decref(evidence);
	return 0;
}
