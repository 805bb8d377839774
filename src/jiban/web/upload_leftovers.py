"""Files of uploads that broke off while a process ended: Django deletes its own, but not those of one that was killed."""

import os
import re
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings

from jiban.jobs.registry import every

ONE_HOUR, ONE_DAY_SECONDS = 3600, 24 * 3600
# As Django names what it writes an upload to.
LEFTOVER = re.compile(r"tmp\w{8}\.upload(\.\w{1,10})?")


@every(ONE_HOUR, "clear-unfinished-uploads")
def clear_unfinished_uploads(now: datetime) -> int:
    """Ours alone, and a day old: no upload takes that long."""
    before = now.timestamp() - ONE_DAY_SECONDS
    cleared = 0
    for file in Path(settings.FILE_UPLOAD_TEMP_DIR or tempfile.gettempdir()).glob("tmp*.upload*"):
        if LEFTOVER.fullmatch(file.name) and _is_old_and_ours(file, before):
            file.unlink(missing_ok=True)
            cleared += 1
    return cleared


def _is_old_and_ours(file: Path, before: float) -> bool:
    try:
        known = file.lstat()
    except FileNotFoundError:
        return False
    return known.st_uid == os.getuid() and known.st_mtime < before
