/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_METRICS_H
#define GW_HTTP_METRICS_H

/*
 * What a running server counts, told in Prometheus' text format 0.0.4. Counting takes no lock and
 * may be done from any thread. All calls that count take NULL and then do nothing.
 */

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct gw_buf;
struct gw_metrics;
struct gw_writer_figures;

struct gw_metrics_route {
	const char *method, *pattern; /* such as "GET", "/v1/units/{scheme}/{level}/{code}" */
};

/* Copies the table, borrows its texts. GW_ENOMEM. */
enum gw_status gw_metrics_create(struct gw_metrics **out, const struct gw_metrics_route *routes,
	size_t num_routes, struct gw_error *err);
void gw_metrics_destroy(struct gw_metrics *metrics);

/*
 * A request was answered: route is its row in the table (num_routes or more: there is none for it),
 * bytes are those of the body, microseconds go from the request's headers to its last byte. A
 * stream's are not observed: it lasts as long as its client likes; give 0 for none.
 */
void gw_metrics_request(struct gw_metrics *metrics, size_t route, unsigned status, uint64_t bytes,
	uint64_t microseconds);

enum gw_metric {
	/* Counters: only ever added to. */
	GW_METRIC_TILE_HITS, /* tiles answered from the cache */
	GW_METRIC_TILE_MISSES, /* tiles drawn */
	GW_METRIC_TILE_JOINED, /* requests that waited for a drawing under way */
	GW_METRIC_TILE_EVICTED,
	GW_METRIC_POOL_REJECTED, /* requests that found the queue full */
	GW_METRIC_CONNECTIONS, /* accepted */
	GW_METRIC_MAP_CHANGES, /* times the database's changes were taken in */
	GW_METRIC_EVENTS_SENT,
	GW_METRIC_UNAUTHORIZED, /* replies of 401; gw_metrics_request() counts them */
	GW_METRIC_RATE_LIMITED, /* and of 429 */
	GW_METRIC_LOG_DROPPED, /* lines */
	/* Gauges: set, or moved both ways. */
	GW_METRIC_CACHE_BYTES,
	GW_METRIC_CACHE_ENTRIES,
	GW_METRIC_POOL_QUEUED, /* requests that wait for a worker */
	GW_METRIC_POOL_BUSY, /* workers at work */
	GW_METRIC_CONNECTIONS_OPEN,
	GW_METRIC_STREAMS_OPEN, /* clients of /v1/events */
	GW_METRIC_GRID_EPOCH, /* gw_store_state().cells + divisions */
	GW_METRICS,
};

void gw_metrics_add(struct gw_metrics *metrics, enum gw_metric metric, int64_t n);
void gw_metrics_set(struct gw_metrics *metrics, enum gw_metric metric, int64_t value);
int64_t gw_metrics_get(const struct gw_metrics *metrics, enum gw_metric metric);

/* Appends all, the writer's figures too (NULL: there is none), and those of the process. */
void gw_metrics_write(const struct gw_metrics *metrics, const struct gw_writer_figures *writer,
	struct gw_buf *out);

#endif
