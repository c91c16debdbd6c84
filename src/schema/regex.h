/*
 * regex.h - regular expressions as JSON Schema means them, run with limits.
 *
 * Standard: ECMA-262 (2025) patterns as with the flag u. What schemas are full of is accepted too
 * and means what it means in every engine: escapes of any punctuation ("\-", "\%"), braces and
 * brackets that stand for themselves ("a{b}"), "[\w-.]", repeated lookahead.  Floor: schema.
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
	DKT_REGEX_UNSUPPORTED /* one, but too large to be run here */
};

/* How a pattern is run; the first that can serves. */
enum dkt_regex_kind {
	DKT_REGEX_PLAIN,       /* literals, or sets one after another */
	DKT_REGEX_TABLE,       /* one look into a table a byte */
	DKT_REGEX_COMPILED,    /* PCRE2, compiled just in time */
	DKT_REGEX_INTERPRETED, /* PCRE2, where that is not allowed */
	DKT_REGEX_WALKED       /* what PCRE2 cannot, by ECMA-262's own rules */
};

/*
 * Compile a pattern. On a fault the result is NULL and *offset_out and why (may be NULL) say where
 * and why. Many threads may use the result, each with a run of its own.
 */
struct dkt_regex *dkt_regex_new(const char *pattern, size_t size, enum dkt_regex_fault *fault_out,
				size_t *offset_out, struct dkt_buf *why);
void dkt_regex_free(struct dkt_regex *regex);

enum dkt_regex_kind dkt_regex_kind(const struct dkt_regex *regex);

/* Accepted, though strict ECMA-262 refuses it? Why, static, and at which byte; else NULL. */
const char *dkt_regex_sloppy(const struct dkt_regex *regex, size_t *offset_out);

/* Is it a pattern by strict ECMA-262 with the flag u (the format "regex")? True as well for one
 * that is too long or too deep to be judged. */
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
 * reached. *cost_out: units of work, of 10 to 50 ns: 1 for an ordinary match, at most a million
 * and what is linear in size.
 */
int dkt_regex_match(const struct dkt_regex *regex, struct dkt_regex_run *run, const char *subject,
		    size_t size, size_t *cost_out);

#endif
