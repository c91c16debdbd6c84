/*
 * release.c - from the tip to a tagged version, and from a tag to its files.
 *
 * The number follows from the data: what changed since the last tag is listed, each change with the
 * increment it needs (release/bump.c). A release is built once before its tag is made, since the
 * tag's message carries the digest of the manifest; whoever builds it again from the tag must get
 * the same bytes.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/str.h"
#include "flow/context.h"
#include "record/ident.h"
#include "record/story.h"
#include "release/bump.h"
#include "release/export.h"
#include "release/version.h"

#include "base/banned.h"

#define MAX_REASONS  50
#define MAX_MANIFEST ((size_t)16 << 20)

/* --- tags --- */

struct last_tag {
	bool found;
	struct dkt_version below; /* only versions below this one, when limited */
	bool limited;
	struct dkt_version version;
	char name[32];
	char commit[DKT_OID_HEX];
	int64_t time;
};

static int take_highest(void *data, const struct dkt_tag_info *tag, struct dkt_err *err)
{
	struct last_tag *last = data;
	struct dkt_version version;

	(void)err;
	if (tag->name[0] != 'v' || strlen(tag->name) >= sizeof last->name ||
	    !dkt_version_parse(tag->name, &version))
		return 0;
	if (last->limited && dkt_version_compare(&version, &last->below) >= 0)
		return 0;
	if (last->found && dkt_version_compare(&version, &last->version) <= 0)
		return 0;
	last->found = true;
	last->version = version;
	last->time = tag->time;
	memcpy(last->name, tag->name, strlen(tag->name) + 1);
	memcpy(last->commit, tag->commit, DKT_OID_HEX);
	return 0;
}

struct named_tag {
	const char *name;
	struct last_tag *out;
};

static int take_named(void *data, const struct dkt_tag_info *tag, struct dkt_err *err)
{
	struct named_tag *named = data;

	return dkt_streq(tag->name, named->name) ? take_highest(named->out, tag, err) : 0;
}

static int find_tag(struct dkt *d, const char *name, struct last_tag *out, struct dkt_err *err)
{
	struct named_tag named = {name, out};

	memset(out, 0, sizeof *out);
	if (dkt_repo_tags(d->repo, take_named, &named, err) < 0)
		return -1;
	if (out->found)
		return 0;
	(void)dkt_fail(err, DKT_ENOENT, "there is no version %s", name);
	return dkt_hint(err, "git tag lists the versions; docket release makes one");
}

/* --- what changed --- */

struct listing {
	struct dkt *d;
	struct dkt_arena *arena;
	struct dkt_listed *items;
	size_t n;
	size_t room;
	bool records; /* ids of records; else paths of schemas */
};

static int list_entry(void *data, const struct dkt_entry *entry, struct dkt_err *err)
{
	struct listing *l = data;
	char id[DKT_ID_SIZE];
	const char *name = entry->path;

	(void)err;
	if (l->records && dkt_config_collection_of_path(l->d->config, entry->path, id) == NULL)
		return 0;
	if (l->records)
		name = id;
	else if (!dkt_ends(entry->path, ".schema.json") ||
		 dkt_starts(entry->path, "schemas/docket/"))
		return 0;
	if (l->n == l->room) {
		struct dkt_listed *larger;

		l->room = l->room == 0 ? 256 : l->room * 2;
		larger = realloc(l->items, l->room * sizeof *larger);
		if (larger == NULL)
			dkt_oom();
		l->items = larger;
	}
	l->items[l->n].id = dkt_arena_dups(l->arena, name);
	l->items[l->n++].blob = dkt_arena_dups(l->arena, entry->blob);
	return 0;
}

static int by_id(const void *a, const void *b)
{
	return strcmp(((const struct dkt_listed *)a)->id, ((const struct dkt_listed *)b)->id);
}

static int list(struct listing *l, const char *commit, struct dkt_err *err)
{
	if (dkt_repo_walk(l->d->repo, commit, l->records ? "reviewed" : "schemas", false,
			  list_entry, l, err) < 0)
		return -1;
	if (l->n > 0)
		qsort(l->items, l->n, sizeof *l->items, by_id);
	return 0;
}

