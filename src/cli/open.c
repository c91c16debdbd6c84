/* open.c - from the arguments of a call to an open dataset and to bytes. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/num.h"
#include "base/str.h"
#include "base/time.h"
#include "cli/cli.h"

#include "base/banned.h"

/* DOCKET_LOCK_WAIT: how many seconds to wait for another writer; 0 when nobody says. */
static bool read_patience(const struct dkt_call *call, int *seconds_out)
{
	// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets the environment
	const char *text = getenv("DOCKET_LOCK_WAIT");
	uint64_t seconds = 0;

	*seconds_out = 0;
	if (text == NULL || text[0] == '\0')
		return true;
	if (!dkt_parse_u64(text, 3600, &seconds) || seconds == 0) {
		(void)dkt_say_usage(call,
				    "DOCKET_LOCK_WAIT is a number of seconds from 1 to 3600, "
				    "not %.40s",
				    text);
		return false;
	}
	*seconds_out = (int)seconds;
	return true;
}

struct dkt *dkt_call_open(const struct dkt_call *call, enum dkt_from from, int *status_out)
{
	struct dkt_options options = {.dir = call->dir,
				      // NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets it
				      .net_file = getenv("DOCKET_NET"),
				      .from = from,
				      .now = dkt_time_now()};
	struct dkt_report *report;
	struct dkt_err err = DKT_ERR_INIT;
	struct dkt *d = NULL;

	if (!read_patience(call, &options.lock_wait_s)) {
		*status_out = DKT_EXIT_USAGE;
		return NULL;
	}
	report = dkt_report_new();
	if (options.net_file != NULL && options.net_file[0] == '\0')
		options.net_file = NULL;
	if (dkt_open(&options, &d, report, &err) < 0) {
		*status_out = dkt_say_refusal(call, report, &err);
		d = NULL;
	}
	dkt_report_free(report);
	return d;
}

int dkt_read_argument(const char *path, size_t max, struct dkt_buf *out, struct dkt_err *err)
{
	if (dkt_streq(path, "-"))
		return dkt_file_read_fd(STDIN_FILENO, "standard input", max, out, err);
	return dkt_file_read(path, max, out, err);
}

const char *dkt_call_actor(const struct dkt_call *call)
{
	const char *actor = dkt_given(call, "as");

	// NOLINTNEXTLINE(concurrency-mt-unsafe): nothing here sets the environment
	return actor != NULL ? actor : getenv("DOCKET_USER");
}

const char *dkt_path_in_dataset(struct dkt_arena *arena, const struct dkt *d, const char *path)
{
	char *real = realpath(path, NULL);
	char *top = d->dir == NULL ? NULL : realpath(d->dir, NULL);
	const char *inside = NULL;

	if (real != NULL && top != NULL && dkt_starts(real, top) && real[strlen(top)] == '/')
		inside = dkt_arena_dups(arena, real + strlen(top) + 1);
	free(real);
	free(top);
	return inside;
}
