# SPDX-License-Identifier: Apache-2.0
"""What happens, told to clients as it does: in order, all of it, and nothing twice."""
import contextlib
import datetime
import json
import re
import shutil
import signal
import socket
import subprocess
import threading
from pathlib import Path

import pytest
import requests
from database import rows, value
from events import PATIENCE, Follower, take_steps
from server import client, expect_problem, serving


@pytest.fixture(scope="module")
def city(demo_db, tmp_path_factory):
    """The demo city with 700 events."""
    db = Path(shutil.copy(demo_db, tmp_path_factory.mktemp("events") / "city.db"))
    take_steps(db, range(1, 701), batch=50)
    return db


@pytest.fixture(scope="module")
def url(gridward, city):
    with serving(gridward, city) as base:
        yield base


@pytest.fixture
def http(url):
    return client(url)


@pytest.fixture
def own_db(demo_db, tmp_path):
    return Path(shutil.copy(demo_db, tmp_path / "own.db"))


def ids_in(db):
    return [id for id, in rows(db, "SELECT id FROM event ORDER BY id")]


def test_from_zero_all_events_come_in_order(url, city):
    with Follower(url, 0) as follower:
        follower.until(700)
        assert follower.ids() == ids_in(city)


def test_an_event_tells_the_report_as_it_was_and_the_step(url, city):
    with Follower(url, last_event_id=41) as follower:
        follower.wait(lambda f: f.events)
    id, kind, data = follower.events[0]
    [(report, step)] = rows(city, "SELECT ref, step FROM event WHERE id = ?", id)
    [(code, time, category, source)] = rows(
        city, "SELECT code, time, category, source FROM report WHERE id = ?", report)
    assert id == 42 and kind == "step" and step == "allocated"
    assert (data["event"], data["kind"]) == (id, kind)
    told = data["report"]
    assert (told["id"], told["client_id"], told["category"], told["source"]) == (
        report, code, category, source)
    assert datetime.datetime.fromisoformat(told["time"]).timestamp() == time
    assert told["status"] == "allocated" and told["due"] is None and told["overdue"] is False
    assert "steps" not in told
    assert data["step"]["step"] == "allocated" and data["step"]["who"] == "other"
    assert datetime.datetime.fromisoformat(data["step"]["time"]).timestamp() == 1793000000 + report


def cells(db, report):
    """The report's units by scheme: code and level from the top down, through the tables alone."""
    found = {}
    for scheme, cell in rows(db, """
            SELECT scheme.name, cell_id FROM report_cell JOIN scheme ON scheme.id = scheme_id
            WHERE report_id = ?""", report):
        found[scheme] = rows(db, """
            WITH RECURSIVE up (id, level_id, code, parent_id) AS (
              SELECT unit.id, unit.level_id, unit.code, cell.parent_id FROM cell
                JOIN unit ON unit.id = cell.unit_id WHERE cell.id = ?
              UNION ALL SELECT unit.id, unit.level_id, unit.code, unit.parent_id
                FROM up JOIN unit ON unit.id = up.parent_id)
            SELECT level.name, code FROM up JOIN level ON level.id = level_id ORDER BY rank""",
                             cell)
    return found


def test_an_event_tells_all_units_it_lies_in(url, city):
    with Follower(url, 0) as follower:
        follower.until(700)
    schemes = 0
    for _, _, data in follower.events[::25]:
        wanted = cells(city, data["report"]["id"])
        told = {place["scheme"]: [(unit["level"], unit["code"]) for unit in place["path"]]
                for place in data["report"]["places"]}
        assert told == wanted
        assert all(place["cell"] == place["path"][-1]["code"]
                   for place in data["report"]["places"])
        schemes = max(schemes, len(told))
    assert schemes == 2


def test_without_an_id_it_begins_now(gridward, own_db):
    take_steps(own_db, range(1, 4))
    with serving(gridward, own_db) as base, Follower(base) as follower:
        assert follower.connected().after == 3
        take_steps(own_db, range(4, 6))
        assert follower.until(5).ids() == [4, 5]


@pytest.mark.parametrize("scheme,level", [
    ("governance", "district"), ("governance", "street"), ("governance", "community"),
    ("governance", "grid"), ("police", "station"), ("police", "beat")])
