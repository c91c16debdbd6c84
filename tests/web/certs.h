/*
 * certs.h - a certificate authority of one run, and the server certificates that it signs.
 *
 * Elliptic keys (P-256), made anew at each start: nothing secret lies in the repository, and
 * nothing in it can expire. The authority is trusted by whoever is told so (`ca_file` in net.json).
 */
#ifndef FIXTURE_CERTS_H
#define FIXTURE_CERTS_H

#include <stddef.h>

/* PEM texts, NUL-terminated; the owner calls pem_clear. */
struct pem {
	char *key;
	char *cert;
};
void pem_clear(struct pem *pem);

struct authority; /* key and certificate of the authority */

struct authority *authority_new(void);
void authority_free(struct authority *authority);

/* The authority's certificate as PEM, for the file that clients trust; the caller frees it. */
char *authority_pem(const struct authority *authority);

/*
 * A server certificate for names[0..n_names), valid from from_day to to_day counted from now
 * (-1 is yesterday). authority NULL: signed by its own key, so nobody trusts it.
 */
struct pem server_pem(const struct authority *authority, const char *const *names, size_t n_names,
		      int from_day, int to_day);

#endif
