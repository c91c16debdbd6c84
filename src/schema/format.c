/*
 * format.c - the list of formats: those that the drafts name, then Docket's own. What a reader is
 * told that they are stands in message.c.
 */
#include "schema/format.h"

#include "base/str.h"
#include "schema/format_checks.h"
#include "schema/regex.h"
#include "text/unicode.h"

static const struct dkt_format formats[] = {
	{"date", dkt_format_date},
	{"time", dkt_format_time},
	{"date-time", dkt_format_date_time},
	{"duration", dkt_format_duration},
	{"email", dkt_format_email},
	{"idn-email", dkt_format_idn_email},
	{"hostname", dkt_format_hostname},
	{"idn-hostname", dkt_format_idn_hostname},
	{"ipv4", dkt_format_ipv4},
	{"ipv6", dkt_format_ipv6},
	{"uri", dkt_format_uri},
	{"uri-reference", dkt_format_uri_reference},
	{"iri", dkt_format_iri},
	{"iri-reference", dkt_format_iri_reference},
	{"uri-template", dkt_format_uri_template},
	{"uuid", dkt_format_uuid},
	{"regex", dkt_regex_valid},
	{"json-pointer", dkt_format_json_pointer},
	{"relative-json-pointer", dkt_format_relative_json_pointer},
	{"edtf", dkt_format_edtf},
	{"bcp47", dkt_format_bcp47},
	{"orcid", dkt_format_orcid},
	{"wayback-url", dkt_format_wayback_url},
};

const struct dkt_format *dkt_format_find(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		if (dkt_memeqs(name, size, formats[i].name))
			return &formats[i];
	}
	return NULL;
}

const char *dkt_format_meant(const char *name)
{
	const char *names[sizeof formats / sizeof formats[0]];
	size_t n = sizeof formats / sizeof formats[0];

	for (size_t i = 0; i < n; i++)
		names[i] = formats[i].name;
	return dkt_did_you_mean(name, names, n);
}
