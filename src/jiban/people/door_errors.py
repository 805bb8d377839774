"""What can go wrong at the doors of officers: invitations, security keys, sign-in at another provider."""

from django.utils.translation import gettext_lazy as _

from jiban.people.errors import PeopleError, SecondFactorError


class InvitationError(PeopleError):
    """The invitation cannot be made, sent or used like this."""


class OutsideReachError(InvitationError):
    message = _("You administer %(places)s. For a post elsewhere, ask the administrator there.")


class OtherLevelFillsError(InvitationError):
    message = _(
        "The county fills the posts of villages and townships; the city fills those of counties and of auditors. "
        "Ask the administrator there."
    )


class InvitedAlreadyError(InvitationError):
    message = _("This user name stands in an open invitation already. Choose another one, or revoke that invitation.")


class InvitationDatesError(InvitationError):
    message = _("The last day of a term cannot be before its first day.")


class InvitationUsedError(InvitationError):
    message = _("The invitation was accepted already. The account exists.")


class InvitationRevokedError(InvitationError):
    message = _("The invitation was revoked. Ask the administrator who sent it.")


class InvitationExpiredError(InvitationError):
    message = _("This link is too old. Ask the administrator who sent it for a new one.")


class InvitationUnknownError(InvitationError):
    message = _(
        "This link does not count. It may be incomplete, or a newer one was made. "
        "Ask the administrator who sent it for a new one."
    )


class AdministratorThereError(InvitationError):
    message = _("%(name)s (%(username)s) is a city administrator already. The next ones are invited on the pages.")


class AccountError(PeopleError):
    """The account cannot be closed, opened or given back like this."""


class OwnAccountError(AccountError):
    message = _("Nobody does this with the own account. Ask another administrator, or the level above.")


class NotLookedAfterError(AccountError):
    message = _(
        "The county looks after the accounts of its villages and townships, the city after the others. "
        "This officer's posts: %(posts)s."
    )


class AccountReasonMissingError(AccountError):
    message = _("Say why, for example: moved to another office.")


class AccountClosedAlreadyError(AccountError):
    message = _("This account is closed. Open it again first, if that was decided.")


class AccountOpenError(AccountError):
    message = _("This account is open already.")


class WayBackError(PeopleError):
    """The link that leads back into the account does not count."""


class WayBackUsedError(WayBackError):
    message = _("This link was used already. If it was not you, tell your administrator at once.")


class WayBackRevokedError(WayBackError):
    message = _("This link no longer counts: it was revoked, or a newer one was made. Ask your administrator.")


class WayBackExpiredError(WayBackError):
    message = _("This link is too old. Ask your administrator for a new one.")


class WayBackGiverError(WayBackError):
    message = _(
        "Who gave this link no longer looks after your account, so it does not count. Ask your administrator now."
    )


class WayBackUnknownError(WayBackError):
    message = _("This link does not count. It may be incomplete. Ask your administrator for a new one.")


class WayBackEndedError(WayBackError):
    message = _("This link was used or revoked already.")


class PasskeyError(SecondFactorError):
    """The security key was not accepted."""

    message = _("The security key was not accepted. Try again, or type the code of your phone.")


class PasskeyKnownError(PasskeyError):
    message = _("This security key is registered already.")


class PasskeyLimitError(PasskeyError):
    message = _("You have %(number)s security keys. Remove one that you no longer use first.")


class PasskeyCopiedError(PasskeyError):
    message = _(
        "This security key counts lower than before, so a copy of it may exist. It was stopped and opens nothing "
        "any more. Sign in with the code of your phone, and tell the county's administrator."
    )


class OidcError(PeopleError):
    """Signing in at the office's identity provider did not work out."""

    message = _("The office sign-in did not work. Try again, or sign in with your password.")


class OidcUnreachableError(OidcError):
    message = _("The office sign-in does not answer at the moment. Sign in with your password, or try again later.")


class OidcAnswerError(OidcError):
    """The answer cannot be trusted. What was wrong is for the log (`finding`), not for the page."""

    message = _("The answer of the office sign-in cannot be trusted, so nobody was signed in. Try again.")

    def __init__(self, finding: str) -> None:
        self.finding = finding
        super().__init__()


class OidcCancelledError(OidcError):
    message = _("Signing in was cancelled at the office sign-in. Try again, or sign in with your password.")


class OidcLateError(OidcError):
    message = _("This took too long, or was begun in another window. Start again from the sign-in page.")


class OidcNotLinkedError(OidcError):
    message = _(
        "This office account is not linked to anybody here. Sign in with your password and link it on your account "
        "page, or ask the county's administrator."
    )


class OidcPasswordFirstError(OidcError):
    message = _(
        "Sign in with your password once and set up your authenticator app. After that the office sign-in works."
    )


class OidcLinkedAlreadyError(OidcError):
    message = _("This office account is linked to somebody else already.")


class OidcOneLinkError(OidcError):
    message = _("An office account is linked already. Remove that link first.")
