/* SPDX-License-Identifier: Apache-2.0 */
#include "labelled.h"
#include "render/sprites.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

static void tiles_show_parts_of_the_same_labels(void **state)
{
	struct labelled *t = labelled_busy(600);
	struct gw_labels *labels = labelled_placed(t);
	struct picture whole = picture_new(LABELLED_SIDE, 0xff336699),
		       tiles = picture_new(LABELLED_SIDE, 0);
	unsigned tx, ty, y;

	assert_true(gw_labels_count(labels) > 100 && gw_labels_count(labels) < 600);
	picture_compose(labels, &whole, 0, 0);
	for (ty = 0; ty < 4; ty++)
		for (tx = 0; tx < 4; tx++) {
			struct picture tile = picture_new(256, 0xff336699);

			picture_compose(labels, &tile, tx * 256, ty * 256);
			for (y = 0; y < 256; y++)
				memcpy(tiles.pixels + (ty * 256 + y) * LABELLED_SIDE + tx * 256,
					tile.pixels + y * 256, sizeof(uint32_t[256]));
			picture_finish(&tile);
		}
	expect_same_picture(&whole, &tiles);
	gw_labels_destroy(labels);
	picture_finish(&whole);
	picture_finish(&tiles);
	test_free(t);
}

static void a_tile_draws_nothing_where_no_label_reaches(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_labels *labels;

	labelled_add(t, 0, 512, 512, "001");
	labels = labelled_placed(t);
	assert_true(gw_labels_reach(labels, 256, 256, 256, 256));
	assert_true(gw_labels_reach(labels, 512, 512, 256, 256));
	assert_false(gw_labels_reach(labels, 0, 0, 256, 256));
	assert_false(gw_labels_reach(labels, -((int64_t)1 << 50), 0, 256, 256));
	gw_labels_destroy(labels);
	test_free(t);
}

static void a_pixel_is_touched_where_it_changed(void **state)
{
	struct labelled *t = labelled_busy(200);
	struct picture p = labelled_drawn(t);
	size_t x, y, n = 0;

	for (y = 0; y < LABELLED_SIDE; y++)
		for (x = 0; x < LABELLED_SIDE; x++) {
			if (p.pixels[y * LABELLED_SIDE + x] && !picture_is_touched(&p, x, y))
				fail_msg("%zu,%zu", x, y);
			n += picture_is_touched(&p, x, y);
		}
	assert_true(n > 1000 && n < LABELLED_SIDE * LABELLED_SIDE / 4);
	picture_finish(&p);
	test_free(t);
}

/* Each label in a colour of its own: what it covers alone must be all there among the others. */
static void no_two_labels_share_a_pixel(void **state)
{
	struct labelled *t = labelled_busy(300), *one = labelled_new();
	struct picture all, alone;
	unsigned i, k;

	for (i = 0; i < 2; i++)
		for (k = 0; k < t->layers[i].symbols.n; k++) {
			struct gw_symbol *s = &t->symbols[i][k];

			s->overlaps = false;
			s->halo = s->rgba = 0xff000000 | (i * 1000 + k + 1);
		}
	all = labelled_drawn(t);
	one->layers[0].symbols.n = 1;
	for (i = 0; i < 600; i++) {
		size_t p, own = 0, shown = 0;

		if (i % 300 >= t->layers[i / 300].symbols.n)
			continue;
		one->symbols[0][0] = t->symbols[i / 300][i % 300];
		alone = labelled_drawn(one);
		for (p = 0; p < (size_t)LABELLED_SIDE * LABELLED_SIDE; p++)
			if (alone.pixels[p] >> 24 == 255) {
				own++;
				shown += all.pixels[p] == alone.pixels[p];
			}
		if (shown != 0 && shown != own)
			fail_msg("%s: %zu of %zu pixels", one->symbols[0][0].text, shown, own);
		picture_finish(&alone);
	}
	picture_finish(&all);
	test_free(one);
	test_free(t);
}

static void reverse(struct gw_symbol_layer *layer)
{
	uint32_t k;

	for (k = 0; k < layer->n / 2; k++) {
		struct gw_symbol *a = &layer->items[k], *b = &layer->items[layer->n - 1 - k];
		struct gw_symbol swap = *a;

		*a = *b;
		*b = swap;
	}
}

static void the_order_of_symbols_does_not_matter(void **state)
{
	struct labelled *t = labelled_busy(600);
	struct picture before, after;
	uint32_t k;

	/* some are told apart by text and place only */
	for (k = 0; k < t->layers[0].symbols.n; k++) {
		t->symbols[0][k].size = 12;
		t->symbols[0][k].rgba = BLACK;
		t->symbols[0][k].overlaps = false;
	}
	before = labelled_drawn(t);
	reverse(&t->layers[0].symbols);
	reverse(&t->layers[1].symbols);
	after = labelled_drawn(t);
	expect_same_picture(&before, &after);
	picture_finish(&before);
	picture_finish(&after);
	test_free(t);
}

struct placing {
	const struct labelled *town;
	const struct gw_labels_options *options;
	struct picture picture;
};

