/* opt.c - options from tables: --name VALUE, --name=VALUE, -C DIR; "--" ends them. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/str.h"
#include "cli/cli.h"
#include "text/language.h"
#include "text/unicode.h"

#include "base/banned.h"

const struct dkt_option dkt_common_options[] = {
	{"format", DKT_FORMATS,
	 "how results are printed; all but text are stable and meant for programs"},
	{"language", "en|zh-Hans",
	 "language of findings; without it that of the locale, and English for all but text"},
	{"quiet", NULL, "print errors only"},
	{"no-progress", NULL, "print no progress on standard error"},
	{"help", NULL, "print this help"},
	{NULL, NULL, NULL},
};

const char *dkt_option_argument(const struct dkt_command *command, const struct dkt_option *option)
{
	bool format = option >= dkt_common_options && dkt_streq(option->name, "format");

	return format && command->formats != NULL ? command->formats : option->argument;
}

static const struct dkt_option *in_table(const struct dkt_option *options, const char *name,
					 size_t size)
{
	for (; options != NULL && options->name != NULL; options++) {
		if (dkt_memeqs(name, size, options->name))
			return options;
	}
	return NULL;
}

static const struct dkt_option *find(const struct dkt_call *call, const char *name, size_t size)
{
	const struct dkt_option *option = in_table(call->command->options, name, size);

	return option != NULL ? option : in_table(dkt_common_options, name, size);
}

static void unknown(const struct dkt_call *call, const char *word)
{
	const char *names[64];
	const char *meant;
	size_t n = 0;

	for (const struct dkt_option *o = call->command->options;
	     o != NULL && o->name != NULL && n < 60; o++)
		names[n++] = o->name;
	for (const struct dkt_option *o = dkt_common_options; o->name != NULL && n < 64; o++)
		names[n++] = o->name;
	meant = dkt_did_you_mean(word + strspn(word, "-"), names, n);
	if (meant != NULL)
		(void)dkt_say_usage(call, "unknown option %s; did you mean --%s?", word, meant);
	else
		(void)dkt_say_usage(call, "unknown option %s", word);
}

/* One "--..." word; *i moves behind its value. */
static bool take_option(struct dkt_call *call, int argc, char **argv, int *i)
{
	const char *word = argv[*i];
	const char *name = word + 2;
	size_t size = strcspn(name, "=");
	const struct dkt_option *option = find(call, name, size);
	const char *value = "";

	if (option == NULL) {
		unknown(call, word);
		return false;
	}
	if (option->argument == NULL && name[size] == '=') {
		(void)dkt_say_usage(call, "--%s takes no value", option->name);
		return false;
	}
	if (option->argument != NULL && name[size] == '=') {
		value = name + size + 1;
	} else if (option->argument != NULL) {
		if (*i + 1 >= argc) {
			(void)dkt_say_usage(call, "--%s needs %s behind it", option->name,
					    dkt_option_argument(call->command, option));
			return false;
		}
		value = argv[++*i];
	}
	call->given[call->n_given].option = option;
	call->given[call->n_given++].value = value;
	return true;
}

static const char *formats_of(const struct dkt_command *command)
{
	return command->formats == NULL ? DKT_FORMATS : command->formats;
}

/* Is this one of the values between the bars? */
static bool takes_format(const struct dkt_command *command, const char *format)
{
	const char *at = formats_of(command);

	while (*at != '\0') {
		size_t size = strcspn(at, "|");

		if (dkt_memeqs(at, size, format))
			return true;
		at += size + (at[size] == '|');
	}
	return false;
}

/* "--format is text, json or junit, not xml" */
static void wrong_format(const struct dkt_call *call, const char *format)
{
	struct dkt_buf words = DKT_BUF_INIT(4096);
	const char *at = formats_of(call->command);

	while (*at != '\0') {
		size_t size = strcspn(at, "|");
		bool last = at[size] == '\0';

		if (words.size > 0)
			dkt_buf_adds(&words, last ? " or " : ", ");
		dkt_buf_add(&words, at, size);
		at += size + !last;
	}
	(void)dkt_say_usage(call, "--format is %s, not %s", dkt_buf_str(&words), format);
	dkt_buf_clear(&words);
}

