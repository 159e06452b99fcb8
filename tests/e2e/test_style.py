# SPDX-License-Identifier: Apache-2.0
"""gridward style: a style's faults, expressions put to features, and the table of the language."""
import json
import subprocess
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[2]


def feature(**properties):
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, 0]},
            "properties": properties}


def lines(*features):
    return "".join(json.dumps(f) + "\n" for f in features)


@pytest.fixture
def evaluate(gridward, tmp_path):
    """Puts an expression to a stream of features; the values, one a line."""
    def run(expression, stream, *options, status=0):
        path = tmp_path / "expression.json"
        path.write_text(json.dumps(expression))
        result = gridward.done("style", "eval", path, *options, input=stream, status=status)
        run.said = result.stderr.replace(str(path), "FILE")
        return [json.loads(line) for line in result.stdout.splitlines()]
    return run


def style(*layers, **more):
    return {"version": 8, "sources": {"city": {"type": "vector", "url": "gridward://city"}},
            "layers": list(layers), **more}


def layer(kind, paint, **more):
    return {"id": kind, "type": kind, "source": "city", "source-layer": "units", "paint": paint,
            **more}


@pytest.fixture
def check(gridward, tmp_path):
    def run(document, status):
        path = tmp_path / "safety.json"
        path.write_text(document if isinstance(document, str) else json.dumps(document))
        result = gridward.done("style", "check", path, status=status)
        return (result.stdout + result.stderr).replace(str(tmp_path) + "/", "").splitlines()
    return run


def test_a_good_style_has_no_faults(check):
    document = style(layer("fill", {"fill-color": ["match", ["get", "grade"], 1, "red", "blue"]}),
                     layer("line", {"line-width": {"stops": [[5, 1], [10, 3]]}},
                           **{"source-layer": "borders"}))
    assert check(document, 0) == ["safety.json: 2 layers, no faults"]


@pytest.mark.parametrize("source_layer, reason", (
    ("cells", 'no source-layer "cells"; there are units, borders, labels, reports and context'),
    ("borders", 'this type of layer cannot show source-layer "borders"')))
def test_a_layer_of_what_no_map_has_is_a_fault(check, source_layer, reason):
    document = style(layer("fill", {}, **{"source-layer": source_layer}))
    assert check(document, 1) == [f'gridward: safety.json: layer "fill": {reason}']


def test_every_fault_is_named_by_its_pointer(check):
    document = style(layer("fill", {"fill-color": ["case", True, ["setp", 1], "red"],
                                    "fill-opacity": 2}),
                     layer("lien", {}), sprit="x")
    assert check(document, 1) == [
        'gridward: safety.json: /sprit: there is no such member; did you mean "sprite"?',
        'gridward: safety.json: /layers/0/paint/fill-color/2: "setp" is not an expression '
        'operator; did you mean "step"?',
        "gridward: safety.json: /layers/0/paint/fill-opacity: 2 is greater than the maximum "
        "value 1",
        'gridward: safety.json: /layers/1/type: "lien" is not a layer type; did you mean "line"?']


def test_more_faults_than_a_hundred_are_counted_no_further(check):
    said = check(style(*(layer("fill", {"fill-colour": "red"}, id=str(i)) for i in range(150))), 1)
    assert len(said) == 101
    assert said[-1] == "gridward: safety.json: there are more faults than these 100"


@pytest.mark.parametrize("text", ("", "{", "[1,]", '{"version": 8, "version": 8}', "\0"))
def test_what_is_no_json_is_told_with_its_line(check, text):
    said = check(text, 2)
    assert len(said) == 1 and said[0].startswith("gridward: safety.json: line 1")


def test_a_style_too_large_is_named_once(gridward, tmp_path):
    path = tmp_path / "large.json"
    path.write_bytes(b" " * (17 << 20))
    for command in ("check", "eval"):
        result = gridward.done("style", command, path, status=2)
        assert result.stderr.count(str(path)) == 1 and "bytes" in result.stderr


def test_a_style_that_is_not_there_is_named(gridward, tmp_path):
    result = gridward.done("style", "check", "no.json", status=2, cwd=tmp_path)
    assert result.stderr.startswith("gridward: no.json: ")


