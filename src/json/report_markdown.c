/*
 * report_markdown.c - a report as a comment on a pull request.
 *
 * Everything that a stranger wrote stands in code blocks: there neither markup nor HTML is read,
 * and code hosts turn no @name, #number, address or commit id into a link or a notice to somebody.
 * The blocks are indented ones (CommonMark 0.31, section 4.4): each line has its own four spaces,
 * so nothing in a line can end the block, which a fence of backticks could not promise without
 * growing with what it holds.
 *
 * Comments are limited (65,536 characters on GitHub), hence a cap; what it leaves out is counted,
 * and the gravest findings come first.
 */
#include <string.h>

#include "base/error.h"
#include "json/report_parts.h"
#include "json/report_print.h"

#include "base/banned.h"

#define COMMENT_MAX 60000

void dkt_markdown_block(const char *bytes, size_t size, struct dkt_buf *out)
{
	const char *end = bytes + size;

	while (bytes < end) {
		const char *feed = memchr(bytes, '\n', (size_t)(end - bytes));
		const char *stop = feed == NULL ? end : feed;

		dkt_buf_adds(out, "    ");
		dkt_add_visible(out, bytes, (size_t)(stop - bytes));
		dkt_buf_addc(out, '\n');
		bytes = feed == NULL ? end : feed + 1;
	}
}

/* The findings of one level; returns how many did not fit into what is left of the comment. */
static size_t add_level(struct dkt_buf *out, const struct dkt_report *report, enum dkt_level level,
			size_t *left)
{
	static const char *const titles[] = {[DKT_INFO] = "Remarks",
					     [DKT_UNCHECKED] = "Not checked, so not passed",
					     [DKT_WARNING] = "Warnings",
					     [DKT_ERROR] = "Errors"};
	struct dkt_buf block = DKT_BUF_INIT((size_t)1 << 26);
	struct dkt_buf text = DKT_BUF_INIT((size_t)1 << 26);
	size_t omitted = 0;

	for (size_t i = 0; i < dkt_report_size(report); i++) {
		size_t before = block.size;

		if (dkt_report_at(report, i)->level != level)
			continue;
		if (omitted == 0) {
			dkt_buf_reset(&text);
			dkt_report_text_at(report, i, &text);
			dkt_markdown_block(dkt_buf_str(&text), text.size, &block);
		}
		if (omitted > 0 || block.size > *left) {
			dkt_buf_truncate(&block, before);
			omitted++;
		}
	}
	*left = omitted > 0 ? 0 : *left - block.size;
	if (block.size > 0) {
		dkt_buf_addf(out, "\n**%s**\n\n", titles[level]);
		dkt_buf_add(out, dkt_buf_str(&block), block.size);
	}
	dkt_buf_clear(&block);
	dkt_buf_clear(&text);
	return omitted;
}

static void add_error(struct dkt_buf *out, const struct dkt_err *err)
{
	struct dkt_buf line = DKT_BUF_INIT(1 << 16);

	dkt_add_error_said(&line, err);
	dkt_buf_adds(out, "\n**The work was stopped before its end**\n\n");
	dkt_markdown_block(dkt_buf_str(&line), line.size, out);
	dkt_buf_clear(&line);
}

void dkt_report_markdown(const struct dkt_report *report, const struct dkt_report_context *context,
			 struct dkt_buf *out)
{
	static const enum dkt_level order[] = {DKT_ERROR, DKT_WARNING, DKT_UNCHECKED, DKT_INFO};
	struct dkt_buf words = DKT_BUF_INIT(256);
	size_t left = COMMENT_MAX;
	size_t omitted = 0;

	dkt_count_words(report, &words);
	dkt_buf_addf(out, "**docket %s**: %s; %zu examined.\n", context->command,
		     dkt_buf_str(&words), context->n_files);
	if (context->error != NULL)
		add_error(out, context->error);
	if (context->details != NULL && strlen(context->details) < left / 2) {
		dkt_buf_addc(out, '\n');
		dkt_buf_adds(out, context->details);
		left -= strlen(context->details);
	}
	for (size_t i = 0; i < sizeof order / sizeof order[0]; i++)
		omitted += add_level(out, report, order[i], &left);
	if (omitted > 0)
		dkt_buf_addf(out, "\n%zu more finding%s did not fit into this comment.\n", omitted,
			     omitted == 1 ? "" : "s");
	dkt_buf_clear(&words);
}
