#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the CSV lines of the tile benchmarks, several rounds of them, into Markdown tables."""

import collections
import csv
import statistics
import sys

FIGURES = ("p50_ms", "p95_ms", "tiles_per_s", "bytes", "first_ms")
OURS = "ours"

def read(path):
    """(labels, zoom) -> a line for each engine and setting: the medians of its rounds."""
    rounds = collections.defaultdict(list)
    with open(path, newline="") as lines:
        for row in csv.DictReader(lines):
            rounds[row["labels"], int(row["zoom"]), row["engine"], row["setting"]].append(row)
    cases = collections.defaultdict(list)
    for (labels, zoom, engine, setting), rows in rounds.items():
        line = {name: statistics.median(float(row[name]) for row in rows) for name in FIGURES}
        line.update(engine=engine, setting=setting, parts=rows[-1]["parts"])
        cases[labels, zoom].append(line)
    return cases


def fastest(lines):
    return max(lines, key=lambda line: line["tiles_per_s"])


def faster_by(ours, line):
    """How many times as many tiles a second our fastest setting draws."""
    if not ours or line["engine"] == OURS:
        return ""
    return f"{fastest(ours)['tiles_per_s'] / line['tiles_per_s']:.1f}"


def print_case(labels, zoom, lines):
    ours = [line for line in lines if line["engine"] == OURS]
    print(f"\n### z{zoom}, {'with labels' if labels == 'labels' else 'without labels'}\n")
    print("| engine | setting | p50 ms | p95 ms | tiles/s | bytes | first ms | of its time | ours is faster by |")
    print("|---|---|---:|---:|---:|---:|---:|---|---:|")
    for line in lines:
        print(
            f"| {line['engine']} | {line['setting']} | {line['p50_ms']:.2f} | {line['p95_ms']:.2f}"
            f" | {line['tiles_per_s']:,.0f} | {line['bytes']:,.0f} | {line['first_ms']:.2f}"
            f" | {line['parts']} | {faster_by(ours, line)} |"
        )


def print_summary(cases):
    """Each engine at its fastest, and the fewest bytes that any peer needs."""
    print("\n### Each engine's fastest setting, and the peers' smallest tiles\n")
    print("| case | engine | fastest setting | p50 ms | tiles/s | bytes | ours is faster by | peers' fewest bytes |")
    print("|---|---|---|---:|---:|---:|---:|---|")
    for (labels, zoom), lines in cases.items():
        ours = [line for line in lines if line["engine"] == OURS]
        peers = [line for line in lines if line["engine"] != OURS]
        small = min(peers, key=lambda line: line["bytes"], default=None)
        fewest = f"{small['bytes']:,.0f} ({small['engine']}, {small['setting']})" if small else ""
        for engine in dict.fromkeys(line["engine"] for line in lines):
            best = fastest([line for line in lines if line["engine"] == engine])
            print(
                f"| z{zoom} {labels} | {engine} | {best['setting']} | {best['p50_ms']:.2f} |"
                f" {best['tiles_per_s']:,.0f} | {best['bytes']:,.0f} | {faster_by(ours, best)} | {fewest} |"
            )


def main():
    cases = dict(sorted(read(sys.argv[1]).items(), key=lambda item: (item[0][0] == "labels", item[0][1])))
    for (labels, zoom), lines in cases.items():
        print_case(labels, zoom, lines)
    print_summary(cases)


main()
