"""What a killed process has left of an upload goes after a day, and nothing else in that folder."""

import os
from datetime import timedelta

from django.utils import timezone

from jiban.web.upload_leftovers import clear_unfinished_uploads


def test_only_old_leftovers_of_uploads_are_deleted(settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    now = timezone.now()
    old = (now - timedelta(days=2)).timestamp()
    for name in ("tmpab12cd34.upload.jpg", "tmpab12cd35.upload", "tmpnotours.txt", "my.upload.jpg"):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (old, old))
    (tmp_path / "tmpab12cd36.upload.pdf").write_bytes(b"still coming in")
    assert clear_unfinished_uploads(now) == 2
    assert {file.name for file in tmp_path.iterdir()} == {"tmpnotours.txt", "my.upload.jpg", "tmpab12cd36.upload.pdf"}
