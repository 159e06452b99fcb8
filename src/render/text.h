/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_TEXT_H
#define GW_RENDER_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct _cairo cairo_t;
typedef struct _PangoContext PangoContext;
typedef struct _PangoLayout PangoLayout;

/* Latin from the first, Chinese from the second. */
#define GW_FONT_FAMILIES "Noto Sans, Noto Sans CJK SC, sans-serif"

/* Outlines as designed, whatever the desktop's settings: the same picture on every machine. */
void gw_text_fix_rendering(PangoContext *context);

struct gw_rect {
	double x, y, width, height;
};

enum gw_align { GW_ALIGN_LEFT, GW_ALIGN_RIGHT };

/* How a piece of text is set; lengths in pixels. */
struct gw_type {
	double size;
	uint32_t rgb;
	bool bold;
	double width; /* wraps there; 0: one line */
	unsigned max_lines; /* of wrapped text, what is more ends in an ellipsis; 0: any number */
	enum gw_align align; /* within the width */
	const char *lang; /* chooses between regional forms of characters; NULL: "en" */
};

/*
 * A text set and measured, ready to show. width and height are of its box, spacing of lines
 * included; middle is how far right of the place it is shown at that box has its middle: other
 * than width / 2 for what stands right in a wider column.
 */
struct gw_text {
	PangoLayout *layout;
	uint32_t rgb;
	double size; /* of the type */
	double width, height, baseline, middle;
};

/* Sets text, NULL as ""; bytes that are no UTF-8 become U+FFFD. */
struct gw_text gw_text_set(cairo_t *cr, const char *text, const struct gw_type *type);
void gw_text_finish(struct gw_text *text);

bool gw_text_is_cut(const struct gw_text *text);

/* Whether a character of it is in no font that is installed. */
bool gw_text_is_missing(const struct gw_text *text);

/* What it says. Borrowed. */
const char *gw_text_content(const struct gw_text *text);

/* The box of its ink when it is shown at 0, 0; empty for blanks. */
struct gw_rect gw_text_ink(const struct gw_text *text);

/* Shows it with its box's top left at x, y. */
void gw_text_show(const struct gw_text *text, cairo_t *cr, double x, double y);

/* The same over a white rim of so many pixels. */
void gw_text_show_haloed(const struct gw_text *text, cairo_t *cr, double x, double y, double rim);

/* Sets 0xRRGGBB as cr's source. */
void gw_colour_set(cairo_t *cr, uint32_t rgb, double alpha);

#endif
