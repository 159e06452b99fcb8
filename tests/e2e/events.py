# SPDX-License-Identifier: Apache-2.0
"""Clients of /v1/events that know nothing of how it was written, and another program that writes."""
import http.client
import json
import sqlite3
import threading
import time
from contextlib import closing
from urllib.parse import urlencode

from server import address

PATIENCE = 60  # seconds until a test that hangs fails


def take_steps(db, reports, step="allocated", batch=1):
    """Leads reports on behind the server's back, as another program may; batch to a transaction."""
    reports = list(reports)
    with closing(sqlite3.connect(db, timeout=PATIENCE, isolation_level=None)) as connection:
        for first in range(0, len(reports), batch):
            connection.execute("BEGIN IMMEDIATE")
            for report in reports[first:first + batch]:
                connection.execute(
                    "INSERT INTO report_step (report_id, step, time, who, note)"
                    " VALUES (?, ?, ?, 'other', NULL)", (report, step, 1793000000 + report))
                connection.execute(
                    "INSERT INTO event (kind, ref, step) VALUES ('step', ?, ?)", (report, step))
            connection.execute("COMMIT")


def frames(response):
    """Server-sent events as they come: (id, kind, data), the last two None for a mere id."""
    id = kind = data = None
    while line := response.readline():
        line = line.decode().removesuffix("\n")
        name, _, value = line.partition(": ")
        if name == "id":
            id = int(value)
        elif name == "event":
            kind = value
        elif name == "data":
            assert data is None
            data = json.loads(value)
        elif not line:
            if id is not None or data is not None:
                yield id, kind, data
            id = kind = data = None
        else:
            assert (name, value) in (("retry", "2000"), ("", "ping")), line


class Follower(threading.Thread):
    """A client that follows events, from an id on or from now on, and comes back when it is cut."""

    def __init__(self, url, after=None, comes_back=False, **parameters):
        super().__init__(daemon=True)
        self.place = address(url)
        self.path = "/v1/events" + ("?" + urlencode(parameters) if parameters else "")
        self.after = after
        self.comes_back = comes_back
        self.events = []
        self.connections = 0
        self.fault = None
        self.changed = threading.Condition()
        self.stopped = False
        self.connection = None
        self.start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def run(self):
        while not self.stopped:
            try:
                self.follow()
            except (OSError, http.client.HTTPException, AttributeError, ValueError):
                pass  # cut: by the server's end or by stop()
            except AssertionError as fault:
                self.fault = fault
                return
            if not self.comes_back:
                return
            time.sleep(0.05)

    def follow(self):
        headers = {} if self.after is None else {"Last-Event-ID": str(self.after)}
        self.connection = http.client.HTTPConnection(*self.place, timeout=PATIENCE)
        with closing(self.connection):
            self.connection.request("GET", self.path, headers=headers)
            response = self.connection.getresponse()
            assert response.status == 200, response.read()
            assert response.headers["Content-Type"] == "text/event-stream"
            assert response.headers["Cache-Control"] == "no-store"
            for id, kind, data in frames(response):
                with self.changed:
                    self.after = id
                    self.connections += data is None
                    if data is not None:
                        self.events.append((id, kind, data))
                    self.changed.notify_all()

    def wait(self, done):
        with self.changed:
            assert self.changed.wait_for(lambda: self.fault or done(self), PATIENCE), (
                f"{len(self.events)} events, at {self.after}")
        assert not self.fault, self.fault
        return self

    def connected(self):
        return self.wait(lambda f: f.after is not None)

    def until(self, id):
        return self.wait(lambda f: f.after is not None and f.after >= id)

    def stop(self):
        self.stopped = True
        connection = self.connection
        if connection and connection.sock:
            try:
                connection.sock.shutdown(2)
            except OSError:
                pass
        self.join(PATIENCE)

    def ids(self):
        return [id for id, _, _ in self.events]
