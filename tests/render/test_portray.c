/* SPDX-License-Identifier: Apache-2.0 */
#include "mapped.h"
#include "render/portray.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define ZOOM 13

/* A camera, a road, and a park of one part each. */
static struct gw_world places[] = {{.83, .37}, {.8300, .3700}, {.8301, .3701}, {.8302, .3700},
	{.831, .371}, {.832, .371}, {.832, .372}};
static size_t part_first[] = {0, 1, 4, 7};
static struct gw_context_feature features[] = {
	{.kind = "camera",
		.name = "Gate",
		.shape = GW_SHAPE_POINT,
		.first_part = 0,
		.num_parts = 1},
	{.kind = "road",
		.class = "major",
		.name = "大街",
		.name_en = "High Street",
		.shape = GW_SHAPE_LINE,
		.first_part = 1,
		.num_parts = 1},
	{.kind = "park",
		.shape = GW_SHAPE_POLYGON,
		.first_part = 2,
		.num_parts = 1,
		.box = {{.831, .371}, {.832, .372}}},
};
static const struct gw_context context = {features, 3, places, 7, part_first, 3};

static int setup(void **state)
{
	struct mapped *m = test_malloc(sizeof *m);

	mapped_init(m, 2);
	m->data.context = &context;
	*state = m;
	return 0;
}

static int teardown(void **state)
{
	mapped_finish(*state);
	test_free(*state);
	return 0;
}

static enum gw_status portray_at(const struct mapped *m, const char *layers, double zoom,
	struct gw_scene *scene, struct gw_error *err)
{
	struct gw_style *style = mapped_style(layers);
	enum gw_status st =
		gw_portray(scene, style, &m->data, gw_studio_sprites(m->studio), zoom, err);

	gw_style_destroy(style);
	return st;
}

/* The scene of a style, which it must be able to make. */
static struct gw_scene scene_of(const struct mapped *m, const char *layers)
{
	struct gw_scene scene;
	struct gw_error err = {0};

	if (portray_at(m, layers, ZOOM, &scene, &err))
		fail_msg("%s: %s", layers, err.text);
	return scene;
}

static void expect_error(const struct mapped *m, const char *layers, const char *layer)
{
	struct gw_scene scene;
	struct gw_error err = {0};

	assert_int_equal(portray_at(m, layers, ZOOM, &scene, &err), GW_EINVAL);
	if (!strstr(err.text, layer))
		fail_msg("\"%s\" does not name \"%s\"", err.text, layer);
}

static void each_kind_of_layer_shows_what_it_can(void **state)
{
	static const struct {
		const char *type, *shows;
		enum gw_layer_kind kind;
	} makes[] = {
		{"fill", "units", GW_DRAW_FILL},
		{"line", "borders", GW_DRAW_BORDERS},
		{"symbol", "labels", GW_DRAW_SYMBOLS},
		{"circle", "reports", GW_DRAW_CIRCLES},
		{"heatmap", "reports", GW_DRAW_HEAT},
		{"symbol", "reports", GW_DRAW_SYMBOLS},
		{"fill", "context", GW_DRAW_AREAS},
		{"line", "context", GW_DRAW_LINES},
		{"circle", "context", GW_DRAW_CIRCLES},
		{"heatmap", "context", GW_DRAW_HEAT},
		{"symbol", "context", GW_DRAW_SYMBOLS},
	};
	static const char *const types[] = {"fill", "line", "circle", "heatmap", "symbol"};
	static const char *const shown[] = {"units", "borders", "labels", "reports", "context"};
	size_t t, s, i;

	for (t = 0; t < 5; t++)
		for (s = 0; s < 5; s++) {
			struct gw_scene scene;
			char layer[200];

			snprintf(layer, sizeof layer,
				"{'id':'it','type':'%s','source':'city','source-layer':'%s'}",
				types[t], shown[s]);
			for (i = 0; i < 11; i++)
				if (!strcmp(types[t], makes[i].type) &&
					!strcmp(shown[s], makes[i].shows))
					break;
			if (i == 11) {
				expect_error(*state, layer, "\"it\"");
				continue;
			}
			scene = scene_of(*state, layer);
			assert_int_equal(scene.num_layers, 1);
			assert_int_equal(scene.layers[0].kind, makes[i].kind);
			gw_scene_finish(&scene);
		}
}

