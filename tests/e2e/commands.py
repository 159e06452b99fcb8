# SPDX-License-Identifier: Apache-2.0
"""The commands with the arguments that most tests give them."""
import csv
import io


def import_cells(gridward, db, file, *more, status=0, scheme="police", level="beat", crs="wgs84"):
    """Imports a division; without --crs when crs is None."""
    declared = ("--crs", crs) if crs else ()
    return gridward.done("import", "cells", db, file, "--scheme", scheme, "--level", level,
                         "--code", "code", *declared, *more, status=status)


def import_units(gridward, db, file, level, *more, status=0, scheme="police"):
    return gridward.done("import", "units", db, file, "--scheme", scheme, "--level", level,
                         "--code", "code", *more, status=status)


def import_reports(gridward, db, file, *more, status=0, crs="wgs84"):
    declared = ("--crs", crs) if crs else ()
    return gridward.done("import", "reports", db, file, *declared, *more, status=status)


def import_context(gridward, db, file, *more, status=0, kind="road", crs="wgs84"):
    declared = ("--crs", crs) if crs else ()
    return gridward.done("import", "context", db, file, "--kind", kind, *declared, *more,
                         status=status)


def locate(gridward, db, points, *more, crs="wgs84", status=0):
    """The rows that locate writes for (longitude, latitude) pairs, each a dict by column."""
    text = "lon,lat\n" + "".join(f"{lon!r},{lat!r}\n" for lon, lat in points)
    result = gridward.done("locate", db, "--crs", crs, *more, input=text, status=status)
    return list(csv.DictReader(io.StringIO(result.stdout, newline="")))


def codes(gridward, db, points, *more, **options):
    return [row["cell"] for row in locate(gridward, db, points, *more, **options)]
