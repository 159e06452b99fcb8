# SPDX-License-Identifier: Apache-2.0
"""Which cell holds a point, by even-odd counting in whole numbers and nothing else.

Knows GeoJSON and the published rule - a point is read as (x + e^2, y + e), so that one on a border
belongs to the cell on its north, or on its east where the border runs due north - and nothing of how
the program finds cells. Coordinates are whole numbers of 1e-7 degrees.
"""
import json
from decimal import Decimal

import numpy

OUTSIDE = ""


def _whole(text):
    return int(Decimal(text).scaleb(7).to_integral_exact())


class Oracle:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            features = json.load(file, parse_float=_whole, parse_int=str)["features"]
        self.cells = [(feature["properties"]["code"], self._edges(feature["geometry"]))
                      for feature in features]

    @staticmethod
    def _edges(geometry):
        polygons = geometry["coordinates"]
        if geometry["type"] == "Polygon":
            polygons = [polygons]
        rings = [numpy.array([position[:2] for position in ring], dtype=numpy.int64)
                 for polygon in polygons for ring in polygon]
        return numpy.concatenate([numpy.hstack([ring[:-1], ring[1:]]) for ring in rings])

    def vertices(self):
        return numpy.unique(numpy.concatenate([edges[:, :2] for _, edges in self.cells]), axis=0)

    def box(self):
        points = self.vertices()
        return points.min(axis=0), points.max(axis=0)

    @staticmethod
    def _holds(edges, points):
        """Per point whether a ray from it to the east crosses the edges an odd number of times."""
        px, py = points[:, :1], points[:, 1:]
        ax, ay, bx, by = edges.T
        crosses = (ay > py) != (by > py)    # the ray runs a trifle above the point
        # East of the point where the determinant has the sign of the edge's rise. Where it is zero the
        # point lies on the edge; a trifle above it the edge is to the east if it leans there.
        det = (ax - px) * (by - ay) + (py - ay) * (bx - ax)
        rise = numpy.where(by > ay, 1, -1)
        lean = (bx - ax) * rise
        east = (det * rise > 0) | ((det == 0) & (lean > 0))
        return (crosses & east).sum(axis=1) % 2 == 1

    def codes(self, points):
        """The code of the cell of each point, OUTSIDE where none; no point may lie in two."""
        found = numpy.full(len(points), OUTSIDE, dtype=object)
        for code, edges in self.cells:
            low = numpy.minimum(edges[:, :2].min(axis=0), edges[:, 2:].min(axis=0))
            high = numpy.maximum(edges[:, :2].max(axis=0), edges[:, 2:].max(axis=0))
            near = numpy.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
            inside = near[self._holds(edges, points[near])]
            twice = inside[found[inside] != OUTSIDE]
            assert not len(twice), f"{points[twice[0]]} lies in {found[twice[0]]} and {code}"
            found[inside] = code
        return found.tolist()
