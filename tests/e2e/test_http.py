# SPDX-License-Identifier: Apache-2.0
"""The server, through sockets and an HTTP client that knows nothing of how it was written."""
import concurrent.futures
import random
import re
import shutil
import signal
import socket
import time

import database
import pytest
import requests
from commands import locate as locate_by_program
from conftest import DEMO
from server import TILE, TIMEOUT, address, client, expect_problem, get, raw, serving

INSIDE = (120.84, 40.70)

@pytest.fixture(scope="module")
def url(gridward, demo_db):
    with serving(gridward, demo_db, "--timeout", TIMEOUT) as base:
        yield base


@pytest.fixture(scope="module")
def http(url):
    return client(url)


# Locate

def one(http, lon, lat, crs="wgs84", **more):
    return get(http, "/v1/locate", params={"lon": lon, "lat": lat, "crs": crs, **more}).json()


def test_a_point_has_its_cell_and_path(http):
    found = one(http, *INSIDE)
    path = found["path"]
    assert [unit["level"] for unit in path] == [0, 1, 2, 3]
    assert path[0]["code"] == "990101" and path[0]["name_en"] == "Binhai District"
    assert path[-1]["code"] == found["cell"] and path[-1]["name"] == found["name"]
    assert all(found["cell"].startswith(unit["code"]) for unit in path)
    assert "candidates" not in found


def test_a_point_outside_has_none(http):
    found = one(http, 0, 0)
    assert found["cell"] is None and found["path"] == [] and found["name"] is None


def test_the_scheme_and_the_crs_count(http):
    assert one(http, *INSIDE, scheme="police")["cell"].startswith("9901010")
    assert len(one(http, *INSIDE, scheme="police")["path"]) == 2
    codes = {crs: one(http, *INSIDE, crs=crs)["cell"]
             for crs in ("wgs84", "cgcs2000", "gcj02", "bd09", "EPSG:4490", "CRS84")}
    assert codes["wgs84"] == codes["cgcs2000"] == codes["EPSG:4490"] == codes["CRS84"]
    assert len({codes["wgs84"], codes["gcj02"], codes["bd09"]}) == 3
    assert one(http, 13451847.5, 4969479.9, crs="EPSG:3857")["cell"] is not None


def test_accuracy_brings_the_cells_around(http):
    candidates = one(http, *INSIDE, accuracy=300)["candidates"]
    assert len(candidates) > 1
    assert candidates[0] == {"cell": one(http, *INSIDE)["cell"], "metres": 0}
    distances = [candidate["metres"] for candidate in candidates]
    assert distances == sorted(distances) and distances[-1] <= 300
    assert one(http, 0, 0, accuracy=1000)["candidates"] == []


@pytest.mark.parametrize("query, parameter", (
    ("lon=120.84&lat=40.7", "crs"), ("lon=120.84&crs=wgs84", "lat"), ("lat=40.7&crs=wgs84", "lon"),
    ("lon=120.84&lat=91&crs=wgs84", "lat"), ("lon=181&lat=40.7&crs=gcj02", "lon"),
    ("lon=x&lat=40.7&crs=wgs84", "lon"), ("lon=120.84&lat=nan&crs=wgs84", "lat"),
    ("lon=120,84&lat=40.7&crs=wgs84", "lon"), ("lon=1e999&lat=0&crs=wgs84", "lon"),
    ("lon=120.84&lat=40.7&crs=mars", "crs"), ("lon=1&lat=1&crs=", "crs"),
    ("lon=1&lat=1&crs=EPSG:999999", "crs"), ("lon=1&lat=1&crs=EPSG:5773", "crs"),
    ("lon=1&lat=1&crs=wgs84&scheme=fire", "scheme"), ("lon=1&lat=1&crs=wgs84&as_of=soon", "as_of"),
    ("lon=1&lat=1&crs=wgs84&as_of=2026-02-30", "as_of"),
    ("lon=1&lat=1&crs=wgs84&accuracy=-1", "accuracy"),
    ("lon=1&lat=1&crs=wgs84&accuracy=1001", "accuracy"), ("lon=1&lat=1&crs=wgs84&x=1", "x"),
    ("lon=1&lon=1&lat=1&crs=wgs84", "lon"), ("lon=1&lat=%FF&crs=wgs84", "lat")))
def test_a_bad_parameter_of_locate_is_named(http, query, parameter):
    expect_problem(http("GET", "/v1/locate?" + query), 400, parameter=parameter)


