/* SPDX-License-Identifier: Apache-2.0 */
#include "cli/cli.h"
#include "cli/options.h"
#include "store/tokens.h"

#include <stdio.h>
#include <stdlib.h>

static void print_token(const struct gw_token *token, gw_time now, const struct gw_zone *zone)
{
	const char *state = token->revoked <= now ? "revoked"
		: token->expires <= now		  ? "expired"
						  : "good";
	char created[GW_TIME_TEXT_MAX], expires[GW_TIME_TEXT_MAX] = "-", rate[24] = "-";

	gw_time_format(token->created, zone, created);
	if (token->expires != INT64_MAX)
		gw_time_format(token->expires, zone, expires);
	if (token->rate)
		snprintf(rate, sizeof rate, "%lld", (long long)token->rate);
	printf("%-8s %-8s %-25s %-25s %10s  %s\n", state, gw_role_name(token->role), created,
		expires, rate, token->name);
}

static enum gw_status list(const char *db, struct gw_error *err)
{
	struct gw_token *tokens = NULL;
	struct gw_store *store;
	enum gw_status st;
	size_t n = 0, i;

	st = gw_store_open(&store, db, GW_STORE_READ, err);
	if (st)
		return st;
	st = gw_store_list_tokens(store, &tokens, &n, err);
	if (!st && n)
		printf("%-8s %-8s %-25s %-25s %10s  %s\n", "STATE", "ROLE", "CREATED", "EXPIRES",
			"RATE", "NAME");
	for (i = 0; i < n; i++)
		print_token(&tokens[i], gw_time_now(), gw_store_zone(store));
	free(tokens);
	gw_store_close(store);
	return st;
}

int gw_cmd_token_list(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX];
	const struct gw_command_line line = {"token list", "DB",
		"Lists all tokens, also those that are good no more.", NULL, NULL, 0};
	struct gw_error err;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	if (list(args[0], &err)) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	return GW_EXIT_DONE;
}
