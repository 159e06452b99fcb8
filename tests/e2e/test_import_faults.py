# SPDX-License-Identifier: Apache-2.0
"""What import cells says of a division that is not seamless, and how --repair mends it."""
import re
import shutil

import database
import pytest
from commands import codes, import_cells
from shapes import cell, pair, parts, square, write

BORDER = 120.01    # between A on its west and B on its east


def bent(east_of_border):
    """A and B, B's side of their border bent by so many degrees in the middle of it."""
    bend = [round(BORDER + east_of_border, 7), 40.005]
    return [cell("A", square(120, 40)),
            cell("B", [[BORDER, 40], [120.02, 40], [120.02, 40.01], [BORDER, 40.01], bend,
                       [BORDER, 40]])]


def bow(code, lon=120):
    return cell(code, [[lon, 40], [lon + 0.01, 40.01], [lon + 0.01, 40], [lon, 40.01], [lon, 40]])


# Kind, the features, the codes it names, the place: latitude, longitude.
FAULTS = {
    "gap": ("gap", bent(+0.0001), {"A", "B"}, (40.005, BORDER)),
    "thin gap": ("gap", bent(+0.0000003), {"A", "B"}, (40.005, BORDER)),
    "open gap": ("gap", [cell("A", square(120, 40)), cell("B", square(120.0101, 40))], {"A", "B"},
                 (40.005, BORDER)),
    "overlap": ("overlap", bent(-0.0001), {"A", "B"}, (40.005, BORDER)),
    "thin overlap": ("overlap", bent(-0.0000003), {"A", "B"}, (40.005, BORDER)),
    "the same twice": ("overlap", [cell("A", square(120, 40)), cell("B", square(120, 40))],
                       {"A", "B"}, (40.005, 120.005)),
    "one within the other": ("overlap", [cell("A", square(120, 40, 0.03)),
                                         cell("B", square(120.01, 40.01))],
                             {"A", "B"}, (40.015, 120.015)),
    "parts that overlap": ("overlap", [parts("A", [square(120, 40)], [square(120.005, 40)])],
                           {"A"}, (40.005, 120.0075)),
    "T-junction": ("unmatched-vertex", [cell("A", square(120, 40, 0.02)), cell("B", square(120.02, 40)),
                                        cell("C", square(120.02, 40.01))],
                   {"A", "B", "C"}, (40.01, 120.02)),
    "bow tie": ("self-crossing", [bow("A")], {"A"}, (40.005, 120.005)),
    "open ring": ("unclosed-ring", [cell("A", square(120, 40)[:4])], {"A"}, (40, 120)),
    "flat ring": ("degenerate-ring", [cell("A", [[120, 40], [120.01, 40], [120, 40]])], {"A"},
                  (40, 120)),
    "ring of a point": ("degenerate-ring", [cell("A", [[120, 40]] * 4)], {"A"}, (40, 120)),
    "code twice": ("duplicate-code", [cell("A", square(120, 40)), cell("A", square(120.01, 40))],
                   {"A"}, (40, BORDER)),
    "hole outside": ("overlap", [cell("A", square(120, 40), square(120.02, 40.02, 0.001))], {"A"},
                     (40.02, 120.02)),
}

LINE = re.compile(r"(?P<path>.*): (?P<kind>[a-z-]+)(?: (?:of|at|between) (?P<codes>.*?))? "
                  r"near (?P<lat>-?[\d.]+), (?P<lon>-?[\d.]+)(?P<size>: .*)?")


def findings(stderr):
    """The fault lines: kind, codes, latitude, longitude."""
    found = filter(None, map(LINE.fullmatch, stderr.splitlines()))
    return [(f["kind"], set((f["codes"] or "").split(" and ")), float(f["lat"]), float(f["lon"]))
            for f in found]


def faulty(gridward, db, file, *more):
    """The findings of a file that must not be imported."""
    before = db.read_bytes()
    content = database.content(db)
    result = import_cells(gridward, db, file, *more, status=2)
    assert db.read_bytes() == before and database.content(db) == content
    assert "nothing imported" in result.stderr.splitlines()[-1]
    assert result.stdout == ""
    return findings(result.stderr)


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_cells_and_place_and_nothing_imported(
        gridward, new_db, tmp_path, name):
    kind, features, names, (lat, lon) = FAULTS[name]
    found = faulty(gridward, new_db, write(tmp_path / "cells.geojson", features))
    assert kind in [f[0] for f in found]
    for other, named, near_lat, near_lon in found:
        assert named <= names and named or other == "hole"
        assert abs(near_lat - lat) < 0.006 and abs(near_lon - lon) < 0.006


def test_all_faults_of_a_file_are_named_at_once(gridward, new_db, tmp_path):
    features = [*bent(-0.0001), bow("C", 120.03), cell("D", square(120.05, 40)[:4]),
                cell("E", square(120.07, 40)), cell("E", square(120.09, 40))]
    found = faulty(gridward, new_db, write(tmp_path / "cells.geojson", features))
    assert sorted((kind, *sorted(names)) for kind, names, _, _ in found) == [
        ("duplicate-code", "E"), ("overlap", "A", "B"), ("self-crossing", "C"),
        ("unclosed-ring", "D")]


