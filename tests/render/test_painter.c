/* SPDX-License-Identifier: Apache-2.0 */
#include "pixels.h"
#include "quarters.h"
#include "render/fills.h"
#include "render/picture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <cairo.h>

#define SIDE 400 /* of the pictures: the quarters' common vertex is in the middle, 100 px each */
#define MID  (SIDE / 2)

static struct pixels paint(const struct quarters *q, const struct gw_view *view)
{
	struct gw_painter *painter = quarters_painter(q);
	struct gw_picture picture = {0};
	struct gw_error err = {0};
	struct pixels out;

	if (gw_picture_init(&picture, (unsigned)view->width, (unsigned)view->height, &err) ||
		gw_painter_paint(painter, picture.cr, view, &err))
		fail_msg("%s", err.text);
	gw_painter_destroy(painter);
	out = pixels_of(picture.surface);
	gw_picture_finish(&picture);
	return out;
}

/* The fills alone, without borders. */
static struct pixels fill(const struct quarters *q, const struct gw_view *view)
{
	struct gw_fills *fills = NULL;
	struct gw_picture picture = {0};
	struct gw_error err = {0};
	struct pixels out;

	if (gw_picture_init(&picture, (unsigned)view->width, (unsigned)view->height, &err) ||
		gw_fills_create(&fills, &q->scene, &err))
		fail_msg("%s", err.text);
	gw_fills_paint(fills, &q->scene, picture.cr, view);
	gw_fills_destroy(fills);
	out = pixels_of(picture.surface);
	gw_picture_finish(&picture);
	return out;
}

static void set_all_colours(struct quarters *q, uint32_t rgb)
{
	size_t i;

	for (i = 0; i < q->scene.num_classes; i++)
		q->scene.classes[i].rgb = rgb;
}

static void each_cell_has_the_colour_of_its_class(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	struct quarters q;
	struct pixels p;

	quarters_init(&q, 1);
	p = paint(&q, &view);
	expect_rgb(&p, MID - 50, MID - 50, quarters_rgb[0]);
	expect_rgb(&p, MID - 50, MID + 50, quarters_rgb[1]);
	expect_rgb(&p, MID + 50, MID - 50, quarters_rgb[2]);
	expect_rgb(&p, MID + 50, MID + 50, quarters_rgb[3]);
	assert_int_equal(pixels_at(&p, 10, 10), 0);
	assert_int_equal(pixels_at(&p, SIDE - 10, MID), 0);
	pixels_finish(&p);
	quarters_finish(&q);
}

static void what_is_not_drawn_is_transparent(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	struct quarters q;
	struct pixels p;
	gw_cell_id c;

	quarters_init(&q, 1);
	for (c = 1; c <= 4; c++)
		if (q.scene.cell_class[c] == 4)
			q.scene.cell_class[c] = 0;
	p = paint(&q, &view);
	assert_int_equal(pixels_at(&p, MID + 50, MID + 50), 0);
	expect_rgb(&p, MID + 50, MID - 50, quarters_rgb[2]);
	pixels_finish(&p);
	quarters_finish(&q);
}

/* Nothing of the ground or of another class comes through where two classes of one colour meet. */
static void fills_have_no_seams(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	struct quarters q;
	int shift, x, y;

	quarters_init(&q, 1);
	set_all_colours(&q, 0x336699);
	for (shift = 0; shift < 8; shift++) {
		struct gw_view moved = view;
		struct pixels p;

		moved.origin.x += shift * 0.13 / view.scale;
		moved.origin.y += shift * 0.29 / view.scale;
		p = fill(&q, &moved);
		for (y = MID - 90; y < MID + 90; y++)
			for (x = MID - 90; x < MID + 90; x++)
				expect_rgb(&p, x, y, 0x336699);
		pixels_finish(&p);
	}
	quarters_finish(&q);
}

/*
 * White at three quarters over the fill, for one stroke of the finest level; two would be nearer
 * white.
 */
