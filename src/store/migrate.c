/* SPDX-License-Identifier: Apache-2.0 */
#include "store/db.h"

#include <stdio.h>

/* Triggers that count a topic's changes. */
#define COUNT_ON(topic, event, of)                                                                 \
	"CREATE TRIGGER count_" topic "_" event " AFTER " event " " of " ON " topic                \
	" BEGIN UPDATE change SET n = n + 1 WHERE topic = '" topic "'; END;"
#define COUNT_ALL(topic)                                                                           \
	COUNT_ON(topic, "INSERT", "") COUNT_ON(topic, "UPDATE", "") COUNT_ON(topic, "DELETE", "")

/*
 * The schema, step by step: entry n leads from version n to n + 1. Once released an entry never
 * changes; a new wish is a new entry. Table by table in src/store/README.md.
 */
static const char *const migrations[GW_STORE_SCHEMA] = {
	/* 0 -> 1: units, divisions, reports */
	"CREATE TABLE schema_version ("
	"  version INTEGER PRIMARY KEY, program TEXT NOT NULL, applied_at TEXT NOT NULL);"
	"CREATE TABLE setting (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
	"CREATE TABLE scheme (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
	"CREATE TABLE level ("
	"  id INTEGER PRIMARY KEY, scheme_id INTEGER NOT NULL REFERENCES scheme, name TEXT NOT NULL,"
	"  rank INTEGER NOT NULL, UNIQUE (scheme_id, name), UNIQUE (scheme_id, rank));"
	"CREATE TABLE unit ("
	"  id INTEGER PRIMARY KEY, level_id INTEGER NOT NULL REFERENCES level, code TEXT NOT NULL,"
	"  name TEXT, name_en TEXT, parent_id INTEGER REFERENCES unit, responsible TEXT,"
	"  households INTEGER CHECK (households >= 0), residents INTEGER CHECK (residents >= 0),"
	"  grade INTEGER CHECK (grade BETWEEN 1 AND 5), UNIQUE (level_id, code));"
	"CREATE INDEX unit_parent ON unit (parent_id);"
	"CREATE TABLE division ("
	"  id INTEGER PRIMARY KEY, scheme_id INTEGER NOT NULL REFERENCES scheme,"
	"  level_id INTEGER NOT NULL REFERENCES level, valid_from INTEGER NOT NULL,"
	"  valid_to INTEGER NOT NULL, source TEXT NOT NULL, crs TEXT NOT NULL,"
	"  imported_at TEXT NOT NULL, checked INTEGER NOT NULL DEFAULT 0,"
	"  UNIQUE (scheme_id, valid_from), CHECK (valid_from < valid_to));"
	"CREATE TABLE cell ("
	"  id INTEGER PRIMARY KEY, division_id INTEGER NOT NULL REFERENCES division,"
	"  unit_id INTEGER NOT NULL REFERENCES unit, parent_id INTEGER REFERENCES unit,"
	"  code TEXT NOT NULL, name TEXT, UNIQUE (division_id, unit_id));"
	"SELECT AddGeometryColumn('cell', 'geom', 4326, 'MULTIPOLYGON', 'XY', 1);"
	"SELECT CreateSpatialIndex('cell', 'geom');"
	/* Whoever touches a cell, QGIS too, takes back the word that the division is seamless. */
	"CREATE TRIGGER cell_added AFTER INSERT ON cell BEGIN"
	"  UPDATE division SET checked = 0 WHERE id = new.division_id AND checked; END;"
	"CREATE TRIGGER cell_changed AFTER UPDATE ON cell BEGIN"
	"  UPDATE division SET checked = 0 WHERE id IN (old.division_id, new.division_id) AND checked;"
	" END;"
	"CREATE TRIGGER cell_removed AFTER DELETE ON cell BEGIN"
	"  UPDATE division SET checked = 0 WHERE id = old.division_id AND checked; END;"
	"CREATE TABLE report ("
	"  id INTEGER PRIMARY KEY, code TEXT UNIQUE, time INTEGER NOT NULL, category TEXT,"
	"  source TEXT, description TEXT);"
	"SELECT AddGeometryColumn('report', 'geom', 4326, 'POINT', 'XY', 1);"
	"SELECT CreateSpatialIndex('report', 'geom');"
	"CREATE INDEX report_time ON report (time);"
	"CREATE TABLE report_cell ("
	"  report_id INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,"
	"  scheme_id INTEGER NOT NULL REFERENCES scheme, cell_id INTEGER NOT NULL REFERENCES cell,"
	"  PRIMARY KEY (report_id, scheme_id)) WITHOUT ROWID;"
	"CREATE INDEX report_cell_cell ON report_cell (cell_id);"
	"CREATE TABLE report_step ("
	"  id INTEGER PRIMARY KEY, report_id INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,"
	"  step TEXT NOT NULL CHECK ("
	"    step IN ('found', 'uploaded', 'allocated', 'solved', 'evaluated')),"
	"  time INTEGER NOT NULL, who TEXT, note TEXT, UNIQUE (report_id, step));",
	/* 1 -> 2: roads, water and what else lies around the cells */
	"CREATE TABLE context ("
	"  id INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK ("
	"    length(kind) BETWEEN 1 AND 32 AND kind NOT GLOB '*[^a-z_-]*'),"
	"  class TEXT, name TEXT, name_en TEXT);"
	"SELECT AddGeometryColumn('context', 'geom', 4326, 'GEOMETRY', 'XY', 1);"
	"SELECT CreateSpatialIndex('context', 'geom');"
	/* Both only answer 0 when they fail: so that the migration does, too. */
	"SELECT geom FROM context; SELECT pkid FROM idx_context_geom;"
	"CREATE INDEX context_kind ON context (kind);",
	/*
	 * 2 -> 3: the life of reports, events, tokens, publications, and what has changed.
	 * Thousands of reports a second cost: each 70 us in the spatial index, which no query of
	 * ours needs; 4 us in the triggers that note the time of every change; 3 us in the check of
	 * its geometry, which now looks closely only at what is not written like a plain point; 6
	 * us for references that are looked up, whereas a trigger takes what belongs to a report
	 * away with it, also for programs that do not heed references; 2 us for each IN of a CHECK,
	 * which makes a table in memory.
	 */
	"ALTER TABLE report ADD COLUMN status TEXT NOT NULL DEFAULT 'uploaded' CHECK ("
	"  status = 'uploaded' OR status = 'allocated' OR status = 'solved' OR"
	"  status = 'evaluated');"
	"ALTER TABLE report ADD COLUMN due INTEGER;"
	"CREATE INDEX report_due ON report (due) WHERE due IS NOT NULL;"
	"SELECT DisableSpatialIndex('report', 'geom'); DROP TABLE idx_report_geom;"
	"DROP TRIGGER IF EXISTS tmi_report_geom; DROP TRIGGER IF EXISTS tmu_report_geom;"
	"DROP TRIGGER IF EXISTS tmd_report_geom; DROP TRIGGER ggi_report_geom;"
	"CREATE TRIGGER ggi_report_geom BEFORE INSERT ON report"
	" WHEN length(new.geom) <> 60 OR substr(new.geom, 1, 6) <> X'0001E6100000'"
	"  OR substr(new.geom, 39, 5) <> X'7C01000000' OR substr(new.geom, 60) <> X'FE' BEGIN"
	"  SELECT RAISE(ROLLBACK, 'report.geom violates Geometry constraint') WHERE"
	"   GeometryConstraints(new.geom, 'POINT', 4326) IS NOT 1; END;"
	"ALTER TABLE report_cell RENAME TO old_report_cell;"
	"CREATE TABLE report_cell ("
	"  report_id INTEGER NOT NULL, scheme_id INTEGER NOT NULL,"
	"  cell_id INTEGER NOT NULL REFERENCES cell,"
	"  PRIMARY KEY (report_id, scheme_id)) WITHOUT ROWID;"
	"INSERT INTO report_cell SELECT report_id, scheme_id, cell_id FROM old_report_cell;"
	"DROP TABLE old_report_cell; CREATE INDEX report_cell_cell ON report_cell (cell_id);"
	/* Nothing wrote steps so far. due: by when the one behind it has to be taken. */
	"DROP TABLE report_step;"
	"CREATE TABLE report_step ("
	"  report_id INTEGER NOT NULL, step TEXT NOT NULL CHECK ("
	"    step = 'uploaded' OR step = 'allocated' OR step = 'solved' OR step = 'evaluated'),"
	"  time INTEGER NOT NULL, due INTEGER, who TEXT, note TEXT,"
	"  PRIMARY KEY (report_id, step)) WITHOUT ROWID;"
	"CREATE TRIGGER report_removed AFTER DELETE ON report BEGIN"
	"  DELETE FROM report_cell WHERE report_id = old.id;"
	"  DELETE FROM report_step WHERE report_id = old.id; END;"
	/*
	 * What dashboards are told, in the order of the commits. ref: a report, of which step says
	 * the rest, or a publication.
	 */
	"CREATE TABLE event ("
	"  id INTEGER PRIMARY KEY AUTOINCREMENT,"
	"  kind TEXT NOT NULL CHECK ("
	"    kind = 'report' OR kind = 'step' OR kind = 'grade' OR kind = 'fence'),"
	"  ref INTEGER NOT NULL, step TEXT);"
	"CREATE TABLE token ("
	"  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL CHECK ("
	"    role IN ('public', 'viewer', 'planner', 'ingest', 'admin')),"
	"  hash BLOB NOT NULL UNIQUE, rate INTEGER CHECK (rate > 0), created_at TEXT NOT NULL,"
	"  expires_at TEXT, revoked_at TEXT);"
	"CREATE TABLE access_log ("
	"  id INTEGER PRIMARY KEY, time INTEGER NOT NULL, token_id INTEGER REFERENCES token,"
	"  role TEXT NOT NULL, address TEXT, method TEXT NOT NULL, target TEXT NOT NULL,"
	"  request TEXT NOT NULL);"
	"CREATE INDEX access_log_time ON access_log (time);"
	"CREATE TABLE publication ("
	"  id INTEGER PRIMARY KEY, scheme_id INTEGER NOT NULL REFERENCES scheme,"
	"  month INTEGER NOT NULL, version INTEGER NOT NULL,"
	"  division_id INTEGER NOT NULL REFERENCES division, published_at TEXT NOT NULL, who TEXT,"
	"  withdrawn_at TEXT, UNIQUE (scheme_id, month, version));"
	"CREATE TABLE publication_grade ("
	"  publication_id INTEGER NOT NULL REFERENCES publication,"
	"  unit_id INTEGER NOT NULL REFERENCES unit, grade INTEGER CHECK (grade BETWEEN 1 AND 5),"
	"  PRIMARY KEY (publication_id, unit_id)) WITHOUT ROWID;"
	/* New reports show by their ids; whatever else changes is counted here, whoever does it. */
	"CREATE TABLE change (topic TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;"
	"INSERT INTO change VALUES ('cell', 0), ('context', 0), ('division', 0), ('publication', 0),"
	"  ('report', 0), ('token', 0), ('unit', 0);" COUNT_ALL("cell") COUNT_ALL("context")
		COUNT_ALL("division") COUNT_ALL("publication") COUNT_ALL("token") COUNT_ALL("unit")
			COUNT_ON("report", "UPDATE", "OF time, geom")
				COUNT_ON("report", "DELETE", ""),
};

