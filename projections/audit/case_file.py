"""Show the file of one case, question by question."""

from collections.abc import Mapping, Sequence

from msgspec import field

from domain.effect import EventRole
from domain.events.sampling import AssessorAssigned, CaseSampled
from domain.framework import Response
from domain.text import PersonId, QuestionId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.answer_history import AnswerHistory, answer_histories


class FiledAnswer(Data):
    """The current answer to a question, with its evidence, last comment and query.

    `changes` counts the responses after the first. `last_word` is the last reason given, with the name of its author.
    """

    response: Response
    evidence: str
    by: str
    last_word: str | None = None
    changes: int = 0
    query: str | None = None
    reply: str | None = None


class CaseFile(Data):
    """A case as a moderator reads it.

    `version` is the version that a moderator signs off. It is 0 if the case was never sampled.
    """

    reference: str = ""
    pseudonym: str = ""
    conditions: tuple[str, ...] = ()
    characteristics: Mapping[str, str] = field(default_factory=dict)
    assessor: PersonId | None = None
    version: int = 0
    answers: Mapping[QuestionId, FiledAnswer] = field(default_factory=dict)
    second_answers: Mapping[QuestionId, Mapping[PersonId, Response | None]] = field(default_factory=dict)


def case_file(log: Sequence[RecordedEvent]) -> CaseFile:
    """Return the file of a case, from the events of its stream in order."""
    sampled = next((event.fact for event in log if isinstance(event.fact, CaseSampled)), None)
    if sampled is None:
        return CaseFile()
    answers = answer_histories(log).by_case[sampled.case]
    assessors = [event.fact.assessor for event in log if isinstance(event.fact, AssessorAssigned)]
    return CaseFile(
        reference=sampled.case,
        pseudonym=sampled.pseudonym,
        conditions=sampled.conditions,
        characteristics={characteristic.name: characteristic.value for characteristic in sampled.characteristics},
        assessor=assessors[-1] if assessors else None,
        version=log[-1].version,
        answers={
            question: _filed_answer(history, response)
            for question, history in answers.items()
            if (response := history.standing) is not None
        },
        second_answers={
            question: {second.by: second.response for second in history.seconds}
            for question, history in answers.items()
            if history.seconds
        },
    )


def _filed_answer(history: AnswerHistory, response: Response) -> FiledAnswer:
    first, *changes = history.responses
    queries = history.of(EventRole.QUERY)
    reasons = [remark for remark in history.remarks if remark.why is not None]
    replies = [reply for reply in history.of(EventRole.REPLY) if queries and reply.position > queries[-1].position]
    return FiledAnswer(
        response=response,
        evidence=first.evidence or "",
        by=first.name,
        last_word=f"{reasons[-1].name}: {reasons[-1].why}" if reasons else None,
        changes=len(changes),
        query=queries[-1].text if queries else None,
        reply=replies[-1].text if replies else None,
    )
