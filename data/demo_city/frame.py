# SPDX-License-Identifier: Apache-2.0
"""Where the city lies: metres on a local plane, integer coordinates, and the bend of its streets.

Three planes are in use. The *street plane* (u, v) has straight streets along its two axes; there
the city is divided. The *ground plane* (x, y), metres east and north of the city's centre, is the
street plane bent by `to_ground`; there coast and river are designed. Positions on the earth are
integers of 1e-7 degree, longitude before latitude.
"""
import math

LON0 = 120.85
LAT0 = 40.70
UNITS = 10_000_000  # integer units in a degree

_PHI = math.radians(LAT0)
# Length of a degree on the WGS 84 ellipsoid at LAT0 (the usual series, good to centimetres).
METRES_PER_LAT = (111132.954 - 559.822 * math.cos(2 * _PHI) + 1.175 * math.cos(4 * _PHI))
METRES_PER_LON = (111412.84 * math.cos(_PHI) - 93.5 * math.cos(3 * _PHI)
                  + 0.118 * math.cos(5 * _PHI))

# The map frame: what the water layers are clipped to, in ground metres.
FRAME = (-9200.0, -7200.0, 9200.0, 6800.0)

# Swirls turn a neighbourhood's streets: (x, y, radius in metres, angle in degrees). The old port
# town follows its bay, the west bank its beach; the rest runs near enough north-south.
_SWIRLS = (
    (2600.0, -900.0, 2300.0, 27.0),
    (-1600.0, -2700.0, 2100.0, 17.0),
    (4600.0, 2300.0, 1700.0, -14.0),
    (-4300.0, 1500.0, 2600.0, -16.0),
)
# Waves bend long streets: (amplitude, wave length, phase) in metres and radians.
_WAVES_X = ((170.0, 7300.0, 0.4), (38.0, 2300.0, 1.9))
_WAVES_Y = ((210.0, 8100.0, 2.1), (42.0, 2700.0, 0.3))


def _swirl(x, y, swirl, sense):
    cx, cy, radius, degrees = swirl
    dx, dy = x - cx, y - cy
    # A turn that depends on the distance alone keeps areas and undoes itself with its sign.
    turn = sense * math.radians(degrees) * math.exp(-(dx * dx + dy * dy) / (radius * radius))
    c, s = math.cos(turn), math.sin(turn)
    return cx + c * dx - s * dy, cy + s * dx + c * dy


def _wave(waves, at):
    return sum(a * math.sin(2 * math.pi * at / length + phase) for a, length, phase in waves)


def to_ground(u, v):
    """Bends a point of the street plane onto the ground plane."""
    x, y = u, v
    for swirl in _SWIRLS:
        x, y = _swirl(x, y, swirl, 1.0)
    x += _wave(_WAVES_X, y)
    return x, y + _wave(_WAVES_Y, x)


def to_streets(x, y):
    """The inverse of to_ground, exact but for rounding."""
    y -= _wave(_WAVES_Y, x)
    x -= _wave(_WAVES_X, y)
    for swirl in reversed(_SWIRLS):
        x, y = _swirl(x, y, swirl, -1.0)
    return x, y


def to_units(x, y):
    """Ground metres to integer (longitude, latitude)."""
    return (round((LON0 + x / METRES_PER_LON) * UNITS),
            round((LAT0 + y / METRES_PER_LAT) * UNITS))


def to_metres(lon, lat):
    """Integer (longitude, latitude) to ground metres."""
    return ((lon / UNITS - LON0) * METRES_PER_LON, (lat / UNITS - LAT0) * METRES_PER_LAT)


# How densely people live: (x, y, radius in metres, weight). Only the proportions matter.
_CENTRES = (
    (2000.0, 0.0, 1750.0, 11.0),
    (3900.0, 900.0, 1500.0, 7.0),
    (-900.0, -1900.0, 1500.0, 9.5),
    (-500.0, 900.0, 1500.0, 5.0),
    (4700.0, 2500.0, 900.0, 4.0),
    (-3400.0, -2700.0, 1100.0, 3.5),
)
_COUNTRYSIDE = 0.62


def density(x, y):
    """Relative number of grids per unit of area at a ground point."""
    total = _COUNTRYSIDE
    for cx, cy, radius, weight in _CENTRES:
        d2 = ((x - cx) ** 2 + (y - cy) ** 2) / (radius * radius)
        total += weight * math.exp(-d2 ** 1.25)
    return total


def urban(x, y):
    """How urban a ground point is: 0 in the countryside, 1 in town."""
    return min(1.0, max(0.0, (density(x, y) - 1.3) / 3.0))
