/*
 * cdx.h - the archive's index of captures, and its availability API.
 *
 *   /cdx/search/cdx?url=...   as the Wayback Machine: an array of arrays, pages of CDX_PAGE rows
 *                             when showResumeKey=true, no bytes at all when there is nothing
 *   /pywb/cdx?url=...         as pywb: an object a line
 *   /wayback/available?url=   one capture, the closest
 *
 * An original whose path is /index-error, /index-html, /index-busy, /index-blank gives a sentence,
 * a page, a 429 without Retry-After, and blank lines; all but the 429 with status 200. One with
 * /spn-made in it has a capture that Save Page Now denies (spn.h).
 */
#ifndef FIXTURE_CDX_H
#define FIXTURE_CDX_H

#include "memento.h"

enum { CDX_PAGE = 3 };

void cdx_answer(const struct archive *archive, const char *target, struct answer *answer);
void available_answer(const struct archive *archive, const char *target, struct answer *answer);

#endif
