# SPDX-License-Identifier: Apache-2.0
"""The published shifts from WGS 84 to GCJ-02 and on to BD-09, forward only, and distances."""
import math

AXIS, ECCENTRICITY2 = 6378245.0, 0.00669342162296594323    # Krasovsky 1940


def _waves(angle, *terms):
    return sum(2 / 3 * size * math.sin(angle * math.pi * times) for size, times in terms)


def gcj02(lon, lat):
    x, y = lon - 105, lat - 35
    north = (-100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
             + _waves(x, (20, 6), (20, 2)) + _waves(y, (20, 1), (40, 1 / 3), (160, 1 / 12), (320, 1 / 30)))
    east = (300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
            + _waves(x, (20, 6), (20, 2), (20, 1), (40, 1 / 3), (150, 1 / 12), (300, 1 / 30)))
    w2 = 1 - ECCENTRICITY2 * math.sin(math.radians(lat)) ** 2
    meridian = AXIS * (1 - ECCENTRICITY2) / w2 ** 1.5
    parallel = AXIS / math.sqrt(w2) * math.cos(math.radians(lat))
    return lon + math.degrees(east / parallel), lat + math.degrees(north / meridian)


def bd09(lon, lat):
    x, y = gcj02(lon, lat)
    turn = math.pi * 3000 / 180
    radius = math.hypot(x, y) + 0.00002 * math.sin(y * turn)
    angle = math.atan2(y, x) + 0.000003 * math.cos(x * turn)
    return radius * math.cos(angle) + 0.0065, radius * math.sin(angle) + 0.006


def metres(a, b):
    """Between two points near each other."""
    north = (a[1] - b[1]) * 111_200
    return math.hypot(north, (a[0] - b[0]) * 111_320 * math.cos(math.radians(a[1])))
