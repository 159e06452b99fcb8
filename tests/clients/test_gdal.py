# SPDX-License-Identifier: Apache-2.0
"""Every service and format as GDAL's tools read it; what is right comes from the database, and from
the imported files by gdal_rasterize.
"""
import csv
import json
import re
import subprocess
from types import SimpleNamespace

import commands
import database
import numpy
import pytest
import requests
from osgeo import gdal, ogr
from ows import HALF, metres, tile_box, tile_of

gdal.UseExceptions()
ogr.UseExceptions()
TIMEOUT = 120
SIZE = (400, 300)


@pytest.fixture(scope="module", autouse=True)
def own_cache(tmp_path_factory):
    """GDAL keeps tiles in the folder it is started in, from one run to the next, unless told."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GDAL_DEFAULT_WMS_CACHE_PATH", str(tmp_path_factory.mktemp("gdal")))
        yield


def tool(name, *args, token=None):
    """A tool of GDAL's; returns what it prints."""
    header = ("--config", "GDAL_HTTP_HEADERS", f"Authorization: Bearer {token}") if token else ()
    said = subprocess.run([name, *header, *map(str, args)], capture_output=True, text=True,
                          timeout=TIMEOUT)
    assert said.returncode == 0 and "ERROR" not in said.stderr, said.stderr
    return said.stdout


def metres_of(box):
    west, south, east, north = box
    return *metres(west, south), *metres(east, north)


def pixels(path):
    """Bands x height x width."""
    return gdal.Open(str(path)).ReadAsArray()


def codes(db, scheme, level):
    return [code for code, in database.rows(db, """
        SELECT unit.code FROM unit JOIN level ON level.id = level_id JOIN scheme ON scheme.id = scheme_id
        WHERE scheme.name = ? AND level.name = ? ORDER BY code""", scheme, level)]


def layer_of(level):
    return "-".join(("counts", *level))


def wms(place, level, box, crs="EPSG:4326", version="1.3.0"):
    if version == "1.3.0" and crs == "EPSG:4326":
        box = [box[i] for i in (1, 0, 3, 2)]
    return (f"WMS:{place.url}/wms?SERVICE=WMS&VERSION={version}&REQUEST=GetMap&LAYERS={layer_of(level)}"
            f"&FORMAT=image/png&TRANSPARENT=TRUE&{'CRS' if version == '1.3.0' else 'SRS'}={crs}"
            f"&BBOX={','.join(map(str, box))}")


def oapif(place):
    return f"OAPIF:{place.url}/ogc"


# Pictures

def test_wmts_lists_each_layer_and_gdal_knows_where_it_is(place):
    capabilities = f"WMTS:{place.url}/wmts/1.0.0/WMTSCapabilities.xml"
    said = tool("gdalinfo", capabilities)
    for level in place.levels:
        assert f"layer={layer_of(level)}" in said
    told = json.loads(tool("gdalinfo", "-json", f"{capabilities},layer={layer_of(place.lowest[0])}"))
    assert 'ID["EPSG",3857]' in told["coordinateSystem"]["wkt"] and len(told["bands"]) == 4
    ring = told["wgs84Extent"]["coordinates"][0]
    west, south, east, north = place.box
    assert all(west <= lon <= east and south <= lat <= north for lon, lat in ring)


def test_wmts_has_the_tiles_of_the_server(place, tmp_path):
    """Put together by GDAL, which cuts them at the layer's box: through its outermost border."""
    zoom = 12
    x, y = tile_of(zoom, place.box[0] + 0.03, place.box[3] - 0.03)
    west, _, _, north = tile_box(zoom, x, y)
    _, south, east, _ = tile_box(zoom, x + 1, y + 1)
    level = place.lowest[0]
    tool("gdal_translate", "-q", "-projwin", west, north, east, south,
         f"WMTS:{place.url}/wmts/1.0.0/WMTSCapabilities.xml,layer={layer_of(level)},tilematrix={zoom}",
         tmp_path / "some.tif")
    seen = pixels(tmp_path / "some.tif")
    assert seen.shape == (4, 512, 512) and 0.05 < (seen[3] > 0).mean()
    for dx in range(2):
        for dy in range(2):
            answer = requests.get(f"{place.url}/tiles/counts/{zoom}/{x + dx}/{y + dy}.png", timeout=30,
                                  params={"scheme": level[0], "level": level[1]})
            assert answer.ok
            gdal.FileFromMemBuffer("/vsimem/tile.png", answer.content)
            tile = gdal.Translate("", "/vsimem/tile.png", format="MEM", rgbExpand="rgba").ReadAsArray()
            part = seen[:, dy * 256:(dy + 1) * 256, dx * 256:(dx + 1) * 256]
            shown = part[3] > 0
            assert (part[:, shown] == tile[:, shown]).all()
            assert (shown != (tile[3] > 0)).mean() < 0.002, "more than what lies outside the box"


