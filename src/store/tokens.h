/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STORE_TOKENS_H
#define GW_STORE_TOKENS_H

/*
 * Bearer tokens, of which only hashes are stored, and the log of sensitive reads. All calls: GW_EIO
 * when the database refuses, GW_ENOMEM, and what else is said.
 */

#include "store/store.h"

#include <stddef.h>

enum gw_role { GW_ROLE_PUBLIC, GW_ROLE_VIEWER, GW_ROLE_PLANNER, GW_ROLE_INGEST, GW_ROLE_ADMIN };

/* "public", "viewer", "planner", "ingest", "admin". */
const char *gw_role_name(enum gw_role role);
bool gw_role_parse(const char *text, enum gw_role *out);

#define GW_TOKEN_HASH	  32 /* bytes: SHA-256 */
#define GW_TOKEN_NAME_MAX 64

struct gw_token {
	int64_t id;
	char name[GW_TOKEN_NAME_MAX];
	enum gw_role role;
	unsigned char hash[GW_TOKEN_HASH];
	int64_t rate; /* requests a minute; 0: the server's own limit */
	gw_time created, expires; /* expires: INT64_MAX for never */
	gw_time revoked; /* INT64_MAX: it is good */
};

/* Stores a token, all but its id given. GW_EEXISTS when there is, or was, one of that name. */
enum gw_status gw_store_add_token(
	struct gw_store *store, struct gw_token *token, struct gw_error *err);

/* Takes a token's power from now on. GW_ENOTFOUND. */
enum gw_status gw_store_revoke_token(
	struct gw_store *store, const char *name, gw_time now, struct gw_error *err);

/* All tokens by id, revoked ones too. Caller frees *out. */
enum gw_status gw_store_list_tokens(
	struct gw_store *store, struct gw_token **out, size_t *n, struct gw_error *err);

/* A read of what is not for everybody. */
struct gw_access_note {
	gw_time time;
	int64_t token; /* 0: none */
	enum gw_role role;
	const char *address, *method, *target, *request; /* request: its id */
};

/* Within a transaction. */
enum gw_status gw_store_log_access(
	struct gw_store *store, const struct gw_access_note *note, struct gw_error *err);

#endif
