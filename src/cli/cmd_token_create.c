/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/options.h"
#include "cli/role.h"
#include "store/tokens.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET_BYTES 32

/* "gw_" lets people and scanners for leaked secrets know one when they see it. */
#define TOKEN_LEN (3 + GW_BASE64URL_LEN(SECRET_BYTES))

static enum gw_status make_secret(char text[TOKEN_LEN + 1], struct gw_error *err)
{
	unsigned char secret[SECRET_BYTES];
	enum gw_status st = gw_random_bytes(secret, sizeof secret, err);

	memcpy(text, "gw_", 3);
	gw_base64url(secret, sizeof secret, text + 3);
	explicit_bzero(secret, sizeof secret);
	return st;
}

/* Names stand in logs and reports: one line, and never the name of those without a token. */
static enum gw_status check_name(const char *name, struct gw_error *err)
{
	size_t len = strlen(name), i;
	bool good = len && len < GW_TOKEN_NAME_MAX && gw_utf8_is_valid(name, len) &&
		name[0] != ' ' && name[len - 1] != ' ' && strcmp(name, "anonymous") != 0;

	for (i = 0; good && i < len; i++)
		good = (unsigned char)name[i] >= ' ' && name[i] != 127;
	return good
		? GW_OK
		: gw_fail(err, GW_EINVAL,
			  "\"%.80s\" is no name for a token: that is a text of 1 to %d bytes in "
			  "one line, and not \"anonymous\"",
			  name, GW_TOKEN_NAME_MAX - 1);
}

/* A token is good on its last day, too. Noon of the day after lies behind every change of clocks.
 */
static enum gw_status set_end(
	struct gw_token *token, gw_date last_day, const struct gw_zone *zone, struct gw_error *err)
{
	char day[GW_TIME_TEXT_MAX];

	token->expires = INT64_MAX;
	if (!last_day)
		return GW_OK;
	token->expires =
		gw_date_begin(gw_time_date(gw_date_begin(last_day, zone) + 36 * 3600, zone), zone);
	return token->expires > token->created
		? GW_OK
		: gw_fail(err, GW_EINVAL, "--expires: %s is over", gw_date_format(last_day, day));
}

static enum gw_status create(const char *db, struct gw_token *token, gw_date last_day,
	char secret[TOKEN_LEN + 1], struct gw_error *err)
{
	struct gw_store *store;
	enum gw_status st;

	st = gw_store_open(&store, db, GW_STORE_WRITE, err);
	if (st)
		return st;
	token->created = gw_time_now();
	st = set_end(token, last_day, gw_store_zone(store), err);
	if (!st)
		st = make_secret(secret, err);
	if (!st) {
		gw_sha256(secret, TOKEN_LEN, token->hash);
		st = gw_store_add_token(store, token, err);
	}
	gw_store_close(store);
	return st;
}

int gw_cmd_token_create(int argc, char **argv)
{
	const char *args[GW_ARGUMENTS_MAX];
	struct gw_token token = {.revoked = INT64_MAX};
	char secret[TOKEN_LEN + 1];
	gw_date last_day = 0;
	const struct gw_option options[] = {
		{"role", GW_OPTION_PARSED, &token.role, "ROLE",
			"public, viewer, planner, ingest or admin", true, .parse = gw_role_option},
		{"expires", GW_OPTION_DATE, &last_day, "DATE", "the last day on which it is good"},
		{"rate", GW_OPTION_INT, &token.rate, "N",
			"requests a minute (default: the server's)", false, 1, 1000000000},
	};
	const struct gw_command_line line = {"token create", "DB NAME",
		"Makes a token for who is to use the server, and prints it.",
		"It is shown this once: the database keeps only its hash. Clients send it in the header\n"
		"\"Authorization: Bearer TOKEN\". From the first token on, a server knows nobody without\n"
		"one. Servers that run take it up at once.\n",
		options, sizeof options / sizeof *options};
	struct gw_error err;
	enum gw_status st;
	int code;

	if (!gw_options_begin(&line, argc, argv, args, &code))
		return code;
	st = check_name(args[1], &err);
	if (!st) {
		snprintf(token.name, sizeof token.name, "%s", args[1]);
		st = create(args[0], &token, last_day, secret, &err);
	}
	if (st) {
		gw_complain(&err);
		return GW_EXIT_NOTHING_DONE;
	}
	printf("%s\n", secret);
	if (isatty(STDOUT_FILENO))
		fprintf(stderr, "Keep it: it is not shown again.\n");
	explicit_bzero(secret, sizeof secret);
	return GW_EXIT_DONE;
}