static void *place_and_compose(void *context)
{
	struct placing *p = context;
	struct gw_overlay o = {
		p->picture.pixels, LABELLED_SIDE, LABELLED_SIDE, LABELLED_SIDE, p->picture.touched};
	struct gw_labels *labels = NULL;

	if (!gw_labels_place(&labels, &p->town->scene, LABELLED_SIDE, 1, p->options, NULL))
		gw_labels_compose(labels, &o, 0, 0, NULL);
	gw_labels_destroy(labels);
	return NULL;
}

static void threads_that_share_letterings_draw_the_same(void **state)
{
	struct labelled *t = labelled_busy(600);
	struct picture alone = labelled_drawn(t);
	struct gw_labels_options options = {0};
	struct placing p[4];
	pthread_t threads[4];
	int i;

	/* so few bytes that letterings come and go */
	assert_int_equal(gw_letterings_create(&options.letterings, 4096, NULL), GW_OK);
	for (i = 0; i < 4; i++) {
		p[i] = (struct placing){t, &options, picture_new(LABELLED_SIDE, 0)};
		assert_int_equal(pthread_create(&threads[i], NULL, place_and_compose, &p[i]), 0);
	}
	for (i = 0; i < 4; i++) {
		pthread_join(threads[i], NULL);
		expect_same_picture(&alone, &p[i].picture);
		picture_finish(&p[i].picture);
	}
	gw_letterings_destroy(options.letterings);
	picture_finish(&alone);
	test_free(t);
}

static void labels_outlive_their_letterings(void **state)
{
	struct labelled *t = labelled_busy(100);
	struct gw_labels_options options = {0};
	struct gw_labels *labels;
	struct picture expected = labelled_drawn(t), got = picture_new(LABELLED_SIDE, 0);

	assert_int_equal(gw_letterings_create(&options.letterings, 1 << 20, NULL), GW_OK);
	labels = labelled_placed_at(t, LABELLED_SIDE, 1, &options);
	gw_letterings_destroy(options.letterings);
	picture_compose(labels, &got, 0, 0);
	expect_same_picture(&expected, &got);
	gw_labels_destroy(labels);
	picture_finish(&expected);
	picture_finish(&got);
	test_free(t);
}

static void the_first_by_sort_key_takes_the_place(void **state)
{
	struct labelled *t = labelled_new();
	struct picture p;

	labelled_add(t, 0, 500, 500, "aaa")->rgba = 0xffff0000;
	t->symbols[0][0].sort_key = 2;
	labelled_add(t, 0, 500, 500, "bbb")->rgba = 0xff00ff00;
	t->symbols[0][1].sort_key = 1;
	assert_int_equal(labelled_count(t, NULL), 1);
	p = labelled_drawn(t);
	for (size_t i = 0; i < (size_t)LABELLED_SIDE * LABELLED_SIDE; i++)
		assert_int_equal(p.pixels[i] & 0xff0000, 0);
	picture_finish(&p);
	test_free(t);
}

static void the_upper_layer_takes_the_place(void **state)
{
	struct labelled *t = labelled_new();
	struct picture p;

	labelled_add(t, 0, 500, 500, "aaa")->rgba = 0xffff0000;
	t->symbols[0][0].sort_key = -9;
	labelled_add(t, 1, 500, 500, "bbb")->rgba = 0xff00ff00;
	assert_int_equal(labelled_count(t, NULL), 1);
	p = labelled_drawn(t);
	for (size_t i = 0; i < (size_t)LABELLED_SIDE * LABELLED_SIDE; i++)
		assert_int_equal(p.pixels[i] & 0xff0000, 0);
	picture_finish(&p);
	test_free(t);
}

static void what_overlaps_is_placed_whatever_is_there(void **state)
{
	struct labelled *t = labelled_new();

	labelled_add(t, 0, 500, 500, "aaa");
	labelled_add(t, 0, 504, 500, "bbb");
	assert_int_equal(labelled_count(t, NULL), 1);
	t->symbols[0][1].overlaps = true;
	assert_int_equal(labelled_count(t, NULL), 2);
	test_free(t);
}

static void padding_keeps_labels_apart(void **state)
{
	struct labelled *t = labelled_new();

	labelled_add(t, 0, 500, 500, "aaa");
	labelled_add(t, 0, 540, 500, "bbb");
	assert_int_equal(labelled_count(t, NULL), 2);
	t->symbols[0][0].padding = t->symbols[0][1].padding = 10;
	assert_int_equal(labelled_count(t, NULL), 1);
	test_free(t);
}

static void a_label_far_larger_than_its_unit_is_left_out(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_symbol *s = labelled_add(t, 0, 500, 500, "001005"); /* some 41 pixels wide */
	struct gw_labels *labels;

	s->room = 25.0F / LABELLED_SIDE;
	assert_int_equal(labelled_count(t, NULL), 1);
	s->room = 12.0F / LABELLED_SIDE;
	assert_int_equal(labelled_count(t, NULL), 0);
	labels = labelled_placed_at(t, 2 * LABELLED_SIDE, 1, NULL); /* a zoom further in */
	assert_int_equal(gw_labels_count(labels), 1);
	gw_labels_destroy(labels);
	test_free(t);
}

