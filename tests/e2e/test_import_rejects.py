# SPDX-License-Identifier: Apache-2.0
"""Rows that import reports cannot take: rows read are rows stored plus rows rejected, always."""
import csv
import shutil

import database
import pytest
from commands import import_cells, import_reports
from conftest import DEMO
from shapes import pair, write
from test_import_reports import HEAD, counted, from_text

GOOD = "2026-10-01,120,40"

# A row that cannot be taken, and a word of the reason.
BAD_ROWS = {
    "2026-10-01,,": "no longitude",
    "2026-10-01,120,": "no latitude",
    "2026-10-01,NaN,40": 'longitude "NaN" is not a number',
    "2026-10-01,120,-nan": 'latitude "-nan" is not a number',
    "2026-10-01,inf,40": 'longitude "inf" is not a number',
    "2026-10-01,1e999,40": 'longitude "1e999" is not a number',
    "2026-10-01,0x78,40": 'longitude "0x78" is not a number',
    '2026-10-01,"120,5",40': 'longitude "120,5" is not a number',
    "2026-10-01,120E,40": 'longitude "120E" is not a number',
    "2026-10-01,120 5,40": 'longitude "120 5" is not a number',
    "2026-10-01,120,40.5N": 'latitude "40.5N" is not a number',
    "2026-10-01,东经120,40": 'longitude "东经120" is not a number',
    "2026-10-01,120,91.2": 'latitude "91.2" is outside -90 to 90',
    "2026-10-01,40,120": 'latitude "120" is outside -90 to 90',
    "2026-10-01,180.1,40": 'longitude "180.1" is outside -180 to 180',
    ",120,40": "no time",
    "yesterday,120,40": 'time "yesterday" cannot be read',
    "2026-10-01,120": "it has 3 fields, the header has 4",
    "2026-10-01,120,40,50": "it has 5 fields, the header has 4",
    "": "it has 1 fields, the header has 4",
}


@pytest.fixture
def rejects(tmp_path):
    return tmp_path / "rejects.csv"


def kept(rejects):
    with rejects.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_sort_of_bad_row_is_rejected_with_its_reason(gridward, new_db, tmp_path, rejects):
    lines = []
    for number, bad in enumerate(BAD_ROWS):
        lines += [f"good {number},{GOOD}", f"bad {number},{bad}" if bad else f"bad {number}"]
    text = HEAD + "\n".join(lines) + "\n"
    result = from_text(gridward, new_db, tmp_path, text, "--rejects", rejects, status=1)
    n = len(BAD_ROWS)
    assert counted(result) == (2 * n, n, n, n)
    assert {code for code, in database.rows(new_db, "SELECT code FROM report")} == {
        f"good {number}" for number in range(n)}
    header, *rows = kept(rejects)
    assert header == ["row", "reason", "id", "time", "lon", "lat"]
    assert [(row[0], row[1], row[2]) for row in rows] == [
        (str(2 * number + 3), reason, f"bad {number}")
        for number, reason in enumerate(BAD_ROWS.values())]


def test_rejected_rows_are_kept_as_they_stood(gridward, new_db, tmp_path, rejects):
    bad = ['a,"2026-10-01",  x ,40', "b,,120,40", '"c","the ""5th""",120,40', "丁,十月,120,40"]
    from_text(gridward, new_db, tmp_path, HEAD + "\r\n".join(bad) + "\r\n", "--rejects", rejects,
              status=1)
    lines = rejects.read_text(encoding="utf-8").split("\n")
    assert len(lines) == len(bad) + 2 and lines[-1] == ""
    for line, original in zip(lines[1:], bad):
        assert line.endswith("," + original)


def test_rejects_once_mended_can_be_imported(gridward, new_db, tmp_path, rejects):
    from_text(gridward, new_db, tmp_path, HEAD + f"1,{GOOD}\n2,soon,120,40\n3,,120,40\n",
              "--rejects", rejects, status=1)
    mended = tmp_path / "mended.csv"
    mended.write_text(rejects.read_text().replace("soon", "2026-10-02").replace("3,,", "3,2026-10-03,"))
    assert counted(import_reports(gridward, new_db, mended)) == (2, 2, 2, 0)
    assert database.count(new_db, "report") == 3


