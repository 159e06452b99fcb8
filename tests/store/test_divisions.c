/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_days(struct city *city, const char *scheme, const gw_date *days, size_t n)
{
	struct gw_division_info *list;
	struct gw_error err;
	size_t count, found = 0, i;

	expect_ok(gw_store_list_divisions(city->store, &list, &count, &err), err);
	for (i = 0; i < count; i++) {
		if (strcmp(list[i].scheme, scheme) != 0)
			continue;
		if (found + 1 >= n || list[i].valid_from != days[found] ||
			list[i].valid_to != days[found + 1])
			fail_msg("%s: division %zu is valid from %d to %d", scheme, found,
				list[i].valid_from, list[i].valid_to);
		found++;
	}
	if (found + 1 != n)
		fail_msg("%s: %zu divisions, not %zu", scheme, found, n - 1);
	free(list);
}

static struct gw_division_info add(struct city *city, const struct gw_level *level, gw_date from)
{
	struct gw_division_info added;
	struct gw_error err;

	expect_ok(
		gw_store_add_division(city->store, level, from, "x.geojson", "wgs84", &added, &err),
		err);
	assert_int_equal(added.valid_from, from);
	return added;
}

static void a_division_is_known_by_what_was_said_of_it(void **state)
{
	struct city *city = *state;
	struct gw_division_info *list;
	struct gw_error err;
	size_t n;

	expect_ok(gw_store_list_divisions(city->store, &list, &n, &err), err);
	assert_int_equal(n, 2);
	assert_string_equal(list[0].scheme, "governance");
	assert_string_equal(list[0].level, "grid");
	assert_int_equal(list[0].rank, 1);
	assert_int_equal(list[0].num_cells, 4);
	assert_int_equal(list[0].valid_from, GW_DATE_MIN);
	assert_int_equal(list[0].valid_to, GW_DATE_MAX);
	assert_string_equal(list[1].scheme, "police");
	assert_int_equal(list[1].num_cells, 2);
	assert_int_equal(list[1].valid_from, 20260301);
	free(list);
	expect_database_text(city->path,
		"SELECT source || ' ' || crs FROM division"
		" WHERE valid_from = 20260301",
		"beats.geojson gcj02");
}

static void a_later_division_ends_the_one_before_it(void **state)
{
	struct city *city = *state;
	struct gw_division_info added = add(city, &city->grids, 20270101);

	assert_int_equal(added.valid_to, GW_DATE_MAX);
	assert_int_equal(added.num_cells, 0);
	expect_days(city, "governance", (gw_date[]){GW_DATE_MIN, 20270101, GW_DATE_MAX}, 3);
	expect_days(city, "police", (gw_date[]){20260301, GW_DATE_MAX}, 2);
}

static void a_division_between_two_takes_the_days_up_to_the_later(void **state)
{
	struct city *city = *state;

	add(city, &city->grids, 20270101);
	assert_int_equal(add(city, &city->grids, 20260601).valid_to, 20270101);
	expect_days(
		city, "governance", (gw_date[]){GW_DATE_MIN, 20260601, 20270101, GW_DATE_MAX}, 4);
}

static void a_division_before_the_first_takes_the_days_up_to_it(void **state)
{
	struct city *city = *state;

	assert_int_equal(add(city, &city->beats, 20250101).valid_to, 20260301);
	add(city, &city->beats, GW_DATE_MIN);
	expect_days(city, "police", (gw_date[]){GW_DATE_MIN, 20250101, 20260301, GW_DATE_MAX}, 4);
}

static void a_division_of_the_same_day_is_refused_and_changes_nothing(void **state)
{
	struct city *city = *state;
	struct gw_division_info added;
	struct gw_error err;

	assert_int_equal(gw_store_add_division(
				 city->store, &city->beats, 20260301, "x", "wgs84", &added, &err),
		GW_EEXISTS);
	expect_text(&err, "2026-03-01");
	assert_int_equal(gw_store_add_division(city->store, &city->grids, GW_DATE_MIN, "x", "wgs84",
				 &added, &err),
		GW_EEXISTS);
	expect_text(&err, "--valid-from");
	expect_days(city, "governance", (gw_date[]){GW_DATE_MIN, GW_DATE_MAX}, 2);
	expect_days(city, "police", (gw_date[]){20260301, GW_DATE_MAX}, 2);
}

