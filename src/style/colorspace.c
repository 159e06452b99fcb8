/* SPDX-License-Identifier: Apache-2.0 */
#include "style/color.h"

#include <math.h>

/* CIELAB with the white point D50, and its polar form: hue is NaN where chroma is nothing. */
struct lab {
	double l, a, b;
};

struct hcl {
	double h, c, l;
};

static const double white_x = 0.96422, white_z = 0.82521;
/* CIE 15: f(t) is a cube root above (6/29)^3, a straight line below it. */
static const double knee = 6.0 / 29, foot = 4.0 / 29;

static double to_linear(double part)
{
	return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

static double from_linear(double part)
{
	part = part <= 0.00304 ? 12.92 * part : 1.055 * pow(part, 1 / 2.4) - 0.055;
	return fmin(fmax(part, 0), 1);
}

static double root(double t)
{
	return t > knee * knee * knee ? cbrt(t) : t / (3 * knee * knee) + foot;
}

static double unroot(double t)
{
	return t > knee ? t * t * t : 3 * knee * knee * (t - foot);
}

/* The matrices are Lindbloom's for sRGB adapted to D50 by Bradford. */
static struct lab to_lab(struct gw_color color)
{
	double r = to_linear(color.r), g = to_linear(color.g), b = to_linear(color.b);
	double y = root(0.2225045 * r + 0.7168786 * g + 0.0606169 * b), x = y, z = y;

	if (r != g || g != b) {
		x = root((0.4360747 * r + 0.3850649 * g + 0.1430804 * b) / white_x);
		z = root((0.0139322 * r + 0.0971045 * g + 0.7141733 * b) / white_z);
	}
	return (struct lab){fmax(116 * y - 16, 0), 500 * (x - y), 200 * (y - z)};
}

static struct gw_color from_lab(struct lab lab, double alpha)
{
	double f = (lab.l + 16) / 116;
	double x = white_x * unroot(f + lab.a / 500), y = unroot(f);
	double z = white_z * unroot(f - lab.b / 200);

	return (struct gw_color){from_linear(3.1338561 * x - 1.6168667 * y - 0.4906146 * z),
		from_linear(-0.9787684 * x + 1.9161415 * y + 0.0334540 * z),
		from_linear(0.0719453 * x - 0.2289914 * y + 1.4052427 * z), alpha};
}

static struct hcl to_hcl(struct gw_color color)
{
	struct lab lab = to_lab(color);
	double chroma = hypot(lab.a, lab.b), hue = NAN;

	if (round(chroma * 10000) > 0) {
		hue = atan2(lab.b, lab.a) * 180 / M_PI;
		if (hue < 0)
			hue += 360;
	}
	return (struct hcl){hue, chroma, lab.l};
}

static struct gw_color from_hcl(struct hcl hcl, double alpha)
{
	double angle = isnan(hcl.h) ? 0 : hcl.h * M_PI / 180;

	return from_lab((struct lab){hcl.l, cos(angle) * hcl.c, sin(angle) * hcl.c}, alpha);
}

static double mix(double from, double to, double t)
{
	return from + t * (to - from);
}

/* A grey has no hue of its own: it takes the other's. */
static double mix_hue(double from, double to, double t)
{
	double way = to - from;

	if (isnan(from))
		return to;
	if (isnan(to))
		return from;
	return from + t * (way > 180 ? way - 360 : way < -180 ? way + 360 : way);
}

struct gw_color gw_color_mix(
	struct gw_color from, struct gw_color to, double t, enum gw_color_space space)
{
	double alpha = mix(from.a, to.a, t);

	if (space == GW_COLOR_LAB) {
		struct lab p = to_lab(from), q = to_lab(to);

		return from_lab(
			(struct lab){mix(p.l, q.l, t), mix(p.a, q.a, t), mix(p.b, q.b, t)}, alpha);
	}
	if (space == GW_COLOR_HCL) {
		struct hcl p = to_hcl(from), q = to_hcl(to);

		return from_hcl(
			(struct hcl){mix_hue(p.h, q.h, t), mix(p.c, q.c, t), mix(p.l, q.l, t)},
			alpha);
	}
	return (struct gw_color){
		mix(from.r, to.r, t), mix(from.g, to.g, t), mix(from.b, to.b, t), alpha};
}
