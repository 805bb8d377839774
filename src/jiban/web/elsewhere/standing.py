"""Where an application in another city stands, in words for both doors."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from jiban.catalogue.definition import from_checked
from jiban.catalogue.forms import summary
from jiban.certificates import elsewhere
from jiban.certificates import words as certificate_words
from jiban.certificates.trust import TrustError
from jiban.certificates.verdicts import Mark, Outcome
from jiban.cities import words
from jiban.cities.models import Application, ApplicationState, City
from jiban.cities.models.applications import MAY_WITHDRAW
from jiban.people.encryption import decrypt
from jiban.web.templatetags.jiban import moment
from jiban.web.trails import Happening, Step

TAGS = {
    ApplicationState.SENDING: (gettext_lazy("On its way"), "amber"),
    ApplicationState.SENT: (gettext_lazy("Arrived there"), "amber"),
    ApplicationState.SUBMITTED: (gettext_lazy("With the village"), "amber"),
    ApplicationState.CHECKED: (gettext_lazy("With the village"), "amber"),
    ApplicationState.CORRECTING: (gettext_lazy("Something to add"), "red"),
    ApplicationState.APPROVED: (gettext_lazy("Being sealed"), "blue"),
    ApplicationState.ISSUED: (gettext_lazy("Done"), "green"),
    ApplicationState.REFUSED: (gettext_lazy("Not issued"), "red"),
    ApplicationState.WITHDRAWN: (gettext_lazy("Withdrawn"), ""),
    ApplicationState.LOST: (gettext_lazy("Not delivered"), "red"),
}
HEADS = {
    ApplicationState.SENDING: ("clock", "wait"),
    ApplicationState.SENT: ("clock", "wait"),
    ApplicationState.SUBMITTED: ("clock", "wait"),
    ApplicationState.CHECKED: ("clock", "wait"),
    ApplicationState.CORRECTING: ("pen", "warn"),
    ApplicationState.APPROVED: ("stamp", "wait"),
    ApplicationState.ISSUED: ("check", ""),
    ApplicationState.REFUSED: ("close", "stop"),
    ApplicationState.WITHDRAWN: ("undo", "ask"),
    ApplicationState.LOST: ("warning", "stop"),
}
# How many of the four steps are done: handed in, arrived, checked by the village, certificate back here.
DONE = {
    ApplicationState.SENDING: 1,
    ApplicationState.SENT: 2,
    ApplicationState.SUBMITTED: 2,
    ApplicationState.CORRECTING: 2,
    ApplicationState.CHECKED: 2,
    ApplicationState.APPROVED: 3,
    ApplicationState.ISSUED: 4,
}


def title(application: Application) -> str:
    is_english = (get_language() or "").startswith("en")
    return application.title_en if is_english and application.title_en else application.title


def tag(application: Application) -> tuple[str, str]:
    label, colour = TAGS[ApplicationState(application.state)]
    return str(label), colour


def told(application: Application) -> str:
    """One line under the headline."""
    state, city = ApplicationState(application.state), application.city.title
    if application.withdrawing_at is not None and state in MAY_WITHDRAW:
        return _("It is being taken back. %(city)s will confirm it.") % {"city": city}
    if state == ApplicationState.SENDING:
        return _away(application.city)
    if application.due_at is not None and state in {ApplicationState.SUBMITTED, ApplicationState.CHECKED}:
        return _("The home village expects to be done before %(due)s.") % {"due": moment(application.due_at)}
    return {
        ApplicationState.SENT: _("The home city has it and gives it to the village."),
        ApplicationState.CORRECTING: _("The home village asks for something. The time waits meanwhile."),
        ApplicationState.APPROVED: _("This usually takes less than a minute."),
        ApplicationState.LOST: _("%(city)s could not be reached for a month. Call there, or apply again.")
        % {"city": city},
    }.get(state, "")


def _away(city: City) -> str:
    if city.failures:
        return _("%(city)s does not answer now. It is sent by itself as soon as it does; nothing is lost.") % {
            "city": city.title
        }
    return _("It is being sent to %(city)s.") % {"city": city.title}


def steps(application: Application) -> Sequence[Step]:
    labels = [_("Handed in"), _("Arrived there"), _("Village checks"), _("Certificate here")]
    done = DONE.get(ApplicationState(application.state))
    if done is None:
        return [Step(labels[0], "done"), Step(tag(application)[0], "stopped")]
    return [
        Step(each, "done" if place < done else "now" if place == done else "todo") for place, each in enumerate(labels)
    ]


def may_withdraw(application: Application) -> bool:
    return application.state in MAY_WITHDRAW and application.withdrawing_at is None


def _forms(application: Application) -> Sequence[str]:
    """In which forms the certificate is here. A page that was read while it came says that it is still on its way."""
    if application.state != ApplicationState.ISSUED:
        return []
    return list(application.files.order_by("-form").values_list("form", flat=True))


def _judged(application: Application) -> dict[str, Any] | None:
    """What the home city's keys say of the file that came back; None while there is none, or no keys of that city."""
    found = application.files.filter(form="pdf").first()
    if found is None or application.state != ApplicationState.ISSUED:
        return None
    data, here = decrypt(bytes(found.data)), Path(settings.TRUST_DIR)
    try:
        verdict = elsewhere.judged(data, folder=here, code=application.city.code, now=timezone.now())
    except TrustError:
        return None
    if verdict is None:
        return None
    kept = [each for each in verdict.findings if each.code == "witnesses" and each.mark != Mark.FAIL]
    return {
        "is_good": verdict.outcome == Outcome.GENUINE,
        "title": certificate_words.title(verdict),
        "advice": certificate_words.advice(verdict),
        "witnesses": [certificate_words.sentence(each) for each in kept],
    }


def context_of(application: Application) -> dict[str, Any]:
    icon_name, ring = HEADS[ApplicationState(application.state)]
    words_of_tag, colour = tag(application)
    return {
        "application": application,
        "title": title(application),
        "head": application.get_state_display(),
        "told": told(application),
        "tag": words_of_tag,
        "colour": colour,
        "icon_name": icon_name,
        "ring": ring,
        "steps": steps(application),
        "rows": summary(from_checked(application.document), application.said, get_language()),
        "person": _person(application),
        "forms": _forms(application),
        "judged": _judged(application),
        "may_withdraw": may_withdraw(application),
        "may_correct": application.state == ApplicationState.CORRECTING and application.withdrawing_at is None,
        "trail": _trail(application),
    }


def _person(application: Application) -> dict[str, str] | None:
    """As resident/parts/rows.html draws it; nothing once it was deleted."""
    told = application.applicant
    if not told:
        return None
    return {"name": told["name"], "identity_number": told["identityNumber"], "mobile": told["mobile"]}


def _trail(application: Application) -> Sequence[Happening]:
    lines = application.lines.select_related("officer").order_by("-id")[:50]
    return [Happening(words.said(line), line.at, line.officer.name if line.officer else "") for line in lines]
