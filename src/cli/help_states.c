/*
 * help_states.c - the table of moves (record/states.c) as the page docs/states.md.
 *
 * The page is printed whole, so that a test can compare it with the file byte for byte; a table
 * that a person keeps beside the code would be wrong within a month.
 */
#include <stdio.h>

#include "base/str.h"
#include "cli/cli.h"
#include "record/states.h"

#include "base/banned.h"

static const struct {
	unsigned by;
	const char *word;
} actors[] = {
	{DKT_BY_SYSTEM, "Docket"},	   {DKT_BY_SUBMITTER, "submitter"},
	{DKT_BY_TRIAGER, "triager"},	   {DKT_BY_REVIEWER, "reviewer"},
	{DKT_BY_MAINTAINER, "maintainer"},
};

static const char head[] =
	"# States of a submission\n"
	"\n"
	"Printed by `docket help --states` from the table in `src/record/states.c`, which is the "
	"only place that decides\n"
	"what can happen; `tests/cli/manual.t` compares this page with it. Every move is an event: "
	"one commit on the\n"
	"submission's ref, with the event in the trailer `Docket-Event:` and the new state in "
	"`Docket-State:`.\n"
	"\n"
	"Contributors see five words in place of the states.\n"
	"\n"
	"| they see | states |\n"
	"| --- | --- |\n";

static const char *const words[] = {"waiting", "with you", "in review", "accepted", "closed"};

static void print_word(const char *word)
{
	bool first = true;

	(void)printf("| %s | ", word);
	for (int i = DKT_NONE + 1; i < DKT_N_STATES; i++) {
		if (!dkt_streq(dkt_state_word((enum dkt_state)i), word))
			continue;
		(void)printf("%s`%s`", first ? "" : ", ", dkt_state_name((enum dkt_state)i));
		first = false;
	}
	(void)puts(" |");
}

static void print_move(const struct dkt_move *move)
{
	bool first = true;

	(void)printf("| %s%s%s | `%s` | `%s` | ", move->from == DKT_NONE ? "" : "`",
		     move->from == DKT_NONE ? "(nothing yet)" : dkt_state_name(move->from),
		     move->from == DKT_NONE ? "" : "`", dkt_event_name(move->event),
		     dkt_state_name(move->to));
	for (size_t i = 0; i < sizeof actors / sizeof actors[0]; i++) {
		if ((move->by & actors[i].by) == 0)
			continue;
		(void)printf("%s%s", first ? "" : ", ", actors[i].word);
		first = false;
	}
	(void)printf(" | %s |\n", move->guard);
}

static bool is_reached(enum dkt_state state, const struct dkt_move *moves, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (moves[i].to == state)
			return true;
	}
	return false;
}

void dkt_help_states(void)
{
	size_t n;
	const struct dkt_move *moves = dkt_moves(&n);
	bool first = true;

	(void)fputs(head, stdout);
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		print_word(words[i]);
	(void)puts(
		"\n## Moves\n\n| from | event | to | by | when |\n| --- | --- | --- | --- | --- |");
	for (size_t i = 0; i < n; i++)
		print_move(&moves[i]);
	(void)fputs("\nNo move leads yet to: ", stdout);
	for (int i = DKT_NONE + 1; i < DKT_N_STATES; i++) {
		if (is_reached((enum dkt_state)i, moves, n))
			continue;
		(void)printf("%s`%s`", first ? "" : ", ", dkt_state_name((enum dkt_state)i));
		first = false;
	}
	(void)puts(first ? "nothing." : ".");
	(void)fputs("\n## Reason codes\n\nA closed list:", stdout);
	for (size_t i = 0; dkt_reasons[i] != NULL; i++)
		(void)printf("%s`%s`", i == 0 ? " " : i % 8 == 0 ? ",\n" : ", ", dkt_reasons[i]);
	(void)puts(".");
}
