"""Read any OFD package (GB/T 33190-2016), also one that keeps to the standard only roughly."""

from jiban.standards.ofd.reading.packages import open_package

__all__ = ["open_package"]
