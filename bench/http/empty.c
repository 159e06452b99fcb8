/* SPDX-License-Identifier: Apache-2.0 */

/*
 * bench-http-empty: the least that libmicrohttpd can do, as a measure of what is ours in a reply's
 * time: every request gets the same 300 bytes. Prints its port; stops when its input ends.
 */

#include <microhttpd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define THREADS 2

static enum MHD_Result answer(void *context, struct MHD_Connection *connection, const char *url,
	const char *method, const char *version, const char *upload, size_t *upload_size,
	void **request)
{
	if (!*request) { /* the headers; the reply is for the call after them */
		*request = context;
		return MHD_YES;
	}
	return MHD_queue_response(connection, MHD_HTTP_OK, context);
}

int main(void)
{
	static char body[301];
	struct MHD_Response *response;
	struct MHD_Daemon *daemon;
	char byte;

	memset(body, ' ', sizeof body - 1);
	response = MHD_create_response_from_buffer(sizeof body - 1, body, MHD_RESPMEM_PERSISTENT);
	daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, answer, response,
		MHD_OPTION_THREAD_POOL_SIZE, THREADS, MHD_OPTION_END);
	if (!response || !daemon) {
		fputs("bench-http-empty: cannot start\n", stderr);
		return 1;
	}
	printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	MHD_stop_daemon(daemon);
	MHD_destroy_response(response);
	return 0;
}
