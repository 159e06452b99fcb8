/* SPDX-License-Identifier: Apache-2.0 */
#include "http/etag.h"

#include <stdint.h>
#include <string.h>

struct state {
	uint64_t a, b;
};

static uint64_t turn(uint64_t x, int by)
{
	return x << by | x >> (64 - by);
}

/*
 * Each step could be undone, so that nothing of the state is lost; the turns bring high bits down,
 * since a product's bits depend on lower ones alone.
 */
static void stir(struct state *s, uint64_t a, uint64_t b)
{
	s->a = turn(s->a ^ a, 29) * 0x9e3779b97f4a7c15;
	s->b = turn(s->b ^ b, 31) * 0xd6e8feb86659fd93;
	s->a += s->b;
	s->b = turn(s->b, 27) ^ s->a;
}

static char *put_hex(char *to, uint64_t x)
{
	static const char digits[16] = "0123456789abcdef";
	int shift;

	for (shift = 60; shift >= 0; shift -= 4)
		*to++ = digits[x >> shift & 15];
	return to;
}

void gw_etag_make(char etag[GW_ETAG_MAX], const void *bytes, size_t n)
{
	struct state s = {n, ~n};
	const unsigned char *at = bytes;
	uint64_t words[2];
	int i;

	for (; n >= sizeof words; at += sizeof words, n -= sizeof words) {
		memcpy(words, at, sizeof words);
		stir(&s, words[0], words[1]);
	}
	words[0] = words[1] = 0;
	if (n)
		memcpy(words, at, n);
	stir(&s, words[0], words[1]);
	for (i = 0; i < 4; i++)
		stir(&s, 0, 0);
	*etag++ = '"';
	etag = put_hex(put_hex(etag, s.a), s.b);
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
