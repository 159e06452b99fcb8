# SPDX-License-Identifier: Apache-2.0
"""The demo city on a running server, with a token for each role and deadlines of seconds; and the
dashboard in a browser, which may not complain, nor ask another host for anything.
"""
import importlib.util
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import chromium
import pytest
import requests

E2E = Path(__file__).resolve().parents[2] / "e2e"
sys.path.append(str(E2E))

_spec = importlib.util.spec_from_file_location("e2e_fixtures", E2E / "conftest.py")
e2e = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(e2e)

gridward, empty_db = e2e.gridward, e2e.empty_db

ROLES = ("viewer", "planner", "ingest", "admin")
RULES = {"default": {"allocated": "PT2H", "solved": "P1D", "evaluated": "P1D"},
         "categories": {"noise": {"allocated": "PT8S"}}}


@pytest.fixture(scope="session")
def city(gridward, empty_db, tmp_path_factory):
    """The server's url, its database, its tokens by role, and how to start it once more."""
    import server
    folder = tmp_path_factory.mktemp("city")
    db = folder / "demo.db"
    db.write_bytes(empty_db.read_bytes())
    e2e.import_demo_city(gridward, db)
    tokens = {role: gridward.done("token", "create", db, f"test {role}", "--role", role)
              .stdout.split()[-1] for role in ROLES}
    for scheme in ("governance", "police"):
        for month in ("2026-08", "2026-09"):
            gridward.done("publish", db, month, "--scheme", scheme)
    rules = folder / "rules.json"
    rules.write_text(json.dumps(RULES))
    with server.serving(gridward, db, "--rules", rules) as url:
        yield SimpleNamespace(url=url, db=db, tokens=tokens, rules=rules)


@pytest.fixture
def api(city):
    """Requests as one who may do everything."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {city.tokens['admin']}"

    def ask(method, path, **more):
        answer = session.request(method, f"{city.url}/{path}", timeout=30, **more)
        assert answer.ok, answer.text
        return answer.json()
    return ask


@pytest.fixture
def send(api):
    """Sends a report that was found just now; returns what the server made of it."""
    def send(category="litter", lon=120.84, lat=40.70, **more):
        return api("POST", "v1/reports", json={
            "crs": "wgs84", "lon": lon, "lat": lat, "category": category, "source": "patrol",
            "time": more.pop("time", None) or now(), **more})
    return send


def now():
    from datetime import datetime, timezone
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


@pytest.fixture
def browsers(tmp_path):
    """Makes browsers of a size, each with a profile of its own."""
    drivers = []

    def make(size):
        drivers.append(chromium.start(tmp_path / f"profile{len(drivers)}", size))
        return drivers[-1]
    yield make
    for driver in drivers:
        driver.quit()


def look_over(page):
    """A page that is done with: no complaints, and nothing from elsewhere."""
    assert page.complaints() == []
    host = urlsplit(page.url).netloc
    for url in page.requests():
        parts = urlsplit(url)
        assert parts.scheme in ("data", "blob", "chrome") or parts.netloc == host, url


@pytest.fixture
def desk(city, browsers):
    page = chromium.Page(browsers(chromium.DESK), city.url)
    yield page
    look_over(page)


@pytest.fixture
def phone(city, browsers):
    page = chromium.Page(browsers(chromium.PHONE), city.url)
    yield page
    look_over(page)


@pytest.fixture(params=("desk", "phone"))
def page(request):
    return request.getfixturevalue(request.param)
