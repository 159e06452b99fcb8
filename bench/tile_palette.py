#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints the fixed palette of the tile benchmark, a line "r,g,b,a" for each colour.

For PNG8 both peers look for the best palette of every tile, which costs them more than drawing it.
Told beforehand what colours there are, they are at their fastest, and their files at the smallest.
"""

FILLS = [(0x7F, 0xD1, 0x8B), (0x21, 0x66, 0xAC), (0xFF, 0xE3, 0x4D), (0xC4, 0x16, 0x1C), (0x10, 0x10, 0x10)]
BORDER = (0x4A, 0x4A, 0x4A)
HALO = (0xFF, 0xFF, 0xFF)
INK = (0x20, 0x20, 0x20)


def mixes(one, other, parts):
    """The opaque colours between two, without either."""
    for k in range(1, parts):
        yield tuple(round(a + (b - a) * k / parts) for a, b in zip(one, other)) + (255,)


def palette():
    yield (0, 0, 0, 0)
    for colour in [*FILLS, BORDER, HALO, INK]:
        yield colour + (255,)
    for fill in FILLS:
        yield from mixes(fill, BORDER, 8)
        yield from mixes(fill, HALO, 4)
        for other in FILLS[: FILLS.index(fill)]:
            yield from mixes(fill, other, 4)
    yield from mixes(BORDER, HALO, 4)
    yield from mixes(INK, HALO, 8)
    # Mapnik keeps its palette sorted by r + g + b + a, and mistakes the alphas unless the translucent
    # colours come first: so these, at the city's edge, must sum to less than the darkest fill.
    for alpha in (40, 80):
        yield BORDER + (alpha,)


for colour in dict.fromkeys(palette()):
    print(*colour, sep=",")
