/*
 * independence.c - the record rule for words such as "confirmed".
 *
 * A record has few sources and refers to few others; everything here is a short walk over it with
 * its shape at hand.
 */
#include "flow/independence.h"

#include <string.h>

#include "base/str.h"
#include "record/ident.h"
#include "source/url.h"
#include "json/pointer.h"

#include "base/banned.h"

#define MAX_OWNED      64
#define MAX_REFERENCES 32
#define MAX_DEPTH      16

/* --- the subject's own domains --- */

struct owning {
	struct dkt *d;
	struct dkt_arena *arena;
	const char **domains;
	size_t n;
	size_t n_references;
};

static void add_owned(struct owning *o, const char *address)
{
	const char *domain = dkt_url_domain(o->arena, address);

	/* "lantern.example" without a scheme is an address to people */
	if (domain != NULL && dkt_streq(domain, address) && strstr(address, "://") == NULL)
		domain =
			dkt_url_domain(o->arena, dkt_arena_printf(o->arena, "https://%s", address));
	for (size_t i = 0; i < o->n; i++) {
		if (dkt_streq(o->domains[i], domain))
			return;
	}
	if (o->n < MAX_OWNED && domain != NULL && domain[0] != '\0')
		o->domains[o->n++] = domain;
}

static void walk_owned(struct owning *o, const struct dkt_node *value,
		       const struct dkt_shape *shape, bool refer, unsigned depth);

static void follow(struct owning *o, const char *collection_name, const char *id)
{
	const struct dkt_collection *collection =
		dkt_config_collection(o->d->config, collection_name);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	struct dkt_text text;
	char path[256];

	if (collection == NULL || dkt_id_check(id, collection->prefix) != DKT_ID_GOOD ||
	    o->n_references++ >= MAX_REFERENCES)
		return;
	dkt_record_path(collection->name, collection->fanout, id, path);
	if (dkt_context_read(o->d, path, DKT_MAX_TEXT, &bytes, NULL, &err) == 0 &&
	    dkt_text_parse(&text, o->arena,
			   dkt_arena_dup(o->arena, dkt_buf_str(&bytes), bytes.size), bytes.size,
			   &fault))
		walk_owned(o, &text.root, dkt_context_shape(o->d, collection), false, 0);
	dkt_buf_clear(&bytes);
}

static void walk_owned(struct owning *o, const struct dkt_node *value,
		       const struct dkt_shape *shape, bool refer, unsigned depth)
{
	if (shape == NULL || depth > MAX_DEPTH)
		return;
	if (dkt_is(value, DKT_STRING)) {
		if (dkt_is(dkt_get(shape->docket, "owned"), DKT_TRUE))
			add_owned(o, value->as.bytes);
		if (refer && shape->references != NULL)
			follow(o, shape->references, value->as.bytes);
	} else if (dkt_is(value, DKT_ARRAY)) {
		for (size_t i = 0; i < value->size; i++)
			walk_owned(o, &value->as.items[i], dkt_shape_item(shape), refer, depth + 1);
	} else if (dkt_is(value, DKT_OBJECT)) {
		for (size_t i = 0; i < value->size; i++)
			walk_owned(o, &value->as.members[i].value,
				   dkt_shape_member(shape, value->as.members[i].key,
						    value->as.members[i].key_size),
				   refer, depth + 1);
	}
}

void dkt_independence_owned(struct dkt *d, struct dkt_exam *exam, const char *const **domains_out,
			    size_t *n_out)
{
	struct owning o = {.d = d,
			   .arena = exam->arena,
			   .domains = DKT_NEW_N(exam->arena, const char *, MAX_OWNED)};

	walk_owned(&o, exam->submission.proposed, dkt_context_shape(d, exam->collection), true, 0);
	*domains_out = o.domains;
	*n_out = o.n;
}

/* --- counting --- */

struct counted {
	size_t n;	  /* sources that stand on their own */
	size_t n_sources; /* all */
	size_t n_like;	  /* that repeat another */
	size_t n_owned;
	const struct dkt_node *sources;
	const json_t *evidence;
	bool *counts;
};

static bool in(const char *const *list, size_t n, const char *word)
{
	for (size_t i = 0; i < n; i++) {
		if (dkt_streq(list[i], word))
			return true;
	}
	return false;
}

static void count_by_address(struct dkt *d, struct dkt_exam *exam, struct counted *c)
{
	const char **seen = DKT_NEW_N(exam->arena, const char *, c->n_sources + 1);
	const char *const *owned;
	size_t n_owned;
	size_t n_seen = 0;

	dkt_independence_owned(d, exam, &owned, &n_owned);
	for (size_t i = 0; i < c->n_sources; i++) {
		const char *url = dkt_get_string(&c->sources->as.items[i], "url");
		const char *domain = url == NULL ? NULL : dkt_url_domain(exam->arena, url);

		if (domain == NULL)
			continue;
		if (in(seen, n_seen, domain))
			c->n_like++;
		else if (in(owned, n_owned, domain))
			c->n_owned++;
		else
			c->counts[i] = true;
		seen[n_seen++] = domain;
	}
}

