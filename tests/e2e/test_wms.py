# SPDX-License-Identifier: Apache-2.0
"""The Web Map Service: what OGC's standards ask for, read by independent means."""
import random
import re
import shutil
import subprocess

import numpy
import pytest
import requests
from conftest import SOURCE
from ows import OGC, WMS, XLINK, document, metres, picture, same_share, tile_box
from png import Png
from server import serving

WEST, SOUTH, EAST, NORTH = 120.80, 40.66, 120.92, 40.75
KINDS = {"safety", "safety-contrast", "counts", "reports", "grid"}
LEVELS = {"governance": ("district", "street", "community", "grid"), "police": ("station", "beat")}
MONTHS = [f"2025-{m}" for m in (11, 12)] + [f"2026-{m:02}" for m in range(1, 11)]


@pytest.fixture(scope="module")
def url(gridward, demo_db):
    with serving(gridward, demo_db) as base:
        yield base


@pytest.fixture(scope="module")
def wms(url):
    def request(**parameters):
        return requests.get(url + "/wms", params={"service": "WMS", **parameters}, timeout=30)
    return request


@pytest.fixture(scope="module")
def get_map(wms):
    def request(**parameters):
        crs = parameters.pop("crs", "EPSG:3857")
        version = parameters.get("version", "1.3.0")
        return wms(**{"version": version, "request": "GetMap", "layers": "safety-police-beat",
                      "styles": "", "crs" if version == "1.3.0" else "srs": crs,
                      "bbox": box(*metres(WEST, SOUTH), *metres(EAST, NORTH)),
                      "width": 400, "height": 300, "format": "image/png", **parameters})
    return request


def box(*sides):
    return ",".join(map(repr, sides))


# Capabilities

@pytest.mark.parametrize("version, root, ns", [
    ("1.3.0", WMS + "WMS_Capabilities", WMS), ("1.1.1", "WMT_MS_Capabilities", "")])
def test_every_map_is_a_layer_by_scheme_and_level(wms, url, version, root, ns):
    doc = document(wms(request="GetCapabilities", version=version))
    assert doc.tag == root and doc.get("version") == version
    layers = {layer.find(ns + "Name").text: layer
              for layer in doc.iter(ns + "Layer") if layer.find(ns + "Name") is not None}
    assert set(layers) == {f"{kind}-{scheme}-{level}" for kind in KINDS
                           for scheme, levels in LEVELS.items() for level in levels}
    layer = layers["safety-police-beat"]
    assert layer.find(ns + "Title").text == "Safety level by beat (police)"
    assert "安全等级" in layer.find(ns + "Abstract").text
    time = layer.find(ns + ("Dimension" if version == "1.3.0" else "Extent"))
    assert time.text.split(",") == MONTHS and time.get("default") == "2026-10"
    link = doc.find(f"{ns}Capability/{ns}Request/{ns}GetMap/{ns}DCPType/{ns}HTTP/{ns}Get/"
                    f"{ns}OnlineResource")
    assert link.get(XLINK + "href") == url + "/wms?"


def test_boxes_have_the_axes_of_their_version(wms):
    for version, ns, attribute in (("1.3.0", WMS, "CRS"), ("1.1.1", "", "SRS")):
        doc = document(wms(request="GetCapabilities", version=version))
        layer = next(layer for layer in doc.iter(ns + "Layer") if layer.get("queryable"))
        boxes = {b.get(attribute): [float(b.get(side)) for side in ("minx", "miny", "maxx", "maxy")]
                 for b in layer.iter(ns + "BoundingBox")}
        lonlat = boxes["CRS:84"]
        assert 120 < lonlat[0] < lonlat[2] < 121 and 40 < lonlat[1] < lonlat[3] < 41
        for code in ("EPSG:4326", "EPSG:4490"):
            turned = [lonlat[i] for i in (1, 0, 3, 2)]
            assert boxes[code] == (turned if version == "1.3.0" else lonlat)
        assert boxes["EPSG:3857"] == pytest.approx([*metres(*lonlat[:2]), *metres(*lonlat[2:])],
                                                   abs=0.02)


def test_versions_are_negotiated(wms):
    for asked, given in ((None, "1.3.0"), ("1.3.0", "1.3.0"), ("1.4.0", "1.3.0"), ("2.0", "1.3.0"),
                         ("1.1.1", "1.1.1"), ("1.2.0", "1.1.1"), ("1.0.0", "1.1.1")):
        doc = document(wms(request="GetCapabilities", **({"version": asked} if asked else {})))
        assert doc.get("version") == given, asked


