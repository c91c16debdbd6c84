/*
 * fuzz_entity.c - any bytes as a body, chunked and/or compressed as the first byte says, cut where
 * the second says: cutting changes nothing, the cap holds, and plain bytes come out as they went
 * in.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "source/entity.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#define MAX_BODY ((size_t)4 << 20)

static void require(bool promise)
{
	if (!promise)
		abort();
}

static struct dkt_entity *decode(uint8_t how, const char *bytes, size_t size, size_t step)
{
	struct dkt_entity *e = dkt_entity_new((how & 1) != 0 ? "chunked" : NULL,
					      (how & 2) != 0 ? "gzip" : NULL, MAX_BODY);

	for (size_t i = 0; i < size; i += step) {
		if (!dkt_entity_add(e, bytes + i, size - i < step ? size - i : step))
			break;
	}
	return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct dkt_entity *whole;
	struct dkt_entity *cut;
	enum dkt_entity_state states[2];
	const char *bodies[2];
	size_t sizes[2];

	if (size < 2)
		return 0;
	whole = decode(bytes[0], (const char *)bytes + 2, size - 2, size);
	cut = decode(bytes[0], (const char *)bytes + 2, size - 2, (size_t)bytes[1] + 1);
	states[0] = dkt_entity_end(whole, &bodies[0], &sizes[0]);
	states[1] = dkt_entity_end(cut, &bodies[1], &sizes[1]);
	require(sizes[0] <= MAX_BODY && sizes[1] <= MAX_BODY);
	if (states[0] == DKT_ENTITY_GOOD && states[1] == DKT_ENTITY_GOOD)
		require(sizes[0] == sizes[1] && memcmp(bodies[0], bodies[1], sizes[0]) == 0);
	/* the ratio looks at what has come so far, so only that may differ */
	require(states[0] == states[1] || states[0] == DKT_ENTITY_LARGE ||
		states[1] == DKT_ENTITY_LARGE);
	if ((bytes[0] & 3) == 0)
		require(states[0] == DKT_ENTITY_GOOD && sizes[0] == size - 2);
	dkt_entity_free(whole);
	dkt_entity_free(cut);
	return 0;
}
