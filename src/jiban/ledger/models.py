"""The log's tables. A line is written with the fact it records and never touched again; what is derived from it only grows."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Line(models.Model):
    """One entry. Its primary key is the order of writing; its place in the log comes later (`Run`), and once."""

    key = models.CharField(max_length=200)
    entry = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            # Not `unique=True`: on PostgreSQL that makes a second index, for LIKE, which every line would pay for.
            models.UniqueConstraint(fields=["key"], name="ledger_one_line_a_key"),
        ]

    def __str__(self) -> str:
        return self.key


class WaitingLine(models.Model):
    """A line without a place yet: the sequencer's queue, and no longer than it."""

    # Written and deleted with every line: looking up what the same statement has just written would cost as much again.
    line = models.OneToOneField(Line, models.CASCADE, primary_key=True, related_name="waiting", db_constraint=False)

    def __str__(self) -> str:
        return f"line {self.pk} waits"


class Run(models.Model):
    """The places of `count` lines that were written, and placed, one after the other.

    The line with the primary key `first_line` + n stands at `first_index` + n. The rows' places follow each other
    without a gap from 0 on; on PostgreSQL a line can become visible after later ones were placed, and has a run to itself.
    """

    first_index = models.BigIntegerField(primary_key=True)
    first_line = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(first_index__gte=0), name="ledger_places_count_from_zero")]

    def __str__(self) -> str:
        return f"{self.count} lines from {self.first_index}"

    @property
    def next_index(self) -> int:
        return self.first_index + self.count


class Tile(models.Model):
    """256 neighbouring hashes of one level of tiles, or fewer at the right edge.

    A narrower tile is the beginning of the wider one, so one row serves every width it ever had.
    """

    level = models.PositiveSmallIntegerField()
    number = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["level", "number"], name="ledger_one_tile_a_place")]

    def __str__(self) -> str:
        return f"tile {self.level}/{self.number}"


class Checkpoint(models.Model):
    """A signed head of the log; `note` is what the public gets, word for word."""

    size = models.BigIntegerField(unique=True)
    root = models.BinaryField()
    note = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"checkpoint {self.size}"


class SequencerLease(models.Model):
    """Who may sequence, until when. One row; `turn` grows with each claim, so that a late holder notices."""

    ONLY = 1

    holder = models.CharField(max_length=64, blank=True)
    lease_until = models.DateTimeField()
    turn = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="ledger_only_one_sequencer_lease")]

    def __str__(self) -> str:
        return f"turn {self.turn} of {self.holder}"


class AnchorState(models.TextChoices):
    WAITING = "waiting", _("Waits to be handed in")
    SUBMITTED = "submitted", _("Handed in, not final yet")
    CONFIRMED = "confirmed", pgettext_lazy("anchor-state", "Confirmed")
    CONFLICT = "conflict", _("Conflict: another root was named")
    FAILED = "failed", pgettext_lazy("anchor-state", "Failed")

    @classmethod
    def open_ones(cls) -> tuple["AnchorState", ...]:
        return (cls.WAITING, cls.SUBMITTED)


class AnchorReceipt(models.Model):
    """One checkpoint shown to one anchor outside, and how far that came. `evidence` can be checked without us."""

    DETAIL_LENGTH = 300

    anchor = models.CharField(max_length=30)
    size = models.BigIntegerField()
    root = models.BinaryField()
    state = models.CharField(max_length=10, choices=AnchorState.choices, default=AnchorState.WAITING)
    reference = models.CharField(max_length=200, blank=True)
    evidence = models.BinaryField(default=bytes)
    detail = models.CharField(max_length=DETAIL_LENGTH, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True)
    anchored_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["anchor", "size"], name="ledger_one_receipt_a_head")]
        indexes = [
            # An alarm is looked for on every page of receipts, among all that ever were.
            models.Index(fields=["-id"], name="ledger_anchor_conflicts", condition=Q(state="conflict")),
        ]

    def __str__(self) -> str:
        return f"{self.anchor} {self.size} ({self.state})"

    @property
    def root_hex(self) -> str:
        return bytes(self.root).hex()
