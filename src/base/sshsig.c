/*
 * sshsig.c - the two binary forms of OpenSSH that a signature needs: the key file and the signature
 * itself.
 *
 * Both are made of strings with a length of four bytes before them. A reader that has run past the
 * end stays at the end and reports it once, so that every field is checked without a branch each.
 * Armour is base64 between two lines, at most a few hundred bytes.
 */
#include "base/sshsig.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/str.h"

#include "base/banned.h"

#define KIND	      "ssh-ed25519"
#define KEY_BEGIN     "-----BEGIN OPENSSH PRIVATE KEY-----"
#define KEY_END	      "-----END OPENSSH PRIVATE KEY-----"
#define KEY_MAGIC     "openssh-key-v1"
#define SIG_BEGIN     "-----BEGIN SSH SIGNATURE-----"
#define SIG_END	      "-----END SSH SIGNATURE-----"
#define SIG_MAGIC     "SSHSIG"
#define HASH	      "sha512"
#define LINE	      70
#define KEY_FILE_MAX  ((size_t)64 * 1024)
#define SIGNATURE_MAX ((size_t)16 * 1024)

struct dkt_ssh_key {
	unsigned char secret[crypto_sign_ed25519_SECRETKEYBYTES];
	char public[DKT_SSH_PUBLIC];
};

/* --- strings with a length ----------------------------------------------------------------------
 */

struct field {
	const unsigned char *bytes;
	size_t size;
};

struct reader {
	const unsigned char *at;
	size_t left;
	bool good;
};

static const unsigned char *take(struct reader *r, size_t size)
{
	const unsigned char *bytes = r->at;

	if (!r->good || size > r->left) {
		r->good = false;
		return NULL;
	}
	r->at += size;
	r->left -= size;
	return bytes;
}

