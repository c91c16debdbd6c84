/*
 * test_sshsig.c - signatures in memory: what was signed is accepted, and nothing that differs by a
 * byte. That OpenSSH and git agree is shown by tests/cli/sign.t.
 *
 * The key and the signature below were made by OpenSSH 9.2 for this test and are used nowhere else.
 */
#include "base/sshsig.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "support/rows.h"

static const char private_key[] =
	"-----BEGIN OPENSSH PRIVATE KEY-----\n"
	"b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n"
	"QyNTUxOQAAACBKMqtnxyYkEanlFztUBmVWoEH7PNZP4HareWy0xSSAHwAAAIiqhlyTqoZc\n"
	"kwAAAAtzc2gtZWQyNTUxOQAAACBKMqtnxyYkEanlFztUBmVWoEH7PNZP4HareWy0xSSAHw\n"
	"AAAEAL6NTaUH6o/iQciTZqvu6iijarKf4MKKewlwxDUcMINEoyq2fHJiQRqeUXO1QGZVag\n"
	"Qfs81k/gdqt5bLTFJIAfAAAAAAECAwQF\n"
	"-----END OPENSSH PRIVATE KEY-----\n";

static const char public_key[] =
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEoyq2fHJiQRqeUXO1QGZVagQfs81k/gdqt5bLTFJIAf";

static const char openssh_signature[] =
	"-----BEGIN SSH SIGNATURE-----\n"
	"U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAgSjKrZ8cmJBGp5Rc7VAZlVqBB+z\n"
	"zWT+B2q3lstMUkgB8AAAAGZG9ja2V0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1\n"
	"NTE5AAAAQJ9Uag4rUS0jUisPeqQNnqKuSPHuFHn6D9cS3mxNbFkymNZddMLCRZAvyL3HJn\n"
	"lObss9sXHIfCgebcPjYY29egY=\n"
	"-----END SSH SIGNATURE-----\n";

static const char text[] = "the words that were signed\n";

static struct dkt_ssh_key *key_of(const char *bytes, struct dkt_err *err)
{
	char path[] = "/tmp/docket-key-XXXXXX";
	struct dkt_ssh_key *key = NULL;
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), (ssize_t)strlen(bytes));
	(void)close(fd);
	if (dkt_ssh_key_read(path, &key, err) < 0)
		assert_null(key);
	(void)unlink(path);
	return key;
}

static enum dkt_ssh_verdict verdict_of(const struct dkt_buf *signature, const char *space,
				       const char *what)
{
	char public[DKT_SSH_PUBLIC];
	enum dkt_ssh_verdict verdict = dkt_ssh_verify(dkt_buf_str(signature), signature->size,
						      space, what, strlen(what), public);

	assert_int_equal(public[0] == '\0', verdict != DKT_SSH_GOOD);
	if (verdict == DKT_SSH_GOOD)
		assert_string_equal(public, public_key);
	return verdict;
}

static void what_is_signed_is_accepted(void **state)
{
	struct dkt_buf signature = DKT_BUF_INIT(4096);
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt_ssh_key *key = key_of(private_key, &err);

	(void)state;
	assert_non_null(key);
	assert_string_equal(dkt_ssh_key_public(key), public_key);
	dkt_ssh_sign(key, "docket", text, strlen(text), &signature);
	assert_int_equal(verdict_of(&signature, "docket", text), DKT_SSH_GOOD);
	assert_int_equal(verdict_of(&signature, "git", text), DKT_SSH_BAD);
	assert_int_equal(verdict_of(&signature, "docket", "the words that were signed"),
			 DKT_SSH_BAD);
	assert_string_equal(dkt_buf_str(&signature), openssh_signature);
	dkt_buf_clear(&signature);
	dkt_ssh_key_free(key);
}

static void no_changed_byte_is_accepted(void **state)
{
	struct dkt_buf signature = DKT_BUF_INIT(4096);
	size_t size = strlen(openssh_signature);

	(void)state;
	for (size_t i = 0; i < size; i++) {
		char changed = openssh_signature[i] == 'A' ? 'B' : 'A';

		if (openssh_signature[i] == '\n')
			continue;
		dkt_buf_reset(&signature);
		dkt_buf_add(&signature, openssh_signature, i);
		dkt_buf_addc(&signature, changed);
		dkt_buf_adds(&signature, openssh_signature + i + 1);
		assert_int_not_equal(verdict_of(&signature, "docket", text), DKT_SSH_GOOD);
	}
	dkt_buf_clear(&signature);
}

static void no_part_of_one_is_accepted(void **state)
{
	struct dkt_buf signature = DKT_BUF_INIT(4096);

	(void)state;
	for (size_t i = 0; i + 2 < strlen(openssh_signature); i++) {
		dkt_buf_reset(&signature);
		dkt_buf_add(&signature, openssh_signature, i);
		assert_int_equal(verdict_of(&signature, "docket", text), DKT_SSH_BAD);
	}
	dkt_buf_clear(&signature);
}

static void no_part_of_a_key_is_taken(void **state)
{
	char part[sizeof private_key];

	(void)state;
	for (size_t i = 0; i + 40 < strlen(private_key); i++) {
		struct dkt_err err = DKT_ERR_INIT;

		memcpy(part, private_key, i);
		(void)snprintf(part + i, sizeof part - i, "\n-----END OPENSSH PRIVATE KEY-----\n");
		assert_null(key_of(part, &err));
		assert_int_equal(err.code, DKT_EFORMAT);
		dkt_err_clear(&err);
	}
}

struct pair {
	const char *name;
	const char *a;
	const char *b;
	bool same;
};

static const struct pair pairs[] = {
	{"the same line", "ssh-ed25519 AAAA", "ssh-ed25519 AAAA", true},
	{"a comment does not count", "ssh-ed25519 AAAA", "ssh-ed25519 AAAA me@home", true},
	{"nor on the other side", "ssh-ed25519 AAAA me", "ssh-ed25519 AAAA", true},
	{"another key", "ssh-ed25519 AAAA", "ssh-ed25519 AAAB", false},
	{"a longer key", "ssh-ed25519 AAAA", "ssh-ed25519 AAAAA", false},
	{"another kind", "ssh-rsa AAAA", "ssh-ed25519 AAAA", false},
	{"no key at all", "ssh-ed25519", "ssh-ed25519 AAAA", false},
};

static void check_pair(void **state)
{
	const struct pair *row = ROW(struct pair);

	assert_int_equal(dkt_ssh_same_key(row->a, row->b), row->same);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_signed_is_accepted),
		cmocka_unit_test(no_changed_byte_is_accepted),
		cmocka_unit_test(no_part_of_one_is_accepted),
		cmocka_unit_test(no_part_of_a_key_is_taken),
	};
	int failures = cmocka_run_group_tests_name("base/sshsig", tests, NULL, NULL);

	return failures + rows_run("base/sshsig: same key", pairs, check_pair);
}
