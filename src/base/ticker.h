/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_TICKER_H
#define GW_BASE_TICKER_H

#include "base/error.h"

/* A thread that does something again and again, so many milliseconds after it was done. */
struct gw_ticker;

/* Begins at once. GW_ENOMEM, also when there is no thread to be had. */
enum gw_status gw_ticker_create(struct gw_ticker **out, unsigned milliseconds,
	void (*tick)(void *context), void *context, struct gw_error *err);

/* Waits for a tick under way; there is none after that. NULL is fine. */
void gw_ticker_destroy(struct gw_ticker *ticker);

#endif
