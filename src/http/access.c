/* SPDX-License-Identifier: Apache-2.0 */
#include "http/access.h"

#include "base/digest.h"
#include "base/mem.h"
#include "http/rates.h"
#include "http/uri.h"
#include "service/readers.h"
#include "store/tokens.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BEARER_MAX 256 /* of a token as it is sent */

static const char not_ours[] = "this is not a token of this server";

struct gw_access {
	struct gw_readers *readers;
	enum gw_role anonymous;
	bool no_local_admin;
	struct gw_networks proxies;
	int64_t rate, rate_anonymous;

	pthread_mutex_t lock; /* of all below */
	struct gw_token *tokens; /* by their hashes */
	size_t num_tokens;
	int64_t state; /* gw_store_state().tokens that they are of */
	struct gw_rates *by_token, *by_address;
};

static int compare_tokens(const void *a, const void *b)
{
	const struct gw_token *x = a, *y = b;

	return memcmp(x->hash, y->hash, sizeof x->hash);
}

/* Replaces the tokens by those of the store, if they have changed or the first are read. */
static enum gw_status take(
	struct gw_access *access, struct gw_store *store, bool first, struct gw_error *err)
{
	struct gw_store_state state;
	struct gw_token *tokens;
	enum gw_status st;
	size_t n;

	/* The state first: what changes in between is read again the next time. */
	st = gw_store_state(store, &state, err);
	if (st || (!first && state.tokens == access->state)) /* only this thread sets it */
		return st;
	st = gw_store_list_tokens(store, &tokens, &n, err);
	if (st)
		return st;
	if (n)
		qsort(tokens, n, sizeof *tokens, compare_tokens);
	pthread_mutex_lock(&access->lock);
	free(access->tokens);
	access->tokens = tokens;
	access->num_tokens = n;
	access->state = state.tokens;
	pthread_mutex_unlock(&access->lock);
	return GW_OK;
}

static enum gw_status refresh(struct gw_access *access, bool first, struct gw_error *err)
{
	struct gw_store *store;
	enum gw_status st;

	st = gw_readers_borrow(access->readers, &store, err);
	if (st)
		return st;
	st = take(access, store, first, err);
	gw_readers_return(access->readers, store);
	return st;
}

enum gw_status gw_access_create(struct gw_access **out, struct gw_readers *readers,
	const struct gw_access_options *options, struct gw_error *err)
{
	struct gw_access *access = calloc(1, sizeof *access);
	enum gw_status st;

	if (!access)
		return gw_fail_nomem(err);
	pthread_mutex_init(&access->lock, NULL);
	access->readers = readers;
	access->anonymous = options->anonymous;
	access->no_local_admin = options->no_local_admin;
	if (options->proxies)
		access->proxies = *options->proxies;
	access->rate = options->rate;
	access->rate_anonymous = options->rate_anonymous;
	access->by_token = gw_rates_create();
	access->by_address = gw_rates_create();
	if (access->by_token && access->by_address)
		st = refresh(access, true, err);
	else
		st = gw_fail_nomem(err);
	if (st)
		gw_access_destroy(access);
	else
		*out = access;
	return st;
}

void gw_access_destroy(struct gw_access *access)
{
	if (!access)
		return;
	gw_rates_destroy(access->by_token);
	gw_rates_destroy(access->by_address);
	free(access->tokens);
	pthread_mutex_destroy(&access->lock);
	free(access);
}

enum gw_status gw_access_refresh(struct gw_access *access, struct gw_error *err)
{
	return refresh(access, false, err);
}

size_t gw_access_count(struct gw_access *access)
{
	size_t n;

	pthread_mutex_lock(&access->lock);
	n = access->num_tokens;
	pthread_mutex_unlock(&access->lock);
	return n;
}

bool gw_access_stands(struct gw_access *access, int64_t token, enum gw_role role, gw_time now)
{
	const struct gw_token *t;
	bool stands = false;
	size_t i;

	if (!token) {
		if (gw_access_count(access))
			return role == access->anonymous;
		return role == GW_ROLE_PUBLIC || !access->no_local_admin;
	}
	pthread_mutex_lock(&access->lock);
	for (i = 0; i < access->num_tokens && !stands; i++) {
		t = &access->tokens[i];
		stands = t->id == token && t->role == role && t->revoked > now && t->expires > now;
	}
	pthread_mutex_unlock(&access->lock);
	return stands;
}

/*
 * The client's address: each proxy appends whom it heard from, so that as long as the one who spoke
 * is trusted, the entry before is believed.
 */
static struct gw_netaddr client_of(const struct gw_networks *proxies, const struct gw_facts *facts,
	const struct gw_netaddr *peer)
{
	struct gw_netaddr client = *peer;
	size_t end = strlen(facts->forwarded_for);

	while (end && gw_networks_hold(proxies, &client)) {
		char entry[64];
		size_t begin = end, len;

		while (begin && facts->forwarded_for[begin - 1] != ',')
			begin--;
		len = end - begin;
		end = begin ? begin - 1 : 0;
		while (len && strchr(" \t", facts->forwarded_for[begin]))
			begin++, len--;
		while (len && strchr(" \t", facts->forwarded_for[begin + len - 1]))
			len--;
		if (!len && !end)
			break;
		if (len >= sizeof entry)
			break;
		memcpy(entry, facts->forwarded_for + begin, len);
		entry[len] = '\0';
		if (!gw_netaddr_parse(entry, true, &client))
			break;
	}
	return client;
}

