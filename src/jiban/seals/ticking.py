"""What the worker's clock does for seals: say in the log which ones end soon, once when a worker starts and then daily."""

import logging
from datetime import datetime

from jiban.jobs.registry import every

from .questions import expiring

log = logging.getLogger(__name__)
DAY_SECONDS = 24 * 3600


@every(DAY_SECONDS, "seals-expiring")
def tell_expiring_seals(now: datetime) -> None:
    """One line a seal, by its number alone: a reviewer's name is nobody's business in a log."""
    for seal, ending in expiring(now):
        if ending.is_over:
            log.error("seal %s has ended at %s: nothing can be sealed with it", seal.seal_id, f"{ending.at:%Y-%m-%d}")
        else:
            level = logging.ERROR if ending.alarm <= 7 else logging.WARNING
            log.log(level, "seal %s ends in %d days, at %s", seal.seal_id, ending.days, f"{ending.at:%Y-%m-%d}")
