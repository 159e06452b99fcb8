/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_HTTP_ASKED_H
#define GW_TESTS_HTTP_ASKED_H

/* Requests as access sees them, over a tiny city's database. Failures end the test. */

#include "fixture.h"
#include "http/access.h"
#include "service/readers.h"

#include <netinet/in.h>

#define NOON   1790000000
#define BEARER "gw_Jk3mPq9sXv2ZtB7nLr5wYc8dFh1gAe4uKo6iSx0-_T"

/* What a request was seen to be; the peer is at loopback unless said otherwise. */
struct asked {
	struct city *city;
	struct gw_readers *readers;
	struct gw_access *access;
	struct gw_access_options options;
	struct gw_networks proxies;
	struct sockaddr_in peer;
	char query[256];
	struct gw_facts facts;
	struct gw_caller caller;
	struct gw_problem problem;
};

int asked_setup(void **state);
int asked_teardown(void **state);
#define asked(test) cmocka_unit_test_setup_teardown(test, asked_setup, asked_teardown)

/* Opens access with what a->options and a->proxies say. */
void asked_begin(struct asked *a);
void asked_trust(struct asked *a, const char *networks);
void asked_refresh(struct asked *a);

/* Stores BEARER as the token "gate". */
void asked_add_token(struct asked *a, enum gw_role role, int64_t rate, gw_time expires);

void come_from(struct asked *a, const char *address);
enum gw_status identify(struct asked *a);
void expect_role(struct asked *a, enum gw_role role);
void expect_refused(struct asked *a, unsigned status);

#endif
