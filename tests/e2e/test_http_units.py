# SPDX-License-Identifier: Apache-2.0
"""Units, divisions and maps as JSON; what the public sees of them, and of features and tiles."""
import csv
import json
import re
import shutil

import database
import pytest
import requests
import vectortile
from conftest import DEMO
from server import client, expect_problem, get, serving

MEMBERS = {"scheme", "level", "code", "name", "name_en", "parent", "path", "responsible", "households",
           "residents", "grade", "bbox", "center", "cells"}


@pytest.fixture(scope="module")
def http(gridward, demo_db):
    with serving(gridward, demo_db) as base:
        yield client(base)


@pytest.fixture(scope="module")
def public(gridward, demo_db, tmp_path_factory):
    """A city with a published month: its server's URL, and a viewer's token."""
    db = shutil.copy(demo_db, tmp_path_factory.mktemp("public") / "demo.db")
    token = gridward.done("token", "create", db, "a viewer", "--role", "viewer").stdout.strip()
    gridward.done("publish", db, "2026-09", "--scheme", "police")
    with serving(gridward, db) as base:
        yield base, {"Authorization": "Bearer " + token}


def units(http, **params):
    return get(http, "/v1/units", params=params).json()


def codes(answer):
    return [unit["code"] for unit in answer["units"]]


def rows(file):
    with open(DEMO / f"{file}.csv", encoding="utf-8", newline="") as f:
        return list(csv.DictReader(f))


def test_all_units_are_found_page_by_page(http):
    for params, n in (({}, 476), ({"scheme": "police"}, 60), ({"level": "street"}, 9),
                      ({"scheme": "police", "level": "beat"}, 48)):
        seen, cursor = [], {}
        while cursor is not None:
            answer = units(http, limit=37, **params, **cursor)
            assert all(set(unit) == MEMBERS for unit in answer["units"])
            seen += [(unit["level"], unit["code"]) for unit in answer["units"]]
            cursor = {"cursor": answer["next"]} if "next" in answer else None
        assert len(seen) == len(set(seen)) == n


def test_a_unit_tells_what_was_imported(http):
    for file, level in (("streets", "street"), ("communities", "community")):
        found = {unit["code"]: unit for unit in units(http, level=level, limit=1000)["units"]}
        for row in rows(file):
            unit = found[row["code"]]
            assert (unit["name"], unit["name_en"], unit["parent"]) == (
                row["name_zh"], row["name_en"], row["parent"])
            assert [step["code"] for step in unit["path"]][-2:] == [row["parent"], row["code"]]
            assert unit["path"][0]["level"] == "district"
    cells = {unit["code"]: unit for unit in units(http, level="grid", limit=1000)["units"]}
    for cell in json.loads((DEMO / "grids.geojson").read_text())["features"]:
        shape, unit = cell["geometry"], cells[cell["properties"]["code"]]
        points = [p for polygon in ([shape["coordinates"]] if shape["type"] == "Polygon"
                                    else shape["coordinates"]) for p in polygon[0]]
        box = [min(p[0] for p in points), min(p[1] for p in points),
               max(p[0] for p in points), max(p[1] for p in points)]
        assert unit["bbox"] == pytest.approx(box, abs=2e-7)
        assert box[0] < unit["center"][0] < box[2] and box[1] < unit["center"][1] < box[3]
        assert unit["residents"] == cell["properties"]["residents"]
        assert unit["grade"] == cell["properties"]["grade"] and unit["cells"] == 1


def test_units_are_found_by_parent_code_and_words(http):
    assert len(codes(units(http, parent="990101001003"))) == 11
    assert codes(units(http, code="990101001003")) == ["990101001003"]
    assert codes(units(http, q="hubin", level="community")) == ["990101001003"]
    assert codes(units(http, q="湖滨", level="community")) == ["990101001003"]
    found = units(http, q="990101001", level="street")
    assert codes(found) == ["990101001"]
    assert codes(units(http, q="no such place")) == []
    found = units(http, q="bin", limit=1000)["units"]
    begins = [unit["name_en"].lower().startswith("bin") for unit in found]
    assert begins == sorted(begins, reverse=True) and True in begins and False in begins


def test_one_unit_tells_its_last_year(http, demo_db):
    unit = get(http, "/v1/units/governance/community/990101001003").json()
    [listed] = units(http, code="990101001003")["units"]
    months = unit.pop("months")
    assert unit == listed
    assert [m["month"] for m in months] == [
        *(f"2025-{m}" for m in (11, 12)), *(f"2026-{m:02}" for m in range(1, 11))]
    counts = dict(database.rows(demo_db, """
        SELECT strftime('%Y-%m', time + 8 * 3600, 'unixepoch'), count(*) FROM report
        JOIN report_cell ON report_id = report.id JOIN cell ON cell.id = cell_id
        JOIN unit ON unit.id = cell.parent_id WHERE unit.code = '990101001003' GROUP BY 1"""))
    assert {m["month"]: m["reports"] for m in months} == {
        m["month"]: counts.get(m["month"], 0) for m in months}
    before = get(http, "/v1/units/governance/community/990101001003?month=2026-03").json()["months"]
    assert before[-1]["month"] == "2026-03" and len(before) == 12


@pytest.mark.parametrize("query, parameter", (
    ("scheme=fire", "scheme"), ("level=planet", "level"), ("limit=0", "limit"), ("limit=1001", "limit"),
    ("cursor=x", "cursor"), ("month=2026", "month"), ("colour=red", "colour"), ("q=", "q")))
def test_a_bad_parameter_is_named(http, query, parameter):
    expect_problem(http("GET", "/v1/units?" + query), 400, parameter=parameter)


