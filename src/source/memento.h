/*
 * memento.h - one capture of a page, however it was heard of, and which of many to take.
 *
 * Floor: source.
 */
#ifndef SOURCE_MEMENTO_H
#define SOURCE_MEMENTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "json/doc.h"

struct dkt_answer; /* fetch.h */

struct dkt_memento {
	const char *url;      /* of the capture */
	const char *original; /* of the page */
	int64_t time;	      /* seconds since 1970 */
	int status;	      /* as archived; 0: not said */
	bool revisit;	      /* the archive found the same content as before */
	const char *type;     /* media type; "" when not said */
	const char *digest;   /* SHA-1 of the payload in base 32; "" when not said */
	const char *site;     /* id of the archive; "" */
};

/*
 * Is this answer a capture that an archive shows again? Its status and its Retry-After are then
 * those of the page when it was captured: a replayed 429 says nothing about the archive, which has
 * answered well. (RFC 7089, 2.1.1 and 4.5.7: Memento-Datetime stands in captures alone, in those of
 * errors too.)
 */
bool dkt_memento_is_replayed(const struct dkt_answer *answer);

/* On which side of the wanted moment a capture should be. */
enum dkt_prefer {
	DKT_PREFER_CLOSEST, /* as near as possible; of two as near the earlier */
	DKT_PREFER_BEFORE,  /* the last one not later; the first one later when there is none */
	DKT_PREFER_AFTER
};

/*
 * The best capture for a moment. Only what may hold a page comes into question: status 200, or not
 * said. A capture whose status is known to be 200 goes before one of which it is not known, unless
 * it is more than a year farther away. Index, or n when there is none.
 *
 * reason_out: a sentence part in the arena: "3 days before, status 200; 4 of 9 captures hold no
 * page".
 */
size_t dkt_memento_choose(struct dkt_arena *arena, const struct dkt_memento *captures, size_t n,
			  int64_t wanted, enum dkt_prefer prefer, const char **reason_out);

/* To JSON (a new reference) and back; false for what is none. Strings in the arena. */
json_t *dkt_memento_json(const struct dkt_memento *memento);
bool dkt_memento_read(struct dkt_arena *arena, const json_t *json, struct dkt_memento *out);

#endif
