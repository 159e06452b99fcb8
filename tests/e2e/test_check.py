# SPDX-License-Identifier: Apache-2.0
"""gridward check: of a file and of a database, as text, JSON and GeoJSON."""
import json
import re
import struct

import database
import pytest
from commands import import_cells
from conftest import DEMO
from shapes import cell, crs_member, pair, square, write
from test_import_faults import FAULTS, bent, findings


def checked(gridward, path, *more, status=0, form=None):
    options = ("--format", form) if form else ()
    result = gridward.done("check", path, *options, *more, status=status)
    assert result.stderr == ""
    return json.loads(result.stdout) if form in ("json", "geojson") else result.stdout


@pytest.fixture
def overlap_file(tmp_path):
    return write(tmp_path / "overlap.geojson", bent(-0.0001))


@pytest.mark.parametrize("name", FAULTS)
def test_check_finds_in_a_file_what_an_import_finds(gridward, new_db, tmp_path, name):
    file = write(tmp_path / "cells.geojson", FAULTS[name][1])
    said = import_cells(gridward, new_db, file, status=2).stderr
    text = checked(gridward, file, "--crs", "wgs84", "--code", "code", status=1)
    assert findings(text) == findings(said) != []
    cells, faults, holes = map(int, re.search(r": (\d+) cells, faults: (\d+), holes: (\d+)$",
                                              text.strip()).groups())
    assert faults + holes == len(findings(text)) and faults and 1 <= cells <= 3


def test_json_says_kind_cells_place_and_size(gridward, overlap_file):
    found = checked(gridward, overlap_file, "--crs", "wgs84", "--code", "code", form="json", status=1)
    assert found["faults"] == 1
    [fault] = found["findings"]
    assert fault["kind"] == "overlap" and sorted(fault["cells"]) == ["A", "B"]
    assert 120.0099 <= fault["lon"] <= 120.01 and 40 < fault["lat"] < 40.01
    assert 4640 < fault["area_m2"] < 4840 and 7.5 < fault["width_m"] < 8.6


def test_geojson_is_a_collection_of_points(gridward, overlap_file):
    found = checked(gridward, overlap_file, "--crs", "wgs84", "--code", "code", form="geojson",
                    status=1)
    assert found["type"] == "FeatureCollection"
    [feature] = found["features"]
    assert feature["type"] == "Feature" and feature["geometry"]["type"] == "Point"
    lon, lat = feature["geometry"]["coordinates"]
    assert 120.0099 <= lon <= 120.01 and 40 < lat < 40.01
    assert feature["properties"]["kind"] == "overlap"
    assert sorted(feature["properties"]["cells"]) == ["A", "B"]


def test_geojson_is_readable_to_others(gridward, overlap_file, tmp_path, ogrinfo):
    out = tmp_path / "found.geojson"
    out.write_text(gridward.done("check", overlap_file, "--crs", "wgs84", "--format", "geojson",
                                 status=1).stdout)
    said = ogrinfo("-q", "-al", out)
    assert "kind (String) = overlap" in said and "POINT (" in said


@pytest.mark.parametrize("form", ("json", "geojson"))
def test_a_sound_file_gives_an_empty_answer(gridward, tmp_path, form):
    file = write(tmp_path / "cells.geojson", pair())
    found = checked(gridward, file, "--crs", "wgs84", form=form)
    assert found in ({"faults": 0, "findings": []}, {"type": "FeatureCollection", "features": []})


def test_without_a_code_field_features_are_numbered(gridward, overlap_file):
    text = checked(gridward, overlap_file, "--crs", "wgs84", status=1)
    assert findings(text)[0][1] == {"0000000001", "0000000002"}


@pytest.mark.parametrize("code", ('say "A"', "back\\slash", "网格一", "a\ttab", "<&>"))
@pytest.mark.parametrize("form", ("json", "geojson"))
def test_json_carries_codes_of_all_kinds(gridward, tmp_path, form, code):
    features = bent(-0.0001)
    features[0]["properties"]["code"] = code
    file = write(tmp_path / "cells.geojson", features)
    found = checked(gridward, file, "--crs", "wgs84", "--code", "code", form=form, status=1)
    fault = found["findings"][0] if form == "json" else found["features"][0]["properties"]
    assert sorted(fault["cells"]) == sorted([code, "B"])


