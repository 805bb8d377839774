"""What can go wrong when residents come in by a provincial platform or a slip, and with guardians."""

from django.utils.translation import gettext_lazy as _

from jiban.people.errors import PeopleError


class CodeNotSentError(PeopleError):
    message = _("The code could not be sent just now. Try again in a minute, or sign in another way.")


class CodesUsedUpError(PeopleError):
    message = _(
        "Today no more codes can be sent to this number. Sign in another way, or go to the village's office "
        "with your identity card."
    )


class ProvincialError(PeopleError):
    """Signing in at a provincial identity platform did not work out."""

    message = _(
        "The answer of the provincial platform cannot be trusted, so nobody was signed in. Try again, or use another way."
    )


class ProvincialUnreachableError(ProvincialError):
    message = _(
        "The provincial platform does not answer at the moment. Sign in with a code by phone, or try again later."
    )


class ProvincialCancelledError(ProvincialError):
    message = _("You went back before the provincial platform was done. Try again, or use another way.")


class ProvincialLateError(ProvincialError):
    message = _("This took too long, or was begun in another window. Please start once more.")


class LevelTooLowError(ProvincialError):
    message = _("The platform let you in, but has not confirmed who you are.")


class FactsMissingError(ProvincialError):
    """The platform did not say a name or an identity number that can be right."""

    message = _(
        "The platform did not tell us your name and identity number. Agree there that they are passed on, or use another way."
    )


class OtherPersonError(ProvincialError):
    message = _(
        "This platform account is linked to a person with another identity number. Nothing was changed. "
        "Go to the village's office with your identity card; they put it right."
    )


class OtherAccountError(ProvincialError):
    message = _(
        "You are linked with another account of this platform already. Sign in with a code by phone, "
        "remove that link under “Me”, and come back."
    )


class LinkNeededError(PeopleError):
    """The person is known here but the account is not yet theirs. Pass `ticket` to actions.provincial.link."""

    message = _("Link this account with what you have here?")

    def __init__(self, ticket: str, *, masked_name: str) -> None:
        self.ticket = ticket
        self.masked_name = masked_name
        super().__init__()


class SlipError(PeopleError):
    """The code of the slip does not let anybody in."""


class SlipUnknownError(SlipError):
    message = _(
        "Code and last four characters do not belong together. Compare both with the slip, or ask for a new one at the counter."
    )


class SlipUsedError(SlipError):
    message = _("This code was used already; each works once. Ask for a new one at the counter.")


class SlipExpiredError(SlipError):
    message = _("This code is older than 24 hours. Ask for a new one at the counter.")


class SlipRevokedError(SlipError):
    message = _("A newer slip was made for you. Use the code of that one.")


class OtherVillageError(PeopleError):
    message = _("This person is entered in another village or community. Send them to the office there.")


class GuardianError(PeopleError):
    """Nobody can act for this child like this."""


class NotAChildError(GuardianError):
    message = _("From the 14th birthday on a child signs in for itself. Nobody has to apply for it here.")


class OwnChildError(GuardianError):
    message = _("This is your own identity number. Type that of the child.")


class GuardianTooYoungError(GuardianError):
    message = _("Only a grown-up can act for a child.")


class GuardianNotConfirmedError(GuardianError):
    message = _("Sign in once more first, so that your own name is confirmed anew.")


class GuardianKnownError(GuardianError):
    message = _("You have asked for this child already. It stands in the list.")


class TooManyGuardiansError(GuardianError):
    message = _("You have asked for several children already. The village answers those first.")


class GuardianDecidedError(GuardianError):
    message = _("This was decided already.")


class GuardianOverError(GuardianError):
    message = _(
        "You cannot act for this child any more: it was ended, or the child is old enough to act alone or to agree first."
    )


class WhyMissingError(GuardianError):
    message = _("Say why, for example: the household register does not name the child.")
