/*
 * fuzz_schema_pattern.c - any pattern, any text, every format.
 *
 * The input is a pattern, a NUL, and a subject. Properties: what compiles is a valid pattern by
 * dkt_regex_valid, its translation is stable, matching ends within its limits and gives the same
 * answer twice; every format answers.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "schema/format.h"
#include "schema/regex.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static void try_match(const char *pattern, size_t size, const char *subject, size_t subject_size)
{
	struct dkt_regex_run *run = dkt_regex_run_new();
	enum dkt_regex_fault fault;
	size_t offset = 0;
	struct dkt_regex *regex = dkt_regex_new(pattern, size, &fault, &offset, NULL);
	size_t cost = 0;

	expect((regex != NULL) == (fault == DKT_REGEX_FINE));
	expect(offset <= size);
	if (regex != NULL && dkt_utf8_valid(subject, subject_size, NULL)) {
		int answer = dkt_regex_match(regex, run, subject, subject_size, &cost);

		expect(answer >= -1 && answer <= 1 && cost >= 1);
		expect(answer == dkt_regex_match(regex, run, subject, subject_size, &cost));
	}
	dkt_regex_free(regex);
	dkt_regex_run_free(run);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	static const char *const names[] = {
		"date",
		"time",
		"date-time",
		"duration",
		"edtf",
		"email",
		"hostname",
		"ipv4",
		"ipv6",
		"uri",
		"uuid",
		"json-pointer",
		"bcp47",
		"orcid",
		"uri-reference",
		"regex",
		"relative-json-pointer",
	};
	const char *text = (const char *)bytes;
	const char *nul = size == 0 ? NULL : memchr(text, '\0', size);
	size_t pattern_size = nul == NULL ? size : (size_t)(nul - text);

	if (size == 0 || !dkt_utf8_valid(text, pattern_size, NULL))
		return 0;
	try_match(text, pattern_size, nul == NULL ? text : nul + 1,
		  nul == NULL ? size : size - pattern_size - 1);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		const struct dkt_format *format = dkt_format_find(names[i], strlen(names[i]));

		expect(format != NULL);
		(void)format->check(text, pattern_size);
	}
	return 0;
}
