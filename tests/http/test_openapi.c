/* SPDX-License-Identifier: Apache-2.0 */
#include "http/router.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static json_t *document;
static const struct gw_route *routes;
static size_t num_routes;

static int read_all(void **state)
{
	document = json_load_file(OPENAPI, JSON_REJECT_DUPLICATES, NULL);
	routes = gw_router_table(&num_routes);
	num_routes--; /* the last is that of the page's files */
	return document ? 0 : -1;
}

static int drop_all(void **state)
{
	json_decref(document);
	return 0;
}

static bool is_variable(const char *segment, size_t len)
{
	return memchr(segment, '{', len) || memchr(segment, '*', len);
}

/* Whether a described path is one of a pattern's; where either has a name, any name will do. */
static bool fits(const char *path, const char *pattern)
{
	while (*path == '/' && *pattern == '/') {
		size_t n = strcspn(++path, "/"), m = strcspn(++pattern, "/");
		bool any = is_variable(path, n) && is_variable(pattern, m);

		if (!any && (n != m || memcmp(path, pattern, n) != 0))
			return false;
		path += n;
		pattern += m;
	}
	return !*path && !*pattern;
}

static void lower(const char *method, char out[8])
{
	size_t i;

	for (i = 0; i < 7 && method[i]; i++)
		out[i] = (char)(method[i] | 0x20);
	out[i] = '\0';
}

static const json_t *find_operation(const struct gw_route *route, size_t nth)
{
	char method[8];
	const char *path;
	json_t *item;

	lower(route->method, method);
	json_object_foreach(
		json_object_get(document, "paths"), path, item) if (fits(path, route->pattern) &&
		json_object_get(item, method) && !nth--) return json_object_get(item, method);
	return NULL;
}

static void every_route_is_described(void **state)
{
	size_t i;

	for (i = 0; i < num_routes; i++)
		if (!find_operation(&routes[i], 0))
			fail_msg("%s %s is not described", routes[i].method, routes[i].pattern);
}

static bool is_served(const char *path, const char *method)
{
	char name[8];
	size_t i;

	for (i = 0; i < num_routes; i++) {
		lower(routes[i].method, name);
		if (!strcmp(name, method) && fits(path, routes[i].pattern))
			return true;
	}
	return false;
}

static void everything_described_is_served(void **state)
{
	const char *path, *method;
	json_t *item, *operation;

	json_object_foreach(json_object_get(document, "paths"), path, item) json_object_foreach(
		item, method, operation) if (!is_served(path, method) &&
		strcmp(path, "/openapi.json") != 0) fail_msg("%s %s is not served", method, path);
}

/* Who may: everybody, when among what is asked for is nothing at all. */
static bool is_open(const json_t *operation)
{
	const json_t *security = json_object_get(operation, "security"), *item;
	size_t i;

	json_array_foreach(security, i, item) if (!json_object_size(item)) return true;
	return false;
}

static void what_takes_a_token_says_so(void **state)
{
	size_t i, n;

	for (i = 0; i < num_routes; i++) {
		bool open = routes[i].permission == GW_MAY_SEE_PUBLIC;
		const json_t *operation;

		for (n = 0; (operation = find_operation(&routes[i], n)); n++) {
			const json_t *replies = json_object_get(operation, "responses");

			/* A path with a name for what another route spells out is that one's too.
			 */
			if (strstr(routes[i].pattern, "/ogc/"))
				continue;
			if (is_open(operation) != open)
				fail_msg("%s %s", routes[i].method, routes[i].pattern);
			if (!open &&
				(!json_object_get(replies, "401") ||
					!json_object_get(replies, "403")))
				fail_msg("%s %s: 401, 403", routes[i].method, routes[i].pattern);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_route_is_described),
		cmocka_unit_test(everything_described_is_served),
		cmocka_unit_test(what_takes_a_token_says_so),
	};

	return cmocka_run_group_tests(tests, read_all, drop_all);
}
