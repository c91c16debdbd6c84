/*
 * test_export.c - a small dataset, stored in a real repository, exported and compared byte by byte
 * with tests/cases/release/small/expected/.
 *
 * To see what changed on purpose, run with DOCKET_KEEP=FOLDER: the export is left there.
 */
#include <dirent.h>
#include <locale.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/str.h"
#include "release/export.h"
#include "support/data.h"
#include "support/rows.h"

#define SOME_TIME 1795453200 /* 2026-11-23T17:00:00Z */
#define CASE	  "tests/cases/release/small"

/* --- the dataset's configuration and shapes, as schemas would make them --- */

#define LEAF(k)                                                                                    \
	{                                                                                          \
		k, sizeof(k) - 1, &scalar                                                          \
	}
#define MEMBER(k, s)                                                                               \
	{                                                                                          \
		k, sizeof(k) - 1, s                                                                \
	}
#define OBJECT(name, m) static const struct dkt_shape name = {.members = m, .n_members = N_OF(m)}
#define N_OF(array)	(sizeof(array) / sizeof(array)[0])

static const struct dkt_shape scalar;
static const struct dkt_shape words = {.rest = &scalar};
static const struct dkt_shape company = {.references = "companies"};
static const struct dkt_shape_member source_members[] = {LEAF("url"),	    MEMBER("title", &words),
							 LEAF("publisher"), LEAF("issued"),
							 LEAF("language"),  LEAF("type")};
OBJECT(source, source_members);
static const struct dkt_shape sources = {.item = &source, .set_key = "/url"};
static const struct dkt_shape_member tombstone_members[] = {
	LEAF("date"), LEAF("reason"), LEAF("decision"), LEAF("replaced_by"), LEAF("suppressed")};
OBJECT(tombstone, tombstone_members);
static const struct dkt_shape_member meta_members[] = {LEAF("created"), LEAF("modified"),
						       LEAF("revision"), LEAF("status"),
						       MEMBER("tombstone", &tombstone)};
OBJECT(meta, meta_members);

static const struct dkt_shape_member alias_members[] = {LEAF("value"), LEAF("language")};
OBJECT(alias, alias_members);
static const struct dkt_shape aliases = {.item = &alias, .set_key = "/value"};
static const struct dkt_shape sectors = {.item = &scalar, .set_key = ""};
static const struct dkt_shape_member company_members[] = {LEAF("id"),
							  MEMBER("name", &words),
							  MEMBER("aliases", &aliases),
							  MEMBER("sectors", &sectors),
							  LEAF("founded"),
							  MEMBER("sources", &sources),
							  MEMBER("meta", &meta)};
OBJECT(company_record, company_members);

static const struct dkt_shape_member role_members[] = {MEMBER("company", &company), LEAF("role")};
OBJECT(role, role_members);
static const struct dkt_shape roles = {.item = &role, .set_key = "/company"};
static const struct dkt_shape_member location_members[] = {LEAF("country"),
							   MEMBER("locality", &words)};
OBJECT(location, location_members);
static const struct dkt_shape coordinates = {.item = &scalar};
static const struct dkt_shape_member geometry_members[] = {LEAF("type"),
							   MEMBER("coordinates", &coordinates)};
OBJECT(geometry, geometry_members);
static const struct dkt_shape_member place_members[] = {LEAF("id"),
							MEMBER("title", &words),
							MEMBER("companies", &roles),
							MEMBER("owner", &company),
							MEMBER("location", &location),
							MEMBER("geometry", &geometry),
							LEAF("capacity_mw"),
							LEAF("note"),
							LEAF("open"),
							LEAF("extra"),
							MEMBER("sources", &sources),
							MEMBER("meta", &meta)};
OBJECT(place_record, place_members);

static const char *const languages[] = {"en", "zh-Hans"};
static const struct dkt_collection collections[] = {{.name = "places",
						     .schema = "schemas/places.schema.json",
						     .prefix = "pl",
						     .fanout = 1,
						     .label = "/title",
						     .geometry = "/geometry"},
						    {.name = "companies",
						     .schema = "schemas/companies.schema.json",
						     .prefix = "co",
						     .label = "/name"}};
static const struct dkt_config config = {.name = "small",
					 .licence = "CC-BY-4.0",
					 .languages = languages,
					 .n_languages = 2,
					 .collections = collections,
					 .n_collections = 2};
static const struct dkt_shape *const shapes[] = {&place_record, &company_record};

/* --- a repository made of the case's files --- */

struct place {
	char dir[256];
	struct dkt_repo *repo;
	char commit[DKT_OID_HEX];
	char tree[DKT_OID_HEX];
	struct dkt_err err;
};

