/* SPDX-License-Identifier: Apache-2.0 */
#include "render/pane.h"

#include "mapped.h"
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ZOOM	14
#define PNG_MAX ((size_t)1 << 26)
#define WHITE	0xffffffff

#define FILL                                                                                       \
	LAYER("fill", "units",                                                                     \
		"'paint':{'fill-color':['case',['has','grade'],['match',['get','grade'],1,"        \
		"'#7fd18b',2,'#2166ac','#c4161c'],'#bdbdbd']}")
#define BORDERS LAYER("line", "borders", "'paint':{'line-color':'#303840','line-width':2}")
#define LABELS                                                                                     \
	LAYER("symbol", "labels",                                                                  \
		"'layout':{'text-field':['get','code'],'text-size':11},"                           \
		"'paint':{'text-color':'#ff00ff'}")
#define HATCH                                                                                      \
	"{'id':'hatch','type':'fill','source':'city','source-layer':'units',"                      \
	"'paint':{'fill-pattern':'hatch-grey'}}"
#define ROADS                                                                                      \
	LAYER("line", "context",                                                                   \
		"'filter':['==',['geometry-type'],'LineString'],"                                  \
		"'paint':{'line-color':'#cc8844','line-width':5}")

#define HEAT LAYER("heatmap", "reports", "'paint':{'heatmap-radius':30,'heatmap-opacity':0.8}")

/* A town in a style, and the pane that shows all of it. */
struct shown {
	struct mapped map;
	struct gw_style *style;
	struct gw_tileset *tileset;
	struct gw_pane pane;
	double *rows;
};

/* Rows in equal steps between two places of the square. */
static void set_rows(struct shown *s, double north, double south)
{
	unsigned i;

	free(s->rows);
	s->rows = malloc((s->pane.height + 1) * sizeof *s->rows);
	assert_non_null(s->rows);
	for (i = 0; i <= s->pane.height; i++)
		s->rows[i] = north + (south - north) * i / s->pane.height;
	s->pane.rows = s->rows;
}

static void shown_init(struct shown *s, const char *layers, unsigned width, unsigned height)
{
	struct gw_world nw, se;

	*s = (struct shown){0};
	mapped_init(&s->map, 2);
	s->style = mapped_style(layers);
	s->tileset = mapped_tileset(&s->map, s->style);
	nw = mapped_place(&s->map, -.05, -.05);
	se = mapped_place(&s->map, 1.05, 1.05);
	s->pane = (struct gw_pane){.width = width, .height = height, .west = nw.x, .east = se.x};
	set_rows(s, nw.y, se.y);
}

static void shown_finish(struct shown *s)
{
	free(s->rows);
	gw_tileset_destroy(s->tileset);
	gw_style_destroy(s->style);
	mapped_finish(&s->map);
}

static struct pixels draw_over(struct shown *s, gw_rgba ground)
{
	struct pixels out;
	struct gw_error err;
	struct gw_buf png;

	gw_buf_init(&png, PNG_MAX);
	if (gw_panes_draw(&s->tileset, 1, &s->pane, ground, &png, &err))
		fail_msg("%s", err.text);
	out = pixels_decode(&png);
	assert_int_equal(out.width, s->pane.width);
	assert_int_equal(out.height, s->pane.height);
	gw_buf_finish(&png);
	return out;
}

static struct pixels draw(struct shown *s)
{
	return draw_over(s, WHITE);
}

static void expect_refused(struct shown *s)
{
	struct gw_error err;
	struct gw_buf png;

	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(gw_panes_draw(&s->tileset, 1, &s->pane, WHITE, &png, &err), GW_EINVAL);
	assert_int_equal(png.len, 0);
	gw_buf_finish(&png);
}

/* Whole pixels of a zoom, off the tiles' sides and larger than a desk. */
static void on_the_pixels_of_a_zoom_a_pane_is_a_part_of_its_tiles(void **state)
{
	struct gw_tilekey key;
	struct pixels pane, tile;
	struct gw_world middle;
	double scale = ldexp(GW_TILE_PIXELS, ZOOM), x, y;
	struct shown s;
	int row, column;

	(void)state;
	shown_init(&s, FILL "," HATCH "," BORDERS "," ROADS "," LABELS, 700, 600);
	middle = mapped_place(&s.map, .5, .5);
	key = (struct gw_tilekey){
		ZOOM, (uint32_t)ldexp(middle.x, ZOOM), (uint32_t)ldexp(middle.y, ZOOM)};
	x = key.x * 256.0 - 100;
	y = key.y * 256.0 - 300;
	s.pane.west = x / scale;
	s.pane.east = (x + s.pane.width) / scale;
	set_rows(&s, y / scale, (y + s.pane.height) / scale);
	pane = draw_over(&s, GW_RGBA_TRANSPARENT);
	tile = mapped_tile(s.tileset, key, 1);
	for (row = 0; row < 256; row++)
		for (column = 0; column < 256; column++)
			if (pixels_at(&pane, column + 100, row + 300) !=
				pixels_at(&tile, column, row))
				fail_msg("pixel %d, %d is another one", column, row);
	pixels_finish(&tile);
	pixels_finish(&pane);
	shown_finish(&s);
}

