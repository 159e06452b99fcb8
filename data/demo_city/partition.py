# SPDX-License-Identifier: Apache-2.0
"""Groups neighbouring grids into upper units: connected, balanced, with borders that cost little.

The cost of a border is its length times a factor for what it runs along, so units end at rivers
and main roads rather than in the middle of a quarter.
"""
import math

BORDER_COST = {"river": 0.12, "primary": 0.40, "secondary": 0.70, "tertiary": 1.0}
DIRECTIONS = 12
TOLERANCE = 0.09   # how far a half may stray from its fair share, as a part of one unit


class Graph:
    """Nodes 0..n-1 with a weight and a centre each, and costs between neighbours."""

    def __init__(self, weights, centres, costs):
        self.weights = weights
        self.centres = centres
        self.near = [{} for _ in weights]
        for (a, b), cost in sorted(costs.items()):
            self.near[a][b] = self.near[a].get(b, 0.0) + cost
            self.near[b][a] = self.near[b].get(a, 0.0) + cost

    def weight(self, nodes):
        return sum(self.weights[n] for n in nodes)

    def components(self, nodes):
        """The connected parts of a set of nodes, heaviest first."""
        left, parts = set(nodes), []
        for seed in sorted(nodes):
            if seed not in left:
                continue
            part, edge = {seed}, [seed]
            left.discard(seed)
            while edge:
                for other in self.near[edge.pop()]:
                    if other in left:
                        left.discard(other)
                        part.add(other)
                        edge.append(other)
            parts.append(part)
        return sorted(parts, key=lambda p: (-self.weight(p), min(p)))

    def cut_cost(self, part, other):
        return sum(c for a in sorted(part) for b, c in self.near[a].items() if b in other)


def divide(graph, nodes, count):
    """The nodes in count connected groups of about equal weight."""
    if count == 1:
        return [sorted(nodes)]
    first = count // 2
    a, b = _halves(graph, set(nodes), first / count, TOLERANCE / count * 2)
    return divide(graph, a, first) + divide(graph, b, count - first)


def _halves(graph, nodes, share, tolerance):
    best, best_score = None, math.inf
    for k in range(DIRECTIONS):
        angle = math.pi * 2 * k / DIRECTIONS
        a, b = _sweep(graph, nodes, share, angle)
        if not a or not b:
            continue
        _refine(graph, a, b, share, tolerance)
        off = abs(graph.weight(a) / graph.weight(nodes) - share) / tolerance
        score = graph.cut_cost(a, b) * (1 + max(0.0, off - 1) ** 2)
        if score < best_score:
            best, best_score = (a, b), score
    assert best is not None, "a group of grids cannot be divided"
    return best


def _sweep(graph, nodes, share, angle):
    """A line moved across the nodes until it has passed their share; both sides made connected."""
    du, dv = math.cos(angle), math.sin(angle)
    order = sorted(nodes, key=lambda n: (graph.centres[n][0] * du + graph.centres[n][1] * dv, n))
    want, taken, a = share * graph.weight(nodes), 0.0, set()
    for n in order:
        if taken + graph.weights[n] / 2 > want:
            break
        a.add(n)
        taken += graph.weights[n]
    parts = graph.components(a)
    a = parts[0] if parts else set()
    rest = graph.components(nodes - a)
    for stray in rest[1:]:
        a |= stray
    return a, (rest[0] if rest else set())


def _refine(graph, a, b, share, tolerance):
    """Moves single nodes over the cut as long as that shortens it or mends the balance."""
    total = graph.weight(a) + graph.weight(b)
    for _ in range(400):
        off = graph.weight(a) / total - share
        move = _best_move(graph, a, b, off, tolerance, total)
        if move is None:
            return
        node, source, target = move
        source.discard(node)
        target.add(node)


def _best_move(graph, a, b, off, tolerance, total):
    moves = []
    for source, target, sign in ((a, b, -1), (b, a, 1)):
        for n in source:
            out = sum(c for m, c in graph.near[n].items() if m in target)
            if out == 0:
                continue
            gain = out - sum(c for m, c in graph.near[n].items() if m in source)
            after = abs(off + sign * graph.weights[n] / total)
            better = abs(off) - after
            if (gain > 1e-6 and after <= max(tolerance, abs(off))) or (
                    abs(off) > tolerance and better > 1e-9):
                moves.append((-gain if abs(off) <= tolerance else -gain - better * 1e5, n,
                              source, target))
    for _, n, source, target in sorted(moves, key=lambda m: m[:2]):
        if len(source) > 1 and len(graph.components(source - {n})) == 1:
            return n, source, target
    return None
