/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_SSE_H
#define GW_CLI_SSE_H

/* Reads server-sent events (HTML Living Standard, 9.2.6) from bytes as they come. */

#include "base/buf.h"
#include "base/error.h"

#include <stdint.h>

struct gw_sse {
	/* Told of each event with data. Texts hold until it returns. */
	enum gw_status (*on_event)(
		void *context, const char *event, const char *data, struct gw_error *err);
	void *context;

	int64_t last_id; /* the last id that was a number; -1: none */
	int64_t retry_ms; /* how long to wait before coming back, as the server says; -1: it did
			     not */

	/* Its own. */
	struct gw_buf line, data;
	char event[32];
	int64_t next_id;
	bool had_cr, has_data;
};

void gw_sse_init(struct gw_sse *sse);
void gw_sse_finish(struct gw_sse *sse);

/* The connection broke: an event that was not whole is forgotten. */
void gw_sse_break(struct gw_sse *sse);

/* Takes n bytes. GW_EINVAL for a line or event beyond all bounds; what on_event returns. */
enum gw_status gw_sse_take(struct gw_sse *sse, const char *bytes, size_t n, struct gw_error *err);

#endif
