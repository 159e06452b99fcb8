/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tokens.h"

#include "base/mem.h"
#include "base/parse.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const roles[] = {
	[GW_ROLE_PUBLIC] = "public",
	[GW_ROLE_VIEWER] = "viewer",
	[GW_ROLE_PLANNER] = "planner",
	[GW_ROLE_INGEST] = "ingest",
	[GW_ROLE_ADMIN] = "admin",
};

#define NUM_ROLES (sizeof roles / sizeof *roles)

const char *gw_role_name(enum gw_role role)
{
	return roles[role];
}

bool gw_role_parse(const char *text, enum gw_role *out)
{
	size_t role = gw_parse_name(text, roles, NUM_ROLES);

	if (role == NUM_ROLES)
		return false;
	*out = (enum gw_role)role;
	return true;
}

/* An instant as the table keeps it, NULL for never. buf has GW_TIME_TEXT_MAX bytes. */
static const char *time_text(struct gw_store *store, gw_time t, char *buf)
{
	return t == INT64_MAX ? NULL : gw_time_format(t, store->zone, buf);
}

enum gw_status gw_store_add_token(
	struct gw_store *store, struct gw_token *token, struct gw_error *err)
{
	char created[GW_TIME_TEXT_MAX], expires[GW_TIME_TEXT_MAX];
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err,
		"INSERT INTO token (name, role, rate, created_at, expires_at, hash)"
		" VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING RETURNING id",
		"ssnss", token->name, gw_role_name(token->role), token->rate ? token->rate : -1,
		time_text(store, token->created, created),
		time_text(store, token->expires, expires));
	if (!st && sqlite3_bind_blob(stmt, 6, token->hash, sizeof token->hash, SQLITE_STATIC))
		st = gw_db_fail(store, err);
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	if (!st && !row)
		st = gw_fail(err, GW_EEXISTS, "there is, or was, a token \"%s\"", token->name);
	if (!st)
		token->id = sqlite3_column_int64(stmt, 0);
	if (!st) /* the row is written when the statement has ended */
		st = gw_db_step(store, stmt, &row, err);
	sqlite3_finalize(stmt);
	return st;
}

enum gw_status gw_store_revoke_token(
	struct gw_store *store, const char *name, gw_time now, struct gw_error *err)
{
	char text[GW_TIME_TEXT_MAX];
	enum gw_status st;
	int64_t id;

	st = gw_db_int(store, &id, err, "SELECT id FROM token WHERE name = ?", "s", name);
	if (st == GW_ENOTFOUND)
		return gw_fail(err, st, "there is no token \"%.80s\"", name);
	/* One that is revoked stays so since then. */
	return st ? st
		  : gw_db_exec(store, err,
			    "UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
			    "si", gw_time_format(now, store->zone, text), id);
}

/* A time that nobody can read, whoever wrote it, does not make a token good: it is `unread`. */
static gw_time read_time(
	struct gw_store *store, sqlite3_stmt *stmt, int column, gw_time never, gw_time unread)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);
	gw_time t;

	if (!text)
		return never;
	return gw_time_parse(text, NULL, store->zone, &t) ? t : unread;
}

/* A row that another program spoilt stands for a token that is good no more. */
static void read_token(struct gw_store *store, sqlite3_stmt *stmt, struct gw_token *token)
{
	const char *name = (const char *)sqlite3_column_text(stmt, 1);
	const char *role = (const char *)sqlite3_column_text(stmt, 2);
	const void *hash = sqlite3_column_blob(stmt, 3);

	*token = (struct gw_token){
		.id = sqlite3_column_int64(stmt, 0),
		.rate = sqlite3_column_int64(stmt, 4),
		.created = read_time(store, stmt, 5, 0, 0),
		.expires = read_time(store, stmt, 6, INT64_MAX, 0),
		.revoked = read_time(store, stmt, 7, INT64_MAX, 0),
	};
	snprintf(token->name, sizeof token->name, "%s", name ? name : "");
	if (hash && sqlite3_column_bytes(stmt, 3) == GW_TOKEN_HASH && role &&
		gw_role_parse(role, &token->role))
		memcpy(token->hash, hash, GW_TOKEN_HASH);
	else
		token->revoked = 0;
}

enum gw_status gw_store_list_tokens(
	struct gw_store *store, struct gw_token **out, size_t *n, struct gw_error *err)
{
	struct gw_token *tokens = NULL;
	size_t len = 0, capacity = 0;
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err,
		"SELECT id, name, role, hash, rate, created_at, expires_at, revoked_at"
		" FROM token ORDER BY id",
		"");
	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (gw_grow(&tokens, len, &capacity, sizeof *tokens))
			read_token(store, stmt, &tokens[len++]);
		else
			st = gw_fail_nomem(err);
	}
	sqlite3_finalize(stmt);
	if (st) {
		free(tokens);
		return st;
	}
	*out = tokens;
	*n = len;
	return GW_OK;
}

enum gw_status gw_store_log_access(
	struct gw_store *store, const struct gw_access_note *note, struct gw_error *err)
{
	return gw_db_exec(store, err,
		"INSERT INTO access_log (time, token_id, role, address, method, target, request)"
		" VALUES (?, ?, ?, ?, ?, ?, ?)",
		"insssss", note->time, note->token ? note->token : -1, gw_role_name(note->role),
		note->address, note->method, note->target, note->request);
}
