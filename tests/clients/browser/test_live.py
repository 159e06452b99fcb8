# SPDX-License-Identifier: Apache-2.0
"""Live reports, signing in, and what happens when the server is away."""
import re
import time
from types import SimpleNamespace

import chromium
import pytest
from selenium.webdriver.common.keys import Keys

LIVE = "map=counts&scheme=governance&level=grid&live=day"

WORDS = {
    "en": {"late": "overdue", "left": "left", "step": "Mark as allocated", "sign": "Sign in",
           "marked": "Marked as allocated.", "allocated": "Allocated", "live": "Live",
           "refused": "not known", "empty": "Paste a token", "away": "does not answer",
           "offline": "Offline", "out": "Sign out", "none": "No report has the statuses chosen."},
    "zh": {"late": "超时", "left": "剩余", "step": "标记为已派遣", "sign": "登录",
           "marked": "已标记为派遣。", "allocated": "派遣", "live": "实时",
           "refused": "令牌不存在", "empty": "请先粘贴令牌", "away": "服务器没有响应",
           "offline": "离线", "out": "退出", "none": "没有符合所选状态的上报。"},
}


@pytest.fixture(params=sorted(WORDS))
def lang(request):
    return request.param


def count(page):
    return int(re.match(r"[\d,]+", page.text("#reports-count"))[0].replace(",", ""))


def row(report):
    return f"#report-list [data-report='{report['id']}']"


def open_live(page, city, role, address=LIVE):
    """The page with its reports loaded, and following what happens."""
    page.open(address, city.tokens[role])
    if page.value("innerWidth < 761"):
        page.click("#views [data-view='reports']")
    page.wait("document.querySelector('#connection.live')")
    page.wait("document.querySelector('#reports-count').innerText")
    page.imported("reports.js", "new Promise(done => { const look = () => "
                  "m.loading ? setTimeout(look, 20) : setTimeout(done, 100); look(); })")
    return page


def seconds_of(text):
    hours, minutes, seconds = map(int, re.search(r"(\d\d):(\d\d):(\d\d)", text).groups())
    return hours * 3600 + minutes * 60 + seconds


def test_a_report_that_comes_in_is_shown_at_once(page, city, send, lang):
    open_live(page, city, "viewer", f"{LIVE}&lang={lang}&order=newest")
    assert page.text("#connection") == WORDS[lang]["live"]
    before = count(page)
    sent = send("parking")
    page.wait(f"document.querySelector(\"{row(sent)}\")")
    assert count(page) == before + 1
    assert page.value("document.querySelector('#said').textContent")


def test_the_clock_of_a_report_ticks_until_it_is_late(desk, city, send, lang):
    open_live(desk, city, "viewer", f"{LIVE}&lang={lang}")
    sent = send("noise")
    desk.wait(f"document.querySelector(\"{row(sent)} .clock\")")
    told = desk.text(row(sent) + " .clock")
    assert WORDS[lang]["left"] in told and 0 < seconds_of(told) <= 8
    desk.wait_text(row(sent) + " .clock", WORDS[lang]["late"])
    first = seconds_of(desk.text(row(sent) + " .clock"))
    desk.wait_text(row(sent) + " .clock", f"00:00:{first + 2:02}")
    assert desk.find(row(sent) + " .clock").get_attribute("role") == "timer"
    assert WORDS[lang]["late"] in desk.text("#reports-count")


def test_what_is_due_first_stands_first(desk, city, send):
    later, sooner = send("litter"), send("noise")
    open_live(desk, city, "viewer")
    listed = desk.value("[...document.querySelectorAll('#report-list button')]"
                        ".map(button => button.dataset.report)")
    assert listed.index(str(sooner["id"])) < listed.index(str(later["id"]))
    desk.choose("order", "newest")
    desk.wait("location.hash.includes('order=newest')")
    newest = desk.value("[...document.querySelectorAll('#report-list button')]"
                        ".map(button => Number(button.dataset.report))")
    assert newest.index(sooner["id"]) < newest.index(later["id"])


