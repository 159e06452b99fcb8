/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"
#include "store/store.h"

int gw_cmd_init(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *timezone = "Asia/Shanghai";
	const struct gw_option options[] = {
		{"timezone", GW_OPTION_TEXT, &timezone, "NAME",
			"the city's time zone (default Asia/Shanghai)"},
	};
	const struct gw_command_line line = {"init", "DB", "Makes a new, empty database.",
		"Months and days are those of the city's own clock; the time zone cannot be changed "
		"later.\n",
		options, sizeof options / sizeof *options};
	struct gw_error err;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	if (gw_store_init(args[0], timezone, &err)) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	return GW_EXIT_DONE;
}
