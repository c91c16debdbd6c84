/*
 * behave.c - awkward bodies.
 *
 * Long bodies are produced block by block while they are sent, so a body of 10 GB costs no
 * memory; the bomb is compressed once, at its first request. A server that is slow for one
 * client must not be slow for others: each connection has its own thread, and what waits,
 * waits on the stop condition.
 */
#define _GNU_SOURCE
#include "behave.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

enum { BLOCK = 32768, DRIP_BYTES = 64, STALL_MS = 30000, GZIP_WINDOW = 15 + 16 };

static const char paragraph[] = "<p>The tide table of Port Ansel goes on: high water, low water, "
				"and nothing that anybody would quote.</p>\n";

struct stream {
	struct stop *stop;
	struct bytes body;
	enum behaviour does;
	uint64_t amount;
};

static void fill(char *to, size_t size, uint64_t position)
{
	size_t length = sizeof paragraph - 1;

	for (size_t i = 0; i < size; i++)
		to[i] = paragraph[(position + i) % length];
}

static ssize_t copy_part(const struct stream *stream, uint64_t position, char *to, size_t size)
{
	size_t left = stream->body.size - (size_t)position;

	if (size > left)
		size = left;
	memcpy(to, stream->body.at + position, size);
	return (ssize_t)size;
}

static ssize_t stream_read(void *closure, uint64_t position, char *to, size_t size)
{
	struct stream *stream = closure;
	bool over = position >= stream->body.size;

	switch (stream->does) {
	case DO_DRIP:
		if (over)
			return MHD_CONTENT_READER_END_OF_STREAM;
		if (stop_wait(stream->stop, stream->amount))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		return copy_part(stream, position, to, size < DRIP_BYTES ? size : DRIP_BYTES);
	case DO_STALL:
		if (position == 0)
			return copy_part(stream, 0, to, stream->body.size / 2);
		stop_wait(stream->stop, STALL_MS);
		return MHD_CONTENT_READER_END_WITH_ERROR;
	case DO_ENDLESS:
		if (position >= stream->amount * 1048576 || stop_wait(stream->stop, 1))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		fill(to, size, position);
		return (ssize_t)size;
	case DO_DECLARED:
		if (stop_wait(stream->stop, 1))
			return MHD_CONTENT_READER_END_WITH_ERROR;
		fill(to, size, position);
		return (ssize_t)size;
	default: /* DO_TRUNCATED */
		return over ? MHD_CONTENT_READER_END_WITH_ERROR
			    : copy_part(stream, position, to, size);
	}
}

static struct MHD_Response *stream_response(const struct route *route, const char *tail,
					    struct stop *stop)
{
	struct stream *stream = must_alloc(sizeof *stream);
	uint64_t size = MHD_SIZE_UNKNOWN;

	*stream = (struct stream){stop, route->body, route->does, route->amount};
	if (route->does == DO_DRIP)
		number_read(tail, 120000, &stream->amount);
	if (route->does == DO_DRIP || route->does == DO_STALL)
		size = route->body.size;
	else if (route->does == DO_DECLARED)
		size = route->amount;
	else if (route->does == DO_TRUNCATED)
		size = route->body.size + route->amount;
	return MHD_create_response_from_callback(size, BLOCK, stream_read, stream, free);
}

static void deflate_part(z_stream *z, struct bytes *out, size_t *room, int flush)
{
	do {
		if (out->size == *room)
			out->at = must_grow(out->at, *room += 65536);
		z->next_out = (Bytef *)out->at + out->size;
		z->avail_out = (uInt)(*room - out->size);
		if (deflate(z, flush) == Z_STREAM_ERROR)
			die("zlib cannot compress");
		out->size = *room - z->avail_out;
	} while (z->avail_out == 0);
}

/* gzip of the body repeated until at least total bytes have gone in (once for total 0). */
static struct bytes gzip(const struct bytes *body, uint64_t total)
{
	z_stream z = {0};
	struct bytes out = {NULL, 0};
	size_t room = 0;
	uint64_t done = 0;

