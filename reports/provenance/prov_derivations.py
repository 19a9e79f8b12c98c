"""Derive from each event the entity that it changed and the basis of the change."""

from dataclasses import dataclass

from domain.case_ids import SecondAssessmentId, SignOffId, SubmissionId
from domain.effect import Effect, EventRole
from domain.ids import (
    DraftReportId,
    FeedbackId,
    FindingId,
    FollowUpReviewId,
    MemberId,
    ReportId,
    RequestedDueDateId,
    VerificationId,
)
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.audit_trail import format_value
from reports.provenance.identifiers import EntityPath, entity_of

REPORTED: tuple[EntityPath, ...] = (("finding",), ("judgement",), ("practice-example",))
# Roles whose events add a new entity each time, and revise none.
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
# Entities of which an event sets one field among several, so that the field is named too.
OF_SEVERAL_FIELDS = {"case", "inspection", "recommendation"}


@dataclass(frozen=True)
class Derivation:
    """The entity that an event created, changed or withdrew, with its value and basis.

    A new version revises the last one, unless it is `fresh`, such as a second claim of progress. `ends` are requests
    that the event decides. `rests_on` are single entities. `consists_of` and `looked_at` include all parts:
    `("answer", "NC-07")` stands for every answer of a case.
    """

    entity: EntityPath
    value: str | None = None
    rests_on: tuple[EntityPath, ...] = ()
    consists_of: tuple[EntityPath, ...] = ()
    looked_at: tuple[EntityPath, ...] = ()
    ends: tuple[EntityPath, ...] = ()
    fresh: bool = False
    withdrawn: bool = False


def derivation_of(recorded: RecordedEvent) -> Derivation:
    """Return the derivation of an event."""
    effect = effect_of(recorded)
    consists_of, looked_at = _parts(effect, recorded.fact.ROLE)
    return Derivation(
        entity=entity_of(effect.subject, recorded),
        value=_describe(effect),
        rests_on=tuple(entity_of(subject, recorded) for subject in effect.rests_on),
        consists_of=consists_of,
        looked_at=looked_at,
        ends=tuple(
            entity_of(subject, recorded) for subject in effect.reopens if isinstance(subject, RequestedDueDateId)
        ),
        fresh=recorded.fact.ROLE in INDEPENDENT,
        withdrawn=isinstance(effect.subject, FindingId | MemberId) and not any(effect.sets.values()),
    )


def _describe(effect: Effect) -> str | None:
    """Return the values of an effect, with their fields unless it is the only one."""
    values = {name: format_value(value) for name, value in effect.sets.items() if value is not None}
    if len(values) == 1 and effect.subject.NOUN not in OF_SEVERAL_FIELDS:
        return next(iter(values.values()))
    if not values:
        return None
    return "; ".join(f"{name.replace('_', ' ')}: {value}" for name, value in values.items())


def _parts(effect: Effect, role: EventRole) -> tuple[tuple[EntityPath, ...], tuple[EntityPath, ...]]:
    """Return the entities, with all their parts, that it consists of and that were reviewed."""
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
