/*
 * report.c - findings with their places, in memory of their own.
 *
 * A report of one submission has a few findings; one over a whole dataset thousands of files with
 * none. Findings are added in the order of the checks, not of the text, and a hostile text can be
 * one line of 64 MiB, so line and column of an offset must not cost a walk from the start each
 * time: every 64 KiB passed on the way the state of the count is kept (1,024 such marks at most),
 * and a place is counted from the mark before it.
 */
#include "json/report.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/str.h"
#include "base/utf8.h"
#include "json/pointer.h"
#include "json/sentence.h"

#define MARK_EVERY     ((size_t)1 << 16)
#define EXCERPT_BEFORE 240 /* bytes kept before the place and behind it: 60 characters at least */
#define EXCERPT_BEHIND 240

/* The count at one offset of the current file. */
struct mark {
	size_t line_start;
	unsigned line;
	unsigned column;
};

/* What is known of one file, also when it is no longer the current one. */
struct file {
	const char *name;
	size_t n_kept;
	size_t n_more[DKT_ERROR + 1]; /* not kept, by level */
	size_t more_at;		      /* index of its closing finding, or DKT_NOWHERE */
	char more[120];		      /* the sentence of that finding */
};

struct kept {
	struct dkt_finding finding;
	struct dkt_excerpt excerpt;
	size_t serial;	   /* order of adding, for a stable sort */
	struct file *more; /* the file whose closing finding this is, or NULL */
};

struct dkt_report {
	struct dkt_arena *arena;
	struct kept *items;
	size_t n;
	size_t room;
	size_t count[DKT_ERROR + 1];
	enum dkt_language language;
	struct dkt_map files;
	struct file *file;
	const char *prefix;
	const char *bytes;
	size_t size;
	struct mark *marks; /* of offsets 0, MARK_EVERY, ... as far as counted */
	size_t n_marks;
	size_t marks_room;
};

struct dkt_report *dkt_report_new(void)
{
	struct dkt_report *report = calloc(1, sizeof *report);

	if (report == NULL)
		dkt_oom();
	report->arena = dkt_arena_new();
	dkt_report_file(report, "", NULL, 0, NULL);
	return report;
}

void dkt_report_free(struct dkt_report *report)
{
	if (report == NULL)
		return;
	dkt_map_clear(&report->files);
	dkt_arena_free(report->arena);
	free(report->items);
	free(report->marks);
	free(report);
}

void dkt_report_set_language(struct dkt_report *report, const char *tag)
{
	report->language = DKT_ENGLISH;
	(void)dkt_language_find(tag, &report->language);
}

enum dkt_language dkt_report_language(const struct dkt_report *report)
{
	return report->language;
}

struct dkt_report *dkt_report_new_part(const struct dkt_report *report)
{
	struct dkt_report *part = dkt_report_new();

	part->language = report->language;
	return part;
}

static void *grown(void *old, size_t n, size_t *room, size_t item_size)
{
	if (n < *room)
		return old;
	*room = *room == 0 ? 16 : *room * 2;
	old = reallocarray(old, *room, item_size);
	if (old == NULL)
		dkt_oom();
	return old;
}

/* A copy that is UTF-8, whatever the bytes are, and at most max bytes long. */
static const char *keep(struct dkt_arena *arena, const char *bytes, size_t size, size_t max)
{
	struct dkt_buf out = DKT_BUF_INIT(SIZE_MAX / 4);
	bool cut = size > max;
	const char *copy;

	if (cut)
		size = dkt_utf8_cut(bytes, size, max);
	if (!cut && dkt_utf8_valid(bytes, size, NULL))
		return dkt_arena_dup(arena, bytes, size);
	for (size_t at = 0; at < size;)
		dkt_utf8_add(&out, dkt_utf8_next(bytes, size, &at));
	if (cut)
		dkt_buf_adds(&out, "\xE2\x80\xA6");
	copy = dkt_arena_dup(arena, dkt_buf_str(&out), out.size);
	dkt_buf_clear(&out);
	return copy;
}

static const char *keeps(struct dkt_arena *arena, const char *string)
{
	return keep(arena, string, strlen(string), SIZE_MAX);
}

/* A key can be as long as a text, and 200 findings would each keep it. */
static const char *keep_short(struct dkt_arena *arena, const char *string)
{
	return keep(arena, string, strlen(string), DKT_POINTER_MAX);
}

static struct file *file_named(struct dkt_report *report, const char *name)
{
	struct file *file = dkt_map_get(&report->files, name, strlen(name));

	if (file != NULL)
		return file;
	file = DKT_NEW(report->arena, struct file);
	file->name = keeps(report->arena, name);
	file->more_at = DKT_NOWHERE;
	/* the key is what the caller said, even where it is not UTF-8 */
	name = dkt_arena_dups(report->arena, name);
	(void)dkt_map_put(&report->files, name, strlen(name), file);
	return file;
}