def test_statuses_are_filtered_and_told_by_shape_and_word(page, city, send, api, lang):
    sent, other = send(), send()
    api("POST", f"v1/reports/{other['id']}/steps", json={"step": "allocated"})
    open_live(page, city, "viewer", f"{LIVE}&lang={lang}&order=newest")
    shapes = page.value("[...document.querySelectorAll('#statuses .symbol path')]"
                        ".map(path => path.getAttribute('d'))")
    assert len(shapes) == len(set(shapes)) == 5
    page.click("label[for='status-uploaded']")
    page.wait(f"!document.querySelector(\"{row(sent)}\")")
    assert page.value(f"Boolean(document.querySelector(\"{row(other)}\"))")
    assert "status=" in page.driver.current_url
    for status in ("found", "allocated", "solved", "evaluated"):
        page.click(f"label[for='status-{status}']")
    page.wait_text("#reports-note", WORDS[lang]["none"])
    assert page.value("document.activeElement.id") == "status-evaluated"


def test_a_planner_leads_a_report_on(page, city, send, lang):
    sent = send("street_order")
    open_live(page, city, "planner", f"{LIVE}&lang={lang}&order=newest")
    page.click(row(sent))
    page.wait("document.querySelector('.step-form button')")
    assert page.address()["report"] == str(sent["id"])
    assert page.text(".step-form button") == WORDS[lang]["step"]
    page.find("#note").send_keys("Team 4")
    page.find("#note").send_keys(Keys.ENTER)
    page.wait_text("#toast", WORDS[lang]["marked"])
    assert WORDS[lang]["allocated"] in page.text("#report-title")
    done = page.texts(".steps li.done")
    assert len(done) == 3 and "Team 4" in done[2] and "test planner" in done[2]
    assert page.value("document.activeElement.id") == "report-title"


def test_what_others_do_shows_in_the_panel(desk, city, send, api):
    sent = send()
    open_live(desk, city, "viewer", f"{LIVE}&lang=en&report={sent['id']}")
    desk.wait("document.querySelector('.steps')")
    assert not desk.all(".step-form"), "a viewer has no buttons"
    api("POST", f"v1/reports/{sent['id']}/steps", json={"step": "allocated", "note": "by phone"})
    desk.wait_text(".steps", "by phone")
    assert "Allocated" in desk.text("#report-title")


def test_a_step_somebody_else_took_is_told(desk, city, send, api):
    sent = send()
    open_live(desk, city, "planner", f"{LIVE}&lang=en&report={sent['id']}")
    desk.wait("document.querySelector('.step-form')")
    desk.imported("events.js", "m.unfollow()")  # it does not hear of what follows
    for step in ("allocated", "solved"):
        api("POST", f"v1/reports/{sent['id']}/steps", json={"step": step})
    desk.click(".step-form button")
    desk.wait("!document.querySelector('#problem').hidden")
    desk.wait_text("#report-title", "Solved")
    desk.allowed = ("409",)


def test_a_report_on_the_map_is_chosen_by_a_click(desk, city, send):
    sent = send("litter", lon=120.8611, lat=40.6911)
    open_live(desk, city, "viewer", f"{LIVE}&lang=en&at=18/40.6911/120.8611")
    desk.click_map(120.8611, 40.6911)
    desk.wait("location.hash.includes('report=')")
    assert desk.address()["report"] == str(sent["id"])
    assert "unit" not in desk.address()


def test_near_reports_are_one_disc_that_a_click_opens(desk, city, send):
    for i in range(4):
        sent = send("litter", lon=120.8511 + i * 0.0004, lat=40.6951)
    open_live(desk, city, "viewer", f"{LIVE}&lang=en&status=uploaded&at=12/40.6951/120.8517")
    at = desk.imported("points.js", """import('/map.js').then(({map}) => {
        const corner = map.containerPointToLayerPoint([0, 0]), size = map.getSize();
        for (let y = 60; y < size.y - 120; y += 6)
            for (let x = 300; x < size.x - 60; x += 6)
                if (m.reportsAt({x: x + corner.x, y: y + corner.y})
                        .some(report => report.id === %d))
                    return map.containerPointToLatLng([x, y]);
        return null;
    })""" % sent["id"])
    desk.click_map(at["lng"], at["lat"])
    desk.wait("!location.hash.includes('at=12/')")
    assert desk.imported("map.js", "m.map.getZoom()") > 12


