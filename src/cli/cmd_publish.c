/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/month.h"

#include <stdlib.h>

/* In the division of the month's last day: the one that its maps show until now. */
static enum gw_status publish(struct gw_store *store, const char *scheme, gw_month month,
	struct gw_publication *made, struct gw_error *err)
{
	struct gw_division_info division;
	enum gw_status st;

	st = gw_store_find_division(store, scheme, gw_month_last_day(month), &division, err);
	return st ? st : gw_store_publish(store, &division, month, getenv("USER"), made, err);
}

int gw_cmd_publish(int argc, char **argv)
{
	static const struct gw_month_command command = {"publish",
		"Publishes a month's safety levels as they are now.",
		"Everybody sees the month's maps from then on, with the levels of this moment whatever\n"
		"becomes of them. A month that was published gets another version.\n",
		"of the units (default: the first)", "published", publish};

	return gw_month_command_run(&command, argc, argv);
}
