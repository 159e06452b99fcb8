# SPDX-License-Identifier: Apache-2.0
"""Who may do what at a running server: every route for every role, tokens, limits, proxies, the log."""
import contextlib
import json
import re
import shutil
import sqlite3
import time

import pytest
import requests

from metrics import routes
from server import TILE, client, expect_problem, get, raw, serving

ROLES = ("public", "viewer", "planner", "ingest", "admin")
EVERYBODY = set(ROLES)
INSIDERS = {"viewer", "planner", "admin"}

# Each route, with the names in its braces as '*': a request that it knows, and who may make it.
MAY = {
    "GET /*": ("/app.js", EVERYBODY),
    "GET /healthz": ("/healthz", EVERYBODY),
    "GET /healthz/ready": ("/healthz/ready", EVERYBODY),
    "GET /metrics": ("/metrics", {"admin"}),
    "GET /ogc": ("/ogc", EVERYBODY),
    "GET /ogc/api": ("/ogc/api", EVERYBODY),
    "GET /ogc/collections": ("/ogc/collections", EVERYBODY),
    "GET /ogc/collections/*": ("/ogc/collections/police-beat", EVERYBODY),
    "GET /ogc/collections/*/items": ("/ogc/collections/police-beat/items", EVERYBODY),
    "GET /ogc/collections/*/items/*": ("/ogc/collections/police-beat/items/99010100101", EVERYBODY),
    "GET /ogc/collections/*/map/tiles": ("/ogc/collections/governance-grid/map/tiles", EVERYBODY),
    "GET /ogc/collections/*/map/tiles/*": ("/ogc/collections/governance-grid/map/tiles/WebMercatorQuad",
                                           EVERYBODY),
    "GET /ogc/collections/*/map/tiles/*/*/*/*": (
        "/ogc/collections/governance-grid/map/tiles/WebMercatorQuad/13/3080/6846", EVERYBODY),
    "GET /ogc/collections/*/tiles": ("/ogc/collections/governance-grid/tiles", EVERYBODY),
    "GET /ogc/collections/*/tiles/*": ("/ogc/collections/governance-grid/tiles/WebMercatorQuad", EVERYBODY),
    "GET /ogc/collections/*/tiles/*/*/*/*": (
        "/ogc/collections/governance-grid/tiles/WebMercatorQuad/13/3080/6846", EVERYBODY),
    "GET /ogc/collections/reports/items": ("/ogc/collections/reports/items", INSIDERS),
    "GET /ogc/collections/reports/items/*": ("/ogc/collections/reports/items/1", INSIDERS),
    "GET /ogc/conformance": ("/ogc/conformance", EVERYBODY),
    "GET /ogc/tileMatrixSets": ("/ogc/tileMatrixSets", EVERYBODY),
    "GET /ogc/tileMatrixSets/WebMercatorQuad": ("/ogc/tileMatrixSets/WebMercatorQuad", EVERYBODY),
    "GET /tiles/*": ("/tiles/grid.json", EVERYBODY),
    "GET /tiles/*/*/*/*": ("/tiles/grid/13/6846/3080.png", EVERYBODY),
    "GET /v1/divisions": ("/v1/divisions", EVERYBODY),
    "GET /v1/events": ("/v1/events", EVERYBODY),
    "GET /v1/locate": ("/v1/locate?lon=120.8&lat=40.7&crs=wgs84", EVERYBODY),
    "POST /v1/locate": ("/v1/locate", EVERYBODY),
    "GET /v1/maps": ("/v1/maps", EVERYBODY),
    "GET /v1/me": ("/v1/me", EVERYBODY),
    "GET /v1/reports": ("/v1/reports", INSIDERS),
    "GET /v1/reports/*": ("/v1/reports/1", INSIDERS),
    "POST /v1/reports": ("/v1/reports", {"ingest", "admin"}),
    "POST /v1/reports/*/steps": ("/v1/reports/1/steps", {"planner", "ingest", "admin"}),
    "GET /v1/units": ("/v1/units", EVERYBODY),
    "GET /v1/units/*/*/*": ("/v1/units/police/beat/99010100101", EVERYBODY),
    "GET /wms": ("/wms?service=WMS&request=GetCapabilities", EVERYBODY),
    "GET /wmts": ("/wmts?service=WMTS&request=GetCapabilities", EVERYBODY),
    "GET /wmts/*/*/*/*/*/*/*": (
        "/wmts/grid-police-beat/default/2026-10/GoogleMapsCompatible/13/3080/6846.png", EVERYBODY),
    "GET /wmts/1.0.0/WMTSCapabilities.xml": ("/wmts/1.0.0/WMTSCapabilities.xml", EVERYBODY),
}


