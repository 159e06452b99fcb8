/* SPDX-License-Identifier: Apache-2.0 */
#include "peer.h"

#ifdef HAVE_LIBPQ

#include "base/parse.h"
#include "city.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* A cluster of our own, kept by postgis.sh for as long as its standard input is open. */
struct postgis {
	pid_t keeper;
	int keeper_stdin;
	PGconn *conn;
};

static const char schema[] =
	"CREATE EXTENSION postgis;"
	"CREATE TABLE cell (id int PRIMARY KEY, geom geometry);"
	"CREATE UNLOGGED TABLE point (id int PRIMARY KEY, expected int, geom geometry);";

static const char index_sql[] = "CREATE INDEX ON cell USING gist (geom);"
				"CLUSTER cell USING cell_geom_idx;";

/* As events come: each point asks the cells' index. */
static const char by_point_sql[] =
	"CREATE TEMP TABLE found AS"
	" SELECT p.id, c.id AS cell FROM point p LEFT JOIN cell c ON ST_Intersects(c.geom, p.geom)";

/* A bulk job: the points get an index, so that each cell, prepared once, asks for its points. */
static const char by_cell_sql[] =
	"CREATE INDEX point_geom ON point USING gist (geom);"
	"ANALYZE point;"
	"CREATE TEMP TABLE found AS"
	" SELECT p.id, c.id AS cell FROM cell c JOIN point p ON ST_Intersects(c.geom, p.geom)";

static const char count_sql[] =
	"SELECT count(f.cell), coalesce(bool_or(f.cell = p.expected), false), min(p.expected)"
	" FROM point p LEFT JOIN found f ON f.id = p.id GROUP BY p.id";

static const char clean_sql[] = "SET client_min_messages = warning;"
				"DROP TABLE IF EXISTS found;"
				"DROP INDEX IF EXISTS point_geom;"
				"TRUNCATE point";

static enum gw_status fail(const struct postgis *pg, struct gw_error *err)
{
	return gw_fail(err, GW_EIO, "PostGIS: %s", PQerrorMessage(pg->conn));
}

static bool run(const struct postgis *pg, const char *sql)
{
	PGresult *result = PQexec(pg->conn, sql);
	ExecStatusType status = PQresultStatus(result);

	PQclear(result);
	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_COPY_IN;
}

static bool end_copy(const struct postgis *pg)
{
	PGresult *result;
	bool ok = PQputCopyEnd(pg->conn, NULL) == 1;

	while ((result = PQgetResult(pg->conn))) {
		ok = ok && PQresultStatus(result) == PGRES_COMMAND_OK;
		PQclear(result);
	}
	return ok;
}

