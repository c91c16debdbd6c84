/*
 * examine.c - the same stages at every door, in one order; each stage adds its findings and says
 * whether the next makes sense.
 *
 * A bare record becomes a submission here: a null id is an addition, an id an amendment of the
 * record on the tip.
 */
#include "flow/examine.h"

#include <assert.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"
#include "flow/independence.h"
#include "record/ident.h"
#include "record/meta.h"
#include "json/canon.h"
#include "json/pointer.h"

#include "base/banned.h"

void dkt_exam_init(struct dkt_exam *exam)
{
	memset(exam, 0, sizeof *exam);
	exam->arena = dkt_arena_new();
}

void dkt_exam_clear(struct dkt_exam *exam)
{
	json_decref(exam->evidence);
	exam->evidence = NULL;
	dkt_arena_free(exam->arena);
	exam->arena = NULL;
}

/* --- which collection --- */

static size_t errors_under(const struct dkt *d, const struct dkt_collection *collection,
			   const struct dkt_node *record)
{
	struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};
	struct dkt_report *scratch = dkt_report_new();
	size_t errors;

	(void)dkt_schema_check(dkt_context_schema(d, collection), record, &options, scratch);
	errors = dkt_report_count(scratch, DKT_ERROR);
	dkt_report_free(scratch);
	return errors;
}

/* The collection whose schema the record fits best; *plain when it fits that one alone, without a
 * fault. */
static const struct dkt_collection *collection_by_fit(const struct dkt *d,
						      const struct dkt_node *record, bool *plain)
{
	const struct dkt_collection *best = NULL;
	size_t least = SIZE_MAX;
	size_t fitting = 0;

	for (size_t i = 0; i < d->config->n_collections; i++) {
		size_t errors = errors_under(d, &d->config->collections[i], record);

		fitting += errors == 0;
		if (errors < least) {
			least = errors;
			best = &d->config->collections[i];
		}
	}
	*plain = fitting == 1;
	return best;
}

static const struct dkt_collection *collection_of_folder(const struct dkt *d, const char *path)
{
	const char *name =
		path == NULL || !dkt_starts(path, "reviewed/") ? NULL : path + strlen("reviewed/");

	for (size_t i = 0; name != NULL && i < d->config->n_collections; i++) {
		size_t size = strlen(d->config->collections[i].name);

		if (strncmp(name, d->config->collections[i].name, size) == 0 && name[size] == '/')
			return &d->config->collections[i];
	}
	return NULL;
}

static const struct dkt_collection *collection_of_record(const struct dkt *d,
							 const struct dkt_input *input,
							 const struct dkt_node *record,
							 struct dkt_report *report)
{
	const struct dkt_collection *collection = collection_of_folder(d, input->path);
	const char *id = dkt_get_string(record, "id");
	bool plain;

	if (input->collection != NULL)
		return dkt_config_collection(d->config, input->collection);
	if (collection == NULL && id != NULL)
		collection = dkt_config_collection_of_id(d->config, id);
	if (collection != NULL || d->config->n_collections == 1)
		return collection != NULL ? collection : &d->config->collections[0];
	collection = collection_by_fit(d, record, &plain);
	if (!plain)
		dkt_report_add(report, DKT_INFO, "record.collection", "", record->offset,
			       "say it with --collection when that is wrong",
			       "taken for a record of %s, whose schema it fits best",
			       collection->name);
	return collection;
}

static void unknown_collection(const struct dkt *d, const char *name, const struct dkt_node *at,
			       struct dkt_report *report)
{
	struct dkt_buf names = DKT_BUF_INIT(4096);

	assert(d->config->n_collections == 0 || d->config->collections != NULL);
	for (size_t i = 0; i < d->config->n_collections; i++)
		dkt_buf_addf(&names, "%s%s", i == 0 ? "" : ", ", d->config->collections[i].name);
	dkt_report_add(report, DKT_ERROR, "envelope.collection", "/collection",
		       at == NULL ? DKT_NOWHERE : at->offset, "give the collection's name",
		       "%s%.60s%s; there are: %s", name == NULL ? "no collection is named" : "\"",
		       name == NULL ? "" : name,
		       name == NULL ? "" : "\" is no collection of this dataset",
		       dkt_buf_str(&names));
	dkt_buf_clear(&names);
}

