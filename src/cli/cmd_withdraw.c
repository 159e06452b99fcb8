/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/month.h"

#include <stdlib.h>
#include <string.h>

/* The publication of a month that stands, of a scheme or of the first that has one. */
static enum gw_status find_publication(struct gw_store *store, const char *scheme, gw_month month,
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
		if (list[i].month == month && (!scheme || !strcmp(list[i].scheme, scheme)))
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

	st = find_publication(store, scheme, month, gone, err);
	return st ? st : gw_store_withdraw(store, gone->scheme_id, month, err);
}

int gw_cmd_withdraw(int argc, char **argv)
{
	static const struct gw_month_command command = {"withdraw",
		"Takes back that a month is published.",
		"Its safety levels are internal again; what was published stays in the database.\n",
		"of the units (default: the first that the month is published of)", "withdrawn",
		withdraw};

	return gw_month_command_run(&command, argc, argv);
}