#define assert_ok(call, error)                                                                     \
	do {                                                                                       \
		if ((call) != 0)                                                                   \
			fail_msg("%s: %s [%s]", #call, (error)->text, (error)->notes);             \
	} while (0)

struct files {
	struct dkt_write writes[64];
	struct dkt_buf bytes[64];
	char paths[64][200];
	size_t n;
};

static void gather(struct files *files, const char *root, const char *below)
{
	char path[1024];
	struct dirent *entry;
	struct dkt_err err = DKT_ERR_INIT;
	DIR *dir;

	(void)snprintf(path, sizeof path, "%s/%s", root, below);
	dir = opendir(path);
	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		char name[400];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(name, sizeof name, "%s%s%s", below, below[0] == '\0' ? "" : "/",
			       entry->d_name);
		(void)snprintf(path, sizeof path, "%s/%s", root, name);
		if (dkt_dir_exists(path)) {
			gather(files, root, name);
			continue;
		}
		assert_true(files->n < 64);
		(void)snprintf(files->paths[files->n], 200, "%.199s", name);
		dkt_buf_init(&files->bytes[files->n], 1 << 20);
		assert_ok(dkt_file_read(path, 1 << 20, &files->bytes[files->n], &err), &err);
		files->n++;
	}
	(void)closedir(dir);
}

static void files_clear(struct files *files)
{
	for (size_t i = 0; i < files->n; i++)
		dkt_buf_clear(&files->bytes[i]);
}

static void commit_files(struct place *place, struct files *files, const char *parent)
{
	struct dkt_commit_spec spec = {.parent = parent,
				       .writes = files->writes,
				       .n_writes = files->n,
				       .author = "A. Reader",
				       .committer = "Docket",
				       .time = SOME_TIME,
				       .message = "add places: a small dataset"};

	for (size_t i = 0; i < files->n; i++)
		files->writes[i] = (struct dkt_write){
			files->paths[i], dkt_buf_str(&files->bytes[i]), files->bytes[i].size};
	assert_ok(dkt_repo_commit(place->repo, &spec, place->commit, &place->err), &place->err);
	assert_ok(dkt_repo_tree(place->repo, place->commit, place->tree, &place->err), &place->err);
}

static void begin(struct place *place)
{
	static struct files files;
	char root[1024];
	char dataset[300];
	const char *tmp = getenv("TMPDIR");

	memset(place, 0, sizeof *place);
	memset(&files, 0, sizeof files);
	(void)snprintf(place->dir, sizeof place->dir, "%.200s/docket-test-XXXXXX",
		       tmp == NULL || tmp[0] == '\0' ? "/tmp" : tmp);
	assert_non_null(mkdtemp(place->dir));
	(void)unsetenv("DOCKET_STATE");
	(void)setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	(void)setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	(void)snprintf(dataset, sizeof dataset, "%s/dataset", place->dir);
	assert_ok(dkt_repo_init(dataset, &place->err), &place->err);
	assert_ok(dkt_repo_open(dataset, NULL, &place->repo, &place->err), &place->err);
	assert_ok(dkt_repo_lock(place->repo, "test", 0, &place->err), &place->err);
	(void)snprintf(root, sizeof root, "%s/" CASE "/dataset", test_source_dir());
	gather(&files, root, "");
	commit_files(place, &files, "");
	files_clear(&files);
}

static void end(struct place *place)
{
	char line[300];

	dkt_repo_free(place->repo);
	(void)snprintf(line, sizeof line, "rm -rf '%s'", place->dir);
	assert_int_equal(system(line), 0);
}

/* Export to <dir>/<name>; returns what dkt_export returned. */
static int export_to(struct place *place, const char *name, unsigned only)
{
	char out[300];
	struct dkt_export job = {.repo = place->repo,
				 .config = &config,
				 .shapes = shapes,
				 .version = "v0.2.0",
				 .previous = "v0.1.0",
				 .commit = place->commit,
				 .tree = place->tree,
				 .time = SOME_TIME,
				 .out_dir = out,
				 .only = only};

	(void)snprintf(out, sizeof out, "%s/%s", place->dir, name);
	dkt_err_clear(&place->err);
	return dkt_export(&job, &place->err);
}

static int run(struct place *place, const char *command)
{
	char line[4096];

	(void)snprintf(line, sizeof line, "cd '%s' && %s", place->dir, command);
	return system(line);
}

static void same_as_golden(void **state)
{
	struct place place;
	char line[1100];
	const char *keep = getenv("DOCKET_KEEP");

	(void)state;
	begin(&place);
	assert_ok(export_to(&place, "out", 0), &place.err);
	if (keep != NULL && keep[0] != '\0') {
		(void)snprintf(line, sizeof line, "cp -r out '%.500s'", keep);
		assert_int_equal(run(&place, line), 0);
	}
	(void)snprintf(line, sizeof line, "diff -r '%.900s/" CASE "/expected' out",
		       realpath(test_source_dir(), (char[4096]){0}));
	assert_int_equal(run(&place, line), 0);
	end(&place);
}

