# SPDX-License-Identifier: Apache-2.0
"""gridward import cells: formats, fields, reference systems, parents; faults in test_import_faults.py."""
import json
import shutil

import database
import pytest
from commands import codes, import_cells, import_units, locate
from shapes import cell, crs_member, pair, parts, point, square, write

IN_A, IN_B, OUTSIDE = (120.005, 40.005), (120.015, 40.005), (120.025, 40.005)


@pytest.fixture
def pair_file(tmp_path):
    return write(tmp_path / "pair.geojson", pair())


def assert_pair(gridward, db, first="A", second="B"):
    assert codes(gridward, db, [IN_A, IN_B, OUTSIDE]) == [first, second, ""]


def converted(ogr2ogr, source, target, *more):
    ogr2ogr(target, source, *more)
    return target


def refused(gridward, db, file, *more, **options):
    """What the program says of a file that it must not take; the database stays as it was."""
    before = db.read_bytes()
    result = import_cells(gridward, db, file, *more, status=2, **options)
    assert db.read_bytes() == before
    assert result.stdout == ""
    return result.stderr


# Formats

def test_geojson_is_read(gridward, new_db, pair_file):
    result = import_cells(gridward, new_db, pair_file)
    assert "2 cells from 2 features, scheme police, level beat" in result.stdout
    assert_pair(gridward, new_db)


def test_geopackage_is_read_in_its_own_crs(gridward, new_db, pair_file, ogr2ogr):
    file = converted(ogr2ogr, pair_file, pair_file.with_suffix(".gpkg"))
    import_cells(gridward, new_db, file, crs=None)
    assert_pair(gridward, new_db)


def test_shapefile_in_a_projected_crs_comes_out_within_a_metre(gridward, new_db, pair_file, ogr2ogr):
    file = converted(ogr2ogr, pair_file, pair_file.with_suffix(".shp"), "-t_srs", "EPSG:32651")
    import_cells(gridward, new_db, file, crs=None)
    near = [(120.00999, 40.00501), (120.01001, 40.00501)]    # 0.85 m on either side of the border
    assert codes(gridward, new_db, near) == ["A", "B"]


def test_csv_with_wkt_is_read(gridward, new_db, pair_file, ogr2ogr):
    file = converted(ogr2ogr, pair_file, pair_file.with_suffix(".csv"), "-lco", "GEOMETRY=AS_WKT")
    import_cells(gridward, new_db, file)
    assert_pair(gridward, new_db)


@pytest.mark.parametrize("column", ("WKT", "wkt", "geom", "geometry"))
def test_csv_with_a_byte_order_mark_and_crlf_is_read(gridward, new_db, tmp_path, column):
    file = tmp_path / "cells.csv"
    file.write_bytes(("\ufeffcode," + column + "\r\n"
                      '007,"POLYGON((120 40,120.01 40,120.01 40.01,120 40.01,120 40))"\r\n').encode())
    import_cells(gridward, new_db, file)
    assert codes(gridward, new_db, [IN_A]) == ["007"]


@pytest.mark.parametrize("encoding, option", (("GBK", True), ("GBK", False), ("UTF-8", False)))
def test_shapefile_text_is_read_in_its_encoding(gridward, new_db, tmp_path, ogr2ogr, encoding, option):
    """By the .cpg where there is one, else by --encoding."""
    source = write(tmp_path / "source.geojson", pair("迎宾01", "迎宾02", nm="迎宾社区第一网格"))
    file = converted(ogr2ogr, source, tmp_path / "cells.shp", "-lco", f"ENCODING={encoding}")
    if option:
        file.with_suffix(".cpg").unlink()
    import_cells(gridward, new_db, file, "--name", "nm",
                 *(("--encoding", encoding) if option else ()), crs=None)
    assert "迎宾社区第一网格".encode(encoding) in file.with_suffix(".dbf").read_bytes()
    assert database.rows(new_db, "SELECT code, name FROM cell ORDER BY code") == [
        ("迎宾01", "迎宾社区第一网格"), ("迎宾02", "迎宾社区第一网格")]


