/* SPDX-License-Identifier: Apache-2.0 */
#include "http/response.h"

#include <stdio.h>

/* The map page sets its styles through the DOM, which style-src does not govern. */
#define CONTENT_POLICY                                                                             \
	"default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; "          \
	"frame-ancestors 'none'"

#define RETRY_AFTER 5 /* seconds */

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	if (value && *value)
		MHD_add_response_header(response, name, value);
}

static const char *caching_of(const struct gw_reply *reply)
{
	static const char *const words[][2] = {
		[GW_CACHE_CHECK] = {"private, no-cache", "public, no-cache"},
		[GW_CACHE_SHORT] = {"private, max-age=5", "public, max-age=5"},
		[GW_CACHE_FOREVER] = {"private, max-age=31536000, immutable",
			"public, max-age=31536000, immutable"},
		[GW_CACHE_NEVER] = {"no-store", "no-store"},
	};
	bool good = reply->status == 200 || reply->status == 304 ||
		(reply->status == 204 && !*reply->allow);

	return words[good ? reply->caching : GW_CACHE_NEVER][reply->is_public];
}

static void add_preflight(struct MHD_Response *response, const struct gw_reply *reply)
{
	add(response, "Access-Control-Allow-Methods", reply->allow);
	add(response, "Access-Control-Allow-Headers",
		"Authorization, Content-Type, If-None-Match, Last-Event-ID");
	add(response, "Access-Control-Max-Age", "86400");
}

void gw_response_add_headers(
	struct MHD_Response *response, const struct gw_reply *reply, const char *id, bool is_last)
{
	char seconds[16];

	add(response, "Content-Type", reply->type);
	add(response, "ETag", reply->etag);
	add(response, "Cache-Control", caching_of(reply));
	add(response, "Vary", reply->is_negotiated ? "Authorization, Accept" : "Authorization");
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Access-Control-Allow-Origin", "*");
	add(response, "Access-Control-Expose-Headers",
		"Content-Crs, ETag, Link, Location, Retry-After, X-Request-Id");
	add(response, "X-Request-Id", id);
	add(response, "Allow", reply->allow);
	add(response, "Location", reply->location);
	add(response, "Link", reply->link);
	add(response, "Content-Crs", reply->content_crs);
	if (is_last)
		add(response, "Connection", "close");
	if (reply->is_page)
		add(response, "Content-Security-Policy", CONTENT_POLICY);
	if (reply->status == 204 && *reply->allow)
		add_preflight(response, reply);
	if (reply->status == 401)
		add(response, "WWW-Authenticate", "Bearer");
	if (reply->status == 429 || reply->status == 503) {
		snprintf(seconds, sizeof seconds, "%u",
			reply->retry_after ? reply->retry_after : RETRY_AFTER);
		add(response, "Retry-After", seconds);
	}
}

struct MHD_Response *gw_response_create(struct gw_reply *reply, const char *id, bool is_last)
{
	struct gw_buf *body = &reply->body;
	struct MHD_Response *response;

	if (body->len <= GW_RESPONSE_COPIED) {
		response = MHD_create_response_from_buffer(
			body->len, body->len ? body->data : "", MHD_RESPMEM_MUST_COPY);
	} else {
		response = MHD_create_response_from_buffer(
			body->len, body->data, MHD_RESPMEM_MUST_FREE);
		if (response)
			gw_buf_init(body, body->max);
	}
	if (response)
		gw_response_add_headers(response, reply, id, is_last);
	return response;
}