void dkt_report_file(struct dkt_report *report, const char *file, const char *bytes, size_t size,
		     const char *prefix)
{
	report->file = file_named(report, file);
	report->bytes = bytes;
	report->size = bytes == NULL ? 0 : size;
	report->prefix = prefix == NULL ? "" : dkt_arena_dups(report->arena, prefix);
	report->n_marks = 0;
}

/* --- places -------------------------------------------------------------------------------------
 */

/* Move the count from one offset to a later one. */
static void count_on(const struct dkt_report *report, struct mark *mark, size_t from, size_t to)
{
	const char *at = report->bytes + from;
	const char *end = report->bytes + to;
	const char *feed;

	while (at < end && (feed = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at = feed + 1;
		mark->line++;
		mark->column = 1;
		mark->line_start = (size_t)(at - report->bytes);
	}
	mark->column += (unsigned)dkt_utf8_count(at, (size_t)(end - at));
}

static struct mark place_of(struct dkt_report *report, size_t offset)
{
	size_t nearest = offset / MARK_EVERY;
	struct mark mark = {.line = 1, .column = 1};

	while (report->n_marks <= nearest) {
		size_t n = report->n_marks;

		if (n > 0) {
			mark = report->marks[n - 1];
			count_on(report, &mark, (n - 1) * MARK_EVERY, n * MARK_EVERY);
		}
		report->marks = grown(report->marks, n, &report->marks_room, sizeof mark);
		report->marks[report->n_marks++] = mark;
	}
	mark = report->marks[nearest];
	count_on(report, &mark, nearest * MARK_EVERY, offset);
	return mark;
}

/* Is this byte in the middle of a character? */
static bool is_tail(char c)
{
	return ((unsigned char)c & 0xC0U) == 0x80U;
}

static struct dkt_excerpt excerpt_at(struct dkt_report *report, size_t line_start, size_t offset)
{
	size_t from = offset - line_start > EXCERPT_BEFORE ? offset - EXCERPT_BEFORE : line_start;
	size_t left = report->size - offset;
	size_t limit = offset + (left > EXCERPT_BEHIND ? EXCERPT_BEHIND : left);
	size_t to = offset;
	struct dkt_excerpt out = {0};
	size_t caret;

	while (from > line_start && from < offset && is_tail(report->bytes[from]))
		from++;
	while (to < limit && report->bytes[to] != '\n' && report->bytes[to] != '\r')
		to++;
	out.cut_left = from > line_start;
	out.cut_right = to == limit && to < report->size && report->bytes[to] != '\n' &&
			report->bytes[to] != '\r';
	while (out.cut_right && to > offset && is_tail(report->bytes[to]))
		to--;
	/* bad bytes grow when they become U+FFFD, so the caret is measured in what is kept */
	caret = strlen(keep(report->arena, report->bytes + from, offset - from, SIZE_MAX));
	out.bytes = keep(report->arena, report->bytes + from, to - from, SIZE_MAX);
	out.size = strlen(out.bytes);
	out.caret = caret < out.size ? caret : out.size;
	return out;
}

static void set_place(struct dkt_report *report, size_t offset, struct kept *kept)
{
	struct mark mark;

	kept->finding.offset = offset;
	if (offset == DKT_NOWHERE || report->bytes == NULL)
		return;
	if (offset > report->size)
		offset = report->size;
	mark = place_of(report, offset);
	kept->finding.line = mark.line;
	kept->finding.column = mark.column;
	kept->excerpt = excerpt_at(report, mark.line_start, offset);
}

/* --- adding -------------------------------------------------------------------------------------
 */

static struct kept *push(struct dkt_report *report)
{
	struct kept *kept;

	report->items = grown(report->items, report->n, &report->room, sizeof *report->items);
	kept = &report->items[report->n];
	memset(kept, 0, sizeof *kept);
	kept->serial = report->n++;
	return kept;
}

static const char *relative(struct dkt_report *report, const char *pointer)
{
	const char *prefix = report->prefix;

	if (prefix[0] == '\0')
		return keep_short(report->arena, pointer);
	if (dkt_pointer_under(pointer, prefix))
		return keep_short(report->arena, pointer + strlen(prefix));
	return dkt_arena_printf(report->arena, "envelope:%s", keep_short(report->arena, pointer));
}

/* The closing finding of the current file says how many were not kept. */
static void count_more(struct dkt_report *report, enum dkt_level level)
{
	struct file *file = report->file;
	char numbers[2][24];
	const char *const args[2] = {numbers[0], numbers[1]};
	struct dkt_buf out = DKT_BUF_INIT(sizeof file->more - 1);
	size_t total = 0;
	struct dkt_finding *finding;
	struct kept *kept;

	file->n_more[level]++;
	if (file->more_at == DKT_NOWHERE) {
		file->more_at = report->n;
		kept = push(report);
		kept->more = file;
		finding = &kept->finding;
		finding->code = "report.more";
		finding->file = file->name;
		finding->pointer = "";
		finding->offset = DKT_NOWHERE;
		finding->hint = dkt_json_sentence(DKT_JSON_MEND_FIRST)->in[report->language];
		finding->sentence = file->more;
		finding->level = level;
	}
	finding = &report->items[file->more_at].finding;
	if (level > finding->level)
		finding->level = level;
	for (size_t i = 0; i <= DKT_ERROR; i++)
		total += file->n_more[i];
	(void)snprintf(numbers[0], sizeof numbers[0], "%zu", total);
	(void)snprintf(numbers[1], sizeof numbers[1], "%zu", file->n_more[DKT_ERROR]);
	dkt_sentence_fill(dkt_json_sentence(DKT_JSON_MORE), report->language, args, 2, &out);
	(void)snprintf(file->more, sizeof file->more, "%s", dkt_buf_str(&out));
	dkt_buf_clear(&out);
}

__attribute__((format(printf, 2, 0))) static const char *formatted(struct dkt_arena *arena,
								   const char *format, va_list args)
{
	char fixed[DKT_SENTENCE_MAX + 8];
	// NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): the caller started args
	int size = vsnprintf(fixed, sizeof fixed, format, args);

	return size < 0 ? "" : keep(arena, fixed, strlen(fixed), DKT_SENTENCE_MAX);
}

void dkt_report_add(struct dkt_report *report, enum dkt_level level, const char *code,
		    const char *pointer, size_t offset, const char *hint, const char *format, ...)
{
	struct kept *kept;
	va_list args;

	report->count[level]++;
	if (report->file->n_kept == DKT_REPORT_MAX ||
	    (report->n >= DKT_REPORT_FULL && report->file->n_kept > 0)) {
		count_more(report, level);
		return;
	}
	report->file->n_kept++;
	kept = push(report);
	kept->finding.level = level;
	kept->finding.code = keeps(report->arena, code);
	kept->finding.file = report->file->name;
	kept->finding.pointer = relative(report, pointer);
	kept->finding.hint = hint == NULL ? "" : keep_short(report->arena, hint);
	set_place(report, offset, kept);
	va_start(args, format);
	kept->finding.sentence = formatted(report->arena, format, args);
	va_end(args);
}

static void append_one(struct dkt_report *report, const struct kept *from)
{
	struct dkt_arena *arena = report->arena;
	struct kept *kept = push(report);
	size_t serial = kept->serial;

	*kept = *from;
	kept->serial = serial;
	kept->more = NULL;
	kept->finding.code = keeps(arena, from->finding.code);
	kept->finding.file = keeps(arena, from->finding.file);
	kept->finding.pointer = keeps(arena, from->finding.pointer);
	kept->finding.sentence = keeps(arena, from->finding.sentence);
	kept->finding.hint = keeps(arena, from->finding.hint);
	if (from->excerpt.bytes != NULL)
		kept->excerpt.bytes = dkt_arena_dup(arena, from->excerpt.bytes, from->excerpt.size);
}

void dkt_report_append(struct dkt_report *report, const struct dkt_report *other)
{
	size_t n = other->n;

	for (size_t i = 0; i < n; i++)
		append_one(report, &other->items[i]);
	for (size_t i = 0; i <= DKT_ERROR; i++)
		report->count[i] += other->count[i];
}

/* --- reading ------------------------------------------------------------------------------------
 */

size_t dkt_report_count(const struct dkt_report *report, enum dkt_level level)
{
	return report->count[level];
}

size_t dkt_report_size(const struct dkt_report *report)
{
	return report->n;
}

const struct dkt_finding *dkt_report_at(const struct dkt_report *report, size_t i)
{
	return i < report->n ? &report->items[i].finding : NULL;
}

struct dkt_excerpt dkt_report_excerpt(const struct dkt_report *report, size_t i)
{
	struct dkt_excerpt none = {0};

	return i < report->n ? report->items[i].excerpt : none;
}

const char *dkt_level_name(enum dkt_level level)
{
	static const char *const names[] = {[DKT_INFO] = "info",
					    [DKT_UNCHECKED] = "unchecked",
					    [DKT_WARNING] = "warning",
					    [DKT_ERROR] = "error"};

	return names[level];
}

static int by_place(const void *a, const void *b)
{
	const struct kept *left = a;
	const struct kept *right = b;
	bool left_more = dkt_streq(left->finding.code, "report.more");
	bool right_more = dkt_streq(right->finding.code, "report.more");
	int order = strcmp(left->finding.file, right->finding.file);

	if (order != 0)
		return order;
	if (left_more != right_more)
		return left_more - right_more;
	if (left->finding.offset != right->finding.offset)
		return left->finding.offset < right->finding.offset ? -1 : 1;
	order = strcmp(left->finding.code, right->finding.code);
	return order != 0 ? order : (left->serial > right->serial) - (left->serial < right->serial);
}

void dkt_report_sort(struct dkt_report *report)
{
	if (report->n > 1)
		qsort(report->items, report->n, sizeof *report->items, by_place);
	/* the closing findings moved: find them again, so that more can be added */
	for (size_t i = 0; i < report->n; i++) {
		if (report->items[i].more != NULL)
			report->items[i].more->more_at = i;
		report->items[i].serial = i;
	}
}
