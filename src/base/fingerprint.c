/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fingerprint.h"

#include <string.h>

uint64_t gw_fingerprint_bytes(uint64_t print, const void *bytes, size_t n)
{
	const unsigned char *at = bytes;
	size_t left = n;
	uint64_t word;

	for (; left >= sizeof word; left -= sizeof word, at += sizeof word) {
		memcpy(&word, at, sizeof word);
		print = gw_fingerprint_number(print, word);
	}
	word = 0;
	if (left)
		memcpy(&word, at, left);
	return gw_fingerprint_number(gw_fingerprint_number(print, word), n);
}

uint64_t gw_fingerprint_text(uint64_t print, const char *text)
{
	return text ? gw_fingerprint_bytes(print, text, strlen(text))
		    : gw_fingerprint_number(print, UINT64_MAX);
}
