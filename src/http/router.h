/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_ROUTER_H
#define GW_HTTP_ROUTER_H

#include "http/request.h"

#define GW_REQUEST_PATH_MAX 256

/* How many bytes of body the method may bring to the path, raw as in the request line. */
size_t gw_router_body_max(const char *method, const char *raw_path);

/*
 * Answers a request whose path is still raw: finds the handler, and turns what it says into a
 * reply with its entity tag; 304, 404, 405 and the answer to OPTIONS are made here. Never fails:
 * the reply tells.
 */
void gw_router_answer(
	const struct gw_site *site, struct gw_request *request, struct gw_reply *reply);

#endif
