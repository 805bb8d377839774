"""At every door that takes a photo or a paper: what is none is refused in words, and everything typed is still there."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from jiban.feedback import following, rating
from jiban.feedback.following import Call
from jiban.feedback.models import FollowUp
from jiban.feedback.rating import Said
from jiban.people.actions.appointing import open_post
from jiban.places.models import Division
from tests import cast
from tests.catalogue.test_disguises import archive
from tests.web.resident.test_uploads import MEGABYTE, jpeg, sent
from tests.web.submits import applying_forms, helping_forms, kiosk_forms, own_forms
from tests.web.submits.applying_forms import RENTED
from tests.web.submits.sending import changes, everything_kept, fill

pytestmark = pytest.mark.django_db

WRONG = {
    "a program": lambda: sent(b"MZ this is a program"),
    "a photo with an archive behind it": lambda: sent(jpeg() + archive()),
    "a page called a photo": lambda: sent(b"<html><script>alert(1)</script>"),
    "a hundred megabytes": lambda: sent(jpeg() + bytes(100 * MEGABYTE)),
}


def facts_by(by):
    def make(world):
        form = helping_forms.facts(world, by)
        form.body = {**form.body, **RENTED}
        return form

    return make


def letter(world):
    form = helping_forms.begin(world, helping_forms.grid_worker)
    form.body = {**form.body, "authority": "letter"}
    return form


def at_the_kiosk(world):
    form = kiosk_forms.application(world)
    form.body = {**form.body, **RENTED}
    return form


def put_right(world):
    case, now = applying_forms.ended(world), timezone.now()
    place = Division.objects.get(code="990123100000")
    officers = [cast.officer(f"township{number}", "孙立新") for number in (1, 2)]
    for officer in officers:
        cast.hold(officer, open_post("township_supervisor", officer.username, division=place), now)
    rating.rate(case, Said(1), now=now)
    found = FollowUp.objects.get()
    following.call(found, Call(reached=True, words="已说明"), by=officers[0], now=now)
    page = reverse("office:follow-up", args=[found.pk])
    step = reverse("office:follow-up-step", args=[found.pk, "fix"])
    return fill(world.phone(officers[0]), page, {"words": "已补发书面说明"}, to=step)


DOORS = {
    "one page": (applying_forms.one_page_with_a_photo, "paper_home", "张桂兰"),
    "at its question": (applying_forms.photo_at_its_question, "paper_home", ""),
    "correction": (applying_forms.correction, "paper_home", "张桂兰"),
    "kiosk": (at_the_kiosk, "paper_home", "张桂兰"),
    "by a relative": (facts_by(helping_forms.relative), "paper_home", "张桂兰"),
    "by a grid worker": (facts_by(helping_forms.grid_worker), "paper_home", "张桂兰"),
    "letter": (letter, "letter", "赵桂英"),
    "refusal of a unit": (own_forms.refusal_of_a_unit, "photo", "样例银行新安支行"),
    "follow-up": (put_right, "photo", "已补发书面说明"),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("door", DOORS)
def test_a_wrong_file_is_refused_in_words_and_what_was_typed_stays(world, door, wrong):
    make, field, typed = DOORS[door]
    form = make(world)
    before = everything_kept()
    form.files = {field: WRONG[wrong]}
    answer = form.send()
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert typed in page
    assert changes(before, everything_kept()) == {}
    if wrong == "a hundred megabytes":
        assert "100 MB" in page


@pytest.mark.parametrize("door", DOORS)
def test_no_door_keeps_where_a_photo_was_taken(world, door):
    make, field, _typed = DOORS[door]
    form = make(world)
    before = everything_kept()
    form.files = {field: taken_somewhere}
    assert form.send().status_code in {200, 302}
    new = changes(before, everything_kept())
    photos = [value for rows in new.values() for row in rows for value in row.values() if isinstance(value, bytes)]
    photos = [photo for photo in photos if photo.startswith(b"\xff\xd8")]
    assert len(photos) == 1, new
    assert b"SecretCamera" not in photos[0]
    assert b"Exif" not in photos[0]
    assert dict(Image.open(io.BytesIO(photos[0])).getexif()) == {}


def taken_somewhere():
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825)[2] = (39.0, 7.0, 24.0)
    return sent(jpeg(exif=exif))
