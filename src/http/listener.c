/* SPDX-License-Identifier: Apache-2.0 */
#include "http/listener.h"

#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 511

union address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
};

static bool read_address(const char *text, uint16_t port, union address *out, socklen_t *len)
{
	*out = (union address){0};
	if (inet_pton(AF_INET, text, &out->v4.sin_addr) == 1) {
		out->v4.sin_family = AF_INET;
		out->v4.sin_port = htons(port);
		*len = sizeof out->v4;
		return true;
	}
	out->v6.sin6_family = AF_INET6;
	out->v6.sin6_port = htons(port);
	*len = sizeof out->v6;
	return inet_pton(AF_INET6, text, &out->v6.sin6_addr) == 1;
}

bool gw_address_is_loopback(const char *address)
{
	union address a;
	socklen_t len;

	if (!read_address(address, 0, &a, &len))
		return false;
	if (a.any.sa_family == AF_INET)
		return ntohl(a.v4.sin_addr.s_addr) >> 24 == 127;
	return IN6_IS_ADDR_LOOPBACK(&a.v6.sin6_addr);
}

static uint16_t port_of(const union address *a)
{
	return ntohs(a->any.sa_family == AF_INET ? a->v4.sin_port : a->v6.sin6_port);
}

enum gw_status gw_listener_open(int *fd, const char *address, uint16_t *port, struct gw_error *err)
{
	const int on = 1;
	union address a;
	socklen_t len;
	int made;

	if (!read_address(address, *port, &a, &len))
		return gw_fail(err, GW_EINVAL, "\"%.60s\" is not an IPv4 or IPv6 address", address);
	made = socket(a.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (made < 0)
		return gw_fail(err, GW_EIO, "no socket: %s", strerror(errno));
	setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (a.any.sa_family == AF_INET6)
		setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(made, &a.any, len) || listen(made, BACKLOG) || getsockname(made, &a.any, &len)) {
		gw_fail(err, GW_EIO, "cannot listen at %s port %u: %s", address, *port,
			strerror(errno));
		close(made);
		return GW_EIO;
	}
	*port = port_of(&a);
	*fd = made;
	return GW_OK;
}
