/* SPDX-License-Identifier: Apache-2.0 */
#include "store/divisions.h"

#include "base/buf.h"
#include "base/fingerprint.h"
#include "base/mem.h"
#include "grid/check.h"
#include "store/db.h"
#include "store/geometry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SELECT_DIVISION                                                                            \
	"SELECT division.id, division.scheme_id, scheme.name, level.name, level.rank, valid_from," \
	" valid_to, (SELECT count(*) FROM cell WHERE division_id = division.id), checked"          \
	" FROM division JOIN scheme ON scheme.id = division.scheme_id"                             \
	" JOIN level ON level.id = division.level_id "

static void copy_name(char to[GW_NAME_MAX], const unsigned char *from)
{
	snprintf(to, GW_NAME_MAX, "%s", from ? (const char *)from : "");
}

static void read_info(sqlite3_stmt *row, struct gw_division_info *info)
{
	info->id = sqlite3_column_int64(row, 0);
	info->scheme_id = sqlite3_column_int64(row, 1);
	copy_name(info->scheme, sqlite3_column_text(row, 2));
	copy_name(info->level, sqlite3_column_text(row, 3));
	info->rank = (uint32_t)sqlite3_column_int(row, 4);
	info->valid_from = sqlite3_column_int(row, 5);
	info->valid_to = sqlite3_column_int(row, 6);
	info->num_cells = sqlite3_column_int64(row, 7);
	info->checked = sqlite3_column_int(row, 8);
}

/* Fills text with a query's single column, its rows joined by ", ". */
static void list_names(struct gw_store *store, const char *sql, int64_t key, char *text, size_t max)
{
	sqlite3_stmt *stmt;
	size_t len = 0;
	bool row;

	snprintf(text, max, "none");
	if (gw_db_query(store, &stmt, NULL, sql, "i", key))
		return;
	while (!gw_db_step(store, stmt, &row, NULL) && row && len < max)
		len += (size_t)snprintf(text + len, max - len, "%s%s", len ? ", " : "",
			(const char *)sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
}

static enum gw_status read_one(struct gw_store *store, struct gw_division_info *out,
	struct gw_error *err, const char *sql, int64_t scheme, gw_date day)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row = false;

	st = gw_db_query(store, &stmt, err, sql, "ii", scheme, (int64_t)day);
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	if (!st && row)
		read_info(stmt, out);
	sqlite3_finalize(stmt);
	return st ? st : row ? GW_OK : GW_ENOTFOUND;
}

enum gw_status gw_store_add_division(struct gw_store *store, const struct gw_level *level,
	gw_date valid_from, const char *source, const char *crs, struct gw_division_info *division,
	struct gw_error *err)
{
	char day[GW_TIME_TEXT_MAX];
	enum gw_status st;
	int64_t valid_to, same;

	st = gw_db_int(store, &same, err,
		"SELECT id FROM division WHERE scheme_id = ? AND valid_from = ?", "ii",
		level->scheme_id, (int64_t)valid_from);
	if (!st && valid_from == GW_DATE_MIN)
		return gw_fail(err, GW_EEXISTS,
			"the scheme has a division already; say from which "
			"day on this one is valid, with --valid-from YYYY-MM-DD");
	if (!st)
		return gw_fail(err, GW_EEXISTS, "the scheme has a division valid from %s already",
			gw_date_format(valid_from, day));
	if (st != GW_ENOTFOUND)
		return st;
	st = gw_db_int(store, &valid_to, err,
		"SELECT coalesce(min(valid_from), ?1) FROM division"
		" WHERE scheme_id = ?2 AND valid_from > ?3",
		"iii", (int64_t)GW_DATE_MAX, level->scheme_id, (int64_t)valid_from);
	if (!st)
		st = gw_db_exec(store, err,
			"UPDATE division SET valid_to = ?1"
			" WHERE scheme_id = ?2 AND valid_from < ?1 AND valid_to > ?1",
			"ii", (int64_t)valid_from, level->scheme_id);
	if (!st)
		st = gw_db_exec(store, err,
			"INSERT INTO division"
			" (scheme_id, level_id, valid_from, valid_to, source, crs, imported_at)"
			" VALUES (?, ?, ?, ?, ?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
			"iiiiss", level->scheme_id, level->id, (int64_t)valid_from, valid_to,
			source, crs);
	if (st)
		return st;
	return read_one(store, division, err,
		SELECT_DIVISION "WHERE division.scheme_id = ? AND valid_from = ?", level->scheme_id,
		valid_from);
}

