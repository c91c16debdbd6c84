/*
 * perma.h - an archive whose pages are put together in the browser: what it knows is in its API and
 * in WARCs.
 *
 *   /v1/public/archives/<GUID>/   JSON
 *   /warc/<GUID>                  the WARC
 *
 * AAAA-0001 is the Bridge Lab article, AAAA-0002 the same by way of a redirect from http, AAAA-0003
 * was uploaded by a person, AAAA-0004 failed, AAAA-0005 has no WARC to give out, AAAA-0006 a WARC
 * of another page; all others are unknown.
 */
#ifndef FIXTURE_PERMA_H
#define FIXTURE_PERMA_H

#include "answer.h"

void perma_answer(const char *target, struct answer *answer);

#endif