/* The colour of the cell at the middle of each pixel, from the grid itself. */
static size_t count_wrong(struct shown *s, const struct pixels *p)
{
	static const uint32_t colours[] = {0xff7fd18b, 0xff2166ac, 0xffc4161c, 0xffbdbdbd};
	const struct gw_choropleth *shown = &s->map.choropleth;
	size_t wrong = 0;
	int x, y;

	for (y = 0; y < p->height; y++)
		for (x = 0; x < p->width; x++) {
			struct gw_world at = {
				s->pane.west + (s->pane.east - s->pane.west) * (x + .5) / p->width,
				(s->rows[y] + s->rows[y + 1]) / 2};
			gw_cell_id cell =
				gw_locator_cell(s->map.division->locator, gw_lonlat_from_world(at));
			uint32_t unit = gw_units_above(s->map.division->units, cell, 2);
			uint32_t wanted = WHITE;

			if (cell)
				wanted = colours[shown->values[unit].class];
			wrong += pixels_at(p, x, y) != wanted;
		}
	return wrong;
}

/*
 * Only pixels through which a border passes may be of a mixed colour: there are as many borders
 * across as a town has rows and columns, and one more. Half a pixel off is too many.
 */
static void expect_cells_in_place(struct shown *s)
{
	struct pixels p = draw(s);
	size_t wrong = count_wrong(s, &p);
	double on_borders = (TOWN_SIDE + 1) * (p.width + p.height);

	if ((double)wrong > 0.65 * on_borders)
		fail_msg("%zu of %d pixels are not of their cell", wrong, p.width * p.height);
	pixels_finish(&p);
}

static void cells_are_in_place_at_any_scale_and_proportion(void **state)
{
	static const unsigned sizes[][2] = {{700, 700}, {1100, 300}, {300, 1100}, {257, 1025}};
	struct shown s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		shown_init(&s, FILL, sizes[i][0], sizes[i][1]);
		expect_cells_in_place(&s);
		shown_finish(&s);
	}
}

/* Rows that lie as squares do: bands of them are drawn in equal steps, each where it belongs. */
static void cells_are_in_place_where_rows_are_not_equal(void **state)
{
	double north, height;
	struct shown s;
	unsigned i;

	(void)state;
	shown_init(&s, FILL, 600, 900);
	north = s.rows[0];
	height = s.rows[s.pane.height] - north;
	for (i = 0; i <= s.pane.height; i++) {
		double share = (double)i / s.pane.height;

		s.rows[i] = north + height * (share + share * share) / 2;
	}
	expect_cells_in_place(&s);
	shown_finish(&s);
}

static bool is_label(uint32_t pixel)
{
	return pixel == 0xffff00ff;
}

/* No letter touches a side, though names are cut in tiles that end there. */
static void labels_are_whole_and_upright_in_a_pane_of_its_own_scale(void **state)
{
	struct pixels p;
	size_t seen = 0;
	struct shown s;
	int x, y;

	(void)state;
	shown_init(&s, FILL "," LABELS, 1300, 700);
	s.pane.west = mapped_place(&s.map, .31, 0).x;
	s.pane.east = mapped_place(&s.map, .73, 0).x;
	p = draw(&s);
	for (y = 0; y < p.height; y++)
		for (x = 0; x < p.width; x++) {
			bool rim = !x || !y || x == p.width - 1 || y == p.height - 1;

			if (rim && is_label(pixels_at(&p, x, y)))
				fail_msg("a label is cut at %d, %d", x, y);
			seen += is_label(pixels_at(&p, x, y));
		}
	assert_true(seen > 200);
	pixels_finish(&p);
	shown_finish(&s);
}

static void a_ground_shows_where_no_map_is(void **state)
{
	struct shown s;
	struct pixels p;

	(void)state;
	shown_init(&s, FILL, 300, 200);
	p = draw_over(&s, 0xff123456);
	expect_rgb(&p, 1, 1, 0x123456);
	pixels_finish(&p);
	p = draw_over(&s, GW_RGBA_TRANSPARENT);
	assert_int_equal(pixels_at(&p, 1, 1), 0);
	pixels_finish(&p);
	shown_finish(&s);
}