def test_names_of_parameters_are_in_any_case_and_others_do_not_count(url):
    text = ("SeRvIcE=WMS&VERSION=1.3.0&REQUEST=GetMap&Layers=counts-governance-grid&STYLES=&CRS=EPSG:3857"
            f"&BBOX={box(*tile_box(13, 6846, 3080))}&WIDTH=256&HEIGHT=256&FORMAT=image/png"
            "&DPI=96&MAP_RESOLUTION=96&FORMAT_OPTIONS=dpi:96&_=17")
    assert picture(requests.get(f"{url}/wms?{text}", timeout=30)).shape == (256, 256, 4)


# Maps

@pytest.mark.parametrize("layer, tile", [
    ("safety-police-beat", (13, 6846, 3080)), ("counts-governance-grid", (14, 13693, 6161)),
    ("reports-governance-street", (12, 3423, 1540)), ("grid-governance-community", (11, 1711, 770)),
    ("safety-contrast-police-station", (15, 27386, 12322)), ("counts-governance-grid", (0, 0, 0))])
def test_a_map_of_a_tiles_box_is_the_tile(url, get_map, layer, tile):
    kind, scheme, level = layer.rsplit("-", 2)
    answer = requests.get("{}/tiles/{}/{}/{}/{}.png".format(url, kind, *tile), timeout=30,
                          params={"scheme": scheme, "level": level})
    drawn = get_map(layers=layer, bbox=box(*tile_box(*tile)), width=256, height=256,
                    transparent="TRUE")
    assert same_share(picture(drawn), picture(answer)) == 1


def test_a_map_of_four_tiles_is_the_four(url, get_map):
    west, _, _, north = tile_box(13, 6846, 3080)
    _, south, east, _ = tile_box(13, 6847, 3081)
    drawn = picture(get_map(bbox=box(west, south, east, north), width=512, height=512,
                            transparent="TRUE"))
    for row in (0, 1):
        for column in (0, 1):
            tile = picture(requests.get(
                f"{url}/tiles/safety/13/{6846 + column}/{3080 + row}.png", timeout=30,
                params={"scheme": "police"}))
            part = drawn[256 * row:256 * row + 256, 256 * column:256 * column + 256]
            assert same_share(part, tile) == 1, (row, column)


def test_degrees_are_asked_for_in_the_order_of_the_version(get_map):
    """The box is no square, and the city lies in its north-east: turned axes would show."""
    sides = 120.70, 40.60, 120.95, 40.75
    turned = box(*(sides[i] for i in (1, 0, 3, 2)))
    pictures = [get_map(version=version, crs=crs, bbox=bbox, width=500, height=300).content
                for version, crs, bbox in (
                    ("1.3.0", "EPSG:4326", turned), ("1.3.0", "EPSG:4490", turned),
                    ("1.3.0", "CRS:84", box(*sides)), ("1.1.1", "EPSG:4326", box(*sides)),
                    ("1.1.1", "EPSG:4490", box(*sides)), ("1.1.1", "CRS:84", box(*sides)))]
    assert len(set(pictures)) == 1
    assert len(set(Png(pictures[0]).rgba())) > 8


def warped(tmp_path, mercator, sides, size):
    """A map in Mercator as GDAL brings it into degrees, west, south, east, north."""
    source, placed, target = (tmp_path / name for name in ("m.png", "m.tif", "d.png"))
    source.write_bytes(mercator)
    west, south = metres(*sides[:2])
    east, north = metres(*sides[2:])
    for command in (
            ["gdal_translate", "-q", "-expand", "rgb", "-a_srs", "EPSG:3857", "-a_ullr",
             west, north, east, south, source, placed],
            ["gdalwarp", "-q", "-t_srs", "EPSG:4326", "-te", *sides, "-ts", *size, "-r", "near",
             "-et", 0, "-of", "GTiff", placed, tmp_path / "d.tif"],
            ["gdal_translate", "-q", "-of", "PNG", tmp_path / "d.tif", target]):
        subprocess.run([*map(str, command)], check=True)
    return numpy.array(Png(target.read_bytes()).rgba(), dtype=numpy.uint8).reshape(
        size[1], size[0], 4)


@pytest.mark.parametrize("sides, level", [
    ((120.80, 40.66, 120.92, 40.75), "grid"), ((120.50, 40.3, 121.1, 41.0), "community")])
