# SPDX-License-Identifier: Apache-2.0
"""The server with many clients at once: what it shares, refuses, cuts and brings to an end."""
import concurrent.futures
import contextlib
import json
import re
import signal
import socket
import threading
import time

import pytest
import requests
from server import TILE, TIMEOUT, address, client, expect_problem, get, raw, serving

CLIENTS = 50
JSON = {"Content-Type": "application/json"}
POINTS = json.dumps({"crs": "wgs84", "points": [[120.84, 40.7]] * 30000})


@pytest.fixture(scope="module")
def url(gridward, demo_db):
    with serving(gridward, demo_db, "--timeout", TIMEOUT) as base:
        yield base


@pytest.fixture(scope="module")
def http(url):
    return client(url)


def together(n, call):
    """What n calls return that all begin at once."""
    barrier = threading.Barrier(n)

    def one(i):
        barrier.wait()
        return call(i)

    with concurrent.futures.ThreadPoolExecutor(n) as pool:
        return list(pool.map(one, range(n)))


def figures(url):
    """The metrics, by name and labels."""
    text = requests.get(url + "/metrics", timeout=9).text
    return {name: float(value) for name, value in re.findall(r"^(\S+) (\S+)$", text, re.MULTILINE)}


def settled(url, wanted):
    """The figures, once they hold what is wanted: they are told some times a second."""
    for _ in range(100):
        now = figures(url)
        if all(now[name] == value for name, value in wanted.items()):
            return now
        time.sleep(0.05)
    pytest.fail(f"{ {name: now[name] for name in wanted} }, not {wanted}")


# Tiles

def test_a_tile_that_many_want_is_drawn_once(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        get(client(url), "/tiles/counts.json")  # the map is made
        answers = together(CLIENTS, lambda i: requests.get(url + TILE, timeout=30))
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.content for answer in answers}) == 1
        ways = [f'gridward_tiles_total{{from="{way}"}}' for way in ("drawing", "cache", "joined")]
        for _ in range(100):
            now = figures(url)
            if sum(now[way] for way in ways) == CLIENTS:
                break
            time.sleep(0.05)
        assert sum(now[way] for way in ways) == CLIENTS and now[ways[0]] == 1
        settled(url, {"gridward_tile_cache_entries": 1})


def test_a_tile_that_is_known_is_neither_drawn_nor_sent(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        tag = requests.get(url + TILE, timeout=9).headers["ETag"]
    with serving(gridward, demo_db) as url:  # another one, which has drawn nothing
        answer = requests.get(url + TILE, headers={"If-None-Match": tag}, timeout=9)
        assert answer.status_code == 304 and answer.content == b""
        assert answer.headers["ETag"] == tag
        time.sleep(0.3)
        settled(url, {'gridward_tiles_total{from="drawing"}': 0})
        assert requests.get(url + TILE, timeout=9).headers["ETag"] == tag


def test_a_kept_tile_is_what_was_drawn(http):
    for path in (TILE, TILE.replace(".png", "@2x.png")):
        first, again = get(http, path), get(http, path)
        assert first.content == again.content
        for name in ("ETag", "Cache-Control", "Content-Type", "Vary"):
            assert first.headers[name] == again.headers[name]
        head = http("HEAD", path)
        assert head.content == b"" and int(head.headers["Content-Length"]) == len(first.content)


def test_the_bound_of_kept_tiles_holds(gridward, demo_db):
    with serving(gridward, demo_db, "--cache", "1MiB") as url:
        paths = [f"/tiles/safety/15/{x}/{y}@2x.png"
                 for x in range(27380, 27396) for y in range(12316, 12328)]
        alone = {path: requests.get(url + path, timeout=30).content for path in paths}
        time.sleep(0.3)
        now = figures(url)
        assert 0 < now["gridward_tile_cache_bytes"] <= 1 << 20
        assert now["gridward_tile_cache_evictions_total"] > 0
        for path in paths[::7]:
            assert requests.get(url + path, timeout=30).content == alone[path]


# Headers

def test_every_answer_has_an_id_of_its_own(http):
    ids = [http("GET", path).headers["X-Request-Id"]
           for path in ("/healthz", "/nowhere", "/v1/divisions", "/healthz")]
    assert len(set(ids)) == 4


def test_what_may_be_kept_by_whom_is_told(http):
    assert http("GET", "/nowhere").headers["Cache-Control"] == "no-store"
    assert "Authorization" in http("GET", TILE).headers["Vary"]
    for path, kept in ((TILE, "private, max-age=5"), ("/tiles/counts.json", "private, no-cache"),
                       (TILE.replace("counts", "grid"), "public, max-age=5"),
                       (TILE.replace("counts", "grid") + "?v=1", "public, max-age=5"),
                       ("/tiles/grid.json", "public, no-cache")):
        for _ in range(2):  # the second one is kept by the server, too
            assert http("GET", path).headers["Cache-Control"] == kept


def test_a_preflight_allows_what_pages_send(http):
    answer = http("OPTIONS", "/v1/locate", headers={"Origin": "https://maps.example"})
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"authorization", "content-type", "if-none-match", "last-event-id"} <= set(allowed)
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, POST, OPTIONS"