/* Another language, umask, time zone and moment: the same bytes. */
static void same_on_every_run(void **state)
{
	struct place place;
	mode_t mask = umask(0027);

	(void)state;
	begin(&place);
	assert_ok(export_to(&place, "one", 0), &place.err);
	(void)umask(0077);
	(void)setenv("TZ", "Pacific/Kiritimati", 1);
	tzset();
	(void)(setlocale(LC_ALL, "de_DE.UTF-8") || setlocale(LC_ALL, "C.UTF-8"));
	assert_ok(export_to(&place, "two", 0), &place.err);
	(void)setlocale(LC_ALL, "C");
	(void)unsetenv("TZ");
	(void)umask(mask);
	assert_int_equal(run(&place, "diff -r one two"), 0);
	end(&place);
}

static void sums_agree(void **state)
{
	struct place place;

	(void)state;
	begin(&place);
	assert_ok(export_to(&place, "out", 0), &place.err);
	assert_int_equal(run(&place, "cd out && sha256sum --strict --quiet -c SHA256SUMS"), 0);
	assert_int_equal(run(&place, "cd out && test $(find . -type f | wc -l) = "
				     "$(($(wc -l < SHA256SUMS) + 1))"),
			 0);
	end(&place);
}

static void only_what_was_asked_for(void **state)
{
	struct place place;

	(void)state;
	begin(&place);
	assert_ok(export_to(&place, "out", DKT_EXPORT_JSONL), &place.err);
	assert_int_equal(run(&place, "test \"$(ls out | tr '\\n' ' ')\" = "
				     "'SHA256SUMS companies.jsonl manifest.json places.jsonl '"),
			 0);
	assert_int_equal(run(&place, "cd out && sha256sum --quiet -c SHA256SUMS"), 0);
	end(&place);
}

static void an_existing_folder_is_kept(void **state)
{
	struct place place;

	(void)state;
	begin(&place);
	assert_int_equal(run(&place, "mkdir out"), 0);
	assert_int_equal(export_to(&place, "out", 0), -1);
	assert_int_equal(place.err.code, DKT_EEXIST);
	assert_int_equal(run(&place, "rmdir out && test \"$(ls)\" = dataset"), 0);
	end(&place);
}

struct wrong {
	const char *name;
	const char *path;
	const char *bytes;
};

static const struct wrong wrongs[] = {
	{"a record in another folder than its own", "reviewed/places/8/pl-7h3k9m2-05.json", "{}"},
	{"a file not named like a record", "reviewed/places/a/note.json", "{}"},
	{"a name whose check digits are wrong", "reviewed/places/7/pl-7h3k9m3-05.json", "{}"},
	{"a record that names another id", "reviewed/companies/co-7h3k9m2-05.json",
	 "{\"id\":\"co-2v8d0qa-00\"}"},
	{"a record without an id", "reviewed/companies/co-7h3k9m2-05.json", "{}"},
	{"a record that is not JSON", "reviewed/companies/co-7h3k9m2-05.json", "{"},
};

/* Such a dataset gives an error that names the file, and nothing stays behind. */
static void check_wrong(void **state)
{
	const struct wrong *row = ROW(struct wrong);
	static struct files files;
	struct place place;
	char parent[DKT_OID_HEX];

	begin(&place);
	memset(&files, 0, sizeof files);
	files.n = 1;
	(void)snprintf(files.paths[0], sizeof files.paths[0], "%s", row->path);
	dkt_buf_init(&files.bytes[0], 1 << 10);
	dkt_buf_adds(&files.bytes[0], row->bytes);
	memcpy(parent, place.commit, sizeof parent);
	commit_files(&place, &files, parent);
	files_clear(&files);
	assert_int_equal(export_to(&place, "out", 0), -1);
	assert_int_equal(place.err.code, DKT_EFORMAT);
	assert_non_null(strstr(place.err.text, row->path));
	assert_int_equal(run(&place, "test \"$(ls)\" = dataset"), 0);
	end(&place);
}

int main(void)
{
	const struct CMUnitTest whole[] = {
		{"an export is what is expected, byte by byte", same_as_golden, NULL, NULL, NULL},
		{"an export is the same under another umask, zone and locale", same_on_every_run,
		 NULL, NULL, NULL},
		{"sha256sum agrees, and every file is in its list", sums_agree, NULL, NULL, NULL},
		{"only the parts asked for are written", only_what_was_asked_for, NULL, NULL, NULL},
		{"a folder that is there is left alone", an_existing_folder_is_kept, NULL, NULL,
		 NULL},
	};
	int failed = cmocka_run_group_tests(whole, NULL, NULL);

	return failed + rows_run("release/export refusals", wrongs, check_wrong);
}
