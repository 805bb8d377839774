"""What the worker's clock does for look-ups."""

import logging
from datetime import datetime

from jiban.jobs.registry import every

from .retaining import forget_due

log = logging.getLogger(__name__)
HOUR_SECONDS = 3600


@every(HOUR_SECONDS, "forget-look-ups")
def forget_old_look_ups(now: datetime) -> None:
    count = forget_due(now)
    if count:
        log.info("%d look-ups are past their time: answers and salts deleted", count)
