/*
 * format.c - the list of formats: those that the drafts name, then Docket's own.
 */
#include "schema/format.h"

#include "base/str.h"
#include "schema/format_checks.h"
#include "schema/regex.h"

static const struct dkt_format formats[] = {
	{"date", dkt_format_date, "a date like 2019-04-17"},
	{"time", dkt_format_time, "a time like 17:30:00Z"},
	{"date-time", dkt_format_date_time, "a time like 2019-04-17T17:30:00Z"},
	{"duration", dkt_format_duration, "a duration like P1Y6M"},
	{"email", dkt_format_email, "an e-mail address"},
	{"idn-email", dkt_format_idn_email, "an e-mail address"},
	{"hostname", dkt_format_hostname, "a host name"},
	{"idn-hostname", dkt_format_idn_hostname, "a host name"},
	{"ipv4", dkt_format_ipv4, "an IPv4 address"},
	{"ipv6", dkt_format_ipv6, "an IPv6 address"},
	{"uri", dkt_format_uri, "a URL with its scheme, like https://example.org/page"},
	{"uri-reference", dkt_format_uri_reference, "a URL or a relative reference"},
	{"iri", dkt_format_iri, "a URL with its scheme, like https://example.org/page"},
	{"iri-reference", dkt_format_iri_reference, "a URL or a relative reference"},
	{"uri-template", dkt_format_uri_template,
	 "a URL template like https://example.org/records/{id}"},
	{"uuid", dkt_format_uuid, "a UUID"},
	{"regex", dkt_regex_valid, "a regular expression"},
	{"json-pointer", dkt_format_json_pointer, "a JSON pointer like /sources/0/url"},
	{"relative-json-pointer", dkt_format_relative_json_pointer,
	 "a relative JSON pointer like 1/url"},
	{"edtf", dkt_format_edtf, "a date like 2019, 2019-04, 2019-04-17, 201X or 2019/2021"},
	{"bcp47", dkt_format_bcp47, "a language tag like en or zh-Hans"},
	{"orcid", dkt_format_orcid,
	 "an ORCID iD like 0000-0002-1825-0097 (its last character is a check)"},
	{"wayback-url", dkt_format_wayback_url,
	 "the address of an archived copy like "
	 "https://web.archive.org/web/20190417173000/https://example.org/"},
};

const struct dkt_format *dkt_format_find(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (dkt_memeqs(name, size, formats[i].name))
			return &formats[i];
	}
	return NULL;
}
