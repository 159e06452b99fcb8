/* SPDX-License-Identifier: Apache-2.0 */
#include "style/number.h"

#include "base/parse.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The least digits of number > 0 that read back the same; the point is behind *point of them. */
static int shortest_digits(double number, char digits[20], int *point)
{
	char text[32];
	double again;
	int n, exponent, len;

	for (n = 1; n <= 17; n++) {
		snprintf(text, sizeof text, "%.*e", n - 1, number);
		if (text[1] != 'e')
			text[1] = '.'; /* whatever the locale's point is */
		if (n == 17 || (gw_parse_double(text, strlen(text), &again) && again == number))
			break;
	}
	sscanf(strchr(text, 'e') + 1, "%d", &exponent);
	digits[0] = text[0];
	memcpy(digits + 1, text + 2, (size_t)n - 1);
	len = n;
	while (len > 1 && digits[len - 1] == '0')
		len--;
	digits[len] = '\0';
	*point = exponent + 1;
	return len;
}

/* Whole numbers that doubles hold exactly, which most are. */
static bool is_short_integer(double number)
{
	return fabs(number) < 1e15 && number == (double)(int64_t)number;
}

static void format_digits(const char *digits, int n, int point, char *at, size_t room)
{
	if (point > 21 || point <= -6)
		snprintf(
			at, room, "%c%s%se%+d", digits[0], n > 1 ? "." : "", digits + 1, point - 1);
	else if (point <= 0)
		snprintf(at, room, "0.%.*s%s", -point, "000000", digits);
	else if (n <= point)
		snprintf(at, room, "%s%.*s", digits, point - n, "000000000000000000000");
	else
		snprintf(at, room, "%.*s.%s", point, digits, digits + point);
}