def test_the_server_says_that_it_is_ready(http):
    assert get(http, "/healthz/ready").json() == {"status": "ready"}


# Bounds

def test_more_than_may_wait_is_refused_with_a_time_to_come_back(gridward, demo_db):
    with serving(gridward, demo_db, "--workers", "1", "--queue", "2", "--log", "none") as url:
        answers = together(20, lambda i: requests.post(
            url + "/v1/locate", data=POINTS, headers=JSON, timeout=60))
        refused = [answer for answer in answers if answer.status_code != 200]
        assert 0 < len(refused) < 20
        for answer in refused:
            expect_problem(answer, 503)
            assert int(answer.headers["Retry-After"]) > 0
        assert requests.get(url + "/healthz", timeout=9).status_code == 200
        settled(url, {"gridward_queue_rejected_total": len(refused), "gridward_queue_depth": 0})


def answered(connection):
    """Whether the server answers on the connection, rather than close it."""
    with contextlib.suppress(ConnectionError):
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
        received = b""
        while not received.endswith(b'{"status":"ok"}\n'):
            piece = connection.recv(1000)
            if not piece:
                return False
            received += piece
        return True
    return False


@pytest.mark.parametrize("option", ("--connections-per-address", "--connections"))
def test_connections_are_bounded(gridward, demo_db, option):
    with serving(gridward, demo_db, option, "8") as url, contextlib.ExitStack() as stack:
        open_ones = []
        for _ in range(30):
            connection = stack.enter_context(socket.create_connection(address(url), timeout=5))
            with contextlib.suppress(TimeoutError):
                if answered(connection):
                    open_ones.append(connection)
            if len(open_ones) == 8:
                break
        assert 4 <= len(open_ones) <= 8
        late = stack.enter_context(socket.create_connection(address(url), timeout=0.5))
        if len(open_ones) == 8:
            with contextlib.suppress(TimeoutError):
                assert not answered(late)
        for connection in open_ones:
            assert answered(connection)


def test_clients_of_events_are_bounded(gridward, demo_db):
    with serving(gridward, demo_db, "--event-clients", "2", "--log", "none") as url:
        http = client(url)
        with http("GET", "/v1/events", stream=True), http("GET", "/v1/events", stream=True):
            refused = http("GET", "/v1/events")
            assert "2 clients follow" in expect_problem(refused, 503)["detail"]
            assert int(refused.headers["Retry-After"]) > 0
            get(http, "/v1/me")


def test_headers_are_bounded(url, http):
    head = b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 40000 + b"\r\n\r\n"
    assert re.match(rb"HTTP/1\.1 4\d\d ", raw(url, head)) or raw(url, head) == b""
    answer = raw(url, b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    assert answer == b"" or re.match(rb"HTTP/1\.1 4\d\d ", answer)
    assert get(http, "/healthz")


def test_a_client_of_one_byte_a_second_is_cut(url):
    with socket.create_connection(address(url), timeout=0.1) as connection:
        since = time.monotonic()
        for byte in b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Y: abcdefghij\r\n" * 3:
            try:
                connection.sendall(bytes([byte]))
                if not connection.recv(1000):
                    break
            except TimeoutError:
                time.sleep(0.9)
            except ConnectionError:
                break
            assert time.monotonic() < since + 5 * TIMEOUT


def test_a_client_that_does_not_read_is_cut_and_holds_up_nobody(gridward, demo_db):
    with serving(gridward, demo_db, "--timeout", "1") as url, \
            socket.create_connection(address(url)) as connection:
        head = f"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" \
               f"Content-Length: {len(POINTS)}\r\n\r\n"
        connection.sendall((head + POINTS).encode())
        assert requests.get(url + "/healthz", timeout=2).status_code == 200
        settled(url, {"gridward_connections_open": 1})  # the one that asks


@pytest.mark.parametrize("text", (
    b"\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", b"\0" * 100 + b"\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\xaa" * 80))
def test_what_is_no_request_is_no_failure_of_the_servers(url, http, text):
    with contextlib.suppress(TimeoutError):
        for status in re.findall(rb"^HTTP/1\.[01] (\d+)", raw(url, text, timeout=8), re.MULTILINE):
            assert int(status) < 500 or status == b"505", text
    assert get(http, "/healthz")


# Pipelines and long lives

def test_requests_sent_ahead_are_answered_in_turn(url):
    paths = [TILE, "/healthz", "/v1/divisions", TILE, "/tiles/counts.json", "/nowhere"] * 5
    text = "".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths)
    text += "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = raw(url, text.encode())
    statuses = re.findall(rb"HTTP/1\.1 (\d+) ", answer)
    assert statuses == [b"404" if path == "/nowhere" else b"200" for path in paths] + [b"200"]