/* Whether text is a path that may stand between the host and ours: "/gw", "/maps/gw". */
static bool is_prefix(const char *text)
{
	static const char good[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				   "0123456789-._~/";
	size_t len = strlen(text);

	return *text == '/' && len <= 128 && strspn(text, good) == len && !strstr(text, "//") &&
		!strstr(text, "/.");
}

/* Adds n bytes of text behind *at, which moves on; what finds no room is cut. */
static void put(char **at, const char *end, const char *text, size_t n)
{
	if (n > (size_t)(end - *at) - 1)
		n = (size_t)(end - *at) - 1;
	memcpy(*at, text, n);
	*at += n;
	**at = '\0';
}

/* A proxy that is trusted says what the client asked; whatever it says is still looked at. */
static void make_base(char base[GW_BASE_MAX], const struct gw_facts *facts, bool is_trusted)
{
	const char *host = facts->host, *scheme = "http", *prefix = "";
	const char *end = base + GW_BASE_MAX;
	size_t len;

	if (is_trusted && facts->forwarded_host)
		host = facts->forwarded_host;
	if (is_trusted && facts->forwarded_proto && !strcasecmp(facts->forwarded_proto, "https"))
		scheme = "https";
	if (is_trusted && facts->forwarded_prefix && is_prefix(facts->forwarded_prefix))
		prefix = facts->forwarded_prefix;
	len = strlen(prefix);
	if (len && prefix[len - 1] == '/')
		len--;
	*base = '\0';
	if (!host || !gw_uri_is_host(host))
		return;
	put(&base, end, scheme, strlen(scheme));
	put(&base, end, "://", 3);
	put(&base, end, host, strlen(host));
	put(&base, end, prefix, len);
}

/* Whether a Host header, or what follows "http://" in an origin, names this machine to itself. */
static bool is_loopback_host(const char *host)
{
	struct gw_netaddr address;
	size_t len = strcspn(host, ":");

	if (!gw_uri_is_host(host))
		return false;
	if (len == strlen("localhost") && !strncasecmp(host, "localhost", len))
		return true;
	return gw_netaddr_parse(host, true, &address) && gw_netaddr_is_loopback(&address);
}

/*
 * Whether it can only be somebody at this machine: not a page of elsewhere that makes the browser
 * ask (its origin tells), nor one whose name leads here (the host tells), nor somebody behind a
 * proxy.
 */
static bool is_local(const struct gw_facts *facts, const struct gw_netaddr *peer)
{
	if (!gw_netaddr_is_loopback(peer) || facts->was_forwarded)
		return false;
	if (!facts->host || !is_loopback_host(facts->host))
		return false;
	if (facts->fetch_site && strcmp(facts->fetch_site, "none") &&
		strcmp(facts->fetch_site, "same-origin"))
		return false;
	return !facts->origin ||
		(!strncmp(facts->origin, "http://", 7) &&
			!strcasecmp(facts->origin + 7, facts->host));
}

/* Cuts the parameter out of the query; its value, still encoded, in value. False: not there. */
static bool cut_parameter(char *query, const char *name, char value[BEARER_MAX])
{
	size_t len = strlen(name);
	bool found = false;
	char *from = query, *to = query;

	while (from && *from) {
		size_t n = strcspn(from, "&");
		bool is_it = !strncmp(from, name, len) && (from[len] == '=' || n == len);

		if (is_it) {
			snprintf(value, BEARER_MAX, "%.*s", n > len ? (int)(n - len - 1) : 0,
				n > len ? from + len + 1 : "");
			found = true;
		} else {
			if (to != query)
				*to++ = '&';
			memmove(to, from, n);
			to += n;
		}
		from += n + (from[n] == '&');
	}
	if (found)
		*to = '\0';
	return found;
}

/* Where a browser loads by itself, and so cannot be told to send a header. */
static bool takes_parameter(const struct gw_facts *facts)
{
	static const char *const places[] = {"/tiles/", "/wmts/", "/wms/", "/v1/events/"};
	size_t i, len;

	if (strcmp(facts->method, "GET") && strcmp(facts->method, "HEAD"))
		return false;
	for (i = 0; i < sizeof places / sizeof *places; i++) {
		len = strlen(places[i]) - 1;
		if (!strncmp(facts->path, places[i], len) &&
			(!facts->path[len] || facts->path[len] == '/'))
			return true;
	}
	return false;
}

/* The token that was sent, "" for none. */
static enum gw_status read_bearer(
	struct gw_facts *facts, char bearer[BEARER_MAX], struct gw_problem *problem)
{
	bool in_query = facts->query && cut_parameter(facts->query, "access_token", bearer);
	const char *header = facts->authorization;

	if (!in_query)
		*bearer = '\0';
	if (in_query && header)
		return gw_problem_at(problem, GW_IN_QUERY, "access_token",
			"there is an Authorization header, too");
	if (in_query && !takes_parameter(facts))
		return gw_problem_set(problem, 401,
			"access_token is for GET of tiles, WMS, WMTS and events; here the token goes "
			"into the header Authorization: Bearer");
	if (in_query && (!gw_uri_decode(bearer, true) || !*bearer))
		return gw_problem_set(problem, 401, not_ours);
	if (!header)
		return GW_OK;
	if (strncasecmp(header, "Bearer ", 7))
		return gw_problem_set(
			problem, 401, "Authorization is to be \"Bearer\", a blank, and a token");
	header += 7 + strspn(header + 7, " ");
	if (!*header || strlen(header) >= BEARER_MAX)
		return gw_problem_set(problem, 401, not_ours);
	snprintf(bearer, BEARER_MAX, "%s", header);
	return GW_OK;
}

/* Finds the token by its hash: how long that takes tells nothing of any other token. */
static enum gw_status know(struct gw_access *access, const char *bearer, gw_time now,
	struct gw_token *out, struct gw_problem *problem)
{
	struct gw_token key, *found = NULL;
	bool is_known;

	gw_sha256(bearer, strlen(bearer), key.hash);
	pthread_mutex_lock(&access->lock);
	if (access->num_tokens)
		found = bsearch(
			&key, access->tokens, access->num_tokens, sizeof key, compare_tokens);
	is_known = found != NULL;
	if (is_known)
		*out = *found;
	pthread_mutex_unlock(&access->lock);
	if (!is_known)
		return gw_problem_set(problem, 401, not_ours);
	if (out->revoked <= now)
		return gw_problem_set(problem, 401, "the token was revoked");
	if (out->expires <= now)
		return gw_problem_set(problem, 401, "the token has expired");
	return GW_OK;
}

/* IPv6 clients have whole networks of 64 bits to themselves. */
static uint64_t key_of(const struct gw_netaddr *address)
{
	static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};
	uint64_t key;

	memcpy(&key, address->bytes + (memcmp(address->bytes, mapped, 12) ? 0 : 8), sizeof key);
	return key;
}

