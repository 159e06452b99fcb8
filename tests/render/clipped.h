/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_CLIPPED_H
#define GW_TESTS_RENDER_CLIPPED_H

#include "grid/mesh.h"
#include "render/skeleton.h"

/*
 * What share of each pixel of a window a cell covers, found the slow way: its rings, put together
 * from the mesh's arcs with positions truncated to 1/256 of a pixel, are clipped by each pixel
 * (Sutherland and Hodgman) and measured. The caller frees the width * height shares.
 */
double *clipped_shares(const struct gw_mesh *mesh, gw_cell_id cell, struct gw_window window);

#endif
