/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_SHAPER_H
#define GW_RENDER_SHAPER_H

#include "base/error.h"
#include "render/lettering.h"

/* Sets labels' text by Pango, with fonts of its own. One thread's at a time. */
struct gw_shaper;

/* Looks for the fonts, which takes some 30 ms the first time in a process. GW_ENOMEM. */
enum gw_status gw_shaper_create(struct gw_shaper **out, struct gw_error *err);
void gw_shaper_destroy(struct gw_shaper *shaper);

/*
 * Shapes the text of a key, whose texts are copied. Lines are broken at spaces, between Chinese
 * characters anywhere, and made about equally long; they stand 1.2 ems apart. A word longer than
 * max_width sticks out. GW_ENOMEM; GW_EINVAL for what is not UTF-8, or names a character that no
 * font has, and the package to install.
 */
enum gw_status gw_shaper_set(struct gw_shaper *shaper, const struct gw_lettering_key *key,
	struct gw_lettering **out, struct gw_error *err);

#endif
