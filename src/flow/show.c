/*
 * show.c - what a reviewer must see before deciding, from git alone.
 */
#include "flow/show.h"

#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "base/utf8.h"
#include "flow/conflict.h"
#include "record/ident.h"
#include "record/story.h"
#include "json/build.h"
#include "json/canon.h"
#include "json/diff.h"

#include "base/banned.h"

#define MAX_VALUE 200

static void add_value(struct dkt_buf *out, const struct dkt_node *value)
{
	struct dkt_buf line = DKT_BUF_INIT(DKT_MAX_TEXT);
	size_t size;

	dkt_canon_line(value, NULL, &line);
	size = dkt_utf8_cut(dkt_buf_str(&line), line.size, MAX_VALUE);
	dkt_buf_add(out, dkt_buf_str(&line), size);
	dkt_buf_adds(out, size < line.size ? "…" : "");
	dkt_buf_clear(&line);
}

static json_t *value_json(const struct dkt_node *value)
{
	json_t *json = NULL;

	if (value == NULL)
		return json_null();
	return dkt_doc_of_node(value, &json) ? json : json_null();
}

static void add_changes(struct dkt *d, struct dkt_arena *arena, const struct dkt_case *c,
			const struct dkt_three *three, struct dkt_buf *text, json_t *json)
{
	static const char *const signs[] = {
		[DKT_ADDED] = "+", [DKT_REMOVED] = "-", [DKT_CHANGED] = "~"};
	static const char *const words[] = {
		[DKT_ADDED] = "added", [DKT_REMOVED] = "removed", [DKT_CHANGED] = "changed"};
	const struct dkt_node *proposed = c->submission.proposed;
	const struct dkt_node nothing = dkt_make_object(arena, NULL, 0);
	json_t *changes = json_array();
	struct dkt_diff diff;

	dkt_diff(arena, three->base == NULL ? &nothing : three->base, proposed,
		 dkt_context_shape(d, c->collection), &diff);
	for (size_t i = 0; i < diff.n; i++) {
		const struct dkt_change *change = &diff.items[i];

		if (dkt_starts(change->pointer, "/meta"))
			continue;
		dkt_buf_addf(text, "  %s %s: ", signs[change->kind], change->path);
		if (change->before != NULL)
			add_value(text, change->before);
		if (change->before != NULL && change->after != NULL)
			dkt_buf_adds(text, " -> ");
		if (change->after != NULL)
			add_value(text, change->after);
		dkt_buf_addc(text, '\n');
		json_array_append_new(changes, json_pack("{s:s, s:s, s:s, s:o, s:o}", "kind",
							 words[change->kind], "pointer",
							 change->pointer, "path", change->path,
							 "before", value_json(change->before),
							 "after", value_json(change->after)));
	}
	json_object_set_new(json, "changes", changes);
}

static void add_finding(struct dkt_buf *text, const json_t *finding)
{
	const char *hint = dkt_doc_string(finding, "/hint", "");

	dkt_buf_addf(text, "  %s %s %s: %s\n", dkt_doc_string(finding, "/level", ""),
		     dkt_doc_string(finding, "/code", ""), dkt_doc_string(finding, "/pointer", ""),
		     dkt_doc_string(finding, "/sentence", ""));
	if (hint[0] != '\0')
		dkt_buf_addf(text, "      hint: %s\n", hint);
}

static const char *or_dash(const char *text)
{
	return text == NULL || text[0] == '\0' ? "-" : text;
}

static void add_source(struct dkt_buf *text, const json_t *source)
{
	const json_t *archives = json_object_get(source, "archives");
	const json_t *quotes = json_object_get(source, "quotes");

	dkt_buf_addf(text, "  %s %s: %s\n", dkt_doc_string(source, "/pointer", ""),
		     dkt_doc_string(source, "/url", ""),
		     or_dash(dkt_doc_string(source, "/live/verdict", NULL)));
	for (size_t i = 0; i < json_array_size(archives); i++)
		dkt_buf_addf(text, "    archived copy %s: %s\n",
			     dkt_doc_string(json_array_get(archives, i), "/url", ""),
			     dkt_doc_string(json_array_get(archives, i), "/verdict", ""));
	for (size_t i = 0; i < json_array_size(quotes); i++) {
		const json_t *quote = json_array_get(quotes, i);
		const json_t *copies = json_object_get(quote, "archives");

		dkt_buf_addf(text, "    quote \"%s\": %s on the page",
			     dkt_doc_string(quote, "/text", ""),
			     or_dash(dkt_doc_string(quote, "/page/verdict", NULL)));
		for (size_t j = 0; j < json_array_size(copies); j++)
			dkt_buf_addf(text, ", %s in an archived copy",
				     dkt_doc_string(json_array_get(copies, j), "/verdict", ""));
		dkt_buf_addc(text, '\n');
	}
}

