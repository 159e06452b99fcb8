# SPDX-License-Identifier: Apache-2.0
"""gridward --help, and what a wrong command line gets."""
import re
import subprocess

import pytest

COMMANDS = ("check", "demo", "import cells", "import context", "import reports", "import units",
            "init", "locate", "map", "publish", "serve", "style check", "style eval", "style table",
            "tile", "token create", "token list", "token revoke", "withdraw")

# Command lines that cannot be meant, and a word that the complaint has to say.
WRONG = (
    ("paint", "paint"),
    ("import", "import"),
    ("import houses", "houses"),
    ("init", "DB"),
    ("init a.db b.db", "b.db"),
    ("init a.db --colour red", "--colour"),
    ("init a.db --timezone", "--timezone"),
    ("init a.db --timezone Mars/Olympus", "Mars/Olympus"),
    ("locate", "DB"),
    ("locate a.db", "--crs"),
    ("locate a.db --crs wgs84 --accuracy far", "far"),
    ("locate a.db --crs wgs84 --accuracy -1", "-1"),
    ("locate a.db --crs wgs84 --accuracy nan", "nan"),
    ("locate a.db --crs wgs84 --as-of 2026-02-30", "2026-02-30"),
    ("locate a.db --crs wgs84 --format xml", "xml"),
    ("locate a.db --crs wgs84 --format f64 --accuracy 1", "--accuracy"),
    ("check", "DB|FILE"),
    ("check a.geojson --format yaml", "yaml"),
    ("check a.geojson --dissolve=yes", "--dissolve"),
    ("import cells a.db", "FILE"),
    ("import cells a.db b.geojson --level beat --code code", "--scheme"),
    ("import cells a.db b.geojson --scheme police --code code", "--level"),
    ("import cells a.db b.geojson --scheme police --level beat", "--code"),
    ("import cells a.db b.geojson --scheme s --level l --code c --valid-from soon", "soon"),
    ("import cells a.db b.geojson --scheme s --level l --code c --repair 101", "101"),
    ("import context a.db b.geojson --crs wgs84", "--kind"),
    ("import reports a.db", "FILE"),
    ("import units a.db b.csv --scheme s --code c", "--level"),
    ("map a.db", "MONTH"),
    ("map a.db 2026-10", "--output"),
    ("map a.db October -o a.png", "October"),
    ("map a.db 2026-10 -o a.jpg", "a.jpg"),
    ("map a.db 2026-10 -o a.png --dpi 10000", "10000"),
    ("publish a.db", "MONTH"),
    ("publish a.db October", "October"),
    ("withdraw a.db", "MONTH"),
    ("style", "style"),
    ("style check", "FILE"),
    ("style eval a.json --zoom 25", "25"),
    ("style eval", "EXPRESSION"),
    ("token", "token"),
    ("token create a.db gate", "--role"),
    ("token create a.db gate --role king", "king"),
    ("token create a.db gate --role viewer --rate 0", "0"),
    ("token create a.db anonymous --role viewer", "anonymous"),
    ("token list", "DB"),
    ("token revoke a.db", "NAME"),
    ("tile a.db counts 1/0/0", "--output"),
    ("tile a.db counts 1/2/0 -o a.png", "1/2/0"),
    ("tile a.db weather 1/0/0 -o a.png", "weather"),
    ("tile a.db counts 1/0/0 -o", "--output"),
)


def test_help_lists_every_command(gridward):
    text = gridward.done("--help").stdout
    listed = re.findall(r"^  ((?:import |style |token )?[a-z]+)  ", text, re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(gridward, command):
    result = gridward.done(*command.split(), "--help")
    assert result.stdout.startswith(f"Usage: gridward {command}")
    assert result.stderr == ""
    assert max(map(len, result.stdout.splitlines())) <= 110


@pytest.mark.parametrize("line", ("locate -h", "import cells --help --no-such-option"))
def test_help_has_a_short_name_and_wins_over_what_follows(gridward, line):
    assert gridward.done(*line.split()).stdout.startswith("Usage: ")


def test_the_version_is_a_version(gridward):
    assert re.fullmatch(r"gridward \d+\.\d+\.\d+\n", gridward.done("--version").stdout)


@pytest.mark.parametrize("line, word", WRONG, ids=[line or "nothing" for line, _ in WRONG])
def test_a_wrong_command_line_says_what_is_wrong_and_does_nothing(gridward, tmp_path, line, word):
    result = gridward.done(*line.split(), status=2, cwd=tmp_path)
    assert result.stdout == ""
    assert result.stderr.startswith("gridward: ") and word in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_no_command_at_all_is_a_usage_error_told_on_standard_error(gridward):
    result = gridward.done(status=2)
    assert result.stdout == "" and "Usage:" in result.stderr


def test_a_group_of_commands_explains_itself(gridward):
    assert "import cells" in gridward.done("import", "--help").stdout


def test_an_option_takes_its_value_behind_an_equals_sign_too(gridward, tmp_path):
    gridward.done("init", "a.db", "--timezone=UTC", cwd=tmp_path)
    assert (tmp_path / "a.db").exists()


def test_behind_two_dashes_everything_is_an_argument(gridward, tmp_path):
    gridward.done("init", "--", "--db", cwd=tmp_path)
    assert (tmp_path / "--db").exists()


@pytest.mark.parametrize("line", (
    "check {db}", "check {db} --format json", "check {db} --format geojson",
    "locate {db} --crs wgs84", "locate {db} --crs wgs84 --format f64"))
def test_output_that_cannot_be_written_is_an_error(gridward, demo_db, line):
    command = line.format(db=demo_db).split()
    points = bytes(16) if "f64" in line else b"lon,lat\n120.84,40.70\n"

    with open("/dev/full", "wb") as full:
        result = subprocess.run([gridward.path, *command], input=points, stdout=full,
                                stderr=subprocess.PIPE)
    assert result.returncode == 2
    assert b"No space left" in result.stderr
