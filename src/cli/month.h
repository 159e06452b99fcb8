/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_CLI_MONTH_H
#define GW_CLI_MONTH_H

/* The commands that change what is published of a month: "publish" and "withdraw". */

#include "store/publications.h"

struct gw_month_command {
	const char *name, *summary, *more; /* as of struct gw_command_line */
	const char *scheme_help; /* of its option --scheme */
	const char *done; /* "published" */
	/* Within a transaction; scheme: its name, or NULL. */
	enum gw_status (*run)(struct gw_store *store, const char *scheme, gw_month month,
		struct gw_publication *out, struct gw_error *err);
};

/* Reads the command line, runs the command, and says what it did. The exit code. */
int gw_month_command_run(const struct gw_month_command *command, int argc, char **argv);

#endif
