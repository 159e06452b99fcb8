# SPDX-License-Identifier: Apache-2.0
"""The server's tiles and what describes them; the styles that it draws in."""
import json
import re
import shutil

import pytest
import requests
from conftest import SOURCE
from png import Png
from server import TILE, client, expect_problem, get, serving

MAPS = ("safety", "safety-contrast", "counts", "reports", "grid")

@pytest.fixture(scope="module")
def url(gridward, demo_db):
    with serving(gridward, demo_db) as base:
        yield base


@pytest.fixture(scope="module")
def http(url):
    return client(url)


# Tiles

def test_a_tile_is_a_picture_of_its_size(http):
    for path, side in ((TILE, 256), (TILE.replace(".png", "@2x.png"), 512),
                       (TILE.replace(".png", "%402x.png"), 512)):
        answer = get(http, path)
        assert answer.headers["Content-Type"] == "image/png"
        png = Png(answer.content)
        assert (png.width, png.height) == (side, side) and len(set(png.rgba())) > 4


def test_a_tile_is_what_the_program_draws(http, gridward, demo_db, tmp_path):
    for name, scheme, level, lang in (
            ("counts", "governance", "grid", "en"), ("safety", "police", "beat", "zh"),
            ("counts", "governance", "street", "zh"), ("safety-contrast", "police", "station", "en"),
            ("reports", "police", "beat", "zh"), ("grid", "governance", "community", "en")):
        for scale, suffix in ((1, ""), (2, "@2x")):
            file = tmp_path / "tile.png"
            gridward.done("tile", demo_db, name, "12/3423/1540", "-o", file, "--month", "2026-09",
                          "--scheme", scheme, "--level", level, "--lang", lang, "--scale", scale)
            answer = get(http, f"/tiles/{name}/12/3423/1540{suffix}.png", params={
                "month": "2026-09", "scheme": scheme, "level": level, "lang": lang})
            assert answer.content == file.read_bytes(), (name, scale)


def test_a_tile_without_anything_is_transparent(http):
    for name in MAPS:
        for key in ("13/0/0", "20/1048575/1048575"):
            png = Png(get(http, f"/tiles/{name}/{key}.png").content)
            assert png.width == 256 and set(png.rgba()) == {(0, 0, 0, 0)}, (name, key)
    assert Png(get(http, "/tiles/counts/0/0/0.png").content).width == 256


def test_labels_are_in_the_language_asked_for(http):
    tiles = {lang: get(http, "/tiles/safety/13/6846/3080.png", params=lang and {"lang": lang}).content
             for lang in (None, "en", "zh")}
    assert tiles[None] == tiles["en"] != tiles["zh"]


@pytest.mark.parametrize("row", ("1/0/2", "1/2/0", "21/0/0", "-1/0/0", "01/0/0", "1/0/0x", "a/b/c",
                                 "99999999999999999999/0/0", "1/0/4294967296", "1/ 0/0"))
def test_what_is_no_tile_is_not_found(http, row):
    expect_problem(http("GET", f"/tiles/counts/{row}.png"), 404)


@pytest.mark.parametrize("query, status, parameter", (
    ("month=2026-13", 400, "month"), ("month=", 400, "month"), ("month=October", 400, "month"),
    ("month=2026-10&month=2026-09", 400, "month"), ("scheme=fire", 400, "scheme"),
    ("scheme=", 400, "scheme"), ("scheme=" + "a" * 200, 400, "scheme"),
    ("level=planet", 400, "level"), ("scheme=police&level=grid", 400, "level"),
    ("month=2026-09&level=%zz", 400, "level"), ("colour=red", 400, "colour"),
    ("lang=fr", 400, "lang"), ("lang=", 400, "lang"), ("lang=both", 400, "lang"),
    ("style=print", 400, "style")))
def test_a_bad_parameter_of_a_tile_is_named(http, query, status, parameter):
    for path in (TILE, "/tiles/counts.json"):
        expect_problem(http("GET", f"{path}?{query}"), status, parameter=parameter)


def test_there_is_no_other_map(http):
    problem = expect_problem(http("GET", TILE.replace("counts", "weather")), 404)
    assert ", ".join(MAPS) in problem["detail"]
    expect_problem(http("GET", "/tiles/weather.json"), 404)


