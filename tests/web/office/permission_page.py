"""Writes docs/reference/permissions.md anew: python -m tests.web.office.permission_page"""

import sys

import pytest

WRITES = "write-permissions"


class Writer:
    """Tells the test that walks all pages to write what it finds in place of comparing it."""

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(object(), WRITES)


if __name__ == "__main__":
    sys.exit(pytest.main(["-q", "tests/web/office/test_permissions.py", "-k", "every_kind"], plugins=[Writer()]))
