# SPDX-License-Identifier: Apache-2.0
"""The database as others see it, of other versions, and what is no database."""
import lzma
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import database
import pytest
import requests
from commands import codes, import_cells, import_context, import_reports
from conftest import DEMO, SOURCE
from oracle import Oracle
from server import serving
from shapes import pair, write

REGRESSION = SOURCE / "tests" / "regression"
NOBODY = 65534


# Seen by other programs

@pytest.mark.parametrize("layer, kind, rows", (("cell", "Multi Polygon", 426 + 48),
                                               ("report", "Point", 20000)))
def test_gdal_sees_layers_in_wgs84(demo_db, ogrinfo, layer, kind, rows):
    said = ogrinfo("-so", demo_db, layer)
    assert f"Geometry: {kind}\n" in said and f"Feature Count: {rows}\n" in said
    assert 'ID["EPSG",4326]' in said


@pytest.mark.parametrize("layer, box", (("cell", (120.74, 40.64, 120.94, 40.76)),
                                        ("report", (120.7, 40.6, 121.0, 40.8))))
def test_gdal_finds_the_demo_city_where_it_is(demo_db, ogrinfo, layer, box):
    extent = next(line for line in ogrinfo("-so", demo_db, layer).splitlines()
                  if line.startswith("Extent"))
    west, south, east, north = map(float, extent.split(":")[1].translate(
        str.maketrans("()-,", "    ")).split())
    assert box[0] < west < east < box[2] and box[1] < south < north < box[3]


def test_cells_have_a_spatial_index_that_holds_every_row_and_reports_do_without(demo_db):
    def registered(layer):
        return database.rows(demo_db, "SELECT f_geometry_column, srid, coord_dimension,"
                             " spatial_index_enabled FROM geometry_columns WHERE f_table_name = ?",
                             layer)
    assert registered("cell") == [("geom", 4326, 2, 1)]
    assert registered("report") == [("geom", 4326, 2, 0)]
    assert database.value(demo_db, "SELECT count(*) FROM cell WHERE id NOT IN"
                                   " (SELECT pkid FROM idx_cell_geom)") == 0
    assert database.count(demo_db, "idx_cell_geom") == database.count(demo_db, "cell")


def test_every_stored_cell_is_valid_geometry(demo_db, ogrinfo):
    said = ogrinfo("-q", "-dialect", "SQLite", "-sql",
                   "SELECT count(*) AS faulty FROM cell WHERE NOT ST_IsValid(geom)", demo_db)
    assert "faulty (Integer) = 0" in said


def test_what_was_imported_comes_out_again_to_the_last_digit(demo_db, tmp_path, ogr2ogr):
    """By ogr2ogr and the oracle, which then says of each vertex what it says of the source."""
    out = tmp_path / "out.geojson"
    ogr2ogr("-lco", "COORDINATE_PRECISION=7", "-sql",
            "SELECT code, geom FROM cell WHERE length(code) = 15", out, demo_db)
    source, stored = Oracle(DEMO / "grids.geojson"), Oracle(out)
    assert (source.vertices() == stored.vertices()).all()
    assert source.codes(source.vertices()) == stored.codes(source.vertices())


def test_sqlite_finds_the_database_whole(demo_db):
    database.assert_whole(demo_db)


# Other versions

def test_a_database_of_a_newer_program_is_refused_and_left_alone(gridward, new_db, tmp_path):
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair()))
    database.execute(new_db, "PRAGMA user_version = 99; PRAGMA wal_checkpoint(TRUNCATE);")
    before = new_db.read_bytes()
    file = tmp_path / "reports.csv"
    file.write_text("time,lon,lat\n2026-10-01,120,40\n")
    for line in (("locate", new_db, "--crs", "wgs84"), ("check", new_db),
                 ("import", "reports", new_db, file, "--crs", "wgs84"),
                 ("tile", new_db, "counts", "0/0/0", "-o", tmp_path / "t.png"),
                 ("map", new_db, "2026-10", "-o", tmp_path / "m.png")):
        said = gridward.done(*line, status=2).stderr
        assert f"schema 99 is newer than the schema {database.SCHEMA}" in said and str(new_db) in said
    assert new_db.read_bytes() == before


