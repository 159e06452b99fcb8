# SPDX-License-Identifier: Apache-2.0
"""Many points over HTTP, as CSV and as JSON in lines: what the program and the JSON body say."""
import json
import random

import pytest
from server import client, expect_problem, get, serving

LINES = {"Content-Type": "application/x-ndjson"}
CSV = {"Content-Type": "text/csv"}


@pytest.fixture(scope="module")
def http(gridward, demo_db):
    with serving(gridward, demo_db) as url:
        yield client(url)


def points(n, seed=4):
    chance = random.Random(seed)
    return [(round(chance.uniform(120.70, 120.98), 7), round(chance.uniform(40.60, 40.80), 7))
            for _ in range(n)]


def sent(http, data, headers, status=200, **query):
    answer = http("POST", "/v1/locate", data=data, headers=headers,
                  params={"crs": "wgs84", **query})
    assert answer.status_code == status, answer.text[:500]
    return answer


@pytest.mark.parametrize("more", ({}, {"accuracy": 50}, {"scheme": "police"}, {"crs": "gcj02"}))
@pytest.mark.parametrize("newline, quote", (("\n", ""), ("\r\n", ""), ("\n", '"'), ("\r", "")))
def test_csv_is_what_the_program_writes(http, gridward, demo_db, more, newline, quote):
    rows = ["id,lat,lon"] + [f"{quote}a {i}{quote},{lat}, {lon} "
                             for i, (lon, lat) in enumerate(points(3000))]
    rows += ["", "short", "x,1", "y,91,0", "z,nan,5", ",,,", "é,40.7,120.84,more,and more"]
    text = ("\ufeff" if quote else "") + newline.join(rows) + newline
    options = [part for name, value in {"crs": "wgs84", **more}.items()
               for part in (f"--{name}", value)]
    wanted = gridward.done("locate", demo_db, *options, input=text.encode(), status=1).stdout
    assert sent(http, text.encode(), CSV, **more).content == wanted


def test_lines_are_what_single_points_are(http):
    places = points(300)
    lines = "".join((f"[{lon},{lat}]\n", f' {{"lon": {lon} , "lat":{lat}}}\r\n',
                     f'{{"lat":{lat},"lon":{lon}}}\n\n',
                     f"[{lon}e0, {lat * 1e-1:.8f}E+1]\n")[i % 4]
                    for i, (lon, lat) in enumerate(places))
    for more in ({}, {"accuracy": 30}, {"scheme": "police"}):
        answer = sent(http, lines, LINES, **more)
        found = [json.loads(line) for line in answer.text.splitlines()]
        body = {"crs": "wgs84", "points": places, **more}
        assert found == http("POST", "/v1/locate", json=body).json()["results"]
        assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert found[0] == get(http, "/v1/locate", params={
        "lon": places[0][0], "lat": places[0][1], "crs": "wgs84", "scheme": "police"}).json()


@pytest.mark.parametrize("line", (
    "no", "[1]", "[1,2,3]", "{}", '{"lon":1}', '{"lon":1,"lat":2,"x":3}', '["1","2"]', "[01,2]",
    "[1.,2]", "[+1,2]", "[.5,2]", "[1,2", "[1,2]]", "[1 2]", "[181,0]", "[0,-90.1]", "[1e999,0]",
    '{"lon":1,"lon":1,"lat":2}', "[NaN,1]", "[0x1,1]", "\xff", "[1,2]" + " " * 5000 + "x",
    "[" * 4000, "[1.2.3,4]", "[--1,1]", "[-,1]"))
def test_a_bad_line_says_so_and_the_others_are_located(http, line):
    answer = sent(http, f"[120.84,40.7]\n{line}\n[120.84,40.7]".encode("latin-1"), LINES)
    first, bad, last = [json.loads(text) for text in answer.text.splitlines()]
    assert first == last and first["cell"]
    assert list(bad) == ["error"]


def test_many_chunks_come_back_in_their_order(http, gridward, demo_db):
    text = "lon,lat,n\n" + "".join(
        f"{lon},{lat},{i}\n" for i, (lon, lat) in enumerate(points(60000)))
    wanted = gridward.done("locate", demo_db, "--crs", "wgs84", input=text.encode()).stdout
    assert sent(http, text, CSV).content == wanted
    lines = "".join(f"[{lon},{lat}]\n" for lon, lat in points(60000))
    cells = [json.loads(line)["cell"] or "" for line in sent(http, lines, LINES).text.splitlines()]
    assert cells == [row.split(",")[3] for row in wanted.decode().splitlines()[1:]]


def test_nothing_in_is_nothing_out(http):
    assert sent(http, "", LINES).text == ""
    assert sent(http, "\n \n\r\n", LINES).text == ""
    assert sent(http, "lat,lon", CSV).text == "lat,lon,cell,path\n"
    assert sent(http, "lat,lon\r\n\r\n", CSV).text == "lat,lon,cell,path\n"


@pytest.mark.parametrize("headers, text, query, parameter", (
    (CSV, "lon,lat\n", {"crs": ""}, "crs"), (CSV, "lon,lat\n", {"crs": "mars"}, "crs"),
    (LINES, "", {"scheme": "fire"}, "scheme"), (LINES, "", {"accuracy": "-1"}, "accuracy"),
    (LINES, "", {"lon": "1"}, "lon"), (CSV, "", {}, None), (CSV, "x,y\n1,2\n", {}, None),
    (CSV, 'lon,lat\n"1,2\n', {}, None)))
def test_what_is_wrong_with_the_whole_is_a_problem(http, headers, text, query, parameter):
    expect_problem(sent(http, text, headers, 400, **query), 400, parameter=parameter)


def test_json_stays_short_and_text_may_be_long(http):
    expect_problem(http("POST", "/v1/locate", data=b" " * (9 << 20)), 413)
    text = b"lon,lat\n" + b"120.84,40.7\n" * 800000  # 9.6 MB; longer once it is answered
    answer = sent(http, text, CSV)
    assert answer.content.count(b"\n") == 800001
