"""The ground under the pages: who visits, how they like to read, what they see when something fails."""

import hashlib
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django.utils import timezone, translation

from jiban.people.models import Officer
from jiban.web import failures, visitors
from jiban.web.icons import ICONS
from jiban.web.preferences import safe_next
from jiban.web.templatetags import jiban as tags
from jiban.web.visitors import officer_required, remember_officer, resident_required
from tests import cast

WEB = Path(visitors.__file__).parent


@resident_required
def resident_page(request):
    return HttpResponse(request.resident.name)


@officer_required
def officer_page(request):
    return HttpResponse(request.officer.name)


def public_page(request):
    return HttpResponse("somebody" if request.resident or request.officer else "nobody")


def forbidden_page(request):
    raise PermissionDenied


def unreadable_page(request):
    raise SuspiciousOperation


def broken_page(request):
    raise OperationalError("the disk is full of names")


urlpatterns = [
    path("t/resident", resident_page),
    path("t/officer", officer_page),
    path("t/public", public_page),
    path("t/forbidden", forbidden_page),
    path("t/unreadable", unreadable_page),
    path("t/broken", broken_page),
    path("", include("jiban.urls")),
]
handler400, handler403 = failures.bad_request, failures.permission_denied
handler404, handler500 = failures.page_not_found, failures.server_error
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def village(authority, db):
    return cast.village(authority)


@pytest.fixture
def quiet_client():
    """A client that shows the error page instead of raising."""
    return Client(raise_request_exception=False, headers={"accept-language": "zh-CN"})


def signed_in(client, **session):
    stored = client.session
    stored.update(session)
    if "officer_id" in session:
        remember_officer(stored, Officer.objects.get(pk=session["officer_id"]))
    stored.save()
    return client


# Who visits


@pytest.mark.django_db
def test_a_stranger_is_sent_to_sign_in_and_back(client):
    answer = client.get("/t/resident?from=sms")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/?next=%2Ft%2Fresident%3Ffrom%3Dsms")
    assert client.get("/t/officer")["Location"] == "/office/sign-in/?next=%2Ft%2Fofficer"


@pytest.mark.django_db
def test_a_stranger_who_posts_comes_back_to_the_page_and_not_to_its_query(client):
    assert client.post("/t/resident?x=1")["Location"] == "/sign-in/?next=%2Ft%2Fresident"


@pytest.mark.django_db
def test_a_part_of_a_page_asked_for_by_a_stranger_moves_the_whole_page(client):
    answer = client.get("/t/officer", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/office/sign-in/?next=%2Ft%2Fofficer")


def test_a_resident_is_known_by_the_session(client, village):
    answer = signed_in(client, resident_id=village.resident.pk).get("/t/resident")
    assert answer.content.decode() == village.resident.name
    assert client.get("/t/public").content == b"somebody"


def test_a_deleted_resident_is_a_stranger(client, db):
    assert signed_in(client, resident_id=987).get("/t/resident").status_code == 302


def test_an_officer_who_left_is_a_stranger(client, village):
    signed_in(client, officer_id=village.clerk.pk)
    assert client.get("/t/officer").status_code == 200
    village.clerk.is_active = False
    village.clerk.save()
    assert client.get("/t/officer").status_code == 302


def test_a_resident_is_no_officer(village):
    assert signed_in(Client(), resident_id=village.resident.pk).get("/t/officer").status_code == 302


def test_nothing_of_a_signed_in_visitor_is_stored_by_browsers(client, village):
    assert "Cache-Control" not in client.get("/t/public")
    assert signed_in(client, resident_id=village.resident.pk).get("/t/public")["Cache-Control"] == "no-store"
    assert signed_in(Client(), officer_id=village.clerk.pk).get("/t/officer")["Cache-Control"] == "no-store"
    assert signed_in(Client(), registration={"name": "x"}).get("/t/public")["Cache-Control"] == "no-store"


def test_a_resident_is_at_home_in_the_pages_of_the_village(quiet_client, village):
    signed_in(quiet_client, resident_id=village.resident.pk)
    page = quiet_client.get("/t/nowhere").content.decode()
    assert "赵家庄村便民服务" in page
    assert 'href="tel:0311-00000001"' in page


# How they like to read


@pytest.mark.django_db
def test_large_print_is_a_plain_link_away_on_every_page_and_stays(quiet_client):
    assert "data-mode" not in (page := quiet_client.get("/t/nowhere?a=1&b=2").content.decode())
    assert "/preferences/?mode=large&amp;next=%2Ft%2Fnowhere%3Fa%3D1%26b%3D2" in page
    answer = quiet_client.get("/preferences/?mode=large&next=/t/nowhere")
    assert (answer.status_code, answer["Location"]) == (302, "/t/nowhere")
    assert answer.cookies["jiban_mode"]["httponly"]
    page = quiet_client.get("/t/nowhere").content.decode()
    assert '<html lang="zh-Hans" data-mode="large">' in page
    assert "mode=standard" in page


@pytest.mark.django_db
def test_the_language_follows_the_link_and_else_the_browser(quiet_client):
    assert '<html lang="zh-Hans">' in quiet_client.get("/t/nowhere").content.decode()
    quiet_client.get("/preferences/?language=en&next=/")
    page = quiet_client.get("/t/nowhere").content.decode()
    assert '<html lang="en">' in page
    assert "There is no such page" in page
    assert '<html lang="en">' in Client(headers={"accept-language": "en-GB"}).get("/t/nowhere").content.decode()


@pytest.mark.parametrize("asked", ["mode=huge", "language=xx", "keys=maybe", "mode=large&language=<script>"])
def test_a_preference_that_does_not_exist_is_refused(client, asked):
    answer = client.get(f"/preferences/?{asked}")
    assert answer.status_code == 400
    assert not answer.cookies


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", None, "x/y"]
)
def test_no_link_leads_to_another_site(client, address):
    assert safe_next(address) == "/"
    assert client.get("/preferences/", {"mode": "large", "next": address or ""})["Location"] == "/"


