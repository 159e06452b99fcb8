/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_RENDER_THINNING_H
#define GW_RENDER_THINNING_H

#include "grid/division.h"
#include "grid/mesh.h"

/*
 * A division with fewer points to its borders: to be drawn, not to locate in. Neighbours still
 * meet, since both keep the same points.
 */
struct gw_thinning {
	struct gw_division division; /* its units are borrowed */
};

/*
 * Takes the borders as the coarsest zoom of the mesh has them that moves none by more than
 * `tolerance`, a share of the Mercator square's width; where no zoom is that fine, as the finest.
 * mesh is the division's, and may go afterwards. On error there is nothing to finish. GW_ENOMEM.
 */
enum gw_status gw_thinning_init(struct gw_thinning *thinning, const struct gw_division *division,
	const struct gw_mesh *mesh, double tolerance, struct gw_error *err);

/* Accepts zeroed memory. */
void gw_thinning_finish(struct gw_thinning *thinning);

#endif
