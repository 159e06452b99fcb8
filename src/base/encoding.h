/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_ENCODING_H
#define GW_BASE_ENCODING_H

#include "base/error.h"

#include <stddef.h>

/*
 * Text of another encoding, such as "GBK", as UTF-8; the caller frees *out. GW_ENOTFOUND for an
 * unknown encoding, GW_EINVAL for bytes that are no text in it.
 */
enum gw_status gw_encoding_to_utf8(
	char **out, const char *text, size_t len, const char *encoding, struct gw_error *err);

#endif
