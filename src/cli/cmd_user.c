/* cmd_user.c - docket user: the people of maintainers.json, as other programs want them. */
#include <stdio.h>

#include "base/error.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/commands.h"

#include "base/banned.h"

/* "20261124" and a time, as ssh-keygen reads it; Z for UTC. */
static void print_bound(const char *option, int64_t seconds)
{
	struct dkt_civil c;

	dkt_time_civil(seconds, &c);
	(void)printf(",%s=\"%04d%02d%02d%02d%02d%02dZ\"", option, c.year, c.month, c.day, c.hour,
		     c.minute, c.second);
}

static void print_key(const char *who, const struct dkt_key *key)
{
	(void)printf("%s@docket.invalid namespaces=\"git,docket\"", who);
	if (key->from != INT64_MIN)
		print_bound("valid-after", key->from);
	if (key->until != INT64_MAX)
		print_bound("valid-before", key->until);
	(void)printf(" %s\n", key->line);
}

static void print_signers(const struct dkt *d)
{
	for (size_t i = 0; i < d->people->n; i++) {
		const struct dkt_person *person = &d->people->items[i];

		for (size_t k = 0; k < person->n_keys; k++)
			print_key(person->handle, &person->keys[k]);
	}
	for (size_t k = 0; k < d->config->n_keys; k++)
		print_key("docket", &d->config->keys[k]);
}

static int run(struct dkt_call *call)
{
	int status = DKT_EXIT_DONE;
	struct dkt *d;

	if (!dkt_streq(call->arguments[0], "signers"))
		return dkt_say_usage(call, "docket user knows one word: signers");
	d = dkt_call_open(call, DKT_FROM_TIP, &status);
	if (d != NULL)
		print_signers(d);
	dkt_close(d);
	return status;
}

static const char *const examples[] = {"docket user signers >signers && git -c "
				       "gpg.ssh.allowedSignersFile=signers verify-commit HEAD",
				       NULL};

const struct dkt_command dkt_cmd_user = {
	.name = "user",
	.group = "care",
	.daily = false,
	.summary = "the people of maintainers.json, and their keys",
	.arguments = "signers",
	.description =
		"signers prints the public keys of maintainers.json and of docket.json in the form "
		"of OpenSSH's allowed signers, with the time in which each counts. With it "
		"plain git and ssh-keygen check the signatures of commits, tags and decisions.",
	.examples = examples,
	.min_arguments = 1,
	.max_arguments = 1,
	.run = run,
};