enum gw_status gw_store_add_cell(struct gw_store *store, int64_t division, int64_t unit,
	int64_t parent, const struct gw_unit *names, const struct gw_rings *rings,
	const struct gw_ring *first, size_t num_rings, struct gw_error *err)
{
	sqlite3_stmt *stmt = NULL;
	unsigned char *blob;
	enum gw_status st;
	bool row;
	int len;

	st = gw_geometry_from_rings(rings, first, num_rings, &blob, &len, err);
	if (st)
		return st;
	st = gw_db_query(store, &stmt, err,
		"INSERT INTO cell (division_id, unit_id, parent_id, code, name, geom)"
		" VALUES (?, ?, ?, ?, ?, ?)",
		"iinss", division, unit, parent, names->code, names->name);
	if (!st && sqlite3_bind_blob(stmt, 6, blob, len, SQLITE_STATIC))
		st = gw_db_fail(store, err);
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	sqlite3_finalize(stmt);
	free(blob);
	return st;
}

enum gw_status gw_store_list_divisions(
	struct gw_store *store, struct gw_division_info **out, size_t *n, struct gw_error *err)
{
	struct gw_division_info *list = NULL;
	size_t count = 0, capacity = 0;
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err, SELECT_DIVISION "ORDER BY scheme.id, valid_from", "");
	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (gw_grow(&list, count, &capacity, sizeof *list))
			read_info(stmt, &list[count++]);
		else
			st = gw_fail_nomem(err);
	}
	sqlite3_finalize(stmt);
	if (st) {
		free(list);
		return st;
	}
	*out = list;
	*n = count;
	return GW_OK;
}

enum gw_status gw_store_find_division(struct gw_store *store, const char *scheme, gw_date day,
	struct gw_division_info *out, struct gw_error *err)
{
	char text[512], date[GW_TIME_TEXT_MAX];
	enum gw_status st;
	int64_t id;

	st = scheme
		? gw_db_int(store, &id, err, "SELECT id FROM scheme WHERE name = ?", "s", scheme)
		: gw_db_int(store, &id, err,
			  "SELECT scheme_id FROM division ORDER BY scheme_id LIMIT 1", "");
	if (st == GW_ENOTFOUND && !scheme)
		return gw_fail(
			err, st, "there are no cells yet; gridward import cells brings them");
	if (st == GW_ENOTFOUND) {
		list_names(
			store, "SELECT name FROM scheme WHERE ? ORDER BY id", 1, text, sizeof text);
		return gw_fail(err, st, "no scheme \"%s\"; there are: %s", scheme, text);
	}
	if (st)
		return st;
	st = read_one(store, out, err,
		SELECT_DIVISION
		"WHERE division.scheme_id = ?1 AND valid_from <= ?2 AND valid_to > ?2",
		id, day);
	if (st == GW_ENOTFOUND)
		return gw_fail(err, st, "no division of the scheme is valid on %s",
			gw_date_format(day, date));
	return st;
}

/* The units of a division, in the making: upper ones first, sorted by id, then the cells. */
struct unit_list {
	struct gw_unit *items;
	size_t n, capacity;
	size_t num_upper;
};

static int compare_key(const void *key, const void *item)
{
	int64_t a = *(const int64_t *)key, b = ((const struct gw_unit *)item)->key;

	return (a > b) - (a < b);
}

static uint32_t upper_number(const struct unit_list *list, int64_t id)
{
	const struct gw_unit *found =
		bsearch(&id, list->items, list->num_upper, sizeof *found, compare_key);

	return found ? (uint32_t)(found - list->items) : GW_NO_UNIT;
}

static const char *copy_column(sqlite3_stmt *row, int column)
{
	const char *text = (const char *)sqlite3_column_text(row, column);

	return text ? strdup(text) : NULL;
}

