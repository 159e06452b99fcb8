/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_ACCESS_H
#define GW_HTTP_ACCESS_H

/*
 * Who asks. A request is known by its bearer token, without one by where it comes from; both count
 * against a limit of requests a minute. What the one may then do is the router's business.
 *
 * While the database has no token at all, the owner of the machine is its admin: requests over
 * loopback, to a loopback host, of no foreign page, and not passed on by a proxy. From the first
 * token on, revoked ones too, those without one are what `anonymous` says.
 */

#include "http/facts.h"
#include "http/netaddr.h"
#include "http/problem.h"
#include "service/roles.h"

struct gw_access;
struct gw_readers;

struct gw_access_options {
	enum gw_role anonymous; /* of those without a token, once there are tokens */
	bool no_local_admin; /* without tokens everybody is public, this machine too */
	const struct gw_networks *proxies; /* whose X-Forwarded-* counts; NULL: nobody's */
	int64_t rate, rate_anonymous; /* requests a minute, of a token and of an address; 0: any */
};

#define GW_BASE_MAX 512

struct gw_caller {
	enum gw_role role;
	int64_t token; /* 0: none */
	char who[GW_TOKEN_NAME_MAX]; /* the token's name, or "anonymous" */
	char address[GW_NETADDR_TEXT_MAX]; /* the client's, as far as proxies are trusted */
	char base[GW_BASE_MAX]; /* as gw_request.base; "": the Host is of no use */
	unsigned retry_after; /* seconds, with a problem of 429 */
};

/*
 * Reads the tokens. Copies options, borrows readers. GW_ENOMEM, errors of gw_readers_borrow() and
 * gw_store_list_tokens().
 */
enum gw_status gw_access_create(struct gw_access **out, struct gw_readers *readers,
	const struct gw_access_options *options, struct gw_error *err);
void gw_access_destroy(struct gw_access *access);

/* Reads the tokens anew if they have changed. On error those known before stay. */
enum gw_status gw_access_refresh(struct gw_access *access, struct gw_error *err);

/*
 * Whether whoever was identified so before still would be: their token is known, good at `now`, and
 * of the role; or without one (0) its kind still has it. Never waits; from any thread.
 */
bool gw_access_stands(struct gw_access *access, int64_t token, enum gw_role role, gw_time now);

/* How many tokens the database holds, revoked ones too. */
size_t gw_access_count(struct gw_access *access);

/*
 * Says who asks; out is filled as far as known in any case. Never waits; from any thread. Cuts
 * access_token out of facts->query, so that nobody logs or wonders at it. The problem is 401 for a
 * token that is not good or not where it may be, 400 for two, 429 above the limit. /healthz and
 * /healthz/ready are always answered.
 */
enum gw_status gw_access_identify(struct gw_access *access, struct gw_facts *facts,
	struct gw_caller *out, struct gw_problem *problem);

#endif
