"""What did each person make of each answer: its assessor, the second assessors and the moderators?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import assert_never

from domain.case.events import (
    AnswerConfirmed,
    AnswerModerated,
    AnswerQueried,
    AnswerRecorded,
    AnswerRevised,
    AssessmentReopened,
    AssessmentSubmitted,
    AssessorAssigned,
    CaseEvent,
    CaseExcluded,
    CaseReinstated,
    CaseSampled,
    ModerationCompleted,
    QueryAnswered,
    SecondAnswerRecorded,
    SecondAssessmentSubmitted,
    SecondAssessorAssigned,
    SecondAssessorReleased,
)
from domain.framework import Framework, Response
from domain.inspection.events import InspectionEvent
from domain.inspection.events.setting_up import FrameworkAdopted
from domain.refusals import TooSoon
from domain.text import CaseReference, PersonId, QuestionId
from events_store.store import Recorded


@dataclass(frozen=True)
class Given:
    """A response, and who gave it."""

    by: PersonId
    response: Response


@dataclass(frozen=True)
class Look:
    """A moderator looked at an answer and changed it, or confirmed it: then `new` is what it was already.

    `own` is the assessor's own answer at that moment, whatever moderators had made of it by then.
    """

    moderator: PersonId
    own: Given
    old: Response
    new: Response

    @property
    def changed(self) -> bool:
        """Whether the moderator changed the answer."""
        return self.old != self.new


@dataclass(frozen=True)
class Answer:
    """One question of one case, and what was made of it.

    `own` is what the assessor answers in their own name, with all their revisions. `first` is that as it stood when the
    assessment was first submitted, or as it stands where it was not yet: by then nobody else had a say in it, neither a
    moderator nor whoever reopened the assessment. It is what second answers are compared with. A second answer counts
    from when it is recorded: it is never revised.
    """

    case: CaseReference
    question: QuestionId
    own: Given | None = None
    first: Given | None = None
    seconds: tuple[Given, ...] = ()
    looks: tuple[Look, ...] = ()


@dataclass(frozen=True)
class AnsweredCase:
    """What was made of the answers of a case, and whether it counts."""

    submitted: bool = False
    excluded: bool = False
    answers: Mapping[QuestionId, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class Opinions:
    """What was made of every answer, and what people are called."""

    framework: Framework | None = None
    cases: Mapping[CaseReference, AnsweredCase] = field(default_factory=dict)
    names: Mapping[PersonId, str] = field(default_factory=dict)

    @property
    def adopted(self) -> Framework:
        """The framework that was adopted; refuses where none was."""
        if self.framework is None:
            raise TooSoon("compare answers", "adopt a framework first, with: inspectrail framework adopt")
        return self.framework

    @property
    def excluded(self) -> tuple[CaseReference, ...]:
        """The cases that are out of the score."""
        return tuple(reference for reference, case in self.cases.items() if case.excluded)

    def answers(self, *, excluded: bool = False) -> list[Answer]:
        """Return the answers of the cases that count, as they do for the score; or of those that are excluded."""
        counting = (case for case in self.cases.values() if case.excluded is excluded)
        return [answer for case in counting for answer in case.answers.values()]


def opinions(log: Sequence[Recorded]) -> Opinions:
    """Return what was made of every answer, by the end of a log."""
    told = Opinions()
    for recorded in log:
        told = fold(told, recorded)
    return told


def fold(told: Opinions, recorded: Recorded) -> Opinions:
    """Note who said what of which answer."""
    fact = recorded.fact
    if isinstance(fact, InspectionEvent):
        return replace(told, framework=fact.framework) if isinstance(fact, FrameworkAdopted) else told
    actor = fact.origin.actor
    reference = recorded.case or ""
    case = _after(told.cases.get(reference, AnsweredCase()), reference, fact)
    return replace(told, cases={**told.cases, reference: case}, names={**told.names, actor.id: actor.name})


def _after(case: AnsweredCase, reference: CaseReference, fact: CaseEvent) -> AnsweredCase:
    match fact:
        case AnswerRecorded():
            return _owned(case, reference, fact.question, Given(fact.origin.actor.id, fact.response))
        case AnswerRevised():
            return _owned(case, reference, fact.question, Given(fact.origin.actor.id, fact.new))
        case SecondAnswerRecorded():
            answer = case.answers.get(fact.question, Answer(reference, fact.question))
            second = Given(fact.origin.actor.id, fact.response)
            return _with(case, replace(answer, seconds=(*answer.seconds, second)))
        case AnswerModerated():
            return _looked_at(case, fact, fact.old, fact.new)
        case AnswerConfirmed():
            return _looked_at(case, fact, fact.response, fact.response)
        case AssessmentSubmitted():
            return replace(case, submitted=True)
        case CaseExcluded() | CaseReinstated():
            return replace(case, excluded=isinstance(fact, CaseExcluded))
        case (
            CaseSampled()
            | AssessorAssigned()
            | SecondAssessorAssigned()
            | SecondAssessmentSubmitted()
            | SecondAssessorReleased()
            | AnswerQueried()
            | QueryAnswered()
            | ModerationCompleted()
            | AssessmentReopened()
        ):
            return case
        case _:
            assert_never(fact)


def _owned(case: AnsweredCase, reference: CaseReference, question: QuestionId, own: Given) -> AnsweredCase:
    answer = case.answers.get(question, Answer(reference, question))
    first = answer.first if case.submitted and answer.first is not None else own
    return _with(case, replace(answer, own=own, first=first))


def _looked_at(
    case: AnsweredCase, fact: AnswerModerated | AnswerConfirmed, old: Response, new: Response
) -> AnsweredCase:
    answer = case.answers[fact.question]
    assert answer.own is not None  # noqa: S101 - narrows the type: nobody moderates what was not answered
    look = Look(fact.origin.actor.id, answer.own, old, new)
    return _with(case, replace(answer, looks=(*answer.looks, look)))


def _with(case: AnsweredCase, answer: Answer) -> AnsweredCase:
    return replace(case, answers={**case.answers, answer.question: answer})
