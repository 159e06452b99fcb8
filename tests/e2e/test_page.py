# SPDX-License-Identifier: Apache-2.0
"""The map page in a browser: Chromium, where it is installed."""
import browser
import pytest
from server import serving

pytestmark = pytest.mark.skipif(not browser.PROGRAM, reason="chromium is not installed")

LOADED = ("typeof layer !== 'undefined' && layer && !layer.isLoading() && "
          "document.querySelector('#map img.leaflet-tile-loaded') !== null")


@pytest.fixture(scope="module")
def url(gridward, demo_db):
    with serving(gridward, demo_db) as base:
        yield base


@pytest.fixture(params=((1366, 768, 1), (390, 800, 2)), ids=("desk", "phone"))
def page(request, url, tmp_path):
    """The page, shown; whatever it complains of fails the test."""
    shown = browser.Browser(tmp_path / "profile", *request.param)
    try:
        shown.open(url + "/#lang=en")
        shown.wait_for(LOADED)
        yield shown
        assert shown.complaints == []
    finally:
        shown.close()


def text(page, selector):
    return page.value(f"document.querySelector('{selector}').innerText")


def choose(page, id, value):
    page.value(f"$('{id}').value = '{value}'; $('{id}').dispatchEvent(new Event('change'))")


def test_the_map_fills_the_page_without_scrolling_it(page):
    assert page.value("document.documentElement.scrollWidth <= innerWidth")
    assert page.value("document.documentElement.scrollHeight <= innerHeight")
    assert page.value("$('map').clientWidth") >= 350
    assert page.value("$('map').clientHeight") >= 300
    assert text(page, "#map-name") == "Reports by grid"
    assert page.value("document.querySelectorAll('#legend li').length") == 5


def test_a_click_tells_the_cell(page):
    x, y = page.value("(p => [p.x, p.y + $('map').getBoundingClientRect().top])"
                      "(map.latLngToContainerPoint([40.70, 120.84]))")
    page.click(x, y)
    page.wait_for("found !== null")
    assert "Binhai District" in text(page, "#path") and "Yingbin" in text(page, "#path")
    assert page.value("found.cell") in text(page, "#figures")


def test_the_keyboard_does_what_the_mouse_does(page):
    page.value("$('map').focus()")
    page.press("Enter", 13)
    page.wait_for("found !== null")
    assert page.value("getComputedStyle($('cross')).display") == "block"
    assert page.value("document.activeElement.id") == "map"


def test_scheme_map_month_and_language_are_chosen(page):
    choose(page, "scheme", "police")
    page.wait_for("tilejson.division.scheme === 'police'")
    choose(page, "kind", "safety")
    page.wait_for("tilejson.map === 'safety'")
    page.value("$('earlier').click()")
    page.wait_for("tilejson.month === '2026-09'")
    page.wait_for(LOADED)
    assert text(page, "#map-name") == "Safety level by beat"
    page.value("$('language').click()")
    assert text(page, "#map-name") == "各警务区安全等级"
    assert page.value("document.documentElement.lang") == "zh-CN"
    assert page.value("location.hash") == "#scheme=police&kind=safety&month=2026-09&lang=zh"
    page.value("window.before = true; location.reload()")
    page.wait_for("!window.before")
    page.wait_for(LOADED)
    assert page.value("$('scheme').value") == "police"
    assert page.value("$('kind').value") == "safety"
    assert text(page, "#map-name") == "各警务区安全等级"


def test_tiles_and_legend_follow_the_language(page):
    choose(page, "kind", "safety")
    page.wait_for("tilejson.map === 'safety'")
    assert text(page, "#legend").split()[:2] == ["1", "Good"]
    page.value("$('language').click()")
    page.wait_for("tilejson.lang === 'zh'")
    page.wait_for(LOADED)
    assert text(page, "#legend").split()[:2] == ["1", "良好"]
    tiles = page.value("[...layer.getContainer().querySelectorAll('img')].map(tile => tile.src)")
    assert tiles and all("/tiles/safety/" in tile and tile.endswith("&lang=zh") for tile in tiles)


def test_hatched_classes_are_hatched_in_the_legend(page):
    choose(page, "kind", "safety")
    page.wait_for("tilejson.map === 'safety'")
    images = page.value("[...document.querySelectorAll('.swatch')]"
                        ".map(swatch => getComputedStyle(swatch).backgroundImage)")
    assert [image != "none" for image in images] == [False, False, False, True, True, True]
    assert len(set(images[3:])) == 3


def test_each_map_can_be_chosen(page):
    kinds = page.value("[...$('kind').options].map(option => option.value)")
    assert sorted(kinds) == ["counts", "grid", "reports", "safety", "safety-contrast"]
    for kind in kinds:
        choose(page, "kind", kind)
        page.wait_for(f"tilejson.map === '{kind}'")
        page.wait_for(LOADED)
        assert text(page, "#map-name")
        lines = page.value("document.querySelectorAll('#legend li').length")
        assert lines == {"counts": 5, "safety": 6, "safety-contrast": 6}.get(kind, 0)
        assert page.value("document.documentElement.scrollWidth <= innerWidth")


def test_what_the_server_refuses_is_shown(page):
    page.value("state.month = '2026-99'; loadMap(false)")
    page.wait_for("!$('problem').hidden")
    assert "2026-99" in text(page, "#problem")
    page.complaints.clear()  # the browser notes every answer of 400
