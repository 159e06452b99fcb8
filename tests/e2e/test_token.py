# SPDX-License-Identifier: Apache-2.0
"""gridward token: made once, kept as a hash, listed, revoked."""
import hashlib
import re
import sqlite3

import pytest

TOKEN = re.compile(r"gw_[A-Za-z0-9_-]{43}\n")


def create(gridward, db, name, *options):
    text = gridward.done("token", "create", db, name, *options).stdout
    assert TOKEN.fullmatch(text), text
    return text.strip()


def listed(gridward, db):
    """The rows of the list, by name."""
    rows = gridward.done("token", "list", db).stdout.splitlines()[1:]
    return {fields[5]: fields[:5] for fields in (row.split(maxsplit=5) for row in rows)}


def test_only_a_tokens_hash_is_stored(gridward, new_db):
    token = create(gridward, new_db, "gate", "--role", "viewer")
    with sqlite3.connect(new_db) as db:
        assert db.execute("SELECT name, role, hash, rate, expires_at FROM token").fetchall() == [
            ("gate", "viewer", hashlib.sha256(token.encode()).digest(), None, None)]
    for path in new_db.parent.iterdir():
        assert token[3:].encode() not in path.read_bytes(), path


def test_no_two_tokens_are_alike(gridward, new_db):
    assert len({create(gridward, new_db, f"gate {n}", "--role", "viewer") for n in range(5)}) == 5


def test_the_list_shows_all_but_the_secret(gridward, new_db):
    token = create(gridward, new_db, "网格员 1", "--role", "ingest", "--rate", "90", "--expires",
                   "2999-10-31")
    create(gridward, new_db, "gate", "--role", "viewer")
    gridward.done("token", "revoke", new_db, "gate")
    rows = listed(gridward, new_db)
    assert set(rows) == {"网格员 1", "gate"}
    state, role, created, expires, rate = rows["网格员 1"]
    assert (state, role, expires, rate) == ("good", "ingest", "2999-11-01T00:00:00+08:00", "90")
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00", created)
    assert rows["gate"][:2] == ["revoked", "viewer"]
    assert token not in gridward.done("token", "list", new_db).stdout


def test_an_empty_list_is_empty(gridward, new_db):
    assert gridward.done("token", "list", new_db).stdout == ""


def test_a_name_is_given_once(gridward, new_db):
    create(gridward, new_db, "gate", "--role", "viewer")
    gridward.done("token", "revoke", new_db, "gate")
    result = gridward.done("token", "create", new_db, "gate", "--role", "admin", status=2)
    assert '"gate"' in result.stderr and result.stdout == ""
    assert listed(gridward, new_db)["gate"][:2] == ["revoked", "viewer"]


def test_what_is_not_there_is_not_revoked(gridward, new_db):
    assert '"gate"' in gridward.done("token", "revoke", new_db, "gate", status=2).stderr


@pytest.mark.parametrize("name", ("", " gate", "gate ", "a\nb", "a\x7f", "anonymous", "x" * 64))
def test_a_name_that_is_none_is_refused(gridward, new_db, name):
    result = gridward.done("token", "create", new_db, name, "--role", "viewer", status=2)
    assert result.stdout == ""
    assert gridward.done("token", "list", new_db).stdout == ""


def test_the_longest_name_is_taken(gridward, new_db):
    create(gridward, new_db, "x" * 63, "--role", "viewer")
    assert "x" * 63 in listed(gridward, new_db)


def test_a_last_day_that_is_over_is_refused(gridward, new_db):
    result = gridward.done("token", "create", new_db, "gate", "--role", "viewer", "--expires",
                           "2020-02-29", status=2)
    assert "2020-02-29" in result.stderr and result.stdout == ""
