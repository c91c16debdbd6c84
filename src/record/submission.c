/* submission.c - envelopes in and out. */
#include "record/submission.h"

#include <string.h>

#include "base/str.h"
#include "base/utf8.h"
#include "record/ident.h"
#include "text/unicode.h"
#include "json/build.h"

#include "base/banned.h"

#define N(array) (sizeof(array) / sizeof((array)[0]))

static const char *const kinds[DKT_N_KINDS] = {
	[DKT_ADD] = "add",	   [DKT_AMEND] = "amend",     [DKT_RETIRE] = "retire",
	[DKT_RESTORE] = "restore", [DKT_UNITE] = "unite",     [DKT_REVERT] = "revert",
	[DKT_RULES] = "rules",	   [DKT_DISPUTE] = "dispute",
};

static const char *const members[] = {
	"submission", "revision",  "kind",    "collection", "record", "base",	  "proposed",
	"note",	      "submitter", "via",     "needs",	    "batch",  "received", "licence",
	"evidence",   "other",	   "reverts", "reason",	    "path",   "$schema"};

const char *dkt_kind_of_submission(enum dkt_submission_kind kind)
{
	return kinds[kind];
}

bool dkt_is_envelope(const struct dkt_node *root)
{
	return dkt_get(root, "proposed") != NULL || dkt_get(root, "submission") != NULL;
}

static void mistake(struct dkt_report *report, const struct dkt_node *at, const char *code,
		    const char *pointer, const char *hint, const char *sentence)
{
	dkt_report_add(report, DKT_ERROR, code, pointer, at == NULL ? DKT_NOWHERE : at->offset,
		       hint, "%s", sentence);
}

static bool known_member(const char *key)
{
	for (size_t i = 0; i < N(members); i++) {
		if (dkt_streq(members[i], key))
			return true;
	}
	return false;
}

static void check_members(const struct dkt_node *root, struct dkt_report *report)
{
	for (size_t i = 0; i < dkt_size(root); i++) {
		const struct dkt_member *m = &root->as.members[i];
		const char *meant;

		if (known_member(m->key))
			continue;
		meant = dkt_did_you_mean(m->key, members, N(members));
		dkt_report_add(report, DKT_WARNING, "envelope.unknown", "", m->key_offset,
			       "the members of an envelope are listed in "
			       "schemas/docket/submission.schema.json",
			       "unknown key \"%.60s\" in the envelope%s%s%s", m->key,
			       meant == NULL ? "" : "; did you mean \"", meant == NULL ? "" : meant,
			       meant == NULL ? "" : "\"?");
	}
}

static const char *string_member(const struct dkt_node *root, const char *key, const char *pointer,
				 struct dkt_report *report)
{
	const struct dkt_node *value = dkt_get(root, key);

	if (value == NULL || dkt_is(value, DKT_NULL))
		return NULL;
	if (!dkt_is(value, DKT_STRING) || strlen(value->as.bytes) != value->size) {
		mistake(report, value, "envelope.type", pointer, NULL, "this must be a text");
		return NULL;
	}
	return value->as.bytes;
}

static void read_kind(const struct dkt_node *root, struct dkt_submission *out,
		      struct dkt_report *report)
{
	const char *kind = string_member(root, "kind", "/kind", report);

	for (size_t i = 0; kind != NULL && i < DKT_N_KINDS; i++) {
		if (dkt_streq(kinds[i], kind)) {
			out->kind = (enum dkt_submission_kind)i;
			return;
		}
	}
	mistake(report, dkt_get(root, "kind"), "envelope.kind", "/kind",
		"a new record is \"add\", a correction is \"amend\"",
		"the kind must be one of add, amend, retire, restore, unite, revert, rules, "
		"dispute");
}

static void check_attribution(const char *name, const struct dkt_node *at,
			      struct dkt_report *report)
{
	static const char pointer[] = "/submitter/attribution";
	size_t size = strlen(name);
	const char *what;
	size_t offset;

