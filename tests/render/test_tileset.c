/* SPDX-License-Identifier: Apache-2.0 */
#include "grid/divided.h"
#include "mapped.h"
#include "whole.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <pthread.h>
#include <stdlib.h>

#define ZOOM  14
#define TILES 4
#define SIDE  (TILES * GW_TILE_PIXELS)

/* Of the canvas, where Cairo cuts an edge at a tile's side. */
#define EDGE_OFF 2

#define FILL                                                                                       \
	LAYER("fill", "units",                                                                     \
		"'paint':{'fill-color':['case',['has','grade'],['match',['get','grade'],1,"        \
		"'#7fd18b',2,'#2166ac','#c4161c'],'#bdbdbd']}")
#define HATCH                                                                                      \
	"{'id':'hatch','type':'fill','source':'city','source-layer':'units',"                      \
	"'filter':['!',['has','class']],'paint':{'fill-pattern':'hatch-grey',"                     \
	"'fill-opacity':0.8}}"
#define BORDERS                                                                                    \
	LAYER("line", "borders",                                                                   \
		"'paint':{'line-color':'#303840','line-width':['match',['get','depth'],0,0.8,1,"   \
		"1.6,3]}")
#define LABELS                                                                                     \
	LAYER("symbol", "labels",                                                                  \
		"'layout':{'text-field':['get','code'],'text-size':11},"                           \
		"'paint':{'text-color':'#101010','text-halo-color':'#ffffff',"                     \
		"'text-halo-width':1}")
#define LAKE                                                                                       \
	LAYER("fill", "context",                                                                   \
		"'filter':['==',['geometry-type'],'Polygon'],'paint':{'fill-color':'#99ccee'}")
#define ROADS                                                                                      \
	LAYER("line", "context",                                                                   \
		"'filter':['==',['geometry-type'],'LineString'],"                                  \
		"'paint':{'line-color':'#cc8844','line-width':5}")
#define CIRCLES                                                                                    \
	LAYER("circle", "reports",                                                                 \
		"'paint':{'circle-radius':6,'circle-color':'#aa00aa','circle-opacity':0.7}")
#define HEAT LAYER("heatmap", "reports", "'paint':{'heatmap-radius':30,'heatmap-opacity':0.8}")

struct made {
	struct mapped map;
	struct gw_style *style;
	struct gw_tileset *tileset;
};

static void made_init(struct made *t, const char *layers)
{
	mapped_init(&t->map, 2);
	t->style = mapped_style(layers);
	t->tileset = mapped_tileset(&t->map, t->style);
}

static void made_finish(struct made *t)
{
	gw_tileset_destroy(t->tileset);
	gw_style_destroy(t->style);
	mapped_finish(&t->map);
}

/* The tile in the north-west of TILES by TILES about the town's middle. */
static struct gw_tilekey first_tile(const struct made *t)
{
	struct gw_world middle = mapped_place(&t->map, .5, .5);

	return (struct gw_tilekey){ZOOM, (uint32_t)ldexp(middle.x, ZOOM) - TILES / 2,
		(uint32_t)ldexp(middle.y, ZOOM) - TILES / 2};
}

/* The same as those tiles in one. */
static void whole_of(struct whole *w, const struct made *t)
{
	const struct gw_tileset_source source = {
		t->map.studio, t->style, t->map.mesh, t->map.data, 0};
	struct gw_tilekey key = first_tile(t);

	whole_init(w, &source,
		(struct gw_window){ZOOM, (int64_t)key.x * GW_TILE_PIXELS,
			(int64_t)key.y * GW_TILE_PIXELS, SIDE, SIDE});
}

