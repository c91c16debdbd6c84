/*
 * spn.h - Save Page Now 2 of the invented archive.
 *
 *   POST /save               with the keys "testkey:testsecret"; 401 without them
 *   GET  /save/status/<job>  pending twice, then success or an error
 *   GET  /save/status/user   how much the account may do
 *
 * The address decides: .../spn-refuse-CODE is refused at once (status 200!), .../spn-fail-CODE
 * fails while it is worked on, .../spn-busy gives 429 the first time, .../spn-lost is a job that
 * nobody knows, .../spn-made fails although the capture was made. All others are captured at
 * SPN_STAMP; the first time that the capture is asked for, it is not there yet.
 */
#ifndef FIXTURE_SPN_H
#define FIXTURE_SPN_H

#include "memento.h"

#define SPN_STAMP "20270101000100"

void spn_answer(const struct asked *asked, struct answer *answer);

/* A capture made by Save Page Now; false: this is none. */
bool spn_replay(const char *target, struct answer *answer);

#endif
