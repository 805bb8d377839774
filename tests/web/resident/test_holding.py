"""What a holder does with certificates: groups, a copy for one use, a link for a while, a refusal told, who looked."""

import io
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone, translation
from PIL import Image

from jiban.cases.journal import VIEWED_IDENTITY, note
from jiban.certificates import publishing, sight, unit_refusals
from jiban.certificates.models import AnnotatedCopy, Certificate, DataView, Share, ShareOpening, UnitRefusal
from jiban.certificates.sight import Looker
from jiban.web.resident import certificates as pages
from tests.web.resident.conftest import issued, phone, words

pytestmark = pytest.mark.django_db

KEY = "a-key-of-these-tests"


@pytest.fixture
def certificate(village):
    return issued(village).certificate


@pytest.fixture
def there(certificate):
    return f"/certificates/{certificate.number}/"


@pytest.fixture
def trusted(authority, village, tmp_path, settings):
    settings.TRUST_DIR = tmp_path / "trust"
    publishing.publish(settings.TRUST_DIR, authority, timezone.now())
    cache.clear()


def days(count):
    return timezone.localdate() + timedelta(days=count)


def ends(certificate, count):
    Certificate.objects.filter(pk=certificate.pk).update(valid_from=days(count - 29), valid_until=days(count))


def copy_data(**changed):
    data = {"receiving_unit": "新安镇中心小学", "purpose": "办理入学", "last_day": days(3).isoformat(), "key": KEY}
    return {**data, **changed}


def share_data(**changed):
    return {"gives": "picture", "minutes": "60", "most_openings": "3", "key": KEY, **changed}


def link_in(page):
    return re.search(rf'value="{re.escape(settings.SITE_URL)}(/s/[\w-]+)"', page)[1]


# --- the list


def test_certificates_stand_in_groups_and_one_that_ends_soon_is_renewed_in_one_tap(client, certificate, there):
    context = client.get("/certificates/").context
    assert [row[0].number for row in context["valid"]] == [certificate.number]
    ends(certificate, 5)
    answer = client.get("/certificates/")
    assert [row[0].number for row in answer.context["ending"]] == [certificate.number]
    assert answer.context["valid"] == []
    assert f'href="/apply/residence/?again={certificate.number}"' in words(answer)
    renewing = client.get(f"/apply/residence/?again={certificate.number}")
    assert 'name="seen"' in words(renewing)
    ends(certificate, -1)
    answer = client.get("/certificates/")
    assert [row[0].number for row in answer.context["over"]] == [certificate.number]
    assert client.get(there).context["is_in_force"] is False


def test_both_lists_go_on_by_key_and_lose_none(client, certificate, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", 2)
    monkeypatch.setattr(pages, "FEW_OVER", 2)
    row = Certificate.objects.get()
    for place in range(6):
        row.pk, row.number, row.check_code, row.identifier = None, f"N{place}", f"C{place}", f"I{place}"
        row.valid_until = days(40 + place) if place < 3 else days(-place)
        row.save(force_insert=True)
    assert walked(client, "more_good_url", ("ending", "valid")) == {certificate.number, "N0", "N1", "N2"}
    assert walked(client, "more_over_url", ("over",)) == {"N3", "N4", "N5"}


def walked(client, more, groups):
    found, url = [], "/certificates/"
    while url:
        context = client.get(url).context
        found += [row[0].number for group in groups for row in context[group]]
        url = f"/certificates/{context[more]}" if context[more] else ""
    assert len(found) == len(set(found))
    return set(found)


def test_nonsense_in_the_address_counts_as_the_first_page(client, certificate):
    for query in ("?after=x", "?after=20269999.1", "?before=x", "?after=.", "?before=" + "9" * 40):
        assert client.get(f"/certificates/{query}").status_code == 200


def test_the_picture_is_a_png_of_the_sealed_sheet(client, certificate, there):
    answer = client.get(f"{there}png")
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"] == f'attachment; filename="{certificate.number}.png"'
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert picture.width > 1000
        colours = [colour for _count, colour in picture.convert("RGB").getcolors(picture.width * picture.height)]
    assert any(red > 150 and green < 80 for red, green, _blue in colours), "the red of the seal"


def test_the_screen_with_the_code_stays_on_and_says_when_it_ends(client, certificate, there):
    page = words(client.get(f"{there}qr/"))
    assert "qr-screen.js" in page
    assert "data-stays-on" in page
    assert str(certificate.valid_until.day) in page


# --- a copy for one use


def test_a_copy_is_made_shown_downloaded_and_ended(client, certificate, there):
    form = client.get(f"{there}copies/").context["form"]
    assert form["receiving_unit"].value() == certificate.receiving_unit
    made = client.post(f"{there}copies/", copy_data())
    copy = AnnotatedCopy.objects.get()
    assert made["Location"] == f"{there}copies/{copy.pk}/"
    page = words(client.get(made["Location"]))
    assert f'src="{there}copies/{copy.pk}/paper.svg"' in page
    assert client.get(f"{there}copies/{copy.pk}/paper.svg")["Content-Type"].startswith("image/svg+xml")
    for kind, begins in (("ofd", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(f"{there}copies/{copy.pk}/{kind}")
        assert answer.content.startswith(begins)
        assert answer["Cache-Control"] == "no-store"
    assert client.post(f"{there}copies/{copy.pk}/end/")["Location"] == made["Location"]
    for part in ("ofd", "pdf", "paper.svg"):
        assert client.get(f"{there}copies/{copy.pk}/{part}")["Location"] == made["Location"]
    assert client.get(made["Location"]).context["is_good"] is False


def test_a_double_tap_makes_one_copy(client, certificate, there):
    assert (
        client.post(f"{there}copies/", copy_data())["Location"]
        == client.post(f"{there}copies/", copy_data())["Location"]
    )
    assert AnnotatedCopy.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"last_day": days(400).isoformat()}, {"purpose": ""}, {"receiving_unit": "长" * 41}])
