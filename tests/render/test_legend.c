/* SPDX-License-Identifier: Apache-2.0 */
#include "render/legend.h"

#include <cairo.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>

struct made {
	struct gw_board board;
	struct gw_choropleth classes;
	struct gw_sheet_map map;
	struct gw_legend_keys keys;
	struct gw_sheet_text text;
};

static void made_init(struct made *m, size_t classes, const char *label)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 8, 8);
	size_t i;

	*m = (struct made){
		.classes = {.num_classes = classes}, .map = {.rose = -1, .fell = -1, .stayed = -1}};
	m->map.classes = &m->classes;
	m->text.counted.en = "beats";
	m->board =
		(struct gw_board){.cr = cairo_create(surface), .tongue = GW_TONGUE_BOTH, .em = 12};
	cairo_surface_destroy(surface);
	for (i = 0; i < classes; i++) {
		snprintf(m->classes.classes[i].label_en, GW_LABEL_MAX, "%s", label);
		m->classes.classes[i].num_units = 77;
	}
}

static void made_finish(struct made *m)
{
	cairo_destroy(m->board.cr);
}

/* The heading may need more than a narrow column, so short labels are the hard case. */
static void a_legend_is_never_wider_than_its_room(void **state)
{
	static const char *const labels[] = {
		"2", "4 – 5", "数据不足 No data", "a label of many words"};
	struct gw_legend_room room = {.em = 12, .columns = 6};
	struct gw_legend legend;
	size_t classes, i;
	struct made m;

	(void)state;
	for (classes = 1; classes <= GW_CLASSES_MAX; classes += 3) {
		for (i = 0; i < sizeof labels / sizeof *labels; i++) {
			made_init(&m, classes, labels[i]);
			for (room.width = 150; room.width < 1500; room.width += 90) {
				gw_legend_init(&legend, &m.board, &m.map, &m.text, &m.keys, &room);
				if (legend.width > room.width + 0.5)
					fail_msg("%zu classes \"%s\" in %.0f pixels: %.1f wide",
						classes, labels[i], room.width, legend.width);
				gw_legend_finish(&legend);
			}
			made_finish(&m);
		}
	}
}

static void shares_are_of_all_units(void **state)
{
	struct gw_legend_room room = {.em = 12, .columns = 1, .width = 400};
	struct gw_legend legend;
	struct made m;

	(void)state;
	made_init(&m, 3, "class");
	m.classes.classes[0].num_units = 1;
	m.classes.classes[1].num_units = 0;
	m.classes.classes[2].num_units = 7;
	gw_legend_init(&legend, &m.board, &m.map, &m.text, &m.keys, &room);
	assert_string_equal(gw_text_content(&legend.entries[0].share), "12 %");
	assert_string_equal(gw_text_content(&legend.entries[1].share), "0 %");
	assert_string_equal(gw_text_content(&legend.entries[2].share), "88 %");
	assert_string_equal(gw_text_content(&legend.entries[2].count), "7");
	gw_legend_finish(&legend);
	made_finish(&m);
}

static void changes_that_are_known_are_counted(void **state)
{
	struct gw_legend_room room = {.em = 12, .columns = 1, .width = 400};
	struct gw_legend legend;
	struct made m;

	(void)state;
	made_init(&m, 1, "class");
	m.map.rose = 0;
	m.map.stayed = 9;
	gw_legend_init(&legend, &m.board, &m.map, &m.text, &m.keys, &room);
	assert_int_equal(legend.n, 4);
	assert_int_equal(legend.entries[1].kind, GW_LEGEND_SECTION);
	assert_string_equal(gw_text_content(&legend.entries[2].label.lines[0]), "上升");
	assert_string_equal(gw_text_content(&legend.entries[2].count), "0");
	assert_string_equal(gw_text_content(&legend.entries[3].count), "9");
	gw_legend_finish(&legend);
	made_finish(&m);
}

