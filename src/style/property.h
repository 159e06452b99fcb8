/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_PROPERTY_H
#define GW_STYLE_PROPERTY_H

/* The subset of the MapLibre Style Specification, version 8, that is drawn: docs/style.md. */

enum gw_layer_type {
	GW_LAYER_BACKGROUND,
	GW_LAYER_FILL,
	GW_LAYER_LINE,
	GW_LAYER_CIRCLE,
	GW_LAYER_SYMBOL,
	GW_LAYER_HEATMAP,
	GW_NUM_LAYER_TYPES,
};

/* Layout and paint properties; the name in a style is the constant's, line-width for instance. */
enum gw_property {
	GW_BACKGROUND_COLOR,
	GW_BACKGROUND_OPACITY, /* number */

	GW_FILL_COLOR,
	GW_FILL_OPACITY, /* number */
	GW_FILL_OUTLINE_COLOR, /* color; where gw_layer_has() it not: fill-color */
	GW_FILL_PATTERN, /* string: an image's name */

	GW_LINE_CAP, /* enum gw_line_cap */
	GW_LINE_JOIN, /* enum gw_line_join */
	GW_LINE_MITER_LIMIT, /* number */
	GW_LINE_COLOR,
	GW_LINE_WIDTH, /* number */
	GW_LINE_OPACITY, /* number */
	GW_LINE_OFFSET, /* number; to the right of the line's direction */
	GW_LINE_DASHARRAY, /* numbers, of line widths; none: solid */

	GW_CIRCLE_RADIUS, /* number */
	GW_CIRCLE_COLOR,
	GW_CIRCLE_BLUR, /* number */
	GW_CIRCLE_OPACITY, /* number */
	GW_CIRCLE_STROKE_WIDTH, /* number */
	GW_CIRCLE_STROKE_COLOR,
	GW_CIRCLE_STROKE_OPACITY, /* number */

	GW_SYMBOL_SORT_KEY, /* number */
	GW_ICON_IMAGE, /* string: an image's name */
	GW_ICON_SIZE, /* number: a factor */
	GW_ICON_ANCHOR, /* enum gw_anchor */
	GW_ICON_OFFSET, /* 2 numbers: right, down, of the unscaled image */
	GW_ICON_ALLOW_OVERLAP, /* bool */
	GW_ICON_OPACITY, /* number */
	GW_TEXT_FIELD, /* string */
	GW_TEXT_FONT, /* strings */
	GW_TEXT_SIZE, /* number */
	GW_TEXT_MAX_WIDTH, /* number: ems */
	GW_TEXT_JUSTIFY, /* enum gw_justify */
	GW_TEXT_ANCHOR, /* enum gw_anchor */
	GW_TEXT_OFFSET, /* 2 numbers: ems right, down */
	GW_TEXT_PADDING, /* number */
	GW_TEXT_ALLOW_OVERLAP, /* bool */
	GW_TEXT_COLOR,
	GW_TEXT_OPACITY, /* number */
	GW_TEXT_HALO_COLOR,
	GW_TEXT_HALO_WIDTH, /* number */

	GW_HEATMAP_RADIUS, /* number */
	GW_HEATMAP_WEIGHT, /* number */
	GW_HEATMAP_INTENSITY, /* number */
	GW_HEATMAP_COLOR, /* color by gw_style_scope.heatmap_density alone */
	GW_HEATMAP_OPACITY, /* number */

	GW_NUM_PROPERTIES,
};

/* Choices, in the specification's order. */
enum gw_line_cap { GW_CAP_BUTT, GW_CAP_ROUND, GW_CAP_SQUARE };
enum gw_line_join { GW_JOIN_BEVEL, GW_JOIN_ROUND, GW_JOIN_MITER };
enum gw_justify { GW_JUSTIFY_AUTO, GW_JUSTIFY_LEFT, GW_JUSTIFY_CENTER, GW_JUSTIFY_RIGHT };

/* Which part of the text or image lies nearest the place. */
enum gw_anchor {
	GW_ANCHOR_CENTER,
	GW_ANCHOR_LEFT,
	GW_ANCHOR_RIGHT,
	GW_ANCHOR_TOP,
	GW_ANCHOR_BOTTOM,
	GW_ANCHOR_TOP_LEFT,
	GW_ANCHOR_TOP_RIGHT,
	GW_ANCHOR_BOTTOM_LEFT,
	GW_ANCHOR_BOTTOM_RIGHT,
};

#endif
