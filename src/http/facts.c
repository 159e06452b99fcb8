/* SPDX-License-Identifier: Apache-2.0 */
#include "http/facts.h"

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define TEXT(member) (offsetof(struct gw_facts, member))
#define NONE	     SIZE_MAX

/* The headers that tell anything. A length that is another's saves to compare the names. */
static const struct {
	size_t len;
	const char *name;
	size_t offset; /* of the member that points to the first of the name, or NONE */
	bool is_forwarding; /* it says that a proxy stands between */
} known[] = {
	{3, "Via", NONE, true},
	{4, "Host", TEXT(host), false},
	{6, "Origin", TEXT(origin), false},
	{9, "Forwarded", NONE, true},
	{9, "X-Real-IP", NONE, true},
	{13, "Authorization", TEXT(authorization), false},
	{14, "Sec-Fetch-Site", TEXT(fetch_site), false},
	{15, "X-Forwarded-For", NONE, true},
	{16, "X-Forwarded-Host", TEXT(forwarded_host), true},
	{16, "X-Forwarded-Port", NONE, true},
	{17, "X-Forwarded-Proto", TEXT(forwarded_proto), true},
	{18, "X-Forwarded-Prefix", TEXT(forwarded_prefix), true},
	{18, "X-Forwarded-Server", NONE, true},
};

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

static enum MHD_Result see(void *context, enum MHD_ValueKind kind, const char *name, size_t len,
	const char *value, size_t value_len)
{
	struct gw_facts *facts = context;
	const char **to;
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++) {
		if (known[i].len != len || strncasecmp(known[i].name, name, len) != 0)
			continue;
		facts->was_forwarded |= known[i].is_forwarding;
		if (value && !strcmp(known[i].name, "X-Forwarded-For"))
			append(facts->forwarded_for, sizeof facts->forwarded_for, value);
		if (known[i].offset == NONE)
			continue;
		to = (const char **)((char *)facts + known[i].offset);
		if (!*to)
			*to = value;
	}
	return MHD_YES;
}

void gw_facts_read(struct gw_facts *out, struct MHD_Connection *connection, const char *method,
	const char *path, char *query)
{
	const union MHD_ConnectionInfo *info =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	*out = (struct gw_facts){
		.peer = info ? info->client_addr : NULL,
		.method = method,
		.path = path,
		.query = query,
		.time = gw_time_now(),
		.ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000,
	};
	MHD_get_connection_values_n(connection, MHD_HEADER_KIND, see, out);
}
