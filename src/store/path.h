/*
 * path.h - which paths and submission ids may be written into a repository?
 *
 * A path that git accepts can still be a trap for somebody who clones: ".git" in another case,
 * names that Windows gives to devices, invisible letters, files that git obeys (.gitmodules). So
 * the rule names what is allowed, in ASCII, and everything else is refused.
 *
 * Floor: store.
 */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include <stdbool.h>

#define DKT_PATH_MAX 240 /* bytes of a path, so that a checkout below a folder works on Windows */
#define DKT_PART_MAX 120 /* bytes between two '/' */

/*
 * NULL when path may be written; else why not, as the end of a sentence ("holds a part that starts
 * with a dot"). Allowed are parts of A-Z a-z 0-9 . _ - joined by '/'; a part does not start with
 * '.' or '-' and does not end with '.', and is no device name of Windows. Of the names with a dot
 * in front only ".gitattributes" and ".gitignore" are allowed, at the top.
 */
const char *dkt_path_fault(const char *path);

/* "s-", seven characters of Crockford base32 in lower case, "-", two digits; these are not
 * computed here. */
bool dkt_is_submission_id(const char *id);

#endif
