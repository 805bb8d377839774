"""Pages are asked for here too: static files come without collectstatic, as in the tests of the pages."""

from tests.web.conftest import plain_static_files

__all__ = ["plain_static_files"]
