"""The commands of the faults: real decisions with ids and effects that the oracle knows."""

from collections.abc import Sequence
from random import Random
from typing import Any

from msgspec import structs

from domain.actor import Origin, Request
from domain.case.assessing import revise_answer
from domain.command import CaseCommand
from domain.commands.assessing import ReviseAnswer
from domain.decision import decides, its_case
from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.framework import Response
from domain.states.case import Case
from domain.states.inspection import Inspection
from events_store.batch_commands import decide, record
from events_store.command_handler import CommandHandler, Outcome
from events_store.store import Batch, EventStore, case_stream, inspection_stream
from tests.fixtures.events import BEN, EXAMPLES, NEWCASTLE
from tests.fixtures.stores import NOW, SET_UP, noted

QUESTION = "1.01"
ANSWERED = noted(question=QUESTION)
CASES = tuple(f"NC-{number:02}" for number in range(1, 35))
MOST_CASES = 3


def set_up(store: EventStore, cases: Sequence[str] = CASES) -> None:
    """Record an inspection in fieldwork, and cases whose first question ben has answered."""
    facts = [under("set-up", fact) for fact in SET_UP]
    store.append(NEWCASTLE, Batch(inspection_stream(NEWCASTLE), 0, facts), command="set-up")
    batches = []
    for case in cases:
        sampled = structs.replace(EXAMPLES["case-sampled.v1"], case=case)
        facts = [under("drawn", fact) for fact in (sampled, EXAMPLES["assessor-assigned.v1"], ANSWERED)]
        batches.append(Batch(case_stream(NEWCASTLE, case), 0, facts))
    store.append(NEWCASTLE, *batches, command="drawn")


def under(command: str, fact: Any) -> Any:
    """Return the fact with the id of this command."""
    return structs.replace(fact, origin=structs.replace(fact.origin, command_id=command))


def set_up_facts(cases: Sequence[str] = CASES) -> int:
    """Return the number of facts of the set-up."""
    return len(SET_UP) + 3 * len(cases)


def cases_of(command: str, among: Sequence[str] = CASES) -> list[str]:
    """Return the cases of a command. Its id chooses them, so a retry has the same cases."""
    chance = Random(command)
    return chance.sample(among, chance.randint(1, min(MOST_CASES, len(among))))


class TurnAnswer(CaseCommand):
    """Revise an answer to its opposite."""


@decides(TurnAnswer, its_case)
def turn(case: Case, inspection: Inspection, command: TurnAnswer, origin: Origin) -> list[AnswerRevised]:
    """Decide as for a revised answer, from the current answer."""
    revision = ReviseAnswer(
        **{name: getattr(command, name) for name in ("inspection", "case", "request")},
        question=QUESTION,
        response=turned(case.answers[QUESTION]),
        reason=f"by {origin.command_id}",
    )
    return revise_answer(case, inspection, revision, origin)


def turning(command: str, among: Sequence[str] = CASES) -> list[TurnAnswer]:
    """Return the commands that reverse the answer in every case of the command."""
    request = Request.of(BEN.id, NOW, command)
    return [TurnAnswer(inspection=NEWCASTLE, case=case, request=request) for case in cases_of(command, among)]


def revise(handler: CommandHandler, command: str, among: Sequence[str] = CASES) -> Outcome:
    """Reverse the answer in every case of the command, atomically."""
    decided, recorded = record(handler, turning(command, among))
    for decision in decided:
        if decision.refused:
            raise decision.refused
    return Outcome(decided[0].before or recorded, again=bool(decided[0].before))


def revise_at_once(handler: CommandHandler, store: EventStore, commands: Sequence[str], among: Sequence[str]) -> None:
    """Reverse the answers of several commands in one transaction."""
    revisions = [revision for command in commands for revision in turning(command, among)]
    batches: dict[str, list[Batch]] = {}
    for revision, decided in zip(revisions, decide(handler, revisions)[0], strict=True):
        assert decided.batch is not None
        batches.setdefault(revision.request.command_id, []).append(decided.batch)
    store.append_all(NEWCASTLE, batches)


def turned(response: Response) -> Response:
    """Return the opposite answer."""
    return Response.INSUFFICIENT if response == Response.SUFFICIENT else Response.SUFFICIENT


def stands(fact: object) -> Response | None:
    """Return the current answer after a fact about the question; None for any other fact."""
    match fact:
        case AnswerRecorded():
            return fact.response
        case AnswerRevised():
            return fact.new
        case _:
            return None
