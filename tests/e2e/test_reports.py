# SPDX-License-Identifier: Apache-2.0
"""Reports over HTTP: sent, kept through any death, listed, led on."""
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import threading
import time
from datetime import datetime, timedelta

import database
import pytest
import requests
from commands import locate as locate_by_program
from conftest import SOURCE
from server import client, expect_problem, get, serving

PLACE = {"lon": 120.84, "lat": 40.7}
TIME = "2026-10-03T09:12:00+08:00"
RULES = SOURCE / "data" / "rules" / "deadlines.json"


@pytest.fixture
def city_db(demo_db, tmp_path):
    return shutil.copy(demo_db, tmp_path / "city.db")


@pytest.fixture
def http(gridward, city_db):
    with serving(gridward, city_db) as url:
        yield client(url)


def report(**members):
    return {"time": TIME, **PLACE, **members}


def post(http, status=201, **members):
    answer = http("POST", "/v1/reports", json={"crs": "wgs84", **report(**members)})
    assert answer.status_code == status, answer.text
    return answer.json()


def post_many(http, reports, crs="wgs84"):
    answer = http("POST", "/v1/reports", json={"crs": crs, "reports": reports})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    assert said["rows"] == len(reports) == len(said["results"])
    assert said["rows"] == said["stored"] + said["present"] + said["rejected"]
    return said


# One report

def test_a_report_is_told_where_it_is_and_is_there_again(http, gridward, city_db):
    answer = http("POST", "/v1/reports", json={
        "crs": "wgs84", "client_id": "x-1", "category": "noise", "source": "app",
        "description": "a \"b\", 噪音", **report()})
    assert answer.status_code == 201
    said = answer.json()
    assert answer.headers["Location"].endswith(f"/v1/reports/{said['id']}")
    assert said["client_id"] == "x-1" and said["time"] == TIME and said["status"] == "uploaded"
    assert (said["lon"], said["lat"]) == (PLACE["lon"], PLACE["lat"])
    assert said["description"] == "a \"b\", 噪音" and said["due"] is None and not said["overdue"]
    for place in said["places"]:
        [row] = locate_by_program(gridward, city_db, [(PLACE["lon"], PLACE["lat"])],
                                  "--scheme", place["scheme"])
        assert place["cell"] == row["cell"] == place["path"][-1]["code"]
    assert [place["scheme"] for place in said["places"]] == ["governance", "police"]
    assert [unit["level"] for unit in said["places"][0]["path"]] == [
        "district", "street", "community", "grid"]
    found, uploaded = said["steps"]
    assert found["step"] == "found" and found["time"] == TIME and found["who"] == "app"
    assert uploaded["step"] == "uploaded" and uploaded["who"] == "anonymous"
    assert get(http, f"/v1/reports/{said['id']}").json() == said


def test_the_same_report_again_is_answered_and_not_stored(http, city_db):
    first = post(http, client_id="x-1", category="noise")
    assert post(http, 200, client_id="x-1", category="noise") == first
    expect_problem(http("POST", "/v1/reports", json={
        "crs": "wgs84", "client_id": "x-1", **report(category="litter")}), 409,
        pointer="/client_id")
    assert database.value(city_db, "SELECT count(*) FROM report WHERE code = 'x-1'") == 1
    assert post(http)["id"] != post(http)["id"]


def test_the_crs_counts(http):
    wgs84 = post(http)
    gcj02 = http("POST", "/v1/reports", json={"crs": "gcj02", **report()}).json()
    assert abs(gcj02["lon"] - wgs84["lon"]) > 0.003
    assert gcj02["places"][0]["cell"] != wgs84["places"][0]["cell"]


def test_a_report_outside_all_cells_is_stored(http):
    said = post(http, lon=0, lat=-89.5)
    assert said["places"] == [] and (said["lon"], said["lat"]) == (0, -89.5)


