/*
 * attest.h - captures that people hand in, of pages that wall out robots and archives.
 *
 * The file lies in `<state>/attested/<sha-256>`, private and once per content; the record has its
 * digest and kind. It is never called verified: what a person says that a page said is for
 * reviewers to believe or not.
 *
 * Floor: flow.
 */
#ifndef FLOW_ATTEST_H
#define FLOW_ATTEST_H

#include "flow/examine.h"

#define DKT_MAX_ATTESTED ((size_t)20 << 20) /* bytes of one file */

/* The kind of a file by its first bytes ("application/pdf"), or NULL: PDF, PNG, JPEG, HTML, and web
 * pages saved whole (MHTML). */
const char *dkt_attest_type(const char *bytes, size_t size);

/*
 * Put the files into the store and their digests into exam->submission.proposed, at the source
 * with that address. DKT_EUSAGE, with nothing stored, for an address that no source has, a file of
 * another kind, or a collection whose schema has no place for it.
 */
DKT_MUST_CHECK int dkt_attest_apply(struct dkt *d, struct dkt_exam *exam,
				    const struct dkt_attested_file *files, size_t n,
				    struct dkt_err *err);

/* Is the file of that digest there, whole? */
bool dkt_attest_has(struct dkt *d, const char *sha256);

#endif
