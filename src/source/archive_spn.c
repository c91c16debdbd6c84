/*
 * archive_spn.c - what Save Page Now 2 answers, and what its codes mean for a person and for us.
 *
 * Errors come with status 200, and with a code that is the only thing to go by; the message is for
 * people and changes. Classes: what will not work for this page however often it is asked, what may
 * work later, what is a limit of the account, and "captured too often today", which means that
 * there are captures. An unknown code is never retried: hammering is how accounts are lost.
 *
 * Standard: "Save Page Now 2 Public API", revision of 2026-07.
 */
#include "source/archive_save.h"

#include <string.h>

#include "base/str.h"
#include "source/archive.h"
#include "json/doc.h"

#include "base/banned.h"

static const struct dkt_spn_code codes[] = {
	/* the page, or the address, is at fault */
	{"bad-request", DKT_SPN_NEVER, "the site refused the archive's request (400)"},
	{"blocked", DKT_SPN_NEVER, "the site blocks the archive"},
	{"blocked-url", DKT_SPN_NEVER, "the archive does not capture this address"},
	{"blocked-client-ip", DKT_SPN_NEVER, "the archive blocks our network address"},
	{"filesize-limit", DKT_SPN_NEVER, "the page is larger than the archive takes"},
	{"ftp-access-denied", DKT_SPN_NEVER, "the FTP server refused the archive"},
	{"http-version-not-supported", DKT_SPN_NEVER,
	 "the site does not speak the archive's version of HTTP (505)"},
	{"invalid-host-resolution", DKT_SPN_NEVER, "the archive finds no address for the host"},
	{"invalid-url-syntax", DKT_SPN_NEVER, "the archive cannot read the address"},
	{"method-not-allowed", DKT_SPN_NEVER, "the site refused the archive's method (405)"},
	{"network-authentication-required", DKT_SPN_NEVER,
	 "the site wants a login to its network (511)"},
	{"no-access", DKT_SPN_NEVER, "the site refused the archive (403)"},
	{"not-found", DKT_SPN_NEVER, "the archive found no page there (404)"},
	{"not-implemented", DKT_SPN_NEVER, "the site cannot answer the archive (501)"},
	{"too-many-redirects", DKT_SPN_NEVER,
	 "the page redirects more often than the archive follows"},
	{"unauthorized", DKT_SPN_NEVER, "the site wants a login (401)"},
	/* limits */
	{"max-daily-bandwidth", DKT_SPN_STOP, "the account's volume of today is used up"},
	{"max-daily-bandwidth-from-ip", DKT_SPN_STOP, "our address's volume of today is used up"},
	{"max-daily-bandwidth-host", DKT_SPN_STOP,
	 "the archive takes no more from this site today"},
	{"user-session-limit", DKT_SPN_STOP,
	 "as many captures as the account may have are under way"},
	{"too-many-daily-captures", DKT_SPN_LOOK_UP,
	 "this page was captured as often today as the archive does it"},
	/* passing faults */
	{"bad-gateway", DKT_SPN_LATER, "the site's gateway failed (502)"},
	{"bandwidth-limit-exceeded", DKT_SPN_LATER, "the site has used up its volume (509)"},
	{"browsing-timeout", DKT_SPN_LATER, "the archive's browser gave up on the page"},
	{"capture-location-error", DKT_SPN_LATER, "the archive could not store the capture"},
	{"cannot-fetch", DKT_SPN_LATER, "the archive could not fetch the page"},
	{"celery", DKT_SPN_LATER, "the archive could not begin the job"},
	{"gateway-timeout", DKT_SPN_LATER, "the site's gateway was too slow (504)"},
	{"internal-server-error", DKT_SPN_LATER, "the site failed (500)"},
	{"invalid-server-response", DKT_SPN_LATER,
	 "the site's answer made no sense to the archive"},
	{"job-failed", DKT_SPN_LATER, "the archive's job failed"},
	{"no-browsers-available", DKT_SPN_LATER, "the archive has no browser free"},
	{"proxy-error", DKT_SPN_LATER, "the archive's own proxy failed"},
	{"protocol-error", DKT_SPN_LATER, "the connection to the site broke"},
	{"read-timeout", DKT_SPN_LATER, "the site was too slow for the archive"},
	{"service-unavailable", DKT_SPN_LATER, "the site is not available at the moment (503)"},
	{"soft-time-limit-exceeded", DKT_SPN_LATER, "the capture took the archive too long"},
	{"too-many-requests", DKT_SPN_LATER, "the site asked the archive to wait (429)"},
};

