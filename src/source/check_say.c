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
#include "source/sentence.h"

#include "base/banned.h"

static size_t offset_of(const struct dkt_node *node)
{
	return node == NULL || node->offset == DKT_MADE ? DKT_NOWHERE : node->offset;
}

static void find(struct dkt_looking *l, enum dkt_level level, const char *code, const char *pointer,
		 const struct dkt_node *at, enum dkt_source_words hint, const char *sentence)
{
	dkt_source_finding(l->c->arena, l->c->work.report, level, code, pointer, offset_of(at),
			   hint, sentence);
}

/* In the language of the report. */
static const char *say(struct dkt_looking *l, enum dkt_source_words words, const char *arg0,
		       const char *arg1)
{
	return dkt_source_say(l->c->arena, dkt_report_language(l->c->work.report), words, arg0,
			      arg1);
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
	const struct dkt_answer *answer = &l->live->answer;

	switch (l->verdict.verdict) {
	case DKT_LIVE_REDIRECTED:
		return say(l, DKT_SRC_MOVED, answer->final_url, NULL);
	case DKT_LIVE_MOVED_HOME:
		return say(l, DKT_SRC_MOVED_HOME, NULL, NULL);
	case DKT_LIVE_SOFT_GONE:
		return say(l, DKT_SRC_SOFT_GONE, NULL, NULL);
	case DKT_LIVE_GONE:
		return say(l, DKT_SRC_GONE, dkt_arena_printf(l->c->arena, "%ld", answer->status),
			   NULL);
	case DKT_LIVE_BLOCKED:
		return say(l, DKT_SRC_BLOCKED, l->verdict.reason, NULL);
	case DKT_LIVE_UNREADABLE:
		return say(l, DKT_SRC_UNREADABLE, l->verdict.reason, NULL);
	default:
		return say(l, DKT_SRC_UNREACHABLE, publicly(answer->outcome, l->verdict.reason),
			   NULL);
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
		find(l, DKT_INFO, code, pointer, at, DKT_SRC_BETTER_ADDRESS, state_sentence(l));
	else if (dkt_looking_has_good_copy(l))
		find(l, DKT_INFO, code, pointer, at, DKT_SRC_NOTHING,
		     say(l, DKT_SRC_STANDS_IN, state_sentence(l), NULL));
	else if (dkt_get(l->source, "attested") != NULL)
		find(l, DKT_INFO, code, pointer, at, DKT_SRC_NOTHING,
		     say(l, DKT_SRC_HANDED_IN, state_sentence(l), NULL));
	else
		find(l, DKT_WARNING, code, pointer, at, DKT_SRC_ADD_COPY, state_sentence(l));
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
		     say(l, DKT_SRC_COPY_BECAUSE, say(l, dkt_copy_sentence(verdict), NULL, NULL),
			 detail));
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
		find(l, DKT_UNCHECKED, "quote.not-checkable", pointer, at, DKT_SRC_QUOTE_SENTENCE,
		     say(l, DKT_SRC_QUOTE_SIZE, NULL, NULL));
	else if (!q->any_text)
		find(l, DKT_UNCHECKED, "quote.not-checkable", pointer, at, DKT_SRC_QUOTE_WANTS_COPY,
		     say(l, DKT_SRC_QUOTE_NO_TEXT, NULL, NULL));
	else if (q->closest[0] != '\0')
		find(l, DKT_WARNING, "quote.near", pointer, at, DKT_SRC_QUOTE_OWN_WORDS,
		     say(l, DKT_SRC_QUOTE_NEAR, q->closest, NULL));
	else
		find(l, DKT_WARNING, "quote.absent", pointer, at, DKT_SRC_QUOTE_TRANSLATION,
		     say(l, DKT_SRC_QUOTE_ABSENT, NULL, NULL));
}

static void say_archived(struct dkt_looking *l, const char *pointer, const struct dkt_node *at)
{
	struct dkt_arena *arena = l->c->arena;

	find(l, DKT_INFO, "quote.archived", pointer, at, DKT_SRC_NOTHING,
	     say(l, DKT_SRC_QUOTE_ARCHIVED,
		 dkt_looking_can_read(l) ? say(l, DKT_SRC_QUOTE_CHANGED, NULL, NULL)
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
		     pointer, at, DKT_SRC_NOTHING,
		     say(l,
			 found->verdict == DKT_QUOTE_FOLDED ? DKT_SRC_QUOTE_FOLDED
							    : DKT_SRC_QUOTE_PARTS,
			 NULL, NULL));
}

/* --- sources beside each other --- */

void dkt_say_alike(struct dkt_looking *l)
{
	struct dkt_arena *arena = l->c->arena;
	const struct dkt_node *at = dkt_get(l->source, "url");
	const char *pointer = dkt_arena_printf(arena, "%s/url", l->pointer);

	/* the same publisher twice is plain to see in the record and needs no finding */
	if (l->like != NULL && dkt_streq(l->like_why, "same-text"))
		find(l, DKT_INFO, "source.same-text", pointer, at, DKT_SRC_CITE_AUTHOR,
		     say(l, DKT_SRC_SAME_TEXT, l->like, NULL));
	if (l->owned)
		find(l, DKT_INFO, "source.own-words", pointer, at, DKT_SRC_NOTHING,
		     say(l, DKT_SRC_OWN_WORDS, l->domain, NULL));
}
