/* SPDX-License-Identifier: Apache-2.0 */
#include "http/netaddr.h"

#include "base/parse.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

#define MAPPED_BITS 96 /* of ::ffff:0:0/96 */

static const unsigned char mapped[12] = {[10] = 0xff, [11] = 0xff};

static bool is_v4(const struct gw_netaddr *address)
{
	return !memcmp(address->bytes, mapped, sizeof mapped);
}

bool gw_netaddr_from(const struct sockaddr *from, struct gw_netaddr *out)
{
	if (from && from->sa_family == AF_INET) {
		memcpy(out->bytes, mapped, sizeof mapped);
		memcpy(out->bytes + sizeof mapped, &((const struct sockaddr_in *)from)->sin_addr,
			4);
		return true;
	}
	if (from && from->sa_family == AF_INET6) {
		memcpy(out->bytes, &((const struct sockaddr_in6 *)from)->sin6_addr, 16);
		return true;
	}
	return false;
}

/* Cuts the port off, and the brackets, in place; the address, or NULL. */
static char *without_port(char *text)
{
	char *port = strchr(text, ':'), *end;
	int64_t n;

	if (*text == '[') {
		end = strchr(++text, ']');
		if (!end)
			return NULL;
		*end++ = '\0';
		port = *end ? end : NULL;
		if (!strchr(text, ':') || (port && *port != ':'))
			return NULL;
	} else if (!port || strchr(port + 1, ':')) { /* an IPv6 address has two at least */
		return text;
	}
	if (port && !gw_parse_int(port + 1, 0, 65535, &n))
		return NULL;
	if (port)
		*port = '\0';
	return text;
}

bool gw_netaddr_parse(const char *text, bool with_port, struct gw_netaddr *out)
{
	char copy[GW_NETADDR_TEXT_MAX + sizeof "[]:65535"];
	struct gw_netaddr read;
	const char *address;

	if (strlen(text) >= sizeof copy)
		return false;
	address = memcpy(copy, text, strlen(text) + 1);
	if (with_port)
		address = without_port(copy);
	if (!address)
		return false;
	memcpy(read.bytes, mapped, sizeof mapped);
	if (inet_pton(AF_INET, address, read.bytes + sizeof mapped) != 1 &&
		inet_pton(AF_INET6, address, read.bytes) != 1)
		return false;
	*out = read;
	return true;
}

/* By hand, since each request takes one, and inet_ntop() prints. */
static void format_v4(const unsigned char *bytes, char *to)
{
	size_t i;

	for (i = 0; i < 4; i++) {
		unsigned n = bytes[i];

		if (i)
			*to++ = '.';
		if (n >= 100)
			*to++ = (char)('0' + n / 100);
		if (n >= 10)
			*to++ = (char)('0' + n / 10 % 10);
		*to++ = (char)('0' + n % 10);
	}
	*to = '\0';
}

const char *gw_netaddr_format(const struct gw_netaddr *address, char *buf)
{
	if (is_v4(address))
		format_v4(address->bytes + sizeof mapped, buf);
	else
		inet_ntop(AF_INET6, address->bytes, buf, GW_NETADDR_TEXT_MAX);
	return buf;
}

bool gw_netaddr_is_loopback(const struct gw_netaddr *address)
{
	static const struct gw_netaddr one = {{[15] = 1}};

	return is_v4(address) ? address->bytes[12] == 127 : !memcmp(address, &one, sizeof one);
}

static bool begins_alike(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	unsigned mask = 0xffu << (8 - bits % 8) & 0xff;

	return !memcmp(a, b, bits / 8) &&
		(!(bits % 8) || (a[bits / 8] & mask) == (b[bits / 8] & mask));
}

static bool parse_network(char *text, struct gw_netaddr *address, unsigned *bits)
{
	char *slash = strchr(text, '/');
	struct gw_netaddr host;
	int64_t n = 0;
	unsigned i;

	if (slash)
		*slash++ = '\0';
	if (!gw_netaddr_parse(text, false, address))
		return false;
	*bits = 128;
	if (!slash)
		return true;
	/* The text decides, not the address: ::ffff:0:0/96 counts its bits from the front. */
	if (!gw_parse_int(slash, 0, strchr(text, ':') ? 128 : 32, &n))
		return false;
	*bits = (unsigned)n + (strchr(text, ':') ? 0 : MAPPED_BITS);
	host = *address;
	for (i = *bits; i < 128; i++)
		host.bytes[i / 8] &= (unsigned char)~(0x80u >> i % 8);
	return !memcmp(&host, address, sizeof host);
}

enum gw_status gw_networks_parse(struct gw_networks *out, const char *text, struct gw_error *err)
{
	static const char blanks[] = ", \t";
	size_t len;

	*out = (struct gw_networks){0};
	for (text += strspn(text, blanks); *text; text += len, text += strspn(text, blanks)) {
		char item[GW_NETADDR_TEXT_MAX + sizeof "/128"];

		len = strcspn(text, blanks);
		if (out->n == GW_NETWORKS_MAX)
			return gw_fail(
				err, GW_EINVAL, "there are more than %d networks", GW_NETWORKS_MAX);
		if (len < sizeof item) {
			memcpy(item, text, len);
			item[len] = '\0';
		}
		if (len >= sizeof item ||
			!parse_network(item, &out->items[out->n].address, &out->items[out->n].bits))
			return gw_fail(err, GW_EINVAL,
				"\"%.*s\" is neither an address nor a network such as 10.0.0.0/8",
				len > 60 ? 60 : (int)len, text);
		out->n++;
	}
	return GW_OK;
}

bool gw_networks_hold(const struct gw_networks *networks, const struct gw_netaddr *address)
{
	size_t i;

	for (i = 0; i < networks->n; i++)
		if (begins_alike(networks->items[i].address.bytes, address->bytes,
			    networks->items[i].bits))
			return true;
	return false;
}
