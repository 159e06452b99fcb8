# SPDX-License-Identifier: Apache-2.0
"""The Web Map Tile Service, by key-value pairs and by paths; its tiles are the server's own."""
import random
import subprocess

import numpy
import pytest
import requests
from ows import HALF, OWS, WMTS, XLINK, document, same_share, tile_box, tile_of
from png import Png
from server import serving

LAYER = "safety-police-beat"


@pytest.fixture(scope="module")
def url(gridward, demo_db):
    with serving(gridward, demo_db) as base:
        yield base


@pytest.fixture(scope="module")
def wmts(url):
    def request(**parameters):
        return requests.get(url + "/wmts", timeout=30,
                            params={"SERVICE": "WMTS", "VERSION": "1.0.0", **parameters})
    return request


@pytest.fixture(scope="module")
def capabilities(url):
    return document(requests.get(f"{url}/wmts/1.0.0/WMTSCapabilities.xml", timeout=30))


@pytest.fixture(scope="module")
def layers(capabilities):
    return {layer.find(OWS + "Identifier").text: layer
            for layer in capabilities.iter(WMTS + "Layer")}


def tile(url, z, x, y, scale="", **parameters):
    answer = requests.get(f"{url}/tiles/safety/{z}/{x}/{y}{scale}.png", timeout=30,
                          params={"scheme": "police", **parameters})
    assert answer.status_code == 200
    return answer.content


def get_tile(wmts, z, x, y, **change):
    return wmts(**{"REQUEST": "GetTile", "LAYER": LAYER, "STYLE": "default", "FORMAT": "image/png",
                   "TILEMATRIXSET": "GoogleMapsCompatible", "TILEMATRIX": z, "TILEROW": y,
                   "TILECOL": x, **change})


def test_both_ways_lead_to_the_same_description(wmts, capabilities):
    assert capabilities.tag == WMTS + "Capabilities" and capabilities.get("version") == "1.0.0"
    answer = wmts(request="GetCapabilities")
    assert answer.headers["Content-Type"] == "application/xml"
    assert [e.tag for e in document(answer).iter()] == [e.tag for e in capabilities.iter()]


def test_the_matrices_are_those_of_the_well_known_scale_set(capabilities):
    sets = {s.find(OWS + "Identifier").text: s
            for s in capabilities.findall(f"{WMTS}Contents/{WMTS}TileMatrixSet")}
    assert set(sets) == {"GoogleMapsCompatible", "WebMercatorQuad"}
    for one in sets.values():
        assert one.find(OWS + "SupportedCRS").text == "urn:ogc:def:crs:EPSG::3857"
        for z, matrix in enumerate(one.findall(WMTS + "TileMatrix")):
            def value(name):
                return float(matrix.find(WMTS + name).text)
            assert matrix.find(OWS + "Identifier").text == str(z)
            assert value("ScaleDenominator") == pytest.approx(559082264.0287178 / 2 ** z, rel=1e-12)
            assert value("MatrixWidth") == value("MatrixHeight") == 2 ** z
            assert value("TileWidth") == value("TileHeight") == 256
            corner = list(map(float, matrix.find(WMTS + "TopLeftCorner").text.split()))
            assert corner == pytest.approx([-HALF, HALF], abs=1e-6)
        assert z == 20


def test_a_layer_has_its_box_months_legend_and_limits(layers):
    assert len(layers) == 30
    layer = layers[LAYER]
    west, south = map(float, layer.find(f"{OWS}WGS84BoundingBox/{OWS}LowerCorner").text.split())
    east, north = map(float, layer.find(f"{OWS}WGS84BoundingBox/{OWS}UpperCorner").text.split())
    for link in layer.findall(WMTS + "TileMatrixSetLink"):
        limits = link.findall(f"{WMTS}TileMatrixSetLimits/{WMTS}TileMatrixLimits")
        assert len(limits) == 21
        for limit in limits:
            z, top, bottom, left, right = (int(e.text) for e in limit)
            assert (left, top) == tile_of(z, west, north)
            assert (right, bottom) == tile_of(z, east, south)
    time = layer.find(WMTS + "Dimension")
    assert time.find(OWS + "Identifier").text == "Time"
    assert time.find(WMTS + "Default").text == "2026-10"
    assert len(time.findall(WMTS + "Value")) == 12
    legend = layer.find(f"{WMTS}Style/{WMTS}LegendURL").get(XLINK + "href")
    assert Png(requests.get(legend, timeout=30).content).width > 100


def test_tiles_are_the_servers_own(url, wmts, layers):
    template = layers[LAYER].find(WMTS + "ResourceURL").get("template")
    rng = random.Random(3)
    for _ in range(8):
        z = rng.randrange(10, 17)
        x, y = tile_of(z, rng.uniform(120.77, 120.93), rng.uniform(40.66, 40.74))
        path = template
        for name, value in (("Style", "default"), ("Time", "2026-10"), ("TileMatrix", z),
                            ("TileMatrixSet", "WebMercatorQuad"), ("TileRow", y), ("TileCol", x)):
            path = path.replace("{%s}" % name, str(value))
        own = tile(url, z, x, y)
        assert requests.get(path, timeout=30).content == own
        assert get_tile(wmts, z, x, y).content == own
        assert requests.get(path.replace(".png", "@2x.png"), timeout=30).content == tile(
            url, z, x, y, "@2x")


def test_sets_are_known_by_their_other_names(url, wmts):
    own = tile(url, 13, 6846, 3080, month="2026-09")
    for matrix_set, matrix in (("EPSG:900913", "EPSG:900913:13"), ("EPSG:3857", "13"),
                               ("EPSG:3857", "EPSG:3857:13"), ("WebMercatorQuad", "13"),
                               ("googlemapscompatible", "13")):
        answer = get_tile(wmts, 13, 6846, 3080, TILEMATRIXSET=matrix_set, TILEMATRIX=matrix,
                          TIME="2026-09")
        assert answer.content == own, matrix_set


