/* SPDX-License-Identifier: Apache-2.0 */

/*
 * bench-http-events PORT CLIENTS RATE SECONDS: many clients of /v1/events while reports come at a
 * rate (a second) on one more connection. Prints what each client was told, what was lost or came
 * twice, and the time from just before a report was sent until a client had its event. Exit status
 * 1 when anything was lost or doubled.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define LINE_MAX_KEPT 1024 /* the report's client_id stands in front */
#define SETTLE_NS     2000000000 /* for the last events */
#define NAME	      "\"client_id\":\"events-"

/* Where a client is in its reply: its head, then chunks of a size and so many bytes. */
enum place { IN_HEAD, IN_SIZE, IN_CHUNK, BEHIND_CHUNK };

struct client {
	int fd;
	enum place place;
	size_t left; /* of the chunk */
	char line[LINE_MAX_KEPT]; /* of the head or of the events */
	size_t len;
	bool ready; /* it was told where it is */
	int64_t id, last; /* of the event that begins, of the last one */
	uint64_t events, doubled;
};

struct load {
	struct sockaddr_in server;
	struct client *clients;
	size_t num_clients, num_ready, num_closed;
	double rate;
	size_t num_reports;
	_Atomic int64_t *sent; /* when, in nanoseconds; by the number of the report */
	uint32_t *delays; /* in microseconds */
	size_t num_delays, max_delays;
	_Atomic int over; /* all are sent, or -1: they could not be */
};

static void die(const char *what)
{
	fprintf(stderr, "bench-http-events: %s: %s\n", what, strerror(errno));
	exit(1);
}

static int64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int connect_to(const struct load *load)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (const struct sockaddr *)&load->server, sizeof load->server))
		die("connect");
	return fd;
}

static void send_all(int fd, const char *text, size_t len)
{
	if (send(fd, text, len, MSG_NOSIGNAL) != (ssize_t)len)
		die("send");
}

/* Reads a reply whose body has a length; its status. */
static int read_reply(int fd)
{
	char text[65536];
	size_t len = 0;
	char *body = NULL, *length;

	while (len < sizeof text - 1) {
		ssize_t n = recv(fd, text + len, sizeof text - 1 - len, 0);

		if (n <= 0)
			return 0;
		len += (size_t)n;
		text[len] = '\0';
		body = strstr(text, "\r\n\r\n");
		length = body ? strstr(text, "\r\nContent-Length: ") : NULL;
		if (length && (size_t)(text + len - body - 4) >= strtoul(length + 18, NULL, 10))
			return (int)strtol(text + 9, NULL, 10);
	}
	return 0;
}

static void *send_reports(void *context)
{
	struct load *load = context;
	int fd = connect_to(load), len;
	int64_t begin = now_ns();
	char body[512], text[1024];
	size_t i;

	for (i = 0; i < load->num_reports; i++) {
		int64_t at = begin + (int64_t)((double)i / load->rate * 1e9);
		struct timespec until = {at / 1000000000, at % 1000000000};

		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
		len = snprintf(body, sizeof body,
			"{\"crs\":\"wgs84\",\"client_id\":\"events-%zu\",\"lon\":120.84,\"lat\":40.7,"
			"\"category\":\"load\",\"time\":\"2026-10-03T09:12:00+08:00\"}",
			i);
		len = snprintf(text, sizeof text,
			"POST /v1/reports HTTP/1.1\r\nHost: 127.0.0.1\r\n"
			"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n%s",
			len, body);
		load->sent[i] = now_ns();
		send_all(fd, text, (size_t)len);
		if (read_reply(fd) != 201) {
			fprintf(stderr, "bench-http-events: report %zu was not taken\n", i);
			load->over = -1;
			return NULL;
		}
	}
	close(fd);
	load->over = 1;
	return NULL;
}

static void take_delay(struct load *load, const char *line, int64_t now)
{
	const char *name = strstr(line, NAME);
	size_t i = name ? strtoul(name + sizeof NAME - 1, NULL, 10) : load->num_reports;

	if (i < load->num_reports && load->num_delays < load->max_delays)
		load->delays[load->num_delays++] = (uint32_t)((now - load->sent[i]) / 1000);
}

static void take_line(struct load *load, struct client *c, int64_t now)
{
	if (!strncmp(c->line, "id: ", 4)) {
		c->id = strtoll(c->line + 4, NULL, 10);
		if (!c->ready) {
			c->ready = true;
			c->last = c->id;
			load->num_ready++;
		}
	} else if (!strncmp(c->line, "data: ", 6)) {
		c->events++;
		if (c->id <= c->last)
			c->doubled++;
		else
			c->last = c->id;
		take_delay(load, c->line, now);
	}
}

/* Adds up to n bytes, of one line at most; how many. What is too long is cut. */
static size_t add_to_line(struct client *c, const char *bytes, size_t n, bool *whole)
{
	const char *end = memchr(bytes, '\n', n);
	size_t used = end ? (size_t)(end - bytes) + 1 : n, kept = end ? used - 1 : n;

	if (kept > sizeof c->line - 1 - c->len)
		kept = sizeof c->line - 1 - c->len;
	memcpy(c->line + c->len, bytes, kept);
	c->len += kept;
	c->line[c->len] = '\0';
	*whole = end != NULL;
	return used;
}

