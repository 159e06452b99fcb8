/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_FINGERPRINT_H
#define GW_BASE_FINGERPRINT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Numbers of 64 bits that tell things apart, the same on every run: what differs has another one
 * but by an accident of one in 2^64. Nobody who wants two to be alike is kept from it.
 */
#define GW_FINGERPRINT_NONE UINT64_C(0x243f6a8885a308d3)

/* That of what `print` stands for, followed by a number. */
static inline uint64_t gw_fingerprint_number(uint64_t print, uint64_t number)
{
	print = (print ^ number) * UINT64_C(0x9fb21c651e98df25);
	print = (print ^ print >> 35) * UINT64_C(0xd6e8feb86659fd93);
	return print ^ print >> 32;
}

/* Followed by n bytes, and by their number. */
uint64_t gw_fingerprint_bytes(uint64_t print, const void *bytes, size_t n);

/* Followed by a text, which may be NULL. */
uint64_t gw_fingerprint_text(uint64_t print, const char *text);

#endif
