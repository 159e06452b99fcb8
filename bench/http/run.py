#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Gridward over HTTP beside its peers, in one run: prints Markdown tables.

    bench/http/run.py [--quick] [--seconds N] [--only cached|cold|locate|batch|reports|events|soak]

Needs wrk, nginx and MapServer's FastCGI program (Debian: wrk, nginx-light, cgi-mapserver, spawn-fcgi); what
is missing is left out, and said. BUILD names the folder to build in (default build-bench).
"""
import argparse
import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / os.environ.get("BUILD", "build-bench")
PROGRAMS = ("src/cli/gridward", "bench/bench-http-empty", "bench/bench-generate", "bench/bench-tile-files",
            "bench/bench-http-events")
ROUNDS = 3
ALL = ("cached", "cold", "locate", "batch", "reports", "events", "soak")


def run(*command, **more):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True,
                          **more).stdout


def build():
    if not (BUILD / "build.ninja").exists():
        run("meson", "setup", BUILD, "-Dbench=true", "--buildtype=release", cwd=ROOT)
    run("ninja", "-C", BUILD, *PROGRAMS)


GRIDWARD = BUILD / PROGRAMS[0]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def process(*command, ending=signal.SIGTERM, **more):
    """A process that is told to end, and must."""
    child = subprocess.Popen([str(word) for word in command], stdin=subprocess.PIPE,
                             stdout=subprocess.PIPE, text=True, **more)
    try:
        yield child
    finally:
        child.stdin.close()
        child.send_signal(ending)
        try:
            child.wait(20)
        finally:
            child.kill()


@contextlib.contextmanager
def serving(db, *options, **more):
    """Gridward's process and URL."""
    with process(GRIDWARD, "serve", db, "--listen", "127.0.0.1:0", *options, **more) as server:
        yield server, re.search(r"(http://\S+)/\n", server.stdout.readline())[1]


@contextlib.contextmanager
def empty():
    with process(BUILD / PROGRAMS[1]) as server:
        yield f"http://127.0.0.1:{server.stdout.readline().strip()}"


@contextlib.contextmanager
def nginx(folder, locations, upstream=""):
    """nginx as its makers tell to set it for static files; as many workers as processors."""
    port = free_port()
    conf = folder / f"nginx-{port}.conf"
    temp = "".join(f"{what}_temp_path {folder}/{what};\n"
                   for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""  # the folder is the caller's alone
    conf.write_text(f"""daemon off; {user} worker_processes auto; pid {folder}/nginx-{port}.pid;
error_log stderr warn;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; tcp_nodelay on; keepalive_requests 1000000000;
open_file_cache max=1000; types {{ image/png png; }} {temp} {upstream}
server {{ listen 127.0.0.1:{port}; {locations} }} }}
""")
    with process("nginx", "-e", "stderr", "-p", folder, "-c", conf):
        wait_for(port)
        yield f"http://127.0.0.1:{port}"


def wait_for(port):
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.02)
    raise RuntimeError(f"nothing listens at port {port}")


class Load:
    """What wrk measured: requests a second, latencies in milliseconds, bytes a reply."""

    UNITS = {"us": 1e-3, "ms": 1, "s": 1e3, "m": 6e4}

    def __init__(self, text):
        if "Non-2xx" in text or "status " in text:
            raise RuntimeError(f"not all replies were good:\n{text}")
        self.rate = float(re.search(r"Requests/sec: +([\d.]+)", text)[1])
        self.p50, self.p99 = (float(found[1]) * self.UNITS[found[2]] for found in (
            re.search(rf"{percent}% +([\d.]+)(us|ms|s|m)", text) for percent in (50, 99)))


def wrk(url, seconds, connections=32, script=None, *arguments):
    more = ["-s", HERE / script] if script else []
    return Load(run("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "--timeout", "60s", *more,
                    url, *(("--",) + arguments if arguments else ())))


def side_by_side(seconds, loads):
    """Every load by turns, the best of all rounds each: what else runs on a machine only slows down."""
    best = {}
    for _ in range(ROUNDS):
        for name, load in loads.items():
            seen = load(seconds)
            if name not in best or seen.rate > best[name].rate:
                best[name] = seen
    return best


def table(title, best, unit="requests/s", factor=1):
    ours, *peers = best
    print(f"\n### {title}\n\n| | {unit} | p50 ms | p99 ms | ours, times this |\n|---|---:|---:|---:|---:|")
    for name, load in best.items():
        ratio = f"{best[ours].rate / load.rate:.2f}" if name != ours else ""
        print(f"| {name} | {load.rate * factor:,.0f} | {load.p50:.2f} | {load.p99:.2f} | {ratio} |")
    sys.stdout.flush()


