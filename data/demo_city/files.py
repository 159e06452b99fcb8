# SPDX-License-Identifier: Apache-2.0
"""Writes the city: GeoJSON (RFC 7946, one feature a line) and CSV, both with 7 decimals."""
import csv
import json

from . import curve, frame, names, reports, roads
from .shapes import Shapes


def write(city, streets, indicator_rows, report_rows, out):
    """Writes every file of the demo into the directory out."""
    shapes = Shapes(city)
    _features(out / "grids.geojson", (_grid(g, shapes) for g in by_code(city.grids)))
    _features(out / "beats.geojson", (_beat(b, shapes) for b in by_code(city.beats)))
    _features(out / "roads.geojson", map(_road, streets))
    _features(out / "water.geojson", _water(city, shapes))
    _features(out / "coast.geojson", _coast(city, shapes))
    _units(out / "districts.csv", [city.district])
    _units(out / "streets.csv", city.streets)
    _units(out / "communities.csv", city.communities)
    _units(out / "stations.csv", city.stations)
    _table(out / "indicators.csv", ("month", "code", "criminal", "public_order", "theft", "fraud",
                                    "satisfied", "sampled"), indicator_rows)
    wgs84, gcj02 = report_rows
    _table(out / "reports_wgs84.csv", reports.HEADER, wgs84)
    _table(out / "reports_gcj02.csv", reports.HEADER, gcj02)
    _table(out / "reports_bad.csv", reports.HEADER, reports.bad_rows(wgs84))


def by_code(units):
    return sorted(units, key=lambda u: u.code)


# -- tables -------------------------------------------------------------------------------------

def _table(path, header, rows):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _units(path, units):
    _table(path, ("code", "name_zh", "name_en", "parent", "responsible", "households", "residents"),
           [(u.code, u.name_zh, u.name_en, u.parent, u.responsible, u.households, u.residents)
            for u in by_code(units)])


# -- features -----------------------------------------------------------------------------------

def _features(path, features):
    with open(path, "w", encoding="utf-8") as file:
        file.write('{"type":"FeatureCollection","features":[\n')
        file.write(",\n".join(features))
        file.write("\n]}\n")


def _feature(properties, geometry):
    text = json.dumps(properties, ensure_ascii=False, separators=(",", ":"))
    return f'{{"type":"Feature","properties":{text},"geometry":{geometry}}}'


def _position(p):
    return "[" + ",".join(f"{n // frame.UNITS}.{n % frame.UNITS:07d}" for n in p) + "]"


def _line(positions):
    return "[" + ",".join(map(_position, positions)) + "]"


def _area(polygon):
    return "[" + ",".join(_line(ring + ring[:1]) for ring in polygon) + "]"


def _polygons(polygons):
    if len(polygons) == 1:
        return f'{{"type":"Polygon","coordinates":{_area(polygons[0])}}}'
    return '{"type":"MultiPolygon","coordinates":[' + ",".join(map(_area, polygons)) + "]}"


def _line_string(positions):
    return f'{{"type":"LineString","coordinates":{_line(positions)}}}'


def _grid(grid, shapes):
    return _feature({"code": grid.code, "name_zh": grid.name_zh, "name_en": grid.name_en,
                     "community": grid.parent, "households": grid.households,
                     "residents": grid.residents, "responsible": grid.responsible,
                     "grade": grid.grade}, _polygons(shapes.polygons(grid.members)))


def _beat(beat, shapes):
    return _feature({"code": beat.code, "name_zh": beat.name_zh, "name_en": beat.name_en,
                     "station": beat.parent, "residents": beat.residents, "grade": beat.grade},
                    _polygons(shapes.polygons(beat.members)))


def _road(road):
    return _feature({"class": road.sort, "name_zh": road.name_zh, "name_en": road.name_en},
                    _line_string(road.positions))


# -- water --------------------------------------------------------------------------------------

def _named(sort, name):
    return {"class": sort, "name_zh": name[0], "name_en": name[1]}


# How the coast goes on beyond the frame, in ground metres, so that sheets and tiles of any shape
# show no end of the sea: from afar to the frame's south side, and from its east side on.
_COAST_BEFORE = ((-21000.0, -16500.0), (-17500.0, -14200.0), (-14000.0, -13900.0),
                 (-11200.0, -12300.0), (-8900.0, -11600.0), (-7800.0, -9800.0), (-6900.0, -7900.0))
_COAST_AFTER = ((9900.0, 3500.0), (11600.0, 4300.0), (13100.0, 4100.0), (15200.0, 5600.0),
                (17800.0, 6100.0), (21000.0, 8200.0))
_SEA_CORNER = (21000.0, -16500.0)


def coast_line(city, shapes):
    """The mainland's coast; in the district, vertex for vertex the grids'."""
    shore = shapes.shore("coast")
    line = [*curve.smooth(_COAST_BEFORE, 75.0)[:-1], *city.layout.coast,
            *curve.smooth(_COAST_AFTER, 75.0)[1:]]
    ends = [frame.to_metres(*shore[0]), frame.to_metres(*shore[-1])]
    at = [min(range(len(line)), key=lambda i, e=e: (line[i][0] - e[0]) ** 2
              + (line[i][1] - e[1]) ** 2) for e in ends]
    before = [frame.to_units(*p) for p in line[:at[0]]]
    after = [frame.to_units(*p) for p in line[at[1] + 1:]]
    return before + shore + after


def _sea(coast, islands):
    """The sea's polygon: the coast backwards, then round by its south-east corner."""
    corner = frame.to_units(*_SEA_CORNER)
    return [coast[::-1] + [corner]] + [ring[::-1] for ring in islands]


def _river(city):
    """The river's polygon: its middle line widened from 45 m to 170 m at the mouth."""
    line = roads.clip(city.layout.river)
    n = len(line)
    half = [22.0 + 28.0 * i / n + 36.0 * max(0.0, (i / n - 0.85) / 0.15) ** 2 for i in range(n)]
    ring = curve.shift(line, [-h for h in half]) + curve.shift(line, half)[::-1]
    ring = [(max(frame.FRAME[0], x), y) for x, y in ring]
    return [[frame.to_units(*p) for p in ring]]


def _water(city, shapes):
    coast = coast_line(city, shapes)
    lake = shapes.shore("lake")
    if curve.signed_area(lake) < 0:
        lake.reverse()
    yield _feature(_named("river", names.RIVER), _polygons([_river(city)]))
    yield _feature(_named("lake", names.LAKE), _polygons([[lake]]))
    # last, since features are drawn in this order, and the river reaches into the sea
    yield _feature(_named("sea", names.SEA), _polygons([_sea(coast, city.islands)]))


def _coast(city, shapes):
    yield _feature(_named("mainland", names.DISTRICT), _line_string(coast_line(city, shapes)))
    for ring, name in zip(city.islands, names.ISLANDS):
        yield _feature(_named("island", name), _line_string(ring + ring[:1]))
