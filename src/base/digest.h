/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_DIGEST_H
#define GW_BASE_DIGEST_H

#include "base/error.h"

#include <stddef.h>

#define GW_SHA256 32 /* bytes */

/* SHA-256 (FIPS 180-4) of len bytes. */
void gw_sha256(const void *data, size_t len, unsigned char out[GW_SHA256]);

/* n bytes that nobody can guess, from the kernel. GW_EIO. */
enum gw_status gw_random_bytes(void *out, size_t n, struct gw_error *err);

/* The characters of n bytes in base64url without padding (RFC 4648, section 5). */
#define GW_BASE64URL_LEN(n) ((4 * (n) + 2) / 3)

/* out has GW_BASE64URL_LEN(n) + 1 bytes. */
void gw_base64url(const unsigned char *bytes, size_t n, char *out);

#endif
