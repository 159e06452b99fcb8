# SPDX-License-Identifier: Apache-2.0
"""Real boundaries and a city's own assignments, where that data is present (GRIDWARD_SHARED_DATA).

The figures are those of an independent program over the same files; one incident in twelve lies within
centimetres of a border.
"""
import csv
import io
import shutil
from datetime import datetime
from zoneinfo import ZoneInfo

import database
import pytest
from commands import codes, import_cells, import_reports, locate

CHICAGO = {    # by column: file, field, agreement with the owner, with a candidate within 1 m
    "beat": ("police_beats_2014.geojson", "BEAT_NUM", 0.9125, 0.9986),
    "district": ("police_districts_2014.geojson", "DIST_NUM", 0.9837, 0.9999),
    "community_area": ("community_areas_2014_wrongcrs4236.geojson", "COMMUNITY", 0.974, 0.997),
}
CHINA = {"211400": 6, "630100": 7, "210000": 14}    # the file's counties or cities


def chicago_times(date):
    """The instants that a local time may mean: two of them when the clock is put back."""
    local = datetime.strptime(date, "%m/%d/%Y %H:%M").replace(tzinfo=ZoneInfo("America/Chicago"))
    return {local.replace(fold=fold).timestamp() for fold in (0, 1)}


def number(code):
    return code.lstrip("0")


@pytest.fixture(scope="module")
def chicago(shared_data):
    return shared_data / "chicago"


@pytest.fixture(scope="module")
def chicago_db(gridward, empty_db, chicago, tmp_path_factory):
    db = shutil.copy(empty_db, tmp_path_factory.mktemp("chicago") / "chicago.db")
    for column, (file, field, *_) in CHICAGO.items():
        crs = () if column == "community_area" else ("--crs", "wgs84")
        gridward.done("import", "cells", db, chicago / file, "--scheme", column, "--level", column,
                      "--code", field, "--dissolve", *crs)
    return db


@pytest.mark.parametrize("column", CHICAGO)
def test_chicagos_incidents_lie_where_the_city_says(gridward, chicago, chicago_db, column):
    *_, plain, near = CHICAGO[column]
    incidents = (chicago / "incidents_2017_2019.csv").read_text(encoding="utf-8")
    result = gridward.done("locate", chicago_db, "--crs", "wgs84", "--scheme", column, "--accuracy", "1",
                           input=incidents)
    rows = [row for row in csv.DictReader(io.StringIO(result.stdout, newline="")) if row[column]]
    assert len(rows) > 24_900
    owner = sum(number(row["cell"]) == number(row[column]) for row in rows)
    within = sum(number(row[column]) in map(number, row["candidates"].split(";")) for row in rows)
    assert owner / len(rows) >= plain
    assert within / len(rows) >= near


def test_chicagos_55_incidents_outside_every_beat_are_outside(gridward, chicago, chicago_db):
    incidents = (chicago / "incidents_2017_2019.csv").read_text(encoding="utf-8")
    result = gridward.done("locate", chicago_db, "--crs", "wgs84", "--scheme", "beat", input=incidents)
    rows = list(csv.DictReader(io.StringIO(result.stdout, newline="")))
    assert len(rows) == 25_000
    assert abs(sum(not row["cell"] for row in rows) - 55) <= 3


@pytest.mark.parametrize("column, features, cells", (("beat", 277, 275), ("district", 25, 23)))
def test_chicagos_codes_occur_more_than_once(gridward, new_db, chicago, chicago_db, column, features,
                                             cells):
    """Refused as they are; with --dissolve the parts are one cell."""
    file, field, *_ = CHICAGO[column]
    result = gridward.done("import", "cells", new_db, chicago / file, "--scheme", column, "--level",
                           column, "--code", field, "--crs", "wgs84", status=2)
    assert result.stderr.count("duplicate-code at 31") == features - cells
    assert database.value(chicago_db, "SELECT count(*) FROM cell JOIN division d ON d.id = division_id"
                          " JOIN scheme s ON s.id = d.scheme_id WHERE s.name = ?", column) == cells