	if (strchr(name, '@') != NULL)
		mistake(report, at, "envelope.private", pointer,
			"write a name or a pseudonym; it is public for ever, an address does not "
			"belong there",
			"the attribution looks like an e-mail address");
	if (!dkt_utf8_valid(name, size, NULL) || strpbrk(name, "\t\n") != NULL ||
	    dkt_find_unprintable(name, size, &offset, &what))
		mistake(report, at, "envelope.attribution", pointer,
			"write a name as it should stand in a list of names",
			"the attribution is not one line of text");
	if (size > 0 && (name[0] == ' ' || name[size - 1] == ' '))
		mistake(report, at, "envelope.attribution", pointer, NULL,
			"there is a space at the beginning or the end of the attribution");
	if (size > DKT_MAX_ATTRIBUTION)
		mistake(report, at, "envelope.attribution", pointer, "shorten it",
			"the attribution is too long: more than 200 bytes");
}

bool dkt_submitter_check(const char *attribution, const struct dkt_node *attribution_at,
			 const char *note, const struct dkt_node *note_at,
			 struct dkt_report *report)
{
	size_t errors = dkt_report_count(report, DKT_ERROR);

	if (attribution != NULL)
		check_attribution(attribution, attribution_at, report);
	if (note != NULL && !dkt_utf8_valid(note, strlen(note), NULL))
		mistake(report, note_at, "envelope.note", "/note", NULL,
			"the note is not UTF-8 text");
	else if (note != NULL && dkt_utf8_count(note, strlen(note)) > DKT_MAX_NOTE)
		mistake(report, note_at, "envelope.note", "/note",
			"say in a few sentences why; what supports the record belongs to its "
			"sources",
			"the note is too long: more than 4,000 characters");
	return dkt_report_count(report, DKT_ERROR) == errors;
}

static void read_submitter(const struct dkt_node *root, struct dkt_submission *out,
			   struct dkt_report *report)
{
	const struct dkt_node *submitter = dkt_get(root, "submitter");
	const char *attribution =
		string_member(submitter, "attribution", "/submitter/attribution", report);

	out->attribution = attribution == NULL ? "" : attribution;
	out->orcid = string_member(submitter, "orcid", "/submitter/orcid", report);
	out->handle = string_member(submitter, "handle", "/submitter/handle", report);
	(void)dkt_submitter_check(attribution, dkt_get(submitter, "attribution"), NULL, NULL,
				  report);
}

static void read_needs(const struct dkt_node *root, struct dkt_submission *out,
		       struct dkt_report *report)
{
	const struct dkt_node *needs = dkt_get(root, "needs");

	if (needs == NULL || dkt_is(needs, DKT_NULL))
		return;
	if (!dkt_is(needs, DKT_ARRAY)) {
		mistake(report, needs, "envelope.type", "/needs", NULL,
			"this must be a list of submission ids");
		return;
	}
	out->needs = needs;
	for (size_t i = 0; i < needs->size; i++) {
		const char *id = dkt_string(&needs->as.items[i]);

		if (id == NULL || dkt_id_check(id, "s") != DKT_ID_GOOD)
			mistake(report, &needs->as.items[i], "envelope.id", "/needs", NULL,
				"this is not the id of a submission (s-, seven characters, two "
				"digits)");
	}
}

static void check_ids(const struct dkt_node *root, const struct dkt_submission *s,
		      struct dkt_report *report)
{
	if (s->id != NULL && dkt_id_check(s->id, "s") != DKT_ID_GOOD)
		mistake(report, dkt_get(root, "submission"), "envelope.id", "/submission", NULL,
			"this is not the id of a submission (s-, seven characters, two digits)");
	if (s->base != NULL && (strlen(s->base) != 40 || strspn(s->base, "0123456789abcdef") != 40))
		mistake(report, dkt_get(root, "base"), "envelope.base", "/base",
			"docket submit fills it in when you hand in an edited copy of the record's "
			"file",
			"the base must be the 40-digit blob id of the record that was edited");
	if (s->kind == DKT_AMEND && s->record == NULL)
		mistake(report, root, "envelope.record", "", NULL,
			"an amendment must name its record");
	if (s->proposed == NULL && (s->kind == DKT_ADD || s->kind == DKT_AMEND))
		mistake(report, root, "envelope.proposed", "", NULL,
			"there is no proposed record in the envelope");
	if (s->proposed != NULL && !dkt_is(s->proposed, DKT_OBJECT))
		mistake(report, s->proposed, "envelope.proposed", "/proposed",
			"write the whole record there, as it should become",
			"what is proposed is not a record: a record is a JSON object");
}

bool dkt_submission_read(const struct dkt_node *root, struct dkt_submission *out,
			 struct dkt_report *report)
{
	size_t errors = dkt_report_count(report, DKT_ERROR);
	const char *text;

