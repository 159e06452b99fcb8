# SPDX-License-Identifier: Apache-2.0
"""What a shell script, or the author of a dashboard, does with curl."""
import json
import subprocess
from datetime import datetime, timezone

import database
import pytest

PATIENCE = 30  # seconds until a test that hangs fails


def curl(*args, token=None):
    header = ("-H", f"Authorization: Bearer {token}") if token else ()
    said = subprocess.run(["curl", "-sS", "--fail-with-body", *header, *map(str, args)],
                          capture_output=True, text=True, timeout=PATIENCE)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def send(city, **more):
    report = {"crs": "wgs84", "lon": 120.84, "lat": 40.70, "source": "patrol",
              "time": datetime.now(timezone.utc).isoformat(timespec="seconds"), **more}
    return json.loads(curl("-H", "Content-Type: application/json", "-d", json.dumps(report),
                           f"{city.url}/v1/reports", token=city.tokens["ingest"]))


class Stream:
    """curl -N at /v1/events, line by line; ends with the block."""

    def __init__(self, city, *args):
        self.process = subprocess.Popen(
            ["curl", "-sSN", "--max-time", str(PATIENCE), "-H",
             f"Authorization: Bearer {city.tokens['viewer']}", *args, f"{city.url}/v1/events"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.communicate()

    def event(self):
        """The next one's fields; the first of a stream is but an id."""
        fields = {}
        while True:
            line = self.process.stdout.readline()
            assert line, self.process.stderr.read()
            name, _, value = line.rstrip("\n").partition(": ")
            if name in ("id", "event", "data"):
                fields[name] = value
            elif line == "\n" and fields:
                return fields


def test_curl_follows_what_happens(city):
    with Stream(city) as stream:
        assert set(stream.event()) == {"id"}
        sent = send(city, description="music at night")
        event = stream.event()
        assert event["event"] == "report"
        report = json.loads(event["data"])["report"]
        assert report["id"] == sent["id"] and report["description"] == "music at night"


def test_curl_takes_up_where_it_was_cut(city):
    with Stream(city) as stream:
        last = stream.event()["id"]
    sent = [send(city)["id"] for _ in range(3)]
    with Stream(city, "-H", f"Last-Event-ID: {last}") as stream:
        assert stream.event() == {"id": last}
        events = [stream.event() for _ in sent]
    assert [json.loads(event["data"])["report"]["id"] for event in events] == sent
    assert [int(event["id"]) for event in events] == [
        id for id, in database.rows(city.db, "SELECT id FROM event WHERE id > ? ORDER BY id", last)]


def test_curl_locates_a_file_of_points(city, tmp_path):
    file = tmp_path / "points.csv"
    file.write_text("lon,lat\n120.84,40.70\n120.93,40.63\n")
    said = curl("-H", "Content-Type: text/csv", "--data-binary", f"@{file}",
                f"{city.url}/v1/locate?crs=wgs84&scheme=police", token=city.tokens["viewer"])
    header, first, second = said.splitlines()
    assert header.startswith("lon,lat,") and ",9901" in first and ",9901" not in second


@pytest.mark.parametrize("path, kind", (
    ("v1/maps", "application/json"), ("tiles/safety.json?month=2026-09", "application/json"),
    ("tiles/safety/13/6846/3080.png?month=2026-09", "image/png"),
    ("ogc/collections/police-beat/items?f=csv", "text/csv")))
def test_curl_gets_what_is_for_everybody_without_a_token(city, tmp_path, path, kind):
    said = curl("-o", tmp_path / "body", "-w", "%{http_code} %{content_type}", f"{city.url}/{path}")
    assert said.split(";")[0] == f"200 {kind}"
    assert (tmp_path / "body").stat().st_size > 100
