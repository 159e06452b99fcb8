/* SPDX-License-Identifier: Apache-2.0 */
#include "store/hierarchy.h"

#include "base/mem.h"
#include "store/db.h"

#include <stdio.h>
#include <stdlib.h>

enum gw_status gw_store_put_scheme(
	struct gw_store *store, const char *name, int64_t *id, struct gw_error *err)
{
	enum gw_status st;

	st = gw_db_exec(store, err, "INSERT OR IGNORE INTO scheme (name) VALUES (?)", "s", name);
	if (st)
		return st;
	return gw_db_int(store, id, err, "SELECT id FROM scheme WHERE name = ?", "s", name);
}

enum gw_status gw_store_put_level(struct gw_store *store, const char *scheme, const char *name,
	struct gw_level *level, struct gw_error *err)
{
	enum gw_status st;
	int64_t rank;

	st = gw_store_put_scheme(store, scheme, &level->scheme_id, err);
	if (!st)
		st = gw_db_exec(store, err,
			"INSERT OR IGNORE INTO level (scheme_id, name, rank) VALUES (?1, ?2,"
			" (SELECT coalesce(max(rank) + 1, 0) FROM level WHERE scheme_id = ?1))",
			"is", level->scheme_id, name);
	if (!st)
		st = gw_db_int(store, &level->id, err,
			"SELECT id FROM level WHERE scheme_id = ? AND name = ?", "is",
			level->scheme_id, name);
	if (!st)
		st = gw_db_int(
			store, &rank, err, "SELECT rank FROM level WHERE id = ?", "i", level->id);
	if (!st)
		level->rank = (uint32_t)rank;
	return st;
}

enum gw_status gw_store_put_unit(struct gw_store *store, const struct gw_level *level,
	const struct gw_unit *unit, int64_t parent, int64_t *id, struct gw_error *err)
{
	enum gw_status st;

	st = gw_db_exec(store, err,
		"INSERT INTO unit (level_id, code, name, name_en, parent_id, responsible,"
		" households, residents, grade) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
		" ON CONFLICT (level_id, code) DO UPDATE SET"
		" name = coalesce(excluded.name, name),"
		" name_en = coalesce(excluded.name_en, name_en),"
		" parent_id = coalesce(excluded.parent_id, parent_id),"
		" responsible = coalesce(excluded.responsible, responsible),"
		" households = coalesce(excluded.households, households),"
		" residents = coalesce(excluded.residents, residents),"
		" grade = coalesce(excluded.grade, grade)",
		"isssnsnnn", level->id, unit->code, unit->name, unit->name_en, parent,
		unit->responsible, (int64_t)unit->households, (int64_t)unit->residents,
		(int64_t)unit->grade);
	if (st)
		return st;
	return gw_db_int(store, id, err, "SELECT id FROM unit WHERE level_id = ? AND code = ?",
		"is", level->id, unit->code);
}

enum gw_status gw_store_find_parent(struct gw_store *store, const struct gw_level *level,
	const char *code, int64_t *id, struct gw_error *err)
{
	return gw_db_int(store, id, err,
		"SELECT unit.id FROM unit JOIN level ON level.id = unit.level_id"
		" WHERE level.scheme_id = ? AND level.rank < ? AND unit.code = ?"
		" ORDER BY level.rank DESC LIMIT 1",
		"iis", level->scheme_id, (int64_t)level->rank, code);
}

enum gw_status gw_store_list_levels(
	struct gw_store *store, struct gw_level_info **out, size_t *n, struct gw_error *err)
{
	struct gw_level_info *list = NULL;
	size_t count = 0, capacity = 0;
	sqlite3_stmt *stmt;
	enum gw_status st;
	bool row;

	st = gw_db_query(store, &stmt, err,
		"SELECT scheme.id, scheme.name, coalesce(level.name, ''), coalesce(rank, 0)"
		" FROM scheme LEFT JOIN level ON scheme_id = scheme.id ORDER BY scheme.id, rank",
		"");
	while (!st) {
		struct gw_level_info *info;

		st = gw_db_step(store, stmt, &row, err);
		if (st || !row)
			break;
		if (!gw_grow(&list, count, &capacity, sizeof *list)) {
			st = gw_fail_nomem(err);
			break;
		}
		info = &list[count++];
		info->scheme_id = sqlite3_column_int64(stmt, 0);
		snprintf(info->scheme, sizeof info->scheme, "%s",
			(const char *)sqlite3_column_text(stmt, 1));
		snprintf(info->name, sizeof info->name, "%s",
			(const char *)sqlite3_column_text(stmt, 2));
		info->rank = (uint32_t)sqlite3_column_int(stmt, 3);
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
