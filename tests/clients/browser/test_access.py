# SPDX-License-Identifier: Apache-2.0
"""The dashboard for those who use no mouse, or do not see it well or at all."""
from pathlib import Path

import pytest
from selenium.webdriver.common.keys import Keys

AUDIT = (Path(__file__).parent / "audit.js").read_text()
SAFETY = "map=safety&scheme=police&level=beat&month=2026-10"


@pytest.fixture(params=("en", "zh"))
def lang(request):
    return request.param


def expect_sound(page, state):
    assert page.run(AUDIT) == [], state


def test_each_state_of_the_page_is_sound(page, city, send, lang):
    sent = send()
    page.open(f"lang={lang}")
    expect_sound(page, "public")
    page.click("#sign")
    page.wait("document.querySelector('#sign-in').open")
    page.press(Keys.ENTER)
    expect_sound(page, "dialog")
    page.open(f"{SAFETY}&lang={lang}&unit=police/beat/99010100901", city.tokens["planner"])
    page.wait("document.querySelector('#place-body .trend')")
    if page.value("innerWidth < 761"):
        page.click("#views [data-view='place']")
    page.click(".trend details summary")
    expect_sound(page, "place")
    page.click("#search")
    page.press("9901")
    page.wait("!document.querySelector('#matches').hidden")
    page.press(Keys.ARROW_DOWN)
    expect_sound(page, "search")
    page.press(Keys.ESCAPE)
    page.open(f"{SAFETY}&lang={lang}&live=day&report={sent['id']}", city.tokens["planner"])
    page.wait("document.querySelector('.steps')")
    page.wait("document.querySelector('#report-list button')")
    if page.value("innerWidth < 761"):
        page.click("#views [data-view='reports']")
    expect_sound(page, "report")
    page.open(f"{SAFETY}&lang={lang}", city.tokens["planner"])
    if not page.find("#chooser").get_attribute("open"):
        page.click("#chooser summary")
    expect_sound(page, "chooser")


FOCUS = """
    const node = document.activeElement;
    const shown = node.matches('.segment input') ? node.nextElementSibling : node;
    const style = getComputedStyle(shown);
    const box = shown.getBoundingClientRect();
    return {id: node.id || node.dataset.report || node.dataset.view || node.className
            || node.tagName,
        ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
        seen: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth};
"""


def test_tab_walks_through_everything_and_the_focus_is_seen(desk, city, send):
    send()
    desk.open(f"{SAFETY}&lang=en&live=day&unit=police/beat/99010100901", city.tokens["planner"])
    desk.wait("document.querySelector('#place-body .trend')")
    desk.wait("document.querySelector('#report-list button')")
    walked = []
    for _ in range(60):
        desk.press(Keys.TAB)
        focus = desk.run(FOCUS)
        if focus["id"] in ("BODY", "HTML") or focus["id"] in walked[:1]:
            break
        assert focus["ring"], f"{focus['id']}: nothing shows that it has the focus"
        assert focus["seen"], f"{focus['id']} is out of sight"
        walked.append(focus["id"])
        if desk.value("Boolean(document.activeElement.closest('#report-list'))"):
            break
    order = ["to-map", "search", "share", "language", "sign", "map", "kind", "scheme-police",
             "level-beat", "earlier", "month", "period-day", "status-found", "only-overdue",
             "order-due"]
    assert [name for name in walked if name in order] == order


def test_all_is_done_without_a_mouse(desk, city, send):
    sent = send("road_damage")
    desk.open(f"{SAFETY}&lang=en", city.tokens["planner"])
    desk.press(Keys.TAB, Keys.ENTER)  # the skip link
    assert desk.value("document.activeElement.id") == "map"
    desk.press(Keys.ENTER)
    desk.wait("document.querySelector('#place-body .figures')")
    assert desk.value("getComputedStyle(document.querySelector('#cross')).display") == "block"
    here = desk.address()["at"]
    desk.press(Keys.ARROW_RIGHT)
    desk.wait(f"!location.hash.includes('{here}')")
    desk.run("document.querySelector('#kind').focus()")
    desk.press(Keys.TAB)
    assert desk.value("document.activeElement.id") == "scheme-police"
    desk.press(Keys.ARROW_LEFT)
    desk.wait("location.hash.includes('scheme=governance')")
    assert desk.value("document.activeElement.id") == "scheme-governance"
    desk.press(Keys.TAB, Keys.ARROW_LEFT)
    desk.wait("location.hash.includes('level=community')")
    desk.run("document.querySelector('#period-off').focus()")
    desk.press(Keys.ARROW_RIGHT)
    desk.wait("location.hash.includes('live=day')")
    assert desk.value("document.activeElement.id") == "period-day"
    desk.run("document.querySelector('#order-due').focus()")
    desk.press(Keys.ARROW_RIGHT)
    desk.wait("location.hash.includes('order=newest')")
    desk.wait(f"document.querySelector('[data-report=\"{sent['id']}\"]')")
    desk.run(f"document.querySelector('[data-report=\"{sent['id']}\"]').focus()")
    desk.press(Keys.ENTER)
    desk.wait("document.querySelector('.step-form')")
    assert desk.value("document.activeElement.id") == "report-title"
    desk.press(Keys.TAB)
    assert desk.value("document.activeElement.className") == "closer"
    desk.press(Keys.ENTER)
    desk.wait("document.querySelector('#report').hidden")
    assert desk.value("document.activeElement.dataset.report") == str(sent["id"])


def test_who_wants_no_motion_gets_none(desk, city):
    desk.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {
        "features": [{"name": "prefers-reduced-motion", "value": "reduce"}]})
    desk.open(SAFETY, city.tokens["viewer"])
    assert desk.imported("map.js", "[m.map.options.zoomAnimation, m.map.options.inertia, "
                         "m.map.options.fadeAnimation]") == [False, False, False]
    desk.run("document.querySelector('#busy').hidden = false")
    assert desk.value("getComputedStyle(document.querySelector('#busy'), '::after')"
                      ".animationName") == "none"


def test_the_page_follows_a_text_twice_as_large(desk, city):
    desk.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": 683, "height": 384, "deviceScaleFactor": 2, "mobile": False})
    desk.open(f"{SAFETY}&lang=en&unit=police/beat/99010100901", city.tokens["viewer"])
    desk.wait("document.querySelector('#place-body .figures')")
    assert desk.value("document.documentElement.scrollWidth <= innerWidth")
    desk.click("#views [data-view='place']")
    assert desk.find("#place-title").is_displayed()
