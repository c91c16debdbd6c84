/*
 * story.h - commit messages: the sentence that a person reads and the trailers that a machine
 * reads.
 *
 *   received: a data centre in Port Ansel
 *
 *   (what the person wrote, if anything)
 *
 *   Docket-Event: received
 *   Docket-State: received
 *   Docket-Actor: A. Reader
 *   Docket-Revision: 1
 *
 * Only the last paragraph holds trailers, and there always is one, so nothing that a person writes
 * can pass for one.
 *
 * Floor: record.
 */
#ifndef RECORD_STORY_H
#define RECORD_STORY_H

#include "base/arena.h"
#include "base/buf.h"
#include "record/config.h"
#include "record/states.h"
#include "record/submission.h"

#define DKT_MAX_MESSAGE ((size_t)65536)

struct dkt_trailer {
	const char *name;
	const char *
		value; /* one line; control characters become spaces. NULL leaves the trailer out */
};

/*
 * Write a message. sentence: one line. body: what a person wrote, or NULL; control characters but
 * line feeds go, the text is cut at 16 KiB. At least one trailer.
 */
void dkt_story_write(struct dkt_buf *out, const char *sentence, const char *body,
		     const struct dkt_trailer *trailers, size_t n);

/* The value of the last trailer of that name in the message's last paragraph, or NULL. */
const char *dkt_story_trailer(struct dkt_arena *arena, const char *message, const char *name);

/* The paragraphs between the first line and the trailers, or "". */
const char *dkt_story_body(struct dkt_arena *arena, const char *message);

/* The first line. */
const char *dkt_story_sentence(struct dkt_arena *arena, const char *message);

/* The state that the message's Docket-State names, or DKT_NONE. */
enum dkt_state dkt_story_state(struct dkt_arena *arena, const char *message);

/*
 * The subject of a commit on main: "add presence: TITLE (ID)", in Chinese where that is the title's
 * language. Titles are cut to 120 characters.
 */
void dkt_story_subject(struct dkt_buf *out, enum dkt_submission_kind kind,
		       const struct dkt_config *config, const struct dkt_collection *collection,
		       const char *title, const char *tag, const char *id);

#endif
