/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/divided.h"

#include "base/buf.h"
#include "mapped.h"
#include "render/vectortile.h"
#include "render/vectortile_runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define TILE_BYTES ((size_t)1 << 22)

static struct gw_tilekey key_of(struct gw_lonlat p, uint32_t z)
{
	struct gw_world w = gw_world_from_lonlat(p);

	return (struct gw_tilekey){
		z, (uint32_t)(w.x * (double)(1u << z)), (uint32_t)(w.y * (double)(1u << z))};
}

/* A division's borders in a tile, each cell an area of its own. */
struct woven {
	struct gw_vectortile_lattice *lattice;
	struct gw_runs areas, borders;
};

static void weave(struct woven *w, const struct gw_mesh *mesh, struct gw_tilekey key)
{
	const struct gw_mesh_detail *detail = &mesh->details[GW_MESH_ZOOM_MAX];
	struct gw_error err = {0};
	uint32_t i;

	gw_runs_init(&w->areas);
	gw_runs_init(&w->borders);
	w->lattice = gw_vectortile_lattice_create(key);
	assert_non_null(w->lattice);
	for (i = 0; i < mesh->num_arcs; i++)
		gw_vectortile_lattice_add(w->lattice,
			(struct gw_vectortile_lattice_path){detail->points + detail->first[i],
				detail->first[i + 1] - detail->first[i], mesh->arcs[i].left,
				mesh->arcs[i].right, mesh->ranks[i]});
	if (gw_vectortile_lattice_weave(w->lattice, &err) ||
		gw_runs_of_areas(&w->areas, w->lattice, &err) ||
		gw_runs_of_borders(&w->borders, w->lattice, 0, &err))
		fail_msg("%s", err.text);
}

static void unravel(struct woven *w)
{
	gw_runs_finish(&w->areas);
	gw_runs_finish(&w->borders);
	gw_vectortile_lattice_destroy(w->lattice);
}

struct spot {
	int64_t x, y;
};

static struct spot spot_of(gw_knot k)
{
	return (struct spot){gw_knot_x(k), gw_knot_y(k)};
}

