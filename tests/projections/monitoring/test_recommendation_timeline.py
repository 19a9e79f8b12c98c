"""What is the history of one recommendation, from its findings to its closure?"""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.commands import fieldwork
from domain.events.fieldwork import (
    EvidenceKind,
    EvidenceRecorded,
    FindingList,
    SourceRole,
)
from domain.events.following_up import FollowUpEvent
from domain.events.recommendation_terms import Progress
from domain.refusals.follow_up import UnknownRecommendation
from events_store.store import RecordedEvent
from projections.monitoring.recommendation_timeline import Chapter, history
from tests.fixtures import follow_ups
from tests.fixtures.inspections import ANN, EVE, NAME, followed_up, published
from tests.projections.monitoring.finding_story import on_answers
from tests.projections.monitoring.follow_up_story import log_of


def summarised(lines):
    return [(str(line.chapter), line.about, line.entry.kind) for line in lines]


def test_it_begins_with_the_cited_answers_and_their_changes_and_the_finding():
    assert summarised(history(log_of(on_answers()), 1).lines) == [
        ("answer", "A-2:1.1", "answer-recorded"),
        ("answer", "A-2:1.1", "answer-moderated"),
        ("finding", "1/key_finding/1", "finding-recorded"),
        ("recommendation", None, "recommendation-made"),
    ]


def test_evidence_that_is_not_cited_is_left_out():
    log = log_of(published())
    unrelated = EvidenceRecorded(
        origin=log[-1].fact.origin,
        evidence="E-9",
        evidence_kind=EvidenceKind.COMMENT,
        source=SourceRole.CHILD,
        text="late",
    )
    added = RecordedEvent(log[-1].position + 1, log[-1].stream, log[-1].version + 1, NAME, unrelated)
    assert [line.about for line in history((*log, added), 1).lines if line.chapter is Chapter.EVIDENCE] == ["E-1"]


def test_a_finding_shows_its_citations_and_a_change_its_reason_and_person():
    _, moderated, finding, made = history(log_of(on_answers()), 1).lines
    assert (moderated.entry.name, moderated.entry.why, moderated.rests_on) == ("Cat Carter", "the review was late", ())
    assert finding.rests_on == ("A-3", "A-2:1.1 (insufficient)")
    assert made.rests_on == ("1/key_finding/1",)


def test_a_finding_that_is_reworded_or_withdrawn_stays_in_the_history():
    story = on_answers()
    revision = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 1, "reason": "clearer"}
    story.does(ANN, fieldwork.ReviseFinding, statement="finding one", **revision)
    assert summarised(history(log_of(story), 1).lines)[-1] == ("finding", "1/key_finding/1", "finding-revised")
    story.does(ANN, fieldwork.WithdrawFinding, **revision)
    last = history(log_of(story), 1).lines[-1]
    assert (last.entry.kind, last.rests_on) == ("finding-withdrawn", ())


def test_it_includes_response_actions_progress_verification_due_dates_closure_and_review():
    log = log_of(followed_up())
    chapters = [str(line.chapter) for line in history(log, 1).lines]
    assert chapters == [
        "evidence", "finding", "recommendation", "publication", "response", "action", "claim", "action", "verification",
        "closure", "closure", "review", "review",
    ]  # fmt: skip
    assert [str(line.chapter) for line in history(log, 2).lines][4:] == ["due date", "review", "review"]


def test_a_claim_or_a_closure_shows_the_evidence_it_cites():
    lines = history(log_of(followed_up()), 1).lines
    named = {str(line.chapter): line.rests_on for line in lines}
    assert (named["claim"], named["closure"], named["response"]) == (("E-1",), (), ())
    assert [line.about for line in lines if line.chapter is Chapter.EVIDENCE] == ["E-1"]


def test_an_extension_shows_when_the_inspectorate_was_informed():
    [line] = [line for line in history(log_of(followed_up()), 2).lines if line.chapter is Chapter.DUE_DATE]
    assert line.what.endswith("; the inspectorate was informed on 30 September 2025")


def test_events_are_sorted_by_effective_date():
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


def test_only_the_first_publication_is_included():
    log = follow_ups.log(follow_ups.made(1), follow_ups.published(), follow_ups.published(date(2016, 8, 1), edition=2))
    assert [line.chapter for line in history(log, 1).lines] == [Chapter.RECOMMENDATION, Chapter.PUBLICATION]


def test_an_unknown_recommendation_is_refused():
    with pytest.raises(UnknownRecommendation):
        history(log_of(published()), 9)


@given(follow_ups.follow_ups, st.integers(1, 3))
def test_the_history_has_every_event_of_a_recommendation_once_and_no_other(log, number):
    positions = [
        recorded.position
        for recorded in log
        if isinstance(recorded.fact, FollowUpEvent) and getattr(recorded.fact, "number", number) == number
    ]
    lines = [line for line in history(log, number).lines if line.chapter is not Chapter.PUBLICATION]
    assert sorted(line.entry.position for line in lines) == positions
    assert [line.on for line in lines] == sorted(line.on for line in lines)


def test_a_response_names_the_owner():
    [line] = [line for line in history(log_of(followed_up()), 1).lines if line.chapter is Chapter.RESPONSE]
    assert (line.entry.person, line.entry.organisation) == (EVE.id, EVE.organisation)
