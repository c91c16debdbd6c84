/*
 * treeedit.c - one file of a tree changed, by splicing bytes.
 *
 * A commit that changes one record writes a tree a level. The git library parses each into entries,
 * asks the object database whether every one of them exists, sorts and prints them: most of the
 * time of a commit. A tree is a sorted run of "mode name\0id", so the one entry that changes is
 * found by walking it once, and everything else is copied.
 *
 * Only plain files are written; a folder that is in the way of a file, or a file in the way of a
 * folder, is an error.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "store/inside.h"
#include "store/memory.h"

#define MODE_FILE   "100644"
#define MODE_FOLDER "40000"

/* A tree's bytes, from the shelf or from the database. */
struct bytes {
	git_odb_object *object; /* to be freed, or NULL */
	const char *at;
	size_t size;
};

struct entry {
	size_t start; /* of the mode */
	size_t end;   /* behind the id */
	const char *mode;
	const char *name;
	size_t name_size;
	git_oid oid;
};

static int read_tree(git_repository *git, struct dkt_shelf *shelf, const git_oid *oid,
		     struct bytes *out, struct dkt_err *err)
{
	const struct dkt_object *shelved = dkt_shelf_find(shelf, oid);
	git_odb *odb = NULL;
	int rc;

	memset(out, 0, sizeof *out);
	if (shelved != NULL) {
		out->at = shelved->bytes;
		out->size = shelved->size;
		return 0;
	}
	rc = git_repository_odb(&odb, git);
	if (rc == 0)
		rc = git_odb_read(&out->object, odb, oid);
	git_odb_free(odb);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read a folder");
	if (git_odb_object_type(out->object) != GIT_OBJECT_TREE)
		return dkt_fail(err, DKT_EGIT, "an entry of a folder is no folder");
	out->at = git_odb_object_data(out->object);
	out->size = git_odb_object_size(out->object);
	return 0;
}

/* The entry at a place; false where the bytes are no entry. */
static bool parse_entry(const struct bytes *tree, size_t start, struct entry *out)
{
	const char *at = tree->at + start;
	size_t left = tree->size - start;
	const char *space = memchr(at, ' ', left < 8 ? left : 8);
	const char *end = space == NULL ? NULL : memchr(space, '\0', left - (size_t)(space - at));

	if (end == NULL || left - (size_t)(end + 1 - at) < GIT_OID_RAWSZ)
		return false;
	out->start = start;
	out->mode = at;
	out->name = space + 1;
	out->name_size = (size_t)(end - out->name);
	memcpy(out->oid.id, end + 1, GIT_OID_RAWSZ);
	out->end = start + (size_t)(end + 1 - at) + GIT_OID_RAWSZ;
	return true;
}

static bool is_folder(const struct entry *entry)
{
	return strncmp(entry->mode, MODE_FOLDER " ", sizeof MODE_FOLDER) == 0;
}

/* git's order: by bytes, a folder as if its name ended with '/'. */
static int compare(const char *a, size_t a_size, bool a_folder, const char *b, size_t b_size,
		   bool b_folder)
{
	size_t size = a_size < b_size ? a_size : b_size;
	int order = memcmp(a, b, size);
	unsigned a_next = a_size > size ? (unsigned char)a[size] : a_folder ? '/' : '\0';
	unsigned b_next = b_size > size ? (unsigned char)b[size] : b_folder ? '/' : '\0';

	if (order != 0)
		return order;
	return (a_next > b_next) - (a_next < b_next);
}

/* The entry of that name and kind, or where it would stand: start and end are then equal. */
static int find_entry(const struct bytes *tree, const char *name, size_t size, bool folder,
		      struct entry *out, bool *there, struct dkt_err *err)
{
	size_t at = 0;
	size_t place = SIZE_MAX;

	*there = false;
	while (at < tree->size) {
		int order;

		if (!parse_entry(tree, at, out))
			return dkt_fail(err, DKT_EGIT, "a folder is damaged");
		if (out->name_size == size && memcmp(out->name, name, size) == 0) {
			*there = true;
			if (is_folder(out) == folder)
				return 0;
			return dkt_fail(err, DKT_EFORMAT, "%.*s is %s", (int)size, name,
					folder ? "no folder" : "a folder");
		}
		order = compare(name, size, folder, out->name, out->name_size, is_folder(out));
		if (order < 0 && place == SIZE_MAX)
			place = at;
		/* a namesake of the other kind stands behind names that go on from this one */
		if (order < 0 && (out->name_size < size || memcmp(out->name, name, size) != 0))
			break;
		at = out->end;
	}
	out->start = out->end = place == SIZE_MAX ? at : place;
	return 0;
}

/* The tree with bytes from..until replaced by an entry (oid NULL: by nothing). */
static int splice(struct dkt_shelf *shelf, const struct bytes *tree, const struct entry *entry,
		  const char *mode, const char *name, size_t size, const git_oid *oid, git_oid *out,
		  struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf bytes = DKT_BUF_INIT(DKT_BLOB_MAX);

	if (tree->size > 0)
		dkt_buf_add(&bytes, tree->at, entry->start);
	if (oid != NULL) {
		dkt_buf_adds(&bytes, mode);
		dkt_buf_addc(&bytes, ' ');
		dkt_buf_add(&bytes, name, size);
		dkt_buf_addc(&bytes, '\0');
		dkt_buf_add(&bytes, (const char *)oid->id, GIT_OID_RAWSZ);
	}
	if (tree->size > entry->end)
		dkt_buf_add(&bytes, tree->at + entry->end, tree->size - entry->end);
	if (!dkt_buf_ok(&bytes))
		return dkt_fail(err, DKT_ELIMIT, "a folder is too large");
	return dkt_shelf_put(shelf, dkt_buf_str(&bytes), bytes.size, GIT_OBJECT_TREE, out, err);
}

static bool is_empty_tree(const git_oid *oid)
{
	static const char hex[] = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
	char text[DKT_OID_HEX];

	dkt_git_hex(oid, text);
	return strcmp(text, hex) == 0;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the path, which is 240 bytes at most
static int edit(git_repository *git, struct dkt_shelf *shelf, const struct bytes *tree,
		const char *path, const git_oid *blob, git_oid *out, struct dkt_err *err)
{
	const char *slash = strchr(path, '/');
	size_t size = slash == NULL ? strlen(path) : (size_t)(slash - path);
	struct entry entry = {.start = 0};
	git_oid below;
	bool there;

	if (find_entry(tree, path, size, slash != NULL, &entry, &there, err) < 0)
		return -1;
	if (blob == NULL && !there)
		return dkt_fail(err, DKT_ENOENT, "there is no file %s to remove", path);
	if (slash == NULL)
		return splice(shelf, tree, &entry, MODE_FILE, path, size, blob, out, err);
	if (dkt_tree_edit(git, shelf, there ? &entry.oid : NULL, slash + 1, blob, &below, err) < 0)
		return -1;
	return splice(shelf, tree, &entry, MODE_FOLDER, path, size,
		      is_empty_tree(&below) ? NULL : &below, out, err);
}

// NOLINTNEXTLINE(misc-no-recursion): see edit
int dkt_tree_edit(git_repository *git, struct dkt_shelf *shelf, const git_oid *before,
		  const char *path, const git_oid *blob, git_oid *out, struct dkt_err *err)
{
	struct bytes tree = {.size = 0};
	int result = before == NULL ? 0 : read_tree(git, shelf, before, &tree, err);

	if (result == 0)
		result = edit(git, shelf, &tree, path, blob, out, err);
	git_odb_object_free(tree.object);
	return result;
}
