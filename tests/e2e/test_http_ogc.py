# SPDX-License-Identifier: Apache-2.0
"""OGC API Features and Tiles, as clients that only know the standards find them: GDAL above all."""
import csv
import io
import json
import math
import shutil

import database
import pytest
import requests
from commands import import_cells, import_context
from conftest import DEMO
from server import client, expect_problem, get, serving
from shapes import cell, square, write

CRS = "http://www.opengis.net/def/crs/"
CRS84, WGS84, CGCS2000, MERCATOR = (
    CRS + name for name in ("OGC/1.3/CRS84", "EPSG/0/4326", "EPSG/0/4490", "EPSG/0/3857"))
NAMES = ("--class", "class", "--name", "name_zh", "--name-en", "name_en")
LEVELS = {"governance-district": 1, "governance-street": 9, "governance-community": 40,
          "governance-grid": 426, "police-station": 12, "police-beat": 48}
CONTEXT = {"context-coast": 4, "context-road": 204, "context-water": 3}


@pytest.fixture(scope="module")
def db(gridward, demo_db, tmp_path_factory):
    path = shutil.copy(demo_db, tmp_path_factory.mktemp("ogc") / "demo.db")
    for kind, file in (("road", "roads"), ("water", "water"), ("coast", "coast")):
        import_context(gridward, path, DEMO / f"{file}.geojson", *NAMES, kind=kind)
    return path


@pytest.fixture(scope="module")
def url(gridward, db):
    with serving(gridward, db) as base:
        yield base


@pytest.fixture(scope="module")
def http(url):
    return client(url)


def items(http, collection, **params):
    return get(http, f"/ogc/collections/{collection}/items", params=params).json()


def ids(page):
    return [feature["id"] for feature in page["features"]]


def link(document, rel):
    found = [each["href"] for each in document["links"] if each["rel"] == rel]
    return found[0] if found else None


def all_pages(url):
    while url:
        answer = requests.get(url, timeout=30)
        assert answer.status_code == 200
        page = answer.json()
        assert page["numberReturned"] == len(page["features"])
        yield page
        url = link(page, "next")


def demo(file):
    return json.loads((DEMO / f"{file}.geojson").read_text(encoding="utf-8"))["features"]


# The way in

def test_the_landing_page_leads_everywhere(http, url):
    page = get(http, "/ogc").json()
    for rel in ("self", "service-desc", "conformance", "data",
                "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"):
        assert link(page, rel).startswith(url + "/ogc")
        assert requests.get(link(page, rel), timeout=30).status_code == 200
    classes = get(http, "/ogc/conformance").json()["conformsTo"]
    for name in ("ogcapi-features-1/1.0/conf/core", "ogcapi-features-1/1.0/conf/geojson",
                 "ogcapi-features-2/1.0/conf/crs", "ogcapi-tiles-1/1.0/conf/core"):
        assert "http://www.opengis.net/spec/" + name in classes


def test_the_api_is_described(http):
    answer = get(http, "/ogc/api")
    assert answer.headers["Content-Type"] == "application/vnd.oai.openapi+json;version=3.0"
    api = answer.json()
    assert api["openapi"].startswith("3.0") and api["info"]["title"] and api["info"]["version"]
    for path, item in api["paths"].items():
        names = [ref["$ref"].rpartition("/")[2] for ref in item["get"]["parameters"]]
        assert {part[1:-1] for part in path.split("/") if part.startswith("{")} <= set(names)
        assert all(api["components"]["parameters"][name]["name"] == name for name in names)


def test_every_level_and_kind_is_a_collection(http):
    listed = get(http, "/ogc/collections").json()["collections"]
    assert {c["id"] for c in listed} == {*LEVELS, *CONTEXT, "reports"}
    for c in listed:
        assert get(http, f"/ogc/collections/{c['id']}").json() == c
        assert c["crs"] == [CRS84, WGS84, CGCS2000, MERCATOR] and c["storageCrs"] == CRS84
        assert c["itemType"] == "feature" and link(c, "items") and link(c, "self")
        if c["id"] != "reports":
            [[west, south, east, north]] = c["extent"]["spatial"]["bbox"]
            assert 120.5 < west < east < 121.2 and 40.5 < south < north < 40.9