# What they see when something fails


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/t/nowhere", 404, "没有这个页面"),
        ("/t/forbidden", 403, "您看不了这个页面"),
        ("/t/unreadable", 400, "没收到完整的内容"),
        ("/t/broken", 500, "刚才没办成"),
    ],
)
def test_a_failure_says_what_to_do_and_whom_to_call(quiet_client, address, status, words):
    answer = quiet_client.get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert words in page
    assert 'href="tel:12345"' in page
    assert "full of names" not in page


@pytest.mark.django_db
def test_a_form_that_waited_too_long_is_asked_for_again():
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "zh-CN"})
    answer = client.post("/preferences/", {"mode": "large"})
    assert answer.status_code == 403
    assert "请再提交一次" in answer.content.decode()


def test_the_page_of_a_broken_database_asks_the_database_nothing(quiet_client, settings):
    # Without the db mark any query fails; the session cookie makes the pages want to ask.
    quiet_client.cookies["sessionid"] = "x" * 32
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    assert "刚才没办成" in quiet_client.get("/t/broken").content.decode()


@pytest.mark.django_db
def test_the_supervisor_is_answered(client):
    assert client.get("/health/live").json() == {"live": True}
    assert client.get("/health/ready").json() == {"ready": True, "database": True}


# What templates say


def test_moments_are_said_as_people_say_them():
    now = timezone.localtime().replace(hour=12, minute=5)
    with translation.override("zh-hans"):
        assert tags.moment(now) == "今天 12:05"
        assert tags.moment(now - timedelta(days=1)) == "昨天 12:05"
        assert tags.moment(now + timedelta(days=1)) == "明天 12:05"
        assert tags.moment(now.replace(year=2009, month=3, day=2)) == "2009 年 3 月 2 日 12:05"
        assert tags.long_date(now.replace(year=2009, month=3, day=2)) == "2009 年 3 月 2 日"
        assert tags.month(now.replace(year=2009, month=3, day=2).date()) == "2009 年 3 月"
    with translation.override("en"):
        assert tags.moment(now) == "today 12:05"
        assert tags.long_date(now.replace(year=2009, month=3, day=2)) == "2 March 2009"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 分钟"),
        (30, "30 分钟"),
        (60, "1 小时"),
        (80, "1 小时 20 分钟"),
        (timedelta(hours=2), "2 小时"),
        (-5, "0 分钟"),
    ],
)
def test_service_time_is_said_in_hours_and_minutes(minutes, words):
    with translation.override("zh-hans"):
        assert tags.service_time(minutes) == words


def test_persons_are_masked_in_readable_groups():
    assert tags.masked_id("990000198603121228") == "9900 ********** 1228"
    assert tags.masked_mobile("13800005521") == "138 **** 5521"
    assert tags.masked_name("王秀兰") == "王*兰"
    assert tags.masked_id(None) == tags.masked_mobile("") == tags.masked_name(None) == ""


def test_every_icon_is_one_inline_path_without_style():
    for name in ICONS:
        drawn = tags.icon(name, "ok")
        assert 'aria-hidden="true"' in drawn
        assert "style" not in drawn


# What we ship


def test_vendored_files_are_the_ones_we_recorded():
    for record in WEB.glob("static/vendor/*/VENDOR.toml"):
        facts = tomllib.loads(record.read_text())
        assert record.parent.name == f"{facts['name']}-{facts['version']}"
        for name, recorded in facts["sha256"].items():
            assert hashlib.sha256(record.with_name(name).read_bytes()).hexdigest() == recorded


def test_templates_hold_no_inline_style_script_or_handler():
    for template in WEB.glob("templates/**/*.html"):
        text = template.read_text()
        for forbidden in (" style=", "<style", " onclick=", " onchange=", "javascript:", "<script>"):
            assert forbidden not in text, f"{forbidden} in {template.name}"
