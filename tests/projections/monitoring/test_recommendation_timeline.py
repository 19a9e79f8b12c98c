"""What is the history of one recommendation, from the findings and answers it rests on to what became of it?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commands import fieldwork, following_up
from domain.events.fieldwork import (
    Citations,
    CitedAnswer,
    Direction,
    EvidenceKind,
    EvidenceRecorded,
    FindingList,
    SourceRole,
)
from domain.events.following_up import FollowUpEvent
from domain.events.recommendation_terms import CitedFinding, Owner, Progress
from domain.framework import Response
from domain.refusals.follow_up import UnknownRecommendation
from events_store.store import RecordedEvent
from projections.monitoring.recommendation_timeline import Chapter, history
from projections.monitoring.uncovered_findings import Orphan, orphans
from projections.saved.findings import FINDINGS
from projections.saved.recommendation_tracker import TRACKER
from tests.fixtures import follow_ups
from tests.fixtures.inspections import ANN, EVE, NAME, assessed, followed_up, judge, moderate, published


def log_of(story):
    return tuple(story.store.follow(inspection=NAME))


def found(story, ordinal, answers=(), evidence=()):
    """A finding of theme 1, in the words of its number."""
    story.does(
        ANN,
        fieldwork.RecordFinding,
        theme="1",
        list=FindingList.KEY_FINDING,
        ordinal=ordinal,
        statement=f"finding {ordinal}",
        direction=Direction.DEFICIT,
        citations=Citations(answers=answers, evidence=evidence, cases=("A-3",)),
    )


def recommended(story, number, *ordinals):
    story.does(
        ANN,
        following_up.MakeRecommendation,
        number=number,
        statement="do it",
        owner=Owner(role="Head", organisation="Newport Service"),
        findings=tuple(CitedFinding(theme="1", list=FindingList.KEY_FINDING, ordinal=one) for one in ordinals),
    )


def on_answers():
    """Recommendation 1 rests on finding 1, which cites an answer that is moderated; nothing rests on finding 2."""
    story = assessed()
    moderate(story, "A-2", "1.1", Response.INSUFFICIENT)
    answer = CitedAnswer(case="A-2", question="1.1")
    found(story, 1, answers=(answer,))
    found(story, 2, answers=(CitedAnswer(case="A-2", question="1.2"),))
    recommended(story, 1, 1)
    return story


def told(lines):
    return [(str(line.chapter), line.about, line.entry.kind) for line in lines]


def test_it_begins_with_the_cited_answers_and_their_changes_and_the_finding():
    assert told(history(log_of(on_answers()), 1).lines) == [
        ("answer", "A-2:1.1", "answer-recorded"),
        ("answer", "A-2:1.1", "answer-moderated"),
        ("finding", "1/key_finding/1", "finding-recorded"),
        ("recommendation", None, "recommendation-made"),
    ]


def test_evidence_that_it_does_not_rest_on_is_not_part_of_it():
    log = log_of(published())
    other = log[-1].fact.origin
    unrelated = EvidenceRecorded(
        origin=other,
        evidence="E-9",
        evidence_kind=EvidenceKind.COMMENT,
        source=SourceRole.CHILD,
        text="late",
    )
    added = RecordedEvent(log[-1].position + 1, log[-1].stream, log[-1].version + 1, NAME, unrelated)
    assert [line.about for line in history((*log, added), 1).lines if line.chapter is Chapter.EVIDENCE] == ["E-1"]


def test_a_finding_names_what_it_cites_and_a_change_says_why_and_by_whom():
    _, moderated, finding, made = history(log_of(on_answers()), 1).lines
    assert (moderated.entry.name, moderated.entry.why, moderated.rests_on) == ("Cat Carter", "the review was late", ())
    assert finding.rests_on == ("A-3", "A-2:1.1 (insufficient)")
    assert made.rests_on == ("1/key_finding/1",)


def test_a_finding_that_is_reworded_or_withdrawn_stays_in_the_history():
    story = on_answers()
    events_of = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1, "reason": "said better"}
    story.does(ANN, fieldwork.ReviseFinding, statement="finding one", **events_of)
    assert told(history(log_of(story), 1).lines)[-1] == ("finding", "1/key_finding/1", "finding-revised")
    story.does(ANN, fieldwork.WithdrawFinding, **events_of)
    last = history(log_of(story), 1).lines[-1]
    assert (last.entry.kind, last.rests_on) == ("finding-withdrawn", ())


def test_it_goes_through_response_actions_claims_looks_extension_closure_reopening_and_review():
    log = log_of(followed_up())
    chapters = [str(line.chapter) for line in history(log, 1).lines]
    assert chapters == [
        "evidence", "finding", "recommendation", "publication", "response", "action", "claim", "action", "verification",
        "closure", "closure", "review", "review",
    ]  # fmt: skip
    assert [str(line.chapter) for line in history(log, 2).lines][4:] == ["due date", "review", "review"]


def test_evidence_that_a_claim_or_a_closure_names_is_told_with_it():
    lines = history(log_of(followed_up()), 1).lines
    named = {str(line.chapter): line.rests_on for line in lines}
    assert (named["claim"], named["closure"], named["response"]) == (("E-1",), (), ())
    assert [line.about for line in lines if line.chapter is Chapter.EVIDENCE] == ["E-1"]


def test_an_extension_says_when_the_inspectorate_was_told():
    [line] = [line for line in history(log_of(followed_up()), 2).lines if line.chapter is Chapter.DUE_DATE]
    assert line.what.endswith("; the inspectorate was told on 30 September 2025")


def test_what_is_written_down_later_stands_by_the_day_it_is_true_of():
    day = follow_ups.PUBLICATION
    log = follow_ups.log(
        follow_ups.made(1),
        follow_ups.published(),
        follow_ups.answered(1, date(2016, 8, 20)),
        follow_ups.reported(1, date(2016, 9, 1), Progress.IN_PROGRESS, on=date(2016, 8, 1)),
    )
    lines = history(log, 1).lines
    assert [(line.entry.position, line.on, line.recorded_on) for line in lines] == [
        (1, day, day),
        (2, day, day),
        (4, date(2016, 8, 1), date(2016, 9, 1)),
        (3, date(2016, 8, 20), date(2016, 8, 20)),
    ]


def test_of_the_publications_only_the_one_that_started_the_twelve_months_is_told():
    log = follow_ups.log(follow_ups.made(1), follow_ups.published(), follow_ups.published(date(2016, 8, 1), edition=2))
    assert [line.chapter for line in history(log, 1).lines] == [Chapter.RECOMMENDATION, Chapter.PUBLICATION]


def test_the_history_of_what_was_never_recommended_is_not_found():
    with pytest.raises(UnknownRecommendation):
        history(log_of(published()), 9)


@given(follow_ups.follow_ups, st.integers(1, 3))
def test_everything_that_was_said_of_a_recommendation_is_in_its_history_once_and_nothing_of_another(log, number):
    events_of = [
        recorded.position
        for recorded in log
        if isinstance(recorded.fact, FollowUpEvent) and getattr(recorded.fact, "number", number) == number
    ]
    lines = [line for line in history(log, number).lines if line.chapter is not Chapter.PUBLICATION]
    assert sorted(line.entry.position for line in lines) == events_of
    assert [line.on for line in lines] == sorted(line.on for line in lines)


# Findings that no recommendation rests on


def views_of(story):
    log = log_of(story)
    return FINDINGS.replay(log), TRACKER.replay(log)


def test_findings_that_no_recommendation_rests_on_are_orphans():
    assert orphans(*views_of(on_answers())) == [Orphan("1/key_finding/2", "1", Direction.DEFICIT, "finding 2")]


def test_orphans_are_listed_as_people_count():
    story = assessed()
    for ordinal in (10, 9, 1):
        found(story, ordinal)
    recommended(story, 1, 9)
    assert [one.finding for one in orphans(*views_of(story))] == ["1/key_finding/1", "1/key_finding/10"]


def test_a_withdrawn_finding_is_no_orphan():
    story = on_answers()
    judge(story, "1", "fair")
    events_of = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 2, "reason": "it was wrong"}
    story.does(ANN, fieldwork.WithdrawFinding, **events_of)
    assert orphans(*views_of(story)) == []


def test_the_owner_is_told_in_the_history_as_who_did_it():
    [line] = [line for line in history(log_of(followed_up()), 1).lines if line.chapter is Chapter.RESPONSE]
    assert (line.entry.person, line.entry.organisation) == (EVE.id, EVE.organisation)
