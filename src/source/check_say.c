/*
 * check_say.c - what was found at a source, in sentences for people.
 *
 * Nothing here is above warning. Findings are read by whoever handed the address in: they do not
 * tell a closed port from a forbidden address; the evidence does.
 */
#include "base/str.h"
#include "base/time.h"
#include "source/check_inside.h"
#include "source/guard.h"

#include "base/banned.h"

static size_t offset_of(const struct dkt_node *node)
{
	return node == NULL || node->offset == DKT_MADE ? DKT_NOWHERE : node->offset;
}

static void find(struct dkt_looking *l, enum dkt_level level, const char *code, const char *pointer,
		 const struct dkt_node *at, const char *hint, const char *sentence)
{
	dkt_report_add(l->c->work.report, level, code, pointer, offset_of(at), hint, "%s",
		       sentence);
}

static const char *day_of(struct dkt_arena *arena, int64_t time)
{
	char text[DKT_TIME_SIZE];

	dkt_time_format(time, text);
	return dkt_arena_dup(arena, text, 10);
}

static const char *publicly(enum dkt_fetched outcome, const char *reason)
{
	const char *word = dkt_guard_public(outcome);

	return word == NULL ? reason : word;
}

/* --- the page --- */

static const char *state_sentence(struct dkt_looking *l)
{
	struct dkt_arena *arena = l->c->arena;
	const struct dkt_answer *answer = &l->live->answer;

	switch (l->verdict.verdict) {
	case DKT_LIVE_REDIRECTED:
		return dkt_arena_printf(arena, "this page has moved to %s", answer->final_url);
	case DKT_LIVE_MOVED_HOME:
		return "this address now leads to the site's front page";
	case DKT_LIVE_SOFT_GONE:
		return "this page is no longer there, although the site answers as if it were";
	case DKT_LIVE_GONE:
		return dkt_arena_printf(arena, "this page answers %ld now", answer->status);
	case DKT_LIVE_BLOCKED:
		return dkt_arena_printf(arena,
					"the site does not show this page to programs (%s); that "
					"says nothing about the page",
					l->verdict.reason);
	case DKT_LIVE_UNREADABLE:
		return dkt_arena_printf(arena, "this page cannot be read here (%s)",
					l->verdict.reason);
	default:
		return dkt_arena_printf(arena, "this page could not be reached (%s)",
					publicly(answer->outcome, l->verdict.reason));
	}
}

void dkt_say_state(struct dkt_looking *l)
{
	struct dkt_arena *arena = l->c->arena;
	const struct dkt_node *at = dkt_get(l->source, "url");
	const char *pointer = dkt_arena_printf(arena, "%s/url", l->pointer);
	bool denied = l->verdict.verdict == DKT_LIVE_DENIED;
	const char *code;

	if (l->verdict.verdict == DKT_LIVE_ALIVE)
		return;
	code = dkt_arena_printf(arena, "source.%s",
				denied ? "unreachable" : dkt_live_name(l->verdict.verdict));
	if (l->verdict.verdict == DKT_LIVE_REDIRECTED)
		find(l, DKT_INFO, code, pointer, at,
		     "the new address may be the better one to cite", state_sentence(l));
	else if (dkt_looking_has_good_copy(l))
		find(l, DKT_INFO, code, pointer, at, NULL,
		     dkt_arena_printf(arena, "%s; a good archived copy stands in for it",
				      state_sentence(l)));
	else if (dkt_get(l->source, "attested") != NULL)
		find(l, DKT_INFO, code, pointer, at, NULL,
		     dkt_arena_printf(arena,
				      "%s; somebody handed in a capture of it, which nobody but "
				      "the reviewers can check",
				      state_sentence(l)));
	else
		find(l, DKT_WARNING, code, pointer, at,
		     "add the address of an archived copy from before, if there is one",
		     state_sentence(l));
}

/* --- copies --- */

static void say_copy(struct dkt_looking *l, const struct dkt_copy *copy, const struct dkt_node *at,
		     size_t i)
{
	struct dkt_arena *arena = l->c->arena;
	enum dkt_copy_verdict verdict = dkt_streq(copy->verdict, "quote-absent")
						? DKT_COPY_QUOTE_ABSENT
						: copy->claim.verdict;
	const char *detail = copy->memento_at != NULL && verdict == DKT_COPY_OTHER_TIME
				     ? copy->memento_at
				     : publicly(copy->claim.outcome, copy->reason);

	if (verdict != DKT_COPY_GOOD)
		find(l, DKT_WARNING, dkt_arena_printf(arena, "archive.%s", copy->verdict),
		     dkt_arena_printf(arena, "%s/archives/%zu/url", l->pointer, i), at,
		     dkt_copy_hint(verdict),
		     dkt_arena_printf(arena, "%s (%s)", dkt_copy_sentence(verdict), detail));
}