def test_what_is_kept_of_a_cell_is_for_those_who_ask(gridward, tmp_path, demo_db):
    """Who asks again for a cell, or has its answer, gets what was kept; other roles their own."""
    db = shutil.copy(demo_db, tmp_path / "kept.db")
    token = gridward.done("token", "create", db, "v", "--role", "viewer").stdout.strip()
    with serving(gridward, db) as base:
        def ask(**headers):
            return requests.get(base + "/v1/locate?lon=120.84&lat=40.7&crs=wgs84", headers=headers,
                                timeout=9)
        first, again, viewer = ask(), ask(), ask(Authorization=f"Bearer {token}")
        assert first.content == again.content and first.headers["ETag"] == again.headers["ETag"]
        assert "grade" not in first.json() and "grade" in viewer.json()
        had = ask(**{"If-None-Match": again.headers["ETag"]})
        assert had.status_code == 304 and had.headers["ETag"] == again.headers["ETag"]
        assert not had.content
        assert ask(**{"If-None-Match": viewer.headers["ETag"]}).content == first.content

        cell = first.json()["cell"]
        database.execute(db, f"UPDATE unit SET name_en = 'Renamed' WHERE code = '{cell}'")
        deadline = time.monotonic() + 10
        while ask().json()["name_en"] != "Renamed":
            assert time.monotonic() < deadline
            time.sleep(0.05)
        assert ask(**{"If-None-Match": first.headers["ETag"]}).json()["name_en"] == "Renamed"


def test_a_division_has_its_days(gridward, new_db):
    gridward.done("import", "cells", new_db, DEMO / "beats.geojson", "--scheme", "police",
                  "--level", "beat", "--code", "code", "--crs", "wgs84",
                  "--valid-from", "2026-05-01")
    with serving(gridward, new_db) as base:
        query = {"lon": 120.84, "lat": 40.7, "crs": "wgs84"}
        early, late = (requests.get(base + "/v1/locate", params={**query, "as_of": day}, timeout=9)
                       for day in ("2026-04-30", "2026-05-01"))
        expect_problem(early, 404, parameter="as_of")
        assert late.json()["cell"]
        expect_problem(requests.get(base + TILE + "?month=2026-04", timeout=9), 404,
                       parameter="month")
        [division] = requests.get(base + "/v1/divisions", timeout=9).json()["divisions"]
        assert division["valid_from"] == "2026-05-01" and division["valid_to"] is None