def test_a_unit_lets_through_what_lies_in_it(url, city, scheme, level):
    of_report = {report: dict(cells(city, report).get(scheme, ())).get(level)
                 for report, in rows(city, "SELECT DISTINCT ref FROM event")}
    unit = of_report[min(report for report in of_report if of_report[report])]
    wanted = [id for id, report in rows(city, "SELECT id, ref FROM event ORDER BY id")
              if of_report[report] == unit]
    assert wanted
    with Follower(url, 0, scheme=scheme, level=level, unit=unit) as follower:
        assert follower.until(wanted[-1]).ids() == wanted
    if scheme == "governance":  # the first scheme is meant when none is named
        with Follower(url, 0, unit=unit) as follower:
            assert follower.until(wanted[-1]).ids() == wanted


def test_a_kind_lets_through_its_events(url):
    with Follower(url, 690, kind="report,step") as both, \
            Follower(url, 690, kind="report,fence") as none:
        assert both.until(700).ids() == list(range(691, 701))
        none.connected()
        assert none.ids() == []


@pytest.mark.parametrize("query,field", [
    ("kind=steps", "kind"), ("kind=", "kind"), ("kind=step,", "kind"),
    ("last_event_id=x", "last_event_id"), ("last_event_id=-1", "last_event_id"),
    ("last_event_id=", "last_event_id"), ("last_event_id=99999999999999999999", "last_event_id"),
    ("unit=nowhere", "unit"), ("unit=", "unit"), ("unit=990101&level=grid", "unit"),
    ("unit=990101&level=galaxy", "level"), ("unit=990101&scheme=fire", "scheme"),
    ("unit=990101&scheme=police", "unit"), ("scheme=police", "scheme"), ("level=grid", "level"),
    ("since=4", "since"), ("kind=step&kind=step", "kind")])
def test_what_cannot_be_followed_is_named(http, query, field):
    expect_problem(http("GET", f"/v1/events?{query}"), 400, parameter=field)


def test_an_id_of_another_database_is_gone(http):
    expect_problem(http("GET", "/v1/events?last_event_id=701"), 410, parameter="last_event_id")
    expect_problem(http("GET", "/v1/events", headers={"Last-Event-ID": "701"}), 410)
    expect_problem(http("GET", "/v1/events", headers={"Last-Event-ID": "7 "}), 400)


def test_the_header_counts_before_the_parameter(url):
    with Follower(url, 699, last_event_id=3) as follower:
        assert follower.until(700).ids() == [700]


def test_a_head_has_no_stream(http):
    answer = http("HEAD", "/v1/events")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/event-stream"


def test_curl_shows_events_as_they_come(url):
    with subprocess.Popen(["curl", "-sN", f"{url}/v1/events?last_event_id=698"],
                          stdout=subprocess.PIPE, encoding="utf-8") as curl:
        lines = [curl.stdout.readline().rstrip("\n") for _ in range(11)]
        curl.kill()
    assert lines[:6] == ["retry: 2000", "id: 698", "", "id: 699", "event: step", lines[5]]
    assert lines[5].startswith('data: {"event":699,') and lines[6] == ""
    assert lines[7:9] == ["id: 700", "event: step"] and lines[10] == ""


def test_a_client_that_is_killed_goes_on_where_it_was(gridward, own_db):
    with serving(gridward, own_db) as base:
        seen, after = [], 0
        writer = threading.Thread(target=take_steps, args=(own_db, range(1, 1501)))
        writer.start()
        while after < 1500:
            goal = min(after + 200, 1500)
            with Follower(base, after) as follower:
                follower.until(goal)
            seen += follower.ids()
            after = follower.after
        writer.join()
        assert seen == ids_in(own_db)


def test_two_hundred_clients_all_hear_all(gridward, own_db):
    with serving(gridward, own_db) as base, contextlib.ExitStack() as stack:
        followers = [stack.enter_context(Follower(base, 0)) for _ in range(200)]
        for follower in followers:
            follower.connected()
        take_steps(own_db, range(1, 301))
        wanted = ids_in(own_db)
        for follower in followers:
            assert follower.until(300).ids() == wanted


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Mortal:
    """A server at one address that is killed and started again."""

    def __init__(self, gridward, db):
        self.start_one = lambda: gridward.start("serve", db, "--listen", f"127.0.0.1:{self.port}")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.begin()

    def begin(self):
        self.process = self.start_one()
        line = self.process.stdout.readline()
        assert self.url in line, self.process.stderr.read()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.kill()


