"""Events of recommendations, from the report to the month-12 review."""

from datetime import date
from typing import ClassVar

from domain.effect import Effect, EventRole
from domain.events.recommendation_terms import (
    Acceptance,
    CitedFinding,
    Closure,
    Elsewhere,
    Owner,
    Progress,
    Verification,
)
from domain.events.reviewing import ReviewingEvent
from domain.fact import Fact
from domain.ids import (
    AcceptanceId,
    ActionId,
    ClaimId,
    ClosureId,
    DueDateId,
    EvidenceItemId,
    FindingId,
    RecommendationId,
    RequestedDueDateId,
    VerificationId,
)
from domain.text import EvidenceId, Line, Number, Reason, Text


class RecommendationMade(Fact):
    """A recommendation was made to one accountable owner. Publication sets its due date."""

    TYPE: ClassVar = "recommendation-made.v1"
    SENTENCE: ClassVar = "made recommendation {number}, owned by {owner}: {statement}"
    ROLE: ClassVar = EventRole.RECOMMENDED
    number: Number
    statement: Text
    owner: Owner
    contributors: tuple[Line, ...] = ()
    findings: tuple[CitedFinding, ...] = ()
    # Always None: publication sets the due date.
    due_on: date | None = None
    # The recommendation of an earlier inspection that this continues: newcastle-2016/3.
    carried_from: Elsewhere | None = None

    def effect(self, _case: str = "") -> Effect:
        return Effect(
            subject=RecommendationId(self.number),
            sets={
                "statement": self.statement,
                "owner": self.owner,
                "contributors": self.contributors or None,
                "findings": self.findings or None,
                "carried_from": self.carried_from,
            },
            rests_on=tuple(FindingId(finding.theme, finding.list, finding.ordinal) for finding in self.findings),
        )


class RecommendationAnswered(Fact):
    """The owner responded: agreed, agreed in part (which part), or not agreed (why)."""

    TYPE: ClassVar = "recommendation-answered.v1"
    SENTENCE: ClassVar = "responded to recommendation {number}: {acceptance}"
    ROLE: ClassVar = EventRole.ACCEPTANCE
    number: Number
    acceptance: Acceptance
    explanation: Text | None = None
    old: Acceptance | None = None

    def effect(self, _case: str = "") -> Effect:
        acceptance = AcceptanceId(self.number)
        return Effect(
            subject=acceptance,
            sets={"acceptance": self.acceptance},
            settles=(acceptance,),
            rests_on=(RecommendationId(self.number),),
        )


class ActionPlanned(Fact):
    """The owner planned an action towards a recommendation."""

    TYPE: ClassVar = "action-planned.v1"
    SENTENCE: ClassVar = "planned action {action} for recommendation {number}, due {due_on}: {step}"
    ROLE: ClassVar = EventRole.ACTION
    number: Number
    action: Number
    step: Text
    responsible: Line
    due_on: date

    def effect(self, _case: str = "") -> Effect:
        action = ActionId(self.number, self.action)
        return Effect(
            subject=action,
            sets={"step": self.step, "responsible": self.responsible, "due_on": self.due_on},
            settles=(action,),
            rests_on=(RecommendationId(self.number),),
        )


class ActionRevised(Fact):
    """The owner changed or completed a planned action, with the reason."""

    TYPE: ClassVar = "action-revised.v1"
    SENTENCE: ClassVar = "revised action {action} of recommendation {number} (due {due_on}, done: {done}): {new}"
    ROLE: ClassVar = EventRole.ACTION
    number: Number
    action: Number
    old: Text
    new: Text
    old_due_on: date
    due_on: date
    old_responsible: Line
    responsible: Line
    done: bool
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        action = ActionId(self.number, self.action)
        return Effect(
            subject=action,
            sets={
                "step": self.new,
                "responsible": self.responsible,
                "due_on": self.due_on,
                "done": self.done or None,
            },
            settles=(action,),
        )


class ProgressReported(Fact):
    """The owner claimed progress. A claim never closes a recommendation."""

    TYPE: ClassVar = "progress-reported.v1"
    SENTENCE: ClassVar = "reported progress on recommendation {number}: {progress}. {narrative}"
    ROLE: ClassVar = EventRole.CLAIM
    number: Number
    progress: Progress
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()

    def effect(self, _case: str = "") -> Effect:
        claim = ClaimId(self.number)
        return Effect(
            subject=claim,
            sets={"progress": self.progress},
            settles=(claim,),
            rests_on=(RecommendationId(self.number), *map(EvidenceItemId, self.evidence)),
        )


