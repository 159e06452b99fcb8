# SPDX-License-Identifier: Apache-2.0
"""The lie of the land: coast, river, lake, islands, outer border and the main roads, by hand."""
from . import curve, frame
from .planar import Planar

BORDER_STEP = 75.0   # metres between vertices of coast, river and outer border
SNAP = 14.0          # a cut this near an existing vertex ends in it

# The coast from the frame's south side to its east side, land on the left. Natural stretches are
# smoothed and roughened; quays keep their corners.
_COAST = (
    ("shore", ((-6900, -7900), (-6300, -6500), (-5600, -5700), (-4700, -5250), (-3900, -4980),
               (-3350, -5150), (-2850, -5050), (-2500, -4560), (-1900, -4180), (-1150, -3900),
               (-420, -3760), (180, -3620), (520, -3250), (760, -2960))),
    ("shore", ((760, -2960), (1010, -3130), (1260, -3480), (1750, -3640), (2250, -3980),
               (2700, -4080), (2980, -3780), (3020, -3350), (2900, -2900))),
    ("quay", ((2900, -2900), (2560, -2520), (2760, -2340), (2420, -1930), (2130, -2150),
              (1960, -1930), (2390, -1330), (2610, -1480), (2800, -1190), (3330, -1110),
              (3420, -1420), (3700, -1340), (3640, -1020), (4080, -930), (4260, -1560),
              (4580, -1480), (4470, -860), (4800, -640))),
    ("shore", ((4800, -640), (5330, -720), (5560, -380), (5420, 120), (5640, 620), (6050, 900),
               (6520, 870), (6760, 1150), (6640, 1650), (6780, 2250), (7150, 2750), (7750, 3050),
               (8500, 3150), (9900, 3500))),
)
# The outer border on land, from the coast in the east round by the north to the coast in the west.
_BORDER = ((7150, 2750), (6760, 3080), (6800, 3560), (6300, 3960), (5650, 3900), (5050, 4330),
           (4250, 4480), (3600, 4250), (2900, 4620), (2000, 4900), (1150, 4700), (350, 4880),
           (-600, 5060), (-1500, 4760), (-2350, 4840), (-3200, 5120), (-4200, 4900),
           (-4900, 4420), (-5700, 4300), (-6150, 3700), (-6750, 3200), (-6600, 2400),
           (-7000, 1700), (-6950, 800), (-6500, 100), (-6720, -800), (-6950, -1650),
           (-6450, -2350), (-6550, -3150), (-6050, -3800), (-5850, -4500), (-5250, -5000),
           (-4700, -5250))
_RIVER = ((-9900, 4300), (-8600, 3750), (-7600, 3300), (-6600, 2850), (-5700, 2950), (-4950, 2450),
          (-4450, 1650), (-3700, 1350), (-2950, 700), (-2750, -100), (-2150, -620), (-1300, -560),
          (-650, -950), (-380, -1650), (180, -2050), (560, -2480), (760, -2960), (860, -3350))
_LAKE = ((-330, -60), (-250, 190), (-40, 170), (130, 260), (330, 150), (390, -60), (230, -210),
         (20, -160), (-150, -250))
_LAKE_AT = (-900, 2350)
_ISLANDS = (
    ((6150, -900), ((-230, -150), (-60, -260), (160, -190), (270, 20), (190, 260), (20, 200),
                    (-120, 280), (-250, 80))),
    ((6720, -1420), ((-90, -60), (60, -100), (120, 40), (10, 120), (-110, 60))),
    ((1950, -4560), ((-130, -50), (30, -110), (170, -20), (110, 90), (-60, 110))),
)

