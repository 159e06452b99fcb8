/* SPDX-License-Identifier: Apache-2.0 */
#include "base/parse.h"

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool gw_parse_int(const char *text, int64_t lo, int64_t hi, int64_t *out)
{
	const char *digits = text + (*text == '-');
	long long value;
	char *end;

	if (*digits < '0' || *digits > '9')
		return false;
	errno = 0;
	value = strtoll(text, &end, 10);
	if (errno || *end || value < lo || value > hi)
		return false;
	*out = value;
	return true;
}

/* What a scan of a decimal found: mantissa * 10^exponent, exact while digits <= 19. */
struct decimal {
	uint64_t mantissa;
	int digits; /* significant ones */
	int exponent;
	bool negative;
};

static const char *scan_digits(const char *p, const char *end, struct decimal *d, int step)
{
	for (; p < end && *p >= '0' && *p <= '9'; p++) {
		if (d->digits < 19) {
			d->mantissa = 10 * d->mantissa + (uint64_t)(*p - '0');
			d->digits += d->mantissa != 0;
			d->exponent += step;
		} else {
			d->digits = 20; /* inexact: left to strtod() */
		}
	}
	return p;
}

static const char *scan_exponent(const char *p, const char *end, struct decimal *d)
{
	bool negative;
	int e = 0;

	negative = p < end && *p == '-';
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	if (p == end)
		return NULL;
	for (; p < end && *p >= '0' && *p <= '9'; p++)
		e = e < 10000 ? 10 * e + (*p - '0') : e;
	d->exponent += negative ? -e : e;
	return p;
}

static bool scan_decimal(const char *p, const char *end, struct decimal *d)
{
	const char *start, *frac;

	*d = (struct decimal){.negative = p < end && *p == '-'};
	if (p < end && (*p == '-' || *p == '+'))
		p++;
	start = p;
	p = scan_digits(p, end, d, 0);
	frac = p;
	if (p < end && *p == '.')
		p = scan_digits(p + 1, end, d, -1);
	if (p - start - (p > frac) <= 0)
		return false;
	if (p < end && (*p == 'e' || *p == 'E'))
		p = scan_exponent(p + 1, end, d);
	return p == end;
}

/* strtod() with a point whatever the process's locale; glibc keeps "C" ready-made. */
static double strtod_c(const char *text, char **end)
{
	locale_t c = newlocale(LC_ALL_MASK, "C", NULL);
	double value = strtod_l(text, end, c);

	freelocale(c);
	return value;
}

/*
 * A mantissa below 2^53 scaled by a power of ten up to 10^22 is one correctly rounded operation on
 * two exact doubles (Clinger, "How to read floating point numbers accurately", 1990); the rest is
 * strtod()'s.
 */
bool gw_parse_double(const char *text, size_t len, double *out)
{
	static const double power[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
	struct decimal d;
	double value;
	char *end;

	if (!scan_decimal(text, text + len, &d))
		return false;
	if (d.digits < 20 && d.mantissa < (uint64_t)1 << 53 && d.exponent >= -22 &&
		d.exponent <= 22) {
		value = (double)d.mantissa;
		value = d.exponent < 0 ? value / power[-d.exponent] : value * power[d.exponent];
		*out = d.negative ? -value : value;
		return true;
	}
	value = strtod_c(text, &end);
	if (end != text + len || !isfinite(value))
		return false;
	*out = value;
	return true;
}

size_t gw_parse_name(const char *text, const char *const *names, size_t n)
{
	size_t i = 0;

	while (i < n && strcmp(text, names[i]) != 0)
		i++;
	return i;
}
