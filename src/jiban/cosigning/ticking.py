"""The worker's clock for witnesses. The network is used in a thread: a slow witness must not hold up a seal."""

import logging
import threading
from datetime import datetime

from django.db import connection

from jiban.jobs.registry import every

from . import asking

log = logging.getLogger(__name__)
_round = threading.Lock()


@every(1, "ask-witnesses")
def ask_witnesses(now: datetime) -> None:
    """Start a round unless one is still going on."""
    if not asking.is_anybody_due(now) or not _round.acquire(blocking=False):
        return
    threading.Thread(target=_ask, args=(now,), name="witnesses", daemon=True).start()


def _ask(now: datetime) -> None:
    try:
        asking.ask_all(now)
    except Exception:
        log.exception("a round with the witnesses failed")
    finally:
        connection.close()
        _round.release()
