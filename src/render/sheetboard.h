/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEETBOARD_H
#define GW_RENDER_SHEETBOARD_H

#include "render/sheet.h"
#include "render/text.h"

/* The sheet's greys, from the darkest. */
#define GW_INK_RGB   0x1a1a1a
#define GW_RULE_RGB  0x4a4a4a
#define GW_QUIET_RGB 0x5f5f5f
#define GW_FAINT_RGB 0x7a7a7a

#define GW_SHEET_BOXES_MAX 512

/* Where each text of a sheet stands: the box of its ink, in units of the page. */
struct gw_sheet_boxes {
	struct gw_rect page, frame; /* the frame of the map lies in the page */
	struct gw_rect items[GW_SHEET_BOXES_MAX];
	size_t n; /* also counts what found no room in items */
	size_t num_cut; /* texts that end in an ellipsis */
	double smallest; /* the least size of type on the sheet, in ems */
};

enum gw_tongue { GW_TONGUE_EN, GW_TONGUE_ZH, GW_TONGUE_BOTH };

/* What every part of one sheet is set and drawn with. Lengths are in units of the page. */
struct gw_board {
	cairo_t *cr;
	enum gw_tongue tongue;
	double em; /* the size of ordinary type */
	bool raster; /* units are pixels: straight edges go to whole ones */
	struct gw_sheet_boxes *boxes;
	char missing[64]; /* the first text that no font has all characters of */
};

/* Units to a line of width 1: 8 points are 10.67 pixels of a common screen. */
static inline double gw_board_pen(const struct gw_board *board)
{
	return board->em / 10.67;
}

/* The nearest place for a straight edge. */
double gw_board_snap(const struct gw_board *board, double v);

/* Shows text with its box's top left at x, y; turned: reads upwards, its box's bottom left there.
 */
void gw_board_show(struct gw_board *board, const struct gw_text *text, double x, double y);
void gw_board_show_turned(struct gw_board *board, const struct gw_text *text, double x, double y);

/* As gw_board_show(), over a white rim of so many units. */
void gw_board_show_haloed(
	struct gw_board *board, const struct gw_text *text, double x, double y, double rim);

/* A text in the sheet's tongues: the first, and below it, smaller and lighter, the second. */
struct gw_phrase {
	struct gw_text lines[2];
	double tops[2];
	unsigned n; /* 0: there is nothing to say */
	double width, height;
	bool right; /* lines end at one edge rather than begin at one */
};

/* type's align is GW_ALIGN_LEFT or GW_ALIGN_RIGHT, its lang is chosen here. */
struct gw_phrase gw_phrase_set(
	const struct gw_board *board, struct gw_words words, const struct gw_type *type);
void gw_phrase_finish(struct gw_phrase *block);
bool gw_phrase_is_cut(const struct gw_phrase *block);
/* x is the left edge of the block, or the right one of a block that is right. */
void gw_phrase_show(struct gw_board *board, const struct gw_phrase *block, double x, double y);

/* Both tongues on one line, with a blank between. */
struct gw_text gw_line_set(
	const struct gw_board *board, struct gw_words words, const struct gw_type *type);

/* Whether there is anything to say. */
bool gw_words_are(struct gw_words words);

/*
 * Stacks n blocks of these heights in at most `columns` columns, as even as may be, one after the
 * other; what sticks is not the last of its column. Returns the height of the highest column.
 */
double gw_flow(const double *heights, const bool *sticks, size_t n, unsigned columns,
	unsigned *column, double *top);

#endif
