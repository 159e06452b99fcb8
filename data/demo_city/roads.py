# SPDX-License-Identifier: Apache-2.0
"""Streets with names: the lines the division left behind, joined up, and one expressway."""
import math

from . import curve, frame, names

# The only road that minds no grid: it crosses the countryside north of the town.
_EXPRESS = ((-9700, 1200), (-8200, 1750), (-6300, 2050), (-4700, 2950), (-3000, 3500), (-900, 3420),
            (1200, 3560), (3000, 3350), (4700, 3650), (6400, 4500), (7900, 5000), (9700, 5100))


class Road:
    """A stretch of road: positions in integer units, and its length in metres."""

    def __init__(self, sort, name, positions):
        self.sort = sort
        self.name_zh, self.name_en = name
        self.positions = positions
        self.metres = [frame.to_metres(*p) for p in positions]
        self.length = curve.length(self.metres)


def all_roads(city, rng):
    """Every road, main ones first, each in the direction it was found."""
    edges = _edges_by_road(city)
    stems = iter(_numbered_stems(rng))
    roads = []
    for road in sorted(edges, key=_rank):
        sort = road.split("-")[0] if "-" in road else "primary"
        if road == "shore":
            sort = "tertiary"
        lines = [[city.units[v] for v in line] for line in _lines(edges[road])]
        name = names.MAIN_ROADS.get(road) or _named(next(stems), lines)
        roads.extend(Road(sort, name, line) for line in lines)
    roads.append(_expressway())
    return sorted(roads, key=lambda r: ("primary", "secondary", "tertiary").index(r.sort))


def _rank(road):
    sort, _, number = road.partition("-")
    return (number != "", sort, int(number or 0))


def _edges_by_road(city):
    edges = {}
    for (a, b), (kind, road) in sorted(city.map.kind.items()):
        if kind == "lake":
            road = "shore"
        if road is not None:
            edges.setdefault(road, []).append((a, b))
    return edges


def _lines(edges):
    """The edges as lines, as long as can be; forks end a line."""
    near = {}
    for a, b in edges:
        near.setdefault(a, []).append(b)
        near.setdefault(b, []).append(a)
    left = {frozenset(e) for e in edges}
    starts = sorted(v for v in near if len(near[v]) != 2) + sorted(near)
    for start in starts:
        for second in near[start]:
            if frozenset((start, second)) in left:
                yield _follow(start, second, near, left)


def _follow(start, second, near, left):
    line = [start, second]
    left.discard(frozenset(line))
    while len(near[line[-1]]) == 2:
        ahead = [v for v in near[line[-1]] if frozenset((line[-1], v)) in left]
        if not ahead:
            break
        left.discard(frozenset((line[-1], ahead[0])))
        line.append(ahead[0])
    return line


def _numbered_stems(rng):
    """Stems without end: after all are used, with a direction before them."""
    stems = names.road_stems(rng)
    yield from stems
    for zh, en in (("东", "East "), ("西", "West "), ("南", "South "), ("北", "North ")):
        yield from ((zh + s, en + e) for s, e in stems)


def _named(stem, lines):
    """Roads that run east-west are streets (街), north-south roads (路), short ones lanes (巷)."""
    metres = [frame.to_metres(*p) for p in max(lines, key=len)]
    (ax, ay), (bx, by) = metres[0], metres[-1]
    if sum(curve.length([frame.to_metres(*p) for p in line]) for line in lines) < 260:
        return stem[0] + "巷", stem[1] + " Lane"
    if abs(bx - ax) > abs(by - ay):
        return stem[0] + "街", stem[1] + " Street"
    return stem[0] + "路", stem[1] + " Road"


def _expressway():
    line = curve.resample(curve.smooth([(float(x), float(y)) for x, y in _EXPRESS]), 120.0)
    line = clip(line)
    return Road("primary", names.MAIN_ROADS["express"], [frame.to_units(*p) for p in line])


def clip(line):
    """The part of a line inside the map frame; the line enters and leaves it at most once."""
    x0, y0, x1, y1 = frame.FRAME

    def holds(p):
        return x0 <= p[0] <= x1 and y0 <= p[1] <= y1
    out = []
    for a, b in zip(line, line[1:]):
        if holds(a) != holds(b):
            out.append(_on_frame(a, b))
        if holds(b):
            out.append(b)
    return [line[0], *out] if holds(line[0]) else out


def _on_frame(a, b):
    """Where a segment with one end inside the frame crosses it."""
    x0, y0, x1, y1 = frame.FRAME
    inner, outer = (a, b) if x0 <= a[0] <= x1 and y0 <= a[1] <= y1 else (b, a)
    t = 1.0
    for k, low, high in ((0, x0, x1), (1, y0, y1)):
        step = outer[k] - inner[k]
        if outer[k] < low:
            t = min(t, (low - inner[k]) / step)
        elif outer[k] > high:
            t = min(t, (high - inner[k]) / step)
    return curve.between(inner, outer, t)


def pick(roads, rng, count, weight):
    """Random points along the roads, each stretch as likely as its length times weight(x, y)."""
    pieces, weights = [], []
    for road in roads:
        for a, b in zip(road.metres, road.metres[1:]):
            pieces.append((road, a, b))
            weights.append(math.dist(a, b) * weight((a[0] + b[0]) / 2, (a[1] + b[1]) / 2))
    for road, a, b in rng.choices(pieces, weights, k=count):
        yield road, curve.between(a, b, rng.random())