def test_a_gap_or_overlap_says_its_size(gridward, new_db, tmp_path):
    """A triangle 1,110 m long and 8.5 m high: 4,740 square metres."""
    for bend in (+0.0001, -0.0001):
        file = write(tmp_path / "cells.geojson", bent(bend))
        said = import_cells(gridward, new_db, file, status=2).stderr
        area, width = map(float, re.search(r": ([\d.]+) m2, ([\d.]+) m wide", said).groups())
        assert 4640 < area < 4840 and 7.5 < width < 8.6


def test_a_lake_is_a_hole_and_no_fault(gridward, new_db, tmp_path):
    """900 metres wide, and no cell on it."""
    file = write(tmp_path / "cells.geojson", [cell("A", square(120, 40, 0.03), square(120.01, 40.01))])
    result = import_cells(gridward, new_db, file)
    assert [f[0] for f in findings(result.stderr)] == ["hole"]
    assert codes(gridward, new_db, [(120.015, 40.015)]) == [""]


def test_a_hole_narrower_than_a_street_is_a_gap(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson",
                 [cell("A", square(120, 40, 0.03), square(120.01, 40.01, 0.0001))])
    assert [f[:2] for f in faulty(gridward, new_db, file)] == [("gap", {"A"})]


def test_cells_apart_from_each_other_are_no_fault(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson", [cell("A", square(120, 40)), cell("B", square(120.5, 40))])
    assert findings(import_cells(gridward, new_db, file).stderr) == []


def test_cells_that_meet_in_a_point_are_no_fault(gridward, new_db, tmp_path):
    file = write(tmp_path / "cells.geojson",
                 [cell("A", square(120, 40)), cell("B", square(120.01, 40.01))])
    import_cells(gridward, new_db, file)
    assert codes(gridward, new_db, [(120.01, 40.01)]) == ["B"]


def test_stored_cells_are_valid_geometry(gridward, new_db, tmp_path, ogrinfo):
    """Also where a ring came with a spike, which encloses nothing and is no fault."""
    spike = [[120, 40], [120.01, 40], [120.01, 40.01], [120.005, 40.01], [120.005, 40.02],
             [120.005, 40.01], [120, 40.01], [120, 40]]
    import_cells(gridward, new_db, write(tmp_path / "cells.geojson", [cell("A", spike)]))
    said = ogrinfo("-q", "-dialect", "SQLite", "-sql", "SELECT ST_IsValid(geom) AS valid FROM cell",
                   new_db)
    assert "valid (Integer) = 1" in said


# Repair

def repaired(gridward, db, tmp_path, features, metres, status=0):
    file = write(tmp_path / "cells.geojson", features)
    return import_cells(gridward, db, file, "--repair", metres, status=status)


@pytest.mark.parametrize("name", ("gap", "thin gap", "overlap", "thin overlap", "T-junction"))
def test_repair_mends_and_leaves_a_seamless_division(gridward, new_db, tmp_path, name):
    _, features, _, _ = FAULTS[name]
    repaired(gridward, new_db, tmp_path, features, 10)
    result = gridward.done("check", new_db)
    assert "faults: 0," in result.stdout
    inside = [(feature["geometry"]["coordinates"][0][0][0] + 0.004, 40.004 if code != "C" else 40.014)
              for feature in features for code in [feature["properties"]["code"]]]
    assert codes(gridward, new_db, inside) == [f["properties"]["code"] for f in features]


@pytest.mark.parametrize("name, bend", (("gap", +0.0001), ("overlap", -0.0001)))
def test_repair_says_what_it_moved_and_never_further_than_told(gridward, new_db, tmp_path, name, bend):
    said = repaired(gridward, new_db, tmp_path, bent(bend), 10).stdout
    moves = re.findall(r"moved the border of (\w+) by up to ([\d.]+) m near ([\d.]+), ([\d.]+) "
                       r"\(area ([+-][\d.]+) m2\)", said)
    assert moves and {code for code, *_ in moves} <= {"A", "B"}
    for _, metres, lat, lon, area in moves:
        assert 0 < float(metres) <= 10
        assert abs(float(lat) - 40.005) < 0.006 and abs(float(lon) - BORDER) < 0.001
        assert 0 < abs(float(area)) < 5000


@pytest.mark.parametrize("name", ("gap", "overlap"))
def test_repair_refuses_what_is_wider_than_told(gridward, new_db, tmp_path, name):
    """8.5 metres at their widest."""
    before = new_db.read_bytes()
    said = repaired(gridward, new_db, tmp_path, FAULTS[name][1], 2, status=2).stderr
    assert name in said and "A" in said
    assert new_db.read_bytes() == before


@pytest.mark.parametrize("name", ("the same twice", "one within the other", "code twice", "flat ring",
                                  "open ring"))
def test_repair_refuses_what_no_small_move_mends(gridward, new_db, tmp_path, name):
    before = new_db.read_bytes()
    repaired(gridward, new_db, tmp_path, FAULTS[name][1], 100, status=2)
    assert new_db.read_bytes() == before


def test_repair_leaves_a_sound_file_as_it_is(gridward, empty_db, tmp_path):
    stored = []
    for metres in ("0", "5"):
        db = shutil.copy(empty_db, tmp_path / f"{metres}.db")
        file = write(tmp_path / "cells.geojson", pair())
        said = import_cells(gridward, db, file, "--repair", metres).stdout
        assert "moved" not in said
        stored.append(database.rows(db, "SELECT code, geom FROM cell ORDER BY code"))
    assert stored[0] == stored[1]