# Main roads as (name, points) on the ground plane; they start and end beyond what they cut.
_ROADS = (
    ("coast", ((-7300, -3350), (-6000, -3500), (-4900, -4150), (-3900, -4330), (-2950, -4150),
               (-2000, -3620), (-1150, -3330), (-380, -3080), (180, -2700), (800, -2330),
               (1330, -2150), (1620, -1560), (2050, -950), (2700, -640), (3500, -520),
               (4280, -420), (4780, -30), (5020, 520), (5500, 1180), (6050, 1560), (6250, 2300),
               (6700, 2820), (6900, 3300))),
    ("welcome", ((-5300, 5600), (-4200, 4300), (-3300, 3300), (-2350, 1550), (-1350, 520),
                 (-350, -60), (560, -620), (1350, -1150), (1640, -1540), (1700, -1620))),
    ("cape", ((1330, -2100), (1330, -2180), (1700, -2900), (2150, -3500), (2500, -4500))),
)
# Straight main roads of the street plane, as two of its points each.
_STRAIGHT = (
    ("people", (-9000, 950), (9000, 950)),
    ("lake", (-9000, 2500), (9000, 2500)),
    ("north", (1500, -1200), (1500, 8000)),
    ("west", (-2350, -9000), (-2350, 8000)),
    ("east", (3600, -900), (3600, 8000)),
    ("south", (-9000, -2150), (900, -2150)),
)


class Layout:
    """What the layout made: the planar map in the street plane and lines on the ground plane."""

    def __init__(self, rng):
        self.coast = _coast(rng)
        self.river = curve.resample(curve.smooth(_RIVER), BORDER_STEP)
        self.border = _border(self.coast, rng)
        self.lake = _blob(_LAKE_AT, _LAKE, rng)
        self.islands = [_blob(at, shape, rng) for at, shape in _ISLANDS]
        self.map = _map(self)


def _coast(rng):
    line = []
    for sort, points in _COAST:
        points = [(float(x), float(y)) for x, y in points]
        if sort == "quay":
            piece = curve.densify(points, BORDER_STEP)
        else:
            piece = curve.roughen(curve.resample(curve.smooth(points), BORDER_STEP), rng, 70.0)
        line.extend(piece if not line else piece[1:])
    return line


def _nearest(line, p):
    return min(range(len(line)), key=lambda i: (line[i][0] - p[0]) ** 2 + (line[i][1] - p[1]) ** 2)


def _border(coast, rng):
    """The border on land; its ends are vertices of the coast."""
    points = [coast[_nearest(coast, _BORDER[0])], *_BORDER[1:-1],
              coast[_nearest(coast, _BORDER[-1])]]
    return curve.roughen(curve.resample(curve.smooth(points), BORDER_STEP * 1.2), rng, 70.0)


def _blob(at, shape, rng):
    """A closed shore around a place, counter-clockwise."""
    ring = curve.smooth_ring([(at[0] + x, at[1] + y) for x, y in shape])
    line = curve.resample(ring + ring[:1], 45.0)
    ring = curve.roughen(line, rng, 12.0)[:-1]
    return ring if curve.signed_area(ring) > 0 else ring[::-1]


def _map(layout):
    """The planar map with one face, then the lake, the river and the main roads cut into it."""
    first = _nearest(layout.coast, layout.border[-1])
    last = _nearest(layout.coast, layout.border[0])
    shore = layout.coast[first:last + 1]
    ring = shore + layout.border[1:-1]
    kind = ["coast"] * (len(shore) - 1) + ["rim"] * (len(layout.border) - 1)
    planar = Planar()
    face = planar.add_face([frame.to_streets(*p) for p in ring], kind)
    planar.add_hole(face, [frame.to_streets(*p) for p in layout.lake], "lake")
    river = [frame.to_streets(*p) for p in layout.river]
    planar.cut(river, ("river", None), SNAP)
    for name, points in _ROADS:
        line = curve.resample(curve.smooth([(float(x), float(y)) for x, y in points]), 70.0)
        planar.cut([frame.to_streets(*p) for p in line], ("road", name), SNAP)
    for name, start, end in _STRAIGHT:
        line = curve.densify([start, end], 70.0)
        planar.cut([(float(u), float(v)) for u, v in line], ("road", name), SNAP)
    return planar