	if (deflateInit2(&z, 9, Z_DEFLATED, GZIP_WINDOW, 9, Z_DEFAULT_STRATEGY) != Z_OK)
		die("zlib cannot start");
	do {
		z.next_in = (Bytef *)body->at;
		z.avail_in = (uInt)body->size;
		deflate_part(&z, &out, &room, Z_NO_FLUSH);
		done += body->size;
	} while (done < total);
	deflate_part(&z, &out, &room, Z_FINISH);
	deflateEnd(&z);
	return out;
}

static pthread_mutex_t count_lock = PTHREAD_MUTEX_INITIALIZER;
static struct {
	char *target;
	unsigned times;
} counts[1000];

static pthread_mutex_t bomb_lock = PTHREAD_MUTEX_INITIALIZER;
static struct bytes bomb;

static struct bytes bomb_get(uint64_t mib)
{
	struct bytes ready;

	pthread_mutex_lock(&bomb_lock);
	if (!bomb.at) {
		struct bytes block = {must_alloc(1048576), 1048576};
		fill(block.at, block.size, 0);
		bomb = gzip(&block, mib * 1048576);
		free(block.at);
	}
	ready = bomb;
	pthread_mutex_unlock(&bomb_lock);
	return ready;
}

void behave_end(void)
{
	for (size_t i = 0; i < 1000 && counts[i].target; i++)
		free(counts[i].target);
	free(bomb.at);
	bomb = (struct bytes){NULL, 0};
}

static struct MHD_Response *plain(const struct answer *answer)
{
	return MHD_create_response_from_buffer(answer->size, answer->body,
					       answer->owned ? MHD_RESPMEM_MUST_COPY
							     : MHD_RESPMEM_PERSISTENT);
}

static void header_flood(struct answer *answer, uint64_t kib)
{
	enum { LINES = 10 };
	size_t each = (size_t)kib * 1024 / LINES;
	char *filler = must_alloc(each + 1);

	memset(filler, 'h', each);
	for (int i = 0; i < LINES; i++)
		answer_header(answer, "X-Filler", "%s", filler);
	free(filler);
}

unsigned behave_count(const char *target)
{
	size_t i = 0;
	unsigned times = 1000;

	pthread_mutex_lock(&count_lock);
	while (i < 1000 && counts[i].target && strcmp(counts[i].target, target) != 0)
		i++;
	if (i < 1000) {
		if (!counts[i].target)
			counts[i].target = must_copy(target, strlen(target));
		times = ++counts[i].times;
	}
	pthread_mutex_unlock(&count_lock);
	return times;
}

struct MHD_Response *behave(const struct route *route, const char *target, const char *tail,
			    bool accepts_gzip, struct stop *stop, struct answer *answer)
{
	uint64_t ms = route->amount;

	switch (route->does) {
	case DO_GZIP:
		answer_header(answer, "Vary", "Accept-Encoding");
		if (accepts_gzip) {
			struct bytes small = gzip(&route->body, 0);
			answer_header(answer, "Content-Encoding", "gzip");
			answer_body_take(answer, small.at, small.size);
		}
		return plain(answer);
	case DO_BOMB: {
		struct bytes squeezed = bomb_get(route->amount);
		answer_header(answer, "Content-Encoding", "gzip");
		answer->body = squeezed.at;
		answer->size = squeezed.size;
		return plain(answer);
	}
	case DO_HEADERS:
		header_flood(answer, route->amount);
		return plain(answer);
	case DO_DELAY:
		number_read(tail, 120000, &ms);
		stop_wait(stop, ms);
		return plain(answer);
	case DO_LATE:
		if (behave_count(target) == 1)
			stop_wait(stop, route->amount);
		return plain(answer);
	case DO_FILE:
	case DO_MEND:
	case DO_MEMENTO:
		return plain(answer);
	default:
		return stream_response(route, tail, stop);
	}
}
