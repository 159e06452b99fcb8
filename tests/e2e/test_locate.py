# SPDX-License-Identifier: Apache-2.0
"""gridward locate: CSV and float64 pairs in, cells out; the exact oracle's opinion of each."""
import csv
import io
import math
import re

import numpy
import pytest
from commands import codes, import_cells, locate
from conftest import DEMO
from datum import bd09, gcj02
from oracle import Oracle
from shapes import cell, pair, square, write

GRIDS = ("--scheme", "governance")


def located(gridward, db, text, *more, status=0):
    return gridward.done("locate", db, "--crs", "wgs84", *more, input=text, status=status)


@pytest.fixture(scope="session")
def pair_db(gridward, empty_db, tmp_path_factory):
    """The cells A and B."""
    folder = tmp_path_factory.mktemp("pair")
    db = folder / "pair.db"
    db.write_bytes(empty_db.read_bytes())
    import_cells(gridward, db, write(folder / "cells.geojson", pair(nm="name")), "--name", "nm")
    return db


# CSV

def test_rows_pass_through_byte_for_byte_before_the_new_columns(gridward, pair_db):
    rows = [b'id,lon,note,lat', b'1,120.005,plain,40.005', b'2,120.015,"a, ""b""",40.005',
            b' 3 , 120.005 , spaces , 40.005 ', '4,120.005,满溢,40.005'.encode(),
            b'5,120.005,"two\nlines\r\n",40.005', b'6,+120.005,,4.0005e1', b'7,1.2e2,\xff\xfe,40.005']
    result = gridward("locate", pair_db, "--crs", "wgs84", input=b"\n".join(rows) + b"\n")
    assert result.returncode == 0
    tails = [b",cell,path", b",A,name", b",B,name"] + [b",A,name"] * 5
    assert result.stdout == b"".join(row + tail + b"\n" for row, tail in zip(rows, tails))


@pytest.mark.parametrize("text", (
    "lon,lat\n120.005,40.005", "lon,lat\r\n120.005,40.005\r\n", "\ufefflon,lat\n120.005,40.005\n",
    "\nlon,lat\n\n120.005,40.005\n\n", '"lon","lat"\n"120.005","40.005"\n', "lat,lon\n40.005,120.005\n",
    "longitude,latitude\n120.005,40.005\n",
    "lon,lat\r120.005,40.005\r"),
    ids=("no last line end", "CRLF", "byte order mark", "blank lines", "quoted", "turned",
         "long names", "CR"))
def test_the_dialects_of_csv_are_one(gridward, pair_db, text):
    rows = list(csv.DictReader(io.StringIO(located(gridward, pair_db, text).stdout, newline="")))
    assert [(row["cell"], row["path"]) for row in rows] == [("A", "name")]


def test_columns_may_have_any_names(gridward, pair_db):
    said = located(gridward, pair_db, "x,lon,lat,y\n120.005,0,0,40.005\n", "--lon", "x", "--lat", "y")
    assert said.stdout.splitlines()[1] == "120.005,0,0,40.005,A,name"