/* --- from bytes to a submission --- */

/* The blob that the tip has for a record, as the base of an amendment that names none. */
static const char *blob_on_tip(struct dkt *d, struct dkt_exam *exam, const char *id)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	char blob[DKT_OID_HEX];
	char path[256];
	const char *found = NULL;

	dkt_record_path(exam->collection->name, exam->collection->fanout, id, path);
	if (dkt_context_read(d, path, DKT_MAX_TEXT, &bytes, blob, &err) == 0)
		found = dkt_arena_dups(exam->arena, blob);
	dkt_buf_clear(&bytes);
	return found;
}

static void read_bare(struct dkt *d, const struct dkt_input *input, struct dkt_exam *exam,
		      struct dkt_report *report)
{
	struct dkt_submission *s = &exam->submission;
	const char *id = dkt_get_string(&exam->text.root, "id");

	if (!dkt_is(&exam->text.root, DKT_OBJECT)) {
		dkt_report_add(report, DKT_ERROR, "record.type", "", exam->text.root.offset, NULL,
			       "a record is a JSON object, and this is %s %s",
			       dkt_is(&exam->text.root, DKT_ARRAY) ? "an" : "a",
			       dkt_kind_name(&exam->text.root));
		return;
	}
	exam->collection = collection_of_record(d, input, &exam->text.root, report);
	if (exam->collection == NULL) {
		unknown_collection(d, input->collection, NULL, report);
		return;
	}
	s->revision = 1;
	s->kind = id == NULL ? DKT_ADD : DKT_AMEND;
	s->collection = exam->collection->name;
	s->record = id;
	s->proposed = &exam->text.root;
	s->base = id == NULL || dkt_id_check(id, NULL) != DKT_ID_GOOD ? NULL
								      : blob_on_tip(d, exam, id);
	s->note = "";
	s->attribution = "";
	s->via = "cli";
	s->licence = d->config->licence;
	s->legacy = input->legacy;
	exam->understood = true;
}

/* Under which id an envelope's record is to stand: it becomes a path, so it must be an id. */
static bool check_named_record(const struct dkt_exam *exam, const struct dkt_node *at,
			       struct dkt_report *report)
{
	const struct dkt_submission *s = &exam->submission;

	if (s->record == NULL || dkt_id_check(s->record, exam->collection->prefix) == DKT_ID_GOOD)
		return true;
	dkt_report_add(report, DKT_ERROR, "envelope.record", "/record",
		       at == NULL ? DKT_NOWHERE : at->offset,
		       "leave it null in an addition; Docket gives the id",
		       "\"%.60s\" is no id of %s (%s-, seven characters, two digits)", s->record,
		       exam->collection->name, exam->collection->prefix);
	return false;
}

static void read_envelope(struct dkt *d, const struct dkt_input *input, struct dkt_exam *exam,
			  struct dkt_report *report)
{
	struct dkt_submission *s = &exam->submission;

	dkt_report_file(report, input->name, input->bytes, input->size, "/proposed");
	if (!dkt_submission_read(&exam->text.root, s, report))
		return;
	if (s->collection == NULL && s->record != NULL)
		exam->collection = dkt_config_collection_of_id(d->config, s->record);
	else
		exam->collection = s->collection == NULL
					   ? NULL
					   : dkt_config_collection(d->config, s->collection);
	if (exam->collection == NULL) {
		unknown_collection(d, s->collection, dkt_get(&exam->text.root, "collection"),
				   report);
		return;
	}
	s->collection = exam->collection->name;
	if (!check_named_record(exam, dkt_get(&exam->text.root, "record"), report))
		return;
	s->legacy = s->legacy || input->legacy;
	if (s->licence[0] == '\0')
		s->licence = d->config->licence;
	if (s->kind != DKT_ADD && s->kind != DKT_AMEND) {
		dkt_report_add(report, DKT_ERROR, "envelope.kind", "/kind",
			       dkt_get(&exam->text.root, "kind")->offset,
			       "this version of docket takes add and amend",
			       "submissions of kind %s are not taken",
			       dkt_kind_of_submission(s->kind));
		return;
	}
	exam->understood = true;
}