/* How many pixels of the tiles differ from the whole by more than so much. */
static size_t count_different(const struct made *t, const struct whole *w, int off)
{
	struct gw_tilekey first = first_tile(t), key = first;
	size_t different = 0;

	for (key.y = first.y; key.y < first.y + TILES; key.y++)
		for (key.x = first.x; key.x < first.x + TILES; key.x++) {
			struct pixels p = mapped_tile(t->tileset, key, 1);
			int x, y;

			for (y = 0; y < GW_TILE_PIXELS; y++)
				for (x = 0; x < GW_TILE_PIXELS; x++) {
					size_t at_x =
						(key.x - first.x) * GW_TILE_PIXELS + (size_t)x;
					size_t at_y =
						(key.y - first.y) * GW_TILE_PIXELS + (size_t)y;

					different += pixel_difference(pixels_at(&p, x, y),
							     whole_at(w, at_x, at_y)) > off;
				}
			pixels_finish(&p);
		}
	return different;
}

static void tiles_are_parts_of_one_picture(void **state)
{
	struct whole whole;
	struct made t;

	(void)state;
	made_init(&t, FILL "," HATCH "," BORDERS "," LABELS);
	whole_of(&whole, &t);
	assert_true(whole.stage->labels && gw_labels_count(whole.stage->labels) > 10);
	assert_int_equal(count_different(&t, &whole, 0), 0);
	whole_finish(&whole);
	made_finish(&t);
}

/* A channel off by EDGE_OFF may be another colour of the palette; but few pixels are. */
static void tiles_of_canvas_layers_are_parts_of_one_picture(void **state)
{
	struct whole whole;
	struct made t;

	(void)state;
	made_init(&t, FILL "," LAKE "," BORDERS "," ROADS "," HEAT "," CIRCLES "," LABELS);
	whole_of(&whole, &t);
	assert_true(count_different(&t, &whole, EDGE_OFF) < SIDE * SIDE / 1000);
	assert_true(count_different(&t, &whole, 16) < 20);
	whole_finish(&whole);
	made_finish(&t);
}

static void expect_single_colour(struct pixels p, uint32_t pixel)
{
	int x, y;

	for (y = 0; y < p.height; y++)
		for (x = 0; x < p.width; x++)
			assert_int_equal(pixels_at(&p, x, y), pixel);
	pixels_finish(&p);
}

static void a_tile_outside_is_transparent_and_one_in_a_cell_has_its_colour(void **state)
{
	struct gw_world middle;
	struct gw_pole pole;
	struct made t;
	uint32_t i;

	(void)state;
	made_init(&t, FILL "," BORDERS);
	expect_single_colour(mapped_tile(t.tileset, (struct gw_tilekey){14, 3, 5}, 1), 0);
	for (i = 0; t.map.division->units->items[i].level != 2; i++)
		;
	pole = t.map.poles[2]->items[i];
	middle = pole.at;
	expect_single_colour(mapped_tile(t.tileset,
				     (struct gw_tilekey){21, (uint32_t)ldexp(middle.x, 21),
					     (uint32_t)ldexp(middle.y, 21)},
				     1),
		0xff7fd18b); /* the first unit's grade is 1 */
	made_finish(&t);
}

static void a_dense_tile_is_what_the_next_zoom_has_of_four(void **state)
{
	struct pixels dense, p;
	struct gw_tilekey key;
	struct made t;
	int part, x, y;

	(void)state;
	made_init(&t, FILL);
	key = first_tile(&t);
	key.x += TILES / 2;
	key.y += TILES / 2;
	dense = mapped_tile(t.tileset, key, 2);
	assert_int_equal(dense.width, 512);
	assert_int_equal(dense.height, 512);
	for (part = 0; part < 4; part++) {
		p = mapped_tile(t.tileset,
			(struct gw_tilekey){ZOOM + 1, 2 * key.x + (uint32_t)part % 2,
				2 * key.y + (uint32_t)part / 2},
			1);
		for (y = 0; y < 256; y++)
			for (x = 0; x < 256; x++)
				assert_int_equal(pixels_at(&p, x, y),
					pixels_at(&dense, part % 2 * 256 + x, part / 2 * 256 + y));
		pixels_finish(&p);
	}
	pixels_finish(&dense);
	made_finish(&t);
}