def test_a_report_belongs_to_the_division_of_its_own_day(gridward, new_db, tmp_path):
    def beats(code, day):
        path = tmp_path / f"{code}.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"code": code}, "geometry": {
                "type": "Polygon", "coordinates": [
                    [[120, 40], [121, 40], [121, 41], [120, 41], [120, 40]]]}}]}))
        gridward.done("import", "cells", new_db, path, "--scheme", "police", "--level", "beat",
                      "--code", "code", "--crs", "wgs84", "--valid-from", day)
    beats("OLD", "2026-01-01")
    with serving(gridward, new_db) as url:
        http = client(url)
        assert post(http)["places"][0]["cell"] == "OLD"
        beats("NEW", "2026-10-01")  # the server goes on meanwhile, and may ask to try again
        for _ in range(100):
            answer = http("POST", "/v1/reports", json={"crs": "wgs84", **report()})
            if answer.status_code == 201:
                break
            assert answer.status_code == 503 and answer.headers["Retry-After"]
            time.sleep(0.05)
        assert answer.json()["places"][0]["cell"] == "NEW"
        for day, cell in (("2026-09-30T23:59:59+08:00", "OLD"), ("2026-09-30T16:00:00Z", "NEW")):
            assert post(http, time=day)["places"][0]["cell"] == cell
    assert {cell for cell, _ in database.cells_of_reports(new_db, "police").values()} <= {
        "OLD", "NEW"}


@pytest.mark.parametrize("members, pointer", (
    ({"time": None}, "/time"), ({"time": "soon"}, "/time"), ({"time": 5}, "/time"),
    ({"time": "2199-01-01"}, "/time"), ({"lon": 181}, "/lon"), ({"lat": -90.5}, "/lat"),
    ({"lon": "120.84"}, "/lon"), ({"lat": None}, "/lat"), ({"client_id": ""}, "/client_id"),
    ({"client_id": 7}, "/client_id"), ({"category": "x" * 201}, "/category"),
    ({"description": "x" * 10001}, "/description"), ({"crs": "mars"}, "/crs"),
    ({"crs": None}, "/crs"), ({"crs": 5}, "/crs")))
def test_what_is_wrong_with_a_report_is_named(http, city_db, members, pointer):
    before = database.count(city_db, "report")
    answer = http("POST", "/v1/reports", json={"crs": "wgs84", **report(), **members})
    expect_problem(answer, 400, pointer=pointer)
    assert database.count(city_db, "report") == before


@pytest.mark.parametrize("body", (b"", b"[]", b"{", b'{"crs":"wgs84"', b'{"crs":"wgs84","x":1}',
                                  b'{"crs":"wgs84","crs":"wgs84"}', b'{"crs":"wgs84"} {}',
                                  b'{"crs":"wgs84","reports":{}}', b'{"crs":"wgs84","reports":[{]}',
                                  b'{"crs":"wgs84","reports":[{}', b'\xff', b'{"reports":[]}',
                                  b'{"crs":"wgs84","reports":[],"x":1}',
                                  b'{"crs":"wgs84","reports":[' + b"[" * 5000))
def test_what_is_no_body_is_refused(http, body):
    answer = http("POST", "/v1/reports", data=body)
    assert answer.status_code == 400, answer.text


def test_the_bodys_type_must_be_known(http):
    expect_problem(http("POST", "/v1/reports", data=b"<r/>",
                        headers={"Content-Type": "text/xml"}), 415)


# Many

def test_each_of_many_is_taken_or_rejected_alone(http, city_db):
    said = post_many(http, [
        report(client_id="a"), report(client_id="b", lon=200), "x", report(client_id="a"),
        report(client_id="a", category="other"), report(x=1), {}, report(client_id="c", lon=0)])
    assert [result["status"] for result in said["results"]] == [
        201, 400, 400, 200, 409, 400, 400, 201]
    assert [result.get("pointer") for result in said["results"]] == [
        None, "/reports/1/lon", "/reports/2", None, "/reports/4/client_id", "/reports/5",
        "/reports/6/time", None]
    assert (said["stored"], said["present"], said["rejected"]) == (2, 1, 5)
    assert said["results"][3]["id"] == said["results"][0]["id"] == said["results"][4]["id"]
    assert database.value(city_db, "SELECT count(*) FROM report WHERE code IN ('a', 'b', 'c')") == 2