class City:
    """The made-up city of 3,905 graded cells as a database, a style of the plain benchmark look, and
    lists of its tiles."""

    def __init__(self, folder):
        self.folder = folder
        self.db = folder / "city.db"
        files = BUILD / PROGRAMS[3]
        cells = folder / "cells.geojson"
        run(files, "cells", "city-3905", cells)
        run(GRIDWARD, "init", self.db)
        run(GRIDWARD, "import", "cells", self.db, cells, "--scheme", "bench", "--level", "grid",
            "--code", "code", "--grade", "class", "--crs", "wgs84")
        self.styles = folder / "styles"
        shutil.copytree(ROOT / "styles", self.styles)
        style = (HERE.parent / "tile_style.json").read_text()
        labels = style.index(',\n\t\t{\n\t\t\t"id": "labels"')
        (self.styles / "safety.json").write_text(style[:labels] + "\n\t]\n}\n")
        self.environment = dict(os.environ, GRIDWARD_STYLES=str(self.styles))
        self.keys = {}
        for zoom in (9, 12, 15):
            out = folder / f"tiles-{zoom}.txt"
            run(files, "tiles", "city-3905", out, zoom)
            self.keys[zoom] = out.read_text().split()

    def layer(self, kind, columns):
        """As MapServer likes it best: in metres, indexed, its table no wider than needed."""
        source = self.folder / f"{kind}.geojson"
        run(BUILD / PROGRAMS[3], kind, "city-3905", source)
        run("ogr2ogr", "-q", "-t_srs", "EPSG:3857", "-dialect", "OGRSQL", "-sql",
            f"SELECT {columns} FROM {kind}", self.folder / f"{kind}.shp", source)
        run("shptree", self.folder / f"{kind}.shp")


def fetch(url):
    with urllib.request.urlopen(url) as reply:
        return reply.read()


def bench_cached(city, seconds):
    path = f"/tiles/safety/{city.keys[12][0]}.png"
    with serving(city.db, env=city.environment) as (_, url):
        (city.folder / "static").mkdir(exist_ok=True)
        (city.folder / "static" / "tile.png").write_bytes(fetch(url + path))
        with nginx(city.folder, f"root {city.folder}/static;") as peer:
            table("One cached tile", side_by_side(seconds, {
                "Gridward": lambda s: wrk(url + path, s),
                "nginx, the same file from disk": lambda s: wrk(peer + "/tile.png", s)}))


@contextlib.contextmanager
def mapserver(city):
    city.layer("cells", "CAST(class AS INTEGER(1)) AS class")
    city.layer("borders", "CAST(id AS INTEGER(5)) AS id")
    (city.folder / "palette.txt").write_text(run(sys.executable, HERE.parent / "tile_palette.py"))
    (city.folder / "fonts.txt").write_text("sans /usr/share/fonts/truetype/noto/NotoSans-Regular.ttf\n")
    text = (HERE.parent / "tile_mapserver.map").read_text().replace("MAP\n", f"""MAP
  SHAPEPATH "{city.folder}"
  FONTSET "{city.folder}/fonts.txt"
  IMAGETYPE "palette-1"
  PROJECTION "init=epsg:3857" END
  WEB METADATA "ows_enable_request" "*" END END
""", 1).replace('FORMATOPTION "PALETTE_FORCE=ON"',
                f'FORMATOPTION "PALETTE_FORCE=ON"\n    FORMATOPTION "PALETTE={city.folder}/palette.txt"')
    (city.folder / "bench.map").write_text(text)
    (city.folder / "mapserver.conf").write_text(f"CONFIG MAPS BENCH '{city.folder}/bench.map' END END\n")
    environment = dict(os.environ, MAPSERVER_CONFIG_FILE=str(city.folder / "mapserver.conf"))
    with contextlib.ExitStack() as workers:
        ports = [free_port() for _ in range(os.cpu_count())]
        for port in ports:
            workers.enter_context(process("spawn-fcgi", "-n", "-a", "127.0.0.1", "-p", port, "--",
                                          "/usr/lib/cgi-bin/mapserv", env=environment,
                                          ending=signal.SIGKILL))  # it ends at its next request only
            wait_for(port)
        upstream = "".join(f"server 127.0.0.1:{port}; " for port in ports)
        with nginx(city.folder, """location /ms { fastcgi_pass mapserver; fastcgi_keep_conn on;
            fastcgi_param QUERY_STRING $query_string; fastcgi_param REQUEST_METHOD GET; }""",
                   f"upstream mapserver {{ least_conn; keepalive 8; {upstream} }}") as url:
            yield url + "/ms"