def test_a_map_in_degrees_is_what_gdal_makes_of_one_in_mercator(get_map, url, tmp_path, sides, level):
    """Where both show a class; borders and labels are drawn in the pixels of either."""
    layer = f"counts-governance-{level}"
    mercator = get_map(layers=layer, width=2000, height=2000,
                       bbox=box(*metres(*sides[:2]), *metres(*sides[2:]))).content
    drawn = picture(get_map(layers=layer, version="1.1.1", crs="EPSG:4326", bbox=box(*sides),
                            width=500, height=400))
    other = warped(tmp_path, mercator, sides, (500, 400))
    legend = requests.get(f"{url}/tiles/counts.json", timeout=30, params={"level": level}).json()
    classes = [bytes.fromhex(line["color"][1:7]) for line in legend["legend"]]

    def shows_class(pixels):
        return numpy.any([(pixels[..., :3] == list(c)).all(axis=2) for c in classes], axis=0)

    def agreeing(a, b):
        both = shows_class(a) & shows_class(b)
        assert both.sum() > 500
        return (a[both] == b[both]).all(axis=1).mean()
    best = agreeing(drawn, other)
    assert best > 0.99
    for a, b in ((drawn[1:], other[:-1]), (drawn[:-1], other[1:]),
                 (drawn[:, 1:], other[:, :-1]), (drawn[:, :-1], other[:, 1:])):
        assert agreeing(a, b) < best  # a shift by one pixel would show


def test_what_lies_outside_the_world_is_ground(get_map):
    drawn = picture(get_map(crs="CRS:84", bbox="-270,-135,270,135", width=540, height=270))
    assert set(map(tuple, drawn[:, :80].reshape(-1, 4))) == {(255, 255, 255, 255)}


def test_ground_is_white_or_a_colour_or_clear(get_map):
    sea = {"bbox": box(*metres(121.5, 40.0), *metres(121.6, 40.1)), "width": 40, "height": 30}
    for more, colour in (({}, (255, 255, 255, 255)), ({"bgcolor": "0x1020fF"}, (16, 32, 255, 255)),
                         ({"transparent": "FALSE"}, (255, 255, 255, 255)),
                         ({"transparent": "true", "bgcolor": "0x102030"}, (0, 0, 0, 0))):
        assert set(map(tuple, picture(get_map(**sea, **more)).reshape(-1, 4))) == {colour}, more


def test_maps_come_at_any_size(get_map):
    for width, height in ((1, 1), (1, 700), (2000, 3), (4096, 2), (513, 511)):
        assert picture(get_map(width=width, height=height)).shape == (height, width, 4)


def test_layers_lie_one_over_the_other(get_map):
    over = picture(get_map(layers="safety-police-beat,reports-governance-grid"))
    below = picture(get_map(layers="safety-police-beat"))
    alone = picture(get_map(layers="reports-governance-grid", transparent="TRUE")).astype(int)
    share = alone[..., 3:] / 255
    expected = alone[..., :3] * share + below[..., :3] * (1 - share)
    assert numpy.abs(over[..., :3] - expected).max() <= 2


def test_styles_may_be_empty_or_default(get_map):
    assert len({get_map(styles=styles).content for styles in ("", "default")}) == 1
    assert get_map(layers="safety-police-beat,grid-police-beat", styles=",default").status_code == 200


# Time

def test_a_month_is_named_in_many_ways(get_map):
    layer = {"layers": "counts-governance-grid"}
    newest = get_map(**layer).content
    for time in ("2026-10", "2026-10-01", "2026-10-15T00:00:00Z", "2026-10-01/2026-10-31", "current",
                 ""):
        assert get_map(**layer, time=time).content == newest, time
    assert get_map(**layer, time="2026-09").content != newest


# Feature info