/* Findings and sources of the last check. */
static void add_evidence(struct dkt *d, const struct dkt_case *c, struct dkt_buf *text,
			 json_t *json)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	DKT_AUTO(json) json_t *evidence = NULL;
	const json_t *findings;
	const json_t *sources;

	if (dkt_queue_read(d->repo, c->commit, c->id, true, &bytes, &err) < 0 ||
	    dkt_doc_parse(dkt_buf_str(&bytes), bytes.size, "evidence", &evidence, &err) < 0) {
		dkt_buf_adds(text, "findings: not checked yet\n");
		dkt_buf_clear(&bytes);
		return;
	}
	findings = json_object_get(evidence, "findings");
	sources = json_object_get(evidence, "sources");
	dkt_buf_addf(text, "findings of the check at %s:%s\n",
		     dkt_doc_string(evidence, "/checked_at", ""),
		     json_array_size(findings) == 0 ? " none" : "");
	for (size_t i = 0; i < json_array_size(findings); i++)
		add_finding(text, json_array_get(findings, i));
	if (json_array_size(sources) > 0)
		dkt_buf_adds(text, "evidence:\n");
	for (size_t i = 0; i < json_array_size(sources); i++)
		add_source(text, json_array_get(sources, i));
	json_object_set(json, "evidence", evidence);
	dkt_buf_clear(&bytes);
}

static void add_conflicts(const struct dkt_three *three, const struct dkt_case *c,
			  struct dkt_buf *text, json_t *json)
{
	json_t *conflicts = json_array();

	if (c->state == DKT_CONFLICT) {
		dkt_buf_adds(text, "in conflict with main:\n");
		dkt_three_describe(three, c, text);
		for (size_t i = 0; i < three->merge.n_conflicts; i++) {
			const struct dkt_conflict *f = &three->merge.conflicts[i];

			json_array_append_new(
				conflicts,
				json_pack("{s:s, s:s, s:o, s:o, s:o}", "pointer", f->pointer,
					  "path", f->path, "base", value_json(f->base), "main",
					  value_json(f->tip), "proposed", value_json(f->proposed)));
		}
	}
	json_object_set_new(json, "conflicts", conflicts);
}

static const char *next_step(enum dkt_state state)
{
	switch (state) {
	case DKT_RECEIVED:
		return "docket work checks its sources";
	case DKT_NEEDS_CHANGES:
		return "the submitter mends it and hands it in again";
	case DKT_READY:
	case DKT_IN_REVIEW:
		return "docket review ID --approve, --question REASON or --reject REASON";
	case DKT_APPROVED:
	case DKT_MERGING:
		return "docket merge puts it on main";
	case DKT_CONFLICT:
		return "docket resolve ID --take POINTER=main or POINTER=proposed for each field";
	default:
		return "nothing; it is settled";
	}
}

static json_t *head_json(const struct dkt_case *c, const char *title)
{
	const struct dkt_submission *s = &c->submission;

	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:s, s:s?, s:s, s:s, s:s, s:s?}", "submission",
			 c->id, "state", dkt_state_name(c->state), "word", dkt_state_word(c->state),
			 "kind", dkt_kind_of_submission(s->kind), "revision",
			 (json_int_t)s->revision, "collection", s->collection, "record", s->record,
			 "title", title, "attribution", s->attribution, "note", s->note, "received",
			 s->received);
}

