/*
 * objects.c - blobs, trees and commits that are really on disk before anything points at them.
 *
 * git_commit_create of libgit2 1.5 reports success on a full disk, so a commit is made as text and
 * written like any other object, with the result looked at. Then everything new is read back from
 * disk (the git library checks the name against the bytes) and compared with what was meant. Trees
 * are made anew only along the paths that change: the size of the dataset does not matter.
 *
 * With a shelf the same commit is made in memory, and syncing and reading back come with the whole
 * batch (store.c).
 */
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/str.h"
#include "store/inside.h"
#include "store/memory.h"

static int compare_back(git_odb *odb, const git_oid *oid, const char *bytes, size_t size,
			struct dkt_err *err)
{
	DKT_AUTO(git_odb_object) git_odb_object *object = NULL;
	int rc = git_odb_read(&object, odb, oid);

	if (rc < 0)
		return dkt_git_fail(err, rc, "read back what it had just written");
	if (git_odb_object_size(object) != size ||
	    (size > 0 && memcmp(git_odb_object_data(object), bytes, size) != 0)) {
		(void)dkt_fail(err, DKT_EIO, "git read back other bytes than it had written");
		return dkt_hint(err,
				"the disk or the memory of this machine is faulty; nothing was "
				"changed");
	}
	return 0;
}

int dkt_git_write_object(git_repository *git, const char *bytes, size_t size, git_object_t type,
			 git_oid *out, struct dkt_err *err)
{
	DKT_AUTO(git_odb) git_odb *odb = NULL;
	int rc;

	if (size > DKT_BLOB_MAX)
		return dkt_fail(err, DKT_ELIMIT, "%zu bytes for one file, at most %zu are accepted",
				size, DKT_BLOB_MAX);
	rc = git_repository_odb(&odb, git);
	if (rc == 0)
		rc = git_odb_write(out, odb, size == 0 ? "" : bytes, size, type);
	if (rc < 0)
		return dkt_git_fail(err, rc, "write an object");
	return compare_back(odb, out, bytes, size, err);
}

/* --- the tree ----------------------------------------------------------------------------------
 */

static int write_blobs(git_repository *git, const struct dkt_commit_spec *spec,
		       git_tree_update *updates, struct dkt_err *err)
{
	for (size_t i = 0; i < spec->n_writes; i++) {
		const struct dkt_write *write = &spec->writes[i];

		updates[i].path = write->path;
		updates[i].filemode = GIT_FILEMODE_BLOB;
		updates[i].action =
			write->bytes == NULL ? GIT_TREE_UPDATE_REMOVE : GIT_TREE_UPDATE_UPSERT;
		if (write->bytes != NULL &&
		    dkt_git_write_object(git, write->bytes, write->size, GIT_OBJECT_BLOB,
					 &updates[i].id, err) < 0)
			return dkt_note(err, "writing %s", write->path);
	}
	return 0;
}

/* Removing needs something to remove. */
static int check_removals(const git_tree *parent, const struct dkt_commit_spec *spec,
			  struct dkt_err *err)
{
	for (size_t i = 0; i < spec->n_writes; i++) {
		bool there = false;
		git_oid oid;

		if (spec->writes[i].bytes != NULL)
			continue;
		if (parent != NULL &&
		    dkt_git_find_file(parent, spec->writes[i].path, &oid, &there, err) < 0)
			return -1;
		if (!there)
			return dkt_fail(err, DKT_ENOENT, "there is no file %s to remove",
					spec->writes[i].path);
	}
	return 0;
}

/* Does the tree on disk hold what spec asks for? Reads every tree along the changed paths. */
static int check_tree(git_repository *git, const git_oid *tree_oid,
		      const struct dkt_commit_spec *spec, const git_tree_update *updates,
		      struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *tree = NULL;
	int rc = git_tree_lookup(&tree, git, tree_oid);

	if (rc < 0)
		return dkt_git_fail(err, rc, "read back the tree it had just written");
	for (size_t i = 0; i < spec->n_writes; i++) {
		bool wanted = spec->writes[i].bytes != NULL;
		bool there;
		git_oid oid;

		if (dkt_git_find_file(tree, spec->writes[i].path, &oid, &there, err) < 0)
			return -1;
		if (there != wanted || (there && !git_oid_equal(&oid, &updates[i].id)))
			return dkt_fail(err, DKT_EBUG, "the tree does not hold %s as written",
					spec->writes[i].path);
	}
	return 0;
}