def test_chicagos_divisions_have_no_faults(gridward, chicago_db):
    lines = [line for line in gridward.done("check", chicago_db).stdout.splitlines() if " cells, " in line]
    assert len(lines) == 3 and all("faults: 0," in line for line in lines)


def test_chicagos_community_areas_say_their_crs_and_it_counts(gridward, new_db, chicago):
    """EPSG:4236, in the legacy member: some 900 m off when read as WGS 84."""
    file = chicago / CHICAGO["community_area"][0]
    said = gridward.done("import", "cells", new_db, file, "--scheme", "s", "--level", "l", "--code",
                         "COMMUNITY", "--crs", "wgs84", status=2).stderr
    assert "EPSG:4236" in said


def test_chicagos_incidents_come_in_as_reports(gridward, chicago, chicago_db, tmp_path):
    db = shutil.copy(chicago_db, tmp_path / "chicago.db")
    database.execute(db, "UPDATE setting SET value = 'America/Chicago' WHERE key = 'timezone'")
    file = chicago / "incidents_2017_2019.csv"
    result = import_reports(gridward, db, file, "--time", "date", "--time-format", "%m/%d/%Y %H:%M",
                            "--category", "primary_type")
    assert "25000 rows: 25000 stored" in result.stdout
    assert database.count(db, "report") == 25_000
    with file.open(encoding="utf-8") as text:
        dates = [row["date"] for row in csv.DictReader(text)]
    stored = database.rows(db, "SELECT time FROM report ORDER BY id")
    wrong = [(date, time) for date, (time,) in zip(dates, stored, strict=True)
             if time not in chicago_times(date)]
    assert not wrong, wrong[0]


def test_manchesters_shapefile_is_read_in_the_british_grid(gridward, new_db, shared_data):
    file = shared_data / "manchester" / "manchester_lsoa_2011.shp"
    result = gridward.done("import", "cells", new_db, file, "--scheme", "lsoa", "--level", "lsoa",
                           "--code", "code", "--name", "name")
    assert "282 cells" in result.stdout
    assert database.value(new_db, "SELECT crs FROM division") == "EPSG:27700"
    assert "faults: 0," in gridward.done("check", new_db).stdout
    inside = codes(gridward, new_db, [(-2.2446, 53.4794), (-2.3, 53.6)])
    assert inside[0].startswith("E01") and inside[1] == ""


@pytest.mark.parametrize("code, cells", CHINA.items())
def test_chinese_counties_in_gcj02_have_no_faults(gridward, new_db, shared_data, code, cells):
    file = shared_data / "china" / f"{code}_full.json"
    options = ("--scheme", "governance", "--level", "county", "--code", "adcode", "--name", "name")
    said = gridward.done("import", "cells", new_db, file, *options, status=2).stderr
    assert "does not say its CRS" in said
    result = gridward.done("import", "cells", new_db, file, *options, "--crs", "gcj02")
    assert f"{cells} cells from {cells} features" in result.stdout
    assert "faults: 0," in gridward.done("check", new_db).stdout


@pytest.mark.parametrize("code, places", (
    ("211400", {(120.837, 40.711): "龙港区", (120.72, 40.61): "兴城市"}),
    ("630100", {(101.778, 36.617): "城中区", (101.259, 36.682): "湟源县"})))
def test_known_places_lie_in_their_counties(gridward, new_db, shared_data, code, places):
    """Huludao's districts and Xining's, in WGS 84, some 500 m from where the file has them."""
    file = shared_data / "china" / f"{code}_full.json"
    gridward.done("import", "cells", new_db, file, "--scheme", "governance", "--level", "county",
                  "--code", "adcode", "--name", "name", "--crs", "gcj02")
    assert [row["path"] for row in locate(gridward, new_db, list(places))] == list(places.values())