def test_info_is_where_locate_finds_the_point(url, wms):
    """Random pixels, in each order of axes; the pixel's middle counts."""
    rng = random.Random(11)
    systems = (("1.3.0", "CRS:84", False), ("1.3.0", "EPSG:4326", True), ("1.1.1", "EPSG:4326", False))
    found = 0
    for number in range(60):
        version, crs, lat_first = systems[number % 3]
        i, j = rng.randrange(400), rng.randrange(300)
        sides = (SOUTH, WEST, NORTH, EAST) if lat_first else (WEST, SOUTH, EAST, NORTH)
        x, y = ("i", "j") if version == "1.3.0" else ("x", "y")
        answer = wms(**{"version": version, "request": "GetFeatureInfo", "styles": "",
                        "layers": "counts-governance-grid", "query_layers": "counts-governance-grid",
                        "crs" if version == "1.3.0" else "srs": crs, "bbox": box(*sides),
                        "width": 400, "height": 300, "info_format": "application/json", x: i, y: j})
        lon = WEST + (EAST - WEST) * (i + 0.5) / 400
        lat = NORTH - (NORTH - SOUTH) * (j + 0.5) / 300
        located = requests.get(url + "/v1/locate", timeout=30,
                               params={"lon": lon, "lat": lat, "crs": "wgs84"}).json()
        features = answer.json()["features"]
        codes = [f["properties"]["code"] for f in features]
        assert codes == ([located["cell"]] if located["cell"] else []), (lon, lat)
        if codes:
            found += 1
            path = features[0]["properties"]["path"]
            assert [unit["code"] for unit in path] == [unit["code"] for unit in located["path"]]
    assert found > 30


def test_info_says_what_each_layer_shows(wms):
    query = {"version": "1.3.0", "request": "GetFeatureInfo", "styles": "", "crs": "CRS:84",
             "layers": "safety-police-beat,counts-governance-street,grid-governance-grid",
             "query_layers": "safety-police-beat,counts-governance-street,grid-governance-grid",
             "bbox": box(WEST, SOUTH, EAST, NORTH), "width": 900, "height": 700, "i": 450, "j": 350}
    answer = wms(**query, info_format="application/json")
    safety, counts, grid = (f["properties"] for f in answer.json()["features"])
    assert safety["level"] == "beat" and safety["class"] and "count" not in safety
    assert counts["level"] == "street" and counts["count"] > 0 and counts["month"] == "2026-10"
    assert grid["level"] == "grid" and "class" not in grid
    text = wms(**query, info_format="text/plain", lang="zh").text
    assert text.count("layer: ") == 3 and f"street: {counts['code']}\n" in text
    assert counts["name"] in text


# Legends

def test_a_legend_shows_the_colours_of_the_classes(wms, url):
    legend = requests.get(f"{url}/tiles/counts.json", timeout=30).json()["legend"]
    drawn = picture(wms(request="GetLegendGraphic", version="1.3.0", format="image/png",
                        layer="counts-governance-grid"))
    shown = set(map(tuple, drawn[..., :3].reshape(-1, 3)))
    for line in legend:
        assert tuple(bytes.fromhex(line["color"][1:7])) in shown, line
    chinese = wms(request="GetLegendGraphic", version="1.3.0", format="image/png", lang="zh",
                  layer="counts-governance-grid")
    assert picture(chinese).shape != drawn.shape or (picture(chinese) != drawn).any()


# Caching

def test_a_map_that_the_client_has_is_not_drawn_again(get_map, url):
    answer = get_map()
    tag = answer.headers["ETag"]
    again = requests.get(answer.url, headers={"If-None-Match": tag}, timeout=30)
    assert again.status_code == 304 and not again.content and again.headers["ETag"] == tag
    other = requests.get(answer.url + "&width2=1", headers={"If-None-Match": '"x"'}, timeout=30)
    assert other.status_code == 200
    assert get_map(time="2026-09").headers["ETag"] != tag


# Exceptions