static void count_by_evidence(struct counted *c)
{
	for (size_t i = 0; i < json_array_size(c->evidence); i++) {
		const json_t *entry = json_array_get(c->evidence, i);
		const char *pointer = dkt_doc_string(entry, "/pointer", "");
		const char *last = strrchr(pointer, '/');
		size_t at = 0;

		for (const char *p = last == NULL ? "" : last + 1; *p >= '0' && *p <= '9'; p++)
			at = at * 10 + (size_t)(*p - '0');
		if (dkt_doc_get(entry, "/independence/like") != NULL)
			c->n_like++;
		else if (dkt_streq(dkt_doc_string(entry, "/independence/why", ""), "owned"))
			c->n_owned++;
		else if (at < c->n_sources)
			c->counts[at] = true;
	}
}

/* Sources that were not looked at again have no evidence: they count by their address, in the order
 * of the record, and so does whether a new one repeats them. */
static void count_unchanged(struct dkt *d, struct dkt_exam *exam, struct counted *c)
{
	const char **seen = DKT_NEW_N(exam->arena, const char *, c->n_sources + 1);
	const char *const *owned;
	size_t n_owned;
	size_t n_seen = 0;

	dkt_independence_owned(d, exam, &owned, &n_owned);
	for (size_t i = 0; i < c->n_sources; i++) {
		const char *url = dkt_get_string(&c->sources->as.items[i], "url");
		const char *domain = url == NULL ? NULL : dkt_url_domain(exam->arena, url);
		bool owns = domain != NULL && in(owned, n_owned, domain);

		if (domain == NULL || !(c->counts[i] || exam->unchanged[i]))
			continue;
		c->counts[i] = !owns && !in(seen, n_seen, domain);
		c->n_owned += owns;
		c->n_like += !owns && !c->counts[i];
		seen[n_seen++] = domain;
	}
}

static void count(struct dkt *d, struct dkt_exam *exam, const json_t *evidence, struct counted *c)
{
	c->evidence = evidence;
	c->sources = dkt_get(exam->submission.proposed, "sources");
	c->n_sources = dkt_is(c->sources, DKT_ARRAY) ? c->sources->size : 0;
	c->counts = DKT_NEW_N(exam->arena, bool, c->n_sources + 1);
	if (evidence != NULL)
		count_by_evidence(c);
	if (evidence != NULL && exam->unchanged != NULL)
		count_unchanged(d, exam, c);
	if (evidence == NULL)
		count_by_address(d, exam, c);
	for (size_t i = 0; i < c->n_sources; i++)
		c->n += c->counts[i];
}

/* --- the rule --- */

/* Is there a source, standing on its own, whose standpoint is in the list? */
static bool has_one_of(const struct counted *c, const struct dkt_node *list)
{
	for (size_t i = 0; i < c->n_sources; i++) {
		const char *word = dkt_get_string(&c->sources->as.items[i], "independence");

		for (size_t j = 0; c->counts[i] && word != NULL && j < dkt_size(list); j++) {
			const char *wanted = dkt_string(dkt_item(list, j));

			if (wanted != NULL && dkt_streq(wanted, word))
				return true;
		}
	}
	return false;
}

static void ask(struct dkt_exam *exam, const struct counted *c, const struct dkt_node *wish,
		const struct dkt_member *field, struct dkt_report *report)
{
	int64_t least = 0;

	if (!dkt_int(dkt_get(wish, "least"), &least) || (int64_t)c->n >= least ||
	    has_one_of(c, dkt_get(wish, "or_one")))
		return;
	dkt_report_add(report, exam->submission.legacy ? DKT_INFO : DKT_WARNING,
		       "record.independence", dkt_arena_printf(exam->arena, "/%s", field->key),
		       field->value.offset == DKT_MADE ? DKT_NOWHERE : field->value.offset,
		       "add a source that found it out by itself, or choose a more careful word",
		       "\"%s\" asks for %lld independent sources; of %zu, %zu count (%zu repeat "
		       "another, %zu are the subject's own)",
		       field->value.as.bytes, (long long)least, c->n_sources, c->n, c->n_like,
		       c->n_owned);
}

void dkt_independence_check(struct dkt *d, struct dkt_exam *exam, const json_t *evidence,
			    struct dkt_report *report)
{
	const struct dkt_node *record = exam->submission.proposed;
	const struct dkt_shape *shape = dkt_context_shape(d, exam->collection);
	struct counted c = {0};
	bool counted = false;

	for (size_t i = 0; dkt_is(record, DKT_OBJECT) && i < record->size; i++) {
		const struct dkt_member *field = &record->as.members[i];
		const struct dkt_shape *inner =
			dkt_shape_member(shape, field->key, field->key_size);
		const struct dkt_node *wish;

		if (inner == NULL || !dkt_is(&field->value, DKT_STRING))
			continue;
		wish = dkt_get(dkt_get(inner->docket, "independent"), field->value.as.bytes);
		if (wish == NULL)
			continue;
		if (!counted)
			count(d, exam, evidence, &c);
		counted = true;
		ask(exam, &c, wish, field, report);
	}
}
