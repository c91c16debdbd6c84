/*
 * organisations.c - records for ci/bench: organisations N DIR.
 *
 * Writes N records of some 2 KB into DIR/000/ ... a thousand a folder, all valid by
 * organisations.schema.json, and the same as lines into DIR.jsonl. The same N gives the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/num.h"
#include "json/text.h"
#include "json/write.h"

#include "base/banned.h"

#define PER_FOLDER 1000

/* A generator of its own, so that the corpus never changes with a library. */
static uint64_t state;

static uint64_t next(uint64_t below)
{
	state = state * 6364136223846793005U + 1442695040888963407U;
	return (state >> 33) % below;
}

#define PICK(list) (list)[next(sizeof(list) / sizeof(list)[0])]

static const char *const places[] = {"Shenzhen", "深圳市", "Berlin", "São Paulo", "Nairobi",
				     "Belgrade", "Köln",   "Lagos",  "Islamabad", "Oslo"};
static const char *const kinds[] = {"University of ", "Institute of ", "Academy of ", "Centre for ",
				    "国家实验室 ",    "研究院 ",       "Hospital "};
static const char *const fields[] = {"Applied Physics", "Public Health", "Telecommunications",
				     "Agronomy",	"人工智能",	 "Marine Biology"};
static const char *const types[] = {"archive", "company", "education", "facility", "funder"};
static const char *const relations[] = {"related", "parent", "child"};
static const char *const countries[] = {"CN", "DE", "BR", "KE", "RS", "NG", "PK", "NO"};

static void add_id(struct dkt_buf *out)
{
	static const char letters[] = "abcdefghjkmnpqrstvwxyz0123456789";

	dkt_buf_adds(out, "\"https://org.invalid/0");
	for (int i = 0; i < 6; i++)
		dkt_buf_addc(out, letters[next(sizeof letters - 1)]);
	dkt_buf_addf(out, "%02u\"", (unsigned)next(100));
}

static void add_name(struct dkt_buf *out, const char *type)
{
	dkt_buf_addf(out,
		     "    {\n      \"value\": \"%s%s %s %u\",\n      \"types\": [\n        %s\n    "
		     "  ],\n"
		     "      \"lang\": %s\n    }",
		     PICK(kinds), PICK(fields), PICK(places), (unsigned)next(100000), type,
		     next(3) == 0 ? "null" : "\"en\"");
}

static void add_names(struct dkt_buf *out)
{
	dkt_buf_adds(out, "  \"names\": [\n");
	add_name(out, "\"ror_display\",\n        \"label\"");
	for (uint64_t n = 2 + next(3); n > 0; n--) {
		dkt_buf_adds(out, ",\n");
		add_name(out, "\"alias\"");
	}
	dkt_buf_adds(out, "\n  ],\n");
}

static void add_external(struct dkt_buf *out)
{
	dkt_buf_addf(out,
		     "  \"external_ids\": [\n"
		     "    {\n      \"type\": \"grid\",\n      \"all\": [\n        \"grid.%u.%x\"\n"
		     "      ],\n      \"preferred\": \"grid.%u.%x\"\n    },\n"
		     "    {\n      \"type\": \"isni\",\n      \"all\": [\n        \"0000 0001 %04u "
		     "%04u\"\n"
		     "      ],\n      \"preferred\": null\n    }\n  ],\n",
		     (unsigned)next(1000000), (unsigned)next(16), (unsigned)next(1000000),
		     (unsigned)next(16), (unsigned)next(10000), (unsigned)next(10000));
}

static void add_relations(struct dkt_buf *out)
{
	uint64_t n = next(4);

	dkt_buf_adds(out, n == 0 ? "  \"relationships\": [],\n" : "  \"relationships\": [\n");
	for (uint64_t i = 0; i < n; i++) {
		dkt_buf_addf(out,
			     "    {\n      \"type\": \"%s\",\n      \"label\": \"%s%s %u\",\n      "
			     "\"id\": ",
			     PICK(relations), PICK(kinds), PICK(fields), (unsigned)next(100000));
		add_id(out);
		dkt_buf_adds(out, i + 1 < n ? "\n    },\n" : "\n    }\n  ],\n");
	}
}

