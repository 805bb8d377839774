"""A head's term ends, the deputy signs, and an old certificate is judged by the authority of its day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jiban.cases import deciding
from jiban.certificates.models import Certificate
from jiban.certificates.standing import BookStanding
from jiban.people.actions.appointing import end_term
from jiban.people.errors import TermEndedError
from jiban.people.models import Deputation
from jiban.people.questions import authority_at
from jiban.seals import actions as seals
from jiban.seals.questions import authority_line
from tests import cast
from tests.stories.walk import issued_certificate, submitted_case, work

pytestmark = pytest.mark.django_db


def confirmed(certificate: Certificate) -> bool:
    return BookStanding().standing(certificate.identifier).authority_confirmed


def approve(case, officer, pin):
    return deciding.approve(case, by=officer, pin=pin, read_at=timezone.now(), now=timezone.now())


def test_an_old_certificate_keeps_the_authority_of_its_day_when_the_deputy_signs_on(authority):
    village = cast.village(authority)
    cast.items()
    old = issued_certificate(village, key="before")
    assert confirmed(old)
    deputy = cast.officer("deputy", "李代理")
    Deputation.objects.create(
        post=village.head_term.post,
        officer=deputy,
        starts_on=timezone.localdate() - timedelta(days=1),
        because="换届期间",
        appointed_by="新安镇人民政府",
    )
    signature = seals.register_signature(deputy, village.committee, by=deputy, now=timezone.now())
    cast.made(signature, authority, village.county, timezone.now(), pin="480915")

    end_term(village.head_term, because="任期届满", now=timezone.now())
    case = submitted_case(village, key="after")
    with pytest.raises(TermEndedError):
        approve(case, village.head, cast.PIN)
    approve(case, deputy, "480915")
    work()
    case.refresh_from_db()
    new = case.certificate

    assert confirmed(old), "judged by who held the post on its day"
    assert confirmed(new), "the deputy had authority, with a signature of his own"
    assert authority_at(village.committee, village.head, "reviewer", old.granted_at) == "holder"
    assert authority_at(village.committee, deputy, "reviewer", new.granted_at) == "deputy"
    line = authority_line(village.seal)
    assert [(span.officer, span.held_as) for span in line if span.state == "in-force" and span.officer][-2:] == [
        ("赵建国", "holder"),
        ("李代理", "deputy"),
    ]
    # What the head would sign now does not count, though the seal is the same.
    Certificate.objects.filter(pk=new.pk).update(approved_by=village.head)
    assert not confirmed(new)
