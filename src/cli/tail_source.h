/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_TAIL_SOURCE_H
#define GW_CLI_TAIL_SOURCE_H

/* Where events are followed: a server's /v1/events, or a database itself. */

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct gw_sse;

struct gw_tail_options {
	const char *token_file; /* or NULL */
	const char *kinds; /* "report,step" */
	int64_t since; /* -1: from now on */
	bool (*has_ended)(void); /* asked several times a second */
	void (*remark)(const char *text); /* such as that the connection broke */
};

bool gw_tail_is_url(const char *source);

/*
 * Both feed sse until options->has_ended, which is GW_OK, or something fails that does not mend by
 * itself: GW_EINVAL, GW_ENOTFOUND, GW_EIO, GW_ENOMEM, what sse->on_event returns.
 */

/* Comes back behind sse->last_id when the connection breaks, at longer and longer intervals. */
enum gw_status gw_tail_url(const char *url, const struct gw_tail_options *options,
	struct gw_sse *sse, struct gw_error *err);
enum gw_status gw_tail_database(const char *path, const struct gw_tail_options *options,
	struct gw_sse *sse, struct gw_error *err);

#endif
