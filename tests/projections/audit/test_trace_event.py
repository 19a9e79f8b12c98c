"""Which figures does an event affect, and is it still current?"""

from datetime import timedelta

import pytest
from hypothesis import given, settings

from domain.effect import EventRole as Role
from domain.framework import Response
from domain.refusals.inspection import TooSoon
from projections.audit.trace_event import EventNotCounted, trace_event
from projections.audit.trace_figure import trace
from projections.engine.effects import superseded as replaced
from tests.fixtures.follow_ups import PUBLICATION, made, reported
from tests.fixtures.follow_ups import log as follow_up_log
from tests.fixtures.inspections import (
    assessed,
    deeds,
    followed_up,
    played,
)
from tests.projections.audit.traces import (
    ANSWERING,
    SCORES,
    SHARES,
    affected,
    assert_both_ways_agree,
    log_of,
    roles,
)


@settings(max_examples=10, deadline=None)
@given(deeds)
def test_an_event_bears_on_a_figure_where_the_figure_rests_on_it(done):
    assert_both_ways_agree(log_of(played(done)))


def test_from_the_announcement_to_the_review_an_event_bears_on_a_figure_where_the_figure_rests_on_it():
    assert_both_ways_agree(log_of(followed_up()))


@given(deeds)
def test_an_answer_stands_until_the_next_one_to_the_same_question_in_the_same_case(done):
    log = log_of(played(done))
    gone = replaced(log)
    last = {}
    for recorded in log:
        if recorded.fact.kind() in ANSWERING:
            last.setdefault((recorded.case, recorded.fact.question), []).append(recorded.position)
    for positions in last.values():
        assert [gone.get(one) for one in positions] == [*positions[1:], None]


def test_a_case_that_was_taken_out_is_named_and_its_answers_are_not_listed():
    log = log_of(played([("exclude", "A-3", "1.1", Response.SUFFICIENT)]))
    traced = trace(log, SCORES[0])
    found = roles(traced)
    assert found[Role.EXCLUDED] == [log[-1].position]
    assert len(found[Role.COUNTED]) == 3
    assert {one.event.case for one in traced.events if one.role is Role.COUNTED} == {"A-1", "A-2"}
    assert (traced.scoring.cases, traced.scoring.excluded) == (2, 1)
    given_in_it = next(one for one in log if one.case == "A-3" and one.fact.kind() == "answer-recorded")
    event = trace_event(log, given_in_it.position)
    assert event.excluded_by.position == log[-1].position
    assert event.replaced_by is None
    assert affected(log, given_in_it.position)[1] == {SCORES[0], SHARES[0]}
    assert trace_event(log, log[-1].position).excluded_by is None


def test_a_case_that_was_put_back_counts_and_what_put_it_back_is_named():
    back = [(deed, "A-3", "1.1", Response.SUFFICIENT) for deed in ("exclude", "reinstate")]
    log = log_of(played(back))
    found = roles(trace(log, SCORES[0]))
    assert found[Role.REINSTATED] == [log[-1].position]
    assert Role.EXCLUDED not in found
    assert trace_event(log, log[-2].position).replaced_by.position == log[-1].position


def test_every_later_word_on_the_same_matter_is_known_from_the_announcement_to_the_review():
    log = log_of(followed_up())
    kinds = {recorded.position: recorded.fact.kind() for recorded in log}
    gone = {kinds[earlier]: kinds[later] for earlier, later in replaced(log).items()}
    assert gone == {"action-planned": "action-revised", "recommendation-closed": "recommendation-reopened"}


def test_a_claim_of_an_earlier_day_that_is_recorded_later_takes_no_later_ones_place():
    first, last = PUBLICATION + timedelta(days=10), PUBLICATION + timedelta(days=20)
    later, earlier = reported(1, last), reported(1, last + timedelta(days=1), on=first)
    assert replaced(follow_up_log(made(1), later, earlier)) == {3: 2}


def test_an_event_that_makes_no_figure_bears_on_none():
    assert affected(log_of(assessed()), 1) == (set(), set())


def test_an_event_that_does_not_count_is_refused_and_so_is_a_figure_before_there_is_a_framework():
    log = log_of(assessed())
    with pytest.raises(EventNotCounted):
        trace_event(log, log[-1].position + 1)
    with pytest.raises(TooSoon):
        trace(log[:1], SCORES[0])