def test_a_server_that_is_killed_in_a_storm_loses_nothing(gridward, own_db):
    with Mortal(gridward, own_db) as server, contextlib.ExitStack() as stack:
        followers = [stack.enter_context(Follower(server.url, comes_back=True))
                     for _ in range(10)]
        for follower in followers:
            follower.connected()
        writer = threading.Thread(target=take_steps, args=(own_db, range(1, 6001), "solved", 3))
        writer.start()
        for at in (500, 1500, 3000):
            for follower in followers:
                follower.until(at)
            server.kill()
            server.begin()
        writer.join()
        wanted = ids_in(own_db)
        assert len(wanted) == 6000
        for follower in followers:
            assert follower.until(6000).ids() == wanted


def send_reports(url, name, stop, acknowledged):
    """Sends reports one by one, again and again until each is acknowledged, until told to stop."""
    for number in range(100000):
        report = {"crs": "wgs84", "client_id": f"{name}-{number}", "category": "storm",
                  "time": "2026-10-31T12:00:00+08:00", "lon": 120.84, "lat": 40.7}
        while True:
            if stop.is_set():
                return
            try:
                answer = requests.post(f"{url}/v1/reports", json=report, timeout=PATIENCE)
            except requests.ConnectionError:
                stop.wait(0.05)
                continue
            assert answer.status_code in (200, 201), answer.text
            acknowledged.append(answer.json()["id"])
            break


def test_what_was_acknowledged_is_told_through_kills(gridward, own_db):
    stop, acknowledged = threading.Event(), []
    with Mortal(gridward, own_db) as server, contextlib.ExitStack() as stack:
        followers = [stack.enter_context(Follower(server.url, comes_back=True))
                     for _ in range(5)]
        for follower in followers:
            follower.connected()
        senders = [threading.Thread(target=send_reports,
                                    args=(server.url, f"s{n}", stop, acknowledged))
                   for n in range(3)]
        for sender in senders:
            sender.start()
        for at in (100, 200, 300):
            followers[0].until(at)
            server.kill()
            server.begin()
        followers[0].until(400)
        stop.set()
        for sender in senders:
            sender.join(PATIENCE)
        wanted = ids_in(own_db)
        for follower in followers:
            assert follower.until(wanted[-1]).ids() == wanted
        told = [data["report"]["id"] for _, _, data in followers[0].events]
    assert len(told) == len(set(told)) and set(acknowledged) <= set(told)
    assert {kind for _, kind, _ in followers[0].events} == {"report"}


def test_the_public_is_told_of_nothing_but_publications(gridward, own_db, tmp_path):
    token = tmp_path / "token"
    token.write_text(gridward.done("token", "create", own_db, "desk", "--role", "viewer").stdout)
    headers = {"Authorization": "Bearer " + token.read_text().strip()}
    take_steps(own_db, range(1, 51))
    with serving(gridward, own_db) as base:
        http = client(base)
        expect_problem(http("GET", "/v1/events?kind=report"), 401)
        answer = http("GET", "/v1/events?kind=step&last_event_id=51", headers=headers)
        expect_problem(answer, 410, parameter="last_event_id")
        assert http("HEAD", "/v1/events?last_event_id=51").status_code == 200
        with requests.get(f"{base}/v1/events?last_event_id=0", stream=True,
                          timeout=PATIENCE) as public, \
                tailing(gridward, base, "--token-file", token, "--since", 45) as process:
            assert len(lines_of(process, 5)) == 5
            lines = public.iter_lines(chunk_size=1)
            assert [next(lines), next(lines)] == [b"retry: 2000", b""]
        result = gridward.done("reports", "tail", base, status=2)
        assert "status 401" in result.stderr


def test_publications_are_told_to_everybody(gridward, own_db):
    gridward.done("token", "create", own_db, "desk", "--role", "viewer")
    take_steps(own_db, range(1, 6))
    with serving(gridward, own_db) as base:
        with Follower(base, 0, kind="grade") as follower, \
                Follower(base, 0, unit="99010100100", scheme="police", level="station") as of_unit:
            gridward.done("publish", own_db, "2026-09", "--scheme", "police")
            gridward.done("publish", own_db, "2026-09", "--scheme", "governance")
            follower.wait(lambda f: len(f.events) == 2)
            gridward.done("withdraw", own_db, "2026-09", "--scheme", "police")
            follower.wait(lambda f: len(f.events) == 3)
            of_unit.wait(lambda f: len(f.events) == 2)
    told = [data["publication"] for _, kind, data in follower.events if kind == "grade"]
    assert [(p["scheme"], p["month"], p["version"], p["withdrawn"] is None) for p in told] == [
        ("police", "2026-09", 1, True), ("governance", "2026-09", 1, True),
        ("police", "2026-09", 1, False)]
    assert all(set(p) == {"scheme", "month", "version", "published", "withdrawn"} for p in told)
    assert of_unit.ids() == [follower.ids()[0], follower.ids()[2]]


