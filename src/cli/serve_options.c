/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/serve_options.h"

#include "base/parse.h"
#include "cli/cli.h"
#include "cli/role.h"
#include "http/rates.h"

#include <stdio.h>
#include <string.h>

#define CACHE_MAX (INT64_C(1) << 40)

static const char more[] =
	"Each option but --config may stand in the file as \"key = value\" below [server], flags as\n"
	"true or false; a flag on the command line wins. docs/server.md tells what each means.\n\n"
	"As long as the database has no token (gridward token create), whoever works at this machine\n"
	"may do all, and others see what is public; an address that other machines reach then takes\n"
	"--public. Stops at SIGTERM and SIGINT. The maps' styles are looked for in $GRIDWARD_STYLES,\n"
	"the page's files in $GRIDWARD_WEB; then beside the build tree, then where they are\n"
	"installed. Without its files there is no page.\n";

/* "127.0.0.1:8080" and "[::1]:8080": the address without brackets, and the port. */
static enum gw_status parse_listen(void *target, const char *text, struct gw_error *err)
{
	const char *colon = strrchr(text, ':');
	size_t len = colon ? (size_t)(colon - text) : 0;
	struct gw_listen *listen = target;
	const char *address = text;
	int64_t port;

	if (len > 1 && text[0] == '[' && text[len - 1] == ']') {
		address++;
		len -= 2;
	}
	if (!len || len >= sizeof listen->address || !gw_parse_int(colon + 1, 0, 65535, &port))
		return gw_fail(
			err, GW_EINVAL, "\"%.80s\" is not ADDR:PORT, such as 127.0.0.1:8080", text);
	snprintf(listen->address, sizeof listen->address, "%.*s", (int)len, address);
	if (!strcmp(listen->address, "localhost"))
		snprintf(listen->address, sizeof listen->address, "127.0.0.1");
	listen->port = (uint16_t)port;
	return GW_OK;
}

static enum gw_status parse_log(void *target, const char *text, struct gw_error *err)
{
	return gw_log_parse(text, target)
		? GW_OK
		: gw_fail(err, GW_EINVAL, "\"%.60s\" is none of requests, errors and none", text);
}

static enum gw_status parse_networks(void *target, const char *text, struct gw_error *err)
{
	return gw_networks_parse(target, text, err);
}

/* "256MiB", "1GiB", "65536". */
static enum gw_status parse_bytes(void *target, const char *text, struct gw_error *err)
{
	static const char *const suffixes[] = {"", "KiB", "MiB", "GiB"};
	size_t len = strspn(text, "0123456789"), i;
	char digits[20];
	int64_t n;

