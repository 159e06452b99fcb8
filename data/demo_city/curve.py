# SPDX-License-Identifier: Apache-2.0
"""Polylines on a plane: smoothing, resampling, roughening, offsets, crossings."""
import math


def length(line):
    return sum(math.dist(a, b) for a, b in zip(line, line[1:]))


def smooth(points, step=20.0):
    """A Catmull-Rom curve through the points, sampled about every step metres."""
    padded = [points[0], *points, points[-1]]
    out = []
    for p0, p1, p2, p3 in zip(padded, padded[1:], padded[2:], padded[3:]):
        count = max(1, round(math.dist(p1, p2) / step))
        for k in range(count):
            out.append(_catmull(p0, p1, p2, p3, k / count))
    out.append(points[-1])
    return out


def smooth_ring(points, step=20.0):
    """As smooth(), but closed; the first point is not repeated."""
    n = len(points)
    out = []
    for i in range(n):
        p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        count = max(1, round(math.dist(p1, p2) / step))
        out.extend(_catmull(p0, p1, p2, p3, k / count) for k in range(count))
    return out


def _catmull(p0, p1, p2, p3, t):
    def axis(a, b, c, d):
        return 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t
                      + (3 * b - 3 * c + d - a) * t ** 3)
    return axis(p0[0], p1[0], p2[0], p3[0]), axis(p0[1], p1[1], p2[1], p3[1])


def resample(line, step):
    """The line with vertices at even distances of about step; its ends stay."""
    total = length(line)
    count = max(1, round(total / step))
    out, done, i = [line[0]], 0.0, 0
    for k in range(1, count):
        want = total * k / count
        while done + math.dist(line[i], line[i + 1]) < want:
            done += math.dist(line[i], line[i + 1])
            i += 1
        t = (want - done) / math.dist(line[i], line[i + 1])
        out.append(between(line[i], line[i + 1], t))
    out.append(line[-1])
    return out


def densify(line, step):
    """Vertices added so that none are further apart than step; corners stay."""
    out = [line[0]]
    for a, b in zip(line, line[1:]):
        count = max(1, math.ceil(math.dist(a, b) / step))
        out.extend(between(a, b, k / count) for k in range(1, count))
        out.append(b)
    return out


def between(a, b, t):
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def normals(line):
    """The unit normal to the left at each vertex."""
    out = []
    for i in range(len(line)):
        a, b = line[max(0, i - 1)], line[min(len(line) - 1, i + 1)]
        size = math.dist(a, b)
        out.append((-(b[1] - a[1]) / size, (b[0] - a[0]) / size))
    return out


def shift(line, distances):
    """Each vertex moved to its left by its own distance."""
    return [(x + nx * d, y + ny * d)
            for (x, y), (nx, ny), d in zip(line, normals(line), distances)]


def roughen(line, rng, amplitude, octaves=4):
    """Fractal unrest across the line, fading out at both ends so that neighbours still meet."""
    n = len(line)
    offsets = [0.0] * n
    cells = max(2, n // 12)
    for octave in range(octaves):
        knots = [rng.uniform(-1, 1) for _ in range(cells + 2)]
        for i in range(n):
            at = i * cells / n
            k, t = int(at), at - int(at)
            t = t * t * (3 - 2 * t)
            offsets[i] += amplitude * 0.55 ** octave * (knots[k] * (1 - t) + knots[k + 1] * t)
        cells = min(n, cells * 2)
    fade = [min(1.0, i / 3, (n - 1 - i) / 3) for i in range(n)]
    return shift(line, [o * f for o, f in zip(offsets, fade)])


def cross(o, a, b):
    return (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])


def segments_meet(a, b, c, d):
    """Whether two closed segments have a point in common."""
    if (max(a[0], b[0]) < min(c[0], d[0]) or max(c[0], d[0]) < min(a[0], b[0])
            or max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1])):
        return False
    s1, s2 = cross(a, b, c), cross(a, b, d)
    s3, s4 = cross(c, d, a), cross(c, d, b)
    return not (s1 > 0 < s2 or s1 < 0 > s2 or s3 > 0 < s4 or s3 < 0 > s4)


def signed_area(ring):
    """The area of a ring, positive when it runs counter-clockwise; exact up to 2**53 / 2."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1])) / 2


def centroid(ring):
    ox, oy = ring[0]  # sums near the origin keep their digits
    area = cx = cy = 0.0
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1]):
        w = (ax - ox) * (by - oy) - (bx - ox) * (ay - oy)
        area += w
        cx += (ax + bx - 2 * ox) * w
        cy += (ay + by - 2 * oy) * w
    return ox + cx / (3 * area), oy + cy / (3 * area)


def inside(ring, p):
    """Even-odd test of a point against a ring."""
    x, y = p
    odd = False
    ax, ay = ring[-1]
    for bx, by in ring:
        if (ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay):
            odd = not odd
        ax, ay = bx, by
    return odd


def distance_to_ring(ring, p):
    return min(_distance_to_segment(a, b, p) for a, b in zip(ring, ring[1:] + ring[:1]))


def _distance_to_segment(a, b, p):
    dx, dy = b[0] - a[0], b[1] - a[1]
    t = ((p[0] - a[0]) * dx + (p[1] - a[1]) * dy) / (dx * dx + dy * dy or 1.0)
    return math.dist(p, between(a, b, min(1.0, max(0.0, t))))