static void what_cannot_be_shown_is_an_error_that_names_the_layer(void **state)
{
	expect_error(*state, LAYER("fill", "parcels", "'paint':{}"), "fill of parcels");
	expect_error(*state, LAYER("fill", "units", "'paint':{'fill-pattern':'no-such-image'}"),
		"fill of units\": there is no image \"no-such-image");
	expect_error(*state, LAYER("symbol", "context", "'layout':{'icon-image':['get','kind']}"),
		"symbol of context\": there is no image \"road");
	expect_error(*state, LAYER("fill", "context", "'paint':{'fill-pattern':'none'}"),
		"fill of context");
}

/* The fill of a layer whose colour is an expression, by unit of the drawn level. */
static void expect_fills(const struct mapped *m, const char *expression, const gw_rgba by_class[4])
{
	const struct gw_units *units = m->division->units;
	struct gw_scene scene;
	char layer[600];
	uint32_t i, n = 0;

	snprintf(layer, sizeof layer, LAYER("fill", "units", "'paint':{'fill-color':%s}"),
		expression);
	scene = scene_of(m, layer);
	assert_int_equal(scene.layers[0].fill.cells[0], 0);
	for (i = 0; i < units->n; i++) {
		gw_rgba got;

		if (units->items[i].level != m->choropleth.level)
			continue;
		got = scene.layers[0].fill.cells[units->items[i].first];
		if (got != by_class[n % 4])
			fail_msg("%s: unit %s is %08x, not %08x", expression, units->items[i].code,
				got, by_class[n % 4]);
		n++;
	}
	gw_scene_finish(&scene);
}

#define YES		   0xff00ff00
#define NO		   0xffff0000
#define WHETHER(condition) "['case'," condition ",'#00ff00','#ff0000']"

/* Units are of classes 0 to 2 and without data, by turns; changes are -1, 0, 1 and unknown. */
static void a_fill_sees_what_is_known_of_units(void **state)
{
	const gw_rgba data[] = {YES, YES, YES, NO}, second[] = {NO, YES, NO, NO},
		      third[] = {NO, NO, YES, NO}, all[] = {YES, YES, YES, YES},
		      none[] = {NO, NO, NO, NO};

	expect_fills(*state, WHETHER("['has','class']"), data);
	expect_fills(*state, WHETHER("['has','grade']"), data);
	expect_fills(*state, WHETHER("['==',['get','class'],1]"), second);
	expect_fills(*state, WHETHER("['==',['get','grade'],2]"), second);
	expect_fills(*state, WHETHER("['has','change']"), data);
	expect_fills(*state, WHETHER("['==',['get','change'],1]"), third);
	expect_fills(*state, WHETHER("['==',['%',['get','count'],4],1]"), second);
	expect_fills(*state, WHETHER("['==',['get','rank'],2]"), all);
	expect_fills(*state, WHETHER("['==',['get','depth'],0]"), all);
	expect_fills(*state, WHETHER("['==',['get','level'],'cell']"), all);
	expect_fills(*state, WHETHER("['==',['length',['get','code']],2]"), all);
	expect_fills(*state, WHETHER("['==',['get','residents'],0]"), all);
	expect_fills(*state, WHETHER("['has','name']"), none);
	expect_fills(*state, WHETHER("['has','kind']"), none);
}

static void a_map_that_is_not_graded_has_classes_but_no_grades(void **state)
{
	struct mapped *m = *state;
	const gw_rgba data[] = {YES, YES, YES, NO}, none[] = {NO, NO, NO, NO};

	m->choropleth.graded = false;
	expect_fills(m, WHETHER("['has','class']"), data);
	expect_fills(m, WHETHER("['has','grade']"), none);
	m->choropleth.graded = true;
}

/* 100 cells of some 76 by 100 pixels at zoom 13 */
static void pixels_tells_how_wide_units_are_on_the_whole(void **state)
{
	const gw_rgba all[] = {YES, YES, YES, YES};

	expect_fills(*state, WHETHER("['all',['>',['get','pixels'],82],['<',['get','pixels'],92]]"),
		all);
}