@pytest.mark.parametrize("version", ("1.1.1", "1.3.0"))
@pytest.mark.parametrize("crs", ("EPSG:4326", "EPSG:3857"))
def test_wms_shows_the_units_where_the_database_has_them(place, tmp_path, version, crs):
    """Against the cells as gdal_rasterize burns them: all but pixels on the outermost border."""
    scheme, level = place.lowest[0]
    box = place.box if crs == "EPSG:4326" else metres_of(place.box)
    picture, burnt = tmp_path / "wms.tif", tmp_path / "cells.tif"
    tool("gdal_translate", "-q", "-outsize", *SIZE,
         wms(place, (scheme, level), box, crs, version), picture)
    tool("ogr2ogr", "-t_srs", crs, tmp_path / "cells.gpkg", place.db, "-dialect", "SQLITE", "-nln",
         "cells", "-sql", "SELECT cell.geom FROM cell JOIN division ON division.id = division_id"
         f" JOIN scheme ON scheme.id = scheme_id WHERE scheme.name = '{scheme}'")
    tool("gdal_rasterize", "-q", "-burn", "1", "-ot", "Byte", "-ts", *SIZE, "-te", *box,
         tmp_path / "cells.gpkg", burnt)
    drawn, there = pixels(picture)[3] > 0, pixels(burnt) > 0
    assert 0.1 < there.mean() < 0.9
    assert numpy.corrcoef(drawn.ravel(), there.ravel())[0, 1] >= 0.95


# Features

def test_each_collection_has_what_the_database_has(place):
    for scheme, level in place.levels:
        said = tool("ogrinfo", "-ro", "-al", "-geom=NO", oapif(place), f"{scheme}-{level}")
        assert sorted(re.findall(r"^  code \(String\) = (.+)$", said, re.M)) == codes(
            place.db, scheme, level)
    for kind in place.context:
        said = tool("ogrinfo", "-ro", "-so", oapif(place), f"context-{kind}")
        assert int(re.search(r"Feature Count: (\d+)", said)[1]) == database.value(
            place.db, "SELECT count(*) FROM context WHERE kind = ?", kind)


def test_a_copy_of_the_units_has_their_very_geometry(place, tmp_path):
    """Point by point as the database has it."""
    scheme, level = place.lowest[0]
    tool("ogr2ogr", tmp_path / "copy.gpkg", oapif(place), f"{scheme}-{level}")
    copy = ogr.Open(str(tmp_path / "copy.gpkg"))
    stored = ogr.Open(str(place.db))
    cells = stored.ExecuteSQL(
        "SELECT cell.code AS code, cell.geom AS geom FROM cell JOIN division ON division.id = division_id"
        f" JOIN scheme ON scheme.id = scheme_id WHERE scheme.name = '{scheme}'", dialect="SQLITE")
    want = {cell["code"]: points(cell.GetGeometryRef()) for cell in cells}
    got = {unit["code"]: points(unit.GetGeometryRef()) for unit in copy.GetLayer(0)}
    assert got == want
    assert all(unit.GetGeometryRef().IsValid() for unit in copy.GetLayer(0))
    assert copy.GetLayer(0).GetSpatialRef().GetAuthorityCode(None) == "4326"


def test_at_a_point_is_the_unit_that_locate_names(gridward, place):
    scheme, level = place.lowest[0]
    file = ogr.Open(str(place.db))
    cells = file.ExecuteSQL("SELECT cell.geom FROM cell JOIN division ON division.id = division_id JOIN"
                            f" scheme ON scheme.id = scheme_id WHERE scheme.name = '{scheme}' LIMIT 5",
                            dialect="SQLITE")
    for cell in cells:
        inside = cell.GetGeometryRef().PointOnSurface()
        lon, lat = inside.GetX(), inside.GetY()
        said = tool("ogrinfo", "-ro", "-al", "-geom=NO", "-spat", lon, lat, lon, lat, oapif(place),
                    f"{scheme}-{level}")
        assert re.findall(r"^  code \(String\) = (.+)$", said, re.M) == commands.codes(
            gridward, place.db, [(lon, lat)], "--scheme", scheme)


