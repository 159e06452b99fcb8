# SPDX-License-Identifier: Apache-2.0
"""What every end-to-end test works with: the program, an empty database, the demo city.

GRIDWARD_BIN names another program than build/src/cli/gridward, GRIDWARD_SHARED_DATA another folder of
real data than ../shared/data. Fixtures named *_db are shared for a session unless they say otherwise.
"""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]
DEMO = SOURCE / "data" / "demo"


class Gridward:
    """The program. Text or bytes in, the same out; never raises for an exit status."""

    def __init__(self, path):
        self.path = str(path)

    def __call__(self, *args, input="", timeout=60, **more):
        text = isinstance(input, str)
        return subprocess.run([self.path, *map(str, args)], input=input, capture_output=True,
                              encoding="utf-8" if text else None,
                              errors="surrogateescape" if text else None, timeout=timeout, **more)

    def start(self, *args, **more):
        """Begins a run that the caller waits for or kills."""
        return subprocess.Popen([self.path, *map(str, args)], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
                                **more)

    def done(self, *args, status=0, **more):
        """A run that has to end with the status; what it said is the failure's message."""
        result = self(*args, **more)
        assert result.returncode == status, (
            f"gridward {' '.join(map(str, args))}: exit status {result.returncode}, not {status}\n"
            f"{result.stdout[-2000:]}\n{result.stderr[-2000:]}")
        return result


@pytest.fixture(scope="session")
def gridward():
    path = Path(os.environ.get("GRIDWARD_BIN", SOURCE / "build/src/cli/gridward"))
    if not path.exists():
        pytest.exit(f"{path}: there is no program to test; build it or set GRIDWARD_BIN", 2)
    return Gridward(path.resolve())


@pytest.fixture(scope="session")
def empty_db(gridward, tmp_path_factory):
    """An empty database, to be read only."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    gridward.done("init", path)
    return path


@pytest.fixture
def new_db(empty_db, tmp_path):
    """An empty database of the test's own: a copy, which is quicker than init."""
    return Path(shutil.copy(empty_db, tmp_path / "city.db"))


def import_demo_city(gridward, db):
    fields = ("--code", "code", "--name", "name_zh", "--name-en", "name_en")
    for scheme, level, file in (("governance", "district", "districts"),
                                ("governance", "street", "streets"),
                                ("governance", "community", "communities"),
                                ("police", "station", "stations")):
        gridward.done("import", "units", db, DEMO / f"{file}.csv", "--scheme", scheme,
                      "--level", level, "--parent", "parent", *fields)
    for scheme, level, file, parent in (("governance", "grid", "grids", "community"),
                                        ("police", "beat", "beats", "station")):
        gridward.done("import", "cells", db, DEMO / f"{file}.geojson", "--scheme", scheme,
                      "--level", level, "--parent", parent, "--grade", "grade",
                      "--residents", "residents", "--crs", "wgs84", *fields)
    for crs in ("wgs84", "gcj02"):
        gridward.done("import", "reports", db, DEMO / f"reports_{crs}.csv", "--crs", crs)


@pytest.fixture(scope="session")
def demo_db(gridward, empty_db, tmp_path_factory):
    """The demo city with its reports, to be read only."""
    path = Path(shutil.copy(empty_db, tmp_path_factory.mktemp("demo") / "demo.db"))
    import_demo_city(gridward, path)
    return path


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data, where it is present."""
    path = Path(os.environ.get("GRIDWARD_SHARED_DATA", SOURCE.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"{path}: no real data here; set GRIDWARD_SHARED_DATA")
    return path


@pytest.fixture(scope="session")
def ogr2ogr():
    """Runs ogr2ogr, an independent writer of every format."""
    if not shutil.which("ogr2ogr"):
        pytest.skip("ogr2ogr is not installed (Debian: gdal-bin)")

    def run(*args):
        result = subprocess.run(["ogr2ogr", *map(str, args)], capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
    return run


@pytest.fixture(scope="session")
def ogrinfo():
    """Runs ogrinfo, an independent reader; returns what it prints."""
    if not shutil.which("ogrinfo"):
        pytest.skip("ogrinfo is not installed (Debian: gdal-bin)")

    def run(*args):
        result = subprocess.run(["ogrinfo", "-ro", *map(str, args)], capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        return result.stdout
    return run