class ProgressVerified(Fact):
    """The inspectorate verified the progress on a recommendation."""

    TYPE: ClassVar = "progress-verified.v1"
    SENTENCE: ClassVar = "verified recommendation {number}: {verification} progress. {narrative}"
    ROLE: ClassVar = EventRole.VERIFICATION
    number: Number
    verification: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()

    def effect(self, _case: str = "") -> Effect:
        verification = VerificationId(self.number)
        return Effect(
            subject=verification,
            sets={"verification": self.verification},
            settles=(verification,),
            rests_on=(RecommendationId(self.number), *map(EvidenceItemId, self.evidence)),
        )


class DueDateRequested(Fact):
    """The owner requested another due date. Only the inspectorate moves the due date."""

    TYPE: ClassVar = "due-date-requested.v1"
    SENTENCE: ClassVar = "asked to move the due date of recommendation {number} from {old} to {new}"
    ROLE: ClassVar = EventRole.REQUESTED_DUE_DATE
    number: Number
    old: date
    new: date
    told_on: date
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        requested = RequestedDueDateId(self.number)
        return Effect(
            subject=requested,
            sets={"requested_due_on": self.new},
            settles=(requested,),
            rests_on=(RecommendationId(self.number),),
        )


class DueDateRevised(Fact):
    """The inspectorate moved a due date, or kept it despite a request."""

    TYPE: ClassVar = "due-date-revised.v1"
    SENTENCE: ClassVar = "moved the due date of recommendation {number} from {old} to {new}"
    ROLE: ClassVar = EventRole.DUE_DATE
    number: Number
    # Events of version 0.1.0 hold the requested date here if the due date was kept.
    old: date
    new: date
    told_on: date
    reason: Reason

    def sentence(self) -> str:
        """Return the sentence, which differs if the due date was kept."""
        return "kept the due date of recommendation {number} at {new}" if self.old == self.new else self.SENTENCE

    def effect(self, _case: str = "") -> Effect:
        due_date, requested = DueDateId(self.number), RequestedDueDateId(self.number)
        return Effect(
            subject=due_date,
            sets={"due_on": self.new},
            also={requested: {"requested_due_on": None}},
            settles=(due_date,),
            reopens=(requested,),
        )


class RecommendationClosed(Fact):
    """The inspectorate closed a recommendation."""

    TYPE: ClassVar = "recommendation-closed.v1"
    SENTENCE: ClassVar = "closed recommendation {number} as {closure}"
    ROLE: ClassVar = EventRole.CLOSURE
    number: Number
    closure: Closure
    reason: Reason
    evidence: tuple[EvidenceId, ...] = ()
    # A number of the same inspection, or a recommendation of a later inspection: newcastle-2018/2.
    superseded_by: Line | None = None

    def sentence(self) -> str:
        """Return the sentence, with the successor if it was superseded."""
        return f"{self.SENTENCE} by {{superseded_by}}" if self.superseded_by else self.SENTENCE

    def effect(self, _case: str = "") -> Effect:
        closure = ClosureId(self.number)
        return Effect(
            subject=closure,
            sets={"closure": self.closure, "superseded_by": self.superseded_by},
            settles=(closure,),
            rests_on=tuple(map(EvidenceItemId, self.evidence)),
        )


class RecommendationReopened(Fact):
    """The inspectorate reopened a closed recommendation, with the reason."""

    TYPE: ClassVar = "recommendation-reopened.v1"
    SENTENCE: ClassVar = "reopened recommendation {number}, which was closed as {old}"
    ROLE: ClassVar = EventRole.CLOSURE
    number: Number
    old: Closure
    reason: Reason

    def effect(self, _case: str = "") -> Effect:
        closure = ClosureId(self.number)
        return Effect(
            subject=closure,
            sets={"closure": None, "superseded_by": None},
            settles=(closure,),
        )


FollowUpEvent = (
    RecommendationMade
    | RecommendationAnswered
    | ActionPlanned
    | ActionRevised
    | ProgressReported
    | ProgressVerified
    | DueDateRequested
    | DueDateRevised
    | RecommendationClosed
    | RecommendationReopened
    | ReviewingEvent
)