static int compare_days(const void *a, const void *b)
{
	return *(const gw_date *)a - *(const gw_date *)b;
}

static void in_whatever_order_divisions_come_up_their_days_join_without_gap(void **state)
{
	struct city *city = *state;
	gw_date days[42] = {GW_DATE_MIN, GW_DATE_MAX};
	size_t n = 2;
	struct gw_error err;
	int i;

	expect_ok(gw_store_begin(city->store, &err), err);
	for (i = 1; i <= 40; i++) {
		days[n++] = 20300101 + i * 37 % 41 * 10000; /* all different, in no order */
		add(city, &city->grids, days[n - 1]);
		qsort(days, n, sizeof *days, compare_days);
		expect_days(city, "governance", days, n);
	}
}

static void expect_found(struct city *city, const char *scheme, gw_date day, int64_t id)
{
	struct gw_division_info found;
	struct gw_error err;

	expect_ok(gw_store_find_division(city->store, scheme, day, &found, &err), err);
	if (found.id != id)
		fail_msg("%d: division %lld, not %lld", day, (long long)found.id, (long long)id);
}

static void a_division_is_found_on_its_days_only(void **state)
{
	struct city *city = *state;
	struct gw_division_info found;
	struct gw_error err;
	int64_t later = add(city, &city->grids, 20270101).id;

	expect_found(city, "governance", GW_DATE_MIN, city->governance.id);
	expect_found(city, "governance", 20261231, city->governance.id);
	expect_found(city, "governance", 20270101, later);
	expect_found(city, "governance", 99991231, later);
	expect_found(city, NULL, 20261231, city->governance.id);
	expect_found(city, "police", 20260301, city->police.id);
	assert_int_equal(gw_store_find_division(city->store, "police", 20260228, &found, &err),
		GW_ENOTFOUND);
	expect_text(&err, "2026-02-28");
}

static void an_unknown_scheme_is_answered_with_those_there_are(void **state)
{
	struct city *city = *state;
	struct gw_division_info found;
	struct gw_error err;

	assert_int_equal(gw_store_find_division(city->store, "health", 20260101, &found, &err),
		GW_ENOTFOUND);
	expect_text(&err, "\"health\"; there are: governance, police");
}

static void a_database_without_cells_says_what_to_do(void **state)
{
	struct city *city = *state;
	struct gw_division_info found;
	struct gw_store *store;
	struct gw_error err;
	const char *path = folder_file(&city->folder, "empty.db");

	expect_ok(gw_store_init(path, "UTC", &err), err);
	expect_ok(gw_store_open(&store, path, GW_STORE_READ, &err), err);
	assert_int_equal(gw_store_find_division(store, NULL, 20260101, &found, &err), GW_ENOTFOUND);
	expect_text(&err, "gridward import cells");
	gw_store_close(store);
}

static void a_division_is_loaded_with_its_units_and_finds_points(void **state)
{
	static const struct {
		int east, north;
		const char *code, *parent;
	} squares[] = {{-1, -1, "SW", "West"}, {0, -1, "SE", "East"}, {-1, 0, "NW", "West"},
		{0, 0, "NE", "East"}};
	struct city *city = *state;
	struct gw_division *d;
	struct gw_error err;
	size_t i;

	expect_ok(gw_store_load_division(city->store, &city->governance, &d, &err), err);
	assert_int_equal(d->units->num_cells, 4);
	assert_int_equal(d->units->n, 6);
	for (i = 0; i < 4; i++) {
		gw_cell_id cell =
			gw_locator_cell(d->locator, city_place(squares[i].east, squares[i].north));
		const struct gw_unit *u = &d->units->items[d->units->of_cell[cell]];

		assert_string_equal(u->code, squares[i].code);
		assert_string_equal(d->units->items[u->parent].name, squares[i].parent);
		assert_int_equal(u->residents, GW_NO_DATA);
		assert_int_equal(u->level, 1);
	}
	gw_division_destroy(d);
}

