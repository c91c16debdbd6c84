/*
 * git.c - starting libgit2, and turning its errors and identities into ours.
 *
 * libgit2 tells the kind of a failure in the return code and the system's part only in words, so
 * the few sentences of the C library that need advice (full disk, read-only, permission) are looked
 * for in the message. The environment's locale is never set by Docket, so these words are fixed.
 */
#include "store/git.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

#include "base/utf8.h"

#define NAME_MAX_BYTES ((size_t)200)
#define TREE_CACHE_MAX                                                                             \
	((size_t)4 << 20) /* keep large folders parsed: reading by path is 5x faster */

static once_flag start_once = ONCE_FLAG_INIT;
static int start_result;

static void start(void)
{
	start_result = git_libgit2_init();
	if (start_result < 0)
		return;
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_OBJECT_CREATION, 1);
	(void)git_libgit2_opts(GIT_OPT_ENABLE_STRICT_SYMBOLIC_REF_CREATION, 1);
	(void)git_libgit2_opts(GIT_OPT_SET_CACHE_OBJECT_LIMIT, (int)GIT_OBJECT_TREE,
			       TREE_CACHE_MAX);
	start_result = git_libgit2_opts(GIT_OPT_ENABLE_FSYNC_GITDIR, 1);
}

int dkt_git_start(struct dkt_err *err)
{
	call_once(&start_once, start);
	if (start_result < 0)
		return dkt_git_fail(err, start_result, "start the git library");
	return 0;
}

/* --- errors ------------------------------------------------------------------------------------
 */

static const struct {
	const char *words; /* as the C library says them */
	enum dkt_code code;
	const char *hint;
} causes[] = {
	{"No space left on device", DKT_EFULL, "make room on that disk; nothing was changed"},
	{"Disk quota exceeded", DKT_EFULL, "make room on that disk; nothing was changed"},
	{"File too large", DKT_EFULL, "a limit on file size stopped git; nothing was changed"},
	{"Read-only file system", DKT_EIO, "that file system is mounted read-only"},
	{"Permission denied", DKT_EIO,
	 "check who owns that repository and whether you may write there"},
	{"Input/output error", DKT_EIO, "the disk reports a fault; look at the system's log"},
	{"Too many open files", DKT_EIO, "raise the limit of open files (ulimit -n)"},
	{"unsupported extension", DKT_EGIT,
	 "this repository uses a git extension that Docket cannot read; see "
	 "`git config --get-regexp ^extensions`"},
};

static void set_kind(struct dkt_err *err, enum dkt_code code, const char *hint)
{
	err->code = code;
	if (hint != NULL)
		(void)dkt_hint(err, "%s", hint);
}

static void kind_of_rc(struct dkt_err *err, int rc, int class)
{
	const char *damaged = "run `git fsck` there, and fetch what is missing from another clone "
			      "or a backup";

	if ((rc == GIT_ENOTFOUND && class == GIT_ERROR_ODB) || rc == GIT_EMISMATCH)
		set_kind(err, DKT_EGIT, damaged);
	else if (rc == GIT_ENOTFOUND || rc == GIT_EUNBORNBRANCH)
		set_kind(err, DKT_ENOENT, NULL);
	else if (rc == GIT_EEXISTS)
		set_kind(err, DKT_EEXIST, NULL);
	else if (rc == GIT_EMODIFIED)
		set_kind(err, DKT_EMOVED, "read it again and try once more");
	else if (rc == GIT_ELOCKED)
		set_kind(err, DKT_EBUSY, "another git command is at work there; try again");
	else if (rc == GIT_EINVALIDSPEC || rc == GIT_EAMBIGUOUS)
		set_kind(err, DKT_EUSAGE, NULL);
	else if (rc == GIT_EOWNER)
		set_kind(err, DKT_EIO,
			 "if you trust that folder: git config --global --add safe.directory "
			 "FOLDER; else run docket as the user who owns it");
}

/* What git said, as the end of our sentence: no line ends, no full stop, no "git error" twice. */
static void said(char out[300], const git_error *last)
{
	const char *message =
		last == NULL || last->message == NULL ? "no reason given" : last->message;
	size_t size;

	(void)snprintf(out, 300, "%s", message);
	size = strcspn(out, "\r\n");
	while (size > 0 && (out[size - 1] == '.' || out[size - 1] == ' '))
		size--;
	out[size] = '\0';
}

