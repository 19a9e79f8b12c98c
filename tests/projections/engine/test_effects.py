"""What each event changes, what it needs to exist, and which event supersedes it."""

import tempfile
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from msgspec import structs

from domain.case_ids import AnswerId, CaseId
from domain.effect import Effect, EventRole
from domain.event_types import EVENT_TYPES, CaseEvent, Event
from domain.events.fieldwork import FindingRevised, FindingWithdrawn
from domain.events.following_up import ActionRevised, DueDateRequested, ProgressReported, ProgressVerified
from domain.events.recommendation_terms import Progress, Verification
from domain.fact import Fact
from domain.ids import (
    DueDateId,
    EvidenceItemId,
    FindingId,
    FrameworkId,
    InspectionId,
    RecommendationId,
    RequestedDueDateId,
)
from events_store.store import RecordedEvent
from events_store.store_url import open_store
from projections.engine.effects import LastValues, effect_of, needed_by, superseded
from projections.saved.all_views import Views
from projections.saved.figures import all_figures, changes
from tests.fixtures.events import EXAMPLES
from tests.fixtures.follow_ups import EVE, extended, log, made, published, told
from tests.fixtures.inspections import NAME, followed_up
from tests.fixtures.newcastle import newcastle_in
from tests.projections.every_event import golden_log

# The fields in which events of these kinds keep old values, and the fields of the subject they belong to.
OLD_FIELDS: dict[type, dict[str, str]] = {
    FindingRevised: {"old": "statement", "old_direction": "direction", "old_citations": "citations"},
    FindingWithdrawn: {"old": "statement"},
    ActionRevised: {"old": "step", "old_due_on": "due_on", "old_responsible": "responsible"},
}


@cache
def example() -> tuple[RecordedEvent, ...]:
    with tempfile.TemporaryDirectory() as folder, closing(open_store(str(newcastle_in(Path(folder))))) as store:
        return tuple(store.follow())


LOGS = {
    "every kind": golden_log,
    "followed up": lambda: tuple(followed_up().store.follow(inspection=NAME)),
    "example": example,
}
# The example is built by a process.
EVERY_LOG = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.processes] if name == "example" else []) for name in LOGS]
)


def first_field(effect: Effect) -> str:
    return next(iter(effect.sets))


@EVERY_LOG
def test_the_old_values_in_an_event_equal_the_result_of_the_events_before(name: str):
    values, differing = LastValues(), []
    for recorded in LOGS[name]():
        fact = recorded.fact
        found = {change.field: change.old for change in values.take(recorded)}
        named = {"role": "role"} if fact.ROLE is EventRole.TEAM else {}
        fields = OLD_FIELDS.get(type(fact), {"old": named.get("role", first_field(effect_of(recorded)))})
        held = {old: getattr(fact, old) for old in fields if hasattr(fact, old)}
        if isinstance(fact, DueDateRequested) and found["requested_due_on"] is None:
            continue  # it was due on the day before anything else was asked for
        differing += [
            (recorded.position, fact.TYPE, old, value, found[fields[old]])
            for old, value in held.items()
            if value != found[fields[old]]
        ]
    assert differing == []


@EVERY_LOG
def test_an_event_changes_only_the_figures_that_it_touches(name: str):
    log = LOGS[name]()
    before, values = Views(), {}
    for number, recorded in enumerate(log, start=1):
        after = before.after(recorded)
        values |= {change.figure: change.after for change in changes(before, after, recorded)}
        before = after
        # To look at every figure takes a hundred times as long as to look at those that are touched.
        if number % 200 == 0 or number == len(log):
            standing = {figure: text for figure, text in values.items() if text is not None}
            assert {figure: shown.text for figure, shown in all_figures(after).items()} == standing


@pytest.mark.parametrize("event", EVENT_TYPES, ids=lambda event: event.kind())
def test_every_event_has_an_effect_and_a_role(event: type[Event]):
    assert callable(event.effect)
    assert isinstance(event.ROLE, EventRole)


# Requests of owners


def requested(day: date, due: date) -> DueDateRequested:
    fields = extended(1, day, due).as_fields()
    return DueDateRequested(**{**fields, "origin": structs.replace(fields["origin"], actor=EVE)})


def test_an_owners_request_supersedes_no_decision_of_the_inspectorate_and_a_decision_answers_it():
    days = [date(2016, 9, day) for day in range(1, 6)]
    moved, asked = extended(1, days[0], date(2017, 9, 1)), requested(days[1], date(2017, 12, 1))
    again, decided = requested(days[2], date(2018, 1, 1)), extended(1, days[3], date(2017, 10, 1))
    history = log(made(1), published(), moved, asked, again, decided, requested(days[4], date(2018, 1, 1)))
    at = {id(recorded.fact): recorded.position for recorded in history}
    assert superseded(history) == {
        at[id(asked)]: at[id(again)],
        at[id(again)]: at[id(decided)],
        at[id(moved)]: at[id(decided)],
    }


def test_the_due_date_of_an_edition_is_that_of_the_recommendations_it_is_the_first_to_hold():
    values = LastValues()
    for recorded in log(made(1), published(), extended(1, date(2016, 9, 1), date(2017, 9, 1)), made(2)):
        values.take(recorded)
    for recorded in log(published(date(2016, 12, 1), date(2017, 12, 1), edition=2)):
        values.take(recorded)
    assert values.values[DueDateId(1), "due_on"] == date(2017, 9, 1)
    assert values.values[DueDateId(2), "due_on"] == date(2017, 12, 1)
    assert values.values[RequestedDueDateId(1), "requested_due_on"] is None


# What must exist


