/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_SHEETMADE_H
#define GW_TESTS_RENDER_SHEETMADE_H

#include "base/buf.h"
#include "quarters.h"
#include "render/sheet.h"

#define SHEET_MAX ((size_t)1 << 26)

/* A sheet of the quarters, ready to draw; tests change what they are about. */
struct sheetmade {
	struct quarters q;
	struct gw_scene scene; /* fills, and what tests add */
	struct gw_scene_layer layers[4];
	gw_rgba cells[5];
	struct gw_sheet_map map;
	struct gw_sheet_text text;
	struct gw_sheet_options options; /* A4 across, PNG of 100 dpi */
	double zoom; /* that portray was asked for last */
	int asked; /* how often */
};

/* Stays where it is until sheetmade_finish(). */
void sheetmade_init(struct sheetmade *s);
void sheetmade_finish(struct sheetmade *s);

/* Fills up the classes to n, of no units, with such names. */
void sheetmade_classes(struct sheetmade *s, size_t n, const char *zh, const char *en);

/* Draws it to out, which is initialised here; failures end the test. */
void sheetmade_draw(struct sheetmade *s, struct gw_buf *out);

#endif
