/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_SERVE_OPTIONS_H
#define GW_CLI_SERVE_OPTIONS_H

#include "base/config.h"
#include "cli/options.h"
#include "http/access.h"
#include "http/log.h"

/* An address to listen at: numeric, without brackets. */
struct gw_listen {
	char address[64];
	uint16_t port;
};

/* All that gridward serve can be told, by flags and by its configuration file. */
struct gw_serve_options {
	struct gw_listen listen;
	bool public, metrics_public;
	enum gw_role anonymous;
	enum gw_log_what log;
	struct gw_networks proxies;
	int64_t timeout, drain_seconds; /* seconds */
	int64_t connections, connections_per_address, queue, event_clients;
	int64_t workers; /* 0: as many as processors */
	int64_t cache; /* bytes */
	int64_t rate, rate_anonymous; /* requests a minute; 0: any */
	const char *rules, *web, *styles; /* paths; NULL: those that the program comes with */

	struct gw_config *config; /* holds the texts */
};

/*
 * Reads the flags and the file that they name; a flag wins over the file. False: *exit_code is what
 * to return, the help or the complaint printed. Finish in any case.
 */
bool gw_serve_options_read(struct gw_serve_options *options, int argc, char **argv,
	const char *args[GW_ARGUMENTS_MAX], int *exit_code);
void gw_serve_options_finish(struct gw_serve_options *options);

#endif
