/*
 * kw_string.c - length in code points, pattern, format.
 */
#include "base/str.h"
#include "base/utf8.h"
#include "schema/eval.h"
#include "schema/keyword.h"
#include "schema/number.h"

void dkt_kw_length(struct dkt_keyword_use *use)
{
	bool min = dkt_streq(use->name, "minLength");
	size_t limit;

	if (!dkt_number_count(use->value, &limit)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL,
			      "\"%s\" is a whole number, 0 or greater", use->name);
		return;
	}
	dkt_use_emit(use, min ? DKT_OP_MIN_LENGTH : DKT_OP_MAX_LENGTH, DKT_BIT(DKT_STRING))
		->as.limit = limit;
}

enum dkt_verdict dkt_step_length(struct dkt_run *run, const struct dkt_insn *insn,
				 const struct dkt_node *value, struct dkt_marks *marks)
{
	size_t limit = insn->as.limit;

	bool max = insn->op == DKT_OP_MAX_LENGTH;
	size_t count;

	(void)marks;
	/* A code point has one to four bytes: often the bytes decide. */
	if (max ? value->size <= limit : value->size / 4 >= limit)
		return DKT_PASSES;
	if (max ? value->size / 4 > limit : value->size < limit)
		return DKT_FAILS;
	if (!dkt_run_charge(run, value->size / 64))
		return DKT_UNSURE;
	count = dkt_utf8_count(value->as.bytes, value->size);
	return dkt_verdict_of(max ? count <= limit : count >= limit);
}

void dkt_kw_pattern(struct dkt_keyword_use *use)
{
	struct dkt_pattern *pattern;

	if (!dkt_is(use->value, DKT_STRING)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"pattern\" is a string, not %s",
			      dkt_kind_name(use->value));
		return;
	}
	pattern = DKT_NEW(dkt_compiler_arena(use->compiler), struct dkt_pattern);
	pattern->source = use->value->as.bytes;
	pattern->regex = dkt_use_regex(use, use->value->as.bytes, use->value->size);
	dkt_use_emit(use, DKT_OP_PATTERN, DKT_BIT(DKT_STRING))->as.pattern = pattern;
}

enum dkt_verdict dkt_step_pattern(struct dkt_run *run, const struct dkt_insn *insn,
				  const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)marks;
	return dkt_run_match(run, insn->as.pattern->regex, value->as.bytes, value->size);
}

static const char *format_hint(struct dkt_keyword_use *use, const char *meant)
{
	return meant == NULL ? NULL
			     : dkt_arena_printf(dkt_compiler_arena(use->compiler),
						"did you mean \"%s\"?", meant);
}

void dkt_kw_format(struct dkt_keyword_use *use)
{
	unsigned kinds = DKT_BIT(DKT_STRING);
	const struct dkt_format *format;

	if (!dkt_is(use->value, DKT_STRING)) {
		dkt_use_fault(use, DKT_ERROR, "value", NULL, "\"format\" is a string, not %s",
			      dkt_kind_name(use->value));
		return;
	}
	format = dkt_format_find(use->value->as.bytes, use->value->size);
	if (format == NULL) {
		dkt_use_fault(use, DKT_INFO, "unknown-format",
			      format_hint(use, dkt_format_meant(use->value->as.bytes)),
			      "the format \"%.60s\" is not known and is not checked",
			      use->value->as.bytes);
		return;
	}
	if ((use->sub->resource->vocabularies & DKT_VOCABULARY_FORMAT_ASSERTION) != 0)
		kinds |= DKT_BIT_ASSERTED;
	dkt_use_emit(use, DKT_OP_FORMAT, kinds)->as.format = format;
}

enum dkt_verdict dkt_step_format(struct dkt_run *run, const struct dkt_insn *insn,
				 const struct dkt_node *value, struct dkt_marks *marks)
{
	(void)marks;
	if (!run->assert_formats && (insn->kinds & DKT_BIT_ASSERTED) == 0)
		return DKT_PASSES;
	if (!dkt_run_charge(run, value->size / 64))
		return DKT_UNSURE;
	return dkt_verdict_of(insn->as.format->check(value->as.bytes, value->size));
}
