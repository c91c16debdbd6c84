/*
 * tags.c - annotated tags, written once and never moved.
 *
 * The text of a tag is made here byte by byte, so that who signs it signs exactly what is stored:
 * a signature is the end of the message.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "store/inside.h"
#include "store/path.h"

#define TAGS	     "refs/tags/"
#define TAG_TEXT_MAX ((size_t)4 << 20)

static int check_name(const char *name, struct dkt_err *err)
{
	char ref[300];
	int valid = 0;

	if (dkt_path_fault(name) == NULL && strchr(name, '/') == NULL && strlen(name) < 200) {
		(void)snprintf(ref, sizeof ref, TAGS "%s", name);
		(void)git_reference_name_is_valid(&valid, ref);
	}
	return valid ? 0
		     : dkt_fail(err, DKT_EUSAGE, "\"%.100s\" cannot be the name of a tag", name);
}

int dkt_repo_tag_text(const char *name, const char *commit, const char *tagger, int64_t time,
		      const char *message, struct dkt_buf *out, struct dkt_err *err)
{
	DKT_AUTO(git_signature) git_signature *who = NULL;

	if (dkt_git_start(err) < 0 || check_name(name, err) < 0 ||
	    dkt_git_signature(tagger, time, &who, err) < 0)
		return -1;
	if (out->max < TAG_TEXT_MAX)
		out->max = TAG_TEXT_MAX;
	dkt_buf_addf(out, "object %s\ntype commit\ntag %s\ntagger %s <%s> %lld +0000\n\n", commit,
		     name, who->name, who->email, (long long)time);
	dkt_buf_adds(out, message);
	if (!dkt_ends(message, "\n"))
		dkt_buf_addc(out, '\n');
	if (!dkt_buf_ok(out))
		return dkt_fail(err, DKT_ELIMIT, "the message of the tag is too long");
	return 0;
}

int dkt_repo_tag(struct dkt_repo *repo, const char *name, const char *commit, const char *tagger,
		 int64_t time, const char *message, struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf text = DKT_BUF_INIT(TAG_TEXT_MAX);
	DKT_AUTO(git_commit) git_commit *target = NULL;
	DKT_AUTO(git_reference) git_reference *ref = NULL;
	char full[300];
	git_oid oid;
	int rc;

	if (dkt_git_commit(repo->git, commit, &target, err) < 0 ||
	    dkt_repo_tag_text(name, commit, tagger, time, message, &text, err) < 0)
		return -1;
	(void)snprintf(full, sizeof full, TAGS "%s", name);
	if (git_reference_name_to_id(&oid, repo->git, full) == 0)
		return dkt_fail(err, DKT_EEXIST, "there is a tag %s already; tags are never moved",
				name);
	if (dkt_git_write_object(repo->git, text.bytes, text.size, GIT_OBJECT_TAG, &oid, err) < 0)
		return dkt_note(err, "writing the tag %s", name);
	rc = git_reference_create(&ref, repo->git, full, &oid, 0, NULL);
	if (rc == GIT_EEXISTS)
		return dkt_fail(err, DKT_EEXIST, "there is a tag %s already; tags are never moved",
				name);
	return rc < 0 ? dkt_git_fail(err, rc, "make the tag %s", name) : 0;
}

/* --- listing -----------------------------------------------------------------------------------
 */

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int tell_tag(git_repository *git, const char *name, dkt_tag_fn *fn, void *data,
		    struct dkt_err *err)
{
	DKT_AUTO(git_object) git_object *object = NULL;
	DKT_AUTO(git_object) git_object *commit = NULL;
	struct dkt_tag_info info = {.name = name, .message = ""};
	char full[400];
	char id[DKT_OID_HEX];
	git_oid oid;
	int rc;

	(void)snprintf(full, sizeof full, TAGS "%s", name);
	rc = git_reference_name_to_id(&oid, git, full);
	if (rc == 0)
		rc = git_object_lookup(&object, git, &oid, GIT_OBJECT_ANY);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read the tag %s", name);
	if (git_object_peel(&commit, object, GIT_OBJECT_COMMIT) < 0)
		return 0; /* a tag of a tree or a file: nobody's version */
	dkt_git_hex(git_object_id(commit), id);
	info.commit = id;
	info.time = (int64_t)git_commit_time((const git_commit *)commit);
	if (git_object_type(object) == GIT_OBJECT_TAG) {
		const git_tag *tag = (const git_tag *)object;
		const git_signature *who = git_tag_tagger(tag);

		info.time = who == NULL ? info.time : (int64_t)who->when.time;
		info.message = git_tag_message(tag) == NULL ? "" : git_tag_message(tag);
	}
	return fn(data, &info, err);
}

int dkt_repo_tags(struct dkt_repo *repo, dkt_tag_fn *fn, void *data, struct dkt_err *err)
{
	git_strarray names = {NULL, 0};
	int rc = git_tag_list(&names, repo->git);
	int result = 0;

	if (rc < 0)
		return dkt_git_fail(err, rc, "list the tags");
	if (names.count > 1)
		qsort(names.strings, names.count, sizeof *names.strings, by_name);
	for (size_t i = 0; result == 0 && i < names.count; i++)
		result = strlen(names.strings[i]) > 300
				 ? 0
				 : tell_tag(repo->git, names.strings[i], fn, data, err);
	git_strarray_dispose(&names);
	return result < 0 ? -1 : 0;
}