def test_lines_and_csv_are_what_the_object_is(http, city_db):
    rows = [report(client_id=f"r{i}", lon=120.8 + i / 100, category="noise" if i % 2 else None,
                   description='say "so",\nwell' if i == 3 else "x") for i in range(10)]
    post_many(http, rows)
    lines = "\r\n".join(json.dumps(row) for row in rows) + "\n\n"
    answer = http("POST", "/v1/reports?crs=wgs84", data=lines,
                  headers={"Content-Type": "application/x-ndjson"})
    assert answer.json()["present"] == 10, answer.text

    def quoted(value):
        return "" if value is None else '"' + str(value).replace('"', '""') + '"'
    names = list(rows[0])
    table = ",".join(names) + "\n" + "".join(
        ",".join(quoted(row[name]) for name in names) + "\n" for row in rows)
    answer = http("POST", "/v1/reports?crs=wgs84", data=table.encode(),
                  headers={"Content-Type": "text/csv; charset=utf-8"})
    assert answer.json()["present"] == 10, answer.text
    assert database.value(city_db, "SELECT count(*) FROM report WHERE code GLOB 'r[0-9]'") == 10


def test_bad_lines_are_rejected_by_their_number(http):
    answer = http("POST", "/v1/reports?crs=wgs84",
                  data='{"time":1}\nno\n\n[]\n' + json.dumps(report()) + "\n" + "[" * 70000,
                  headers={"Content-Type": "application/x-ndjson"})
    said = answer.json()
    assert [result["status"] for result in said["results"]] == [400, 400, 400, 201, 400]
    assert [result.get("pointer") for result in said["results"]] == [
        "/0/time", "/1", "/2", None, "/4"]
    answer = http("POST", "/v1/reports?crs=wgs84",
                  data="time,lon,lat\n2026-10-03,120.84,40.7\n2026-10-03,120.84,40.7,5\n"
                       "2026-10-03,x,40.7\n".encode() + b"2026-10-03,1,\xff\n,1,2\n",
                  headers={"Content-Type": "text/csv"})
    assert [result.get("pointer") for result in answer.json()["results"]] == [
        None, "/1", "/2/lon", "/3", "/4/time"]


@pytest.mark.parametrize("header", ("time,lon", "time,lon,lat,colour", "lon,lon,lat,time", ""))
def test_a_header_must_be_understood(http, header):
    answer = http("POST", "/v1/reports?crs=wgs84", data=header + "\n",
                  headers={"Content-Type": "text/csv"})
    if header == "time,lon":  # no row, so nothing lacks anything
        assert answer.json()["rows"] == 0
    else:
        expect_problem(answer, 400)


def test_the_crs_of_lines_is_a_parameter(http):
    expect_problem(http("POST", "/v1/reports", data="{}\n",
                        headers={"Content-Type": "application/x-ndjson"}), 400, parameter="crs")
    expect_problem(http("POST", "/v1/reports?crs=wgs84", json={"crs": "wgs84", **report()}), 400,
                   parameter="crs")


def test_there_is_a_most_of_reports_at_once(http, city_db):
    assert post_many(http, [report()] * 10000)["stored"] == 10000
    before = database.count(city_db, "report")
    answer = http("POST", "/v1/reports", json={"crs": "wgs84", "reports": [report()] * 10001})
    expect_problem(answer, 413)
    assert database.count(city_db, "report") == before


# Lists