static void head_text(const struct dkt_case *c, const char *title, struct dkt_buf *text)
{
	const struct dkt_submission *s = &c->submission;

	dkt_buf_addf(text, "%s is %s%s: %s %s, %s\n", c->id, c->state == DKT_CONFLICT ? "in " : "",
		     dkt_state_name(c->state), dkt_kind_of_submission(s->kind),
		     s->record == NULL ? s->collection : s->record,
		     title[0] == '\0' ? "(no title)" : title);
	dkt_buf_addf(text, "from %s, received %s, revision %lld%s\n",
		     s->attribution[0] == '\0' ? "somebody anonymous" : s->attribution,
		     s->received == NULL ? "-" : s->received, (long long)s->revision,
		     s->legacy ? ", legacy evidence" : "");
	if (s->note[0] != '\0')
		dkt_buf_addf(text, "note: %s\n", s->note);
}

int dkt_show_submission(struct dkt *d, const char *id, struct dkt_buf *text, json_t **json,
			struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_three three;
	struct dkt_case c;
	int result = dkt_case_read(d, arena, id, &c, err);

	if (result == 0)
		result = dkt_three_read(d, arena, &c, &three, err);
	if (result == 0) {
		const char *title = dkt_case_title(d, &c.submission, c.collection, NULL);

		*json = head_json(&c, title);
		head_text(&c, title, text);
		dkt_buf_adds(text,
			     c.submission.kind == DKT_ADD ? "the new record:\n" : "changes:\n");
		add_changes(d, arena, &c, &three, text, *json);
		add_evidence(d, &c, text, *json);
		add_conflicts(&three, &c, text, *json);
		dkt_buf_addf(text, "next: %s\n", next_step(c.state));
	}
	dkt_arena_free(arena);
	return result;
}

int dkt_show_record(struct dkt *d, const char *id, const char *revision, struct dkt_buf *out,
		    struct dkt_err *err)
{
	const struct dkt_collection *collection = dkt_config_collection_of_id(d->config, id);
	char commit[DKT_OID_HEX];
	char path[256];

	if (collection == NULL) {
		(void)dkt_fail(err, DKT_ENOENT, "%s is no id of this dataset", id);
		return dkt_hint(
			err, "ids look like pr-7h3k9m2-05; docket queue and reviewed/ show them");
	}
	memcpy(commit, d->tip, sizeof commit);
	if (revision != NULL && dkt_repo_resolve(d->repo, revision, commit, err) < 0)
		return -1;
	dkt_record_path(collection->name, collection->fanout, id, path);
	if (dkt_repo_read(d->repo, commit, path, out, NULL, err) < 0)
		return dkt_note(err, "looking for %s as of %s", id,
				revision == NULL ? "now" : revision);
	return 0;
}

/* --- history --- */

struct history {
	struct dkt_arena *arena;
	struct dkt_buf *text;
	json_t *events;
};

static int add_event(void *data, const struct dkt_commit_info *info, struct dkt_err *err)
{
	struct history *h = data;
	const char *sentence = dkt_story_sentence(h->arena, info->message);
	const char *body = dkt_story_body(h->arena, info->message);
	char time[DKT_TIME_SIZE];

	(void)err;
	dkt_time_format(info->time, time);
	dkt_buf_addf(h->text, "%s  %.10s  %s\n", time, info->id, sentence);
	for (const char *line = body; *line != '\0';) {
		size_t size = strcspn(line, "\n");

		dkt_buf_addf(h->text, "    %.*s\n", (int)size, line);
		line += size + (line[size] == '\n' ? 1 : 0);
	}
	json_array_append_new(h->events, json_pack("{s:s, s:s, s:s, s:s, s:s}", "commit", info->id,
						   "time", time, "author", info->author, "sentence",
						   sentence, "body", body));
	return 0;
}

int dkt_show_log(struct dkt *d, const char *id, struct dkt_buf *text, json_t **json,
		 struct dkt_err *err)
{
	const struct dkt_collection *collection = dkt_config_collection_of_id(d->config, id);
	struct history h = {.arena = dkt_arena_new(), .text = text, .events = json_array()};
	char path[256];
	int result;

	if (collection != NULL) {
		dkt_record_path(collection->name, collection->fanout, id, path);
		result = dkt_repo_log(d->repo, d->tip, "", path, add_event, &h, err);
		if (result == 0 && json_array_size(h.events) == 0)
			result = dkt_fail(err, DKT_ENOENT, "there is no record %s on main", id);
	} else {
		result = dkt_queue_story(d->repo, id, add_event, &h, err);
	}
	dkt_arena_free(h.arena);
	if (result < 0)
		json_decref(h.events);
	else
		*json = h.events;
	return result;
}
