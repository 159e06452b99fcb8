# SPDX-License-Identifier: Apache-2.0
"""gridward import reports: formats, times, coordinates; bad rows in test_import_rejects.py."""
import csv
import json

import database
import pytest
from commands import import_cells, import_reports
from conftest import DEMO
from datum import bd09, gcj02, metres
from known import broken
from shapes import crs_member, pair, point, write

HEAD = "id,time,lon,lat\n"
DAY = 1790784000    # 2026-10-01 00:00 in Shanghai


def from_text(gridward, db, tmp_path, text, *more, **options):
    file = tmp_path / "reports.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return import_reports(gridward, db, file, *more, **options)


def counted(result):
    """Rows, stored, in no cell, rejected - as the last line says."""
    words = result.stdout.splitlines()[-1].replace("(", "").split()
    numbers = tuple(int(word) for word in words if word.isdigit())
    assert len(numbers) == 4, result.stdout
    return numbers


# Formats

def test_every_column_of_a_csv_file_is_stored(gridward, new_db, tmp_path):
    result = from_text(gridward, new_db, tmp_path, (
        "id,time,lon,lat,category,source,description\n"
        'R1,2026-10-01T08:00:00+08:00,120.005,40.005,noise,hotline,"music, ""loud"""\n'))
    assert counted(result) == (1, 1, 1, 0)
    assert database.rows(new_db, "SELECT code, time, category, source, description FROM report") == [
        ("R1", DAY + 8 * 3600, "noise", "hotline", 'music, "loud"')]
    assert database.places(new_db) == {"R1": (120.005, 40.005)}


def test_columns_of_other_names_are_told_by_options(gridward, new_db, tmp_path):
    from_text(gridward, new_db, tmp_path,
              "number,when,x,y,kind,who,what\n7,2026-10-01,120,40,noise,app,music\n",
              "--id", "number", "--time", "when", "--lon", "x", "--lat", "y", "--category", "kind",
              "--source", "who", "--description", "what")
    assert database.rows(new_db, "SELECT code, time, category, source, description FROM report") == [
        ("7", DAY, "noise", "app", "music")]


@pytest.mark.parametrize("option", ("id", "time", "lon", "lat", "category", "source", "description"))
def test_an_unknown_column_is_an_error_that_lists_those_there_are(gridward, new_db, tmp_path, option):
    before = new_db.read_bytes()
    said = from_text(gridward, new_db, tmp_path, HEAD + "1,2026-10-01,120,40\n",
                     f"--{option}", "colour", status=2).stderr
    assert 'no column "colour"; there are: id, time, lon, lat' in said
    assert new_db.read_bytes() == before


@pytest.mark.parametrize("missing", ("time", "lon", "lat"))
def test_without_time_or_place_there_is_no_import(gridward, new_db, tmp_path, missing):
    header = [name for name in ("id", "time", "lon", "lat") if name != missing]
    said = from_text(gridward, new_db, tmp_path, ",".join(header) + "\n", status=2).stderr
    assert f'no column "{missing}"' in said


@pytest.mark.parametrize("suffix", (".geojson", ".gpkg", ".shp"))
def test_points_of_other_formats_are_read(gridward, new_db, tmp_path, ogr2ogr, suffix):
    source = write(tmp_path / "source.geojson", [
        point(120.005, 40.005, id="R1", time="2026-10-01T08:00:00+08:00", category="noise"),
        point(120.015, 40.005, id="R2", time="2026-10-01T08:00:00Z", category="litter")],
        crs=crs_member("urn:ogc:def:crs:OGC:1.3:CRS84"))
    file = tmp_path / f"reports{suffix}"
    file.write_bytes(source.read_bytes()) if suffix == ".geojson" else ogr2ogr(
        file, source, "-oo", "DATE_AS_STRING=YES")
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", pair()))
    assert counted(import_reports(gridward, new_db, file, crs=None)) == (2, 2, 0, 0)
    assert database.rows(new_db, "SELECT code, time, category FROM report") == [
        ("R1", DAY + 8 * 3600, "noise"), ("R2", DAY + 16 * 3600, "litter")]
    assert {k: c for k, (c, _) in database.cells_of_reports(new_db, "police").items()} == {
        "R1": "A", "R2": "B"}


