"""What happens to recommendations, from the report to the review."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from domain.effect import Effect, EventRole
from domain.fact import Fact
from domain.ids import (
    AcceptanceId,
    ActionId,
    ClaimId,
    ClosureId,
    DueDateId,
    EvidenceItemId,
    FindingId,
    FollowUpReviewId,
    RecommendationId,
    RequestedDueDateId,
    ReviewId,
    VerificationId,
)
from domain.inspection.events.fieldwork import FindingList
from domain.text import REFERENCE, Checked, EvidenceId, Line, Number, Reason, Text, ThemeId
from domain.value import Value

ELSEWHERE = re.compile(rf"({REFERENCE.pattern})/([1-9][0-9]{{0,3}})")


def _elsewhere(text: str) -> str:
    if not ELSEWHERE.fullmatch(text):
        raise ValueError("is not a recommendation of another inspection; write it as newcastle-2016/3")
    return text


# A recommendation of another inspection: newcastle-2016/3.
Elsewhere = Annotated[str, Checked(_elsewhere)]


def place(name: str) -> tuple[str | None, str]:
    """Return the inspection that a recommendation's name gives (None where it gives none), and the number."""
    inspection, _, number = name.rpartition("/")
    return inspection or None, number


class Owner(Value):
    """The one role that is accountable for a recommendation, and its organisation."""

    role: Line
    organisation: Line

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"


class CitedFinding(Value):
    """A finding that a recommendation rests on."""

    theme: ThemeId
    list: FindingList
    ordinal: Number

    def __str__(self) -> str:
        return f"{self.theme}/{self.list}/{self.ordinal}"


class RecommendationMade(Fact):
    """An outcome was asked for, of one accountable owner. It is due when the first publication that holds it says."""

    TYPE: ClassVar = "recommendation-made.v1"
    SAYS: ClassVar = "made recommendation {number}, owned by {owner}: {statement}"
    ROLE: ClassVar = EventRole.RECOMMENDED
    number: Number
    statement: Text
    owner: Owner
    contributors: tuple[Line, ...] = ()
    findings: tuple[CitedFinding, ...] = ()
    # Never known yet: publication says it.
    due_on: date | None = None
    # The recommendation of an earlier inspection of the same body that it carries on: newcastle-2016/3.
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
            rests_on=tuple(FindingId(one.theme, one.list, one.ordinal) for one in self.findings),
        )


class Acceptance(StrEnum):
    """What the owner says to a recommendation."""

    AGREED = "agreed"
    PARTLY_AGREED = "partly_agreed"
    NOT_AGREED = "not_agreed"


class RecommendationAnswered(Fact):
    """The owner agreed, agreed in part (and which part), or did not agree (and why)."""

    TYPE: ClassVar = "recommendation-answered.v1"
    SAYS: ClassVar = "answered recommendation {number}: {acceptance}"
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
    """The owner planned a step towards a recommendation."""

    TYPE: ClassVar = "action-planned.v1"
    SAYS: ClassVar = "planned action {action} for recommendation {number}, due {due_on}: {step}"
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
    """The owner changed or finished a planned step, with the reason."""

    TYPE: ClassVar = "action-revised.v1"
    SAYS: ClassVar = "revised action {action} of recommendation {number} (due {due_on}, done: {done}): {new}"
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


