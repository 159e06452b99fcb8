# SPDX-License-Identifier: Apache-2.0
"""gridward import context: what lies around the cells comes in exactly, is replaced by its kind, and opens elsewhere."""
import json
import re
import shutil
import struct
from contextlib import closing

import database
import pytest
from commands import import_context
from conftest import DEMO
from datum import bd09, gcj02, metres
from shapes import crs_member, point, square, write

FIELDS = ("--class", "class", "--name", "name_zh", "--name-en", "name_en")
DEMO_FILES = (("coast", "coast", 4), ("road", "roads", 204), ("water", "water", 3))


def feature(kind, coordinates, **fields):
    return {"type": "Feature", "properties": fields,
            "geometry": {"type": kind, "coordinates": coordinates}}


def line(*points, **fields):
    return feature("LineString", [list(place) for place in points], **fields)


STREET = line((120.0, 40.0), (120.01, 40.0), name="街")
STREETS = [STREET, line((120.0, 40.1), (120.01, 40.2), name="road"), line((1, 2), (3, 4))]


def read(ogr2ogr, db, folder):
    """The features as ogr2ogr reads them, by kind, in order."""
    out = folder / "out.geojson"
    out.unlink(missing_ok=True)
    ogr2ogr("-lco", "COORDINATE_PRECISION=7", out, db, "context")
    kinds = {}
    for item in json.loads(out.read_text(encoding="utf-8"))["features"]:
        kinds.setdefault(item["properties"].pop("kind"), []).append(item)
    return kinds


def kinds(db):
    return dict(database.rows(db, "SELECT kind, count(*) FROM context GROUP BY kind"))


@pytest.fixture(scope="module")
def context_db(gridward, empty_db, tmp_path_factory):
    """The demo city's context alone, to be read only."""
    db = shutil.copy(empty_db, tmp_path_factory.mktemp("context") / "context.db")
    for kind, file, count in DEMO_FILES:
        said = import_context(gridward, db, DEMO / f"{file}.geojson", *FIELDS, kind=kind).stdout
        assert f"{count} features: {count} stored as {kind}, 0 rejected" in said
    return db


# What comes in

def test_the_demo_context_comes_out_again_to_the_last_digit(context_db, tmp_path, ogr2ogr):
    stored = read(ogr2ogr, context_db, tmp_path)
    for kind, file, _ in DEMO_FILES:
        source = json.loads((DEMO / f"{file}.geojson").read_text(encoding="utf-8"))["features"]
        assert [item["geometry"] for item in stored[kind]] == [item["geometry"] for item in source]
        for mine, theirs in zip(stored[kind], source):
            assert mine["properties"] == {"class": theirs["properties"]["class"],
                                          "name": theirs["properties"]["name_zh"],
                                          "name_en": theirs["properties"]["name_en"]}


def test_gdal_sees_one_layer_in_wgs84_with_a_spatial_index(context_db, ogrinfo):
    said = ogrinfo("-so", context_db, "context")
    assert "Geometry: Unknown (any)\n" in said and "Feature Count: 211\n" in said
    assert 'ID["EPSG",4326]' in said
    assert database.rows(context_db, "SELECT geometry_type, coord_dimension, srid,"
                         " spatial_index_enabled FROM geometry_columns"
                         " WHERE f_table_name = 'context'") == [(0, 2, 4326, 1)]
    assert database.value(context_db, "SELECT count(*) FROM context WHERE id NOT IN"
                                      " (SELECT pkid FROM idx_context_geom)") == 0