def test_a_month_far_from_all_data_has_a_map_without_data(http):
    for month in ("0001-01", "1969-12", "9999-12"):
        map = get(http, "/tiles/counts.json", params={"month": month}).json()
        assert map["month"] == month and map["reports"] == 0


def test_a_tile_that_is_known_is_not_sent_again(http):
    tag = get(http, TILE).headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]+"', tag)
    for header in (tag, "W/" + tag, "*", f'"x", {tag}'):
        answer = http("GET", TILE, headers={"If-None-Match": header})
        assert answer.status_code == 304 and answer.content == b""
        assert answer.headers["ETag"] == tag
        assert answer.headers["Cache-Control"] == get(http, TILE).headers["Cache-Control"]
    assert get(http, TILE, headers={"If-None-Match": '"x"'}).content
    other = get(http, TILE, params={"month": "2026-01"}).headers["ETag"]
    assert other != tag and get(http, TILE).headers["ETag"] == tag


# TileJSON

def test_tilejson_describes_the_map_and_leads_to_its_tiles(http, url):
    map = get(http, "/tiles/counts.json").json()
    assert map["tilejson"] == "3.0.0" and map["scheme"] == "xyz"
    assert (map["map"], map["theme"]) == ("counts", "reports")
    assert (map["month"], map["level"], map["lang"]) == ("2026-10", "grid", "en")
    assert map["division"]["scheme"] == "governance"
    assert map["minzoom"] == 0 and map["maxzoom"] == 20 and map["name"] and map["attribution"]
    west, south, east, north = map["bounds"]
    lon, lat, zoom = map["center"]
    assert 120.7 < west < lon < east < 121 and 40.6 < south < lat < north < 40.8
    assert map["minzoom"] <= zoom <= map["maxzoom"]
    template = map["tiles"][0]
    assert template.startswith(url + "/tiles/counts/{z}/{x}/{y}.png?")
    tile = template.replace("{z}", "13").replace("{x}", "6846").replace("{y}", "3080")
    assert requests.get(tile, timeout=30).content == get(http, TILE).content


def test_tilejson_is_of_what_was_asked_for(http):
    map = get(http, "/tiles/safety.json?scheme=police&level=station&month=2026-02&lang=zh").json()
    assert (map["map"], map["theme"]) == ("safety", "grade")
    assert (map["month"], map["level"], map["lang"]) == ("2026-02", "station", "zh")
    assert sum(line["units"] for line in map["legend"]) == 12
    assert "reports" not in map
    assert map["tiles"][0].endswith("?month=2026-02&scheme=police&level=station&lang=zh")


def test_the_legend_of_counts_has_cut_points_and_no_names(http):
    legend = get(http, "/tiles/counts.json").json()["legend"]
    assert len(legend) == 5 and sum(line["units"] for line in legend) == 426
    last = -1
    for line in legend:
        assert line["label"] == line["cuts"] and line["label_zh"] == line["label_en"] == ""
        first, *end = map(int, line["cuts"].split(" – "))
        assert last < first
        last = end[0] if end else first
        assert line["hatched"] is False and line["pattern"] is None and line["mark"] == ""


def test_the_legend_of_levels_is_in_the_language_asked_for(http):
    names = ("良好 安全 关注 警告 严重 数据不足".split(),
             ("Good", "Safe", "Attention", "Warning", "Serious", "Insufficient data"))
    for lang, wanted in zip(("zh", "en"), names):
        legend = get(http, f"/tiles/safety.json?scheme=police&lang={lang}").json()["legend"]
        assert [line["label"] for line in legend] == list(wanted)
        assert ([line["label_zh"] for line in legend], [line["label_en"] for line in legend]) == (
            list(names[0]), list(names[1]))
        assert [line["mark"] for line in legend] == ["1", "2", "3", "4", "5", ""]
        assert all(line["cuts"] == "" for line in legend)


