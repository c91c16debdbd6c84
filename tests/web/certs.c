/*
 * certs.c - X.509 with libcrypto instead of its command line: exact validity (an expired
 * certificate is one of the failures shown) without a configuration file or a second process.
 *
 * Standards: RFC 5280 (certificates), RFC 9525 (names in subjectAltName).
 */
#define _GNU_SOURCE
#include "certs.h"

#include "common.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

struct authority {
	EVP_PKEY *key;
	X509 *cert;
};

static void want(bool good)
{
	if (!good)
		die("libcrypto cannot make the test certificates");
}

static void extension_add(X509 *cert, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, cert, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	want(extension && X509_add_ext(cert, extension, -1));
	X509_EXTENSION_free(extension);
}

static void name_set(X509_NAME *name, const char *common_name)
{
	size_t size = strlen(common_name);
	unsigned char *bytes = must_alloc(size + 1);

	memcpy(bytes, common_name, size);
	want(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes, (int)size, -1,
					0));
	free(bytes);
}

/* An unsigned certificate with a random serial number. */
static X509 *certificate_new(EVP_PKEY *key, const char *common_name, int from_day, int to_day)
{
	X509 *cert = X509_new();
	unsigned char random[4];
	long serial;

	want(cert && X509_set_version(cert, X509_VERSION_3) == 1);
	want(RAND_bytes(random, sizeof random) == 1);
	serial = (long)(random[0] & 0x7f) << 24 | random[1] << 16 | random[2] << 8 | random[3] | 1;
	want(ASN1_INTEGER_set(X509_get_serialNumber(cert), serial));
	want(X509_gmtime_adj(X509_getm_notBefore(cert), from_day * 86400L) != NULL);
	want(X509_gmtime_adj(X509_getm_notAfter(cert), to_day * 86400L) != NULL);
	want(X509_set_pubkey(cert, key) == 1);
	name_set(X509_get_subject_name(cert), common_name);
	return cert;
}

static char *bio_text(BIO *bio)
{
	char *data;
	long size = BIO_get_mem_data(bio, &data);
	char *text;

	want(size > 0);
	text = must_copy(data, (size_t)size);
	BIO_free(bio);
	return text;
}

static char *certificate_pem(X509 *cert)
{
	BIO *bio = BIO_new(BIO_s_mem());

	want(bio && PEM_write_bio_X509(bio, cert));
	return bio_text(bio);
}

struct authority *authority_new(void)
{
	struct authority *authority = must_alloc(sizeof *authority);

	authority->key = EVP_EC_gen("P-256");
	want(authority->key != NULL);
	authority->cert = certificate_new(authority->key, "Docket test authority", -1, 30);
	want(X509_set_issuer_name(authority->cert, X509_get_subject_name(authority->cert)));
	extension_add(authority->cert, authority->cert, NID_basic_constraints,
		      "critical,CA:TRUE,pathlen:0");
	extension_add(authority->cert, authority->cert, NID_key_usage,
		      "critical,keyCertSign,cRLSign");
	extension_add(authority->cert, authority->cert, NID_subject_key_identifier, "hash");
	want(X509_sign(authority->cert, authority->key, EVP_sha256()) > 0);
	return authority;
}

void authority_free(struct authority *authority)
{
	if (!authority)
		return;
	X509_free(authority->cert);
	EVP_PKEY_free(authority->key);
	free(authority);
}

char *authority_pem(const struct authority *authority)
{
	return certificate_pem(authority->cert);
}

static char *alternative_names(const char *const *names, size_t n_names)
{
	char *list = must_format("DNS:%s", names[0]);

	for (size_t i = 1; i < n_names; i++) {
		char *longer = must_format("%s,DNS:%s", list, names[i]);
		free(list);
		list = longer;
	}
	return list;
}

struct pem server_pem(const struct authority *authority, const char *const *names, size_t n_names,
		      int from_day, int to_day)
{
	struct pem pem = {NULL, NULL};
	EVP_PKEY *key = EVP_EC_gen("P-256");
	char *alternatives = alternative_names(names, n_names);
	BIO *bio = BIO_new(BIO_s_mem());

	want(key && bio);
	X509 *cert = certificate_new(key, names[0], from_day, to_day);
	X509 *issuer = authority ? authority->cert : cert;
	want(X509_set_issuer_name(cert, X509_get_subject_name(issuer)) == 1);
	extension_add(cert, issuer, NID_basic_constraints, "critical,CA:FALSE");
	extension_add(cert, issuer, NID_key_usage, "critical,digitalSignature");
	extension_add(cert, issuer, NID_ext_key_usage, "serverAuth");
	extension_add(cert, issuer, NID_subject_alt_name, alternatives);
	want(X509_sign(cert, authority ? authority->key : key, EVP_sha256()) > 0);
	want(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) == 1);
	pem.key = bio_text(bio);
	pem.cert = certificate_pem(cert);
	X509_free(cert);
	EVP_PKEY_free(key);
	free(alternatives);
	return pem;
}

void pem_clear(struct pem *pem)
{
	free(pem->key);
	free(pem->cert);
	*pem = (struct pem){NULL, NULL};
}
