"""What the tests of the pages share."""

from tests.browser import accessibility_faults

__all__ = ["accessibility_faults"]
