/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"
#include "store/context.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HAN_ROAD "\xe7\x81\xaf\xe5\xa1\x94\xe8\xb7\xaf"

static const struct gw_lonlat zigzag[] = {
	{1200000000, 400000000}, {1200000001, 400000001}, {1200000003, 399999999}};
static const struct gw_piece one_line = {GW_SHAPE_LINE, false, 0, 3};
static const struct gw_context_row road = {
	"primary", HAN_ROAD, "Dengta Road", &one_line, 1, zigzag};

/* Two polygons, the first with two holes, then a line and a point. */
static const struct gw_lonlat mixed_points[] = {
	{0, 0}, {900, 0}, {900, 900}, {0, 900}, /* exterior */
	{100, 100}, {200, 100}, {100, 200}, /* hole */
	{500, 500}, {600, 500}, {500, 600}, /* hole */
	{2000, 0}, {2900, 0}, {2000, 900}, /* exterior */
	{-5, -5}, {-6, -6}, /* line */
	{1800000000, -900000000}, /* point */
};
static const struct gw_piece mixed_pieces[] = {
	{GW_SHAPE_POLYGON, false, 0, 4},
	{GW_SHAPE_POLYGON, true, 4, 3},
	{GW_SHAPE_POLYGON, true, 7, 3},
	{GW_SHAPE_POLYGON, false, 10, 3},
	{GW_SHAPE_LINE, false, 13, 2},
	{GW_SHAPE_POINT, false, 15, 1},
};

static void add(struct city *city, const char *kind, const struct gw_context_row *row)
{
	struct gw_context_writer *writer;
	struct gw_error err;

	expect_ok(gw_context_writer_create(&writer, city->store, kind, &err), err);
	expect_ok(gw_context_writer_add(writer, row, &err), err);
	gw_context_writer_destroy(writer);
}

static struct gw_context *load(struct city *city)
{
	struct gw_context *context = NULL;
	struct gw_error err;

	expect_ok(gw_store_load_context(city->store, &context, &err), err);
	assert_non_null(context);
	return context;
}

static void expect_part(
	const struct gw_context *c, size_t part, const struct gw_lonlat *points, size_t n)
{
	size_t i;

	assert_in_range(part, 0, c->num_parts - 1);
	if (c->part_first[part + 1] - c->part_first[part] != n)
		fail_msg("part %zu has %zu points, not %zu", part,
			c->part_first[part + 1] - c->part_first[part], n);
	for (i = 0; i < n; i++) {
		struct gw_lonlat p = gw_lonlat_from_world(c->points[c->part_first[part] + i]);

		if (!gw_lonlat_equal(p, points[i]))
			fail_msg("part %zu, point %zu: %d %d, not %d %d", part, i, p.lon, p.lat,
				points[i].lon, points[i].lat);
	}
}

static void a_line_comes_back_with_its_texts_and_its_box(void **state)
{
	struct city *city = *state;
	struct gw_world west_north = gw_world_from_lonlat(
				(struct gw_lonlat){zigzag[0].lon, zigzag[1].lat}),
			east_south = gw_world_from_lonlat(zigzag[2]);
	const struct gw_context_feature *f;
	struct gw_context *c;

	add(city, "road", &road);
	c = load(city);
	assert_int_equal(c->num_features, 1);
	f = &c->features[0];
	assert_string_equal(f->kind, "road");
	assert_string_equal(f->class, "primary");
	assert_string_equal(f->name, HAN_ROAD);
	assert_string_equal(f->name_en, "Dengta Road");
	assert_int_equal(f->shape, GW_SHAPE_LINE);
	assert_int_equal(f->num_parts, 1);
	expect_part(c, f->first_part, zigzag, 3);
	assert_true(f->box.min.x == west_north.x && f->box.min.y == west_north.y);
	assert_true(f->box.max.x == east_south.x && f->box.max.y == east_south.y);
	gw_context_destroy(c);
}

