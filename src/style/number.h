/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_NUMBER_H
#define GW_STYLE_NUMBER_H

#include <stdbool.h>

#define GW_NUMBER_TEXT_MAX 64

/*
 * The number as JavaScript writes it (ECMA-262, Number::toString): the fewest digits that read back
 * the same, "1e+21", "NaN", "Infinity". Returns text.
 */
const char *gw_number_format(double number, char text[GW_NUMBER_TEXT_MAX]);

/*
 * The number that JavaScript reads in a text (ECMA-262, StringToNumber), NaN for none: blanks
 * around it do not count, nothing at all is 0.
 */
double gw_number_read(const char *text);

/* How gw_number_write() sets a number; -1 leaves it to the habit of the kind of number. */
struct gw_number_style {
	const char *currency; /* an ISO 4217 code, or NULL */
	int min_fraction, max_fraction; /* digits: -1, or 0 to 20 */
};

#define GW_NUMBER_WRITTEN_MAX 512

/*
 * The number as English writes it, in groups of three: "1,234.5", "-$1,234.50". False when
 * min_fraction is above max_fraction.
 */
bool gw_number_write(
	double number, const struct gw_number_style *style, char text[GW_NUMBER_WRITTEN_MAX]);

#endif
