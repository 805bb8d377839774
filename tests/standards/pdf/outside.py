"""The programs of other people that look at our files. One that is not installed fails the test that needs it."""

import subprocess
from io import BytesIO
from pathlib import Path

from PIL import Image

POINTS_PER_MM = 72 / 25.4


def say(program: str, *arguments: str | Path) -> str:
    """Run a program of poppler or qpdf; whatever it says, as long as it ends well."""
    ran = subprocess.run([program, *map(str, arguments)], capture_output=True, check=False)
    assert ran.returncode == 0, f"{program}: {ran.stdout.decode()} {ran.stderr.decode()}"
    assert not ran.stderr, ran.stderr.decode()
    return ran.stdout.decode()


def words(file: Path) -> list[str]:
    """The text of all pages as poppler reads it, line by line, without empty ones."""
    return [
        line.strip() for line in say("pdftotext", "-layout", file, "-").replace("\f", "").splitlines() if line.strip()
    ]


def picture(file: Path, *, page: int = 1, pixels_per_mm: int = 5) -> Image.Image:
    """A page as poppler draws it."""
    resolution = str(pixels_per_mm * 25.4)
    drawn = subprocess.run(
        ["pdftoppm", "-r", resolution, "-f", str(page), "-l", str(page), "-png", file], capture_output=True, check=True
    )
    return Image.open(BytesIO(drawn.stdout)).convert("RGB")