static void labels_lie_within_the_frame_and_off_obstacles(void **state)
{
	struct labelled *t = labelled_busy(600);
	const struct gw_world_box obstacle = {{0.4, 0.4}, {0.6, 0.5}};
	const struct gw_labels_options options = {
		.within = {{0.25, 0.125}, {0.75, 0.875}},
		.obstacles = &obstacle,
		.num_obstacles = 1,
	};
	struct gw_labels *labels = labelled_placed_at(t, LABELLED_SIDE, 1, &options);
	struct picture p = picture_new(LABELLED_SIDE, 0);
	int x, y;

	assert_true(gw_labels_count(labels) > 40);
	picture_compose(labels, &p, 0, 0);
	for (y = 0; y < LABELLED_SIDE; y++)
		for (x = 0; x < LABELLED_SIDE; x++) {
			bool framed = x >= 256 && x < 768 && y >= 128 && y < 896;
			bool blocked = x >= 410 && x < 614 && y >= 410 && y < 512;

			if (p.pixels[y * LABELLED_SIDE + x] && (!framed || blocked))
				fail_msg("%d,%d", x, y);
		}
	gw_labels_destroy(labels);
	picture_finish(&p);
	test_free(t);
}

static void an_icon_stands_at_its_point(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_symbol *s = labelled_add(t, 0, 500, 500, NULL);
	struct gw_sprites *sprites;
	struct gw_error err = {0};
	struct gw_bitmap bitmap;
	struct extent e;

	if (gw_sprites_open(&sprites, SPRITES, &err))
		fail_msg("%s", err.text);
	t->scene.sprites = sprites;
	s->icon = gw_sprites_find(sprites, "checkpoint");
	bitmap = gw_sprites_bitmap(sprites, s->icon, 1);
	e = labelled_extent(t);
	assert_in_range(extent_width(e), bitmap.width / 2, bitmap.width);
	assert_in_range((e.left + e.right) / 2, 497, 503);
	assert_in_range((e.top + e.bottom) / 2, 497, 503);
	s->icon_size = 2;
	assert_true(extent_width(labelled_extent(t)) > extent_width(e) * 3 / 2);
	/* both or none */
	s->text = "001";
	s->anchor = GW_ANCHOR_TOP;
	s->dy = 20;
	assert_int_equal(labelled_count(t, NULL), 1);
	labelled_add(t, 1, 500, 530, "in the text's way");
	assert_int_equal(labelled_count(t, NULL), 1);
	gw_sprites_destroy(sprites);
	test_free(t);
}

static void what_cannot_be_placed_is_passed_over_or_refused(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_labels *labels;
	struct gw_error err = {0};
	struct gw_symbol *s;

	labelled_add(t, 0, NAN, 500, "001");
	labelled_add(t, 0, 500, 500, "");
	labelled_add(t, 0, 500, 500, "001")->size = 0;
	labelled_add(t, 0, 500, 500, "001")->size = 1e-30F;
	labelled_add(t, 0, 500, 500, "001")->dx = INFINITY;
	assert_int_equal(labelled_count(t, NULL), 0);
	s = labelled_add(t, 0, 500, 500, "001");
	s->max_width = INFINITY;
	s->padding = s->halo_width = s->dx = s->size = 1e30F;
	s->halo = WHITE;
	assert_int_equal(labelled_count(t, NULL), 1);
	labelled_add(t, 0, 500, 500, "\xff");
	assert_int_equal(
		gw_labels_place(&labels, &t->scene, LABELLED_SIDE, 1, NULL, &err), GW_EINVAL);
	t->layers[0].symbols.n = GW_LABELS_MAX + 1;
	assert_int_equal(
		gw_labels_place(&labels, &t->scene, LABELLED_SIDE, 1, NULL, &err), GW_EINVAL);
	test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_show_parts_of_the_same_labels),
		cmocka_unit_test(a_tile_draws_nothing_where_no_label_reaches),
		cmocka_unit_test(a_pixel_is_touched_where_it_changed),
		cmocka_unit_test(no_two_labels_share_a_pixel),
		cmocka_unit_test(the_order_of_symbols_does_not_matter),
		cmocka_unit_test(threads_that_share_letterings_draw_the_same),
		cmocka_unit_test(labels_outlive_their_letterings),
		cmocka_unit_test(the_first_by_sort_key_takes_the_place),
		cmocka_unit_test(the_upper_layer_takes_the_place),
		cmocka_unit_test(what_overlaps_is_placed_whatever_is_there),
		cmocka_unit_test(padding_keeps_labels_apart),
		cmocka_unit_test(a_label_far_larger_than_its_unit_is_left_out),
		cmocka_unit_test(labels_lie_within_the_frame_and_off_obstacles),
		cmocka_unit_test(an_icon_stands_at_its_point),
		cmocka_unit_test(what_cannot_be_placed_is_passed_over_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