static int32_t number_or_no_data(sqlite3_stmt *row, int column)
{
	return sqlite3_column_type(row, column) == SQLITE_NULL ? GW_NO_DATA
							       : sqlite3_column_int(row, column);
}

/* Appends the units of a query of the columns that read_units() names. */
static enum gw_status append_units(struct gw_store *store, struct unit_list *list, bool cells,
	const char *sql, int64_t a, int64_t b, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err, sql, "ii", a, b);
	while (!st) {
		struct gw_unit *u;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (!gw_grow(&list->items, list->n, &list->capacity, sizeof *list->items)) {
			st = gw_fail_nomem(err);
			break;
		}
		u = &list->items[list->n++];
		*u = (struct gw_unit){
			.key = sqlite3_column_int64(stmt, 0),
			.code = copy_column(stmt, 2),
			.name = copy_column(stmt, 3),
			.name_en = copy_column(stmt, 4),
			.responsible = copy_column(stmt, 5),
			.households = number_or_no_data(stmt, 6),
			.residents = number_or_no_data(stmt, 7),
			.grade = number_or_no_data(stmt, 8),
			.level = (uint32_t)sqlite3_column_int(stmt, 9),
			.is_cell = cells,
			.parent = GW_NO_UNIT,
		};
		/* For now an upper unit's parent is not numbered: set_parents() does it. */
		if (sqlite3_column_type(stmt, 1) != SQLITE_NULL && cells)
			u->parent = upper_number(list, sqlite3_column_int64(stmt, 1));
	}
	sqlite3_finalize(stmt);
	return st;
}

static enum gw_status set_parents(
	struct gw_store *store, struct unit_list *list, int64_t scheme, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err,
		"SELECT unit.id, parent_id FROM unit JOIN level ON level.id = level_id"
		" WHERE scheme_id = ? AND parent_id IS NOT NULL",
		"i", scheme);
	while (!st) {
		uint32_t child;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		child = upper_number(list, sqlite3_column_int64(stmt, 0));
		if (child != GW_NO_UNIT)
			list->items[child].parent =
				upper_number(list, sqlite3_column_int64(stmt, 1));
	}
	sqlite3_finalize(stmt);
	return st;
}

static void finish_list(struct unit_list *list)
{
	size_t i;

	for (i = 0; i < list->n; i++) {
		free((char *)list->items[i].code);
		free((char *)list->items[i].name);
		free((char *)list->items[i].name_en);
		free((char *)list->items[i].responsible);
	}
	free(list->items);
}

enum gw_status gw_store_read_units(struct gw_store *store, const struct gw_division_info *info,
	struct gw_units **out, struct gw_error *err)
{
	struct unit_list list = {0};
	enum gw_status st;

	st = append_units(store, &list, false,
		"SELECT unit.id, NULL, code, unit.name, name_en, responsible, households, residents,"
		" grade, rank FROM unit JOIN level ON level.id = level_id"
		" WHERE scheme_id = ? AND rank < ? ORDER BY unit.id",
		info->scheme_id, info->rank, err);
	list.num_upper = list.n;
	if (!st)
		st = set_parents(store, &list, info->scheme_id, err);
	if (!st)
		st = append_units(store, &list, true,
			"SELECT cell.id, cell.parent_id, cell.code, cell.name, name_en, responsible,"
			" households, residents, grade, ?2 FROM cell JOIN unit ON unit.id = unit_id"
			" WHERE division_id = ?1 ORDER BY cell.id",
			info->id, info->rank, err);
	if (!st)
		st = gw_units_create(out, list.items, (uint32_t)list.n, err);
	finish_list(&list);
	return st;
}

static enum gw_status read_rings(struct gw_store *store, int64_t division,
	const struct gw_units *units, struct gw_rings *rings, struct gw_error *err)
{
	struct gw_keyed_cell *cells;
	sqlite3_stmt *stmt = NULL;
	enum gw_status st;
	size_t i = 0;
	bool row;

	cells = gw_units_by_key(units); /* in the order of the query */
	if (!cells)
		return gw_fail_nomem(err);
	st = gw_db_query(store, &stmt, err,
		"SELECT geom FROM cell WHERE division_id = ? ORDER BY id", "i", division);
	for (; !st; i++) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row || i == units->num_cells)
			break;
		st = gw_geometry_to_rings(sqlite3_column_blob(stmt, 0),
			sqlite3_column_bytes(stmt, 0), cells[i].cell, rings, err);
		if (st)
			gw_fail_in(err, st, gw_cell_code(units, cells[i].cell));
	}
	sqlite3_finalize(stmt);
	free(cells);
	return st;
}

