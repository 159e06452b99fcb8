# SPDX-License-Identifier: Apache-2.0
"""The city as a whole: its grids with ground, people, codes and names, and what they form."""
import math

from . import curve, frame, names, partition
from .divide import Divider
from .layout import Layout
from .planar import OUTSIDE

GRIDS = 426
STREETS = 9
STATIONS = 12
BEATS_A_STATION = 4
DISTRICT_CODE = "990101"


class Unit:
    """A grid, community, street, beat ...: its members are indices into City.grids."""

    def __init__(self, members):
        self.members = members
        self.code = self.name_zh = self.name_en = self.parent = self.responsible = ""
        self.households = self.residents = 0
        self.centre = (0.0, 0.0)
        self.grade = None


class City:
    def __init__(self, rng):
        self.layout = Layout(rng)
        self.map = self.layout.map
        Divider(self.map, rng).divide(GRIDS - 1)  # the enclave is the last grid
        self.units = [frame.to_units(*frame.to_ground(*p)) for p in self.map.points]
        self.islands = [[frame.to_units(*p) for p in ring] for ring in self.layout.islands]
        self.host, self.enclave = self._enclave(rng)
        self.island_of = self._island_owners()
        self.grids = [Unit([i]) for i in range(GRIDS)]
        self._settle(rng)
        costs = self._border_costs()
        self._govern(costs)
        self._police(costs)

    # -- the ground -----------------------------------------------------------------------------

    def ground_ring(self, face):
        return [frame.to_ground(*self.map.points[i]) for i in self.map.rings[face]]

    def _enclave(self, rng):
        """(face, ring): a hamlet's grid wholly inside the roomiest country grid."""
        best = (0.0, -1, (0.0, 0.0))
        for face in range(GRIDS - 1):
            ring = self.ground_ring(face)
            centre = curve.centroid(ring)
            if curve.signed_area(ring) > 7e5 and curve.inside(ring, centre):
                best = max(best, (curve.distance_to_ring(ring, centre), face, centre))
        _, face, (x, y) = best
        shape = [(x + 215 * r * math.cos(k * math.pi / 4), y + 160 * r * math.sin(k * math.pi / 4))
                 for k, r in enumerate(rng.uniform(0.72, 1.15) for _ in range(8))]
        line = curve.smooth_ring(shape, 60.0)
        return face, [frame.to_units(*p) for p in line]

    def _island_owners(self):
        """The coastal grid that each island belongs to: the one with the nearest shore."""
        owners = []
        for ring in self.layout.islands:
            x, y = curve.centroid(ring)
            shore = ((math.dist(frame.to_ground(*self.map.points[a]), (x, y)), face)
                     for (a, b), face in self.map.left.items()
                     if face != OUTSIDE and self.map.edge_kind(a, b)[0] == "coast")
            owners.append(min(shore)[1])
        return owners

    def border_class(self, a, b):
        """What a border runs along: river, primary, secondary or tertiary."""
        kind, road = self.map.edge_kind(a, b)
        if kind != "road":
            return kind
        return road.split("-")[0] if "-" in road else "primary"

    def _border_costs(self):
        costs = {}
        for (a, b) in self.map.kind:
            one, two = self.map.left[(a, b)], self.map.left[(b, a)]
            if OUTSIDE not in (one, two):
                key = (min(one, two), max(one, two))
                long = math.dist(self.map.points[a], self.map.points[b])
                costs[key] = (costs.get(key, 0.0)
                              + long * partition.BORDER_COST[self.border_class(a, b)])
        costs[(self.host, GRIDS - 1)] = 1e4
        return costs

    # -- people ---------------------------------------------------------------------------------

    def _settle(self, rng):
        """Households and residents by the grid standard: 1,000-1,500 in town, 500 in a village."""
        for i, grid in enumerate(self.grids):
            if i < GRIDS - 1:
                grid.centre = curve.centroid(self.ground_ring(i))
            else:
                grid.centre = curve.centroid([frame.to_metres(*p) for p in self.enclave])
            if self.is_town(grid):
                grid.households = rng.randint(300, 500)
                grid.residents = min(1500, max(1000, round(grid.households * rng.gauss(3.05, 0.2))))
            else:
                grid.residents = rng.randint(430, 570)
                grid.households = round(grid.residents / rng.uniform(2.7, 3.3))

    @staticmethod
    def is_town(grid):
        return frame.urban(*grid.centre) > 0.22

    def _sum_up(self, unit):
        grids = [self.grids[i] for i in unit.members]
        unit.households = sum(g.households for g in grids)
        unit.residents = sum(g.residents for g in grids)
        unit.centre = tuple(sum(g.centre[k] for g in grids) / len(grids) for k in (0, 1))

    def _groups(self, graph, nodes, count):
        units = [Unit(group) for group in partition.divide(graph, nodes, count)]
        for unit in units:
            self._sum_up(unit)
        return reading_order(units)

    # -- governance: district, streets, communities, grids --------------------------------------

    def _govern(self, costs):
        weights = [1.0] * GRIDS
        graph = partition.Graph(weights, [g.centre for g in self.grids], costs)
        self.district = Unit(list(range(GRIDS)))
        self._sum_up(self.district)
        self.district.code = DISTRICT_CODE
        self.district.name_zh, self.district.name_en = names.DISTRICT
        self.district.responsible = "滨海区网格化服务管理中心"
        self.streets = self._groups(graph, range(GRIDS), STREETS)
        self.communities = []
        given = names.nearest(names.STREETS, [s.centre for s in self.streets])
        for i, street in enumerate(self.streets):
            self._name_street(street, i, given[i])
            count = max(2, round(len(street.members) / 10.6))
            parts = self._groups(graph, street.members, count)
            for k, community in enumerate(parts):
                community.code = f"{street.code}{k + 1:03d}"
                community.parent = street.code
            self.communities.extend(parts)
        self._name_communities()
        for community in self.communities:
            self._name_grids(community)

    def _name_street(self, street, i, name):
        zh, en = name
        town = sum(self.is_town(self.grids[m]) for m in street.members) * 2 > len(street.members)
        street.code = f"{DISTRICT_CODE}{i + 1:03d}"
        street.parent = DISTRICT_CODE
        street.name_zh = zh + ("街道" if town else "镇")
        street.name_en = en + (" Subdistrict" if town else " Town")
        street.responsible = street.name_zh + "综治中心"

    def _name_communities(self):
        town = [c for c in self.communities
                if sum(self.is_town(self.grids[m]) for m in c.members) * 2 > len(c.members)]
        country = [c for c in self.communities if c not in town]
        given = names.nearest(names.COMMUNITIES, [c.centre for c in town])
        spare = iter(names.TOWN)
        for i, community in enumerate(town):
            zh, en = given.get(i) or next(spare)[:2]
            community.name_zh, community.name_en = zh + "社区", en + " Community"
            community.responsible = community.name_zh + "居民委员会"
        assert len(country) <= len(names.COUNTRY), "more villages than names"
        for community, (zh, en) in zip(country, names.COUNTRY):
            zh = zh.removesuffix("村")
            community.name_zh, community.name_en = zh + "村", en + " Village"
            community.responsible = community.name_zh + "村民委员会"

    def _name_grids(self, community):
        grids = reading_order([self.grids[m] for m in community.members])
        stem = community.name_en.removesuffix(" Community").removesuffix(" Village")
        for k, grid in enumerate(grids):
            grid.code = f"{community.code}{k + 1:03d}"
            grid.parent = community.code
            grid.name_zh = f"{community.name_zh}第{k + 1:02d}网格"
            grid.name_en = f"{stem} Grid {k + 1:02d}"
            grid.responsible = community.name_zh + "网格服务站"

    # -- police: stations and beats -------------------------------------------------------------

    def _police(self, costs):
        # Long ways count as work too, so a country station does not get all of the countryside.
        weights = [g.residents + 350.0 for g in self.grids]
        graph = partition.Graph(weights, [g.centre for g in self.grids], costs)
        self.stations = self._groups(graph, range(GRIDS), STATIONS)
        self.beats = []
        pool = [(c.name_zh[:-2], c.name_en.rsplit(" ", 1)[0], *c.centre)
                for c in self.communities if c.name_zh.endswith("社区")]
        pool += [(c.name_zh[:-1], c.name_en.rsplit(" ", 1)[0], *c.centre)
                 for c in self.communities if c.name_zh.endswith("村")]
        given = names.nearest(pool, [s.centre for s in self.stations])
        for i, station in enumerate(self.stations):
            zh, en = given[i]
            station.code = f"{DISTRICT_CODE}0{i + 1:02d}00"
            station.name_zh, station.name_en = zh + "派出所", en + " Police Station"
            station.responsible = station.name_zh
            beats = self._groups(graph, station.members, BEATS_A_STATION)
            for k, beat in enumerate(beats):
                beat.code = f"{DISTRICT_CODE}0{i + 1:02d}{k + 1:02d}"
                beat.parent = station.code
                beat.name_zh, beat.name_en = f"{zh}第{k + 1}警务区", f"{en} Beat {k + 1}"
                beat.responsible = f"{zh}第{k + 1}警务室"
            self.beats.extend(beats)


def reading_order(units):
    """Units west to east within bands that go from north to south."""
    ys = [u.centre[1] for u in units]
    rows = max(1, round(math.sqrt(len(units) * 0.8)))
    height = (max(ys) - min(ys)) / rows or 1.0
    return sorted(units, key=lambda u: (min(rows - 1, int((max(ys) - u.centre[1]) / height)),
                                        u.centre[0]))