static int read_listed(void *data, const struct dkt_listed *listed, struct dkt_arena *arena,
		       struct dkt_node *out, struct dkt_err *err)
{
	struct dkt *d = data;
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	struct dkt_text text;
	int result = dkt_repo_read_blob(d->repo, listed->blob, &bytes, err);

	if (result == 0 &&
	    !dkt_text_parse(&text, arena, dkt_arena_dup(arena, dkt_buf_str(&bytes), bytes.size),
			    bytes.size, &fault))
		result = dkt_fail(err, DKT_EFORMAT, "%s is not JSON: %s", listed->id,
				  fault.sentence);
	if (result == 0)
		*out = text.root;
	dkt_buf_clear(&bytes);
	return result;
}

/* One schema path on both sides; either may be absent. */
static int compare_schema(struct dkt *d, struct dkt_bump *bump, const struct dkt_listed *before,
			  const struct dkt_listed *after, struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_node old;
	struct dkt_node new;
	int result = 0;

	if (before != NULL)
		result = read_listed(d, before, arena, &old, err);
	if (result == 0 && after != NULL)
		result = read_listed(d, after, arena, &new, err);
	if (result == 0)
		dkt_bump_schema(bump, before != NULL ? before->id : after->id,
				before == NULL ? NULL : &old, after == NULL ? NULL : &new);
	dkt_arena_free(arena);
	return result;
}

static int compare_schemas(struct dkt *d, struct dkt_bump *bump, const struct listing *before,
			   const struct listing *after, struct dkt_err *err)
{
	size_t i = 0;
	size_t j = 0;

	while (i < before->n || j < after->n) {
		int order = i == before->n  ? 1
			    : j == after->n ? -1
					    : strcmp(before->items[i].id, after->items[j].id);

		if ((order != 0 || !dkt_streq(before->items[i].blob, after->items[j].blob)) &&
		    compare_schema(d, bump, order <= 0 ? &before->items[i] : NULL,
				   order >= 0 ? &after->items[j] : NULL, err) < 0)
			return -1;
		i += order <= 0;
		j += order >= 0;
	}
	return 0;
}

static int compare_configuration(struct dkt *d, struct dkt_bump *bump, const char *commit,
				 struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(DKT_MAX_TEXT);
	char blob[DKT_OID_HEX];
	int result = dkt_repo_read(d->repo, commit, "docket.json", &bytes, blob, err);

	dkt_buf_clear(&bytes);
	if (result == 0 && !dkt_streq(blob, d->policy))
		dkt_bump_document(bump, "docket.json");
	return result;
}

static int compare(struct dkt *d, const struct last_tag *last, struct dkt_bump *bump,
		   struct dkt_err *err)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct listing before = {.d = d, .arena = arena, .records = true};
	struct listing after = {.d = d, .arena = arena, .records = true};
	struct listing schemas_before = {.d = d, .arena = arena};
	struct listing schemas_after = {.d = d, .arena = arena};
	int result = list(&after, d->tip, err);

	if (result == 0)
		result = list(&schemas_after, d->tip, err);
	if (result == 0 && last->found)
		result = list(&before, last->commit, err);
	if (result == 0 && last->found)
		result = list(&schemas_before, last->commit, err);
	if (result == 0)
		result = dkt_bump_compare(bump, before.items, before.n, after.items, after.n,
					  read_listed, d, err);
	if (result == 0)
		result = compare_schemas(d, bump, &schemas_before, &schemas_after, err);
	if (result == 0 && last->found)
		result = compare_configuration(d, bump, last->commit, err);
	free(before.items);
	free(after.items);
	free(schemas_before.items);
	free(schemas_after.items);
	dkt_arena_free(arena);
	return result;
}

/* --- the plan --- */

