from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _


class PeopleError(Exception):
    """A rule about people refuses what was asked. Safe to show to the person."""

    message = _("This is not possible now.")

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__()

    def __str__(self) -> str:
        return str(self.message) % self.details


class InvalidDetailsError(PeopleError):
    """Something typed cannot be right. `problems` maps each field's name to what to do about it."""

    message = _("Please check what you typed.")

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__()

    def __str__(self) -> str:
        return " ".join(self.problems.values())


class TooManyTriesError(PeopleError):
    message = _("Too many wrong tries. For your safety this is locked until %(time)s; please try again after that.")


# Residents


class CodeWrongError(PeopleError):
    message = _("This code is not right. Look at the newest message and type its six digits again.")


class CodeExpiredError(PeopleError):
    message = _("This code is too old or was used already. Ask for a new code.")


class CodeLockedError(PeopleError):
    message = _("This code was typed wrongly too often and no longer counts. Ask for a new code.")


class TooManyCodesError(PeopleError):
    message = _(
        "Several codes were sent already. Wait half an hour and ask again, or go to the village's office with your identity card."
    )


class NameMismatchError(PeopleError):
    # The same words whether the number is known here or not: nobody may learn from them who is registered.
    message = _(
        "The name and the identity number do not belong together. Check both against your identity card; "
        "if they are right, ask at the village's office."
    )


class VillageUnsuitableError(PeopleError):
    message = _("Choose your village or community from the list.")


class VillageNeededError(PeopleError):
    """The person is real and new here. Pass `ticket` to actions.register together with the village."""

    message = _("Your identity is confirmed. Now choose your village or community.")

    def __init__(self, ticket: str) -> None:
        self.ticket = ticket
        super().__init__()


class TicketExpiredError(PeopleError):
    message = _("This took too long, so your identity must be confirmed again. Please start once more.")


# Officers signing in


class WrongPasswordError(PeopleError):
    message = _("User name or password is not right. Try again, or ask the county's administrator.")


class UsernameTakenError(PeopleError):
    message = _("This user name belongs to somebody else already. Choose another one.")


class WeakPasswordError(PeopleError):
    message = _("Choose another password. %(reasons)s")


class SecondFactorError(PeopleError):
    """The second factor was not given, or not rightly."""


class SecondFactorMissingError(SecondFactorError):
    message = _("Set up your authenticator app first.")


class SecondFactorExistsError(SecondFactorError):
    message = _("You have an authenticator app already. Type its current code to replace it.")


class WrongSecondFactorError(SecondFactorError):
    message = _(
        "This code is not right. Type the six digits your authenticator app shows now. "
        "If they are refused again, check that the phone sets its clock by itself."
    )


class CodeReplayedError(SecondFactorError):
    message = _("This code was used already. Wait up to half a minute for the next code and type that one.")


class RecoveryCodeUsedError(SecondFactorError):
    message = _("This recovery code was used already. Each works once; take another one from your list.")


# Posts and terms


class PostUnsuitableError(PeopleError):
    message = _("Posts of the village belong to a committee, the others to their level: township, county or city.")


class AppointmentError(PeopleError):
    """The appointment cannot be entered like this."""


class AppointerMissingError(AppointmentError):
    message = _("Say who appointed the officer, for example: the villagers' election of 12 May 2024.")


class TermDatesError(AppointmentError):
    message = _("The last day of a term cannot be before its first day.")


class TermOverlapsError(AppointmentError):
    message = _("The officer holds this post in that time already. End the earlier term first, or choose other dates.")


class TermEndedAlreadyError(AppointmentError):
    message = _("This term has been ended already.")


class ReasonMissingError(AppointmentError):
    message = _("Say why the term ends, for example: resigned, or not elected again.")


class AuthorityError(PeopleError):
    """The officer neither holds the post that this act needs nor stands in for who holds it."""


class NoPostError(AuthorityError):
    message = _("Only the %(post)s of %(committee)s can do this, and you do not hold that post.")


class TermNotBegunError(AuthorityError):
    message = _("Your term as %(post)s of %(committee)s begins on %(day)s. Until then somebody else must do this.")


class TermEndedError(AuthorityError):
    message = _(
        "Your term as %(post)s of %(committee)s ended on %(day)s, so this was not done. "
        "If you were appointed again, ask the county to enter the new term."
    )
