/*
 * policy.c - the member "policy" of docket.json from nodes to structs.
 *
 * The document has been checked against its schema by the caller. What is checked again here is
 * what would change who may decide: a word that is not known must not make a rule wider than it was
 * meant to be.
 */
#include "record/policy.h"

#include "base/str.h"
#include "record/people.h"
#include "record/read.h"
#include "json/pointer.h"

#include "base/banned.h"

static const struct {
	const char *name;
	enum dkt_proof proof;
} proofs[] = {
	{"reached", DKT_PROOF_REACHED},
	{"archived", DKT_PROOF_ARCHIVED},
	{"quoted", DKT_PROOF_QUOTED},
};

#define N_PROOFS (sizeof proofs / sizeof proofs[0])

struct reading {
	struct dkt_arena *arena;
	struct dkt_report *report;
};

static void fault(struct reading *r, const struct dkt_node *node, const char *what,
		  const char *word)
{
	dkt_report_add(r->report, DKT_ERROR, "config.value", "/policy",
		       node == NULL ? DKT_NOWHERE : node->offset, NULL, "\"%.60s\" is no %s", word,
		       what);
}

/* A number between low and high; what is absent or no number takes the fallback. */
static unsigned read_number(const struct dkt_node *node, unsigned low, unsigned high,
			    unsigned fallback)
{
	int64_t n = 0;

	if (!dkt_int(node, &n))
		return fallback;
	return n < (int64_t)low ? low : n > (int64_t)high ? high : (unsigned)n;
}

static bool truth(const struct dkt_node *node)
{
	return dkt_is(node, DKT_TRUE);
}

static unsigned read_kinds(struct reading *r, const struct dkt_node *list)
{
	unsigned found = 0;

	for (size_t i = 0; i < dkt_size(list); i++) {
		const char *word = dkt_string(dkt_item(list, i));
		unsigned before = found;

		for (int kind = 0; word != NULL && kind < DKT_N_KINDS; kind++) {
			if (dkt_streq(dkt_kind_of_submission((enum dkt_submission_kind)kind), word))
				found |= 1U << kind;
		}
		if (word != NULL && found == before)
			fault(r, dkt_item(list, i), "kind of submission", word);
	}
	return found;
}

static unsigned read_role(struct reading *r, const struct dkt_node *node)
{
	const char *word = dkt_string(node);
	unsigned role = word == NULL ? 0 : dkt_role_of_name(word);

	if (word != NULL && role == 0)
		fault(r, node, "role", word);
	return role;
}

static const char *const *read_pointers(struct reading *r, const struct dkt_node *list,
					size_t *n_out)
{
	const char *const *pointers = dkt_read_strings(r->arena, list, n_out);

	for (size_t i = 0; i < *n_out; i++) {
		if (!dkt_pointer_valid(pointers[i]) || pointers[i][0] == '\0')
			fault(r, list, "JSON pointer like /title", pointers[i]);
	}
	return pointers;
}

static void read_when(struct reading *r, const struct dkt_node *node, struct dkt_when *out)
{
	const struct dkt_node *roles = dkt_pointer_get(node, "/submitter/roles");

	if (!dkt_is(node, DKT_OBJECT))
		return;
	out->kinds = read_kinds(r, dkt_get(node, "kinds"));
	out->collections =
		dkt_read_strings(r->arena, dkt_get(node, "collections"), &out->n_collections);
	out->fields = read_pointers(r, dkt_get(node, "fields"), &out->n_fields);
	out->findings = dkt_read_strings(r->arena, dkt_get(node, "findings"), &out->n_findings);
	for (size_t i = 0; i < dkt_size(roles); i++)
		out->roles |= read_role(r, dkt_item(roles, i));
	out->accepted = read_number(dkt_pointer_get(node, "/submitter/accepted"), 0, 1000000, 0);
	out->batch = truth(dkt_get(node, "batch"));
}

static const struct dkt_rule *read_rules(struct reading *r, const struct dkt_node *list,
					 unsigned fewest, size_t *n_out)
{
	size_t n = dkt_is(list, DKT_ARRAY) ? list->size : 0;
	struct dkt_rule *rules = DKT_NEW_N(r->arena, struct dkt_rule, n);

	for (size_t i = 0; i < n; i++) {
		const struct dkt_node *node = &list->as.items[i];
		const char *name = dkt_get_string(node, "name");

		rules[i].name = name == NULL ? NULL : dkt_arena_dups(r->arena, name);
		rules[i].approvals = read_number(dkt_get(node, "approvals"), fewest, 9, 1);
		rules[i].role = read_role(r, dkt_get(node, "role"));
		rules[i].wait_hours = read_number(dkt_get(node, "wait_hours"), 0, 24 * 365, 0);
		read_when(r, dkt_get(node, "when"), &rules[i].when);
	}
	*n_out = n;
	return rules;
}

static unsigned proof_of_name(const char *name)
{
	for (size_t i = 0; i < N_PROOFS; i++) {
		if (dkt_streq(proofs[i].name, name))
			return (unsigned)proofs[i].proof;
	}
	return 0;
}

