"""A certificate that went all the way."""

import pytest

from tests import cast
from tests.stories.walk import issued_certificate


@pytest.fixture
def certificate(authority, db):
    village = cast.village(authority)
    cast.items()
    return issued_certificate(village)