static void a_filter_leaves_units_out(void **state)
{
	const struct mapped *m = *state;
	struct gw_scene scene = scene_of(m,
		LAYER("fill", "units",
			"'filter':['==',['get','class'],2],'paint':{'fill-color':'#123456',"
			"'fill-opacity':0.5}"));
	uint32_t i, painted = 0;

	for (i = 0; i <= m->division->units->num_cells; i++) {
		gw_rgba rgba = scene.layers[0].fill.cells[i];

		painted += rgba == 0x80123456;
		assert_true(!rgba || rgba == 0x80123456);
	}
	assert_int_equal(painted, 25);
	gw_scene_finish(&scene);
}

static uint32_t layers_at(const struct mapped *m, const char *rest, double zoom)
{
	struct gw_scene scene;
	struct gw_error err = {0};
	char layer[300];
	uint32_t n;

	snprintf(layer, sizeof layer,
		"{'id':'it','type':'fill','source':'city','source-layer':'units',%s}", rest);
	if (portray_at(m, layer, zoom, &scene, &err))
		fail_msg("%s", err.text);
	n = scene.num_layers;
	gw_scene_finish(&scene);
	return n;
}

static void layers_are_shown_between_their_zooms(void **state)
{
	assert_int_equal(layers_at(*state, "'minzoom':9,'maxzoom':12", 8.9), 0);
	assert_int_equal(layers_at(*state, "'minzoom':9,'maxzoom':12", 9), 1);
	assert_int_equal(layers_at(*state, "'minzoom':9,'maxzoom':12", 11.9), 1);
	assert_int_equal(layers_at(*state, "'minzoom':9,'maxzoom':12", 12), 0);
	assert_int_equal(layers_at(*state, "'layout':{'visibility':'none'}", 10), 0);
}

static void upper_units_colour_all_their_cells(void **state)
{
	const struct gw_units *units;
	struct gw_scene scene;
	struct mapped m;
	gw_cell_id cell;

	(void)state;
	mapped_init(&m, 0);
	scene = scene_of(&m,
		LAYER("fill", "units",
			"'paint':{'fill-color':['case',['==',['get','code'],'E'],'#00ff00',"
			"'#ff0000']}"));
	units = m.division->units;
	for (cell = 1; cell <= units->num_cells; cell++) {
		const char *code = units->items[gw_units_above(units, cell, 0)].code;

		assert_int_equal(scene.layers[0].fill.cells[cell], *code == 'E' ? YES : NO);
	}
	gw_scene_finish(&scene);
	mapped_finish(&m);
}

static void borders_have_a_stroke_by_rank(void **state)
{
	struct gw_scene scene = scene_of(*state,
		LAYER("line", "borders",
			"'filter':['!=',['get','level'],'ward'],'paint':{'line-color':'#102030',"
			"'line-opacity':0.5,'line-width':['+',1,['*',2,['get','depth']]],"
			"'line-dasharray':[2,1,3]}"));
	const struct gw_border_layer *borders = &scene.layers[0].borders;
	static const float dashes[] = {2, 1, 3, 2, 1, 3};
	uint32_t i;

	assert_int_equal(borders->num_strokes, 3);
	assert_true(borders->strokes[0].width == 5);
	assert_true(borders->strokes[1].width == 0);
	assert_true(borders->strokes[2].width == 1);
	assert_int_equal(borders->strokes[0].rgba, 0x80102030);
	assert_int_equal(borders->strokes[0].num_dashes, 6);
	for (i = 0; i < 6; i++) /* in widths, and gone through twice since they are odd */
		assert_true(borders->strokes[0].dashes[i] == 5 * dashes[i]);
	gw_scene_finish(&scene);
}

static void lengths_are_kept_to_what_can_be_drawn(void **state)
{
	struct gw_scene scene = scene_of(*state,
		LAYER("line", "borders",
			"'paint':{'line-width':1e300,'line-offset':-1e300}") "," LAYER("line",
			"context", "'paint':{'line-width':['^',10,300]}") "," LAYER("circle",
			"reports", "'paint':{'circle-radius':1e300,'circle-stroke-width':1e300}"));
	const struct gw_stroke *border = &scene.layers[0].borders.strokes[2];
	const struct gw_circle *circle = &scene.layers[2].circles.items[0];

	assert_true(border->width == 256 && border->offset == -1024);
	assert_true(scene.layers[1].lines.items[0].stroke.width == 256);
	assert_true(circle->radius == 65536 && circle->stroke_width == 65536);
	gw_scene_finish(&scene);
}