def test_a_tile_has_an_entity_tag(wmts):
    answer = get_tile(wmts, 13, 6846, 3080)
    again = requests.get(answer.url, headers={"If-None-Match": answer.headers["ETag"]}, timeout=30)
    assert again.status_code == 304


def test_info_is_where_locate_finds_the_point(url, wmts):
    rng = random.Random(5)
    found = 0
    for _ in range(50):
        z = rng.randrange(11, 18)
        x, y = tile_of(z, rng.uniform(120.80, 120.92), rng.uniform(40.67, 40.73))
        i, j = rng.randrange(256), rng.randrange(256)
        answer = get_tile(wmts, z, x, y, REQUEST="GetFeatureInfo", I=i, J=j,
                          INFOFORMAT="application/json")
        west, south, east, north = tile_box(z, x, y)
        lon = (west + (east - west) * (i + .5) / 256) / HALF * 180
        mercator = (north - (north - south) * (j + .5) / 256) / 6378137
        lat = float(numpy.degrees(numpy.arctan(numpy.sinh(mercator))))
        located = requests.get(url + "/v1/locate", timeout=30, params={
            "lon": lon, "lat": lat, "crs": "wgs84", "scheme": "police"}).json()
        codes = [f["properties"]["code"] for f in answer.json()["features"]]
        assert codes == ([located["cell"]] if located["cell"] else []), (lon, lat)
        found += len(codes)
    assert found > 15


@pytest.mark.parametrize("change, status, code, locator", [
    ({"LAYER": "x"}, 400, "InvalidParameterValue", "layer"),
    ({"LAYER": ""}, 400, "MissingParameterValue", "layer"),
    ({"STYLE": "x"}, 400, "InvalidParameterValue", "style"),
    ({"FORMAT": "image/gif"}, 400, "InvalidParameterValue", "format"),
    ({"TILEMATRIXSET": "x"}, 400, "InvalidParameterValue", "tilematrixset"),
    ({"TILEMATRIX": "21"}, 400, "InvalidParameterValue", "tilematrix"),
    ({"TILEROW": "8192"}, 400, "TileOutOfRange", "tilerow"),
    ({"TILECOL": "-1"}, 400, "TileOutOfRange", "tilecol"),
    ({"TILECOL": "1.5"}, 400, "InvalidParameterValue", "tilecol"),
    ({"TILECOL": None}, 400, "MissingParameterValue", "tilecol"),
    ({"TIME": "yesterday"}, 400, "InvalidParameterValue", "time"),
    ({"VERSION": "2.0.0"}, 400, "InvalidParameterValue", "version"),
    ({"SERVICE": "WMS"}, 400, "InvalidParameterValue", "service"),
    ({"SERVICE": None}, 400, "MissingParameterValue", "service"),
    ({"REQUEST": "GetOut"}, 400, "OperationNotSupported", "request"),
    ({"REQUEST": "GetFeatureInfo", "J": "1"}, 400, "MissingParameterValue", "i"),
    ({"REQUEST": "GetFeatureInfo", "I": "256", "J": "1"}, 400, "PointIJOutOfRange", "i"),
])
def test_what_is_wrong_is_told_in_an_exception_report(wmts, change, status, code, locator):
    answer = get_tile(wmts, 13, 6846, 3080, **change)
    assert answer.status_code == status and answer.headers["Content-Type"] == "text/xml"
    doc = document(answer)
    assert doc.tag == OWS + "ExceptionReport"
    exception, = doc
    assert (exception.get("exceptionCode"), exception.get("locator")) == (code, locator)
    assert exception.find(OWS + "ExceptionText").text


def test_a_path_that_names_no_tile_is_told_so(url):
    for rest in ("default/2026-10/GoogleMapsCompatible/13/3080/6846.jpg",
                 "default/2026-10/GoogleMapsCompatible/13/3080/6846@3x.png",
                 "default/2026-10/x/13/3080/6846.png", "default/20/GoogleMapsCompatible/13/3080/1.png"):
        answer = requests.get(f"{url}/wmts/{LAYER}/{rest}", timeout=30)
        assert answer.status_code == 400 and document(answer).tag == OWS + "ExceptionReport"


def test_gdal_reads_the_service(url, tmp_path):
    """A window of the pixels of zoom 14, put together by GDAL from tiles, against our own."""
    source = f"WMTS:{url}/wmts/1.0.0/WMTSCapabilities.xml,layer={LAYER}"
    told = subprocess.run(["gdalinfo", source], capture_output=True, text=True, cwd=tmp_path)
    assert told.returncode == 0 and "Size is" in told.stdout, told.stderr
    west, _, _, north = tile_box(14, 13692, 6161)
    _, south, east, _ = tile_box(14, 13693, 6161)
    done = subprocess.run(
        ["gdal_translate", "-q", "-of", "PNG", "-projwin",
         *map(str, (west, north, east, south)), "-outsize", "512", "256",
         f"{source},tilematrix=14", tmp_path / "gdal.png"], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    png = Png((tmp_path / "gdal.png").read_bytes())
    read = numpy.array(png.rgba(), dtype=numpy.uint8).reshape(256, 512, 4)
    for column in (0, 1):
        own = numpy.array(Png(tile(url, 14, 13692 + column, 6161)).rgba(), dtype=numpy.uint8)
        part = read[:, 256 * column:256 * column + 256]
        assert same_share(part, own.reshape(256, 256, 4)) == 1