def listed(http, **query):
    return get(http, "/v1/reports", params=query).json()["reports"]


def test_pages_hold_every_report_once_newest_first(http, city_db):
    ids, path = [], "/v1/reports?limit=700&category=noise"
    while path:
        answer = get(http, path)
        said = answer.json()
        ids += [one["id"] for one in said["reports"]]
        assert all("steps" not in one for one in said["reports"])
        link = re.fullmatch(r"<http://[^/]+(/v1/reports\?[^>]+)>; rel=\"next\"",
                            answer.headers.get("Link", ""))
        assert ("next" in said) == bool(link)
        path = link and link[1]
    assert ids == [row[0] for row in database.rows(
        city_db, "SELECT id FROM report WHERE category = 'noise' ORDER BY id DESC")]


def test_filters_say_what_the_database_says(http, city_db):
    def ids(sql, *values):
        return [row[0] for row in database.rows(
            city_db, f"SELECT report.id FROM report {sql} ORDER BY 1 DESC LIMIT 50", *values)]
    first = int(datetime.fromisoformat("2026-03-01T00:00:00+08:00").timestamp())
    assert [one["id"] for one in listed(http, limit=50, **{
        "from": "2026-03-01", "to": "2026-03-02T00:00:00+08:00"})] == ids(
            "WHERE time >= ? AND time < ?", first, first + 86400)
    for code in ("990101", "990101005", "990101005001", "990101005001007"):
        assert [one["id"] for one in listed(http, limit=50, unit=code)] == ids(
            "JOIN report_cell ON report_id = report.id JOIN cell ON cell.id = cell_id"
            " WHERE cell.code GLOB ? || '*' AND scheme_id = 1", code)
    for one in listed(http, limit=20, bbox="120.83,40.69,120.85,40.71"):
        assert 120.83 <= one["lon"] <= 120.85 and 40.69 <= one["lat"] <= 40.71
    beat = listed(http, limit=3, unit="99010100103", scheme="police", level="beat")
    assert all(one["places"][-1]["cell"] == "99010100103" for one in beat) and len(beat) == 3
    assert listed(http, status="allocated,solved") == []


@pytest.mark.parametrize("query", (
    "from=soon", "to=x", "bbox=1,2,3", "bbox=3,2,1,4", "bbox=0,0,0,91", "status=new", "status=",
    "unit=nowhere", "unit=", "scheme=police", "level=grid", "overdue=yes", "limit=0", "limit=1001",
    "limit=x", "cursor=x", "cursor=-1", "colour=red"))
def test_a_bad_parameter_is_named(http, query):
    expect_problem(http("GET", "/v1/reports?" + query), 400, parameter=query.split("=")[0])


def test_a_report_that_is_not_there_is_not_found(http):
    for path in ("999999", "0", "-1", "x", "1e3", "9" * 30):
        expect_problem(http("GET", "/v1/reports/" + path), 404)
        expect_problem(http("POST", f"/v1/reports/{path}/steps", json={"step": "allocated"}), 404)


# Steps

def step(http, number, name, **more):
    return http("POST", f"/v1/reports/{number}/steps", json={"step": name, **more})


def test_steps_follow_each_other(http):
    number = post(http)["id"]
    expect_problem(step(http, number, "solved"), 409, pointer="/step")
    answer = step(http, number, "allocated", note="to beat 3")
    assert answer.status_code == 201 and answer.json()["status"] == "allocated"
    assert answer.json()["steps"][-1]["note"] == "to beat 3"
    assert step(http, number, "allocated").status_code == 200
    assert step(http, number, "solved").status_code == 201
    assert step(http, number, "evaluated").status_code == 201
    assert step(http, number, "evaluated").status_code == 200
    said = get(http, f"/v1/reports/{number}").json()
    assert [one["step"] for one in said["steps"]] == [
        "found", "uploaded", "allocated", "solved", "evaluated"]
    assert said["status"] == "evaluated" and said["due"] is None


