/*
 * examine_sources.c - the last stage of an examination: the sources, offline first, then through
 * an inspector.
 */
#include "base/str.h"
#include "flow/attest.h"
#include "flow/examine.h"
#include "flow/independence.h"
#include "source/url.h"

#include "base/banned.h"

/* --- addresses --- */

static void check_address(const struct dkt_exam *exam, const struct dkt_node *url,
			  const char *pointer, struct dkt_report *report)
{
	const char *text = dkt_string(url);
	const char *why;
	struct dkt_url parsed;

	if (text == NULL || dkt_url_parse(exam->arena, text, &parsed, &why))
		return;
	dkt_report_add(report, DKT_ERROR, "source.url", pointer, url->offset,
		       "copy the address from the browser again", "this address cannot be used: %s",
		       why);
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
			dkt_report_add(
				report, DKT_INFO, "source.new-domain",
				dkt_arena_printf(exam->arena, "/sources/%zu/url", i), url->offset,
				"a reviewer looks twice at a site that nobody has used before",
				"no record of this dataset has cited %s before", domain);
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
			dkt_report_add(report, DKT_WARNING, "source.attested-missing",
				       dkt_arena_printf(exam->arena, "/sources/%zu/attested", i),
				       attested->offset == DKT_MADE ? DKT_NOWHERE
								    : attested->offset,
				       "hand the file in with docket submit --attest",
				       "there is no file with this digest here, so nobody can look "
				       "at that capture");
			continue;
		}
		dkt_report_add(report, DKT_INFO, "source.attested",
			       dkt_arena_printf(exam->arena, "/sources/%zu/attested", i),
			       attested->offset == DKT_MADE ? DKT_NOWHERE : attested->offset,
			       d->config->policy.attested
				       ? "by policy such a capture is enough where a page cannot "
					 "be checked; look at the file before you approve"
				       : "by policy such a capture is a help to reviewers and not "
					 "enough by itself",
			       "a person handed in a capture of this page; nobody but the "
			       "reviewers can say whether it is one");
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
		dkt_report_add(
			report, DKT_UNCHECKED, "source.legacy", "/sources", DKT_NOWHERE,
			"docket sources check looks at them when you wish",
			"the sources of this record are legacy evidence and were not checked");
		dkt_independence_check(d, exam, NULL, report);
		return work;
	}
	work.sources = dkt_get(exam->submission.proposed, "sources");
	work.skip = exam->unchanged = dkt_exam_unchanged(d, exam, &n_unchanged);
	if (n_unchanged > 0)
		dkt_report_add(report, DKT_INFO, "source.unchanged", "/sources", DKT_NOWHERE,
			       "docket sources check with the record's id looks at all of them",
			       "of %zu sources, %zu back nothing that this amendment changes, and "
			       "were not looked at again",
			       dkt_size(work.sources), n_unchanged);
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