@pytest.fixture
def city(demo_db, tmp_path):
    return shutil.copy(demo_db, tmp_path / "city.db")


def create(gridward, db, name, role, *options):
    return gridward.done("token", "create", db, name, "--role", role, *options).stdout.strip()


def change(db, sql, rows=1):
    with contextlib.closing(sqlite3.connect(db, timeout=60)) as connection, connection:
        assert connection.execute(sql).rowcount == rows


def bearer(token):
    return {"Authorization": f"Bearer {token}"}


def me(http, **options):
    return get(http, "/v1/me", **options).json()


def wait_until(condition):
    """What a server does within a tenth of a second is waited for much longer on a busy machine."""
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


@contextlib.contextmanager
def serving_logged(gridward, db, log, *options):
    """As serving(), with what the log says going to a file."""
    process = None

    class Started:
        path = gridward.path

        def start(self, *args):
            nonlocal process
            process = gridward.start(*args)
            return process
    with serving(Started(), db, *options) as url:
        stderr, process.stderr = process.stderr, open(log, "w+")
        yield url
        process.terminate()
        process.wait(20)
        with open(log, "w") as copy:
            copy.write(stderr.read())
        process.stderr = open("/dev/null")


def test_every_route_is_for_whom_it_should_be(gridward, city):
    tokens = {role: create(gridward, city, role, role) for role in ROLES}
    with serving(gridward, city) as url:
        http = client(url)
        known = routes(get(http, "/metrics", headers=bearer(tokens["admin"])).text)
        assert set(known) == set(MAY)
        wrong = []
        for route in known:
            method = route.split()[0]
            path, roles = MAY[route]
            for role in ROLES:
                with http(method, path, headers=bearer(tokens[role]), stream=True) as answer:
                    status = answer.status_code  # of events there is no end
                # What POST brings is empty, and bad.
                wanted = 403 if role not in roles else 200 if method == "GET" else 400
                wrong += [(route, role, status)] if status != wanted else []
            with http(method, path, stream=True) as answer:
                status = answer.status_code
            wanted = 401 if "public" not in roles else 200 if method == "GET" else 400
            wrong += [(route, None, status)] if status != wanted else []
        assert not wrong


def test_roles_are_told_what_they_may(gridward, city):
    wanted = {
        "public": ["see_public"],
        "viewer": ["see_public", "see_internal"],
        "planner": ["see_public", "see_internal", "see_live", "step"],
        "ingest": ["see_public", "step", "send"],
        "admin": ["see_public", "see_internal", "see_live", "step", "send", "all"],
    }
    tokens = {role: create(gridward, city, f"the {role}", role) for role in ROLES}
    with serving(gridward, city) as url:
        for role, token in tokens.items():
            assert me(client(url), headers=bearer(token)) == {
                "role": role, "who": f"the {role}", "may": wanted[role]}


