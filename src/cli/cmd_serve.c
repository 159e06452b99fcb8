/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/resource.h"
#include "http/request.h"
#include "http/server.h"
#include "service/atlas.h"
#include "service/readers.h"
#include "service/writer.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#define ADDRESS_MAX 64

static const char more[] =
	"Tiles are at /tiles/{safety|counts|...}/{z}/{x}/{y}.png, the cell of a point at\n"
	"/v1/locate?lon=..&lat=..&crs=.., a map page at /. ADDR is 127.0.0.1, [::1] or another\n"
	"address of this machine; port 0 is any free one, and printed. Who reaches the address\n"
	"may see everything: there are no tokens yet, so an address that other machines reach\n"
	"takes --public. Stops at SIGTERM and SIGINT. The maps' styles are looked for in\n"
	"$GRIDWARD_STYLES, the page's files in $GRIDWARD_WEB; then beside the build tree, then\n"
	"where they are installed. Without its files there is no page.\n";

/* "127.0.0.1:8080" and "[::1]:8080": the address without brackets, and the port. */
static enum gw_status read_listen(
	const char *text, char address[ADDRESS_MAX], uint16_t *port, struct gw_error *err)
{
	const char *colon = strrchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : 0;
	int64_t n;

	if (len > 1 && text[0] == '[' && text[len - 1] == ']') {
		text++;
		len -= 2;
	}
	if (!len || len >= ADDRESS_MAX || !gw_parse_int(colon + 1, 0, 65535, &n))
		return gw_fail(err, GW_EINVAL,
			"--listen: \"%.80s\" is not ADDR:PORT, such as "
			"127.0.0.1:8080",
			text);
	snprintf(address, ADDRESS_MAX, "%.*s", (int)len, text);
	if (!strcmp(address, "localhost"))
		snprintf(address, ADDRESS_MAX, "127.0.0.1");
	*port = (uint16_t)n;
	return GW_OK;
}

static void complain(void *context, const struct gw_error *err)
{
	gw_complain(err);
}

/* Serves until one of the signals, which are blocked in all threads, comes. */
static enum gw_status serve(const char *db, const struct gw_server_options *o,
	const sigset_t *signals, struct gw_error *err)
{
	bool v6 = strchr(o->address, ':') != NULL;
	struct gw_server *server = NULL;
	char styles[GW_PATH_MAX];
	const struct gw_writer_options writing = {0};
	struct gw_site site = {0};
	enum gw_status st;
	int got;

	st = gw_resource_folder("styles", styles, sizeof styles, err);
	if (!st)
		st = gw_atlas_open(&site.atlas, db, styles, err);
	if (!st)
		st = gw_atlas_read_styles(site.atlas, err);
	if (!st)
		st = gw_readers_create(&site.readers, db, err);
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
		while (sigwait(signals, &got) == EINTR)
			;
	}
	gw_server_stop(server);
	gw_writer_destroy(site.writer);
	gw_readers_destroy(site.readers);
	gw_atlas_close(site.atlas);
	return st;
}

int gw_cmd_serve(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *listen = "127.0.0.1:8080";
	char address[ADDRESS_MAX], web[GW_PATH_MAX];
	struct gw_server_options o = {.address = address, .complain = complain};
	int64_t timeout = 30, connections = 0, per_address = 0, workers = 0, queue = 0, tiles = 256,
		drain = 10;
	bool public = false;
	const struct gw_option options[] = {
		{"listen", GW_OPTION_TEXT, &listen, "ADDR:PORT", "default 127.0.0.1:8080"},
		{"public", GW_OPTION_FLAG, &public, NULL, "other machines may reach the address"},
		{"timeout", GW_OPTION_INT, &timeout, "SECONDS",
			"a client's time to send a request (default 30)", false, 1, 3600},
		{"connections", GW_OPTION_INT, &connections, "N",
			"clients connected at once (default 4096)", false, 1, 100000},
		{"per-address", GW_OPTION_INT, &per_address, "N",
			"of them from one address (default: any number)", false, 1, 100000},
		{"workers", GW_OPTION_INT, &workers, "N",
			"threads that draw (default: one a processor)", false, 1, 256},
		{"queue", GW_OPTION_INT, &queue, "N",
			"requests that may wait for them (default 1024)", false, 1, 1000000},
		{"drain", GW_OPTION_INT, &drain, "SECONDS",
			"for requests under way when it stops (default 10)", false, 1, 3600},
		{"tile-cache", GW_OPTION_INT, &tiles, "MIB", "memory for tiles kept (default 256)",
			false, 0, 1000000},
	};
	const struct gw_command_line line = {"serve", "DB",
		"Serves tiles, locate and a map page over HTTP.", more, options,
		sizeof options / sizeof *options};
	struct gw_error err;
	enum gw_status st;
	sigset_t signals;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	sigemptyset(&signals);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGTERM);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	st = read_listen(listen, address, &o.port, &err);
	if (!st && !public && !gw_address_is_loopback(address))
		st = gw_fail(&err, GW_EINVAL,
			"--listen %s: other machines reach that address, and "
			"there are no tokens yet; --public allows it",
			listen);
	if (!st && !gw_resource_folder("web", web, sizeof web, &err)) {
		o.web_dir = web;
	} else if (!st) { /* tiles and locate do without it */
		gw_fail_in(&err, err.code, "there is no map page");
		gw_complain(&err);
	}
	o.leaflet_dir = GW_LEAFLET_DIR;
	o.timeout = (unsigned)timeout;
	o.connections = (unsigned)connections;
	o.connections_per_address = (unsigned)per_address;
	o.workers = (unsigned)workers;
	o.drain = (unsigned)drain;
	o.queue = (unsigned)queue;
	o.cache = (size_t)tiles << 20;
	if (!st)
		st = serve(args[0], &o, &signals, &err);
	if (st)
		gw_complain(&err);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