const char *gw_number_format(double number, char text[GW_NUMBER_TEXT_MAX])
{
	char digits[20], *at = text;
	int n, point;

	if (isnan(number))
		return memcpy(text, "NaN", sizeof "NaN");
	if (is_short_integer(number)) {
		snprintf(text, GW_NUMBER_TEXT_MAX, "%lld", (long long)number);
		return text;
	}
	if (number < 0)
		*at++ = '-';
	if (isinf(number)) {
		memcpy(at, "Infinity", sizeof "Infinity");
		return text;
	}
	n = shortest_digits(fabs(number), digits, &point);
	format_digits(digits, n, point, at, GW_NUMBER_TEXT_MAX - 1);
	return text;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Digits of a base written as 0x1f, 0b101, 0o17. */
static double read_based(const char *text, size_t len)
{
	double value = 0;
	size_t i;
	int base = text[1] == 'x' || text[1] == 'X' ? 16 : text[1] == 'b' || text[1] == 'B' ? 2 : 8;

	if (len == 2)
		return NAN;
	for (i = 2; i < len; i++) {
		char c = text[i] | 0x20;
		int digit = c >= '0' && c <= '9' ? c - '0'
			: c >= 'a' && c <= 'f'	 ? c - 'a' + 10
						 : 99;

		if (digit >= base)
			return NAN;
		value = value * base + digit;
	}
	return value;
}

double gw_number_read(const char *text)
{
	double value;
	size_t len;

	while (is_blank(*text))
		text++;
	len = strlen(text);
	while (len && is_blank(text[len - 1]))
		len--;
	if (!len)
		return 0;
	if (len >= 2 && text[0] == '0' && strchr("xXbBoO", text[1]))
		return read_based(text, len);
	if (gw_parse_double(text, len, &value))
		return value;
	if (len >= 8 && !strncmp(text + len - 8, "Infinity", 8)) {
		if (len == 8 || (len == 9 && *text == '+'))
			return INFINITY;
		if (len == 9 && *text == '-')
			return -INFINITY;
	}
	return NAN;
}

/* What English puts before an amount; *digits is how many the currency has behind the point. */
static const char *currency_mark(const char *code, int *digits, char spelled[16])
{
	static const struct {
		const char *code, *mark;
		int digits;
	} known[] = {{"AUD", "A$", 2}, {"BRL", "R$", 2}, {"CAD", "CA$", 2}, {"CNY", "CN¥", 2},
		{"EUR", "€", 2}, {"GBP", "£", 2}, {"HKD", "HK$", 2}, {"ILS", "₪", 2},
		{"INR", "₹", 2}, {"JPY", "¥", 0}, {"KRW", "₩", 0}, {"MXN", "MX$", 2},
		{"NZD", "NZ$", 2}, {"PHP", "₱", 2}, {"TWD", "NT$", 2}, {"USD", "$", 2},
		{"VND", "₫", 0}};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		if (!strcmp(known[i].code, code)) {
			*digits = known[i].digits;
			return known[i].mark;
		}
	*digits = 2;
	snprintf(spelled, 16, "%.8s\u00a0", code);
	return spelled;
}

#define DIGITS_MAX 352 /* of any double, with 20 behind the point */

/*
 * The first keep of n digits, behind a 0 that a carry may need, zeros where there are fewer, halves
 * rounded up; keep may be negative: the digits begin that far behind.
 */
static void round_digits(const char *digits, int n, int keep, char rounded[DIGITS_MAX])
{
	int kept = keep > 0 ? keep : 0, i;

	memset(rounded, '0', (size_t)kept + 1);
	memcpy(rounded + 1, digits, (size_t)(kept < n ? kept : n));
	rounded[kept + 1] = '\0';
	if (keep < 0 || keep >= n || digits[keep] < '5')
		return;
	for (i = kept; ++rounded[i] > '9'; i--)
		rounded[i] = '0';
}

/*
 * number >= 0 with so many digits behind the point, rounded as JavaScript's Intl does: from the
 * shortest decimal, so that 1.005 becomes 1.01, though the double is a little less.
 */
static void write_rounded(double number, int fraction, char *text, size_t room)
{
	char digits[20] = "0", rounded[DIGITS_MAX];
	int point = 0, n = number > 0 ? shortest_digits(number, digits, &point) : 1, len;
	const char *first = rounded;

	round_digits(digits, n, point + fraction, rounded);
	len = (int)strlen(rounded);
	while (len > fraction + 1 && *first == '0') {
		first++;
		len--;
	}
	if (len > fraction)
		snprintf(text, room, "%.*s.%s", len - fraction, first, first + len - fraction);
	else
		snprintf(text, room, "0.%.*s%s", fraction - len, "00000000000000000000", first);
	if (!fraction)
		text[strlen(text) - 1] = '\0';
}

bool gw_number_write(
	double number, const struct gw_number_style *style, char text[GW_NUMBER_WRITTEN_MAX])
{
	int habit = 0, min = style->min_fraction, max = style->max_fraction, whole, i;
	char plain[DIGITS_MAX + 24], spelled[16], *at = text;
	const char *mark = "";
	size_t len;

	if (style->currency)
		mark = currency_mark(style->currency, &habit, spelled);
	if (min < 0)
		min = max >= 0 && max < habit ? max : habit;
	if (max < 0)
		max = style->currency ? (min > habit ? min : habit) : (min > 3 ? min : 3);
	if (min > max)
		return false;
	at += snprintf(at, 32, "%s%s", number < 0 ? "-" : "", mark);
	if (!isfinite(number)) {
		snprintf(at, 8, "%s", isnan(number) ? "NaN" : "∞");
		return true;
	}
	write_rounded(fabs(number), max, plain, sizeof plain);
	len = strlen(plain);
	whole = (int)len - (max ? max + 1 : 0);
	for (i = 0; i < whole; i++) {
		*at++ = plain[i];
		if (i + 1 < whole && (whole - 1 - i) % 3 == 0)
			*at++ = ',';
	}
	while (max > min && plain[len - 1] == '0') {
		len--;
		max--;
	}
	if (max)
		at += snprintf(at, 32, ".%.*s", max, plain + whole + 1);
	*at = '\0';
	return true;
}
