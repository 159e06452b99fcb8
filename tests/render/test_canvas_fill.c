/* SPDX-License-Identifier: Apache-2.0 */
#include "painted.h"
#include "render/canvas.h"
#include "render/sprites.h"
#include "town.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <librsvg/rsvg.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What SVG surfaces of Cairo 1.16 lose of each group and pattern, 472 bytes, is not ours. */
#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
#define __lsan_disable()
#define __lsan_enable()
#endif

static struct pixels paint_cells(
	const struct town *town, gw_rgba *cells, const struct gw_view *view)
{
	struct gw_scene_layer layer = {.kind = GW_DRAW_FILL, .fill.cells = cells};
	struct gw_scene scene = town_scene(town, &layer);

	return painted(&scene, view);
}

/* Pixels well within the town that are none of the two, once premultiplied, fail. */
static void expect_either(const struct pixels *p, const struct gw_view *view, gw_rgba a, gw_rgba b)
{
	struct gw_world nw = town_place(.01, .01), se = town_place(.99, .99);
	int x, y, west = (int)((nw.x - view->origin.x) * view->scale) + 1;
	int east = (int)((se.x - view->origin.x) * view->scale);
	int north = (int)((nw.y - view->origin.y) * view->scale) + 1;
	int south = (int)((se.y - view->origin.y) * view->scale);

	assert_true(east - west > 20 && south - north > 20);
	a = gw_rgba_premultiply(a);
	b = gw_rgba_premultiply(b);
	for (y = north; y < south; y++)
		for (x = west; x < east; x++) {
			uint32_t got = pixels_at(p, x, y);

			if (pixel_difference(got, a) > 1 && pixel_difference(got, b) > 1)
				fail_msg("at %d,%d: a seam, %08x", x, y, got);
		}
}

/* Colours so much alike that any third one comes of what lies beneath. */
static void expect_no_seams(const struct town *town, gw_rgba a, gw_rgba b)
{
	static const unsigned sides[] = {64, 150, 500};
	gw_rgba cells[TOWN_CELLS + 1] = {0};
	unsigned i;
	int c;

	for (c = 1; c <= TOWN_CELLS; c++)
		cells[c] = c * 7 % 5 < 2 ? a : b;
	for (i = 0; i < 9; i++) {
		struct gw_view view = town_view(sides[i % 3]);
		struct pixels p;

		view.origin.x += i * 0.13 / view.scale;
		view.origin.y += i * 0.29 / view.scale;
		p = paint_cells(town, cells, &view);
		expect_either(&p, &view, a, b);
		pixels_finish(&p);
	}
}

static void opaque_fills_have_no_seams(void **state)
{
	expect_no_seams(*state, 0xff336699, 0xff33669a);
}

static void translucent_fills_have_no_seams(void **state)
{
	expect_no_seams(*state, 0x80336699, 0x8033669a);
}

static void fills_of_two_alphas_have_no_seams(void **state)
{
	expect_no_seams(*state, 0x80336699, 0x82336699);
}

static void fills_of_a_hundred_colours_have_no_seams(void **state)
{
	gw_rgba cells[TOWN_CELLS + 1] = {0};
	struct gw_view view = town_view(300);
	int c, x, y, lowest = 255, highest = 0;
	struct pixels p;

	for (c = 1; c <= TOWN_CELLS; c++)
		cells[c] = 0xff336600 | (gw_rgba)(100 + c);
	p = paint_cells(*state, cells, &view);
	for (y = 50; y < 250; y++)
		for (x = 90; x < 210; x++) {
			uint32_t got = pixels_at(&p, x, y);
			int blue = (int)(got & 255);

			lowest = blue < lowest ? blue : lowest;
			highest = blue > highest ? blue : highest;
			if (got >> 8 != 0xff3366 || blue < 100)
				fail_msg("at %d,%d: a seam, %08x", x, y, got);
		}
	assert_true(highest - lowest > 90);
	pixels_finish(&p);
}

