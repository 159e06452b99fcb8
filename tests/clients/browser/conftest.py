# SPDX-License-Identifier: Apache-2.0
"""The dashboard in a browser, which may not complain, nor ask another host for anything. A session
has one browser of each size; every test has a tab of its own in it, and nothing is left of the last.
"""
from urllib.parse import urlsplit

import chromium
import pytest
import requests


@pytest.fixture
def api(city):
    """Requests as one who may do everything."""
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {city.tokens['admin']}"

    def ask(method, path, **more):
        answer = session.request(method, f"{city.url}/{path}", timeout=30, **more)
        assert answer.ok, answer.text
        return answer.json()
    return ask


@pytest.fixture
def send(api):
    """Sends a report that was found just now; returns what the server made of it."""
    def send(category="litter", lon=120.84, lat=40.70, **more):
        return api("POST", "v1/reports", json={
            "crs": "wgs84", "lon": lon, "lat": lat, "category": category, "source": "patrol",
            "time": chromium.now(), **more})
    return send


@pytest.fixture(scope="session")
def browsers(tmp_path_factory):
    """The browser of a size, and that of a name, with a profile of its own."""
    drivers = {}

    def get(size, name=""):
        if (size, name) not in drivers:
            drivers[size, name] = chromium.start(tmp_path_factory.mktemp("profile"), size)
        return chromium.renew(drivers[size, name], size)
    yield get
    for driver in drivers.values():
        driver.quit()


def look_over(page):
    """A page that is done with: no complaints, and nothing from elsewhere."""
    assert page.complaints() == []
    host = urlsplit(page.url).netloc
    for url in page.requests():
        parts = urlsplit(url)
        assert parts.scheme in ("data", "blob", "chrome") or parts.netloc == host, url


@pytest.fixture
def desk(city, browsers):
    page = chromium.Page(browsers(chromium.DESK), city.url)
    yield page
    look_over(page)


@pytest.fixture
def phone(city, browsers):
    page = chromium.Page(browsers(chromium.PHONE), city.url)
    yield page
    look_over(page)


@pytest.fixture(params=("desk", "phone"))
def page(request):
    return request.getfixturevalue(request.param)