int dkt_git_fail_at(struct dkt_err *err, int rc, const char *file, int line, const char *format,
		    ...)
{
	const git_error *last = git_error_last();
	char what[300];
	char reason[300];
	va_list args;

	if (err->code != DKT_OK)
		return -1;
	va_start(args, format);
	// NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): started in the line above
	if (vsnprintf(what, sizeof what, format, args) < 0)
		what[0] = '\0';
	va_end(args);
	said(reason, last);
	(void)dkt_fail_at(err, DKT_EGIT, file, line, "git could not %.240s: %.240s", what, reason);
	for (size_t i = 0; i < sizeof causes / sizeof causes[0]; i++) {
		if (strstr(reason, causes[i].words) != NULL) {
			set_kind(err, causes[i].code, causes[i].hint);
			return -1;
		}
	}
	kind_of_rc(err, rc, last == NULL ? 0 : last->klass);
	return -1;
}

/* --- ids ---------------------------------------------------------------------------------------
 */

int dkt_git_oid(const char *hex, git_oid *out, struct dkt_err *err)
{
	if (strspn(hex, "0123456789abcdef") != 40 || hex[40] != '\0' ||
	    git_oid_fromstr(out, hex) < 0)
		return dkt_fail(err, DKT_EUSAGE, "\"%.60s\" is not a commit id of 40 digits", hex);
	return 0;
}

void dkt_git_hex(const git_oid *oid, char out[DKT_OID_HEX])
{
	(void)git_oid_tostr(out, DKT_OID_HEX, oid);
}

int dkt_git_commit(git_repository *git, const char *hex, git_commit **out, struct dkt_err *err)
{
	git_oid oid;
	int rc;

	if (dkt_git_oid(hex, &oid, err) < 0)
		return -1;
	rc = git_commit_lookup(out, git, &oid);
	if (rc == GIT_ENOTFOUND)
		return dkt_fail(err, DKT_ENOENT, "there is no commit %s here", hex);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read the commit %s", hex);
	return 0;
}

int dkt_git_commit_tree(git_repository *git, const char *hex, git_tree **out, struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *commit = NULL;
	int rc;

	if (dkt_git_commit(git, hex, &commit, err) < 0)
		return -1;
	rc = git_commit_tree(out, commit);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read the tree of commit %s", hex);
	return 0;
}

void dkt_blob_id(const char *bytes, size_t size, char out[DKT_OID_HEX])
{
	struct dkt_err err = DKT_ERR_INIT;
	git_oid oid;

	if (dkt_git_start(&err) < 0 ||
	    git_odb_hash(&oid, size == 0 ? "" : bytes, size, GIT_OBJECT_BLOB) < 0)
		dkt_oom();
	dkt_git_hex(&oid, out);
}

/* --- identities --------------------------------------------------------------------------------
 */

void dkt_git_slug(const char *name, char out[64])
{
	size_t n = 0;

	for (const char *p = name; *p != '\0' && n < 60; p++) {
		unsigned char byte = (unsigned char)*p;

		if (byte < 0x80U && isalnum(byte))
			out[n++] = (char)tolower(byte);
		else if (n > 0 && out[n - 1] != '-')
			out[n++] = '-';
	}
	while (n > 0 && out[n - 1] == '-')
		n--;
	out[n] = '\0';
	if (n == 0)
		(void)snprintf(out, 64, "anonymous");
}

/* Does libgit2 strip this character from the ends of a name? */
static bool is_crud(uint32_t c)
{
	return c <= ' ' || (c < 0x80U && strchr(".,:;<>\"\\'", (int)c) != NULL);
}

static void clean_name(const char *name, struct dkt_buf *out)
{
	size_t size = strlen(name);
	size_t solid = 0; /* the size at the last character that may end a name */

	for (size_t i = 0; i < size && out->size < NAME_MAX_BYTES;) {
		uint32_t c = dkt_utf8_next(name, size, &i);

		if (c < ' ')
			c = ' ';
		if (c == '<' || c == '>' || (c >= 0x7FU && c <= 0x9FU) ||
		    (out->size == 0 && is_crud(c)))
			continue;
		dkt_utf8_add(out, c);
		if (!is_crud(c))
			solid = out->size;
	}
	dkt_buf_truncate(out, solid);
	if (solid == 0)
		dkt_buf_adds(out, "anonymous");
}

int dkt_git_signature(const char *name, int64_t time, git_signature **out, struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf clean = DKT_BUF_INIT(NAME_MAX_BYTES + 8);
	char slug[64];
	char address[96];
	int rc;

	clean_name(name == NULL ? "" : name, &clean);
	dkt_git_slug(dkt_buf_str(&clean), slug);
	(void)snprintf(address, sizeof address, "%s@docket.invalid", slug);
	rc = git_signature_new(out, dkt_buf_str(&clean), address, (git_time_t)time, 0);
	if (rc < 0)
		return dkt_git_fail(err, rc, "sign as %s", dkt_buf_str(&clean));
	return 0;
}
