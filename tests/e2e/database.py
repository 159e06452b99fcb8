# SPDX-License-Identifier: Apache-2.0
"""The database through Python's sqlite3, which knows nothing of how it was written."""
import sqlite3
import struct
from contextlib import closing

SCHEMA = 3
TABLES = ("scheme", "level", "unit", "division", "cell", "report", "report_cell", "report_step",
          "context")


def rows(db, sql, *values):
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def value(db, sql, *values):
    [(only,)] = rows(db, sql, *values)
    return only


def execute(db, sql):
    with closing(sqlite3.connect(db)) as connection:
        connection.executescript(sql)


def count(db, table):
    return value(db, f"SELECT count(*) FROM {table}")


def content(db):
    """Every row of every table that an import writes to."""
    return {table: rows(db, f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}


def place(blob):
    """Longitude and latitude of a SpatiaLite point: those of its bounding box."""
    start, _, srid, west, south, east, north, mark = struct.unpack_from("<BBi4dB", blob)
    assert (start, srid, mark) == (0, 4326, 0x7C) and (west, south) == (east, north)
    return west, south


def places(db):
    """Where each report is, by its code."""
    return {code: place(geom) for code, geom in rows(db, "SELECT code, geom FROM report")}


def cells_of_reports(db, scheme):
    """The code of the cell each report was assigned to, and that cell's division's first day."""
    return {report: (cell, day) for report, cell, day in rows(db, """
        SELECT report.code, cell.code, valid_from FROM report
        JOIN report_cell ON report_id = report.id JOIN cell ON cell.id = cell_id
        JOIN division ON division.id = division_id JOIN scheme ON scheme.id = division.scheme_id
        WHERE scheme.name = ?""", scheme)}


def assert_whole(db):
    assert value(db, "PRAGMA integrity_check") == "ok"
    assert rows(db, "PRAGMA foreign_key_check") == []
