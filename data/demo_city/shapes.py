# SPDX-License-Identifier: Apache-2.0
"""Polygons out of the planar map: every unit is the union of its grids, vertex for vertex.

A polygon is [exterior, hole, ...] with rings of integer (longitude, latitude), the exterior
counter-clockwise, holes clockwise, the first position not repeated.
"""
from . import curve
from .city import GRIDS
from .planar import OUTSIDE


class Shapes:
    def __init__(self, city):
        self.city = city
        self.following = {}  # the vertex after a directed edge, along the ring of its left face
        for ring in city.map.rings:
            for i, vertex in enumerate(ring):
                self.following[(ring[i - 1], vertex)] = ring[(i + 1) % len(ring)]

    def polygons(self, members):
        """The polygons of the union of some grids, the largest first."""
        faces = {m for m in members if m < GRIDS - 1}
        rings = [[self.city.units[v] for v in ring] for ring in self._rings(faces)]
        city = self.city
        if city.host in faces and GRIDS - 1 not in members:
            rings.append(city.enclave[::-1])
        elif GRIDS - 1 in members and city.host not in faces:
            rings.append(city.enclave)
        rings += [r for r, owner in zip(city.islands, city.island_of) if owner in faces]
        return _nested(rings)

    def _rings(self, faces):
        """Rings of vertices around a set of faces, which lie to the left."""
        left = self.city.map.left
        edges = sorted((a, b) for (a, b), face in left.items()
                       if face in faces and left[(b, a)] not in faces)
        done = set()
        for first in edges:
            if first in done:
                continue
            ring, edge = [], first
            while edge not in done:
                done.add(edge)
                ring.append(edge[0])
                edge = self._next_border(edge, faces)
            yield from _simple(ring)

    def _next_border(self, edge, faces):
        """The border edge after a border edge, turning inside the set of faces."""
        left = self.city.map.left
        a, b = edge
        c = self.following[(a, b)]
        while left[(c, b)] in faces:
            c = self.following[(c, b)]
        return b, c

    def shore(self, kind):
        """The vertices along the edges of a kind that have land on their left, in order."""
        left = self.city.map.left
        after = {a: b for (a, b), face in left.items()
                 if face != OUTSIDE and self.city.map.edge_kind(a, b)[0] == kind}
        starts = sorted(set(after) - set(after.values())) or [min(after)]
        line = [starts[0]]
        while line[-1] in after and after[line[-1]] != line[0]:
            line.append(after[line[-1]])
        return [self.city.units[v] for v in line]


def _simple(ring):
    """A ring that meets itself in a vertex, taken apart into rings that do not."""
    at, path = {}, []
    for vertex in ring:
        if vertex in at:
            cut = at[vertex]
            yield path[cut:]
            for gone in path[cut:]:
                del at[gone]
            del path[cut:]
        at[vertex] = len(path)
        path.append(vertex)
    yield path


def _nested(rings):
    areas = [curve.signed_area(r) for r in rings]
    outer = sorted((i for i, a in enumerate(areas) if a > 0), key=lambda i: -areas[i])
    polygons = [[rings[i]] for i in outer]
    for hole in (r for r, a in zip(rings, areas) if a < 0):
        # A hole may share a vertex with its exterior, so the middle of an edge decides.
        (ax, ay), (bx, by) = hole[0], hole[1]
        middle = ((ax + bx) / 2, (ay + by) / 2)
        next(p for p in polygons if curve.inside(p[0], middle)).append(hole)
    return polygons
