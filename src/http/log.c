/* SPDX-License-Identifier: Apache-2.0 */
#include "http/log.h"

#include "base/buf.h"
#include "http/json.h"

#include <inttypes.h>
#include <limits.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Lines that wait. Each fits a pipe's atomic write, so that none is torn by another program's. */
#define LINES_MAX  4096
#define LINE_BYTES ((size_t)PIPE_BUF - 1)

#define LINGER_MS 1000 /* how long destroy waits for a reader that does not read */

/* Texts from outside are cut, harder where they turn out long for being full of escapes. */
#define TEXT_MAX       1024
#define TEXT_MAX_SHORT 96
#define MESSAGE_MAX    640 /* fits in any case */

struct gw_log {
	int fd;
	enum gw_log_what what;
	atomic_uint_fast64_t dropped;
	pthread_t thread;
	pthread_mutex_t lock; /* of all below */
	pthread_cond_t wake;
	struct gw_buf lines[LINES_MAX]; /* a ring */
	size_t first, n;
	bool ends;
};

bool gw_log_parse(const char *text, enum gw_log_what *out)
{
	static const char *const names[] = {"none", "errors", "requests"};
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++)
		if (!strcmp(text, names[i])) {
			*out = (enum gw_log_what)i;
			return true;
		}
	return false;
}

static bool ends(struct gw_log *log)
{
	bool it_does;

	pthread_mutex_lock(&log->lock);
	it_does = log->ends;
	pthread_mutex_unlock(&log->lock);
	return it_does;
}

/* Waits until fd takes a line at once; false when the log ends and its reader is stuck. */
static bool wait_for_room(struct gw_log *log, int *patience)
{
	struct pollfd p = {.fd = log->fd, .events = POLLOUT};
	const int step = 50;

	while (poll(&p, 1, *patience > 0 ? step : 0) == 0)
		if (ends(log) && (*patience -= step) <= 0)
			return false;
	return true;
}

static void *write_lines(void *context)
{
	struct gw_log *log = context;
	int patience = LINGER_MS;

	for (;;) {
		struct gw_buf line;

		pthread_mutex_lock(&log->lock);
		while (!log->n && !log->ends)
			pthread_cond_wait(&log->wake, &log->lock);
		if (!log->n) {
			pthread_mutex_unlock(&log->lock);
			return NULL;
		}
		line = log->lines[log->first];
		log->first = (log->first + 1) % LINES_MAX;
		log->n--;
		pthread_mutex_unlock(&log->lock);
		if (!wait_for_room(log, &patience) ||
			write(log->fd, line.data, line.len) != (ssize_t)line.len)
			atomic_fetch_add(&log->dropped, 1);
		gw_buf_finish(&line);
	}
}

enum gw_status gw_log_create(
	struct gw_log **out, int fd, enum gw_log_what what, struct gw_error *err)
{
	struct gw_log *log = calloc(1, sizeof *log);

	if (!log)
		return gw_fail_nomem(err);
	log->fd = fd;
	log->what = what;
	pthread_mutex_init(&log->lock, NULL);
	pthread_cond_init(&log->wake, NULL);
	if (pthread_create(&log->thread, NULL, write_lines, log)) {
		pthread_cond_destroy(&log->wake);
		pthread_mutex_destroy(&log->lock);
		free(log);
		return gw_fail_nomem(err);
	}
	*out = log;
	return GW_OK;
}

void gw_log_destroy(struct gw_log *log)
{
	if (!log)
		return;
	pthread_mutex_lock(&log->lock);
	log->ends = true;
	pthread_cond_signal(&log->wake);
	pthread_mutex_unlock(&log->lock);
	pthread_join(log->thread, NULL);
	pthread_cond_destroy(&log->wake);
	pthread_mutex_destroy(&log->lock);
	free(log);
}

/* Takes the line, whatever becomes of it. */
static void push(struct gw_log *log, struct gw_buf *line)
{
	bool has_room = false;

	if (gw_buf_ok(line)) {
		pthread_mutex_lock(&log->lock);
		has_room = log->n < LINES_MAX;
		if (has_room) {
			log->lines[(log->first + log->n) % LINES_MAX] = *line;
			if (!log->n++) /* else it is awake */
				pthread_cond_signal(&log->wake);
		}
		pthread_mutex_unlock(&log->lock);
	}
	if (has_room)
		return;
	atomic_fetch_add(&log->dropped, 1);
	gw_buf_finish(line);
}

static void begin_line(struct gw_buf *line, const char *level)
{
	struct timespec now;
	struct tm tm;

	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &tm);
	gw_buf_init(line, LINE_BYTES);
	gw_buf_printf(line, "{\"time\":\"%04d-%02d-%02dT%02d:%02d:%02d.%03ldZ\",\"level\":\"%s\"",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		now.tv_nsec / 1000000, level);
}

/* Stars in place of whatever may be a token: gw_ and what tokens consist of behind it. */
static void mask(char *text)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

	while ((text = strstr(text, "gw_"))) {
		size_t n = strspn(text, digits);

		if (n > 8)
			memset(text, '*', n);
		text += n;
	}
}

static void add_text(struct gw_buf *line, const char *name, const char *text, size_t max)
{
	char cut[TEXT_MAX];

	if (!text)
		return;
	snprintf(cut, max, "%s", text);
	mask(cut);
	gw_buf_puts(line, ",");
	gw_json_member(line, name, cut);
}

static bool is_failure(unsigned status)
{
	return status >= 500;
}

static void write_request(struct gw_buf *line, const struct gw_log_request *r, size_t max)
{
	begin_line(line, is_failure(r->status) ? "error" : "info");
	add_text(line, "id", r->id, max);
	add_text(line, "method", r->method, 24);
	add_text(line, "route", r->route, max);
	add_text(line, "path", r->path, max);
	add_text(line, "query", r->query && *r->query ? r->query : NULL, max);
	gw_buf_printf(line, ",\"status\":%u,\"bytes\":%" PRIu64 ",\"ms\":%.3f", r->status, r->bytes,
		1e-3 * (double)r->microseconds);
	add_text(line, "role", gw_role_name(r->role), max);
	add_text(line, "who", r->who, max);
	add_text(line, "address", r->address, max);
	if (r->error && *r->error->text)
		add_text(line, "error", r->error->text, max);
	gw_buf_puts(line, "}\n");
}

void gw_log_request(struct gw_log *log, const struct gw_log_request *request)
{
	struct gw_buf line;

	if (!log || log->what == GW_LOG_NONE ||
		(log->what == GW_LOG_ERRORS && !is_failure(request->status)))
		return;
	write_request(&line, request, TEXT_MAX);
	if (!gw_buf_ok(&line)) {
		gw_buf_finish(&line);
		write_request(&line, request, TEXT_MAX_SHORT);
	}
	push(log, &line);
}

static void write_message(struct gw_log *log, const char *level, const char *text)
{
	struct gw_buf line;

	begin_line(&line, level);
	add_text(&line, "message", text, MESSAGE_MAX);
	gw_buf_puts(&line, "}\n");
	push(log, &line);
}

void gw_log_error(struct gw_log *log, const struct gw_error *err)
{
	if (log && log->what != GW_LOG_NONE)
		write_message(log, "error", err->text);
}

void gw_log_note(struct gw_log *log, const char *text)
{
	if (log && log->what == GW_LOG_REQUESTS)
		write_message(log, "info", text);
}

uint64_t gw_log_dropped(const struct gw_log *log)
{
	return log ? atomic_load(&log->dropped) : 0;
}
