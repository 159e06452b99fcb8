# SPDX-License-Identifier: Apache-2.0
"""Divides the map's faces into grids: each cut is a street, chosen among many by how good it looks.

A face that is to hold n grids is cut in two, and so on until each holds one. A cut runs along one
of the two street directions (in the countryside: across the face), ends where a street on the
other side ends if it can, and leaves two well-shaped parts whose share of the population comes
close to a whole number of grids.
"""
import math

from . import curve, frame

ROW = 20.0       # metres between the scan lines of the population integral
COLUMN = 40.0
JOGS = 0.26      # share of the small cuts in town that step sideways half way


class Population:
    """The integral of the density over a polygon of the street plane, by scan lines."""

    def __init__(self, box):
        self.u0, self.v0, u1, v1 = box
        columns = int((u1 - self.u0) / COLUMN) + 2
        rows = int((v1 - self.v0) / ROW) + 2
        self.sums = [self._row(self.v0 + k * ROW, columns) for k in range(rows)]

    def _row(self, v, columns):
        sums, total = [0.0], 0.0
        for c in range(columns):
            total += frame.density(*frame.to_ground(self.u0 + (c + 0.5) * COLUMN, v)) * COLUMN
            sums.append(total)
        return sums

    def edge(self, a, b):
        """What the edge a-b adds to the integral of a counter-clockwise ring (Green)."""
        (au, av), (bu, bv) = a, b
        if av == bv:
            return 0.0
        low, high = (av, bv) if av < bv else (bv, av)
        first = math.ceil((low - self.v0) / ROW)
        last = math.ceil((high - self.v0) / ROW) - 1
        slope = (bu - au) / (bv - av)
        total = 0.0
        for k in range(first, last + 1):
            at = (au + (self.v0 + k * ROW - av) * slope - self.u0) / COLUMN
            c = int(at)
            row = self.sums[k]
            total += row[c] + (row[c + 1] - row[c]) * (at - c)
        return total * ROW if bv > av else -total * ROW

    def ring(self, points):
        return sum(self.edge(a, b) for a, b in zip(points, points[1:] + points[:1]))


class _Face:
    """A face under the knife, with running sums so that a cut's two halves cost little."""

    def __init__(self, planar, face, population):
        self.ids = list(planar.rings[face])  # a copy: places on it outlive the first insertion
        self.points = planar.ring_points(face)
        self.n = len(self.points)
        self.mass, self.area2, self.walk = [0.0], [0.0], [0.0]
        for a, b in zip(self.points, self.points[1:] + self.points[:1]):
            self.mass.append(self.mass[-1] + population.edge(a, b))
            self.area2.append(self.area2[-1] + a[0] * b[1] - b[0] * a[1])
            self.walk.append(self.walk[-1] + math.dist(a, b))
        self.area = self.area2[-1] / 2
        self.centre = curve.centroid(self.points)
        self.urban = frame.urban(*frame.to_ground(*self.centre))
        self.nodes = [planar.degree(i) > 2 for i in self.ids]

    def span(self, sums, i, j):
        """A running sum's growth from vertex i on to vertex j."""
        return sums[j] - sums[i] if j >= i else sums[-1] - sums[i] + sums[j]


class _Cut:
    """A candidate: a path between two places on the ring.

    A place is (edge index, point, vertex index or None); at a vertex both indices are the same.
    """

    def __init__(self, path, start, end):
        self.path, self.start, self.end = path, start, end
        self.score = math.inf
        self.parts = (0, 0)