def test_a_geopackage_of_times_is_read_with_their_zones(gridward, new_db, tmp_path, ogr2ogr):
    times = {"R1": "2026-10-01T08:00:00Z", "R2": "2026-10-01T08:00:00+08:00",
             "R3": "2026-10-01T08:00:00-05:30"}
    source = write(tmp_path / "source.geojson", [point(120, 40, id=k, time=t) for k, t in times.items()])
    ogr2ogr(tmp_path / "reports.gpkg", source)
    import_reports(gridward, new_db, tmp_path / "reports.gpkg", crs=None)
    assert dict(database.rows(new_db, "SELECT code, time FROM report")) == {
        "R1": DAY + 16 * 3600, "R2": DAY + 8 * 3600, "R3": DAY + (16 + 5) * 3600 + 1800}


@pytest.mark.parametrize("suffix", (".gpkg", ".shp"))
def test_a_column_of_days_is_read_as_their_beginnings(gridward, new_db, tmp_path, ogr2ogr, suffix):
    source = write(tmp_path / "source.geojson", [point(120, 40, id="R1", time="2026-10-01")])
    ogr2ogr(tmp_path / f"reports{suffix}", source)
    import_reports(gridward, new_db, tmp_path / f"reports{suffix}", crs=None)
    assert database.value(new_db, "SELECT time FROM report") == DAY


def test_features_without_a_point_are_rejected(gridward, new_db, tmp_path):
    features = [point(120, 40, id="R1", time="2026-10-01"), *pair(id="R2", time="2026-10-01"),
                {"type": "Feature", "properties": {"id": "R3", "time": "2026-10-01"}, "geometry": None},
                point(120, 91, id="R4", time="2026-10-01")]
    rejects = tmp_path / "rejects.csv"
    file = write(tmp_path / "reports.geojson", features)
    result = import_reports(gridward, new_db, file, "--rejects", rejects, status=1)
    assert counted(result) == (5, 1, 1, 4)
    kept = list(csv.DictReader(rejects.open(encoding="utf-8")))
    assert [(row["row"], row["id"]) for row in kept] == [("2", "R2"), ("3", "R2"), ("4", "R3"),
                                                         ("5", "R4")]


def test_the_demo_city_comes_in_whole(demo_db):
    assert database.count(demo_db, "report") == 13374 + 6626
    for scheme in ("governance", "police"):
        assert len(database.cells_of_reports(demo_db, scheme)) == 20000 - 100
    database.assert_whole(demo_db)


# Encodings and line ends

@pytest.mark.parametrize("text", (
    b"\xef\xbb\xbfid,time,lon,lat\n1,2026-10-01,120,40\n2,2026-10-01,120,40\n",
    b"id,time,lon,lat\r\n1,2026-10-01,120,40\r\n2,2026-10-01,120,40\r\n",
    b"id,time,lon,lat\n1,2026-10-01,120,40\n2,2026-10-01,120,40",
    b'"id","time","lon","lat"\n"1","2026-10-01","120","40"\n"2","2026-10-01","120","40"\n',
    b"\n\nid,time,lon,lat\n\n1,2026-10-01,120,40\n\n\n2,2026-10-01,120,40\n\n",
    b"id,time,lon,lat\r1,2026-10-01,120,40\r2,2026-10-01,120,40\r",
), ids=("byte order mark", "CRLF", "no end of line at the end", "all quoted", "blank lines", "CR"))
def test_the_dialects_of_csv_are_one(gridward, new_db, tmp_path, text):
    assert counted(from_text(gridward, new_db, tmp_path, text)) == (2, 2, 2, 0)
    assert database.places(new_db) == {"1": (120, 40), "2": (120, 40)}


def test_a_quoted_field_may_hold_line_ends(gridward, new_db, tmp_path):
    text = 'id,time,description,lon,lat\n1,2026-10-01,"one\ntwo\r\n\n""three""",120,40\n'
    from_text(gridward, new_db, tmp_path, text)
    assert database.value(new_db, "SELECT description FROM report") == 'one\ntwo\r\n\n"three"'


def test_text_of_any_script_is_kept(gridward, new_db, tmp_path):
    texts = ["河西路垃圾桶满溢", "Straße — naïve", "🚧 مرحبا"]
    lines = [f"{i},2026-10-01,120,40,{text}\n" for i, text in enumerate(texts)]
    from_text(gridward, new_db, tmp_path, "id,time,lon,lat,description\n" + "".join(lines))
    assert [text for text, in database.rows(new_db, "SELECT description FROM report ORDER BY code")] \
        == texts