static void each_cell_has_its_colour_however_many_there_are(void **state)
{
	const struct town *town = *state;
	struct gw_view view = town_view(512);
	gw_rgba cells[TOWN_CELLS + 1];
	int kind;

	for (kind = 0; kind < 4; kind++) {
		struct pixels p;
		gw_cell_id c;
		int x, y, checked = 0;

		cells[0] = 0;
		for (c = 1; c <= TOWN_CELLS; c++) {
			unsigned k = kind < 2 ? c % 5 : c; /* few colours, or many */
			unsigned alpha = kind % 2 ? c * 13 % 256 : 255;

			cells[c] = gw_rgba_pack(k * 2, 250 - k, k * 40 % 256, alpha);
			if (!alpha)
				cells[c] = 0;
		}
		p = paint_cells(town, cells, &view);
		for (y = 3; y < 509; y += 6)
			for (x = 3; x < 509; x += 6) {
				struct gw_lonlat near[9];
				gw_cell_id of[9];
				int i, same = 1;

				for (i = 0; i < 9; i++)
					near[i] = gw_lonlat_from_world((struct gw_world){
						view.origin.x +
							(x + .5 + 2 * (i % 3 - 1)) / view.scale,
						view.origin.y +
							(y + .5 + 2 * (i / 3 - 1)) / view.scale});
				gw_locator_cells(town->division->locator, near, 9, of);
				for (i = 1; i < 9; i++)
					same &= of[i] == of[0];
				if (!same)
					continue;
				checked++;
				/* finer alphas than 64 are rounded: by 3 */
				if (pixel_difference(pixels_at(&p, x, y),
					    gw_rgba_premultiply(cells[of[0]])) > 3 + (kind % 2))
					fail_msg("%d: at %d,%d: %08x, not %08x", kind, x, y,
						pixels_at(&p, x, y),
						gw_rgba_premultiply(cells[of[0]]));
			}
		assert_true(checked > 3000);
		pixels_finish(&p);
	}
}

static void a_pattern_is_fast_to_the_square_and_keeps_to_its_cells(void **state)
{
	struct gw_sprites *sprites = NULL;
	uint8_t cells[TOWN_CELLS + 1] = {0};
	uint32_t number;
	struct gw_scene_layer layer = {.kind = GW_DRAW_PATTERN, .pattern = {cells, &number, 1, 1}};
	struct gw_scene scene = town_scene(*state, &layer);
	struct gw_view view = town_view(512);
	struct gw_error err = {0};
	struct gw_bitmap bitmap;
	struct pixels p;
	int64_t west, north;
	int x, y;

	if (gw_sprites_open(&sprites, SPRITES, &err))
		fail_msg("%s", err.text);
	scene.sprites = sprites;
	number = gw_sprites_find(sprites, "hatch-cross");
	bitmap = gw_sprites_bitmap(sprites, number, 2);
	for (x = 0; x < TOWN_SIDE; x++)
		for (y = 0; y < TOWN_SIDE / 2; y++)
			cells[town_cell(*state, (uint32_t)x, (uint32_t)y)] = 1;
	view.pen = 2;
	west = llround(view.origin.x * view.scale);
	north = llround(view.origin.y * view.scale);
	p = painted(&scene, &view);
	for (y = 290; y < 440; y++)
		for (x = 120; x < 390; x++)
			assert_int_equal(pixels_at(&p, x, y),
				bitmap.pixels[(north + y) % bitmap.height * bitmap.width +
					(west + x) % bitmap.width]);
	for (y = 0; y < 220; y++)
		for (x = 0; x < 512; x++)
			assert_int_equal(pixels_at(&p, x, y), 0);
	pixels_finish(&p);
	gw_sprites_destroy(sprites);
}

/* A file of the scene, of 256 by 256 points, with a white ground. */
static void write_file(const struct gw_scene *scene, cairo_surface_t *surface)
{
	struct gw_view view = town_view(256);
	cairo_t *cr = cairo_create(surface);
	struct gw_error err = {0};

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	if (gw_canvas_paint(cr, scene, 0, scene->num_layers, &view, NULL, &err))
		fail_msg("%s", err.text);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	assert_int_equal(cairo_surface_status(surface), CAIRO_STATUS_SUCCESS);
	cairo_surface_destroy(surface);
}

static void run(const char *format, ...)
{
	char command[512];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof command, format, args);
	va_end(args);
	assert_int_equal(system(command), 0);
}

