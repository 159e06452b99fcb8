/* SPDX-License-Identifier: Apache-2.0 */
#include "labelled.h"
#include "pixels.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <cairo-pdf.h>
#include <stdlib.h>
#include <string.h>

static void a_halo_is_seen_on_dark_ground(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_labels *labels;
	struct picture p = picture_new(LABELLED_SIDE, BLACK);
	size_t i, white = 0;
	struct extent plain, haloed;

	labelled_add(t, 0, 500, 500, "001");
	plain = labelled_extent(t);
	t->symbols[0][0].halo = WHITE;
	t->symbols[0][0].halo_width = 2;
	haloed = labelled_extent(t);
	assert_in_range(plain.left - haloed.left, 2, 3);
	assert_in_range(plain.top - haloed.top, 1, 3);
	assert_in_range(haloed.right - plain.right, 1, 3);
	assert_in_range(haloed.bottom - plain.bottom, 1, 3);
	labels = labelled_placed(t);
	picture_compose(labels, &p, 0, 0);
	for (i = 0; i < (size_t)LABELLED_SIDE * LABELLED_SIDE; i++)
		white += p.pixels[i] == WHITE;
	assert_true(white > 60);
	gw_labels_destroy(labels);
	picture_finish(&p);
	test_free(t);
}

static void a_long_text_wraps_at_spaces(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_symbol *s = labelled_add(t, 0, 500, 500, "000000 000000 0000");
	struct extent line = labelled_extent(t), wrapped;

	s->max_width = 80;
	wrapped = labelled_extent(t);
	assert_true(extent_width(line) > 90 && extent_width(wrapped) <= 80);
	assert_in_range(extent_height(wrapped) - extent_height(line), 13, 16); /* 1.2 ems of 12 */
	/* a word that is too long is not broken */
	s->text = "Upperharbourroad";
	s->max_width = 0;
	line = labelled_extent(t);
	s->max_width = 40;
	assert_int_equal(extent_width(labelled_extent(t)), extent_width(line));
	test_free(t);
}

static void chinese_wraps_anywhere_and_evenly(void **state)
{
	struct labelled *t = labelled_new();
	/* seven characters, which would leave one alone on the second line */
	struct gw_symbol *s = labelled_add(t, 0, 500, 500,
		"\xe4\xb8\x9c\xe6\xb8\xaf\xe7\xa4\xbe\xe5\x8c\xba\xe5\xb1\x85\xe5\xa7\x94"
		"\xe4\xbc\x9a");
	struct extent line = labelled_extent(t), wrapped;

	s->max_width = 6 * 12 + 2;
	wrapped = labelled_extent(t);
	assert_in_range(extent_width(line), 80, 86);
	assert_in_range(extent_width(wrapped), 44, 50);
	assert_in_range(extent_height(wrapped) - extent_height(line), 13, 16);
	test_free(t);
}

/* Sides and ends of what is drawn about the point, for each anchor. */
static void the_anchor_is_the_part_that_stands_at_the_point(void **state)
{
	static const struct {
		enum gw_anchor anchor;
		int side, end; /* -1: left or top at the point, 0 middle, 1 */
	} cases[] = {
		{GW_ANCHOR_CENTER, 0, 0},
		{GW_ANCHOR_LEFT, -1, 0},
		{GW_ANCHOR_RIGHT, 1, 0},
		{GW_ANCHOR_TOP, 0, -1},
		{GW_ANCHOR_BOTTOM, 0, 1},
		{GW_ANCHOR_TOP_LEFT, -1, -1},
		{GW_ANCHOR_TOP_RIGHT, 1, -1},
		{GW_ANCHOR_BOTTOM_LEFT, -1, 1},
		{GW_ANCHOR_BOTTOM_RIGHT, 1, 1},
	};
	struct labelled *t = labelled_new();
	struct gw_symbol *s = labelled_add(t, 0, 500, 500, "000000");
	size_t i;

	for (i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct extent e;
		int x, y;

		s->anchor = cases[i].anchor;
		e = labelled_extent(t);
		x = cases[i].side < 0	    ? e.left
			: cases[i].side > 0 ? e.right
					    : (e.left + e.right) / 2;
		y = cases[i].end < 0 ? e.top : cases[i].end > 0 ? e.bottom : (e.top + e.bottom) / 2;
		if (abs(x - 500) > 2 || abs(y - 500) > 3)
			fail_msg("anchor %d stands at %d,%d", cases[i].anchor, x, y);
	}
	test_free(t);
}

