# SPDX-License-Identifier: Apache-2.0
"""A year of reports from grid workers, the hotline and patrols, with their places and hours."""
import math
from datetime import date, datetime, timedelta, timezone

from . import frame, gcj02, roads
from .planar import OUTSIDE

COUNT = 20_000
OUTSIDE_COUNT = 100      # in the sea or a neighbouring district
ON_VERTEX_COUNT = 12     # exactly on a border vertex, in the WGS 84 file
GCJ02_SHARE = 1 / 3
ZONE = timezone(timedelta(hours=8))
FIRST_DAY = date(2025, 11, 1)
DAYS = 365
HEADER = ("id", "time", "lon", "lat", "category", "source", "description")
MONTH_WEIGHT = {11: 0.95, 12: 0.88, 1: 0.82, 2: 0.62, 3: 0.92, 4: 1.0, 5: 1.08, 6: 1.12, 7: 1.28,
                8: 1.3, 9: 1.08, 10: 1.02}
SPRING_FESTIVAL = (date(2026, 2, 15), date(2026, 2, 23))

# Hot spots: (x, y, spread in metres, what gathers there).
SPOTS = (
    (2050.0, -250.0, 150.0, "night"), (2420.0, 120.0, 110.0, "night"),
    (-900.0, -2550.0, 140.0, "market"), (520.0, 720.0, 150.0, "market"),
    (4050.0, 1480.0, 130.0, "market"), (3450.0, -870.0, 220.0, "port"),
    (2450.0, -2150.0, 180.0, "port"), (-600.0, -3560.0, 170.0, "beach"),
)
SPOT_WEIGHT = {"night": 1.5, "market": 1.3, "port": 0.9, "beach": 0.8}

# Per category: its share, hours of the day with their weight (others count 1), and how strongly
# each kind of hot spot draws it.
CATEGORIES = {
    "street_order": (0.20, {8: 4, 9: 5, 10: 4, 16: 4, 17: 6, 18: 7, 19: 6, 20: 4},
                     {"market": 5, "night": 2, "beach": 2}),
    "litter": (0.19, {6: 4, 7: 7, 8: 7, 9: 6, 14: 4, 15: 4, 19: 3},
               {"market": 4, "beach": 5, "night": 1}),
    "road_damage": (0.11, {8: 5, 9: 7, 10: 7, 11: 5, 14: 6, 15: 6, 16: 4}, {"port": 5}),
    "parking": (0.17, {7: 6, 8: 7, 12: 4, 17: 6, 18: 8, 19: 6, 20: 4, 21: 3},
                {"night": 3, "market": 3, "beach": 3}),
    "public_facilities": (0.12, {8: 5, 9: 6, 10: 6, 14: 5, 15: 5, 20: 3}, {"beach": 1}),
    "noise": (0.09, {20: 6, 21: 10, 22: 12, 23: 11, 0: 8, 1: 5}, {"night": 9, "port": 2}),
    "illegal_building": (0.05, {9: 6, 10: 7, 11: 5, 14: 6, 15: 6}, {}),
    "dispute": (0.07, {9: 4, 10: 5, 16: 4, 19: 5, 20: 6, 21: 5, 22: 4}, {"night": 4, "market": 3}),
}
TEXTS = {
    "street_order": ("占道经营", "流动摊贩聚集", "店外经营占用人行道", "乱贴小广告"),
    "litter": ("垃圾桶满溢", "路边堆放生活垃圾", "建筑垃圾未清运", "绿化带内有垃圾"),
    "road_damage": ("路面坑洼", "井盖缺失", "人行道地砖破损", "路面塌陷"),
    "parking": ("车辆违停堵塞通道", "占用消防通道停车", "共享单车乱停放", "货车夜间违停"),
    "public_facilities": ("路灯不亮", "健身器材损坏", "公交站牌倾斜", "护栏损坏"),
    "noise": ("夜间施工噪声", "商铺音响扰民", "烧烤摊深夜喧哗", "广场舞噪声"),
    "illegal_building": ("楼顶私搭乱建", "院内违建棚屋", "占用绿地搭建"),
    "dispute": ("邻里纠纷", "商户与顾客争执", "物业费纠纷", "停车位纠纷"),
}
SOURCES = (("grid_worker_app", 0.62), ("hotline", 0.25), ("patrol", 0.13))


