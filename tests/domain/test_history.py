"""Decide refuses, evolve never does: whatever was recorded is accepted, and whatever is asked keeps the rules."""

from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.command import CaseCommand
from domain.commands.moderating import CompleteModeration
from domain.dates import months_after
from domain.event_types import EVENT_TYPES, CaseEvent
from domain.events.assessing import AnswerRecorded, AnswerRevised, AssessmentReopened
from domain.events.fieldwork import (
    EvidenceRecorded,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
)
from domain.events.following_up import RecommendationClosed, RecommendationMade
from domain.events.judging import JudgementMade, JudgementRevised, JudgingEvent
from domain.events.moderating import AnswerConfirmed, AnswerModerated, AnswerQueried, ModerationCompleted
from domain.events.recommendation_terms import Closure
from domain.events.reporting import (
    ReportFinalised,
    ReportPublished,
    ReportUnlockApproved,
    ReportUnlockRequested,
)
from domain.events.sampling import CaseExcluded, CaseReinstated
from domain.events.second_assessing import SecondAnswerRecorded
from domain.refusals.base import Refused
from domain.scoring import Flips, Interval, Tally
from domain.states import case as case_state
from domain.states import inspection as inspection_state
from domain.states.case import Case
from domain.states.finding import Finding
from domain.states.inspection import Inspection, Member
from domain.states.recommendation import Action, Recommendation
from tests.domain.tables import RECORDS
from tests.fixtures.given_when_then import (
    ASSESSED,
    CASE,
    DRAFTED,
    FINAL,
    NAME,
    OUT,
    PEOPLE,
    PLANNED,
    PREPARED,
    REOPENED_REPORT,
    SERVICE,
    SIGNED_OFF,
    UNDER_WAY,
    Given,
    When,
    flat,
)

FACTS = [fact for row in RECORDS for fact in flat([row.given, row.within, *row.cases.values(), row.then])]
OF_A_CASE = [fact for fact in FACTS if isinstance(fact, CaseEvent)]
# Facts that revise, withdraw or close a subject need it to exist. Recommendations are made only once.
OF_AN_INSPECTION = [fact for fact in FACTS if not isinstance(fact, CaseEvent | RecommendationMade)]
EXISTING = flat([OUT, PLANNED, PLANNED])


def test_the_rows_have_every_event():
    assert {type(fact) for fact in FACTS} == set(EVENT_TYPES)


# Evolving


@settings(deadline=None)
@given(st.lists(st.sampled_from(OF_A_CASE), max_size=40))
def test_a_case_accepts_any_history(facts):
    assert case_state.fold(facts).version == len(facts)


@settings(deadline=None)
@given(st.lists(st.sampled_from(OF_AN_INSPECTION), max_size=40))
def test_an_inspection_accepts_any_history_of_existing_subjects(facts):
    assert inspection_state.fold([*EXISTING, *facts]).version == len(EXISTING) + len(facts)


@settings(deadline=None)
@given(st.lists(st.sampled_from(OF_A_CASE), max_size=20), st.integers(0, 20))
def test_folding_a_case_may_stop_and_go_on(facts, stop):
    assert case_state.fold(facts[stop:], case_state.fold(facts[:stop])) == case_state.fold(facts)


@settings(deadline=None)
@given(st.lists(st.sampled_from(OF_AN_INSPECTION), max_size=20), st.integers(0, 20))
def test_folding_an_inspection_may_stop_and_go_on(facts, stop):
    existing = inspection_state.fold(EXISTING)
    before = inspection_state.fold(facts[:stop], existing)
    assert inspection_state.fold(facts[stop:], before) == inspection_state.fold(facts, existing)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(OF_A_CASE), max_size=10), st.sampled_from(OF_A_CASE))
def test_evolving_leaves_the_case_before_as_it_was(facts, fact):
    before = case_state.fold(facts)
    kept = deepcopy(before)
    case_state.evolve(before, fact)
    assert before == kept


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(OF_AN_INSPECTION), max_size=10), st.sampled_from(OF_AN_INSPECTION))
def test_evolving_leaves_the_inspection_before_as_it_was(facts, fact):
    before = inspection_state.fold([*EXISTING, *facts])
    kept = deepcopy(before)
    inspection_state.evolve(before, fact)
    assert before == kept


@pytest.mark.parametrize("kind", [Case, Inspection, Member, Finding, Action, Recommendation, Tally, Interval, Flips])
def test_a_state_and_what_it_is_made_of_are_frozen(kind):
    assert kind.__struct_config__.frozen


# Deciding: people ask anything of anyone's; what is refused does not happen; the rules hold of what did


class Play:
    """An inspection with one case, as it began; then people do as they please, and this is what happened."""

    def __init__(self, of_case, of_inspection):
        self.begun = [*flat(of_case), *flat(of_inspection)]
        self.happened = []
        self.case = case_state.fold(flat(of_case))
        self.inspection = inspection_state.fold(flat(of_inspection))

    @property
    def log(self):
        return [*self.begun, *self.happened]

    def ask(self, when):
        try:
            facts = self.decided(when)
        except Refused:
            return
        for fact in facts:
            self.happened.append(fact)
            if isinstance(fact, CaseEvent):
                self.case = case_state.evolve(self.case, fact)
            else:
                self.inspection = inspection_state.evolve(self.inspection, fact)

    def decided(self, when):
        if isinstance(when.command, CompleteModeration):
            seen = when.command.model_copy(update={"saw_version": self.case.version})
            when = when._replace(command=seen)
        return when.decided(Given({NAME: self.inspection}, {CASE: self.case}))


