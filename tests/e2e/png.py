# SPDX-License-Identifier: Apache-2.0
"""A strict reader of PNG files, after the standard (ISO/IEC 15948), by zlib alone."""
import struct
import zlib

CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


class Png:
    """Checks signature, chunks, checksums and the length of the pixels; rgba() unfilters them."""

    def __init__(self, data):
        assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG signature"
        self.chunks, at = [], 8
        while at < len(data):
            length, = struct.unpack_from(">I", data, at)
            kind, body = data[at + 4:at + 8], data[at + 8:at + 8 + length]
            assert struct.unpack_from(">I", data, at + 8 + length)[0] == zlib.crc32(kind + body), kind
            self.chunks.append((kind, body))
            at += 12 + length
        assert self.chunks[0][0] == b"IHDR" and self.chunks[-1] == (b"IEND", b"")
        (self.width, self.height, self.depth, self.type, *method) = struct.unpack(
            ">IIBBBBB", self.chunks[0][1])
        assert method == [0, 0, 0], "neither interlaced nor of unknown methods"
        self.stride = (self.width * self.depth * CHANNELS[self.type] + 7) // 8
        self.raw = zlib.decompress(b"".join(body for kind, body in self.chunks if kind == b"IDAT"))
        assert len(self.raw) == self.height * (self.stride + 1)

    def chunk(self, kind):
        return b"".join(body for name, body in self.chunks if name == kind)

    def _lines(self):
        step = max(1, self.depth * CHANNELS[self.type] // 8)
        above = bytearray(self.stride)
        for y in range(self.height):
            at = y * (self.stride + 1)
            method, line = self.raw[at], bytearray(self.raw[at + 1:at + 1 + self.stride])
            for i in range(self.stride if method else 0):
                left = line[i - step] if i >= step else 0
                corner = above[i - step] if i >= step else 0
                if method == 1:
                    guess = left
                elif method == 2:
                    guess = above[i]
                elif method == 3:
                    guess = (left + above[i]) // 2
                else:
                    assert method == 4, "no such filter"
                    guess = min((abs(above[i] - corner), 0, left), (abs(left - corner), 1, above[i]),
                                (abs(left + above[i] - 2 * corner), 2, corner))[2]
                line[i] = (line[i] + guess) & 255
            yield line
            above = line

    def rgba(self):
        """All pixels, row by row, as (r, g, b, a)."""
        palette, alphas = self.chunk(b"PLTE"), self.chunk(b"tRNS")
        colours = [(*palette[3 * i:3 * i + 3], alphas[i] if i < len(alphas) else 255)
                   for i in range(len(palette) // 3)]
        pixels = []
        for line in self._lines():
            if self.type == 3:
                per = 8 // self.depth
                pixels += [colours[line[x // per] >> (8 - self.depth * (x % per + 1))
                                   & ((1 << self.depth) - 1)] for x in range(self.width)]
            else:
                n = CHANNELS[self.type]
                assert self.depth == 8 and n in (3, 4) and not alphas
                pixels += [(*line[n * x:n * x + 3], line[n * x + 3] if n == 4 else 255)
                           for x in range(self.width)]
        return pixels
