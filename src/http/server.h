/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_SERVER_H
#define GW_HTTP_SERVER_H

/*
 * Gridward over HTTP. A request goes through exchange.c (what the library brings, collected, and
 * who does it when), router.c (path to handler) and one api_*.c, which parses, makes one service
 * call and responds. Every reply may be read from any origin; errors are problem+json (RFC 9457).
 */

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gw_access_options;
struct gw_log;
struct gw_rules;
struct gw_server;
struct gw_site;

/* Texts are needed until gw_server_start() returns. */
struct gw_server_options {
	const char *address; /* numeric, IPv4 or IPv6 */
	uint16_t port; /* 0: any that is free */
	const char *web_dir; /* of the map page; NULL: no page */
	const char *leaflet_dir;
	unsigned timeout; /* seconds that a client may take to send a request; 0: 30 */
	/* Bounds; 0: the server's own. */
	unsigned connections, connections_per_address; /* at once: 4,096; of them as many */
	unsigned workers; /* threads that draw and read the database: one a processor */
	unsigned queue; /* requests that may wait for them: 1,024 */
	size_t cache; /* bytes of tiles kept: none */
	unsigned drain; /* seconds for requests under way when it stops: 10 */
	const struct gw_access_options *access; /* copied; NULL: all zero */
	bool metrics_are_public; /* /metrics is for everybody, and not for admins alone */
	const struct gw_rules *rules; /* of deadlines; borrowed; NULL: nothing is ever due */
	struct gw_log *log; /* borrowed; NULL: nothing is logged */
	/* Is told, from any thread, what lies behind a reply of 500. May be NULL. */
	void (*complain)(void *context, const struct gw_error *err);
	void *context;
};

/*
 * Starts to answer, on threads of its own, when it returns; from then on it looks ten times a
 * second whether the database has changed. Of the site the caller gives atlas, readers, writer and
 * bus, which are borrowed; without readers there are no tokens, and who asks may do all. GW_EINVAL
 * for a bad address, GW_EIO when it cannot be had, GW_ENOTFOUND for a missing page, and what
 * gw_access_create() says.
 */
enum gw_status gw_server_start(struct gw_server **out, const struct gw_site *site,
	const struct gw_server_options *options, struct gw_error *err);

/*
 * Takes no more connections, ends streams, gives requests under way their time to be answered,
 * closes all connections, and frees. What a writer has taken is answered before, so the site's
 * writer ends after this. NULL is fine.
 */
void gw_server_stop(struct gw_server *server);

uint16_t gw_server_port(const struct gw_server *server);

/* Whether only this machine reaches a numeric address. */
bool gw_address_is_loopback(const char *address);

#endif
