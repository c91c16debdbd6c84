/*
 * format_checks.h - the checks behind the list of formats in format.c, by file.
 *
 * Each reads its text once, in time linear in its size, and says what is well-formed, not what
 * exists. Bytes may be any, also NUL.  Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_CHECKS_H
#define SCHEMA_FORMAT_CHECKS_H

#include "schema/format.h"

/* format_date.c */
dkt_format_fn dkt_format_date, dkt_format_time, dkt_format_date_time, dkt_format_duration;

/* format_edtf.c */
dkt_format_fn dkt_format_edtf;

/* format_net.c */
dkt_format_fn dkt_format_email, dkt_format_idn_email, dkt_format_hostname, dkt_format_idn_hostname,
	dkt_format_ipv4, dkt_format_ipv6;

/* format_uri.c */
dkt_format_fn dkt_format_uri, dkt_format_uri_reference, dkt_format_iri, dkt_format_iri_reference,
	dkt_format_wayback_url;

/* format_template.c */
dkt_format_fn dkt_format_uri_template;

/* format_tag.c */
dkt_format_fn dkt_format_bcp47;

/* format_code.c */
dkt_format_fn dkt_format_uuid, dkt_format_orcid, dkt_format_json_pointer,
	dkt_format_relative_json_pointer;

#endif