def many(http, points, crs="wgs84", **more):
    answer = http("POST", "/v1/locate", json={"crs": crs, "points": points, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def test_many_points_are_each_what_one_is_and_what_the_program_says(http, gridward, demo_db):
    chance = random.Random(8)
    points = [(round(chance.uniform(120.75, 120.95), 7), round(chance.uniform(40.64, 40.76), 7))
              for _ in range(500)]
    for crs in ("wgs84", "gcj02"):
        found = many(http, points, crs=crs)
        rows = locate_by_program(gridward, demo_db, points, crs=crs)
        assert [result["cell"] or "" for result in found] == [row["cell"] for row in rows]
        assert found[:20] == [one(http, *point, crs=crs) for point in points[:20]]
    near = many(http, points, accuracy=50)
    rows = locate_by_program(gridward, demo_db, points, "--accuracy", 50)
    assert [";".join(c["cell"] for c in result["candidates"]) for result in near] == [
        row["candidates"] for row in rows]


def test_no_points_have_no_results(http):
    assert many(http, []) == []


def test_a_hundred_thousand_points_are_answered(http):
    found = many(http, [INSIDE] * 99999 + [(0, 0)])
    assert len(found) == 100000
    assert found[0]["cell"] == found[99998]["cell"] and found[99999]["cell"] is None


@pytest.mark.parametrize("members, pointer", (
    ({"crs": None}, "/crs"), ({"crs": "mars"}, "/crs"), ({"crs": ""}, "/crs"),
    ({"scheme": "fire"}, "/scheme"), ({"scheme": 1}, "/scheme"), ({"as_of": "x"}, "/as_of"),
    ({"accuracy": -1}, "/accuracy"), ({"accuracy": "9"}, "/accuracy"), ({"color": 1}, "/color"),
    ({"points": None}, "/points"), ({"points": [[1, 2]] * 7 + [[1, 91]]}, "/points/7/1"),
    ({"points": [[1, 2]] * 7 + [[181, 2]]}, "/points/7/0"), ({"points": [[1, 2], 3]}, "/points/1"),
    ({"points": [[1, 2, 3]]}, "/points/0"), ({"points": [[1, "2"]]}, "/points/0/1"),
    ({"points": [[1, 2]] * 100001}, "/points"),
    ({"points": [[1, 2]] * 10001, "accuracy": 5}, "/points"),
    ({"points": [[1e300, 2]], "crs": "EPSG:3857"}, "/points/0")))
def test_a_fault_in_the_body_is_named_by_its_pointer(http, members, pointer):
    body = {"crs": "wgs84", "points": [[1, 2]], **members}
    expect_problem(http("POST", "/v1/locate", json=body), 400, pointer=pointer)


def test_a_body_without_a_crs_is_refused(http):
    expect_problem(http("POST", "/v1/locate", json={"points": [[1, 2]]}), 400, pointer="/crs")


@pytest.mark.parametrize("body", (
    b"", b"{", b"[]", b"null", b"{}x", b'{"crs":"wgs84","crs":"wgs84","points":[]}',
    b'{"crs":"\xff","points":[]}', b'{"crs":"wgs84","points":[[1,NaN]]}', b"[" * 1000000,
    b'{"points":[' + b"[]," * 1000000, b'{"a":' * 1000000, b'{"crs":"a\\u0000"}', b"\0" * 1000),
    ids=range(13))
def test_a_body_that_is_no_strict_json_is_refused(http, body):
    answer = http("POST", "/v1/locate", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_body_of_another_type_is_refused(http):
    answer = http("POST", "/v1/locate", data={"crs": "wgs84"})
    expect_problem(answer, 415)


# The rest

def test_divisions_are_listed(http):
    assert get(http, "/v1/divisions").json() == {"divisions": [
        {"scheme": "governance", "level": "grid", "valid_from": None, "valid_to": None,
         "cells": 426, "levels": ["district", "street", "community", "grid"]},
        {"scheme": "police", "level": "beat", "valid_from": None, "valid_to": None, "cells": 48,
         "levels": ["station", "beat"]}]}
    expect_problem(http("GET", "/v1/divisions?x=1"), 400, parameter="x")


def test_the_server_is_well(http):
    assert get(http, "/healthz").json() == {"status": "ok"}
    assert get(http, "/healthz?probe=1").json() == {"status": "ok"}


def test_the_page_and_its_files_are_served_with_a_strict_policy(http):
    page = get(http, "/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'; ")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    files = re.findall(r'(?:src|href)="([^":,]+)"', page.text)
    assert len(files) == 5
    for file in files:
        assert get(http, "/" + file).content
    assert not re.search(r"<script>|<style>| on[a-z]+=|style=|https?://", page.text)
    for name in re.findall(r"url\(([^)]+\.png)\)", get(http, "/leaflet/leaflet.css").text):
        assert get(http, "/leaflet/" + name).headers["Content-Type"] == "image/png"


@pytest.mark.parametrize("path", ("/app.js/", "/web/app.js", "/index.html", "/leaflet/",
                                  "/leaflet/leaflet.esm.js", "/../app.js", "/leaflet/../app.js",
                                  "/leaflet/%2e%2e/app.js", "/leaflet/..%2fapp.js",
                                  "/%2e%2e/web/app.js", "//app.js", "/etc/passwd", "/app.js%00",
                                  "/../../../../../etc/passwd"))
def test_no_other_file_is(url, path):
    answer = raw(url, f"GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert b" 404 " in answer.split(b"\r\n")[0]


@pytest.mark.parametrize("path", ("/", "/healthz", "/v1/divisions", TILE, "/tiles/counts.json",
                                  "/v1/locate?lon=120.84&lat=40.7&crs=wgs84", "/nowhere",
                                  "/v1/locate"))
def test_head_is_get_without_the_body(http, path):
    full, head = http("GET", path), http("HEAD", path)
    assert head.status_code == full.status_code and head.content == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
        assert head.headers.get(name) == full.headers.get(name)


@pytest.mark.parametrize("method, path, allow", (
    ("POST", "/", "GET, HEAD, OPTIONS"), ("PUT", "/v1/locate", "GET, HEAD, POST, OPTIONS"),
    ("DELETE", TILE, "GET, HEAD, OPTIONS"), ("PATCH", "/healthz", "GET, HEAD, OPTIONS"),
    ("POST", "/v1/divisions", "GET, HEAD, OPTIONS"), ("BREW", "/healthz", "GET, HEAD, OPTIONS")))
def test_a_method_that_is_not_there_is_told_which_are(http, method, path, allow):
    answer = http(method, path)
    expect_problem(answer, 405)
    assert answer.headers["Allow"] == allow


def test_a_preflight_is_answered(http):
    answer = http("OPTIONS", "/v1/locate", headers={
        "Origin": "https://maps.example", "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type"})
    assert answer.status_code == 204 and answer.content == b""
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert "content-type" in answer.headers["Access-Control-Allow-Headers"].lower()


# Load, malice and slowness

def test_a_body_too_large_is_refused_with_a_readable_answer(http):
    for size in ((8 << 20) + 1, 20 << 20):
        for body in (b" " * size, iter([b" " * (1 << 20)] * (size // (1 << 20) + 1))):
            answer = http("POST", "/v1/locate", data=body,
                          headers={"Content-Type": "application/json"})
            expect_problem(answer, 413)
    expect_problem(http("POST", "/healthz", data=b" " * ((1 << 20) + 1)), 413)


def test_a_body_past_all_bounds_is_cut_or_refused(url):
    head = b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"
    assert b" 413 " in raw(url, head % (1 << 40)).split(b"\r\n")[0]
    chunks = b"%x\r\n%b\r\n" % (1 << 20, b" " * (1 << 20)) * 40
    head = b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b" 200 " not in raw(url, head + chunks)


def test_a_client_that_waits_for_leave_is_told_before_it_sends(url):
    answer = raw(url, b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                      b"Content-Length: 90000000\r\nConnection: close\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413 ")


def mangled(chance):
    """A request that is nearly one."""
    request = bytearray(chance.choice((
        b"GET %b?month=2026-10 HTTP/1.1\r\nHost: a\r\n" % TILE.encode(),
        b"GET /v1/locate?lon=120.84&lat=40.7&crs=wgs84&accuracy=9 HTTP/1.1\r\nHost: a\r\n",
        b"GET /tiles/safety.json?scheme=police HTTP/1.1\r\nHost: a\r\nIf-None-Match: \"x\"\r\n",
        b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        b"Content-Length: 36\r\n")) + b"Connection: close\r\n\r\n" +
        b'{"crs":"wgs84","points":[[120,40.7]]}')
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(request))
        what = chance.randrange(5)
        if what == 0:
            request[at] = chance.randrange(256)
        elif what == 1:
            del request[at:at + chance.randint(1, 12)]
        elif what == 2:
            request[at:at] = chance.choice((b"%", b"%00", b"%ff", b"\0", b"\r\n", b"/", b"..", b"?",
                                            b"&", b"=", b"9" * 30, b"-", b"[" * 9, b"\xff", b'"'))
        elif what == 3:
            request[at:at] = request[chance.randrange(len(request)):]
        else:
            request[at:at] = bytes([chance.randrange(33, 127)]) * chance.randint(1, 5000)
    return bytes(request)


def test_malformed_requests_never_harm(url, http):
    def send(seed):
        text = mangled(random.Random(seed))
        for status in re.findall(rb"^HTTP/1\.[01] (\d+)", raw(url, text), re.MULTILINE):
            # The HTTP library's own 5xx: a version or a coding that it does not know.
            assert int(status) < 500 or status in (b"501", b"505"), (seed, text, status)

    with concurrent.futures.ThreadPoolExecutor(32) as pool:
        list(pool.map(send, range(600)))
    assert get(http, "/healthz").json() == {"status": "ok"}


def test_eight_clients_at_once_get_what_one_gets(http, url):
    paths = ["/v1/divisions", "/v1/locate?lon=120.84&lat=40.7&crs=gcj02"]
    paths += [f"/tiles/{name}/13/{x}/{y}.png?month=2026-{month:02}"
              for name in ("counts", "safety", "reports") for x in (6845, 6846)
              for y in (3080, 3081) for month in (3, 7, 8)]
    alone = {path: get(http, path).content for path in paths}

    def work(seed):
        session = requests.Session()
        order = paths * 3
        random.Random(seed).shuffle(order)
        for path in order:
            answer = session.get(url + path, timeout=60)
            assert answer.status_code == 200 and answer.content == alone[path], path

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(8)))


def seconds_until_cut(url, begin, drop):
    """How long the server bears a client that sends begin, then drop every 0.2 seconds."""
    with socket.create_connection(address(url), timeout=0.2) as connection:
        connection.sendall(begin)
        since = time.monotonic()
        while time.monotonic() < since + 10 * TIMEOUT:
            try:
                connection.sendall(drop)
                if not connection.recv(1000):
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
        return time.monotonic() - since


def test_slow_clients_are_cut(url):
    request = b"GET /healthz HTTP/1.1\r\nHost: a\r\n"
    body = b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n"
    slow = ((b"", b""), (b"G", b""), (request, b""), (request, b"A"), (request, b"A: b\r\n"),
            (body, b" "))

    with concurrent.futures.ThreadPoolExecutor(len(slow)) as pool:
        for slow_one, seconds in zip(slow, pool.map(lambda c: seconds_until_cut(url, *c), slow)):
            assert seconds < 3 * TIMEOUT, slow_one


def test_clients_that_hang_do_not_keep_others_waiting(url, http):
    hanging = [socket.create_connection(address(url)) for _ in range(100)]
    try:
        for connection in hanging:
            connection.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert requests.get(url + "/healthz", timeout=1).status_code == 200
    finally:
        for connection in hanging:
            connection.close()


# The command

@pytest.mark.parametrize("listen, word", (
    ("8080", "ADDR:PORT"), ("127.0.0.1:", "ADDR:PORT"), ("127.0.0.1:65536", "ADDR:PORT"),
    (":80", "ADDR:PORT"), ("127.0.0.1:x", "ADDR:PORT"), ("example.org:80", "--public"),
    ("0.0.0.0:0", "--public"), ("[::]:0", "--public"), ("192.0.2.1:0", "--public")))
def test_an_address_that_is_none_or_public_is_refused(gridward, demo_db, listen, word):
    result = gridward.done("serve", demo_db, "--listen", listen, status=2)
    assert word in result.stderr and result.stdout == ""


def test_an_address_in_use_is_named(gridward, demo_db, url):
    result = gridward.done("serve", demo_db, "--listen", url.removeprefix("http://"), status=2)
    assert "127.0.0.1" in result.stderr and "in use" in result.stderr


def test_a_database_that_is_none_is_not_served(gridward, tmp_path):
    (tmp_path / "x.db").write_text("x" * 5000)
    for name in ("x.db", "nothing.db"):
        result = gridward.done("serve", tmp_path / name, "--listen", "127.0.0.1:0", status=2)
        assert name in result.stderr and result.stdout == ""


def test_an_empty_database_is_served(gridward, empty_db):
    with serving(gridward, empty_db) as base:
        assert requests.get(base + "/v1/divisions", timeout=9).json() == {"divisions": []}
        expect_problem(requests.get(base + TILE, timeout=9), 404)
        answer = requests.get(base + "/v1/locate?lon=1&lat=1&crs=wgs84", timeout=9)
        expect_problem(answer, 404)


@pytest.mark.parametrize("how", (signal.SIGTERM, signal.SIGINT))
def test_it_stops_when_told_with_clients_connected(gridward, demo_db, how):
    process = gridward.start("serve", demo_db, "--listen", "127.0.0.1:0")
    base = re.search(r"http://\S+(?=/)", process.stdout.readline())[0]
    with socket.create_connection(address(base)) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n")
        requests.get(base + TILE, timeout=30)
        process.send_signal(how)
        assert process.wait(10) == 0
    assert process.stderr.read() == ""


def test_without_the_page_the_rest_is_served(gridward, demo_db, tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDWARD_WEB", str(tmp_path / "nowhere"))
    process = gridward.start("serve", demo_db, "--listen", "127.0.0.1:0")
    base = re.search(r"http://\S+(?=/)", process.stdout.readline())[0]
    expect_problem(requests.get(base + "/", timeout=9), 404)
    assert requests.get(base + "/healthz", timeout=9).status_code == 200
    process.terminate()
    assert process.wait(10) == 0
    assert "nowhere" in process.stderr.read()


def test_ipv6_is_served_too(gridward, demo_db):
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("there is no IPv6 here")
    process = gridward.start("serve", demo_db, "--listen", "[::1]:0")
    base = re.search(r"http://\[::1\]:\d+", process.stdout.readline())[0]
    map = requests.get(base + "/tiles/safety.json", timeout=9).json()
    assert map["tiles"][0].startswith(base + "/")
    process.terminate()
    assert process.wait(10) == 0