def test_without_tokens_this_machine_alone_is_admin(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        http = client(url)
        assert me(http)["role"] == "admin"
        for name, value in (("Origin", "https://evil.example"), ("Host", "evil.example"),
                            ("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=127.0.0.1"),
                            ("X-Real-IP", "127.0.0.1"), ("Sec-Fetch-Site", "cross-site")):
            assert me(http, headers={name: value})["role"] == "public", name


def test_a_public_server_has_no_admin(gridward, demo_db):
    with serving(gridward, demo_db, "--public") as url:
        assert me(client(url))["role"] == "public"
        expect_problem(client(url)("GET", "/metrics"), 401)


def test_tokens_come_and_go_while_it_runs(gridward, city):
    with serving(gridward, city) as url:
        http = client(url)
        assert me(http)["role"] == "admin"
        token = create(gridward, city, "gate", "viewer")
        wait_until(lambda: me(http)["role"] == "public")
        assert me(http, headers=bearer(token))["who"] == "gate"
        gridward.done("token", "revoke", city, "gate")
        wait_until(lambda: http("GET", "/v1/me", headers=bearer(token)).status_code == 401)
        answer = http("GET", "/v1/me", headers=bearer(token))
        assert "revoked" in expect_problem(answer, 401)["detail"]
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert me(http)["role"] == "public"


def test_revocations_do_not_wait_for_maps(gridward, city):
    """Whatever keeps the server from reading the divisions anew."""
    tokens = {name: create(gridward, city, name, "viewer") for name in ("gate", "desk")}
    process = gridward.start("serve", city, "--listen", "127.0.0.1:0")
    try:
        http = client(re.search(r"http://[^/]+", process.stdout.readline())[0])
        change(city, "ALTER TABLE publication RENAME TO lost", rows=-1)
        change(city, "UPDATE division SET checked = checked WHERE id = 1")
        wait_until(lambda: http("GET", "/healthz/ready").status_code == 503)
        gridward.done("token", "revoke", city, "gate")
        wait_until(lambda: http("GET", "/v1/me", headers=bearer(tokens["gate"])).status_code == 401)
        assert me(http, headers=bearer(tokens["desk"]))["who"] == "desk"
    finally:
        process.terminate()
        assert process.wait(20) == 0


@pytest.mark.parametrize("end", (
    "UPDATE token SET revoked_at = '2026-01-01T00:00:00Z'",
    "UPDATE token SET expires_at = '2026-01-01T00:00:00Z'",
    "UPDATE token SET role = 'ingest'", "DELETE FROM token"))
def test_a_stream_ends_with_its_token(gridward, city, end):
    create(gridward, city, "other", "viewer")
    token = create(gridward, city, "gate", "viewer")
    with serving(gridward, city) as url, \
            requests.get(f"{url}/v1/events", headers=bearer(token), stream=True, timeout=20) as own, \
            requests.get(f"{url}/v1/events", stream=True, timeout=20) as public:
        change(city, f"{end} WHERE name = 'gate'")
        assert b"".join(own.iter_content(None)).startswith(b"retry:")
        assert public.raw.readline() and not public.raw.closed


def test_a_stream_of_the_machines_owner_ends_with_the_first_token(gridward, city):
    with serving(gridward, city) as url, \
            requests.get(f"{url}/v1/events", stream=True, timeout=20) as own:
        create(gridward, city, "gate", "viewer")
        assert b"".join(own.iter_content(None)).startswith(b"retry:")


@pytest.mark.parametrize("header", ("Bearer gw_no", "Bearer", "Basic YTpi", "gw_no", "Bearer  "))
def test_a_bad_token_is_refused_even_where_none_is_needed(gridward, city, header):
    with serving(gridward, city) as url:
        expect_problem(client(url)("GET", "/v1/divisions", headers={"Authorization": header}), 401)


def test_anonymous_is_what_the_operator_says(gridward, city):
    create(gridward, city, "gate", "viewer")
    with serving(gridward, city, "--anonymous", "planner") as url:
        assert me(client(url))["role"] == "planner"


def test_with_a_token_other_addresses_are_served(gridward, city):
    create(gridward, city, "gate", "viewer")
    with serving(gridward, city, "--listen", "127.0.0.1:0", "--listen", "127.0.0.1:0") as url:
        assert me(client(url))["role"] == "public"
    process = gridward.start("serve", city, "--listen", "0.0.0.0:0")
    try:
        line = process.stdout.readline()
        port = int(re.search(r":(\d+)/", line)[1])
        assert me(client(f"http://127.0.0.1:{port}"))["role"] == "public"
    finally:
        process.terminate()
        assert process.wait(20) == 0


def test_the_query_takes_a_token_for_tiles_alone(gridward, city):
    token = create(gridward, city, "gate", "viewer")
    with serving(gridward, city) as url:
        http = client(url)
        internal = http("GET", f"{TILE}?access_token={token}")
        assert internal.status_code == 200 and internal.content.startswith(b"\x89PNG")
        expect_problem(http("GET", f"/v1/me?access_token={token}"), 401)
        expect_problem(http("GET", f"{TILE}?access_token=gw_wrong"), 401)
        expect_problem(http("GET", f"{TILE}?access_token={token}", headers=bearer(token)), 400,
                       parameter="access_token")


def test_who_asks_too_often_is_told_when_to_come_back(gridward, city):
    slow = create(gridward, city, "slow", "viewer", "--rate", "3")
    fast = create(gridward, city, "fast", "viewer")
    with serving(gridward, city, "--rate-anonymous", "2") as url:
        http = client(url)
        for _ in range(3):
            me(http, headers=bearer(slow))
        answer = http("GET", "/v1/me", headers=bearer(slow))
        expect_problem(answer, 429)
        assert 1 <= int(answer.headers["Retry-After"]) <= 20
        for _ in range(2):
            me(http)
        expect_problem(http("GET", "/v1/me"), 429)
        get(http, "/healthz")
        for _ in range(10):
            me(http, headers=bearer(fast))


FORWARDED = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https",
             "X-Forwarded-Host": "maps.example.org", "X-Forwarded-Prefix": "/gw"}


