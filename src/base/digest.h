/*
 * digest.h - SHA-256 of bytes and of files, in hex; SHA-1 for others' formats; random bytes.
 *
 * Standards: FIPS 180-4; libsodium's CSPRNG.  Floor: base.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#include "docket/error.h"

#define DKT_SHA256_HEX 65 /* 64 digits and a NUL */

struct dkt_sha256;

/* Streaming: new, add..., end (which also frees). */
struct dkt_sha256 *dkt_sha256_new(void);
void dkt_sha256_add(struct dkt_sha256 *sum, const void *bytes, size_t size);
void dkt_sha256_end(struct dkt_sha256 *sum, char out[DKT_SHA256_HEX]);

void dkt_sha256_hex(const void *bytes, size_t size, char out[DKT_SHA256_HEX]);

#define DKT_SHA1_SIZE 20

/* SHA-1, for formats that ask for it and never where somebody gains by a collision. */
void dkt_sha1(const void *bytes, size_t size, unsigned char out[DKT_SHA1_SIZE]);

/* size random bytes from the system's generator. */
void dkt_random(void *bytes, size_t size);

/* A random number below limit, without bias. limit > 0. */
uint32_t dkt_random_below(uint32_t limit);

#endif
