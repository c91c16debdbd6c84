/*
 * arena.c - blocks in a list; each twice as large as the last, up to 1 MiB.
 *
 * A record needs some 4 KiB of nodes, a page some 100 KiB of text: a few blocks at most. A request
 * that does not fit the current block gets a new one of at least its own size.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/num.h"

#define FIRST_BLOCK   ((size_t)4096)
#define LARGEST_BLOCK ((size_t)1 << 20)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	max_align_t bytes[];
};

struct dkt_arena {
	struct block *blocks; /* the current one first */
	size_t used;
};

static struct block *block_new(size_t size)
{
	size_t total;
	struct block *block;

	if (!dkt_add(size, sizeof(struct block), &total))
		dkt_oom();
	block = malloc(total);
	if (block == NULL)
		dkt_oom();
	block->next = NULL;
	block->size = size;
	block->used = 0;
	return block;
}

struct dkt_arena *dkt_arena_new(void)
{
	struct dkt_arena *arena = calloc(1, sizeof *arena);

	if (arena == NULL)
		dkt_oom();
	arena->blocks = block_new(FIRST_BLOCK);
	return arena;
}

static void blocks_free(struct block *block)
{
	while (block != NULL) {
		struct block *next = block->next;

		free(block);
		block = next;
	}
}

void dkt_arena_free(struct dkt_arena *arena)
{
	if (arena == NULL)
		return;
	blocks_free(arena->blocks);
	free(arena);
}

void dkt_arena_reset(struct dkt_arena *arena)
{
	struct block *keep = arena->blocks;
	struct block *next;

	for (struct block *block = keep->next; block != NULL; block = next) {
		struct block *drop = block;

		next = block->next;
		if (block->size > keep->size) {
			drop = keep;
			keep = block;
		}
		free(drop);
	}
	keep->next = NULL;
	keep->used = 0;
	arena->blocks = keep;
	arena->used = 0;
}

static void grow(struct dkt_arena *arena, size_t size)
{
	size_t next = arena->blocks->size < LARGEST_BLOCK ? arena->blocks->size * 2 : LARGEST_BLOCK;
	struct block *block = block_new(size > next ? size : next);

	block->next = arena->blocks;
	arena->blocks = block;
}

void *dkt_arena_alloc(struct dkt_arena *arena, size_t size)
{
	const size_t align = _Alignof(max_align_t);
	size_t rounded;
	struct block *block;

	if (!dkt_add(size, align - 1, &rounded))
		dkt_oom();
	rounded -= rounded % align;
	if (arena->blocks->size - arena->blocks->used < rounded)
		grow(arena, rounded);
	block = arena->blocks;
	block->used += rounded;
	arena->used += rounded;
	return (char *)block->bytes + block->used - rounded;
}

void *dkt_arena_zalloc(struct dkt_arena *arena, size_t n, size_t size)
{
	size_t total;
	void *memory;

	if (!dkt_mul(n, size, &total))
		dkt_oom();
	memory = dkt_arena_alloc(arena, total);
	memset(memory, 0, total);
	return memory;
}

char *dkt_arena_dup(struct dkt_arena *arena, const char *bytes, size_t size)
{
	size_t total;
	char *copy;

	if (!dkt_add(size, 1, &total))
		dkt_oom();
	copy = dkt_arena_alloc(arena, total);
	if (size > 0)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

char *dkt_arena_dups(struct dkt_arena *arena, const char *string)
{
	return dkt_arena_dup(arena, string, strlen(string));
}

char *dkt_arena_printf(struct dkt_arena *arena, const char *format, ...)
{
	va_list args;
	char *out;
	int size;

	va_start(args, format);
	size = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (size < 0)
		dkt_oom();
	out = dkt_arena_alloc(arena, (size_t)size + 1);
	va_start(args, format);
	(void)vsnprintf(out, (size_t)size + 1, format, args);
	va_end(args);
	return out;
}

size_t dkt_arena_used(const struct dkt_arena *arena)
{
	return arena->used;
}