static void write_reasons(struct dkt *d, const struct dkt_bump *bump, struct dkt_release_plan *plan)
{
	struct dkt_buf out = DKT_BUF_INIT(1 << 20);
	size_t n = dkt_bump_size(bump);

	for (size_t i = 0; i < n && i < MAX_REASONS; i++)
		dkt_buf_addf(&out, "%s: %s\n", dkt_increment_name(dkt_bump_at(bump, i)->increment),
			     dkt_bump_at(bump, i)->sentence);
	if (n > MAX_REASONS)
		dkt_buf_addf(&out, "and %zu more\n", n - MAX_REASONS);
	free(d->plan_reasons);
	d->plan_reasons = dkt_buf_detach(&out);
	plan->reasons = d->plan_reasons;
	plan->added =
		dkt_bump_count(bump, DKT_COUNT_ADDED) + dkt_bump_count(bump, DKT_COUNT_RESTORED);
	plan->changed = dkt_bump_count(bump, DKT_COUNT_CORRECTED);
	plan->retired =
		dkt_bump_count(bump, DKT_COUNT_RETIRED) + dkt_bump_count(bump, DKT_COUNT_REPLACED);
	plan->removed = dkt_bump_count(bump, DKT_COUNT_REMOVED);
}

static int raise(const char *wanted, enum dkt_increment *increment, struct dkt_err *err)
{
	enum dkt_increment asked;

	if (wanted == NULL || dkt_streq(wanted, "auto"))
		return 0;
	if (!dkt_increment_of_name(wanted, &asked) || asked == DKT_BUMP_NONE)
		return dkt_fail(err, DKT_EUSAGE,
				"--bump is auto, major, minor or patch, not \"%.20s\"", wanted);
	if (asked < *increment) {
		(void)dkt_fail(err, DKT_EUSAGE,
			       "the changes need %s; the number can be raised, not lowered",
			       dkt_increment_name(*increment));
		return dkt_hint(err, "docket release --dry-run lists the reasons");
	}
	*increment = asked;
	return 0;
}

static int fill_plan(struct dkt *d, const struct last_tag *last, const struct dkt_bump *bump,
		     const char *wanted, struct dkt_release_plan *plan, struct dkt_err *err)
{
	enum dkt_increment increment = dkt_bump_increment(bump);
	char text[DKT_VERSION_SIZE];
	struct dkt_version next;

	write_reasons(d, bump, plan);
	if (increment == DKT_BUMP_NONE && last->found) {
		plan->bump = "none";
		return 0;
	}
	if (raise(wanted, &increment, err) < 0)
		return -1;
	dkt_version_next(last->found ? &last->version : NULL, increment, &next);
	dkt_version_format(&next, text);
	memcpy(plan->version, text,
	       strlen(text) < sizeof plan->version ? strlen(text) + 1 : sizeof plan->version - 1);
	plan->bump = last->found ? dkt_increment_name(increment) : "first";
	return 0;
}

int dkt_release_plan(struct dkt *d, const char *bump_wanted, struct dkt_release_plan *plan,
		     struct dkt_err *err)
{
	struct dkt_bump *bump;
	struct last_tag last = {0};
	int result;

	memset(plan, 0, sizeof *plan);
	plan->bump = "none";
	plan->reasons = "";
	if (dkt_context_need_repo(d, err) < 0 ||
	    dkt_repo_tags(d->repo, take_highest, &last, err) < 0)
		return -1;
	if (last.found)
		memcpy(plan->previous, last.name, sizeof plan->previous);
	bump = dkt_bump_new();
	result = compare(d, &last, bump, err);
	if (result == 0)
		result = fill_plan(d, &last, bump, bump_wanted, plan, err);
	dkt_bump_free(bump);
	return result < 0 ? dkt_note(err, "planning the release") : 0;
}

/* --- the files --- */

static unsigned parts_of(const char *only, struct dkt_err *err)
{
	static const struct {
		const char *name;
		unsigned part;
	} parts[] = {{"jsonl", DKT_EXPORT_JSONL},
		     {"csv", DKT_EXPORT_CSV},
		     {"geojson", DKT_EXPORT_GEOJSON},
		     {"schemas", DKT_EXPORT_SCHEMAS}};
	unsigned chosen = 0;

	while (only != NULL && *only != '\0') {
		size_t size = strcspn(only, ",");
		unsigned found = 0;

		for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
			found |= dkt_memeqs(only, size, parts[i].name) ? parts[i].part : 0;
		if (found == 0) {
			(void)dkt_fail(err, DKT_EUSAGE, "\"%.*s\" is nothing that can be exported",
				       (int)(size > 40 ? 40 : size), only);
			(void)dkt_hint(err, "jsonl, csv, geojson, schemas");
			return 0;
		}
		chosen |= found;
		only += size + (only[size] == ',' ? 1 : 0);
	}
	return chosen == 0 ? (unsigned)DKT_EXPORT_ALL : chosen;
}

