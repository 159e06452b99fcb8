# SPDX-License-Identifier: Apache-2.0
"""Reads the demo back and verifies what it promises, knowing nothing of how it was made.

Geometry is checked on the integers of 1e-7 degree that the files write, so every answer is exact.
"""
import csv
import json
import re
from collections import Counter
from datetime import datetime

from . import curve, frame

COUNTS = {"grids": 426, "beats": 48, "stations": 12, "streets": 9, "districts": 1}
SIZE_LIMIT = 6_000_000
BUCKET = 4000            # units; about 40 m
CLEARANCE = 0.4          # metres between a vertex and an edge that does not end in it
LAKE_WIDTH = 200.0       # metres


def faults(directory):
    """What is wrong with the files in a directory, a sentence each; empty if nothing is."""
    found = []
    tables = {p.stem: _read_csv(p) for p in sorted(directory.glob("*.csv"))}
    layers = {p.stem: _Layer(p, found) for p in sorted(directory.glob("*.geojson"))}
    size = sum(p.stat().st_size for p in directory.iterdir())
    _expect(found, size < SIZE_LIMIT, f"the files hold {size} bytes, more than {SIZE_LIMIT}")
    for name, count in COUNTS.items():
        rows = layers[name].features if name in layers else tables[name]
        _expect(found, len(rows) == count, f"{name}: {len(rows)} instead of {count}")
    _expect(found, 36 <= len(tables["communities"]) <= 44, "communities: not about 40")
    _check_units(found, tables, layers)
    _check_residents(found, layers["grids"])
    _check_seamless(found, layers["grids"])
    _check_ground(found, layers["grids"], layers["water"])
    _check_beats(found, layers["grids"], layers["beats"])
    _check_indicators(found, tables["indicators"], layers["beats"])
    _check_reports(found, tables, layers["grids"])
    return found


def _expect(found, truth, sentence):
    if not truth:
        found.append(sentence)


