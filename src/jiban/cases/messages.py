"""Messages to residents leave the house from here: for whom each is, about which paper, and its line in the journal."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jiban.certificates.models import Certificate
from jiban.jobs.registry import every
from jiban.notices import outbox, receipts, sending
from jiban.notices.errors import TakenElsewhereError
from jiban.notices.models import Channel, Delivery, DeliveryState, Notice
from jiban.notices.sending import Addressed
from jiban.notices.signing import Letter
from jiban.people.models import Resident

from .journal import note, note_all
from .models import Case, JournalLine

MOST_BATCHES = 3
TOLD_IN_APP = "told-in-app"
LINES = {
    (Channel.SMS, DeliveryState.SENT): "told-by-sms",
    (Channel.SMS, DeliveryState.FAILED): "sms-failed",
    (Channel.SMS, DeliveryState.UNDELIVERED): "sms-lost",
    (Channel.EMAIL, DeliveryState.SENT): "told-by-email",
    (Channel.EMAIL, DeliveryState.FAILED): "email-failed",
}
WORDS = {
    TOLD_IN_APP: _("Told in the app"),
    "told-by-sms": _("An SMS was sent"),
    "sms-failed": _("An SMS could not be sent"),
    "sms-lost": _("An SMS did not arrive"),
    "told-by-email": _("An e-mail was sent"),
    "email-failed": _("An e-mail could not be sent"),
}
ANY_PAPER = {"zh-hans": "证明", "en": "certificate"}


@every(2, "send-messages")
def send_messages(now: datetime) -> None:
    """Every worker does it: what one has taken, no other takes."""
    try:
        for _batch in range(MOST_BATCHES):
            if spread(now) < outbox.BATCH:
                break
    except TakenElsewhereError:
        pass
    sending.send_due(now, look=look, note=write_down)


@transaction.atomic
def spread(now: datetime) -> int:
    """Give new notices to the channels their residents want; the app has shown them all along."""
    notices = outbox.to_spread()
    if notices:
        outbox.spread(notices, counties=_counties(notices), now=now)
        note_all(_cases(notices), TOLD_IN_APP, who=JournalLine.Who.SYSTEM, at=now)
    return len(notices)


def _counties(notices: Sequence[Notice]) -> dict[int, str]:
    residents = Resident.objects.filter(pk__in=[notice.resident_id for notice in notices])
    return dict(residents.values_list("pk", "village__parent__parent__code"))


def _cases(notices: Sequence[Notice]) -> list[Case]:
    """One for each notice that is about a case of its own resident."""
    found = Case.objects.in_bulk([notice.about for notice in notices], field_name="number")
    cases = [found.get(notice.about) for notice in notices]
    return [
        case
        for case, notice in zip(cases, notices, strict=True)
        if case is not None and case.resident_id == notice.resident_id
    ]


def look(deliveries: Sequence[Delivery], now: datetime) -> Mapping[int, Addressed]:
    """Whom each delivery is for, looked up at the last moment: a new number counts at once."""
    notices = [delivery.notice for delivery in deliveries]
    residents = Resident.objects.in_bulk([notice.resident_id for notice in notices])
    abouts = [notice.about for notice in notices]
    cases = {
        case.number: case
        for case in Case.objects.filter(number__in=abouts).select_related("item", "certificate").defer("answers")
    }
    certificates = Certificate.objects.defer("record", "salt").in_bulk(abouts, field_name="number")
    return {
        delivery.pk: _addressed(
            residents[delivery.notice.resident_id],
            cases.get(delivery.notice.about),
            certificates.get(delivery.notice.about),
            now,
        )
        for delivery in deliveries
        if delivery.notice.resident_id in residents
    }


def _addressed(resident: Resident, case: Case | None, certificate: Certificate | None, now: datetime) -> Addressed:
    language = resident.language
    paper = case.certificate if case is not None and case.certificate is not None else certificate
    if case is not None:
        item = case.item.read().title.in_language(language)
    else:
        item = certificate.title if certificate is not None else ANY_PAPER.get(language, ANY_PAPER["zh-hans"])
    days = max((paper.valid_until - timezone.localdate(now)).days, 0) if paper is not None else 0
    return Addressed(resident.mobile, language, item, str(days))


def write_down(delivery: Delivery, state: DeliveryState, now: datetime) -> None:
    """A line in the journal of the case. The words of the message are not repeated: they say nothing of the case."""
    action = LINES.get((Channel(delivery.channel), state))
    notice = delivery.notice
    about = Case.objects.filter(number=notice.about, resident_id=notice.resident_id).only("pk")
    case = about.first() if action else None
    if action and case is not None:
        note(case, action, who=JournalLine.Who.SYSTEM, at=now)


def take_receipt(letter: Letter, headers: Mapping[str, str], *, now: datetime) -> None:
    """Raise a ReceiptError, or write down what the gateway says came of a message."""
    receipts.take(letter, headers, note=write_down, now=now)


def happened(line: JournalLine) -> str:
    """The words for a line of this file; nothing for any other."""
    return str(WORDS.get(line.action, ""))