def kept(schema, folder):
    """A database that a program of that schema made."""
    db = folder / f"schema-{schema}.db"
    db.write_bytes(lzma.decompress((REGRESSION / f"{db.name}.xz").read_bytes()))
    assert database.value(db, "PRAGMA user_version") == schema
    return db


@pytest.fixture
def schema_1(tmp_path):
    return kept(1, tmp_path)


CONTEXT = {"road": 2, "tree": 1, "water": 1}


@pytest.mark.parametrize("schema, context", ((1, {}), (2, CONTEXT), (3, CONTEXT)))
def test_a_kept_database_opens_locates_and_grows(gridward, tmp_path, schema, context):
    db = kept(schema, tmp_path)
    places = [(120.005, 40.005), (120.015, 40.005), (120.025, 40.005)]
    assert codes(gridward, db, places, "--as-of", "2026-03-31") == ["OLD", "OLD", ""]
    assert codes(gridward, db, places, "--as-of", "2026-04-01") == ["WEST", "EAST", ""]
    assert "faults: 0," in gridward.done("check", db).stdout
    file = tmp_path / "reports.csv"
    file.write_text("id,time,lon,lat\nnew,2026-05-01,120.015,40.005\n")
    import_reports(gridward, db, file)
    placed = {report: cell for report, (cell, _) in database.cells_of_reports(db, "police").items()}
    assert placed == {"before": "OLD", "eve": "OLD", "midnight": "WEST", "after": "EAST", "new": "EAST",
                      **({"live": "EAST"} if schema >= 3 else {})}
    import_context(gridward, db, DEMO / "coast.geojson", kind="coast")
    assert dict(database.rows(db, "SELECT kind, count(*) FROM context GROUP BY kind")) == {
        **context, "coast": 4}
    assert database.value(db, "PRAGMA user_version") == database.SCHEMA
    assert database.rows(db, "SELECT version FROM schema_version ORDER BY 1") == [
        (version,) for version in range(1, database.SCHEMA + 1)]
    database.assert_whole(db)


def test_a_kept_database_still_knows_its_reports_tokens_and_publications(gridward, tmp_path):
    db = kept(3, tmp_path)
    tokens = gridward.done("token", "list", db).stdout
    assert "kept viewer" in tokens and "kept and revoked" in tokens
    with serving(gridward, db) as url:
        # there are tokens, so that without one nobody is more than the public
        assert requests.get(url + "/v1/reports", timeout=30).status_code == 401
        assert requests.get(url + "/tiles/safety.json?month=2026-03", timeout=30).status_code == 200
        assert requests.get(url + "/tiles/safety.json?month=2026-04", timeout=30).status_code == 404
    with serving(gridward, db, "--anonymous", "viewer") as url:
        report = requests.get(url + "/v1/reports/6", timeout=30).json()
        assert (report["client_id"], report["status"]) == ("live", "allocated")
        assert [step["step"] for step in report["steps"]] == ["found", "uploaded", "allocated"]
        assert report["places"][0]["cell"] == "EAST"


def test_programs_that_open_an_older_database_at_once_bring_it_up_to_date_once(gridward, schema_1):
    processes = [gridward.start("check", schema_1) for _ in range(4)]
    said = [process.communicate(timeout=60)[1] for process in processes]
    assert [process.returncode for process in processes] == [0] * 4, said
    assert database.count(schema_1, "schema_version") == database.SCHEMA
    database.assert_whole(schema_1)


@pytest.mark.parametrize("obstacle", (
    "CREATE TABLE context (mine TEXT)",
    "CREATE TRIGGER obstacle BEFORE INSERT ON geometry_columns BEGIN SELECT RAISE(ABORT, 'no'); END",
    "CREATE TABLE idx_context_geom (mine TEXT)"))
