"""Flip bytes of sealed files and see that each flip is reported. By hand: python -m tests.standards.verifying.mutations 20000"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache

from jiban.standards.ofd.archive_reading import read_archive
from jiban.standards.ofd.errors import OfdError
from tests.standards.ses.scene import scene
from tests.standards.verifying.paper import Signing, entries_of, packed, verified


@cache
def originals() -> tuple[dict[str, bytes], ...]:
    """Closed by a seal of each version, by signed data, and by two signatures."""
    of_2025 = Signing(version=5, seal=scene().seal_of_2025, closes=True)
    return tuple(
        entries_of(*signings)
        for signings in (
            [Signing(closes=True)],
            [Signing(version=1, closes=True)],
            [of_2025],
            [Signing(kind="Sign", closes=True)],
            [Signing(), Signing(kind="Sign", with_attributes=False, closes=True)],
        )
    )


def flipped_entries(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files with one byte of one entry changed, each with the place of the change."""
    chance = random.Random(seed)
    for _ in range(count):
        entries = dict(chance.choice(originals()))
        name = chance.choice(sorted(entries))
        content = bytearray(entries[name])
        at = chance.randrange(len(content))
        content[at] ^= chance.randrange(1, 256)
        entries[name] = bytes(content)
        yield f"{name} at {at}", packed(entries)


def flipped_archives(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Files with one byte of the archive changed that do not merely hold the same entries under another date."""
    chance = random.Random(seed)
    archives = [packed(entries) for entries in originals()]
    for _ in range(count):
        data = bytearray(chance.choice(archives))
        original = read_archive(bytes(data))
        at = chance.randrange(len(data))
        data[at] ^= chance.randrange(1, 256)
        if entries_in(bytes(data)) != original:
            yield f"archive at {at}", bytes(data)


def entries_in(data: bytes) -> dict[str, bytes] | None:
    try:
        return read_archive(data)
    except OfdError:
        return None


def is_told(place: str, codes: set[str]) -> bool:
    """Signed data holds parts that it does not sign: certificates sent along, and numbers that repeat what the signed part
    says. A change there takes nothing from what is signed, and is told without a verdict."""
    return "SignedValue" in place and any(code == "certificate-unused" or code.startswith("form-") for code in codes)


def unnoticed(files: Iterator[tuple[str, bytes]], codes: Counter[str]) -> list[str]:
    """Places whose change leaves a file genuine in either profile."""
    missed = []
    for place, data in files:
        for profile in ("strict", "tolerant"):
            report = verified(data, profile=profile)
            if report.verdict == "genuine" and is_told(place, {finding.code for finding in report.findings}):
                codes["told without a verdict"] += 1
            elif report.verdict in {"genuine", "unsigned"}:
                missed.append(f"{place} ({profile})")
            elif report.first is not None:
                codes[report.first.code] += 1
    return missed


def main(count: int) -> int:
    codes: Counter[str] = Counter()
    begin = time.perf_counter()
    missed = unnoticed(flipped_entries(count, seed=1), codes) + unnoticed(flipped_archives(count, seed=2), codes)
    sys.stdout.write(f"{count} flips of entries, {count} of archives, {time.perf_counter() - begin:.0f} s\n")
    sys.stdout.writelines(f"{number:7} {code}\n" for code, number in codes.most_common())
    sys.stdout.write(f"unnoticed: {missed or 'none'}\n")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
