# SPDX-License-Identifier: Apache-2.0
"""Cities on running servers, for clients of all kinds: the demo city with a token for each role and
deadlines of seconds; and it and real ones, where that data is present, on servers without tokens, where
whoever works at the machine may do everything. A server and its city are shared for a session.
"""
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

E2E = Path(__file__).resolve().parents[1] / "e2e"
sys.path[:0] = [str(Path(__file__).parent), str(E2E)]

_spec = importlib.util.spec_from_file_location("e2e_fixtures", E2E / "conftest.py")
e2e = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(e2e)

gridward, empty_db, shared_data = e2e.gridward, e2e.empty_db, e2e.shared_data

ROLES = ("viewer", "planner", "ingest", "admin")
RULES = {"default": {"allocated": "PT2H", "solved": "P1D", "evaluated": "P1D"},
         "categories": {"noise": {"allocated": "PT8S"}}}
CONTEXT = {"road": "roads", "water": "water", "coast": "coast"}


@pytest.fixture(scope="session")
def demo_db(gridward, empty_db, tmp_path_factory):
    """The demo city with what lies around it, to be read only."""
    from commands import import_context
    db = Path(shutil.copy(empty_db, tmp_path_factory.mktemp("demo") / "demo.db"))
    e2e.import_demo_city(gridward, db)
    for kind, file in CONTEXT.items():
        import_context(gridward, db, e2e.DEMO / f"{file}.geojson", "--class", "class", "--name",
                       "name_zh", "--name-en", "name_en", kind=kind)
    return db


@pytest.fixture(scope="session")
def city(gridward, demo_db, tmp_path_factory):
    """The demo city, to be worked with: the server's url, its database, its tokens by role, and the
    rules to start it with once more."""
    import server
    folder = tmp_path_factory.mktemp("city")
    db = Path(shutil.copy(demo_db, folder / "demo.db"))
    tokens = {role: gridward.done("token", "create", db, f"test {role}", "--role", role)
              .stdout.split()[-1] for role in ROLES}
    for scheme in ("governance", "police"):
        for month in ("2026-08", "2026-09"):
            gridward.done("publish", db, month, "--scheme", scheme)
    rules = folder / "rules.json"
    rules.write_text(json.dumps(RULES))
    with server.serving(gridward, db, "--rules", rules) as url:
        yield SimpleNamespace(url=url, db=db, tokens=tokens, rules=rules)


@pytest.fixture(scope="session")
def demo(gridward, demo_db):
    """The demo city, to be looked at."""
    import server
    with server.serving(gridward, demo_db) as url:
        yield SimpleNamespace(
            url=url, db=demo_db, box=(120.76, 40.64, 120.96, 40.77),
            levels=[("governance", level) for level in ("district", "street", "community", "grid")]
            + [("police", level) for level in ("station", "beat")],
            lowest=[("governance", "grid"), ("police", "beat")], context=list(CONTEXT))


@pytest.fixture(scope="session")
def chicago(gridward, shared_data, tmp_path_factory):
    """Chicago's beats, districts and community areas, and its incidents as reports."""
    import server
    from commands import import_reports
    db = tmp_path_factory.mktemp("chicago") / "chicago.db"
    folder = shared_data / "chicago"
    gridward.done("init", db, "--timezone", "America/Chicago")
    files = {"beat": ("police_beats_2014", "BEAT_NUM"), "district": ("police_districts_2014", "DIST_NUM"),
             "community_area": ("community_areas_2014_wrongcrs4236", "COMMUNITY")}
    for scheme, (file, field) in files.items():
        crs = () if scheme == "community_area" else ("--crs", "wgs84")
        gridward.done("import", "cells", db, folder / f"{file}.geojson", "--scheme", scheme,
                      "--level", scheme, "--code", field, "--dissolve", *crs)
    import_reports(gridward, db, folder / "incidents_2017_2019.csv", "--time", "date",
                   "--time-format", "%m/%d/%Y %H:%M", "--category", "primary_type")
    levels = [(scheme, scheme) for scheme in files]
    with server.serving(gridward, db) as url:
        yield SimpleNamespace(
            url=url, db=db, box=(-87.96, 41.62, -87.50, 42.05), levels=levels, lowest=levels,
            context=[])


@pytest.fixture(scope="session")
def manchester(gridward, shared_data, tmp_path_factory):
    """The small areas of Manchester, which come in the British grid."""
    import server
    db = tmp_path_factory.mktemp("manchester") / "manchester.db"
    file = shared_data / "manchester" / "manchester_lsoa_2011.shp"
    gridward.done("init", db, "--timezone", "Europe/London")
    gridward.done("import", "cells", db, file, "--scheme", "lsoa", "--level", "lsoa", "--code", "code",
                  "--name", "name")
    levels = [("lsoa", "lsoa")]
    with server.serving(gridward, db) as url:
        yield SimpleNamespace(url=url, db=db, box=(-2.34, 53.33, -2.13, 53.56), levels=levels,
                              lowest=levels, context=[])


@pytest.fixture(scope="module", params=("demo", "chicago", "manchester"))
def place(request):
    """Each of the cities."""
    return request.getfixturevalue(request.param)