def test_the_row_number_is_the_line_where_the_row_begins(gridward, new_db, tmp_path, rejects):
    text = ("\ufeff\n" + HEAD + f'1,"2026-10-01\n",120,40\n\n2,{GOOD}\n"3\n3",never,120,40\n4,no,120,40\n')
    result = from_text(gridward, new_db, tmp_path, text, "--rejects", rejects, status=1)
    assert [row[0] for row in kept(rejects)[1:]] == ["3", "7", "9"]
    assert ": row 7: " in result.stderr


def test_every_rejected_row_is_named_on_standard_error_without_a_file_for_them(
        gridward, new_db, tmp_path):
    rows = "".join(f"{n},never,120,40\n" for n in range(150))
    said = from_text(gridward, new_db, tmp_path, HEAD + rows, status=1).stderr
    assert [line.split(": row ")[1].split(":")[0] for line in said.splitlines()] == [
        str(n + 2) for n in range(150)]


def test_with_a_file_for_them_a_hundred_are_named_and_the_rest_counted(
        gridward, new_db, tmp_path, rejects):
    rows = "".join(f"{n},never,120,40\n" for n in range(150))
    said = from_text(gridward, new_db, tmp_path, HEAD + rows, "--rejects", rejects, status=1).stderr
    assert said.count(": row ") == 100 and f"50 more rows are in {rejects}" in said
    assert len(kept(rejects)) == 151


def test_the_demo_citys_bad_rows_are_known(gridward, demo_db, tmp_path, rejects):
    """As data/README.md lists them; the position 0, 0 is one only when told so."""
    db = shutil.copy(demo_db, tmp_path / "demo.db")
    result = import_reports(gridward, db, DEMO / "reports_bad.csv", "--rejects", rejects,
                            "--reject-null-island", status=1)
    assert counted(result) == (20, 8, 0, 12)
    assert [int(row[0]) for row in kept(rejects)[1:]] == [3, 5, 6, 8, 9, 11, 12, 14, 16, 17, 19, 20]
    assert database.count(db, "report") == 20008


def test_an_id_twice_in_a_file_is_rejected_the_second_time(gridward, new_db, tmp_path):
    result = from_text(gridward, new_db, tmp_path, HEAD + f"1,{GOOD}\n2,{GOOD}\n1,{GOOD}\n", status=1)
    assert counted(result) == (3, 2, 2, 1)
    assert 'row 4: id "1" is there already' in result.stderr


def test_a_second_import_of_a_file_stores_nothing(gridward, new_db, tmp_path):
    text = HEAD + f"1,{GOOD}\n2,{GOOD}\n"
    assert counted(from_text(gridward, new_db, tmp_path, text)) == (2, 2, 2, 0)
    before = database.content(new_db)
    assert counted(from_text(gridward, new_db, tmp_path, text, status=1)) == (2, 0, 0, 2)
    assert database.content(new_db) == before


def test_a_file_without_bad_rows_leaves_rejects_with_a_header_only(gridward, new_db, tmp_path, rejects):
    rejects.write_text("of last month\n")
    from_text(gridward, new_db, tmp_path, HEAD + f"1,{GOOD}\n", "--rejects", rejects)
    assert kept(rejects) == [["row", "reason", "id", "time", "lon", "lat"]]


def test_a_header_alone_is_a_file_of_no_rows(gridward, new_db, tmp_path):
    assert counted(from_text(gridward, new_db, tmp_path, HEAD)) == (0, 0, 0, 0)


@pytest.mark.parametrize("text, word", (("", "it is empty"), ("\n\n\n", "it is empty"),
                                        ("\ufeff", "it is empty")),
                         ids=("nothing", "blank lines", "a byte order mark"))
def test_an_empty_file_is_an_error(gridward, new_db, tmp_path, text, word):
    assert word in from_text(gridward, new_db, tmp_path, text, status=2).stderr


