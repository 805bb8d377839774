"""Run as a program: take up a pending signature from a file, put in a value from another file, write the package.

Usage:  finish_elsewhere.py PENDING.ofd VALUE.dat FINISHED.ofd
"""

import sys
from pathlib import Path

from jiban.standards.ofd.composing import take_up
from jiban.standards.ofd.package import write
from jiban.standards.ofd.signing import finish


def main(pending: str, value: str, finished: str) -> None:
    waiting = take_up(Path(pending).read_bytes())
    Path(finished).write_bytes(write(finish(waiting, Path(value).read_bytes())))


if __name__ == "__main__":
    main(*sys.argv[1:])