/* Reports are classed by their number alone. */
static void cut_points_stand_for_names_that_are_missing(void **state)
{
	struct gw_legend_room room = {.em = 12, .columns = 1, .width = 400};
	struct gw_legend legend;
	struct made m;

	(void)state;
	made_init(&m, 2, "");
	snprintf(m.classes.classes[0].cuts, GW_LABEL_MAX, "1 – 9");
	gw_legend_init(&legend, &m.board, &m.map, &m.text, &m.keys, &room);
	assert_string_equal(gw_text_content(&legend.entries[0].label.lines[0]), "1 – 9");
	assert_null(legend.entries[0].cuts.layout);
	gw_legend_finish(&legend);
	snprintf(m.classes.classes[1].label_en, GW_LABEL_MAX, "More");
	gw_legend_init(&legend, &m.board, &m.map, &m.text, &m.keys, &room);
	assert_int_equal(legend.entries[0].label.n, 0);
	assert_string_equal(gw_text_content(&legend.entries[0].cuts), "1 – 9");
	gw_legend_finish(&legend);
	made_finish(&m);
}

/* A casing below, a core above, on a road; a lake; and a path that is not seen. */
static void each_kind_that_is_seen_has_a_key(void **state)
{
	const struct gw_world_box here = {{0.1, 0.1}, {0.2, 0.2}}, there = {{0.5, 0.5}, {0.6, 0.6}};
	struct gw_context_feature features[] = {
		{.kind = "road", .shape = GW_SHAPE_LINE, .box = here},
		{.kind = "lake", .shape = GW_SHAPE_POLYGON, .box = here},
		{.kind = "path", .shape = GW_SHAPE_LINE, .box = there},
		{.kind = "road", .shape = GW_SHAPE_LINE, .box = here},
	};
	struct gw_context context = {.features = features, .num_features = 4};
	struct gw_area lake = {.feature = 1, .rgba = 0xff0000ff, .sprite = GW_NO_SPRITE};
	struct gw_line casings[] = {{0, {.rgba = 0xff000001, .width = 3}},
		{3, {.rgba = 0xff000002, .width = 5}}, {2, {.rgba = 0xff000003, .width = 9}}};
	struct gw_line cores[] = {{3, {.rgba = 0xff000004, .width = 2}}, {0, {.width = 3}}};
	struct gw_scene_layer layers[] = {
		{.kind = GW_DRAW_AREAS, .areas = {&lake, 1}},
		{.kind = GW_DRAW_LINES, .lines = {casings, 3}},
		{.kind = GW_DRAW_LINES, .lines = {cores, 2}},
	};
	struct gw_scene scene = {.context = &context, .layers = layers, .num_layers = 3};
	struct gw_legend_keys keys;

	(void)state;
	gw_legend_keys_find(&keys, &scene, here);
	assert_int_equal(keys.n, 2);
	assert_string_equal(keys.items[0].kind, "lake");
	assert_true(keys.items[0].is_area);
	assert_string_equal(keys.items[1].kind, "road");
	assert_int_equal(keys.items[1].num_strokes, 2);
	assert_int_equal(keys.items[1].strokes[0].rgba, 0xff000002);
	assert_int_equal(keys.items[1].strokes[1].rgba, 0xff000004);
	assert_string_equal(gw_legend_key_words("road").zh, "道路");
	assert_string_equal(gw_legend_key_words("lake").zh, "lake");
	scene.context = NULL;
	gw_legend_keys_find(&keys, &scene, here);
	assert_int_equal(keys.n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_legend_is_never_wider_than_its_room),
		cmocka_unit_test(shares_are_of_all_units),
		cmocka_unit_test(changes_that_are_known_are_counted),
		cmocka_unit_test(cut_points_stand_for_names_that_are_missing),
		cmocka_unit_test(each_kind_that_is_seen_has_a_key),
	};

	return cmocka_run_group_tests_name("render/legend", tests, NULL, NULL);
}
