"""A bank does not accept the certificate: the holder tells it on the phone, the county sees which bank it was and never who
told, calls there, and its answer comes back. In browsers, each page looked at by axe."""

import pytest
from django.utils import timezone

from jiban.certificates.models import UnitRefusal
from tests import cast
from tests.stories.test_bad_rating import photo
from tests.stories.test_phone_to_certificate import DESK
from tests.stories.walk import issued_certificate

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]

BANK, SAID, ANSWER = "样例银行新安支行", "只认盖红章的纸质件", "已联系该行，电子证明有效，请再去一次"


@pytest.fixture
def village(authority, transactional_db):
    made = cast.village(authority)
    cast.items()
    return made


def test_from_a_refusal_at_the_bank_to_the_countys_answer(walk_of, village):
    certificate = issued_certificate(village)
    phone = walk_of(village.resident).to(f"/certificates/{certificate.number}/")
    phone.follow("A unit refused it").fill(unit=BANK, said=SAID, happened_on=timezone.localdate().isoformat())
    phone.page.set_input_files("input[type=file]", photo())
    phone.press("Send it to the county")
    assert "You are told when somebody takes it up" in phone.words
    report = UnitRefusal.objects.get()

    county = walk_of(village.county, **DESK).to("/office/unit-refusals/")
    assert BANK in county.words
    county.follow(BANK)
    county.page.goto(f"{county.server.url}/office/unit-refusals/{report.pk}/")
    county.looked_at()
    assert f"{BANK} refused a certificate" in county.words
    assert SAID in county.words
    for secret in (village.resident.name, village.resident.mobile, certificate.number):
        assert secret not in county.words
    county.press("Take it up")
    phone.to("/").follow("The county looks into your report")
    assert "The county took it up" in phone.words
    county.fill(answer=ANSWER).press("Send the answer")

    phone.to("/").follow("The county has answered your report")
    assert ANSWER in phone.words
    looks = walk_of(village.resident).to("/me/looks/")
    assert "县印章管理员" in looks.words, "the photo was opened, and the resident sees by which office and post"
    assert village.county.name not in looks.words

    head = walk_of(village.head, **DESK)
    assert head.page.goto(f"{head.server.url}/office/unit-refusals/{report.pk}/").status == 403