def test_other_paths_under_ogc_lead_nowhere(http):
    for path in ("/ogc/", "/ogc/collections/none", "/ogc/collections/none/items",
                 "/ogc/collections/governance-grid/items/none", "/ogc/tileMatrixSets/None",
                 "/ogc/collections/context-road/items/0", "/ogc/collections/reports/items/x",
                 "/ogc/collections/governance-grid/items/none?f=csv"):
        expect_problem(http("GET", path), 404)


# Features

def test_pages_together_are_the_collection(http, url):
    for collection, n in {**LEVELS, **CONTEXT}.items():
        limit = 7 if n < 60 else 100
        seen = []
        for page in all_pages(f"{url}/ogc/collections/{collection}/items?limit={limit}"):
            assert page["type"] == "FeatureCollection" and page["numberMatched"] == n
            assert page["numberReturned"] <= limit and page["timeStamp"]
            seen += ids(page)
        assert len(seen) == len(set(seen)) == n


def test_cells_are_what_was_imported(http):
    """Exactly: the same rings of the same points, whichever they begin with."""
    def rings(geometry):
        shape = geometry["coordinates"]
        found = set()
        for polygon in [shape] if geometry["type"] == "Polygon" else shape:
            for i, ring in enumerate(polygon):
                assert ring[0] == ring[-1]
                points = [tuple(p) for p in ring[:-1]]
                area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:] + points[:1]))
                if (area > 0) != (i == 0):
                    points.reverse()
                first = points.index(min(points))
                found.add((i > 0, *points[first:], *points[:first]))
        return found

    for collection, file in (("governance-grid", "grids"), ("police-beat", "beats")):
        cells = {f["id"]: f for f in items(http, collection, limit=10000)["features"]}
        for cell in demo(file):
            found = cells[cell["properties"]["code"]]
            assert rings(found["geometry"]) == rings(cell["geometry"]), found["id"]
            assert found["properties"]["name"] == cell["properties"]["name_zh"]
            for polygon in found["geometry"]["coordinates"]:  # right hand rule
                for i, ring in enumerate(polygon):
                    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
                    assert (area > 0) == (i == 0)


def test_upper_units_are_their_cells_together(http, ogrinfo, tmp_path):
    file = tmp_path / "c.geojson"
    cells = items(http, "governance-grid", limit=10000)["features"]
    below = {u["id"]: u["properties"]["parent"]
             for name in ("community", "street") for u in items(
                 http, f"governance-{name}", limit=1000)["features"]}
    for name in ("community", "street", "district"):
        page = items(http, f"governance-{name}", limit=1000)
        file.write_text(json.dumps(page))
        said = ogrinfo("-q", "-dialect", "sqlite", "-sql",
                       "SELECT count(*) AS n, sum(NOT ST_IsValid(geometry)) AS bad FROM c", file)
        assert f"n (Integer) = {len(page['features'])}" in said and "bad (Integer) = 0" in said
        sizes = dict.fromkeys(ids(page), 0)
        for cell in cells:
            parent = cell["properties"]["parent"]
            while parent not in sizes:
                parent = below[parent]
            sizes[parent] += area(cell["geometry"])
        for unit in page["features"]:
            assert area(unit["geometry"]) == pytest.approx(sizes[unit["id"]], rel=1e-9)


def area(geometry):
    return sum(abs(sum((a[0] - 120) * (b[1] - 40) - (b[0] - 120) * (a[1] - 40)
                       for a, b in zip(ring, ring[1:]))) / 2 * (1 if i == 0 else -1)
               for polygon in geometry["coordinates"] for i, ring in enumerate(polygon))


def test_one_feature_is_the_one_of_the_list(http):
    for collection in ("governance-street", "context-water", "context-road", "reports"):
        for feature in items(http, collection, limit=3)["features"]:
            one = get(http, f"/ogc/collections/{collection}/items/{feature['id']}").json()
            assert link(one, "collection").endswith(f"/ogc/collections/{collection}")
            one.pop("links")
            assert one == feature


def test_a_box_finds_what_lies_in_it(http, ogr2ogr, tmp_path):
    """What GEOS finds by the shapes themselves; touching counts."""
    file, out = tmp_path / "all.geojson", tmp_path / "out.geojson"
    boxes = [(120.80, 40.68, 120.83, 40.70), (120.8500, 40.7, 120.8500001, 40.7000001),
             (120.7, 40.6, 121, 40.8), (100, 20, 101, 21), (120.85, 40.6, 120.8501, 40.8)]
    for collection in ("governance-grid", "police-station", "context-road", "context-water"):
        file.write_text(json.dumps(items(http, collection, limit=10000)))
        for west, south, east, north in boxes:
            out.unlink(missing_ok=True)
            ogr2ogr("-dialect", "sqlite", "-sql",
                    "SELECT * FROM \"all\" WHERE ST_Intersects(geometry, "
                    f"BuildMbr({west}, {south}, {east}, {north}))", out, file)
            found = items(http, collection, limit=10000, bbox=f"{west},{south},{east},{north}")
            expected = json.loads(out.read_text())["features"]
            assert sorted(ids(found)) == sorted(str(f["id"]) for f in expected)
            assert found["numberMatched"] == len(expected)


