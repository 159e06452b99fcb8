# SPDX-License-Identifier: Apache-2.0
"""Ten thousand requests that no client should send: each gets a problem, and the server lives on."""
import http.client
import json
import random
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import pytest

from server import address, serving

COUNT = 10_000
THREADS = 4
GOOD = {  # requests that are well-formed, and the body some of them bring
    "GET": ("/", "/healthz", "/openapi.json", "/tiles/safety.json?month=2026-10",
            "/tiles/counts/13/6846/3080.png?month=2026-10&scheme=governance&level=grid&lang=zh",
            "/tiles/safety/13/6846/3080.mvt", "/v1/divisions", "/v1/maps", "/v1/me",
            "/v1/locate?lon=120.85&lat=40.7&crs=wgs84&accuracy=10&as_of=2026-10-01",
            "/v1/units?scheme=police&level=beat&q=a&limit=5", "/v1/units/police/beat/0101",
            "/v1/reports?limit=5&status=uploaded&bbox=120,40,121,41&from=2026-10-01", "/v1/reports/1",
            "/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/police-beat",
            "/ogc/collections/police-beat/items?limit=3&bbox=120,40,121,41&f=json",
            "/wmts?service=WMTS&request=GetCapabilities&version=1.0.0",
            "/wms?service=WMS&version=1.3.0&request=GetMap&layers=safety-police-beat&styles=&crs=EPSG:4326"
            "&bbox=40.6,120.8,40.8,121&width=64&height=64&format=image/png",
            "/wms?service=WMS&version=1.1.1&request=GetCapabilities"),
    "POST": ("/v1/locate", "/v1/reports", "/v1/reports/1/steps"),
}
BODIES = (
    b'{"crs":"wgs84","points":[[120.85,40.7]]}',
    b'{"client_id":"m-1","time":"2026-10-03T09:12:00+08:00","crs":"wgs84","lon":120.85,"lat":40.7}',
    b'{"crs":"wgs84","reports":[{"time":"2026-10-03T09:12:00+08:00","lon":120.85,"lat":40.7}]}',
    b'{"step":"allocated","note":"x"}',
)
NASTY = ("", "%", "%zz", "%00", "%c3%28", "%ff%fe", "..", "../../../../etc/passwd", "%2e%2e%2f", "..%5c..%5c",
         "-1", "99999999999999999999", "1e999", "nan", "inf", "-0", "0x10", "+1", " 1", "1;2", "null", "true",
         "'; DROP TABLE report; --", '"', "<script>alert(1)</script>", "\u202e", "é", "安全", "a" * 300,
         "{z}", "*", "?", "#", "&", "=", "&&", "a=b", "[]", "{}", "2026-13", "2026-02-30", "0000-00",
         "9999999-99", "EPSG:0", "EPSG:99999999", "1,2,3", "1,2,3,4,5", "nan,nan,nan,nan", "181,91,182,92")
HEADERS = (
    ("Authorization", ("", "Bearer", "Bearer ", "Bearer x", "Basic YTpi", "Bearer " + "A" * 600, "bearer\t\x7f")),
    ("Content-Type", ("", "text/html", "application/json; charset=latin1", "/", "a" * 400, "multipart/form-data")),
    ("Accept", ("", "*/*;q=2", "text/csv;q=", "," * 100, "application/geo+json, " * 30)),
    ("If-None-Match", ("", '"', '"' * 50, "W/", "*, *", '"a" "b"')),
    ("Last-Event-ID", ("", "-1", "x", "9" * 30, "1,2")),
    ("X-Forwarded-For", ("", "::", "1.2.3.4.5", "a, b, c", "'", "127.0.0.1" * 20)),
    ("X-Forwarded-Host", ("", "evil example", "a\"b", "[::1", "x" * 300)),
    ("X-Forwarded-Proto", ("", "javascript", "http://", "h" * 100)),
    ("Origin", ("", "null", "http://", "http://evil.example")),
    ("Range", ("bytes=0-0", "bytes=-1", "x")),
    ("Expect", ("100-continue", "200-ok")),
    ("Host", ("", "a b", "evil.example:99999999", "[", "a/b")),
)


def mangled_body(rng):
    body = bytearray(rng.choice(BODIES))
    kind = rng.randrange(9)
    if kind == 0:
        return bytes(body[:rng.randrange(len(body))])
    if kind == 1:
        body[rng.randrange(len(body))] = rng.randrange(256)
        return bytes(body)
    if kind == 2:
        return b"[" * rng.choice((9, 100, 5000)) + b"]" * rng.choice((9, 100, 5000))
    if kind == 3:
        return b'{"a":' * 200 + b"1" + b"}" * 200
    if kind == 4:  # a member twice
        return b'{"crs":"wgs84",' + bytes(body[1:])
    if kind == 5:
        return bytes(body).replace(b"wgs84", rng.choice((b"\xff", b"\\ud800", b"\\u0000", b"nope")))
    if kind == 6:
        return bytes(body).replace(b"40.7", rng.choice((b"1e999", b"-", b"91", b"null", b'"40.7"', b"[]")))
    if kind == 7:
        return rng.randbytes(rng.randrange(200))
    return json.dumps({rng.choice(NASTY): rng.choice(NASTY) for _ in range(5)}).encode()


