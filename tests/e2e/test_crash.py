# SPDX-License-Identifier: Apache-2.0
"""A program killed in the middle, and two that write at once: the database is the old one or the new."""
import shutil
import signal
import sqlite3
import subprocess
import time

import database
import pytest
from commands import codes, import_cells, import_context, import_reports
from conftest import DEMO
from shapes import pair, write

MOMENTS = 10    # kills, spread over the time that a whole run takes
ROWS = 4000


@pytest.fixture
def reports_file(tmp_path):
    with (DEMO / "reports_wgs84.csv").open(encoding="utf-8") as source:
        (tmp_path / "reports.csv").write_text("".join(next(source) for _ in range(ROWS + 1)),
                                              encoding="utf-8")
    return tmp_path / "reports.csv"


@pytest.fixture(scope="module")
def beats_db(gridward, empty_db, tmp_path_factory):
    """The demo city's beats, without reports."""
    path = tmp_path_factory.mktemp("beats") / "beats.db"
    shutil.copy(empty_db, path)
    import_cells(gridward, path, DEMO / "beats.geojson")
    return path


def killed(process, seconds):
    """Kills the process after a while; what it had said, and whether it had ended by itself."""
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode


def duration(gridward, *line):
    began = time.monotonic()
    gridward.done(*line)
    return time.monotonic() - began


def moments(whole):
    return [whole * (k + 0.5) / MOMENTS for k in range(MOMENTS)]


def assert_survives(gridward, sound_db, tmp_path, command, tables):
    """Kills the command at many moments; each time nothing or everything of it is there."""
    db = tmp_path / "city.db"
    shutil.copy(sound_db, db)
    before = database.content(db)
    line = ["import", command[0], db, *command[1:]]
    whole = duration(gridward, *line)
    after = {table: database.count(db, table) for table in tables}
    statuses = []
    for moment in moments(whole):
        for leftover in tmp_path.glob("city.db*"):
            leftover.unlink()
        shutil.copy(sound_db, db)
        statuses.append(killed(gridward.start(*line), moment))
        database.assert_whole(db)
        counts = {table: database.count(db, table) for table in tables}
        if counts != after:
            assert statuses[-1] == -signal.SIGKILL
            assert database.content(db) == before, f"after {moment:.3f} s"
    assert statuses.count(-signal.SIGKILL) >= MOMENTS // 3
    if database.content(db) == before:
        gridward.done(*line)
    assert {table: database.count(db, table) for table in tables} == after
    database.assert_whole(db)


def test_import_reports_killed_leaves_all_or_nothing(gridward, beats_db, tmp_path, reports_file):
    assert_survives(gridward, beats_db, tmp_path, ("reports", reports_file, "--crs", "wgs84"),
                    ("report", "report_cell"))


def test_import_cells_killed_leaves_all_or_nothing(gridward, beats_db, tmp_path):
    assert_survives(gridward, beats_db, tmp_path,
                    ("cells", DEMO / "grids.geojson", "--crs", "wgs84", "--scheme", "governance",
                     "--level", "grid", "--code", "code"),
                    ("scheme", "level", "unit", "division", "cell", "idx_cell_geom"))


def test_import_context_killed_leaves_all_or_nothing(gridward, empty_db, tmp_path):
    """Also of the three features that it takes the place of."""
    folder = tmp_path / "source"
    folder.mkdir()
    sound = shutil.copy(empty_db, folder / "sound.db")
    import_context(gridward, sound, DEMO / "water.geojson", kind="road")
    assert_survives(gridward, sound, tmp_path,
                    ("context", DEMO / "roads.geojson", "--crs", "wgs84", "--kind", "road"),
                    ("context", "idx_context_geom"))


def test_a_division_killed_while_it_takes_over_reports_leaves_them_where_they_were(
        gridward, beats_db, tmp_path, reports_file):
    """The old division ends, the new one begins and 4,000 reports move, or none of it."""
    folder = tmp_path / "source"
    folder.mkdir()
    sound = shutil.copy(beats_db, folder / "sound.db")
    import_reports(gridward, sound, reports_file)
    assert_survives(gridward, sound, tmp_path,
                    ("cells", DEMO / "beats.geojson", "--crs", "wgs84", "--scheme", "police", "--level",
                     "beat", "--code", "code", "--valid-from", "2025-11-15"), ("division", "cell"))


