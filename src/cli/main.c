/*
 * main.c - the table of commands and the way to one of them.
 *
 * Output that could not be written (a full disk, a closed pipe) is an error of its own: a result
 * that nobody got is no result.
 */
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "cli/cli.h"
#include "cli/commands.h"
#include "text/unicode.h"

#include "base/banned.h"

const struct dkt_command *const dkt_commands[] = {
	&dkt_cmd_validate,
	&dkt_cmd_fmt,
	&dkt_cmd_submit,
	&dkt_cmd_sources_check,
	&dkt_cmd_sources_find,
	&dkt_cmd_sources_replay,
	&dkt_cmd_sources_save,
	&dkt_cmd_sources_status,
	&dkt_cmd_sources_sweep,
	&dkt_cmd_schema_check,
	&dkt_cmd_schema_validate,
	&dkt_cmd_schema_test,
	&dkt_cmd_schema_bowtie,
	&dkt_cmd_queue,
	&dkt_cmd_show,
	&dkt_cmd_review,
	&dkt_cmd_resolve,
	&dkt_cmd_merge,
	&dkt_cmd_log,
	&dkt_cmd_release,
	&dkt_cmd_export,
	&dkt_cmd_init,
	&dkt_cmd_work,
	&dkt_cmd_merge_driver,
	&dkt_cmd_rebuild,
	&dkt_cmd_user,
	NULL,
};

static int no_such_command(const char *word)
{
	const char *names[64];
	const char *meant;
	size_t n = 0;

	for (size_t i = 0; dkt_commands[i] != NULL && n < 64; i++)
		names[n++] = dkt_commands[i]->name;
	meant = dkt_did_you_mean(word, names, n);
	dkt_putf(stderr, "docket: there is no command \"%.200s\"", word);
	if (meant != NULL)
		(void)fprintf(stderr, "; did you mean \"%s\"?", meant);
	(void)fputs("\nhint: docket help all lists the commands\n", stderr);
	return DKT_EXIT_USAGE;
}

static int help(int argc, char **argv)
{
	const struct dkt_command *command;
	int used;

	if (argc > 0 && dkt_streq(argv[0], "--mdoc")) {
		command = dkt_command_find(argc - 1, argv + 1, &used);
		if (command == NULL && argc > 1)
			return no_such_command(argv[1]);
		if (command == NULL)
			dkt_help_mdoc_overview();
		else
			dkt_help_mdoc(command);
		return DKT_EXIT_DONE;
	}
	if (argc > 0 && dkt_streq(argv[0], "--list")) {
		dkt_help_list();
		return DKT_EXIT_DONE;
	}
	if (argc > 0 && dkt_streq(argv[0], "--states")) {
		dkt_help_states();
		return DKT_EXIT_DONE;
	}
	if (argc == 0 || dkt_streq(argv[0], "all")) {
		dkt_help_overview(argc > 0);
		return DKT_EXIT_DONE;
	}
	command = dkt_command_find(argc, argv, &used);
	if (command == NULL)
		return no_such_command(argv[0]);
	dkt_help_command(command);
	return DKT_EXIT_DONE;
}

static int run(const struct dkt_command *command, const char *dir, int argc, char **argv)
{
	struct dkt_call call = {.command = command, .dir = dir};
	int status = DKT_EXIT_USAGE;

	if (dkt_call_parse(&call, argc, argv)) {
		if (dkt_switched(&call, "help")) {
			dkt_help_command(command);
			status = DKT_EXIT_DONE;
		} else {
			status = command->run(&call);
		}
	}
	dkt_call_clear(&call);
	return status;
}

static int dispatch(int argc, char **argv)
{
	const struct dkt_command *command;
	const char *dir = NULL;
	int used;

	while (argc >= 2 && dkt_streq(argv[0], "-C")) {
		dir = argv[1];
		argc -= 2;
		argv += 2;
	}
	if (argc == 0) {
		dkt_help_overview(false);
		return DKT_EXIT_DONE;
	}
	if (dkt_streq(argv[0], "--version") || dkt_streq(argv[0], "version")) {
		(void)puts("docket " DOCKET_VERSION);
		return DKT_EXIT_DONE;
	}
	if (dkt_streq(argv[0], "help") || dkt_streq(argv[0], "--help") || dkt_streq(argv[0], "-h"))
		return help(argc - 1, argv + 1);
	command = dkt_command_find(argc, argv, &used);
	if (command == NULL)
		return no_such_command(argv[0]);
	return run(command, dir, argc - used, argv + used);
}

int main(int argc, char **argv)
{
	int status;

	// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing else runs yet
	(void)setlocale(LC_CTYPE, "C.UTF-8");
	(void)signal(SIGPIPE, SIG_IGN);
	status = dispatch(argc - 1, argv + 1);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		(void)fputs("docket: the output could not be written\n", stderr);
		return DKT_EXIT_FAILED;
	}
	return status;
}