static unsigned dashes_of(const struct mapped *m, const char *layer)
{
	struct gw_scene scene = scene_of(m, layer);
	unsigned n = scene.layers[0].borders.strokes[2].num_dashes;

	gw_scene_finish(&scene);
	return n;
}

static void dashes_too_short_to_be_seen_are_a_solid_line(void **state)
{
	assert_int_equal(
		dashes_of(*state,
			LAYER("line", "borders",
				"'paint':{'line-width':256,'line-dasharray':[0.00001,0.00001]}")),
		0);
	assert_int_equal(dashes_of(*state,
				 LAYER("line", "borders",
					 "'paint':{'line-width':256,'line-dasharray':[0,0]}")),
		0);
	assert_int_equal(dashes_of(*state,
				 LAYER("line", "borders",
					 "'paint':{'line-width':256,'line-dasharray':[0,0.1]}")),
		2);
}

static void an_outlined_fill_makes_borders_too(void **state)
{
	struct gw_scene scene = scene_of(*state,
		LAYER("fill", "units",
			"'paint':{'fill-color':'#ffffff','fill-outline-color':'#ff0000'}"));
	uint32_t i;

	assert_int_equal(scene.num_layers, 2);
	assert_int_equal(scene.layers[1].kind, GW_DRAW_BORDERS);
	for (i = 0; i < scene.layers[1].borders.num_strokes; i++) {
		assert_int_equal(scene.layers[1].borders.strokes[i].rgba, 0xffff0000);
		assert_true(scene.layers[1].borders.strokes[i].width == 1);
	}
	gw_scene_finish(&scene);
}

static void a_pattern_is_laid_over_the_units_that_have_one(void **state)
{
	const struct mapped *m = *state;
	const struct gw_units *units = m->division->units;
	struct gw_scene scene = scene_of(m,
		LAYER("fill", "units",
			"'filter':['!=',['get','class'],0],'paint':{'fill-pattern':['case',"
			"['has','class'],'dots','hatch-grey'],'fill-opacity':0.25}"));
	const struct gw_pattern_layer *p = &scene.layers[0].pattern;
	uint32_t i, n = 0;

	assert_int_equal(scene.layers[0].kind, GW_DRAW_PATTERN);
	assert_true(p->opacity == 0.25f);
	assert_int_equal(p->num_sprites, 2);
	for (i = 0; i < units->n; i++) {
		uint8_t number;
		const char *expected;

		if (units->items[i].level != 2)
			continue;
		number = p->cells[units->items[i].first];
		expected = n % 4 == 0 ? NULL : n % 4 == 3 ? "hatch-grey" : "dots";
		n++;
		assert_int_equal(number != 0, expected != NULL);
		if (expected)
			assert_string_equal(
				gw_sprites_name(scene.sprites, p->sprites[number - 1]), expected);
	}
	gw_scene_finish(&scene);
}

static void labels_stand_at_the_poles_of_drawn_and_upper_units(void **state)
{
	struct mapped *m = *state;
	const struct gw_units *units = m->division->units;
	struct gw_scene scene = scene_of(m,
		LAYER("symbol", "labels",
			"'filter':['<=',['get','depth'],1],'layout':{'text-field':['get','label'],"
			"'text-size':10,'text-offset':[0.5,-1],'text-anchor':'left',"
			"'text-font':['Noto Sans Bold'],'symbol-sort-key':['get','rank']},"
			"'paint':{'text-color':'#010203','text-halo-width':2}"));
	const struct gw_symbol_layer *symbols = &scene.layers[0].symbols;
	uint32_t i, n = 0;

	for (i = 0; i < units->n; i++) {
		const struct gw_symbol *s = &symbols->items[n];

		if (units->items[i].level == 0)
			continue;
		assert_string_equal(s->text, units->items[i].code);
		assert_true(s->at.x == m->poles[units->items[i].level]->items[i].at.x);
		assert_true(s->room > 0 && s->size == 10 && s->bold);
		assert_true(s->dx == 5 && s->dy == -10 && s->halo_width == 2);
		assert_int_equal(s->anchor, GW_ANCHOR_LEFT);
		assert_int_equal(s->rgba, 0xff010203);
		assert_true(s->sort_key == units->items[i].level);
		n++;
	}
	assert_int_equal(symbols->n, n);
	gw_scene_finish(&scene);
}