static void dense_tiles_are_drawn_up_to_the_last_zoom(void **state)
{
	struct gw_world place;
	struct pixels p;
	struct made t;

	(void)state;
	made_init(&t, FILL "," HATCH "," BORDERS "," LABELS "," CIRCLES);
	place = mapped_place(&t.map, .5, .5);
	p = mapped_tile(t.tileset,
		(struct gw_tilekey){22, (uint32_t)ldexp(place.x, 22), (uint32_t)ldexp(place.y, 22)},
		2);
	assert_int_equal(pixels_at(&p, 0, 0) >> 24, 255);
	pixels_finish(&p);
	made_finish(&t);
}

static void keys_and_scales_that_are_none_are_refused(void **state)
{
	static const struct {
		struct gw_tilekey key;
		unsigned scale;
	} wrong[] = {{{3, 8, 0}, 1}, {{3, 0, 8}, 1}, {{23, 0, 0}, 1}, {{3, 0, 0}, 0},
		{{3, 0, 0}, 3}, {{UINT32_MAX, 0, 0}, 1}};
	struct gw_error err = {0};
	struct gw_buf png;
	struct made t;
	size_t i;

	(void)state;
	made_init(&t, FILL);
	gw_buf_init(&png, 1 << 20);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_int_equal(
			gw_tileset_draw(t.tileset, wrong[i].key, wrong[i].scale, NULL, &png, &err),
			GW_EINVAL);
	assert_int_equal(png.len, 0);
	gw_buf_finish(&png);
	gw_buf_init(&png, 10);
	assert_int_equal(
		gw_tileset_draw(t.tileset, (struct gw_tilekey){0, 0, 0}, 1, NULL, &png, &err),
		GW_ENOMEM);
	gw_buf_finish(&png);
	made_finish(&t);
}

static void a_style_that_cannot_be_portrayed_is_refused(void **state)
{
	struct gw_error err = {0};
	struct gw_buf png;
	struct made t;

	(void)state;
	made_init(&t, LAYER("fill", "nothing", "'paint':{}"));
	gw_buf_init(&png, 1 << 20);
	assert_int_equal(
		gw_tileset_draw(t.tileset, first_tile(&t), 1, NULL, &png, &err), GW_EINVAL);
	assert_non_null(strstr(err.text, "fill of nothing"));
	assert_int_equal(
		gw_tileset_draw(t.tileset, first_tile(&t), 1, NULL, &png, &err), GW_EINVAL);
	gw_buf_finish(&png);
	made_finish(&t);
}

struct worker {
	const struct made *made;
	struct gw_buf pngs[TILES * TILES];
	pthread_t thread;
	enum gw_status st;
};

static void *draw_all(void *context)
{
	struct worker *w = context;
	uint32_t i;

	for (i = 0; i < TILES * TILES && !w->st; i++) {
		struct gw_tilekey key = first_tile(w->made);

		key.x += i % TILES;
		key.y += i / TILES;
		gw_buf_init(&w->pngs[i], 1 << 20);
		w->st = gw_tileset_draw(w->made->tileset, key, 1, NULL, &w->pngs[i], NULL);
	}
	return NULL;
}

static void threads_draw_the_same_bytes(void **state)
{
	struct worker workers[4] = {0};
	struct made t;
	int i, k;

	(void)state;
	made_init(&t, LAKE "," FILL "," HATCH "," BORDERS "," HEAT "," LABELS);
	for (i = 0; i < 4; i++) {
		workers[i].made = &t;
		assert_int_equal(
			pthread_create(&workers[i].thread, NULL, draw_all, &workers[i]), 0);
	}
	for (i = 0; i < 4; i++)
		pthread_join(workers[i].thread, NULL);
	for (i = 0; i < 4; i++)
		for (k = 0; k < TILES * TILES; k++) {
			struct gw_buf *a = &workers[0].pngs[k], *b = &workers[i].pngs[k];

			assert_int_equal(workers[i].st, GW_OK);
			assert_int_equal(a->len, b->len);
			assert_memory_equal(a->data, b->data, a->len);
		}
	for (i = 0; i < 4; i++)
		for (k = 0; k < TILES * TILES; k++)
			gw_buf_finish(&workers[i].pngs[k]);
	made_finish(&t);
}

