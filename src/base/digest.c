/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"

#include <errno.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>
#include <sys/random.h>

void gw_sha256(const void *data, size_t len, unsigned char out[GW_SHA256])
{
	GChecksum *sum = g_checksum_new(G_CHECKSUM_SHA256);
	gsize n = GW_SHA256;

	g_checksum_update(sum, data, (gssize)len);
	g_checksum_get_digest(sum, out, &n);
	g_checksum_free(sum);
}

enum gw_status gw_random_bytes(void *out, size_t n, struct gw_error *err)
{
	char *to = out;

	while (n) {
		ssize_t got = getrandom(to, n, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return gw_fail(err, GW_EIO, "no random bytes: %s", strerror(errno));
		to += got;
		n -= (size_t)got;
	}
	return GW_OK;
}

void gw_base64url(const unsigned char *bytes, size_t n, char *out)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	uint32_t bits = 0;
	size_t i, held = 0;

	for (i = 0; i < n; i++) {
		bits = bits << 8 | bytes[i];
		for (held += 8; held >= 6; held -= 6)
			*out++ = digits[bits >> (held - 6) & 63];
	}
	if (held)
		*out++ = digits[bits << (6 - held) & 63];
	*out = '\0';
}
