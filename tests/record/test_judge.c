/*
 * test_judge.c - what a policy asks of one submission. A row is a policy and a situation; what is
 * missing is compared word for word, since people read it.
 */
#include "record/judge.h"

#include <string.h>

#include "record/people.h"
#include "support/rows.h"

#define PEOPLE                                                                                     \
	"{\"maintainers\": ["                                                                      \
	"{\"handle\": \"ada\", \"roles\": [\"reviewer\"]},"                                        \
	"{\"handle\": \"bo\", \"roles\": [\"maintainer\", \"administrator\"]},"                    \
	"{\"handle\": \"chen\", \"roles\": [\"reviewer\"], \"scopes\": {\"countries\": "           \
	"[\"DE\"]}},"                                                                              \
	"{\"handle\": \"dee\", \"roles\": [\"reviewer\"], \"scopes\": {\"languages\": [\"zh\"]}}," \
	"{\"handle\": \"eve\", \"roles\": [\"reviewer\"], \"scopes\": {\"collections\": "          \
	"[\"others\"]}},"                                                                          \
	"{\"handle\": \"tri\", \"roles\": [\"triager\"]}]}"

#define RECORD                                                                                     \
	"{\"id\": \"th-7h3k9m2-05\", \"title\": \"A\", \"country\": \"FR\", \"money\": {\"sum\": " \
	"5},"                                                                                      \
	" \"sources\": [{\"url\": \"https://a.example/\", \"language\": \"zh-Hans\","              \
	" \"supports\": [\"/money\"], \"quotes\": [{\"text\": \"q\"}]}]}"
#define GERMAN "{\"id\": \"th-7h3k9m2-05\", \"title\": \"A\", \"country\": \"DE\"}"

#define CLEAN	   "\"findings\": [{\"level\": \"info\", \"code\": \"text.form\"}]"
#define NEW_DOMAIN "\"findings\": [{\"level\": \"warning\", \"code\": \"source.new-domain\"}]"
#define SOURCE(live, copy, quote)                                                                  \
	"\"sources\": [{\"url\": \"https://a.example/\", \"live\": {\"verdict\": \"" live "\"},"   \
	" \"archives\": [{\"url\": \"c\", \"verdict\": \"" copy "\"}],"                            \
	" \"quotes\": [{\"pointer\": \"/sources/0/quotes/0\", \"page\": null,"                     \
	" \"archives\": [{\"url\": \"c\", \"verdict\": \"" quote "\"}]}]}]"

struct row {
	const char *name;
	const char *policy;
	const char *evidence;  /* members of the document */
	const char *approvers; /* separated by spaces */
	const char *missing;   /* sentences, each ended by ';' */
	const char *submitter; /* NULL: anonymous */
	const char *solver;
	const char *base; /* NULL: an addition of RECORD */
	enum dkt_submission_kind kind;
	unsigned accepted;
	bool proven;
	bool legacy;
};

/* What every row says, and by name what few do. */
#define CASE(name_, policy_, evidence_, approvers_, ...)                                           \
	{                                                                                          \
		.name = name_, .policy = policy_, .evidence = evidence_, .approvers = approvers_,  \
		.missing = __VA_ARGS__                                                             \
	}