def points(geometry):
    """Each ring's points to 1e-7 degree, whatever it begins with and wherever it turns."""
    rings = []
    for i in range(geometry.GetGeometryCount()):
        part = geometry.GetGeometryRef(i)
        polygon = part if part.GetGeometryName() == "POLYGON" else None
        if polygon is None:
            rings.append(frozenset((round(x * 1e7), round(y * 1e7)) for x, y, *_ in part.GetPoints()))
        else:
            rings += points(polygon)
    return sorted(rings, key=sorted)


def test_reports_come_over_pages(place, tmp_path):
    stored = database.count(place.db, "report")
    if not stored:
        pytest.skip("this city has no reports")
    tool("ogr2ogr", "-f", "CSV", tmp_path / "reports.csv", oapif(place), "reports", "-lco",
         "GEOMETRY=AS_XY")
    with (tmp_path / "reports.csv").open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) == stored == len({row["id"] for row in rows})
    want = {id: where for id, *where in database.rows(place.db, "SELECT id, geom FROM report")}
    for row in rows[::97]:
        there = database.place(want[int(row["id"])][0])
        assert (float(row["X"]), float(row["Y"])) == pytest.approx(there, abs=1e-9)


def test_geojson_and_csv_are_files_that_ogr_reads(place, tmp_path):
    scheme, level = place.lowest[0]
    for form, name in (("json", "units.geojson"), ("csv", "units.csv")):
        answer = requests.get(f"{place.url}/ogc/collections/{scheme}-{level}/items", timeout=60, params={"f": form, "limit": 10000})
        (tmp_path / name).write_bytes(answer.content)
        file = ogr.Open(str(tmp_path / name))
        units = {unit["code"]: unit.GetGeometryRef().GetArea() for unit in file.GetLayer(0)}
        assert sorted(units) == codes(place.db, scheme, level)
        assert all(area > 0 for area in units.values())


def test_a_vector_tile_is_one_that_gdal_reads(place, tmp_path):
    """All of a city lies in few tiles of zoom 8: what units and reports they have between them."""
    zoom = 8
    west, south, east, north = metres_of(place.box)
    side = 2 * HALF / 2 ** zoom
    scheme, level = place.levels[0]
    found = set()
    for x in range(int((west + HALF) / side), int((east + HALF) / side) + 1):
        for y in range(int((HALF - north) / side), int((HALF - south) / side) + 1):
            answer = requests.get(f"{place.url}/tiles/counts/{zoom}/{x}/{y}.mvt", timeout=30,
                                  params={"scheme": scheme, "level": level})
            if answer.status_code == 204:
                continue
            path = tmp_path / f"{zoom}-{x}-{y}.mvt"
            path.write_bytes(answer.content)
            tile = gdal.OpenEx(str(path), open_options=[f"X={x}", f"Y={y}", f"Z={zoom}", "CLIP=NO"])
            units = tile.GetLayerByName("units")
            xmin, xmax, ymin, ymax = units.GetExtent()
            assert west - 2000 < xmin < xmax < east + 2000
            assert south - 2000 < ymin < ymax < north + 2000
            assert all(unit.GetGeometryRef().IsValid() for unit in units)
            found |= {unit["code"] for unit in units}
    assert found <= set(codes(place.db, scheme, level))
    assert len(found) > 0.8 * len(codes(place.db, scheme, level))


def test_a_token_goes_into_a_header(city, demo, tmp_path):
    """As docs/ogc.md has it; without it, what is internal is not there."""
    token = city.tokens["viewer"]
    capabilities = f"WMTS:{city.url}/wmts/1.0.0/WMTSCapabilities.xml"
    assert "layer=counts-police-beat" in tool("gdalinfo", capabilities, token=token)
    assert "layer=counts-" not in tool("gdalinfo", capabilities)
    tool("gdal_translate", "-q", "-outsize", *SIZE, wms(
        SimpleNamespace(url=city.url), ("police", "beat"), demo.box), tmp_path / "beats.tif", token=token)
    assert 0.1 < (pixels(tmp_path / "beats.tif")[3] > 0).mean() < 0.9
    said = tool("ogrinfo", "-ro", "-so", oapif(city), "reports", token=token)
    assert f"Feature Count: {database.count(city.db, 'report')}" in said
    assert " reports" not in tool("ogrinfo", "-ro", oapif(city))
