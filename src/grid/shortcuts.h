/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_GRID_SHORTCUTS_H
#define GW_GRID_SHORTCUTS_H

#include "grid/simplify.h"

/*
 * Inside gw_simplify(). A shortcut is a side of a simplified arc that leaves points out; the true
 * borders do not cross, so where two sides do, one of them is a shortcut.
 */

/*
 * Looks at the sides that a zoom draws and lets every shortcut that crosses another side, or passes
 * over the start of another arc, take in more of its points. *crossed tells whether there was any.
 * GW_ENOMEM.
 */
enum gw_status gw_shortcuts_mend(uint8_t *zooms, const struct gw_arcs *arcs,
	const struct gw_mesh_point *points, unsigned zoom, bool *crossed, struct gw_error *err);

/*
 * Keeps from `zoom` on the point strictly between two that would be kept first anyway, if there is
 * one, and of its neighbours what would lie too far from the sides that now meet in it.
 */
void gw_keep_next(uint8_t *zooms, const struct gw_mesh_point *points, uint32_t first, uint32_t last,
	unsigned zoom);

#endif