def bench_cold(city, seconds):
    with serving(city.db, "--cache", "0", env=city.environment) as (_, url), mapserver(city) as peer:
        for zoom, keys in city.keys.items():
            ours, theirs = city.folder / "ours.txt", city.folder / "theirs.txt"
            ours.write_text("".join(f"/tiles/safety/{key}.png\n" for key in keys))
            theirs.write_text("".join(
                "/ms?map=BENCH&mode=tile&tilemode=gmap&layers=fills+borders&tile={1}+{2}+{0}\n".format(*key.split("/"))
                for key in keys))
            table(f"Tiles drawn for each request, zoom {zoom}", side_by_side(seconds, {
                "Gridward, no cache": lambda s: wrk(url, s, 8, "paths.lua", ours),
                "MapServer FastCGI behind nginx": lambda s: wrk(peer, s, 8, "paths.lua", theirs)}))


def bench_locate(city, seconds):
    points = points_csv(city, 5000)
    paths = city.folder / "points.txt"
    with open(points) as rows:
        next(rows)
        paths.write_text("".join("/v1/locate?lon={1}&lat={2}&crs=wgs84\n".format(*row.strip().split(","))
                                 for row in rows))
    with serving(city.db) as (_, url), empty() as peer:
        table("One point a request", side_by_side(seconds, {
            "Gridward, GET /v1/locate": lambda s: wrk(url, s, 32, "paths.lua", paths),
            "libmicrohttpd, an empty handler": lambda s: wrk(peer, s, 32, "paths.lua", paths)}))


def points_csv(city, n):
    out = city.folder / f"points-{n}.csv"
    run(BUILD / PROGRAMS[2], "--points", "uniform", "city-3905", n, out)
    return out


def bench_batch(city, seconds):
    n = 100000
    csv = points_csv(city, n)
    lines = city.folder / "points.ndjson"
    with open(csv) as rows, open(lines, "w") as out:
        next(rows)
        for row in rows:
            _, lon, lat = row.strip().split(",")
            out.write(f'{{"lon":{lon},"lat":{lat}}}\n')
    with serving(city.db) as (_, url):
        table("Points in batches of 100,000", side_by_side(seconds, {
            "CSV": lambda s: wrk(url + "/v1/locate?crs=wgs84", s, 4, "body.lua", csv, "text/csv"),
            "NDJSON": lambda s: wrk(url + "/v1/locate?crs=wgs84", s, 4, "body.lua", lines,
                                    "application/x-ndjson")}), "points/s", n)


def demo_copy(city, name):
    """The demo city, to be written to."""
    if not (city.folder / "demo").exists():
        run(GRIDWARD, "demo", city.folder / "demo")
    return shutil.copy(city.folder / "demo" / "demo.db", city.folder / f"{name}.db")


def bench_reports(city, seconds):
    for size, connections in ((1, 64), (1000, 4)):
        with serving(demo_copy(city, f"reports-{size}")) as (_, url):
            target = url + "/v1/reports" + ("?crs=wgs84" if size > 1 else "")
            serial = iter(range(1000))
            table(f"Durable reports, {size} a request, {connections} connections", side_by_side(seconds, {
                "Gridward": lambda s: wrk(target, s, connections, "reports.lua", f"b{next(serial)}",
                                          size)}), "reports/s", size)


def bench_events(city, seconds, clients=1000, rate=20):
    with serving(demo_copy(city, "events")) as (_, url):
        told = subprocess.run([str(word) for word in (BUILD / PROGRAMS[4], url.rsplit(":", 1)[1], clients, rate,
                                                      max(seconds, 10))], capture_output=True, text=True)
    if told.returncode and not told.stdout:
        raise RuntimeError(told.stderr)
    print("\n### Clients of /v1/events\n\n| clients | events/s each | lost | doubled | broken off | p50 ms | p99 ms "
          "| max ms |\n|---:|---:|---:|---:|---:|---:|---:|---:|\n| " + " | ".join(told.stdout.split()) + " |")


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def bench_soak(city, seconds, requests=1_000_000):
    """Mixed requests; the memory after each tenth of them."""
    with serving(demo_copy(city, "soak"), "--cache", "16MiB") as (server, url):
        done, sizes = 0, []
        while done < requests:
            load = wrk(url, 10 if seconds > 2 else 2, 32, "mix.lua", f"s{done}-")
            done += int(load.rate * (10 if seconds > 2 else 2))
            sizes.append((done, resident(server.pid)))
    print("\n### Memory over mixed requests, cache of 16 MiB\n\n| requests | resident MiB |\n|---:|---:|")
    for done, size in sizes[::max(1, len(sizes) // 10)] + sizes[-1:]:
        print(f"| {done:,} | {size:.0f} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seconds", type=int, default=6)
    parser.add_argument("--only", choices=ALL, action="append")
    options = parser.parse_args()
    seconds = 2 if options.quick else options.seconds
    build()
    with tempfile.TemporaryDirectory() as folder:
        city = City(Path(folder))
        for name in options.only or ALL:
            globals()[f"bench_{name}"](city, seconds)


if __name__ == "__main__":
    main()