/* What a release is made of: a commit with its own configuration, a name and a time. */
struct edition {
	const char *version;
	const char *previous; /* or NULL */
	const char *commit;
	int64_t time;
	unsigned parts;
};

static int export_edition(struct dkt *at, const struct edition *e, const char *dir,
			  struct dkt_err *err)
{
	const struct dkt_shape **shapes =
		DKT_NEW_N(at->arena, const struct dkt_shape *, at->config->n_collections);
	char tree[DKT_OID_HEX];
	struct dkt_export job = {.repo = at->repo,
				 .config = at->config,
				 .shapes = shapes,
				 .version = e->version,
				 .previous = e->previous,
				 .commit = e->commit,
				 .tree = tree,
				 .time = e->time,
				 .out_dir = dir,
				 .only = e->parts};

	for (size_t i = 0; i < at->config->n_collections; i++)
		shapes[i] = dkt_schema_shape(at->compiled[i]);
	if (dkt_repo_tree(at->repo, e->commit, tree, err) < 0)
		return -1;
	return dkt_export(&job, err);
}

/* Open the dataset a second time, as it was at a commit. */
static int open_at(struct dkt *d, const char *commit, struct dkt **out, struct dkt_err *err)
{
	struct dkt_options options = {.dir = d->opened,
				      .state_dir = dkt_repo_state_dir(d->repo),
				      .revision = commit,
				      .from = DKT_FROM_TIP,
				      .now = d->now};
	struct dkt_report *report = dkt_report_new();
	int result = dkt_open(&options, out, report, err);

	dkt_report_free(report);
	return result < 0 ? dkt_note(err, "reading the rules of commit %.10s", commit) : 0;
}

int dkt_export_version(struct dkt *d, const char *version, const char *dir, const char *only,
		       struct dkt_err *err)
{
	struct last_tag previous = {.limited = true};
	struct edition edition = {.version = version};
	struct last_tag tag;
	struct dkt *at = NULL;
	int result;

	edition.parts = parts_of(only, err);
	if (edition.parts == 0 || dkt_context_need_repo(d, err) < 0 ||
	    find_tag(d, version, &tag, err) < 0)
		return -1;
	previous.below = tag.version;
	if (dkt_repo_tags(d->repo, take_highest, &previous, err) < 0 ||
	    open_at(d, tag.commit, &at, err) < 0)
		return -1;
	edition.previous = previous.found ? previous.name : NULL;
	edition.commit = tag.commit;
	edition.time = tag.time;
	result = export_edition(at, &edition, dir, err);
	dkt_close(at);
	return result < 0 ? dkt_note(err, "exporting %s", version) : 0;
}

/* --- the tag --- */

/* Remove a folder of our own making: files, and folders of files. */
static void remove_folder(const char *path, int depth)
{
	DIR *dir = depth > 4 ? NULL : opendir(path);
	struct dirent *entry;

	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		char *inner;

		if (dkt_streq(entry->d_name, ".") || dkt_streq(entry->d_name, ".."))
			continue;
		inner = dkt_path_join(path, entry->d_name);
		if (unlink(inner) < 0)
			remove_folder(inner, depth + 1);
		free(inner);
	}
	if (dir != NULL)
		(void)closedir(dir);
	(void)rmdir(path);
}

static int digest_of_manifest(const char *dir, char out[DKT_SHA256_HEX], struct dkt_err *err)
{
	struct dkt_buf bytes = DKT_BUF_INIT(MAX_MANIFEST);
	char *path = dkt_path_join(dir, "manifest.json");
	int result = dkt_file_read(path, MAX_MANIFEST, &bytes, err);

	if (result == 0)
		dkt_sha256_hex(dkt_buf_str(&bytes), bytes.size, out);
	free(path);
	dkt_buf_clear(&bytes);
	return result;
}

/* Build the release once, for the digest of its manifest. */
static int trial(struct dkt *d, const struct dkt_release_plan *plan, char digest[DKT_SHA256_HEX],
		 struct dkt_err *err)
{
	struct edition edition = {.version = plan->version,
				  .previous = plan->previous[0] == '\0' ? NULL : plan->previous,
				  .commit = d->tip,
				  .time = d->now,
				  .parts = DKT_EXPORT_ALL};
	char *dir = dkt_path_join(dkt_repo_state_dir(d->repo), "release-trial");
	int result;

