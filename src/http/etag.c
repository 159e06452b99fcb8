/* SPDX-License-Identifier: Apache-2.0 */
#include "http/etag.h"

#include <stdint.h>
#include <string.h>

/*
 * Both halves of a number go through every step, so that none loses what the other knew; a
 * multiplication by an odd number is undone by none other, and its high bits depend on all.
 */
static unsigned __int128 stir(unsigned __int128 state, uint64_t lo, uint64_t hi)
{
	const unsigned __int128 factor =
		(unsigned __int128)0x2d358dccaa6c78a5 << 64 | 0x8bb84b93962eacc9;

	state = (state ^ lo ^ (unsigned __int128)hi << 64) * factor;
	return state << 64 | (uint64_t)((state >> 64) ^ state);
}

void gw_etag_make(char etag[GW_ETAG_MAX], const void *bytes, size_t n)
{
	static const char digits[16] = "0123456789abcdef";
	unsigned __int128 hash = n;
	const unsigned char *at = bytes;
	uint64_t words[2];
	size_t i;

	for (; n >= sizeof words; at += sizeof words, n -= sizeof words) {
		memcpy(words, at, sizeof words);
		hash = stir(hash, words[0], words[1]);
	}
	words[0] = words[1] = 0;
	if (n)
		memcpy(words, at, n);
	hash = stir(hash, words[0], words[1]);
	hash = stir(stir(hash, 0, 0), 0, 0);
	*etag++ = '"';
	for (i = 0; i < 32; i++)
		*etag++ = digits[(unsigned)(hash >> (124 - 4 * i)) & 15];
	*etag++ = '"';
	*etag = '\0';
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