static int update_tree(git_repository *git, git_tree *parent, const struct dkt_commit_spec *spec,
		       git_tree_update *updates, git_oid *out, struct dkt_err *err)
{
	int rc;

	if (check_removals(parent, spec, err) < 0 || write_blobs(git, spec, updates, err) < 0)
		return -1;
	rc = git_tree_create_updated(out, git, parent, spec->n_writes, updates);
	if (rc < 0)
		return dkt_git_fail(err, rc, "write the changed folders");
	return check_tree(git, out, spec, updates, err);
}

static int write_tree(git_repository *git, const git_commit *parent,
		      const struct dkt_commit_spec *spec, git_oid *out, struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *tree = NULL;
	git_tree_update *updates;
	int rc = parent == NULL ? 0 : git_commit_tree(&tree, parent);
	int result;

	if (rc < 0)
		return dkt_git_fail(err, rc, "read the tree of commit %s", spec->parent);
	updates = calloc(spec->n_writes + 1, sizeof *updates);
	if (updates == NULL)
		dkt_oom();
	result = update_tree(git, tree, spec, updates, out, err);
	free(updates);
	return result;
}

/* --- the commit --------------------------------------------------------------------------------
 */

static int commit_text(git_repository *git, const git_commit *parent, const git_oid *tree_oid,
		       const struct dkt_commit_spec *spec, git_buf *out, struct dkt_err *err)
{
	DKT_AUTO(git_tree) git_tree *tree = NULL;
	DKT_AUTO(git_signature) git_signature *author = NULL;
	DKT_AUTO(git_signature) git_signature *committer = NULL;
	DKT_AUTO(buf) struct dkt_buf message = DKT_BUF_INIT(DKT_BLOB_MAX);
	const git_commit *parents[1] = {parent};
	int rc;

	if (dkt_git_signature(spec->author, spec->time, &author, err) < 0 ||
	    dkt_git_signature(spec->committer, spec->time, &committer, err) < 0)
		return -1;
	dkt_buf_adds(&message, spec->message);
	if (!dkt_ends(spec->message, "\n"))
		dkt_buf_addc(&message, '\n');
	rc = git_tree_lookup(&tree, git, tree_oid);
	if (rc == 0)
		rc = git_commit_create_buffer(out, git, author, committer, NULL,
					      dkt_buf_str(&message), tree, parent == NULL ? 0 : 1,
					      parents);
	return rc < 0 ? dkt_git_fail(err, rc, "make the commit") : 0;
}

/* With the signature as a header before the message, as git writes and checks it. */
static void add_signed(const char *text, size_t size, const struct dkt_ssh_key *key,
		       struct dkt_buf *out)
{
	DKT_AUTO(buf) struct dkt_buf signature = DKT_BUF_INIT(4096);
	const char *message = memmem(text, size, "\n\n", 2);
	size_t head = message == NULL ? size : (size_t)(message - text) + 1;
	const char *line;

	dkt_ssh_sign(key, "git", text, size, &signature);
	dkt_buf_add(out, text, head);
	dkt_buf_adds(out, "gpgsig");
	line = dkt_buf_str(&signature);
	for (const char *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
		dkt_buf_addc(out, ' ');
		dkt_buf_add(out, line, (size_t)(end - line) + 1);
	}
	dkt_buf_add(out, text + head, size - head);
}

/* --- on a shelf --------------------------------------------------------------------------------
 */

static int shelve_tree(git_repository *git, struct dkt_shelf *shelf, const git_commit *parent,
		       const struct dkt_commit_spec *spec, git_oid *out, struct dkt_err *err)
{
	bool any = parent != NULL;

	if (any)
		git_oid_cpy(out, git_commit_tree_id(parent));
	for (size_t i = 0; i < spec->n_writes; i++) {
		const struct dkt_write *write = &spec->writes[i];
		git_oid blob;
		git_oid before;

		if (any)
			git_oid_cpy(&before, out);
		if (write->bytes != NULL && dkt_shelf_put(shelf, write->bytes, write->size,
							  GIT_OBJECT_BLOB, &blob, err) < 0)
			return -1;
		if (dkt_tree_edit(git, shelf, any ? &before : NULL, write->path,
				  write->bytes == NULL ? NULL : &blob, out, err) < 0)
			return dkt_note(err, "writing %s", write->path);
		any = true;
	}
	return any ? 0 : dkt_shelf_put(shelf, "", 0, GIT_OBJECT_TREE, out, err);
}

static int add_person(struct dkt_buf *out, const char *role, const char *name, int64_t time,
		      struct dkt_err *err)
{
	DKT_AUTO(git_signature) git_signature *signature = NULL;