/* Within a transaction. */
static enum gw_status apply(struct gw_store *store, int from, struct gw_error *err)
{
	char pragma[64];
	enum gw_status st;

	st = gw_db_run(store, migrations[from], err);
	if (!st)
		st = gw_db_exec(store, err,
			"INSERT INTO schema_version (version, program, applied_at)"
			" VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'))",
			"is", (int64_t)from + 1, "gridward " GW_VERSION);
	snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", from + 1);
	return st ? st : gw_db_run(store, pragma, err);
}

static enum gw_status migrate_one(struct gw_store *store, int from, struct gw_error *err)
{
	enum gw_status st;
	int64_t version;

	st = gw_store_begin(store, err);
	if (st)
		return st;
	/* Another program may have been quicker. */
	st = gw_db_int(store, &version, err, "PRAGMA user_version", "");
	if (!st && version == from)
		st = apply(store, from, err);
	if (!st)
		st = gw_store_commit(store, err);
	if (st)
		gw_store_rollback(store);
	return st;
}

enum gw_status gw_db_migrate(struct gw_store *store, struct gw_error *err)
{
	enum gw_status st;
	int64_t version;

	st = gw_db_int(store, &version, err, "PRAGMA user_version", "");
	if (st)
		return st;
	if (version > GW_STORE_SCHEMA)
		return gw_fail(err, GW_EVERSION,
			"%s: its schema %lld is newer than the schema %d that gridward " GW_VERSION
			" knows; a newer gridward made it and is needed to open it",
			store->path, (long long)version, GW_STORE_SCHEMA);
	if (version < GW_STORE_SCHEMA && sqlite3_db_readonly(store->db, "main"))
		return gw_fail(err, GW_EVERSION,
			"%s: its schema %lld has to be brought up to %d, and it is read-only; open it "
			"once where it may be written",
			store->path, (long long)version, GW_STORE_SCHEMA);
	for (; version < GW_STORE_SCHEMA && !st; version++)
		st = migrate_one(store, (int)version, err);
	return st;
}
