/* digest.c - libcrypto for SHA-256 (it uses the processor's instructions), libsodium for
 * randomness. */
#include "base/digest.h"

#include <openssl/evp.h>
#include <sodium.h>
#include <stdlib.h>

#include "base/error.h"

struct dkt_sha256 {
	EVP_MD_CTX *context;
};

struct dkt_sha256 *dkt_sha256_new(void)
{
	struct dkt_sha256 *sum = malloc(sizeof *sum);

	if (sum == NULL)
		dkt_oom();
	sum->context = EVP_MD_CTX_new();
	if (sum->context == NULL || EVP_DigestInit_ex(sum->context, EVP_sha256(), NULL) != 1)
		dkt_oom();
	return sum;
}

void dkt_sha256_add(struct dkt_sha256 *sum, const void *bytes, size_t size)
{
	if (size > 0 && EVP_DigestUpdate(sum->context, bytes, size) != 1)
		dkt_oom();
}

void dkt_sha256_end(struct dkt_sha256 *sum, char out[DKT_SHA256_HEX])
{
	unsigned char raw[32];
	unsigned int size = 0;

	if (EVP_DigestFinal_ex(sum->context, raw, &size) != 1 || size != sizeof raw)
		dkt_oom();
	sodium_bin2hex(out, DKT_SHA256_HEX, raw, sizeof raw);
	EVP_MD_CTX_free(sum->context);
	free(sum);
}

void dkt_sha256_hex(const void *bytes, size_t size, char out[DKT_SHA256_HEX])
{
	struct dkt_sha256 *sum = dkt_sha256_new();

	dkt_sha256_add(sum, bytes, size);
	dkt_sha256_end(sum, out);
}

void dkt_sha1(const void *bytes, size_t size, unsigned char out[DKT_SHA1_SIZE])
{
	unsigned int written = 0;

	if (EVP_Digest(bytes, size, out, &written, EVP_sha1(), NULL) != 1 ||
	    written != DKT_SHA1_SIZE)
		dkt_oom();
}

void dkt_random(void *bytes, size_t size)
{
	if (sodium_init() < 0)
		dkt_oom();
	randombytes_buf(bytes, size);
}

uint32_t dkt_random_below(uint32_t limit)
{
	if (sodium_init() < 0)
		dkt_oom();
	return randombytes_uniform(limit);
}
