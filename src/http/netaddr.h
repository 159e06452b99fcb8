/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_NETADDR_H
#define GW_HTTP_NETADDR_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct sockaddr;

/* An IPv4 or IPv6 address; IPv4 as IPv6 maps it, so that ::ffff:10.0.0.1 and 10.0.0.1 are one. */
struct gw_netaddr {
	unsigned char bytes[16];
};

#define GW_NETADDR_TEXT_MAX 46

/* False for another family. */
bool gw_netaddr_from(const struct sockaddr *from, struct gw_netaddr *out);

/* "10.0.0.1", "::1"; with_port also "10.0.0.1:80", "[::1]:80" and "[::1]". */
bool gw_netaddr_parse(const char *text, bool with_port, struct gw_netaddr *out);

/* buf has GW_NETADDR_TEXT_MAX bytes. Returns buf. */
const char *gw_netaddr_format(const struct gw_netaddr *address, char *buf);

bool gw_netaddr_is_loopback(const struct gw_netaddr *address);

#define GW_NETWORKS_MAX 64

/* Networks such as 10.0.0.0/8 or fd00::/8. Zeroed memory: none. */
struct gw_networks {
	struct {
		struct gw_netaddr address;
		unsigned bits; /* of 128 */
	} items[GW_NETWORKS_MAX];
	size_t n;
};

/*
 * Reads addresses and networks with commas or blanks between them. GW_EINVAL names the one at
 * fault: none of both, bits set behind the prefix, or too many.
 */
enum gw_status gw_networks_parse(struct gw_networks *out, const char *text, struct gw_error *err);

bool gw_networks_hold(const struct gw_networks *networks, const struct gw_netaddr *address);

#endif
