/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/month.h"

#include "cli/cli.h"
#include "cli/options.h"

#include <stdio.h>

static enum gw_status run(const struct gw_month_command *command, struct gw_store *store,
	const char *scheme, gw_month month, struct gw_publication *out, struct gw_error *err)
{
	enum gw_status st;

	st = gw_store_begin(store, err);
	if (!st)
		st = command->run(store, scheme, month, out, err);
	if (!st)
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
	return st;
}

int gw_month_command_run(const struct gw_month_command *command, int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *scheme = NULL;
	const struct gw_option options[] = {
		{"scheme", GW_OPTION_TEXT, &scheme, "NAME", command->scheme_help},
	};
	const struct gw_command_line line = {command->name, "DB MONTH", command->summary,
		command->more, options, sizeof options / sizeof *options};
	char text[GW_TIME_TEXT_MAX];
	struct gw_publication publication;
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
		st = run(command, store, scheme, month, &publication, &err);
	if (st)
		gw_complain(&err);
	else
		printf("%s of %s is %s, version %lld\n", gw_month_format(month, text),
			publication.scheme, command->done, (long long)publication.version);
	gw_store_close(store);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
