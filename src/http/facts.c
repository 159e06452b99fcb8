/* SPDX-License-Identifier: Apache-2.0 */
#include "http/facts.h"

#include <microhttpd.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* Any of these says that a proxy stands between. */
static const char *const forwarding[] = {"Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host",
	"X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Proto", "X-Forwarded-Server",
	"X-Real-IP"};

/* Adds ",value" to the list; what is too much goes from its front, which is the least trusted. */
static void append(char *list, size_t max, const char *value)
{
	size_t len = strlen(list), add = strlen(value);

	if (add > max - 2) {
		value += add - (max - 2);
		add = max - 2;
	}
	if (len + add > max - 2) {
		size_t drop = len + add - (max - 2);

		memmove(list, list + drop, len - drop);
		len -= drop;
	}
	list[len++] = ',';
	memcpy(list + len, value, add + 1);
}

static enum MHD_Result see(
	void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct gw_facts *facts = context;
	size_t i;

	for (i = 0; i < sizeof forwarding / sizeof *forwarding; i++)
		if (!strcasecmp(name, forwarding[i]))
			facts->was_forwarded = true;
	if (value && !strcasecmp(name, "X-Forwarded-For"))
		append(facts->forwarded_for, sizeof facts->forwarded_for, value);
	return MHD_YES;
}

void gw_facts_read(struct gw_facts *out, struct MHD_Connection *connection, const char *method,
	const char *path, char *query)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct {
		const char *name, **to;
	} headers[] = {
		{"Authorization", &out->authorization},
		{"Host", &out->host},
		{"Origin", &out->origin},
		{"Sec-Fetch-Site", &out->fetch_site},
		{"X-Forwarded-Proto", &out->forwarded_proto},
		{"X-Forwarded-Host", &out->forwarded_host},
		{"X-Forwarded-Prefix", &out->forwarded_prefix},
	};
	struct timespec now;
	size_t i;

	clock_gettime(CLOCK_MONOTONIC, &now);
	*out = (struct gw_facts){
		.peer = info ? info->client_addr : NULL,
		.method = method,
		.path = path,
		.query = query,
		.time = gw_time_now(),
		.ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
	};
	for (i = 0; i < sizeof headers / sizeof *headers; i++)
		*headers[i].to =
			MHD_lookup_connection_value(connection, MHD_HEADER_KIND, headers[i].name);
	MHD_get_connection_values(connection, MHD_HEADER_KIND, see, out);
}
