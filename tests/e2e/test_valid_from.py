# SPDX-License-Identifier: Apache-2.0
"""Divisions that follow each other, and which of them a report belongs to."""
import shutil

import database
import pytest
from commands import codes, import_cells, import_reports
from conftest import DEMO
from shapes import cell, square, write

# The ground from 120.00 to 120.02: one cell, from 2026-04-01 on two.
OLD = [cell("OLD", square(120, 40, 0.02))]
NEW = [cell("WEST", square(120, 40, 0.01, 0.02)), cell("EAST", square(120.01, 40, 0.01, 0.02))]
SPLIT = "2026-04-01"
EVER, SPLIT_DAY = 0, 20260401    # as the database has them

REPORTS = """id,time,lon,lat
before,2026-03-01 12:00,120.005,40.005
eve,2026-03-31 23:59:59,120.005,40.005
eve in UTC,2026-03-31T15:59:59Z,120.005,40.005
midnight,2026-04-01 00:00:00,120.005,40.005
midnight in UTC,2026-03-31T16:00:00Z,120.005,40.005
after,2026-05-01 12:00,120.015,40.005
outside,2026-05-01 12:00,120.025,40.005
"""
CELLS = {"before": ("OLD", EVER), "eve": ("OLD", EVER), "eve in UTC": ("OLD", EVER),
         "midnight": ("WEST", SPLIT_DAY), "midnight in UTC": ("WEST", SPLIT_DAY),
         "after": ("EAST", SPLIT_DAY)}


@pytest.fixture
def files(tmp_path):
    reports = tmp_path / "reports.csv"
    reports.write_text(REPORTS)
    return {"old": write(tmp_path / "old.geojson", OLD), "new": write(tmp_path / "new.geojson", NEW),
            "reports": reports}


def run(gridward, db, files, step):
    if step == "reports":
        return import_reports(gridward, db, files["reports"])
    return import_cells(gridward, db, files[step], *(("--valid-from", SPLIT) if step == "new" else ()))


@pytest.mark.parametrize("order", (("old", "new", "reports"), ("old", "reports", "new"),
                                   ("reports", "old", "new"), ("new", "old", "reports"),
                                   ("new", "reports", "old"), ("reports", "new", "old")),
                         ids=" ".join)
def test_a_report_belongs_to_its_own_days_cell_in_whatever_order_all_comes(
        gridward, new_db, files, order):
    for step in order:
        run(gridward, new_db, files, step)
    assert database.cells_of_reports(new_db, "police") == CELLS
    assert database.count(new_db, "report") == 7
    database.assert_whole(new_db)


def test_a_later_division_takes_over_the_reports_of_its_days(gridward, new_db, files):
    for step in ("old", "reports"):
        run(gridward, new_db, files, step)
    assert database.cells_of_reports(new_db, "police") == {name: ("OLD", EVER) for name in CELLS}
    assert "3 reports assigned" in run(gridward, new_db, files, "new").stdout
    assert database.cells_of_reports(new_db, "police") == CELLS


def test_a_division_ends_where_the_next_begins(gridward, new_db, files):
    for step in ("new", "old"):
        run(gridward, new_db, files, step)
    assert database.rows(new_db, "SELECT valid_from, valid_to FROM division ORDER BY 1") == [
        (EVER, SPLIT_DAY), (SPLIT_DAY, 99999999)]


def test_locate_answers_as_of_a_day(gridward, new_db, files):
    for step in ("old", "new"):
        run(gridward, new_db, files, step)
    here = [(120.005, 40.005)]
    assert codes(gridward, new_db, here, "--as-of", "2026-03-31") == ["OLD"]
    assert codes(gridward, new_db, here, "--as-of", "2026-04-01") == ["WEST"]
    assert codes(gridward, new_db, here) == ["WEST"]


def test_before_the_first_division_there_is_none(gridward, new_db, files):
    run(gridward, new_db, files, "new")
    result = gridward.done("locate", new_db, "--crs", "wgs84", "--as-of", "2026-03-31",
                           input="lon,lat\n", status=2)
    assert "2026-03-31" in result.stderr


def test_two_divisions_cannot_begin_on_one_day(gridward, new_db, files):
    run(gridward, new_db, files, "new")
    before = new_db.read_bytes()
    result = import_cells(gridward, new_db, files["old"], "--valid-from", SPLIT, status=2)
    assert f"valid from {SPLIT} already" in result.stderr
    assert new_db.read_bytes() == before


def test_a_division_between_two_others_takes_its_days_only(gridward, new_db, files, tmp_path):
    for step in ("old", "new", "reports"):
        run(gridward, new_db, files, step)
    between = write(tmp_path / "between.geojson", [cell("MID", square(120, 40, 0.02))])
    import_cells(gridward, new_db, between, "--valid-from", "2026-03-15")
    changed = {**CELLS, "eve": ("MID", 20260315), "eve in UTC": ("MID", 20260315)}
    assert database.cells_of_reports(new_db, "police") == changed


def test_another_schemes_assignments_stay(gridward, new_db, files, tmp_path):
    run(gridward, new_db, files, "old")
    streets = write(tmp_path / "streets.geojson", [cell("STREET", square(120, 40, 0.02))])
    import_cells(gridward, new_db, streets, scheme="governance", level="grid")
    for step in ("reports", "new"):
        run(gridward, new_db, files, step)
    assert database.cells_of_reports(new_db, "governance") == {
        name: ("STREET", EVER) for name in CELLS}
    assert database.cells_of_reports(new_db, "police") == CELLS


def test_a_cell_of_both_divisions_is_one_unit(gridward, new_db, tmp_path):
    old = write(tmp_path / "old.geojson", [cell("A", square(120, 40), nm="old name")])
    new = write(tmp_path / "new.geojson", [cell("A", square(120, 40, 0.02), nm="new name")])
    import_cells(gridward, new_db, old, "--name", "nm")
    import_cells(gridward, new_db, new, "--name", "nm", "--valid-from", SPLIT)
    assert database.count(new_db, "unit") == 1
    assert database.rows(new_db, "SELECT name FROM cell ORDER BY id") == [("old name",), ("new name",)]


def test_the_demo_citys_beats_may_change_in_the_middle_of_its_year(gridward, demo_db, tmp_path):
    """The same beats again: every report stays in the beat of its code, half of them in new cells."""
    db = shutil.copy(demo_db, tmp_path / "demo.db")
    before = database.cells_of_reports(db, "police")
    import_cells(gridward, db, DEMO / "beats.geojson", "--valid-from", SPLIT)
    after = database.cells_of_reports(db, "police")
    assert {report: cell for report, (cell, _) in after.items()} == {
        report: cell for report, (cell, _) in before.items()}
    assert {day for _, day in before.values()} == {EVER}
    assert {day for _, day in after.values()} == {EVER, SPLIT_DAY}
