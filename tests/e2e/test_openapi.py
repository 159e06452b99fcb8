# SPDX-License-Identifier: Apache-2.0
"""/openapi.json says what the server does: its examples work, and answer as it says."""
import json
import shutil
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest
import requests
from conftest import SOURCE
from events import frames
from server import serving

DOCUMENT = json.loads((SOURCE / "web" / "openapi.json").read_text())
METHODS = ("get", "post")


def resolved(item):
    """What a reference leads to; what is none stays."""
    while "$ref" in item:
        at = DOCUMENT
        for key in item["$ref"].removeprefix("#/").split("/"):
            at = at[key]
        item = at
    return item


OPERATIONS = {operation["operationId"]: (method, path, operation)
              for path, item in DOCUMENT["paths"].items()
              for method, operation in item.items()}
GETS = [id for id, (method, _, _) in OPERATIONS.items() if method == "get"]
REFUSALS = [(id, int(status)) for id, (_, _, operation) in OPERATIONS.items()
            for status in operation["responses"] if status.startswith("4")]


def schema_of(item):
    """OpenAPI 3.0's schema as JSON Schema: nullable is a type of its own."""
    if isinstance(item, list):
        return [schema_of(one) for one in item]
    if not isinstance(item, dict):
        return item
    made = {key: schema_of(one) for key, one in item.items() if key != "nullable"}
    return {"anyOf": [made, {"type": "null"}]} if item.get("nullable") is True else made


COMPONENTS = {"components": {"schemas": schema_of(DOCUMENT["components"]["schemas"])}}


def expect_valid(value, schema):
    jsonschema.Draft4Validator({**COMPONENTS, **schema_of(schema)}).validate(value)


def expect_described(operation, answer, body=None):
    """The answer's status, type and body are among those that are described."""
    status = str(answer.status_code)
    assert status in operation["responses"], answer.text
    content = resolved(operation["responses"][status]).get("content", {})
    if not content:
        assert not answer.content
        return
    kind = answer.headers["Content-Type"]
    [described] = [one for name, one in content.items()
                   if kind == name or kind.startswith(name + ";")]
    if "json" in kind:
        expect_valid(answer.json() if body is None else body, described["schema"])
    else:
        assert body is not None or answer.content


def parameters(operation, where):
    found = map(resolved, operation.get("parameters", ()))
    return [parameter for parameter in found if parameter["in"] == where]


def examples(operation, only_required=False):
    return {one["name"]: one["example"] for one in parameters(operation, "query")
            if "example" in one and (one.get("required") or not only_required)}


def path_of(operation, path, **other):
    for one in parameters(operation, "path"):
        value = other.get(one["name"], one["example"])
        path = path.replace("{" + one["name"] + "}", quote(str(value)))
    assert "{" not in path
    return path


class Server:
    def __init__(self, url, tokens):
        self.url = url
        self.tokens = tokens

    def __call__(self, method, path, token=None, **options):
        headers = options.pop("headers", {})
        if token:
            headers["Authorization"] = "Bearer " + self.tokens[token]
        return requests.request(method, self.url + path, headers=headers, timeout=60, **options)


@pytest.fixture(scope="module")
def server(gridward, demo_db, tmp_path_factory):
    """The demo city, where tokens are needed, and something has happened."""
    db = Path(shutil.copy(demo_db, tmp_path_factory.mktemp("openapi") / "city.db"))
    tokens = {role: gridward.done("token", "create", db, role, "--role", role).stdout.strip()
              for role in ("public", "viewer", "ingest", "admin")}
    with serving(gridward, db) as url:
        yield Server(url, tokens)


@pytest.fixture(scope="module")
def nothing(gridward, empty_db):
    """A server of a database without a division."""
    with serving(gridward, empty_db) as url:
        yield Server(url, {})


def post(server, name, token="admin", body=None, kind="application/json", **other):
    _, path, operation = OPERATIONS[name]
    if body is None:
        body = operation["requestBody"]["content"]["application/json"]["example"]
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    return operation, server("POST", path_of(operation, path, **other), token, data=data,
                             headers={"Content-Type": kind})


def test_the_document_is_served_as_it_is(server):
    answer = server("GET", "/openapi.json")
    assert answer.status_code == 200 and answer.json() == DOCUMENT


def references(item):
    if isinstance(item, dict):
        if isinstance(item.get("$ref"), str):
            yield item["$ref"]
        for one in item.values():
            yield from references(one)
    elif isinstance(item, list):
        for one in item:
            yield from references(one)


def test_the_document_holds_together():
    ids = [operation["operationId"] for item in DOCUMENT["paths"].values()
           for operation in item.values()]
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in DOCUMENT["tags"]}
    used = set(references(DOCUMENT))
    for kind in ("parameters", "responses", "schemas"):
        for name in DOCUMENT["components"][kind]:
            assert f"#/components/{kind}/{name}" in used or name == "Event"
    for reference in used:
        assert resolved({"$ref": reference})
    for schema in COMPONENTS["components"]["schemas"].values():
        jsonschema.Draft4Validator.check_schema(schema)
    for path, item in DOCUMENT["paths"].items():
        assert set(item) <= set(METHODS)
        for operation in item.values():
            assert set(operation["tags"]) <= tags and operation["summary"]
            assert "default" in operation["responses"]
            for one in parameters(operation, "path"):
                assert one["required"] and "{" + one["name"] + "}" in path
            for one in map(resolved, operation.get("parameters", ())):
                if "example" in one:
                    expect_valid(one["example"], one["schema"])