def test_a_finding_needs_all_that_it_cites_and_a_verification_its_evidence():
    needs = {recorded.fact.TYPE: needed_by(recorded) for recorded in golden_log()}
    always = {InspectionId(), FrameworkId()}
    assert needs["finding-recorded.v1"] >= always | {EvidenceItemId("E-01")}
    assert needs["finding-revised.v1"] == always | {
        FindingId("1", "key_finding", 1),
        CaseId("NP-01"),
        AnswerId("NP-01", "1.2"),
    }
    assert needs["progress-verified.v1"] == always | {RecommendationId(1), EvidenceItemId("F-01")}
    assert needs["team-member-assigned.v1"] == {InspectionId()}


def test_changes_of_further_subjects_follow_those_of_the_subject():
    values = LastValues()
    history = log(made(1), published(), requested(date(2016, 9, 1), date(2017, 12, 1)))
    for recorded in (*history, *log(extended(1, date(2016, 9, 2), date(2017, 10, 1)))):
        changes = values.take(recorded)
    assert [(change.field, change.old, change.new) for change in changes] == [
        ("due_on", date(2017, 7, 15), date(2017, 10, 1)),
        ("requested_due_on", date(2017, 12, 1), None),
    ]


# Which event supersedes which

SUPERSEDING = {
    "an assignment": ("assessor-assigned.v1", "assessor-assigned.v1"),
    "an answer that is revised": ("answer-recorded.v1", "answer-revised.v1"),
    "an answer that is moderated": ("answer-revised.v1", "answer-moderated.v1"),
    "a confirmation by another answer": ("answer-confirmed.v1", "answer-moderated.v1"),
    "a confirmation by the next": ("answer-confirmed.v1", "answer-confirmed.v1"),
    "a submission": ("assessment-submitted.v1", "assessment-reopened.v1"),
    "a sign-off by a query": ("moderation-completed.v1", "answer-queried.v1"),
    "a sign-off by a reopening": ("moderation-completed.v1", "assessment-reopened.v1"),
    "a sign-off by the next": ("moderation-completed.v1", "moderation-completed.v1"),
    "an exclusion": ("case-excluded.v1", "case-reinstated.v1"),
    "a reinstatement": ("case-reinstated.v1", "case-excluded.v1"),
    "a place in the team": ("team-member-assigned.v1", "team-member-released.v1"),
    "a place in the team taken again": ("team-member-released.v1", "team-member-assigned.v1"),
    "a finding": ("finding-recorded.v1", "finding-revised.v1"),
    "a finding that is withdrawn": ("finding-revised.v1", "finding-withdrawn.v1"),
    "a proposal": ("judgement-proposed.v1", "judgement-proposed.v1"),
    "a judgement": ("judgement-revised.v1", "judgement-revised.v1"),
    "a final report": ("report-finalised.v1", "report-unlock-approved.v1"),
    "an unlocking": ("report-unlock-approved.v1", "report-finalised.v1"),
    "an owner's answer": ("recommendation-answered.v1", "recommendation-answered.v1"),
    "a step": ("action-planned.v1", "action-revised.v1"),
    "a claim": ("progress-reported.v1", "progress-reported.v1"),
    "a verification": ("progress-verified.v1", "progress-verified.v1"),
    "a due date": ("due-date-revised.v1", "due-date-revised.v1"),
    "a request": ("due-date-requested.v1", "due-date-requested.v1"),
    "a closing": ("recommendation-closed.v1", "recommendation-reopened.v1"),
    "a reopening": ("recommendation-reopened.v1", "recommendation-closed.v1"),
    "an assessment for the review": ("recommendation-reviewed.v1", "recommendation-reviewed.v1"),
}
STANDING = {
    "a second blind answer": ("second-answer-recorded.v1", "second-answer-recorded.v1"),
    "a query by its reply": ("answer-queried.v1", "query-answered.v1"),
    "an evidence item": ("evidence-recorded.v1", "evidence-recorded.v1"),
    "an example of practice": ("practice-example-recorded.v1", "practice-example-recorded.v1"),
    "an edition": ("report-published.v1", "report-published.v1"),
    "a proposal by a judgement": ("judgement-proposed.v1", "judgement-made.v1"),
    "a claim by a verification": ("progress-reported.v1", "progress-verified.v1"),
}


def one_after_another(*types: str) -> list[RecordedEvent]:
    cases = get_args(CaseEvent)
    found = [EXAMPLES[name] for name in types]
    examples = [structs.replace(fact, question="1.01") if hasattr(fact, "question") else fact for fact in found]
    case, inspection = "case:newcastle-2016/NC-07", "inspection:newcastle-2016"
    streams = [case if isinstance(fact, cases) else inspection for fact in examples]
    numbered = enumerate(zip(examples, streams, strict=True), start=1)
    return [RecordedEvent(number, stream, number, "newcastle-2016", fact) for number, (fact, stream) in numbered]


@pytest.mark.parametrize("what", SUPERSEDING)
def test_an_event_supersedes(what: str):
    assert superseded(one_after_another(*SUPERSEDING[what])) == {1: 2}


@pytest.mark.parametrize("what", STANDING)
def test_nothing_supersedes(what: str):
    assert superseded(one_after_another(*STANDING[what])) == {}


@pytest.mark.parametrize("kind", [ProgressReported, ProgressVerified])
def test_claims_and_verifications_follow_one_another_by_effective_date(kind: type[Fact]):
    fields = {"number": 1, "narrative": "We meet."}
    fields |= {"progress": Progress.IN_PROGRESS} if kind is ProgressReported else {"verification": Verification.GOOD}
    late, typed_up = told(kind, date(2016, 9, 20), **fields), told(kind, date(2016, 9, 30), date(2016, 9, 1), **fields)
    assert superseded(log(late, typed_up)) == {2: 1}
