"""The state of an inspection that decisions need, folded from its events."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import assert_never

from msgspec import field
from msgspec.structs import replace

from domain.actor import Actor, Role
from domain.event_types import InspectionEvent
from domain.events.fieldwork import (
    EvidenceRecorded,
    FieldworkEnded,
    FieldworkEvent,
    FieldworkStarted,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
)
from domain.events.following_up import FollowUpEvent, RecommendationMade
from domain.events.judging import JudgementMade, JudgementProposed, JudgementRevised, JudgingEvent, ScoreBasis
from domain.events.reporting import (
    AccuracyChallengeDecided,
    AccuracyChallengeRaised,
    DraftReportIssued,
    FeedbackGiven,
    ReportFinalised,
    ReportingEvent,
    ReportPublished,
    ReportUnlockApproved,
    ReportUnlockRequested,
)
from domain.events.reviewing import FollowUpReviewed
from domain.events.setting_up import (
    FrameworkAdopted,
    InspectionAnnounced,
    SettingUpEvent,
    TeamMemberAssigned,
    TeamMemberReleased,
)
from domain.framework import Framework
from domain.refusals.follow_up import UnknownRecommendation
from domain.refusals.inspection import ReportLocked, TooSoon, UnknownChallenge, UnknownFinding, UnknownPerson
from domain.states import finding as finding_state
from domain.states import recommendation as recommendation_state
from domain.states.finding import Finding, FindingName
from domain.states.recommendation import Recommendation
from domain.text import EvidenceId, PersonId, ThemeId
from domain.value import Data


class Member(Data):
    """A member of the team, with their current role."""

    person: PersonId
    name: str
    role: Role
    organisation: str


class Inspection(Data):
    """The current state of an inspection. Version 0 is an inspection that was never announced."""

    reference: str = ""
    version: int = 0
    body: str = ""
    fieldwork_from: date | None = None
    framework: Framework | None = None
    team: Mapping[PersonId, Member] = field(default_factory=dict)
    fieldwork_started: bool = False
    fieldwork_ended: bool = False
    evidence: Mapping[EvidenceId, date] = field(default_factory=dict)
    findings: Mapping[FindingName, Finding] = field(default_factory=dict)
    judgements: Mapping[ThemeId, str] = field(default_factory=dict)
    rested_on: Mapping[ThemeId, ScoreBasis | None] = field(default_factory=dict)
    feedback_given: bool = False
    draft_issued: bool = False
    challenges: Mapping[int, bool] = field(default_factory=dict)
    finalised_by: Actor | None = None
    finalised_on: date | None = None
    overridden: tuple[str, ...] = ()
    published_on: date | None = None
    review_due_on: date | None = None
    editions: int = 0
    edition_published: bool = False
    unlock_requested_by: Actor | None = None
    recommendations: Mapping[int, Recommendation] = field(default_factory=dict)
    reviewed: bool = False

    @property
    def locked(self) -> bool:
        """Whether the report is final, so that answers, findings and judgements cannot change."""
        return self.finalised_by is not None

    def refuse_if_locked(self, doing: str) -> None:
        """Refuse changes to anything that a final report rests on."""
        if self.locked:
            raise ReportLocked(self.reference, doing)

    def adopted_framework(self, doing: str) -> Framework:
        """Return the framework; refuses if none is adopted yet."""
        if self.framework is None:
            raise TooSoon(doing, "adopt a framework first", needs="framework")
        return self.framework

    def member(self, person: PersonId) -> Member:
        """Return a member of the team; refuses anyone else."""
        try:
            return self.team[person]
        except KeyError:
            raise UnknownPerson(person, self.reference) from None

    def actor(self, person: PersonId) -> Actor:
        """Return a member of the team as an actor; refuses anyone else."""
        return _as_actor(self.member(person))

    def finding(self, name: FindingName) -> Finding:
        """Return a finding; refuses an unknown or withdrawn finding."""
        finding = self.findings.get(name)
        if finding is None or finding.withdrawn:
            raise UnknownFinding("/".join(map(str, name)))
        return finding

    def challenge_open(self, number: int) -> bool:
        """Return whether a factual accuracy challenge is undecided; refuses an unknown challenge."""
        try:
            return self.challenges[number]
        except KeyError:
            raise UnknownChallenge(number) from None

    def recommendation(self, number: int) -> Recommendation:
        """Return a recommendation; refuses an unknown recommendation."""
        try:
            return self.recommendations[number]
        except KeyError:
            raise UnknownRecommendation(number) from None


@lru_cache
def _as_actor(member: Member) -> Actor:
    return Actor(id=member.person, name=member.name, role=member.role, organisation=member.organisation)


def evolve(inspection: Inspection, fact: InspectionEvent) -> Inspection:
    """Return the inspection after one more fact. Recorded facts are never refused."""
    inspection = replace(inspection, version=inspection.version + 1)
    if isinstance(fact, SettingUpEvent):
        return _evolve_setting_up(inspection, fact)
    if isinstance(fact, FieldworkEvent):
        return _evolve_fieldwork(inspection, fact)
    if isinstance(fact, JudgingEvent):
        return _evolve_judging(inspection, fact)
    if isinstance(fact, ReportingEvent):
        return _evolve_reporting(inspection, fact)
    return _evolve_follow_up(inspection, fact)


def fold(facts: Iterable[InspectionEvent], inspection: Inspection | None = None) -> Inspection:
    """Return the inspection after these facts, starting from `inspection` or from nothing."""
    inspection = inspection or Inspection()
    for fact in facts:
        inspection = evolve(inspection, fact)
    return inspection


def _evolve_setting_up(inspection: Inspection, fact: SettingUpEvent) -> Inspection:
    match fact:
        case InspectionAnnounced():
            lead = fact.origin.actor
            member = Member(lead.id, lead.name, lead.role, lead.organisation)
            return replace(
                inspection,
                reference=fact.inspection,
                body=fact.body,
                fieldwork_from=fact.fieldwork_from,
                team={lead.id: member},
            )
        case FrameworkAdopted():
            return replace(inspection, framework=fact.framework)
        case TeamMemberAssigned():
            member = Member(fact.person, fact.name, fact.role, fact.organisation)
            return replace(inspection, team={**inspection.team, fact.person: member})
        case TeamMemberReleased():
            remaining = {person: member for person, member in inspection.team.items() if person != fact.person}
            return replace(inspection, team=remaining)
        case _:
            assert_never(fact)


def _evolve_fieldwork(inspection: Inspection, fact: FieldworkEvent) -> Inspection:
    match fact:
        case FieldworkStarted():
            return replace(inspection, fieldwork_started=True)
        case FieldworkEnded():
            return replace(inspection, fieldwork_ended=True)
        case EvidenceRecorded():
            return replace(inspection, evidence={**inspection.evidence, fact.evidence: fact.origin.day})
        case FindingRecorded() | FindingRevised() | FindingWithdrawn():
            return replace(inspection, findings=finding_state.evolve(inspection.findings, fact))
        case PracticeExampleRecorded():
            return inspection
        case _:
            assert_never(fact)


def _evolve_judging(inspection: Inspection, fact: JudgingEvent) -> Inspection:
    match fact:
        case JudgementProposed():
            return inspection
        case JudgementMade():
            return _with_judgement(inspection, fact, fact.rating)
        case JudgementRevised():
            return _with_judgement(inspection, fact, fact.new)
        case _:
            assert_never(fact)


def _with_judgement(inspection: Inspection, fact: JudgementMade | JudgementRevised, rating: str) -> Inspection:
    return replace(
        inspection,
        judgements={**inspection.judgements, fact.theme: rating},
        rested_on={**inspection.rested_on, fact.theme: fact.rested_on},
    )


def _evolve_reporting(inspection: Inspection, fact: ReportingEvent) -> Inspection:
    match fact:
        case FeedbackGiven():
            return replace(inspection, feedback_given=True)
        case DraftReportIssued():
            return replace(inspection, draft_issued=True)
        case AccuracyChallengeRaised():
            return replace(inspection, challenges={**inspection.challenges, fact.number: True})
        case AccuracyChallengeDecided():
            return replace(inspection, challenges={**inspection.challenges, fact.number: False})
        case ReportFinalised():
            return replace(
                inspection,
                finalised_by=fact.origin.actor,
                finalised_on=fact.origin.day,
                overridden=fact.overridden,
            )
        case ReportPublished():
            return _published(inspection, fact)
        case ReportUnlockRequested():
            return replace(inspection, unlock_requested_by=fact.origin.actor)
        case ReportUnlockApproved():
            return replace(
                inspection, finalised_by=None, finalised_on=None, unlock_requested_by=None, edition_published=False
            )
        case _:
            assert_never(fact)


def _published(inspection: Inspection, fact: ReportPublished) -> Inspection:
    first = inspection.published_on is None
    return replace(
        inspection,
        editions=fact.edition,
        edition_published=True,
        published_on=fact.published_on if first else inspection.published_on,
        review_due_on=fact.due_on if first else inspection.review_due_on,
        recommendations={
            number: tracked
            if tracked.published_on
            else replace(tracked, published_on=fact.published_on, due_on=fact.due_on)
            for number, tracked in inspection.recommendations.items()
        },
    )


def _evolve_follow_up(inspection: Inspection, fact: FollowUpEvent) -> Inspection:
    if isinstance(fact, FollowUpReviewed):
        return replace(inspection, reviewed=True)
    if isinstance(fact, RecommendationMade):
        tracked = Recommendation(owner=fact.owner, findings=fact.findings, carried_from=fact.carried_from)
    else:
        tracked = recommendation_state.evolve(inspection.recommendations[fact.number], fact)
    return replace(inspection, recommendations={**inspection.recommendations, fact.number: tracked})
