/* SPDX-License-Identifier: Apache-2.0 */
#include "http/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* No test here reaches the atlas. */
static const struct gw_site site = {0};

static void answer(
	const char *method, const char *path, const char *if_none_match, struct gw_reply *reply)
{
	struct gw_request request = {.method = method,
		.path = path,
		.query = "",
		.body = "",
		.if_none_match = if_none_match,
		.may_wait = true};
	struct gw_problem problem = {0};
	struct gw_routing routing;

	gw_reply_init(reply);
	gw_router_find(&site, method, path, &routing);
	assert_int_equal(gw_routing_answer(&routing, &site, &request, reply, &problem), GW_OK);
	gw_router_finish(&request, reply, &problem);
}

static void expect_status(const char *method, const char *path, unsigned status, const char *allow)
{
	struct gw_reply reply;

	answer(method, path, NULL, &reply);
	if (reply.status != status)
		fail_msg("%s %s: %u, not %u", method, path, reply.status, status);
	if (strcmp(reply.allow, allow) != 0)
		fail_msg("%s %s: Allow \"%s\", not \"%s\"", method, path, reply.allow, allow);
	if (status >= 400)
		assert_string_equal(reply.type, "application/problem+json");
	gw_reply_finish(&reply);
}

static void a_path_leads_to_its_resource(void **state)
{
	expect_status("GET", "/healthz", 200, "");
	expect_status("HEAD", "/healthz", 200, "");
	expect_status("GET", "/health%7a", 200, "");
}

static void other_paths_lead_nowhere(void **state)
{
	static const char *const paths[] = {"/", "", "healthz", "/healthz/", "//healthz",
		"/healthZ", "/v1", "/v1/", "/v1/locate/x", "/../healthz", "/./healthz",
		"/x/../healthz", "/%2e%2e/healthz", "/v1%2flocate", "/v1%2Flocate", "/healthz%00",
		"/%", "/%ff", "/tiles/reports/1/2", "/tiles/reports/1/2/3/4", "/a/b/c/d/e/f/g/h/i",
		"*"};
	size_t i;

	for (i = 0; i < sizeof paths / sizeof *paths; i++)
		expect_status("GET", paths[i], 404, "");
}

static void what_is_no_tile_is_not_found(void **state)
{
	static const char *const rows[] = {"1/0/2.png", "1/2/0.png", "1/0/0.jpg", "1/0/0",
		"1/0/0.png.png", "1/0/0@3x.png", "1/0/0@2x", "01/0/0.png", "1/00/0.png",
		"1/0/00.png", "1/+0/0.png", "1/-1/0.png", "1/0/-1.png", "1/0/ 0.png", "a/b/c.png",
		"1/0/.png", "21/0/0.png", "22/0/0.png", "23/0/0.png",
		"99999999999999999999/0/0.png", "4294967297/0/0.png", "1/0/4294967296.png",
		"1/0/0x0.png", "1/0/00000000000000000.png", "1/{x}/{y}.png", "1/%30x/0.png"};
	char path[128];
	size_t i;

	for (i = 0; i < sizeof rows / sizeof *rows; i++) {
		snprintf(path, sizeof path, "/tiles/reports/%s", rows[i]);
		expect_status("GET", path, 404, "");
	}
}

static void a_path_too_long_leads_nowhere(void **state)
{
	char path[2 * GW_REQUEST_PATH_MAX];

	memset(path, 'a', sizeof path);
	path[0] = '/';
	path[sizeof path - 1] = '\0';
	expect_status("GET", path, 404, "");
}

static void other_methods_are_told_which_there_are(void **state)
{
	expect_status("POST", "/healthz", 405, "GET, HEAD, OPTIONS");
	expect_status("DELETE", "/v1/locate", 405, "GET, HEAD, POST, OPTIONS");
	expect_status("get", "/healthz", 405, "GET, HEAD, OPTIONS");
	expect_status("TRACE", "/tiles/reports/1/0/0.png", 405, "GET, HEAD, OPTIONS");
	expect_status("PUT", "/nowhere", 404, "");
}