COMMANDS = list({repr(row.when): row.when for row in RECORDS}.values())
BEGINNINGS = (
    (PREPARED, UNDER_WAY),
    (ASSESSED, UNDER_WAY),
    (SIGNED_OFF, DRAFTED),
    (SIGNED_OFF, FINAL),
    (SIGNED_OFF, OUT),
    (SIGNED_OFF, REOPENED_REPORT),
)
CASEWORK = [when for when in COMMANDS if isinstance(when.command, CaseCommand)]


@st.composite
def plays(draw, commands=COMMANDS):
    of_the_tables = st.sampled_from(commands)
    whens = st.one_of(of_the_tables, st.builds(When.of, of_the_tables, st.sampled_from(PEOPLE)))
    play = Play(*draw(st.sampled_from(BEGINNINGS)))
    for when in draw(st.lists(whens, min_size=15, max_size=50)):
        play.ask(when)
    return play


EVERY_PLAY = settings(deadline=None, max_examples=60)
WRITING = (AnswerRecorded, AnswerRevised, SecondAnswerRecorded)
MODERATING = (AnswerQueried, AnswerModerated, AnswerConfirmed, ModerationCompleted)
RESTED_ON = (
    CaseEvent
    | FindingRecorded
    | FindingRevised
    | FindingWithdrawn
    | PracticeExampleRecorded
    | JudgingEvent
    | RecommendationMade
)


@EVERY_PLAY
@given(plays())
def test_evolving_fact_by_fact_equals_folding_them_together(play):
    of_case = [fact for fact in play.log if isinstance(fact, CaseEvent)]
    of_inspection = [fact for fact in play.log if not isinstance(fact, CaseEvent)]
    assert case_state.fold(of_case) == play.case
    assert inspection_state.fold(of_inspection) == play.inspection


@EVERY_PLAY
@given(plays(CASEWORK))
def test_nobody_moderates_a_case_in_which_they_wrote(play):
    wrote = set()
    for fact in play.log:
        if isinstance(fact, WRITING):
            wrote.add(fact.origin.actor.id)
        if isinstance(fact, MODERATING):
            assert fact.origin.actor.id not in wrote


@EVERY_PLAY
@given(plays() | plays(CASEWORK))
def test_a_change_names_the_value_that_stood(play):
    answers, judgements = {}, {}
    for fact in play.log:
        match fact:
            case AnswerRecorded():
                assert fact.question not in answers
                answers[fact.question] = fact.response
            case AnswerRevised() | AnswerModerated():
                assert fact.old == answers[fact.question] != fact.new
                answers[fact.question] = fact.new
            case JudgementMade():
                assert judgements.setdefault(fact.theme, fact.rating) == fact.rating
            case JudgementRevised():
                assert fact.old == judgements[fact.theme] != fact.new
                judgements[fact.theme] = fact.new


@EVERY_PLAY
@given(plays())
def test_nothing_a_final_report_rests_on_changes(play):
    locked = False
    for place, fact in enumerate(play.log):
        if isinstance(fact, ReportFinalised | ReportUnlockApproved):
            locked = isinstance(fact, ReportFinalised)
        if place >= len(play.begun):
            assert not (locked and isinstance(fact, RESTED_ON))


@EVERY_PLAY
@given(plays())
def test_finalising_and_publishing_take_two_people_and_so_does_an_unlock(play):
    last = {}
    for fact in play.log:
        last[type(fact)] = fact.origin.actor.id
        if isinstance(fact, ReportPublished):
            assert last[ReportFinalised] != last[ReportPublished]
        if isinstance(fact, ReportUnlockApproved):
            assert last[ReportUnlockRequested] != last[ReportUnlockApproved]


@EVERY_PLAY
@given(plays())
def test_a_report_has_settled_cases_and_judged_themes(play):
    signed_off = ever_signed_off = excluded = let_stand = False
    judged = set()
    for fact in play.log:
        match fact:
            case ModerationCompleted():
                signed_off = ever_signed_off = True
            case AnswerModerated() | AnswerQueried() | AssessmentReopened():
                signed_off = False
            case CaseExcluded() | CaseReinstated():
                excluded = isinstance(fact, CaseExcluded)
            case JudgementMade():
                judged.add(fact.theme)
            case ReportFinalised() | ReportPublished():
                if isinstance(fact, ReportFinalised):
                    # Of a case that was signed off and changed after it, for a reason.
                    let_stand = ever_signed_off and f"case {CASE}" in fact.overridden
                assert signed_off or excluded or let_stand
                assert judged == {"1", "2", "3"}


@EVERY_PLAY
@given(plays())
def test_an_edition_sets_the_due_date_of_its_new_recommendations_and_keeps_the_rest(play):
    inspection, editions = Inspection(), []
    for fact in play.log:
        if not isinstance(fact, CaseEvent):
            before, inspection = inspection, inspection_state.evolve(inspection, fact)
        if isinstance(fact, ReportPublished):
            editions.append(fact)
            assert fact.due_on == months_after(fact.published_on, 12)
            for number, recommendation in inspection.recommendations.items():
                old = before.recommendations[number]
                assert recommendation.due_on == (old.due_on if old.published_on else fact.due_on)
    assert [fact.edition for fact in editions] == list(range(1, len(editions) + 1))
    assert inspection.review_due_on == (editions[0].due_on if editions else None)


@EVERY_PLAY
@given(plays())
def test_what_is_closed_as_implemented_is_closed_on_evidence_by_somebody_from_outside(play):
    recorded = {fact.evidence for fact in play.log if isinstance(fact, EvidenceRecorded)}
    for fact in play.log:
        if isinstance(fact, RecommendationClosed):
            assert fact.origin.actor.organisation != SERVICE
            assert recorded.issuperset(fact.evidence)
            assert fact.evidence or fact.closure is not Closure.IMPLEMENTED