def test_each_feature_gets_its_value_or_its_error(evaluate):
    stream = lines(feature(x=1), feature(x="a"), feature())
    assert evaluate(["+", ["get", "x"], 1], stream) == [
        2,
        {"error": "Expected value to be of type number, but found string instead."},
        {"error": "Expected value to be of type number, but found null instead."}]


def test_a_type_asserts_and_coerces(evaluate):
    stream = lines(feature(x="#f00"), feature(x=3))
    assert evaluate(["get", "x"], stream, "--type", "color") == [
        "rgba(255,0,0,1)", {"error": "Could not parse color from value '3'"}]
    assert evaluate(["get", "x"], stream, "--type", "string") == ["#f00", "3"]
    assert evaluate(["get", "x"], stream, "--type", "line-cap", status=2) == []
    assert "data expressions not supported" in evaluate.said
    words = evaluate(["get", "x"], lines(feature(x="left"), feature(x="up")), "--type", "left|right")
    assert words[0] == "left" and "one of" in words[1]["error"]


def test_a_list_is_of_its_length(evaluate):
    stream = lines(feature(x=[1, 2]), feature(x=[1]))
    values = evaluate(["get", "x"], stream, "--type", "array<number, 2>")
    assert values[0] == [1, 2] and "array<number, 2>" in values[1]["error"]


def test_a_type_that_is_none_is_refused(evaluate):
    evaluate(["get", "x"], "", "--type", "colour", status=2)
    assert '"colour"' in evaluate.said


def test_the_zoom_is_that_of_the_option(evaluate):
    expression = ["interpolate", ["linear"], ["zoom"], 0, 0, 10, 100]
    assert evaluate(expression, lines(feature()), "--zoom", "2.5") == [25]
    assert evaluate(expression, lines(feature())) == [0]


def test_a_compile_error_names_the_place_and_evaluates_nothing(evaluate):
    assert evaluate(["+", 1, ["upcase", 2]], lines(feature()), status=2) == []
    assert evaluate.said == ("gridward: FILE: /2/1: Expected string but found number instead.\n")


def test_features_without_properties_or_geometry_are_features(evaluate):
    bare = ({"type": "Feature", "geometry": None, "properties": None}, {"type": "Feature"})
    assert evaluate(["coalesce", ["get", "x"], "none"], lines(*bare)) == ["none", "none"]
    assert evaluate(["properties"], lines(*bare)) == [{}, {}]


def test_a_line_that_is_no_feature_is_named_and_the_rest_goes_on(evaluate):
    stream = lines(feature(x=1)) + "{\n\n" + lines([1], feature(x=2)) + '{"type": "Feature"}'
    assert evaluate(["get", "x"], stream, status=1) == [1, 2, None]
    assert [line.split(":")[1] for line in evaluate.said.splitlines()] == [" line 2", " line 4"]


def test_geometry_types_and_ids_are_seen(evaluate):
    multi = {"type": "Feature", "id": "a7", "properties": {},
             "geometry": {"type": "MultiPolygon", "coordinates": []}}
    expression = ["concat", ["geometry-type"], " ", ["id"]]
    assert evaluate(expression, lines(multi)) == ["MultiPolygon a7"]


def test_a_long_stream_takes_no_more_memory_than_a_short_one(gridward, tmp_path):
    path = tmp_path / "e.json"
    path.write_text('["concat", ["get", "x"], "!"]')
    stream = lines(feature(x="a" * 200)) * 50000
    script = 'ulimit -v 400000; "$0" style eval "$1" | tail -n 1'
    if "asan" in gridward.path:
        pytest.skip("sanitizers reserve address space")
    done = subprocess.run(["bash", "-c", script, gridward.path, path], input=stream,
                          capture_output=True, text=True)
    assert json.loads(done.stdout) == "a" * 200 + "!"


def test_unicode_goes_through(evaluate):
    assert evaluate(["upcase", ["get", "名"]], lines(feature(**{"名": "àé海滨"}))) == ["ÀÉ海滨"]


def test_the_table_in_docs_is_what_the_program_prints(gridward):
    printed = gridward.done("style", "table").stdout
    assert (SOURCE / "docs" / "style.md").read_text() == printed


def test_the_styles_that_come_with_the_program_have_no_faults(gridward):
    styles = sorted((SOURCE / "styles").glob("*.json"))
    for path in styles:
        gridward.done("style", "check", path)
