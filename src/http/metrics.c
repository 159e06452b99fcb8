/* SPDX-License-Identifier: Apache-2.0 */
#include "http/metrics.h"

#include "base/buf.h"
#include "base/calendar.h"
#include "base/parse.h"
#include "service/writer.h"

#include <fcntl.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

/* Upper bounds of the buckets of a request's time; one more holds all that took longer. */
static const struct {
	uint64_t microseconds;
	const char *seconds;
} bounds[] = {
	{500, "0.0005"},
	{1000, "0.001"},
	{2500, "0.0025"},
	{5000, "0.005"},
	{10000, "0.01"},
	{25000, "0.025"},
	{50000, "0.05"},
	{100000, "0.1"},
	{250000, "0.25"},
	{500000, "0.5"},
	{1000000, "1"},
	{2500000, "2.5"},
	{5000000, "5"},
	{10000000, "10"},
};

#define NUM_BOUNDS  (sizeof bounds / sizeof *bounds)
#define NUM_CLASSES 5 /* of status: 1xx to 5xx */
#define NUM_SIZES   (sizeof((struct gw_writer_figures *)0)->sizes / sizeof(uint64_t))

typedef _Atomic uint64_t counter;

/* Each route has cache lines of its own, so that threads do not wait for each other's. */
struct figures {
	alignas(64) counter buckets[NUM_BOUNDS + 1];
	counter microseconds, bytes;
	counter statuses[NUM_CLASSES];
};

struct gw_metrics {
	gw_time started;
	_Atomic int64_t values[GW_METRICS];
	size_t num_routes; /* one more counts what has no route */
	struct gw_metrics_route *routes;
	struct figures *figures;
};

/* Rows of a family stand together. */
static const struct {
	enum gw_metric metric;
	const char *family, *labels, *type, *help;
} table[] = {
	{GW_METRIC_TILE_HITS, "gridward_tiles_total", "{from=\"cache\"}", "counter",
		"Tiles by where they came from: the cache, a drawing of their own, or one that "
		"another request had begun."},
	{GW_METRIC_TILE_MISSES, "gridward_tiles_total", "{from=\"drawing\"}", "counter", NULL},
	{GW_METRIC_TILE_JOINED, "gridward_tiles_total", "{from=\"joined\"}", "counter", NULL},
	{GW_METRIC_TILE_EVICTED, "gridward_tile_cache_evictions_total", "", "counter",
		"Tiles that left the cache to make room."},
	{GW_METRIC_CACHE_BYTES, "gridward_tile_cache_bytes", "", "gauge",
		"Memory that the tile cache holds."},
	{GW_METRIC_CACHE_ENTRIES, "gridward_tile_cache_entries", "", "gauge",
		"Tiles in the cache."},
	{GW_METRIC_POOL_QUEUED, "gridward_queue_depth", "", "gauge",
		"Requests that wait for a worker."},
	{GW_METRIC_POOL_BUSY, "gridward_workers_busy", "", "gauge", "Workers at work."},
	{GW_METRIC_POOL_REJECTED, "gridward_queue_rejected_total", "", "counter",
		"Requests refused since the queue was full."},
	{GW_METRIC_CONNECTIONS, "gridward_connections_total", "", "counter",
		"Connections accepted."},
	{GW_METRIC_CONNECTIONS_OPEN, "gridward_connections_open", "", "gauge",
		"Connections open now."},
	{GW_METRIC_STREAMS_OPEN, "gridward_event_clients", "", "gauge",
		"Clients that listen to /v1/events."},
	{GW_METRIC_EVENTS_SENT, "gridward_events_sent_total", "", "counter",
		"Events sent, to each client anew."},
	{GW_METRIC_GRID_EPOCH, "gridward_grid_epoch", "", "gauge",
		"Another number whenever a division or its cells have changed."},
	{GW_METRIC_MAP_CHANGES, "gridward_map_changes_total", "", "counter",
		"Times that changes of the database were taken into the maps."},
	{GW_METRIC_UNAUTHORIZED, "gridward_unauthorized_total", "", "counter",
		"Requests refused for their token, or for want of one."},
	{GW_METRIC_RATE_LIMITED, "gridward_rate_limited_total", "", "counter",
		"Requests refused for being too many a minute."},
	{GW_METRIC_LOG_DROPPED, "gridward_log_dropped_total", "", "counter",
		"Lines that the log had no room for."},
};

#define NUM_ROWS (sizeof table / sizeof *table)