static void symbols_that_show_nothing_are_left_out(void **state)
{
	struct gw_scene scene = scene_of(
		*state, LAYER("symbol", "context", "'layout':{'text-field':['get','name_en']}"));

	assert_int_equal(scene.layers[0].symbols.n, 1);
	assert_string_equal(scene.layers[0].symbols.items[0].text, "High Street");
	assert_true(scene.layers[0].symbols.items[0].at.x == .8301); /* the road's middle */
	gw_scene_finish(&scene);
	scene = scene_of(*state, LAYER("symbol", "reports", "'layout':{'icon-image':'report'}"));
	assert_int_equal(scene.layers[0].symbols.n, MAPPED_REPORTS);
	gw_scene_finish(&scene);
}

static void control_characters_become_spaces_but_for_line_ends(void **state)
{
	struct gw_scene scene = scene_of(*state,
		LAYER("symbol", "reports",
			"'layout':{'text-field':'a\\u0001b\\tc\\u007fd\\n大\\u001be\\u0085\\u00a9'}"));

	assert_string_equal(scene.layers[0].symbols.items[0].text, "a b c d\n大 e  ©");
	gw_scene_finish(&scene);
}

static void context_is_drawn_by_its_shape(void **state)
{
	struct gw_scene scene = scene_of(*state,
		LAYER("fill", "context", "'paint':{'fill-color':'#0000ff'}") "," LAYER(
			"line", "context", "'paint':{'line-width':2}") "," LAYER("circle",
			"context", "'paint':{'circle-radius':3}"));

	assert_int_equal(scene.layers[0].areas.n, 1);
	assert_int_equal(scene.layers[0].areas.items[0].feature, 2);
	assert_int_equal(scene.layers[0].areas.items[0].rgba, 0xff0000ff);
	assert_int_equal(scene.layers[0].areas.items[0].sprite, GW_NO_SPRITE);
	assert_int_equal(scene.layers[1].lines.n, 2); /* the road, and the park's rim */
	assert_int_equal(scene.layers[1].lines.items[0].feature, 1);
	assert_int_equal(scene.layers[2].circles.n, 1);
	assert_true(scene.layers[2].circles.items[0].at.x == .83);
	gw_scene_finish(&scene);
	scene = scene_of(*state,
		LAYER("line", "context",
			"'filter':['==',['get','class'],'major'],'paint':{'line-width':2}"));
	assert_int_equal(scene.layers[0].lines.n, 1);
	gw_scene_finish(&scene);
}

static void a_map_without_context_has_none_to_draw(void **state)
{
	struct mapped *m = *state;
	struct gw_scene scene;

	m->data.context = NULL;
	scene = scene_of(m,
		LAYER("fill", "context", "'paint':{}") "," LAYER(
			"symbol", "context", "'layout':{'text-field':'x'}") "," LAYER("heatmap",
			"context", "'paint':{}"));
	assert_int_equal(scene.layers[0].areas.n, 0);
	assert_int_equal(scene.layers[1].symbols.n, 0);
	assert_int_equal(scene.layers[2].heat.n, 0);
	gw_scene_finish(&scene);
	m->data.context = &context;
}

static void heat_and_circles_are_of_all_reports(void **state)
{
	const struct mapped *m = *state;
	struct gw_scene scene = scene_of(m,
		LAYER("heatmap", "reports",
			"'paint':{'heatmap-radius':25,'heatmap-weight':['*',2,['get','count']],"
			"'heatmap-intensity':3,'heatmap-opacity':0.5,'heatmap-color':["
			"'interpolate',['linear'],['heatmap-density'],0,'rgba(0,0,0,0)',1,'#ff0000']}") "," LAYER("circle",
			"reports",
			"'paint':{'circle-radius':4,'circle-stroke-width':1.5,"
			"'circle-stroke-color':'#00ff00','circle-opacity':0.5}"));
	const struct gw_heat_layer *heat = &scene.layers[0].heat;
	const struct gw_circle_layer *circles = &scene.layers[1].circles;

	assert_int_equal(heat->n, MAPPED_REPORTS);
	assert_true(heat->items[7].at.x == m->reports[7].x && heat->items[7].weight == 2);
	assert_true(heat->items[7].radius == 25 && heat->intensity == 3 && heat->opacity == 0.5f);
	assert_int_equal(heat->ramp[0] >> 24, 0);
	assert_int_equal(heat->ramp[255], 0xffff0000);
	assert_true(heat->ramp[128] >> 24 >= 127 && heat->ramp[128] >> 24 <= 129);
	assert_int_equal(circles->n, MAPPED_REPORTS);
	assert_true(circles->items[3].radius == 4 && circles->items[3].stroke_width == 1.5f);
	assert_int_equal(circles->items[3].rgba, 0x80000000);
	assert_int_equal(circles->items[3].stroke, 0xff00ff00);
	gw_scene_finish(&scene);
}