def mangled_target(rng, good):
    path, _, query = good.partition("?")
    parts = path.split("/")
    pairs = [pair.partition("=")[::2] for pair in query.split("&")] if query else []
    for _ in range(rng.randrange(1, 4)):
        nasty = rng.choice(NASTY)
        nasty = nasty if rng.random() < 0.3 and nasty.isascii() and " " not in nasty else urllib.parse.quote(nasty, safe="%")
        where = rng.randrange(4)
        if where == 0 or not pairs:
            parts[rng.randrange(1, len(parts))] = nasty
        elif where == 1:
            at = rng.randrange(len(pairs))
            pairs[at] = (pairs[at][0], nasty)
        elif where == 2:
            pairs.append((nasty, "1"))
        else:
            pairs.append(rng.choice(pairs))
    target = "/".join(parts) + ("?" + "&".join("=".join(pair) for pair in pairs) if pairs else "")
    return target.replace("#", "%23").replace(" ", "%20").replace("\x7f", "%7f")


def requests_of(seed, count):
    """Method, target, headers, body of each; the same every time."""
    rng = random.Random(seed)
    for _ in range(count):
        method = rng.choice(("GET", "GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "BREW"))
        target = mangled_target(rng, rng.choice(GOOD.get(method, GOOD["GET"])))
        headers = {"Content-Type": rng.choice(("application/json", "application/x-ndjson", "text/csv"))}
        for _ in range(rng.randrange(3)):
            name, values = rng.choice(HEADERS)
            headers[name] = rng.choice(values)
        yield method, target, headers, mangled_body(rng) if method in ("POST", "PUT", "PATCH") else None


class Client:
    """One connection at a time, made anew whenever the server has closed it."""

    def __init__(self, url):
        self.address = address(url)
        self.connection = None

    def ask(self, method, target, headers, body):
        for attempt in (1, 2):
            if not self.connection:
                self.connection = http.client.HTTPConnection(*self.address, timeout=60)
            try:
                self.connection.putrequest(method, target, skip_host="Host" in headers,
                                           skip_accept_encoding=True)
                for name, value in headers.items():
                    self.connection.putheader(name, value.encode())
                if body is not None:
                    self.connection.putheader("Content-Length", str(len(body)))
                self.connection.endheaders(body)
                answer = self.connection.getresponse()
                return answer.status, answer.headers, answer.read()
            except (http.client.HTTPException, OSError):
                self.connection.close()
                self.connection = None
                if attempt == 2:  # the library cut it for what it brought: the server must still be there
                    return None


def complaint(seen, method):
    """What is wrong with an answer, if anything."""
    status, headers, body = seen
    if status >= 500:
        return f"status {status}"
    if status < 400 or method == "HEAD":
        return None
    kind = headers["Content-Type"] or ""
    if kind == "application/problem+json":
        problem = json.loads(body)
        return None if problem["status"] == status and problem["detail"] else f"an odd problem: {body[:300]}"
    # WMS and WMTS clients expect XML; what the HTTP library itself refuses is its own short page.
    return None if kind.startswith(("application/vnd.ogc", "text/xml", "application/xml", "text/html")) else kind


def send_all(url, seed, count):
    client = Client(url)
    wrong = []
    answered = 0
    for method, target, headers, body in requests_of(seed, count):
        seen = client.ask(method, target, headers, body)
        if seen:
            answered += 1
            what = complaint(seen, method)
            if what:
                wrong.append((what, method, target, headers, body, seen[2][:300]))
    return answered, wrong


def test_what_no_client_should_send_is_refused_and_harms_nothing(gridward, demo_db, tmp_path):
    db = tmp_path / "city.db"
    db.write_bytes(demo_db.read_bytes())
    with serving(gridward, db) as url:
        with ThreadPoolExecutor(THREADS) as pool:
            results = list(pool.map(lambda seed: send_all(url, seed, COUNT // THREADS), range(THREADS)))
        wrong = [entry for _, entries in results for entry in entries]
        assert not wrong, f"{len(wrong)} wrong answers, such as {wrong[:3]}"
        assert sum(answered for answered, _ in results) > 0.9 * COUNT
        status, _, body = Client(url).ask("GET", "/healthz", {}, None)
        assert status == 200, body


@pytest.mark.parametrize("path", ("/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd",
                                  "//etc/passwd", "/app.js/../../src/cli/main.c", "/leaflet/../../../etc/passwd",
                                  "/tiles/../../etc/passwd", "/tiles/%2e%2e/13/6846/3080.png"))
def test_no_path_leads_out_of_the_page(gridward, demo_db, path):
    with serving(gridward, demo_db) as url:
        status, _, body = Client(url).ask("GET", path, {}, None)
        assert status in (400, 404), body
        assert b"root:" not in body and b"include" not in body
