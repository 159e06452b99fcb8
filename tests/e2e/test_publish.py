# SPDX-License-Identifier: Apache-2.0
"""gridward publish and gridward withdraw."""
import database
import pytest
from commands import import_cells
from shapes import pair, write

GRADES = """SELECT code, publication_grade.grade FROM publication_grade
    JOIN publication ON publication.id = publication_id JOIN unit ON unit.id = unit_id
    WHERE version = ? ORDER BY code"""
STANDING = "SELECT month, version FROM publication WHERE withdrawn_at IS NULL"


@pytest.fixture
def graded_db(gridward, new_db, tmp_path):
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair()))
    database.execute(new_db, "UPDATE unit SET grade = 2 WHERE code = 'A'")
    return new_db


def test_a_published_month_keeps_the_levels_of_that_moment(gridward, graded_db):
    done = gridward.done("publish", graded_db, "2026-10")
    assert "2026-10" in done.stdout and "version 1" in done.stdout
    database.execute(graded_db, "UPDATE unit SET grade = 5")
    assert database.rows(graded_db, GRADES, 1) == [("A", 2), ("B", None)]
    database.assert_whole(graded_db)


def test_a_month_published_again_has_another_version(gridward, graded_db):
    gridward.done("publish", graded_db, "2026-10")
    database.execute(graded_db, "UPDATE unit SET grade = 5")
    assert "version 2" in gridward.done("publish", graded_db, "2026-10").stdout
    assert database.rows(graded_db, GRADES, 1) == [("A", 2), ("B", None)]
    assert database.rows(graded_db, GRADES, 2) == [("A", 5), ("B", 5)]
    assert database.rows(graded_db, STANDING) == [(202610, 2)]


def test_a_month_withdrawn_is_published_no_more(gridward, graded_db):
    gridward.done("publish", graded_db, "2026-10")
    assert "version 1" in gridward.done("withdraw", graded_db, "2026-10").stdout
    assert database.rows(graded_db, STANDING) == []
    failed = gridward.done("withdraw", graded_db, "2026-10", status=2)
    assert "2026-10 is not published" in failed.stderr


@pytest.mark.parametrize("command", ("publish", "withdraw"))
def test_what_is_no_month_is_refused(gridward, graded_db, command):
    failed = gridward.done(command, graded_db, "2026-13", status=2)
    assert '"2026-13" is no month' in failed.stderr


def test_a_scheme_that_is_not_there_is_refused(gridward, graded_db):
    failed = gridward.done("publish", graded_db, "2026-10", "--scheme", "health", status=2)
    assert 'no scheme "health"; there are: ' in failed.stderr
    assert database.rows(graded_db, STANDING) == []