def test_what_was_typed_for_a_copy_is_kept_when_something_is_wrong(client, certificate, there, wrong):
    answer = client.post(f"{there}copies/", copy_data(**wrong))
    assert answer.status_code == 422
    assert answer.context["form"].data["receiving_unit"] == copy_data(**wrong)["receiving_unit"]
    assert answer.context["key"] == KEY
    assert not AnnotatedCopy.objects.exists()


def test_a_character_that_cannot_be_printed_is_refused_with_its_name(client, certificate, there):
    answer = client.post(f"{there}copies/", copy_data(purpose="办理😀"))
    assert answer.status_code == 409
    assert "😀" in words(answer)


def test_what_was_typed_waits_over_a_sign_in(certificate, there):
    from django.test import Client

    browser = Client()
    owner = phone(certificate.holder).get(f"{there}copies/").context["owner"]
    sent = browser.post(f"{there}copies/", copy_data(owner=owner, purpose="换学校"))
    assert sent["Location"].startswith("/sign-in/")
    session = browser.session
    session["resident_id"] = certificate.holder.pk
    session.save()
    assert browser.get(f"{there}copies/").context["form"]["purpose"].value() == "换学校"


def test_the_copy_is_checked_by_its_code_and_by_its_file(client, stranger, certificate, there, trusted):
    client.post(f"{there}copies/", copy_data())
    copy = AnnotatedCopy.objects.get()
    answer = stranger.get(f"/v/{copy.code}")
    assert answer.context["about"].is_good
    assert "新安镇中心小学" in words(answer)
    assert certificate.holder.identity_number not in words(answer)
    for kind in ("ofd", "pdf"):
        file = io.BytesIO(client.get(f"{there}copies/{copy.pk}/{kind}").content)
        file.name = f"copy.{kind}"
        checked = stranger.post("/verify/", {"file": file})
        assert checked.context["about"].came == "file"
        assert checked.context["about"].is_good
    said = stranger.get(f"/v/{copy.code}?format=json").json()
    assert (said["outcome"], said["code"], said["copy"]["inUse"]) == ("cannot-tell", "annotated-copy", True)
    client.post(f"{there}copies/{copy.pk}/end/")
    assert stranger.get(f"/v/{copy.code}").context["about"].is_in_use is False
    assert stranger.get(f"/v/{copy.code}?format=json").json()["outcome"] == "not-genuine"


def test_a_copy_of_a_revoked_certificate_does_not_hold(client, stranger, certificate, there, trusted):
    client.post(f"{there}copies/", copy_data())
    client.post(f"{there}revocation/", {"reason": "wrong"})
    answer = stranger.get(f"/v/{AnnotatedCopy.objects.get().code}")
    assert answer.context["about"].is_in_use
    assert not answer.context["about"].is_good
    assert answer.context["verdict"].code == "revoked"


