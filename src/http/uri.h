/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_HTTP_URI_H
#define GW_HTTP_URI_H

#include <stdbool.h>

struct gw_buf;

/*
 * Undoes percent-encoding in place; form says that '+' means a blank, as in a query. False, text
 * then being of no use, for half an escape, for an encoded NUL, and for what is not UTF-8.
 */
bool gw_uri_decode(char *text, bool form);

/* Appends text percent-encoded, fit for any place in a URI: all but letters, digits and "-._~". */
void gw_uri_encode(struct gw_buf *out, const char *text);

/*
 * Whether text is a host as a Host header has it: a name, an IPv4 address or an IPv6 address in
 * brackets, then perhaps a port. Nothing that could end a URL's authority or a JSON string passes.
 */
bool gw_uri_is_host(const char *text);

#endif
