/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_BASE_PARSE_H
#define GW_BASE_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Numbers from outside: the whole text must be one, no blanks, and within [lo, hi]. On false *out
 * is untouched.
 */
bool gw_parse_int(const char *text, int64_t lo, int64_t hi, int64_t *out);

/*
 * A decimal number of len bytes, such as "-12.5e3": correctly rounded; never "nan", "inf", or hex.
 * The byte after it must be readable (a NUL, comma or the like). On false *out is untouched.
 */
bool gw_parse_double(const char *text, size_t len, double *out);

/* Which of n names a text is; n when it is none of them. */
size_t gw_parse_name(const char *text, const char *const *names, size_t n);

#endif
