"""An administrator invites; the invited officer opens the account by the link, once."""

import logging
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jiban.people import totp
from jiban.people.actions.appointing import open_post
from jiban.people.actions.invitations import send_again, token_hash
from jiban.people.door_errors import OtherLevelFillsError
from jiban.people.encryption import decrypt
from jiban.people.models import Invitation, Officer, Post
from jiban.people.questions import holds_post
from jiban.places.models import Division
from jiban.places.sheets import sheet
from jiban.web.office.joining import INVITED_KEY
from tests import cast
from tests.web.office.conftest import desk, words
from tests.web.office.door_cast import village

__all__ = ["village"]

pytestmark = pytest.mark.django_db
PASSWORD = "several long words 8"
VILLAGE = "990123100201"
HEADING = "name,username,mobile,committee,post,title,starts_on\n"


def said(**changed):
    return {
        "name": "孙志强",
        "username": "sunzq",
        "mobile": "13800007788",
        "place": VILLAGE,
        "kind": "clerk",
        "title": "村务专干",
        "starts_on": "2026-01-05",
        "appointed_by": "样例县民政局",
        **changed,
    }


def invited(county, **changed):
    """The path of the link that the page shows."""
    return link_on(county.post("/office/invitations/new/", said(**changed)))


def link_on(answer):
    return re.search(r"http://127\.0\.0\.1:8000(/office/joining/[\w-]+/)", words(answer))[1]


def choose(browser, new=PASSWORD, again=PASSWORD):
    return browser.post("/office/joining/", {"new": new, "again": again})


def test_from_the_invitation_to_the_desk(village, county):
    path, browser = invited(county), desk()
    assert browser.get(path)["Location"] == "/office/joining/"
    page = words(browser.get("/office/joining/"))
    assert "孙志强" in page
    assert village.committee.name in page
    assert choose(browser)["Location"] == "/office/sign-in/set-up/"
    officer = Officer.objects.get(username="sunzq")
    code = totp.code_at(decrypt(bytes(officer.totp_new_secret)), timezone.now())
    codes = re.findall(r"<li>([a-z0-9-]{14})</li>", words(browser.post("/office/sign-in/set-up/", {"code": code})))
    assert browser.post("/office/sign-in/code/", {"code": codes[0]})["Location"] == "/office/"
    assert browser.get("/office/account/").status_code == 200
    assert holds_post(officer, "clerk", committee=village.committee, now=timezone.now())
    assert "accepted" in words(county.get("/office/invitations/?state=accepted"))


def test_a_link_works_once(village, county):
    path, first, second = invited(county), desk(), desk()
    for browser in (first, second):
        browser.get(path)
    assert choose(first).status_code == 302
    assert choose(second).status_code == 410
    assert "accepted already" in words(second.get("/office/joining/"))
    assert Officer.objects.filter(name="孙志强").count() == 1


def test_only_a_hash_of_the_link_is_kept_and_it_is_shown_once(village, county):
    token = invited(county).split("/")[-2]
    row = Invitation.objects.get()
    assert token not in str(vars(row))
    assert token not in words(county.get(f"/office/invitations/{row.pk}/"))
    assert token not in words(county.get("/office/invitations/"))


def test_the_link_leaves_neither_log_line_nor_referrer_whatever_it_is_worth(village, county, caplog):
    caplog.set_level(logging.DEBUG)
    good, browser = invited(county), desk()
    for path in (good, "/office/joining/made-up-token-without-worth/"):
        for ask in (browser.get, browser.post, browser.put, browser.head):
            answer = ask(path)
            assert (answer.status_code, answer["Location"]) == (302, "/office/joining/")
            assert answer["Referrer-Policy"] == "no-referrer"
            assert answer["Cache-Control"] == "no-store"
        browser.get("/office/joining/")
    browser.get(good)
    assert good.split("/")[-2] not in str(browser.session[INVITED_KEY])
    lines = "\n".join(line.getMessage() for line in caplog.records)
    assert "made-up-token" not in lines
    assert good.split("/")[-2] not in lines


def test_a_new_link_ends_the_earlier_one_and_a_revoked_or_old_one_opens_nothing(village, county, monkeypatch):
    old = invited(county)
    row = Invitation.objects.get()
    new = link_on(county.post(f"/office/invitations/{row.pk}/link/"))
    browser = desk()
    browser.get(old)
    assert "does not count" in words(browser.get("/office/joining/"))
    browser.get(new)
    assert browser.get("/office/joining/").status_code == 200
    later = timezone.now() + timedelta(days=8)
    with monkeypatch.context() as patched:
        patched.setattr(timezone, "now", lambda: later)
        late = desk()
        late.get(new)
        assert "too old" in words(late.get("/office/joining/"))
    assert county.post(f"/office/invitations/{row.pk}/revocation/").status_code == 302
    assert "revoked" in words(browser.get("/office/joining/"))
    assert choose(browser).status_code == 410
    assert not Officer.objects.filter(username="sunzq").exists()
    again = county.post(f"/office/invitations/{row.pk}/link/")
    assert again.status_code == 409