def test_a_file_of_several_layers_needs_to_be_told_which(gridward, new_db, pair_file, ogr2ogr):
    file = pair_file.with_suffix(".gpkg")
    ogr2ogr(file, pair_file, "-nln", "beats")
    ogr2ogr("-update", file, pair_file, "-nln", "stations")
    said = refused(gridward, new_db, file, crs=None)
    assert "2 layers" in said and "beats, stations" in said and "--layer" in said
    assert '"roads"' in refused(gridward, new_db, file, "--layer", "roads", crs=None)
    import_cells(gridward, new_db, file, "--layer", "stations", crs=None)
    assert_pair(gridward, new_db)


@pytest.mark.parametrize("name, content, word", (
    ("cells.geojson", b"", "cells.geojson"),
    ("cells.geojson", b'{"type": "FeatureCollection", "features": [', "cells.geojson"),
    ("cells.geojson", b'{"type": "FeatureCollection", "features": [7]}', "/features/0"),
    ("cells.geojson", b'{"type": "FeatureCollection", "type": "Feature", "features": []}', "line 1"),
    ("cells.geojson", b'{"type": "FeatureCollection", "features": []}', "no features"),
    ("cells.gpkg", b"SQLite format 3\0", "cells.gpkg"),
    ("cells.shp", b"\x00\x00\x27\x0a", "cells.shp"),
    ("cells.txt", b"these are no cells\n", "cells.txt"),
), ids=("empty", "cut", "a number for a feature", "type twice", "no features", "cut gpkg", "cut shp",
        "text"))
def test_a_file_that_cannot_be_read_is_named(gridward, new_db, tmp_path, name, content, word):
    file = tmp_path / name
    file.write_bytes(content)
    said = refused(gridward, new_db, file)
    assert word in said and str(file) in said


def test_a_file_that_is_not_there_is_named(gridward, new_db, tmp_path):
    assert "nowhere.geojson: no such file" in refused(gridward, new_db, tmp_path / "nowhere.geojson")


def test_a_database_that_is_not_there_is_not_made(gridward, tmp_path, pair_file):
    result = import_cells(gridward, tmp_path / "city.db", pair_file, status=2)
    assert "gridward init" in result.stderr
    assert not (tmp_path / "city.db").exists()


# Fields

def test_every_field_option_is_stored(gridward, new_db, tmp_path):
    upper = tmp_path / "stations.csv"
    upper.write_text("code,nm\nS,North\n")
    import_units(gridward, new_db, upper, "station")
    fields = {"nm": "甲", "en": "Alpha", "up": "S", "who": "Li, Ming", "hh": 171, "res": 482, "lvl": 3}
    file = write(tmp_path / "cells.geojson", pair(**fields))
    import_cells(gridward, new_db, file, "--name", "nm", "--name-en", "en", "--parent", "up",
                 "--responsible", "who", "--households", "hh", "--residents", "res",
                 "--grade", "lvl")
    assert database.rows(new_db, """
        SELECT u.code, u.name, u.name_en, p.code, u.responsible, u.households, u.residents, u.grade
        FROM unit u JOIN unit p ON p.id = u.parent_id ORDER BY u.code""") == [
        ("A", "甲", "Alpha", "S", "Li, Ming", 171, 482, 3),
        ("B", "甲", "Alpha", "S", "Li, Ming", 171, 482, 3)]


def test_fields_that_are_empty_are_no_data(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", pair(nm="", who=None, res=None, lvl=""))
    import_cells(gridward, new_db, file, "--name", "nm", "--responsible", "who",
                 "--residents", "res", "--grade", "lvl")
    assert database.rows(new_db, "SELECT DISTINCT name, responsible, residents, grade FROM unit") == [
        (None, None, None, None)]


@pytest.mark.parametrize("option", ("code", "name", "name-en", "parent", "responsible", "households",
                                    "residents", "grade"))
def test_an_unknown_field_is_an_error_that_lists_those_there_are(gridward, new_db, tmp_path, option):
    file = write(tmp_path / "cells.geojson", pair(nm="x", lvl=1))
    said = refused(gridward, new_db, file, f"--{option}", "colour")
    assert 'no field "colour"; there are: code, nm, lvl' in said


@pytest.mark.parametrize("option, bad", (("grade", 0), ("grade", 6), ("grade", "high"),
                                         ("residents", -1), ("residents", 1.5),
                                         ("households", "many"), ("households", 2**31)))
def test_a_number_that_cannot_be_is_an_error_that_names_feature_and_field(
        gridward, new_db, tmp_path, option, bad):
    features = pair(n=1)
    features[1]["properties"]["n"] = bad
    said = refused(gridward, new_db, write(tmp_path / "cells.geojson", features), f"--{option}", "n")
    assert "feature 2" in said and f'n "{bad}"' in said


def test_codes_keep_their_zeros_and_length(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", pair("000832", "99010100100100412345"))
    import_cells(gridward, new_db, file)
    assert_pair(gridward, new_db, "000832", "99010100100100412345")


def test_a_whole_number_serves_as_a_code(gridward, new_db, tmp_path):
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair(211402, 99010100100412)))
    assert_pair(gridward, new_db, "211402", "99010100100412")