static void a_border_is_drawn_once_and_in_its_place(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	struct quarters q;
	struct pixels p;
	int at;

	quarters_init(&q, 1);
	set_all_colours(&q, 0x000000);
	view.pen = 4;
	p = paint(&q, &view);
	for (at = MID - 80; at < MID - 20; at++) {
		expect_near_rgb(&p, at, MID, 0xbfbfbf, 2);
		expect_near_rgb(&p, at, MID - 1, 0xbfbfbf, 2);
		expect_rgb(&p, at, MID - 6, 0x000000);
		expect_rgb(&p, at, MID + 6, 0x000000);
	}
	pixels_finish(&p);
	quarters_finish(&q);
}

static void a_border_is_as_strong_as_the_highest_level_it_parts(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	struct quarters q;
	struct pixels p;
	int at;

	quarters_init(&q, 1);
	set_all_colours(&q, 0xffffff);
	view.pen = 3;
	p = paint(&q, &view);
	for (at = MID - 80; at < MID - 20; at++) {
		expect_rgb(&p, at, MID, 0xffffff); /* NW and SW: white on white */
		if ((pixels_at(&p, MID, at) & 255) > 0x80) /* W and E: dark */
			fail_msg("at %d,%d: no dark border: %08x", MID, at, pixels_at(&p, MID, at));
		if ((pixels_at(&p, MID - 100, at) & 255) > 0x60)
			fail_msg("at %d,%d: no dark outline", MID - 100, at);
	}
	pixels_finish(&p);
	quarters_finish(&q);
}

static void borders_finer_than_the_scene_are_not_drawn(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	struct quarters q;
	struct pixels p;
	int at;

	quarters_init(&q, 0);
	set_all_colours(&q, 0x336699);
	p = paint(&q, &view);
	for (at = MID - 80; at < MID - 20; at++)
		expect_rgb(&p, at, MID, 0x336699);
	assert_true(pixel_difference(pixels_at(&p, MID, MID - 50), 0xff336699) > 30);
	pixels_finish(&p);
	quarters_finish(&q);
}

static void hatching_shows_both_the_colour_and_lines(void **state)
{
	struct gw_view view = quarters_view(SIDE);
	int x, y, plain = 0, other = 0;
	struct quarters q;
	struct pixels p;

	quarters_init(&q, 1);
	q.scene.classes[3].hatched = true;
	p = paint(&q, &view);
	for (y = MID + 20; y < MID + 80; y++)
		for (x = MID + 20; x < MID + 80; x++)
			if (pixels_at(&p, x, y) == (0xff000000 | quarters_rgb[3]))
				plain++;
			else
				other++;
	assert_true(plain > 3600 / 3);
	assert_true(other > 3600 / 10);
	expect_rgb(&p, MID - 50, MID - 50, quarters_rgb[0]);
	pixels_finish(&p);
	quarters_finish(&q);
}

static void an_empty_scene_paints_nothing(void **state)
{
	struct gw_view view = quarters_view(64);
	struct gw_painter *painter;
	struct gw_world_box box;
	struct quarters q;
	struct pixels p;
	int x, y;

	quarters_init(&q, 1);
	memset(q.scene.cell_class, 0, 5);
	painter = quarters_painter(&q);
	box = gw_painter_box(painter);
	assert_true(box.min.x > box.max.x);
	gw_painter_destroy(painter);
	p = paint(&q, &view);
	for (y = 0; y < 64; y++)
		for (x = 0; x < 64; x++)
			assert_int_equal(pixels_at(&p, x, y), 0);
	pixels_finish(&p);
	quarters_finish(&q);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_cell_has_the_colour_of_its_class),
		cmocka_unit_test(what_is_not_drawn_is_transparent),
		cmocka_unit_test(fills_have_no_seams),
		cmocka_unit_test(a_border_is_drawn_once_and_in_its_place),
		cmocka_unit_test(a_border_is_as_strong_as_the_highest_level_it_parts),
		cmocka_unit_test(borders_finer_than_the_scene_are_not_drawn),
		cmocka_unit_test(hatching_shows_both_the_colour_and_lines),
		cmocka_unit_test(an_empty_scene_paints_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