@pytest.mark.parametrize("id", [id for id in GETS if id != "followEvents"])
@pytest.mark.parametrize("only_required", [True, False], ids=["least", "all"])
def test_examples_are_answered_as_described(server, id, only_required):
    _, path, operation = OPERATIONS[id]
    answer = server("GET", path_of(operation, path), "admin",
                    params=examples(operation, only_required))
    assert answer.status_code in (200, 204), answer.text
    expect_described(operation, answer)


@pytest.mark.parametrize("id", GETS)
def test_what_is_open_takes_no_token(server, id):
    _, path, operation = OPERATIONS[id]
    with server("GET", path_of(operation, path), params=examples(operation, True),
                stream=True) as answer:
        is_open = {} in operation["security"]
        assert answer.status_code == 401 or is_open
        assert answer.status_code not in (401, 403) or "401" in operation["responses"]


def test_reports_are_sent_and_led_on_as_described(server):
    operation, answer = post(server, "sendReports")
    assert answer.status_code == 201, answer.text
    expect_described(operation, answer)
    operation, answer = post(server, "sendReports", body={"crs": "wgs84", "reports": [
        {"time": "2026-10-31", "lon": 120.84, "lat": 40.7}, {"lon": 1}]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["stored"] == answer.json()["rejected"] == 1
    expect_described(operation, answer)
    for status in (201, 200):
        operation, answer = post(server, "takeStep", id=2)
        assert answer.status_code == status, answer.text
        expect_described(operation, answer)


def test_points_are_located_as_described(server):
    operation, answer = post(server, "locateMany")
    assert answer.status_code == 200, answer.text
    expect_described(operation, answer)


def test_events_are_told_as_described(server):
    post(server, "sendReports")
    post(server, "takeStep", id=3)
    _, path, operation = OPERATIONS["followEvents"]
    [schema] = [one["x-event"] for one in
                operation["responses"]["200"]["content"].values()]
    kinds = set()
    with server("GET", path, "admin", params={"last_event_id": 0}, stream=True) as answer:
        assert answer.status_code == 200
        for _, kind, data in frames(Lines(answer)):
            if data is not None:
                expect_valid(data, schema)
                kinds.add(kind)
            if kinds == {"report", "step"}:
                break
    with server("GET", path, "admin", params=examples(operation), stream=True) as answer:
        assert answer.status_code == 200


class Lines:
    """A streamed answer by lines, as a file has them."""

    def __init__(self, answer):
        self.lines = answer.iter_lines(chunk_size=1)

    def readline(self):
        return next(self.lines) + b"\n"


def refuse(server, nothing, id, status):
    """A request that has to be refused in the way that is described."""
    method, path, operation = OPERATIONS[id]
    here, needed = path_of(operation, path), examples(operation, True)
    if id == "followEvents":
        query, token = {400: ({"kind": "x"}, "admin"), 401: ({"kind": "step"}, None),
                        403: ({"kind": "step"}, "public"),
                        410: ({"last_event_id": 999999}, "admin")}[status]
        return server("GET", here, token, params=query)
    if method == "post" and status == 409:
        if id == "takeStep":
            return post(server, id, body={"step": "evaluated"}, id=4)[1]
        example = operation["requestBody"]["content"]["application/json"]["example"]
        post(server, id, body={**example, "client_id": "twice"})
        return post(server, id, body={**example, "client_id": "twice", "category": "other"})[1]
    if method == "post":
        body, kind, token, other = None, "application/json", "admin", {}
        if status == 400:
            body = "["
        elif status == 404 and "{" not in path:
            return post(nothing, id, token=None)[1]
        elif status == 404:
            other = {"id": 999999999}
        elif status == 413:
            body = b" " * (20 << 20)
        elif status == 415:
            kind = "text/html"
        else:
            token = {401: None, 403: "public"}[status]
        return post(server, id, token, body, kind, **other)[1]
    if status == 400 and id in ("wms", "wmts"):
        return server("GET", here, "admin", params={
            **needed, "REQUEST": "GetMap" if id == "wms" else "GetTile"})
    if status == 400 and id == "wmtsTile":
        return server("GET", path_of(operation, path, layer="nowhere"), "admin")
    if status == 400:
        return server("GET", here, "admin", params={**needed, "nonsense": 1})
    if status == 404 and "{" not in path:
        return nothing("GET", here, params=needed)
    if status == 404:
        names = [one["name"] for one in parameters(operation, "path")]
        other = {"id": 999999999, "featureId": 999999999, "map": "nowhere", "code": "nowhere",
                 "collectionId": "nowhere"}
        return server("GET", path_of(operation, path, **{
            name: other[name] for name in names if name in other}), "admin", params=needed)
    return server("GET", here, {401: None, 403: "public"}[status], params=needed)


@pytest.mark.parametrize("id,status", REFUSALS)
def test_refusals_are_as_described(server, nothing, id, status):
    operation = OPERATIONS[id][2]
    answer = refuse(server, nothing, id, status)
    assert answer.status_code == status, answer.text
    expect_described(operation, answer)
    assert (status == 401) == ("WWW-Authenticate" in answer.headers)