def test_text_that_is_not_utf8_is_not_stored_as_it_is(gridward, new_db, tmp_path):
    """Rejected or converted, but the database holds UTF-8 only."""
    text = "id,time,lon,lat,description\n1,2026-10-01,120,40,满溢\n".encode("gbk")
    file = tmp_path / "reports.csv"
    file.write_bytes(text)
    gridward("import", "reports", new_db, file, "--crs", "wgs84")
    for stored, in database.rows(new_db, "SELECT CAST(description AS BLOB) FROM report"):
        assert stored.decode("utf-8")


def test_encoding_tells_how_a_csv_file_is_written(gridward, new_db, tmp_path):
    text = "id,time,lon,lat,description\n1,2026-10-01,120,40,满溢\n".encode("gbk")
    from_text(gridward, new_db, tmp_path, text, "--encoding", "GBK")
    assert database.value(new_db, "SELECT CAST(description AS BLOB) FROM report").decode() == "满溢"


# Times

GOOD_TIMES = {
    "2026-10-01T08:00:00+08:00": 8 * 3600, "2026-10-01T08:00:00+0800": 8 * 3600,
    "2026-10-01T00:00:00Z": 8 * 3600, "2026-09-30T19:00:00-05:00": 8 * 3600,
    "2026-10-01 08:00": 8 * 3600, "2026-10-01T08:00": 8 * 3600, "2026-10-01 08:00:07": 8 * 3600 + 7,
    "2026-10-01T08:00:07.9": 8 * 3600 + 7, "20261001T000000Z": 8 * 3600, "2026-10-01": 0, "2026-10": 0,
}
BAD_TIMES = ("", "soon", "2026-13-01", "2026-02-29", "2026-10-01T25:00:00", "2026-10-01T08:61",
             "2026-10-01 08:00x", "2026-10-01T08:00:00+25:00", "0000-01-01", "10/01/2026", "1790784000",
             "2026-10-01T08:00:00 08:00")


def test_times_are_read_as_iso_8601_and_local_without_an_offset(gridward, new_db, tmp_path):
    rows = "".join(f"{time},{time},120,40\n" for time in GOOD_TIMES)
    from_text(gridward, new_db, tmp_path, HEAD + rows)
    stored = dict(database.rows(new_db, "SELECT code, time FROM report"))
    assert {time: seconds - DAY for time, seconds in stored.items()} == GOOD_TIMES


def test_times_that_cannot_be_are_rejected(gridward, new_db, tmp_path):
    rows = "".join(f'{number},"{time}",120,40\n' for number, time in enumerate(BAD_TIMES))
    result = from_text(gridward, new_db, tmp_path, HEAD + rows, status=1)
    assert counted(result) == (len(BAD_TIMES), 0, 0, len(BAD_TIMES))
    for time in BAD_TIMES[1:]:
        assert f'time "{time}" cannot be read' in result.stderr


@pytest.mark.parametrize("form, text, seconds", (
    ("%m/%d/%Y %H:%M", "10/1/2026 8:05", 8 * 3600 + 300), ("%Y%m%d", "20261001", 0),
    ("%Y年%m月%d日 %H时", "2026年10月01日 08时", 8 * 3600),
    ("%Y-%m-%d %H:%M %z", "2026-10-01 00:00 +0000", 8 * 3600),
    ("%Y-%m-%d %H:%M %z", "2026-10-01 08:00 +0800", 8 * 3600), 
    ("%s", str(DAY), 0)))
def test_a_format_tells_how_times_are_written(gridward, new_db, tmp_path, form, text, seconds):
    from_text(gridward, new_db, tmp_path, HEAD + f"1,{text},120,40\n", "--time-format", form)
    assert database.value(new_db, "SELECT time FROM report") - DAY == seconds


@pytest.mark.parametrize("text", ("2026-10-01 08:00", "10/32/2026 08:00", "02/30/2026 08:00",
                                  "10/01/2026 08:00 pm", "10/01/2026"))
def test_a_time_that_does_not_fit_the_format_is_rejected(gridward, new_db, tmp_path, text):
    result = from_text(gridward, new_db, tmp_path, HEAD + f"1,{text},120,40\n", "--time-format",
                       "%m/%d/%Y %H:%M", status=1)
    assert counted(result) == (1, 0, 0, 1)


# Coordinates

