/*
 * help.c - help on the terminal and manual pages (mdoc), both printed from the command table.
 *
 * `docket help --mdoc [COMMAND]` prints the page; the build writes man/ with it
 * (cmake/manual.cmake), and tests/cli/manual.t compares it with --help. `docket help --list` tells
 * both which commands there are.
 */
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"

#include "base/banned.h"

static const struct {
	const char *name;
	const char *title;
} groups[] = {
	{"contribute", "Propose and check"},
	{"review", "Review and merge"},
	{"publish", "Publish"},
	{"care", "Set up and look after"},
};

#define N_GROUPS (sizeof groups / sizeof groups[0])

/* How many words of argv are the command's name, or 0. */
static int words_matching(const char *name, int argc, char **argv)
{
	const char *space = strchr(name, ' ');

	if (argc < 1)
		return 0;
	if (space == NULL)
		return dkt_streq(name, argv[0]) ? 1 : 0;
	return argc >= 2 && dkt_memeqs(name, (size_t)(space - name), argv[0]) &&
			       dkt_streq(space + 1, argv[1])
		       ? 2
		       : 0;
}

const struct dkt_command *dkt_command_find(int argc, char **argv, int *used_out)
{
	for (size_t i = 0; dkt_commands[i] != NULL; i++) {
		*used_out = words_matching(dkt_commands[i]->name, argc, argv);
		if (*used_out > 0)
			return dkt_commands[i];
	}
	return NULL;
}

void dkt_usage_line(const struct dkt_command *command, struct dkt_buf *out)
{
	dkt_buf_addf(out, "docket %s%s%s%s", command->name,
		     command->options == NULL ? "" : " [options]",
		     command->arguments[0] == '\0' ? "" : " ", command->arguments);
}

void dkt_help_overview(bool all)
{
	(void)puts("docket keeps a dataset with the evidence behind every row, in git.\n");
	for (size_t g = 0; g < N_GROUPS; g++) {
		(void)printf("%s\n", groups[g].title);
		for (size_t i = 0; dkt_commands[i] != NULL; i++) {
			if (dkt_streq(dkt_commands[i]->group, groups[g].name) &&
			    (all || dkt_commands[i]->daily))
				(void)printf("  %-16s %s\n", dkt_commands[i]->name,
					     dkt_commands[i]->summary);
		}
		(void)putchar('\n');
	}
	(void)puts(
		all ? "docket COMMAND --help explains one of them."
		    : "docket help all lists every command, docket COMMAND --help explains one.");
}

void dkt_help_list(void)
{
	for (size_t i = 0; dkt_commands[i] != NULL; i++)
		(void)puts(dkt_commands[i]->name);
}

static void print_options(const struct dkt_command *command, const struct dkt_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		const char *argument = dkt_option_argument(command, options);
		char left[96];

		(void)snprintf(left, sizeof left, "--%s%s%s", options->name,
			       argument == NULL ? "" : " ", argument == NULL ? "" : argument);
		if (strlen(left) > 24) /* the words go under it, in their column */
			(void)printf("  %s\n  %-24s %s\n", left, "", options->help);
		else
			(void)printf("  %-24s %s\n", left, options->help);
	}
}

void dkt_help_command(const struct dkt_command *command)
{
	struct dkt_buf usage = DKT_BUF_INIT(4096);

	dkt_usage_line(command, &usage);
	(void)printf("%s\n\n%s: %s.\n\n%s\n\nOptions\n", dkt_buf_str(&usage), command->name,
		     command->summary, command->description);
	dkt_buf_clear(&usage);
	print_options(command, command->options);
	(void)printf("  %-24s %s\n", "-C DIR", "work on the dataset in that folder");
	print_options(command, dkt_common_options);
	for (size_t i = 0; command->examples != NULL && command->examples[i] != NULL; i++)
		(void)printf("%s  %s\n", i == 0 ? "\nExamples\n" : "", command->examples[i]);
}

/* --- mdoc --- */

/* One character of a manual page; at the start of a line a dot or quote would be a request. */
static void mdoc_char(char c, bool start)
{
	if (start && (c == '.' || c == '\''))
		(void)fputs("\\&", stdout);
	if (c == '\\')
		(void)fputs("\\e", stdout);
	else if (c == '-')
		(void)fputs("\\-", stdout);
	else
		(void)putchar(c);
}

static void mdoc_text(const char *text)
{
	for (bool start = true; *text != '\0'; text++) {
		mdoc_char(*text, start);
		start = *text == '\n';
	}
}