void dkt_say_copies(struct dkt_looking *l)
{
	for (size_t i = 0; i < l->n_copies; i++)
		say_copy(l, &l->copies[i], dkt_get(l->copies[i].entry, "url"), i);
}

/* --- quotes --- */

/* Was there a text to look in at all? */
static bool has_text(const struct dkt_looking *l)
{
	bool any = dkt_looking_can_read(l) && l->live->page.text_size > 0;

	for (size_t i = 0; i < l->n_copies; i++)
		any = any || (l->copies[i].page != NULL && l->copies[i].page->text_size > 0);
	return any;
}

static void say_absent(struct dkt_looking *l, const struct dkt_quoting *q, const char *pointer,
		       const struct dkt_node *at)
{
	if (!q->any_text && has_text(l))
		find(l, DKT_UNCHECKED, "quote.not-checkable", pointer, at, "quote a whole sentence",
		     "the quote is too short or too long to be looked for");
	else if (!q->any_text)
		find(l, DKT_UNCHECKED, "quote.not-checkable", pointer, at,
		     "an archived copy that can be read would settle it",
		     "the quote could not be looked for: there is no text of the page to look in");
	else if (q->closest[0] != '\0')
		find(l, DKT_WARNING, "quote.near", pointer, at,
		     "use the page's own words, or paste the original if this is a translation",
		     dkt_arena_printf(
			     l->c->arena,
			     "these words do not stand there; the closest passage is \"%s\"",
			     q->closest));
	else
		find(l, DKT_WARNING, "quote.absent", pointer, at,
		     "use the page's own words; if this is a translation, paste the original as "
		     "text and keep yours as translation",
		     "these words do not stand on the page, and nothing close to them does");
}

static void say_archived(struct dkt_looking *l, const char *pointer, const struct dkt_node *at)
{
	struct dkt_arena *arena = l->c->arena;

	find(l, DKT_INFO, "quote.archived", pointer, at, NULL,
	     dkt_arena_printf(arena,
			      "%s; the archived copy of %s holds your quote, so the source still "
			      "counts",
			      dkt_looking_can_read(l)
				      ? "the live page does not hold these words any more"
				      : state_sentence(l),
			      day_of(arena, l->copies[l->best_copy].claim.time)));
}

void dkt_say_quote(struct dkt_looking *l, const struct dkt_quoting *q, const char *pointer,
		   const struct dkt_node *at)
{
	bool live = dkt_quote_passes(q->live.verdict);
	const struct dkt_quote *found = live			     ? &q->live
					: l->best_copy < l->n_copies ? &q->copies[l->best_copy]
								     : NULL;

	if (found == NULL)
		say_absent(l, q, pointer, at);
	else if (!live)
		say_archived(l, pointer, at);
	if (found != NULL && found->verdict != DKT_QUOTE_EXACT)
		find(l, DKT_INFO,
		     dkt_arena_printf(l->c->arena, "quote.%s", dkt_quote_name(found->verdict)),
		     pointer, at, NULL,
		     found->verdict == DKT_QUOTE_FOLDED
			     ? "the words stand there, with other punctuation, capitals or width"
			     : "the parts of the quote stand there, in this order");
}

/* --- sources beside each other --- */

void dkt_say_alike(struct dkt_looking *l)
{
	struct dkt_arena *arena = l->c->arena;
	const struct dkt_node *at = dkt_get(l->source, "url");
	const char *pointer = dkt_arena_printf(arena, "%s/url", l->pointer);

	/* the same publisher twice is plain to see in the record and needs no finding */
	if (l->like != NULL && dkt_streq(l->like_why, "same-text"))
		find(l, DKT_INFO, "source.same-text", pointer, at,
		     "cite the one that wrote it, or another that found it out by itself",
		     dkt_arena_printf(arena,
				      "this page has the same text as %s; the two count as one "
				      "source",
				      l->like));
	if (l->owned)
		find(l, DKT_INFO, "source.own-words", pointer, at, NULL,
		     dkt_arena_printf(arena,
				      "%s belongs to what the record describes; it does not count "
				      "as an independent source",
				      l->domain));
}