@pytest.mark.parametrize("crs, shift, limit", (("gcj02", gcj02, 0.5), ("bd09", bd09, 1.0)))
def test_chinese_coordinates_come_out_where_they_were(gridward, new_db, tmp_path, crs, shift, limit):
    truth = {f"{lon} {lat}": (lon, lat) for lon in (87.6, 101.78, 113.25, 120.84, 126.6)
             for lat in (21.9, 30.6, 36.62, 40.71, 47.3)}
    rows = "".join("{},2026-10-01,{!r},{!r}\n".format(name, *shift(*p)) for name, p in truth.items())
    from_text(gridward, new_db, tmp_path, HEAD + rows, crs=crs)
    stored = database.places(new_db)
    assert stored.keys() == truth.keys()
    for name, place in truth.items():
        assert metres(place, shift(*place)) > 100
        assert metres(place, stored[name]) < limit, name


def test_the_demo_citys_shifted_file_lies_in_the_city_but_for_32_reports(demo_db):
    """100 reports of the two files lie outside it, 68 of them in the other file."""
    with (DEMO / "reports_gcj02.csv").open(encoding="utf-8") as file:
        shifted = {row["id"] for row in csv.DictReader(file)}
    placed = database.cells_of_reports(demo_db, "governance")
    inside = sum(code in placed for code in shifted)
    assert inside == len(shifted) - (100 - 68)


def test_a_missing_crs_is_refused_never_guessed(gridward, new_db, tmp_path):
    before = new_db.read_bytes()
    said = from_text(gridward, new_db, tmp_path, HEAD + "1,2026-10-01,120,40\n", crs=None,
                     status=2).stderr
    assert "does not say its CRS" in said
    assert new_db.read_bytes() == before


@pytest.mark.parametrize("declared", ("EPSG:3857", "gcj02"))
def test_contradicting_the_files_own_crs_is_refused_unless_forced(gridward, new_db, tmp_path, declared):
    file = write(tmp_path / "reports.geojson", [point(120, 40, id="R1", time="2026-10-01")],
                 crs=crs_member("urn:ogc:def:crs:EPSG::4236"))
    said = import_reports(gridward, new_db, file, crs=declared, status=2).stderr
    assert "EPSG:4236" in said and declared in said
    import_reports(gridward, new_db, file, "--force-crs", crs=declared)
    assert database.count(new_db, "report") == 1


def test_coordinates_keep_seven_decimals(gridward, new_db, tmp_path):
    from_text(gridward, new_db, tmp_path, HEAD + "1,2026-10-01,120.12345674,-40.00000016\n"
              "2,2026-10-01,180,90\n3,2026-10-01,-180,-90\n4,2026-10-01,1.2e2,+4e1\n")
    assert database.places(new_db) == {"1": (120.1234567, -40.0000002), "2": (180, 90),
                                       "3": (-180, -90), "4": (120, 40)}


def test_null_island_is_a_place_unless_told_otherwise(gridward, empty_db, tmp_path):
    text = HEAD + "1,2026-10-01,0,0\n2,2026-10-01,0.0,-0.0\n3,2026-10-01,0,40\n4,2026-10-01,120,0\n"
    for option, status, numbers in (((), 0, (4, 4, 4, 0)),
                                    (("--reject-null-island",), 1, (4, 2, 2, 2))):
        db = tmp_path / f"{status}.db"
        db.write_bytes(empty_db.read_bytes())
        result = from_text(gridward, db, tmp_path, text, *option, status=status)
        assert counted(result) == numbers
    assert result.stderr.count("coordinates are 0, 0") == 2


def test_reports_may_come_before_any_cells(gridward, new_db, tmp_path):
    result = from_text(gridward, new_db, tmp_path, HEAD + "1,2026-10-01,120.005,40.005\n")
    assert counted(result) == (1, 1, 1, 0)
    assert database.count(new_db, "report_cell") == 0


def test_a_report_without_an_id_may_come_again(gridward, new_db, tmp_path):
    text = "time,lon,lat\n2026-10-01,120,40\n2026-10-01,120,40\n"
    from_text(gridward, new_db, tmp_path, text)
    assert database.rows(new_db, "SELECT code FROM report") == [(None,), (None,)]


def test_geojson_numbers_serve_as_ids(gridward, new_db, tmp_path):
    file = write(tmp_path / "reports.geojson", [point(120, 40, id=832, time="2026-10-01")])
    assert json.loads(file.read_text())["features"][0]["properties"]["id"] == 832
    import_reports(gridward, new_db, file)
    assert database.value(new_db, "SELECT code FROM report") == "832"