	if (dkt_git_signature(name, time, &signature, err) < 0)
		return -1;
	dkt_buf_addf(out, "%s %s <%s> %lld +0000\n", role, signature->name, signature->email,
		     (long long)signature->when.time);
	return 0;
}

static int shelve_commit(git_repository *git, struct dkt_shelf *shelf, const git_commit *parent,
			 const struct dkt_commit_spec *spec, git_oid *out, struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf text = DKT_BUF_INIT(DKT_BLOB_MAX);
	char hex[DKT_OID_HEX];
	git_oid tree;

	if (shelve_tree(git, shelf, parent, spec, &tree, err) < 0)
		return -1;
	dkt_git_hex(&tree, hex);
	dkt_buf_addf(&text, "tree %s\n", hex);
	if (parent != NULL)
		dkt_buf_addf(&text, "parent %s\n", spec->parent);
	if (add_person(&text, "author", spec->author, spec->time, err) < 0 ||
	    add_person(&text, "committer", spec->committer, spec->time, err) < 0)
		return -1;
	dkt_buf_addc(&text, '\n');
	dkt_buf_adds(&text, spec->message);
	if (!dkt_ends(spec->message, "\n"))
		dkt_buf_addc(&text, '\n');
	if (spec->key != NULL) {
		DKT_AUTO(buf) struct dkt_buf with = DKT_BUF_INIT(DKT_BLOB_MAX);

		add_signed(dkt_buf_str(&text), text.size, spec->key, &with);
		return dkt_shelf_put(shelf, dkt_buf_str(&with), with.size, GIT_OBJECT_COMMIT, out,
				     err);
	}
	return dkt_shelf_put(shelf, dkt_buf_str(&text), text.size, GIT_OBJECT_COMMIT, out, err);
}

int dkt_git_write_commit(git_repository *git, struct dkt_shelf *shelf,
			 const struct dkt_commit_spec *spec, git_oid *out, struct dkt_err *err)
{
	DKT_AUTO(git_commit) git_commit *parent = NULL;
	DKT_AUTO(chars) char *objects = dkt_path_join(git_repository_commondir(git), "objects");
	__attribute__((cleanup(dkt_auto_git_buf))) git_buf text = GIT_BUF_INIT;
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(DKT_BLOB_MAX);
	git_oid tree;

	if (spec->parent[0] != '\0' && dkt_git_commit(git, spec->parent, &parent, err) < 0)
		return -1;
	if (shelf != NULL)
		return shelve_commit(git, shelf, parent, spec, out, err);
	if (write_tree(git, parent, spec, &tree, err) < 0 ||
	    commit_text(git, parent, &tree, spec, &text, err) < 0)
		return -1;
	dkt_buf_add(&bytes, text.ptr, text.size);
	if (spec->key != NULL) {
		dkt_buf_reset(&bytes);
		add_signed(text.ptr, text.size, spec->key, &bytes);
	}
	if (dkt_git_write_object(git, dkt_buf_str(&bytes), bytes.size, GIT_OBJECT_COMMIT, out,
				 err) < 0)
		return -1;
	return dkt_dir_sync(objects,
			    err); /* the library syncs objects/ab/, not its name in objects/ */
}

/* --- the ref -----------------------------------------------------------------------------------
 */

static void first_line(const char *message, char out[160])
{
	size_t size = strcspn(message, "\n");

	if (size > 120)
		size = 120;
	memcpy(out, "docket: ", 8);
	memcpy(out + 8, message, size);
	out[8 + size] = '\0';
}

int dkt_git_move_ref(git_repository *git, const char *name, const char *expected,
		     const git_oid *oid, const char *message, struct dkt_err *err)
{
	DKT_AUTO(git_reference) git_reference *ref = NULL;
	bool fresh = expected[0] == '\0';
	char log[160];
	git_oid from;
	int rc;

	memset(&from, 0, sizeof from);
	if (!fresh && dkt_git_oid(expected, &from, err) < 0)
		return -1;
	first_line(message, log);
	rc = fresh ? git_reference_create(&ref, git, name, oid, 0, log)
		   : git_reference_create_matching(&ref, git, name, oid, 1, &from, log);
	if (rc == GIT_EEXISTS || rc == GIT_EMODIFIED || rc == GIT_ENOTFOUND) {
		(void)dkt_fail(err, DKT_EMOVED, "%s moved since it was read", name);
		return dkt_hint(err, "somebody else wrote first; do it again on the new state");
	}
	if (rc < 0) {
		(void)dkt_git_fail(err, rc, "move %s", name);
		return dkt_where(err, "%s%s.lock", git_repository_commondir(git), name);
	}
	return 0;
}
