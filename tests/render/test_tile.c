/* SPDX-License-Identifier: Apache-2.0 */
#include "base/threads.h"
#include "pixels.h"
#include "quarters.h"
#include "render/picture.h"
#include "render/tile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>

#define PNG_MAX ((size_t)1 << 22)

static struct gw_tilekey key_at(struct gw_lonlat p, uint32_t z)
{
	struct gw_world w = gw_world_from_lonlat(p);

	return (struct gw_tilekey){
		z, (uint32_t)(w.x * ldexp(1, (int)z)), (uint32_t)(w.y * ldexp(1, (int)z))};
}

static struct gw_lonlat from_middle(double east, double north)
{
	return (struct gw_lonlat){QUARTERS_LON + (int32_t)(east * QUARTERS_SIDE),
		QUARTERS_LAT + (int32_t)(north * QUARTERS_SIDE)};
}

static struct pixels tile(const struct gw_painter *painter, struct gw_tilekey key, unsigned scale)
{
	struct gw_error err = {0};
	struct pixels out;
	struct gw_buf png;

	gw_buf_init(&png, PNG_MAX);
	if (gw_tile_draw(painter, key, scale, &png, &err))
		fail_msg("%u/%u/%u: %s", key.z, key.x, key.y, err.text);
	out = pixels_decode(&png);
	gw_buf_finish(&png);
	return out;
}

static void expect_all(const struct pixels *p, uint32_t argb)
{
	int x, y;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++)
			if (pixels_at(p, x, y) != argb)
				fail_msg("at %d,%d: expected %08x, got %08x", x, y, argb,
					pixels_at(p, x, y));
}

static void a_tile_outside_is_transparent(void **state)
{
	struct quarters q;
	struct gw_painter *painter;
	struct pixels p;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	p = tile(painter, key_at(from_middle(5, 5), 16), 1);
	assert_int_equal(p.width, 256);
	assert_int_equal(p.height, 256);
	expect_all(&p, 0);
	pixels_finish(&p);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

static void a_tile_inside_a_cell_is_of_its_colour(void **state)
{
	struct quarters q;
	struct gw_painter *painter;
	struct pixels p;
	uint32_t z;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	for (z = 18; z <= GW_TILE_ZOOM_MAX; z++) {
		p = tile(painter, key_at(from_middle(0.5, 0.5), z), 2);
		assert_int_equal(p.width, 512);
		expect_all(&p, 0xff000000 | quarters_rgb[2]);
		pixels_finish(&p);
	}
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

/* The picture of several tiles in one, painted without tiles. */
static struct pixels paint_whole(
	const struct gw_painter *painter, struct gw_tilekey first, int pixels)
{
	struct gw_view view = {
		.origin = gw_tilekey_world_box(first).min,
		.scale = ldexp(256, (int)first.z),
		.width = pixels,
		.height = pixels,
		.pen = 1,
	};
	struct gw_picture picture = {0};
	struct gw_error err = {0};
	struct pixels out;

	if (gw_picture_init(&picture, (unsigned)pixels, (unsigned)pixels, &err) ||
		gw_painter_paint(painter, picture.cr, &view, &err))
		fail_msg("%s", err.text);
	out = pixels_of(picture.surface);
	gw_picture_finish(&picture);
	return out;
}

/*
 * Within what rounding to 1/256 of a pixel may do: Cairo samples a pixel in 15 rows, so that an
 * edge that runs due east may gain or lose a fifteenth of it.
 */
static void expect_same(const struct pixels *part, const struct pixels *whole, int left, int top)
{
	int x, y;

	for (y = 0; y < 256; y++)
		for (x = 0; x < 256; x++)
			if (pixel_difference(pixels_at(part, x, y),
				    pixels_at(whole, left + x, top + y)) > 18)
				fail_msg("at %d,%d of the whole: %08x in it, %08x in the tile",
					left + x, top + y, pixels_at(whole, left + x, top + y),
					pixels_at(part, x, y));
}

static void tiles_join_to_the_whole_picture(void **state)
{
	struct quarters q;
	struct gw_painter *painter;
	struct gw_tilekey first, key;
	struct pixels whole, part;
	uint32_t z, i;

	quarters_init(&q, 1);
	q.scene.classes[1].hatched = q.scene.classes[3].hatched = true;
	painter = quarters_painter(&q);
	for (z = 12; z <= 19; z++) {
		first = key_at(from_middle(0, 0), z);
		first.x--;
		first.y--;
		whole = paint_whole(painter, first, 1024);
		for (i = 0; i < 16; i++) {
			key = (struct gw_tilekey){z, first.x + i % 4, first.y + i / 4};
			part = tile(painter, key, 1);
			expect_same(&part, &whole, (int)(i % 4) * 256, (int)(i / 4) * 256);
			pixels_finish(&part);
		}
		pixels_finish(&whole);
	}
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

struct drawing {
	const struct gw_painter *painter;
	struct gw_buf png[8];
};

static void draw_some(void *context, size_t first, size_t count)
{
	struct drawing *d = context;
	struct gw_tilekey key = key_at(from_middle(0, 0), 14);

	for (; count--; first++)
		if (gw_tile_draw(d->painter, key, 2, &d->png[first], NULL))
			d->png[first].failed = true;
}

static void threads_draw_the_same_bytes(void **state)
{
	struct drawing d = {0};
	struct gw_painter *painter;
	struct quarters q;
	size_t i;

	quarters_init(&q, 1);
	d.painter = painter = quarters_painter(&q);
	for (i = 0; i < 8; i++)
		gw_buf_init(&d.png[i], PNG_MAX);
	gw_parallel_for(8, 1, 4, draw_some, &d);
	for (i = 0; i < 8; i++) {
		assert_true(gw_buf_ok(&d.png[i]));
		assert_int_equal(d.png[i].len, d.png[0].len);
		assert_memory_equal(d.png[i].data, d.png[0].data, d.png[0].len);
	}
	for (i = 0; i < 8; i++)
		gw_buf_finish(&d.png[i]);
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

static void expect_refused(const struct gw_painter *painter, struct gw_tilekey key, unsigned scale,
	enum gw_status status, const char *text)
{
	struct gw_error err = {0};
	struct gw_buf png;

	gw_buf_init(&png, status == GW_ENOMEM ? 10 : PNG_MAX);
	assert_int_equal(gw_tile_draw(painter, key, scale, &png, &err), status);
	assert_string_equal(err.text, text);
	gw_buf_finish(&png);
}

static void wrong_keys_and_scales_are_refused(void **state)
{
	struct quarters q;
	struct gw_painter *painter;

	quarters_init(&q, 1);
	painter = quarters_painter(&q);
	expect_refused(
		painter, (struct gw_tilekey){3, 8, 0}, 1, GW_EINVAL, "there is no tile 3/8/0");
	expect_refused(
		painter, (struct gw_tilekey){3, 0, 0}, 3, GW_EINVAL, "scale 3 is neither 1 nor 2");
	expect_refused(painter, (struct gw_tilekey){3, 0, 0}, 1, GW_ENOMEM,
		"a picture of 256 by 256 pixels does not fit in 10 bytes");
	gw_painter_destroy(painter);
	quarters_finish(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tile_outside_is_transparent),
		cmocka_unit_test(a_tile_inside_a_cell_is_of_its_colour),
		cmocka_unit_test(tiles_join_to_the_whole_picture),
		cmocka_unit_test(threads_draw_the_same_bytes),
		cmocka_unit_test(wrong_keys_and_scales_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
