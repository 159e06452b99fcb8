# SPDX-License-Identifier: Apache-2.0
"""A page of the dashboard in Debian's Chromium, driven by Selenium."""
import json
import time
from datetime import datetime, timezone
from urllib.parse import urlsplit

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By

OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync",
           "--force-color-profile=srgb")
DESK = (1366, 768, 1)
PHONE = (390, 844, 2)


def start(profile, size):
    """A browser whose window has the size: width, height, pixels a point."""
    width, height, _ = size
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for option in (*OPTIONS, f"--user-data-dir={profile}", f"--window-size={width},{height}"):
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    return webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))


def renew(driver, size):
    """A new tab in place of the one before, in a browser that remembers nothing."""
    width, height, scale = size
    before = driver.current_window_handle
    driver.switch_to.new_window("tab")
    tab = driver.current_window_handle
    driver.switch_to.window(before)
    driver.close()
    driver.switch_to.window(tab)
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 760})
    driver.execute_cdp_cmd("Network.clearBrowserCache", {})
    driver.execute_cdp_cmd("Network.clearBrowserCookies", {})
    for log in ("browser", "performance"):
        driver.get_log(log)
    return driver


def now():
    """The time as reports tell it."""
    return datetime.now(timezone.utc).isoformat(timespec="seconds")


class Page:
    """The dashboard at a server's URL. What its console complained of, and every URL asked for."""

    def __init__(self, driver, url):
        self.driver = driver
        self.url = url
        self.allowed = ()  # parts of complaints that a test provokes

    def open(self, address="", token=""):
        """Opens it with what stands behind its '#', signed in with a token already."""
        script = ("location.protocol === 'http:' && "
                  f"sessionStorage.setItem('gridward.token', '{token}')")
        added = token and self.driver.execute_cdp_cmd(
            "Page.addScriptToEvaluateOnNewDocument", {"source": script})
        self.driver.get("about:blank")  # so that it is loaded anew
        self.driver.get(f"{self.url}/#{address}")
        if added:
            self.driver.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", added)
        self.wait("document.readyState === 'complete' && document.querySelector('#kind option')")
        self.settle()
        return self

    def settle(self):
        """Until nothing loads, and the map's tiles are there."""
        self.wait("document.querySelector('#busy').hidden"
                  " && document.querySelector('#map img.leaflet-tile-loaded')"
                  " && !document.querySelector('#map img.leaflet-tile:not(.leaflet-tile-loaded)')")

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def value(self, expression):
        """What an expression comes to."""
        return self.run(f"return {expression}")

    def imported(self, module, expression):
        """What an expression comes to, m being one of the page's modules."""
        return self.driver.execute_async_script(
            f"const done = arguments[0]; import('/{module}').then(m => done({expression}))")

    def wait(self, expression, seconds=20):
        until = time.monotonic() + seconds
        while not self.value(f"Boolean({expression})"):
            assert time.monotonic() < until, f"never came true: {expression}; {self.problem()}"
            time.sleep(0.05)

    def wait_text(self, selector, text, seconds=20):
        until = time.monotonic() + seconds
        while text not in (found := self.text(selector)):
            assert time.monotonic() < until, f"{selector}: {found!r} never had {text!r}"
            time.sleep(0.05)

    def problem(self):
        return self.value("document.querySelector('#problem').innerText")

    def find(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def texts(self, selector):
        return self.value(f"[...document.querySelectorAll({json.dumps(selector)})]"
                          ".map(node => node.innerText)")

    def text(self, selector):
        return "\n".join(self.texts(selector))

    def shown(self, selector):
        return any(item.is_displayed() for item in self.all(selector))

    def click(self, selector):
        """Clicks an element, again should the page just then make it anew."""
        for _ in range(3):
            try:
                self.find(selector).click()
                return
            except StaleElementReferenceException:
                time.sleep(0.1)
        self.find(selector).click()

    def choose(self, name, value):
        """One of a group of radio buttons."""
        self.click(f"label[for='{name}-{value}']")

    def choose_map(self, name):
        self.click(f"#kind option[value='{name}']")

    def press(self, *keys):
        """Keys for whatever has the focus."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def focused(self):
        return self.driver.switch_to.active_element

    def click_map(self, lon, lat):
        """Clicks where the map shows a place; by mouse events of the browser's own."""
        x, y = self.imported("map.js", f"(at => [at.x, at.y])(m.map.latLngToContainerPoint([{lat}, "
                             f"{lon}]).add([m.map.getContainer().getBoundingClientRect().x, "
                             "m.map.getContainer().getBoundingClientRect().y]))")
        for kind in ("mousePressed", "mouseReleased"):
            self.driver.execute_cdp_cmd("Input.dispatchMouseEvent", {
                "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1})

    def address(self):
        """What stands behind the address's '#'."""
        parts = urlsplit(self.driver.current_url).fragment
        return dict(part.split("=", 1) for part in parts.split("&")) if parts else {}

    def complaints(self):
        """What the console said that a test did not provoke."""
        said = [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] in ("SEVERE", "WARNING")]
        return [text for text in said if not any(part in text for part in self.allowed)]

    def requests(self):
        """Each URL that was asked for since the last call."""
        messages = [json.loads(entry["message"])["message"]
                    for entry in self.driver.get_log("performance")]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"]
