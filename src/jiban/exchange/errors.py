"""Refusals of a look-up. Each is kept and logged like an answer; its words are for whoever asked."""

from django.utils.translation import gettext_lazy as _


class ExchangeError(Exception):
    """A rule of data sharing refuses what was asked. Safe to show to the person."""

    code = "refused"
    message = _("This is not possible now.")

    def __str__(self) -> str:
        return str(self.message)


class FactFileError(ExchangeError):
    """A file of the data catalogue, or of what is connected, is wrong. For operators: it names each mistake."""

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))


class UnknownFactError(ExchangeError):
    code = "unknown-fact"
    message = _("The data catalogue has no such fact. Choose one from the catalogue.")


class NotSharedError(ExchangeError):
    code = "not-shared"
    message = _("This fact is not shared. Ask the resident for a paper of the office that keeps it.")


class WrongPurposeError(ExchangeError):
    code = "wrong-purpose"
    message = _(
        "There is no legal basis to share this fact for this purpose with your office. Ask the resident instead."
    )


class FieldNotOfferedError(ExchangeError):
    code = "field-not-offered"
    message = _("The request asks for more than the catalogue offers. Ask only for fields that stand there.")


class NoCaseError(ExchangeError):
    code = "no-case"
    message = _("Facts are looked up for an open case of your own queue only. Open the case first.")


class NoConsentError(ExchangeError):
    code = "no-consent"
    message = _("The resident has not agreed. Ask for consent: it is given on the resident's own phone.")


class ConsentOverError(ExchangeError):
    code = "consent-over"
    message = _("The resident's consent has ended or was withdrawn. Ask again, or ask for a paper.")


class TooManyError(ExchangeError):
    code = "too-many"
    message = _("Too many look-ups today. Go on tomorrow; the county sees this number.")


class SourceAwayError(ExchangeError):
    code = "source-away"
    message = _("The department's system does not answer. Try again in a few minutes; the case can go on without it.")


class SourceAnswerError(ExchangeError):
    code = "source-unreadable"
    message = _("The department's answer cannot be read, so nothing was taken from it. Ask the resident instead.")


class NoRecordError(ExchangeError):
    code = "no-record"
    message = _("The department has no record of this person. That proves nothing: ask the resident.")


class StaleError(ExchangeError):
    code = "stale"
    message = _("The department's record is older than the catalogue allows. Ask the resident instead.")


class UnknownCityError(ExchangeError):
    message = _("No such city is connected: name it in the file of JIBAN_EXCHANGE under [elsewhere].")


class RequestError(ExchangeError):
    """A department's request is not one of ours: unreadable, unsigned or too old. Nobody's data is concerned."""

    code = "bad-request"
    message = _("The request cannot be read, or its signature does not fit.")


REFUSALS: dict[str, type[ExchangeError]] = {
    one.code: one
    for one in (
        UnknownFactError,
        NotSharedError,
        WrongPurposeError,
        FieldNotOfferedError,
        NoCaseError,
        NoConsentError,
        ConsentOverError,
        TooManyError,
        SourceAwayError,
        SourceAnswerError,
        NoRecordError,
        StaleError,
    )
}


def words(code: str) -> str:
    return str(REFUSALS.get(code, ExchangeError).message)
