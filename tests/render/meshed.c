/* SPDX-License-Identifier: Apache-2.0 */
#include "meshed.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static const struct {
	gw_rgba rgba;
	float pen;
} strokes[MESHED_RANKS] = {{0xff202830, 3.4f}, {0xa0805020, 1.2f}};

void meshed_init(struct meshed *m, const struct shape *shape)
{
	struct gw_error err = {0};
	uint64_t random = 17;
	gw_cell_id i;

	*m = (struct meshed){.division = divided(shape, MESHED_RANKS)};
	m->num_cells = shape->num_cells;
	gw_skeleton_init(&m->skeleton);
	if (gw_mesh_create(&m->mesh, m->division, &err) ||
		gw_raster_create(&m->raster, GW_WINDOW_MAX, &err))
		fail_msg("%s: %s", shape->name, err.text);
	m->cells = calloc(m->num_cells + (size_t)1, sizeof *m->cells);
	assert_non_null(m->cells);
	for (i = 1; i <= m->num_cells; i++)
		m->cells[i] = 0xff000000 | (uint32_t)shape_random(&random);
}

void meshed_finish(struct meshed *m)
{
	gw_palette_destroy(m->palette);
	gw_raster_destroy(m->raster);
	gw_skeleton_finish(&m->skeleton);
	gw_mesh_destroy(m->mesh);
	gw_division_destroy(m->division);
	free(m->cells);
}

struct gw_window meshed_window(
	const struct meshed *m, unsigned zoom, double east, double south, unsigned side)
{
	struct gw_mesh_box b = m->mesh->box;
	double x = b.left + east * ((double)b.right - b.left);
	double y = b.top + south * ((double)b.bottom - b.top);

	return (struct gw_window){
		.zoom = zoom,
		.x = (int64_t)floor(ldexp(x, (int)zoom - 24)) - side / 2,
		.y = (int64_t)floor(ldexp(y, (int)zoom - 24)) - side / 2,
		.width = side,
		.height = side,
	};
}

uint32_t *meshed_fill(struct meshed *m, struct gw_window window)
{
	uint32_t *pixels = calloc((size_t)window.width * window.height, sizeof *pixels);
	struct gw_error err = {0};

	assert_non_null(pixels);
	if (gw_skeleton_trace(&m->skeleton, m->mesh, window, 0, 0, &err))
		fail_msg("%s", err.text);
	gw_raster_begin(m->raster, window.width, window.height);
	if (gw_raster_fill(m->raster, &m->skeleton, m->cells, pixels, &err))
		fail_msg("%s", err.text);
	return pixels;
}

static void make_palette(struct meshed *m)
{
	gw_rgba solids[100], inks[MESHED_RANKS];
	struct gw_palette_seed seed = {solids, 0, inks, MESHED_RANKS, GW_PALETTE_MAX};
	struct gw_error err = {0};
	gw_cell_id i;

	for (i = 0; i <= m->num_cells && i < 100; i++)
		solids[seed.num_solids++] = gw_rgba_unpremultiply(m->cells[i]);
	for (i = 0; i < MESHED_RANKS; i++)
		inks[i] = strokes[i].rgba;
	if (gw_palette_create(&m->palette, &seed, &err))
		fail_msg("%s", err.text);
}

void meshed_draw(struct meshed *m, struct gw_window window, const struct gw_labels *labels)
{
	struct gw_error err = {0};
	unsigned rank = MESHED_RANKS;

	if (!m->palette)
		make_palette(m);
	if (gw_skeleton_trace(&m->skeleton, m->mesh, window, MESHED_RANKS, 4, &err))
		fail_msg("%s", err.text);
	gw_raster_begin(m->raster, window.width, window.height);
	while (rank-- > 0)
		if (gw_raster_stroke(m->raster, &m->skeleton, (uint8_t)rank, strokes[rank].rgba,
			    strokes[rank].pen, &err))
			fail_msg("%s", err.text);
	if (labels && gw_labels_compose(labels, &m->raster->over, window.x, window.y, &err))
		fail_msg("%s", err.text);
	if (gw_raster_end(m->raster, &m->skeleton, m->cells, m->palette, &err))
		fail_msg("%s", err.text);
}

gw_rgba meshed_colour(const struct meshed *m, unsigned x, unsigned y)
{
	return m->palette->colours[m->raster->indices[y * m->raster->max_side + x]];
}
