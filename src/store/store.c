/*
 * store.c - from a shelf to the disk.
 *
 * What makes a single object slow is the sync of its file and its folder. Here everything is
 * written aside first (objects/tmp_docket/), synced with one call for the whole file system, read
 * back from the files and compared; then it gets its names, and those are synced by the caller
 * together with what comes next. A file under its final name is therefore always complete: after a
 * crash half of a batch may be there, which nothing points at, but no half of an object.
 *
 * Few objects become loose files, which git finds without a pack more to search; many become one
 * pack. The folder aside belongs to whoever holds the lock of the dataset.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/str.h"
#include "store/inside.h"
#include "store/memory.h"

#define ASIDE	  "tmp_docket"
#define LOOSE_MAX 200 /* more objects than this become a pack */

struct storing {
	char *objects; /* the repository's folder of objects */
	char *aside;
	const struct dkt_object *const *items;
	size_t n;
};

int dkt_disk_sync(const char *folder, struct dkt_err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int result = fd < 0 ? -1 : syncfs(fd);

	if (result < 0)
		(void)dkt_fail_errno(err, "cannot sync the disk of %s", folder);
	if (fd >= 0)
		(void)close(fd);
	return result < 0 ? -1 : 0;
}

/* --- aside -------------------------------------------------------------------------------------
 */

static void empty_aside(const char *aside)
{
	DIR *dir = opendir(aside);
	struct dirent *entry;

	if (dir == NULL)
		return;
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody else reads this stream
	while ((entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.')
			(void)unlinkat(dirfd(dir), entry->d_name, 0);
	}
	(void)closedir(dir);
}

void dkt_store_sweep(const char *git_dir)
{
	DKT_AUTO(chars) char *objects = dkt_path_join(git_dir, "objects");
	DKT_AUTO(chars) char *aside = dkt_path_join(objects, ASIDE);

	empty_aside(aside);
	(void)rmdir(aside);
}

static int open_aside(struct storing *s, struct dkt_err *err)
{
	if (mkdir(s->aside, 0777) == 0)
		return 0;
	if (errno != EEXIST)
		return dkt_fail_errno(err, "cannot make %s", s->aside);
	empty_aside(s->aside);
	return 0;
}

static int write_all(int fd, const char *bytes, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, bytes, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -1;
		bytes += put;
		size -= (size_t)put;
	}
	return 0;
}

static int write_file(const struct storing *s, const char *name, const struct dkt_buf *bytes,
		      struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = dkt_path_join(s->aside, name);
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444);
	int result = fd < 0 ? -1 : write_all(fd, dkt_buf_str(bytes), bytes->size);

	if (result < 0)
		(void)dkt_fail_errno(err, "cannot write %s", path);
	if (fd >= 0 && close(fd) < 0 && result == 0)
		result = dkt_fail_errno(err, "cannot write %s", path);
	return result < 0 ? -1 : 0;
}

/* Give the file aside its name; folder is made when it is missing. */
static int place(const struct storing *s, const char *name, const char *folder,
		 const char *final_name, struct dkt_err *err)
{
	DKT_AUTO(chars) char *from = dkt_path_join(s->aside, name);
	DKT_AUTO(chars) char *into = dkt_path_join(s->objects, folder);
	DKT_AUTO(chars) char *to = dkt_path_join(into, final_name);

	if (rename(from, to) == 0)
		return 0;
	if (errno == ENOENT && mkdir(into, 0777) == 0 && rename(from, to) == 0)
		return 0;
	return dkt_fail_errno(err, "cannot rename to %s", to);
}

static int other_bytes(struct dkt_err *err)
{
	(void)dkt_fail(err, DKT_EIO, "the disk gave back other bytes than were written");
	return dkt_hint(err, "the disk or the memory of this machine is faulty; nothing was "
			     "changed");
}

/* --- loose -------------------------------------------------------------------------------------
 */

static void loose_text(const struct dkt_object *object, struct dkt_buf *out)
{
	dkt_buf_reset(out);
	dkt_buf_addf(out, "%s %zu", git_object_type2string(object->type), object->size);
	dkt_buf_addc(out, '\0');
	dkt_buf_add(out, object->bytes, object->size);
}

static int write_loose(const struct storing *s, const struct dkt_object *object,
		       struct dkt_buf *text, struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf packed = DKT_BUF_INIT(2 * DKT_BLOB_MAX);
	char name[DKT_OID_HEX];

	loose_text(object, text);
	dkt_git_hex(&object->oid, name);
	if (dkt_deflate(dkt_buf_str(text), text->size, &packed, err) < 0)
		return -1;
	return write_file(s, name, &packed, err);
}

