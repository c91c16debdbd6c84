/*
 * judge.c - the policy applied to one submission.
 *
 * Approvals, a role, evidence, time: each need stands by itself, so that a person reads what is
 * there, what is missing and who could give it. The strictest rule that applies wins; trust lowers
 * the number of approvals only where no rule applies, so that adding a rule never loosens anything.
 */
#include "record/judge.h"

#include "base/str.h"
#include "base/time.h"
#include "json/pointer.h"

#include "base/banned.h"

struct judging {
	struct dkt_arena *arena;
	const struct dkt_case_facts *facts;
	const struct dkt_policy *policy;
	struct dkt_judgement *out;
};

static bool has_other(const struct dkt_case_facts *facts, const char *handle)
{
	for (size_t i = 0; i < facts->people->n; i++) {
		const struct dkt_person *person = &facts->people->items[i];

		if ((person->roles & DKT_ROLES_DECIDING) != 0 &&
		    !dkt_streq(person->handle, handle) && dkt_scope_covers(facts, person))
			return true;
	}
	return false;
}

static bool is_named(const char *name, const char *handle)
{
	return name != NULL && dkt_streq(name, handle);
}

const char *dkt_judge_objection(struct dkt_arena *arena, const struct dkt_case_facts *facts,
				const struct dkt_person *person)
{
	if ((person->roles & DKT_ROLES_DECIDING) == 0)
		return dkt_arena_printf(arena, "%s has no role that may decide this",
					person->handle);
	if (!dkt_scope_covers(facts, person))
		return dkt_arena_printf(arena, "this lies outside the scope of %s", person->handle);
	if (is_named(facts->solver, person->handle) && has_other(facts, person->handle))
		return dkt_arena_printf(arena,
					"%s solved this conflict; somebody else must approve it",
					person->handle);
	if (is_named(facts->submitter, person->handle) &&
	    facts->config->policy.self_approval == DKT_SELF_NEVER)
		return dkt_arena_printf(arena,
					"%s submitted this; somebody else must approve it "
					"(self_approval in docket.json)",
					person->handle);
	return NULL;
}

static bool has_approved(const struct dkt_case_facts *facts, const char *handle)
{
	for (size_t i = 0; i < facts->n_approvers; i++) {
		if (dkt_streq(facts->approvers[i], handle))
			return true;
	}
	return false;
}

/* An approval counts as long as its giver may still approve. */
static unsigned count_approvals(const struct judging *j, unsigned role)
{
	const struct dkt_people *people = j->facts->people;
	unsigned n = 0;

	for (size_t i = 0; i < people->n; i++) {
		if (has_approved(j->facts, people->items[i].handle) &&
		    (role == 0 || (people->items[i].roles & role) != 0) &&
		    dkt_judge_objection(j->arena, j->facts, &people->items[i]) == NULL)
			n++;
	}
	return n;
}

static void who_could(const struct judging *j, unsigned role, struct dkt_need *need)
{
	const struct dkt_people *people = j->facts->people;
	const char **who = DKT_NEW_N(j->arena, const char *, people->n);

	for (size_t i = 0; i < people->n; i++) {
		if (!has_approved(j->facts, people->items[i].handle) &&
		    (role == 0 || (people->items[i].roles & role) != 0) &&
		    dkt_judge_objection(j->arena, j->facts, &people->items[i]) == NULL)
			who[need->n_who++] = people->items[i].handle;
	}
	need->who = who;
}

static struct dkt_need *add_need(struct judging *j, enum dkt_need_kind kind, const char *rule)
{
	struct dkt_need *need = &j->out->needs[j->out->n_needs++];

	need->kind = kind;
	need->rule = rule;
	return need;
}

/* --- approvals --- */

static unsigned approvals_by_rules(const struct judging *j, const char **rule_out)
{
	unsigned most = 0;

	for (size_t i = 0; i < j->policy->n_rules; i++) {
		const struct dkt_rule *rule = &j->policy->rules[i];

		if (rule->approvals > most && dkt_when_holds(&rule->when, j->facts)) {
			most = rule->approvals;
			*rule_out = rule->name;
		}
	}
	return most;
}

static unsigned approvals_by_trust(const struct judging *j, unsigned n, const char **rule_out)
{
	for (size_t i = 0; i < j->policy->n_trust; i++) {
		const struct dkt_rule *rule = &j->policy->trust[i];

		if (rule->approvals < n && dkt_when_holds(&rule->when, j->facts)) {
			n = rule->approvals;
			*rule_out = rule->name;
		}
	}
	return n;
}

/* Did the checks run and have nothing to say that a person would have to weigh? */
static bool checks_are_clean(const struct dkt_case_facts *facts)
{
	const json_t *findings = json_object_get(facts->evidence, "findings");
	const json_t *finding;
	size_t i;

	if (!json_is_array(findings))
		return false;
	json_array_foreach(findings, i, finding)
	{
		if (!dkt_streq(dkt_doc_string(finding, "/level", ""), "info"))
			return false;
	}
	return true;
}

static unsigned approvals_needed(const struct judging *j, const char **rule_out)
{
	unsigned base = dkt_policy_approvals(j->policy, j->facts->submission->kind);
	unsigned by_rules = approvals_by_rules(j, rule_out);
	unsigned by_trust;

	if (by_rules > 0)
		return by_rules > base ? by_rules : base;
	by_trust = approvals_by_trust(j, base, rule_out);
	return by_trust == 0 && !checks_are_clean(j->facts) ? base : by_trust;
}

