/*
 * sshsig.h - signatures as `ssh-keygen -Y sign` makes them and git reads them.
 *
 * Keys are Ed25519: those of an OpenSSH file without a passphrase sign here, in some tens of
 * microseconds, which a child process for each commit could not. Signatures by other kinds of key
 * are told apart, not judged.
 *
 * Standard: PROTOCOL.sshsig and PROTOCOL.key of OpenSSH; RFC 8709 for the key and the signature
 * inside.
 *
 * Floor: base.
 */
#ifndef BASE_SSHSIG_H
#define BASE_SSHSIG_H

#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

#define DKT_SSH_PUBLIC 96 /* "ssh-ed25519 AAAAC3..." and its NUL */

struct dkt_ssh_key;

/*
 * Read a private key from a file that only its owner may read. DKT_ENOENT; DKT_EFORMAT with a hint
 * for a key that is of another kind or has a passphrase; DKT_ESTATE where others may read the file.
 */
DKT_MUST_CHECK int dkt_ssh_key_read(const char *path, struct dkt_ssh_key **out,
				    struct dkt_err *err);
void dkt_ssh_key_free(struct dkt_ssh_key *key);

/* "ssh-ed25519 AAAAC3...", as in authorized_keys, without a comment. */
const char *dkt_ssh_key_public(const struct dkt_ssh_key *key);

/* Append the armoured signature of these bytes to out, lines ended by LF. name_space: "git",
 * "docket". */
void dkt_ssh_sign(const struct dkt_ssh_key *key, const char *name_space, const char *bytes,
		  size_t size, struct dkt_buf *out);

enum dkt_ssh_verdict {
	DKT_SSH_GOOD,	   /* made by the key it names, over these bytes, in this name space */
	DKT_SSH_BAD,	   /* not that, or no signature at all */
	DKT_SSH_UNREADABLE /* by a kind of key that is not judged here */
};

/*
 * Check an armoured signature. public_out gets the key that made it, "" unless the verdict is good:
 * whose key that is is for the caller to know.
 */
enum dkt_ssh_verdict dkt_ssh_verify(const char *signature, size_t signature_size,
				    const char *name_space, const char *bytes, size_t size,
				    char public_out[DKT_SSH_PUBLIC]);

/* Are two lines of authorized_keys the same key? Comments do not count. */
bool dkt_ssh_same_key(const char *a, const char *b);

#endif