enum gw_status gw_metrics_create(struct gw_metrics **out, const struct gw_metrics_route *routes,
	size_t num_routes, struct gw_error *err)
{
	struct gw_metrics *metrics = calloc(1, sizeof *metrics);
	size_t i;

	if (!metrics)
		return gw_fail_nomem(err);
	metrics->started = gw_time_now();
	metrics->num_routes = num_routes;
	metrics->routes = calloc(num_routes + 1, sizeof *metrics->routes);
	metrics->figures =
		aligned_alloc(alignof(struct figures), (num_routes + 1) * sizeof(struct figures));
	if (!metrics->routes || !metrics->figures) {
		gw_metrics_destroy(metrics);
		return gw_fail_nomem(err);
	}
	for (i = 0; i < num_routes; i++)
		metrics->routes[i] = routes[i];
	metrics->routes[num_routes] = (struct gw_metrics_route){"", "none"};
	memset(metrics->figures, 0, (num_routes + 1) * sizeof(struct figures));
	*out = metrics;
	return GW_OK;
}

void gw_metrics_destroy(struct gw_metrics *metrics)
{
	if (!metrics)
		return;
	free(metrics->figures);
	free(metrics->routes);
	free(metrics);
}

static void count(counter *to, uint64_t n)
{
	atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static uint64_t read_counter(const counter *from)
{
	return atomic_load_explicit(from, memory_order_relaxed);
}

void gw_metrics_request(struct gw_metrics *metrics, size_t route, unsigned status, uint64_t bytes,
	uint64_t microseconds)
{
	struct figures *f;
	size_t i = 0;

	if (!metrics)
		return;
	f = &metrics->figures[route < metrics->num_routes ? route : metrics->num_routes];
	if (status >= 100 && status < 100 * (NUM_CLASSES + 1))
		count(&f->statuses[status / 100 - 1], 1);
	if (status == 401)
		gw_metrics_add(metrics, GW_METRIC_UNAUTHORIZED, 1);
	if (status == 429)
		gw_metrics_add(metrics, GW_METRIC_RATE_LIMITED, 1);
	count(&f->bytes, bytes);
	if (!microseconds)
		return;
	while (i < NUM_BOUNDS && microseconds > bounds[i].microseconds)
		i++;
	count(&f->buckets[i], 1);
	count(&f->microseconds, microseconds);
}

void gw_metrics_add(struct gw_metrics *metrics, enum gw_metric metric, int64_t n)
{
	if (metrics)
		atomic_fetch_add_explicit(&metrics->values[metric], n, memory_order_relaxed);
}

void gw_metrics_set(struct gw_metrics *metrics, enum gw_metric metric, int64_t value)
{
	if (metrics)
		atomic_store_explicit(&metrics->values[metric], value, memory_order_relaxed);
}

int64_t gw_metrics_get(const struct gw_metrics *metrics, enum gw_metric metric)
{
	return metrics ? atomic_load_explicit(&metrics->values[metric], memory_order_relaxed) : 0;
}

static void begin_family(struct gw_buf *out, const char *name, const char *type, const char *help)
{
	gw_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void write_one(
	struct gw_buf *out, const char *name, const char *type, const char *help, double value)
{
	begin_family(out, name, type, help);
	gw_buf_printf(out, "%s %.15g\n", name, value);
}

/* What the series of a route share. */
static void write_labels(struct gw_buf *out, const struct gw_metrics_route *route)
{
	gw_buf_printf(out, "method=\"%s\",route=\"%s\"", route->method, route->pattern);
}

static void write_statuses(const struct gw_metrics *metrics, struct gw_buf *out)
{
	size_t r, c;

	begin_family(out, "gridward_http_requests_total", "counter",
		"Requests by route and class of status.");
	for (r = 0; r <= metrics->num_routes; r++)
		for (c = 0; c < NUM_CLASSES; c++) {
			uint64_t n = read_counter(&metrics->figures[r].statuses[c]);

			if (!n)
				continue;
			gw_buf_puts(out, "gridward_http_requests_total{");
			write_labels(out, &metrics->routes[r]);
			gw_buf_printf(
				out, ",status=\"%zuxx\"} %llu\n", c + 1, (unsigned long long)n);
		}
}

static void write_bytes(const struct gw_metrics *metrics, struct gw_buf *out)
{
	size_t r;

	begin_family(out, "gridward_http_sent_bytes_total", "counter",
		"Bytes of bodies sent, by route.");
	for (r = 0; r <= metrics->num_routes; r++) {
		gw_buf_puts(out, "gridward_http_sent_bytes_total{");
		write_labels(out, &metrics->routes[r]);
		gw_buf_printf(out, "} %llu\n",
			(unsigned long long)read_counter(&metrics->figures[r].bytes));
	}
}

/* The buckets are summed up from one reading each: whoever counts meanwhile cannot make them fall.
 */
static void write_times(const struct gw_metrics *metrics, struct gw_buf *out)
{
	static const char name[] = "gridward_http_request_duration_seconds";
	size_t r, i;

	begin_family(
		out, name, "histogram", "Time from a request's headers to its reply, by route.");
	for (r = 0; r <= metrics->num_routes; r++) {
		const struct figures *f = &metrics->figures[r];
		uint64_t total = 0;

		for (i = 0; i <= NUM_BOUNDS; i++) {
			total += read_counter(&f->buckets[i]);
			gw_buf_printf(out, "%s_bucket{", name);
			write_labels(out, &metrics->routes[r]);
			gw_buf_printf(out, ",le=\"%s\"} %llu\n",
				i < NUM_BOUNDS ? bounds[i].seconds : "+Inf",
				(unsigned long long)total);
		}
		gw_buf_printf(out, "%s_sum{", name);
		write_labels(out, &metrics->routes[r]);
		gw_buf_printf(out, "} %.6f\n", 1e-6 * (double)read_counter(&f->microseconds));
		gw_buf_printf(out, "%s_count{", name);
		write_labels(out, &metrics->routes[r]);
		gw_buf_printf(out, "} %llu\n", (unsigned long long)total);
	}
}

static void write_values(const struct gw_metrics *metrics, struct gw_buf *out)
{
	size_t i;

	for (i = 0; i < NUM_ROWS; i++) {
		if (table[i].help)
			begin_family(out, table[i].family, table[i].type, table[i].help);
		gw_buf_printf(out, "%s%s %lld\n", table[i].family, table[i].labels,
			(long long)gw_metrics_get(metrics, table[i].metric));
	}
}

static void write_writer(const struct gw_writer_figures *writer, struct gw_buf *out)
{
	static const char name[] = "gridward_writer_batch_writes";
	unsigned long long total = 0;
	size_t i;

	write_one(out, "gridward_writer_failed_total", "counter",
		"Writes that the database refused.", (double)writer->failed);
	write_one(out, "gridward_writer_queue_depth", "gauge", "Writes that wait for the writer.",
		(double)writer->queued);
	begin_family(out, name, "histogram", "Writes in each commit.");
	for (i = 0; i < NUM_SIZES; i++) {
		total += writer->sizes[i];
		if (i + 1 < NUM_SIZES)
			gw_buf_printf(out, "%s_bucket{le=\"%d\"} %llu\n", name, 1 << i, total);
		else
			gw_buf_printf(out, "%s_bucket{le=\"+Inf\"} %llu\n", name, total);
	}
	gw_buf_printf(out, "%s_sum %llu\n%s_count %llu\n", name, (unsigned long long)writer->writes,
		name, total);
}

/* The second number of /proc/self/statm is the pages in memory; 0 where there is none. */
static double resident_bytes(void)
{
	char text[128];
	int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	int64_t pages = 0;
	ssize_t n = 0;
	char *second;

	if (fd >= 0) {
		n = read(fd, text, sizeof text - 1);
		close(fd);
	}
	text[n > 0 ? n : 0] = '\0';
	second = text + strcspn(text, " ");
	second += strspn(second, " ");
	second[strcspn(second, " ")] = '\0';
	gw_parse_int(second, 0, INT32_MAX, &pages);
	return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static double seconds(struct timeval t)
{
	return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static void write_process(const struct gw_metrics *metrics, struct gw_buf *out)
{
	struct rusage usage = {0};

	getrusage(RUSAGE_SELF, &usage);
	begin_family(out, "gridward_build_info", "gauge", "The program's version; always 1.");
	gw_buf_puts(out, "gridward_build_info{version=\"" GW_VERSION "\"} 1\n");
	write_one(out, "process_resident_memory_bytes", "gauge", "Resident memory.",
		resident_bytes());
	write_one(out, "process_cpu_seconds_total", "counter", "Processor time, user and system.",
		seconds(usage.ru_utime) + seconds(usage.ru_stime));
	write_one(out, "process_start_time_seconds", "gauge", "When it started, as Unix time.",
		(double)metrics->started);
}

void gw_metrics_write(const struct gw_metrics *metrics, const struct gw_writer_figures *writer,
	struct gw_buf *out)
{
	write_statuses(metrics, out);
	write_bytes(metrics, out);
	write_times(metrics, out);
	write_values(metrics, out);
	if (writer)
		write_writer(writer, out);
	write_process(metrics, out);
}
