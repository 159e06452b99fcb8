# SPDX-License-Identifier: Apache-2.0
"""A planar map that stays one while it is cut: every border vertex exists once, for both sides."""
import math

from . import curve

OUTSIDE = -1


class Planar:
    """Vertices, directed edges with the face on their left, and faces as counter-clockwise rings.

    `kind` holds what an undirected edge is, (kind, road): road is None where none runs.
    """

    def __init__(self):
        self.points = []
        self.rings = []
        self.holes = {}
        self.left = {}
        self.kind = {}
        self.near = []  # the vertices each vertex is joined to

    # -- building -------------------------------------------------------------------------------

    def add_point(self, p):
        self.points.append(p)
        self.near.append(set())
        return len(self.points) - 1

    def add_face(self, points, kind):
        """A new face around which nothing lies; kind says what each edge is."""
        ids = [self.add_point(p) for p in points]
        face = self._new_face(ids)
        for (a, b), k in zip(_pairs(ids), kind):
            self._join(a, b, (k, None))
            self.left.setdefault((b, a), OUTSIDE)
        return face

    def add_hole(self, face, points, kind):
        """Takes a lake out of a face; points run counter-clockwise."""
        ids = [self.add_point(p) for p in reversed(points)]
        self.holes.setdefault(face, []).append(ids)
        for a, b in _pairs(ids):
            self._join(a, b, (kind, None))
            self.left[(a, b)] = face
            self.left[(b, a)] = OUTSIDE

    def _new_face(self, ids):
        self.rings.append(ids)
        face = len(self.rings) - 1
        for edge in _pairs(ids):
            self.left[edge] = face
        return face

    def _join(self, a, b, kind):
        self.near[a].add(b)
        self.near[b].add(a)
        self.kind[_key(a, b)] = kind

    # -- asking ---------------------------------------------------------------------------------

    def ring_points(self, face):
        return [self.points[i] for i in self.rings[face]]

    def edge_kind(self, a, b):
        return self.kind[_key(a, b)]

    def degree(self, vertex):
        return len(self.near[vertex])

    def faces_at(self, vertex):
        return {self.left[(vertex, n)] for n in self.near[vertex]} - {OUTSIDE}

    # -- cutting --------------------------------------------------------------------------------

    def insert(self, a, b, p):
        """A vertex at p on the edge a-b, for the faces on both its sides."""
        new = self.add_point(p)
        for s, t in ((a, b), (b, a)):
            face = self.left.pop((s, t))
            self.left[(s, new)] = self.left[(new, t)] = face
            if face != OUTSIDE:
                self._insert_in_ring(face, s, t, new)
        kind = self.kind.pop(_key(a, b))
        self.near[a].discard(b)
        self.near[b].discard(a)
        self._join(a, new, kind)
        self._join(new, b, kind)
        return new

    def _insert_in_ring(self, face, s, t, new):
        for ring in [self.rings[face], *self.holes.get(face, [])]:
            for i, vertex in enumerate(ring):
                if vertex == s and ring[(i + 1) % len(ring)] == t:
                    ring.insert(i + 1, new)
                    return
        raise AssertionError(f"edge {s}-{t} is not in the ring of face {face}")

    def split(self, face, start, end, middle, kind):
        """Cuts a face along start, middle points, end; the part left of the cut is the new face."""
        path = [start, *(self.add_point(p) for p in middle), end]
        for a, b in zip(path, path[1:]):
            self._join(a, b, kind)
        ring = self.rings[face]
        i = ring.index(start)
        ring = ring[i:] + ring[:i]
        j = ring.index(end)
        self.rings[face] = ring[:j + 1] + path[-2:0:-1]
        for edge in _pairs(self.rings[face]):
            self.left[edge] = face
        new = self._new_face(ring[j:] + path[:-1])
        self._share_holes(face, new)
        return new

    def _share_holes(self, face, new):
        """After a split, each hole goes with the part it lies in."""
        if face not in self.holes:
            return
        ring = self.ring_points(new)
        moved = [h for h in self.holes[face] if curve.inside(ring, self.points[h[0]])]
        self.holes[face] = [h for h in self.holes[face] if h not in moved]
        self.holes[new] = moved
        for hole in moved:
            for edge in _pairs(hole):
                self.left[edge] = new

    def join_hole(self, face, start, end, middle, kind):
        """Ties a hole to its face's ring by a path from start on the ring to end on the hole."""
        path = [start, *(self.add_point(p) for p in middle), end]
        for a, b in zip(path, path[1:]):
            self._join(a, b, kind)
        hole = next(h for h in self.holes[face] if end in h)
        self.holes[face].remove(hole)
        ring = self.rings[face]
        i, j = ring.index(start), hole.index(end)
        around = hole[j:] + hole[:j]
        self.rings[face] = ring[:i] + path[:-1] + around + path[:0:-1] + ring[i:]
        self.rings[face] = _without_repeats(self.rings[face])
        for edge in _pairs(self.rings[face]):
            self.left[edge] = face

    def cut(self, line, kind, snap):
        """Cuts every face a polyline crosses; what hangs over beyond its ends is dropped."""
        hits = self._hits(line, snap)
        for (s, a), (t, b) in zip(hits, hits[1:]):
            middle = [line[k] for k in range(math.floor(s) + 1, math.ceil(t))]
            middle = [p for p in middle if math.dist(p, self.points[a]) > snap
                      and math.dist(p, self.points[b]) > snap]
            if a == b or (b in self.near[a] and not middle):
                continue
            self._cut_piece(a, b, middle, kind)

    def _cut_piece(self, a, b, middle, kind):
        probe = middle[len(middle) // 2] if middle else curve.between(
            self.points[a], self.points[b], 0.5)
        for face in sorted(self.faces_at(a) & self.faces_at(b)):
            holes = self.holes.get(face, [])
            if not curve.inside(self.ring_points(face), probe):
                continue
            if any(curve.inside([self.points[i] for i in h], probe) for h in holes):
                continue
            in_hole = [any(v in h for h in holes) for v in (a, b)]
            if in_hole == [True, False]:
                self.join_hole(face, b, a, middle[::-1], kind)
            elif in_hole == [False, True]:
                self.join_hole(face, a, b, middle, kind)
            elif in_hole == [False, False]:
                self.split(face, a, b, middle, kind)
            return

    def _hits(self, line, snap):
        """Where a polyline meets the map: (position along it, vertex), in order."""
        found = []
        for i, (c, d) in enumerate(zip(line, line[1:])):
            for a, b in list(self.kind):
                if curve.segments_meet(c, d, self.points[a], self.points[b]):
                    found.append((i + _parameter(c, d, self.points[a], self.points[b]), a, b))
        hits = []
        for at, a, b in sorted(found):
            k = min(int(at), len(line) - 2)
            vertex = self._vertex_at(a, b, curve.between(line[k], line[k + 1], at - k), snap)
            if not hits or hits[-1][1] != vertex:
                hits.append((at, vertex))
        return hits

    def _vertex_at(self, a, b, p, snap):
        """The vertex at p on what used to be the edge a-b, made if none is within snap."""
        while b not in self.near[a]:  # an earlier hit has divided this edge: walk along its parts
            step = min(sorted(self.near[a]),
                       key=lambda n: _off_line(self.points[a], self.points[b], self.points[n]))
            if _along(self.points[a], self.points[b], p) <= _along(
                    self.points[a], self.points[b], self.points[step]):
                b = step
            else:
                a = step
        for end in (a, b):
            if math.dist(self.points[end], p) < snap:
                return end
        return self.insert(a, b, p)


def _pairs(ids):
    return zip(ids, ids[1:] + ids[:1])


def _key(a, b):
    return (a, b) if a < b else (b, a)


def _without_repeats(ids):
    return [v for v, before in zip(ids, ids[-1:] + ids[:-1]) if v != before]


def _parameter(c, d, a, b):
    """Where on c-d the line through a-b crosses it, 0 to 1."""
    s, t = curve.cross(a, b, c), curve.cross(a, b, d)
    return 0.0 if s == t else min(1.0, max(0.0, s / (s - t)))


def _along(a, b, p):
    return (p[0] - a[0]) * (b[0] - a[0]) + (p[1] - a[1]) * (b[1] - a[1])


def _off_line(a, b, p):
    """How far p is from lying on the way from a to b, for choosing the next part of an edge."""
    return math.dist(a, p) + math.dist(p, b) - math.dist(a, b)
