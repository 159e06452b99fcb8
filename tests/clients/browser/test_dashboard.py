# SPDX-License-Identifier: Apache-2.0
"""The dashboard's maps, places and links, as somebody with a browser uses them."""
import chromium
import pytest
from selenium.webdriver.common.keys import Keys

SAFETY = "map=safety&scheme=police&level=beat&month=2026-10"
PLACE = (120.84, 40.70)

WORDS = {
    "en": {"title": "Safety level by beat", "month": "October 2026", "good": "Good",
           "outside": "No unit of this division is here.", "none": "No unit has this code",
           "residents": "Residents", "other": "中文", "table": "As a table",
           "published": "Only published maps", "copied": "The link is copied."},
    "zh": {"title": "各警务区安全等级", "month": "2026年10月", "good": "良好",
           "outside": "此处不属于该区划的任何单元。", "none": "没有符合的单元。",
           "residents": "人口", "other": "English", "table": "以表格查看",
           "published": "仅显示已发布的地图", "copied": "链接已复制。"},
}


@pytest.fixture(params=sorted(WORDS))
def lang(request):
    return request.param


def count_classes(page):
    return dict(zip(page.texts("#legend li > span:nth-child(2)"),
                    [text.split()[0] for text in page.texts("#legend .count")]))


def test_the_map_has_the_page_without_scrolling_it(page, city, lang):
    page.open(f"{SAFETY}&lang={lang}", city.tokens["viewer"])
    assert page.value("document.documentElement.scrollWidth <= innerWidth")
    assert page.value("document.documentElement.scrollHeight <= innerHeight")
    assert page.value("document.querySelector('#map').clientWidth") >= 390
    assert page.value("document.querySelector('#map').clientHeight") >= 600
    assert WORDS[lang]["title"] in page.text("#chooser summary")
    assert WORDS[lang]["month"] in page.text("#chooser summary")
    assert page.text("#language") == WORDS[lang]["other"]


def test_dense_screens_get_dense_tiles(phone, city):
    phone.open(SAFETY, city.tokens["viewer"])
    tiles = phone.value("[...document.querySelectorAll('#map img.leaflet-tile')]"
                        ".map(tile => [tile.src, tile.naturalWidth])")
    assert tiles and all("@2x.png" in src and width == 512 for src, width in tiles)


def test_the_legend_has_each_class_with_its_count_and_pattern(desk, city, api, lang):
    desk.open(f"{SAFETY}&lang={lang}", city.tokens["viewer"])
    told = api("GET", f"tiles/safety.json?scheme=police&month=2026-10&lang={lang}")["legend"]
    assert count_classes(desk) == {one["label"]: str(one["units"]) for one in told}
    assert desk.texts("#legend li")[0].split()[:2] == ["1", WORDS[lang]["good"]]
    images = desk.value("[...document.querySelectorAll('#legend .swatch')]"
                        ".map(swatch => getComputedStyle(swatch).backgroundImage)")
    assert [image != "none" for image in images] == [one["hatched"] for one in told]
    hatched = [image for image in images if image != "none"]
    assert len(set(hatched)) == len(hatched) == 3


def test_each_map_division_and_level_can_be_chosen(desk, city, api):
    desk.open("", city.tokens["viewer"])
    maps = api("GET", "v1/maps")["maps"]
    assert [one["name"] for one in maps] == desk.value(
        "[...document.querySelectorAll('#kind option')].map(option => option.value)")
    for one in maps:
        desk.choose_map(one["name"])
        desk.settle()
        assert desk.address()["map"] == one["name"]
        assert desk.text("#map-name")
    desk.choose_map("counts")
    for one in next(one for one in maps if one["name"] == "counts")["schemes"]:
        desk.choose("scheme", one["scheme"])
        for level in one["levels"]:
            desk.choose("level", level)
            desk.wait(f"location.hash.includes('level={level}')")
            desk.settle()
            assert desk.address()["scheme"] == one["scheme"]
            tiles = desk.value("document.querySelector('#map img.leaflet-tile').src")
            assert f"scheme={one['scheme']}" in tiles and f"level={level}" in tiles
    assert desk.value("document.activeElement.id").startswith("level-")


def test_the_arrow_keys_change_the_month_and_the_map_is_never_blank(desk, city, api):
    months = next(one for one in api("GET", "v1/maps")["maps"] if one["name"] == "safety")["months"]
    desk.open(f"map=safety&scheme=police&level=beat&month={months[-1]}", city.tokens["viewer"])
    desk.run("""
        window.blank = 0;
        (function look() {
            const layers = [...document.querySelectorAll('.leaflet-tile-pane .leaflet-layer')];
            if (!layers.some(layer => layer.style.opacity !== '0' &&
                    layer.querySelector('.leaflet-tile-loaded')))
                window.blank++;
            requestAnimationFrame(look);
        })();""")
    desk.run("document.querySelector('#month').focus()")
    for month in reversed(months[:-1]):
        desk.press(Keys.ARROW_LEFT)
        desk.wait(f"location.hash.includes('month={month}')")
    desk.settle()
    desk.wait("document.querySelectorAll('.leaflet-tile-pane .leaflet-layer').length === 1")
    assert desk.value("window.blank") == 0
    assert desk.value("document.querySelector('#earlier').disabled")
    assert desk.find("#month").get_attribute("aria-valuetext") == desk.text("#month-name")
    src = desk.value("document.querySelector('#map img.leaflet-tile').src")
    assert f"month={months[0]}" in src