static enum gw_status count(struct gw_access *access, struct gw_rates *rates, uint64_t key,
	int64_t per_minute, int64_t ms, struct gw_caller *out, struct gw_problem *problem)
{
	bool is_within;

	if (!per_minute)
		return GW_OK;
	pthread_mutex_lock(&access->lock);
	is_within = gw_rates_take(rates, key, per_minute, ms, &out->retry_after);
	pthread_mutex_unlock(&access->lock);
	if (is_within)
		return GW_OK;
	return gw_problem_set(problem, 429, "more than %lld requests a minute; go on in %u s",
		(long long)per_minute, out->retry_after);
}

/* Without a token. */
static enum gw_status identify_anonymous(struct gw_access *access, const struct gw_facts *facts,
	const struct gw_netaddr *peer, const struct gw_netaddr *client, struct gw_caller *out,
	struct gw_problem *problem)
{
	if (gw_access_count(access)) {
		out->role = access->anonymous;
	} else if (!access->no_local_admin && is_local(facts, peer)) {
		out->role = GW_ROLE_ADMIN;
		return GW_OK;
	}
	return count(access, access->by_address, key_of(client), access->rate_anonymous, facts->ms,
		out, problem);
}

enum gw_status gw_access_identify(struct gw_access *access, struct gw_facts *facts,
	struct gw_caller *out, struct gw_problem *problem)
{
	struct gw_netaddr peer = {{0}}, client;
	struct gw_token token = {0};
	char bearer[BEARER_MAX];
	bool is_trusted;
	enum gw_status st;

	*out = (struct gw_caller){.role = GW_ROLE_PUBLIC, .who = "anonymous"};
	is_trusted =
		gw_netaddr_from(facts->peer, &peer) && gw_networks_hold(&access->proxies, &peer);
	client = client_of(&access->proxies, facts, &peer);
	gw_netaddr_format(&client, out->address);
	make_base(out->base, facts, is_trusted);
	st = read_bearer(facts, bearer, problem);
	if (!strcmp(facts->path, "/healthz") || !strcmp(facts->path, "/healthz/ready"))
		return GW_OK;
	if (!st && !*bearer)
		return identify_anonymous(access, facts, &peer, &client, out, problem);
	if (!st)
		st = know(access, bearer, facts->time, &token, problem);
	if (st) { /* who tries tokens tries so many a minute */
		enum gw_status limit = count(access, access->by_address, key_of(&client),
			access->rate_anonymous, facts->ms, out, problem);

		return limit ? limit : st;
	}
	out->role = token.role;
	out->token = token.id;
	snprintf(out->who, sizeof out->who, "%s", token.name);
	return count(access, access->by_token, (uint64_t)token.id,
		token.rate ? token.rate : access->rate, facts->ms, out, problem);
}