static void a_cell_keeps_the_parent_of_its_own_division(void **state)
{
	struct city *city = *state;
	struct gw_division_info later = add(city, &city->grids, 20270101);
	struct gw_division *d;
	struct gw_error err;
	int64_t east;

	expect_ok(gw_store_find_parent(city->store, &city->grids, "E", &east, &err), err);
	/* From 2027 on NW is the East's; before it stays the West's. */
	city_add_square(
		city->store, &city->grids, later.id, (struct square){"NW", -1, 0, 1, 1}, east);
	expect_ok(gw_store_load_division(city->store, &city->governance, &d, &err), err);
	assert_string_equal(
		d->units
			->items[gw_units_above(d->units,
				d->units->items[gw_units_find(d->units, GW_NO_UNIT, "NW")].first,
				0)]
			.code,
		"W");
	gw_division_destroy(d);
	expect_ok(gw_store_load_division(city->store, &later, &d, &err), err);
	assert_string_equal(d->units->items[gw_units_above(d->units, 1, 0)].code, "E");
	gw_division_destroy(d);
}

/* Rings as they are told: polygons with their holes behind them, in units. */
struct told_ring {
	uint32_t polygon;
	bool hole;
	size_t n;
	struct gw_lonlat points[8];
};

static void store_cell(struct city *city, int64_t division, const char *code,
	const struct told_ring *told, size_t n, struct gw_rings *rings)
{
	struct gw_unit unit = {.code = code, .households = -1, .residents = -1, .grade = -1};
	size_t first = rings->num_rings, i;
	struct gw_error err;
	int64_t id;

	for (i = 0; i < n; i++)
		expect_ok(gw_rings_add(rings, 1, told[i].polygon, told[i].hole, told[i].points,
				  told[i].n, NULL, &err),
			err);
	expect_ok(gw_store_put_unit(city->store, &city->grids, &unit, -1, &id, &err), err);
	expect_ok(gw_store_add_cell(city->store, division, id, -1, &unit, rings,
			  rings->rings + first, n, &err),
		err);
}

static void expect_same_ring(const struct gw_rings *a, const struct gw_rings *b, size_t i)
{
	const struct gw_ring *x = &a->rings[i], *y = &b->rings[i];
	uint32_t j;

	if (x->count != y->count || x->hole != y->hole)
		fail_msg("ring %zu: %u points instead of %u", i, y->count, x->count);
	for (j = 0; j < x->count; j++)
		if (!gw_lonlat_equal(a->points[x->first + j], b->points[y->first + j]))
			fail_msg("ring %zu, point %u: %d %d became %d %d", i, j,
				a->points[x->first + j].lon, a->points[x->first + j].lat,
				b->points[y->first + j].lon, b->points[y->first + j].lat);
	if (i && (x->polygon == x[-1].polygon) != (y->polygon == y[-1].polygon))
		fail_msg("ring %zu: in another polygon", i);
}

static void expect_read_back(
	struct city *city, const struct gw_division_info *division, const struct gw_rings *rings)
{
	struct gw_units *units;
	struct gw_rings back;
	struct gw_error err;
	size_t i;

	gw_rings_init(&back);
	expect_ok(gw_store_read_division(city->store, division, &units, &back, &err), err);
	assert_int_equal(back.num_rings, rings->num_rings);
	for (i = 0; i < rings->num_rings; i++)
		expect_same_ring(rings, &back, i);
	gw_units_destroy(units);
	gw_rings_finish(&back);
}

static void holes_and_several_polygons_come_back_to_the_last_unit(void **state)
{
	static const struct told_ring told[] = {
		{7, false, 4,
			{{1199999999, 399999999}, {1200100001, 399999998}, {1200100003, 400100001},
				{1200000007, 400100011}}},
		{7, true, 3,
			{{1200010001, 400010003}, {1200020007, 400010009},
				{1200010011, 400020013}}},
		{7, true, 3,
			{{1200050001, 400050003}, {1200060007, 400050009},
				{1200050011, 400060013}}},
		{9, false, 3, {{-1, -1}, {1, 0}, {0, 1}}},
	};
	struct city *city = *state;
	struct gw_division_info division = add(city, &city->grids, 20270101);
	struct gw_rings rings;

	gw_rings_init(&rings);
	store_cell(city, division.id, "many", told, 4, &rings);
	expect_read_back(city, &division, &rings);
	assert_int_equal(database_int(city->path,
				 "SELECT ST_NumGeometries(geom) * 100"
				 " + ST_NumInteriorRing(ST_GeometryN(geom, 1)) * 10 + ST_SRID(geom)"
				 " FROM cell WHERE code = 'many'"),
		200 + 20 + 4326);
	assert_int_equal(database_int(city->path,
				 "SELECT round(1e7 * ST_MinX(geom)) FROM cell"
				 " WHERE code = 'many'"),
		-1);
	gw_rings_finish(&rings);
}

