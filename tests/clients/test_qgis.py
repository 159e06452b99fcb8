# SPDX-License-Identifier: Apache-2.0
"""Every service as QGIS shows it: pictures of one place agree, features are those of the database."""
import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import database
import numpy
import pytest

SCRIPT = Path(__file__).parent / "qgis_layers.py"


def query(**parts):
    """A source of QGIS's: the url's own '&' may not be mistaken for its separators."""
    return "&".join(f"{name}={quote(str(value), safe=':/')}" for name, value in parts.items())


def tiles(place, path, level, **more):
    scheme, level = level
    return query(type="xyz", zmin=0, zmax=more.pop("zmax", 20), **more,
                 url=f"{place.url}/tiles/{path}?scheme={scheme}&level={level}")


def wms(address, layer, crs, **more):
    return query(crs=crs, dpiMode=7, format="image/png", styles="default",
                 layers="-".join(("counts", *layer)), url=address, **more)


def features(place, collection):
    return (f" pagingEnabled='true' restrictToRequestBBOX='1' typename='{collection}'"
            f" url='{place.url}/ogc'")


def wanted(place):
    """(name, provider, source) of each layer; names are what it is and, for some, of which level."""
    for level in place.levels:
        yield "xyz", level, "wms", tiles(place, "counts/{z}/{x}/{y}.png", level)
        yield "mvt", level, "vectortile", tiles(place, "counts/{z}/{x}/{y}.mvt", level, zmax=14)
        yield "oapif", level, "OAPIF", features(place, "-".join(level))
    for level in place.lowest:
        yield "xyz@2x", level, "wms", tiles(place, "counts/{z}/{x}/{y}@2x.png", level,
                                            tilePixelRatio=2)
        yield "wmts", level, "wms", wms(
            f"{place.url}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities", level, "EPSG:3857",
            tileMatrixSet="GoogleMapsCompatible")
        for version in ("1.1.1", "1.3.0"):
            for crs in ("EPSG:3857", "EPSG:4326"):
                yield f"wms {version} {crs}", level, "wms", wms(
                    f"{place.url}/wms?VERSION={version}", level, crs)
    for kind in place.context:
        yield "oapif", ("context", kind), "OAPIF", features(place, f"context-{kind}")
    if database.count(place.db, "report"):  # of none, QGIS does not know that they would be points
        yield "oapif", ("reports",), "OAPIF", features(place, "reports")


def qgis(folder, box, layers):
    """What QGIS saw of each, by what and level."""
    names = [" ".join((what, *level)) for what, level, *_ in layers]
    task = {"box": box, "layers": [
        {"name": name, "provider": provider, "source": source,
         "picture": str(folder / f"{name.replace(':', '')}.png")}
        for name, (_, _, provider, source) in zip(names, layers)]}
    said = subprocess.run(
        [sys.executable, SCRIPT], input=json.dumps(task), capture_output=True, text=True, timeout=240,
        env={**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)})
    assert said.returncode == 0, said.stderr
    seen = {}
    for (what, level, *_), one, asked in zip(layers, json.loads(said.stdout), task["layers"],
                                             strict=True):
        one["picture"] = asked["picture"]
        seen[what, level] = one
    return seen


@pytest.fixture(scope="module")
def seen(place, tmp_path_factory):
    return qgis(tmp_path_factory.mktemp("qgis"), place.box, list(wanted(place)))


def mask(layer):
    return numpy.load(layer["picture"] + ".npy")


def test_every_layer_is_valid_and_drawn_without_complaint(seen):
    for name, layer in seen.items():
        assert layer["valid"], (name, layer["error"])
        assert layer["errors"] == [] and layer["drawn"] > 0, name


def test_every_layer_has_its_crs_and_its_services_version(seen):
    for (what, level), layer in seen.items():
        if what.startswith("wms "):
            _, version, crs = what.split()
            assert (layer["version"], layer["crs"]) == (version, crs), level
        else:
            assert layer["crs"] == ("EPSG:4326" if what == "oapif" else "EPSG:3857"), (what, level)


def test_all_pictures_of_a_place_agree(place, seen):
    for (what, level), layer in seen.items():
        if level not in place.levels:
            continue
        plain = seen["xyz", level]
        assert 0.1 < plain["drawn"] < 0.9
        assert numpy.corrcoef(mask(layer).ravel(), mask(plain).ravel())[0, 1] >= 0.95, (what, level)


def test_units_are_those_of_the_database(place, seen):
    for scheme, level in place.levels:
        codes = database.rows(place.db, """
            SELECT code FROM unit JOIN level ON level.id = level_id
            JOIN scheme ON scheme.id = scheme_id
            WHERE scheme.name = ? AND level.name = ? ORDER BY code""", scheme, level)
        layer = seen["oapif", (scheme, level)]
        assert layer["codes"] == [code for code, in codes], level
        assert layer["invalid"] == [], level


def test_context_and_reports_are_those_of_the_database(place, seen):
    for kind in place.context:
        assert seen["oapif", ("context", kind)]["features"] == database.value(
            place.db, "SELECT count(*) FROM context WHERE kind = ?", kind)
    if database.count(place.db, "report"):
        reports = seen["oapif", ("reports",)]
        assert reports["features"] == database.count(place.db, "report")
        assert reports["invalid"] == []


def test_without_a_token_qgis_sees_what_is_published(city, demo, tmp_path):
    level = ("police", "beat")
    address = f"{city.url}/wms"
    seen = qgis(tmp_path, demo.box, [
        ("safety", level, "wms", wms(address, level, "EPSG:3857").replace("counts", "safety")),
        ("counts", level, "wms", wms(address, level, "EPSG:3857")),
        ("units", level, "OAPIF", features(city, "police-beat")),
        ("reports", level, "OAPIF", features(city, "reports"))])
    assert seen["safety", level]["drawn"] > 0.1
    assert not seen["counts", level]["valid"]
    assert seen["units", level]["features"] == 48
    assert "grade" not in seen["units", level]["fields"]
    assert not seen["reports", level]["valid"]


def test_a_token_in_the_url_shows_the_rest(city, demo, tmp_path):
    """Links in a service's document have no token: QGIS is told to keep to the url it was given."""
    level = ("police", "beat")
    token = f"access_token={city.tokens['viewer']}"
    seen = qgis(tmp_path, demo.box, [
        ("xyz", level, "wms", query(type="xyz", zmin=0, zmax=20, url=(
            f"{city.url}/tiles/counts/{{z}}/{{x}}/{{y}}.png?scheme=police&level=beat&{token}"))),
        ("mvt", level, "vectortile", query(type="xyz", zmin=0, zmax=14, url=(
            f"{city.url}/tiles/counts/{{z}}/{{x}}/{{y}}.mvt?scheme=police&level=beat&{token}"))),
        ("wms", level, "wms", wms(f"{city.url}/wms?{token}", level, "EPSG:3857",
                                  IgnoreGetMapUrl=1)),
        ("wmts", level, "wms", wms(f"{city.url}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&{token}", level,
                                   "EPSG:3857", tileMatrixSet="GoogleMapsCompatible",
                                   IgnoreGetMapUrl=1))])
    for name, layer in seen.items():
        assert layer["valid"] and layer["drawn"] > 0.1, name
