/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"

#include "city.h"

#include <sqlite3.h>
#include <spatialite.h>
#include <stdlib.h>

/* A database in memory, so that no disk is measured. */
struct lite {
	sqlite3 *db;
	void *cache; /* SpatiaLite's, one a connection */
	sqlite3_stmt *find;
};

static const char schema[] = "SELECT InitSpatialMetadata(1, 'NONE');"
			     "CREATE TABLE cell (id INTEGER PRIMARY KEY);"
			     "SELECT AddGeometryColumn('cell', 'geom', -1, 'GEOMETRY', 'XY');"
			     "SELECT CreateSpatialIndex('cell', 'geom');";

static const char find_sql[] = "SELECT id FROM cell WHERE rowid IN"
			       " (SELECT rowid FROM SpatialIndex WHERE f_table_name = 'cell'"
			       "  AND search_frame = MakePoint(?1, ?2, -1))"
			       " AND ST_Intersects(geom, MakePoint(?1, ?2, -1))";

static enum gw_status fail(const struct lite *lite, struct gw_error *err)
{
	return gw_fail(err, GW_EIO, "SpatiaLite: %s", sqlite3_errmsg(lite->db));
}

static bool run(const struct lite *lite, const char *sql)
{
	return sqlite3_exec(lite->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool insert_cells(struct lite *lite, const struct gw_rings *rings)
{
	sqlite3_stmt *insert;
	size_t first, end = 0;
	struct gw_buf wkb;
	bool ok;

	ok = sqlite3_prepare_v2(lite->db, "INSERT INTO cell VALUES (?, ST_GeomFromWKB(?, -1))", -1,
		     &insert, NULL) == SQLITE_OK;
	gw_buf_init(&wkb, BENCH_WKB_MAX);
	while (ok && bench_next_cell(rings, &first, &end)) {
		bench_cell_wkb(&wkb, rings, first, end);
		sqlite3_bind_int64(insert, 1, rings->rings[first].cell);
		sqlite3_bind_blob64(insert, 2, wkb.data, wkb.len, SQLITE_STATIC);
		ok = gw_buf_ok(&wkb) && sqlite3_step(insert) == SQLITE_DONE;
		sqlite3_reset(insert);
	}
	gw_buf_finish(&wkb);
	sqlite3_finalize(insert);
	return ok;
}

static void lite_destroy(void *self)
{
	struct lite *lite = self;

	sqlite3_finalize(lite->find);
	sqlite3_close(lite->db);
	if (lite->cache)
		spatialite_cleanup_ex(lite->cache);
	free(lite);
}

static enum gw_status lite_build(
	void **out, const struct gw_rings *rings, double *seconds, struct gw_error *err)
{
	double start = bench_seconds();
	struct lite *lite = calloc(1, sizeof *lite);
	enum gw_status st;

	if (!lite)
		return gw_fail_nomem(err);
	if (sqlite3_open(":memory:", &lite->db) == SQLITE_OK) {
		lite->cache = spatialite_alloc_connection();
		spatialite_init_ex(lite->db, lite->cache, 0);
		if (run(lite, schema) && run(lite, "BEGIN") && insert_cells(lite, rings) &&
			run(lite, "COMMIT") && run(lite, "ANALYZE") &&
			!sqlite3_prepare_v2(lite->db, find_sql, -1, &lite->find, NULL)) {
			*seconds = bench_seconds() - start;
			*out = lite;
			return GW_OK;
		}
	}
	st = fail(lite, err);
	lite_destroy(lite);
	return st;
}

static enum gw_status lite_locate(void *self, const struct bench_points *points,
	struct bench_counts *counts, struct gw_error *err)
{
	struct lite *lite = self;
	double start = bench_seconds();
	size_t i;

	if (!run(lite, "BEGIN"))
		return fail(lite, err);
	for (i = 0; i < points->n; i++) {
		size_t found = 0;
		bool hit = false;

		sqlite3_bind_double(lite->find, 1, points->points[i].lon);
		sqlite3_bind_double(lite->find, 2, points->points[i].lat);
		for (; sqlite3_step(lite->find) == SQLITE_ROW; found++)
			hit |= sqlite3_column_int64(lite->find, 0) == points->expected[i];
		if (sqlite3_reset(lite->find) != SQLITE_OK)
			return fail(lite, err);
		bench_count(counts, true, found, hit, points->expected[i]);
	}
	if (!run(lite, "COMMIT"))
		return fail(lite, err);
	counts->seconds += bench_seconds() - start;
	return GW_OK;
}

static size_t lite_bytes(void *self)
{
	struct lite *lite = self;
	sqlite3_stmt *ask;
	size_t bytes = 0;

	if (sqlite3_prepare_v2(lite->db,
		    "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size", -1,
		    &ask, NULL) == SQLITE_OK &&
		sqlite3_step(ask) == SQLITE_ROW)
		bytes = (size_t)sqlite3_column_int64(ask, 0);
	sqlite3_finalize(ask);
	return bytes;
}

const struct bench_peer bench_spatialite = {
	"SpatiaLite R*Tree", false, lite_build, lite_locate, lite_bytes, lite_destroy};
