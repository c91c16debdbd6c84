/*
 * archive_save.h - have a page captured by Save Page Now 2, and do not believe it before it can be
 * read back.
 *
 * A job of minutes to days: submit, ask for the status with growing waits, then look for the
 * capture until it is there. Between two steps it is a small JSON, so that it survives the process.
 * It never holds the keys.
 *
 * Standard: the Internet Archive's "Save Page Now 2 Public API".  Floor: source.
 */
#ifndef SOURCE_ARCHIVE_SAVE_H
#define SOURCE_ARCHIVE_SAVE_H

#include "source/archive_step.h"
#include "source/memento.h"

enum dkt_save_state {
	DKT_SAVE_SUBMIT,      /* to be handed in */
	DKT_SAVE_POLL,	      /* handed in; the archive works on it */
	DKT_SAVE_UNCONFIRMED, /* the archive says that it is done; not read back yet */
	DKT_SAVE_SEARCH,      /* the archive says that it failed, or nothing: is there a capture? */
	DKT_SAVE_SAVED,	      /* read back: `capture` is there */
	DKT_SAVE_FAILED
};

/* The keys of an account at archive.org. Never written anywhere. */
struct dkt_save_keys {
	const char *access;
	const char *secret;
};

/* From DOCKET_IA_KEY and DOCKET_IA_SECRET; false when one is missing or holds more than letters,
 * digits, '-', '_' and '.'. Borrowed from the environment. */
bool dkt_save_keys_get(struct dkt_save_keys *out);

struct dkt_save {
	const struct dkt_archive_site *site;
	const struct dkt_save_keys *keys; /* borrowed; NULL or empty: failed at once */
	enum dkt_save_state state;
	const char *url;
	const char *job;	    /* as the archive calls it, or NULL */
	int64_t begun;		    /* first handed in, seconds since 1970; 0: not yet */
	int64_t due;		    /* nothing before then */
	unsigned submits;	    /* handed in how often */
	unsigned polls;		    /* of this job */
	unsigned confirms;	    /* looked for how often */
	unsigned fresh_s;	    /* a capture not older than this is enough; 0: a new one */
	const char *code;	    /* the last "error:..." without its prefix; or NULL */
	const char *reason;	    /* what people read; never NULL */
	int64_t stop_until;	    /* no more saving at this archive before then; 0: go on */
	struct dkt_memento capture; /* url is NULL until there is one */
};

void dkt_save_begin(struct dkt_save *save, struct dkt_arena *arena,
		    const struct dkt_archive_site *site, const struct dkt_save_keys *keys,
		    const char *url);

dkt_next_fn dkt_save_next; /* self: struct dkt_save; DKT_STEP_DONE in SAVED and FAILED */
dkt_take_fn dkt_save_take;
struct dkt_talk dkt_save_talk(struct dkt_save *save);

/* "submit", "poll", "saved_unconfirmed", "search", "saved", "failed" */
const char *dkt_save_state_name(enum dkt_save_state state);

/* The state as JSON (a new reference) and back; site and keys come from the caller. */
json_t *dkt_save_json(const struct dkt_save *save);
bool dkt_save_read(struct dkt_arena *arena, const struct dkt_archive_site *site,
		   const struct dkt_save_keys *keys, const json_t *json, struct dkt_save *out);

/* --- what the service answers --- */

enum dkt_spn_retry {
	DKT_SPN_NEVER,	/* it will not work for this page */
	DKT_SPN_LATER,	/* a passing fault: hand it in again */
	DKT_SPN_STOP,	/* a limit of the account or address: no more saving until later */
	DKT_SPN_LOOK_UP /* there are captures of today already */
};

struct dkt_spn_code {
	const char *code; /* "no-access", as in "error:no-access" */
	enum dkt_spn_retry retry;
	const char *sentence; /* "the site refused the archive (403)" */
};

/* The row of a code, with or without "error:"; unknown codes have a row of their own (never). */
const struct dkt_spn_code *dkt_spn_code(const char *code);

enum dkt_spn_kind {
	DKT_SPN_ACCEPTED,
	DKT_SPN_PENDING,
	DKT_SPN_SUCCESS,
	DKT_SPN_ERROR,
	DKT_SPN_UNKNOWN
};

struct dkt_spn_answer {
	enum dkt_spn_kind kind;
	const char *job;      /* or NULL */
	const char *original; /* SUCCESS: after redirects */
	int64_t time;	      /* SUCCESS */
	const char *code;     /* ERROR: without "error:"; "" when it is not said */
	const char *message;  /* or "" */
	bool same;	      /* ACCEPTED: "The same snapshot had been made ..." */
};

/* Read an answer of /save or /save/status/<job>. Never fails: what is no such answer is UNKNOWN. */
void dkt_spn_parse(struct dkt_arena *arena, const char *bytes, size_t size,
		   struct dkt_spn_answer *out);

/* The account's state, /save/status/user: false when it is no such answer. */
struct dkt_spn_user {
	int64_t available; /* captures that may be begun now */
	int64_t processing;
	int64_t daily;
	int64_t daily_limit; /* 0: not said */
};
bool dkt_spn_user_parse(const char *bytes, size_t size, struct dkt_spn_user *out);

#endif
