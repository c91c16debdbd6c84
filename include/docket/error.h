/*
 * error.h - something that went wrong with us: disk, network, repository, a bug.
 *
 * An error is never about a submission; what a person should mend in a submission is a finding
 * (docket/report.h). The first cause wins; callers add what they were doing as notes.
 */
#ifndef DOCKET_ERROR_H
#define DOCKET_ERROR_H

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define DKT_MUST_CHECK	 __attribute__((warn_unused_result))
#define DKT_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define DKT_EXPORT	 __attribute__((visibility("default")))
#else
#define DKT_MUST_CHECK
#define DKT_PRINTF(f, a)
#define DKT_EXPORT
#endif

/* What kind of thing failed. base/error.c maps each to an exit status and an HTTP status. */
enum dkt_code {
	DKT_OK = 0,
	DKT_EUSAGE,    /* the caller asked for something that makes no sense */
	DKT_ENOENT,    /* a file, record, submission or version that does not exist */
	DKT_EEXIST,    /* something of that name is there already */
	DKT_EIO,       /* the file system said no */
	DKT_EFULL,     /* no space left */
	DKT_ELIMIT,    /* larger, deeper or slower than we accept */
	DKT_EBUSY,     /* somebody else holds the lock */
	DKT_EMOVED,    /* a branch or ref moved under our feet */
	DKT_ESTATE,    /* the move is not allowed from this state, or not by this person */
	DKT_EFORMAT,   /* a document of our own (configuration, queue) is not what it must be */
	DKT_ENET,      /* the network */
	DKT_EGIT,      /* git objects or refs */
	DKT_ESQL,      /* the index */
	DKT_EFINDINGS, /* refused because of findings; the report has them */
	DKT_EBUG       /* a promise inside Docket was broken */
};

/* One error of fixed size: nothing to free, safe on the stack. Start with DKT_ERR_INIT. */
struct dkt_err {
	enum dkt_code code;
	char text[512];	 /* one line, lower case, no full stop */
	char where[256]; /* JSON pointer, path or URL; "" when none */
	char notes[512]; /* what the callers were doing, innermost first, joined by ", " */
	char hint[512];	 /* what to do about it; "" when nothing is known */
	const char *file;
	int line;
};

#define DKT_ERR_INIT                                                                               \
	{                                                                                          \
		.code = DKT_OK                                                                     \
	}

/* The exit status of the program for this code: 1 findings, 2 usage, 3 could not do it. */
DKT_EXPORT int dkt_code_exit(enum dkt_code code);

/* The HTTP status for this code, 400 to 507. */
DKT_EXPORT int dkt_code_http(enum dkt_code code);

/* A stable word for machines: "io", "busy", ... */
DKT_EXPORT const char *dkt_code_name(enum dkt_code code);

#ifdef __cplusplus
}
#endif
#endif