def template(http, **options):
    return get(http, "/tiles/grid.json", **options).json()["tiles"][0]


def test_a_trusted_proxy_alone_says_what_the_client_asked(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        assert template(client(url), headers=FORWARDED).startswith(f"{url}/tiles/")
    with serving(gridward, demo_db, "--trusted-proxies", "127.0.0.1") as url:
        http = client(url)
        assert template(http, headers=FORWARDED).startswith("https://maps.example.org/gw/tiles/")
        wild = FORWARDED | {"X-Forwarded-Host": 'a"><b', "X-Forwarded-Prefix": "//evil"}
        answer = http("GET", "/tiles/grid.json", headers=wild)
        assert "evil" not in answer.text and "<b" not in answer.text


def test_the_log_tells_of_every_request_and_of_no_token(gridward, city, tmp_path):
    token = create(gridward, city, "gate", "viewer")
    log = tmp_path / "log.jsonl"
    with serving_logged(gridward, city, log, "--log", "requests", "--trusted-proxies",
                        "127.0.0.1") as url:
        http = client(url)
        me(http, headers=bearer(token) | FORWARDED)
        http("GET", f"{TILE}?access_token={token}&month=2026-10")
        http("GET", f"/v1/me?access_token={token}")
        http("GET", f"/v1/locate?token={token}&lon=1")
        http("GET", f"/{token}")
        http("POST", "/v1/locate", data="{", headers=bearer(token))
        raw(url, b"GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    text = log.read_text()
    assert token[3:] not in text
    lines = [json.loads(line) for line in text.splitlines()]
    told = [line for line in lines if "method" in line]
    # A reply may reach its client before its line is written, and the next one's line come first.
    assert sorted((line["path"], line["status"]) for line in told) == [
        ("/" + "*" * len(token), 404),
        ("/nothing", 404), (TILE, 200), ("/v1/locate", 400), ("/v1/locate", 400),
        ("/v1/me", 200), ("/v1/me", 401)]
    assert len({line["id"] for line in told}) == len(told)
    good, = (line for line in told if (line["path"], line["status"]) == ("/v1/me", 200))
    assert (good["who"], good["role"], good["address"]) == ("gate", "viewer", "192.0.2.7")
    tile, = (line for line in told if line["path"] == TILE)
    assert (tile["who"], tile["query"]) == ("gate", "month=2026-10")
    for line in told:
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert line["level"] == "info" and line["bytes"] >= 0 and line["ms"] >= 0


def test_health_is_told_without_a_token(gridward, city):
    create(gridward, city, "gate", "viewer")
    with serving(gridward, city, "--rate-anonymous", "1") as url:
        for _ in range(5):
            assert requests.get(f"{url}/healthz", timeout=30,
                                headers=bearer("gw_wrong")).status_code == 200