static int64_t cross(struct spot o, struct spot a, struct spot b)
{
	return (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
}

static bool is_between(struct spot p, struct spot a, struct spot b)
{
	return (p.x != a.x || p.y != a.y) && (p.x != b.x || p.y != b.y) && !cross(a, b, p) &&
		(p.x - a.x) * (p.x - b.x) <= 0 && (p.y - a.y) * (p.y - b.y) <= 0;
}

static int sign(int64_t v)
{
	return (v > 0) - (v < 0);
}

/* Whether two links have more in common than ends. */
static bool clash(
	const struct gw_vectortile_lattice_link *s, const struct gw_vectortile_lattice_link *t)
{
	struct spot a = spot_of(s->from), b = spot_of(s->to);
	struct spot c = spot_of(t->from), d = spot_of(t->to);

	if (sign(cross(a, b, c)) * sign(cross(a, b, d)) < 0 &&
		sign(cross(c, d, a)) * sign(cross(c, d, b)) < 0)
		return true;
	return is_between(a, c, d) || is_between(b, c, d) || is_between(c, a, b) ||
		is_between(d, a, b) || (s->from == t->from && s->to == t->to);
}

static void expect_no_clash(const struct gw_vectortile_lattice *l, const char *name, uint32_t z)
{
	size_t i, k;

	for (i = 0; i < l->num_links; i++)
		for (k = i + 1; k < l->num_links; k++)
			if (clash(&l->links[i], &l->links[k]))
				fail_msg("%s at zoom %u: lines clash near %d, %d", name, z,
					gw_knot_x(l->links[i].from), gw_knot_y(l->links[i].from));
}

static int64_t area2(const gw_knot *ring, uint32_t n)
{
	int64_t sum = 0;
	uint32_t i;

	for (i = 0; i < n; i++) {
		struct spot a = spot_of(ring[i]), b = spot_of(ring[(i + 1) % n]);

		sum += a.x * b.y - b.x * a.y;
	}
	return sum;
}

/* What lies on the right hand of each link, and behind its back, ends up in some ring. */
static void expect_all_joined(const struct woven *w, const char *name, uint32_t z)
{
	int64_t links = 0, rings = 0;
	size_t i, sides = 0, steps = 0;

	for (i = 0; i < w->lattice->num_links; i++) {
		struct gw_vectortile_lattice_link link = w->lattice->links[i];
		struct spot a = spot_of(link.from), b = spot_of(link.to);

		if (link.left == link.right)
			continue;
		sides += (link.left != 0) + (link.right != 0);
		links += (a.x * b.y - b.x * a.y) * ((link.right != 0) - (link.left != 0));
	}
	for (i = 0; i < w->areas.n; i++) {
		const struct gw_run *run = &w->areas.items[i];
		const gw_knot *knots = w->areas.knots + run->first;
		uint32_t j, k;

		assert_int_equal(run->area2, area2(knots, run->count));
		assert_int_not_equal(run->area2, 0);
		if (!i || run->number != run[-1].number)
			assert_true(run->area2 > 0);
		for (j = 0; j < run->count; j++)
			for (k = j + 1; k < run->count; k++)
				assert_int_not_equal(knots[j], knots[k]);
		steps += run->count;
		rings += run->area2;
	}
	if (steps != sides || rings != links)
		fail_msg("%s at zoom %u: %zu sides of areas in rings, not %zu", name, z, steps,
			sides);
}

static void expect_sound(struct shape shape)
{
	struct gw_division *division = divided(&shape, 1);
	struct gw_bbox box = division->grid->bbox;
	struct gw_error err = {0};
	struct gw_mesh *mesh;
	uint32_t z;

	if (gw_mesh_create(&mesh, division, &err))
		fail_msg("%s", err.text);
	for (z = 4; z <= GW_TILE_ZOOM_MAX; z++) {
		struct gw_lonlat middle = {box.min.lon + (box.max.lon - box.min.lon) / 3,
			box.min.lat + (box.max.lat - box.min.lat) / 3};
		struct woven w;

		weave(&w, mesh, key_of(middle, z));
		expect_no_clash(w.lattice, shape.name, z);
		expect_all_joined(&w, shape.name, z);
		unravel(&w);
	}
	gw_mesh_destroy(mesh);
	gw_division_destroy(division);
	shape_finish(&shape);
}

static void rounded_borders_never_cross_and_close_around_every_cell(void **state)
{
	static const int64_t spacings[] = {3, 40, 700, 20000};
	uint64_t seed;
	size_t i;

	for (i = 0; i < sizeof spacings / sizeof *spacings; i++)
		for (seed = 1; seed <= 3; seed++) {
			struct town town = {
				12, 12, 0, 9, 2, spacings[i] * 8, 1208000000, 407000000, seed};

			expect_sound(shape_town(town));
			town.cells = 20;
			expect_sound(shape_town(town));
			town.lakes = 0;
			expect_sound(shape_grown(town));
			expect_sound(shape_islands(town.spacing, town.west, town.south, seed));
		}
	expect_sound(shape_triangles(12, 12, 30, 7));
}

static void a_tile_within_one_cell_is_that_cell_alone(void **state)
{
	struct shape shape = shape_squares(2, 2, 10000000, 1200000000, 400000000);
	struct gw_division *division = divided(&shape, 1);
	struct gw_error err = {0};
	struct gw_mesh *mesh;
	struct woven w;
	int i;

	if (gw_mesh_create(&mesh, division, &err))
		fail_msg("%s", err.text);
	for (i = 0; i < 4; i++) {
		struct gw_lonlat p = {
			1200000000 + 5000000 + i % 2 * 10000000, 405000000 + i / 2 * 10000000};

		weave(&w, mesh, key_of(p, 12));
		assert_int_equal(w.areas.n, 1);
		assert_int_equal(w.areas.items[0].number, i + 1);
		assert_int_equal(w.areas.items[0].area2, 2 * 4224 * 4224);
		assert_int_equal(w.borders.n, 0);
		unravel(&w);
	}
	weave(&w, mesh, key_of((struct gw_lonlat){1100000000, 405000000}, 12));
	assert_int_equal(w.areas.n, 0);
	unravel(&w);
	gw_mesh_destroy(mesh);
	gw_division_destroy(division);
	shape_finish(&shape);
}

static void a_lattice_that_was_cleared_is_as_good_as_new(void **state)
{
	struct shape shape = shape_squares(3, 3, 20000, 1208000000, 407000000);
	struct gw_division *division = divided(&shape, 1);
	struct gw_tilekey key = key_of((struct gw_lonlat){1208030000, 407030000}, 14);
	struct gw_error err = {0};
	struct gw_mesh *mesh;
	struct woven w, other;

	if (gw_mesh_create(&mesh, division, &err))
		fail_msg("%s", err.text);
	weave(&w, mesh, key);
	weave(&other, mesh, key);
	gw_vectortile_lattice_clear(other.lattice);
	assert_int_equal(gw_vectortile_lattice_weave(other.lattice, &err), GW_OK);
	assert_int_equal(gw_runs_of_areas(&other.areas, other.lattice, &err), GW_OK);
	assert_int_equal(other.areas.n, 0);
	assert_true(w.areas.n >= 9);
	unravel(&w);
	unravel(&other);
	gw_mesh_destroy(mesh);
	gw_division_destroy(division);
	shape_finish(&shape);
}

static bool draw(const struct mapped *m, struct gw_tilekey key, bool has_values, struct gw_buf *out)
{
	const struct gw_vectortile_source source = {m->mesh, &m->data, has_values};
	struct gw_error err = {0};

	gw_buf_init(out, TILE_BYTES);
	return !gw_vectortile_draw(&source, key, out, &err);
}

static bool has(const struct gw_buf *buf, const char *text)
{
	return memmem(buf->data, buf->len, text, strlen(text));
}

static void a_tile_has_what_styles_find(void **state)
{
	struct gw_world middle;
	struct gw_tilekey key;
	struct gw_buf with, without, again;
	struct mapped m;

	mapped_init(&m, 2);
	middle = mapped_place(&m, 0.5, 0.5);
	key = key_of(gw_lonlat_from_world(middle), 8);
	assert_true(draw(&m, key, true, &with) && draw(&m, key, true, &again));
	assert_true(draw(&m, key, false, &without));
	assert_int_equal(with.len, again.len);
	assert_memory_equal(with.data, again.data, with.len);
	assert_true(has(&with, "units") && has(&with, "borders") && has(&with, "labels") &&
		has(&with, "reports") && has(&with, "context"));
	assert_true(has(&with, "grade") && has(&with, "class") && has(&with, "change"));
	assert_true(has(&without, "units") && has(&without, "label"));
	assert_false(has(&without, "grade") || has(&without, "change") || has(&without, "mark"));
	gw_buf_finish(&with);
	gw_buf_finish(&without);
	gw_buf_finish(&again);
	mapped_finish(&m);
}

static void a_tile_without_anything_is_empty(void **state)
{
	struct gw_buf out;
	struct mapped m;

	mapped_init(&m, 2);
	assert_true(draw(&m, (struct gw_tilekey){9, 0, 0}, true, &out));
	assert_int_equal(out.len, 0);
	assert_false(draw(&m, (struct gw_tilekey){9, 512, 0}, true, &out));
	gw_buf_finish(&out);
	mapped_finish(&m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounded_borders_never_cross_and_close_around_every_cell),
		cmocka_unit_test(a_tile_within_one_cell_is_that_cell_alone),
		cmocka_unit_test(a_lattice_that_was_cleared_is_as_good_as_new),
		cmocka_unit_test(a_tile_has_what_styles_find),
		cmocka_unit_test(a_tile_without_anything_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