def test_a_click_shows_the_unit_and_its_outline(page, city, api, lang):
    page.open(f"{SAFETY}&lang={lang}", city.tokens["viewer"])
    page.click_map(*PLACE)
    page.wait("document.querySelector('#place-body .figures')")
    found = api("GET", f"v1/locate?lon={PLACE[0]}&lat={PLACE[1]}&crs=wgs84&scheme=police")
    near = page.address()["point"].split(",")
    assert [round(float(part), 2) for part in near] == [round(part, 2) for part in PLACE]
    assert page.address()["unit"] == f"police/beat/{found['cell']}"
    name = found["name_en"] if lang == "en" and found["name_en"] else found["name"]
    assert name in page.text("#place-title")
    assert found["cell"] in page.text("#place-body")
    assert WORDS[lang]["residents"] in page.text("#place-body")
    page.wait("document.querySelectorAll('.leaflet-overlay-pane path').length >= 3")


def test_the_outline_is_that_of_the_unit(desk, city, api):
    desk.open(SAFETY + "&unit=police/beat/99010100901", city.tokens["viewer"])
    desk.wait("document.querySelector('.leaflet-overlay-pane path')")
    box = api("GET", "v1/units/police/beat/99010100901")["bbox"]
    drawn = desk.imported("map.js", """(() => {
        let all = L.latLngBounds();
        m.map.eachLayer(layer => layer.feature && layer.getBounds &&
            (all = all.extend(layer.getBounds())));
        return [all.getWest(), all.getSouth(), all.getEast(), all.getNorth()];})()""")
    assert drawn == pytest.approx(box, abs=1e-5)


def test_a_click_beside_the_city_says_so(desk, city, lang):
    desk.open(f"{SAFETY}&lang={lang}&at=12/40.69/120.84", city.tokens["viewer"])
    desk.click_map(120.93, 40.63)
    desk.wait_text("#place-body", WORDS[lang]["outside"])


def test_the_parts_of_the_path_lead_to_their_units(desk, city):
    desk.open("map=counts&scheme=governance&level=grid&lang=en", city.tokens["viewer"])
    desk.click_map(*PLACE)
    desk.wait("document.querySelectorAll('#place-body .path li').length === 4")
    before = desk.imported("map.js", "m.map.getZoom()")
    parts = desk.texts("#place-body .path button")
    desk.all("#place-body .path button")[2].click()
    desk.wait_text("#place-title", parts[2])
    assert desk.address()["unit"].startswith("governance/community/")
    desk.wait(f"location.hash.includes('at=') && !location.hash.includes('at={before}/')")
    assert len(desk.texts("#place-body .path button")) == 3


def test_the_trend_is_told_to_the_eye_and_the_ear_and_as_a_table(desk, city, api, lang):
    desk.open(f"{SAFETY}&lang={lang}&unit=police/beat/99010100901", city.tokens["viewer"])
    desk.wait("document.querySelector('.trend .bars')")
    months = api("GET", "v1/units/police/beat/99010100901?month=2026-10")["months"]
    assert len(months) == 12
    assert len(desk.all(".trend .bars rect")) == 12
    said = desk.find(".trend .bars").get_attribute("aria-label")
    assert desk.find(".trend .bars").get_attribute("role") == "img"
    assert all(str(month["reports"]) in said for month in months)
    assert desk.text(".trend details summary") == WORDS[lang]["table"]
    desk.click(".trend details summary")
    rows = [row.split()[:2] for row in desk.texts(".trend tbody tr")]
    assert rows == [[month["month"], str(month["reports"])] for month in months]


@pytest.mark.parametrize("typed", ["99010100901", "Sandaogou Beat 1", "三道沟第1"])
def test_the_search_finds_by_code_and_by_name(desk, city, typed):
    desk.open("map=counts&scheme=governance&lang=en", city.tokens["viewer"])
    desk.click("#search")
    desk.press(typed)
    desk.wait("document.querySelector('#search').getAttribute('aria-expanded') === 'true'")
    assert "99010100901" in desk.texts("#matches .code")
    position = desk.texts("#matches .code").index("99010100901")
    desk.press(*[Keys.ARROW_DOWN] * (position + 1))
    active = desk.find("#search").get_attribute("aria-activedescendant")
    assert active == f"match-{position}"
    assert desk.find(f"#{active}").get_attribute("aria-selected") == "true"
    desk.press(Keys.ENTER)
    desk.wait_text("#place-title", "Sandaogou Beat 1")
    assert desk.address()["unit"] == "police/beat/99010100901"
    assert desk.address()["scheme"] == "police" and desk.address()["level"] == "beat"
    assert desk.value("document.activeElement.id") == "search"
    assert desk.find("#search").get_attribute("aria-expanded") == "false"