/* The locale's language is for people; programs read the same words everywhere. */
static bool take_language(struct dkt_call *call)
{
	static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
	const char *given = dkt_given(call, "language");
	enum dkt_language language = DKT_ENGLISH;
	const char *locale = NULL;

	if (given != NULL && !dkt_language_find(given, &language)) {
		(void)dkt_say_usage(call, "--language is en or zh-Hans, not %s", given);
		return false;
	}
	for (size_t i = 0; i < sizeof names / sizeof names[0] && locale == NULL; i++) {
		// NOLINTNEXTLINE(concurrency-mt-unsafe): nobody changes the environment
		locale = getenv(names[i]);
		if (locale != NULL && locale[0] == '\0')
			locale = NULL;
	}
	if (given == NULL && call->format == DKT_REPORT_TEXT)
		(void)dkt_language_find(locale, &language);
	call->language = dkt_language_tag(language);
	return true;
}

static bool take_common(struct dkt_call *call)
{
	const char *format = dkt_given(call, "format");

	call->quiet = dkt_switched(call, "quiet");
	call->progress =
		!call->quiet && !dkt_switched(call, "no-progress") && isatty(STDERR_FILENO) == 1;
	if (format != NULL && (!takes_format(call->command, format) ||
			       !dkt_report_format_named(format, &call->format))) {
		wrong_format(call, format);
		return false;
	}
	call->json = call->format == DKT_REPORT_JSON;
	return take_language(call);
}

static bool check_count(const struct dkt_call *call)
{
	if (dkt_switched(call, "help"))
		return true;
	if (call->n_arguments < call->command->min_arguments) {
		(void)dkt_say_usage(call, "something is missing: %s", call->command->arguments);
		return false;
	}
	if (call->n_arguments > call->command->max_arguments) {
		(void)dkt_say_usage(call, "too much: \"%s\" is not expected",
				    call->arguments[call->command->max_arguments]);
		return false;
	}
	return true;
}

bool dkt_call_parse(struct dkt_call *call, int argc, char **argv)
{
	bool options = true;

	assert(call->n_given == 0);
	call->given = calloc((size_t)argc + 1, sizeof *call->given);
	call->arguments = calloc((size_t)argc + 1, sizeof *call->arguments);
	if (call->given == NULL || call->arguments == NULL)
		dkt_oom();
	for (int i = 0; i < argc; i++) {
		if (options && dkt_streq(argv[i], "--")) {
			options = false;
		} else if (options && dkt_streq(argv[i], "-C") && i + 1 < argc) {
			call->dir = argv[++i];
		} else if (options && dkt_streq(argv[i], "-h")) {
			call->given[call->n_given].option = find(call, "help", 4);
			call->given[call->n_given++].value = "";
		} else if (options && argv[i][0] == '-' && argv[i][1] == '-') {
			if (!take_option(call, argc, argv, &i))
				return false;
		} else if (options && argv[i][0] == '-' && argv[i][1] != '\0') {
			unknown(call, argv[i]);
			return false;
		} else {
			call->arguments[call->n_arguments++] = argv[i];
		}
	}
	return take_common(call) && check_count(call);
}

void dkt_call_clear(struct dkt_call *call)
{
	free(call->given);
	free((void *)call->arguments);
}

const char *dkt_given(const struct dkt_call *call, const char *option)
{
	for (size_t i = call->n_given; i-- > 0;) {
		if (dkt_streq(call->given[i].option->name, option))
			return call->given[i].value;
	}
	return NULL;
}

bool dkt_switched(const struct dkt_call *call, const char *option)
{
	return dkt_given(call, option) != NULL;
}