static int check_loose(const struct storing *s, const struct dkt_object *object,
		       struct dkt_buf *text, struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf packed = DKT_BUF_INIT(2 * DKT_BLOB_MAX);
	DKT_AUTO(chars) char *path = NULL;
	char name[DKT_OID_HEX];
	uLongf size;
	Bytef *bytes;
	bool same;

	loose_text(object, text);
	dkt_git_hex(&object->oid, name);
	path = dkt_path_join(s->aside, name);
	if (dkt_file_read(path, 2 * DKT_BLOB_MAX, &packed, err) < 0)
		return dkt_note(err, "reading back what was just written");
	size = (uLongf)text->size + 1;
	bytes = malloc(size);
	if (bytes == NULL)
		dkt_oom();
	same = uncompress(bytes, &size, (const Bytef *)dkt_buf_str(&packed), (uLong)packed.size) ==
		       Z_OK &&
	       size == text->size && memcmp(bytes, dkt_buf_str(text), size) == 0;
	free(bytes);
	return same ? 0 : other_bytes(err);
}

static int place_loose(const struct storing *s, const struct dkt_object *object,
		       struct dkt_err *err)
{
	char name[DKT_OID_HEX];
	char folder[3];

	dkt_git_hex(&object->oid, name);
	memcpy(folder, name, 2);
	folder[2] = '\0';
	return place(s, name, folder, name + 2, err);
}

static int store_loose(const struct storing *s, struct dkt_err *err)
{
	DKT_AUTO(buf) struct dkt_buf text = DKT_BUF_INIT(DKT_BLOB_MAX + 64);
	int result = 0;

	for (size_t i = 0; result == 0 && i < s->n; i++)
		result = write_loose(s, s->items[i], &text, err);
	if (result == 0)
		result = dkt_disk_sync(s->aside, err);
	for (size_t i = 0; result == 0 && i < s->n; i++)
		result = check_loose(s, s->items[i], &text, err);
	for (size_t i = 0; result == 0 && i < s->n; i++)
		result = place_loose(s, s->items[i], err);
	return result;
}

/* --- a pack ------------------------------------------------------------------------------------
 */

static int check_object(git_odb_backend *backend, const struct dkt_object *object,
			struct dkt_err *err)
{
	void *bytes = NULL;
	size_t size = 0;
	git_object_t type;
	int rc = backend->read(&bytes, &size, &type, backend, &object->oid);
	bool same = rc == 0 && size == object->size && type == object->type &&
		    memcmp(bytes, object->bytes, size) == 0;

	if (rc == 0)
		git_odb_backend_data_free(backend, bytes);
	if (rc < 0)
		return dkt_git_fail(err, rc, "read back what it had just written");
	return same ? 0 : other_bytes(err);
}

static int check_pack(const struct storing *s, const char *index_name, struct dkt_err *err)
{
	DKT_AUTO(chars) char *path = dkt_path_join(s->aside, index_name);
	git_odb_backend *backend = NULL;
	int rc = git_odb_backend_one_pack(&backend, path);
	int result = 0;

	if (rc < 0)
		return dkt_git_fail(err, rc, "open the pack it had just written");
	for (size_t i = 0; result == 0 && i < s->n; i++)
		result = check_object(backend, s->items[i], err);
	backend->free(backend);
	return result;
}

/* git looks for indexes, so the pack gets its name first. */
static int place_pack(const struct storing *s, const char *pack_name, const char *index_name,
		      struct dkt_err *err)
{
	if (dkt_disk_sync(s->aside, err) < 0 || check_pack(s, index_name, err) < 0 ||
	    place(s, pack_name, "pack", pack_name, err) < 0)
		return -1;
	return place(s, index_name, "pack", index_name, err);
}

static int store_pack(const struct storing *s, struct dkt_err *err)
{
	struct dkt_buf pack;
	struct dkt_buf index;
	char name[DKT_OID_HEX];
	char pack_name[64];
	char index_name[64];
	int result = dkt_pack_make(s->items, s->n, &pack, &index, name, err);

	(void)snprintf(pack_name, sizeof pack_name, "pack-%s.pack", name);
	(void)snprintf(index_name, sizeof index_name, "pack-%s.idx", name);
	if (result == 0)
		result = write_file(s, pack_name, &pack, err);
	if (result == 0)
		result = write_file(s, index_name, &index, err);
	dkt_buf_clear(&pack);
	dkt_buf_clear(&index);
	return result < 0 ? -1 : place_pack(s, pack_name, index_name, err);
}

/* --- the shelf ---------------------------------------------------------------------------------
 */

int dkt_shelf_store(struct dkt_shelf *shelf, git_repository *git, struct dkt_err *err)
{
	DKT_AUTO(chars) char *objects = dkt_path_join(git_repository_commondir(git), "objects");
	DKT_AUTO(chars) char *aside = dkt_path_join(objects, ASIDE);
	struct storing s = {.objects = objects, .aside = aside};
	size_t stored = dkt_shelf_stored(shelf);
	size_t n;
	int result;

	s.items = dkt_shelf_objects(shelf, &n);
	if (n == stored)
		return 0;
	s.items += stored;
	s.n = n - stored;
	if (open_aside(&s, err) < 0)
		return -1;
	result = s.n > LOOSE_MAX ? store_pack(&s, err) : store_loose(&s, err);
	empty_aside(aside);
	(void)rmdir(aside);
	if (result == 0)
		dkt_shelf_set_stored(shelf, n);
	return result;
}