class Progress(StrEnum):
    """How far the owner says they are: a claim."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    CLAIMED_COMPLETE = "claimed_complete"


class ProgressReported(Fact):
    """The owner said how far they are. A claim never closes anything."""

    TYPE: ClassVar = "progress-reported.v1"
    SAYS: ClassVar = "reported on recommendation {number}: {progress}. {narrative}"
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


class Verification(StrEnum):
    """How much progress the inspectorate saw."""

    NO_MEANINGFUL = "no_meaningful"
    INSUFFICIENT = "insufficient"
    REASONABLE = "reasonable"
    GOOD = "good"


class ProgressVerified(Fact):
    """The inspectorate looked for itself."""

    TYPE: ClassVar = "progress-verified.v1"
    SAYS: ClassVar = "verified recommendation {number}: {verification} progress. {narrative}"
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
    """The owner of a recommendation asked for another due date. What is due moves when the inspectorate moves it."""

    TYPE: ClassVar = "due-date-requested.v1"
    SAYS: ClassVar = "asked to move the due date of recommendation {number} from {old} to {new}"
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
    """The inspectorate moved the due date of a recommendation, or kept it when another was asked for."""

    TYPE: ClassVar = "due-date-revised.v1"
    SAYS: ClassVar = "moved the due date of recommendation {number} from {old} to {new}"
    ROLE: ClassVar = EventRole.DUE_DATE
    number: Number
    # In 0.1.0, when another was asked for and the due date was kept, the one that was asked for.
    old: date
    new: date
    told_on: date
    reason: Reason

    def says(self) -> str:
        """Return the sentence: that the due date moved, or that it was kept although another was asked for."""
        return "kept the due date of recommendation {number} at {new}" if self.old == self.new else self.SAYS

    def effect(self, _case: str = "") -> Effect:
        due_date, requested = DueDateId(self.number), RequestedDueDateId(self.number)
        return Effect(
            subject=due_date,
            sets={"due_on": self.new},
            also={requested: {"requested_due_on": None}},
            settles=(due_date,),
            reopens=(requested,),
        )


class Closure(StrEnum):
    """How a recommendation ended."""

    IMPLEMENTED = "implemented"
    NOT_IMPLEMENTED = "not_implemented"
    SUPERSEDED = "superseded"


class RecommendationClosed(Fact):
    """The inspectorate closed a recommendation."""

    TYPE: ClassVar = "recommendation-closed.v1"
    SAYS: ClassVar = "closed recommendation {number} as {closure}"
    ROLE: ClassVar = EventRole.CLOSURE
    number: Number
    closure: Closure
    reason: Reason
    evidence: tuple[EvidenceId, ...] = ()
    # A number of the same inspection, or a recommendation of a later one: newcastle-2018/2.
    superseded_by: Line | None = None

    def says(self) -> str:
        """Return the sentence, with what supersedes it where something does."""
        return f"{self.SAYS} by {{superseded_by}}" if self.superseded_by else self.SAYS

    def effect(self, _case: str = "") -> Effect:
        closure = ClosureId(self.number)
        return Effect(
            subject=closure,
            sets={"closure": self.closure, "superseded_by": self.superseded_by},
            settles=(closure,),
            rests_on=tuple(map(EvidenceItemId, self.evidence)),
        )


class RecommendationReopened(Fact):
    """The inspectorate opened a closed recommendation again, with the reason."""

    TYPE: ClassVar = "recommendation-reopened.v1"
    SAYS: ClassVar = "reopened recommendation {number}, which was closed as {old}"
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


class RecommendationReviewed(Fact):
    """The inspectorate said, for the month-12 review, how much progress there was. It closes nothing."""

    TYPE: ClassVar = "recommendation-reviewed.v1"
    SAYS: ClassVar = "assessed recommendation {number} for the month-12 review: {progress} progress. {narrative}"
    ROLE: ClassVar = EventRole.REVIEW
    number: Number
    progress: Verification
    narrative: Text
    evidence: tuple[EvidenceId, ...] = ()
    # What was said before, where it was said before; then there is a reason too.
    old: Verification | None = None
    reason: Reason | None = None

    def effect(self, _case: str = "") -> Effect:
        review = ReviewId(self.number)
        return Effect(
            subject=review,
            sets={"progress": self.progress},
            settles=(review,),
            rests_on=(RecommendationId(self.number), *map(EvidenceItemId, self.evidence)),
        )


class FollowUpReviewed(Fact):
    """The month-12 review took place. It closes nothing."""

    TYPE: ClassVar = "follow-up-reviewed.v1"
    SAYS: ClassVar = "held the month-12 review: {summary}"
    ROLE: ClassVar = EventRole.FOLLOW_UP
    summary: Text

    def effect(self, _case: str = "") -> Effect:
        return Effect(subject=FollowUpReviewId(), sets={"summary": self.summary})


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
    | RecommendationReviewed
    | FollowUpReviewed
)
