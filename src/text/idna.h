/*
 * idna.h - host names in other scripts.
 *
 * Standards: IDNA2008 (RFC 5890 to 5893), for look-ups after the mapping of UTS 46
 * (non-transitional). libidn2 knows the code points, ICU their directions; what is assigned
 * follows their versions of Unicode.  Floor: text.
 */
#ifndef TEXT_IDNA_H
#define TEXT_IDNA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* The host in lower-case ASCII ("xn--..."), in the arena; NULL when it is no host name. host:
 * UTF-8, at most 255 bytes. */
const char *dkt_idna_ascii(struct dkt_arena *arena, const char *host);

/* How a host name may be written. */
enum dkt_host_form {
	DKT_HOST_ASCII,	  /* letters, digits, hyphens; other scripts as "xn--" labels */
	DKT_HOST_UNICODE, /* also as U-labels: lower case and NFC already; the dots of RFC 3490
			     section 3.1 (U+3002, U+FF0E, U+FF61) separate as well */
	DKT_HOST_MAPPED	  /* also as people type them: capitals, full width, not NFC (UTS 46) */
};

/*
 * Is this the name of a host? Labels of 1 to 63 and at most 253 bytes in all (counted as ASCII), no
 * dot at the end; every label that stands for another script is a valid one (RFC 5891 section 4.2:
 * code points, context, hyphens, combining marks; "xn--" labels are the ones that their text
 * encodes to), and all labels of a name with right-to-left text follow the Bidi rule (RFC 5893
 * section 2). Two hyphens in the third place of an ASCII label are accepted, since hosts have them.
 *
 * bytes: any, of any size. A plain ASCII name is answered in one pass without allocation.
 */
bool dkt_is_host(const char *bytes, size_t size, enum dkt_host_form form);

#endif