static void the_ends_of_the_earth_come_back_exactly(void **state)
{
	static const struct told_ring told[] = {
		{0, false, 4,
			{{-GW_LON_MAX, -GW_LAT_MAX}, {GW_LON_MAX, -GW_LAT_MAX},
				{GW_LON_MAX, GW_LAT_MAX}, {-GW_LON_MAX, GW_LAT_MAX}}},
	};
	struct city *city = *state;
	struct gw_division_info division = add(city, &city->grids, 20270101);
	struct gw_rings rings;

	gw_rings_init(&rings);
	store_cell(city, division.id, "world", told, 1, &rings);
	expect_read_back(city, &division, &rings);
	assert_int_equal(
		database_int(city->path,
			"SELECT ST_MinX(geom) = -180 AND"
			" ST_MaxX(geom) = 180 AND ST_MinY(geom) = -90 AND ST_MaxY(geom) = 90"
			" FROM cell WHERE code = 'world'"),
		1);
	gw_rings_finish(&rings);
}

static void every_coordinate_survives_the_database(void **state)
{
	struct city *city = *state;
	struct gw_division_info division = add(city, &city->grids, 20270101);
	uint64_t random = 20261003;
	struct gw_rings rings;
	struct gw_error err;
	char code[16];
	int i, j;

	gw_rings_init(&rings);
	expect_ok(gw_store_begin(city->store, &err), err);
	for (i = 0; i < 500; i++) {
		struct told_ring told = {.n = 8};

		for (j = 0; j < 8; j++) {
			random = random * 6364136223846793005 + 1442695040888963407;
			told.points[j].lon =
				(int32_t)((int64_t)(random >> 33) % GW_LON_MAX) * (i % 2 ? 1 : -1);
			random = random * 6364136223846793005 + 1442695040888963407;
			told.points[j].lat =
				(int32_t)((int64_t)(random >> 33) % GW_LAT_MAX) * (i % 3 ? 1 : -1);
		}
		snprintf(code, sizeof code, "%04d", i);
		store_cell(city, division.id, code, &told, 1, &rings);
	}
	expect_ok(gw_store_commit(city->store, &err), err);
	expect_read_back(city, &division, &rings);
	gw_rings_finish(&rings);
}

static void a_cell_whose_geometry_is_broken_is_named_when_it_is_read(void **state)
{
	struct city *city = *state;
	struct gw_division *d;
	struct gw_error err;

	database_run(city->path,
		"PRAGMA ignore_check_constraints = 1;"
		"DROP TRIGGER ggu_cell_geom; DROP TRIGGER giu_cell_geom;"
		"UPDATE cell SET geom = x'00' WHERE code = 'NW'");
	assert_int_equal(
		gw_store_load_division(city->store, &city->governance, &d, &err), GW_EINVAL);
	expect_text(&err, "NW");
	expect_text(&err, city->path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_city(a_division_is_known_by_what_was_said_of_it),
		in_a_city(a_later_division_ends_the_one_before_it),
		in_a_city(a_division_between_two_takes_the_days_up_to_the_later),
		in_a_city(a_division_before_the_first_takes_the_days_up_to_it),
		in_a_city(a_division_of_the_same_day_is_refused_and_changes_nothing),
		in_a_city(in_whatever_order_divisions_come_up_their_days_join_without_gap),
		in_a_city(a_division_is_found_on_its_days_only),
		in_a_city(an_unknown_scheme_is_answered_with_those_there_are),
		in_a_city(a_database_without_cells_says_what_to_do),
		in_a_city(a_division_is_loaded_with_its_units_and_finds_points),
		in_a_city(a_cell_keeps_the_parent_of_its_own_division),
		in_a_city(holes_and_several_polygons_come_back_to_the_last_unit),
		in_a_city(the_ends_of_the_earth_come_back_exactly),
		in_a_city(every_coordinate_survives_the_database),
		in_a_city(a_cell_whose_geometry_is_broken_is_named_when_it_is_read),
	};

	return cmocka_run_group_tests_name("store/divisions", tests, NULL, NULL);
}
