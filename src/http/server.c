/* SPDX-License-Identifier: Apache-2.0 */
#include "http/server.h"

#include "base/threads.h"
#include "http/deadlines.h"
#include "http/exchange.h"
#include "http/listener.h"
#include "http/pages.h"

#include <jansson.h>
#include <stdlib.h>
#include <unistd.h>

/* Below the 1,024 files that a process may commonly open, some being the database's. */
#define CONNECTIONS_MAX	       900
#define CONNECTIONS_PER_IP_MAX 300
#define TIMEOUT_SECONDS	       30
#define SEND_TIMES	       10 /* to make a reply and send it takes at most so many timeouts */

struct gw_server {
	struct gw_exchanges exchanges;
	struct gw_deadlines *deadlines;
	struct MHD_Daemon *daemon;
	unsigned timeout;
	uint16_t port;
};

static struct gw_deadline *deadline_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

	return info ? info->socket_context : NULL;
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	struct gw_server *server = context;
	const union MHD_ConnectionInfo *info;

	if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
		gw_deadline_remove(*socket_context);
		*socket_context = NULL;
		return;
	}
	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	*socket_context = NULL;
	if (info)
		*socket_context =
			gw_deadlines_add(server->deadlines, info->connect_fd, server->timeout);
}

/* The request line is in; what this returns comes to the callbacks below as *exchange. */
static void *on_target(void *context, const char *target, struct MHD_Connection *connection)
{
	struct gw_server *server = context;

	gw_deadline_set(deadline_of(connection), server->timeout);
	return gw_exchange_create(&server->exchanges, target);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *piece, size_t *size, void **exchange)
{
	struct gw_server *server = context;

	if (!*exchange)
		return MHD_NO;
	if (!*size && gw_exchange_has_begun(*exchange)) /* the client has done its part */
		gw_deadline_set(deadline_of(connection), SEND_TIMES * server->timeout);
	return gw_exchange_step(*exchange, connection, method, piece, size);
}

static void on_end(void *context, struct MHD_Connection *connection, void **exchange,
	enum MHD_RequestTerminationCode code)
{
	struct gw_server *server = context;

	gw_exchange_destroy(*exchange);
	*exchange = NULL;
	gw_deadline_set(deadline_of(connection), server->timeout);
}

static enum gw_status start_daemon(struct gw_server *server, int fd, struct gw_error *err)
{
	unsigned cores = gw_threads_available();

	server->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, on_request,
		server, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_THREAD_POOL_SIZE,
		cores < 2 ? 2 : cores, MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS_MAX,
		MHD_OPTION_PER_IP_CONNECTION_LIMIT, CONNECTIONS_PER_IP_MAX,
		MHD_OPTION_CONNECTION_TIMEOUT, server->timeout, MHD_OPTION_STRICT_FOR_CLIENT, 1,
		MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_URI_LOG_CALLBACK,
		on_target, server, MHD_OPTION_NOTIFY_COMPLETED, on_end, server, MHD_OPTION_END);
	return server->daemon ? GW_OK : gw_fail(err, GW_EIO, "the HTTP library does not start");
}

enum gw_status gw_server_start(struct gw_server **out, struct gw_atlas *atlas,
	const struct gw_server_options *options, struct gw_error *err)
{
	struct gw_server *server;
	enum gw_status st;
	int fd = -1;

	server = calloc(1, sizeof *server);
	if (!server)
		return gw_fail_nomem(err);
	server->timeout = options->timeout ? options->timeout : TIMEOUT_SECONDS;
	server->port = options->port;
	server->exchanges.site.atlas = atlas;
	server->exchanges.complain = options->complain;
	server->exchanges.context = options->context;
	json_object_seed(0); /* once, before there are threads that would all want to */
	st = gw_pages_create(
		&server->exchanges.site.pages, options->web_dir, options->leaflet_dir, err);
	if (!st)
		st = gw_deadlines_create(&server->deadlines, err);
	if (!st)
		st = gw_listener_open(&fd, options->address, &server->port, err);
	if (!st) {
		st = start_daemon(server, fd, err);
		if (st)
			close(fd); /* a daemon that runs closes it when it stops */
	}
	if (st)
		gw_server_stop(server);
	else
		*out = server;
	return st;
}

void gw_server_stop(struct gw_server *server)
{
	if (!server)
		return;
	if (server->daemon)
		MHD_stop_daemon(server->daemon);
	gw_deadlines_destroy(server->deadlines);
	gw_pages_destroy(server->exchanges.site.pages);
	free(server);
}

uint16_t gw_server_port(const struct gw_server *server)
{
	return server->port;
}
