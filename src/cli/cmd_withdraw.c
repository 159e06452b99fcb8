/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"
#include "store/publications.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The scheme of that name, or that of the first publication. */
static enum gw_status find_scheme(struct gw_store *store, const char *name, gw_month month,
	struct gw_publication *out, struct gw_error *err)
{
	char text[GW_TIME_TEXT_MAX];
	struct gw_publication *list;
	enum gw_status st;
	size_t n, i;

	st = gw_store_list_publications(store, &list, &n, err);
	if (st)
		return st;
	for (i = 0; i < n; i++)
		if (list[i].month == month && (!name || !strcmp(list[i].scheme, name)))
			break;
	if (i < n)
		*out = list[i];
	else
		st = gw_fail(
			err, GW_ENOTFOUND, "%s is not published", gw_month_format(month, text));
	free(list);
	return st;
}

static enum gw_status withdraw(struct gw_store *store, const char *scheme, gw_month month,
	struct gw_publication *gone, struct gw_error *err)
{
	enum gw_status st;

	st = gw_store_begin(store, err);
	if (st)
		return st;
	st = find_scheme(store, scheme, month, gone, err);
	if (!st)
		st = gw_store_withdraw(store, gone->scheme_id, month, err);
	if (!st)
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
	return st;
}

int gw_cmd_withdraw(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX], *scheme = NULL;
	const struct gw_option options[] = {
		{"scheme", GW_OPTION_TEXT, &scheme, "NAME",
			"of the units (default: the first that the month is published of)"},
	};
	const struct gw_command_line line = {"withdraw", "DB MONTH",
		"Takes back that a month is published.",
		"Its safety levels are internal again; what was published stays in the database.\n",
		options, sizeof options / sizeof *options};
	char text[GW_TIME_TEXT_MAX];
	struct gw_publication gone;
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
		st = withdraw(store, scheme, month, &gone, &err);
	if (st)
		gw_complain(&err);
	else
		printf("%s of %s is withdrawn, version %lld\n", gw_month_format(month, text),
			gone.scheme, (long long)gone.version);
	gw_store_close(store);
	return st ? GW_EXIT_NOTHING_DONE : GW_EXIT_DONE;
}