def test_every_shape_comes_in_and_holes_stay_holes(gridward, new_db, tmp_path, ogr2ogr):
    shapes = [point(120, 40),
              feature("MultiPoint", [[120, 40], [121, 41]]),
              feature("MultiLineString", [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]),
              feature("Polygon", [square(120, 40, 1), square(120.5, 40.5, 0.25)]),
              feature("MultiPolygon", [[square(1, 1)], [square(2, 2)]])]
    import_context(gridward, new_db, write(tmp_path / "in.geojson", shapes), kind="green")
    assert [item["geometry"]["type"] for item in read(ogr2ogr, new_db, tmp_path)["green"]] == [
        item["geometry"]["type"] for item in shapes]
    [holed] = [item["geometry"]["coordinates"] for item in read(ogr2ogr, new_db, tmp_path)["green"]
               if item["geometry"]["type"] == "Polygon"]
    assert holed == [square(120, 40, 1), square(120.5, 40.5, 0.25)]


@pytest.mark.parametrize("crs, shift", (("gcj02", gcj02), ("bd09", bd09)))
def test_a_shifted_datum_is_taken_back(gridward, new_db, tmp_path, ogr2ogr, crs, shift):
    places = [(120.85, 40.68), (120.86, 40.69)]
    file = write(tmp_path / "in.geojson", [line(*(shift(*place) for place in places))])
    import_context(gridward, new_db, file, crs=crs)
    [stored] = read(ogr2ogr, new_db, tmp_path)["road"]
    for got, wanted in zip(stored["geometry"]["coordinates"], places):
        assert metres(got, wanted) < 0.05


def test_a_projected_shapefile_in_gbk_comes_in_by_its_own_word(gridward, new_db, tmp_path, ogr2ogr):
    source = write(tmp_path / "in.geojson", [STREET])
    ogr2ogr("-t_srs", "EPSG:32651", "-lco", "ENCODING=GBK", tmp_path / "roads.shp", source)
    import_context(gridward, new_db, tmp_path / "roads.shp", "--name", "name", crs=None)
    [stored] = read(ogr2ogr, new_db, tmp_path)["road"]
    assert stored["properties"]["name"] == "街"
    for got, wanted in zip(stored["geometry"]["coordinates"], STREET["geometry"]["coordinates"]):
        assert metres(got, wanted) < 0.05


def test_a_layer_of_a_geopackage_is_chosen_by_name(gridward, new_db, tmp_path, ogr2ogr):
    source = write(tmp_path / "in.geojson", STREETS)
    ogr2ogr("-nln", "first", tmp_path / "two.gpkg", source)
    ogr2ogr("-update", "-nln", "second", "-where", "name = '街'", tmp_path / "two.gpkg", source)
    said = import_context(gridward, new_db, tmp_path / "two.gpkg", crs=None, status=2).stderr
    assert "first, second" in said
    import_context(gridward, new_db, tmp_path / "two.gpkg", "--layer", "second", crs=None)
    assert kinds(new_db) == {"road": 1}


def test_the_real_lsoas_come_in_as_boundaries(gridward, new_db, shared_data, ogrinfo):
    file = shared_data / "manchester" / "manchester_lsoa_2011.shp"
    import_context(gridward, new_db, file, kind="boundary", crs=None)
    assert kinds(new_db) == {"boundary": 282}
    said = ogrinfo("-q", "-dialect", "SQLite", "-sql",
                   "SELECT round(sum(ST_Area(ST_Transform(geom, 27700))) / 1e6) AS km2 FROM context",
                   new_db)
    assert re.search(r"km2 \(Real\) = 11[56]\n", said)    # Manchester has 115.6 square kilometres


# Replacing

def test_a_kind_is_replaced_and_others_stay(gridward, new_db, tmp_path):
    file = write(tmp_path / "in.geojson", STREETS)
    import_context(gridward, new_db, file)
    import_context(gridward, new_db, file, kind="rail")
    said = import_context(gridward, new_db, write(tmp_path / "less.geojson", [STREET])).stdout
    assert "1 stored as road, 0 rejected; 3 from before replaced" in said
    assert kinds(new_db) == {"road": 1, "rail": 3}
    assert "from before" not in import_context(gridward, new_db, file, "--append").stdout
    assert kinds(new_db) == {"road": 4, "rail": 3}
    assert database.count(new_db, "idx_context_geom") == 7
    database.assert_whole(new_db)


# Faults