@pytest.mark.parametrize("change, code", [
    ({"layers": "nothing"}, "LayerNotDefined"), ({"layers": "safety-police-grid"}, "LayerNotDefined"),
    ({"layers": ""}, "LayerNotDefined"), ({"layers": "safety-police-beat,x"}, "LayerNotDefined"),
    ({"styles": "fancy"}, "StyleNotDefined"), ({"styles": "default,default"}, "StyleNotDefined"),
    ({"crs": "EPSG:27700"}, "InvalidCRS"), ({"crs": ""}, "InvalidCRS"),
    ({"format": "image/jpeg"}, "InvalidFormat"), ({"format": None}, "InvalidFormat"),
    ({"time": "2026-13"}, "InvalidDimensionValue"), ({"time": "2026-10,2026-09"}, "InvalidDimensionValue"),
    ({"bbox": "1,2,3"}, None), ({"bbox": "1,2,3,x"}, None), ({"bbox": "5,0,1,2"}, None),
    ({"bbox": "0,0,1e-9,1e-9"}, None), ({"width": "0"}, None), ({"width": "4097"}, None),
    ({"height": "-1"}, None), ({"height": "1e2"}, None), ({"bgcolor": "red"}, None),
    ({"transparent": "maybe"}, None), ({"lang": "fr"}, "InvalidParameterValue"),
    ({"request": "GetLost"}, "OperationNotSupported"), ({"request": None}, "OperationNotSupported"),
    ({"service": "WFS"}, None),
    ({"layers": ",".join(["safety-police-beat"] * 9)}, None),
])
def test_what_is_wrong_is_told_in_a_service_exception(wms, change, code):
    query = {"service": "WMS", "version": "1.3.0", "request": "GetMap", "layers": "safety-police-beat",
             "styles": "", "crs": "EPSG:3857", "bbox": box(*tile_box(13, 6846, 3080)), "width": 256,
             "height": 256, "format": "image/png", **change}
    answer = wms(**{name: value for name, value in query.items() if value is not None})
    assert answer.status_code == 400, answer.text
    assert answer.headers["Content-Type"] == "text/xml"
    doc = document(answer)
    assert doc.tag == OGC + "ServiceExceptionReport" and doc.get("version") == "1.3.0"
    exception, = doc
    assert exception.tag == OGC + "ServiceException" and exception.text.strip()
    assert exception.get("code") == code


def test_the_older_version_has_its_own_exceptions(get_map):
    answer = get_map(version="1.1.1", crs="EPSG:1")
    doc = document(answer)
    assert answer.headers["Content-Type"] == "application/vnd.ogc.se_xml"
    assert doc.tag == "ServiceExceptionReport" and doc.get("version") == "1.1.1"
    assert doc[0].get("code") == "InvalidSRS"


@pytest.mark.parametrize("change, code", [
    ({"i": "400"}, "InvalidPoint"), ({"j": "-1"}, "InvalidPoint"), ({"i": "x"}, "InvalidPoint"),
    ({"query_layers": "counts-governance-grid"}, "LayerNotDefined"), ({"query_layers": ""}, "LayerNotDefined"),
    ({"info_format": "text/html"}, "InvalidFormat"), ({"bbox": "0,0,0,0"}, None)])
def test_info_has_exceptions_too(wms, change, code):
    query = {"version": "1.3.0", "request": "GetFeatureInfo", "layers": "safety-police-beat",
             "query_layers": "safety-police-beat", "styles": "", "crs": "CRS:84", "i": 1, "j": 1,
             "bbox": box(WEST, SOUTH, EAST, NORTH), "width": 400, "height": 300,
             "info_format": "application/json", **change}
    answer = wms(**query)
    assert answer.status_code == 400 and document(answer)[0].get("code") == code


def test_a_style_that_cannot_be_drawn_is_no_fault_of_the_clients(
        gridward, demo_db, tmp_path, monkeypatch):
    folder = shutil.copytree(SOURCE / "styles", tmp_path / "styles")
    (folder / "sprites" / "hatch-grey.svg").unlink()
    monkeypatch.setenv("GRIDWARD_STYLES", str(folder))
    process = gridward.start("serve", demo_db, "--listen", "127.0.0.1:0")
    base = re.search(r"http://\S+(?=/)", process.stdout.readline())[0]
    answer = requests.get(base + "/wms", timeout=9, params={
        "request": "GetMap", "layers": "safety-police-beat", "crs": "CRS:84", "width": 90,
        "height": 70, "bbox": box(WEST, SOUTH, EAST, NORTH), "format": "image/png"})
    assert answer.status_code == 500 and "hatch" not in answer.text
    assert document(answer).tag == OGC + "ServiceExceptionReport"
    process.terminate()
    assert process.wait(10) == 0
    assert "hatch-grey" in process.stderr.read()


# GDAL

