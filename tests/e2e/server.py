# SPDX-License-Identifier: Apache-2.0
"""A running server, and an HTTP client that knows nothing of how it was written."""
import contextlib
import re
import signal
import socket

from xml.etree import ElementTree

import requests

TIMEOUT = 2  # seconds that the server under test gives a client
EXCEPTIONS = {"ServiceExceptionReport", "{http://www.opengis.net/ogc}ServiceExceptionReport",
              "{http://www.opengis.net/ows/1.1}ExceptionReport"}
TILE = "/tiles/counts/13/6846/3080.png"


@contextlib.contextmanager
def serving(gridward, db, *options, listen="127.0.0.1:0"):
    """A running server: its base URL. Must end well when told to."""
    process = gridward.start("serve", db, "--listen", listen.removeprefix("http://"), *options)
    try:
        line = process.stdout.readline()
        found = re.fullmatch(r"Gridward serves (.+) at (http://127\.0\.0\.1:(\d+))/\n", line)
        assert found and found[1] == str(db) and int(found[3]), (line, process.stderr.read())
        yield found[2]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
        said = process.stderr.read()
        assert said == "", said
    finally:
        process.kill()
        process.wait()


def client(url):
    """Requests of paths at the server; the answers are looked over."""
    def request(method, path, **options):
        answer = requests.request(method, url + path, timeout=30, **options)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        if answer.status_code >= 400 and answer.headers.get("Content-Type") == "text/xml":
            assert path.startswith(("/wms", "/wmts")), path
            assert ElementTree.fromstring(answer.content).tag in EXCEPTIONS
        elif answer.status_code >= 400 and method != "HEAD":
            problem = answer.json()
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert problem["status"] == answer.status_code
            assert problem["type"] == "about:blank" and problem["title"] and problem["detail"]
        return answer
    return request


def get(http, path, **options):
    answer = http("GET", path, **options)
    assert answer.status_code == 200, answer.text
    return answer


def expect_problem(answer, status, **members):
    assert answer.status_code == status, answer.text
    problem = answer.json()
    for name in ("parameter", "pointer"):
        assert problem.get(name) == members.get(name), problem
    return problem


def address(url):
    host, port = url.removeprefix("http://").split(":")
    return host, int(port)


def raw(url, text, timeout=30):
    """What the server sends until it closes, for bytes that no client library would send."""
    with socket.create_connection(address(url), timeout=timeout) as connection:
        received = b""
        with contextlib.suppress(ConnectionError):
            connection.sendall(text)
            while piece := connection.recv(1 << 16):
                received += piece
        return received
