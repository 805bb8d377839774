"""Kiosks that a station has registered, people arriving at them, and what they print."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy


class Printer(models.TextChoices):
    """As the agent beside the kiosk reports it."""

    READY = "ready", pgettext_lazy("printer", "ready")
    NO_PAPER = "no-paper", pgettext_lazy("printer", "no paper")
    JAM = "jam", pgettext_lazy("printer", "paper jam")
    OFF = "off", pgettext_lazy("printer", "off")
    UNKNOWN = "unknown", pgettext_lazy("printer", "unknown")


class Kiosk(models.Model):
    """One machine. Of its pairing code and of its device secret only keyed hashes are kept."""

    committee = models.ForeignKey("places.Committee", on_delete=models.PROTECT, related_name="kiosks")
    name = models.CharField(max_length=40)
    registered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    pairing_hash = models.CharField(max_length=64, blank=True, db_index=True)
    pairing_until = models.DateTimeField(null=True)
    # Null until paired: empty texts would not be unique.
    secret_hash = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001
    # The Ed25519 key of the agent that reads cards; empty where the kiosk has no reader.
    agent_key = models.BinaryField(default=bytes)
    paired_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)
    printer = models.CharField(max_length=10, choices=Printer, default=Printer.UNKNOWN)
    paper_left = models.PositiveIntegerField(null=True)
    version = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "name"], condition=models.Q(revoked_at=None), name="kiosks_one_of_a_name"
            )
        ]
        indexes = [models.Index(fields=["committee", "-id"], name="kiosks_of_a_committee")]

    def __str__(self) -> str:
        return f"kiosk {self.pk}"


class Arrival(models.Model):
    """Somebody on the way in at a kiosk: by a phone that scans its code, or by an identity card. Counts once."""

    class Way(models.TextChoices):
        PHONE = "phone", pgettext_lazy("way in", "phone")
        CARD = "card", pgettext_lazy("way in", "identity card")

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="arrivals")
    way = models.CharField(max_length=5, choices=Way)
    token_hash = models.CharField(max_length=64, unique=True)
    # Two digits that stand on both screens.
    number = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    resident = models.ForeignKey("people.Resident", on_delete=models.CASCADE, null=True, related_name="+")
    # A card was read and its holder asks the counter to compare the face.
    asked_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kiosk", "-id"], name="kiosks_arrivals_newest"),
            models.Index(
                fields=["kiosk", "expires_at"], condition=models.Q(resident=None), name="kiosks_arrivals_of_nobody"
            ),
        ]

    def __str__(self) -> str:
        return f"arrival {self.pk}"


class PrintJob(models.Model):
    """A certificate, or a receipt, to be printed beside the kiosk. Its file is given once, for a secret kept as a hash."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("print", "waiting for the printer")
        FETCHED = "fetched", pgettext_lazy("print", "sent to the printer")
        PRINTING = "printing", pgettext_lazy("print", "printing")
        DONE = "done", pgettext_lazy("print", "printed")
        FAILED = "failed", pgettext_lazy("print", "not printed")
        CANCELLED = "cancelled", pgettext_lazy("print", "cancelled")

    kiosk = models.ForeignKey(Kiosk, on_delete=models.CASCADE, related_name="prints")
    certificate = models.ForeignKey("certificates.Certificate", on_delete=models.CASCADE, null=True, related_name="+")
    # In place of a certificate: whose receipt it is, and its file, until that is fetched.
    resident = models.ForeignKey("people.Resident", on_delete=models.CASCADE, null=True, related_name="+")
    receipt = models.BinaryField(default=bytes)
    key = models.CharField(max_length=40)
    token_hash = models.CharField(max_length=64, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=10, blank=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kiosk", "key"], name="kiosks_one_print_a_tap")]
        indexes = [models.Index(fields=["kiosk", "-id"], name="kiosks_prints_newest")]

    def __str__(self) -> str:
        return f"print {self.pk}"