def test_a_box_may_be_given_in_each_reference_system(http):
    west, south, east, north = 120.80, 40.68, 120.83, 40.70
    half = math.pi * 6378137

    def mercator(lon, lat):
        return lon / 180 * half, math.asinh(math.tan(math.radians(lat))) * 6378137

    expected = ids(items(http, "governance-grid", bbox=f"{west},{south},{east},{north}"))
    assert 10 < len(expected) < 426
    for crs, box in ((CRS84, (west, south, east, north)), (WGS84, (south, west, north, east)),
                     (CGCS2000, (south, west, north, east)),
                     (MERCATOR, (*mercator(west, south), *mercator(east, north)))):
        found = items(http, "governance-grid", **{"bbox": ",".join(map(repr, box)), "bbox-crs": crs})
        assert ids(found) == expected
    assert ids(items(http, "governance-grid",
                     bbox=f"{west},{south},-9,{east},{north},9")) == expected
    around = items(http, "governance-grid", bbox=f"{east},{south},{west},{north}")
    assert around["numberMatched"] > 0


def test_coordinates_come_in_the_reference_system_asked_for(http):
    path = "/ogc/collections/reports/items/17"
    answer = get(http, path)
    assert answer.headers["Content-Crs"] == f"<{CRS84}>"
    lon, lat = answer.json()["geometry"]["coordinates"]
    for crs in (WGS84, CGCS2000):
        answer = get(http, path, params={"crs": crs})
        assert answer.headers["Content-Crs"] == f"<{crs}>"
        assert answer.json()["geometry"]["coordinates"] == [lat, lon]
    x, y = get(http, path, params={"crs": MERCATOR}).json()["geometry"]["coordinates"]
    assert x == pytest.approx(lon / 180 * math.pi * 6378137, abs=0.002)
    assert y == pytest.approx(math.asinh(math.tan(math.radians(lat))) * 6378137, abs=0.002)


def test_properties_filter(http):
    [unit] = items(http, "governance-community", code="990101001003")["features"]
    assert unit["properties"]["name_en"] == "Hubin Community"
    for name in (unit["properties"]["name"], "Hubin Community"):
        assert ids(items(http, "governance-community", name=name)) == [unit["id"]]
    children = items(http, "governance-grid", parent=unit["id"])
    assert children["numberMatched"] == unit["properties"]["cells"] == 11
    assert {f["properties"]["parent"] for f in children["features"]} == {unit["id"]}
    rivers = items(http, "context-water", **{"class": "river"})
    assert {f["properties"]["class"] for f in rivers["features"]} == {"river"}


def test_a_table_holds_the_same(http):
    for collection in ("governance-street", "context-road", "context-water", "reports"):
        path = f"/ogc/collections/{collection}/items"
        page = items(http, collection, limit=5)
        for options in ({"params": {"f": "csv", "limit": 5}},
                        {"params": {"limit": 5}, "headers": {"Accept": "text/csv"}}):
            answer = get(http, path, **options)
            assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
            rows = list(csv.DictReader(io.StringIO(answer.content.decode(), newline="")))
            assert [row["id"] for row in rows] == ids(page)
            for row, feature in zip(rows, page["features"]):
                for name, value in feature["properties"].items():
                    assert row[name] == ("" if value is None else str(value))
                assert row["wkt"].startswith(feature["geometry"]["type"].upper() + " (")
            if link(page, "next"):
                assert answer.links["next"]["url"]


