"""Run by the Python of the oracles: draw an OFD file and read its text with programs that are not ours.

Usage:  read_by_others.py FILE.ofd PICTURE.png REPORT.json
"""

import contextlib
import io
import json
import sys
from pathlib import Path

import ofdkit
import zxingcpp
from loguru import logger

logger.remove()
with contextlib.redirect_stdout(io.StringIO()):
    from ofd2img.ofd import OFD


def main(ofd: str, picture: str, report: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        drawing = OFD()
        drawing.read(ofd, fmt="path")
        pages = drawing.to_jpg()
    pages[0].save(picture)
    codes = [code.text for code in zxingcpp.read_barcodes(pages[0].convert("L"))]
    with ofdkit.open(ofd) as document:
        text = document.text()
    told = {"pages": len(pages), "size": pages[0].size, "codes": codes, "text": text}
    Path(report).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
