# SPDX-License-Identifier: Apache-2.0
"""OGC's services as a client sees them: documents by Python's own XML parser, pictures as arrays."""
import math
import xml.etree.ElementTree as ET

import numpy
from png import Png

HALF = math.pi * 6378137
WMS = "{http://www.opengis.net/wms}"
OGC = "{http://www.opengis.net/ogc}"
OWS = "{http://www.opengis.net/ows/1.1}"
WMTS = "{http://www.opengis.net/wmts/1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"


def document(answer):
    """The root of an XML answer; the declaration must say its encoding."""
    assert answer.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    return ET.fromstring(answer.content)


def picture(answer):
    """Height x width x 4."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "image/png", answer.text
    png = Png(answer.content)
    return numpy.array(png.rgba(), dtype=numpy.uint8).reshape(png.height, png.width, 4)


def same_share(a, b, slack=0):
    """The share of pixels whose channels differ by no more than slack."""
    return (numpy.abs(a.astype(int) - b.astype(int)).max(axis=2) <= slack).mean()


def tile_box(z, x, y):
    """West, south, east, north in metres."""
    side = 2 * HALF / 2 ** z
    return x * side - HALF, HALF - (y + 1) * side, (x + 1) * side - HALF, HALF - y * side


def metres(lon, lat):
    return (lon * HALF / 180,
            math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) * 6378137)


def tile_of(z, lon, lat):
    x, y = metres(lon, lat)
    return int((x + HALF) / (2 * HALF) * 2 ** z), int((HALF - y) / (2 * HALF) * 2 ** z)