static void need_approvals(struct judging *j)
{
	const char *rule = NULL;
	unsigned needed = approvals_needed(j, &rule);
	unsigned given = count_approvals(j, 0);
	struct dkt_need *need = add_need(j, DKT_NEED_APPROVALS, rule);

	j->out->approvals_needed = needed;
	j->out->approvals_given = given;
	need->met = given >= needed;
	need->sentence = needed == 0 ? "no approval is needed; policy trusts this submitter"
				     : dkt_arena_printf(j->arena, "%u of %u approval%s %s there",
							given, needed, needed == 1 ? "" : "s",
							needed == 1 ? "is" : "are");
	if (!need->met)
		who_could(j, 0, need);
}

/* --- roles, waiting --- */

static void need_role(struct judging *j, unsigned role, const char *rule)
{
	struct dkt_need *need = add_need(j, DKT_NEED_ROLE, rule);

	need->met = count_approvals(j, role) > 0;
	need->sentence =
		dkt_arena_printf(j->arena,
				 need->met ? "it is approved by one whose role is %s"
					   : "it needs an approval by one whose role is %s",
				 dkt_role_name((enum dkt_role)role));
	if (!need->met)
		who_could(j, role, need);
}

static void need_time(struct judging *j, unsigned hours, const char *rule)
{
	struct dkt_need *need = add_need(j, DKT_NEED_TIME, rule);
	int64_t until = j->facts->received + (int64_t)hours * 3600;
	char moment[DKT_TIME_SIZE];

	if (until > j->out->not_before)
		j->out->not_before = until;
	dkt_time_format(until, moment);
	need->met = j->facts->now >= until;
	need->sentence =
		need->met
			? dkt_arena_printf(j->arena, "it has waited %u hours for objections", hours)
			: dkt_arena_printf(j->arena, "it waits for objections until %s", moment);
}

static void needs_of_rules(struct judging *j)
{
	for (size_t i = 0; i < j->policy->n_rules; i++) {
		const struct dkt_rule *rule = &j->policy->rules[i];

		if ((rule->role == 0 && rule->wait_hours == 0) ||
		    !dkt_when_holds(&rule->when, j->facts))
			continue;
		if (rule->role != 0)
			need_role(j, rule->role, rule->name);
		if (rule->wait_hours > 0)
			need_time(j, rule->wait_hours, rule->name);
	}
	if (j->facts->submission->kind == DKT_RULES)
		need_role(j, DKT_ADMINISTRATOR, NULL);
}

/* --- evidence --- */

/* "a source that was read, archived and quoted" */
static const char *proofs_in_words(const struct judging *j, unsigned proofs)
{
	static const struct {
		unsigned proof;
		const char *words;
	} all[] = {{DKT_PROOF_REACHED, "page read"},
		   {DKT_PROOF_ARCHIVED, "archived copy verified"},
		   {DKT_PROOF_QUOTED, "quote found"}};
	const char *words = "";

	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		if ((proofs & all[i].proof) != 0)
			words = dkt_arena_printf(j->arena, "%s%s%s", words,
						 words[0] == '\0' ? "" : ", ", all[i].words);
	}
	return words[0] == '\0' ? "named in supports" : words;
}

static void need_evidence(struct judging *j, const struct dkt_evidence_rule *rule,
			  const char *field)
{
	const struct dkt_node *record = j->facts->submission->proposed;
	struct dkt_need *need;
	unsigned given;

	if (field[0] != '\0' && dkt_pointer_get(record, field) == NULL)
		return;
	given = dkt_proof_count(record, j->facts->evidence, field, rule->proofs,
				j->policy->attested);
	need = add_need(j, DKT_NEED_EVIDENCE, NULL);
	need->met = given >= rule->sources;
	need->sentence =
		dkt_arena_printf(j->arena, "%s has %u of %u source%s with: %s",
				 field[0] == '\0' ? "the record" : field, given, rule->sources,
				 rule->sources == 1 ? "" : "s", proofs_in_words(j, rule->proofs));
}

static void needs_of_evidence(struct judging *j)
{
	if (j->facts->submission->proposed == NULL ||
	    (j->facts->submission->legacy && j->policy->legacy))
		return;
	for (size_t i = 0; i < j->policy->n_evidence; i++) {
		const struct dkt_evidence_rule *rule = &j->policy->evidence[i];

		if (!dkt_when_holds(&rule->when, j->facts))
			continue;
		if (rule->n_fields == 0)
			need_evidence(j, rule, "");
		for (size_t k = 0; k < rule->n_fields; k++)
			need_evidence(j, rule, rule->fields[k]);
	}
}

static size_t most_needs(const struct dkt_policy *policy)
{
	size_t n = 2 + 2 * policy->n_rules;

	for (size_t i = 0; i < policy->n_evidence; i++)
		n += policy->evidence[i].n_fields + 1;
	return n;
}

void dkt_judge(struct dkt_arena *arena, const struct dkt_case_facts *facts,
	       struct dkt_judgement *out)
{
	struct judging j = {
		.arena = arena, .facts = facts, .policy = &facts->config->policy, .out = out};

	*out = (struct dkt_judgement){0};
	out->needs = DKT_NEW_N(arena, struct dkt_need, most_needs(j.policy));
	need_approvals(&j);
	needs_of_rules(&j);
	needs_of_evidence(&j);
	out->met = true;
	for (size_t i = 0; i < out->n_needs; i++)
		out->met = out->met && out->needs[i].met;
	out->automatic = out->met && out->approvals_needed == 0;
}
