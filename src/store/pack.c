/*
 * pack.c - a pack of whole objects and its index, as git's pack-format(5) has them.
 *
 * The git library's pack builder looks for deltas and its indexer inflates and hashes every object
 * again, which takes longer than making the commits. The objects of a batch were hashed when they
 * were made, few of them resemble each other, and a repack comes later anyway: so each is deflated
 * as it is, at zlib's fastest. The caller reads the pack back from the disk before it counts.
 *
 *   pack:   "PACK", version 2, n; for each object: type and size in 7-bit groups, zlib stream;
 *           SHA-1 of all before
 *   index:  ff 74 4f 63, version 2; 256 counts by first byte; n names in order; n CRC-32 of the
 *           packed objects; n offsets; SHA-1 of the pack; SHA-1 of all before
 */
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/digest.h"
#include "store/memory.h"

#define PACK_MAX ((size_t)1 << 30) /* below 2^31 the offsets fit in four bytes */

struct placed {
	const struct dkt_object *object;
	uint32_t crc;
	uint32_t offset;
};

int dkt_deflate(const char *bytes, size_t size, struct dkt_buf *out, struct dkt_err *err)
{
	uLongf room = compressBound((uLong)size);
	Bytef *packed = malloc(room);
	int rc;

	if (packed == NULL)
		dkt_oom();
	rc = compress2(packed, &room, (const Bytef *)bytes, (uLong)size, Z_BEST_SPEED);
	if (rc == Z_OK)
		dkt_buf_add(out, (const char *)packed, room);
	free(packed);
	return rc == Z_OK ? 0 : dkt_fail(err, DKT_EBUG, "zlib refuses %zu bytes: %d", size, rc);
}

static void put_u32(struct dkt_buf *out, size_t value)
{
	for (unsigned shift = 32; shift > 0; shift -= 8)
		dkt_buf_addc(out, (char)(value >> (shift - 8) & 0xFFU));
}

static void put_sum(struct dkt_buf *out)
{
	unsigned char sum[DKT_SHA1_SIZE];

	dkt_sha1(dkt_buf_str(out), out->size, sum);
	dkt_buf_add(out, (const char *)sum, sizeof sum);
}

/* Type and size: the first byte has three bits of type and four of size, the rest seven each. */
static void put_head(struct dkt_buf *out, const struct dkt_object *object)
{
	size_t size = object->size;
	unsigned first = (unsigned)object->type << 4 | (unsigned)(size & 15U);

	for (size >>= 4; size > 0; size >>= 7) {
		dkt_buf_addc(out, (char)(first | 0x80U));
		first = (unsigned)(size & 0x7FU);
	}
	dkt_buf_addc(out, (char)first);
}

static int put_object(struct dkt_buf *pack, const struct dkt_object *object, struct placed *out,
		      struct dkt_err *err)
{
	size_t offset = pack->size;

	put_head(pack, object);
	if (dkt_deflate(object->bytes, object->size, pack, err) < 0)
		return -1;
	if (!dkt_buf_ok(pack))
		return dkt_fail(err, DKT_ELIMIT, "a batch of more than %zu bytes", PACK_MAX);
	out->object = object;
	out->offset = (uint32_t)offset;
	out->crc = (uint32_t)crc32(crc32(0, NULL, 0), (const Bytef *)pack->bytes + offset,
				   (uInt)(pack->size - offset));
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct placed *left = a;
	const struct placed *right = b;

	return git_oid_cmp(&left->object->oid, &right->object->oid);
}

static void put_counts(struct dkt_buf *out, const struct placed *placed, size_t n)
{
	size_t below = 0;

	for (unsigned byte = 0; byte < 256; byte++) {
		while (below < n && placed[below].object->oid.id[0] <= byte)
			below++;
		put_u32(out, below);
	}
}

static void write_index(struct placed *placed, size_t n, const struct dkt_buf *pack,
			struct dkt_buf *out)
{
	qsort(placed, n, sizeof *placed, by_name);
	dkt_buf_add(out, "\377tOc\0\0\0\2", 8);
	put_counts(out, placed, n);
	for (size_t i = 0; i < n; i++)
		dkt_buf_add(out, (const char *)placed[i].object->oid.id, GIT_OID_RAWSZ);
	for (size_t i = 0; i < n; i++)
		put_u32(out, placed[i].crc);
	for (size_t i = 0; i < n; i++)
		put_u32(out, placed[i].offset);
	dkt_buf_add(out, pack->bytes + pack->size - DKT_SHA1_SIZE, DKT_SHA1_SIZE);
	put_sum(out);
}

int dkt_pack_make(const struct dkt_object *const *objects, size_t n, struct dkt_buf *pack,
		  struct dkt_buf *index, char name[DKT_OID_HEX], struct dkt_err *err)
{
	struct placed *placed = calloc(n + 1, sizeof *placed);
	git_oid sum;
	int result = 0;

	if (placed == NULL)
		dkt_oom();
	dkt_buf_init(pack, PACK_MAX);
	dkt_buf_init(index, PACK_MAX);
	dkt_buf_add(pack, "PACK\0\0\0\2", 8);
	put_u32(pack, n);
	for (size_t i = 0; result == 0 && i < n; i++)
		result = put_object(pack, objects[i], &placed[i], err);
	if (result == 0) {
		put_sum(pack);
		write_index(placed, n, pack, index);
		memcpy(sum.id, pack->bytes + pack->size - DKT_SHA1_SIZE, sizeof sum.id);
		dkt_git_hex(&sum, name);
	}
	free(placed);
	return result;
}