@pytest.mark.parametrize("body, pointer", (
    ({}, "/step"), ({"step": "closed"}, "/step"), ({"step": "uploaded"}, "/step"),
    ({"step": 1}, "/step"), ({"step": "allocated", "time": "x"}, "/time"),
    ({"step": "allocated", "time": "2199-01-01"}, "/time"),
    ({"step": "allocated", "time": "2020-01-01"}, "/time"),
    ({"step": "allocated", "note": "x" * 2001}, "/note"), ({"step": "allocated", "x": 1}, "/x")))
def test_what_is_wrong_with_a_step_is_named(http, body, pointer):
    number = post(http)["id"]
    expect_problem(http("POST", f"/v1/reports/{number}/steps", json=body), 400, pointer=pointer)
    assert get(http, f"/v1/reports/{number}").json()["status"] == "uploaded"


def test_two_who_take_a_step_at_once_take_it_once(http, city_db):
    number = post(http)["id"]
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(
        step(http, number, "allocated").status_code)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200] * 7 + [201]
    assert database.value(
        city_db, f"SELECT count(*) FROM event WHERE kind = 'step' AND ref = {number}") == 1


def test_a_step_is_due_by_the_rules(gridward, city_db, tmp_path):
    config = tmp_path / "gridward.conf"
    config.write_text(f"[server]\nrules = {RULES}\n")
    if "--config" not in gridward.done("serve", "--help").stdout:
        pytest.skip("this program reads no settings yet")
    with serving(gridward, city_db, "--config", config) as url:
        http = client(url)
        said = post(http, category="public_facilities")
        uploaded = datetime.fromisoformat(said["steps"][-1]["time"])
        assert datetime.fromisoformat(said["due"]) == uploaded + timedelta(minutes=15)
        assert not said["overdue"]
        said = step(http, said["id"], "allocated").json()
        allocated = datetime.fromisoformat(said["steps"][-1]["time"])
        assert datetime.fromisoformat(said["due"]) == allocated + timedelta(days=1)
        assert listed(http, overdue="true") == []
    # What was due a second ago is overdue.
    database.execute(city_db, "UPDATE report SET due = strftime('%s', 'now') - 1"
                              f" WHERE id = {said['id']}")
    with serving(gridward, city_db, "--config", config) as url:
        [late] = listed(client(url), overdue="true")
        assert late["id"] == said["id"] and late["overdue"]


# Whatever happens

@contextlib.contextmanager
def running(gridward, db):
    """A server that may be killed, or complain."""
    process = gridward.start("serve", db, "--listen", "127.0.0.1:0")
    try:
        line = process.stdout.readline()
        yield process, re.search(r"http://127\.0\.0\.1:\d+", line)[0]
    finally:
        process.kill()
        process.communicate()


def storm(url, name, acknowledged):
    """Sends until the server is gone; notes what it has promised to keep."""
    session = requests.Session()
    with contextlib.suppress(requests.RequestException, ValueError, KeyError):
        for i in range(100000):
            if i % 5:
                code = f"{name}-{i}"
                said = session.post(url + "/v1/reports", timeout=10, json={
                    "crs": "wgs84", **report(client_id=code)}).json()
                acknowledged[code] = said["id"]
                continue
            codes = [f"{name}-{i}-{k}" for k in range(20)]
            said = session.post(url + "/v1/reports", timeout=10, json={
                "crs": "wgs84", "reports": [report(client_id=code) for code in codes]}).json()
            acknowledged.update(zip(codes, (one["id"] for one in said["results"])))