static void expect_near(gw_rgba got, gw_rgba expected, int off)
{
	if (pixel_difference(got, expected) > off)
		fail_msg("%08x is not %08x", got, expected);
}

#define BACKGROUND "{'id':'background','type':'background','paint':{'background-color':'#336699'}}"
#define VEIL	   LAYER("fill", "units", "'paint':{'fill-color':'#ffffff','fill-opacity':0.5}")

static void layers_below_the_fill_show_through_it(void **state)
{
	struct gw_world lake, land, outside;
	struct made t;

	(void)state;
	made_init(&t, BACKGROUND "," LAKE "," VEIL);
	lake = mapped_place(&t.map, .2, .27);
	land = mapped_place(&t.map, .63, .83);
	outside = mapped_place(&t.map, -.02, .5);
	assert_int_equal(mapped_colour(t.tileset, ZOOM, 1, outside), 0xff336699);
	expect_near(mapped_colour(t.tileset, ZOOM, 1, land), 0xff99b3cc, 3);
	expect_near(mapped_colour(t.tileset, ZOOM, 1, lake), 0xffcce6f7, 6);
	made_finish(&t);
}

static void a_translucent_fill_is_so_where_nothing_lies_below(void **state)
{
	struct made t;

	(void)state;
	made_init(&t, VEIL);
	expect_near(
		mapped_colour(t.tileset, ZOOM, 1, mapped_place(&t.map, .63, .83)), 0x80ffffff, 1);
	assert_int_equal(mapped_colour(t.tileset, ZOOM, 1, mapped_place(&t.map, -.02, .5)), 0);
	made_finish(&t);
}

/* Pixels of a colour in a tile in the town's middle. */
static int count_colour(struct made *t, uint32_t rgb)
{
	struct gw_tilekey key = first_tile(t);
	struct pixels p;
	int x, y, n = 0;

	key.x += TILES / 2;
	key.y += TILES / 2;
	p = mapped_tile(t->tileset, key, 1);
	for (y = 0; y < GW_TILE_PIXELS; y++)
		for (x = 0; x < GW_TILE_PIXELS; x++)
			n += pixel_difference(pixels_at(&p, x, y), 0xff000000 | rgb) < 20;
	pixels_finish(&p);
	return n;
}

#define CASING LAYER("line", "borders", "'paint':{'line-color':'#202020','line-width':7}")
#define CORE                                                                                       \
	"{'id':'core','type':'line','source':'city','source-layer':'borders','paint':"             \
	"{'line-color':'#ffee00','line-width':3}}"
#define DASHED                                                                                     \
	LAYER("line", "borders",                                                                   \
		"'paint':{'line-color':'#ffee00','line-width':3,'line-dasharray':[3,2]}")
#define SOLID LAYER("line", "borders", "'paint':{'line-color':'#ffee00','line-width':3}")

static void a_second_border_layer_lies_over_the_first(void **state)
{
	struct made one, two;

	(void)state;
	made_init(&one, FILL "," CASING);
	made_init(&two, FILL "," CASING "," CORE);
	assert_int_equal(count_colour(&one, 0xffee00), 0);
	assert_true(count_colour(&two, 0xffee00) > 500);
	assert_true(count_colour(&two, 0x202020) > 500);
	assert_true(count_colour(&two, 0x202020) < count_colour(&one, 0x202020) - 500);
	made_finish(&two);
	made_finish(&one);
}

static void dashed_borders_have_gaps(void **state)
{
	struct made solid, dashed;
	int whole, part;

	(void)state;
	made_init(&solid, FILL "," SOLID);
	made_init(&dashed, FILL "," DASHED);
	whole = count_colour(&solid, 0xffee00);
	part = count_colour(&dashed, 0xffee00);
	assert_true(whole > 500);
	if (part < whole * 2 / 5 || part > whole * 4 / 5)
		fail_msg("%d pixels dashed, %d solid", part, whole);
	made_finish(&dashed);
	made_finish(&solid);
}

