/*
 * format_date.h - the formats about time; format.c lists them.
 *
 * Private to the floor.  Floor: schema.
 */
#ifndef SCHEMA_FORMAT_DATE_H
#define SCHEMA_FORMAT_DATE_H

#include "schema/format.h"

dkt_format_fn dkt_format_date, dkt_format_time, dkt_format_date_time, dkt_format_duration,
	dkt_format_edtf;

#endif
