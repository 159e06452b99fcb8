/* SPDX-License-Identifier: Apache-2.0 */
#include "http/etag.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

void gw_etag_make(char etag[GW_ETAG_MAX], const void *bytes, size_t n)
{
	const unsigned __int128 prime = (unsigned __int128)1 << 88 | 0x13b;
	unsigned __int128 hash = (unsigned __int128)0x6c62272e07bb0142 << 64 | 0x62b821756295c58d;
	const unsigned char *at = bytes;

	for (; n; n--)
		hash = (hash ^ *at++) * prime;
	snprintf(etag, GW_ETAG_MAX, "\"%016llx%016llx\"", (unsigned long long)(hash >> 64),
		(unsigned long long)hash);
}

bool gw_etag_is_among(const char *etag, const char *if_none_match)
{
	const char *at = if_none_match + strspn(if_none_match, " \t"), *end;
	size_t len = strlen(etag);

	if (*at == '*')
		return !at[1 + strspn(at + 1, " \t")];
	for (;;) {
		at += strspn(at, " \t,");
		if (!strncmp(at, "W/", 2))
			at += 2;
		end = *at == '"' ? strchr(at + 1, '"') : NULL;
		if (!end)
			return false;
		if ((size_t)(end + 1 - at) == len && !memcmp(at, etag, len))
			return true;
		at = end + 1;
	}
}
