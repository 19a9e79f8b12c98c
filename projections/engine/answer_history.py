"""The history of each answer: every response, query and reply, with who, when and why."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from msgspec import Struct, field

from domain.case_ids import AnswerId, ExclusionId, SecondAnswerId
from domain.effect import EventRole
from domain.framework import Response
from domain.text import CaseReference, PersonId, QuestionId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of

Place = tuple[CaseReference, QuestionId]

RESPONSE_ROLES = frozenset({EventRole.ANSWERED, EventRole.REVISED, EventRole.MODERATED})


class Remark(Data):
    """One event about an answer.

    `response` is the response that it gives, confirms or gives blind. `text` is that of a query or a reply. `submitted`
    is true if the assessment had been submitted before the event.
    """

    role: EventRole
    position: int
    by: PersonId
    name: str
    recorded_at: datetime
    on: date
    response: Response | None
    why: str | None
    text: str | None
    evidence: str | None
    references: tuple[str, ...]
    submitted: bool


class AnswerHistory(Struct):
    """Every event about the answer to one question in one case, in log order."""

    case: CaseReference
    question: QuestionId
    remarks: list[Remark] = field(default_factory=list)

    def of(self, *roles: EventRole) -> list[Remark]:
        """Return the remarks in these roles."""
        return [remark for remark in self.remarks if remark.role in roles]

    @property
    def responses(self) -> list[Remark]:
        """The first answer and its changes; empty if only second assessors answered."""
        return self.of(*RESPONSE_ROLES)

    @property
    def standing(self) -> Response | None:
        """The current answer; None if only second assessors answered."""
        return self.responses[-1].response if self.responses else None

    @property
    def seconds(self) -> list[Remark]:
        """The blind answers of second assessors, which never count in a score."""
        return self.of(EventRole.SECOND)


class AnswerHistories(Struct):
    """The history of every answer by case, the excluded cases, and people's names."""

    by_case: dict[CaseReference, dict[QuestionId, AnswerHistory]] = field(default_factory=dict)
    excluded: set[CaseReference] = field(default_factory=set)
    names: dict[PersonId, str] = field(default_factory=dict)

    @property
    def by_place(self) -> Mapping[Place, AnswerHistory]:
        """The histories by case and question."""
        return {
            (case, question): history for case, answers in self.by_case.items() for question, history in answers.items()
        }


def answer_histories(log: Iterable[RecordedEvent]) -> AnswerHistories:
    """Return the history of every answer in a log."""
    histories = AnswerHistories()
    submitted: set[CaseReference] = set()
    for recorded in log:
        if recorded.case is None:
            continue
        effect, actor = effect_of(recorded), recorded.fact.origin.actor
        histories.names[actor.id] = actor.name
        answers = histories.by_case.setdefault(recorded.case, {})
        if recorded.fact.ROLE is EventRole.SUBMITTED:
            submitted.add(recorded.case)
        if isinstance(effect.subject, ExclusionId):
            change = histories.excluded.add if effect.sets["score"] == "excluded" else histories.excluded.discard
            change(recorded.case)
        for link in effect.subject.chain:
            if isinstance(link, AnswerId | SecondAnswerId):
                history = answers.setdefault(link.question, AnswerHistory(recorded.case, link.question))
                history.remarks.append(_remark(recorded, submitted=recorded.case in submitted))
    return histories


def _remark(recorded: RecordedEvent, *, submitted: bool) -> Remark:
    fact, sets = recorded.fact, effect_of(recorded).sets
    return Remark(
        role=fact.ROLE,
        position=recorded.position,
        by=fact.origin.actor.id,
        name=fact.origin.actor.name,
        recorded_at=recorded.recorded_at,
        on=fact.origin.day,
        response=sets.get("response"),
        why=getattr(fact, "reason", None),
        text=sets.get("query") or sets.get("reply"),
        evidence=getattr(fact, "evidence", None),
        references=getattr(fact, "references", ()),
        submitted=submitted,
    )
