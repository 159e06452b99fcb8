# SPDX-License-Identifier: Apache-2.0
"""A strict reader of Prometheus' text format 0.0.4, from its description, and of what it says."""
import math
import re

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)')
TYPES = ("counter", "gauge", "histogram")


def read_labels(text):
    labels, at = {}, 0
    while at < len(text):
        match = LABEL.match(text, at)
        assert match, text
        assert match[1] not in labels and not match[1].startswith("__"), text
        labels[match[1]] = match[2]
        at = match.end()
    return labels


def family_of(name, families):
    for suffix in ("", "_bucket", "_sum", "_count"):
        base = name.removesuffix(suffix) if suffix else name
        if base in families and (not suffix or families[base] == "histogram"):
            return base
    raise AssertionError(f"{name} has no TYPE")


def parse(text):
    """Samples by family: (name, labels, value). Fails wherever the text is not as it should be."""
    assert text.endswith("\n")
    families, helped, samples, seen, current = {}, set(), {}, set(), None
    for line in text[:-1].split("\n"):
        if line.startswith("# HELP "):
            name, text_ = line[7:].split(" ", 1)
            assert re.fullmatch(NAME, name) and name not in helped and text_.strip(), line
            helped.add(name)
            current = name
        elif line.startswith("# TYPE "):
            name, kind = line[7:].split(" ")
            assert name == current and name not in families and kind in TYPES, line
            families[name] = kind
            samples[name] = []
        else:
            match = SAMPLE.fullmatch(line)
            assert match, line
            family = family_of(match[1], families)
            assert family == current, f"{line}: not with its family"
            labels = read_labels(match[2] or "")
            key = (match[1], tuple(sorted(labels.items())))
            assert key not in seen, line
            seen.add(key)
            value = float(match[3])
            assert not math.isnan(value)
            if families[family] != "gauge":
                assert value >= 0, line
            if families[family] == "counter":
                assert family.endswith("_total"), line
            samples[family].append((match[1], labels, value))
    assert helped == set(families)
    for family, kind in families.items():
        if kind == "histogram":
            check_histogram(family, samples[family])
    return samples


def check_histogram(family, samples):
    series = {}
    for name, labels, value in samples:
        rest = tuple(sorted((k, v) for k, v in labels.items() if k != "le"))
        one = series.setdefault(rest, {"buckets": []})
        if name.endswith("_bucket"):
            one["buckets"].append((float(labels["le"]), value))
        else:
            assert "le" not in labels
            one[name.removeprefix(family)] = value
    for rest, one in series.items():
        bounds = [bound for bound, _ in one["buckets"]]
        counts = [count for _, count in one["buckets"]]
        assert bounds == sorted(set(bounds)) and bounds[-1] == math.inf, (family, rest)
        assert counts == sorted(counts) and counts[-1] == one["_count"], (family, rest)
        assert one["_sum"] >= 0, (family, rest)


def value(text, name, **labels):
    """The sum of the series of that name that have the labels."""
    found = [v for family in parse(text).values() for n, has, v in family
             if n == name and labels.items() <= has.items()]
    assert found, (name, labels)
    return sum(found)


def routes(text):
    """Each route that requests are counted by, such as "GET /tiles/*"."""
    return sorted({f'{labels["method"]} ' + re.sub(r"\{[a-z_]+\}", "*", labels["route"])
                   for _, labels, _ in parse(text)["gridward_http_sent_bytes_total"]
                   if labels["route"] != "none"})
