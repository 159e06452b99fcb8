/* SPDX-License-Identifier: Apache-2.0 */
#include "http/headers.h"

#include <microhttpd.h>
#include <stddef.h>
#include <strings.h>

static const struct {
	size_t len;
	const char *name;
	size_t offset;
} known[] = {
	{4, "Host", offsetof(struct gw_headers, host)},
	{6, "Accept", offsetof(struct gw_headers, accept)},
	{6, "Expect", offsetof(struct gw_headers, expect)},
	{12, "Content-Type", offsetof(struct gw_headers, content_type)},
	{13, "If-None-Match", offsetof(struct gw_headers, if_none_match)},
	{13, "Last-Event-ID", offsetof(struct gw_headers, last_event_id)},
	{14, "Content-Length", offsetof(struct gw_headers, content_length)},
};

static enum MHD_Result take(void *context, enum MHD_ValueKind kind, const char *name, size_t len,
	const char *value, size_t value_len)
{
	const char **to;
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		if (known[i].len != len || strncasecmp(known[i].name, name, len) != 0)
			continue;
		to = (const char **)((char *)context + known[i].offset);
		if (!*to)
			*to = value;
	}
	return MHD_YES;
}

void gw_headers_read(struct gw_headers *out, struct MHD_Connection *connection)
{
	*out = (struct gw_headers){0};
	MHD_get_connection_values_n(connection, MHD_HEADER_KIND, take, out);
}
