from django.utils.translation import gettext_lazy as _


class SealError(Exception):
    """A rule about seals and signatures refuses what was asked. Safe to show to the officer."""

    message = _("The seal cannot be used.")

    def __str__(self) -> str:
        return str(self.args[0] if self.args else self.message)


class StepRefusedError(SealError):
    message = _("This seal is not in a state that allows this step. Reload the page to see its present state.")


class NotInForceError(SealError):
    message = _("The seal is not in force. Nothing was sealed. Ask the county to check the seal's state.")


class NoSealError(SealError):
    message = _("The committee has no seal in force yet. Register one and have the county approve it first.")


class NoSignatureError(SealError):
    message = _("You have no signature in force for this committee. Ask the county to register it first.")


class NotYourSignatureError(SealError):
    message = _("Only the reviewer in person can sign with this signature.")


class WrongPinError(SealError):
    message = _("The signing PIN is wrong. Nothing was signed. After five wrong PINs the signature is locked.")


class PinLockedError(SealError):
    message = _("The signature is locked after five wrong PINs. Ask the county to unlock it. Nothing was signed.")


class WeakPinError(SealError):
    message = _("Choose a PIN of at least six digits that is not one digit repeated or a plain row such as 123456.")


class CertificateEndedError(SealError):
    message = _(
        "The certificate of this seal or signature is not valid today. Nothing was signed. Have a new one made."
    )


class DeviceAwayError(SealError):
    message = _("The signing device does not answer. Nothing was signed. Try again in a few minutes.")


class DeviceRefusesError(SealError):
    message = _(
        "The signing device refused. Nothing was signed. The system's administrator finds the reason in the log."
    )


class SecondPersonError(SealError):
    message = _("Who applied may not check or approve. Another person has to look at it.")


class AlreadyAppliedError(SealError):
    message = _("One has been applied for already. Open the list of seals to see how far it is.")


class ReasonNeededError(SealError):
    message = _("Write down the reason. It stays with the seal.")


class FutureMomentError(SealError):
    message = _("This moment is in the future. Give the moment from which the seal can no longer be relied on.")


class SpecimenError(SealError):
    message = _("This picture cannot be used. Take a photo of dark strokes on white paper, as JPEG or PNG.")


class SpecimenTooLargeError(SpecimenError):
    message = _("This picture is larger than 8 MB or 40 million pixels. Take a smaller one.")


class SpecimenEmptyError(SpecimenError):
    message = _("Nothing is to be seen on this picture. Take it again in better light, or draw again.")


class NotYourCountyError(SealError):
    message = _("Only an administrator of this county or its city may prepare seals there.")
