"""The organisation at the desk: tree, places, liaison list, sheets, changes of divisions."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jiban.cases import actions
from jiban.cases.actions import Request
from jiban.catalogue.questions import item
from jiban.people.actions.appointing import open_post
from jiban.people.models import Resident
from jiban.places import history
from jiban.places.models import Committee, Division, DivisionChange, LiaisonPerson, ServicePoint, SheetUpload, Terminal
from jiban.places.reorganising import Decision, merge
from jiban.places.sheets import sheet
from jiban.standards.codes import credit_code
from tests import cast
from tests.browser import accessibility_faults
from tests.web.office.conftest import ANSWERS, desk, issued, words

pytestmark = pytest.mark.django_db
CODE, NEIGHBOUR = "990123100201", "990123100202"
SCROLLS_SIDEWAYS = "() => document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture
def here(db):
    """A village with its office and liaison list; no seals are needed."""
    cast.divisions()
    committee = cast.committee_of(CODE)
    point = ServicePoint.objects.create(
        division=committee.division, kind="station", name="赵家庄便民服务站", address="赵家庄1组", phone="0311-2"
    )
    Terminal.objects.create(point=point, kind="self-service", count=2)
    LiaisonPerson.objects.create(
        division=committee.division, level=5, name="赵建国", title="主任", phone="13800000001", cover_name="周替"
    )
    LiaisonPerson.objects.create(division=committee.division, level=4, name="钱乡明", phone="13800000002")
    return committee


@pytest.fixture
def county_officer(here):
    county = cast.officer("county1", "陈县明")
    division = Division.objects.get(code="990123000000")
    cast.hold(county, open_post("county_administrator", "县管理员", division=division), timezone.now())
    return county


@pytest.fixture
def clerk_officer(here):
    clerk = cast.officer("clerk1", "赵小梅")
    cast.hold(clerk, open_post("clerk", "村务专干", committee=here), timezone.now())
    return clerk


@pytest.fixture
def county(county_officer):
    return desk(county_officer)


@pytest.fixture
def clerk(clerk_officer):
    return desk(clerk_officer)


def upload(browser, kind, text, name="sheet.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return browser.post("/office/imports/", {"kind": kind, "file": SimpleUploadedFile(name, data)})


COMMITTEES = "code,credit_code,phone\n"
GOOD = str(credit_code.make(division="990123", organisation="TE999202"))


def test_the_tree_opens_branch_by_branch_and_every_branch_has_a_page(clerk):
    first = words(clerk.get("/office/places/"))
    assert "样例市" in first
    assert "branch" in first
    assert "新安镇</summary>" not in first
    branch = words(clerk.get("/office/places/990123100000/branch"))
    assert "赵家庄村" in branch
    assert "<html" not in branch
    page = words(clerk.get("/office/places/990123100/"))
    assert "样例县" in page
    assert "赵家庄村" in page
    assert clerk.get("/office/places/990123100999/").status_code == 404


@pytest.mark.parametrize("said", ["赵家", "zjz", "zhaojia", CODE, "家庄"])
def test_a_place_is_found_by_name_pinyin_first_letters_and_code(clerk, said):
    assert f"/office/places/{CODE}/" in words(clerk.get("/office/places/", {"q": said}))


def test_the_page_of_a_place_tells_whom_to_turn_to(clerk, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        page = words(clerk.get(f"/office/places/{CODE}/"))
    for told in ("0311-00000001", "赵家庄便民服务站", "self-service machine", "13800000001", "周替", "08:30-12:00"):
        assert told in page
    assert "New name" not in page


def test_the_liaison_list_is_searched_by_post_alone(clerk):
    assert "赵建国" in words(clerk.get("/office/liaison/"))
    for who in ("赵建", "周", "zjz", "赵家庄"):
        assert "13800000001" in words(clerk.post("/office/liaison/", {"who": who}))
    assert "13800000001" not in words(clerk.post("/office/liaison/", {"who": "无此人"}))


def test_a_broken_sheet_is_refused_with_every_fault_and_a_sheet_to_correct(county):
    text = COMMITTEES + f"{NEIGHBOUR},{GOOD},0311-9\n99012310020,{GOOD[:-1]}{'0' if GOOD[-1] != '0' else '1'},x\n"
    answer = upload(county, "committees", text)
    page = words(county.get(answer["Location"]))
    assert "3 faults" in page
    assert page.count("<td>code</td>") == 1
    assert page.count("<td>credit_code</td>") == 1
    assert "Import now" not in page
    assert county.post(answer["Location"]).status_code == 409
    assert Committee.objects.count() == 1
    correction = county.get(answer["Location"] + "correction")
    lines = correction.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "code,credit_code,phone,faults"
    assert "credit_code: " in lines[2]


def test_a_good_sheet_is_checked_first_and_then_imported_once(county):
    answer = upload(county, "committees", COMMITTEES + f"{NEIGHBOUR},{GOOD},0311-99\n")
    assert "would add 1" in words(county.get(answer["Location"]))
    assert Committee.objects.count() == 1
    assert "1 added" in words(county.post(answer["Location"]))
    assert Committee.objects.get(division__code=NEIGHBOUR).credit_code == GOOD
    assert county.post(answer["Location"]).status_code == 404
    assert not SheetUpload.objects.exists()
    exported = county.get("/office/exports/committees.xlsx")
    assert GOOD in [cells[1] for _line, cells in sheet.read(exported.content).lines]


def test_sheets_are_the_administrators_business_and_everyones_own(county, clerk):
    answer = upload(county, "committees", COMMITTEES + f"{NEIGHBOUR},{GOOD},\n")
    other = cast.officer("county9", "吴县明")
    division = Division.objects.get(code="990123000000")
    cast.hold(other, open_post("county_administrator", "县管理员二", division=division), timezone.now())
    assert desk(other).get(answer["Location"]).status_code == 404
    for path in ("/office/imports/", answer["Location"], "/office/exports/liaison.csv"):
        assert clerk.get(path).status_code == 403
    assert county.get("/office/exports/liaison.pdf").status_code == 404
    assert county.get("/office/exports/secrets.csv").status_code == 404
    assert upload(county, "committees", b"PK\x03\x04 broken").status_code == 422
    assert upload(county, "nothing", "a,b\n1,2\n").status_code == 422


DECISION = {"at": "2026-03-01", "basis": "样例民政〔2026〕1号"}


def test_the_county_renames_merges_opens_splits_and_closes(county):
    def change(place, kind, **said):
        return county.post(f"/office/places/{place}/{kind}/", {**DECISION, **said})

    assert change(CODE, "rename", name="赵庄村民委员会").status_code == 302
    assert change(CODE, "merge", into=NEIGHBOUR).status_code == 302
    page = words(county.get(f"/office/places/{CODE}/"))
    assert "now part of 李家坪村" in page
    assert "赵家庄村民委员会 → 赵庄村民委员会" in page
    assert change("990123100", "open", code="990123100300", name="新村民委员会").status_code == 302
    parts = "990123100301 坪东村民委员会\n990123100302 坪西村民委员会"
    assert change(NEIGHBOUR, "split", parts=parts).status_code == 302
    assert len(history.successors(CODE)) == 2
    assert change("990123100300", "close").status_code == 302
    kinds = DivisionChange.objects.values_list("kind", flat=True)
    assert sorted(kinds) == ["close", "merge", "open", "rename", "split"]


def test_places_that_come_together_in_a_new_one_end_and_it_begins(county):
    new = {"others": f" {NEIGHBOUR}\n", "code": "990123100300", "name": "新赵李村民委员会"}
    answer = county.post(f"/office/places/{CODE}/merge-new/", {**DECISION, **new})
    assert answer["Location"] == "/office/places/990123100300/"
    page = words(county.get(answer["Location"]))
    assert "赵家庄村" in page
    assert "李家坪村" in page
    for code in (CODE, NEIGHBOUR):
        assert [place.code for place in history.successors(code)] == ["990123100300"]
        assert Division.objects.get(code=code).closed_on is not None


def test_a_merger_into_a_new_place_that_cannot_be_is_refused_and_what_was_typed_stays(county, other_county):
    good = {"others": NEIGHBOUR, "code": "990123100300", "name": "新赵李村民委员会"}
    wrong = (
        ({"others": CODE}, 409),
        ({"others": "990124100201"}, 409),
        ({"others": "990123100"}, 409),
        ({"others": "990123100999"}, 409),
        ({"code": "990123100202"}, 409),
        ({"code": "990124100300"}, 409),
        ({"code": "x"}, 409),
        ({"name": ""}, 422),
    )
    for said, status in wrong:
        answer = county.post(f"/office/places/{CODE}/merge-new/", {**DECISION, **good, **said})
        assert (said, answer.status_code) == (said, status)
        assert "样例民政〔2026〕1号" in words(answer)
    assert not DivisionChange.objects.exists()
    assert not Division.objects.filter(closed_on__isnull=False).exists()


@pytest.fixture
def other_county(county):
    city = Division.objects.get(code="990100000000")
    levels = (("990124000000", "邻县", 3), ("990124100000", "邻镇", 4), ("990124100201", "邻村", 5))
    for code, name, level in levels:
        city = Division.objects.create(code=code, name=name, short_name=name, level=level, parent=city)
    return city


def test_what_is_not_below_the_county_or_makes_no_sense_is_refused(county, clerk):
    assert county.get("/office/places/990123/rename/").status_code == 403
    assert county.get("/office/places/990123/open/").status_code == 200
    assert county.get(f"/office/places/{CODE}/sell/").status_code == 404
    assert clerk.post(f"/office/places/{CODE}/close/", DECISION).status_code == 403
    for kind, said in (
        ("merge", {"into": CODE}),
        ("merge", {"into": "990100000000"}),
        ("merge", {"into": "x"}),
        ("split", {"parts": "990123100301"}),
        ("rename", {"name": "赵家庄村民委员会"}),
    ):
        assert county.post(f"/office/places/{CODE}/{kind}/", {**DECISION, **said}).status_code == 409, kind
    assert county.post(f"/office/places/{CODE}/rename/", {"name": "x"}).status_code == 422
    assert not DivisionChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_accessible_and_the_tree_opens_in_place(county_officer, open_page, live_server):
    browser = desk(county_officer)
    broken = upload(browser, "committees", COMMITTEES + "1,2,3\n")["Location"]
    good = upload(browser, "committees", COMMITTEES + f"{NEIGHBOUR},{GOOD},0311-99\n")["Location"]
    page = open_page("/health/live", width=1440)
    session = browser.session.session_key
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(live_server.url + "/office/places/")
    page.said.clear()
    page.reload()
    page.locator("summary", has_text="样例市").click()
    page.locator("summary", has_text="样例县").click()
    page.locator("summary", has_text="新安镇").click()
    page.locator(".place-tree a", has_text="赵家庄村").wait_for()
    assert accessibility_faults(page) == []
    paths = ["/office/places/?q=zjz", f"/office/places/{CODE}/", "/office/liaison/", "/office/imports/", broken, good]
    paths += [f"/office/places/{CODE}/{kind}/" for kind in ("merge", "merge-new", "split")]
    for path in paths:
        page.goto(live_server.url + path)
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert (path, width, page.evaluate(SCROLLS_SIDEWAYS)) == (path, width, False)
        assert (path, accessibility_faults(page)) == (path, [])
    assert page.said == []


def test_who_lives_where_a_village_was_merged_applies_at_the_new_one_and_old_papers_stay(village, other_village, head):
    old = issued(village)
    by = Decision(at=timezone.localdate(), basis="样例民政〔2026〕2号", by="county1", now=timezone.now())
    merge([village.committee.division], other_village.committee.division, by)
    resident = Resident.objects.get(pk=village.resident.pk)
    request = Request(item=item("residence"), key="k-after", answers=ANSWERS)
    assert actions.submit(resident, request, now=timezone.now()).committee == other_village.committee
    page = words(head.get(f"/office/certificates/{old.certificate.number}/"))
    assert "赵家庄村 now part of 李家坪村" in page
