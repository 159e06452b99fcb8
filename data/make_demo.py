#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the demo city: a fictional coastal district with grids, beats, roads and a year of reports.

The same seed gives the same bytes. README.md beside this file says what each file holds.
"""
import argparse
import random
import sys
from pathlib import Path

from demo_city import check, files, reports, roads, safety
from demo_city.city import City

SEED = 7


def arguments():
    parser = argparse.ArgumentParser(
        description="Make the demo city's files.",
        epilog="Exit status: 0 done; 1 a check failed, each fault named on standard error.")
    parser.add_argument("--out", type=Path, metavar="DIR",
                        default=Path(__file__).resolve().parent / "demo",
                        help="directory to write to (default: demo, beside this file)")
    parser.add_argument("--seed", type=int, default=SEED, metavar="N",
                        help="another number, another city (default: %(default)s)")
    parser.add_argument("--check", action="store_true",
                        help="afterwards read the files back and verify every promise they make")
    return parser.parse_args()


def make(seed, out):
    """Writes the city of a seed into the directory out."""
    # Each part draws from its own stream, so a change in one leaves the others' numbers alone.
    city = City(random.Random(f"{seed} city"))
    streets = roads.all_roads(city, random.Random(f"{seed} roads"))
    indicator_rows = safety.indicators(city, random.Random(f"{seed} indicators"))
    safety.grade(city, indicator_rows, random.Random(f"{seed} grades"))
    found = reports.Reporter(city, streets, random.Random(f"{seed} reports")).reports()
    report_rows = reports.rows(found, random.Random(f"{seed} files"), set(city.units))
    out.mkdir(parents=True, exist_ok=True)
    files.write(city, streets, indicator_rows, report_rows, out)


def main():
    options = arguments()
    make(options.seed, options.out)
    if not options.check:
        return 0
    faults = check.faults(options.out)
    for fault in faults:
        print(f"make_demo: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