# reports tail

def lines_of(process, n):
    """The first n lines, while a watch stands by that ends a process that says too little."""
    watch = threading.Timer(PATIENCE, process.kill)
    watch.start()
    lines = [process.stdout.readline() for _ in range(n)]
    watch.cancel()
    assert lines[-1], process.stderr.read()
    return lines


@contextlib.contextmanager
def tailing(gridward, *args):
    """A running tail, which ends well when interrupted."""
    process = gridward.start("reports", "tail", *args)
    try:
        yield process
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


def test_tail_prints_a_line_an_event_from_server_and_database_alike(gridward, url, city):
    with tailing(gridward, url, "--since", 600) as process:
        of_server = lines_of(process, 100)
    with tailing(gridward, city, "--since", 600) as process:
        of_database = lines_of(process, 100)
    assert of_server == of_database
    for number, line in enumerate(of_server, 601):
        [(report, category)] = rows(city, """SELECT report.id, category FROM event
            JOIN report ON report.id = ref WHERE event.id = ?""", number)
        when, id, kind, status, path = line.rstrip("\n").split("\t")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", when)
        assert (id, kind, status) == (str(report), category or "-", "allocated")
        names = [name for place in cells(city, report).get("governance", ()) for name in [place[1]]]
        assert path.count(" › ") == max(len(names) - 1, 0)


def test_tail_prints_json(gridward, city):
    with tailing(gridward, city, "--since", 695, "--format", "json") as process:
        events = [json.loads(line) for line in lines_of(process, 5)]
    assert [event["event"] for event in events] == [696, 697, 698, 699, 700]


def test_tail_follows_what_is_written_from_now_on(gridward, own_db):
    take_steps(own_db, [1])
    with serving(gridward, own_db) as base, Follower(base) as follower:
        with tailing(gridward, base, "--kind", "step") as process:
            # Its connection shows nowhere: what is written until it is there may pass it by.
            seen, report = "", 2
            watch = threading.Timer(PATIENCE, process.kill)
            watch.start()
            reader = threading.Thread(target=lambda: lines.append(process.stdout.readline()))
            lines = []
            reader.start()
            while not lines and watch.is_alive():
                take_steps(own_db, [report])
                follower.until(report)
                report += 1
                reader.join(0.05)
            watch.cancel()
            seen = lines[0].split("\t")[1]
        assert 2 <= int(seen) < report


def test_tail_outlives_the_server(gridward, own_db):
    take_steps(own_db, range(1, 11))
    with Mortal(gridward, own_db) as server:
        with tailing(gridward, server.url, "--since", 0) as process:
            lines = lines_of(process, 10)
            server.kill()
            take_steps(own_db, range(11, 301))
            server.begin()
            lines += lines_of(process, 290)
            take_steps(own_db, range(301, 311))
            lines += lines_of(process, 10)
    assert [int(line.split("\t")[1]) for line in lines] == list(range(1, 311))
    said = process.stderr.read()
    assert said.startswith("gridward: http://") and said.count("\n") == 1


def test_tail_says_what_is_wrong(gridward, url, city, tmp_path):
    empty, strange = tmp_path / "empty", tmp_path / "strange"
    empty.write_text("\n")
    strange.write_text("two words\n")
    port = free_port()
    for args, text in (
            ((f"http://127.0.0.1:{port}",), "127.0.0.1"),
            ((url, "--kind", "x"), 'kind "x"'),
            ((url, "--since", 701), "begin anew"),
            ((url + "/nowhere",), "status 404"),
            ((url, "--token-file", empty), "no token"),
            ((url, "--token-file", strange), "no token"),
            ((url, "--token-file", tmp_path / "none"), "none"),
            ((url, "--format", "xml"), "neither text nor json"),
            ((city, "--kind", "x"), '"x"'),
            ((city, "--token-file", empty), "--token-file"),
            ((tmp_path / "no.db",), "no such database"),
            ((), "URL|DB")):
        result = gridward.done("reports", "tail", *args, status=2)
        assert text in result.stderr and result.stdout == "", result.stderr
        assert value(city, "SELECT count(*) FROM event") == 700
