/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include "base/threads.h"
#include "base/ticker.h"
#include "http/access.h"
#include "http/exchange.h"
#include "http/listener.h"
#include "http/metrics.h"
#include "http/pages.h"
#include "service/bus.h"
#include "http/router.h"

#include <jansson.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS_MAX 4096
#define QUEUED_MAX	1024
#define TIMEOUT_SECONDS 30
#define DRAIN_SECONDS	10
#define LOOK_EVERY_MS	100 /* at the database */
#define ROUTES_MAX	256
#define OTHER_FILES	256 /* open beside the connections: the database's, mostly */

/* What is said of some 8,000 cells. */
#define CELLS_MAX ((size_t)16 << 20)

/* Of a connection: its headers, and half of it what is sent piece by piece. */
#define CONNECTION_BYTES ((size_t)16 << 10)

struct gw_server {
	struct gw_exchanges exchanges;
	struct gw_deadlines *deadlines;
	struct gw_ticker *atlas, *access; /* look after these: one may take longer, or fail */
	struct MHD_Daemon *daemon;
	struct gw_tiles_figures told; /* to the metrics, so far */
	uint64_t rejected, events; /* too */
	unsigned drain;
	uint16_t port;
};

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	struct gw_server *server = context;
	struct gw_metrics *metrics = server->exchanges.site.metrics;
	const union MHD_ConnectionInfo *info;
	struct gw_deadline *deadline = NULL;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		gw_exchange_destroy(*socket_context);
		*socket_context = NULL;
		gw_metrics_add(metrics, GW_METRIC_CONNECTIONS_OPEN, -1);
		return;
	}
	gw_metrics_add(metrics, GW_METRIC_CONNECTIONS, 1);
	gw_metrics_add(metrics, GW_METRIC_CONNECTIONS_OPEN, 1);
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	if (info)
		deadline = gw_deadlines_add(
			server->deadlines, info->connect_fd, server->exchanges.timeout);
	*socket_context = gw_exchange_create(&server->exchanges, connection, deadline);
	if (!*socket_context)
		gw_deadline_remove(deadline);
}

/* The request line is in; what this returns comes to the callbacks below as *exchange. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	if (!info || !info->socket_context)
		return NULL;
	gw_exchange_begin(info->socket_context, target);
	return info->socket_context;
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *piece, size_t *size, void **exchange)
{
	return *exchange ? gw_exchange_step(*exchange, method, piece, size) : MHD_NO;
}

static void on_end(void *context, struct MHD_Connection *connection, void **exchange,
	enum MHD_RequestTerminationCode code)
{
	if (*exchange)
		gw_exchange_end(*exchange);
	*exchange = NULL;
}

/* Tells the metrics what has come up since the last time. */
static void tell_metrics(struct gw_server *server)
{
	struct gw_exchanges *all = &server->exchanges;
	struct gw_tiles_figures tiles = gw_tiles_read(all->tiles), *told = &server->told;
	struct gw_pool_figures pool = gw_pool_read(all->pool);
	struct gw_metrics *metrics = all->site.metrics;
	uint64_t rejected = atomic_load(&all->rejected);
	struct gw_atlas_figures atlas = {0};

	if (all->site.atlas)
		gw_atlas_read_figures(all->site.atlas, &atlas);
	gw_metrics_set(metrics, GW_METRIC_GRID_EPOCH, atlas.grid);
	gw_metrics_set(metrics, GW_METRIC_MAP_CHANGES, (int64_t)atlas.changes);
	gw_metrics_add(metrics, GW_METRIC_TILE_HITS, (int64_t)(tiles.hits - told->hits));
	gw_metrics_add(metrics, GW_METRIC_TILE_MISSES, (int64_t)(tiles.misses - told->misses));
	gw_metrics_add(metrics, GW_METRIC_TILE_JOINED, (int64_t)(tiles.joined - told->joined));
	gw_metrics_add(metrics, GW_METRIC_TILE_EVICTED, (int64_t)(tiles.evicted - told->evicted));
	gw_metrics_add(metrics, GW_METRIC_POOL_REJECTED, (int64_t)(rejected - server->rejected));
	gw_metrics_set(metrics, GW_METRIC_CACHE_BYTES, (int64_t)tiles.bytes);
	gw_metrics_set(metrics, GW_METRIC_CACHE_ENTRIES, (int64_t)tiles.entries);
	gw_metrics_set(metrics, GW_METRIC_POOL_QUEUED, (int64_t)pool.queued);
	gw_metrics_set(metrics, GW_METRIC_POOL_BUSY, (int64_t)pool.busy);
	gw_metrics_set(metrics, GW_METRIC_STREAMS_OPEN, (int64_t)atomic_load(&all->streams.open));
	if (all->site.bus) {
		struct gw_bus_figures bus;

		gw_bus_read(all->site.bus, &bus);
		gw_metrics_add(
			metrics, GW_METRIC_EVENTS_SENT, (int64_t)(bus.told - server->events));
		server->events = bus.told;
	}
	*told = tiles;
	server->rejected = rejected;
}

