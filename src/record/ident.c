/*
 * ident.c - ids and the paths made from them.
 *
 * 32^7 is 34 thousand million: at a million records a random id meets an existing one once in
 * 34,000 tries, and the caller then draws again. The two digits find every single mistyped
 * character and nearly all swapped neighbours.
 */
#include "record/ident.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/str.h"

#include "base/banned.h"

#define CHARACTERS 7

static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";

/* The seven characters as a number, or false for a character that is not in the alphabet. */
static bool number_of(const char *characters, uint64_t *out)
{
	uint64_t n = 0;

	for (int i = 0; i < CHARACTERS; i++) {
		const char *found = characters[i] == '\0' ? NULL : strchr(alphabet, characters[i]);

		if (found == NULL)
			return false;
		n = n * 32 + (uint64_t)(found - alphabet);
	}
	*out = n;
	return true;
}

static unsigned digits_of(uint64_t n)
{
	return (unsigned)(98 - (100 * n) % 97);
}

static size_t prefix_size(const char *id)
{
	size_t n = strspn(id, "abcdefghijklmnopqrstuvwxyz");

	return n >= 1 && n <= DKT_PREFIX_MAX && id[n] == '-' ? n : 0;
}

enum dkt_id_fault dkt_id_check(const char *id, const char *prefix)
{
	size_t n = prefix_size(id);
	const char *tail = id + n + 1;
	uint64_t value;

	if (n == 0 || strnlen(tail, CHARACTERS + 4) != CHARACTERS + 3 || !number_of(tail, &value) ||
	    tail[CHARACTERS] != '-' || strspn(tail + CHARACTERS + 1, "0123456789") != 2)
		return DKT_ID_SHAPE;
	if (prefix != NULL && !dkt_memeqs(id, n, prefix))
		return DKT_ID_PREFIX;
	if ((unsigned)(tail[CHARACTERS + 1] - '0') * 10 + (unsigned)(tail[CHARACTERS + 2] - '0') !=
	    digits_of(value))
		return DKT_ID_DIGITS;
	return DKT_ID_GOOD;
}

void dkt_id_make(const char *prefix, const char *characters, char out[DKT_ID_SIZE])
{
	uint64_t value = 0;

	(void)number_of(characters, &value);
	(void)snprintf(out, DKT_ID_SIZE, "%.*s-%.*s-%02u", DKT_PREFIX_MAX, prefix, CHARACTERS,
		       characters, digits_of(value));
}

void dkt_id_mint(const char *prefix, char out[DKT_ID_SIZE])
{
	char characters[CHARACTERS + 1];

	for (int i = 0; i < CHARACTERS; i++)
		characters[i] = alphabet[dkt_random_below(32)];
	characters[CHARACTERS] = '\0';
	dkt_id_make(prefix, characters, out);
}

void dkt_id_folders(const char *id, unsigned fanout, char out[8])
{
	const char *characters = strchr(id, '-') + 1;
	size_t levels = fanout > 3 ? 3 : fanout;

	for (size_t i = 0; i < levels; i++) {
		out[2 * i] = characters[i];
		out[2 * i + 1] = '/';
	}
	out[2 * levels] = '\0';
}

void dkt_record_path(const char *collection, unsigned fanout, const char *id, char out[256])
{
	char folders[8];

	dkt_id_folders(id, fanout, folders);
	(void)snprintf(out, 256, "reviewed/%.128s/%s%s.json", collection, folders, id);
}

bool dkt_id_split(const char *text, char id_out[DKT_ID_SIZE], const char **revision_out)
{
	size_t size = strcspn(text, "@");

	if (size >= DKT_ID_SIZE)
		return false;
	memcpy(id_out, text, size);
	id_out[size] = '\0';
	*revision_out = text[size] == '@' ? text + size + 1 : NULL;
	return dkt_id_check(id_out, NULL) == DKT_ID_GOOD;
}