static void add_location(struct dkt_buf *out)
{
	dkt_buf_addf(out,
		     "  \"locations\": [\n    {\n      \"geonames_id\": %u,\n"
		     "      \"geonames_details\": {\n        \"name\": \"%s\",\n"
		     "        \"lat\": %d.%05u,\n        \"lng\": %d.%05u,\n"
		     "        \"continent_code\": \"AS\",\n        \"country_code\": \"%s\",\n"
		     "        \"country_name\": \"%s\",\n"
		     "        \"country_subdivision_code\": null,\n"
		     "        \"country_subdivision_name\": null\n      }\n    }\n  ],\n",
		     1000 + (unsigned)next(9000000), PICK(places), (int)next(160) - 80,
		     (unsigned)next(100000), (int)next(340) - 170, (unsigned)next(100000),
		     PICK(countries), PICK(places));
}

static void add_record(struct dkt_buf *out)
{
	unsigned host = (unsigned)next(1000000);

	dkt_buf_adds(out, "{\n  \"id\": ");
	add_id(out);
	dkt_buf_addf(
		out,
		",\n  \"admin\": {\n    \"created\": {\n      \"date\": \"20%02u-%02u-%02u\",\n"
		"      \"schema_version\": \"1.0\"\n    },\n    \"last_modified\": {\n"
		"      \"date\": \"2024-%02u-%02u\",\n      \"schema_version\": \"2.1\"\n    }\n  "
		"},\n"
		"  \"established\": %u,\n  \"domains\": [\n    \"institute-%u.invalid\"\n  ],\n",
		10 + (unsigned)next(14), 1 + (unsigned)next(12), 1 + (unsigned)next(28),
		1 + (unsigned)next(12), 1 + (unsigned)next(28), 1800 + (unsigned)next(220), host);
	add_external(out);
	dkt_buf_addf(
		out,
		"  \"links\": [\n    {\n      \"type\": \"website\",\n"
		"      \"value\": \"https://www.institute-%u.invalid/en/about\"\n    }\n  ],\n",
		host);
	add_location(out);
	add_names(out);
	add_relations(out);
	dkt_buf_addf(out, "  \"status\": \"active\",\n  \"types\": [\n    \"%s\"\n  ]\n}\n",
		     PICK(types));
}

static int put(const char *path, const struct dkt_buf *bytes)
{
	FILE *file = fopen(path, "wb");
	bool written =
		file != NULL && fwrite(dkt_buf_str(bytes), 1, bytes->size, file) == bytes->size;

	if (file == NULL || fclose(file) != 0 || !written) {
		perror(path);
		return -1;
	}
	return 0;
}

static void put_line(FILE *lines, const struct dkt_buf *record, struct dkt_arena *arena)
{
	struct dkt_buf line = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_text_fault fault;
	struct dkt_text text;

	dkt_arena_reset(arena);
	if (!dkt_text_parse(&text, arena, dkt_buf_str(record), record->size, &fault))
		abort();
	dkt_write_line(&text.root, &line);
	dkt_buf_addc(&line, '\n');
	(void)fwrite(dkt_buf_str(&line), 1, line.size, lines);
	dkt_buf_clear(&line);
}

static int write_all(uint64_t n, const char *dir)
{
	struct dkt_buf path = DKT_BUF_INIT(4096);
	struct dkt_buf record = DKT_BUF_INIT(DKT_MAX_TEXT);
	struct dkt_arena *arena = dkt_arena_new();
	FILE *lines;
	int result = 0;

	(void)mkdir(dir, 0777);
	dkt_buf_addf(&path, "%s.jsonl", dir);
	lines = fopen(dkt_buf_str(&path), "wb");
	for (uint64_t i = 0; i < n && result == 0 && lines != NULL; i++) {
		dkt_buf_reset(&path);
		dkt_buf_addf(&path, "%s/%03u", dir, (unsigned)(i / PER_FOLDER));
		if (i % PER_FOLDER == 0)
			(void)mkdir(dkt_buf_str(&path), 0777);
		dkt_buf_addf(&path, "/org-%07u.json", (unsigned)i);
		dkt_buf_reset(&record);
		state = i * 2654435761U + 1;
		add_record(&record);
		result = put(dkt_buf_str(&path), &record);
		put_line(lines, &record, arena);
	}
	if (lines == NULL || fclose(lines) != 0)
		result = -1;
	dkt_buf_clear(&path);
	dkt_buf_clear(&record);
	dkt_arena_free(arena);
	return result;
}

int main(int argc, char **argv)
{
	uint64_t n;

	if (argc != 3 || !dkt_parse_u64(argv[1], 10000000, &n)) {
		(void)fputs("usage: organisations N DIR\n", stderr);
		return 2;
	}
	return write_all(n, argv[2]) < 0 ? 3 : 0;
}