static void a_background_has_its_opacity(void **state)
{
	struct gw_scene scene = scene_of(*state,
		"{'id':'b','type':'background','paint':{'background-color':'#0a141e',"
		"'background-opacity':0.2}}");

	assert_int_equal(scene.background, 0x330a141e);
	assert_int_equal(scene.num_layers, 0);
	gw_scene_finish(&scene);
}

static void a_class_looks_as_its_units_do(void **state)
{
	const struct mapped *m = *state;
	const struct gw_units *units = m->division->units;
	const struct gw_sprites *sprites = gw_studio_sprites(m->studio);
	const char *layers = LAYER("fill", "units",
		"'paint':{'fill-color':['match',['get','grade'],1,'#7fd18b',2,'#2166ac',3,"
		"'#ffe34d','#bdbdbd'],'fill-opacity':0.8}") ",{'id':'hatch','type':'fill',"
							    "'source':'city','source-layer':'units','filter':['!',['has','class']],"
							    "'paint':{'fill-pattern':'hatch-grey'}}";
	struct gw_style *style = mapped_style(layers);
	struct gw_scene scene = scene_of(m, layers);
	uint32_t i;

	for (i = 0; i < units->n; i++) {
		const struct gw_unit *unit = &units->items[i];
		struct gw_class_look look;
		uint8_t number;

		if (unit->level != 2)
			continue;
		look = gw_portray_class(
			style, &m->choropleth, m->choropleth.values[i].class, sprites, ZOOM);
		number = scene.layers[1].pattern.cells[unit->first];
		assert_int_equal(look.fill, scene.layers[0].fill.cells[unit->first]);
		assert_int_equal(look.sprite,
			number ? scene.layers[1].pattern.sprites[number - 1] : GW_NO_SPRITE);
	}
	gw_scene_finish(&scene);
	gw_style_destroy(style);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_of_layer_shows_what_it_can),
		cmocka_unit_test(what_cannot_be_shown_is_an_error_that_names_the_layer),
		cmocka_unit_test(a_fill_sees_what_is_known_of_units),
		cmocka_unit_test(a_map_that_is_not_graded_has_classes_but_no_grades),
		cmocka_unit_test(pixels_tells_how_wide_units_are_on_the_whole),
		cmocka_unit_test(a_filter_leaves_units_out),
		cmocka_unit_test(layers_are_shown_between_their_zooms),
		cmocka_unit_test(upper_units_colour_all_their_cells),
		cmocka_unit_test(borders_have_a_stroke_by_rank),
		cmocka_unit_test(lengths_are_kept_to_what_can_be_drawn),
		cmocka_unit_test(dashes_too_short_to_be_seen_are_a_solid_line),
		cmocka_unit_test(an_outlined_fill_makes_borders_too),
		cmocka_unit_test(a_pattern_is_laid_over_the_units_that_have_one),
		cmocka_unit_test(labels_stand_at_the_poles_of_drawn_and_upper_units),
		cmocka_unit_test(symbols_that_show_nothing_are_left_out),
		cmocka_unit_test(control_characters_become_spaces_but_for_line_ends),
		cmocka_unit_test(context_is_drawn_by_its_shape),
		cmocka_unit_test(a_map_without_context_has_none_to_draw),
		cmocka_unit_test(heat_and_circles_are_of_all_reports),
		cmocka_unit_test(a_background_has_its_opacity),
		cmocka_unit_test(a_class_looks_as_its_units_do),
	};

	return cmocka_run_group_tests_name("render/portray", tests, setup, teardown);
}
