/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_LOG_H
#define GW_HTTP_LOG_H

/*
 * The server's log: JSON objects, one a line. Lines are handed to a thread of the log's own, so
 * that whoever reads them slowly holds up no request; what then finds no room is counted. All calls
 * but create take NULL and do nothing, from any thread.
 */

#include "base/error.h"
#include "store/tokens.h"

#include <stddef.h>
#include <stdint.h>

struct gw_log;

enum gw_log_what {
	GW_LOG_NONE,
	GW_LOG_ERRORS, /* what went wrong inside: replies of 500 and above with their cause */
	GW_LOG_REQUESTS, /* every request too */
};

/* "none", "errors", "requests". */
bool gw_log_parse(const char *text, enum gw_log_what *out);

/* Writes to fd, which is borrowed. GW_ENOMEM, also when there is no thread to be had. */
enum gw_status gw_log_create(
	struct gw_log **out, int fd, enum gw_log_what what, struct gw_error *err);

/* Writes what it still holds, then ends. */
void gw_log_destroy(struct gw_log *log);

/* A request that was answered. Texts may be NULL but for method and path. */
struct gw_log_request {
	const char *id, *method;
	const char *route; /* the pattern; NULL: there is none for it */
	const char *path, *query; /* raw; what looks like a token is not written */
	unsigned status;
	uint64_t bytes, microseconds;
	enum gw_role role;
	const char *who, *address;
	const struct gw_error *error; /* what lies behind a 5xx; or NULL */
};
void gw_log_request(struct gw_log *log, const struct gw_log_request *request);

/* What went wrong beside all requests, such as a style that cannot be read any more. */
void gw_log_error(struct gw_log *log, const struct gw_error *err);

/* What may be worth knowing, such as that the server stops. With GW_LOG_REQUESTS only. */
void gw_log_note(struct gw_log *log, const char *text);

/* Lines that found no room so far. */
uint64_t gw_log_dropped(const struct gw_log *log);

#endif