static void a_preflight_is_answered(void **state)
{
	expect_status("OPTIONS", "/v1/locate", 204, "GET, HEAD, POST, OPTIONS");
	expect_status("OPTIONS", "*", 204, "");
	expect_status("OPTIONS", "/nowhere", 404, "");
}

static void an_unchanged_reply_is_not_sent_again(void **state)
{
	struct gw_reply first, again, other;

	answer("GET", "/healthz", NULL, &first);
	assert_int_equal(first.status, 200);
	assert_true(first.body.len > 0);
	answer("GET", "/healthz", first.etag, &again);
	assert_int_equal(again.status, 304);
	assert_int_equal(again.body.len, 0);
	assert_string_equal(again.etag, first.etag);
	answer("GET", "/healthz", "\"other\"", &other);
	assert_int_equal(other.status, 200);
	gw_reply_finish(&first);
	gw_reply_finish(&again);
	gw_reply_finish(&other);
}

static void expect_body_max(const char *method, const char *path, size_t wanted)
{
	struct gw_routing routing;

	gw_router_find(&site, method, path, &routing);
	if (gw_routing_body_max(&routing) != wanted)
		fail_msg("%s %s: %zu bytes, not %zu", method, path, gw_routing_body_max(&routing),
			wanted);
}

static void bodies_are_bounded_by_their_resource(void **state)
{
	expect_body_max("POST", "/v1/locate", 64 << 20);
	expect_body_max("POST", "/v1/reports", 16 << 20);
	expect_body_max("GET", "/v1/locate", 1 << 20);
	expect_body_max("PUT", "/v1/locate", 1 << 20);
	expect_body_max("POST", "/nowhere", 1 << 20);
	expect_body_max("POST", "%", 1 << 20);
}

static void every_route_leads_to_itself(void **state)
{
	const struct gw_route *routes;
	struct gw_routing routing;
	char path[128];
	size_t i, j, n;

	routes = gw_router_table(&n);
	for (i = 0; i + 1 < n; i++) { /* but the page's: there is none here */
		assert_true(routes[i].body_max > 0);
		for (j = 0; routes[i].pattern[j]; j++)
			path[j] = strchr("*{}", routes[i].pattern[j]) ? 'x' : routes[i].pattern[j];
		path[j] = '\0';
		gw_router_find(&site, routes[i].method, path, &routing);
		if (routing.route != &routes[i])
			fail_msg("%s %s is hidden by another route", routes[i].method, path);
	}
}

/* Whether a role may use a route is asked of the table's own rows, whatever they are. */
static void who_may_not_is_told_whether_a_token_would_do(void **state)
{
	const struct gw_route internal = {"GET", "/x", NULL, GW_MAY_SEE_INTERNAL, false, 1};
	const struct gw_routing routing = {.route = &internal}, nowhere = {0};
	struct gw_problem problem = {0};

	assert_int_equal(gw_routing_admit(&routing, GW_ROLE_VIEWER, true, &problem), GW_OK);
	assert_int_equal(gw_routing_admit(&nowhere, GW_ROLE_PUBLIC, false, &problem), GW_OK);
	assert_int_not_equal(gw_routing_admit(&routing, GW_ROLE_PUBLIC, false, &problem), GW_OK);
	assert_int_equal(problem.status, 401);
	assert_int_not_equal(gw_routing_admit(&routing, GW_ROLE_INGEST, true, &problem), GW_OK);
	assert_int_equal(problem.status, 403);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_path_leads_to_its_resource),
		cmocka_unit_test(other_paths_lead_nowhere),
		cmocka_unit_test(what_is_no_tile_is_not_found),
		cmocka_unit_test(a_path_too_long_leads_nowhere),
		cmocka_unit_test(other_methods_are_told_which_there_are),
		cmocka_unit_test(a_preflight_is_answered),
		cmocka_unit_test(an_unchanged_reply_is_not_sent_again),
		cmocka_unit_test(bodies_are_bounded_by_their_resource),
		cmocka_unit_test(every_route_leads_to_itself),
		cmocka_unit_test(who_may_not_is_told_whether_a_token_would_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