/* Starts the keeper with pipes to its standard input and from its output. */
static bool start_keeper(struct postgis *pg, int *output)
{
	int in[2], out[2];

	if (pipe2(in, O_CLOEXEC))
		return false;
	if (pipe2(out, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	pg->keeper = fork();
	if (pg->keeper == 0) {
		setsid(); /* what kills us by the group must leave it to clean up */
		dup2(in[0], STDIN_FILENO);
		dup2(out[1], STDOUT_FILENO);
		execl(BENCH_POSTGIS_SH, "postgis.sh", (char *)NULL);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	pg->keeper_stdin = in[1];
	*output = out[0];
	return pg->keeper > 0;
}

static enum gw_status connect_to_own(struct postgis *pg, struct gw_error *err)
{
	char dir[256], target[512];
	FILE *answer;
	int output;

	if (!start_keeper(pg, &output))
		return gw_fail(err, GW_EIO, "PostGIS: no process for its cluster");
	answer = fdopen(output, "r");
	if (!answer) {
		close(output);
		return gw_fail_nomem(err);
	}
	if (!fgets(dir, sizeof dir, answer)) {
		fclose(answer);
		return gw_fail(err, GW_ENOTFOUND, "not installed");
	}
	fclose(answer);
	dir[strcspn(dir, "\n")] = '\0';
	snprintf(target, sizeof target, "host='%s' user=postgres dbname=postgres", dir);
	pg->conn = PQconnectdb(target);
	return PQstatus(pg->conn) == CONNECTION_OK ? GW_OK : fail(pg, err);
}

static bool put_cell(
	const struct postgis *pg, const struct gw_buf *wkb, gw_cell_id id, struct gw_buf *line)
{
	static const char digits[] = "0123456789ABCDEF";
	char *hex;
	size_t i;

	gw_buf_clear(line);
	gw_buf_printf(line, "%u\t", id);
	hex = gw_buf_reserve(line, 2 * wkb->len);
	if (!hex || !gw_buf_ok((struct gw_buf *)wkb))
		return false;
	for (i = 0; i < wkb->len; i++) {
		*hex++ = digits[(unsigned char)wkb->data[i] >> 4];
		*hex++ = digits[(unsigned char)wkb->data[i] & 15];
	}
	line->len += 2 * wkb->len;
	gw_buf_puts(line, "\n");
	return gw_buf_ok(line) && PQputCopyData(pg->conn, line->data, (int)line->len) == 1;
}

static bool copy_cells(const struct postgis *pg, const struct gw_rings *rings)
{
	bool ok = run(pg, "COPY cell FROM STDIN");
	struct gw_buf wkb, line;
	size_t first, end = 0;

	gw_buf_init(&wkb, BENCH_WKB_MAX);
	gw_buf_init(&line, 3 * BENCH_WKB_MAX);
	while (ok && bench_next_cell(rings, &first, &end)) {
		bench_cell_wkb(&wkb, rings, first, end);
		ok = put_cell(pg, &wkb, rings->rings[first].cell, &line);
	}
	gw_buf_finish(&line);
	gw_buf_finish(&wkb);
	return ok && end_copy(pg);
}

static void postgis_destroy(void *self)
{
	struct postgis *pg = self;

	PQfinish(pg->conn);
	if (pg->keeper > 0) {
		close(pg->keeper_stdin);
		waitpid(pg->keeper, NULL, 0);
	}
	free(pg);
}

static enum gw_status postgis_build(
	void **out, const struct gw_rings *rings, double *seconds, struct gw_error *err)
{
	struct postgis *pg = calloc(1, sizeof *pg);
	enum gw_status st;
	double start;

	if (!pg)
		return gw_fail_nomem(err);
	st = connect_to_own(pg, err);
	start = bench_seconds();
	if (!st &&
		(!run(pg, schema) || !copy_cells(pg, rings) || !run(pg, index_sql) ||
			!run(pg, "VACUUM ANALYZE cell")))
		st = fail(pg, err);
	if (st) {
		postgis_destroy(pg);
		return st;
	}
	*seconds = bench_seconds() - start;
	*out = pg;
	return GW_OK;
}

static bool copy_points(const struct postgis *pg, const struct bench_points *points)
{
	bool ok = run(pg, clean_sql) && run(pg, "COPY point FROM STDIN");
	char line[128];
	size_t i;

	for (i = 0; ok && i < points->n; i++) {
		int len = snprintf(line, sizeof line, "%zu\t%u\tPOINT(%d %d)\n", i,
			points->expected[i], points->points[i].lon, points->points[i].lat);

		ok = PQputCopyData(pg->conn, line, len) == 1;
	}
	return ok && end_copy(pg) && run(pg, "ANALYZE point");
}

static int64_t number(const PGresult *rows, int row, int column)
{
	int64_t value = 0;

	gw_parse_int(PQgetvalue(rows, row, column), 0, INT64_MAX, &value);
	return value;
}

/* Only the statement is timed: loading the points and counting are not. */
static enum gw_status locate_by(const struct postgis *pg, const char *sql,
	const struct bench_points *points, struct bench_counts *counts, struct gw_error *err)
{
	PGresult *rows;
	double start;
	int i;

	if (!copy_points(pg, points))
		return fail(pg, err);
	start = bench_seconds();
	if (!run(pg, sql))
		return fail(pg, err);
	counts->seconds += bench_seconds() - start;
	rows = PQexec(pg->conn, count_sql);
	if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
		PQclear(rows);
		return fail(pg, err);
	}
	for (i = 0; i < PQntuples(rows); i++)
		bench_count(counts, true, (size_t)number(rows, i, 0),
			*PQgetvalue(rows, i, 1) == 't', (gw_cell_id)number(rows, i, 2));
	PQclear(rows);
	return GW_OK;
}

static enum gw_status locate_by_point(void *self, const struct bench_points *points,
	struct bench_counts *counts, struct gw_error *err)
{
	return locate_by(self, by_point_sql, points, counts, err);
}

static enum gw_status locate_by_cell(void *self, const struct bench_points *points,
	struct bench_counts *counts, struct gw_error *err)
{
	return locate_by(self, by_cell_sql, points, counts, err);
}

static size_t postgis_bytes(void *self)
{
	struct postgis *pg = self;
	PGresult *rows = PQexec(pg->conn, "SELECT pg_total_relation_size('cell')");
	size_t bytes = 0;

	if (PQresultStatus(rows) == PGRES_TUPLES_OK)
		bytes = (size_t)number(rows, 0, 0);
	PQclear(rows);
	return bytes;
}

#else

static enum gw_status postgis_build(
	void **out, const struct gw_rings *rings, double *seconds, struct gw_error *err)
{
	return gw_fail(err, GW_ENOTFOUND, "built without libpq");
}

#define locate_by_point NULL
#define locate_by_cell	NULL
#define postgis_bytes	NULL
#define postgis_destroy NULL

#endif

const struct bench_peer bench_postgis_by_point = {
	"PostGIS GiST", false, postgis_build, locate_by_point, postgis_bytes, postgis_destroy};
const struct bench_peer bench_postgis_by_cell = {
	"PostGIS bulk join", false, postgis_build, locate_by_cell, postgis_bytes, postgis_destroy};
