# SPDX-License-Identifier: Apache-2.0
"""Reads Mapbox Vector Tiles by their specification: knows nothing of how they were written."""
import struct
from collections import Counter


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def _fields(data):
    """The (number, value) pairs of a message."""
    at = 0
    while at < len(data):
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 2:
            length, at = _varint(data, at)
            value, at = data[at:at + length], at + length
            assert len(value) == length
        else:
            size = {1: 8, 5: 4}[kind]
            value, at = data[at:at + size], at + size
        yield tag >> 3, value


def _numbers(data):
    at, numbers = 0, []
    while at < len(data):
        value, at = _varint(data, at)
        numbers.append(value)
    return numbers


def _zigzag(value):
    return value >> 1 ^ -(value & 1)


def _value(data):
    [(number, value)] = _fields(data)
    return {1: lambda: value.decode(), 3: lambda: struct.unpack("<d", value)[0],
            5: lambda: value, 6: lambda: _zigzag(value)}[number]()


def _geometry(steps):
    """Lists of points, a list for each MoveTo; a ring ends with None."""
    x = y = at = 0
    parts = []
    while at < len(steps):
        command, count = steps[at] & 7, steps[at] >> 3
        at += 1
        assert count > 0
        if command == 7:
            assert count == 1 and parts[-1][-1] is not None
            parts[-1].append(None)
            continue
        for _ in range(count):
            dx, dy = _zigzag(steps[at]), _zigzag(steps[at + 1])
            at += 2
            x, y = x + dx, y + dy
            if command == 1:
                parts.append([])
            else:
                assert command == 2 and (dx or dy), "a point twice in a row"
            parts[-1].append((x, y))
    return parts


class Feature:
    def __init__(self, data, keys, values):
        fields = dict(_fields(data))
        tags = _numbers(fields.get(2, b""))
        self.id = fields.get(1)
        self.kind = ("unknown", "point", "line", "polygon")[fields[3]]
        self.properties = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2])}
        assert len(self.properties) * 2 == len(tags)
        self.parts = _geometry(_numbers(fields[4]))
        assert self.parts
        if self.kind == "polygon":
            assert all(part.pop() is None and len(part) > 2 for part in self.parts)
        assert all(point is not None for part in self.parts for point in part)


def layers(data):
    """Lists of features by the names of the layers."""
    found = {}
    for number, layer in _fields(data):
        assert number == 3
        fields = list(_fields(layer))
        [name], [version] = ([v for n, v in fields if n == wanted] for wanted in (1, 15))
        assert version == 2 and dict(fields)[5] == 4096
        keys = [v.decode() for n, v in fields if n == 3]
        values = [_value(v) for n, v in fields if n == 4]
        assert len(set(keys)) == len(keys)
        assert len(set(map(repr, values))) == len(values)
        assert name.decode() not in found
        found[name.decode()] = [Feature(v, keys, values) for n, v in fields if n == 2]
        assert found[name.decode()]
    return found


def area(ring):
    """By the surveyor's formula: > 0 for exteriors in tiles."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def sides(ring):
    return list(zip(ring, ring[1:] + ring[:1]))


def _turn(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def _on(p, a, b):
    return (_turn(a, b, p) == 0 and min(a[0], b[0]) <= p[0] <= max(a[0], b[0])
            and min(a[1], b[1]) <= p[1] <= max(a[1], b[1]))


def _conflict(a, b, c, d):
    """Whether two sides have more in common than a point that is an end of both."""
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    return any(_on(p, *s) and p not in s
               for p, s in ((c, (a, b)), (d, (a, b)), (a, (c, d)), (b, (c, d))))


def crossings(all_sides, reach=32):
    """Pairs of sides, each once whatever its direction, that cross or touch between their ends."""
    boxes, found = {}, set()
    once = {tuple(sorted(side)) for side in all_sides}
    for a, b in once:
        for column in range(min(a[0], b[0]) // reach, max(a[0], b[0]) // reach + 1):
            for row in range(min(a[1], b[1]) // reach, max(a[1], b[1]) // reach + 1):
                boxes.setdefault((column, row), []).append((a, b))
    for near in boxes.values():
        for i, s in enumerate(near):
            for t in near[i + 1:]:
                if (max(s[0][0], s[1][0]) >= min(t[0][0], t[1][0])
                        and max(t[0][0], t[1][0]) >= min(s[0][0], s[1][0]) and _conflict(*s, *t)):
                    found.add((s, t))
    return found


def assert_planar(units):
    """Polygons whose sides never cross; each side has one polygon on its right, and on its left
    another one or none. Exteriors run clockwise as seen, each with its holes behind it."""
    darts = Counter(side for unit in units for ring in unit.parts for side in sides(ring))
    assert max(darts.values(), default=1) == 1, "two polygons on the same hand of a side"
    for unit in units:
        assert area(unit.parts[0]) > 0
        own = {side for ring in unit.parts for side in sides(ring)}
        assert not any((b, a) in own for a, b in own)
        for ring in unit.parts:
            assert len(set(ring)) == len(ring), unit.properties
    assert crossings(darts) == set()
    return darts