/* More ranks than the rasteriser has inks for. */
static void borders_of_ten_ranks_are_drawn(void **state)
{
	struct shape squares = shape_squares(32, 32, 20000, 1208000000, 406900000);
	struct made t;

	(void)state;
	mapped_init_of(&t.map, divided(&squares, 10), 9);
	t.style = mapped_style(FILL "," SOLID);
	t.tileset = mapped_tileset(&t.map, t.style);
	assert_true(count_colour(&t, 0xffee00) > 500);
	made_finish(&t);
	shape_finish(&squares);
}

/* Fewer colours than the map has: the nearest of them serve. */
static void few_colours_are_kept_to(void **state)
{
	struct gw_tileset_source source;
	struct gw_error err = {0};
	struct gw_tileset *tileset;
	struct gw_tilekey key;
	uint32_t seen[3];
	struct pixels p;
	struct made t;
	int x, y, i, n = 0;

	(void)state;
	made_init(&t, FILL "," BORDERS);
	source = (struct gw_tileset_source){t.map.studio, t.style, t.map.mesh, t.map.data, 3};
	key = first_tile(&t);
	key.x += TILES / 2;
	key.y += TILES / 2;
	assert_int_equal(gw_tileset_create(&tileset, &source, &err), GW_OK);
	p = mapped_tile(tileset, key, 1);
	for (y = 0; y < p.height; y++)
		for (x = 0; x < p.width; x++) {
			for (i = 0; i < n && seen[i] != pixels_at(&p, x, y); i++)
				;
			assert_true(i < 3);
			seen[i] = pixels_at(&p, x, y);
			n += i == n;
		}
	pixels_finish(&p);
	gw_tileset_destroy(tileset);
	made_finish(&t);
}

static void note_stage(void *context, enum gw_tile_stage stage)
{
	unsigned *next = context;

	assert_int_equal(stage, *next);
	++*next;
}

static void a_watch_sees_each_stage_once_and_in_order(void **state)
{
	unsigned next = 0;
	const struct gw_tile_watch watch = {note_stage, &next};
	struct gw_buf png;
	struct made t;

	(void)state;
	made_init(&t, FILL "," BORDERS "," LABELS);
	gw_buf_init(&png, 1 << 20);
	assert_int_equal(gw_tileset_draw(t.tileset, first_tile(&t), 1, &watch, &png, NULL), GW_OK);
	assert_int_equal(next, GW_TILE_STAGES);
	gw_buf_finish(&png);
	made_finish(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_are_parts_of_one_picture),
		cmocka_unit_test(tiles_of_canvas_layers_are_parts_of_one_picture),
		cmocka_unit_test(a_tile_outside_is_transparent_and_one_in_a_cell_has_its_colour),
		cmocka_unit_test(a_dense_tile_is_what_the_next_zoom_has_of_four),
		cmocka_unit_test(dense_tiles_are_drawn_up_to_the_last_zoom),
		cmocka_unit_test(keys_and_scales_that_are_none_are_refused),
		cmocka_unit_test(a_style_that_cannot_be_portrayed_is_refused),
		cmocka_unit_test(threads_draw_the_same_bytes),
		cmocka_unit_test(layers_below_the_fill_show_through_it),
		cmocka_unit_test(a_translucent_fill_is_so_where_nothing_lies_below),
		cmocka_unit_test(a_second_border_layer_lies_over_the_first),
		cmocka_unit_test(dashed_borders_have_gaps),
		cmocka_unit_test(borders_of_ten_ranks_are_drawn),
		cmocka_unit_test(few_colours_are_kept_to),
		cmocka_unit_test(a_watch_sees_each_stage_once_and_in_order),
	};

	return cmocka_run_group_tests_name("render/tileset", tests, NULL, NULL);
}
