/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_LABEL_H
#define GW_RENDER_LABEL_H

#include "render/painter.h"

/* Levels of more units than this are not labelled. */
#define GW_LABELLED_MAX 80

/*
 * Writes the units' names on cr, over what the painter has painted of the same view: those of the
 * finest level that is drawn and has no more than GW_LABELLED_MAX units, with their class's mark
 * when that is the scene's own level. size is of the type, in pixels. lang "en" prefers English
 * names. A name that does not fit into its unit, even wrapped and smaller, is left out for its
 * mark, or wholly. GW_ENOMEM.
 */
enum gw_status gw_labels_draw(const struct gw_painter *painter, cairo_t *cr,
	const struct gw_view *view, double size, const char *lang, struct gw_error *err);

#endif
