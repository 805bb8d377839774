"""How much processor time a process and all that came of it have used, as the kernel counts (proc(5))."""

import os
from pathlib import Path


def of_tree(root: int) -> float:
    """Seconds; children that have ended count with whoever waited for them."""
    parents, ticks = {}, {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(status.parent.name)
        parents[pid] = int(fields[1])
        ticks[pid] = sum(int(each) for each in fields[11:15])
    below, found = {root}, 0
    while below:
        found += sum(ticks.get(pid, 0) for pid in below)
        below = {pid for pid, parent in parents.items() if parent in below}
    return found / os.sysconf("SC_CLK_TCK")
