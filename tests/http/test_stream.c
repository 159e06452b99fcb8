/* SPDX-License-Identifier: Apache-2.0 */
#include "http/stream.h"

#include <arpa/inet.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#define STREAMS 1000
#define SOON_MS 20000 /* far more than anything here takes */

/* A server whose every reply is a stream, and their clients. */
struct source {
	struct gw_stream stream; /* first: what the server gives is one of these */
	atomic_uint to_say, closed; /* letters yet to come */
	size_t burst; /* so many at once */
};

static struct hub {
	struct gw_streams streams;
	struct gw_deadlines *deadlines;
	atomic_size_t suspended;
	struct MHD_Daemon *daemon;
	uint16_t port;
	struct source sources[STREAMS];
	atomic_uint taken;
	int clients[STREAMS];
} hub;

static enum gw_status read_source(struct gw_stream *stream, struct gw_buf *out)
{
	struct source *source = (struct source *)stream;
	unsigned n = atomic_exchange(&source->to_say, 0);
	size_t i;

	for (; n; n--)
		for (i = 0; i < source->burst; i++)
			gw_buf_append(out, "x", 1);
	return GW_OK;
}

static void close_source(struct gw_stream *stream)
{
	atomic_fetch_add(&((struct source *)stream)->closed, 1);
}

static void on_connection(void *context, struct MHD_Connection *connection, void **socket_context,
	enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_CLOSED)
		gw_deadline_remove(*socket_context);
	else
		*socket_context = gw_deadlines_add(hub.deadlines,
			MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)
				->connect_fd,
			3600);
}

static enum MHD_Result on_request(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *piece, size_t *size, void **seen)
{
	struct gw_follower who = {.role = GW_ROLE_VIEWER};
	struct MHD_Response *response;
	struct source *source;
	enum MHD_Result result;

	if (!*seen) {
		*seen = &hub;
		return MHD_YES;
	}
	source = &hub.sources[strtoul(url + 1, NULL, 10)];
	who.token = (int64_t)(source - hub.sources) + 1;
	response = gw_streams_begin(&hub.streams, &source->stream, &who, connection,
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
			->socket_context);
	atomic_fetch_add(&hub.taken, 1);
	result = MHD_queue_response(connection, 200, response);
	MHD_destroy_response(response);
	return result;
}

static int start(void **state)
{
	struct rlimit files;
	struct gw_error err;
	size_t i;

	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max < 4 * STREAMS ? files.rlim_max : 4 * STREAMS;
	setrlimit(RLIMIT_NOFILE, &files);
	hub = (struct hub){.port = 0};
	assert_int_equal(gw_deadlines_create(&hub.deadlines, &err), GW_OK);
	gw_streams_init(&hub.streams, &hub.suspended, 1);
	for (i = 0; i < STREAMS; i++) {
		hub.sources[i].stream =
			(struct gw_stream){.read = read_source, .close = close_source};
		hub.sources[i].burst = 1;
		hub.clients[i] = -1;
	}
	hub.daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0,
		NULL, NULL, on_request, NULL, MHD_OPTION_THREAD_POOL_SIZE, 2u,
		MHD_OPTION_CONNECTION_LIMIT, 2u * STREAMS, MHD_OPTION_NOTIFY_CONNECTION,
		on_connection, NULL, MHD_OPTION_END);
	assert_non_null(hub.daemon);
	hub.port = MHD_get_daemon_info(hub.daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
	return 0;
}

static void stop_daemon(void)
{
	gw_streams_end(&hub.streams);
	while (atomic_load(&hub.suspended))
		usleep(1000);
	MHD_stop_daemon(hub.daemon);
	hub.daemon = NULL;
}

static int stop(void **state)
{
	size_t i;

	if (hub.daemon)
		stop_daemon();
	for (i = 0; i < STREAMS; i++)
		if (hub.clients[i] >= 0)
			close(hub.clients[i]);
	gw_streams_finish(&hub.streams);
	gw_deadlines_destroy(hub.deadlines);
	return 0;
}

static void connect_client(size_t i)
{
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(hub.port)};
	char request[64];
	int n;

	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	hub.clients[i] = socket(AF_INET, SOCK_STREAM, 0);
	assert_true(hub.clients[i] >= 0);
	assert_int_equal(connect(hub.clients[i], (struct sockaddr *)&to, sizeof to), 0);
	n = snprintf(request, sizeof request, "GET /%zu HTTP/1.1\r\nHost: a\r\n\r\n", i);
	assert_int_equal(write(hub.clients[i], request, (size_t)n), n);
}

