"""From the first page to the certificate, read in large print on the smallest phone, and read in English. Every page on the
way is measured as in tests/web/test_page_checks.py; those that only a way leads to are measured here alone."""

import re

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.cases.models import Case
from jiban.certificates import publishing
from jiban.certificates.models import Certificate
from tests import cast
from tests.stories.test_phone_to_certificate import MOBILE, NAME, Walk, number  # noqa: F401 - its fixture
from tests.stories.walk import work
from tests.web.page_looks import LARGE, NORMAL, measured

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

WORDS = {
    "zh-hans": {
        "sign in": "实名登录",
        "code": "获取验证码",
        "enter": "登录",
        "search": "搜一搜",
        "village": "就是这个村",
        "hand in": "提交申请",
        "large": "大字版",
        "genuine": "真实有效",
    },
    "en": {
        "sign in": "Sign in with your real name",
        "code": "Get the code",
        "enter": "Sign in",
        "search": "Search",
        "village": "This is my village",
        "hand in": "Hand in",
        "large": "Large print",
        "genuine": "Genuine and in force",
    },
}
# What the villager types, and how people and places are called: no translation is to be had.
TYPED = [
    NAME,
    "孙*珍",
    "赵建国",
    "新安镇赵家庄村村民委员会",
    "新安镇中心小学",
    "赵家庄村",
    "新安镇",
    "样例县",
    "样例市",
    "5组3号",
]


@pytest.fixture
def village(authority, transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    made = cast.village(authority)
    cast.items()
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    return made


class Reader(Walk):
    """Reads every page it comes to, with a rule for what can be read."""

    def __init__(self, page, server, language, rule):
        super().__init__(page, server)
        self.say, self.rule, self.seen = WORDS[language], rule, []

    def looked_at(self):
        super().looked_at()
        self.seen.append(self.page.url)
        assert measured(self.page, self.rule) == [], self.page.url
        return self

    def next(self):
        with self.page.expect_navigation():
            self.page.locator(".sticky button.primary").click()
        return self.looked_at()


def to_the_certificate(reader, village, number):  # noqa: F811
    say = reader.say
    reader.follow(say["sign in"])
    reader.fill(name=NAME, identity_number=number, mobile=MOBILE).press(say["code"])
    reader.fill(code=re.search(r"\b(\d{6})\b", reader.words)[1]).press(say["enter"])
    reader.fill(q="赵家庄").press(say["search"])
    reader.page.locator("input[type=radio]").first.check()
    reader.press(say["village"])
    reader.to("/items/").to("/items/residence/").to("/apply/residence/")
    reader.choose(purpose="school").fill(receiving_unit="新安镇中心小学").next()
    reader.fill(address="5组3号").next()
    reader.fill(since="2012-09").next()
    reader.choose(tenure="own").next()
    reader.choose(registered_here="yes").next()
    reader.page.check("[name=pledge]")
    reader.press(say["hand in"])
    case = Case.objects.get()
    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    work()
    certificate = Certificate.objects.get()
    reader.to("/").to("/cases/").to(f"/cases/{case.number}/").to("/certificates/")
    reader.to(f"/certificates/{certificate.number}/")
    with reader.page.expect_download() as waiting:
        reader.page.locator("a[href$='/pdf']").click()
    assert waiting.value.path().read_bytes().startswith(b"%PDF")
    reader.to(f"/certificates/{certificate.number}/qr/")
    reader.to(f"/v/{certificate.check_code}")
    assert say["genuine"] in reader.words


def test_in_large_print_on_the_smallest_phone(open_page, live_server, village, number):  # noqa: F811
    page = open_page("/", width=320, height=640)
    reader = Reader(page, live_server, "zh-hans", NORMAL)
    reader.page.get_by_role("link", name=reader.say["large"]).click()
    reader.rule = {**LARGE, "keys": True}
    reader.page.wait_for_selector("html[data-mode=large]")
    to_the_certificate(reader.looked_at(), village, number)
    assert len(reader.seen) >= 20


def test_in_english(open_page, live_server, village, number):  # noqa: F811
    page = open_page("/")
    reader = Reader(page, live_server, "en", {**NORMAL, "typed": TYPED})
    reader.page.get_by_role("link", name="English").click()
    reader.page.wait_for_selector("html[lang=en]")
    to_the_certificate(reader.looked_at(), village, number)
    assert len(reader.seen) >= 20