static void an_offset_moves_right_and_down(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_symbol *s = labelled_add(t, 0, 500, 500, "001");
	struct extent before = labelled_extent(t), after;

	s->dx = 7;
	s->dy = -5;
	after = labelled_extent(t);
	assert_int_equal(after.left - before.left, 7);
	assert_int_equal(after.top - before.top, -5);
	test_free(t);
}

static void what_is_painted_as_vectors_looks_like_what_is_composed(void **state)
{
	struct labelled *t = labelled_busy(100);
	struct gw_labels *labels = labelled_placed(t);
	struct picture composed = picture_new(LABELLED_SIDE, 0xff808080);
	cairo_surface_t *surface =
		cairo_image_surface_create(CAIRO_FORMAT_ARGB32, LABELLED_SIDE, LABELLED_SIDE);
	cairo_t *cr = cairo_create(surface);
	struct pixels painted;
	size_t i, off = 0, same = 0;

	picture_compose(labels, &composed, 0, 0);
	cairo_set_source_rgb(cr, 128 / 255.0, 128 / 255.0, 128 / 255.0);
	cairo_paint(cr);
	assert_int_equal(gw_labels_paint(labels, cr, 0, 0, NULL), GW_OK);
	painted = pixels_of(surface);
	for (i = 0; i < (size_t)LABELLED_SIDE * LABELLED_SIDE; i++) {
		off += pixel_difference(painted.data[i], composed.pixels[i]) > 100;
		same += painted.data[i] == composed.pixels[i];
	}
	assert_true(off < 400 && same > LABELLED_SIDE * LABELLED_SIDE * 9 / 10);
	assert_true(same < LABELLED_SIDE * LABELLED_SIDE - 5000);
	pixels_finish(&painted);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	gw_labels_destroy(labels);
	picture_finish(&composed);
	test_free(t);
}

static cairo_status_t append(void *context, const unsigned char *data, unsigned n)
{
	gw_buf_append(context, data, n);
	return CAIRO_STATUS_SUCCESS;
}

/* In Latin: as it embeds a Chinese font, Cairo 1.16 loses 768 bytes. */
static void a_pdf_has_the_text_with_its_font(void **state)
{
	struct labelled *t = labelled_new();
	struct gw_labels *labels;
	struct gw_buf pdf;
	cairo_surface_t *surface;
	cairo_t *cr;

	labelled_add(t, 0, 500, 500, "Harbour 001")->halo = 0x80ffffff;
	t->symbols[0][0].halo_width = 1;
	labels = labelled_placed(t);
	gw_buf_init(&pdf, 1 << 24);
	surface = cairo_pdf_surface_create_for_stream(append, &pdf, LABELLED_SIDE, LABELLED_SIDE);
	cr = cairo_create(surface);
	assert_int_equal(gw_labels_paint(labels, cr, 0, 0, NULL), GW_OK);
	cairo_destroy(cr);
	cairo_surface_destroy(surface);
	assert_non_null(memmem(pdf.data, pdf.len, "/FontFile", 9));
	assert_non_null(memmem(pdf.data, pdf.len, "NotoSans", 8));
	gw_buf_finish(&pdf);
	gw_labels_destroy(labels);
	test_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_halo_is_seen_on_dark_ground),
		cmocka_unit_test(a_long_text_wraps_at_spaces),
		cmocka_unit_test(chinese_wraps_anywhere_and_evenly),
		cmocka_unit_test(the_anchor_is_the_part_that_stands_at_the_point),
		cmocka_unit_test(an_offset_moves_right_and_down),
		cmocka_unit_test(what_is_painted_as_vectors_looks_like_what_is_composed),
		cmocka_unit_test(a_pdf_has_the_text_with_its_font),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
