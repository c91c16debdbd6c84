/*
 * ident.h - ids: opaque, random, never reused, with check digits.
 *
 * prefix, '-', 7 characters of Crockford base32 in lower case (no i l o u), '-', 2 check digits: 98
 * - (100 n mod 97) where n is the 7 characters read as a base-32 number. "pr-7h3k9m2-05". The
 * prefix takes no part in the digits.
 *
 * Floor: record.
 */
#ifndef RECORD_IDENT_H
#define RECORD_IDENT_H

#include <stdbool.h>
#include <stddef.h>

#define DKT_PREFIX_MAX 8  /* letters of a prefix; 1 at least, a to z */
#define DKT_ID_SIZE    24 /* the longest id and its NUL */

enum dkt_id_fault {
	DKT_ID_GOOD,
	DKT_ID_SHAPE,  /* not of that form at all */
	DKT_ID_PREFIX, /* another prefix than asked for */
	DKT_ID_DIGITS  /* the check digits do not fit: a typing mistake */
};

/* Is it an id with this prefix? prefix NULL: any. */
enum dkt_id_fault dkt_id_check(const char *id, const char *prefix);

/* The id of 7 characters under a prefix, with its digits. */
void dkt_id_make(const char *prefix, const char *characters, char out[DKT_ID_SIZE]);

/* A random one. The caller asks its stores whether it is taken. */
void dkt_id_mint(const char *prefix, char out[DKT_ID_SIZE]);

/* The first `fanout` characters behind the prefix as folders: "7/h/" for 2. id must be good. */
void dkt_id_folders(const char *id, unsigned fanout, char out[8]);

/* "reviewed/presences/7/pr-7h3k9m2-05.json" into out (256 bytes). */
void dkt_record_path(const char *collection, unsigned fanout, const char *id, char out[256]);

/*
 * Split "ID", "ID@v1.4.0" or "ID@REV": id_out gets the id, *revision_out points behind the '@' or
 * is NULL. False when the part before '@' does not fit.
 */
bool dkt_id_split(const char *text, char id_out[DKT_ID_SIZE], const char **revision_out);

#endif
