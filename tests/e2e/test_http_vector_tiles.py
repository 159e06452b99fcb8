# SPDX-License-Identifier: Apache-2.0
"""The server's vector tiles: planar, complete, and what the pictures are drawn from."""
import json
import math
import shutil

import pytest
import requests
import vectortile
from commands import import_context
from conftest import DEMO
from server import client, expect_problem, get, serving

CITY = (120.7, 40.6, 121.0, 40.8)  # the demo city lies within
NAMES = ("--class", "class", "--name", "name_zh", "--name-en", "name_en")


@pytest.fixture(scope="module")
def url(gridward, demo_db, tmp_path_factory):
    db = shutil.copy(demo_db, tmp_path_factory.mktemp("vector") / "demo.db")
    for kind, file in (("road", "roads"), ("water", "water"), ("coast", "coast")):
        import_context(gridward, db, DEMO / f"{file}.geojson", *NAMES, kind=kind)
    with serving(gridward, db) as base:
        yield base


@pytest.fixture(scope="module")
def http(url):
    return client(url)


def place(lon, lat, zoom):
    """In units of a tile, over the whole world."""
    across = 4096 * 2 ** zoom
    lat = math.radians(lat)
    return ((lon + 180) / 360 * across,
            (1 - math.log(math.tan(lat) + 1 / math.cos(lat)) / math.pi) / 2 * across)


def keys(zoom):
    west, north = (int(v / 4096) for v in place(CITY[0], CITY[3], zoom))
    east, south = (int(v / 4096) for v in place(CITY[2], CITY[1], zoom))
    return [(x, y) for x in range(west, east + 1) for y in range(north, south + 1)]


def tile(http, name, zoom, x, y, **params):
    answer = http("GET", f"/tiles/{name}/{zoom}/{x}/{y}.mvt", params=params)
    if answer.status_code == 204:
        assert answer.content == b"" and "Content-Type" not in answer.headers
        return {}
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/vnd.mapbox-vector-tile"
    return vectortile.layers(answer.content)


def on_frame(side):
    (ax, ay), (bx, by) = side
    return (ax == bx and ax in (-64, 4160)) or (ay == by and ay in (-64, 4160))


@pytest.mark.parametrize("zoom, level", ((0, "grid"), (4, "grid"), (6, "grid"), (8, "grid"), (9, "grid"),
                                         (11, "grid"), (12, "community"), (13, "grid"), (14, "grid"),
                                         (9, "district"), (10, "street")))
def test_units_leave_no_gap_and_never_overlap(http, zoom, level):
    """The outer border of all units together is the city's own: it is what borders of rank 0 or the
    frame have, and nothing else has only one hand."""
    for x, y in keys(zoom):
        found = tile(http, "counts", zoom, x, y, level=level)
        darts = vectortile.assert_planar(found.get("units", []))
        single = {(a, b) for a, b in darts if (b, a) not in darts}
        lines = {side for feature in found.get("borders", []) if feature.properties["rank"] == 0
                 for line in feature.parts for a, b in zip(line, line[1:])
                 for side in ((a, b), (b, a))}
        assert {side for side in single if not on_frame(side)} <= lines
        points = [p for unit in found.get("units", []) for ring in unit.parts for p in ring]
        assert all(-64 <= v <= 4160 for p in points for v in p)


def test_a_unit_is_as_large_as_it_is(http):
    """At zooms where the city lies in one tile: each cell within a unit along its border."""
    cells = json.loads((DEMO / "grids.geojson").read_text())["features"]
    for zoom in (5, 8, 9):
        x, y = (int(v / 4096) for v in place(120.85, 40.7, zoom))
        found = tile(http, "grid", zoom, x, y)
        units = {unit.properties["code"]: unit for unit in found["units"]}
        total = 0
        for cell in cells:
            shape = cell["geometry"]
            polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            rings = [[place(*p, zoom) for p in ring[:-1]] for polygon in polygons for ring in polygon]
            size = sum(abs(vectortile.area(ring)) * (1 if i == 0 else -1) for polygon in polygons
                       for i, ring in enumerate([[place(*p, zoom) for p in r[:-1]] for r in polygon]))
            length = sum(math.dist(*side) for ring in rings for side in vectortile.sides(ring))
            unit = units.get(cell["properties"]["code"])
            drawn = sum(map(vectortile.area, unit.parts)) if unit else 0
            assert abs(drawn - size) <= 1.5 * length + 4, cell["properties"]["code"]
            total += size
        drawn = sum(vectortile.area(ring) for unit in units.values() for ring in unit.parts)
        assert drawn == pytest.approx(total, rel=0.2 if zoom == 5 else 0.005)


def test_neighbouring_tiles_agree_where_they_overlap(http):
    for zoom in (11, 13):
        tiles = {key: tile(http, "counts", zoom, *key) for key in keys(zoom)}
        compared = 0
        for (x, y), here in tiles.items():
            for dx, dy in ((1, 0), (0, 1)):
                there = tiles.get((x + dx, y + dy))
                if there is None:
                    continue
                box = (4036 if dx else -60, 4036 if dy else -60, 4156, 4156)
                sides = [set(), set()]
                for i, (found, move) in enumerate(((here, (0, 0)), (there, (4096 * dx, 4096 * dy)))):
                    for unit in found.get("units", []):
                        for ring in unit.parts:
                            for side in vectortile.sides(ring):
                                side = tuple((p[0] + move[0], p[1] + move[1]) for p in side)
                                if all(box[0] < p[0] < box[2] and box[1] < p[1] < box[3]
                                       for p in side):
                                    sides[i].add((unit.id, side))
                assert sides[0] == sides[1]
                compared += len(sides[0])
        assert compared > 50


