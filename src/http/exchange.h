/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_EXCHANGE_H
#define GW_HTTP_EXCHANGE_H

/* A request on its way in, and its reply on its way out, through libmicrohttpd. */

#include "http/request.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>

/* What the bodies of all requests and replies under way may take together. */
#define GW_EXCHANGES_MAX_BYTES ((size_t)256 << 20)

struct gw_exchanges {
	struct gw_site site;
	atomic_size_t held; /* bytes of bodies */
	void (*complain)(void *context, const struct gw_error *err);
	void *context;
};

struct gw_exchange;

/* Begins with the request's target as it was sent. Borrows all. NULL when memory ends. */
struct gw_exchange *gw_exchange_create(struct gw_exchanges *all, const char *target);
void gw_exchange_destroy(struct gw_exchange *exchange);

/*
 * One call of the library's access handler: headers have come, a piece of the body (*size > 0)
 * has, or all has. MHD_NO cuts the connection.
 */
enum MHD_Result gw_exchange_step(struct gw_exchange *exchange, struct MHD_Connection *connection,
	const char *method, const char *piece, size_t *size);

/* Whether the headers were seen: a step without a piece after that makes the reply. */
bool gw_exchange_has_begun(const struct gw_exchange *exchange);

#endif