class Divider:
    def __init__(self, planar, rng):
        self.planar = planar
        self.rng = rng
        us, vs = zip(*planar.points)
        self.population = Population((min(us) - 400, min(vs) - 400, max(us) + 400, max(vs) + 400))
        self.roads = 0

    def divide(self, count):
        """Cuts the map until it has count faces."""
        shares = self._shares(count)
        for face, share in enumerate(shares):
            self._divide_face(face, share, 0)

    def _shares(self, count):
        """Grids for each of the first faces, by largest remainder; none goes without."""
        masses = [self.population.ring(self.planar.ring_points(f))
                  for f in range(len(self.planar.rings))]
        exact = [m * count / sum(masses) for m in masses]
        shares = [max(1, int(e)) for e in exact]
        order = sorted(range(len(exact)), key=lambda f: shares[f] - exact[f])
        for f in order[:count - sum(shares)]:
            shares[f] += 1
        assert sum(shares) == count, "the first faces are too small for the number of grids"
        return shares

    def _divide_face(self, face, count, depth):
        if count < 2:
            return
        cut = self._best_cut(face, count)
        new = self._apply(face, cut, depth)
        self._divide_face(face, cut.parts[0], depth + 1)
        self._divide_face(new, cut.parts[1], depth + 1)

    # -- candidates -----------------------------------------------------------------------------

    def _best_cut(self, face, count):
        shape = _Face(self.planar, face, self.population)
        side = math.sqrt(shape.area / count)
        best = _Cut([], None, None)
        for cut in self._candidates(shape, side):
            self._judge(shape, cut, count)
            if cut.score < best.score:
                best = cut
        assert best.score < math.inf, f"no way to divide a face of {count} grids"
        if shape.urban > 0.3 and count <= 9 and self.rng.random() < JOGS:
            best = self._with_jog(shape, best, count, side)
        return best

    def _candidates(self, shape, side):
        for direction in self._directions(shape):
            for origin in self._origins(shape, direction, side):
                yield from self._chords(shape, origin, direction, side)

    @staticmethod
    def _directions(shape):
        """Unit vectors to cut along: the two streets', and across the face's longer extent."""
        axes = [(1.0, 0.0), (0.0, 1.0)]
        angle = _long_axis(shape.points, shape.centre)
        tilts = (90,) if shape.urban > 0.5 else (90, 75, 105, 60, 120)
        for tilt in tilts:
            turn = angle + math.radians(tilt)
            axes.append((math.cos(turn), math.sin(turn)))
        return axes

    @staticmethod
    def _origins(shape, direction, side):
        """Points for the candidate lines to pass through: even steps, and streets' ends."""
        nu, nv = -direction[1], direction[0]
        reach = [nu * p[0] + nv * p[1] for p in shape.points]
        low, high = min(reach), max(reach)
        steps = 15
        offsets = [low + (high - low) * (k + 1) / (steps + 1) for k in range(steps)]
        offsets.extend(r for r, node in zip(reach, shape.nodes)
                       if node and low + side * 0.2 < r < high - side * 0.2)
        return [(nu * o, nv * o) for o in offsets]

    def _chords(self, shape, origin, direction, side):
        """The stretches of a line that lie inside the face, ends snapped to vertices near."""
        crossings = _line_crossings(shape.points, origin, direction)
        for (t0, i), (t1, j) in zip(crossings[::2], crossings[1::2]):
            if t1 - t0 < side * 0.3:
                continue
            start = self._snapped(shape, i, _on_line(origin, direction, t0), side)
            end = self._snapped(shape, j, _on_line(origin, direction, t1), side)
            if start[1] == end[1]:
                continue
            yield _Cut([start[1], end[1]], start, end)

    def _snapped(self, shape, edge, p, side):
        """(edge index, point, vertex index or None): a street's end near p if there is one."""
        best, reach = None, min(90.0, side * 0.30)
        for k in range(edge - 4, edge + 6):
            k %= shape.n
            d = math.dist(shape.points[k], p)
            limit = reach if shape.nodes[k] else min(22.0, side * 0.08)
            if d < limit and (best is None or (not shape.nodes[k], d) < best[:2]):
                best = (not shape.nodes[k], d, k)
        if best is None:
            return edge, p, None
        return best[2], shape.points[best[2]], best[2]

    # -- judging --------------------------------------------------------------------------------

    def _judge(self, shape, cut, count):
        """Sets the cut's score, low for good, and how many grids go to either side.

        A cut that will not do keeps an infinite score.
        """
        mass, area2, walk = self._right_part(shape, cut)
        chord = curve.length(cut.path)
        total = shape.mass[-1]
        if not 0 < mass < total or not 0 < area2 < shape.area2[-1]:
            return
        share = mass / total * count
        small = min(max(1, round(share)), count - 1)
        lean = min(small, count - small)
        if count > 3 and lean < count * 0.26:
            return
        unfair = abs(share - small) / lean
        if unfair > 0.45:
            return
        angles = self._angles(shape, cut)
        if min(angles) < 32:
            return
        area = shape.area2[-1]
        shapes = [(w + chord) ** 2 / (8 * a) for w, a in
                  ((walk, area2), (shape.walk[-1] - walk, area - area2))]
        cut.parts = (small, count - small)
        cut.score = (3.0 * unfair * unfair + chord / math.sqrt(shape.area)
                     + 0.45 * max(shapes) + 0.15 * min(shapes)
                     + sum(max(0.0, 68 - a) / 60 for a in angles)
                     - self._continued(shape, cut) * 0.30 + self.rng.uniform(0, 0.12))
        if self._crosses(shape, cut):
            cut.score = math.inf

    def _right_part(self, shape, cut):
        """(mass, twice the area, boundary length) of the part right of the cut.

        It is bounded by the ring from the cut's start on to its end, then by the cut backwards.
        """
        (i, p, pv), (j, q, qv) = cut.start, cut.end
        first = i if pv is not None else i + 1
        ring = (p, shape.points[first % shape.n]), (shape.points[j], q)
        loose = [*ring, *zip(cut.path[::-1], cut.path[-2::-1])]
        a, b = first % shape.n, j
        mass = shape.span(shape.mass, a, b)
        area2 = shape.span(shape.area2, a, b)
        walk = shape.span(shape.walk, a, b) + sum(math.dist(*e) for e in ring)
        for s, t in loose:
            mass += self.population.edge(s, t)
            area2 += s[0] * t[1] - t[0] * s[1]
        return mass, area2, walk

    def _angles(self, shape, cut):
        """Degrees between the cut and the ring's edges at both ends; the smaller of each."""
        out = []
        for (edge, p, vertex), towards in ((cut.start, cut.path[1]), (cut.end, cut.path[-2])):
            after = (edge + 1) % shape.n
            before = edge if vertex is None else (edge - 1) % shape.n
            out.append(min(_angle(p, towards, shape.points[k]) for k in (before, after)))
        return out

    def _continued(self, shape, cut):
        """How many of the cut's ends go on straight as a street beyond the face's ring."""
        count = 0
        for (_, p, vertex), towards in ((cut.start, cut.path[1]), (cut.end, cut.path[-2])):
            if vertex is not None and shape.nodes[vertex]:
                count += self._street_beyond(shape.ids[vertex], p, towards) is not None
        return count

    def _street_beyond(self, vertex, p, towards):
        """The road that leaves a vertex opposite to where a cut goes, or None."""
        for other in sorted(self.planar.near[vertex]):
            kind, road = self.planar.edge_kind(vertex, other)
            if kind == "road" and _angle(p, towards, self.planar.points[other]) > 150:
                return road
        return None

    def _crosses(self, shape, cut):
        """Whether the cut meets the ring anywhere but at its ends."""
        ends = {cut.path[0], cut.path[-1]}
        for a, b in zip(cut.path, cut.path[1:]):
            a_in, b_in = _shrunk(a, b, ends)
            for c, d in zip(shape.points, shape.points[1:] + shape.points[:1]):
                if curve.segments_meet(a_in, b_in, c, d):
                    return True
        return False

    # -- jogs, bends and the cut itself ---------------------------------------------------------

    def _with_jog(self, shape, cut, count, side):
        """The cut with an offset half way, as where two blocks of different depth meet."""
        p, q = cut.path[0], cut.path[-1]
        size = math.dist(p, q)
        du, dv = (q[0] - p[0]) / size, (q[1] - p[1]) / size
        step = self.rng.choice((-1, 1)) * self.rng.uniform(0.24, 0.4) * side
        at = self.rng.uniform(0.36, 0.64) * size
        corner = (p[0] + du * at, p[1] + dv * at)
        turned = (corner[0] - dv * step, corner[1] + du * step)
        for t, edge in _line_crossings(shape.points, turned, (du, dv)):
            if t > side * 0.25:
                end = self._snapped(shape, edge, _on_line(turned, (du, dv), t), side * 0.5)
                jogged = _Cut([p, corner, turned, end[1]], cut.start, end)
                if end[1] not in (p, turned):
                    self._judge(shape, jogged, count)
                    if jogged.score < cut.score + 1.2:
                        return jogged
                break
        return cut

    def _apply(self, face, cut, depth):
        """Makes the cut in the map; returns the new face, left of it."""
        shape = _Face(self.planar, face, self.population)
        side = math.sqrt(shape.area / sum(cut.parts))
        road = self._road_name(shape, cut, depth)
        start = self._vertex(shape, cut.start)
        end = self._vertex(shape, cut.end)
        path = self._bent(shape, cut, side)
        return self.planar.split(face, start, end, path[1:-1], ("road", road))

    def _vertex(self, shape, place):
        edge, p, vertex = place
        if vertex is not None:
            return shape.ids[vertex]
        return self.planar.insert(shape.ids[edge], shape.ids[(edge + 1) % shape.n], p)

    def _road_name(self, shape, cut, depth):
        """The number of the road the cut prolongs, or a new one with its class by depth."""
        for (_, p, vertex), towards in ((cut.start, cut.path[1]), (cut.end, cut.path[-2])):
            if vertex is not None:
                road = self._street_beyond(shape.ids[vertex], p, towards)
                if road is not None:
                    return road
        self.roads += 1
        return f"{'secondary' if sum(cut.parts) > 12 else 'tertiary'}-{self.roads}"

    def _bent(self, shape, cut, side):
        """The cut's path with its vertices: straight in town, winding in the countryside."""
        step = min(110.0, max(38.0, side * 0.155))
        path = curve.densify(cut.path, step)
        if len(path) < 4 or len(cut.path) > 2:
            return path
        wild = (1.0 - shape.urban) ** 1.5
        amplitude = min(140.0, curve.length(path) * 0.095) * wild + 2.5
        for _ in range(6):
            bent = curve.roughen(path, self.rng, amplitude, 3)
            trial = _Cut(bent, cut.start, cut.end)
            if not self._crosses(shape, trial) and min(self._angles(shape, trial)) > 25:
                return bent
            amplitude /= 2
        return path


