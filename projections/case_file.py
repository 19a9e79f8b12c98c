"""What does the file of one case say, question by question?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import assert_never, cast

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
from domain.framework import Response
from domain.text import PersonId, QuestionId
from events_store.store import Recorded


@dataclass(frozen=True)
class FiledAnswer:
    """The answer that stands, what supports it, and what was said about it."""

    response: Response
    evidence: str
    by: str
    last_word: str | None = None
    changes: int = 0
    query: str | None = None
    reply: str | None = None


@dataclass(frozen=True)
class CaseFile:
    """A case as a moderator reads it. `version` is what they sign off."""

    reference: str = ""
    pseudonym: str = ""
    conditions: tuple[str, ...] = ()
    characteristics: Mapping[str, str] = field(default_factory=dict)
    assessor: PersonId | None = None
    version: int = 0
    answers: Mapping[QuestionId, FiledAnswer] = field(default_factory=dict)
    second_answers: Mapping[QuestionId, Mapping[PersonId, Response]] = field(default_factory=dict)


def case_file(log: Iterable[Recorded]) -> CaseFile:
    """Return the file of a case from the events of its stream, in order."""
    file = CaseFile()
    for recorded in log:
        file = replace(fold(file, cast("CaseEvent", recorded.fact)), version=recorded.version)
    return file


def fold(file: CaseFile, fact: CaseEvent) -> CaseFile:
    """Note what is in the file of the case."""
    match fact:
        case CaseSampled():
            return replace(
                file,
                reference=fact.case,
                pseudonym=fact.pseudonym,
                conditions=fact.conditions,
                characteristics={one.name: one.value for one in fact.characteristics},
            )
        case AssessorAssigned():
            return replace(file, assessor=fact.assessor)
        case AnswerRecorded():
            answer = FiledAnswer(fact.response, fact.evidence, fact.origin.actor.name)
            return replace(file, answers={**file.answers, fact.question: answer})
        case AnswerRevised() | AnswerModerated():
            old = file.answers[fact.question]
            said = f"{fact.origin.actor.name}: {fact.reason}"
            return _with(file, fact.question, replace(old, response=fact.new, last_word=said, changes=old.changes + 1))
        case AnswerConfirmed():
            said = f"{fact.origin.actor.name}: {fact.reason}"
            return _with(file, fact.question, replace(file.answers[fact.question], last_word=said))
        case AnswerQueried():
            return _with(file, fact.question, replace(file.answers[fact.question], query=fact.text, reply=None))
        case QueryAnswered():
            return _with(file, fact.question, replace(file.answers[fact.question], reply=fact.text))
        case SecondAnswerRecorded():
            seconds = {**file.second_answers.get(fact.question, {}), fact.origin.actor.id: fact.response}
            return replace(file, second_answers={**file.second_answers, fact.question: seconds})
        case SecondAssessorAssigned() | SecondAssessmentSubmitted() | SecondAssessorReleased():
            return file
        case AssessmentSubmitted() | ModerationCompleted() | AssessmentReopened() | CaseExcluded() | CaseReinstated():
            return file
        case _:
            assert_never(fact)


def _with(file: CaseFile, question: QuestionId, answer: FiledAnswer) -> CaseFile:
    return replace(file, answers={**file.answers, question: answer})
