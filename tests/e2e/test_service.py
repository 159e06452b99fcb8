# SPDX-License-Identifier: Apache-2.0
"""The server as a service: what systemd is told, and nginx in front of it."""
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time

import pytest
import requests

from server import TILE, address, serving
from test_config import installed, nginx_sample


def started(gridward, db, *options, **env):
    return gridward.start("serve", db, "--listen", "127.0.0.1:0", *options,
                          env={**os.environ, **env})


def told(gridward, db, path, *wanted, **env):
    """Runs the server until systemd was told all that is wanted, in order, then ends it."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(path))
        notify.settimeout(60)
        process = started(gridward, db, NOTIFY_SOCKET=str(path), **env)
        try:
            heard = []
            for message in wanted:
                while message not in heard:
                    heard += notify.recv(4096).decode().splitlines()
            process.send_signal(signal.SIGTERM)
            while "STOPPING=1" not in heard:
                heard += notify.recv(4096).decode().splitlines()
            assert process.wait(30) == 0
            return heard
        finally:
            process.kill()
            process.wait()


def test_systemd_is_told_when_it_is_ready_and_when_it_stops(gridward, demo_db, tmp_path):
    heard = told(gridward, demo_db, tmp_path / "notify", "READY=1")
    assert heard.index("READY=1") < heard.index("STOPPING=1")


def test_a_watchdog_hears_that_it_lives(gridward, demo_db, tmp_path):
    heard = told(gridward, demo_db, tmp_path / "notify", "READY=1", "WATCHDOG=1",
                 WATCHDOG_USEC="200000")
    assert "WATCHDOG=1" in heard


def test_what_cannot_start_is_never_ready(gridward, empty_db, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notify:
        notify.bind(str(tmp_path / "notify"))
        notify.setblocking(False)
        process = started(gridward, empty_db, "--styles", "/none",
                          NOTIFY_SOCKET=str(tmp_path / "notify"))
        assert process.wait(30) == 2
        with pytest.raises(BlockingIOError):
            notify.recv(4096)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@contextlib.contextmanager
def proxied(gridward, db, tmp_path, *options):
    """The server behind nginx with the sample: the proxy's URL, and a look into its log."""
    with serving(gridward, db, "--trusted-proxies", "127.0.0.1", *options) as url:
        host, port = address(url)
        plain, tls = free_port(), free_port()
        path = nginx_sample(tmp_path, (f"127.0.0.1:{plain}", f"127.0.0.1:{tls}"), f"{host}:{port}")
        process = subprocess.Popen(["/usr/sbin/nginx", "-p", tmp_path, "-c", path, "-e",
                                    tmp_path / "error.log", "-g", "daemon off; user root;"])
        try:
            base = f"https://127.0.0.1:{tls}"
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", tls)):
                    break
                time.sleep(0.05)
            yield base, plain, tmp_path / "access.log"
        finally:
            process.terminate()
            process.wait(20)


@installed("nginx", "nginx")
@pytest.mark.filterwarnings("ignore")
def test_behind_nginx_urls_and_tokens_are_right(gridward, demo_db, tmp_path):
    db = shutil.copy(demo_db, tmp_path / "proxied.db")
    token = gridward.done("token", "create", db, "gate", "--role", "viewer").stdout.strip()
    with proxied(gridward, db, tmp_path) as (base, plain, log), requests.Session() as http:
        http.trust_env, http.verify = False, False
        http.headers["Host"] = "maps.example.org"
        bearer = {"Authorization": f"Bearer {token}"}
        answer = http.get(f"{base}/tiles/grid.json", timeout=30)
        assert answer.json()["tiles"][0].startswith("https://maps.example.org/tiles/")
        assert "Strict-Transport-Security" in answer.headers
        # What a client claims of itself ends at the proxy.
        answer = http.get(f"{base}/tiles/grid.json", timeout=30, headers={
            "X-Forwarded-Host": "evil.example", "X-Forwarded-Prefix": "/evil",
            "X-Forwarded-For": "127.0.0.1", "Forwarded": "for=127.0.0.1"})
        assert "evil" not in answer.text
        assert http.get(f"{base}/v1/me", timeout=30).json()["role"] == "public"
        assert http.get(f"{base}/v1/me", timeout=30, headers=bearer).json()["who"] == "gate"
        # One with a token and one without get each their own.
        first = http.get(f"{base}{TILE}", timeout=30, headers=bearer)
        assert first.status_code == 200 and "private" in first.headers["Cache-Control"]
        assert http.get(f"{base}{TILE}", timeout=30).status_code != 200
        again = http.get(f"{base}{TILE}", timeout=30, headers={
            **bearer, "If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304 and not again.content
        assert http.get(f"{base}{TILE}?access_token={token}", timeout=30).status_code == 200
        redirect = requests.get(f"http://127.0.0.1:{plain}/x?y=1", timeout=30,
                                allow_redirects=False, headers={"Host": "maps.example.org"})
        assert redirect.status_code == 301
        assert redirect.headers["Location"] == "https://maps.example.org/x?y=1"
    text = log.read_text()
    assert TILE in text and token not in text


@installed("nginx", "nginx")
@pytest.mark.filterwarnings("ignore")
def test_nginx_keeps_what_everybody_may_see(gridward, demo_db, tmp_path):
    path = "/tiles/grid/13/6846/3080.png"
    with proxied(gridward, demo_db, tmp_path) as (base, _, log):
        first = requests.get(base + path, verify=False, timeout=30)
        assert first.status_code == 200 and "public" in first.headers["Cache-Control"]
        for _ in range(5):
            assert requests.get(base + path, verify=False, timeout=30).content == first.content
    assert any(line.rstrip().endswith("HIT") for line in log.read_text().splitlines())
