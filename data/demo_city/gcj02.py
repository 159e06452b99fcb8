# SPDX-License-Identifier: Apache-2.0
"""The published forward shift from WGS 84 to GCJ-02, valid within China."""
import math

_A = 6378245.0                      # Krasovsky 1940, metres
_EE = 0.00669342162296594323


def _waves(s, pi=math.pi):
    return (20.0 * math.sin(6.0 * s * pi) + 20.0 * math.sin(2.0 * s * pi)) * 2.0 / 3.0


def _shift_lat(x, y):
    pi = math.pi
    return (-100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * math.sqrt(abs(x))
            + _waves(x)
            + (20.0 * math.sin(y * pi) + 40.0 * math.sin(y / 3.0 * pi)) * 2.0 / 3.0
            + (160.0 * math.sin(y / 12.0 * pi) + 320.0 * math.sin(y * pi / 30.0)) * 2.0 / 3.0)


def _shift_lon(x, y):
    pi = math.pi
    return (300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * math.sqrt(abs(x))
            + _waves(x)
            + (20.0 * math.sin(x * pi) + 40.0 * math.sin(x / 3.0 * pi)) * 2.0 / 3.0
            + (150.0 * math.sin(x / 12.0 * pi) + 300.0 * math.sin(x / 30.0 * pi)) * 2.0 / 3.0)


def from_wgs84(lon, lat):
    """GCJ-02 (longitude, latitude) in degrees of a WGS 84 one."""
    x, y = lon - 105.0, lat - 35.0
    phi = math.radians(lat)
    magic = 1 - _EE * math.sin(phi) ** 2
    meridian = (_A * (1 - _EE)) / (magic * math.sqrt(magic))
    dlat = math.degrees(_shift_lat(x, y) / meridian)
    dlon = math.degrees(_shift_lon(x, y) / (_A / math.sqrt(magic) * math.cos(phi)))
    return lon + dlon, lat + dlat
