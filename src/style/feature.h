/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_STYLE_FEATURE_H
#define GW_STYLE_FEATURE_H

#include "style/style.h"

struct gw_arena;

/*
 * Reads a GeoJSON feature of len bytes, such as a line of a stream of them; its coordinates are
 * passed over. All it points to lives in the arena. GW_EINVAL says why it is none, GW_ENOMEM.
 */
enum gw_status gw_feature_parse(struct gw_feature *out, struct gw_arena *arena, const char *json,
	size_t len, struct gw_error *err);

#endif
