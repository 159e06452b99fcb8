/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_HEADERS_H
#define GW_HTTP_HEADERS_H

struct MHD_Connection;

/* The headers of a request that the server itself reads; NULL where they were not sent. */
struct gw_headers {
	const char *accept, *content_length, *content_type, *expect, *host, *if_none_match,
		*last_event_id;
};

/* Goes over a connection's headers once. Of several of a name the first counts. */
void gw_headers_read(struct gw_headers *out, struct MHD_Connection *connection);

#endif