def test_gdal_reads_the_service(url, tmp_path):
    """Over its WMS driver, in degrees: the axes must be the other way about for it, too."""
    description = tmp_path / "wms.xml"
    description.write_text(f"""<GDAL_WMS><Service name="WMS"><Version>1.3.0</Version>
        <ServerUrl>{url}/wms?</ServerUrl><CRS>EPSG:4326</CRS><ImageFormat>image/png</ImageFormat>
        <Layers>safety-police-beat</Layers><Styles></Styles><BBoxOrder>yxYX</BBoxOrder></Service>
        <DataWindow><UpperLeftX>{WEST}</UpperLeftX><UpperLeftY>{NORTH}</UpperLeftY>
        <LowerRightX>{EAST}</LowerRightX><LowerRightY>{SOUTH}</LowerRightY>
        <SizeX>600</SizeX><SizeY>450</SizeY></DataWindow><Projection>EPSG:4326</Projection>
        <BandsCount>3</BandsCount><BlockSizeX>600</BlockSizeX><BlockSizeY>450</BlockSizeY>
        </GDAL_WMS>""")
    subprocess.run(["gdal_translate", "-q", "-of", "PNG", description, tmp_path / "gdal.png"],
                   check=True, cwd=tmp_path)
    png = Png((tmp_path / "gdal.png").read_bytes())
    read = numpy.array(png.rgba(), dtype=numpy.uint8).reshape(png.height, png.width, 4)
    asked = requests.get(f"{url}/wms", timeout=30, params={
        "service": "WMS", "version": "1.1.1", "request": "GetMap", "layers": "safety-police-beat",
        "styles": "", "srs": "EPSG:4326", "bbox": box(WEST, SOUTH, EAST, NORTH), "width": 600,
        "height": 450, "format": "image/png"})
    assert same_share(read, picture(asked)) == 1


# Roles

@pytest.fixture(scope="module")
def guarded(gridward, demo_db, tmp_path_factory):
    """A server with a token, and one month of one scheme published: its URL, and the token."""
    db = shutil.copy(demo_db, tmp_path_factory.mktemp("guarded") / "demo.db")
    token = gridward.done("token", "create", db, "viewer", "--role", "viewer").stdout.strip()
    gridward.done("publish", db, "2026-09", "--scheme", "police")
    with serving(gridward, db) as base:
        yield base, token


def asked(guarded, token=False, **parameters):
    base, secret = guarded
    headers = {"Authorization": f"Bearer {secret}"} if token else {}
    return requests.get(f"{base}/wms", params={"service": "WMS", "version": "1.3.0", **parameters},
                        headers=headers, timeout=30)


def times(answer):
    return {layer.find(WMS + "Name").text: getattr(layer.find(WMS + "Dimension"), "text", None)
            for layer in document(answer).iter(WMS + "Layer") if layer.get("queryable")}


def test_the_public_is_shown_what_is_published(guarded):
    assert len(times(asked(guarded, True, request="GetCapabilities"))) == 30
    public = times(asked(guarded, request="GetCapabilities"))
    assert set(public) == {f"{kind}-police-{level}" for kind in ("safety", "safety-contrast", "grid")
                           for level in LEVELS["police"]} | {
                               f"grid-governance-{level}" for level in LEVELS["governance"]}
    assert public["safety-police-beat"] == "2026-09"


@pytest.mark.parametrize("layer, time, public, viewer", [
    ("safety-police-beat", "2026-09", None, None), ("safety-police-beat", "", None, None),
    ("safety-police-beat", "2026-10", "InvalidDimensionValue", None),
    ("safety-governance-grid", "", "LayerNotDefined", None),
    ("counts-police-beat", "2026-09", "LayerNotDefined", None),
    ("reports-police-beat", "", "LayerNotDefined", None), ("grid-governance-grid", "", None, None)])
def test_a_map_is_drawn_for_whom_it_is_open(guarded, layer, time, public, viewer):
    query = {"request": "GetMap", "layers": layer, "styles": "", "crs": "CRS:84", "width": 64,
             "height": 48, "bbox": box(WEST, SOUTH, EAST, NORTH), "format": "image/png", "time": time}
    for token, code in ((False, public), (True, viewer)):
        answer = asked(guarded, token, **query)
        if code:
            assert answer.status_code == 400 and document(answer)[0].get("code") == code, token
        else:
            picture(answer)
            # without a time the newest month is another one for those who see more
            open_to_all = not public and not (token and layer.startswith("safety") and not time)
            assert ("public" in answer.headers["Cache-Control"]) == open_to_all


def test_figures_are_for_those_who_may_see_them(guarded):
    query = {"request": "GetFeatureInfo", "styles": "", "crs": "CRS:84", "width": 900, "height": 700,
             "bbox": box(WEST, SOUTH, EAST, NORTH), "i": 450, "j": 350,
             "layers": "safety-police-beat,grid-governance-grid",
             "query_layers": "safety-police-beat,grid-governance-grid"}
    for token in (False, True):
        safety, grid = (f["properties"] for f in asked(guarded, token, **query).json()["features"])
        assert safety["class"] and "class" not in grid
        for feature in (safety, grid):
            assert ("residents" in feature) == ("responsible" in feature) == token
