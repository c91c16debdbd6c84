/*
 * fuzz_schema_format.c - any text, each format; the first byte chooses one.
 *
 * Properties beside "no crash": the text is read only within its size (it stands alone in memory);
 * the answer is the same again; and where one format contains another, so do the answers: what is a
 * URI is an IRI and a reference, a host name is one in all forms, a copy's address is a URI, a
 * date is one of EDTF. What is ASCII is an IRI only if it is a URI. Capitals do not matter to
 * language tags and plain host names.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "schema/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* The corpus counts on this order: new formats go to the end. */
static const char *const names[] = {
	"date",
	"time",
	"date-time",
	"duration",
	"email",
	"idn-email",
	"hostname",
	"idn-hostname",
	"ipv4",
	"ipv6",
	"uri",
	"uri-reference",
	"iri",
	"iri-reference",
	"uri-template",
	"uuid",
	"regex",
	"json-pointer",
	"edtf",
	"bcp47",
	"orcid",
	"wayback-url",
	"relative-json-pointer",
};

/* What the first format takes, the second takes too. */
static const char *const contained[][2] = {
	{"uri", "iri"},		  {"uri", "uri-reference"},
	{"iri", "iri-reference"}, {"uri-reference", "iri-reference"},
	{"email", "idn-email"},	  {"hostname", "idn-hostname"},
	{"ipv4", "hostname"},	  {"date", "edtf"},
};

static void expect(bool holds)
{
	if (!holds)
		abort();
}

static bool accepts(const char *name, const char *bytes, size_t size)
{
	const struct dkt_format *format = dkt_format_find(name, strlen(name));

	expect(format != NULL);
	return format->check(bytes, size);
}

static bool is_ascii(const char *bytes, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		if ((unsigned char)bytes[i] >= 0x80)
			return false;
	}
	return true;
}

/* Lower case changes nothing about these. */
static void try_case(const char *name, char *bytes, size_t size)
{
	bool before = accepts(name, bytes, size);

	for (size_t i = 0; i < size; i++) {
		if (bytes[i] >= 'A' && bytes[i] <= 'Z')
			bytes[i] = (char)(bytes[i] | 32);
	}
	expect(accepts(name, bytes, size) == before);
}

static void try_text(const char *name, char *text, size_t size)
{
	bool taken = accepts(name, text, size);

	expect(accepts(name, text, size) == taken);
	for (size_t i = 0; taken && i < sizeof contained / sizeof contained[0]; i++) {
		if (strcmp(contained[i][0], name) == 0)
			expect(accepts(contained[i][1], text, size));
	}
	if (!is_ascii(text, size))
		return;
	if (strcmp(name, "iri") == 0)
		expect(accepts("uri", text, size) == taken);
	if (strcmp(name, "idn-hostname") == 0)
		expect(accepts("hostname", text, size) == taken);
	if (strcmp(name, "bcp47") == 0 || strcmp(name, "hostname") == 0)
		try_case(name, text, size);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	const char *name;
	char *text;

	if (size == 0)
		return 0;
	name = names[bytes[0] % (sizeof names / sizeof names[0])];
	if (strcmp(name, "regex") == 0 && !dkt_utf8_valid((const char *)bytes + 1, size - 1, NULL))
		return 0; /* PCRE2 is given UTF-8 only */
	text = malloc(size > 1 ? size - 1 : 1);
	expect(text != NULL);
	memcpy(text, bytes + 1, size - 1);
	try_text(name, text, size - 1);
	free(text);
	return 0;
}
