"""Why a deputy, an absence or a change of official cannot be entered like this."""

from django.utils.translation import gettext_lazy as _

from jiban.people.errors import AppointmentError


class DeputyUnsuitableError(AppointmentError):
    message = _("Who works in a township, county or city cannot stand in for anybody in a village.")


class DeputyIsHolderError(AppointmentError):
    message = _("This officer holds the post already. Choose somebody else as deputy.")


class AccountClosedError(AppointmentError):
    message = _("This officer's account is closed. Choose somebody else.")


class DeputationOverlapsError(AppointmentError):
    message = _("The officer is a deputy in this post in that time already. End that first, or choose other dates.")


class DeputationPastError(AppointmentError):
    message = _("A deputy can be entered from today on, not for days gone by.")


class DeputationEndedAlreadyError(AppointmentError):
    message = _("This deputy's time is over already.")


class BecauseMissingError(AppointmentError):
    message = _("Say why, for example: training in the county town, or leave.")


class AbsenceDatesError(AppointmentError):
    message = _("The end of an absence must be after its beginning and after now.")


class AbsenceOverlapsError(AppointmentError):
    message = _("An absence is noted for that time already. End it first, or choose other times.")


class AbsenceEndedAlreadyError(AppointmentError):
    message = _("This absence is over already.")


class ChangePastError(AppointmentError):
    message = _("A change of official takes effect today or later. What was done before stays as it was.")


class SuccessorIsOfficialError(AppointmentError):
    message = _("The successor and the leaving official are the same person. Choose somebody else.")


class NothingToChangeError(AppointmentError):
    message = _("Choose at least one post that changes hands.")


class SeparationError(AppointmentError):
    message = _(
        "Nobody may work in a village and above it at the same time: "
        "the township, county and city supervise and never hold a village's key. End the other post first."
    )


class ProposalEmptyError(AppointmentError):
    message = _("Say what you propose, for example: name a deputy for the clerk, who is on leave.")


class AnswerMissingError(AppointmentError):
    message = _("Say what was done, or why not.")


class ProposalAnsweredError(AppointmentError):
    message = _("This proposal has been answered already.")


class OwnPostError(AppointmentError):
    message = _("Nobody decides about the own post. Ask another administrator, or the level above.")
