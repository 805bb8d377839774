"""The code of docs/reference/writing-ofd.md is run as it stands there."""

import re
from pathlib import Path

from jiban.standards.ofd.reader import open_ofd

from .reading import read

PAGE = Path(__file__).parents[4] / "docs/reference/writing-ofd.md"


def test_the_page_can_be_followed(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 6
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)  # noqa: S102 - our own page
    assert capsys.readouterr().out == "3 pages\n"
    for file, count in (("certificate.ofd", 0), ("sealed.ofd", 1), ("ledger.ofd", 2)):
        data = Path(file).read_bytes()
        assert read(data).pages
        signatures = open_ofd(data).signatures
        assert len(signatures) == count
        assert all(not one.findings for one in signatures)
        assert not signatures or signatures[-1].covers_everything
    assert names["lying"].pages[0].width_mm == 297
    assert names["svg"].startswith("<svg")
