# SPDX-License-Identifier: Apache-2.0
"""gridward tile and gridward map: the pictures' form, and wrong arguments. Their looks are tested in C."""
import json
import math
import shutil
import struct

import pytest
from commands import import_cells
from conftest import SOURCE
from database import execute
from png import Png
from shapes import pair, write

HERE = "13/6846/3080"    # over the middle of the demo city
MAPS = ("safety", "safety-contrast", "counts", "reports", "grid")


def tile_at(lon, lat, zoom):
    """The tile that holds a point, and the point's pixel in it."""
    n = 2 ** zoom
    x = (lon + 180) / 360 * n
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * n
    return f"{zoom}/{int(x)}/{int(y)}", (int(x % 1 * 256), int(y % 1 * 256))


@pytest.fixture
def draw_tile(gridward, demo_db, tmp_path):
    def draw(key, *more, map="counts", db=demo_db):
        path = tmp_path / "tile.png"
        gridward.done("tile", db, map, key, "-o", path, *more)
        return path.read_bytes()
    return draw


@pytest.fixture
def draw_map(gridward, demo_db, tmp_path):
    def draw(month, *more, db=demo_db, suffix="png"):
        path = tmp_path / f"map.{suffix}"
        gridward.done("map", db, month, "-o", path, *more)
        return path.read_bytes()
    return draw


# Tiles

@pytest.mark.parametrize("key", ("0/0/0", "9/427/192", HERE, "16/54772/24645", "22/3505407/1577000"))
def test_a_tile_is_256_pixels_at_every_zoom(draw_tile, key):
    png = Png(draw_tile(key))
    assert (png.width, png.height) == (256, 256)


def test_at_scale_2_a_tile_is_512_pixels(draw_tile):
    png = Png(draw_tile(HERE, "--scale", "2"))
    assert (png.width, png.height) == (512, 512)


@pytest.mark.parametrize("map", MAPS)
@pytest.mark.parametrize("scheme", ("governance", "police"))
def test_a_tile_is_a_palette_png_and_the_same_bytes_each_time(draw_tile, map, scheme):
    first = draw_tile(HERE, "--scheme", scheme, map=map)
    assert first == draw_tile(HERE, "--scheme", scheme, map=map)
    png = Png(first)
    assert png.type == 3 and png.depth in (1, 2, 4, 8)
    assert len(png.chunk(b"PLTE")) <= 3 << png.depth
    assert len(set(png.rgba())) > 4


def test_each_map_is_another_picture(draw_tile):
    assert len({draw_tile(HERE, map=map) for map in MAPS}) == len(MAPS)


def test_labels_are_in_english_unless_asked_otherwise(draw_tile):
    english, chinese = (draw_tile(HERE, "--lang", lang, map="safety") for lang in ("en", "zh"))
    assert draw_tile(HERE, map="safety") == english != chinese


def test_a_tile_far_away_is_wholly_transparent(draw_tile):
    assert {alpha for *_, alpha in Png(draw_tile("13/0/0")).rgba()} == {0}


def test_a_tile_is_transparent_outside_the_grid_and_drawn_inside(gridward, new_db, tmp_path, draw_tile):
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair()))
    key, (x, y) = tile_at(120.01, 40.005, 12)
    png = Png(draw_tile(key, "--month", "2026-10", db=new_db))
    pixels = png.rgba()
    assert pixels[256 * y + x][3] == 255
    degree = 256 * 2 ** 12 / 360    # pixels of a degree of longitude
    outside = [pixels[256 * y + column] for column in range(256)
               if abs(column - x) > 0.01 * degree + 4]
    assert len(outside) > 100 and {alpha for *_, alpha in outside} == {0}


def test_the_month_of_the_newest_report_is_drawn_by_default(draw_tile):
    assert draw_tile(HERE) == draw_tile(HERE, "--month", "2026-10") != draw_tile(HERE, "--month",
                                                                             "2025-12")


