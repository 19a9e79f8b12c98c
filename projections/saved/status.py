"""The status of each case and theme, and the next steps of the inspection."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from typing import Self, cast

from msgspec import Struct, field
from msgspec.structs import replace

from domain.event_types import CaseEvent, InspectionEvent
from domain.events.assessing import AnswerRecorded, AssessmentReopened, AssessmentSubmitted
from domain.events.fieldwork import (
    EvidenceRecorded,
    FieldworkEnded,
    FieldworkStarted,
    FindingList,
    FindingRecorded,
    FindingWithdrawn,
)
from domain.events.judging import JudgementMade, JudgementProposed, JudgementRevised, ScoreBasis
from domain.events.moderating import AnswerModerated, AnswerQueried, ModerationCompleted, QueryAnswered
from domain.events.reporting import (
    AccuracyChallengeDecided,
    AccuracyChallengeRaised,
    DraftReportIssued,
    FeedbackGiven,
    ReportFinalised,
    ReportPublished,
    ReportUnlockApproved,
)
from domain.events.reviewing import FollowUpReviewed
from domain.events.sampling import AssessorAssigned, CaseExcluded, CaseReinstated, CaseSampled
from domain.events.second_assessing import (
    SecondAnswerRecorded,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.events.setting_up import FrameworkAdopted, InspectionAnnounced
from domain.framework import Framework
from domain.inspection.stale_sign_offs import SignedOff, StaleSignOff
from domain.text import ThemeId
from domain.value import Data
from domain.wording import join_list
from events_store.store import RecordedEvent
from projections.engine.fold import CopyOnWrite, Projection
from projections.saved.theme_scores import ThemeScores, basis


class CaseStatus(Struct):
    """The progress of a case. Only the fold changes it, before it returns the view."""

    reference: str
    pseudonym: str
    asked: int
    version: int = 1
    assessor: str | None = None
    answered: tuple[str, ...] = ()
    second_answers: int = 0
    blind: tuple[str, ...] = ()
    moderated: int = 0
    open_queries: tuple[str, ...] = ()
    submitted: bool = False
    signed_off: bool = False
    excluded: bool = False

    def mutable_copy(self) -> Self:
        """Return a copy that the fold may change."""
        return copy(self)

    @property
    def stage(self) -> str:
        """The stage of the case in words."""
        if self.excluded:
            return "excluded"
        if self.signed_off:
            return "signed off"
        if self.open_queries:
            return "queried"
        if self.submitted:
            return "submitted"
        return "in progress" if self.answered else "not started"


class ThemeStatus(Data):
    """The progress of a theme."""

    theme: ThemeId
    title: str
    scored: bool
    key_findings: int = 0
    explanations: int = 0
    proposed: str | None = None
    judgement: str | None = None
    rested_on: ScoreBasis | None = None


class Status(Data):
    """The progress of the inspection."""

    title: str = ""
    body: str = ""
    phase: str = "not announced"
    framework: Framework | None = None
    cases: Mapping[str, CaseStatus] = field(default_factory=dict)
    themes: Mapping[ThemeId, ThemeStatus] = field(default_factory=dict)
    evidence_items: int = 0
    open_challenges: tuple[int, ...] = ()
    editions: int = 0


def fold(status: Status, log: Iterable[RecordedEvent]) -> Status:
    """Apply events to the progress of cases, themes and the inspection."""
    cases = CopyOnWrite(status.cases)
    for recorded in log:
        fact, reference = recorded.fact, recorded.case
        if reference is None:
            status = _apply(status, cast("InspectionEvent", fact))
            continue
        if isinstance(fact, CaseSampled):
            asked = len(status.framework.applicable_questions(frozenset(fact.conditions))) if status.framework else 0
            cases[reference] = CaseStatus(reference, fact.pseudonym, asked)
        case = cases[reference]
        case.version = recorded.version
        _apply_to_case(case, cast("CaseEvent", fact))
    return replace(status, cases=cases.merged)


STATUS = Projection("status", Status(), fold)


def _apply(status: Status, fact: InspectionEvent) -> Status:
    match fact:
        case FrameworkAdopted():
            themes = {theme.id: ThemeStatus(theme.id, theme.title, theme.scored) for theme in fact.framework.themes}
            return replace(status, framework=fact.framework, themes=themes)
        case EvidenceRecorded():
            return replace(status, evidence_items=status.evidence_items + 1)
        case FindingRecorded() | FindingWithdrawn():
            return _count_finding(status, fact, 1 if isinstance(fact, FindingRecorded) else -1)
        case JudgementProposed():
            return _set_theme(status, replace(status.themes[fact.theme], proposed=fact.rating))
        case JudgementMade():
            theme = replace(status.themes[fact.theme], judgement=fact.rating, rested_on=fact.rested_on)
            return _set_theme(status, theme)
        case JudgementRevised():
            theme = replace(status.themes[fact.theme], judgement=fact.new, rested_on=fact.rested_on)
            return _set_theme(status, theme)
        case AccuracyChallengeRaised():
            return replace(status, open_challenges=(*status.open_challenges, fact.number))
        case AccuracyChallengeDecided():
            still_open = tuple(number for number in status.open_challenges if number != fact.number)
            return replace(status, open_challenges=still_open)
        case _:
            return _phase(status, fact)


def stale(theme: ThemeStatus, scores: ThemeScores) -> bool:
    """Return whether the score has changed since the theme was judged."""
    if theme.judgement is None or theme.rested_on is None:
        return False
    current = basis(scores, theme.theme, theme.rested_on.position)
    return current != theme.rested_on


def moved(status: Status, scores: ThemeScores) -> frozenset[ThemeId]:
    """Return the themes whose score has changed since they were judged."""
    return frozenset(theme.theme for theme in status.themes.values() if stale(theme, scores))


def next_steps(status: Status, signed: Sequence[StaleSignOff] = ()) -> list[str]:
    """Return what must still be done before the report, one sentence each.

    Stale sign-offs are not included: the caller lists them.
    """
    settled = {"signed off", "excluded"}
    stale_cases = {sign_off.name for sign_off in signed if sign_off.what is SignedOff.CASE}
    waiting = [
        case.reference
        for case in status.cases.values()
        if case.stage not in settled and case.reference not in stale_cases
    ]
    unassigned = [case.reference for case in status.cases.values() if case.assessor is None and not case.excluded]
    blind = [case.reference for case in status.cases.values() if case.blind]
    queried = [case.reference for case in status.cases.values() if case.open_queries]
    challenges = status.open_challenges
    unjudged = [theme.theme for theme in status.themes.values() if theme.judgement is None]
    steps = {
        "no framework is adopted yet": status.framework is None,
        "no cases are in the sample yet": not status.cases,
        f"nobody is assigned to assess {join_list(unassigned)}": unassigned,
        f"{len(waiting)} of {len(status.cases)} cases are not signed off or excluded": waiting,
        f"a query has no reply yet in {join_list(queried)}": queried,
        f"a blind second assessment is not submitted yet for {join_list(blind)}": blind,
        f"there is no judgement yet for theme {join_list(unjudged)}": unjudged,
        f"there is no decision yet on factual accuracy challenge {join_list(challenges)}": challenges,
    }
    return [step for step, applies in steps.items() if applies]


def _phase(status: Status, fact: InspectionEvent) -> Status:
    match fact:
        case InspectionAnnounced():
            return replace(status, title=fact.title, body=fact.body, phase="announced")
        case FieldworkStarted():
            return replace(status, phase="fieldwork")
        case FieldworkEnded():
            # If feedback was given before, the inspection is already in a later phase.
            return replace(status, phase="fieldwork ended") if status.phase == "fieldwork" else status
        case FeedbackGiven():
            return replace(status, phase="feedback given")
        case DraftReportIssued():
            return replace(status, phase="draft issued")
        case ReportFinalised():
            return replace(status, phase="final")
        case ReportPublished():
            return replace(status, phase="published", editions=fact.edition)
        case ReportUnlockApproved():
            return replace(status, phase="unlocked")
        case FollowUpReviewed():
            return replace(status, phase="reviewed")
        case _:
            return status


def _set_theme(status: Status, theme: ThemeStatus) -> Status:
    return replace(status, themes={**status.themes, theme.theme: theme})


def _count_finding(status: Status, fact: FindingRecorded | FindingWithdrawn, more: int) -> Status:
    theme = status.themes[fact.theme]
    if fact.list is FindingList.KEY_FINDING:
        return _set_theme(status, replace(theme, key_findings=theme.key_findings + more))
    return _set_theme(status, replace(theme, explanations=theme.explanations + more))


def _apply_to_case(case: CaseStatus, fact: CaseEvent) -> None:
    match fact:
        case AnswerRecorded():
            case.answered = (*case.answered, fact.question)
        case AssessorAssigned():
            case.assessor = fact.assessor
        case AnswerModerated():
            case.moderated += 1
            case.signed_off = False
        case AnswerQueried():
            case.open_queries = (*case.open_queries, fact.question)
            case.signed_off = False
        case QueryAnswered():
            case.open_queries = tuple(question for question in case.open_queries if question != fact.question)
        case AssessmentSubmitted():
            case.submitted = True
        case ModerationCompleted():
            case.signed_off = True
        case AssessmentReopened():
            case.submitted = case.signed_off = False
        case CaseExcluded() | CaseReinstated():
            case.excluded = isinstance(fact, CaseExcluded)
        case SecondAssessorAssigned():
            case.blind = (*case.blind, fact.assessor)
        case SecondAnswerRecorded():
            case.second_answers += 1
        case SecondAssessmentSubmitted():
            _end_blindness(case, fact.origin.actor.id)
        case SecondAssessorReleased():
            _end_blindness(case, fact.assessor)
        case _:
            return


def _end_blindness(case: CaseStatus, person: str) -> None:
    case.blind = tuple(assessor for assessor in case.blind if assessor != person)
