"""How contested is each answer?"""

from hypothesis import given, settings

from domain.framework import Response
from projections.audit.disputed_answers import Contested, contested
from tests.fixtures.inspections import Deed, assessed, deeds, moderate, played

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response


def told(*done: Deed, case: str = "A-1", question: str = "1.1") -> Contested:
    return contested(tuple(played(done).store.follow())).get((case, question), Contested())


def test_an_answer_that_nobody_contested_is_not_contested():
    assert told() == Contested()


def test_each_moderation_query_and_revision_of_an_answer_counts():
    assert told(
        ("moderate", "A-1", "1.1", INSUFFICIENT),
        ("moderate", "A-1", "1.1", SUFFICIENT),
        ("query", "A-1", "1.1", SUFFICIENT),
        ("reply", "A-1", "1.1", SUFFICIENT),
        ("confirm", "A-1", "1.1", SUFFICIENT),
        ("reopen", "A-1", "1.1", SUFFICIENT),
        ("revise", "A-1", "1.1", INSUFFICIENT),
    ) == Contested(moderated=2, queried=1, revised=1)


def test_a_second_assessor_disagrees_with_the_answer_that_stands_now():
    assert told(("second", "A-1", "1.1", INSUFFICIENT)) == Contested(disagreed=1)
    assert told(("second", "A-1", "1.1", SUFFICIENT)) == Contested()
    second = ("second", "A-1", "1.1", INSUFFICIENT)
    assert told(second, ("moderate", "A-1", "1.1", INSUFFICIENT)) == Contested(moderated=1)


def test_the_weightiest_way_decides_the_order():
    assert Contested(moderated=1) > Contested(disagreed=2) > Contested(queried=3) > Contested(revised=4) > Contested()


@given(deeds)
@settings(max_examples=30, deadline=None)
def test_every_moderation_is_counted_once(done: list[Deed]):
    log = tuple(played(done).store.follow())
    kinds = [recorded.fact.kind() for recorded in log]
    found = contested(log).values()
    assert sum(one.moderated for one in found) == kinds.count("answer-moderated")
    assert sum(one.queried for one in found) == kinds.count("answer-queried")
    assert sum(one.revised for one in found) == kinds.count("answer-revised")


def test_answers_of_other_cases_and_questions_are_told_apart():
    story = assessed()
    moderate(story, "A-2", "1.1", INSUFFICIENT)
    found = contested(tuple(story.store.follow()))
    assert [place for place, one in found.items() if one.moderated] == [("A-2", "1.1")]