/* What is wrong with the database is said once, until it is well again. */
static void have_looked(
	struct gw_exchanges *all, atomic_bool *blind, enum gw_status st, const struct gw_error *err)
{
	if (st && !atomic_load(blind) && all->complain)
		all->complain(all->context, err);
	atomic_store(blind, st != GW_OK);
}

static void look_at_maps(void *context)
{
	struct gw_server *server = context;
	struct gw_exchanges *all = &server->exchanges;
	struct gw_error err;

	if (all->site.atlas)
		have_looked(all, &all->health.blind, gw_atlas_refresh(all->site.atlas, &err), &err);
	tell_metrics(server);
}

static bool may_go_on(void *context, const struct gw_follower *who)
{
	const struct gw_exchanges *all = context;

	return gw_access_stands(all->site.access, who->token, who->role, gw_time_now());
}

/* Streams outlive the request that began them, but not the right to it. */
static void look_at_tokens(void *context)
{
	struct gw_exchanges *all = context;
	struct gw_error err;
	enum gw_status st;

	st = gw_access_refresh(all->site.access, &err);
	have_looked(all, &all->health.blind_to_tokens, st, &err);
	gw_streams_check(&all->streams, may_go_on, all);
}

/* How many connections there may be: as far as the system lets us, each being an open file. */
static unsigned allow_connections(unsigned wanted)
{
	rlim_t files = (rlim_t)wanted + OTHER_FILES;
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= files)
		return wanted;
	limit.rlim_cur = limit.rlim_max < files ? limit.rlim_max : files;
	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur >= files)
		return wanted;
	return limit.rlim_cur > 2 * OTHER_FILES ? (unsigned)limit.rlim_cur - OTHER_FILES
						: OTHER_FILES;
}

static enum gw_status start_daemon(struct gw_server *server,
	const struct gw_server_options *options, int fd, struct gw_error *err)
{
	unsigned cores = gw_threads_available();

	server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME,
		0, NULL, NULL, on_request, server, MHD_OPTION_LISTEN_SOCKET, fd,
		MHD_OPTION_THREAD_POOL_SIZE, cores < 2 ? 2 : cores, MHD_OPTION_CONNECTION_LIMIT,
		allow_connections(options->connections ? options->connections : CONNECTIONS_MAX),
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, options->connections_per_address,
		MHD_OPTION_CONNECTION_TIMEOUT, server->exchanges.timeout,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT,
		1, MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_URI_LOG_CALLBACK,
		on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_end, server, MHD_OPTION_END);
	return server->daemon ? GW_OK : gw_fail(err, GW_EIO, "the HTTP library does not start");
}

static enum gw_status create_metrics(struct gw_metrics **out, struct gw_error *err)
{
	struct gw_metrics_route named[ROUTES_MAX];
	const struct gw_route *routes;
	size_t i, n;

	routes = gw_router_table(&n);
	for (i = 0; i < n && i < ROUTES_MAX; i++)
		named[i] = (struct gw_metrics_route){routes[i].method, routes[i].pattern};
	return gw_metrics_create(out, named, i, err);
}

static enum gw_status prepare(
	struct gw_server *server, const struct gw_server_options *options, struct gw_error *err)
{
	static const struct gw_access_options nothing_special;
	struct gw_exchanges *all = &server->exchanges;
	enum gw_status st;

