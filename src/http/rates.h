/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_RATES_H
#define GW_HTTP_RATES_H

#include <stdbool.h>
#include <stdint.h>

/*
 * How many requests a minute each of many may make: a bucket each that holds a minute's, and fills
 * evenly. Memory is bounded: where too many are counted at once, who was quiet longest is
 * forgotten, and begins with a full bucket when it comes back. Belongs to one thread at a time.
 */
struct gw_rates;

#define GW_RATE_MAX 1000000000 /* a minute */

/* NULL when memory ends. */
struct gw_rates *gw_rates_create(void);
void gw_rates_destroy(struct gw_rates *rates);

/*
 * Takes one request of whoever has that key from its bucket. ms is the time on a clock that is
 * never set. False when it is empty: *wait then is in how many seconds it will not be.
 */
bool gw_rates_take(
	struct gw_rates *rates, uint64_t key, int64_t per_minute, int64_t ms, unsigned *wait);

#endif