@pytest.mark.parametrize("query, parameter", (
    ("limit=0", "limit"), ("limit=x", "limit"), ("limit=-1", "limit"), ("offset=-1", "offset"),
    ("cursor=3", "cursor"), ("bbox=1,2,3", "bbox"), ("bbox=1,2,3,x", "bbox"),
    ("bbox=1,9,3,4", "bbox"), ("bbox=1,2,3,4,5", "bbox"), ("bbox=1,2,3,nan", "bbox"),
    ("bbox-crs=EPSG:4326", "bbox-crs"), ("crs=EPSG:4326", "crs"), ("crs=", "crs"),
    ("datetime=yesterday", "datetime"), ("datetime=2026-10-02/2026-10-01", "datetime"),
    ("datetime=../..", "datetime"), ("datetime=", "datetime"), ("f=xml", "f"),
    ("colour=red", "colour"), ("category=noise", "category"), ("limit=1&limit=2", "limit")))
def test_a_bad_parameter_is_named(http, query, parameter):
    expect_problem(http("GET", f"/ogc/collections/governance-grid/items?{query}"), 400,
                   parameter=parameter)


def test_documents_take_no_parameters(http):
    for path in ("/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/api", "/ogc/tileMatrixSets"):
        assert get(http, path + "?f=json").json()
        expect_problem(http("GET", path + "?f=html"), 400, parameter="f")
        expect_problem(http("GET", path + "?x=1"), 400, parameter="x")


# Reports

def test_reports_come_from_the_newest_on_and_none_is_lost(http, url, db):
    seen = [i for page in all_pages(url + "/ogc/collections/reports/items?limit=5000")
            for i in ids(page)]
    assert seen == [str(i) for [i] in database.rows(db, "SELECT id FROM report ORDER BY id DESC")]
    assert items(http, "reports", limit=1)["numberMatched"] == len(seen)


def test_reports_are_found_by_time_place_and_kind(http, db):
    day = items(http, "reports", datetime="2026-10-03", limit=10000)
    expected = database.value(db, "SELECT count(*) FROM report WHERE time >= strftime('%s', "
                              "'2026-10-02T16:00:00Z') AND time < strftime('%s', '2026-10-03T16:00:00Z')")
    assert day["numberMatched"] == len(day["features"]) == expected > 0
    assert all(f["properties"]["time"].startswith("2026-10-03T") for f in day["features"])
    for interval in ("2026-10-03T00:00:00+08:00/2026-10-03T23:59:59+08:00", "2026-10-03/2026-10-03"):
        assert ids(items(http, "reports", datetime=interval, limit=10000)) == ids(day)
    later = items(http, "reports", datetime="2026-10-03/..", limit=1)["numberMatched"]
    before = items(http, "reports", datetime="../2026-10-02", limit=1)["numberMatched"]
    assert later + before == database.count(db, "report")
    box = items(http, "reports", bbox="120.85,40.69,120.86,40.70", limit=10000)
    places = database.places(db).values()
    assert box["numberMatched"] == len(box["features"]) == sum(
        120.85 <= lon <= 120.86 and 40.69 <= lat <= 40.70 for lon, lat in places) > 0
    noise = items(http, "reports", category="noise", limit=1)["numberMatched"]
    assert noise == database.value(db, "SELECT count(*) FROM report WHERE category = 'noise'") > 0
    assert items(http, "reports", status="solved")["features"] == []
    expect_problem(http("GET", "/ogc/collections/reports/items?status=lost"), 400,
                   parameter="status")


# Divisions over time

def test_the_division_of_the_day_is_shown(gridward, new_db, tmp_path):
    first = write(tmp_path / "a.geojson", [cell("A", square(120, 40))])
    second = write(tmp_path / "b.geojson", [cell("A", square(120, 40)), cell("B", square(120.01, 40))])
    import_cells(gridward, new_db, first, "--valid-from", "2024-01-01")
    import_cells(gridward, new_db, second, "--valid-from", "2026-01-01")
    with serving(gridward, new_db) as url:
        http = client(url)
        for params, codes in (({}, ["A", "B"]), ({"datetime": "2025-12-31"}, ["A"]),
                              ({"datetime": "2026-01-01"}, ["A", "B"]),
                              ({"datetime": "2023-12-31"}, []),
                              ({"datetime": "2024-06-01/2025-06-01"}, ["A"]),
                              ({"datetime": "2024-06-01/.."}, ["A", "B"])):
            page = items(http, "police-beat", **params)
            assert ids(page) == codes and page["numberMatched"] == len(codes)
        old = get(http, "/ogc/collections/police-beat/items/A?datetime=2025-01-01").json()
        assert old["properties"]["valid_from"] == "2024-01-01"
        assert old["properties"]["valid_to"] == "2026-01-01"
        expect_problem(http("GET", "/ogc/collections/police-beat/items/B?datetime=2025-01-01"), 404)
        extent = get(http, "/ogc/collections/police-beat").json()["extent"]
        assert extent["temporal"]["interval"] == [["2024-01-01T00:00:00Z", None]]


