"""The papers of a certificate as the product makes them, and what making something costs this process."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from jiban.certificates import papers

from .sample import Village

Made = TypeVar("Made")


def ofd(village: Village, record: dict[str, Any], now: datetime) -> bytes:
    """From the record to the sealed file: composed, signed by the reviewer, taken up again, sealed by the committee."""
    draft = papers.compose_signed_draft(
        record, signature=village.reviewer, at=now, standing_words=village.standing_words
    )
    return papers.seal_draft(draft, record, seal=village.seal, at=now)


def pdf(village: Village, record: dict[str, Any], now: datetime) -> bytes:
    """The twin."""
    return papers.compose_pdf(
        record,
        seal_picture=village.seal_picture,
        signature_picture=village.reviewer_picture,
        signer=village.pdf_signer,
        at=now,
    )


def cost_ms(make: Callable[[], Made]) -> tuple[float, Made]:
    """Processor time of this process, which other programs on the machine disturb least."""
    began = time.process_time_ns()
    made = make()
    return (time.process_time_ns() - began) / 1e6, made