@pytest.mark.parametrize("line, status", (
    (b"GET http://localhost/healthz?x=1 HTTP/1.1", 200), (b"GET HTTP://localhost HTTP/1.1", 200),
    (b"GET https://localhost:443/v1/me HTTP/1.1", 200), (b"GET http:/healthz HTTP/1.1", 404),
    (b"GET ftp://localhost/healthz HTTP/1.1", 404), (b"GET /healthz HTTP/1.0", 200),
    (b"OPTIONS * HTTP/1.1", 204), (b"CONNECT localhost:80 HTTP/1.1", 404)))
def test_a_target_may_have_any_form_that_http_knows(url, line, status):
    answer = raw(url, line + b"\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert answer.split()[1] == b"%d" % status


CHUNKED = (b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
           b"Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
SMALL = b'{"crs":"wgs84","points":[[120.84,40.7]]}'


@pytest.mark.parametrize("body, status", (
    (b"%x\r\n%s\r\n0\r\nX-Trailer: 1\r\nContent-Length: 5\r\n\r\n" % (len(SMALL), SMALL), 200),
    (b"%x;a=b\r\n%s\r\n0\r\n\r\n" % (len(SMALL), SMALL), 200),
    (b"zz\r\n", 400), (b"-1\r\n", 400), (b"ffffffffffffffffff\r\n", 413)))
def test_a_body_may_come_in_chunks(url, body, status):
    assert raw(url, CHUNKED + body).split()[1] == b"%d" % status


def test_a_thousand_requests_at_once_are_all_answered(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        request = f"GET {TILE} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
        with contextlib.ExitStack() as stack:
            for _ in range(300):  # that never end their requests are in nobody's way
                half = stack.enter_context(socket.create_connection(address(url)))
                half.sendall(request[:20])
            with concurrent.futures.ThreadPoolExecutor(200) as pool:
                answers = list(pool.map(lambda _: raw(url, request, 60), range(1000)))
    assert {answer.split()[1] for answer in answers} == {b"200"}


def test_one_connection_serves_requests_of_all_kinds(url):
    with requests.Session() as session:
        for _ in range(3):
            assert session.get(url + TILE, timeout=9).status_code == 200
            answer = session.post(url + "/v1/locate", data=POINTS, headers=JSON, timeout=60)
            assert len(answer.json()["results"]) == 30000
            assert session.get(url + "/nowhere", timeout=9).status_code == 404
            assert session.request("BREW", url + "/healthz", timeout=9).status_code == 405


# The end

def stop(process):
    process.send_signal(signal.SIGTERM)
    code = process.wait(20)
    return code, process.stderr.read()


@pytest.fixture
def running(gridward, demo_db):
    process = gridward.start("serve", demo_db, "--listen", "127.0.0.1:0", "--workers", "1",
                             "--drain-seconds", "9")
    yield process, re.search(r"http://\S+(?=/)", process.stdout.readline())[0]
    process.kill()
    process.wait()


def test_requests_under_way_are_answered_before_the_end(running):
    process, url = running
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(requests.post, url + "/v1/locate", data=POINTS, headers=JSON, timeout=60)
                 for _ in range(6)]
        while figures(url)["gridward_workers_busy"] < 1:
            time.sleep(0.01)
        time.sleep(0.3)  # all six have come
        assert stop(process) == (0, "")
        for answer in asked:
            assert answer.result().status_code == 200
            assert len(answer.result().json()["results"]) == 30000


def test_the_last_answers_close_their_connections_and_no_more_come(running):
    process, url = running
    ask = (b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
           b"Content-Length: %d\r\n\r\n" % len(POINTS))
    with socket.create_connection(address(url), timeout=20) as connection:
        connection.sendall(ask + POINTS[:-1].encode())  # all but a byte of it
        time.sleep(0.3)
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        with pytest.raises(ConnectionError):
            socket.create_connection(address(url), timeout=5)
        connection.sendall(POINTS[-1:].encode())
        received = b""
        while piece := connection.recv(1 << 20):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ") and b"\r\nConnection: close" in head
    assert len(json.loads(body)["results"]) == 30000
    assert process.wait(20) == 0


def test_a_client_that_never_ends_does_not_keep_the_server(gridward, demo_db):
    process = gridward.start("serve", demo_db, "--listen", "127.0.0.1:0", "--drain-seconds", "1")
    url = re.search(r"http://\S+(?=/)", process.stdout.readline())[0]
    with socket.create_connection(address(url)) as connection:
        connection.sendall(b"POST /v1/locate HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
        assert stop(process) == (0, "")