enum gw_status gw_store_read_division(struct gw_store *store, const struct gw_division_info *info,
	struct gw_units **units, struct gw_rings *rings, struct gw_error *err)
{
	enum gw_status st;

	st = gw_store_read_units(store, info, units, err);
	if (st)
		return st;
	st = read_rings(store, info->id, *units, rings, err);
	if (st) {
		gw_units_destroy(*units);
		return gw_fail_in(err, st, store->path);
	}
	return GW_OK;
}

static uint64_t print_column(uint64_t print, sqlite3_stmt *row, int column)
{
	const void *bytes = sqlite3_column_blob(row, column);

	print = gw_fingerprint_number(print, (uint64_t)sqlite3_column_type(row, column));
	return gw_fingerprint_bytes(print, bytes, (size_t)sqlite3_column_bytes(row, column));
}

enum gw_status gw_store_print_cells(
	struct gw_store *store, int64_t division, uint64_t *print, struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;
	int i;

	*print = GW_FINGERPRINT_NONE;
	st = gw_db_query(store, &stmt, err,
		"SELECT id, unit_id, parent_id, code, name, geom FROM cell WHERE division_id = ?"
		" ORDER BY id",
		"i", division);
	while (!st) {
		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		for (i = 0; i < 6; i++)
			*print = print_column(*print, stmt, i);
	}
	sqlite3_finalize(stmt);
	return st;
}

enum gw_status gw_store_mark_checked(struct gw_store *store, int64_t division, struct gw_error *err)
{
	return gw_db_exec(
		store, err, "UPDATE division SET checked = 1 WHERE id = ?", "i", division);
}

/* An unsound grid would locate points in cells that do not exist. */
static enum gw_status refuse_faults(const struct gw_rings *rings,
	const struct gw_division *division, const char *path, struct gw_error *err)
{
	struct gw_faults faults;
	enum gw_status st;

	gw_faults_init(&faults);
	st = gw_check(rings, division->grid, division->locator, &faults, err);
	if (!st && gw_faults_count(&faults))
		st = gw_fail(err, GW_EFAULTS,
			"%s: its cells were changed by another program and are no "
			"longer seamless; gridward check names the %zu faults",
			path, gw_faults_count(&faults));
	gw_faults_finish(&faults);
	return st;
}

enum gw_status gw_store_load_division(struct gw_store *store, const struct gw_division_info *info,
	struct gw_division **out, struct gw_error *err)
{
	struct gw_division *division = NULL;
	struct gw_units *units;
	struct gw_rings rings;
	enum gw_status st;

	gw_rings_init(&rings);
	st = gw_store_read_division(store, info, &units, &rings, err);
	if (!st) {
		st = gw_division_create(&division, units, &rings, err);
		if (st)
			gw_units_destroy(units);
	}
	if (!st && !info->checked)
		st = refuse_faults(&rings, division, store->path, err);
	gw_rings_finish(&rings);
	if (st)
		gw_division_destroy(division);
	else
		*out = division;
	return st;
}

enum gw_status gw_store_level_name(struct gw_store *store, int64_t scheme, uint32_t rank,
	char name[GW_NAME_MAX], struct gw_error *err)
{
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row = false;

	st = gw_db_query(store, &stmt, err,
		"SELECT name FROM level WHERE scheme_id = ? AND rank = ?", "ii", scheme,
		(int64_t)rank);
	if (!st)
		st = gw_db_step(store, stmt, &row, err);
	if (!st && row)
		copy_name(name, sqlite3_column_text(stmt, 0));
	sqlite3_finalize(stmt);
	return st ? st : row ? GW_OK : gw_fail(err, GW_ENOTFOUND, "no level %u", rank);
}