/* --- stages --- */

static void check_schema(struct dkt *d, const struct dkt_exam *exam, struct dkt_report *report)
{
	struct dkt_check_options options = {.assert_formats = true, .pointer_prefix = ""};

	(void)dkt_schema_check(dkt_context_schema(d, exam->collection), exam->submission.proposed,
			       &options, report);
}

static void check_canonical(struct dkt *d, const struct dkt_input *input,
			    const struct dkt_exam *exam, struct dkt_report *report)
{
	struct dkt_buf canonical = DKT_BUF_INIT(DKT_MAX_TEXT);

	dkt_canon_write(&exam->text.root, dkt_context_shape(d, exam->collection), &canonical);
	if (dkt_buf_ok(&canonical) && (canonical.size != input->size ||
				       memcmp(canonical.bytes, input->bytes, input->size) != 0))
		dkt_report_add(report, DKT_INFO, "form.canonical", "", DKT_NOWHERE,
			       "docket fmt writes it; a submission is rewritten in it anyway",
			       "the file is not in canonical form");
	dkt_buf_clear(&canonical);
}

/* The meta that the record has on the tip, or NULL. */
static const struct dkt_node *meta_on_tip(struct dkt *d, struct dkt_exam *exam)
{
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	struct dkt_text *text = DKT_NEW(exam->arena, struct dkt_text);
	const struct dkt_node *meta = NULL;
	char path[256];

	if (exam->submission.record == NULL ||
	    dkt_id_check(exam->submission.record, NULL) != DKT_ID_GOOD)
		return NULL;
	dkt_record_path(exam->collection->name, exam->collection->fanout, exam->submission.record,
			path);
	if (dkt_context_read(d, path, DKT_MAX_TEXT, &bytes, NULL, &err) == 0 &&
	    dkt_text_parse(text, exam->arena,
			   dkt_arena_dup(exam->arena, dkt_buf_str(&bytes), bytes.size), bytes.size,
			   &fault))
		meta = dkt_get(&text->root, "meta");
	dkt_buf_clear(&bytes);
	return meta;
}

static void check_rules(struct dkt *d, const struct dkt_input *input, struct dkt_exam *exam,
			struct dkt_report *report)
{
	const struct dkt_submission *s = &exam->submission;
	struct dkt_rules_job job = {.config = d->config,
				    .collection = exam->collection,
				    .shape = dkt_context_shape(d, exam->collection),
				    .record = s->proposed,
				    .legacy = s->legacy,
				    .lookup = dkt_context_lookup,
				    .lookup_data = d};
	char id[DKT_ID_SIZE];

	job.meta = meta_on_tip(d, exam);
	job.on_main = input->path != NULL &&
		      dkt_config_collection_of_path(d->config, input->path, id) != NULL;
	job.expected_id = job.on_main ? id : exam->envelope ? s->record : NULL;
	if (job.on_main)
		job.legacy = dkt_streq(dkt_meta_evidence(s->proposed), "legacy");
	else if (job.meta != NULL)
		job.legacy = job.legacy || dkt_get_string(job.meta, "evidence") != NULL;
	dkt_rules_check(&job, report);
	if (s->legacy && !d->config->policy.legacy)
		dkt_report_add(report, DKT_ERROR, "record.legacy", "", DKT_NOWHERE, NULL,
			       "this dataset's policy takes no records of evidence level legacy");
}

