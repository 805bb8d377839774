"""How much memory this process holds, as the kernel counts it (proc(5), VmRSS)."""

from pathlib import Path


def resident_mib() -> float:
    """MiB of physical memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024
