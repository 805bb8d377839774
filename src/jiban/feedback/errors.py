from django.utils.translation import gettext_lazy as _


class FeedbackError(Exception):
    """What was asked about a rating or its follow-up is refused. Safe to show to the person."""

    message = _("This step is not possible now.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.message)


class NotEndedError(FeedbackError):
    message = _("An application can be rated once the village has answered it.")


class TooLateError(FeedbackError):
    message = _("The time for rating this application is over. Call the village or 12345 if something is still wrong.")


class RatedAlreadyError(FeedbackError):
    message = _("This application was rated already. A rating counts once and is not changed.")


class LevelMissingError(FeedbackError):
    message = _("Choose one of the five answers first.")


class StepTakenError(FeedbackError):
    message = _("Somebody has already taken this step. Reload the page to see where it stands.")


class NotYoursError(FeedbackError):
    message = _("This step belongs to somebody else: the page says to whom.")


class SamePersonError(FeedbackError):
    message = _("Who put it right does not check it. Ask another officer of the township or of the county.")


class WordsMissingError(FeedbackError):
    message = _("Say in a sentence what was done, for example: told the clerk to answer calls; the paper is corrected.")


class ExtendedAlreadyError(FeedbackError):
    message = _("The time was extended once already. It cannot be extended again.")
