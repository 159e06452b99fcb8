# SPDX-License-Identifier: Apache-2.0
"""gridward map: sheets for print as PDF and SVG, read by other programs."""
import re
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from png import Png

MM = 72 / 25.4    # points


@pytest.fixture
def draw(gridward, demo_db, tmp_path):
    def draw(name, *more, month="2026-10"):
        path = tmp_path / name
        gridward.done("map", demo_db, month, "-o", path, *more)
        return path
    return draw


def ask(program, *arguments):
    return subprocess.run([program, *map(str, arguments)], check=True, capture_output=True,
                          text=True).stdout


@pytest.mark.parametrize("options, width, height", (
    (("--paper", "A4", "--landscape"), 297, 210), (("--paper", "A3", "--portrait"), 297, 420),
    (("--paper", "600x400mm"), 600, 400)))
def test_a_pdf_is_one_page_of_the_papers_size(draw, options, width, height):
    info = ask("pdfinfo", draw("m.pdf", *options))
    assert re.search(r"^Pages: +1$", info, re.M)
    page = re.search(r"^Page size: +([\d.]+) x ([\d.]+) pts", info, re.M)
    assert abs(float(page[1]) - width * MM) < 0.01 and abs(float(page[2]) - height * MM) < 0.01


@pytest.mark.parametrize("lang", ("zh", "en", "both"))
def test_a_pdf_embeds_its_fonts(draw, lang):
    fonts = ask("pdffonts", draw("m.pdf", "--lang", lang)).splitlines()[2:]
    assert fonts
    for font in fonts:
        embedded, subset, unicode = font.split()[-5:-2]
        assert (embedded, subset, unicode) == ("yes", "yes", "yes"), font


def test_a_pdfs_text_can_be_found(draw):
    text = ask("pdftotext", draw("m.pdf", "--show", "safety", "--scheme", "police", "--lang", "both",
                               "--title", "Binhai in figures"), "-")
    for words in ("Binhai in figures", "2026年10月", "October 2026", "图例", "Legend", "1:"):
        assert words in text, words


@pytest.mark.parametrize("lang, words", (
    ("en", ("Data as of", "31 October 2026", "Reports are counted by unit", "Disclaimer")),
    ("zh", ("数据截止", "2026年10月31日", "本月上报", "不涉及任何个人"))))
def test_a_sheet_says_what_it_is_made_of_and_what_it_does_not_say(draw, lang, words):
    text = ask("pdftotext", draw("m.pdf", "--lang", lang), "-")
    for word in words:
        assert word in text, word


def test_a_month_without_data_is_not_compared(draw):
    text = ask("pdftotext", draw("m.pdf", month="2026-11"), "-")
    assert "Insufficient data" in text
    assert "▼" not in text and "Against the month before" not in text


def test_levels_grade_places_not_people(draw):
    text = ask("pdftotext", draw("m.pdf", "--show", "safety", "--scheme", "police"), "-")
    assert "Places are graded, not people" in text and "Five levels as delivered" in text


def test_a_month_that_is_over_is_provisional_only_when_told(draw):
    assert "Provisional" not in ask("pdftotext", draw("m.pdf"), "-")
    assert "Provisional" in ask("pdftotext", draw("m.pdf", "--provisional"), "-")
    assert "Provisional" in ask("pdftotext", draw("m.pdf", month="9998-10"), "-")


def scale(path):
    found = re.search(r"1:([\d\s]+)\(", ask("pdftotext", path, "-"))
    return int(re.sub(r"\s", "", found[1]))


def reports(path):
    return int(re.search(r"(\d+) reports in the month", ask("pdftotext", path, "-"))[1])


def test_a_part_of_the_city_is_drawn_larger_and_says_where_it_is(draw):
    whole, street, grid = (draw(f"{i}.pdf", *unit, "--landscape") for i, unit in enumerate(
        ((), ("--unit", "990101008"), ("--unit", "990101008002"))))
    assert scale(grid) < scale(street) < scale(whole)
    assert "Binhai District › Donggang Subdistrict" in ask("pdftotext", street, "-")
    assert 0 < reports(grid) < reports(street) < reports(whole)


def test_a_part_that_is_not_there_is_refused(gridward, demo_db, tmp_path):
    result = gridward.done("map", demo_db, "2026-10", "-o", tmp_path / "m.pdf", "--unit", "Atlantis",
                           status=2)
    assert '"Atlantis" on any level: district, street, community, grid' in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_files_tell_title_period_and_data(draw):
    info = ask("pdfinfo", draw("m.pdf"))
    for line in ("Title: +Reports by grid", "Subject: +October 2026",
                 "Keywords: +governance/grid; .*data as of 2026-10-31", "CreationDate: +Sat Oct 31"):
        assert re.search(line, info), line
    told = Png(draw("m.png").read_bytes()).chunks
    told = b"\n".join(body for kind, body in told if kind in (b"tEXt", b"iTXt"))
    for word in (b"Reports by grid", b"October 2026", b"data as of 2026-10-31"):
        assert word in told, word


def test_a_pdf_is_drawn_in_vectors(draw):
    assert len(ask("pdfimages", "-list", draw("m.pdf")).splitlines()) == 2    # the head alone


def test_a_pdf_is_of_no_moment_but_the_datas(draw):
    assert "ModDate" not in ask("pdfinfo", draw("m.pdf"))


@pytest.mark.parametrize("suffix", ("pdf", "png", "svg"))
def test_two_runs_write_the_same_bytes(draw, suffix):
    options = ("--lang", "both", "--graticule", "--level", "community")
    first = draw(f"a.{suffix}", *options).read_bytes()
    assert first == draw(f"b.{suffix}", *options).read_bytes()


def test_an_svg_is_well_formed_and_of_the_papers_size(draw):
    root = ElementTree.parse(draw("m.svg", "--paper", "A4", "--landscape")).getroot()
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    for side, mm in (("width", 297), ("height", 210)):
        assert root.get(side).endswith("pt") and abs(float(root.get(side)[:-2]) - mm * MM) < 0.01
    names = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(names) == len(set(names))
    text = ElementTree.tostring(root, encoding="unicode")
    wanted = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    assert wanted and wanted <= set(names)


@pytest.mark.parametrize("name", ("m.jpg", "m", "m.pdf.txt"))
def test_other_formats_are_refused(gridward, demo_db, tmp_path, name):
    result = gridward.done("map", demo_db, "2026-10", "-o", tmp_path / name, status=2)
    assert "none of .png, .pdf and .svg" in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("paper, word", (
    ("99x400mm", "100 to 2000"), ("600x400", "600x400"), ("600x400in", "600x400in"), ("xmm", "xmm"),
    ("600x2001mm", "100 to 2000")))
def test_paper_that_cannot_be_is_refused(gridward, demo_db, tmp_path, paper, word):
    result = gridward.done("map", demo_db, "2026-10", "-o", tmp_path / "m.pdf", "--paper", paper,
                           status=2)
    assert word in result.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("show, title", (("reports", "Places of reports"),
                                         ("grid", "Borders and codes")))
def test_a_sheet_without_classes_explains_none(draw, show, title):
    text = ask("pdftotext", draw("m.pdf", "--show", show, "--scheme", "police"), "-")
    assert title in text
    for word in ("Legend", "Number of reports", "Method", "Disclaimer"):
        assert word not in text