def test_a_month_without_reports_is_drawn_without_counts(draw_tile):
    empty = Png(draw_tile(HERE, "--month", "2020-01"))
    assert (empty.width, empty.height) == (256, 256)
    assert draw_tile(HERE, "--month", "2020-01") == draw_tile(HERE, "--month", "2020-02")
    assert draw_tile(HERE, "--month", "2020-01") != draw_tile(HERE)


@pytest.mark.parametrize("level", ("district", "street", "community", "grid"))
def test_every_level_can_be_drawn(draw_tile, level):
    assert Png(draw_tile(HERE, "--level", level)).width == 256


@pytest.mark.parametrize("key", ("13/8192/0", "13/0/8192", "31/0/0", "-1/0/0", "13/-1/0", "13/6846",
                                 "13/6846/3080/1", "13/6846/3080.png", "13/06846/3080", "a/b/c", "",
                                 "13/6846/99999999999999999999", " 13/6846/3080", "1e1/0/0"))
def test_what_is_no_tile_is_refused(gridward, demo_db, tmp_path, key):
    result = gridward.done("tile", demo_db, "counts", key, "-o", tmp_path / "t.png", status=2)
    assert f'"{key}" is no tile' in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("options, word", (
    ("--level house", "there are: district, street, community, grid"),
    ("--scheme fire", "there are: governance, police"), ("--scale 3", "1 to 2"),
    ("--scale 0", "1 to 2"), ("--month 2026-13", "2026-13"), ("--month 2026-10-01", "2026-10-01"),
    ("--lang fr", "fr"), ("--style nowhere.json", "nowhere.json: No such file"),
    ("--style nowhere", "styles/nowhere.json: No such file")))
@pytest.mark.parametrize("command", ("tile", "map"))
def test_what_cannot_be_drawn_is_refused(gridward, demo_db, tmp_path, command, options, word):
    if command == "map" and options.split()[0] in ("--scale", "--month"):
        options, word = f"--dpi {options.split()[1]}", "72 to 600"
    arguments = ("counts", HERE) if command == "tile" else ("2026-10",)
    result = gridward.done(command, demo_db, *arguments, "-o", tmp_path / "a.png", *options.split(),
                           status=2)
    assert word in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", (("tile", "counts", HERE), ("map", "2026-10")))
def test_a_picture_that_cannot_be_written_is_an_error(gridward, demo_db, tmp_path, command):
    name, *arguments = command
    result = gridward.done(name, demo_db, *arguments, "-o", tmp_path / "nowhere" / "a.png", status=2)
    assert "nowhere/a.png" in result.stderr


@pytest.mark.parametrize("command", (("tile", "counts", HERE), ("map", "2026-10")))
def test_without_cells_there_is_nothing_to_draw(gridward, empty_db, tmp_path, command):
    name, *arguments = command
    result = gridward.done(name, empty_db, *arguments, "-o", tmp_path / "a.png", status=2)
    assert "no cells" in result.stderr and not (tmp_path / "a.png").exists()


def test_drawing_changes_nothing_in_the_database(demo_db, tmp_path, draw_tile, draw_map):
    db = shutil.copy(demo_db, tmp_path / "demo.db")
    before = db.read_bytes()
    draw_tile(HERE, db=db)
    draw_map("2026-10", db=db)
    assert db.read_bytes() == before


def test_a_map_that_there_is_not_is_told_which_there_are(gridward, demo_db, tmp_path):
    said = gridward.done("tile", demo_db, "weather", HERE, "-o", tmp_path / "t.png", status=2).stderr
    assert '"weather"' in said and ", ".join(MAPS) in said


# Styles

def write_style(path, *layers):
    path.write_text(json.dumps({"version": 8, "layers": layers, "sources": {
        "city": {"type": "vector", "url": "gridward://city"}}}))
    return path


def units(**paint):
    return {"id": "units", "type": "fill", "source": "city", "source-layer": "units", "paint": paint}


def test_a_style_of_ones_own_is_drawn(draw_tile, tmp_path):
    style = write_style(tmp_path / "red.json", units(**{"fill-color": "#ff0000"}))
    inside = Png(draw_tile("18/219082/98565", "--style", style)).rgba()
    assert set(inside) == {(255, 0, 0, 255)}


