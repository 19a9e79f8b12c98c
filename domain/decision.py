"""Each decision on a command, with the states that it reads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple, Protocol, TypeVar

from domain.command import CaseCommand, Command
from domain.event_types import Event
from domain.refusals.case import UnknownCase
from domain.refusals.inspection import UnknownInspection
from domain.states.case import Case
from domain.states.inspection import Inspection

C = TypeVar("C", bound=Command)
Decide = TypeVar("Decide", bound=Callable[..., Sequence[Event]])


class States(Protocol):
    """The current inspections and cases. Those without events have version 0."""

    def inspection(self, reference: str) -> Inspection:
        """Return an inspection."""
        ...

    def inspections(self) -> Sequence[str]:
        """Return the references of all inspections."""
        ...

    def case(self, inspection: str, reference: str) -> Case:
        """Return a case of an inspection."""
        ...

    def cases(self, inspection: str) -> Mapping[str, Case]:
        """Return all cases of an inspection, by reference."""
        ...


Reads = Callable[[States, Any], dict[str, Any]]


class Decision(NamedTuple):
    """The function that decides on a command, with the function that reads its states.

    `decide` takes `command`, `origin` and the states as keyword arguments, and returns the facts to record.
    """

    decide: Callable[..., Sequence[Event]]
    reads: Reads


DECISIONS: dict[type[Command], Decision] = {}


def decides(command: type[Command], reads: Reads) -> Callable[[Decide], Decide]:
    """Register a function as the decision on a command."""

    def decorate(decide: Decide) -> Decide:
        DECISIONS[command] = Decision(decide, reads)
        return decide

    return decorate


def decision_on(command: Command) -> Decision:
    """Return the decision on a command, importing the module that holds it.

    `domain.commands.<chapter>` is decided in `domain.case.<chapter>` or `domain.inspection.<chapter>`.
    """
    kind = type(command)
    if kind not in DECISIONS:
        package = "case" if isinstance(command, CaseCommand) else "inspection"
        chapter = f"domain.{package}.{kind.__module__.rpartition('.')[2]}"
        import_module(chapter)
        if kind not in DECISIONS:
            raise LookupError(f"no function in {chapter} has @decides({kind.__name__}, ...)")
    return DECISIONS[kind]


# The states that a decision can read


def new_inspection(states: States, command: Command) -> dict[str, Any]:
    """Read the inspection, which may not exist yet."""
    return {"inspection": states.inspection(command.inspection)}


def its_inspection(states: States, command: Command) -> dict[str, Any]:
    """Read the inspection; refuses an inspection that was never announced."""
    inspection = states.inspection(command.inspection)
    if not inspection.version:
        raise UnknownInspection(command.inspection)
    return {"inspection": inspection}


def new_case(states: States, command: CaseCommand) -> dict[str, Any]:
    """Read a case, which may not exist yet, and its inspection."""
    return {**its_inspection(states, command), "case": states.case(command.inspection, command.case)}


def its_case(states: States, command: CaseCommand) -> dict[str, Any]:
    """Read a case and its inspection; refuses a case that was never sampled."""
    read = new_case(states, command)
    if not read["case"].version:
        raise UnknownCase(command.case, command.inspection)
    return read


def all_cases(states: States, command: Command) -> dict[str, Any]:
    """Read the inspection and all its cases."""
    return {**its_inspection(states, command), "cases": states.cases(command.inspection)}


def cases_of(named: Callable[[Inspection, C], Iterable[str]]) -> Reads:
    """Read the inspection, and each named case that exists."""

    def read(states: States, command: C) -> dict[str, Any]:
        read = its_inspection(states, command)
        cases = {name: states.case(command.inspection, name) for name in named(read["inspection"], command)}
        return {**read, "cases": {name: case for name, case in cases.items() if case.version}}

    return read


def inspections_of(named: Callable[[States, C], Iterable[str]]) -> Reads:
    """Read the inspection, and each other named inspection that exists."""

    def read(states: States, command: C) -> dict[str, Any]:
        names = [name for name in named(states, command) if name != command.inspection]
        inspections = {name: states.inspection(name) for name in names}
        announced = {name: inspection for name, inspection in inspections.items() if inspection.version}
        return {**its_inspection(states, command), "other_inspections": announced}

    return read