/* Prose: each sentence on a line of its own, as mdoc wants it; an empty line is a new paragraph. */
static void mdoc_paragraphs(const char *text)
{
	bool start = true;

	for (; *text != '\0'; text++) {
		if (text[0] == '\n' && text[1] == '\n') {
			(void)fputs("\n.Pp\n", stdout);
			text++;
			start = true;
		} else if (!start && text[0] == ' ' && strchr(".?!", text[-1]) != NULL &&
			   text[1] >= 'A' && text[1] <= 'Z') {
			(void)putchar('\n');
			start = true;
		} else {
			mdoc_char(*text, start);
			start = *text == '\n';
		}
	}
	(void)putchar('\n');
}

static void mdoc_options(const struct dkt_command *command, const struct dkt_option *options)
{
	for (; options != NULL && options->name != NULL; options++) {
		const char *argument = dkt_option_argument(command, options);

		(void)fputs(".It Fl \\&-", stdout);
		mdoc_text(options->name);
		if (argument != NULL)
			(void)printf(" Ar %s", argument);
		(void)putchar('\n');
		mdoc_text(options->help);
		(void)putchar('\n');
	}
}

static void mdoc_status(void)
{
	(void)puts(".Sh EXIT STATUS\n.Bl -tag -width 2n -compact\n.It 0\ndone, and nothing to "
		   "object\n.It 1\n"
		   "findings at error level\n.It 2\nwrong usage\n.It 3\ncould not do it; the "
		   "message says what and what to do\n.El");
}

void dkt_help_mdoc(const struct dkt_command *command)
{
	struct dkt_buf name = DKT_BUF_INIT(256);

	dkt_buf_addf(&name, "docket-%s", command->name);
	for (size_t i = 0; i < name.size; i++) {
		if (name.bytes[i] == ' ')
			name.bytes[i] = '-';
	}
	(void)printf(".Dd $Mdocdate$\n.Dt %s 1\n.Os Docket\n.Sh NAME\n.Nm %s\n.Nd %s\n.Sh "
		     "SYNOPSIS\n.Nm docket %s\n",
		     dkt_buf_str(&name), dkt_buf_str(&name), command->summary, command->name);
	if (command->options != NULL)
		(void)puts(".Op options");
	if (command->arguments[0] != '\0')
		(void)printf(".Ar %s\n", command->arguments);
	(void)puts(".Sh DESCRIPTION");
	mdoc_paragraphs(command->description);
	(void)puts(".Bl -tag -width Ds");
	mdoc_options(command, command->options);
	(void)puts(".It Fl C Ar DIR\nwork on the dataset in that folder");
	mdoc_options(command, dkt_common_options);
	(void)puts(".El");
	mdoc_status();
	for (size_t i = 0; command->examples != NULL && command->examples[i] != NULL; i++) {
		(void)fputs(i == 0 ? ".Sh EXAMPLES\n.Dl " : ".Dl ", stdout);
		mdoc_text(command->examples[i]);
		(void)putchar('\n');
	}
	(void)puts(".Sh SEE ALSO\n.Xr docket 1");
	dkt_buf_clear(&name);
}

void dkt_help_mdoc_overview(void)
{
	(void)puts(".Dd $Mdocdate$\n.Dt DOCKET 1\n.Os Docket\n.Sh NAME\n.Nm docket\n.Nd keep a "
		   "sourced dataset in git\n"
		   ".Sh SYNOPSIS\n.Nm docket\n.Ar command\n.Op options\n.Op Ar arguments\n.Sh "
		   "DESCRIPTION\n"
		   "Records are proposed, checked against a JSON Schema and against their sources, "
		   "reviewed, merged with git as\n"
		   "the record, and released as versions.\nThe commands are:\n.Bl -tag -width Ds");
	for (size_t i = 0; dkt_commands[i] != NULL; i++) {
		(void)printf(".It Cm %s\n", dkt_commands[i]->name);
		mdoc_text(dkt_commands[i]->summary);
		(void)putchar('\n');
	}
	(void)puts(".El\n.Sh ENVIRONMENT\n.Bl -tag -width Ds\n.It Ev DOCKET_STATE\nfolder of the "
		   "queue, the index and the lock\n"
		   ".It Ev DOCKET_USER\nhandle of whoever decides, in place of\n.Fl \\&-as\n"
		   ".It Ev DOCKET_LOCK_WAIT\nseconds to wait for another writer, 1 to 3600; "
		   "without it "
		   "30\n"
		   ".It Ev DOCKET_NET\na file that maps hosts to loopback addresses, for tests\n"
		   ".It Ev DOCKET_NOW\nthe time to work with (RFC 3339), for tests\n.It Ev "
		   "NO_COLOR\nhonoured: there are no colours\n.El");
	mdoc_status();
}
