/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_SERVICE_STYLES_H
#define GW_SERVICE_STYLES_H

/* Inside service/: the styles that maps are drawn in, and the maps there are. */

#include "service/atlas.h"

/* Styles read once, from a folder or by their paths. Belongs to one thread at a time. */
struct gw_styles;

/* Reads the folder's "sprites" too. GW_ENOTFOUND, GW_EINVAL and GW_EIO name the file. */
enum gw_status gw_styles_open(struct gw_styles **out, const char *folder, struct gw_error *err);
void gw_styles_close(struct gw_styles *styles);

struct gw_studio *gw_styles_studio(const struct gw_styles *styles);

/*
 * The style of a name (a file of the folder without its suffix) or of a path with a slash or a
 * suffix; lives as long as styles. GW_ENOTFOUND, GW_EFAULTS with the first of its faults.
 */
enum gw_status gw_styles_find(struct gw_styles *styles, const char *name,
	const struct gw_style **out, struct gw_error *err);

#endif
