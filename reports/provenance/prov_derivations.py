"""What did each event make, and what did that rest on?"""

from dataclasses import dataclass

from domain.effect import Effect, EventRole
from domain.ids import (
    DraftReportId,
    FeedbackId,
    FindingId,
    FollowUpReviewId,
    MemberId,
    ReportId,
    RequestedDueDateId,
    SecondAssessmentId,
    SignOffId,
    SubmissionId,
    VerificationId,
)
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.audit_trail import format_value
from reports.provenance.identifiers import EntityPath, entity_of

REPORTED: tuple[EntityPath, ...] = (("finding",), ("judgement",), ("practice-example",))
# What is said anew and revises nothing that was said before.
INDEPENDENT = frozenset(
    {
        EventRole.CONFIRMED,
        EventRole.QUERY,
        EventRole.REPLY,
        EventRole.FEEDBACK,
        EventRole.UNLOCK_REQUEST,
        EventRole.CLAIM,
        EventRole.VERIFICATION,
        EventRole.FOLLOW_UP,
    }
)
# Of these, events set one field among several, so the field is named too.
OF_SEVERAL_FIELDS = {"case", "inspection", "recommendation"}


@dataclass(frozen=True)
class Derivation:
    """The thing that an event made, changed or took back, what it says, and what that rested on.

    Where the thing is there already, a new version of it revises the last, unless it is `fresh`: said anew, such as a
    second claim of progress. What it `ends` was asked for, and is decided by it. It rests on single things; it consists
    of things, or they were looked at, with all their parts: `("answer", "NC-07")` is every answer of a case.
    """

    entity: EntityPath
    says: str | None = None
    rests_on: tuple[EntityPath, ...] = ()
    consists_of: tuple[EntityPath, ...] = ()
    looked_at: tuple[EntityPath, ...] = ()
    ends: tuple[EntityPath, ...] = ()
    fresh: bool = False
    taken_back: bool = False


def derivation_of(recorded: RecordedEvent) -> Derivation:
    """Return what an event made."""
    effect = effect_of(recorded)
    consists_of, looked_at = _wholes(effect, recorded.fact.ROLE)
    return Derivation(
        entity=entity_of(effect.subject, recorded),
        says=_describe(effect),
        rests_on=tuple(entity_of(subject, recorded) for subject in effect.rests_on),
        consists_of=consists_of,
        looked_at=looked_at,
        ends=tuple(
            entity_of(subject, recorded) for subject in effect.reopens if isinstance(subject, RequestedDueDateId)
        ),
        fresh=recorded.fact.ROLE in INDEPENDENT,
        taken_back=isinstance(effect.subject, FindingId | MemberId) and not any(effect.sets.values()),
    )


def _describe(effect: Effect) -> str | None:
    """Return what it says: each value with its field, but for a single one of a thing that says nothing else."""
    found = {name: format_value(value) for name, value in effect.sets.items() if value is not None}
    if len(found) == 1 and effect.subject.NOUN not in OF_SEVERAL_FIELDS:
        return next(iter(found.values()))
    if not found:
        return None
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in found.items())


def _wholes(effect: Effect, role: EventRole) -> tuple[tuple[EntityPath, ...], tuple[EntityPath, ...]]:
    """Return of which things with all their parts it consists, and at which somebody looked."""
    match effect.subject:
        case SubmissionId() if role is EventRole.SUBMITTED:
            return (), (("answer", effect.subject.case),)
        case SignOffId():
            return (), (("answer", effect.subject.case),)
        case SecondAssessmentId() if effect.sets["second_assessment"] == "submitted":
            return (), (("second-answer", effect.subject.case, effect.subject.assessor),)
        case FeedbackId() | DraftReportId():
            return REPORTED, ()
        case ReportId():
            return (*REPORTED, ("recommendation",)), (("case",),)
        case VerificationId():
            return (), (("progress-claim", str(effect.subject.number)),)
        case FollowUpReviewId():
            return (), (("recommendation",),)
        case _:
            return (), ()