def test_what_is_no_unit_is_not_found(http):
    for path in ("governance/grid/none", "governance/planet/990101", "fire/grid/990101",
                 "governance/street/990101"):
        expect_problem(http("GET", "/v1/units/" + path), 404)


def test_divisions_and_maps_name_their_levels(http):
    levels = {"governance": ["district", "street", "community", "grid"],
              "police": ["station", "beat"]}
    for division in get(http, "/v1/divisions").json()["divisions"]:
        assert division["levels"] == levels[division["scheme"]]
        assert division["level"] == division["levels"][-1]
    maps = get(http, "/v1/maps").json()["maps"]
    assert [m["name"] for m in maps] == ["safety", "safety-contrast", "counts", "reports", "grid"]
    for m in maps:
        assert {s["scheme"]: s["levels"] for s in m["schemes"]} == levels
        assert m["title"] and m["title_zh"] and m["theme"] in ("reports", "grade")
        assert m["months"] == sorted(m["months"]) and m["months"][-1] == "2026-10"


# What the public sees

def test_the_public_sees_published_maps_alone(public):
    url, viewer = public
    maps = {m["name"]: m for m in requests.get(url + "/v1/maps", timeout=30).json()["maps"]}
    assert set(maps) == {"safety", "safety-contrast", "grid"}
    assert maps["safety"]["months"] == ["2026-09"]
    assert {s["scheme"]: s["months"] for s in maps["safety"]["schemes"]} == {
        "governance": [], "police": ["2026-09"]}
    all_maps = requests.get(url + "/v1/maps", headers=viewer, timeout=30).json()["maps"]
    assert len(all_maps) == 5 and len(all_maps[0]["months"]) == 12


def test_what_was_never_published_is_no_map_to_the_public(gridward, demo_db):
    with serving(gridward, demo_db, "--public") as url:
        maps = get(client(url), "/v1/maps").json()["maps"]
        assert [m["name"] for m in maps] == ["grid"]


def test_the_public_sees_no_grade_that_is_not_published(public):
    url, viewer = public

    def grades(query, **options):
        answer = requests.get(f"{url}/v1/units?level=beat&scheme=police&limit=1000{query}",
                              timeout=30, **options)
        assert answer.status_code == 200
        return [unit["grade"] for unit in answer.json()["units"]]

    assert set(grades("&month=2026-10")) == {None}
    assert {1, 2, 3, 4, 5} <= set(grades("&month=2026-09"))
    assert {1, 2, 3, 4, 5} <= set(grades("&month=2026-10", headers=viewer))
    found = requests.get(url + "/v1/units?level=beat&scheme=police&month=2026-09", timeout=30).json()
    beat = "/v1/units/police/beat/" + next(u["code"] for u in found["units"] if u["grade"])
    for options in ({}, {"headers": viewer}):
        months = requests.get(url + beat, timeout=30, **options).json()["months"]
        assert [m["month"] for m in months if m["grade"] is not None] == ["2026-09"]
        assert all(("reports" in m) == bool(options) for m in months)


def test_the_public_sees_no_reports_and_no_grades_by_ogc_api(public):
    url, viewer = public
    listed = requests.get(url + "/ogc/collections", timeout=30).json()["collections"]
    assert "reports" not in [c["id"] for c in listed]
    for path in ("/ogc/collections/reports/items", "/ogc/collections/reports/items/1"):
        answer = requests.get(url + path, timeout=30)
        assert answer.status_code == 401 and answer.headers["WWW-Authenticate"] == "Bearer"
        assert requests.get(url + path, headers=viewer, timeout=30).status_code == 200
    assert requests.get(url + "/ogc/collections/reports", timeout=30).status_code == 401
    path = "/ogc/collections/police-beat/items?limit=1000"
    for options, there in (({}, False), ({"headers": viewer}, True)):
        features = requests.get(url + path, timeout=30, **options).json()["features"]
        assert len(features) == 48
        assert all(("grade" in f["properties"]) == there for f in features)


def test_the_public_sees_vector_tiles_of_what_is_published(public):
    url, viewer = public
    tile = "/9/427/192.mvt?scheme=police"
    for name, query, status in (("safety", "&month=2026-09", 200), ("safety", "&month=2026-10", 404),
                                ("counts", "", 404), ("reports", "", 404), ("grid", "", 200)):
        answer = requests.get(f"{url}/tiles/{name}{tile}{query}", timeout=30)
        assert answer.status_code == status, (name, query)
        internal = requests.get(f"{url}/tiles/{name}{tile}{query}", headers=viewer, timeout=30)
        assert internal.status_code == 200
        if status == 200:
            assert answer.content == internal.content
            found = vectortile.layers(answer.content)["units"]
            assert any("grade" in f.properties for f in found) == (name == "safety")


def test_what_is_published_may_be_kept_for_ever(public):
    url, viewer = public
    map = requests.get(url + "/tiles/safety.mvt.json?scheme=police", timeout=30).json()
    template = map["tiles"][0]
    assert map["month"] == "2026-09" and re.search(r"&v=1$", template)
    tile = template.replace("{z}", "9").replace("{x}", "427").replace("{y}", "192")
    for address, caching in (
            (tile, "public, max-age=31536000, immutable"),
            (tile.replace("v=1", "v=2"), "public, no-cache"),
            (tile.replace("&v=1", ""), "public, no-cache"),
            (url + "/tiles/grid/9/427/192.mvt", "public, max-age=5"),
            (tile.replace(".mvt", ".png"), "public, max-age=31536000, immutable")):
        assert requests.get(address, timeout=30).headers["Cache-Control"] == caching
    live = requests.get(url + "/tiles/counts/9/427/192.mvt", headers=viewer, timeout=30)
    assert live.headers["Cache-Control"] == "private, max-age=5"