static void a_feature_without_texts_has_none(void **state)
{
	struct city *city = *state;
	const struct gw_context_row bare = {.pieces = &one_line, .num_pieces = 1, .points = zigzag};
	struct gw_context *c;

	add(city, "coast", &bare);
	c = load(city);
	assert_null(c->features[0].class);
	assert_null(c->features[0].name);
	assert_null(c->features[0].name_en);
	gw_context_destroy(c);
}

static void pieces_of_several_shapes_become_a_feature_for_each_shape(void **state)
{
	struct city *city = *state;
	const struct gw_context_row row = {"park", NULL, NULL, mixed_pieces, 6, mixed_points};
	struct gw_context *c;

	add(city, "green", &row);
	assert_int_equal(database_rows(city->path, "context"), 1);
	expect_database_text(
		city->path, "SELECT GeometryType(geom) FROM context", "GEOMETRYCOLLECTION");
	c = load(city);
	assert_int_equal(c->num_features, 3);
	assert_int_equal(c->num_parts, 6);
	assert_int_equal(c->num_points, 16);
	assert_int_equal(c->features[0].shape, GW_SHAPE_POINT);
	assert_int_equal(c->features[1].shape, GW_SHAPE_LINE);
	assert_int_equal(c->features[2].shape, GW_SHAPE_POLYGON);
	assert_int_equal(c->features[2].first_part, 2);
	assert_int_equal(c->features[2].num_parts, 4);
	assert_string_equal(c->features[2].class, "park");
	expect_part(c, 1, mixed_points + 13, 2);
	expect_part(c, 2, mixed_points, 4);
	expect_part(c, 3, mixed_points + 4, 3);
	expect_part(c, 4, mixed_points + 7, 3);
	expect_part(c, 5, mixed_points + 10, 3);
	gw_context_destroy(c);
}

static void others_see_holes_in_their_polygon_and_parts_in_a_multiple_geometry(void **state)
{
	struct city *city = *state;
	const struct gw_context_row lakes = {NULL, NULL, NULL, mixed_pieces, 4, mixed_points};
	const struct gw_piece points[] = {
		{GW_SHAPE_POINT, false, 0, 1}, {GW_SHAPE_POINT, false, 2, 1}};
	const struct gw_context_row trees = {NULL, NULL, NULL, points, 2, zigzag};

	add(city, "water", &lakes);
	add(city, "tree", &trees);
	expect_database_text(city->path, "SELECT AsText(geom) FROM context WHERE kind = 'tree'",
		"MULTIPOINT(120 40, 120 40)");
	assert_int_equal(database_int(city->path,
				 "SELECT NumInteriorRings(GeometryN(geom, 1)) * 100 +"
				 " NumInteriorRings(GeometryN(geom, 2)) * 10 + ST_IsValid(geom)"
				 " FROM context WHERE kind = 'water'"),
		201);
	/* 900 * 900 - 2 * 5000 + 900 * 900 / 2 square units */
	assert_int_equal(database_int(city->path,
				 "SELECT round(ST_Area(geom) * 1e14) FROM context"
				 " WHERE kind = 'water'"),
		1205000);
	assert_int_equal(database_int(city->path,
				 "SELECT count(*) FROM idx_context_geom JOIN context ON id = pkid"
				 " WHERE ST_SRID(geom) = 4326"),
		2);
}

static void an_empty_context_is_one_without_features(void **state)
{
	struct gw_context *c = load(*state);

	assert_int_equal(c->num_features + c->num_parts + c->num_points, 0);
	assert_int_equal(c->part_first[0], 0);
	gw_context_destroy(c);
	gw_context_destroy(NULL);
}

static void features_keep_the_order_they_were_stored_in(void **state)
{
	struct city *city = *state;
	struct gw_context *c;

	add(city, "water", &road);
	add(city, "road", &road);
	add(city, "coast", &road);
	c = load(city);
	assert_int_equal(c->num_features, 3);
	assert_string_equal(c->features[0].kind, "water");
	assert_string_equal(c->features[1].kind, "road");
	assert_string_equal(c->features[2].kind, "coast");
	gw_context_destroy(c);
}

