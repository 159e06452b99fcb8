/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_EXCHANGE_H
#define GW_HTTP_EXCHANGE_H

/*
 * A request on its way in, and its reply on its way out, through libmicrohttpd. It begins on the
 * thread that serves its connection; what takes longer goes to a worker or to the database's
 * writer, or waits for another's drawing, while the connection is suspended.
 */

#include "http/pool.h"
#include "http/request.h"
#include "http/stream.h"
#include "http/tiles.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>

/* What the bodies of all requests and replies under way may take together. */
#define GW_EXCHANGES_MAX_BYTES ((size_t)256 << 20)

/* What all exchanges share. */
struct gw_exchanges {
	struct gw_site site;
	struct gw_health health;
	struct gw_pool *pool;
	struct gw_tiles *tiles;
	struct gw_streams streams;
	unsigned timeout; /* seconds that a client may take to send a request */
	uint32_t series; /* tells the ids of this server's requests from another's */
	atomic_uint_fast64_t requests; /* so far */
	atomic_size_t held; /* bytes of bodies */
	atomic_size_t open; /* requests whose headers have come and whose last byte has not gone */
	atomic_size_t suspended; /* connections */
	atomic_bool closed; /* none is suspended any more */
	atomic_uint_fast64_t rejected; /* requests that found the pool's queue full */
	void (*complain)(void *context, const struct gw_error *err);
	void *context;
};

/* One at a time on a connection, so one is made with it and serves them all. */
struct gw_exchange;

/* Borrows all but the deadline. NULL when memory ends. */
struct gw_exchange *gw_exchange_create(
	struct gw_exchanges *all, struct MHD_Connection *connection, struct gw_deadline *deadline);
void gw_exchange_destroy(struct gw_exchange *exchange);

/* A request begins: its target as it was sent. */
void gw_exchange_begin(struct gw_exchange *exchange, const char *target);

/*
 * One call of the library's access handler: headers have come, a piece of the body (*size > 0)
 * has, all has, or the reply is ready. MHD_NO cuts the connection.
 */
enum MHD_Result gw_exchange_step(
	struct gw_exchange *exchange, const char *method, const char *piece, size_t *size);

/* The request is over, well or not. */
void gw_exchange_end(struct gw_exchange *exchange);

#endif