def test_a_faulty_feature_is_named_and_the_others_are_stored(gridward, new_db, tmp_path):
    nothing = {"type": "Feature", "properties": {}, "geometry": None}
    faulty = [STREET, nothing, line((120, 40), (120, 90.5)), line((120, 40), (120.00000001, 40)),
              feature("Polygon", [square(1, 1)[:-1]]), STREET,
              feature("MultiLineString", [[[1, 2], [1, 2]], [[1, 2], [3, 4]]])]
    result = import_context(gridward, new_db, write(tmp_path / "in.geojson", faulty), status=1)
    assert "7 features: 3 stored as road (1 of them in part), 4 rejected" in result.stdout
    assert re.findall(r"feature (\d): (.*) \((rejected|stored without them)\)", result.stderr) == [
        ("2", "it has no geometry", "rejected"),
        ("3", "vertex 2 (120 90.5) is no place on earth in wgs84", "rejected"),
        ("4", "it has no extent: too few distinct points", "rejected"),
        ("5", "a ring does not end where it began (1 1)", "rejected"),
        ("7", "parts that have too few distinct points: 1 of 2", "stored without them")]
    assert kinds(new_db) == {"road": 3}


@pytest.mark.parametrize("number", (float("nan"), float("inf"), 1e300))
def test_a_coordinate_that_is_no_number_is_no_place(gridward, new_db, tmp_path, ogr2ogr, number):
    """Written into a GeoPackage, since text formats have no such numbers."""
    file = tmp_path / "in.gpkg"
    ogr2ogr("-nln", "streets", "-lco", "SPATIAL_INDEX=NO", file,
            write(tmp_path / "in.geojson", [STREET, STREET]))
    [(blob,)] = database.rows(file, "SELECT geom FROM streets WHERE fid = 2")
    with closing(database.sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE streets SET geom = ? WHERE fid = 2",
                           (blob[:-8] + struct.pack("<d", number),))
    said = import_context(gridward, new_db, file, crs=None, status=1).stderr
    assert "feature 2: vertex 2 (120.01 " in said and "is no place on earth" in said
    assert kinds(new_db) == {"road": 1}


WRONG = {
    "no features": ("[]", (), "there are no features"),
    "none that can be taken": ('[{"type":"Feature","properties":{},"geometry":null}]', (),
                               "none of its features can be taken"),
    "cut short": ("[", (), "cannot be read"),
    "a field that is not there": (json.dumps(STREETS), ("--class", "klass"), 'no field "klass"'),
    "another crs than the file's": (json.dumps(STREETS), (), "--force-crs"),
}


@pytest.mark.parametrize("features, more, says", WRONG.values(), ids=WRONG.keys())
def test_an_import_that_fails_leaves_the_database_as_it_was(gridward, new_db, tmp_path, features,
                                                            more, says):
    import_context(gridward, new_db, write(tmp_path / "streets.geojson", STREETS))
    before = database.content(new_db)
    file = tmp_path / "in.geojson"
    crs = json.dumps(crs_member("EPSG:32651" if "force" in says else "EPSG:4326"))
    file.write_text(f'{{"type":"FeatureCollection","crs":{crs},"features":{features}}}')
    assert says in import_context(gridward, new_db, file, *more, status=2).stderr
    assert database.content(new_db) == before


def test_a_file_that_does_not_say_its_crs_needs_one(gridward, new_db, tmp_path):
    file = write(tmp_path / "in.geojson", STREETS)
    assert "declare it with --crs" in import_context(gridward, new_db, file, crs=None,
                                                     status=2).stderr


@pytest.mark.parametrize("kind", ("", "Road", "road1", "main road", "路", "a" * 33, "a'; DROP TABLE context"))
def test_a_kind_that_is_none_is_refused(gridward, new_db, tmp_path, kind):
    file = write(tmp_path / "in.geojson", STREETS)
    assert "is no kind" in import_context(gridward, new_db, file, kind=kind, status=2).stderr
    assert kinds(new_db) == {}