def test_a_changed_copy_is_not_taken_for_one(client, stranger, certificate, there, trusted):
    client.post(f"{there}copies/", copy_data())
    data = bytearray(client.get(f"{there}copies/{AnnotatedCopy.objects.get().pk}/pdf").content)
    data[-10] ^= 1
    file = io.BytesIO(bytes(data))
    file.name = "copy.pdf"
    answer = stranger.post("/verify/", {"file": file})
    assert "about" not in answer.context
    assert answer.context["verdict"].outcome.name != "GENUINE"


# --- a link for a while


def test_a_link_shows_verdict_and_picture_and_no_identity_number(client, stranger, certificate, there, trusted):
    page = words(client.post(f"{there}shares/", share_data()))
    link = link_in(page)
    for _preview in range(5):
        assert stranger.get(link).status_code == 200
    assert not ShareOpening.objects.exists()
    opened = stranger.post(link)
    assert opened.status_code == 200
    assert opened["Referrer-Policy"] == "no-referrer"
    assert certificate.holder.identity_number not in words(opened)
    assert opened.context["picture"].startswith("data:image/svg+xml;base64,")
    assert opened.context["verdict"].code == "genuine"
    assert Share.objects.get().openings == 1


def test_the_same_link_is_shown_after_a_double_tap_and_stands_in_no_table(client, certificate, there):
    first, second = (link_in(words(client.post(f"{there}shares/", share_data()))) for _tap in range(2))
    assert first == second
    assert Share.objects.count() == 1
    assert first.removeprefix("/s/") not in str(Share.objects.values().get())


def test_a_link_that_is_used_up_or_ended_opens_nothing(client, stranger, certificate, there, trusted):
    link = link_in(words(client.post(f"{there}shares/", share_data(most_openings="1"))))
    stranger.post(link)
    for ask in (stranger.get, stranger.post):
        assert ask(link).status_code == 410
    other = link_in(words(client.post(f"{there}shares/", share_data(key="another-key-of-tests"))))
    end = f"{there}shares/{Share.objects.latest('pk').pk}/end/"
    assert client.post(end).status_code == 302
    assert stranger.post(other).status_code == 410
    assert stranger.get("/s/nobody").status_code == 404


def test_only_what_the_holder_gives_is_downloaded(client, stranger, certificate, there, trusted):
    look = link_in(words(client.post(f"{there}shares/", share_data())))
    opening = stranger.post(look).context["opening"]
    assert stranger.post(f"{look}/file", {"opening": opening, "kind": "pdf"}).status_code == 410
    client.post(f"{there}copies/", copy_data())
    copy = AnnotatedCopy.objects.get()
    data = share_data(key="the-copy-of-the-tests", gives=f"copy-{copy.pk}")
    link = link_in(words(client.post(f"{there}shares/", data)))
    opened = stranger.post(link)
    assert opened.context["may_take"]
    taken = stranger.post(f"{link}/file", {"opening": opened.context["opening"], "kind": "pdf"})
    assert taken.content == bytes(copy.pdf)
    assert ShareOpening.objects.latest("pk").downloaded_at is not None
    for wrong in ({"opening": "x", "kind": "pdf"}, {"opening": opened.context["opening"], "kind": "exe"}):
        assert stranger.post(f"{link}/file", wrong).status_code == 410
    file = link_in(words(client.post(f"{there}shares/", share_data(key="the-file-of-the-tests", gives="file"))))
    opening = stranger.post(file).context["opening"]
    assert stranger.post(f"{file}/file", {"opening": opening, "kind": "ofd"}).content.startswith(b"PK")


def test_of_a_revoked_certificate_a_link_shows_the_verdict_alone(client, stranger, certificate, there, trusted):
    link = link_in(words(client.post(f"{there}shares/", share_data(gives="file"))))
    client.post(f"{there}revocation/", {"reason": "wrong"})
    opened = stranger.post(link)
    assert opened.context["verdict"].code == "revoked"
    assert (opened.context["picture"], opened.context["may_take"]) == ("", False)


# --- a unit refused it


def refusal_data(**changed):
    data = {"unit": "样例银行新安支行", "happened_on": days(0).isoformat(), "said": "只认纸质件", "key": KEY}
    return {**data, **changed}


def test_a_refusal_is_told_once_and_its_answer_read(client, village, certificate, there):
    sent = client.post(f"{there}refusal/", refusal_data())
    assert client.post(f"{there}refusal/", refusal_data())["Location"] == sent["Location"]
    report = UnitRefusal.objects.get()
    assert client.get(sent["Location"]).context["report"].state == "open"
    now = timezone.now()
    unit_refusals.take_up(report, by=village.county, now=now)
    unit_refusals.answer(report, "已告知银行，请再去一次", by=village.county, now=now)
    assert f"/unit-refusals/{report.pk}/" in words(client.get("/"))
    assert "已告知银行" in words(client.get(sent["Location"]))
    assert f"/unit-refusals/{report.pk}/" not in words(client.get("/"))
    assert report.unit.name in words(client.get("/unit-refusals/"))


