/* SPDX-License-Identifier: Apache-2.0 */
#include "style/color.h"

#include "base/parse.h"
#include "style/cssname.h"
#include "style/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define TEXT_MAX 128 /* of a colour: more is none */

static double clamp(double value, double lo, double hi)
{
	return fmin(fmax(value, lo), hi);
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Lower case without blanks around; false when it is too long for a colour. */
static bool normalise(const char *text, char out[TEXT_MAX])
{
	size_t len, i;

	while (is_blank(*text))
		text++;
	len = strlen(text);
	while (len && is_blank(text[len - 1]))
		len--;
	if (len >= TEXT_MAX)
		return false;
	for (i = 0; i < len; i++)
		out[i] = text[i] >= 'A' && text[i] <= 'Z' ? (char)(text[i] | 0x20) : text[i];
	out[len] = '\0';
	return true;
}

/* The digits behind the '#': 3, 4, 6 or 8 of them. */
static bool parse_hex(const char *digits, struct gw_color *out)
{
	size_t n = strlen(digits), i;
	double part[4] = {0, 0, 0, 1};
	unsigned value[8];

	if (n != 3 && n != 4 && n != 6 && n != 8)
		return false;
	for (i = 0; i < n; i++) {
		char c = digits[i];

		if ((c < '0' || c > '9') && (c < 'a' || c > 'f'))
			return false;
		value[i] = (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	for (i = 0; i < (n < 6 ? n : n / 2); i++)
		part[i] = (n < 6 ? 17 * value[i] : 16 * value[2 * i] + value[2 * i + 1]) / 255.0;
	*out = (struct gw_color){part[0], part[1], part[2], part[3]};
	return true;
}

/* The words of rgb(...) and hsl(...). */
struct words {
	double value[4];
	char unit[4]; /* '%', 'd' for deg, or '\0' */
	char before[4]; /* ',', '/' or ' ' */
	int n;
};

static const char *skip_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* Reads what stands between the parentheses; false when it has no such form. */
static bool read_words(const char *p, struct words *words)
{
	char before = '\0';
	size_t len;

	*words = (struct words){0};
	for (p = skip_blanks(p); *p != ')';) {
		if (words->n == 4)
			return false;
		len = strspn(p, "0123456789.+-e");
		if (len && p[len - 1] == 'e' && p[len - 2] != '.' && !strncmp(p + len - 1, "eg", 2))
			return false;
		if (!gw_parse_double(p, len, &words->value[words->n]))
			return false;
		p += len;
		if (*p == '%') {
			words->unit[words->n] = '%';
			p++;
		} else if (!strncmp(p, "deg", 3)) {
			words->unit[words->n] = 'd';
			p += 3;
		}
		words->before[words->n++] = before;
		before = is_blank(*p) ? ' ' : '\0';
		p = skip_blanks(p);
		if (*p == ',' || *p == '/') {
			before = *p;
			p = skip_blanks(p + 1);
			if (*p == ')')
				return false;
		}
		if (!before && *p != ')')
			return false;
	}
	return !p[1] && words->n >= 3;
}

/* Commas everywhere, or blanks and a slash before alpha. */
static bool is_separated_well(const struct words *words)
{
	char first = words->before[1];

	if ((first != ',' && first != ' ') || words->before[2] != first)
		return false;
	return words->n == 3 || words->before[3] == (first == ',' ? ',' : '/');
}

static bool read_alpha(const struct words *words, double *alpha)
{
	*alpha = 1;
	if (words->n < 4)
		return true;
	if (words->unit[3] == 'd')
		return false;
	*alpha = clamp(words->value[3] / (words->unit[3] == '%' ? 100 : 1), 0, 1);
	return true;
}

static bool parse_rgb(const struct words *words, struct gw_color *out)
{
	double scale = words->unit[0] == '%' ? 100 : 255, part[3], alpha;
	int i;

	for (i = 0; i < 3; i++) {
		if (words->unit[i] == 'd' || words->unit[i] != words->unit[0])
			return false;
		part[i] = clamp(words->value[i] / scale, 0, 1);
	}
	if (!read_alpha(words, &alpha))
		return false;
	*out = (struct gw_color){part[0], part[1], part[2], alpha};
	return true;
}

/* CSS Color Module Level 4, "Converting HSL Colors to sRGB". */
static double hsl_part(double n, double hue, double saturation, double lightness)
{
	double k = fmod(n + hue / 30, 12);
	double a = saturation * fmin(lightness, 1 - lightness);

	return lightness - a * fmax(-1, fmin(fmin(k - 3, 9 - k), 1));
}

static bool parse_hsl(const struct words *words, struct gw_color *out)
{
	double h, s, l, alpha;

	if (words->unit[0] == '%' || words->unit[1] != '%' || words->unit[2] != '%' ||
		!read_alpha(words, &alpha))
		return false;
	h = fmod(words->value[0], 360);
	if (h < 0)
		h += 360;
	s = clamp(words->value[1], 0, 100) / 100;
	l = clamp(words->value[2], 0, 100) / 100;
	*out = (struct gw_color){
		hsl_part(0, h, s, l), hsl_part(8, h, s, l), hsl_part(4, h, s, l), alpha};
	return true;
}

bool gw_color_parse(const char *text, struct gw_color *out)
{
	char plain[TEXT_MAX];
	struct words words;
	uint32_t rgb;
	char *open;

	if (!normalise(text, plain))
		return false;
	if (*plain == '#')
		return parse_hex(plain + 1, out);
	if (!strcmp(plain, "transparent")) {
		*out = (struct gw_color){0};
		return true;
	}
	if (gw_css_name_find(plain, &rgb)) {
		*out = (struct gw_color){
			(rgb >> 16) / 255.0, (rgb >> 8 & 0xff) / 255.0, (rgb & 0xff) / 255.0, 1};
		return true;
	}
	open = strchr(plain, '(');
	if (!open || !read_words(open + 1, &words) || !is_separated_well(&words))
		return false;
	*open = '\0';
	if (!strcmp(plain, "rgb") || !strcmp(plain, "rgba"))
		return parse_rgb(&words, out);
	if (!strcmp(plain, "hsl") || !strcmp(plain, "hsla"))
		return parse_hsl(&words, out);
	return false;
}

const char *gw_color_format(struct gw_color color, char text[GW_COLOR_TEXT_MAX])
{
	char alpha[GW_NUMBER_TEXT_MAX];

	snprintf(text, GW_COLOR_TEXT_MAX, "rgba(%.0f,%.0f,%.0f,%s)", floor(color.r * 255 + 0.5),
		floor(color.g * 255 + 0.5), floor(color.b * 255 + 0.5),
		gw_number_format(color.a, alpha));
	return text;
}