def test_a_migration_that_fails_leaves_the_older_database_as_it_was(gridward, schema_1, obstacle):
    database.execute(schema_1, obstacle)
    tables = database.rows(schema_1, "SELECT name FROM sqlite_master ORDER BY 1")
    assert str(schema_1) in gridward.done("check", schema_1, status=2).stderr
    assert database.value(schema_1, "PRAGMA user_version") == 1
    assert database.rows(schema_1, "SELECT name FROM sqlite_master ORDER BY 1") == tables


# No database

@pytest.mark.parametrize("content", (b"", b"SQLite format 3\0 and then not", b"time,lon,lat\n" * 500),
                         ids=("empty", "a header only", "text"))
def test_what_is_no_database_is_refused_and_left_alone(gridward, tmp_path, content):
    path = tmp_path / "city.db"
    path.write_bytes(content)
    for line in (("locate", path, "--crs", "wgs84"),
                 ("import", "reports", path, tmp_path / "x.csv", "--crs", "wgs84")):
        assert "database" in gridward.done(*line, status=2).stderr
    assert path.read_bytes() == content
    assert [entry.name for entry in tmp_path.iterdir()] == ["city.db"]


def test_a_database_of_another_program_is_refused_and_left_alone(gridward, tmp_path):
    path = tmp_path / "other.db"
    database.execute(path, "CREATE TABLE setting (key, value); PRAGMA user_version = 1;")
    before = path.read_bytes()
    assert "not a Gridward database" in gridward.done("locate", path, "--crs", "wgs84",
                                                      status=2).stderr
    assert path.read_bytes() == before


def test_a_database_cut_short_is_refused(gridward, demo_db, tmp_path):
    path = tmp_path / "cut.db"
    path.write_bytes(demo_db.read_bytes()[:100_000])
    assert str(path) in gridward.done("locate", path, "--crs", "wgs84", status=2).stderr


def test_a_database_that_is_not_there_is_named_and_not_made(gridward, tmp_path):
    said = gridward.done("locate", tmp_path / "city.db", "--crs", "wgs84", status=2).stderr
    assert "city.db: no such database" in said
    assert list(tmp_path.iterdir()) == []


# Read only

@pytest.fixture
def read_only(gridward, empty_db, tmp_path):
    """A database that may be read but not written, and a way to run the program as one who may not."""
    folder = Path(tempfile.mkdtemp(prefix="gridward-"))
    db = Path(shutil.copy(empty_db, folder / "city.db"))
    import_cells(gridward, db, write(tmp_path / "cells.geojson", pair()))
    db.chmod(0o444)
    folder.chmod(0o777)
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        subprocess.run([gridward.path, "--version"], check=True, capture_output=True, **as_nobody)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("the program cannot be run by an ordinary user from where it lies")
    yield db, lambda *args, **more: gridward.done(*args, cwd=folder, **as_nobody, **more)
    folder.chmod(0o700)
    shutil.rmtree(folder)


@pytest.mark.parametrize("folder", ("that may be written", 
    "that may not be written"))
def test_a_read_only_database_can_be_read(read_only, folder):
    db, run = read_only
    if folder == "that may not be written":
        db.parent.chmod(0o555)
    result = run("locate", db, "--crs", "wgs84", input="lon,lat\n120.005,40.005\n")
    assert result.stdout.endswith(",A,A\n")
    assert "faults: 0," in run("check", db).stdout


def test_an_older_database_that_is_read_only_says_what_it_needs(read_only):
    db, run = read_only
    db.write_bytes(lzma.decompress((REGRESSION / "schema-1.db.xz").read_bytes()))
    said = run("check", db, status=2).stderr
    assert f"its schema 1 has to be brought up to {database.SCHEMA}" in said and str(db) in said


def test_a_read_only_database_is_not_written(read_only):
    db, run = read_only
    before = db.read_bytes()
    file = db.parent / "reports.csv"
    file.write_text("time,lon,lat\n2026-10-01,120,40\n")
    file.chmod(0o644)
    said = run("import", "reports", db, file, "--crs", "wgs84", status=2).stderr
    assert str(db) in said and "read" in said
    assert db.read_bytes() == before