def test_a_code_or_path_with_commas_and_quotes_is_quoted(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", pair("A,1", 'B"2', nm='the "North", mostly'))
    import_cells(gridward, new_db, file, "--name", "nm")
    rows = locate(gridward, new_db, [(120.00999, 40.005), (120.01001, 40.005)], "--accuracy", "5")
    assert [row["cell"] for row in rows] == ["A,1", 'B"2']
    assert {row["path"] for row in rows} == {'the "North", mostly'}
    assert [row["candidates"] for row in rows] == ['A,1;B"2', 'B"2;A,1']
    assert None not in rows[0]


def test_outside_the_columns_are_empty(gridward, pair_db):
    said = located(gridward, pair_db, "lon,lat\n0,0\n")
    assert said.stdout == "lon,lat,cell,path\n0,0,,\n"


def test_a_header_alone_gives_a_header(gridward, pair_db):
    assert located(gridward, pair_db, "lon,lat\n").stdout == "lon,lat,cell,path\n"
    assert located(gridward, pair_db, "lon,lat", "--accuracy", "1").stdout \
        == "lon,lat,cell,path,candidates\n"


@pytest.mark.parametrize("text, word", (
    ("", "empty"), ("\n\n", "empty"), ("120.005,40.005\n120.015,40.005\n", 'no column "lon"'),
    ("lon,breadth\n", 'no column "lat"'), ("LON,LAT\n", 'no column "lon"')))
def test_without_a_header_of_coordinates_there_is_no_answer(gridward, pair_db, text, word):
    result = located(gridward, pair_db, text, status=2)
    assert word in result.stderr and result.stdout == ""


def test_a_row_without_usable_coordinates_is_named_and_left_empty(gridward, pair_db):
    bad = ["nan,40", "120,inf", "-inf,40", "120.005,90.1", "180.1,40", "1e999,40", "x,40", ",40", "120",
           "0x78,40", "120.005 1,40", '"120,005",40', ""]
    text = "lon,lat\n120.005,40.005\n" + "\n".join(bad[:-1]) + "\n120.015,40.005\n"
    result = located(gridward, pair_db, text, status=1)
    lines = result.stdout.splitlines()
    assert lines[1] == "120.005,40.005,A,name" and lines[-1] == "120.015,40.005,B,name"
    # the row of one field gets the comma it lacks, so that the new columns keep their place
    assert lines[2:-1] == [row + (",,," if row == "120" else ",,") for row in bad[:-1]]
    assert re.findall(r"row (\d+): no usable", result.stderr) == [
        str(number + 3) for number in range(len(bad) - 1)]


def test_more_bad_rows_than_can_be_named_are_counted(gridward, pair_db):
    result = located(gridward, pair_db, "lon,lat\n" + "x,y\n" * 250, status=1)
    assert result.stderr.count(": no usable coordinates\n") == 100
    assert "150 more rows without usable coordinates" in result.stderr


def test_many_rows_keep_their_order(gridward, pair_db):
    """More than one batch, and rows of all lengths."""
    n = 20000
    rows = [f"{k},{'x' * (k % 97)},{120.005 + 0.01 * (k % 3)!r},40.005" for k in range(n)]
    lines = located(gridward, pair_db, "id,pad,lon,lat\n" + "\n".join(rows) + "\n").stdout.splitlines()
    tails = (",A,name", ",B,name", ",,")
    assert lines[1:] == [row + tails[k % 3] for k, row in enumerate(rows)]


def test_an_open_quote_does_not_make_rows_vanish(gridward, pair_db):
    text = 'lon,lat,note\n120.005,40.005,"left open\n' + "120.015,40.005,x\n" * 3
    result = gridward("locate", pair_db, "--crs", "wgs84", input=text)
    assert result.returncode in (1, 2) and "quote" in result.stderr


def test_a_row_of_two_megabytes_is_an_error(gridward, pair_db):
    result = located(gridward, pair_db, "lon,lat\n1," + "2" * (2 << 20) + "\n", status=2)
    assert "line 2" in result.stderr


def test_a_nul_byte_makes_a_coordinate_unusable(gridward, pair_db):
    result = located(gridward, pair_db, "lon,lat\n120.005\x00,40.005\n", status=1)
    assert "row 2: no usable coordinates" in result.stderr


@pytest.mark.parametrize("crs, there", (
    ("wgs84", lambda x, y: (x, y)), ("cgcs2000", lambda x, y: (x, y)),
    ("EPSG:4326", lambda x, y: (x, y)), ("EPSG:4490", lambda x, y: (x, y)), ("gcj02", gcj02),
    ("bd09", bd09),
    ("EPSG:3857", lambda x, y: (x * 20037508.342789244 / 180, math.log(math.tan(math.pi * (90 + y) / 360))
                                * 6378137))))
def test_points_are_converted_from_their_crs(gridward, demo_db, crs, there):
    places = [(120.84 + k / 50, 40.7 + j / 100) for k in range(-2, 3) for j in range(-2, 3)]
    expected = codes(gridward, demo_db, places)
    assert len(set(expected)) > 15
    assert codes(gridward, demo_db, [there(*p) for p in places], crs=crs) == expected


@pytest.mark.parametrize("crs", ("", "WGS", "EPSG:99999", "EPSG:4979999999999"))
def test_an_unknown_crs_is_refused(gridward, pair_db, crs):
    result = gridward.done("locate", pair_db, "--crs", crs, input="lon,lat\n", status=2)
    assert result.stdout == "" and result.stderr.startswith("gridward: ")


def test_an_unknown_scheme_is_an_error_that_lists_those_there_are(gridward, demo_db):
    result = located(gridward, demo_db, "lon,lat\n", "--scheme", "fire", status=2)
    assert 'no scheme "fire"; there are: governance, police' in result.stderr


def test_the_path_leads_from_the_top_unit_to_the_cell(gridward, demo_db):
    [row] = locate(gridward, demo_db, [(120.84, 40.70)], *GRIDS)
    assert row["cell"] == "990101005001007"
    assert row["path"] == "滨海区 › 河东街道 › 迎宾社区 › 迎宾社区第07网格"


# Candidates

def test_candidates_are_the_owner_and_then_the_others_by_distance(gridward, new_db, tmp_path):
    lon, lat = 120.01, 40.01
    four = [cell("SW", square(120, 40)), cell("SE", square(lon, 40)), cell("NW", square(120, lat)),
            cell("NE", square(lon, lat))]
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", four))
    east, north = 1 / 85_400, 1 / 111_000    # a metre
    points = [(lon + 2 * east, lat + 5 * north), (lon - 5 * east, lat - 2 * north), (lon, lat),
              (lon + 50 * east, lat + 50 * north), (lon + 50 * east, lat - 2 * north),
              (119.99999, 40.005)]
    rows = locate(gridward, new_db, points, "--accuracy", "10")
    assert [row["candidates"] for row in rows[:2]] == ["NE;NW;SE;SW", "SW;NW;SE;NE"]
    assert rows[2]["candidates"].split(";")[0] == rows[2]["cell"] == "NE"
    assert sorted(rows[2]["candidates"].split(";")) == ["NE", "NW", "SE", "SW"]
    assert [row["candidates"] for row in rows[3:]] == ["NE", "SE;NE", "SW"]
    assert [row["cell"] for row in rows[3:]] == ["NE", "SE", ""]


def test_the_owner_is_always_the_first_candidate(gridward, demo_db):
    random = numpy.random.default_rng(11)
    points = [(120.75 + 0.2 * x, 40.64 + 0.12 * y) for x, y in random.random((3000, 2)).tolist()]
    rows = locate(gridward, demo_db, points, "--accuracy", "30")
    for row in rows:
        found = row["candidates"].split(";") if row["candidates"] else []
        assert len(set(found)) == len(found), row
        assert not row["cell"] or found[0] == row["cell"], row
    assert any(";" in row["candidates"] for row in rows)


def test_a_greater_accuracy_never_loses_a_candidate(gridward, demo_db):
    """Out to the whole city, whose 426 grids all lie within 20 km."""
    here = [(120.84, 40.70)]
    found = set()
    for metres in ("0", "1", "100", "500", "1500", "4000", "20000"):
        [row] = locate(gridward, demo_db, here, "--accuracy", metres)
        more = set(row["candidates"].split(";"))
        assert found <= more, metres
        found = more
    assert len(found) == 426


def test_candidates_are_empty_where_no_cell_is_near(gridward, pair_db):
    [row] = locate(gridward, pair_db, [(121, 41)], "--accuracy", "100")
    assert row["candidates"] == ""


# Raw float64

def pairs(gridward, db, points, *more, tail=b"", status=0):
    data = numpy.asarray(points, dtype="<f8").tobytes() + tail
    result = gridward("locate", db, "--crs", "wgs84", "--format", "f64", *more, input=data)
    assert result.returncode == status, result.stderr
    lines = result.stdout.decode().split("\n")
    assert lines.pop() == ""
    return lines, result.stderr.decode()


def test_f64_pairs_give_a_code_a_line(gridward, pair_db):
    assert pairs(gridward, pair_db, [[120.005, 40.005], [0, 0], [120.015, 40.005]]) \
        == (["A", "", "B"], "")


def test_no_f64_pairs_give_no_line(gridward, pair_db):
    assert pairs(gridward, pair_db, numpy.empty((0, 2))) == ([], "")


def test_f64_points_that_are_no_place_are_named_and_empty(gridward, pair_db):
    points = [[120.005, 40.005], [math.nan, 40], [120, math.nan], [math.inf, 40], [120, -math.inf],
              [180.0001, 0], [0, -90.0001], [1e300, 1e300], [5e-324, 5e-324], [120.015, 40.005]]
    lines, said = pairs(gridward, pair_db, points, status=1)
    assert lines == ["A"] + [""] * 8 + ["B"]
    assert re.findall(r"row (\d+): no usable", said) == ["2", "3", "4", "5", "6", "7", "8"]


@pytest.mark.parametrize("extra", (1, 8, 15))
def test_f64_input_that_ends_within_a_point_says_so(gridward, pair_db, extra):
    lines, said = pairs(gridward, pair_db, [[120.005, 40.005]] * 5000, tail=b"\0" * extra, status=1)
    assert lines == ["A"] * 5000
    assert "row 5001: the input ends in the middle of the point" in said


def test_f64_and_csv_agree(gridward, demo_db):
    random = numpy.random.default_rng(3)
    points = random.random((10001, 2)) * [0.2, 0.12] + [120.75, 40.64]
    lines, _ = pairs(gridward, demo_db, points, *GRIDS)
    assert lines == codes(gridward, demo_db, points.tolist(), *GRIDS)


# The oracle

@pytest.fixture(scope="module")
def grids():
    return Oracle(DEMO / "grids.geojson")


def assert_agrees(gridward, db, oracle, points, scheme):
    """points are whole numbers of 1e-7 degrees."""
    expected = oracle.codes(points)
    lines, _ = pairs(gridward, db, points / 1e7, "--scheme", scheme)
    wrong = [k for k, (a, b) in enumerate(zip(lines, expected, strict=True)) if a != b]
    assert not wrong, (f"{len(wrong)} of {len(points)}; {points[wrong[0]] / 1e7}: "
                       f"{lines[wrong[0]]!r}, not {expected[wrong[0]]!r}")
    return expected


def test_every_vertex_lies_in_the_cell_the_oracle_says(gridward, demo_db, grids):
    vertices = grids.vertices()
    assert len(vertices) > 5000
    assert_agrees(gridward, demo_db, grids, vertices, "governance")


def test_every_point_next_to_a_vertex_lies_in_the_cell_the_oracle_says(gridward, demo_db, grids):
    steps = numpy.array([[x, y] for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y])
    points = (grids.vertices()[:, None, :] + steps[None]).reshape(-1, 2)
    assert_agrees(gridward, demo_db, grids, points, "governance")


def test_points_on_the_lines_between_vertices_lie_in_the_cell_the_oracle_says(gridward, demo_db, grids):
    """Rounded to whole numbers, so a few are exactly on a border and most a hair beside it."""
    edges = numpy.concatenate([edges for _, edges in grids.cells])
    points = [edges[:, :2] + (edges[:, 2:] - edges[:, :2]) * k // 7 for k in range(1, 7)]
    assert_agrees(gridward, demo_db, grids, numpy.concatenate(points), "governance")


def test_random_points_lie_in_the_cell_the_oracle_says(gridward, demo_db, grids):
    low, high = grids.box()
    points = numpy.random.default_rng(5).integers(low - 100000, high + 100000, (100000, 2))
    expected = assert_agrees(gridward, demo_db, grids, points, "governance")
    assert 0.3 < sum(map(bool, expected)) / len(expected) < 0.95 and len(set(expected)) == 427


def test_beats_agree_with_the_oracle_too(gridward, demo_db):
    beats = Oracle(DEMO / "beats.geojson")
    low, high = beats.box()
    points = numpy.concatenate([beats.vertices(), numpy.random.default_rng(6).integers(
        low, high, (20000, 2))])
    assert_agrees(gridward, demo_db, beats, points, "police")


def test_borders_along_the_axes_follow_the_published_rule(gridward, new_db, tmp_path):
    """Four squares about a point, each border and the outer ones: the north, else the east, has it."""
    lon, lat = 120.01, 40.01
    file = write(tmp_path / "cells.geojson", [
        cell("SW", square(120, 40)), cell("SE", square(lon, 40)), cell("NW", square(120, lat)),
        cell("NE", square(lon, lat))])
    import_cells(gridward, new_db, file)
    expected = {(lon, lat): "NE", (lon, 40.005): "SE", (lon, 40.015): "NE", (120.005, lat): "NW",
                (120.015, lat): "NE", (120, 40): "SW", (120.005, 40): "SW", (120, 40.005): "SW",
                (120.02, 40.005): "", (120.005, 40.02): "", (120.02, 40.02): "", (lon, 40): "SE",
                (120, lat): "NW", (lon, 40.02): "", (120.02, lat): ""}
    assert dict(zip(expected, codes(gridward, new_db, list(expected)))) == expected
    points = numpy.rint(numpy.array(list(expected)) * 1e7).astype(numpy.int64)
    assert Oracle(file).codes(points) == list(expected.values())


def test_the_columns_of_a_short_row_stay_in_their_place(gridward, pair_db):
    said = located(gridward, pair_db, "lon,lat,note,more\n120.005,40.005\n")
    assert said.stdout.splitlines()[1] == "120.005,40.005,,,A,name"
