# SPDX-License-Identifier: Apache-2.0
"""Small divisions to import: cells near 120 E, 40 N, a hundredth of a degree wide."""
import json


def square(lon, lat, width=0.01, height=None):
    """A closed ring from its south-western corner, anticlockwise."""
    east, north = round(lon + width, 7), round(lat + (height or width), 7)
    return [[lon, lat], [east, lat], [east, north], [lon, north], [lon, lat]]


def cell(code, *rings, **fields):
    """A feature: its outer ring, then its holes."""
    return {"type": "Feature", "properties": {"code": code, **fields},
            "geometry": {"type": "Polygon", "coordinates": list(rings)}}


def parts(code, *polygons, **fields):
    """A feature of several polygons, each a list of rings."""
    return {"type": "Feature", "properties": {"code": code, **fields},
            "geometry": {"type": "MultiPolygon", "coordinates": list(polygons)}}


def point(lon, lat, **fields):
    return {"type": "Feature", "properties": fields,
            "geometry": {"type": "Point", "coordinates": [lon, lat]}}


def pair(first="A", second="B", **fields):
    """Two cells side by side: first from 120.00 to 120.01, second from there to 120.02."""
    return [cell(first, square(120.00, 40), **fields), cell(second, square(120.01, 40), **fields)]


def crs_member(name):
    """The "crs" member that GeoJSON had before RFC 7946."""
    return {"type": "name", "properties": {"name": name}}


def write(path, features, **members):
    """Writes features as GeoJSON; returns the path."""
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}),
                    encoding="utf-8")
    return path