def test_a_photo_of_the_refusal_is_kept_as_pixels_alone(client, certificate, there):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    Image.new("RGB", (40, 30), "white").save(file, "JPEG", exif=exif)
    photo = io.BytesIO(file.getvalue())
    photo.name = "notice.jpg"
    client.post(f"{there}refusal/", refusal_data(photo=photo))
    kept = bytes(UnitRefusal.objects.get().photo)
    assert kept.startswith(b"\xff\xd8")
    assert b"secret place" not in kept


@pytest.mark.parametrize("wrong", [{"unit": ""}, {"happened_on": days(1).isoformat()}, {"said": ""}])
def test_what_was_typed_of_a_refusal_is_kept_when_something_is_wrong(client, certificate, there, wrong):
    answer = client.post(f"{there}refusal/", refusal_data(**wrong))
    assert answer.status_code == 422
    assert not UnitRefusal.objects.exists()
    assert "key" in answer.context


def test_a_file_that_is_no_photo_is_refused_in_words(client, certificate, there):
    photo = io.BytesIO(b"%PDF-1.7 no photo")
    photo.name = "photo.jpg"
    answer = client.post(f"{there}refusal/", refusal_data(photo=photo))
    assert answer.status_code == 422
    assert answer.context["form"].errors["photo"]
    assert "只认纸质件" in words(answer)


# --- who looked


def test_who_looked_is_told_by_office_and_post_with_day_and_reason(client, village, certificate, there):
    case, now = certificate.case, timezone.now()
    note(case, VIEWED_IDENTITY, who="officer", officer=village.clerk, at=now)
    looker = Looker(village.head, village.committee.name, "村委会主任")
    for _time in range(2):
        sight.note(case.resident_id, DataView.What.CERTIFICATE, about=certificate.number, by=looker, now=now)
    page = client.get("/me/looks/")
    looks = page.context["looks"]
    assert len(looks) == 2
    assert {look.url for look in looks} == {f"/cases/{case.number}/", there}
    assert all(village.committee.name in look.who and look.why for look in looks)
    assert "村务专干" in words(page)
    assert village.clerk.name not in words(page)
    assert village.head.name not in words(page)


def test_openings_of_my_links_stand_there_too(client, stranger, certificate, there, trusted):
    stranger.post(link_in(words(client.post(f"{there}shares/", share_data()))))
    (look,) = client.get("/me/looks/").context["looks"]
    assert look.icon_name == "share"


def test_the_page_goes_on_by_time_and_forgives_nonsense(client, village, certificate):
    now = timezone.now()
    for place in range(35):
        looker = Looker(village.head, "村", "岗位")
        sight.note(certificate.holder_id, "paper", about=f"B{place}", by=looker, now=now - timedelta(minutes=place))
    first = client.get("/me/looks/").context
    second = client.get(f"/me/looks/{first['older_url']}").context
    assert [look.about for look in (*first["looks"], *second["looks"])] == [f"B{place}" for place in range(35)]
    assert client.get("/me/looks/?before=x").status_code == 200


# --- whose they are


def test_nobody_else_reaches_any_of_it(neighbour, client, certificate, there):
    client.post(f"{there}copies/", copy_data())
    client.post(f"{there}shares/", share_data())
    client.post(f"{there}refusal/", refusal_data())
    copy, link, report = AnnotatedCopy.objects.get(), Share.objects.get(), UnitRefusal.objects.get()
    other = phone(neighbour)
    mine = f"{there}copies/{copy.pk}/"
    for path in (f"{there}png", f"{there}copies/", mine, f"{mine}ofd", f"{mine}pdf", f"{mine}paper.svg"):
        assert other.get(path).status_code == 404
    for path in (f"{there}shares/", f"{there}refusal/", f"/unit-refusals/{report.pk}/"):
        assert other.get(path).status_code == 404
    for path in (f"{mine}end/", f"{there}shares/{link.pk}/end/", f"{there}shares/", f"{there}refusal/"):
        assert other.post(path, share_data()).status_code == 404
    assert AnnotatedCopy.objects.get().ended_at is None
    with translation.override("en"):
        assert other.get("/me/looks/").context["looks"] == []
