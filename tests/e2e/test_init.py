# SPDX-License-Identifier: Apache-2.0
"""gridward init."""
import database
import pytest
from commands import codes, import_cells, import_reports
from shapes import pair, write


def test_a_new_database_is_empty_and_whole(new_db):
    database.assert_whole(new_db)
    assert all(not rows for rows in database.content(new_db).values())


def test_a_new_database_knows_its_schema_and_owner(new_db):
    assert database.value(new_db, "PRAGMA user_version") == database.SCHEMA
    assert database.value(new_db, "PRAGMA application_id") == int.from_bytes(b"GWRD", "big")
    steps = database.rows(new_db, "SELECT version, program FROM schema_version ORDER BY version")
    assert [version for version, _ in steps] == list(range(1, database.SCHEMA + 1))
    assert all(program.startswith("gridward ") for _, program in steps)


def test_the_time_zone_is_shanghai_unless_said_otherwise(new_db):
    assert database.value(new_db, "SELECT value FROM setting WHERE key = 'timezone'") \
        == "Asia/Shanghai"


def test_init_leaves_one_file(gridward, tmp_path):
    gridward.done("init", tmp_path / "city.db")
    assert [path.name for path in tmp_path.iterdir()] == ["city.db"]


def test_init_takes_names_with_spaces_and_letters_of_any_script(gridward, tmp_path):
    path = tmp_path / "滨海 区?.db"
    gridward.done("init", path)
    import_cells(gridward, path, write(tmp_path / "网格 1.geojson", pair()))
    assert codes(gridward, path, [(120.005, 40.005)]) == ["A"]


@pytest.mark.parametrize("what", ("a database", "a text", "an empty file", "a folder"))
def test_init_never_touches_what_is_there(gridward, empty_db, tmp_path, what):
    path = tmp_path / "city.db"
    if what == "a folder":
        path.mkdir()
    else:
        path.write_bytes({"a database": empty_db.read_bytes(), "a text": b"dear diary\n",
                          "an empty file": b""}[what])
    before = None if path.is_dir() else path.read_bytes()
    result = gridward.done("init", path, status=2)
    assert str(path) in result.stderr and "exists already" in result.stderr
    assert path.is_dir() if before is None else path.read_bytes() == before
    assert [entry.name for entry in tmp_path.iterdir()] == ["city.db"]


def test_init_in_a_folder_that_does_not_exist_names_the_database(gridward, tmp_path):
    result = gridward.done("init", tmp_path / "nowhere" / "city.db", status=2)
    assert "nowhere/city.db" in result.stderr and "No such file" in result.stderr


@pytest.mark.parametrize("zone", (
    "", "Mars/Olympus", "../../etc/passwd", "CST-8x",
    "/etc/localtime"))
def test_init_refuses_what_is_no_time_zone(gridward, tmp_path, zone):
    result = gridward.done("init", tmp_path / "city.db", "--timezone", zone, status=2)
    assert f'"{zone}" is not a time zone' in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("zone, seconds", (
    ("Asia/Shanghai", 1790784000), ("UTC", 1790784000 + 8 * 3600),
    ("America/Chicago", 1790784000 + 13 * 3600)))
def test_a_time_without_an_offset_is_on_the_citys_clock(gridward, tmp_path, zone, seconds):
    db = tmp_path / "city.db"
    gridward.done("init", db, "--timezone", zone)
    file = tmp_path / "reports.csv"
    file.write_text("time,lon,lat\n2026-10-01 00:00,120,40\n")
    import_reports(gridward, db, file)
    assert database.value(db, "SELECT time FROM report") == seconds