static uint32_t take_u32(struct reader *r)
{
	const unsigned char *b = take(r, 4);

	return b == NULL ? 0
			 : (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static struct field take_string(struct reader *r)
{
	size_t size = take_u32(r);
	struct field field = {take(r, size), size};

	if (field.bytes == NULL)
		field.size = 0;
	return field;
}

static bool field_is(struct field field, const char *text)
{
	return field.bytes != NULL && dkt_memeqs((const char *)field.bytes, field.size, text);
}

static void put_string(struct dkt_buf *out, const void *bytes, size_t size)
{
	const unsigned char head[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16),
				       (unsigned char)(size >> 8), (unsigned char)size};

	dkt_buf_add(out, (const char *)head, sizeof head);
	dkt_buf_add(out, bytes, size);
}

static void put_text(struct dkt_buf *out, const char *text)
{
	put_string(out, text, strlen(text));
}

/* --- armour --------------------------------------------------------------------------------------
 */

/* The bytes between the two lines; false for anything else. Freed by the caller. */
static bool read_armour(const char *text, size_t size, const char *begin, const char *end,
			unsigned char **out, size_t *size_out)
{
	const char *head = memmem(text, size, begin, strlen(begin));
	const char *body = head == NULL ? NULL : head + strlen(begin);
	const char *tail =
		body == NULL ? NULL : memmem(body, size - (size_t)(body - text), end, strlen(end));

	*out = NULL;
	if (head != text || tail == NULL)
		return false;
	*out = malloc((size_t)(tail - body) + 1);
	if (*out == NULL)
		dkt_oom();
	if (sodium_base642bin(*out, (size_t)(tail - body) + 1, body, (size_t)(tail - body),
			      " \r\n\t", size_out, NULL, sodium_base64_VARIANT_ORIGINAL) == 0)
		return true;
	free(*out);
	*out = NULL;
	return false;
}

static void write_armour(const struct dkt_buf *blob, struct dkt_buf *out)
{
	char text[2048];
	size_t size;

	sodium_bin2base64(text, sizeof text, (const unsigned char *)dkt_buf_str(blob), blob->size,
			  sodium_base64_VARIANT_ORIGINAL);
	size = strlen(text);
	dkt_buf_adds(out, SIG_BEGIN "\n");
	for (size_t i = 0; i < size; i += LINE) {
		dkt_buf_add(out, text + i, size - i < LINE ? size - i : LINE);
		dkt_buf_addc(out, '\n');
	}
	dkt_buf_adds(out, SIG_END "\n");
}

/* --- keys ----------------------------------------------------------------------------------------
 */

static void public_blob(const unsigned char *key, struct dkt_buf *out)
{
	put_text(out, KIND);
	put_string(out, key, crypto_sign_ed25519_PUBLICKEYBYTES);
}

static void write_public(const unsigned char *key, char out[DKT_SSH_PUBLIC])
{
	DKT_AUTO(buf) struct dkt_buf blob = DKT_BUF_INIT(256);
	size_t head = strlen(KIND " ");

	public_blob(key, &blob);
	(void)snprintf(out, DKT_SSH_PUBLIC, KIND " ");
	sodium_bin2base64(out + head, DKT_SSH_PUBLIC - head,
			  (const unsigned char *)dkt_buf_str(&blob), blob.size,
			  sodium_base64_VARIANT_ORIGINAL);
}

static int other_kind(const char *path, struct dkt_err *err)
{
	(void)dkt_fail(err, DKT_EFORMAT, "%s is not an Ed25519 key without a passphrase", path);
	return dkt_hint(err, "make one with: ssh-keygen -t ed25519 -N '' -f %s", path);
}

/* The part that a passphrase would encrypt: two equal numbers, then the one key. */
static bool read_secret(struct field private, struct dkt_ssh_key *key)
{
	struct reader r = {private.bytes, private.size, private.bytes != NULL};
	uint32_t first = take_u32(&r);
	uint32_t second = take_u32(&r);
	struct field kind = take_string(&r);
	struct field public = take_string(&r);
	struct field secret = take_string(&r);

	if (!r.good || first != second || !field_is(kind, KIND) ||
	    public.size != crypto_sign_ed25519_PUBLICKEYBYTES ||
	    secret.size != crypto_sign_ed25519_SECRETKEYBYTES)
		return false;
	memcpy(key->secret, secret.bytes, secret.size);
	write_public(public.bytes, key->public);
	return true;
}

static bool read_key(const unsigned char *bytes, size_t size, struct dkt_ssh_key *key)
{
	struct reader r = {bytes, size, true};
	const unsigned char *magic = take(&r, sizeof KEY_MAGIC);
	struct field cipher = take_string(&r);

	(void)take_string(&r); /* how the passphrase becomes a key */
	(void)take_string(&r); /* and with which numbers */
	if (take_u32(&r) != 1 || magic == NULL || memcmp(magic, KEY_MAGIC, sizeof KEY_MAGIC) != 0 ||
	    !field_is(cipher, "none"))
		return false;
	(void)take_string(&r); /* the public key, which stands in the secret part too */
	return read_secret(take_string(&r), key);
}

static int check_private(const char *path, struct dkt_err *err)
{
	struct stat info;

	if (stat(path, &info) < 0 || (info.st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return 0;
	(void)dkt_fail(err, DKT_ESTATE, "others may read the key %s", path);
	return dkt_hint(err, "chmod 600 %s", path);
}

int dkt_ssh_key_read(const char *path, struct dkt_ssh_key **out, struct dkt_err *err)
{
	struct dkt_buf text = DKT_BUF_INIT(KEY_FILE_MAX);
	unsigned char *bytes = NULL;
	struct dkt_ssh_key *key;
	size_t size = 0;
	int result = -1;

	*out = NULL;
	if (sodium_init() < 0)
		return dkt_fail(err, DKT_EBUG, "libsodium cannot be used here");
	if (check_private(path, err) < 0 || dkt_file_read(path, KEY_FILE_MAX, &text, err) < 0)
		return -1;
	key = calloc(1, sizeof *key);
	if (key == NULL)
		dkt_oom();
	if (read_armour(dkt_buf_str(&text), text.size, KEY_BEGIN, KEY_END, &bytes, &size) &&
	    read_key(bytes, size, key)) {
		*out = key;
		result = 0;
	} else {
		dkt_ssh_key_free(key);
		result = other_kind(path, err);
	}
	if (bytes != NULL)
		sodium_memzero(bytes, size);
	free(bytes);
	sodium_memzero(dkt_buf_room(&text, 0) - text.size, text.size);
	dkt_buf_clear(&text);
	return result;
}

void dkt_ssh_key_free(struct dkt_ssh_key *key)
{
	if (key == NULL)
		return;
	sodium_memzero(key, sizeof *key);
	free(key);
}

const char *dkt_ssh_key_public(const struct dkt_ssh_key *key)
{
	return key->public;
}

bool dkt_ssh_same_key(const char *a, const char *b)
{
	size_t kind = strcspn(a, " ");
	size_t size;

	if (a[kind] == '\0')
		return false;
	size = kind + 1 + strcspn(a + kind + 1, " ");
	return strncmp(a, b, size) == 0 && (b[size] == '\0' || b[size] == ' ');
}

/* --- signatures ----------------------------------------------------------------------------------
 */

/* What is really signed: the digest, bound to what it was made for. */
static void signed_bytes(const char *name_space, size_t name_size, const char *bytes, size_t size,
			 struct dkt_buf *out)
{
	unsigned char digest[crypto_hash_sha512_BYTES];

	crypto_hash_sha512(digest, (const unsigned char *)bytes, size);
	dkt_buf_adds(out, SIG_MAGIC);
	put_string(out, name_space, name_size);
	put_string(out, "", 0);
	put_text(out, HASH);
	put_string(out, digest, sizeof digest);
}

void dkt_ssh_sign(const struct dkt_ssh_key *key, const char *name_space, const char *bytes,
		  size_t size, struct dkt_buf *out)
{
	static const char version[4] = {0, 0, 0, 1};
	DKT_AUTO(buf) struct dkt_buf message = DKT_BUF_INIT(1024);
	DKT_AUTO(buf) struct dkt_buf public = DKT_BUF_INIT(256);
	DKT_AUTO(buf) struct dkt_buf inner = DKT_BUF_INIT(256);
	DKT_AUTO(buf) struct dkt_buf blob = DKT_BUF_INIT(1024);
	unsigned char signature[crypto_sign_ed25519_BYTES];

	signed_bytes(name_space, strlen(name_space), bytes, size, &message);
	crypto_sign_ed25519_detached(signature, NULL, (const unsigned char *)dkt_buf_str(&message),
				     message.size, key->secret);
	public_blob(key->secret + crypto_sign_ed25519_SEEDBYTES, &public);
	put_text(&inner, KIND);
	put_string(&inner, signature, sizeof signature);
	dkt_buf_adds(&blob, SIG_MAGIC);
	dkt_buf_add(&blob, version, sizeof version);
	put_string(&blob, dkt_buf_str(&public), public.size);
	put_text(&blob, name_space);
	put_string(&blob, "", 0);
	put_text(&blob, HASH);
	put_string(&blob, dkt_buf_str(&inner), inner.size);
	write_armour(&blob, out);
}

/* Of an Ed25519 key or signature the bytes behind the name of its kind; none of another kind. */
static struct field inner_of(struct field outer, size_t size)
{
	struct reader r = {outer.bytes, outer.size, outer.bytes != NULL};
	struct field kind = take_string(&r);
	struct field inner = take_string(&r);

	return r.good && field_is(kind, KIND) && inner.size == size ? inner
								    : (struct field){NULL, 0};
}

static enum dkt_ssh_verdict judge(const unsigned char *blob, size_t blob_size,
				  const char *name_space, const char *bytes, size_t size,
				  char public_out[DKT_SSH_PUBLIC])
{
	DKT_AUTO(buf) struct dkt_buf message = DKT_BUF_INIT(1024);
	struct reader r = {blob, blob_size, true};
	const unsigned char *magic = take(&r, strlen(SIG_MAGIC));
	uint32_t version = take_u32(&r);
	struct field public = take_string(&r);
	struct field space = take_string(&r);
	struct field reserved = take_string(&r);
	struct field hash = take_string(&r);
	struct field inner = take_string(&r);
	struct field key = inner_of(public, crypto_sign_ed25519_PUBLICKEYBYTES);
	struct field signature = inner_of(inner, crypto_sign_ed25519_BYTES);

	if (!r.good || r.left > 0 || memcmp(magic, SIG_MAGIC, strlen(SIG_MAGIC)) != 0 ||
	    version != 1 || reserved.size != 0 || !field_is(space, name_space))
		return DKT_SSH_BAD;
	if (key.bytes == NULL || signature.bytes == NULL || !field_is(hash, HASH))
		return DKT_SSH_UNREADABLE;
	signed_bytes(name_space, strlen(name_space), bytes, size, &message);
	if (crypto_sign_ed25519_verify_detached(signature.bytes,
						(const unsigned char *)dkt_buf_str(&message),
						message.size, key.bytes) != 0)
		return DKT_SSH_BAD;
	write_public(key.bytes, public_out);
	return DKT_SSH_GOOD;
}

enum dkt_ssh_verdict dkt_ssh_verify(const char *signature, size_t signature_size,
				    const char *name_space, const char *bytes, size_t size,
				    char public_out[DKT_SSH_PUBLIC])
{
	enum dkt_ssh_verdict verdict = DKT_SSH_BAD;
	unsigned char *blob;
	size_t blob_size = 0;

	public_out[0] = '\0';
	if (signature_size > SIGNATURE_MAX || sodium_init() < 0 ||
	    !read_armour(signature, signature_size, SIG_BEGIN, SIG_END, &blob, &blob_size))
		return DKT_SSH_BAD;
	verdict = judge(blob, blob_size, name_space, bytes, size, public_out);
	free(blob);
	return verdict;
}
