"""Where the guards look."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "jiban"
DOCS = ROOT / "docs"
TEMPLATES = SOURCE / "web" / "templates"


def documents() -> list[Path]:
    """Every page of prose that the repository holds."""
    return sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "requirements" / "README.md"])


def table_rows(text: str, *, first_cell: str) -> list[list[str]]:
    """The cells of every table row whose first cell begins with `first_cell`."""
    rows = [line.strip().strip("|").split(" | ") for line in text.splitlines() if line.startswith(f"| {first_cell}")]
    return [[cell.strip() for cell in row] for row in rows]