def test_ten_thousand_reports_are_drawn_within_a_few_frames(desk, city):
    desk.open("map=counts", city.tokens["viewer"])
    drawn = desk.imported("points.js", """(async () => {
        const statuses = ['found', 'uploaded', 'allocated', 'solved', 'evaluated'];
        const all = Array.from({length: 10000}, (_, id) => {
            const report = {id, lon: 120.78 + 0.13 * (id * 0.618 % 1),
                lat: 40.65 + 0.08 * (id * 0.414 % 1), status: statuses[id % 5], dueAt: null};
            return {...report, world: m.worldOf(report)};
        });
        m.showPoints(all, '');
        await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
        const canvas = document.querySelector('.leaflet-overlay-pane canvas');
        const data = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        return data.some(value => value !== 0);
    })()""")
    assert drawn


def test_signing_in_and_out(page, city, lang):
    page.open(f"{LIVE}&lang={lang}")
    assert page.text("#sign") == WORDS[lang]["sign"]
    assert not page.shown("#reports")
    page.click("#sign")
    page.wait("document.querySelector('#sign-in').open")
    assert page.value("document.activeElement.id") == "token"
    page.press(Keys.ENTER)
    page.wait_text("#sign-problem", WORDS[lang]["empty"])
    page.press("gw_nonsense", Keys.ENTER)
    page.wait_text("#sign-problem", WORDS[lang]["refused"])
    page.allowed = ("401",)
    page.press(city.tokens["planner"], Keys.ENTER)
    page.wait("!document.querySelector('#sign-in').open")
    page.wait_text("#sign", WORDS[lang]["out"])
    page.wait("document.querySelector('#kind option[value=counts]')")
    page.wait("!document.querySelector('#reports').hidden")
    assert city.tokens["planner"] not in page.driver.current_url
    page.click("#sign")
    page.wait_text("#sign", WORDS[lang]["sign"])
    page.wait("document.querySelector('#reports').hidden")
    page.wait("!document.querySelector('#kind option[value=counts]')")
    assert page.value("sessionStorage.length") == 0


def test_the_dialog_closes_by_escape_and_gives_the_focus_back(desk, city):
    desk.open("lang=en")
    desk.find("#sign").send_keys(Keys.ENTER)
    desk.wait("document.querySelector('#sign-in').open")
    desk.press(Keys.ESCAPE)
    desk.wait("!document.querySelector('#sign-in').open")
    assert desk.value("document.activeElement.id") == "sign"


def test_a_token_that_ends_is_told_and_dropped(desk, city, gridward, lang):
    token = gridward.done("token", "create", city.db, f"short {lang}", "--role", "viewer") \
        .stdout.split()[-1]
    open_live(desk, SimpleNamespace(tokens={"viewer": token}), "viewer", f"{LIVE}&lang={lang}")
    gridward.done("token", "revoke", city.db, f"short {lang}")
    desk.allowed = ("401",)
    until = time.monotonic() + 30
    while desk.text("#sign") != WORDS[lang]["sign"]:  # the server looks at its tokens now and then
        assert time.monotonic() < until
        desk.click("#search")
        desk.press("9")
        time.sleep(0.5)
    assert desk.value("sessionStorage.length") == 0
    assert not desk.shown("#reports")


def test_a_server_that_goes_away_and_comes_back(gridward, city, browsers, lang, tmp_path):
    """Meanwhile a report came in: the page shows it without being asked to."""
    import requests
    import server
    with server.serving(gridward, city.db, "--rules", city.rules) as url:
        page = open_live(chromium.Page(browsers(chromium.DESK, "cut off"), url), city, "viewer",
                         f"{LIVE}&lang={lang}&order=newest")
        before = count(page)
    page.wait("document.querySelector('#connection.reconnecting, #connection.offline')")
    page.choose_map("safety")
    page.wait_text("#problem", WORDS[lang]["away"])
    page.wait_text("#connection", WORDS[lang]["offline"])
    with server.serving(gridward, city.db, "--rules", city.rules, listen=url) as url:
        sent = requests.post(f"{url}/v1/reports", timeout=30, json={
            "crs": "wgs84", "lon": 120.84, "lat": 40.70, "time": chromium.now(), "source": "patrol"},
            headers={"Authorization": f"Bearer {city.tokens['ingest']}"}).json()
        page.wait("document.querySelector('#problem').hidden", 40)
        page.wait("document.querySelector('#connection.live')", 40)
        page.wait(f"document.querySelector(\"{row(sent)}\")", 40)
        assert count(page) == before + 1
        page.settle()
        assert page.address()["map"] == "safety"
        page.driver.get("about:blank")  # before the server goes for good