static void the_second_map_lies_over_the_first(void **state)
{
	struct gw_tileset *maps[2];
	struct gw_style *borders;
	struct pixels one, both;
	struct gw_error err;
	struct gw_buf png;
	size_t covered = 0, kept = 0;
	struct shown s;
	int x, y;

	(void)state;
	shown_init(&s, FILL, 400, 400);
	borders = mapped_style(BORDERS);
	maps[0] = s.tileset;
	maps[1] = mapped_tileset(&s.map, borders);
	one = draw(&s);
	gw_buf_init(&png, PNG_MAX);
	assert_int_equal(gw_panes_draw(maps, 2, &s.pane, WHITE, &png, &err), GW_OK);
	both = pixels_decode(&png);
	for (y = 0; y < 400; y++)
		for (x = 0; x < 400; x++) {
			covered += pixels_at(&both, x, y) == 0xff303840;
			kept += pixels_at(&both, x, y) == pixels_at(&one, x, y);
		}
	assert_true(covered > 1000 && kept > 80000);
	pixels_finish(&both);
	pixels_finish(&one);
	gw_buf_finish(&png);
	gw_tileset_destroy(maps[1]);
	gw_style_destroy(borders);
	shown_finish(&s);
}

static void a_pane_without_extent_is_refused(void **state)
{
	struct gw_pane good;
	struct shown s;

	(void)state;
	shown_init(&s, FILL, 100, 100);
	good = s.pane;
	s.pane.east = s.pane.west;
	expect_refused(&s);
	s.pane.east = s.pane.west - 1;
	expect_refused(&s);
	s.pane.east = NAN;
	expect_refused(&s);
	s.pane = good;
	s.pane.width = GW_PANE_SIDE_MAX + 1;
	expect_refused(&s);
	s.pane.width = 0;
	expect_refused(&s);
	s.pane = good;
	set_rows(&s, .4, .4);
	expect_refused(&s);
	set_rows(&s, .5, .4);
	expect_refused(&s);
	set_rows(&s, 0, 1e300);
	expect_refused(&s);
	shown_finish(&s);
}

/* From a world within one pixel to a cell's corner that fills all, and far outside. */
static void extremes_are_drawn(void **state)
{
	static const double spans[] = {1e6, 4, 1, 1e-3, 1e-6, 1e-7};
	struct gw_world middle;
	struct shown s;
	size_t i;

	(void)state;
	shown_init(&s, FILL "," BORDERS "," ROADS "," LABELS, 64, 48);
	middle = mapped_place(&s.map, .5, .5);
	for (i = 0; i < sizeof spans / sizeof *spans; i++) {
		struct pixels p;

		s.pane.west = middle.x - spans[i] / 2;
		s.pane.east = middle.x + spans[i] / 2;
		set_rows(&s, middle.y - spans[i] / 2, middle.y + spans[i] / 2);
		p = draw(&s);
		pixels_finish(&p);
	}
	s.pane.west = 7;
	s.pane.east = 8;
	set_rows(&s, -9, -8);
	{
		struct pixels p = draw(&s);

		assert_int_equal(pixels_at(&p, 30, 20), WHITE);
		pixels_finish(&p);
	}
	shown_finish(&s);
}

/* What the canvas paints (heat is an image of its own) does not grow with the proportions. */
static void narrow_and_flat_boxes_are_drawn(void **state)
{
	struct gw_world middle;
	struct shown s;
	struct pixels p;

	(void)state;
	shown_init(&s, FILL "," HEAT "," ROADS, 300, 200);
	middle = mapped_place(&s.map, .5, .5);
	s.pane.west = middle.x - 1e-5;
	s.pane.east = middle.x + 1e-5;
	set_rows(&s, 0, 1);
	p = draw(&s);
	pixels_finish(&p);
	s.pane.west = 0;
	s.pane.east = 1;
	set_rows(&s, middle.y - 1e-5, middle.y + 1e-5);
	p = draw(&s);
	pixels_finish(&p);
	shown_finish(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(on_the_pixels_of_a_zoom_a_pane_is_a_part_of_its_tiles),
		cmocka_unit_test(cells_are_in_place_at_any_scale_and_proportion),
		cmocka_unit_test(cells_are_in_place_where_rows_are_not_equal),
		cmocka_unit_test(labels_are_whole_and_upright_in_a_pane_of_its_own_scale),
		cmocka_unit_test(a_ground_shows_where_no_map_is),
		cmocka_unit_test(the_second_map_lies_over_the_first),
		cmocka_unit_test(a_pane_without_extent_is_refused),
		cmocka_unit_test(extremes_are_drawn),
		cmocka_unit_test(narrow_and_flat_boxes_are_drawn),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
