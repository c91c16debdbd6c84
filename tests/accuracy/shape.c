/*
 * shape.c - are two pages built alike? The status and the sequence of tags, ids and classes aside,
 * a run of the same tag counted once: ten paragraphs are built as three are.
 */
#include "set.h"

#include <ctype.h>
#include <string.h>

#define MAX_NAME 16

static void hash_add(uint64_t *hash, const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		*hash = (*hash ^ (uint64_t)(unsigned char)tolower((unsigned char)text[i])) *
			1099511628211U;
}

uint64_t acc_shape(const char *status, const char *body)
{
	uint64_t hash = 14695981039346656037U;
	char last[MAX_NAME + 1] = "";

	hash_add(&hash, status, strlen(status));
	for (const char *at = strchr(body, '<'); at != NULL; at = strchr(at + 1, '<')) {
		size_t size = 0;

		while (size < MAX_NAME && isalnum((unsigned char)at[1 + size]))
			size++;
		if (size == 0 || (strlen(last) == size && memcmp(last, at + 1, size) == 0))
			continue;
		memcpy(last, at + 1, size);
		last[size] = '\0';
		hash_add(&hash, "<", 1);
		hash_add(&hash, last, size);
	}
	return hash;
}

static bool is_new(const struct acc_set *set, size_t i)
{
	for (size_t j = 0; j < i; j++) {
		if (set->pages[j].shape == set->pages[i].shape)
			return false;
	}
	return true;
}

size_t acc_n_shapes(const struct acc_set *set)
{
	size_t n = 0;

	for (size_t i = 0; i < set->n_pages; i++)
		n += is_new(set, i);
	return n;
}