def test_init_killed_leaves_no_half_database(gridward, tmp_path):
    whole = duration(gridward, "init", tmp_path / "whole.db")
    for number, moment in enumerate(moments(whole)):
        db = tmp_path / f"{number}.db"
        killed(gridward.start("init", db), moment)
        if db.exists():
            database.assert_whole(db)
            assert database.value(db, "PRAGMA user_version") == database.SCHEMA
        else:
            gridward.done("init", db)
    import_cells(gridward, db, write(tmp_path / "cells.geojson", pair()))
    assert codes(gridward, db, [(120.005, 40.005)]) == ["A"]


def test_a_killed_import_leaves_a_database_that_can_be_read_at_once(
        gridward, beats_db, tmp_path, reports_file):
    """With the write-ahead log and its index still lying beside it."""
    db = shutil.copy(beats_db, tmp_path / "city.db")
    line = ("import", "reports", db, reports_file, "--crs", "wgs84")
    trial = shutil.copy(beats_db, tmp_path / "trial.db")
    whole = duration(gridward, "import", "reports", trial, *line[3:])
    for moment in (whole / 2, whole / 4, whole / 8):
        killed(gridward.start(*line), moment)
        assert codes(gridward, db, [(120.84, 40.70)]) != [""]


def test_two_imports_of_reports_at_once_lose_nothing(gridward, beats_db, tmp_path):
    """Each waits for the other, or fails cleanly having done nothing."""
    db = shutil.copy(beats_db, tmp_path / "city.db")
    processes = [gridward.start("import", "reports", db, DEMO / f"reports_{crs}.csv", "--crs", crs)
                 for crs in ("wgs84", "gcj02")]
    said = [process.communicate(timeout=60) for process in processes]
    expected = 0
    for process, (_, stderr), rows in zip(processes, said, (13374, 6626)):
        assert process.returncode in (0, 2), stderr
        assert process.returncode == 0 or "another program is writing" in stderr
        expected += rows if process.returncode == 0 else 0
    assert expected > 0 and database.count(db, "report") == expected
    database.assert_whole(db)


def test_two_imports_of_the_same_division_at_once_give_one(gridward, empty_db, tmp_path):
    db = shutil.copy(empty_db, tmp_path / "city.db")
    line = ("import", "cells", db, DEMO / "beats.geojson", "--crs", "wgs84", "--scheme", "police",
            "--level", "beat", "--code", "code")
    processes = [gridward.start(*line) for _ in range(3)]
    said = [process.communicate(timeout=60)[1] for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 2, 2], said
    assert sum("has a division already" in text for text in said) == 2
    assert (database.count(db, "division"), database.count(db, "cell")) == (1, 48)
    database.assert_whole(db)


def test_of_inits_at_once_one_wins(gridward, tmp_path):
    db = tmp_path / "city.db"
    processes = [gridward.start("init", db) for _ in range(4)]
    said = [process.communicate(timeout=60)[1] for process in processes]
    assert sorted(process.returncode for process in processes) == [0, 2, 2, 2]
    assert sum("exists already" in text or "File exists" in text for text in said) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["city.db"]
    database.assert_whole(db)


def test_readers_and_an_import_do_not_wait_for_each_other(gridward, beats_db, tmp_path):
    db = shutil.copy(beats_db, tmp_path / "city.db")
    file = tmp_path / "one.csv"
    file.write_text("id,time,lon,lat\n1,2026-10-01,120.84,40.70\n")
    reader = sqlite3.connect(db, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM report").fetchall() == [(0,)]
    import_reports(gridward, db, file)
    assert reader.execute("SELECT count(*) FROM report").fetchall() == [(0,)]
    reader.execute("COMMIT")
    reader.execute("BEGIN IMMEDIATE")
    assert codes(gridward, db, [(120.84, 40.70)]) != [""]
    reader.close()
    assert database.count(db, "report") == 1