def test_a_weak_password_can_be_chosen_again(village, county):
    browser = desk()
    browser.get(invited(county))
    assert choose(browser, "short", "short").status_code == 422
    assert choose(browser, PASSWORD, "another one").status_code == 422
    assert not Officer.objects.filter(username="sunzq").exists()
    assert choose(browser).status_code == 302


MISTAKES = [
    ({"place": "990123100999"}, "There is no committee"),
    ({"kind": "township_supervisor"}, "no post of this kind"),
    ({"username": "clerk1"}, "belongs to somebody else"),
    ({"mobile": "12345"}, "11 digits"),
    ({"starts_on": "2026-02-30"}, "valid date"),
    ({"appointed_by": ""}, "Please fill this in"),
]


def test_what_does_not_fit_is_named_and_what_was_typed_stays(village, county):
    for changed, told in MISTAKES:
        answer = county.post("/office/invitations/new/", said(**changed))
        page = words(answer)
        assert (changed, answer.status_code) == (changed, 422)
        assert told in page
        assert 'value="孙志强"' in page
    assert not Invitation.objects.exists()


def test_a_user_name_is_made_of_the_name(village, county):
    invited(county, username="")
    invited(county, username="")
    assert list(Invitation.objects.order_by("pk").values_list("username", flat=True)) == ["sunzhiqiang", "sunzhiqiang2"]


def test_nobody_invites_for_a_place_outside_of_what_they_administer(village, county):
    elsewhere = county.post("/office/invitations/new/", said(place="990100000000"))
    assert elsewhere.status_code == 422
    assert "outside of what you administer" in words(elsewhere)
    assert not Invitation.objects.exists()


def test_a_county_invites_neither_its_own_administrators_nor_who_audits_it(village, county):
    above = {"place": "990123000000", "title": "县岗位"}
    for kind in ("county_administrator", "auditor"):
        assert county.post("/office/invitations/new/", said(kind=kind, **above)).status_code == 422
    row = invitation_of_the_city(village)
    for act in ("link", "revocation"):
        assert county.post(f"/office/invitations/{row.pk}/{act}/").status_code == 404
    assert "Make a new link" not in words(county.get(f"/office/invitations/{row.pk}/"))
    with pytest.raises(OtherLevelFillsError):
        send_again(row, by=village.county, now=timezone.now())
    row.refresh_from_db()
    assert (row.token_hash, row.revoked_at) == (token_hash("of the city"), None)
    assert Invitation.objects.count() == 1


def invitation_of_the_city(village):
    now, division = timezone.now(), Division.objects.get(code="990123000000")
    post = open_post("auditor", "县审计员", division=division)
    return Invitation.objects.create(
        name="钱审计", username="qian", post=post, starts_on=timezone.localdate(now), appointed_by="市政府",
        invited_by=village.county, made_at=now, token_hash=token_hash("of the city"),
        expires_at=now + timedelta(days=1),
    )  # fmt: skip


def test_the_city_invites_for_its_counties_and_not_for_villages(village):
    above = cast.officer("city1", "周市明")
    division = Division.objects.get(code="990100000000")
    cast.hold(above, open_post("city_administrator", "市管理员", division=division), timezone.now())
    city = desk(above)
    assert city.post("/office/invitations/new/", said()).status_code == 422
    assert invited(city, place="990123000000", kind="county_administrator", title="县级管理员")
    assert Invitation.objects.get().post.kind == "county_administrator"


def test_a_refused_invitation_leaves_no_empty_post(village, county):
    county.post("/office/invitations/new/", said(title="新岗位", username="clerk1"))
    assert not Post.objects.filter(title="新岗位").exists()


def test_nobody_is_invited_to_a_closed_place(village, county):
    Division.objects.filter(code=VILLAGE).update(closed_on=timezone.localdate())
    answer = county.post("/office/invitations/new/", said())
    assert "There is no committee" in words(answer)
    assert "There is no committee" in words(post_table(county, table(GOOD[0])))


def test_clerk_and_head_invite_nobody(village, county, clerk, head):
    invited(county)
    pk = Invitation.objects.get().pk
    for browser in (clerk, head):
        for path in ("", "new/", "many/", f"{pk}/"):
            assert browser.get(f"/office/invitations/{path}").status_code in {403, 404}
        assert browser.post(f"/office/invitations/{pk}/link/").status_code in {403, 404}


