"""The milestones are the first feedback, draft and publication."""

from datetime import date

from domain.commands import reporting
from projections.saved.milestones import MILESTONES, Milestone
from tests.fixtures.inspections import ANN, NAME, announced, published, republished, unlocked


def milestones_of(story):
    return MILESTONES.replay(story.store.follow(inspection=NAME)).reached


def test_an_inspection_without_feedback_has_no_milestone():
    assert milestones_of(announced()) == {}


def test_each_milestone_has_the_position_and_the_effective_date_of_its_event():
    story = published()
    kinds = {event.position: event.fact.kind() for event in story.store.follow(inspection=NAME)}
    milestones = milestones_of(story)
    assert {name: kinds[milestone.position] for name, milestone in milestones.items()} == {
        "feedback": "feedback-given",
        "draft": "draft-report-issued",
        "published": "report-published",
    }
    assert (milestones["draft"].day, milestones["published"].day) == (date(2025, 2, 3), date(2025, 3, 14))


def test_feedback_recorded_later_counts_on_its_effective_date():
    story = announced()
    story.wait_until(date(2025, 1, 20))
    story.does(ANN, reporting.GiveFeedback, on=date(2025, 1, 17), audience="managers")
    assert milestones_of(story) == {"feedback": Milestone(story.position(), date(2025, 1, 17))}


def test_only_the_first_publication_is_a_milestone():
    story = published()
    first = milestones_of(story)["published"]
    story.wait_until(date(2025, 5, 9))
    assert milestones_of(republished(unlocked(story)))["published"] == first
