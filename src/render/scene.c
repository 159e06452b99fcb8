/* SPDX-License-Identifier: Apache-2.0 */
#include "render/scene.h"

#include <stdlib.h>

enum gw_status gw_scene_init(struct gw_scene *scene, const struct gw_division *division,
	uint32_t level, struct gw_error *err)
{
	*scene = (struct gw_scene){.division = division, .level = level};
	scene->cell_class = calloc((size_t)division->units->num_cells + 1, 1);
	return scene->cell_class ? GW_OK : gw_fail_nomem(err);
}

void gw_scene_finish(struct gw_scene *scene)
{
	free(scene->cell_class);
	*scene = (struct gw_scene){0};
}
