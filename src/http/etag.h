/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_ETAG_H
#define GW_HTTP_ETAG_H

#include <stdbool.h>
#include <stddef.h>

#define GW_ETAG_MAX 40

/*
 * A strong entity tag of n bytes, quotes included: a number of 128 bits, made 16 bytes at a time.
 * It tells replies of ours apart; it does not withstand someone who makes bytes to collide. On a
 * machine of other byte order it is another one.
 */
void gw_etag_make(char etag[GW_ETAG_MAX], const void *bytes, size_t n);

/*
 * Whether an If-None-Match header names the tag: "*", or a list in which W/ does not count (RFC
 * 9110, 13.1.2). A header that is no such list names what stands before its fault.
 */
bool gw_etag_is_among(const char *etag, const char *if_none_match);

#endif
