"""First answers are hidden from blind second assessors until they submit."""

from hypothesis import given
from hypothesis import strategies as st

from domain.commands import fieldwork, second_assessing
from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingList
from domain.framework import Response
from projections.saved.all_views import Views
from projections.saved.audit_trail import entries
from projections.saved.blindness import BLINDNESS, Withheld, hidden_from, without_first_answers
from tests.fixtures.inspections import ANN, CASES, NAME, deeds, moderate, played, published, signed_off

SECOND = ("second", "A-1", "1.1", Response.INSUFFICIENT)
SUBMITTED = ("second submit", "A-1", "1.1", Response.INSUFFICIENT)


def hidden(story, reader):
    return hidden_from(reader, BLINDNESS.replay(story.store.follow()))


def test_first_answers_are_hidden_from_the_second_assessor_until_they_submit():
    assert hidden(played([]), "gus") == set()
    assert hidden(played([SECOND]), "gus") == {"A-1"}
    assert hidden(played([SECOND, SUBMITTED]), "gus") == set()


def test_first_answers_are_hidden_until_the_second_assessor_is_let_go():
    story = played([SECOND])
    release = second_assessing.ReleaseSecondAssessor
    story.does(ANN, release, case="A-1", assessor="gus", reason="on leave")
    assert hidden(story, "gus") == set()


def test_first_answers_are_hidden_from_a_reader_who_may_be_the_second_assessor_and_from_nobody_else():
    assert hidden(played([SECOND]), None) == {"A-1"}
    assert hidden(played([SECOND]), "ben") == set()
    assert hidden(played([]), None) == set()


def test_findings_are_shown_without_the_hidden_responses_that_they_cite():
    story = signed_off()
    cited = Citations(answers=tuple(CitedAnswer(case=case, question="1.1") for case in ("A-1", "A-2")))
    name = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1}
    command = fieldwork.RecordFinding
    finding = {"statement": "so", "direction": Direction.DEFICIT, "citations": cited}
    story.does(ANN, command, **name, **finding)
    moderate(story, "A-1", "1.1", Response.INSUFFICIENT)
    story.does(ANN, fieldwork.ReviseFinding, **name, reason="it holds")
    *_, recorded, revised = without_first_answers(list(story.store.follow()), {"A-1"})
    assert [answer.response for answer in recorded.fact.citations.answers] == [None, Response.SUFFICIENT]
    assert [answer.response for answer in revised.fact.old_citations.answers] == [None, Response.SUFFICIENT]
    assert [answer.response for answer in revised.fact.citations.answers] == [None, Response.SUFFICIENT]
    directions = [recorded.fact.direction, revised.fact.old_direction, revised.fact.direction]
    assert directions == [Withheld.DIRECTION] * 3


def test_the_direction_of_a_finding_that_rests_on_no_hidden_answer_is_shown():
    log = list(published().store.follow())
    directions = [
        event.fact.direction for event in without_first_answers(log, {"A-1"}) if event.fact.kind() == "finding-recorded"
    ]
    assert directions == [Direction.MIXED]


def test_without_hidden_cases_the_log_is_complete():
    log = list(published().store.follow())
    assert without_first_answers(log, frozenset()) == tuple(log)


@given(deeds, st.sampled_from(CASES))
def test_no_view_of_what_is_left_has_a_first_answer_of_a_hidden_case(done, case):
    left = without_first_answers(list(played(done).store.follow(inspection=NAME)), {case})
    assert Views.replay(left).scores.cases[case].answers == {}
    of_case = [entry for entry in entries(left) if entry.case == case]
    assert [entry for entry in of_case if entry.question] == [
        entry for entry in of_case if entry.kind == "second-answer-recorded"
    ]
    assert {entry.old for entry in of_case}.isdisjoint({"sufficient", "insufficient", "not applicable"})
