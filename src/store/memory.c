/*
 * memory.c - a shelf for objects before the object database of a repository.
 *
 * A merge of a thousand submissions makes some five thousand objects, each of which is read again
 * by the next commit. Written one by one they would cost two syncs each. The git library asks its
 * backends in order of their priority, so a backend of our own, asked first, is all it takes for
 * every other function to work on what is not on disk yet: the tip of a batch is a commit like any
 * other.
 *
 * A backend cannot be taken away again; closed, this one lets everything pass.
 */
#include "store/memory.h"

#include <git2/sys/odb_backend.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

#define FIRST 999 /* priority: loose files have 1, packs 2 */

struct dkt_shelf {
	git_odb_backend parent;
	struct dkt_map map; /* from the 20 bytes of a name */
	struct dkt_object **objects;
	size_t n;
	size_t room;
	size_t bytes;
	size_t stored;
	bool open;
};

const struct dkt_object *dkt_shelf_find(const struct dkt_shelf *shelf, const git_oid *oid)
{
	return dkt_map_get(&shelf->map, (const char *)oid->id, GIT_OID_RAWSZ);
}

static void add(struct dkt_shelf *shelf, const git_oid *oid, const void *bytes, size_t size,
		git_object_t type)
{
	struct dkt_object *object = malloc(sizeof *object);
	char *copy = malloc(size + 1);

	if (shelf->n == shelf->room) {
		shelf->room = shelf->room == 0 ? 256 : shelf->room * 2;
		shelf->objects =
			reallocarray(shelf->objects, shelf->room, sizeof(struct dkt_object *));
	}
	if (object == NULL || copy == NULL || shelf->objects == NULL)
		dkt_oom();
	if (size > 0)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	git_oid_cpy(&object->oid, oid);
	object->type = type;
	object->size = size;
	object->bytes = copy;
	shelf->objects[shelf->n++] = object;
	shelf->bytes += size;
	(void)dkt_map_put(&shelf->map, (const char *)object->oid.id, GIT_OID_RAWSZ, object);
}

/* --- what the git library asks -----------------------------------------------------------------
 */

static const struct dkt_object *look_up(git_odb_backend *backend, const git_oid *oid)
{
	const struct dkt_shelf *shelf = (const struct dkt_shelf *)(void *)backend;

	return shelf->open ? dkt_shelf_find(shelf, oid) : NULL;
}

static int backend_read(void **bytes, size_t *size, git_object_t *type, git_odb_backend *backend,
			const git_oid *oid)
{
	const struct dkt_object *object = look_up(backend, oid);

	if (object == NULL)
		return GIT_ENOTFOUND;
	*bytes = git_odb_backend_data_alloc(backend, object->size + 1);
	if (*bytes == NULL)
		dkt_oom();
	memcpy(*bytes, object->bytes, object->size + 1);
	*size = object->size;
	*type = object->type;
	return 0;
}

static int backend_read_header(size_t *size, git_object_t *type, git_odb_backend *backend,
			       const git_oid *oid)
{
	const struct dkt_object *object = look_up(backend, oid);

	if (object == NULL)
		return GIT_ENOTFOUND;
	*size = object->size;
	*type = object->type;
	return 0;
}

static int backend_exists(git_odb_backend *backend, const git_oid *oid)
{
	return look_up(backend, oid) != NULL;
}

static int backend_write(git_odb_backend *backend, const git_oid *oid, const void *bytes,
			 size_t size, git_object_t type)
{
	struct dkt_shelf *shelf = (struct dkt_shelf *)(void *)backend;

	if (!shelf->open)
		return GIT_PASSTHROUGH;
	if (dkt_shelf_find(shelf, oid) == NULL)
		add(shelf, oid, bytes, size, type);
	return 0;
}

static int backend_foreach(git_odb_backend *backend, git_odb_foreach_cb fn, void *data)
{
	const struct dkt_shelf *shelf = (const struct dkt_shelf *)(void *)backend;
	int rc = 0;

	for (size_t i = 0; rc == 0 && shelf->open && i < shelf->n; i++)
		rc = fn(&shelf->objects[i]->oid, data);
	return rc;
}

static void forget(struct dkt_shelf *shelf)
{
	for (size_t i = 0; i < shelf->n; i++) {
		free(shelf->objects[i]->bytes);
		free(shelf->objects[i]);
	}
	dkt_map_clear(&shelf->map);
	shelf->n = 0;
	shelf->bytes = 0;
	shelf->stored = 0;
}

static void backend_free(git_odb_backend *backend)
{
	struct dkt_shelf *shelf = (struct dkt_shelf *)(void *)backend;

	forget(shelf);
	free(shelf->objects);
	free(shelf);
}

/* --- what we ask -------------------------------------------------------------------------------
 */

int dkt_shelf_attach(git_repository *git, struct dkt_shelf **out, struct dkt_err *err)
{
	DKT_AUTO(git_odb) git_odb *odb = NULL;
	struct dkt_shelf *shelf = calloc(1, sizeof *shelf);
	int rc;

	if (shelf == NULL)
		dkt_oom();
	rc = git_odb_init_backend(&shelf->parent, GIT_ODB_BACKEND_VERSION);
	shelf->parent.read = backend_read;
	shelf->parent.read_header = backend_read_header;
	shelf->parent.exists = backend_exists;
	shelf->parent.write = backend_write;
	shelf->parent.foreach = backend_foreach;
	shelf->parent.free = backend_free;
	if (rc == 0)
		rc = git_repository_odb(&odb, git);
	if (rc == 0)
		rc = git_odb_add_backend(odb, &shelf->parent, FIRST);
	if (rc < 0) {
		free(shelf);
		return dkt_git_fail(err, rc, "prepare a batch of objects");
	}
	*out = shelf;
	return 0;
}

void dkt_shelf_open(struct dkt_shelf *shelf)
{
	shelf->open = true;
}

void dkt_shelf_close(struct dkt_shelf *shelf)
{
	shelf->open = false;
	forget(shelf);
}

bool dkt_shelf_is_open(const struct dkt_shelf *shelf)
{
	return shelf != NULL && shelf->open;
}

int dkt_shelf_put(struct dkt_shelf *shelf, const char *bytes, size_t size, git_object_t type,
		  git_oid *out, struct dkt_err *err)
{
	int rc = git_odb_hash(out, size == 0 ? "" : bytes, size, type);

	if (rc < 0)
		return dkt_git_fail(err, rc, "name an object");
	if (dkt_shelf_find(shelf, out) == NULL)
		add(shelf, out, bytes, size, type);
	return 0;
}

const struct dkt_object *const *dkt_shelf_objects(const struct dkt_shelf *shelf, size_t *n)
{
	*n = shelf->n;
	return (const struct dkt_object *const *)shelf->objects;
}

size_t dkt_shelf_bytes(const struct dkt_shelf *shelf)
{
	return shelf->bytes;
}

size_t dkt_shelf_stored(const struct dkt_shelf *shelf)
{
	return shelf->stored;
}

void dkt_shelf_set_stored(struct dkt_shelf *shelf, size_t n)
{
	shelf->stored = n;
}