def _read_csv(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class _Layer:
    """A GeoJSON file: (properties, polygons or lines in integers) per feature."""

    def __init__(self, path, found):
        text = path.read_text(encoding="utf-8")
        numbers = re.findall(r"-?\d+\.\d+", text)
        loose = [n for n in numbers if not re.fullmatch(r"\d+\.\d{7}", n)]
        _expect(found, not loose, f"{path.name}: {loose[:1]} has not 7 decimals")
        self.name = path.name
        self.features = []
        for feature in json.loads(text)["features"]:
            shape = feature["geometry"]
            parts = shape["coordinates"]
            if shape["type"] != "MultiPolygon":
                parts = [parts]
            if shape["type"] != "LineString":
                parts = [[self._ring(found, r) for r in polygon] for polygon in parts]
                self._check_turns(found, feature["properties"], parts)
            self.features.append((feature["properties"], parts))

    def _ring(self, found, ring):
        _expect(found, ring[0] == ring[-1] and len(ring) > 3, f"{self.name}: a ring is not closed")
        ring = [tuple(round(c * frame.UNITS) for c in p) for p in ring[:-1]]
        _expect(found, len(set(ring)) == len(ring), f"{self.name}: a ring meets itself at a vertex")
        return ring

    def _check_turns(self, found, properties, parts):
        turns_well = all((curve.signed_area(ring) > 0) == (k == 0)
                         for polygon in parts for k, ring in enumerate(polygon))
        _expect(found, turns_well, f"{self.name}: {properties} has a ring that turns wrongly")


def _edges(polygons):
    for polygon in polygons:
        for ring in polygon:
            yield from zip(ring, ring[1:] + ring[:1])


# -- units --------------------------------------------------------------------------------------

def _check_units(found, tables, layers):
    """Codes nest and count on without gaps; every upper unit's people are the sum of its parts'."""
    grids = [p for p, _ in layers["grids"].features]
    beats = [p for p, _ in layers["beats"].features]
    levels = [("districts", tables["districts"], 6), ("streets", tables["streets"], 9),
              ("communities", tables["communities"], 12),
              ("grids", [{**g, "parent": g["community"]} for g in grids], 15)]
    for (_, upper, _), (name, units, width) in zip(levels, levels[1:]):
        for unit in units:
            fits = len(unit["code"]) == width and unit["code"].startswith(unit["parent"])
            _expect(found, fits, f"{name}: code {unit['code']} does not fit its parent")
        _check_sums(found, name, upper, units)
        for parent in upper:
            ends = sorted(int(u["code"][-3:]) for u in units if u["parent"] == parent["code"])
            _expect(found, ends == list(range(1, len(ends) + 1)) and ends,
                    f"{name}: codes below {parent['code']} do not count from 1")
    below = [{**b, "parent": b["station"], "households": 0} for b in beats]
    _check_sums(found, "beats", tables["stations"], below, ("residents",))
    named = [u for _, units, _ in levels for u in units] + beats + tables["stations"]
    codes = Counter(u["code"] for u in named)
    _expect(found, max(codes.values()) == 1, "a code is given twice")
    _expect(found, all(u["name_zh"] and u["name_en"] for u in named), "a unit has no name")


def _check_sums(found, name, upper, units, fields=("households", "residents")):
    for field in fields:
        sums = Counter()
        for unit in units:
            sums[unit["parent"]] += int(unit[field])
        for parent in upper:
            _expect(found, sums.pop(parent["code"], None) == int(parent[field]),
                    f"{name}: {field} do not add up to those of {parent['code']}")
        _expect(found, not sums, f"{name}: parents unknown: {sorted(sums)}")


def _check_residents(found, grids):
    for p, _ in grids.features:
        town = 1000 <= p["residents"] <= 1500 and 300 <= p["households"] <= 500
        village = 430 <= p["residents"] <= 570
        _expect(found, town or village, f"grid {p['code']}: {p['residents']} residents")
        _expect(found, p["grade"] in (None, 1, 2, 3, 4, 5), f"grid {p['code']}: odd grade")
    grey = sum(p["grade"] is None for p, _ in grids.features)
    _expect(found, 9 <= grey <= 17, f"{grey} grids without a grade, not about 3 %")


# -- geometry -----------------------------------------------------------------------------------

def _check_seamless(found, grids):
    """Every edge once in each direction or once in all; no crossing, no vertex inside an edge."""
    owner = {}
    for p, polygons in grids.features:
        for edge in _edges(polygons):
            _expect(found, edge not in owner, f"grid {p['code']}: edge {edge} is taken")
            owner[edge] = p["code"]
    outer = _chains([e for e in owner if e[::-1] not in owner])
    areas = sorted((round(2 * curve.signed_area(r)) for r in outer), key=abs, reverse=True)
    # The mainland, the lake (which turns the other way round) and the islands.
    turns = [a > 0 for a in areas]
    _expect(found, turns.count(False) == 1 and 3 <= turns.count(True) <= 4,
            f"the outer border has {len(outer)} rings that turn {turns}")
    total = sum(round(2 * curve.signed_area(r)) for _, ps in grids.features for q in ps for r in q)
    _expect(found, total == sum(areas), "the grids' areas do not add up to the district's")
    _check_crossings(found, {tuple(sorted(e)) for e in owner})


def _chains(edges):
    """Closed rings out of directed edges; none may fork."""
    after = dict(edges)
    assert len(after) == len(edges), "the outer border forks"
    rings = []
    while after:
        start, at = next(iter(after.items()))
        ring = [start]
        del after[start]
        while at != start:
            ring.append(at)
            at = after.pop(at)
        rings.append(ring)
    return rings


def _check_crossings(found, edges):
    buckets = {}
    for edge in edges:
        (ax, ay), (bx, by) = edge
        for i in range(min(ax, bx) // BUCKET, max(ax, bx) // BUCKET + 1):
            for j in range(min(ay, by) // BUCKET, max(ay, by) // BUCKET + 1):
                buckets.setdefault((i, j), []).append(edge)
    for near in buckets.values():
        for k, one in enumerate(near):
            for other in near[:k]:
                if not set(one) & set(other):
                    _expect(found, not curve.segments_meet(*one, *other),
                            f"edges {one} and {other} meet")
                for vertex in set(other) - set(one):
                    _expect(found, _clear(one, vertex), f"vertex {vertex} touches edge {one}")


def _clear(edge, vertex):
    a, b, p = (frame.to_metres(*q) for q in (*edge, vertex))
    return curve.distance_to_ring([a, b], p) > CLEARANCE


def _check_ground(found, grids, water):
    """The shapes a demo must show: an enclave, islands, a lake without grid, a shared shore."""
    holed = [polygons for _, polygons in grids.features if any(len(q) > 1 for q in polygons)]
    _expect(found, len(holed) >= 1, "no grid has a hole")
    exteriors = {frozenset(q[0]) for _, polygons in grids.features for q in polygons}
    holes = [frozenset(r) for polygons in holed for q in polygons for r in q[1:]]
    _expect(found, all(h in exteriors for h in holes), "a hole is not filled by one grid")
    _expect(found, any(len(polygons) > 1 for _, polygons in grids.features), "no MultiPolygon")
    by_class = {p["class"]: polygons for p, polygons in water.features}
    lake = by_class["lake"][0][0]
    metres = [frame.to_metres(*p) for p in lake]
    widths = [max(p[k] for p in metres) - min(p[k] for p in metres) for k in (0, 1)]
    _expect(found, min(widths) >= LAKE_WIDTH, f"the lake is only {min(widths):.0f} m wide")
    once = Counter(tuple(sorted(e)) for _, polygons in grids.features for e in _edges(polygons))
    outer = {e for e, n in once.items() if n == 1}
    shore = {tuple(sorted(e)) for e in _edges([[lake]])}
    _expect(found, shore <= outer, "the lake's shore is not the grids'")
    sea = {tuple(sorted(e)) for e in _edges(by_class["sea"])}
    _expect(found, len(sea & outer) > 200, "the sea's shore is not the grids'")


def _check_beats(found, grids, beats):
    """Each beat is the union of whole grids, with every shared vertex kept."""
    border = {e: p["code"] for p, polygons in beats.features for e in _edges(polygons)}
    left = {e: p["code"] for p, polygons in grids.features for e in _edges(polygons)}
    _expect(found, set(border) <= set(left), "a beat's border is no grid's border")
    beat_of = {left[e]: beat for e, beat in border.items() if e in left}
    spread = list(beat_of)
    inner = {}
    for edge, grid in left.items():
        if edge not in border and edge[::-1] in left:
            inner.setdefault(grid, set()).add(left[edge[::-1]])
    while spread:
        grid = spread.pop()
        for other in sorted(inner.get(grid, ())):
            if other not in beat_of:
                beat_of[other] = beat_of[grid]
                spread.append(other)
    _expect(found, len(beat_of) == COUNTS["grids"], "a grid belongs to no beat")
    union = {e: beat_of[g] for e, g in left.items()
             if beat_of.get(left.get(e[::-1])) != beat_of.get(g)}
    _expect(found, union == border, "the beats are not the unions of their grids")
    residents = Counter()
    for p, _ in grids.features:
        residents[beat_of.get(p["code"])] += p["residents"]
    _expect(found, all(residents[p["code"]] == p["residents"] for p, _ in beats.features),
            "the beats' residents are not their grids'")


# -- tables -------------------------------------------------------------------------------------

def _check_indicators(found, rows, beats):
    months = sorted({r["month"] for r in rows})
    _expect(found, (months[0], months[-1], len(months)) == ("2025-11", "2026-10", 12),
            f"indicators: months {months}")
    keys = {(r["month"], r["code"]) for r in rows}
    wanted = {(m, p["code"]) for m in months for p, _ in beats.features}
    _expect(found, keys == wanted and len(rows) == len(keys), "indicators: rows miss or double")
    _expect(found, all(0 <= int(r["satisfied"]) <= int(r["sampled"]) for r in rows),
            "indicators: more satisfied than sampled")


def _check_reports(found, tables, grids):
    good = [tables["reports_wgs84"], tables["reports_gcj02"]]
    ids = [r["id"] for rows in good for r in rows]
    _expect(found, len(ids) == len(set(ids)) == 20_000, f"{len(set(ids))} different reports")
    _expect(found, 0.30 < len(good[1]) / len(ids) < 0.37, "not a third of the reports is GCJ-02")
    for rows in good:
        times = [datetime.fromisoformat(r["time"]) for r in rows]
        _expect(found, times == sorted(times), "reports are not in order of time")
        _expect(found, all(r["time"].endswith("+08:00") for r in rows), "a time zone is not +08:00")
        _expect(found, all(re.fullmatch(r"\d+\.\d{7}", r[k]) for r in rows for k in ("lon", "lat")),
                "a report's position has not 7 decimals")
    _check_places(found, good[0], grids)
    _expect(found, len(tables["reports_bad"]) == 20, "reports_bad: not 20 rows")


def _check_places(found, rows, grids):
    left = {e for _, polygons in grids.features for e in _edges(polygons)}
    outer = [e for e in left if e[::-1] not in left]
    vertices = {a for a, _ in left}
    places = [tuple(int(r[k].replace(".", "")) for k in ("lon", "lat")) for r in rows]
    on_vertex = sum(p in vertices for p in places)
    _expect(found, 5 <= on_vertex <= 50, f"{on_vertex} reports lie on a border vertex")
    bands = {}
    for a, b in outer:
        for band in range(min(a[1], b[1]) // BUCKET, max(a[1], b[1]) // BUCKET + 1):
            bands.setdefault(band, []).append((a, b))
    outside = sum(not _odd(bands.get(p[1] // BUCKET, ()), p) for p in places)
    _expect(found, 0.003 < outside / len(rows) < 0.008, f"{outside} reports lie outside")


def _odd(edges, p):
    """Whether a line west from p crosses an odd number of edges."""
    odd = False
    for a, b in edges:
        if (a[1] > p[1]) != (b[1] > p[1]):
            odd ^= (curve.cross(a, b, p) > 0) == (b[1] < a[1])
    return odd
