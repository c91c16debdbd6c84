/* hash.c - the key. */
#include "base/hash.h"

#include <threads.h>

#include "base/digest.h"

static struct dkt_hash_key process_key;
static once_flag process_key_once = ONCE_FLAG_INIT;

static void make_key(void)
{
	dkt_random(&process_key, sizeof process_key);
	for (size_t i = 0; i < 4; i++)
		process_key.words[i] |= 1U;
}

const struct dkt_hash_key *dkt_hash_key(void)
{
	call_once(&process_key_once, make_key);
	return &process_key;
}