def test_a_whole_number_in_a_column_of_real_numbers_is_whole(gridward, new_db, pair_file, ogr2ogr):
    file = pair_file.with_suffix(".shp")
    ogr2ogr(file, pair_file, "-sql", "SELECT code, CAST(482 AS numeric(24,15)) AS res FROM pair")
    import_cells(gridward, new_db, file, "--residents", "res", crs=None)
    assert database.rows(new_db, "SELECT DISTINCT residents FROM unit") == [(482,)]


@pytest.mark.parametrize("code", (None, ""))
def test_a_feature_without_code_is_an_error(gridward, new_db, tmp_path, code):
    said = refused(gridward, new_db, write(tmp_path / "cells.geojson", pair("A", code)))
    assert "feature 2: it has no code" in said


# Reference systems

def test_a_missing_crs_is_refused_never_guessed(gridward, new_db, pair_file):
    said = refused(gridward, new_db, pair_file, crs=None)
    assert "does not say its CRS" in said and "--crs" in said


@pytest.mark.parametrize("crs", ("wgs", "EPSG:", "EPSG:0", "EPSG:5703", "4326", ""))
def test_an_unknown_crs_is_refused(gridward, new_db, pair_file, crs):
    assert "CRS" in refused(gridward, new_db, pair_file, "--crs", crs, crs=None) or crs


@pytest.mark.parametrize("suffix", (".geojson", ".gpkg", ".shp"))
@pytest.mark.parametrize("declared", ("EPSG:4214", "gcj02"))
def test_contradicting_the_files_own_crs_is_refused_unless_forced(
        gridward, new_db, tmp_path, ogr2ogr, suffix, declared):
    source = write(tmp_path / "source.geojson", pair(), crs=crs_member("urn:ogc:def:crs:EPSG::4236"))
    file = tmp_path / f"cells{suffix}"
    file.write_bytes(source.read_bytes()) if suffix == ".geojson" else ogr2ogr(file, source)
    said = refused(gridward, new_db, file, crs=declared)
    assert "EPSG:4236" in said and declared in said and "--force-crs" in said
    import_cells(gridward, new_db, file, "--force-crs", crs=declared)
    inside = codes(gridward, new_db, [IN_A], crs=declared)
    assert inside == ["A"]


@pytest.mark.parametrize("suffix", (".geojson", ".gpkg", ".shp"))
@pytest.mark.parametrize("declared", ("gcj02", "bd09"))
def test_a_file_labelled_wgs84_may_be_declared_chinese(
        gridward, new_db, tmp_path, ogr2ogr, suffix, declared):
    """GCJ-02 and BD-09 have no code of their own, so tools label such files WGS 84."""
    source = write(tmp_path / "source.geojson", pair(),
                   crs=crs_member("urn:ogc:def:crs:OGC:1.3:CRS84"))
    file = tmp_path / f"cells{suffix}"
    file.write_bytes(source.read_bytes()) if suffix == ".geojson" else ogr2ogr(file, source)
    import_cells(gridward, new_db, file, crs=declared)
    assert codes(gridward, new_db, [IN_A], crs=declared) == ["A"]


def test_the_legacy_crs_member_of_geojson_counts(gridward, new_db, tmp_path, ogr2ogr):
    source = write(tmp_path / "source.geojson", pair())
    file = tmp_path / "mercator.geojson"
    ogr2ogr(file, source, "-t_srs", "EPSG:3857")
    assert json.loads(file.read_text())["crs"]["properties"]["name"].endswith("3857")
    import_cells(gridward, new_db, file, crs=None)
    assert_pair(gridward, new_db)


