/* idna.c - libidn2, asked so that ASCII names pass unharmed (underscores stay) and everything else
 * is mapped first. */
#include "text/idna.h"

#include <idn2.h>
#include <string.h>

const char *dkt_idna_ascii(struct dkt_arena *arena, const char *host)
{
	char *ascii = NULL;
	const char *copy = NULL;

	if (strlen(host) > 255)
		return NULL;
	if (idn2_lookup_u8((const uint8_t *)host, (uint8_t **)&ascii,
			   IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) == IDN2_OK)
		copy = dkt_arena_dups(arena, ascii);
	idn2_free(ascii);
	return copy;
}