def test_what_was_acknowledged_outlives_a_kill_and_is_there_once(gridward, city_db):
    acknowledged = {}
    for life in range(3):
        with running(gridward, city_db) as (process, url):
            threads = [threading.Thread(target=storm, args=(url, f"{life}-{i}", acknowledged))
                       for i in range(6)]
            for thread in threads:
                thread.start()
            before = len(acknowledged)
            while len(acknowledged) < before + 200 + 100 * life:
                time.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            for thread in threads:
                thread.join()
    stored = database.rows(city_db, "SELECT code, id FROM report WHERE code GLOB '[0-2]-*'")
    assert len(stored) == len({code for code, _ in stored})
    assert acknowledged.items() <= dict(stored).items()
    for table in ("report_step WHERE report_id", "event WHERE kind = 'report' AND ref"):
        assert database.value(city_db, f"SELECT count(*) FROM {table} IN"
                              " (SELECT id FROM report WHERE code GLOB '[0-2]-*')") == len(stored)
    database.assert_whole(city_db)
    with serving(gridward, city_db) as url:
        code, number = next(iter(acknowledged.items()))
        assert post(client(url), 200, client_id=code)["id"] == number


@contextlib.contextmanager
def disk(folder, size):
    """A small disk of its own, where we may have one."""
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder],
                          capture_output=True, text=True)
    if done.returncode:
        pytest.skip("no disk can be mounted here: " + done.stderr.strip())
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def test_a_full_disk_is_told_and_nothing_is_half_written(gridward, city_db, tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk(folder, os.path.getsize(city_db) + (3 << 20)):
        db = shutil.copy(city_db, folder / "city.db")
        with running(gridward, db) as (_, url):
            http, kept, failed = client(url), [], None
            for i in range(1000):
                answer = http("POST", "/v1/reports", json={"crs": "wgs84", "reports": [
                    report(client_id=f"{i}-{k}", description="x" * 3000) for k in range(100)]})
                if answer.status_code != 200:
                    failed = answer
                    break
                kept += [f"{i}-{k}" for k in range(100)]
            expect_problem(failed, 507)
            assert get(http, "/v1/reports?limit=1").json()["reports"][0]["client_id"] == kept[-1]
        stored = {row[0] for row in database.rows(db, "SELECT code FROM report WHERE code GLOB"
                                                      " '[0-9]*-[0-9]*'")}
        assert stored == set(kept)
        assert database.value(db, "SELECT count(*) FROM event") == len(kept)
        database.assert_whole(db)


def test_a_database_that_may_only_be_read_takes_no_report(gridward, city_db, tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    with disk(folder, os.path.getsize(city_db) + (8 << 20)):
        db = shutil.copy(city_db, folder / "city.db")
        subprocess.run(["mount", "-o", "remount,ro", folder], check=True)
        with running(gridward, db) as (_, url):
            http = client(url)
            answer = http("POST", "/v1/reports", json={"crs": "wgs84", **report()})
            expect_problem(answer, 503)
            assert answer.headers["Retry-After"]
            assert len(listed(http, limit=5)) == 5


def test_nobody_without_leave_sees_or_sends(gridward, city_db):
    token = gridward.done("token", "create", city_db, "watcher", "--role", "viewer").stdout.split()[-1]
    with serving(gridward, city_db) as url:
        http = client(url)
        for method, path in (("GET", "/v1/reports"), ("GET", "/v1/reports/1"),
                             ("POST", "/v1/reports"), ("POST", "/v1/reports/1/steps")):
            expect_problem(http(method, path), 401)
        viewer = {"headers": {"Authorization": f"Bearer {token}"}}
        assert get(http, "/v1/reports", **viewer).json()["reports"]
        expect_problem(http("POST", "/v1/reports", **viewer), 403)
        expect_problem(http("POST", "/v1/reports/1/steps", **viewer), 403)
        place = get(http, "/v1/locate", params={**PLACE, "crs": "wgs84"}).json()
        assert place["cell"] and not {"grade", "households", "residents"} & set(place)
        place = get(http, "/v1/locate", params={**PLACE, "crs": "wgs84"}, **viewer).json()
        assert {"grade", "households", "residents"} <= set(place)