static void take_bytes(struct load *load, struct client *c, const char *bytes, size_t n)
{
	int64_t now = now_ns();
	size_t used;
	bool whole;

	for (; n; bytes += used, n -= used) {
		if (c->place == BEHIND_CHUNK) { /* CR LF */
			used = 1;
			if (*bytes == '\n')
				c->place = IN_SIZE;
			continue;
		}
		if (c->place == IN_SIZE) { /* a line of the events may go on behind it */
			used = 1;
			if (*bytes == '\n')
				c->place = IN_CHUNK;
			else if (*bytes != '\r')
				c->left = 16 * c->left +
					(size_t)(*bytes <= '9' ? *bytes - '0'
							       : (*bytes | 32) - 'a' + 10);
			continue;
		}
		used = add_to_line(
			c, bytes, c->place == IN_CHUNK && c->left < n ? c->left : n, &whole);
		if (c->place == IN_HEAD && whole && c->len <= 1)
			c->place = IN_SIZE;
		else if (c->place == IN_HEAD && whole && !strncmp(c->line, "HTTP", 4) &&
			strncmp(c->line + 9, "200", 3) != 0)
			die(c->line);
		else if (c->place == IN_CHUNK && whole)
			take_line(load, c, now);
		if (whole)
			c->len = 0;
		if (c->place == IN_CHUNK && !(c->left -= used))
			c->place = BEHIND_CHUNK;
	}
}

static void begin_listening(struct load *load, int epoll)
{
	static const char request[] = "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
	size_t i;

	for (i = 0; i < load->num_clients; i++) {
		struct client *c = &load->clients[i];
		struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};

		c->fd = connect_to(load);
		send_all(c->fd, request, sizeof request - 1);
		if (fcntl(c->fd, F_SETFL, O_NONBLOCK) ||
			epoll_ctl(epoll, EPOLL_CTL_ADD, c->fd, &event))
			die("epoll");
	}
}

static void read_events(struct load *load, int epoll)
{
	struct epoll_event events[256];
	static char bytes[65536];
	int i, n = epoll_wait(epoll, events, 256, 100);

	for (i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;
		ssize_t got = recv(c->fd, bytes, sizeof bytes, 0);

		if (got > 0) {
			take_bytes(load, c, bytes, (size_t)got);
		} else if (!got || errno != EAGAIN) {
			load->num_closed++;
			close(c->fd);
		}
	}
}

static int compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

static double delay_ms(const struct load *load, double share)
{
	size_t i = (size_t)(share * (double)load->num_delays);

	if (!load->num_delays)
		return 0;
	return load->delays[i < load->num_delays ? i : load->num_delays - 1] / 1e3;
}

/* Whether all was well. */
static bool tell(struct load *load, double seconds)
{
	uint64_t events = 0, doubled = 0, lost = 0;
	size_t i;

	for (i = 0; i < load->num_clients; i++) {
		const struct client *c = &load->clients[i];

		events += c->events;
		doubled += c->doubled;
		lost += load->num_reports - (c->events - c->doubled);
	}
	qsort(load->delays, load->num_delays, sizeof *load->delays, compare);
	printf("%zu %.1f %llu %llu %zu %.2f %.2f %.2f\n", load->num_clients,
		(double)events / (double)load->num_clients / seconds, (unsigned long long)lost,
		(unsigned long long)doubled, load->num_closed, delay_ms(load, 0.5),
		delay_ms(load, 0.99), delay_ms(load, 1));
	return !lost && !doubled && !load->num_closed;
}

static bool run(struct load *load)
{
	int epoll = epoll_create1(EPOLL_CLOEXEC);
	int64_t begin, until = INT64_MAX;
	pthread_t sender;
	double seconds = 0;

	begin_listening(load, epoll);
	while (load->num_ready < load->num_clients && !load->num_closed)
		read_events(load, epoll);
	begin = now_ns();
	if (pthread_create(&sender, NULL, send_reports, load))
		die("thread");
	while (now_ns() < until) {
		read_events(load, epoll);
		if (load->over && until == INT64_MAX) {
			seconds = (double)(now_ns() - begin) / 1e9;
			until = now_ns() + SETTLE_NS;
		}
	}
	pthread_join(sender, NULL);
	return tell(load, seconds) && load->over > 0;
}

int main(int argc, char **argv)
{
	struct rlimit files;
	struct load load = {.server.sin_family = AF_INET};

	if (argc != 5) {
		fputs("usage: bench-http-events PORT CLIENTS RATE SECONDS\n", stderr);
		return 2;
	}
	load.server.sin_port = htons((uint16_t)strtoul(argv[1], NULL, 10));
	load.server.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	load.num_clients = strtoul(argv[2], NULL, 10);
	load.rate = strtod(argv[3], NULL);
	load.num_reports = (size_t)(load.rate * strtod(argv[4], NULL));
	load.max_delays = load.num_clients * load.num_reports;
	load.clients = calloc(load.num_clients, sizeof *load.clients);
	load.sent = calloc(load.num_reports, sizeof *load.sent);
	load.delays = calloc(load.max_delays, sizeof *load.delays);
	if (!load.clients || !load.sent || !load.delays)
		die("memory");
	getrlimit(RLIMIT_NOFILE, &files);
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	return run(&load) ? 0 : 1;
}