/* Two alphas or one, few colours or many: what PDF viewers show has no seam and no image. */
static void a_pdf_has_neither_seams_nor_images(void **state)
{
	static const struct {
		gw_rgba a, step;
		int dpi;
	} cases[] = {
		{0xff336699, 0, 72},
		{0xff336699, 0, 47},
		{0x80336699, 0, 72},
		{0x80336699, 0, 150},
		{0x80336699, 0x02000000, 72},
		{0xff336600, 1, 72},
		{0xff336600, 1, 113},
	};
	gw_rgba cells[TOWN_CELLS + 1] = {0};
	struct gw_scene_layer layer = {.kind = GW_DRAW_FILL, .fill.cells = cells};
	struct gw_scene scene = town_scene(*state, &layer);
	char folder[] = "/tmp/gridward-test-XXXXXX", path[64];
	unsigned i;
	int c;

	assert_non_null(mkdtemp(folder));
	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct gw_view view = town_view(256);
		cairo_surface_t *picture;
		struct pixels p;
		int x, y, from, to;

		for (c = 1; c <= TOWN_CELLS; c++)
			cells[c] = cases[i].a +
				cases[i].step * (gw_rgba)(cases[i].step == 1 ? c : c % 2);
		for (c = 1; c <= TOWN_CELLS && !cases[i].step; c++)
			cells[c] += (gw_rgba)(c % 3 == 1);
		snprintf(path, sizeof path, "%s/map.pdf", folder);
		write_file(&scene, cairo_pdf_surface_create(path, 256, 256));
		run("pdfimages -list %s | tail -n +3 | cmp - /dev/null", path);
		run("pdftoppm -singlefile -png -r %d %s %s/map", cases[i].dpi, path, folder);
		snprintf(path, sizeof path, "%s/map.png", folder);
		picture = cairo_image_surface_create_from_png(path);
		p = pixels_of(picture);
		from = 40 * cases[i].dpi / 72;
		to = 216 * cases[i].dpi / 72;
		for (y = from; y < to; y++)
			for (x = 80 * cases[i].dpi / 72; x < 176 * cases[i].dpi / 72; x++) {
				int alpha = (int)gw_rgba_alpha(cases[i].a);
				int red = (int)(pixels_at(&p, x, y) >> 16 & 255);
				int want = (0x33 * alpha + 255 * (255 - alpha)) / 255;

				if (abs(red - want) > 4)
					fail_msg("case %u: at %d,%d: a seam, %08x, not red %02x", i,
						x, y, pixels_at(&p, x, y), (unsigned)want);
			}
		assert_int_equal((int)ceil(view.width * cases[i].dpi / 72), p.width);
		pixels_finish(&p);
		cairo_surface_destroy(picture);
	}
	run("rm -r %s", folder);
}

static void an_svg_shows_what_the_picture_shows(void **state)
{
	struct gw_sprites *sprites = NULL;
	gw_rgba cells[TOWN_CELLS + 1] = {0};
	uint8_t hatched[TOWN_CELLS + 1] = {0};
	uint32_t number;
	struct gw_stroke border = {.rgba = 0xff000000, .width = 2};
	struct gw_scene_layer layers[] = {
		{.kind = GW_DRAW_FILL, .fill.cells = cells},
		{.kind = GW_DRAW_PATTERN, .pattern = {hatched, &number, 1, 1}},
		{.kind = GW_DRAW_BORDERS, .borders = {&border, 1}},
	};
	struct gw_scene scene = town_scene(*state, layers);
	struct gw_view view = town_view(256);
	char path[] = "/tmp/gridward-test-XXXXXX";
	RsvgRectangle all = {0, 0, 256, 256};
	struct gw_error err = {0};
	struct pixels svg, picture;
	cairo_surface_t *surface;
	int c, x, y, off = 0;
	RsvgHandle *handle;
	cairo_t *cr;

	if (gw_sprites_open(&sprites, SPRITES, &err))
		fail_msg("%s", err.text);
	scene.sprites = sprites;
	scene.num_layers = 3;
	number = gw_sprites_find(sprites, "hatch-dark");
	for (c = 1; c <= TOWN_CELLS; c++) {
		cells[c] = c % 3 ? 0xff55aa33 : 0xffddbb66;
		hatched[c] = c % 4 == 0;
	}
	picture = painted(&scene, &view);
	close(mkstemp(path));
	__lsan_disable();
	write_file(&scene, cairo_svg_surface_create(path, 256, 256));
	__lsan_enable();
	handle = rsvg_handle_new_from_file(path, NULL);
	assert_non_null(handle);
	surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 256, 256);
	cr = cairo_create(surface);
	assert_true(rsvg_handle_render_document(handle, cr, &all, NULL));
	cairo_destroy(cr);
	svg = pixels_of(surface);
	for (y = 34; y < 222; y++)
		for (x = 60; x < 196; x++)
			off += pixel_difference(pixels_at(&svg, x, y), pixels_at(&picture, x, y)) >
				40;
	/* lines of the hatch fall a little otherwise within the pixel */
	assert_true(off < 188 * 136 / 50);
	g_object_unref(handle);
	cairo_surface_destroy(surface);
	pixels_finish(&svg);
	pixels_finish(&picture);
	gw_sprites_destroy(sprites);
	unlink(path);
}

static int setup(void **state)
{
	static struct town town;

	town_init(&town);
	*state = &town;
	return 0;
}

static int teardown(void **state)
{
	town_finish(*state);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(opaque_fills_have_no_seams),
		cmocka_unit_test(translucent_fills_have_no_seams),
		cmocka_unit_test(fills_of_two_alphas_have_no_seams),
		cmocka_unit_test(fills_of_a_hundred_colours_have_no_seams),
		cmocka_unit_test(each_cell_has_its_colour_however_many_there_are),
		cmocka_unit_test(a_pattern_is_fast_to_the_square_and_keeps_to_its_cells),
		cmocka_unit_test(a_pdf_has_neither_seams_nor_images),
		cmocka_unit_test(an_svg_shows_what_the_picture_shows),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
