/*
 * idna.h - host names in other scripts.
 *
 * Standards: IDNA2008 with UTS 46 mapping, non-transitional (libidn2).  Floor: text.
 */
#ifndef TEXT_IDNA_H
#define TEXT_IDNA_H

#include "base/arena.h"

/* The host in lower-case ASCII ("xn--..."), in the arena; NULL when it is no host name. host:
 * UTF-8, at most 255 bytes. */
const char *dkt_idna_ascii(struct dkt_arena *arena, const char *host);

#endif