def test_json_is_utf8_and_whole_whatever_the_files_encoding(gridward, tmp_path):
    lines = [json.dumps(f["geometry"]["coordinates"][0]) for f in bent(-0.0001)]
    rings = [line.replace("], [", ";").replace(", ", " ").replace(";", ",").strip("[]") for line in lines]
    file = tmp_path / "cells.csv"
    file.write_bytes("".join(["code,WKT\n"] + [
        f'{code},"POLYGON(({ring}))"\n' for code, ring in zip(("甲", "乙"), rings)]).encode("gbk"))
    result = gridward("check", file, "--crs", "wgs84", "--code", "code", "--format", "json",
                      input=b"")
    assert result.returncode in (1, 2)
    if result.returncode == 1:
        [fault] = json.loads(result.stdout.decode("utf-8"))["findings"]
        assert len(fault["cells"]) == 2


def test_the_demo_city_is_seamless_but_for_its_lake(gridward, demo_db):
    text = checked(gridward, demo_db)
    assert text.splitlines()[1] == f"{demo_db}: governance grid: 426 cells, faults: 0, holes: 1"
    assert text.splitlines()[-1].startswith(f"{demo_db}: police beat: 48 cells, faults: 0, ")
    [(kind, names, lat, lon)] = findings(text.splitlines()[0])
    assert kind == "hole" and all(name.startswith("990101001") for name in names)


@pytest.mark.parametrize("file, cells", (("grids.geojson", 426), ("beats.geojson", 48)))
def test_the_demo_citys_files_are_seamless(gridward, file, cells):
    text = checked(gridward, DEMO / file, "--crs", "wgs84", "--code", "code")
    assert f"{cells} cells, faults: 0" in text


@pytest.mark.parametrize("form", ("json", "geojson"))
def test_the_answer_of_a_database_with_two_divisions_is_one_document(gridward, demo_db, form):
    found = checked(gridward, demo_db, form=form)
    kinds = [f["kind"] for f in found["findings"]] if form == "json" else [
        f["properties"]["kind"] for f in found["features"]]
    assert kinds and set(kinds) == {"hole"}


def shifted(blob, degrees):
    """A SpatiaLite multipolygon of one ring, its coordinates moved east."""
    head, body = 6 + 32 + 1, 4 + 4 + (1 + 4 + 4 + 4)    # box and mark; type, count, polygon, ring
    n = (len(blob) - head - body - 1) // 16
    values = list(struct.unpack_from(f"<{2 * n}d", blob, head + body))
    values[::2] = [x + degrees for x in values[::2]]
    box = list(struct.unpack_from("<4d", blob, 6))
    box[0] += degrees
    box[2] += degrees
    return (blob[:6] + struct.pack("<4d", *box) + blob[38:head + body]
            + struct.pack(f"<{2 * n}d", *values) + blob[-1:])


def test_a_fault_that_came_into_the_database_by_another_way_is_found(gridward, new_db, tmp_path):
    """Another program moved cell B ten metres to the west."""
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair()))
    moved = shifted(database.value(new_db, "SELECT geom FROM cell WHERE code = 'B'"), -0.0001)
    triggers = database.rows(new_db, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND"
                                     " tbl_name = 'cell'")
    database.execute(new_db, "".join(f'DROP TRIGGER "{name}";' for name, in triggers)
                     + f"UPDATE cell SET geom = x'{moved.hex()}' WHERE code = 'B'")
    text = checked(gridward, new_db, status=1)
    assert findings(text)[0][:2] == ("overlap", {"A", "B"})
    assert text.splitlines()[-1].endswith("police beat: 2 cells, faults: 1, holes: 0")


def test_a_database_without_cells_is_an_error(gridward, empty_db):
    assert "no cells" in gridward.done("check", empty_db, status=2).stderr


def test_a_file_needs_a_crs_and_may_not_contradict_it(gridward, tmp_path):
    file = write(tmp_path / "cells.geojson", pair())
    assert "--crs" in gridward.done("check", file, status=2).stderr
    file = write(tmp_path / "cells.geojson", pair(), crs=crs_member("urn:ogc:def:crs:EPSG::4236"))
    assert "EPSG:4236" in gridward.done("check", file, "--crs", "wgs84", status=2).stderr
    checked(gridward, file, "--crs", "wgs84", "--force-crs")


def test_dissolve_joins_the_features_of_a_code(gridward, tmp_path):
    file = write(tmp_path / "cells.geojson", [cell("A", square(120, 40)), cell("A", square(120.01, 40))])
    options = ("--crs", "wgs84", "--code", "code")
    assert "duplicate-code" in checked(gridward, file, *options, status=1)
    assert "1 cells, faults: 0" in checked(gridward, file, *options, "--dissolve")


def test_what_is_neither_file_nor_database_is_named(gridward, tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("buy milk\n")
    for path in (text, tmp_path / "nowhere", tmp_path):
        result = gridward.done("check", path, "--crs", "wgs84", status=2)
        assert str(path) in result.stderr and result.stdout == ""