	if (len && len < sizeof digits) {
		snprintf(digits, sizeof digits, "%.*s", (int)len, text);
		for (i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
			if (!strcmp(text + len, suffixes[i]) &&
				gw_parse_int(digits, 0, CACHE_MAX >> 10 * i, &n)) {
				*(int64_t *)target = n << 10 * i;
				return GW_OK;
			}
	}
	return gw_fail(
		err, GW_EINVAL, "\"%.60s\" is not a size such as 256MiB, at most 1024GiB", text);
}

/* Sets what the file at path says. A file names no other one: that is the first option. */
static bool read_file(struct gw_serve_options *s, const struct gw_command_line *line,
	const char *path, int *exit_code)
{
	struct gw_command_line settings = *line;
	struct gw_error err;
	enum gw_status st;
	size_t i;

	settings.options++;
	settings.num_options--;
	st = gw_config_read(&s->config, path, "server", &err);
	for (i = 0; !st && i < s->config->n; i++) {
		st = gw_options_set(
			&settings, s->config->items[i].key, s->config->items[i].value, &err);
		if (st)
			gw_fail_in(&err, st, path);
	}
	if (st) {
		gw_complain(&err);
		*exit_code = GW_EXIT_NOTHING_DONE;
	}
	return !st;
}

/*
 * The one table of settings. docs/server.md and data/server.example.conf tell of the same, which a
 * test compares.
 */
static bool read_all(struct gw_serve_options *s, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], int *exit_code)
{
	const char *path = NULL;
	const struct gw_option options[] = {
		{"config", GW_OPTION_TEXT, &path, "FILE", "reads settings from it"},
		{"listen", GW_OPTION_PARSED, &s->listen, "ADDR:PORT",
			"default 127.0.0.1:8080; port 0: any that is free", .parse = parse_listen},
		{"public", GW_OPTION_FLAG, &s->public, NULL,
			"without tokens, too, other machines may reach the address"},
		{"anonymous", GW_OPTION_PARSED, &s->anonymous, "ROLE",
			"of requests without a token (default public)", .parse = gw_role_option},
		{"trusted-proxies", GW_OPTION_PARSED, &s->proxies, "NETWORKS",
			"whose X-Forwarded-* is believed (default none)", .parse = parse_networks},
		{"timeout", GW_OPTION_INT, &s->timeout, "SECONDS",
			"a client's time to send a request (default 30)", false, 1, 3600},
		{"connections", GW_OPTION_INT, &s->connections, "N", "at once (default 4096)",
			false, 1, 65536},
		{"connections-per-address", GW_OPTION_INT, &s->connections_per_address, "N",
			"at once, of one client (default 1024)", false, 1, 65536},
		{"event-clients", GW_OPTION_INT, &s->event_clients, "N",
			"that follow events at once (default 2000)", false, 1, 65536},
		{"queue", GW_OPTION_INT, &s->queue, "N",
			"requests that may wait for a worker (default 1024)", false, 1, 65536},
		{"workers", GW_OPTION_INT, &s->workers, "N",
			"threads that draw and read (default 0: as many as processors)", false, 0,
			1024},
		{"cache", GW_OPTION_PARSED, &s->cache, "SIZE",
			"memory for drawn tiles (default 256MiB)", .parse = parse_bytes},
		{"rate", GW_OPTION_INT, &s->rate, "N",
			"requests a minute of a token (default 60000; 0: any)", false, 0,
			GW_RATE_MAX},
		{"rate-anonymous", GW_OPTION_INT, &s->rate_anonymous, "N",
			"and of an address without one (default 6000; 0: any)", false, 0,
			GW_RATE_MAX},
		{"log", GW_OPTION_PARSED, &s->log, "WHAT", "requests, errors (the default) or none",
			.parse = parse_log},
		{"metrics-public", GW_OPTION_FLAG, &s->metrics_public, NULL,
			"/metrics is for everybody, not for admins alone"},
		{"rules", GW_OPTION_TEXT, &s->rules, "FILE", "of deadlines (default: none)"},
		{"web", GW_OPTION_TEXT, &s->web, "FOLDER", "of the page's files"},
		{"styles", GW_OPTION_TEXT, &s->styles, "FOLDER", "of the maps' styles"},
		{"drain-seconds", GW_OPTION_INT, &s->drain_seconds, "SECONDS",
			"for requests under way when it stops (default 10)", false, 0, 3600},
	};
	const struct gw_command_line line = {"serve", "DB",
		"Serves tiles, locate and a map page over HTTP.", more, options,
		sizeof options / sizeof *options};

	if (!gw_options_begin(&line, argc, argv, args, exit_code))
		return false;
	if (!path)
		return true;
	/* Then the flags once more, over what the file says. */
	return read_file(s, &line, path, exit_code) &&
		gw_options_begin(&line, argc, argv, args, exit_code);
}

/* "web =" in a file is as good as no line. */
static const char *text_or_null(const char *text)
{
	return text && *text ? text : NULL;
}

bool gw_serve_options_read(struct gw_serve_options *options, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], int *exit_code)
{
	*options = (struct gw_serve_options){
		.listen = {"127.0.0.1", 8080},
		.anonymous = GW_ROLE_PUBLIC,
		.log = GW_LOG_ERRORS,
		.timeout = 30,
		.drain_seconds = 10,
		.connections = 4096,
		.connections_per_address = 1024,
		.event_clients = 2000,
		.queue = 1024,
		.cache = INT64_C(256) << 20,
		.rate = 60000,
		.rate_anonymous = 6000,
	};
	if (!read_all(options, argc, argv, args, exit_code))
		return false;
	options->rules = text_or_null(options->rules);
	options->web = text_or_null(options->web);
	options->styles = text_or_null(options->styles);
	return true;
}

void gw_serve_options_finish(struct gw_serve_options *options)
{
	gw_config_destroy(options->config);
}
