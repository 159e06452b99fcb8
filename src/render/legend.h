/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LEGEND_H
#define GW_RENDER_LEGEND_H

#include "render/legendkeys.h"
#include "render/sheetboard.h"

enum gw_legend_kind {
	GW_LEGEND_CLASS, /* swatch, name, cut points, units and their share */
	GW_LEGEND_CHANGE, /* an arrow of the map and how many units have it */
	GW_LEGEND_KEY, /* how roads, water ... look */
	GW_LEGEND_SECTION /* a heading between them */
};

#define GW_LEGEND_ENTRIES_MAX (GW_CLASSES_MAX + GW_LEGEND_KEYS_MAX + 5)

struct gw_legend_entry {
	enum gw_legend_kind kind;
	size_t number; /* of the class, the change (rose, fell, stayed) or the key */
	struct gw_phrase label;
	struct gw_text cuts, count, share;
	unsigned column;
	double top, height, space; /* space: below it */
};

/*
 * The legend of a sheet. Set first, so that the sheet knows how large it is, then drawn. Lengths
 * are in units of the page.
 */
struct gw_legend {
	const struct gw_sheet_map *map;
	const struct gw_legend_keys *keys;
	double em;
	double width, height; /* of all */
	struct gw_phrase heading;
	struct gw_text measured, counted; /* over their columns */
	struct gw_legend_entry entries[GW_LEGEND_ENTRIES_MAX];
	size_t n;
	bool has_names; /* some class has one; else cut points stand in their place */
	unsigned columns;
	double head_height, column_width, swatch_height;
	double cuts_width, count_width, share_width; /* 0: there is no such column */
};

/* What a legend has to do with. */
struct gw_legend_room {
	double em; /* the size of its type */
	double width; /* at most */
	unsigned columns; /* at most */
	double column_least; /* a column's width, if there is room for it */
	bool compact; /* names of one line, cut short */
};

void gw_legend_init(struct gw_legend *legend, const struct gw_board *board,
	const struct gw_sheet_map *map, const struct gw_sheet_text *text,
	const struct gw_legend_keys *keys, const struct gw_legend_room *room);
void gw_legend_finish(struct gw_legend *legend);
void gw_legend_draw(const struct gw_legend *legend, struct gw_board *board, double x, double y);

/* Lengths in ems that setting and drawing share. */
#define GW_LEGEND_SWATCH_EMS 2.4
#define GW_LEGEND_GAP_EMS    0.7 /* beside the swatch */
#define GW_LEGEND_COLUMN_EMS 2.4 /* between columns of entries */
#define GW_LEGEND_FIGURE_EMS 0.9 /* between columns of figures */

#endif