def test_the_search_says_when_it_finds_nothing(page, city, lang):
    page.open(f"lang={lang}", city.tokens["viewer"])
    page.click("#search")
    page.press("no such name")
    page.wait_text("#matches", WORDS[lang]["none"])
    assert WORDS[lang]["none"] in page.value("document.querySelector('#said').textContent")
    page.press(Keys.ESCAPE)
    assert not page.shown("#matches")


def test_a_search_asks_once_for_what_is_typed_quickly(desk, city):
    desk.open("", city.tokens["viewer"])
    desk.click("#search")
    desk.requests()
    desk.run("""const field = document.querySelector('#search');
        for (const letter of 'Sandaogou') {
            field.value += letter;
            field.dispatchEvent(new Event('input'));
        }""")
    desk.wait("!document.querySelector('#matches').hidden")
    asked = [url for url in desk.requests() if "/v1/units?" in url]
    assert len(asked) == 2 and all("q=Sandaogou" in url for url in asked)  # of each division


def test_a_link_leads_back_to_what_was_shown(desk, city, browsers, lang):
    desk.open(f"{SAFETY}&lang={lang}&unit=police/beat/99010100901&live=week&status=uploaded"
              "&at=13/40.69/120.84", city.tokens["viewer"])
    desk.wait("document.querySelector('#place-body .figures')")
    desk.run("import('/map.js').then(m => m.map.setView([40.7005, 120.8305], 14, {animate: false}))")
    desk.wait("location.hash.includes('at=14/40.70')")
    desk.click("#share")
    desk.wait_text("#toast", WORDS[lang]["copied"])
    link = desk.driver.current_url
    other = chromium.Page(browsers(chromium.DESK, "somebody else's"), city.url)
    other.open(link.split("#")[1], city.tokens["viewer"])
    other.wait("document.querySelector('#place-body .figures')")
    assert other.address() == desk.address()
    assert other.imported("map.js", "[m.map.getZoom(), m.map.getCenter().lat.toFixed(2)]") == [
        14, "40.70"]
    assert other.text("#place-title") == desk.text("#place-title")
    assert city.tokens["viewer"] not in link
    assert other.complaints() == []


def test_the_back_button_returns_to_what_was_shown_before(desk, city):
    desk.open(f"{SAFETY}&lang=en", city.tokens["viewer"])
    desk.choose("level", "station")
    desk.wait_text("#map-name", "Safety level by station")
    desk.click_map(*PLACE)
    desk.wait("document.querySelector('#place-body .figures')")
    desk.driver.back()
    desk.wait("document.querySelector('#place-body').hidden")
    assert desk.text("#map-name") == "Safety level by station"
    desk.driver.back()
    desk.wait_text("#map-name", "Safety level by beat")
    assert desk.value("document.querySelector('#level-beat').checked")
    desk.driver.forward()
    desk.wait_text("#map-name", "Safety level by station")


def test_the_language_changes_words_tiles_and_address(desk, city):
    desk.open(f"{SAFETY}&lang=en&unit=police/beat/99010100901", city.tokens["viewer"])
    desk.wait("document.querySelector('#place-body .figures')")
    desk.click("#language")
    desk.wait_text("#map-name", WORDS["zh"]["title"])
    desk.settle()
    assert desk.value("document.documentElement.lang") == "zh-CN"
    assert desk.address()["lang"] == "zh"
    assert "lang=zh" in desk.value("[...document.querySelectorAll('#map img.leaflet-tile')]"
                                   ".at(-1).src")
    desk.wait_text("#legend", "良好")
    assert WORDS["zh"]["residents"] in desk.text("#place-body")


def test_both_languages_have_all_words(desk, city):
    desk.open("")
    keys = "(of => Object.entries(of).flatMap(([key, value]) => typeof value === 'object' " \
           "&& !Array.isArray(value) ? Object.keys(value).map(inner => key + '.' + inner) : [key]))"
    english = desk.imported("words_en.js", f"{keys}(m.en)")
    chinese = desk.imported("words_zh.js", f"{keys}(m.zh)")
    assert sorted(english) == sorted(chinese)


def test_the_public_sees_what_is_published(desk, city, lang):
    desk.open(f"lang={lang}")
    maps = desk.value("[...document.querySelectorAll('#kind option')].map(option => option.value)")
    assert "counts" not in maps and "reports" not in maps and "grid" in maps
    desk.wait_text("#map-note", WORDS[lang]["published"])
    assert not desk.shown("#reports")
    desk.open(f"map=safety&lang={lang}")
    assert desk.find("#month").get_attribute("max") == "1"


def test_a_map_nobody_knows_gives_way_to_one_that_is_there(desk, city):
    desk.open("map=no-such&scheme=none&level=none&month=1999-01", city.tokens["viewer"])
    assert desk.address()["map"] == desk.value("document.querySelector('#kind').value")
    assert desk.address()["month"].startswith("202")
