"""A real browser for tests: Debian's Chromium, driven by Playwright."""

import asyncio
import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import sync_playwright

from jiban.web.visitors import RESIDENT_KEY, remember_officer

CHROMIUM = "/usr/bin/chromium"
# Chromium without a window, made from the same source: a page costs it less than half. Where the distribution has no
# such package (tools/system_packages.sh says so), Chromium itself is driven.
WINDOWLESS = Path("/usr/bin/chromium-headless-shell")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(items):
    """What opens a page or reaches the database is marked, so that only what depends on a database runs on each."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if "chromium" in fixtures:
            item.add_marker(pytest.mark.browser)
        if fixtures & DATABASE or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def chromium():
    """One browser a session: starting one takes longer than most pages."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=WINDOWLESS if WINDOWLESS.exists() else CHROMIUM, args=QUIET
        )
        loop = asyncio.get_running_loop()
        _show(None)
        yield started, loop
        _show(loop)
        started.close()


@pytest.fixture(scope="module")
def browser(chromium):
    """The browser, for one module: Playwright's event loop runs in this thread, where Django and asyncio would refuse to
    work beside it. Between the modules that look at pages, nobody sees it."""
    started, loop = chromium
    _show(loop)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield started
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    _show(None)


def _show(loop):
    asyncio._set_running_loop(loop)


@pytest.fixture
def open_page(browser, live_server):
    """Open a page in one of the two modes; the page collects what the console said in page.said."""
    contexts = []

    def open_it(path, *, mode="standard", width=390, height=844, locale="zh-CN", javascript=True):
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, java_script_enabled=javascript
        )
        contexts.append(context)
        context.add_cookies([{"name": "jiban_mode", "value": mode, "url": live_server.url}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture
def open_as(open_page, live_server):
    """The browser of somebody who has signed in, resident or officer; the public scores stand there first."""

    def open_it(person, **wishes):
        session = Client().session
        if hasattr(person, "username"):
            remember_officer(session, person)
        else:
            session[RESIDENT_KEY] = person.pk
        session.save()
        page = open_page("/health/live", **wishes)
        page.context.add_cookies([{"name": "sessionid", "value": session.session_key, "url": live_server.url}])
        # The browser asks for an icon once, where the first page names none.
        page.goto(live_server.url + "/scores/")
        page.said.clear()
        return page

    return open_it


def accessibility_faults(page) -> list[str]:
    """What axe finds wrong, one line each."""
    return [
        f"{fault['id']}: {node['html'][:120]}"
        for fault in Axe().run(page).response["violations"]
        for node in fault["nodes"]
    ]
