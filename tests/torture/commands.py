"""The commands of the faults: real decisions, whose ids and effects the oracle knows."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from msgspec import structs

from domain.actor import Origin
from domain.case.assessing import ReviseAnswer, revise_answer
from domain.case.events import AnswerRecorded, AnswerRevised
from domain.case.state import Case, fold
from domain.framework import Response
from domain.inspection.state import Inspection
from events_store.handling import Handler, Outcome
from events_store.store import Batch, EventStore, case_stream, inspection_stream
from tests.events_store.examples import BEN, EXAMPLES, NEWCASTLE
from tests.events_store.given import NOW, noted

QUESTION = "1.01"
ANSWERED = noted(question=QUESTION)
CASES = tuple(f"NC-{number:02}" for number in range(1, 35))
MOST_CASES = 3


def set_up(store: EventStore, cases: Sequence[str] = CASES) -> None:
    """Record an inspection in fieldwork, and cases whose first question ben has answered."""
    begun = ("inspection-announced.v1", "framework-adopted.v1", "fieldwork-started.v1")
    facts = [under("set-up", EXAMPLES[name]) for name in begun]
    store.append(NEWCASTLE, Batch(inspection_stream(NEWCASTLE), 0, facts), command="set-up")
    batches = []
    for case in cases:
        sampled = structs.replace(EXAMPLES["case-sampled.v1"], case=case)
        facts = [under("drawn", fact) for fact in (sampled, EXAMPLES["assessor-assigned.v1"], ANSWERED)]
        batches.append(Batch(case_stream(NEWCASTLE, case), 0, facts))
    store.append(NEWCASTLE, *batches, command="drawn")


def under(command: str, fact: Any) -> Any:
    """Return the fact as one that this command recorded."""
    return structs.replace(fact, origin=structs.replace(fact.origin, command_id=command))


def set_up_facts(cases: Sequence[str] = CASES) -> int:
    """Return how many facts the set-up is."""
    return 3 + 3 * len(cases)


def cases_of(command: str, among: Sequence[str] = CASES) -> list[str]:
    """Return the cases that a command is about: told by its id, so that it is the same when it comes again."""
    chance = Random(command)
    return chance.sample(among, chance.randint(1, min(MOST_CASES, len(among))))


def revise(handler: Handler, command: str, among: Sequence[str] = CASES) -> Outcome:
    """Turn the answer round in every case that the command is about: in all, or in none."""
    return handler.in_new_cases(NEWCASTLE, command, {case: turning(command) for case in cases_of(command, among)})


def revise_at_once(handler: Handler, store: EventStore, commands: Sequence[str], among: Sequence[str]) -> None:
    """Revise what several commands are about, in one transaction."""
    inspection, cases, asked = handler.inspection(NEWCASTLE), dict[str, Case](), dict[str, list[Batch]]()
    for command in commands:
        asked[command] = []
        for name in cases_of(command, among):
            case = cases.get(name) or handler.case(NEWCASTLE, name)
            facts = turning(command)(case, inspection)
            asked[command].append(Batch(case_stream(NEWCASTLE, name), case.version, facts))
            cases[name] = fold(facts, case)
    store.append_all(NEWCASTLE, asked)


def turning(command: str) -> Callable[[Case, Inspection], list[AnswerRevised]]:
    """Return the decision on revising an answer to the other one than it is now."""
    origin = Origin(actor=BEN, recorded_at=NOW, command_id=command)

    def decide(case: Case, inspection: Inspection) -> list[AnswerRevised]:
        response = turned(case.answers[QUESTION])
        asked = ReviseAnswer(origin=origin, question=QUESTION, response=response, reason=f"by {command}")
        return revise_answer(case, inspection, asked)

    return decide


def turned(response: Response) -> Response:
    """Return the other answer."""
    return Response.INSUFFICIENT if response == Response.SUFFICIENT else Response.SUFFICIENT


def stands(fact: object) -> Response | None:
    """Return the answer that stands after a fact about the question; None for any other fact."""
    match fact:
        case AnswerRecorded():
            return fact.response
        case AnswerRevised():
            return fact.new
        case _:
            return None