def _long_axis(points, centre):
    """The direction of a ring's longer extent, radians, from its vertices' second moments."""
    uu = uv = vv = 0.0
    for a, b in zip(points, points[1:] + points[:1]):
        w = math.dist(a, b)
        du, dv = (a[0] + b[0]) / 2 - centre[0], (a[1] + b[1]) / 2 - centre[1]
        uu, uv, vv = uu + w * du * du, uv + w * du * dv, vv + w * dv * dv
    return math.atan2(2 * uv, uu - vv) / 2


def _line_crossings(points, origin, direction):
    """Where a line crosses a ring: (position along the line, edge index), in order."""
    du, dv = direction
    side = [du * (p[1] - origin[1]) - dv * (p[0] - origin[0]) for p in points]
    out = []
    for i, s in enumerate(side):
        t = side[(i + 1) % len(side)]
        if (s < 0) != (t < 0):
            p = curve.between(points[i], points[(i + 1) % len(points)], s / (s - t))
            out.append(((p[0] - origin[0]) * du + (p[1] - origin[1]) * dv, i))
    return sorted(out)


def _on_line(origin, direction, t):
    return origin[0] + direction[0] * t, origin[1] + direction[1] * t


def _angle(o, a, b):
    """Degrees between the directions from o to a and from o to b."""
    turn = math.atan2(a[1] - o[1], a[0] - o[0]) - math.atan2(b[1] - o[1], b[0] - o[0])
    turn = abs(turn) % (2 * math.pi)
    return math.degrees(min(turn, 2 * math.pi - turn))


def _shrunk(a, b, ends):
    """The segment drawn in a little at those of its ends that lie on the ring by design."""
    nudge = min(0.1, 0.5 / max(math.dist(a, b), 1e-9))
    return (curve.between(a, b, nudge) if a in ends else a,
            curve.between(b, a, nudge) if b in ends else b)
