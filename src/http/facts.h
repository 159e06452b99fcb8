/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_FACTS_H
#define GW_HTTP_FACTS_H

#include "base/calendar.h"

struct MHD_Connection;
struct sockaddr;

#define GW_FORWARDED_MAX 512

/* What tells who asks. Texts are NULL where they were not sent. */
struct gw_facts {
	const struct sockaddr *peer;
	const char *method, *path; /* raw, as in the request line */
	char *query; /* behind the '?', "" or NULL when there is none */
	const char *authorization, *host, *origin, *fetch_site;
	const char *forwarded_proto, *forwarded_host, *forwarded_prefix;
	char forwarded_for[GW_FORWARDED_MAX]; /* all of the kind, joined; of longer ones the end */
	bool was_forwarded; /* some header says that a proxy passed it on */
	gw_time time; /* now */
	int64_t ms; /* the same on a clock that is never set, in milliseconds */
};

/* The facts of a connection's present request. What it points to lives as long as the request. */
void gw_facts_read(struct gw_facts *out, struct MHD_Connection *connection, const char *method,
	const char *path, char *query);

#endif
