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
#include "json/report_format.h"
#include "json/report_print.h"

enum dkt_exit { DKT_EXIT_DONE = 0, DKT_EXIT_FINDINGS = 1, DKT_EXIT_USAGE = 2, DKT_EXIT_FAILED = 3 };

struct dkt_option {
	const char *name;     /* "as": written --as */
	const char *argument; /* "HANDLE", or NULL for a switch */
	const char *help;     /* one sentence part, no full stop */
};

struct dkt_call;

/* What --format takes: everywhere, and where the result is a report on files. */
#define DKT_FORMATS	   "text|json"
#define DKT_FORMATS_REPORT "text|json|github|gitlab|sarif|junit"

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
	const char *formats; /* values of --format, "text|json|junit"; NULL: DKT_FORMATS */
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
	enum dkt_report_format format;
	bool json; /* --format json */
	bool quiet;
	bool progress; /* standard error is a terminal and nobody asked for silence */
};

/* The value of an option, the last one given; NULL when it was not. */
const char *dkt_given(const struct dkt_call *call, const char *option);
bool dkt_switched(const struct dkt_call *call, const char *option);

/* Parse argv behind the command's name. False: it has said what was wrong. */
bool dkt_call_parse(struct dkt_call *call, int argc, char **argv);

/* What stands behind an option in help: its argument; of --format the values of this command. NULL:
 * it is a switch. */
const char *dkt_option_argument(const struct dkt_command *command, const struct dkt_option *option);
void dkt_call_clear(struct dkt_call *call);

/* --- saying things (print.c) --- */

/* Text that somebody else wrote, so that a terminal shows it and obeys nothing in it; lines stay.
 */
void dkt_put(FILE *to, const char *bytes, size_t size);
void dkt_putf(FILE *to, const char *format, ...) DKT_PRINTF(2, 3);

/*
 * An error of ours on standard error (or as a JSON object on standard output); gives the exit
 * status. In a format for other programs a report that says so goes to standard output as well.
 */
int dkt_say_error(const struct dkt_call *call, const struct dkt_err *err);

/* An error and the findings that led to it: one JSON object, or the findings and then the error. */
int dkt_say_refusal(const struct dkt_call *call, const struct dkt_report *report,
		    const struct dkt_err *err);

/* Wrong usage: one line and where to read on; gives 2. */
int dkt_say_usage(const struct dkt_call *call, const char *format, ...) DKT_PRINTF(2, 3);

/* All findings as text on standard output, unless quiet; errors only then. */
void dkt_say_report(const struct dkt_call *call, const struct dkt_report *report);

/* The files that a command examined: counted, and named where the format lists them all. */
struct dkt_examined {
	size_t n;
	size_t room;
	char **names; /* NULL unless the format lists them */
};

void dkt_examined_add(const struct dkt_call *call, struct dkt_examined *examined, const char *name);
void dkt_examined_clear(struct dkt_examined *examined);

/*
 * The end of a command that examines files: all that it found in the format asked for, sorted, and
 * the error that stopped it (err->code is DKT_OK when none did). Gives the exit status. As text:
 * "3 files: 2 errors" and the findings; --quiet counts there only.
 */
int dkt_say_findings(const struct dkt_call *call, struct dkt_report *report,
		     const struct dkt_examined *examined, const struct dkt_err *err);

/* The same for the formats other than text; details as in struct dkt_report_context. */
int dkt_say_findings_with(const struct dkt_call *call, struct dkt_report *report,
			  const struct dkt_examined *examined, const char *details,
			  const struct dkt_err *err);

/* A line on standard output, only when that is text, and not when quiet. */
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
