"""Share an inspection whose first recommendation has a planned action."""

import pytest

from tests.fixtures.inspections import published
from tests.projections.monitoring.follow_up_story import answer, plan


@pytest.fixture
def planned():
    """Return an inspection published on 14 March 2025; a week later recommendation 1 is agreed and has an action."""
    story = published()
    answer(story)
    plan(story)
    return story
