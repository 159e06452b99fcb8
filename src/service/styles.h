/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_STYLES_H
#define GW_SERVICE_STYLES_H

/* Inside service/: the styles that maps are drawn in, and the maps there are. */

#include "service/atlas.h"

/* Styles read once, from a folder or by their paths. Any thread may use it. */
struct gw_styles;

/* A style, and a fingerprint of its file. */
struct gw_styled {
	const struct gw_style *style;
	uint64_t print;
};

/* Reads the folder's "sprites" too. GW_ENOTFOUND, GW_EINVAL and GW_EIO name the file. */
enum gw_status gw_styles_open(struct gw_styles **out, const char *folder, struct gw_error *err);
void gw_styles_close(struct gw_styles *styles);

struct gw_studio *gw_styles_studio(const struct gw_styles *styles);

/* A fingerprint of all sprites. */
uint64_t gw_styles_print_sprites(const struct gw_styles *styles);

/*
 * The style of a name (a file of the folder without its suffix) or of a path with a slash or a
 * suffix; lives as long as styles. GW_ENOTFOUND, GW_EFAULTS with the first of its faults; GW_EAGAIN
 * when it would have to be read.
 */
enum gw_status gw_styles_find(struct gw_styles *styles, const char *name, enum gw_patience patience,
	struct gw_styled *out, struct gw_error *err);

#endif
