/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_COLOR_H
#define GW_STYLE_COLOR_H

#include <stdbool.h>

/* An sRGB colour; each part from 0 to 1, alpha not multiplied in. */
struct gw_color {
	double r, g, b, a;
};

/*
 * Reads a CSS colour: a name, #rgb, #rgba, #rrggbb, #rrggbbaa, rgb(), rgba(), hsl() or hsla(), with
 * commas or in the newer form with spaces and a slash (CSS Color Module Level 4). False, *out
 * untouched, when text is none.
 */
bool gw_color_parse(const char *text, struct gw_color *out);

#define GW_COLOR_TEXT_MAX 96

/* "rgba(255,128,0,0.5)", as expressions write a colour; returns text. */
const char *gw_color_format(struct gw_color color, char text[GW_COLOR_TEXT_MAX]);

enum gw_color_space { GW_COLOR_RGB, GW_COLOR_LAB, GW_COLOR_HCL };

/*
 * The colour at t (0 to 1) of the way from one to the other, alpha by itself: part by part for RGB,
 * in CIELAB (white D50), or in its polar form HCL with the hue going the shorter way round.
 */
struct gw_color gw_color_mix(
	struct gw_color from, struct gw_color to, double t, enum gw_color_space space);

#endif
