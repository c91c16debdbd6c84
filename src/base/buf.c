/* buf.c - doubling growth up to the maximum given at the start; there is no buffer without one. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"

void dkt_buf_init(struct dkt_buf *buf, size_t max)
{
	memset(buf, 0, sizeof *buf);
	buf->max = max;
}

void dkt_buf_clear(struct dkt_buf *buf)
{
	free(buf->bytes);
	dkt_buf_init(buf, buf->max);
}

void dkt_buf_reset(struct dkt_buf *buf)
{
	dkt_buf_truncate(buf, 0);
	buf->over = false;
}

void dkt_buf_truncate(struct dkt_buf *buf, size_t size)
{
	if (size >= buf->size)
		return;
	buf->size = size;
	buf->bytes[size] = '\0';
}

char *dkt_buf_room(struct dkt_buf *buf, size_t size)
{
	size_t need;
	size_t room;

	if (!dkt_add(buf->size, size, &need) || need > buf->max || need > SIZE_MAX / 2) {
		buf->over = true;
		return NULL;
	}
	if (need + 1 > buf->room) {
		room = buf->room < 128 ? 128 : buf->room;
		while (room < need + 1)
			room *= 2;
		if (room > buf->max && buf->max < SIZE_MAX)
			room = buf->max + 1;
		buf->bytes = realloc(buf->bytes, room);
		if (buf->bytes == NULL)
			dkt_oom();
		buf->room = room;
		buf->bytes[buf->size] = '\0';
	}
	return buf->bytes + buf->size;
}

void dkt_buf_grew(struct dkt_buf *buf, size_t size)
{
	buf->size += size;
	buf->bytes[buf->size] = '\0';
}

void dkt_buf_add(struct dkt_buf *buf, const char *bytes, size_t size)
{
	char *into = dkt_buf_room(buf, size);

	if (into == NULL)
		return;
	if (size > 0)
		memcpy(into, bytes, size);
	dkt_buf_grew(buf, size);
}

void dkt_buf_adds(struct dkt_buf *buf, const char *string)
{
	dkt_buf_add(buf, string, strlen(string));
}

void dkt_buf_addc(struct dkt_buf *buf, char byte)
{
	dkt_buf_add(buf, &byte, 1);
}

void dkt_buf_addn(struct dkt_buf *buf, size_t n, char byte)
{
	char *into = dkt_buf_room(buf, n);

	if (into == NULL)
		return;
	memset(into, byte, n);
	dkt_buf_grew(buf, n);
}

void dkt_buf_addv(struct dkt_buf *buf, const char *format, va_list args)
{
	va_list again;
	char *into;
	int size;

	va_copy(again, args);
	// NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the caller started args
	size = vsnprintf(NULL, 0, format, args);
	into = size < 0 ? NULL : dkt_buf_room(buf, (size_t)size);
	if (into == NULL) {
		buf->over = true;
	} else {
		(void)vsnprintf(into, (size_t)size + 1, format, again);
		dkt_buf_grew(buf, (size_t)size);
	}
	va_end(again);
}

void dkt_buf_addf(struct dkt_buf *buf, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	dkt_buf_addv(buf, format, args);
	va_end(args);
}

bool dkt_buf_ok(const struct dkt_buf *buf)
{
	return !buf->over;
}

const char *dkt_buf_str(const struct dkt_buf *buf)
{
	return buf->bytes == NULL ? "" : buf->bytes;
}

char *dkt_buf_detach(struct dkt_buf *buf)
{
	char *bytes = buf->bytes;

	if (bytes == NULL) {
		bytes = calloc(1, 1);
		if (bytes == NULL)
			dkt_oom();
	}
	dkt_buf_init(buf, buf->max);
	return bytes;
}