def test_the_pages_ask_the_database_as_often_for_many_as_for_one(village, county, django_assert_max_num_queries):
    for place in range(4):
        invited(county, username=f"sun{place}")
    with django_assert_max_num_queries(16):
        assert words(county.get("/office/invitations/")).count("孙志强") == 4


def table(*rows):
    return HEADING + "".join(row + "\n" for row in rows)


GOOD = (
    "孙志强,,13800007788,990123100201,clerk,村务专干,2026-01-05",
    "孙志强,,,990123100202,审核人,村委会主任,2026/1/5",
    "李文静,liwj,,990123100000,township_supervisor,镇督查员,2026-01-05",
)


def post_table(county, text, **more):
    return county.post("/office/invitations/many/", {"table": text, "appointed_by": "样例县民政局", **more})


def test_a_table_is_looked_at_first_and_then_all_links_are_made_at_once(village, county):
    cast.committee_of("990123100202")
    looked = post_table(county, table(*GOOD).replace("审核人", "reviewer"))
    page = words(looked)
    assert looked.status_code == 200
    assert "3 officers would be invited" in page
    assert not Invitation.objects.exists()
    kept = re.search(r'name="table" value="([^"]*)"', page)[1]
    made = post_table(county, kept, act="make")
    links = re.findall(r"/office/joining/([\w-]+)/", words(made))
    assert len(set(links)) == 3
    assert sorted(Invitation.objects.values_list("username", flat=True)) == ["liwj", "sunzhiqiang", "sunzhiqiang2"]
    browser = desk()
    browser.get(f"/office/joining/{links[1]}/")
    assert choose(browser).status_code == 302


def test_every_fault_of_a_table_is_named_by_row_and_column_and_nothing_is_made(village, county):
    text = table(
        GOOD[0],
        "孙志强,clerk1,,990123100201,clerk,村务专干,2026-01-05",
        ",,12345,990123100201,clerk,村务专干,5 January",
        "王小明,,,990199999999,clerk,村务专干,2026-01-05",
        "王小明,,,990123100201,mayor,村长,2026-01-05",
        "王小明,,,990123100201,auditor,审计员,2026-01-05",
        "王小明,,,990100000000,city_administrator,市管理员,2026-01-05",
        "王小明,clerk1,,99,clerk,村务专干,someday",
        "王小明,,,990123000000,auditor,县审计员,2026-01-05",
    )
    answer = post_table(county, text, act="make")
    found = re.findall(r'<td class="num">(\d+)</td>\s*<td>(\w+)</td>\s*<td>([^<]+)</td>', words(answer))
    assert answer.status_code == 422
    assert [(int(row), column) for row, column, _ in found] == [
        (3, "username"),
        (4, "name"),
        (4, "starts_on"),
        (4, "mobile"),
        (5, "committee"),
        (6, "post"),
        (7, "post"),
        (8, "committee"),
        (9, "starts_on"),
        (9, "committee"),
        (9, "username"),
        (10, "post"),
    ]
    assert "孙志强,clerk1" in words(answer)
    assert not Invitation.objects.exists()


def test_a_table_with_faults_comes_back_with_them_in_the_form_it_came_in(village, county):
    heading = HEADING.strip().split(",")
    rows = [GOOD[0].split(","), GOOD[0].replace("clerk", "mayor").split(",")]
    for form in (sheet.CSV, sheet.XLSX):
        file = SimpleUploadedFile(f"officers.{form}", sheet.write(heading, rows, form))
        looked = county.post("/office/invitations/many/", {"file": file, "appointed_by": "样例县民政局"})
        assert looked.status_code == 422
        kept = {"table": looked.context["form"]["table"].value(), "act": "correction", "form": form}
        corrected = post_table(county, kept.pop("table"), **kept)
        assert f"officers-correction.{form}" in corrected["Content-Disposition"]
        written = sheet.read(corrected.content)
        assert (written.form, written.headings[-1]) == (form, "faults")
        assert [cells[7:] for _line, cells in written.lines] == [(), ("post: There is no such kind of post.",)]
        mended = corrected.content.decode("utf-8-sig").replace("mayor", "clerk") if form == sheet.CSV else None
        if mended:
            assert "2 officers would be invited" in words(post_table(county, mended))
    assert not Invitation.objects.exists()


def test_what_is_no_table_is_refused_where_it_was_given(village, county):
    file = SimpleUploadedFile("officers.xlsx", b"PK\x03\x04 broken")
    answer = county.post("/office/invitations/many/", {"file": file, "appointed_by": "样例县民政局"})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["file"]
    assert list(post_table(county, HEADING).context["form"].errors) == ["table"]
