/*
 * regex_engine.h - the four ways in which a pattern is run, between the files that do it.
 *
 *   plain  a literal, one of many literals, or sets one after another that never need a second try;
 *   table  an automaton that reads each byte once: all without lookaround and back references that
 *          stays small;
 *   PCRE2  with its just-in-time compiler, or without;
 *   walk   ECMA-262 to the letter, for what PCRE2 cannot do (lookbehind without bound) or does
 *          otherwise (captures that a repetition forgets).
 *
 * The first that can run a pattern does; all give the same answers, apart from limits.  Floor:
 * schema.
 */
#ifndef SCHEMA_REGEX_ENGINE_H
#define SCHEMA_REGEX_ENGINE_H

#include "schema/regex.h"
#include "schema/regex_tree.h"

/* Which of them may be used. */
enum dkt_regex_engines {
	DKT_REGEX_USE_PLAIN = 1,
	DKT_REGEX_USE_TABLE = 2,
	DKT_REGEX_USE_JIT = 4, /* lets PCRE2 compile; without, it interprets */
	DKT_REGEX_USE_PCRE = 8,
	DKT_REGEX_USE_WALK = 16,
	DKT_REGEX_USE_ALL = 31
};

/* dkt_regex_new with a choice; for tests, which compare the engines. */
struct dkt_regex *dkt_regex_new_with(const char *pattern, size_t size, unsigned engines,
				     enum dkt_regex_fault *fault_out, size_t *offset_out,
				     struct dkt_buf *why);

/* --- plain -------------------------------------------------------------------------------------
 */

struct dkt_plain;

/* NULL when the pattern is none of the plain forms. */
struct dkt_plain *dkt_plain_new(const struct dkt_regex_tree *tree);
void dkt_plain_free(struct dkt_plain *plain);
bool dkt_plain_match(const struct dkt_plain *plain, const char *subject, size_t size);

/* --- table -------------------------------------------------------------------------------------
 */

struct dkt_table;

/* NULL when the pattern has lookaround or back references, or when its automaton is too large. */
struct dkt_table *dkt_table_new(const struct dkt_regex_tree *tree);
void dkt_table_free(struct dkt_table *table);
bool dkt_table_match(const struct dkt_table *table, const char *subject, size_t size);

/* --- PCRE2 -------------------------------------------------------------------------------------
 */

/*
 * Append the tree in the language of PCRE2. counted: with a callout wherever a match begins, turns
 * around or could go another way; its number is 1, or 2 before a back reference.
 */
void dkt_regex_translate(const struct dkt_regex_tree *tree, bool counted, struct dkt_buf *out);

/* At most so many characters are read between two callouts, apart from those that a repetition of
 * single characters reads beyond its least number, and from back references. */
size_t dkt_regex_fixed(const struct dkt_regex_tree *tree);

/* Would PCRE2 answer otherwise than ECMA-262? */
bool dkt_regex_is_foreign(const struct dkt_regex_tree *tree);

/* Is the pattern tried at the start of the subject only? */
bool dkt_regex_is_anchored(const struct dkt_regex_tree *tree);

struct dkt_pcre;
struct dkt_pcre_run;

#define DKT_PCRE_MAX_UNITS ((size_t)1000000) /* of one match, see dkt_regex_match */

/* NULL when it is beyond PCRE2; *why (may be NULL) says what of it. */
struct dkt_pcre *dkt_pcre_new(const struct dkt_regex_tree *tree, bool jit, struct dkt_buf *why);
void dkt_pcre_free(struct dkt_pcre *pcre);
bool dkt_pcre_is_compiled(const struct dkt_pcre *pcre); /* by the just-in-time compiler */
struct dkt_pcre_run *dkt_pcre_run_new(void);
void dkt_pcre_run_free(struct dkt_pcre_run *run);
int dkt_pcre_match(const struct dkt_pcre *pcre, struct dkt_pcre_run *run, const char *subject,
		   size_t size, size_t *cost_out);

/* --- walk --------------------------------------------------------------------------------------
 */

struct dkt_walk;
struct dkt_walk_run;

/* NULL when the program would be too long. */
struct dkt_walk *dkt_walk_new(const struct dkt_regex_tree *tree);
void dkt_walk_free(struct dkt_walk *walk);
struct dkt_walk_run *dkt_walk_run_new(void);
void dkt_walk_run_free(struct dkt_walk_run *run);
int dkt_walk_match(const struct dkt_walk *walk, struct dkt_walk_run *run, const char *subject,
		   size_t size, size_t *cost_out);

#endif