class Land:
    """Whether a position lies in the district: even-odd over its outer borders, by bands."""

    BAND = 20_000  # units of latitude

    def __init__(self, city):
        left = city.map.left
        edges = [(city.units[a], city.units[b]) for (a, b), face in left.items()
                 if face != OUTSIDE and left[(b, a)] == OUTSIDE]
        for ring in city.islands:
            edges.extend(zip(ring, ring[1:] + ring[:1]))
        self.bands = {}
        for a, b in edges:
            low, high = sorted((a[1], b[1]))
            for band in range(low // self.BAND, high // self.BAND + 1):
                self.bands.setdefault(band, []).append((a, b))

    def holds(self, p):
        odd = False
        for (ax, ay), (bx, by) in self.bands.get(p[1] // self.BAND, ()):
            if (ay > p[1]) != (by > p[1]):
                odd ^= p[0] < ax + (p[1] - ay) * (bx - ax) / (by - ay)
        return odd


class Reporter:
    def __init__(self, city, streets, rng):
        self.city, self.streets, self.rng = city, streets, rng
        self.land = Land(city)
        self.days = [FIRST_DAY + timedelta(days=k) for k in range(DAYS)]
        self.day_weights = [self._day_weight(d) for d in self.days]

    def reports(self):
        """All reports in order of time: (id, time, position, category, source, text) each."""
        drafts = [self._draft(place) for place in self._places()]
        drafts.sort(key=lambda d: (d[0], d[1]))
        return [(f"R{k + 1:06d}", *d) for k, d in enumerate(drafts)]

    # -- when -----------------------------------------------------------------------------------

    @staticmethod
    def _day_weight(day):
        weight = MONTH_WEIGHT[day.month] * (1.0, 1.0, 1.02, 1.0, 1.08, 1.12, 0.9)[day.weekday()]
        if SPRING_FESTIVAL[0] <= day <= SPRING_FESTIVAL[1]:
            weight *= 0.55
        return weight

    def _time(self, category, summery):
        """A second of the year in the category's hours; summery places are quiet in winter."""
        day = self.rng.choices(self.days, self.day_weights)[0]
        while summery and self.rng.random() > (1.0 if day.month in (6, 7, 8, 9) else 0.3):
            day = self.rng.choices(self.days, self.day_weights)[0]
        hours = [CATEGORIES[category][1].get(h, 0.25 if h < 6 else 1.0) for h in range(24)]
        hour = self.rng.choices(range(24), hours)[0]
        return datetime(day.year, day.month, day.day, hour, self.rng.randrange(60),
                        self.rng.randrange(60), tzinfo=ZONE)

    # -- where ----------------------------------------------------------------------------------

    def _places(self):
        """(position, street or None, kind of hot spot or None) for each report."""
        rest = COUNT - OUTSIDE_COUNT - ON_VERTEX_COUNT
        at_spots, at_homes = round(rest * 0.27), round(rest * 0.13)
        places = [self._spot() for _ in range(at_spots)]
        places += [self._home() for _ in range(at_homes)]
        places += list(self._roadside(rest - at_spots - at_homes))
        places += [self._vertex() for _ in range(ON_VERTEX_COUNT)]
        places += [self._outside() for _ in range(OUTSIDE_COUNT)]
        return places

    def _scattered(self, x, y, spread):
        return frame.to_units(self.rng.gauss(x, spread), self.rng.gauss(y, spread))

    def _spot(self):
        weights = [SPOT_WEIGHT[s[3]] for s in SPOTS]
        while True:
            x, y, spread, sort = self.rng.choices(SPOTS, weights)[0]
            p = self._scattered(x, y, spread * math.exp(self.rng.gauss(0, 0.35)))
            if self.land.holds(p):
                return p, None, sort

    def _home(self):
        weights = [g.residents for g in self.city.grids]
        while True:
            grid = self.rng.choices(self.city.grids, weights)[0]
            spread = 120.0 if self.city.is_town(grid) else 330.0
            p = self._scattered(*grid.centre, spread)
            if self.land.holds(p):
                return p, None, None

    def _roadside(self, count):
        def weight(x, y):
            return frame.density(x, y) ** 0.8

        for road, (x, y) in roads.pick(self.streets, self.rng, count * 2, weight):
            p = self._scattered(x, y, 9.0)
            if self.land.holds(p):
                yield p, road, None
                count -= 1
            if count == 0:
                return

    def _vertex(self):
        """A vertex that three grids or more share: who gets it is up to the tie rule."""
        nodes = [v for v in range(len(self.city.units))
                 if len(self.city.map.faces_at(v)) >= 3]
        return self.city.units[self.rng.choice(nodes)], None, None

    def _outside(self):
        """Just off the shore or over the district's border."""
        while True:
            x0, y0, x1, y1 = (0.9 * side for side in frame.FRAME)
            p = frame.to_units(self.rng.uniform(x0, x1), self.rng.uniform(y0, y1))
            if not self.land.holds(p):
                return p, None, None

    # -- what -----------------------------------------------------------------------------------

    def _draft(self, place):
        position, road, spot = place
        weights = [share * (1 + draws.get(spot, 0)) for share, _, draws in CATEGORIES.values()]
        category = self.rng.choices(list(CATEGORIES), weights)[0]
        source = self.rng.choices([s for s, _ in SOURCES], [w for _, w in SOURCES])[0]
        text = self.rng.choice(TEXTS[category])
        if road is not None:
            text = f"{road.name_zh}{text}"
        time = self._time(category, spot == "beach")
        return time, position, category, source, text


def rows(reports, rng, vertices):
    """The reports as text rows, apart by their coordinates: (WGS 84 rows, GCJ-02 rows)."""
    wgs84, shifted = [], []
    for ident, time, (lon, lat), category, source, text in reports:
        # A border vertex stays one only unshifted.
        to_gcj02 = rng.random() < GCJ02_SHARE and (lon, lat) not in vertices
        x, y = lon / frame.UNITS, lat / frame.UNITS
        if to_gcj02:
            x, y = gcj02.from_wgs84(x, y)
        row = (ident, time.isoformat(), f"{x:.7f}", f"{y:.7f}", category, source, text)
        (shifted if to_gcj02 else wgs84).append(row)
    return wgs84, shifted


def bad_rows(good):
    """Twenty rows: eight good ones and twelve with a fault each, as lists of fields."""
    fine = [["B" + row[0][1:], *row[1:]] for row in good[100:20100:650][:20]]
    faults = {
        1: lambda r: [*r[:2], "", "", *r[4:]],                   # empty coordinates
        3: lambda r: [*r[:2], "NaN", r[3], *r[4:]],              # not a number
        4: lambda r: [*r[:3], "91.2", *r[4:]],                   # beyond the pole
        6: lambda r: [*r[:2], "0", "0", *r[4:]],                 # no fix: null island
        7: lambda r: [r[0], "2026-13-45T99:00:00+08:00", *r[2:]],    # no such time
        9: lambda r: r[:5],                                      # fields missing
        10: lambda r: [*r[:2], "东经120.85", *r[3:]],              # text in lon
        12: lambda r: [*r[:2], r[3], r[2], *r[4:]],              # lon and lat swapped
        14: lambda r: [r[0], "", *r[2:]],                        # no time
        15: lambda r: [*r[:2], "1e999", r[3], *r[4:]],           # infinite
        17: lambda r: [*r[:2], r[2].replace(".", ","), *r[3:]],  # a decimal comma
        18: lambda r: [*r[:3], r[3] + "N", *r[4:]],              # a hemisphere letter after lat
    }
    return [faults[k](row) if k in faults else row for k, row in enumerate(fine)]
