from django.utils.translation import gettext_lazy as _


class CaseError(Exception):
    """A rule of the office refuses what was asked. Safe to show to the person."""

    message = _("This step is not possible now.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.message)


class StepRefusedError(CaseError):
    message = _("Somebody has already dealt with this application. Reload the page to see where it stands.")


class ChangedSinceReadError(CaseError):
    message = _("The resident has corrected an application since you opened this page. Read it again, then sign.")


class TooLateToUndoError(CaseError):
    message = _(
        "The village has begun to look at it, or ten minutes have passed. "
        "You can still take the application back, or wait until the village asks you to correct it."
    )


class TooManyPapersError(CaseError):
    message = _("That is more photos than one application can hold. Remove one first, then add the other.")


class ItemWithdrawnError(CaseError):
    message = _(
        "This item was taken down while you were filling it in, so nothing was submitted. "
        "What you typed is kept below. Please call the village to ask what to do instead."
    )


class NotRealNameError(CaseError):
    message = _("Your identity must be confirmed again before you can submit. Please sign in once more.")


class NoCommitteeError(CaseError):
    message = _("Your village cannot issue certificates here yet. Please call the village.")


class CorrectionUsedError(CaseError):
    message = _("A correction may be asked for only once. Decide on what has been handed in.")


class ReasonMissingError(CaseError):
    message = _("Give the reason in words the resident understands, for example: the lease has expired.")


class AlternativeMissingError(CaseError):
    message = _("Say which office can help instead, for example: the police station of the township.")


class NotYourVillageError(CaseError):
    message = _("This application belongs to another village.")


class SecondPersonNeededError(CaseError):
    message = _("This item needs two people: somebody else must check it before you sign.")


class NotAllGreenError(CaseError):
    message = _("Only applications whose checks are all green can be approved together. Open the others one by one.")


class PauseReasonError(CaseError):
    message = _("Choose one of the reasons for which the law lets the time stand still.")


class PausedAlreadyError(CaseError):
    message = _("The time stands still already. Reload the page to see since when, and why.")


class NotPausedError(CaseError):
    message = _("The time is running already. Reload the page to see how much is left.")


class PausedError(CaseError):
    message = _("The time of this application stands still. Let it go on first, then decide.")


class RemindedAlreadyError(CaseError):
    message = _("This village was reminded less than a quarter of an hour ago. Call it if it is urgent.")


class NothingWaitingError(CaseError):
    message = _("Nothing is waiting there that would need a reminder.")


class NoRulesError(CaseError):
    message = _("This item has no rule that may approve. Choose another item.")


class AuthorisationDaysError(CaseError):
    message = _("Choose a first day from today on, and a last day behind it, at most one year ahead.")


class AuthorisationLimitError(CaseError):
    message = _("Choose between 1 and 200 a day, for example 20.")


class AuthorisedAlreadyError(CaseError):
    message = _("You have an authorisation for this item already. Revoke it first if you want other limits.")


class AuthorisationRevokedError(CaseError):
    message = _("This authorisation was revoked already.")