	memset(out, 0, sizeof *out);
	if (!dkt_is(root, DKT_OBJECT)) {
		mistake(report, root, "envelope.type", "", NULL, "a submission is a JSON object");
		return false;
	}
	check_members(root, report);
	out->revision = 1;
	if (dkt_get(root, "revision") != NULL &&
	    (!dkt_int(dkt_get(root, "revision"), &out->revision) || out->revision < 1))
		mistake(report, dkt_get(root, "revision"), "envelope.revision", "/revision", NULL,
			"the revision must be a whole number from 1");
	read_kind(root, out, report);
	read_submitter(root, out, report);
	out->id = string_member(root, "submission", "/submission", report);
	out->collection = string_member(root, "collection", "/collection", report);
	out->record = string_member(root, "record", "/record", report);
	out->base = string_member(root, "base", "/base", report);
	out->proposed =
		dkt_is(dkt_get(root, "proposed"), DKT_NULL) ? NULL : dkt_get(root, "proposed");
	text = string_member(root, "note", "/note", report);
	out->note = text == NULL ? "" : text;
	(void)dkt_submitter_check(NULL, NULL, out->note, dkt_get(root, "note"), report);
	text = string_member(root, "via", "/via", report);
	out->via = text == NULL ? "cli" : text;
	out->received = string_member(root, "received", "/received", report);
	text = string_member(root, "licence", "/licence", report);
	out->licence = text == NULL ? "" : text;
	text = string_member(root, "evidence", "/evidence", report);
	out->legacy = text != NULL && dkt_streq(text, "legacy");
	if (text != NULL && !out->legacy)
		mistake(report, dkt_get(root, "evidence"), "envelope.evidence", "/evidence",
			"leave it out; \"legacy\" is for older tables, where policy allows it",
			"the only level of evidence that can be asked for is \"legacy\"");
	read_needs(root, out, report);
	out->batch = dkt_is(dkt_get(root, "batch"), DKT_STRING) ? dkt_get(root, "batch") : NULL;
	check_ids(root, out, report);
	return dkt_report_count(report, DKT_ERROR) == errors;
}

struct dkt_node dkt_submission_node(struct dkt_arena *arena, const struct dkt_submission *s)
{
	struct dkt_node node = dkt_make_object(arena, NULL, 0);
	struct dkt_node submitter = dkt_make_object(arena, NULL, 0);

	submitter =
		dkt_with(arena, &submitter, "attribution",
			 dkt_make_string(arena, s->attribution[0] == '\0' ? NULL : s->attribution));
	submitter = dkt_with(arena, &submitter, "orcid", dkt_make_string(arena, s->orcid));
	if (s->handle != NULL)
		submitter =
			dkt_with(arena, &submitter, "handle", dkt_make_string(arena, s->handle));
	node = dkt_with(arena, &node, "submission", dkt_make_string(arena, s->id));
	node = dkt_with(arena, &node, "revision", dkt_make_int(arena, s->revision));
	node = dkt_with(arena, &node, "kind", dkt_make_string(arena, kinds[s->kind]));
	node = dkt_with(arena, &node, "collection", dkt_make_string(arena, s->collection));
	node = dkt_with(arena, &node, "record", dkt_make_string(arena, s->record));
	node = dkt_with(arena, &node, "base", dkt_make_string(arena, s->base));
	node = dkt_with(arena, &node, "proposed",
			s->proposed == NULL ? dkt_make_null() : *s->proposed);
	node = dkt_with(arena, &node, "note", dkt_make_string(arena, s->note));
	node = dkt_with(arena, &node, "submitter", submitter);
	node = dkt_with(arena, &node, "via", dkt_make_string(arena, s->via));
	node = dkt_with(arena, &node, "needs",
			s->needs == NULL ? dkt_make_array(arena, NULL, 0) : *s->needs);
	node = dkt_with(arena, &node, "batch", s->batch == NULL ? dkt_make_null() : *s->batch);
	node = dkt_with(arena, &node, "received", dkt_make_string(arena, s->received));
	node = dkt_with(arena, &node, "licence", dkt_make_string(arena, s->licence));
	if (s->legacy)
		node = dkt_with(arena, &node, "evidence", dkt_make_string(arena, "legacy"));
	return node;
}
