"""Whoever walks through a story."""

import pytest

from tests.stories.test_bad_rating import PatientWalk


@pytest.fixture
def walk_of(open_as, live_server):
    """The browser of somebody who has signed in, reading English: the words are those of the source."""

    def of(person, **size):
        return PatientWalk(open_as(person, locale="en-US", **size), live_server)

    return of
