/*
 * format_net.h - the formats about addresses; format.c lists them.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_NET_H
#define SCHEMA_FORMAT_NET_H

#include "schema/format.h"

dkt_format_fn dkt_format_email, dkt_format_hostname, dkt_format_ipv4, dkt_format_ipv6,
	dkt_format_uri, dkt_format_uri_reference;

#endif
