/*
 * cli.h - what every command file sees: its arguments, and how results and mistakes are said.
 *
 * Results go to standard output, everything else to standard error. Exit status: 0 done, 1 findings
 * at error level, 2 wrong usage, 3 could not do it.
 *
 * Floor: cli.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/buf.h"
#include "flow/context.h"
#include "json/doc.h"

enum dkt_exit { DKT_EXIT_DONE = 0, DKT_EXIT_FINDINGS = 1, DKT_EXIT_USAGE = 2, DKT_EXIT_FAILED = 3 };

struct dkt_option {
	const char *name;     /* "as": written --as */
	const char *argument; /* "HANDLE", or NULL for a switch */
	const char *help;     /* one sentence part, no full stop */
};

struct dkt_call;

/* One command; help, manual page and usage are all printed from this. */
struct dkt_command {
	const char *name;	 /* "schema validate" has two words */
	const char *group;	 /* who uses it: "contribute", "review", "publish", "care" */
	bool daily;		 /* shown by `docket` alone */
	const char *summary;	 /* "check files against schema and rules, offline" */
	const char *arguments;	 /* "[PATH...]" */
	const char *description; /* paragraphs separated by a blank line */
	const struct dkt_option *options; /* ends with a NULL name; may be NULL */
	const char *const *examples;	  /* ends with NULL; may be NULL */
	size_t min_arguments;
	size_t max_arguments;
	int (*run)(struct dkt_call *call);
};

extern const struct dkt_command *const dkt_commands[]; /* ends with NULL */
extern const struct dkt_option dkt_common_options[];

struct dkt_given {
	const struct dkt_option *option;
	const char *value; /* "" for a switch */
};

struct dkt_call {
	const struct dkt_command *command;
	struct dkt_given *given;
	size_t n_given;
	const char **arguments;
	size_t n_arguments;
	const char *dir;      /* -C, or NULL */
	const char *language; /* of findings: "en", "zh-Hans" */
	bool json;	      /* --format json */
	bool quiet;
	bool progress; /* standard error is a terminal and nobody asked for silence */
};

/* The value of an option, the last one given; NULL when it was not. */
const char *dkt_given(const struct dkt_call *call, const char *option);
bool dkt_switched(const struct dkt_call *call, const char *option);

/* Parse argv behind the command's name. False: it has said what was wrong. */
bool dkt_call_parse(struct dkt_call *call, int argc, char **argv);
void dkt_call_clear(struct dkt_call *call);

/* --- saying things (print.c) --- */

/* Text that somebody else wrote, so that a terminal shows it and obeys nothing in it; lines stay.
 */
void dkt_put(FILE *to, const char *bytes, size_t size);
void dkt_putf(FILE *to, const char *format, ...) DKT_PRINTF(2, 3);

/* An error of ours on standard error (or as a JSON object on standard output); gives the exit
 * status. */
int dkt_say_error(const struct dkt_call *call, const struct dkt_err *err);

/* An error and the findings that led to it: one JSON object, or the findings and then the error. */
int dkt_say_refusal(const struct dkt_call *call, const struct dkt_report *report,
		    const struct dkt_err *err);

/* Wrong usage: one line and where to read on; gives 2. */
int dkt_say_usage(const struct dkt_call *call, const char *format, ...) DKT_PRINTF(2, 3);

/* All findings as text on standard output, unless quiet; errors only then. */
void dkt_say_report(const struct dkt_call *call, const struct dkt_report *report);

/* "2 errors, 1 warning" into out. */
void dkt_count_words(const struct dkt_report *report, struct dkt_buf *out);

/* A line on standard output, not when quiet or JSON. */
void dkt_tell(const struct dkt_call *call, const char *format, ...) DKT_PRINTF(2, 3);

/* A JSON document on standard output; takes the reference. */
void dkt_say_json_take(json_t *doc);

/* A line of progress on standard error, when call->progress. */
void dkt_progress(const struct dkt_call *call, const char *format, ...) DKT_PRINTF(2, 3);

/* --- opening (open.c) --- */

/* Open the dataset of this call; says what is wrong. NULL: *status_out is the exit status. */
struct dkt *dkt_call_open(const struct dkt_call *call, enum dkt_from from, int *status_out);

/* A file or "-" for standard input, at most max bytes. */
DKT_MUST_CHECK int dkt_read_argument(const char *path, size_t max, struct dkt_buf *out,
				     struct dkt_err *err);

/* Who acts: --as, else DOCKET_USER, else NULL. */
const char *dkt_call_actor(const struct dkt_call *call);

/* The path as it stands in the dataset ("reviewed/...") when it lies inside, else NULL. In the
 * arena. */
const char *dkt_path_in_dataset(struct dkt_arena *arena, const struct dkt *d, const char *path);

/* --- help (help.c) --- */

const struct dkt_command *dkt_command_find(int argc, char **argv, int *used_out);
void dkt_help_overview(bool all);
void dkt_help_command(const struct dkt_command *command);
void dkt_help_mdoc(const struct dkt_command *command);
void dkt_help_mdoc_overview(void);

/* The names of all commands, one a line, for what is made from the program at build time. */
void dkt_help_list(void);

/* The states of a submission and the moves between them as Markdown: docs/states.md. */
void dkt_help_states(void);
void dkt_usage_line(const struct dkt_command *command, struct dkt_buf *out);

#endif