static const struct dkt_spn_code unknown = {"", DKT_SPN_NEVER,
					    "the archive gave an error that is not known here"};

const struct dkt_spn_code *dkt_spn_code(const char *code)
{
	if (code == NULL)
		return &unknown;
	if (dkt_starts(code, "error:"))
		code += 6;
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
		if (dkt_streq(codes[i].code, code))
			return &codes[i];
	}
	return &unknown;
}

static const char *copied(struct dkt_arena *arena, const json_t *doc, const char *pointer,
			  const char *fallback)
{
	const char *text = dkt_doc_string(doc, pointer, NULL);

	return text == NULL ? fallback : dkt_arena_dups(arena, text);
}

static void read_status(struct dkt_arena *arena, const json_t *doc, struct dkt_spn_answer *out)
{
	const char *status = dkt_doc_string(doc, "/status", "");
	const char *stamp = dkt_doc_string(doc, "/timestamp", "");
	const char *code = copied(arena, doc, "/status_ext", "");

	if (dkt_streq(status, "pending")) {
		out->kind = DKT_SPN_PENDING;
	} else if (dkt_streq(status, "success")) {
		out->original = copied(arena, doc, "/original_url", NULL);
		if (out->original != NULL && dkt_stamp_parse(stamp, strlen(stamp), &out->time))
			out->kind = DKT_SPN_SUCCESS;
	} else if (dkt_streq(status, "error")) {
		out->kind = DKT_SPN_ERROR;
		out->code = dkt_starts(code, "error:") ? code + 6 : code;
	} else if (out->job != NULL && *status == '\0') {
		out->kind = DKT_SPN_ACCEPTED;
		out->same = strstr(out->message, "same snapshot") != NULL;
	}
}

void dkt_spn_parse(struct dkt_arena *arena, const char *bytes, size_t size,
		   struct dkt_spn_answer *out)
{
	DKT_AUTO(json) json_t *doc = NULL;
	struct dkt_err err = DKT_ERR_INIT;

	*out = (struct dkt_spn_answer){.kind = DKT_SPN_UNKNOWN, .code = "", .message = ""};
	if (dkt_doc_parse(bytes, size, "Save Page Now", &doc, &err) < 0 || !json_is_object(doc))
		return;
	out->job = copied(arena, doc, "/job_id", NULL);
	if (out->job != NULL && (*out->job == '\0' || strlen(out->job) > 200))
		out->job = NULL;
	out->message = copied(arena, doc, "/message", "");
	read_status(arena, doc, out);
}

bool dkt_spn_user_parse(const char *bytes, size_t size, struct dkt_spn_user *out)
{
	DKT_AUTO(json) json_t *doc = NULL;
	struct dkt_err err = DKT_ERR_INIT;

	if (dkt_doc_parse(bytes, size, "Save Page Now", &doc, &err) < 0 ||
	    !json_is_integer(dkt_doc_get(doc, "/available")))
		return false;
	*out = (struct dkt_spn_user){.available = dkt_doc_int(doc, "/available", 0),
				     .processing = dkt_doc_int(doc, "/processing", 0),
				     .daily = dkt_doc_int(doc, "/daily_captures", 0),
				     .daily_limit = dkt_doc_int(doc, "/daily_captures_limit", 0)};
	return true;
}
