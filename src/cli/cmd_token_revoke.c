/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"
#include "store/tokens.h"

int gw_cmd_token_revoke(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_command_line line = {"token revoke", "DB NAME", "Takes a token's power.",
		"Servers that run refuse it within a second. It stays in the list, and its name is not\n"
		"given again, so that old logs keep their sense.\n",
		NULL, 0};
	struct gw_store *store = NULL;
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	st = gw_store_open(&store, args[0], GW_STORE_WRITE, &err);
	if (!st)
		st = gw_store_revoke_token(store, args[1], gw_time_now(), &err);
	if (st)
		gw_complain(&err);
	gw_store_close(store);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
