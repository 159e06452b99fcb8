# SPDX-License-Identifier: Apache-2.0
"""/metrics: text that Prometheus reads, and numbers that are true."""
import shutil
import time

import pytest

from conftest import DEMO
from metrics import parse, value
from server import TILE, client, get, serving


@pytest.fixture(scope="module")
def http(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        yield client(url)


def scrape(http):
    answer = get(http, "/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return answer.text


def test_the_text_is_as_strict_readers_want_it(http):
    get(http, "/healthz")
    families = parse(scrape(http))
    assert len(families) > 15
    for wanted in ("gridward_http_requests_total", "gridward_http_request_duration_seconds",
                   "gridward_tiles_total", "gridward_build_info", "gridward_grid_epoch",
                   "gridward_writer_batch_writes", "process_resident_memory_bytes"):
        assert families[wanted], wanted


def test_the_reader_is_strict():
    good = '# HELP a_total x\n# TYPE a_total counter\na_total{b="c"} 1\n'
    parse(good)
    for bad in (good[:-1], good + "\n", good + good, good.replace(" 1", ""),
                good.replace('"c"', "c"), good.replace("counter", "count"),
                good.replace("# TYPE a_total counter\n", ""), good.replace(" 1", " -1"),
                good + 'a_total{b="c"} 2\n', good.replace("a_total", "a")):
        with pytest.raises((AssertionError, ValueError)):
            parse(bad)


def requests_of(http, **labels):
    try:
        return value(scrape(http), "gridward_http_requests_total", **labels)
    except AssertionError:
        return 0


def test_every_request_is_counted_once(http):
    before = requests_of(http, route="/v1/divisions", status="2xx")
    lost = requests_of(http, route="none", status="4xx")
    for _ in range(7):
        get(http, "/v1/divisions")
    http("GET", "/nowhere")
    http("DELETE", "/v1/divisions")
    assert requests_of(http, route="/v1/divisions", status="2xx") == before + 7
    assert requests_of(http, route="none", status="4xx") == lost + 2
    text = scrape(http)
    assert value(text, "gridward_http_request_duration_seconds_count",
                 route="/v1/divisions") == before + 7


def test_bytes_are_those_of_the_bodies(http):
    def sent():
        return value(scrape(http), "gridward_http_sent_bytes_total", route="/v1/divisions")
    before = sent()
    body = get(http, "/v1/divisions").content
    assert sent() == before + len(body)


def wait_for(http, condition):
    """The server tells of its cache ten times a second."""
    for _ in range(100):
        text = scrape(http)
        if condition(text):
            return
        time.sleep(0.05)
    raise AssertionError(text)


def test_a_tile_is_drawn_once_and_then_comes_from_the_cache(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        http = client(url)
        for _ in range(3):
            get(http, TILE)
        wait_for(http, lambda text: value(text, "gridward_tiles_total", **{"from": "drawing"}) == 1
                 and value(text, "gridward_tiles_total", **{"from": "cache"}) == 2
                 and value(text, "gridward_tile_cache_entries") == 1)


def test_the_epoch_is_another_one_once_the_grid_has_changed(gridward, demo_db, tmp_path):
    db = shutil.copy(demo_db, tmp_path / "city.db")
    with serving(gridward, db) as url:
        http = client(url)
        wait_for(http, lambda text: value(text, "gridward_grid_epoch") > 0)
        before = value(scrape(http), "gridward_grid_epoch")
        gridward.done("import", "cells", db, DEMO / "grids.geojson", "--scheme", "governance",
                      "--level", "grid", "--code", "code", "--parent", "community",
                      "--crs", "wgs84", "--valid-from", "2026-11-01")
        wait_for(http, lambda text: value(text, "gridward_grid_epoch") != before)


def test_the_operator_may_show_the_figures_to_everybody(gridward, demo_db):
    with serving(gridward, demo_db, "--public", "--metrics-public") as url:
        parse(get(client(url), "/metrics").text)


def test_the_process_is_as_large_as_the_system_says(http):
    assert 10e6 < value(scrape(http), "process_resident_memory_bytes") < 4e9