def test_the_place_of_a_style_does_not_matter(draw_tile, tmp_path):
    copy = shutil.copy(SOURCE / "styles" / "counts.json", tmp_path / "mine.json")
    assert draw_tile(HERE) == draw_tile(HERE, "--style", copy) == draw_tile(HERE, "--style", "counts")


def test_reports_are_drawn_by_any_map_whose_style_shows_them(draw_tile):
    for map in ("safety", "grid"):
        assert draw_tile(HERE, "--style", "reports", map=map) == draw_tile(HERE, map="reports")


@pytest.mark.parametrize("command", ("tile", "map"))
@pytest.mark.parametrize("paint, words", (
    ({"fill-color": ["setp", ["get", "grade"], "red"]}, ("/layers/0/paint/fill-color", '"setp"', '"step"')),
    ({"fill-colour": "red"}, ("/layers/0/paint/fill-colour",)),
    ({"fill-pattern": "tartan"}, ('layer "units"', '"tartan"'))), ids=("operator", "property", "sprite"))
def test_a_fault_of_a_style_is_named(gridward, demo_db, tmp_path, command, paint, words):
    style = write_style(tmp_path / "faulty.json", units(**paint))
    arguments = ("counts", HERE) if command == "tile" else ("2026-10",)
    said = gridward.done(command, demo_db, *arguments, "-o", tmp_path / "a.png", "--style", style,
                         status=2).stderr
    for word in ("faulty.json",) * ("tartan" not in words[-1]) + words:
        assert word in said
    assert list(tmp_path.iterdir()) == [style]


@pytest.mark.parametrize("text", ("", "{", "[]", '{"version": 8}', "\0" * 100, "[" * 100000))
def test_what_is_no_style_is_refused(gridward, demo_db, tmp_path, text):
    style = tmp_path / "broken.json"
    style.write_text(text)
    said = gridward.done("tile", demo_db, "counts", HERE, "-o", tmp_path / "t.png", "--style", style,
                         status=2).stderr
    assert said.startswith("gridward: ") and "broken.json" in said


def test_styles_are_looked_for_where_the_environment_says(draw_tile, tmp_path, monkeypatch):
    usual = draw_tile(HERE)
    folder = shutil.copytree(SOURCE / "styles", tmp_path / "styles")
    write_style(folder / "counts.json", units(**{"fill-color": "#0000ff"}))
    monkeypatch.setenv("GRIDWARD_STYLES", str(folder))
    assert draw_tile(HERE) != usual
    assert (0, 0, 255, 255) in Png(draw_tile(HERE)).rgba()


@pytest.mark.parametrize("command", (("tile", "counts", HERE), ("map", "2026-10")))
def test_without_styles_nothing_is_drawn(gridward, demo_db, tmp_path, monkeypatch, command):
    monkeypatch.setenv("GRIDWARD_STYLES", str(tmp_path / "nowhere"))
    name, *arguments = command
    said = gridward.done(name, demo_db, *arguments, "-o", tmp_path / "a.png", status=2).stderr
    assert "nowhere" in said and "GRIDWARD_STYLES" in said


# Map sheets

@pytest.mark.parametrize("paper, dpi, upright, size", (
    ("A4", 72, True, (595, 842)), ("A5", 100, False, (827, 583)), ("A3", 150, False, (2480, 1754))))
def test_a_sheet_has_the_papers_size_and_resolution(draw_map, paper, dpi, upright, size):
    data = draw_map("2026-10", "--paper", paper, "--dpi", dpi, *(("--portrait",) if upright else ()))
    png = Png(data)
    assert abs(png.width - size[0]) <= 1 and abs(png.height - size[1]) <= 1
    density = png.chunk(b"pHYs")
    assert len(density) == 9 and density[8] == 1
    assert abs(int.from_bytes(density[:4], "big") - dpi / 0.0254) <= 1