	remove_folder(dir, 0);
	result = export_edition(d, &edition, dir, err);
	if (result == 0)
		result = digest_of_manifest(dir, digest, err);
	remove_folder(dir, 0);
	free(dir);
	return result;
}

static void write_tag_message(const struct dkt *d, const struct dkt_release_plan *plan,
			      const char *digest, struct dkt_buf *out)
{
	struct dkt_arena *arena = dkt_arena_new();
	struct dkt_trailer trailers[] = {
		{"Docket-Manifest", dkt_arena_printf(arena, "sha256:%s", digest)},
		{"Docket-Bump", plan->bump},
		{"Docket-Previous", plan->previous[0] == '\0' ? NULL : plan->previous},
		{"Docket-Counts",
		 dkt_arena_printf(arena, "%zu added, %zu changed, %zu retired, %zu removed",
				  plan->added, plan->changed, plan->retired, plan->removed)},
	};

	dkt_story_write(out, dkt_arena_printf(arena, "%s %s", d->config->name, plan->version),
			plan->reasons, trailers, sizeof trailers / sizeof trailers[0]);
	dkt_arena_free(arena);
}

/* The signature stands behind the message, and covers everything before it. */
static int sign_tag(struct dkt *d, const struct dkt_release_plan *plan, const char *tagger,
		    struct dkt_buf *message, struct dkt_err *err)
{
	struct dkt_buf text = DKT_BUF_INIT(DKT_MAX_TEXT);
	int result;

	if (d->key == NULL)
		return 0;
	result = dkt_repo_tag_text(plan->version, d->tip, tagger, d->now, dkt_buf_str(message),
				   &text, err);
	if (result == 0 && !dkt_ends(dkt_buf_str(message), "\n"))
		dkt_buf_addc(message, '\n');
	if (result == 0)
		dkt_ssh_sign(d->key, "git", dkt_buf_str(&text), text.size, message);
	dkt_buf_clear(&text);
	return result;
}

static int tag(struct dkt *d, const struct dkt_release_plan *plan, const char *actor,
	       struct dkt_err *err)
{
	struct dkt_buf message = DKT_BUF_INIT(DKT_MAX_MESSAGE);
	char digest[DKT_SHA256_HEX];
	char tip[DKT_OID_HEX];
	int result;

	if (dkt_repo_tip(d->repo, tip, err) < 0)
		return -1;
	if (!dkt_streq(tip, d->tip)) {
		(void)dkt_fail(err, DKT_EMOVED, "main moved since the release was planned");
		return dkt_hint(err, "run docket release again");
	}
	if (trial(d, plan, digest, err) < 0)
		return -1;
	write_tag_message(d, plan, digest, &message);
	result = sign_tag(d, plan, actor, &message, err);
	if (result == 0)
		result = dkt_repo_tag(d->repo, plan->version, d->tip, actor, d->now,
				      dkt_buf_str(&message), err);
	dkt_buf_clear(&message);
	return result;
}

int dkt_release(struct dkt *d, const struct dkt_release_plan *plan, const char *actor,
		struct dkt_err *err)
{
	const struct dkt_person *person = actor == NULL ? NULL : dkt_people_find(d->people, actor);
	int result;

	if (dkt_context_need_repo(d, err) < 0)
		return -1;
	if (person == NULL || (person->roles & (DKT_RELEASE_MANAGER | DKT_ADMINISTRATOR)) == 0) {
		(void)dkt_fail(err, DKT_ESTATE, "%s may not release; that is for release managers",
			       actor == NULL ? "nobody named" : actor);
		return dkt_hint(err, "say who does it with --as HANDLE");
	}
	if (plan->version[0] == '\0')
		return dkt_fail(err, DKT_ESTATE, "nothing changed since %s", plan->previous);
	if (dkt_repo_lock(d->repo, "release", d->lock_wait_ms, err) < 0)
		return -1;
	result = tag(d, plan, person->name, err);
	dkt_repo_unlock(d->repo);
	return result < 0 ? dkt_note(err, "releasing %s", plan->version) : 0;
}