@pytest.mark.parametrize("member", (
    crs_member("my own"), crs_member("urn:ogc:def:crs:EPSG::999999"), crs_member(""),
    {"type": "link", "properties": {"href": "http://example.com/crs"}}, {}, "EPSG:3857"),
    ids=("a name of nothing", "a code of nothing", "no name", "a link", "an empty one", "a text"))
def test_a_crs_member_that_says_nothing_known_is_not_taken_for_wgs84(
        gridward, new_db, tmp_path, member):
    file = write(tmp_path / "cells.geojson", pair(), crs=member)
    assert "CRS" in refused(gridward, new_db, file, crs=None)


def test_a_null_crs_member_declares_nothing(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", pair(), crs=None)
    assert "does not say its CRS" in refused(gridward, new_db, file, crs=None)
    import_cells(gridward, new_db, file)


def test_a_shapefile_without_prj_says_no_crs(gridward, new_db, pair_file, ogr2ogr):
    file = converted(ogr2ogr, pair_file, pair_file.with_suffix(".shp"))
    file.with_suffix(".prj").unlink()
    assert "does not say its CRS" in refused(gridward, new_db, file, crs=None)
    import_cells(gridward, new_db, file)
    assert_pair(gridward, new_db)


def test_the_axis_order_of_a_crs_does_not_turn_coordinates(gridward, new_db, pair_file):
    import_cells(gridward, new_db, pair_file, crs="EPSG:4490")
    assert_pair(gridward, new_db)


def test_a_vertex_that_is_no_place_is_named(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", [*pair(), cell("C", square(179.995, 40))])
    said = refused(gridward, new_db, file)
    assert "feature 3: vertex 2 (180.005 40) is no place on earth" in said


# Geometry

@pytest.mark.parametrize("geometry, word", (
    (None, "no geometry"), ({"type": "Point", "coordinates": [120, 40]}, "Point"),
    ({"type": "Polygon", "coordinates": []}, "no geometry"),
    ({"type": "GeometryCollection", "geometries": []}, "no geometry"),
    ({"type": "LineString", "coordinates": [[120, 40], [121, 40]]}, "Line String")),
    ids=("none", "point", "empty polygon", "empty collection", "line"))
def test_a_feature_without_polygon_is_named(gridward, new_db, tmp_path, geometry, word):
    features = [*pair(), {"type": "Feature", "properties": {"code": "C"}, "geometry": geometry}]
    said = refused(gridward, new_db, write(tmp_path / "cells.geojson", features))
    assert "feature 3" in said and word in said


def test_heights_of_vertices_do_not_count(gridward, new_db, tmp_path):
    high = [[*position, 812.5] for position in square(120, 40)]
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", [cell("A", high)]))
    assert codes(gridward, new_db, [IN_A]) == ["A"]


@pytest.mark.parametrize("turned", (False, True))
def test_rings_may_run_either_way(gridward, new_db, tmp_path, turned):
    rings = [square(120, 40, 0.03), square(120.01, 40.01)]
    rings = [ring[::-1] if turned else ring for ring in rings]
    file = write(tmp_path / "cells.geojson", [cell("ring", *rings), cell("core", rings[1])])
    import_cells(gridward, new_db, file)
    assert codes(gridward, new_db, [(120.005, 40.005), (120.015, 40.015)]) == ["ring", "core"]


def test_islands_of_one_feature_are_one_cell(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", [parts("A", [square(120, 40)], [square(120.02, 40)])])
    import_cells(gridward, new_db, file)
    assert codes(gridward, new_db, [IN_A, IN_B, OUTSIDE]) == ["A", "", "A"]


def test_dissolve_makes_one_cell_of_the_features_of_one_code(gridward, new_db, tmp_path):
    features = [cell("A", square(120, 40)), cell("B", square(120.01, 40)), cell("A", square(120.02, 40)),
                cell("A", square(120.03, 40))]
    file = write(tmp_path / "cells.geojson", features)
    result = import_cells(gridward, new_db, file, "--dissolve")
    assert "2 cells from 4 features" in result.stdout
    assert codes(gridward, new_db, [IN_A, IN_B, OUTSIDE, (120.035, 40.005)]) == ["A", "B", "A", "A"]
    assert database.count(new_db, "cell") == 2


# Parents and levels

def test_a_path_names_all_units_from_the_top(gridward, new_db, tmp_path):
    for level, text in (("city", "code,nm\nC,Binhai\n"), ("station", "code,nm,up\nS,North,C\n")):
        file = tmp_path / f"{level}.csv"
        file.write_text(text)
        up = () if level == "city" else ("--parent", "up")
        import_units(gridward, new_db, file, level, "--name", "nm", *up)
    file = write(tmp_path / "cells.geojson", pair(nm="Beat, one", up="S"))
    import_cells(gridward, new_db, file, "--name", "nm", "--parent", "up")
    [row] = locate(gridward, new_db, [IN_A])
    assert row["path"] == "Binhai › North › Beat, one"


def test_a_parent_that_does_not_exist_is_named_and_nothing_imported(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", pair(up="S9"))
    before = database.content(new_db)
    said = refused(gridward, new_db, file, "--parent", "up")
    assert "A: its parent S9 is no unit of the scheme" in said
    assert database.content(new_db) == before


def test_a_parent_of_another_scheme_is_none(gridward, new_db, tmp_path):
    stations = tmp_path / "stations.csv"
    stations.write_text("code,nm\nS,North\n")
    import_units(gridward, new_db, stations, "street", scheme="governance")
    said = refused(gridward, new_db, write(tmp_path / "cells.geojson", pair(up="S")), "--parent", "up")
    assert "its parent S is no unit" in said


def test_two_schemes_lie_over_the_same_ground(gridward, new_db, tmp_path):
    import_cells(gridward, new_db, write(tmp_path / "a.geojson", pair("A", "B")))
    import_cells(gridward, new_db, write(tmp_path / "b.geojson", [cell("G", square(120, 40, 0.02))]),
                 scheme="governance", level="grid")
    assert codes(gridward, new_db, [IN_B], "--scheme", "police") == ["B"]
    assert codes(gridward, new_db, [IN_B], "--scheme", "governance") == ["G"]


@pytest.mark.parametrize("text, word", (
    ("code,up\nS,X\n", "its parent X"), ("code,nm\nS,a\nS,b\n", "S occurs more than once"),
    ("code,nm\n", "no units"), ("id,nm\nS,a\n", 'no field "code"')))
def test_units_that_cannot_be_imported_are_named(gridward, new_db, tmp_path, text, word):
    file = tmp_path / "units.csv"
    file.write_text(text)
    before = new_db.read_bytes()
    up = ("--parent", "up") if "up" in text else ()
    assert word in import_units(gridward, new_db, file, "station", *up, status=2).stderr
    assert new_db.read_bytes() == before


def test_a_table_of_one_column_is_a_table(gridward, new_db, tmp_path):
    file = tmp_path / "units.csv"
    file.write_text("code\nS\n")
    import_units(gridward, new_db, file, "station")
    assert database.rows(new_db, "SELECT code FROM unit") == [("S",)]


def test_a_unit_imported_again_is_written_anew_and_not_twice(gridward, new_db, tmp_path):
    file = tmp_path / "units.csv"
    for name in ("North", "Northern"):
        file.write_text(f"code,nm\nS,{name}\n")
        import_units(gridward, new_db, file, "station", "--name", "nm")
    assert database.rows(new_db, "SELECT code, name FROM unit") == [("S", "Northern")]


# Into a city that has data

def test_a_second_division_needs_a_day(gridward, new_db, pair_file):
    import_cells(gridward, new_db, pair_file)
    said = refused(gridward, new_db, pair_file)
    assert "--valid-from" in said


def test_an_import_into_the_demo_city_leaves_what_is_there(gridward, demo_db, tmp_path, pair_file):
    db = shutil.copy(demo_db, tmp_path / "demo.db")
    before = database.content(db)
    import_cells(gridward, db, pair_file, scheme="fire", level="area")
    after = database.content(db)
    for table, rows in before.items():
        assert after[table][:len(rows)] == rows or set(rows) <= set(after[table]), table
    assert len(after["cell"]) == len(before["cell"]) + 2
    database.assert_whole(db)


def test_a_point_file_gives_no_cells(gridward, new_db, tmp_path):
    said = refused(gridward, new_db, write(tmp_path / "points.geojson", [point(120, 40, code="A")]))
    assert "feature 1: it is a Point" in said