@pytest.mark.parametrize("options", ("--lang zh", "--lang both", "--show safety --scheme police",
                                     "--level street"))
def test_a_sheet_is_the_same_bytes_each_time(draw_map, options):
    first = draw_map("2026-10", "--dpi", "72", *options.split())
    assert first == draw_map("2026-10", "--dpi", "72", *options.split())


def test_language_month_title_and_map_show(draw_map):
    sheets = [draw_map(month, "--dpi", "72", *options.split()) for month, options in (
        ("2026-10", ""), ("2026-09", ""), ("2020-01", ""), ("2026-10", "--lang zh"),
        ("2026-10", "--lang both"), ("2026-10", "--title Binhai"), ("2026-10", "--show safety"), ("2026-10", "--level street"))]
    assert len(set(sheets)) == len(sheets)


@pytest.mark.parametrize("options, word", (
    ("--paper A9", "A9"), ("--paper Letter", "Letter"), ("--lang fr", "fr"),
    ("--show weather", ", ".join(MAPS)), ("--dpi 71", "71"), ("--dpi 601", "601"), ("--paper A5 --dpi 72", "595 by 420 pixels"),
    ("--paper A0 --dpi 600", "pixels")))
def test_a_sheet_that_cannot_be_is_refused(gridward, demo_db, tmp_path, options, word):
    result = gridward.done("map", demo_db, "2026-10", "-o", tmp_path / "m.png", *options.split(),
                           status=2)
    assert word in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix, begins, holds", (
    ("pdf", b"%PDF-1.", b"%%EOF"), ("svg", b"<?xml ", b"</svg>"), ("png", b"\x89PNG", b"IEND")))
def test_the_suffix_says_what_a_sheet_is(draw_map, suffix, begins, holds):
    first = draw_map("2026-10", "--lang", "both", suffix=suffix)
    assert first.startswith(begins) and holds in first[-40:]
    assert first == draw_map("2026-10", "--lang", "both", suffix=suffix)


# What nobody should ask for

def line_style(path, shown, paint):
    """A style of one layer of lines; returns the path."""
    path.write_text(json.dumps({
        "version": 8, "sources": {"city": {"type": "vector"}}, "layers": [
            {"id": "a", "type": "line", "source": "city", "source-layer": shown, "paint": paint}]}))
    return path


@pytest.mark.parametrize("paint", (
    {"line-width": 1e6}, {"line-offset": 1e9, "line-dasharray": [0.2, 0.2]},
    {"line-width": 1e6, "line-dasharray": [1e-4, 1e-4]}))
@pytest.mark.parametrize("shown", ("borders", "context"))
def test_a_line_of_no_measure_is_drawn_all_the_same(draw_tile, tmp_path, shown, paint):
    style = line_style(tmp_path / "style.json", shown, paint)
    assert Png(draw_tile(HERE, "--style", style)).width == 256


@pytest.mark.parametrize("table, statement", (
    ("cell", "UPDATE cell SET geom = {} WHERE id = (SELECT min(id) FROM cell)"),
    ("context", "INSERT INTO context (kind, geom) VALUES ('road', {})")))
@pytest.mark.parametrize("count", (2 ** 27, 2 ** 31 - 1, -1))
def test_a_geometry_of_more_points_than_it_has_is_named(gridward, demo_db, tmp_path, table,
                                                        statement, count):
    line = struct.pack("<BBi4dBii2d", 0, 1, 4326, 1, 1, 1, 1, 0x7C, 2, count, 1, 1) + b"\xfe"
    db = tmp_path / "city.db"
    shutil.copy(demo_db, db)
    execute(db, "".join(f"DROP TRIGGER {kind}_{table}_geom;" for kind in (
        "ggi", "ggu", "gii", "giu", "tmi", "tmu")) + statement.format(f"x'{line.hex()}'"))
    result = gridward.done("tile", db, "reports", HERE, "-o", tmp_path / "tile.png", "--style",
                           line_style(tmp_path / "style.json", "context", {}), status=2)
    assert "not a geometry" in result.stderr
