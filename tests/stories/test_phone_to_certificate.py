"""The whole way in a real browser: a villager registers and applies on a phone, the village checks, the head signs,
the seal is set, the certificate is downloaded, and a stranger checks it. Each page is looked at by axe, and nothing may
break the content security policy."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases.models import Case
from jiban.certificates import publishing
from jiban.certificates.models import Certificate
from jiban.certificates.standing import BookStanding
from jiban.certificates.trust import load
from jiban.certificates.verdicts import Code
from jiban.certificates.verification import verify_file
from jiban.people import totp
from jiban.people.encryption import decrypt
from jiban.people.models import Officer
from jiban.standards.codes import identity_number
from tests import cast
from tests.browser import accessibility_faults
from tests.stories.walk import work

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

NAME, MOBILE = "孙玉珍", "13800006633"
DESK = {"width": 1440, "height": 900}


@pytest.fixture
def village(authority, transactional_db, settings, live_server):
    settings.SITE_URL = live_server.url
    made = cast.village(authority)
    cast.items()
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    return made


@pytest.fixture
def number():
    from datetime import date

    return str(identity_number.make(birth=date(1979, 8, 9), sequence=246))


class Walk:
    """One person's browser; every page it comes to is checked."""

    def __init__(self, page, server):
        self.page, self.server = page, server

    def to(self, path):
        self.page.goto(self.server.url + path)
        return self.looked_at()

    def press(self, words):
        # A page asks for a sign of life before it sends: the answer does not come with the click.
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()
        return self.looked_at()

    def follow(self, words):
        self.page.get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        return self.looked_at()

    def fill(self, **values):
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)
        return self

    def choose(self, **values):
        for name, value in values.items():
            self.page.check(f"[name={name}][value='{value}']")
        return self

    def looked_at(self):
        assert accessibility_faults(self.page) == [], self.page.url
        assert self.complaints() == [], self.page.url
        return self

    def complaints(self):
        """What the console said, but for the browser's own note on a refusal (409, 422), which is how refusals answer."""
        return [said for said in self.page.said if "responded with a status of 4" not in said]

    @property
    def words(self) -> str:
        return self.page.inner_text("body")


def register(walk, number):
    walk.to("/").follow("实名登录")
    walk.fill(name=NAME, identity_number=number, mobile=MOBILE).press("获取验证码")
    code = re.search(r"\b(\d{6})\b", walk.words)[1]
    walk.fill(code=code).press("登录")
    walk.fill(q="赵家庄").press("搜一搜")
    walk.page.locator("input[type=radio]").first.check()
    walk.press("就是这个村")


def apply(walk) -> Case:
    """For the first time: one question a page, and at the end everything once more."""
    walk.to("/apply/residence/")
    for answer in (
        lambda: walk.choose(purpose="school").fill(receiving_unit="新安镇中心小学"),
        lambda: walk.fill(address="5组3号"),
        lambda: walk.fill(since="2012-09"),
        lambda: walk.choose(tenure="own"),
        lambda: walk.choose(registered_here="yes"),
    ):
        answer()
        walk.page.locator(".sticky button").click()
        walk.page.wait_for_load_state()
    walk.page.wait_for_url("**/check/")
    walk.page.check("[name=pledge]")
    walk.press("提交申请")
    return Case.objects.get()


def sign_in_for_the_first_time(walk, officer):
    walk.to("/office/sign-in/").fill(username=officer.username, password=cast.PASSWORD)
    walk.page.locator("main button[type=submit]").click()
    walk.page.wait_for_url("**/set-up/")
    walk.looked_at()
    secret = decrypt(bytes(Officer.objects.get(pk=officer.pk).totp_new_secret))
    walk.fill(code=totp.code_at(secret, timezone.now()))
    walk.page.locator("main button[type=submit]").click()
    walk.page.wait_for_load_state()
    walk.looked_at().follow("我已保存")
    # The first code counts as used: the app's next one signs in.
    walk.fill(code=totp.code_at(secret, timezone.now() + timedelta(seconds=30))).press("登录")
    assert "/sign-in/" not in walk.page.url


def test_from_a_villagers_phone_to_a_certificate_that_anyone_can_check(open_page, live_server, village, number):
    phone = Walk(open_page("/"), live_server)
    register(phone, number)
    case = apply(phone)
    assert case.number in phone.page.url

    clerk = Walk(open_page("/office/sign-in/", width=1440, height=900), live_server)
    sign_in_for_the_first_time(clerk, village.clerk)
    clerk.to(f"/office/cases/{case.number}/")
    assert "同意并盖章" not in clerk.words
    clerk.press("核对无误")

    head = Walk(open_page("/office/sign-in/", width=1440, height=900), live_server)
    sign_in_for_the_first_time(head, village.head)
    head.to("/office/")
    head.follow(NAME)
    head.fill(pin="111222").press("同意并盖章")
    case.refresh_from_db()
    assert case.state == "checked", "a wrong PIN signs nothing"
    head.fill(pin=cast.PIN).press("同意并盖章")
    work()

    certificate = Certificate.objects.get()
    phone.to(f"/certificates/{certificate.number}/")
    for kind in ("ofd", "pdf"):
        with phone.page.expect_download() as waiting:
            phone.page.locator(f"a[href$='/{kind}']").click()
        file = waiting.value.path()
        verdict = verify_file(
            file.read_bytes(), trust=load(publishing_folder()), source=BookStanding(), now=timezone.now()
        )
        assert verdict.code == Code.GENUINE
        school = Walk(open_page("/verify/", width=390), live_server)
        school.page.set_input_files(
            "input[type=file]", {"name": f"a.{kind}", "mimeType": "", "buffer": file.read_bytes()}
        )
        school.page.locator("form:has(input[type=file]) button[type=submit]").click()
        school.page.wait_for_load_state()
        school.looked_at()
        assert "真实有效" in school.words
        assert NAME not in school.words
        assert number not in school.words
    stranger = Walk(open_page(f"/v/{certificate.check_code}"), live_server)
    assert "真实有效" in stranger.looked_at().words


def publishing_folder():
    from django.conf import settings

    return settings.TRUST_DIR


def test_a_returning_resident_needs_three_taps(open_page, live_server, village, number):
    phone = Walk(open_page("/"), live_server)
    register(phone, number)
    case = apply(phone)
    from jiban.cases import deciding

    deciding.approve(case, by=village.head, pin=cast.PIN, read_at=timezone.now(), now=timezone.now())
    work()
    phone.to("/")
    phone.follow("现在就办")
    phone.page.check("[name=pledge]")
    phone.press("提交申请")
    assert Case.objects.filter(state="submitted").count() == 1


def test_the_way_without_scripts(open_page, live_server, village, number):
    page = open_page("/", javascript=False)
    walk = PlainWalk(page, live_server)
    register(walk, number)
    case = apply(walk)
    assert case.number in walk.page.url


class PlainWalk(Walk):
    """A browser without JavaScript: axe cannot run in it."""

    def looked_at(self):
        assert self.complaints() == []
        return self
