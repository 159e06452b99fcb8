/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"
#include "store/publications.h"

#include <stdio.h>
#include <stdlib.h>

/* The division of the month's last day: the one that its maps show until now. */
static enum gw_status find_division(struct gw_store *store, const char *scheme, gw_month month,
	struct gw_division_info *division, struct gw_error *err)
{
	const struct gw_zone *zone = gw_store_zone(store);
	gw_time next = gw_month_begin(gw_month_next(month), zone);

	return gw_store_find_division(store, scheme, gw_time_date(next - 1, zone), division, err);
}

static enum gw_status publish(struct gw_store *store, const char *scheme, gw_month month,
	struct gw_publication *made, struct gw_error *err)
{
	const char *who = getenv("USER");
	struct gw_division_info division;
	enum gw_status st;

	st = gw_store_begin(store, err);
	if (st)
		return st;
	st = find_division(store, scheme, month, &division, err);
	if (!st)
		st = gw_store_publish(store, &division, month, who, made, err);
	if (!st)
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
	return st;
}

int gw_cmd_publish(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *scheme = NULL;
	const struct gw_option options[] = {
		{"scheme", GW_OPTION_TEXT, &scheme, "NAME", "of the units (default: the first)"},
	};
	const struct gw_command_line line = {"publish", "DB MONTH",
		"Publishes a month's safety levels as they are now.",
		"Everybody sees the month's maps from then on, with the levels of this moment whatever\n"
		"becomes of them. A month that was published gets another version.\n",
		options, sizeof options / sizeof *options};
	char text[GW_TIME_TEXT_MAX];
	struct gw_publication made;
	struct gw_store *store = NULL;
	struct gw_error err;
	enum gw_status st;
	gw_month month;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	if (gw_month_parse(args[1], &month))
		st = gw_store_open(&store, args[0], GW_STORE_WRITE, &err);
	else
		st = gw_fail(
			&err, GW_EINVAL, "\"%.40s\" is no month; write it as 2026-10", args[1]);
	if (!st)
		st = publish(store, scheme, month, &made, &err);
	if (st)
		gw_complain(&err);
	else
		printf("%s of %s is published, version %lld\n", gw_month_format(month, text),
			made.scheme, (long long)made.version);
	gw_store_close(store);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
