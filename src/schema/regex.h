/*
 * regex.h - regular expressions as JSON Schema means them, run with limits.
 *
 * Standard: ECMA-262 patterns as with the flag u, but escapes of any punctuation are accepted
 * ("\-", "\/", "\%"), since schemas are full of them. Run by PCRE2.  Floor: schema.
 */
#ifndef SCHEMA_REGEX_H
#define SCHEMA_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct dkt_regex;

enum dkt_regex_fault {
	DKT_REGEX_FINE,
	DKT_REGEX_WRONG,      /* no regular expression */
	DKT_REGEX_UNSUPPORTED /* one, but not one that can be run here (unbounded lookbehind) */
};

/*
 * Compile a pattern. On a fault the result is NULL and *offset_out and why (may be NULL) say where
 * and why. The result is const and may be used by many threads.
 */
struct dkt_regex *dkt_regex_new(const char *pattern, size_t size, enum dkt_regex_fault *fault_out,
				size_t *offset_out, struct dkt_buf *why);
void dkt_regex_free(struct dkt_regex *regex);

/* Is the pattern one at all? True as well for one that is too long or too deep to be judged. */
bool dkt_regex_valid(const char *pattern, size_t size);

/*
 * Can the pattern take exponential time, or time with a high power of the length of its subject, in
 * an engine that tries one way after another? *why gets a sentence for people that names the part
 * of the pattern. False also for what is no pattern and for what is too large to be looked at.
 */
bool dkt_regex_explosive(const char *pattern, size_t size, struct dkt_buf *why);

/* Memory of matching, one a thread. */
struct dkt_regex_run;

struct dkt_regex_run *dkt_regex_run_new(void);
void dkt_regex_run_free(struct dkt_regex_run *run);

/*
 * Does the pattern match anywhere in the subject (valid UTF-8)? 1 or 0, or -1 when the limits were
 * reached. *cost_out: units of work, 1 for an ordinary match.
 */
int dkt_regex_match(const struct dkt_regex *regex, struct dkt_regex_run *run, const char *subject,
		    size_t size, size_t *cost_out);

/*
 * Append the PCRE2 form of an ECMA-262 pattern. False: *offset_out and *why_out (static) say what
 * is wrong.
 */
bool dkt_regex_translate(const char *pattern, size_t size, struct dkt_buf *out, size_t *offset_out,
			 const char **why_out);

#endif
