/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_STAMPS_H
#define GW_RENDER_STAMPS_H

#include "base/error.h"
#include "render/lettering.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Pictures of single glyphs, and of their halos, of which those of texts are put together: what
 * costs is stroking curves, and a city's codes consist of ten digits. A glyph is drawn at four
 * places within a pixel from west to east, so that letters stand evenly. One thread's at a time.
 */
struct gw_stamps;

/* GW_ENOMEM. */
enum gw_status gw_stamps_create(struct gw_stamps **out, struct gw_error *err);
void gw_stamps_destroy(struct gw_stamps *stamps);

size_t gw_stamps_bytes(const struct gw_stamps *stamps);

/* Makes the mask of a lettering, which has none yet. GW_ENOMEM. */
enum gw_status gw_stamps_print(
	struct gw_stamps *stamps, struct gw_lettering *lettering, struct gw_error *err);

#endif