def test_a_row_of_two_megabytes_is_an_error_that_names_its_line(gridward, new_db, tmp_path):
    before = new_db.read_bytes()
    text = HEAD + f"1,{GOOD}\n2,{GOOD}" + "0" * (2 << 20) + f"\n3,{GOOD}\n"
    said = from_text(gridward, new_db, tmp_path, text, status=2).stderr
    assert "reports.csv: line 3: a row of more than 1048576 bytes" in said
    assert new_db.read_bytes() == before


def test_a_row_just_below_a_megabyte_is_a_row(gridward, new_db, tmp_path):
    text = "id,time,lon,lat,description\n" + f"1,{GOOD}," + "x" * ((1 << 20) - 100) + f"\n2,{GOOD},\n"
    assert counted(from_text(gridward, new_db, tmp_path, text)) == (2, 2, 2, 0)
    assert database.value(new_db, "SELECT max(length(description)) FROM report") == (1 << 20) - 100


@pytest.mark.parametrize("rows", (
    3, 60000))
def test_a_quote_left_open_swallows_no_rows(gridward, new_db, tmp_path, rows):
    """Whether the rest of the file is short or longer than the longest row."""
    before = database.content(new_db)
    text = 'id,time,lon,lat,description\n' + f'1,{GOOD},"left open\n' + "".join(
        f"{n},{GOOD},closed\n" for n in range(2, rows + 2))
    file = tmp_path / "reports.csv"
    file.write_text(text)
    result = gridward("import", "reports", new_db, file, "--crs", "wgs84")
    assert result.returncode in (1, 2)
    assert "2" in result.stderr and "quote" in result.stderr
    if result.returncode == 2:
        assert database.content(new_db) == before


@pytest.mark.parametrize("row", (b"1,2026-10-01,12\0000,40,x", b"1\0007,2026-10-01,120,40,x",
                                 b"1,2026-10-01\0,120,40,x", b"1,2026-10-01,120,40,x\0y"),
                         ids=("longitude", "id", "time", "description"))
def test_a_nul_byte_cuts_no_field_short(gridward, new_db, tmp_path, row):
    result = from_text(gridward, new_db, tmp_path, b"id,time,lon,lat,description\n" + row + b"\n",
                       status=1)
    assert counted(result) == (1, 0, 0, 1)


def test_a_wrong_byte_takes_no_other_row_with_it(gridward, new_db, tmp_path):
    lines = [f"{n},{GOOD}".encode() for n in range(1, 6)]
    lines[2] = b"3,\xff\xfe\x80,120,40"
    result = from_text(gridward, new_db, tmp_path, HEAD.encode() + b"\n".join(lines), status=1)
    assert counted(result) == (5, 4, 4, 1)


def test_a_file_for_rejects_that_cannot_be_written_stops_the_import(gridward, new_db, tmp_path):
    before = database.content(new_db)
    result = from_text(gridward, new_db, tmp_path, HEAD + f"1,{GOOD}\n2,never,1,1\n", "--rejects",
                       tmp_path / "nowhere" / "rejects.csv", status=2)
    assert "nowhere/rejects.csv" in result.stderr
    assert database.content(new_db) == before


def test_a_file_that_is_not_there_or_a_folder_is_named(gridward, new_db, tmp_path):
    (tmp_path / "folder.csv").mkdir()
    for name in ("nowhere.csv", "folder.csv", "nowhere.geojson"):
        assert name in import_reports(gridward, new_db, tmp_path / name, status=2).stderr


def test_rows_read_are_rows_stored_and_rejected_in_a_long_mixed_file(gridward, new_db, tmp_path, rejects):
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair()))
    bad = [row for row in BAD_ROWS if row]
    lines = [f"{n},{bad[n % len(bad)] if n % 7 == 0 else '2026-10-01,120.005,40.005'}"
             for n in range(5000)]
    result = from_text(gridward, new_db, tmp_path, HEAD + "\n".join(lines), "--rejects", rejects,
                       status=1)
    rows, stored, outside, rejected = counted(result)
    assert (rows, outside, rejected) == (5000, 0, len(range(0, 5000, 7)))
    assert stored == database.count(new_db, "report") == database.count(new_db, "report_cell")
    assert rejected == len(kept(rejects)) - 1 and rows == stored + rejected