/* Reads until the text comes; false at the end of the connection, or when it does not come. */
static bool hears(size_t i, const char *text)
{
	static char got[1 << 16];
	struct pollfd line = {.fd = hub.clients[i], .events = POLLIN};
	size_t len = 0;
	ssize_t n;

	while (len < sizeof got - 1 && poll(&line, 1, SOON_MS) == 1) {
		n = read(hub.clients[i], got + len, 1);
		if (n <= 0)
			return false;
		len += (size_t)n;
		got[len] = '\0';
		if (len >= strlen(text) && !strcmp(got + len - strlen(text), text))
			return true;
	}
	return false;
}

static void say(size_t i)
{
	atomic_fetch_add(&hub.sources[i].to_say, 1);
	gw_stream_wake(&hub.sources[i].stream);
}

static void a_thousand_streams_hear_of_each_thing_said(void **state)
{
	size_t i, round;

	for (i = 0; i < STREAMS; i++)
		connect_client(i);
	for (i = 0; i < STREAMS; i++)
		assert_true(hears(i, "\r\n\r\n"));
	for (round = 0; round < 3; round++) {
		for (i = 0; i < STREAMS; i++)
			say(i);
		for (i = 0; i < STREAMS; i++)
			if (!hears(i, "1\r\nx\r\n"))
				fail_msg("stream %zu does not hear in round %zu", i, round);
	}
	assert_int_equal(hub.streams.open, STREAMS);
}

/* Wakes come while the stream is read, put to sleep and woken: none may be lost. */
static void no_wake_is_lost(void **state)
{
	size_t round;

	connect_client(0);
	assert_true(hears(0, "\r\n\r\n"));
	for (round = 0; round < 5000; round++) {
		say(0);
		if (!hears(0, "1\r\nx\r\n"))
			fail_msg("the wake of round %zu is lost", round);
	}
}

static void a_stream_woken_before_it_is_taken_is_read(void **state)
{
	say(0);
	connect_client(0);
	assert_true(hears(0, "\r\n\r\n1\r\nx\r\n"));
}

static void the_end_comes_to_all_in_good_order(void **state)
{
	size_t i;

	for (i = 0; i < 100; i++)
		connect_client(i);
	for (i = 0; i < 100; i++)
		assert_true(hears(i, "\r\n\r\n"));
	gw_streams_end(&hub.streams);
	for (i = 0; i < 100; i++)
		assert_true(hears(i, "0\r\n\r\n"));
	stop_daemon();
	for (i = 0; i < 100; i++)
		assert_int_equal(hub.sources[i].closed, 1);
	assert_int_equal(hub.streams.open, 0);
}

static bool is_not_of_token_1(void *context, const struct gw_follower *who)
{
	assert_int_equal(who->role, GW_ROLE_VIEWER);
	return who->token != 1;
}

static void who_may_not_follow_any_more_does_not(void **state)
{
	size_t i;

	for (i = 0; i < 2; i++)
		connect_client(i);
	for (i = 0; i < 2; i++)
		assert_true(hears(i, "\r\n\r\n"));
	gw_streams_check(&hub.streams, is_not_of_token_1, NULL);
	say(0);
	say(1);
	assert_true(hears(0, "0\r\n\r\n"));
	assert_true(hears(1, "1\r\nx\r\n"));
	assert_int_equal(hub.sources[1].closed, 0);
}

/* Its deadline is a second; what nobody reads fills what the system holds for it, long before. */
static void a_client_that_does_not_take_its_bytes_is_cut(void **state)
{
	unsigned waited;

	hub.sources[0].burst = 1 << 20;
	connect_client(0);
	assert_true(hears(0, "\r\n\r\n"));
	for (waited = 0; waited < SOON_MS && !hub.sources[0].closed; waited += 10) {
		say(0);
		usleep(10000);
	}
	assert_int_equal(hub.sources[0].closed, 1);
}

static void a_client_that_is_told_nothing_is_not_cut(void **state)
{
	connect_client(0);
	assert_true(hears(0, "\r\n\r\n"));
	sleep(3); /* three times the deadline of those that are told something */
	say(0);
	assert_true(hears(0, "1\r\nx\r\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			a_thousand_streams_hear_of_each_thing_said, start, stop),
		cmocka_unit_test_setup_teardown(no_wake_is_lost, start, stop),
		cmocka_unit_test_setup_teardown(
			a_stream_woken_before_it_is_taken_is_read, start, stop),
		cmocka_unit_test_setup_teardown(the_end_comes_to_all_in_good_order, start, stop),
		cmocka_unit_test_setup_teardown(who_may_not_follow_any_more_does_not, start, stop),
		cmocka_unit_test_setup_teardown(
			a_client_that_does_not_take_its_bytes_is_cut, start, stop),
		cmocka_unit_test_setup_teardown(
			a_client_that_is_told_nothing_is_not_cut, start, stop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
