/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_READERS_H
#define GW_SERVICE_READERS_H

#include "store/store.h"

/*
 * Connections that read the database, lent to one thread at a time and kept for the next. They
 * never wait for a writer.
 */
struct gw_readers;

/* Opens nothing yet. GW_ENOMEM. */
enum gw_status gw_readers_create(struct gw_readers **out, const char *path, struct gw_error *err);

/* After all were given back. NULL is fine. */
void gw_readers_destroy(struct gw_readers *readers);

/* Errors of gw_store_open(). NULL may be returned too. */
enum gw_status gw_readers_borrow(
	struct gw_readers *readers, struct gw_store **out, struct gw_error *err);
void gw_readers_return(struct gw_readers *readers, struct gw_store *store);

#endif
