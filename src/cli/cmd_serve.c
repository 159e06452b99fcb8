/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/resource.h"
#include "cli/serve_options.h"
#include "http/event_feed.h"
#include "http/request.h"
#include "http/server.h"
#include "report/rules.h"
#include "service/atlas.h"
#include "service/readers.h"
#include "service/writer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define RULES_MAX ((size_t)1 << 20)

/* Without tokens nobody but this machine's own is to be reached, unless somebody says so. */
static enum gw_status check_door(
	const char *db, const struct gw_serve_options *s, struct gw_error *err)
{
	struct gw_token *tokens = NULL;
	struct gw_store *store;
	enum gw_status st;
	size_t n = 0;

	if (s->public || gw_address_is_loopback(s->listen.address))
		return GW_OK;
	st = gw_store_open(&store, db, GW_STORE_READ, err);
	if (st)
		return st;
	st = gw_store_list_tokens(store, &tokens, &n, err);
	gw_store_close(store);
	free(tokens);
	if (!st && !n)
		st = gw_fail(err, GW_EINVAL,
			"--listen %s: other machines reach that address, and %s has no tokens; make "
			"one with gridward token create, or show --public what everybody may see",
			s->listen.address, db);
	return st;
}

static enum gw_status read_rules(struct gw_rules **out, const char *path, struct gw_error *err)
{
	struct gw_buf text;
	enum gw_status st;

	gw_buf_init(&text, RULES_MAX);
	st = gw_file_read(&text, path, err);
	if (!st) {
		st = gw_rules_parse(out, text.data, text.len, err);
		if (st)
			gw_fail_in(err, st, path);
	}
	gw_buf_finish(&text);
	return st;
}

/*
 * Waits for one of the signals, which are blocked in all threads, and meanwhile tells a watchdog,
 * where systemd has set one, that the program lives.
 */
static void wait_for_end(const sigset_t *signals)
{
	uint64_t microseconds = 0;
	struct timespec half;
	int got;

	if (sd_watchdog_enabled(0, &microseconds) <= 0)
		microseconds = UINT64_C(7200000000);
	half.tv_sec = (time_t)(microseconds / 2 / 1000000);
	half.tv_nsec = (long)(microseconds / 2 % 1000000) * 1000;
	do {
		sd_notify(0, "WATCHDOG=1");
		got = sigtimedwait(signals, NULL, &half);
	} while (got < 0);
}

static void wake_bus(void *bus, size_t writes)
{
	gw_bus_wake(bus);
}

static enum gw_status serve(const char *db, const char *styles, size_t event_clients,
	const struct gw_server_options *o, const sigset_t *signals, struct gw_error *err)
{
	bool v6 = strchr(o->address, ':') != NULL;
	struct gw_event_feed feed = {.complain = o->complain, .context = o->context};
	struct gw_writer_options writing = {.committed = wake_bus};
	struct gw_server *server = NULL;
	struct gw_site site = {0};
	enum gw_status st;

	st = gw_atlas_open(&site.atlas, db, styles, err);
	if (!st)
		st = gw_atlas_read_styles(site.atlas, err);
	if (!st)
		st = gw_readers_create(&site.readers, db, err);
	feed.atlas = site.atlas;
	feed.readers = site.readers;
	if (!st)
		st = gw_event_feed_start(&site.bus, &feed, event_clients, err);
	writing.context = site.bus;
	if (!st)
		st = gw_writer_create(&site.writer, db, &writing, err);
	if (st == GW_EREADONLY) /* it is served all the same */
		st = GW_OK;
	if (!st)
		st = gw_server_start(&server, &site, o, err);
	if (!st) {
		printf("Gridward serves %s at http://%s%s%s:%u/\n", db, v6 ? "[" : "", o->address,
			v6 ? "]" : "", gw_server_port(server));
		fflush(stdout);
		sd_notify(0, "READY=1");
		gw_log_note(o->log, "it serves");
		wait_for_end(signals);
		sd_notify(0, "STOPPING=1");
		gw_log_note(o->log, "it stops");
	}
	gw_server_stop(server);
	gw_writer_destroy(site.writer);
	gw_bus_destroy(site.bus);
	gw_readers_destroy(site.readers);
	gw_atlas_close(site.atlas);
	return st;
}

/* What the server tells beside its requests. */
static void complain(void *log, const struct gw_error *err)
{
	gw_log_error(log, err);
}

/* Finds what the server stands on, starts it, and ends with it. */
static enum gw_status prepare(const char *db, const struct gw_serve_options *s,
	const sigset_t *signals, struct gw_error *err)
{
	const struct gw_access_options access = {
		.anonymous = s->anonymous,
		.no_local_admin = s->public || !gw_address_is_loopback(s->listen.address),
		.proxies = &s->proxies,
		.rate = s->rate,
		.rate_anonymous = s->rate_anonymous,
	};
	struct gw_server_options o = {
		.address = s->listen.address,
		.port = s->listen.port,
		.web_dir = s->web,
		.leaflet_dir = GW_LEAFLET_DIR,
		.timeout = (unsigned)s->timeout,
		.connections = (unsigned)s->connections,
		.connections_per_address = (unsigned)s->connections_per_address,
		.workers = (unsigned)s->workers,
		.queue = (unsigned)s->queue,
		.cache = (size_t)s->cache,
		.drain = (unsigned)s->drain_seconds,
		.access = &access,
		.metrics_are_public = s->metrics_public,
		.complain = complain,
	};
	char styles[GW_PATH_MAX], web[GW_PATH_MAX];
	struct gw_rules *rules = NULL;
	struct gw_log *log = NULL;
	enum gw_status st;

	st = check_door(db, s, err);
	if (!st && s->rules)
		st = read_rules(&rules, s->rules, err);
	if (!st && !s->styles)
		st = gw_resource_folder("styles", styles, sizeof styles, err);
	if (!st && !s->web && !gw_resource_folder("web", web, sizeof web, err)) {
		o.web_dir = web;
	} else if (!st && !s->web) { /* tiles and locate do without it */
		gw_fail_in(err, err->code, "there is no map page");
		gw_complain(err);
	}
	if (!st)
		st = gw_log_create(&log, STDERR_FILENO, s->log, err);
	o.rules = rules;
	o.log = o.context = log;
	if (!st)
		st = serve(db, s->styles ? s->styles : styles, (size_t)s->event_clients, &o,
			signals, err);
	gw_log_destroy(log);
	gw_rules_destroy(rules);
	return st;
}

int gw_cmd_serve(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX];
	struct gw_serve_options settings;
	int code = GW_EXIT_DONE;
	struct gw_error err;
	sigset_t signals;

	if (gw_serve_options_read(&settings, argc, argv, args, &code)) {
		sigemptyset(&signals);
		sigaddset(&signals, SIGINT);
		sigaddset(&signals, SIGTERM);
		sigprocmask(SIG_BLOCK, &signals, NULL);
		signal(SIGPIPE, SIG_IGN);
		if (prepare(args[0], &settings, &signals, &err)) {
			gw_complain(&err);
			code = GW_EXIT_NOTHING_DONE;
		}
	}
	gw_serve_options_finish(&settings);
	return code;
}
