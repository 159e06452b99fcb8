/* SPDX-License-Identifier: Apache-2.0 */
#ifndef GW_TESTS_RENDER_PAINTED_H
#define GW_TESTS_RENDER_PAINTED_H

#include "pixels.h"
#include "render/scene.h"

/* All layers of the scene on transparent ground; failures end the test. */
struct pixels painted(const struct gw_scene *scene, const struct gw_view *view);

/* The same in tiles of so many pixels, each by its own view, all from one cache. */
struct pixels painted_in_tiles(
	const struct gw_scene *scene, const struct gw_view *view, unsigned side);

#endif
