"""Which responses did each person give to each question?"""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings

from domain.events.moderating import AnswerModerated
from domain.refusals.inspection import TooSoon
from events_store.store import RecordedEvent
from projections.agreement import inter_rater, moderation
from projections.agreement.ratings_by_person import GivenResponse, ratings_by_person
from tests.fixtures.inspections import (
    Deed,
    announced,
    answer,
    assessed,
    deeds,
    played,
)
from tests.projections.agreement.ratings import (
    INSUFFICIENT,
    SUFFICIENT,
    change,
    rated,
    reopened,
    revise,
    the_answer,
)


def test_the_first_answer_is_the_assessors_own_and_never_the_moderators():
    story = assessed()
    change(story, "A-1", "1.1", INSUFFICIENT)
    assert the_answer(story).first == GivenResponse("ben", SUFFICIENT)


def test_a_revision_before_the_assessment_is_submitted_counts():
    story = announced()
    answer(story, "A-1", "1.1", SUFFICIENT)
    revise(story, "A-1", "1.1", INSUFFICIENT)
    assert the_answer(story).first == GivenResponse("ben", INSUFFICIENT)


def test_a_revision_after_the_assessment_was_reopened_does_not_count_because_others_had_a_say_by_then():
    story = assessed()
    reopened(story, "A-1")
    revise(story, "A-1", "1.1", INSUFFICIENT)
    assert the_answer(story).first == GivenResponse("ben", SUFFICIENT)
    assert the_answer(story).own == GivenResponse("ben", INSUFFICIENT)


def test_a_case_that_is_out_of_the_score_is_left_out_and_comes_back():
    done: list[Deed] = [
        ("second", "A-1", "1.1", INSUFFICIENT),
        ("moderate", "A-1", "1.1", INSUFFICIENT),
        ("exclude", "A-1", "1.1", INSUFFICIENT),
    ]
    out, back = rated(played(done)), rated(played([*done, ("reinstate", "A-1", "1.1", INSUFFICIENT)]))
    assert (out.excluded, back.excluded) == (("A-1",), ())
    assert inter_rater.overall(out.answers()).compared == 0
    assert moderation.overall(out.answers()).looked_at == 0
    assert inter_rater.overall(out.answers(excluded=True)).compared == 1
    assert moderation.overall(back.answers()).looked_at == inter_rater.overall(back.answers()).compared == 1


def test_without_a_framework_there_is_nothing_to_compare():
    with pytest.raises(TooSoon, match="adopt a framework first"):
        _ = ratings_by_person(()).adopted


@given(deeds)
@settings(max_examples=40, deadline=None)
def test_first_answers_never_depend_on_what_moderators_made_of_them(done: list[Deed]):
    def firsts(log: Sequence[RecordedEvent]) -> list[GivenResponse | None]:
        return [one.first for one in ratings_by_person(log).answers()]

    log = tuple(played(done).store.follow())
    assert firsts(log) == firsts([one for one in log if not isinstance(one.fact, AnswerModerated)])