def test_borders_are_there_once(http):
    for x, y in keys(12):
        found = tile(http, "counts", 12, x, y)
        seen = [tuple(sorted(side)) for feature in found.get("borders", [])
                for line in feature.parts for side in zip(line, line[1:])]
        assert len(set(seen)) == len(seen)
        ranks = [feature.properties["rank"] for feature in found.get("borders", [])]
        assert ranks == sorted(set(ranks))


def test_units_tell_what_the_map_says_of_them(http):
    map = get(http, "/tiles/counts.json").json()
    found = tile(http, "counts", 9, 427, 192)
    units = {unit.id: unit.properties for unit in found["units"]}
    assert len(units) == len(found["units"])
    assert sum(unit["count"] for unit in units.values()) == map["reports"]
    colors = {line["color"]: line["units"] for line in map["legend"]}
    for color, n in colors.items():
        assert sum(unit["color"] == color for unit in units.values()) == n
    for unit in units.values():
        assert unit["level"] == "grid" and unit["rank"] == 3 and unit["depth"] == 0
        assert unit["label"] == unit["name_en"] and unit["name"] and unit["code"]
    zh = {unit.id: unit.properties for unit in tile(http, "counts", 9, 427, 192, lang="zh")["units"]}
    assert all(unit["label"] == unit["name"] for unit in zh.values())
    graded = tile(http, "safety", 9, 427, 192, scheme="police")["units"]
    assert {unit.properties.get("grade") for unit in graded} == {1, 2, 3, 4, 5, None}
    assert all("count" not in unit.properties for unit in graded)


def test_the_open_map_tells_nothing_but_borders_and_names(http):
    for layer in ("units", "labels"):
        for feature in tile(http, "grid", 9, 427, 192)[layer]:
            assert not {"grade", "class", "mark", "count", "change", "color"} & set(feature.properties)
    assert "reports" not in tile(http, "counts", 9, 427, 192)


def test_points_are_in_one_tile_only(http):
    for zoom in (9, 12):
        found = [tile(http, "reports", zoom, *key) for key in keys(zoom)]
        points = [p for t in found for f in t.get("reports", []) for [p] in f.parts]
        assert len(points) == 1744
        labels = [f.id for t in found for f in t.get("labels", []) if f.properties["depth"] == 0]
        assert len(labels) == len(set(labels)) == 426
        assert all(0 <= v < 4096 for t in found for f in t.get("labels", []) for [p] in f.parts
                   for v in p)


def test_what_lies_around_is_there(http):
    found = [tile(http, "counts", 12, *key) for key in keys(12)]
    context = [f for t in found for f in t.get("context", [])]
    assert {f.properties["kind"] for f in context} == {"road", "water", "coast"}
    assert {f.kind for f in context if f.properties["kind"] == "water"} == {"polygon"}
    assert {f.kind for f in context if f.properties["kind"] == "road"} == {"line"}
    for f in context:
        if f.kind == "polygon":
            vectortile.assert_planar([f])


def test_gdal_reads_the_tiles_and_finds_nothing_invalid(http, ogrinfo, tmp_path):
    file = tmp_path / "t.mvt"
    for zoom, x, y in [(z, *key) for z in (6, 9, 12) for key in keys(z)]:
        answer = http("GET", f"/tiles/counts/{zoom}/{x}/{y}.mvt")
        if answer.status_code == 204:
            continue
        file.write_bytes(answer.content)
        layers = vectortile.layers(answer.content)
        for name in layers:
            said = ogrinfo("-q", "-oo", "CLIP=NO", "-dialect", "sqlite", "-sql",
                           f"SELECT count(*) AS n, sum(NOT ST_IsValid(geometry)) AS bad FROM {name}",
                           file)
            assert f"n (Integer) = {len(layers[name])}" in said and "bad (Integer) = 0" in said


def test_what_is_no_vector_tile_is_not_found(http):
    for row in ("1/0/2", "21/0/0", "01/0/0", "1/0/0@2x", "1/0/0.png"):
        expect_problem(http("GET", f"/tiles/counts/{row}.mvt"), 404)
    expect_problem(http("GET", "/tiles/counts/1/0/0.mvt?style=x"), 400, parameter="style")


def test_a_vector_tile_that_is_known_is_not_sent_again(http):
    answer = get(http, "/tiles/counts/12/3423/1540.mvt")
    again = http("GET", "/tiles/counts/12/3423/1540.mvt",
                 headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert get(http, "/tiles/counts/12/3423/1540.mvt").content == answer.content


def test_tilejson_leads_to_the_vector_tiles(http, url):
    pictures = get(http, "/tiles/counts.json?scheme=police&month=2026-09").json()
    map = requests.get(pictures["vector"], timeout=30).json()
    assert pictures["vector"].startswith(url + "/tiles/counts.mvt.json?")
    for member in ("name", "bounds", "center", "map", "month", "level", "division", "legend"):
        assert map[member] == pictures[member]
    template = map["tiles"][0]
    assert template.startswith(url + "/tiles/counts/{z}/{x}/{y}.mvt?") and "vector" not in map
    assert template.partition("?")[2] == pictures["tiles"][0].partition("?")[2]
    tile_url = template.replace("{z}", "9").replace("{x}", "427").replace("{y}", "192")
    layers = vectortile.layers(requests.get(tile_url, timeout=30).content)
    told = {layer["id"]: layer for layer in map["vector_layers"]}
    assert set(layers) <= set(told)
    for name, features in layers.items():
        for feature in features:
            for field, value in feature.properties.items():
                kind = told[name]["fields"][field]
                assert kind == ("String" if isinstance(value, str) else "Number")