/* The base of an amendment must be a version of that record: the merge starts from it. */
static void check_base_blob(struct dkt *d, struct dkt_exam *exam, struct dkt_report *report)
{
	const struct dkt_submission *s = &exam->submission;
	const struct dkt_node *at = dkt_get(&exam->text.root, "base");
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	struct dkt_text *text = DKT_NEW(exam->arena, struct dkt_text);
	const char *id = NULL;

	if (d->repo == NULL || s->base == NULL)
		return;
	if (dkt_repo_read_blob(d->repo, s->base, &bytes, &err) == 0 &&
	    dkt_text_parse(text, exam->arena,
			   dkt_arena_dup(exam->arena, dkt_buf_str(&bytes), bytes.size), bytes.size,
			   &fault))
		id = dkt_get_string(&text->root, "id");
	dkt_buf_clear(&bytes);
	if (id != NULL && dkt_streq(id, s->record))
		exam->base = &text->root;
	else
		dkt_report_add(report, DKT_ERROR, "envelope.base-unknown", "envelope:/base",
			       at == NULL ? DKT_NOWHERE : at->offset,
			       "copy the record's file from main again and make the change there",
			       "no version of %s has the blob id %.12s", s->record, s->base);
}

/* An id that somebody chose for a new record must be free. */
static void check_taken(struct dkt *d, const struct dkt_exam *exam, struct dkt_report *report)
{
	const struct dkt_submission *s = &exam->submission;
	enum dkt_found found;

	if (s->kind != DKT_ADD || s->record == NULL)
		return;
	found = dkt_context_lookup(d, exam->collection->name, s->record);
	if (found == DKT_FOUND_RECORD || found == DKT_FOUND_RETIRED)
		dkt_report_add(report, DKT_ERROR, "record.id-taken", "/id", DKT_NOWHERE,
			       "leave the id null, or amend that record", "%s exists already",
			       s->record);
}

static void check_base(struct dkt *d, const struct dkt_input *input, struct dkt_exam *exam,
		       struct dkt_report *report)
{
	const struct dkt_submission *s = &exam->submission;

	if (s->kind != DKT_AMEND || input->path != NULL || s->record == NULL ||
	    dkt_id_check(s->record, NULL) != DKT_ID_GOOD)
		return;
	if (blob_on_tip(d, exam, s->record) != NULL)
		check_base_blob(d, exam, report);
	else
		dkt_report_add(report, DKT_ERROR, "record.unknown", "/id", DKT_NOWHERE,
			       "leave the id null to propose a new record",
			       "there is no %s in %s to amend", s->record, s->collection);
}

int dkt_exam_run(struct dkt *d, const struct dkt_input *input, enum dkt_upto upto,
		 struct dkt_report *report, struct dkt_exam *exam, struct dkt_err *err)
{
	dkt_report_file(report, input->name, input->bytes, input->size, "");
	exam->parsed =
		dkt_text_examine(&exam->text, exam->arena, input->bytes, input->size, report);
	if (!exam->parsed)
		return 0;
	exam->envelope = input->path == NULL && dkt_is_envelope(&exam->text.root);
	if (exam->envelope)
		read_envelope(d, input, exam, report);
	else
		read_bare(d, input, exam, report);
	dkt_report_file(report, input->name, input->bytes, input->size, "");
	if (!exam->understood || upto < DKT_UPTO_SCHEMA)
		return 0;
	check_schema(d, exam, report);
	if (upto < DKT_UPTO_RECORD)
		return 0;
	if (!exam->envelope)
		check_canonical(d, input, exam, report);
	check_base(d, input, exam, report);
	if (input->path == NULL)
		check_taken(d, exam, report);
	check_rules(d, input, exam, report);
	dkt_exam_addresses(exam, report);
	if (upto < DKT_UPTO_SOURCES) {
		if (!exam->for_worker)
			dkt_independence_check(d, exam, NULL, report);
		return 0;
	}
	return dkt_exam_check_sources(d, exam, report, err);
}

int dkt_examine(struct dkt *d, const struct dkt_input *input, enum dkt_upto upto,
		struct dkt_report *report, struct dkt_err *err)
{
	struct dkt_exam exam;
	int result;

	dkt_exam_init(&exam);
	result = dkt_exam_run(d, input, upto, report, &exam, err);
	dkt_report_file(report, "", NULL, 0, "");
	dkt_exam_clear(&exam);
	return result;
}
