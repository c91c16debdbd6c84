/* merged.h - merging and saying what became of each submission. Floor: cli. */
#ifndef CLI_MERGED_H
#define CLI_MERGED_H

#include "cli/cli.h"

/*
 * dkt_merge, with one line (or one JSON object) a submission. *status becomes 1 when something was
 * set aside, 3 on an error of ours; -1 is then returned.
 */
int dkt_merge_and_tell(struct dkt_call *call, struct dkt *d, const char *submission, bool dry_run,
		       size_t *n_out, int *status);

#endif
