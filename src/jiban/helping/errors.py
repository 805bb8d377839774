from django.utils.translation import gettext_lazy as _


class HelpError(Exception):
    """A rule about helping refuses what was asked. Safe to show to the person."""

    message = _("This step is not possible now.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.message)


class TaskOverError(HelpError):
    message = _("This task is over and was cleared. Nothing was handed in by it after that; begin a new one if needed.")


class PersonUnknownError(HelpError):
    """The same words whether the number is unknown or the name differs: nobody finds out who lives here."""

    message = _(
        "Name and number do not fit anybody of your village. Compare them with the identity card, or have the "
        "village's clerk or grid worker help."
    )


class YourselfError(HelpError):
    message = _("This is your own identity number. Apply for yourself under “Items”.")


class ChildError(HelpError):
    message = _("For a child under 14 its guardian applies. The village enters the guardian first.")


class LetterMissingError(HelpError):
    message = _("Add a photo of the signed letter.")


class KinMissingError(HelpError):
    message = _("Choose how you are related.")


class NotAllReadError(HelpError):
    message = _("Read every line aloud and tick it only when the resident has said yes to it.")


class ChangedError(HelpError):
    message = _("The answers were changed on another page. Read them aloud once more.")


class WayNotOpenError(HelpError):
    message = _("The resident cannot agree in this way here. Choose one of the others.")


class MarkMissingError(HelpError):
    message = _("Nothing is drawn yet. Let the resident draw a mark, or press the box below with their own hand.")


class MarkUnreadableError(HelpError):
    message = _("The drawing did not arrive. Wipe it and let the resident draw once more.")


class OwnTaskError(HelpError):
    message = _("You helped here yourself. Somebody else of the office has to ask the resident.")


class FetchNotAllowedError(HelpError):
    message = _("The resident has not allowed that you see this certificate. They see it themselves.")


class ObjectionMissingError(HelpError):
    message = _("Say in a few words what was wrong, for example: nobody asked me.")


class VisitDayError(HelpError):
    message = _("Choose a day from today on, within the next three months.")


class VisitOverError(HelpError):
    message = _("This visit has been written down already.")