def test_an_empty_database_has_no_collections_but_reports(gridward, empty_db):
    with serving(gridward, empty_db) as url:
        http = client(url)
        listed = get(http, "/ogc/collections").json()["collections"]
        assert [c["id"] for c in listed] == ["reports"]
        assert items(http, "reports")["features"] == []


# Tiles

def test_tiles_are_those_of_the_maps_row_before_column(http):
    assert get(http, "/ogc/tileMatrixSets").json()["tileMatrixSets"][0]["id"] == "WebMercatorQuad"
    matrices = get(http, "/ogc/tileMatrixSets/WebMercatorQuad").json()["tileMatrices"]
    for z, matrix in enumerate(matrices):
        assert matrix["id"] == str(z) and matrix["matrixWidth"] == 2 ** z
        assert matrix["cellSize"] == pytest.approx(156543.03392804097 / 2 ** z, rel=1e-12)
        assert matrix["scaleDenominator"] == pytest.approx(matrix["cellSize"] / 0.00028, rel=1e-9)
    for kind, suffix, type in (("tiles", "mvt", "application/vnd.mapbox-vector-tile"),
                               ("map/tiles", "png", "image/png")):
        base = f"/ogc/collections/police-beat/{kind}"
        [listed] = get(http, base).json()["tilesets"]
        assert listed == get(http, base + "/WebMercatorQuad").json()
        template = link(listed, "item")
        tile = requests.get(template.replace("{tileMatrix}", "13").replace("{tileRow}", "3080")
                            .replace("{tileCol}", "6846"), timeout=30)
        assert tile.status_code == 200 and tile.headers["Content-Type"] == type
        assert tile.content == get(
            http, f"/tiles/grid/13/6846/3080.{suffix}?scheme=police&level=beat").content
        other = get(http, base + "/WebMercatorQuad/13/3080/6846?map=counts&month=2026-09&lang=zh")
        assert other.content == get(http, f"/tiles/counts/13/6846/3080.{suffix}?scheme=police"
                                          "&level=beat&month=2026-09&lang=zh").content
        for path in ("/WorldCRS84Quad", "/WebMercatorQuad/1/2/0", "/WebMercatorQuad/21/0/0",
                     "/WorldCRS84Quad/1/0/0", "/WebMercatorQuad/x/0/0"):
            expect_problem(http("GET", base + path), 404)
        for query, name in (("map=x", "map"), ("month=x", "month"), ("level=x", "level")):
            expect_problem(http("GET", f"{base}/WebMercatorQuad/1/0/0?{query}"), 400, parameter=name)
    expect_problem(http("GET", "/ogc/collections/context-road/tiles"), 404)


# GDAL

def test_gdal_finds_every_collection_whole(url, ogrinfo, ogr2ogr, tmp_path):
    listed = ogrinfo("-so", f"OAPIF:{url}/ogc")
    for name, n in {**LEVELS, **CONTEXT}.items():
        assert f": {name} (title:" in listed
        said = ogrinfo("-so", f"OAPIF:{url}/ogc", name)
        assert f"Feature Count: {n}\n" in said
        out = tmp_path / f"{name}.geojson"
        ogr2ogr(out, f"OAPIF:{url}/ogc", name)
        found = json.loads(out.read_text(encoding="utf-8"))["features"]
        assert len(found) == len({json.dumps(f["geometry"]) for f in found}) == n


def test_gdal_filters_by_box_and_reads_all_pages(http, url, ogr2ogr, tmp_path):
    out = tmp_path / "out.geojson"
    ogr2ogr("-oo", "PAGE_SIZE=50", "-spat", 120.80, 40.68, 120.83, 40.70, out, f"OAPIF:{url}/ogc",
            "governance-grid")
    found = json.loads(out.read_text(encoding="utf-8"))["features"]
    expected = items(http, "governance-grid", bbox="120.80,40.68,120.83,40.70")
    assert sorted(f["properties"]["code"] for f in found) == sorted(ids(expected))
    out.unlink()
    ogr2ogr("-oo", "PAGE_SIZE=5000", out, f"OAPIF:{url}/ogc", "reports")
    found = json.loads(out.read_text(encoding="utf-8"))["features"]
    assert len({f["properties"]["client_id"] for f in found}) == len(found) == 20000