def test_the_legend_shows_what_is_on_the_tiles(http):
    """Each class that units have: its colour covers ground, and the worst two classes are hatched."""
    map = get(http, "/tiles/safety.json?scheme=police").json()
    keys = [(x, y) for x in range(6844, 6850) for y in range(3078, 3083)]
    seen = set()
    for x, y in keys:
        seen |= set(Png(get(http, f"/tiles/safety/13/{x}/{y}.png?scheme=police").content).rgba())
    for line in map["legend"]:
        assert re.fullmatch("#[0-9a-f]{6}", line["color"])
        rgb = tuple(bytes.fromhex(line["color"][1:]))
        assert line["units"] and (*rgb, 255) in seen, line
        assert line["hatched"] == (line["pattern"] is not None) == (line["mark"] in ("4", "5", ""))
    assert [line["pattern"] for line in map["legend"]][3:] == ["hatch-light", "hatch-cross", "hatch-grey"]


def test_a_map_that_colours_no_units_has_an_empty_legend(http):
    for name in ("reports", "grid"):
        assert get(http, f"/tiles/{name}.json").json()["legend"] == []


def test_the_host_is_repeated_only_when_it_is_one(http, url):
    map = get(http, "/tiles/grid.json", headers={"Host": "maps.example:8443"}).json()
    assert map["tiles"][0].startswith("http://maps.example:8443/tiles/")
    for host in ("a b", "a/b", 'a"b', "a@b", "evil.example/x?", "<a>", "a:99999", ""):
        expect_problem(http("GET", "/tiles/grid.json", headers={"Host": host}), 400)


def test_other_files_beside_the_maps_are_not_there(http):
    for name in ("counts", "counts.xml", ".json", "", "a" * 100 + ".json"):
        expect_problem(http("GET", "/tiles/" + name), 404)


# Styles

def misspell(style):
    style.write_text(style.read_text().replace('"interpolate"', '"interpolat"'))


def test_without_the_styles_nothing_is_served(gridward, demo_db, tmp_path, monkeypatch):
    monkeypatch.setenv("GRIDWARD_STYLES", str(tmp_path / "nowhere"))
    said = gridward.done("serve", demo_db, "--listen", "127.0.0.1:0", status=2)
    assert "nowhere" in said.stderr and "GRIDWARD_STYLES" in said.stderr and said.stdout == ""


@pytest.mark.parametrize("spoil, words", (
    (lambda folder: (folder / "counts.json").unlink(), ("counts.json", "No such file")),
    (lambda folder: (folder / "grid.json").write_text("{"), ("grid.json", "line 1")),
    (lambda folder: misspell(folder / "reports.json"),
     ("reports.json: /layers/1/paint/heatmap-radius", '"interpolat"', "(and 7 more")),
    (lambda folder: shutil.rmtree(folder / "sprites"), ("sprites", "No such file")),
    (lambda folder: (folder / "sprites" / "dots.svg").write_text("<svg"), ("dots.svg",))),
    ids=("missing", "no-json", "faulty", "no-sprites", "bad-sprite"))
def test_a_style_that_cannot_be_used_is_named_before_anything_is_served(
        gridward, demo_db, tmp_path, monkeypatch, spoil, words):
    folder = shutil.copytree(SOURCE / "styles", tmp_path / "styles")
    spoil(folder)
    monkeypatch.setenv("GRIDWARD_STYLES", str(folder))
    said = gridward.done("serve", demo_db, "--listen", "127.0.0.1:0", status=2)
    assert said.stdout == "" and str(folder) in said.stderr
    for word in words:
        assert word in said.stderr


def test_a_style_that_cannot_be_drawn_is_no_fault_of_the_clients(
        gridward, demo_db, tmp_path, monkeypatch):
    folder = shutil.copytree(SOURCE / "styles", tmp_path / "styles")
    (folder / "sprites" / "hatch-grey.svg").unlink()
    monkeypatch.setenv("GRIDWARD_STYLES", str(folder))
    process = gridward.start("serve", demo_db, "--listen", "127.0.0.1:0")
    base = re.search(r"http://\S+(?=/)", process.stdout.readline())[0]
    answer = requests.get(base + "/tiles/safety/13/6846/3080.png?scheme=police", timeout=9)
    expect_problem(answer, 500)
    assert "hatch" not in answer.text
    assert requests.get(base + "/tiles/grid/13/6846/3080.png", timeout=9).status_code == 200
    process.terminate()
    assert process.wait(10) == 0
    assert '"hatch-grey"' in json.loads(process.stderr.read())["error"]