static const struct row rows[] = {
	CASE("one approval suffices by default", "{}", CLEAN, "ada", "", .submitter = NULL),
	CASE("without one it is missing", "{}", CLEAN, "",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("a triager's approval does not count", "{}", CLEAN, "tri",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("nor does that of somebody who left maintainers.json", "{}", CLEAN, "gone",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("nor that of a reviewer of another country", "{}", CLEAN, "chen",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("nor that of a reviewer of another collection", "{}", CLEAN, "eve",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("a reviewer of the sources' language counts", "{}", CLEAN, "dee", ""),
	CASE("a record that moves into a scope lies outside it", "{}", CLEAN, "chen",
	     "0 of 1 approval is there [ada bo dee];", .base = GERMAN, .kind = DKT_AMEND),
	CASE("the same person twice is one", "{\"approvals\": 2}", CLEAN, "ada ada",
	     "1 of 2 approvals are there [bo dee];"),
	CASE("kinds have numbers of their own", "{\"approvals_by_kind\": {\"amend\": 2}}", CLEAN,
	     "ada", "1 of 2 approvals are there [bo dee];", .base = RECORD, .kind = DKT_AMEND),
	CASE("a revert needs two", "{}", CLEAN, "ada", "1 of 2 approvals are there [bo dee];",
	     .base = RECORD, .kind = DKT_REVERT),
	CASE("a change of the rules needs an administrator", "{}", CLEAN, "ada",
	     "it needs an approval by one whose role is administrator [bo];", .kind = DKT_RULES),
	CASE("nobody approves what they sent", "{}", CLEAN, "ada",
	     "0 of 1 approval is there [bo dee];", .submitter = "ada"),
	CASE("unless policy logs it", "{\"self_approval\": \"logged\"}", CLEAN, "ada", "",
	     .submitter = "ada"),
	CASE("nobody approves a conflict that they solved", "{\"self_approval\": \"logged\"}",
	     CLEAN, "bo", "0 of 1 approval is there [ada dee];", .solver = "bo"),
	CASE("a rule raises the number", "{\"rules\": [{\"when\": {}, \"approvals\": 2}]}", CLEAN,
	     "ada", "1 of 2 approvals are there [bo dee];"),
	CASE("a rule never lowers it",
	     "{\"approvals\": 3, \"rules\": [{\"when\": {}, \"approvals\": 2}]}", CLEAN, "ada bo",
	     "2 of 3 approvals are there [dee];"),
	CASE("a rule for another collection does not apply",
	     "{\"rules\": [{\"when\": {\"collections\": [\"others\"]}, \"approvals\": 2}]}", CLEAN,
	     "ada", ""),
	CASE("a rule for findings applies by code",
	     "{\"rules\": [{\"when\": {\"findings\": [\"source.new-domain\"]}, \"approvals\": 2}]}",
	     NEW_DOMAIN, "ada", "1 of 2 approvals are there [bo dee];"),
	CASE("and by group",
	     "{\"rules\": [{\"when\": {\"findings\": [\"source.*\"]}, \"approvals\": 2}]}",
	     NEW_DOMAIN, "ada", "1 of 2 approvals are there [bo dee];"),
	CASE("and not otherwise",
	     "{\"rules\": [{\"when\": {\"findings\": [\"match.*\"]}, \"approvals\": 2}]}",
	     NEW_DOMAIN, "ada", ""),
	CASE("a rule for fields sees an addition",
	     "{\"rules\": [{\"when\": {\"fields\": [\"/money/sum\"]}, \"approvals\": 2}]}", CLEAN,
	     "ada", "1 of 2 approvals are there [bo dee];"),
	CASE("and a field that is taken away",
	     "{\"rules\": [{\"when\": {\"fields\": [\"/left\"]}, \"approvals\": 2}]}", CLEAN, "ada",
	     "1 of 2 approvals are there [bo dee];", .base = "{\"left\": 1, \"country\": \"FR\"}",
	     .kind = DKT_AMEND),
	CASE("and not one that stays",
	     "{\"rules\": [{\"when\": {\"fields\": [\"/money\"]}, \"approvals\": 2}]}", CLEAN,
	     "ada", "", .base = RECORD, .kind = DKT_AMEND),
	CASE("a role can be asked for", "{\"rules\": [{\"when\": {}, \"role\": \"maintainer\"}]}",
	     CLEAN, "ada", "it needs an approval by one whose role is maintainer [bo];"),
	CASE("waiting ends by the clock", "{\"rules\": [{\"when\": {}, \"wait_hours\": 24}]}",
	     CLEAN, "ada", "it waits for objections until 1970-01-02T00:00:00Z [];"),
	CASE("and is over", "{\"rules\": [{\"when\": {}, \"wait_hours\": 1}]}", CLEAN, "ada", ""),
	CASE("trust lowers the number for a known person",
	     "{\"approvals\": 2, \"trust\": [{\"when\": {\"submitter\": {\"accepted\": 5}}, "
	     "\"approvals\": 1}]}",
	     CLEAN, "bo", "", .submitter = "ada", .proven = true, .accepted = 5),
	CASE("and not for a name that anybody can write",
	     "{\"approvals\": 2, \"trust\": [{\"when\": {\"submitter\": {\"accepted\": 5}}, "
	     "\"approvals\": 1}]}",
	     CLEAN, "bo", "1 of 2 approvals are there [dee];", .submitter = "ada", .accepted = 5),
	CASE("trust can ask for nobody",
	     "{\"trust\": [{\"when\": {\"submitter\": {\"roles\": [\"reviewer\"]}}, \"approvals\": "
	     "0}]}",
	     CLEAN, "", "", .submitter = "ada", .proven = true),
	CASE("but not where the checks found something",
	     "{\"trust\": [{\"when\": {}, \"approvals\": 0}]}", NEW_DOMAIN, "",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("and not before they ran", "{\"trust\": [{\"when\": {}, \"approvals\": 0}]}", "", "",
	     "0 of 1 approval is there [ada bo dee];"),
	CASE("a rule that applies is not lowered by trust",
	     "{\"trust\": [{\"when\": {}, \"approvals\": 0}], \"rules\": [{\"when\": {}, "
	     "\"approvals\": 2}]}",
	     CLEAN, "ada", "1 of 2 approvals are there [bo dee];"),
	CASE("a page that was read is evidence", "{\"evidence\": [{\"needs\": [\"reached\"]}]}",
	     SOURCE("alive", "unreachable", "absent"), "ada", ""),
	CASE("a wall with a verified copy is as good",
	     "{\"evidence\": [{\"needs\": [\"reached\", \"archived\", \"quoted\"]}]}",
	     SOURCE("blocked", "good", "folded"), "ada", ""),
	CASE("a quote in a copy of another page proves nothing",
	     "{\"evidence\": [{\"fields\": [\"/money\"], \"needs\": [\"quoted\"]}]}",
	     SOURCE("alive", "wrong-original", "exact"), "ada",
	     "/money has 0 of 1 source with: quote found [];"),
	CASE("a near passage is no quote", "{\"evidence\": [{\"needs\": [\"quoted\"]}]}",
	     SOURCE("alive", "good", "near"), "ada",
	     "the record has 0 of 1 source with: quote found [];"),
	CASE("a field inside a supported one is supported",
	     "{\"evidence\": [{\"fields\": [\"/money/sum\"], \"needs\": [\"archived\"]}]}",
	     SOURCE("gone", "good", "absent"), "ada", ""),
	CASE("a field that no source names is not",
	     "{\"evidence\": [{\"fields\": [\"/title\"], \"needs\": []}]}", CLEAN, "ada",
	     "/title has 0 of 1 source with: named in supports [];"),
	CASE("a field that the record lacks asks for nothing",
	     "{\"evidence\": [{\"fields\": [\"/other\"], \"needs\": [\"quoted\"]}]}", CLEAN, "ada",
	     ""),
	CASE("two sources are asked for and one is there",
	     "{\"evidence\": [{\"fields\": [\"/money\"], \"needs\": [\"reached\"], \"sources\": "
	     "2}]}",
	     SOURCE("alive", "good", "exact"), "ada",
	     "/money has 1 of 2 sources with: page read [];"),
	CASE("without evidence nothing is proven", "{\"evidence\": [{\"needs\": [\"reached\"]}]}",
	     "", "ada", "the record has 0 of 1 source with: page read [];"),
	CASE("legacy records are debt, not stopped",
	     "{\"legacy\": true, \"evidence\": [{\"needs\": [\"quoted\"]}]}", "", "ada", "",
	     .legacy = true),
	CASE("legacy is no way around where policy does not allow it",
	     "{\"evidence\": [{\"needs\": [\"quoted\"]}]}", "", "ada",
	     "the record has 0 of 1 source with: quote found [];", .legacy = true),
};

static const struct dkt_node *parse(struct dkt_arena *arena, const char *json)
{
	struct dkt_text *text = DKT_NEW(arena, struct dkt_text);
	struct dkt_text_fault fault;

	if (json == NULL)
		return NULL;
	assert_true(dkt_text_parse(text, arena, json, strlen(json), &fault));
	return &text->root;
}

static const struct dkt_config *config_with(struct dkt_arena *arena, const char *policy)
{
	const char *json = dkt_arena_printf(
		arena,
		"{\"collections\": {\"things\": {\"prefix\": \"th\", \"country\": \"/country\"}}, "
		"\"policy\": %s}",
		policy);
	struct dkt_report *report = dkt_report_new();
	const struct dkt_config *config =
		dkt_config_read(arena, "docket.json", json, strlen(json), report);

	dkt_report_free(report);
	assert_non_null(config);
	return config;
}

static const struct dkt_people *people_of(struct dkt_arena *arena)
{
	struct dkt_report *report = dkt_report_new();
	const struct dkt_people *people =
		dkt_people_read(arena, "maintainers.json", PEOPLE, strlen(PEOPLE), report);

	dkt_report_free(report);
	assert_non_null(people);
	return people;
}

static size_t split(struct dkt_arena *arena, const char *words, const char **out, size_t max)
{
	char *rest = dkt_arena_dups(arena, words);
	size_t n = 0;

	for (char *end; *rest != '\0' && n < max; rest = end) {
		end = rest + strcspn(rest, " ");
		out[n++] = rest;
		if (*end != '\0')
			*end++ = '\0';
	}
	return n;
}

static const char *missing_of(struct dkt_arena *arena, const struct dkt_judgement *judgement)
{
	const char *text = "";

	for (size_t i = 0; i < judgement->n_needs; i++) {
		const struct dkt_need *need = &judgement->needs[i];

		if (need->met)
			continue;
		text = dkt_arena_printf(arena, "%s%s [", text, need->sentence);
		for (size_t k = 0; k < need->n_who; k++)
			text = dkt_arena_printf(arena, "%s%s%s", text, k == 0 ? "" : " ",
						need->who[k]);
		text = dkt_arena_printf(arena, "%s];", text);
	}
	return text;
}

static void check_row(void **state)
{
	const struct row *row = ROW(struct row);
	struct dkt_arena *arena = dkt_arena_new();
	const char *document = dkt_arena_printf(arena, "{%s}", row->evidence);
	const char *approvers[8];
	struct dkt_submission submission = {
		.kind = row->kind, .proposed = parse(arena, RECORD), .legacy = row->legacy};
	struct dkt_judgement judgement;
	struct dkt_case_facts facts = {.config = config_with(arena, row->policy),
				       .people = people_of(arena),
				       .submission = &submission,
				       .base = parse(arena, row->base),
				       .approvers = approvers,
				       .submitter = row->submitter,
				       .submitter_proven = row->proven,
				       .solver = row->solver,
				       .accepted = row->accepted,
				       .now = 3600};
	struct dkt_err err = DKT_ERR_INIT;
	json_t *evidence = NULL;

	assert_int_equal(dkt_doc_parse(document, strlen(document), "evidence", &evidence, &err), 0);
	facts.evidence = evidence;
	facts.collection = row->kind == DKT_RULES ? NULL : &facts.config->collections[0];
	facts.n_approvers = split(arena, row->approvers, approvers, 8);
	dkt_judge(arena, &facts, &judgement);
	assert_string_equal(missing_of(arena, &judgement), row->missing);
	assert_int_equal(judgement.met, row->missing[0] == '\0');
	json_decref(evidence);
	dkt_arena_free(arena);
}

/* --- mistakes in the rules ----------------------------------------------------------------------
 */

struct mistake {
	const char *name;
	const char *policy;
	const char *says;
};

static const struct mistake mistakes[] = {
	{"a kind that is none", "{\"rules\": [{\"when\": {\"kinds\": [\"delete\"]}}]}",
	 "\"delete\" is no kind of submission"},
	{"a role that is none", "{\"rules\": [{\"when\": {}, \"role\": \"boss\"}]}",
	 "\"boss\" is no role"},
	{"a submitter's role that is none",
	 "{\"trust\": [{\"when\": {\"submitter\": {\"roles\": [\"boss\"]}}, \"approvals\": 0}]}",
	 "\"boss\" is no role"},
	{"a field that is no pointer", "{\"rules\": [{\"when\": {\"fields\": [\"title\"]}}]}",
	 "\"title\" is no JSON pointer like /title"},
	{"a proof that is none", "{\"evidence\": [{\"needs\": [\"sworn\"]}]}",
	 "\"sworn\" is no kind of evidence (reached, archived, quoted)"},
};

static void check_mistake(void **state)
{
	const struct mistake *row = ROW(struct mistake);
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_report *report = dkt_report_new();
	struct dkt_policy policy;

	dkt_policy_read(arena, parse(arena, row->policy), &policy, report);
	assert_int_equal(dkt_report_count(report, DKT_ERROR), 1);
	assert_string_equal(dkt_report_at(report, 0)->sentence, row->says);
	dkt_report_free(report);
	dkt_arena_free(arena);
}

int main(void)
{
	int failures = rows_run("record/judge", rows, check_row);

	return failures + rows_run("record/judge: mistakes", mistakes, check_mistake);
}
