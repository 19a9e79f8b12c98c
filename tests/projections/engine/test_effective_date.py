"""Events count by their effective date, whenever they were recorded."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from domain.commands import assessing, fieldwork, following_up, sampling
from domain.events.fieldwork import Direction, FindingList
from domain.framework import Response
from projections.audit import stale_sign_offs
from projections.audit.case_file import case_file
from projections.engine.effective_date import effective_by
from projections.saved.all_views import Views
from tests.fixtures.inspections import ANN, BEN, EVE, NAME, START, announced, deeds, followed_up, played, published

DAY = timedelta(days=1)
MONDAY = START.date()


def in_effect(story, day):
    return effective_by(day, list(story.store.follow(inspection=NAME)))


def answered(story, case, question, response, on):
    """Record an answer now, with another effective date."""
    story.does(BEN, assessing.RecordAnswer, on=on, case=case, question=question, response=response, evidence="seen")


def test_an_event_recorded_later_counts_from_its_effective_date():
    story = announced()
    story.wait_until(MONDAY + 7 * DAY)
    answered(story, "A-1", "1.1", Response.SUFFICIENT, on=MONDAY + DAY)
    answered(story, "A-1", "2.1", Response.SUFFICIENT, on=MONDAY + 3 * DAY)
    answers = [set(Views.replay(in_effect(story, MONDAY + day * DAY)).scores.cases["A-1"].answers) for day in range(5)]
    assert answers == [set(), {"1.1"}, {"1.1"}, {"1.1", "2.1"}, {"1.1", "2.1"}]


def test_an_event_without_an_effective_date_counts_from_the_day_it_was_recorded():
    story = announced()
    story.wait_until(MONDAY + 7 * DAY)
    answered(story, "A-1", "1.1", Response.SUFFICIENT, on=None)
    assert "1.1" not in Views.replay(in_effect(story, MONDAY + 6 * DAY)).scores.cases["A-1"].answers
    assert "1.1" in Views.replay(in_effect(story, MONDAY + 7 * DAY)).scores.cases["A-1"].answers


def test_a_case_exists_from_the_first_effective_date_of_its_events():
    story = announced()
    story.wait_until(MONDAY + 7 * DAY)
    story.does(ANN, sampling.SampleCase, case="A-4", pseudonym="Lark", conditions=("community",))
    story.does(ANN, sampling.AssignAssessor, case="A-4", assessor="ben")
    answered(story, "A-4", "1.1", Response.SUFFICIENT, on=MONDAY + DAY)
    assert "A-4" not in Views.replay(in_effect(story, MONDAY)).scores.cases
    assert (
        Views.replay(in_effect(story, MONDAY + DAY)).scores.cases["A-4"].answers["1.1"].response == Response.SUFFICIENT
    )


def test_an_answer_exists_on_the_effective_date_of_its_correction_and_the_later_recorded_stands():
    story = announced()
    story.wait_until(MONDAY + 7 * DAY)
    answered(story, "A-1", "1.1", Response.SUFFICIENT, on=MONDAY + 4 * DAY)
    misread = {"question": "1.1", "response": Response.INSUFFICIENT, "reason": "misread on Tuesday"}
    story.does(BEN, assessing.ReviseAnswer, on=MONDAY + DAY, case="A-1", **misread)
    log = in_effect(story, MONDAY + DAY)
    assert case_file([event for event in log if event.case == "A-1"]).answers["1.1"].response == Response.INSUFFICIENT


def test_findings_and_actions_exist_from_the_first_effective_date_of_their_events():
    story = published()
    story.wait_until(date(2025, 6, 2))
    act = {"number": 1, "responsible": "Team manager", "due_on": date(2025, 9, 1)}
    for number, day in ((1, date(2025, 5, 30)), (2, date(2025, 5, 1))):
        planned = following_up.PlanAction
        story.does(EVE, planned, on=day, step=f"step {number}", **act)
    log = in_effect(story, date(2025, 5, 1))
    assert [action.step for action in Views.replay(log).tracker.recommendations[1].actions][-2:] == ["step 1", "step 2"]


def test_nothing_is_in_effect_before_the_first_day():
    assert in_effect(announced(), MONDAY - DAY) == ()


def test_a_finding_withdrawn_as_of_an_earlier_day_exists_on_that_day():
    story = announced()
    story.wait_until(MONDAY + 7 * DAY)
    name = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
    finding = {"statement": "so", "direction": Direction.DEFICIT}
    story.does(ANN, fieldwork.RecordFinding, **name, **finding)
    withdraw = fieldwork.WithdrawFinding
    story.does(ANN, withdraw, on=MONDAY + DAY, reason="so not", **name)
    kinds = [event.fact.kind() for event in in_effect(story, MONDAY + DAY)][-2:]
    assert kinds == ["finding-recorded", "finding-withdrawn"]
    assert Views.replay(in_effect(story, MONDAY + DAY)).status.themes["1"].key_findings == 0


@given(deeds, st.randoms(use_true_random=False), st.integers(-1, 12))
def test_every_view_can_be_folded_from_the_events_in_effect_by_any_day(done, random, days):
    log = [
        _moved_to(event, MONDAY + random.randint(0, 10) * DAY) for event in played(done).store.follow(inspection=NAME)
    ]
    in_force = effective_by(MONDAY + days * DAY, log)
    Views.replay(in_force)
    stale_sign_offs.stale(in_force)
    for case in {event.case for event in in_force if event.case}:
        case_file([event for event in in_force if event.case == case])


@given(st.randoms(use_true_random=False), st.integers(-1, 500))
def test_a_complete_inspection_can_be_folded_by_any_day(random, days):
    log = [_moved_to(event, MONDAY + random.randint(0, 450) * DAY) for event in COMPLETE]
    in_force = effective_by(MONDAY + days * DAY, log)
    Views.replay(in_force)
    stale_sign_offs.stale(in_force)
    assert effective_by(date.max, log) == tuple(log)


def _moved_to(recorded, day):
    """Return the same event with another effective date."""
    origin = structs.replace(recorded.fact.origin, occurred_on=day)
    return recorded._replace(fact=structs.replace(recorded.fact, origin=origin))


COMPLETE = list(followed_up().store.follow(inspection=NAME))