static uint64_t count(struct city *city, const char *kind)
{
	struct gw_error err;
	uint64_t n = 4711;

	expect_ok(gw_store_count_context(city->store, kind, &n, &err), err);
	return n;
}

static void only_the_kind_that_is_named_is_counted_and_cleared(void **state)
{
	struct city *city = *state;
	struct gw_error err;

	add(city, "road", &road);
	add(city, "road", &road);
	add(city, "rail", &road);
	assert_int_equal(count(city, "road"), 2);
	assert_int_equal(count(city, "water"), 0);
	expect_ok(gw_store_clear_context(city->store, "road", &err), err);
	assert_int_equal(count(city, "road"), 0);
	assert_int_equal(count(city, "rail"), 1);
	assert_int_equal(database_rows(city->path, "idx_context_geom"), 1);
}

static void a_kind_is_a_short_word_of_small_letters(void **state)
{
	static const char *const wrong[] = {"", "Road", "road 1", "road1",
		"stra\xc3\x9f"
		"e",
		"a;b", "abcdefghijklmnopqrstuvwxyz_abcdef"};
	struct city *city = *state;
	struct gw_context_writer *writer;
	struct gw_error err;
	size_t i;

	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		if (gw_context_writer_create(&writer, city->store, wrong[i], &err) != GW_EINVAL)
			fail_msg("\"%s\" was taken", wrong[i]);
		expect_text(&err, wrong[i]);
	}
	add(city, "abcdefghijklmnopqrstuvwxyz_abcde", &road);
	add(city, "foot-path_x", &road);
	assert_int_equal(database_rows(city->path, "context"), 2);
	gw_context_writer_destroy(NULL);
}

static void what_others_draw_is_loaded_as_far_as_it_can_be_drawn(void **state)
{
	struct city *city = *state;
	struct gw_context *c;

	database_run(city->path,
		"INSERT INTO context (kind, geom) VALUES"
		" ('road', GeomFromText('LINESTRING(1 2, 3 4)', 4326)),"
		" ('road', GeomFromText('POINT(5 6)', 4326));"
		"UPDATE context SET name = 'drawn'");
	c = load(city);
	assert_int_equal(c->num_features, 2);
	assert_string_equal(c->features[1].name, "drawn");
	expect_part(c, 1, &(struct gw_lonlat){50000000, 60000000}, 1);
	gw_context_destroy(c);
}

static void a_row_of_another_program_that_is_no_place_is_named(void **state)
{
	struct city *city = *state;
	struct gw_context *c;
	struct gw_error err;

	add(city, "road", &road);
	database_run(city->path,
		"INSERT INTO context (id, kind, geom) VALUES"
		" (17, 'road', GeomFromText('LINESTRING(1 2, 3 94)', 4326))");
	assert_int_equal(gw_store_load_context(city->store, &c, &err), GW_EINVAL);
	expect_text(&err, city->path);
	expect_text(&err, "context 17: a coordinate is out of range: 3 94");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_line_comes_back_with_its_texts_and_its_box),
		in_a_city(a_feature_without_texts_has_none),
		in_a_city(pieces_of_several_shapes_become_a_feature_for_each_shape),
		in_a_city(others_see_holes_in_their_polygon_and_parts_in_a_multiple_geometry),
		in_a_city(an_empty_context_is_one_without_features),
		in_a_city(features_keep_the_order_they_were_stored_in),
		in_a_city(only_the_kind_that_is_named_is_counted_and_cleared),
		in_a_city(a_kind_is_a_short_word_of_small_letters),
		in_a_city(what_others_draw_is_loaded_as_far_as_it_can_be_drawn),
		in_a_city(a_row_of_another_program_that_is_no_place_is_named),
	};

	return cmocka_run_group_tests_name("store/context", tests, NULL, NULL);
}
