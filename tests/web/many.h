/*
 * many.h - generated hosts for measurements: many-00.example, many-01.example, ...
 *
 * /page/<n> answers as a list of links collected over years does: of n mod 100, 90 are pages
 * of 2 to 3 KB, 4 move permanently, 3 are gone (404), 1 is gone for good (410), 1 stands behind a
 * bot wall, 1 is a soft 404.
 */
#ifndef FIXTURE_MANY_H
#define FIXTURE_MANY_H

#include "answer.h"

enum { MANY_MAX = 100 };

/* The name of host i; the caller frees it. */
char *many_name(size_t i);

/* Is this one of the first n generated hosts? */
bool many_knows(const char *host, size_t n);

void many_answer(const char *host, const char *target, struct answer *answer);

#endif
