/* SPDX-License-Identifier: Apache-2.0 */
#include "service/readers.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct gw_readers {
	char *path;
	pthread_mutex_t lock; /* over what follows */
	struct gw_store **idle;
	size_t n, capacity;
};

enum gw_status gw_readers_create(struct gw_readers **out, const char *path, struct gw_error *err)
{
	struct gw_readers *readers = calloc(1, sizeof *readers);

	if (!readers)
		return gw_fail_nomem(err);
	pthread_mutex_init(&readers->lock, NULL);
	readers->path = strdup(path);
	if (!readers->path) {
		gw_readers_destroy(readers);
		return gw_fail_nomem(err);
	}
	*out = readers;
	return GW_OK;
}

void gw_readers_destroy(struct gw_readers *readers)
{
	if (!readers)
		return;
	while (readers->n)
		gw_store_close(readers->idle[--readers->n]);
	free(readers->idle);
	pthread_mutex_destroy(&readers->lock);
	free(readers->path);
	free(readers);
}

enum gw_status gw_readers_borrow(
	struct gw_readers *readers, struct gw_store **out, struct gw_error *err)
{
	struct gw_store *store = NULL;

	pthread_mutex_lock(&readers->lock);
	if (readers->n)
		store = readers->idle[--readers->n];
	pthread_mutex_unlock(&readers->lock);
	if (!store)
		return gw_store_open(out, readers->path, GW_STORE_READ, err);
	*out = store;
	return GW_OK;
}

/* One that finds no room among the idle ones is closed. */
void gw_readers_return(struct gw_readers *readers, struct gw_store *store)
{
	bool kept;

	if (!store)
		return;
	gw_store_end_reading(store); /* what was begun and not ended would hold up the log */
	pthread_mutex_lock(&readers->lock);
	kept = gw_grow(&readers->idle, readers->n, &readers->capacity, sizeof *readers->idle);
	if (kept)
		readers->idle[readers->n++] = store;
	pthread_mutex_unlock(&readers->lock);
	if (!kept)
		gw_store_close(store);
}
