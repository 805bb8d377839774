"""Somebody with a browser at the pages of a city that runs: all that a person does, and nothing else."""

import os
import re
from pathlib import Path

from jiban.demo.plans import PASSWORD, number_of, plan
from jiban.node.cities import PLANS
from tests.browser import accessibility_faults
from tests.nodes.world import PATIENCE_SECONDS, wait_until

SHOTS = os.environ.get("JIBAN_CITY_SHOTS", "")  # where to leave pictures for a look
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1440, "height": 900}
TOO_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
SIX_DIGITS = re.compile(r"\b\d{6}\b")


def resident(city, name):
    return next(row for row in plan(PLANS[city])["residents"] if row["name"] == name)


def officer(city, username):
    return next(row for row in plan(PLANS[city])["officers"] if row["username"] == username)


class Visitor:
    def __init__(self, browser, city, viewport):
        self.city, self.site = city, city.node.site
        self.page = browser.new_context(viewport=viewport, locale="zh-CN").new_page()
        self.page.set_default_timeout(PATIENCE_SECONDS * 1000)
        self.said = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def close(self):
        self.page.context.close()

    def to(self, path):
        self.page.goto(self.site + path)
        return self

    def press(self, selector):
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        return self

    def fill(self, **values):
        for name, value in values.items():
            self.page.fill(f"main [name={name}]", value)
        return self

    def until(self, what, selector):
        """Look again, as a person does, until it stands there."""

        def stands():
            self.page.reload()
            return self.page.locator(selector).count()

        if not self.page.locator(selector).count():
            wait_until(what, stands)
        return self

    def download(self, selector, path):
        with self.page.expect_download() as waiting:
            self.page.locator(selector).first.click()
        waiting.value.save_as(path)
        return path

    def shown(self, name):
        """For a look with one's own eyes; these pages are judged in tests/stories and tests/web."""
        if SHOTS:
            Path(SHOTS).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)
        return self

    def looked_at(self, name):
        self.shown(name)
        faults = accessibility_faults(self.page)
        assert faults == [], f"{self.page.url}: {faults}"
        assert not self.page.evaluate(TOO_WIDE), self.page.url
        assert [line for line in self.said if "Content Security Policy" in line] == []
        return self

    @property
    def words(self):
        return self.page.inner_text("main")

    def _code_on_the_page(self):
        return SIX_DIGITS.search(self.page.inner_text("main .note .code"))[0]

    def sign_in_as_resident(self, row):
        self.to("/sign-in/").fill(name=row["name"], identity_number=number_of(row), mobile=row["mobile"])
        self.press("main form button[type=submit]")
        return self.fill(code=self._code_on_the_page()).press("main form button[type=submit]")

    def sign_in_as_officer(self, username):
        self.to("/office/sign-in/").fill(username=username, password=PASSWORD).press("main form button.primary")
        self.fill(code=self._code_on_the_page()).press("main form button.primary")
        assert "/sign-in/" not in self.page.url
        return self