	if (getrandom(&all->series, sizeof all->series, 0) != sizeof all->series)
		return gw_fail(err, GW_EIO, "the system has no random numbers");
	gw_streams_init(&all->streams, &all->suspended, all->timeout);
	st = gw_pages_create(&all->site.pages, options->web_dir, options->leaflet_dir, err);
	if (!st)
		st = create_metrics(&all->site.metrics, err);
	if (!st && all->site.readers)
		st = gw_access_create(&all->site.access, all->site.readers,
			options->access ? options->access : &nothing_special, err);
	if (!st)
		st = gw_deadlines_create(&server->deadlines, err);
	if (!st)
		st = gw_tiles_create(&all->tiles, options->cache, err);
	if (!st && options->cache)
		st = gw_tiles_create(&all->site.cells,
			options->cache < CELLS_MAX ? options->cache : CELLS_MAX, err);
	if (!st)
		st = gw_pool_create(&all->pool, options->workers,
			options->queue ? options->queue : QUEUED_MAX, err);
	if (!st)
		st = gw_ticker_create(&server->atlas, LOOK_EVERY_MS, look_at_maps, server, err);
	if (!st && all->site.access)
		st = gw_ticker_create(&server->access, LOOK_EVERY_MS, look_at_tokens, all, err);
	return st;
}

enum gw_status gw_server_start(struct gw_server **out, const struct gw_site *site,
	const struct gw_server_options *options, struct gw_error *err)
{
	struct gw_server *server;
	struct gw_exchanges *all;
	enum gw_status st;
	int fd = -1;

	server = calloc(1, sizeof *server);
	if (!server)
		return gw_fail_nomem(err);
	server->port = options->port;
	server->drain = options->drain ? options->drain : DRAIN_SECONDS;
	all = &server->exchanges;
	all->site = (struct gw_site){
		.atlas = site->atlas,
		.readers = site->readers,
		.writer = site->writer,
		.bus = site->bus,
		.rules = options->rules,
		.metrics_are_public = options->metrics_are_public,
		.log = options->log,
		.health = &all->health,
	};
	all->timeout = options->timeout ? options->timeout : TIMEOUT_SECONDS;
	all->complain = options->complain;
	all->context = options->context;
	json_object_seed(0); /* once, before there are threads that would all want to */
	st = prepare(server, options, err);
	if (!st)
		st = gw_listener_open(&fd, options->address, &server->port, err);
	if (!st) {
		st = start_daemon(server, options, fd, err);
		if (st)
			close(fd); /* a daemon that runs closes it when it stops */
	}
	if (st)
		gw_server_stop(server);
	else
		*out = server;
	return st;
}

static void rest(void)
{
	const struct timespec ten_ms = {.tv_nsec = 10000000};

	nanosleep(&ten_ms, NULL);
}

/*
 * First the clients have their time to take what they asked for. Then no connection is suspended
 * any more, and those that are come back: workers and the writer do end what they have begun.
 */
static void drain(struct gw_server *server)
{
	struct gw_exchanges *all = &server->exchanges;
	unsigned rests, quiet = 0;
	int fd;

	atomic_store(&all->health.draining, true);
	fd = MHD_quiesce_daemon(server->daemon);
	if (fd != MHD_INVALID_SOCKET)
		shutdown(fd, SHUT_RDWR); /* who comes now is told so, rather than kept waiting */
	gw_streams_end(&all->streams);
	for (rests = 0; rests < 100 * server->drain && quiet < 3; rests++) {
		quiet = atomic_load(&all->open) ? 0 : quiet + 1;
		rest();
	}
	atomic_store(&all->closed, true);
	while (atomic_load(&all->suspended))
		rest();
	MHD_stop_daemon(server->daemon);
	if (fd != MHD_INVALID_SOCKET)
		close(fd);
}

void gw_server_stop(struct gw_server *server)
{
	struct gw_exchanges *all;

	if (!server)
		return;
	all = &server->exchanges;
	if (server->daemon)
		drain(server);
	gw_ticker_destroy(server->atlas);
	gw_ticker_destroy(server->access);
	gw_pool_destroy(all->pool);
	gw_tiles_destroy(all->tiles);
	gw_tiles_destroy(all->site.cells);
	gw_deadlines_destroy(server->deadlines);
	gw_streams_finish(&all->streams);
	gw_access_destroy(all->site.access);
	gw_metrics_destroy(all->site.metrics);
	gw_pages_destroy(all->site.pages);
	free(server);
}

uint16_t gw_server_port(const struct gw_server *server)
{
	return server->port;
}
