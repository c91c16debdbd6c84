/*
 * arena.h - memory that dies together: one submission, one request, one file.
 *
 * Allocation is a pointer bump; nothing is freed by itself. A refused malloc ends the process
 * (dkt_oom), since every input that fills an arena has a cap. Owned by one thread.
 *
 * Floor: base.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

#include "base/auto.h"
#include "docket/error.h"

struct dkt_arena;

struct dkt_arena *dkt_arena_new(void);
void dkt_arena_free(struct dkt_arena *arena);

/* Forget all allocations but keep the largest block, for the next file of many. */
void dkt_arena_reset(struct dkt_arena *arena);

/* size bytes, aligned for any type, not cleared. Never NULL, also for size 0. */
void *dkt_arena_alloc(struct dkt_arena *arena, size_t size);

/* n items of size bytes each, zeroed. Overflow of the product ends the process. */
void *dkt_arena_zalloc(struct dkt_arena *arena, size_t n, size_t size);

/* A NUL-terminated copy of size bytes. */
char *dkt_arena_dup(struct dkt_arena *arena, const char *bytes, size_t size);
char *dkt_arena_dups(struct dkt_arena *arena, const char *string);
char *dkt_arena_printf(struct dkt_arena *arena, const char *format, ...) DKT_PRINTF(2, 3);

/* Bytes handed out since the last reset. */
size_t dkt_arena_used(const struct dkt_arena *arena);

#define DKT_NEW(arena, type)	  ((type *)dkt_arena_zalloc((arena), 1, sizeof(type)))
#define DKT_NEW_N(arena, type, n) ((type *)dkt_arena_zalloc((arena), (n), sizeof(type)))

DKT_AUTO_DEFINE(arena, struct dkt_arena, dkt_arena_free)

#endif
