/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_RESPONSE_H
#define GW_HTTP_RESPONSE_H

#include "http/request.h"

#include <microhttpd.h>

/* Bodies up to this many bytes are copied, and the reply's memory kept for the next one. */
#define GW_RESPONSE_COPIED 8192

/*
 * The library's response of a reply without a stream, headers and all; a long body leaves the
 * reply. id: the request's, or NULL; is_last: the connection closes behind it. NULL when memory
 * ends.
 */
struct MHD_Response *gw_response_create(struct gw_reply *reply, const char *id, bool is_last);

/* Adds the headers of a reply to a response made otherwise. */
void gw_response_add_headers(
	struct MHD_Response *response, const struct gw_reply *reply, const char *id, bool is_last);

#endif
