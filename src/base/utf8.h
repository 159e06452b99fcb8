/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_UTF8_H
#define GW_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

struct gw_buf;

/*
 * The length of the character that the n > 0 bytes at text begin with: 1 to 4, or 0 when they
 * begin with none. Overlong forms, surrogates and what lies beyond U+10FFFF are none.
 */
size_t gw_utf8_step(const char *text, size_t n);

bool gw_utf8_is_valid(const char *text, size_t n);

/*
 * Appends text in upper or lower case, character by character as Unicode has it, "ß" as "SS",
 * whatever the locale. Bytes that are no UTF-8 stay as they are.
 */
void gw_utf8_upcase(struct gw_buf *out, const char *text);
void gw_utf8_downcase(struct gw_buf *out, const char *text);

#endif
