/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHEET_H
#define GW_RENDER_SHEET_H

#include "base/progress.h"
#include "render/choropleth.h"
#include "render/scene.h"
#include "render/sheetsize.h"

struct gw_buf;
struct gw_mesh;
struct gw_sheet_boxes; /* render/sheetboard.h */

/* The same in Chinese and English, UTF-8; where one is NULL or "", the other serves. */
struct gw_words {
	const char *zh, *en;
};

/*
 * What is written on a map sheet; any may be missing. Bytes that are no UTF-8 show as U+FFFD.
 */
struct gw_sheet_text {
	const char *lang; /* "zh", "en" (also NULL), or "both": Chinese above, English below */
	struct gw_words title;
	struct gw_words place; /* above the title */
	struct gw_words period;
	struct gw_words legend; /* the legend's heading; missing: "Legend" */
	struct gw_words measured; /* over the cut points, such as "score" */
	struct gw_words counted; /* over the numbers of units, such as "beats" */
	/* At the foot. */
	struct gw_words cutoff, source, method, division, note, disclaimer;
	bool provisional;
	const char *date; /* ISO 8601, UTC; the file is of this date. NULL: it has none */
	const char *version; /* of the data, in the file alone */
};

/* What the sheet shows. All is borrowed. */
struct gw_sheet_map {
	const struct gw_choropleth *classes; /* for the legend */
	struct gw_world_box box; /* what the frame shows; empty (min.x > max.x): an empty map */
	struct gw_world_box whole; /* the whole city: an inset shows it where box is a part of it */
	const struct gw_sprites *sprites; /* of the classes' patterns; NULL: none */
	const struct gw_mesh *mesh; /* of the division: drawn with no more points than paper can
				       show; NULL: with all */
	/*
	 * Asked for the scene once the layout has settled its scale, and again should the layout
	 * change for it. zoom is as in a style: log2(scale / 512 / pen). *out is borrowed until the
	 * next call.
	 */
	enum gw_status (*portray)(
		void *context, double zoom, const struct gw_scene **out, struct gw_error *err);
	void *context;
	/* How many units rose, fell and stayed against the month before; -1: not known. */
	int64_t rose, fell, stayed;
};

enum gw_sheet_format { GW_SHEET_PNG, GW_SHEET_PDF, GW_SHEET_SVG };

struct gw_sheet_options {
	enum gw_sheet_format format;
	struct gw_sheet_size size;
	bool graticule; /* lines of longitude and latitude, their degrees along the frame */
	bool no_inset;
	struct gw_sheet_boxes *boxes; /* NULL, or told where each text stands: for tests */
};

/* By the suffix of a file's name. GW_EINVAL when it is none of .png, .pdf and .svg. */
enum gw_status gw_sheet_format_parse(
	const char *path, enum gw_sheet_format *format, struct gw_error *err);

/*
 * Appends the map sheet to out: title and period, the map fitted to a frame at a round scale,
 * legend, inset, scale bar (right along the parallel through the frame's middle), north arrow, and
 * the lines at the foot. The legend stands beside or below the map, where the map is larger for it.
 * Type and lines grow with the paper, though less than it. Text that finds no room is set smaller,
 * at last shortened with an ellipsis; none stands on another. The same bytes each time, given the
 * same fonts. Safe from any thread. GW_EINVAL for a size out of bounds, another language, or text
 * that no font has; GW_ENOMEM, also past out's maximum; and what portray returns.
 */
enum gw_status gw_sheet_draw(const struct gw_sheet_map *map, const struct gw_sheet_text *text,
	const struct gw_sheet_options *options, const struct gw_progress *progress,
	struct gw_buf *out, struct gw_error *err);

#endif