static unsigned read_proofs(struct reading *r, const struct dkt_node *list)
{
	unsigned found = 0;

	for (size_t i = 0; i < dkt_size(list); i++) {
		const char *word = dkt_string(dkt_item(list, i));

		if (word != NULL && proof_of_name(word) == 0)
			fault(r, dkt_item(list, i), "kind of evidence (reached, archived, quoted)",
			      word);
		else if (word != NULL)
			found |= proof_of_name(word);
	}
	return found;
}

static void read_evidence(struct reading *r, const struct dkt_node *list, struct dkt_policy *out)
{
	size_t n = dkt_is(list, DKT_ARRAY) ? list->size : 0;
	struct dkt_evidence_rule *rules = DKT_NEW_N(r->arena, struct dkt_evidence_rule, n);

	for (size_t i = 0; i < n; i++) {
		const struct dkt_node *node = &list->as.items[i];

		read_when(r, dkt_get(node, "when"), &rules[i].when);
		rules[i].fields = read_pointers(r, dkt_get(node, "fields"), &rules[i].n_fields);
		rules[i].proofs = read_proofs(r, dkt_get(node, "needs"));
		rules[i].sources = read_number(dkt_get(node, "sources"), 1, 100, 1);
	}
	out->evidence = rules;
	out->n_evidence = n;
}

static void read_timers(const struct dkt_node *node, struct dkt_timers *out)
{
	const struct dkt_node *reminders = dkt_get(node, "reminder_days");

	out->lease_minutes = read_number(dkt_get(node, "lease_minutes"), 1, 24 * 60, 30);
	out->reminder_days[0] = read_number(dkt_item(reminders, 0), 1, 3650, 7);
	out->reminder_days[1] = read_number(dkt_item(reminders, 1), 1, 3650, 21);
	out->expiry_days = read_number(dkt_get(node, "expiry_days"), 0, 3650, 30);
}

static void read_sources(struct dkt_arena *arena, const struct dkt_node *node,
			 struct dkt_source_policy *out)
{
	const struct dkt_node *ask = dkt_get(node, "ask");
	const char *save = dkt_get_string(node, "save");

	for (size_t i = 0; i < dkt_size(ask); i++) {
		const char *id = dkt_string(dkt_item(ask, i));

		if (id != NULL)
			out->ask = out->ask == NULL
					   ? dkt_arena_dups(arena, id)
					   : dkt_arena_printf(arena, "%s %s", out->ask, id);
	}
	out->find = !dkt_is(dkt_get(node, "find"), DKT_FALSE);
	out->save = save != NULL && dkt_streq(save, "missing");
	out->interval_ms = read_number(dkt_get(node, "interval_ms"), 0, 60000, 1000);
}

void dkt_policy_read(struct dkt_arena *arena, const struct dkt_node *node, struct dkt_policy *out,
		     struct dkt_report *report)
{
	struct reading r = {.arena = arena, .report = report};
	const char *self = dkt_get_string(node, "self_approval");
	const char *merge = dkt_get_string(node, "merge");
	const struct dkt_node *by_kind = dkt_get(node, "approvals_by_kind");

	out->approvals = read_number(dkt_get(node, "approvals"), 1, 9, 1);
	for (int kind = 0; kind < DKT_N_KINDS; kind++)
		out->by_kind[kind] = read_number(
			dkt_get(by_kind, dkt_kind_of_submission((enum dkt_submission_kind)kind)), 1,
			9, 0);
	out->self_approval =
		self != NULL && dkt_streq(self, "logged") ? DKT_SELF_LOGGED : DKT_SELF_NEVER;
	out->merge_on_approval = merge == NULL || dkt_streq(merge, "on_approval");
	out->legacy = truth(dkt_get(node, "legacy"));
	out->attested = truth(dkt_get(node, "attested"));
	out->rules = read_rules(&r, dkt_get(node, "rules"), 1, &out->n_rules);
	out->trust = read_rules(&r, dkt_get(node, "trust"), 0, &out->n_trust);
	read_evidence(&r, dkt_get(node, "evidence"), out);
	read_timers(dkt_get(node, "timers"), &out->timers);
	read_sources(arena, dkt_get(node, "sources"), &out->sources);
}

/* What undoes a merge, or a person's decision, is never one person's work alone. */
static const unsigned defaults[DKT_N_KINDS] = {[DKT_REVERT] = 2};

unsigned dkt_policy_approvals(const struct dkt_policy *policy, enum dkt_submission_kind kind)
{
	if (policy->by_kind[kind] > 0)
		return policy->by_kind[kind];
	return defaults[kind] > policy->approvals ? defaults[kind] : policy->approvals;
}

const char *dkt_proof_name(enum dkt_proof proof)
{
	for (size_t i = 0; i < N_PROOFS; i++) {
		if (proofs[i].proof == proof)
			return proofs[i].name;
	}
	return "";
}
