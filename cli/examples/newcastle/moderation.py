"""The answers that moderators changed or confirmed, with reasons and queries."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property, partial
from typing import Any

from cli.examples.newcastle.answers import AnswerName, final_answers, fixed, flipped
from cli.examples.newcastle.data import digest, framework, read
from domain.framework import Response


@dataclass(frozen=True)
class Query:
    """A moderator's query and the assessor's reply."""

    ask: str
    reply: str


@dataclass(frozen=True)
class PlannedLook:
    """A moderator's review of an answer. `new` is None if the answer was confirmed."""

    case: str
    question: str
    new: Response | None
    reason: str
    query: Query | None = None

    @property
    def answer(self) -> AnswerName:
        """The answer reviewed."""
        return self.case, self.question


@dataclass(frozen=True)
class PlannedModeration:
    """All changes and confirmations of submitted answers."""

    looks: tuple[PlannedLook, ...]
    late: tuple[PlannedLook, ...]
    corrected: tuple[AnswerName, ...]

    def before(self, answer: AnswerName) -> Response:
        """Return the submitted answer."""
        final = final_answers()[answer]
        return flipped(final) if answer in self._moved else final

    @cached_property
    def touched(self) -> frozenset[AnswerName]:
        """The answers that moderators reviewed or had corrected."""
        return frozenset([*(look.answer for look in (*self.looks, *self.late)), *self.corrected])

    @cached_property
    def _moved(self) -> frozenset[AnswerName]:
        changed = (look.answer for look in (*self.looks, *self.late) if look.new is not None)
        return frozenset([*changed, *self.corrected])


class Chooser:
    """Chooses answers in pseudo-random order, each at most once."""

    def __init__(self) -> None:
        self._left = [answer for answer in final_answers() if answer not in fixed()]
        self._left.sort(key=lambda answer: digest("looked at", *answer))

    def take(self, number: int, matches: Callable[[AnswerName], bool]) -> list[AnswerName]:
        """Return so many of the matching answers."""
        taken = [answer for answer in self._left if matches(answer)][:number]
        self._left = [answer for answer in self._left if answer not in taken]
        return taken


@cache
def moderation() -> PlannedModeration:
    """Return the moderation of the example."""
    text, chooser = read("moderation"), Chooser()
    corrected = _corrected(chooser, text["reopened"])
    late = [look for group in text["late"]["changes"] for look in _changed(chooser, group)]
    changed = [look for group in text["changes"] for look in _changed(chooser, group)]
    confirmed = _confirmed(chooser, text["confirmed"])
    return PlannedModeration(
        looks=tuple(_explained(_queried([*changed, *confirmed], text["queries"]))),
        late=tuple(_numbered(late, lambda look: text["late"]["reasons"][look.new])),
        corrected=tuple(corrected),
    )


def stage_of(answer: AnswerName) -> str:
    """Return the stage of an answer's question."""
    return framework().question(answer[1]).stage


def _corrected(chooser: Chooser, details: Mapping[str, Any]) -> list[AnswerName]:
    def matches(answer: AnswerName) -> bool:
        good = final_answers()[answer] is Response.SUFFICIENT
        return good and answer[0] == details["case"] and stage_of(answer) == details["stage"]

    return chooser.take(details["answers"], matches)


def _changed(chooser: Chooser, group: Mapping[str, Any]) -> list[PlannedLook]:
    new = Response(group["new"])
    theme = group.get("theme")

    def matches(answer: AnswerName) -> bool:
        return final_answers()[answer] is new and theme in (None, framework().theme_of[answer[1]])

    return [PlannedLook(*answer, new, reason="") for answer in chooser.take(group["number"], matches)]


def _is_of(case: str, answer: AnswerName) -> bool:
    return answer[0] == case


def _confirmed(chooser: Chooser, details: Mapping[str, Any]) -> list[PlannedLook]:
    cases = sorted({case for case, _ in final_answers()}, key=lambda case: digest("confirmed", case))
    reasons = details["reasons"]
    confirmed = []
    for number, case in enumerate(cases[: details["number"]]):
        [answer] = chooser.take(1, partial(_is_of, case))
        confirmed.append(PlannedLook(*answer, None, reasons[number % len(reasons)]))
    return confirmed


def _queried(looks: list[PlannedLook], queries: Iterable[Mapping[str, str]]) -> list[PlannedLook]:
    """Add each query to the first review that it fits."""
    looks = list(looks)
    for query in queries:
        index = next(index for index, look in enumerate(looks) if look.query is None and _fits(query, look))
        looks[index] = replace(looks[index], query=Query(query["ask"], query["reply"]), reason=query["reason"])
    return looks


def _fits(details: Mapping[str, str], look: PlannedLook) -> bool:
    return details["stage"] == stage_of(look.answer) and details["then"] == (look.new or "confirmed")


def _explained(looks: list[PlannedLook]) -> list[PlannedLook]:
    reasons = read("moderation")["reasons"]

    def among(look: PlannedLook) -> list[str]:
        if look.new is Response.NOT_APPLICABLE:
            return list(reasons["not_applicable"])
        return list(reasons[stage_of(look.answer)][look.new])

    return _numbered(looks, among)


def _numbered(looks: list[PlannedLook], among: Callable[[PlannedLook], list[str]]) -> list[PlannedLook]:
    """Give each review without a reason the next suitable reason."""
    used: Counter[tuple[str, ...]] = Counter()
    explained = []
    for look in looks:
        if look.reason:
            explained.append(look)
            continue
        reasons = among(look)
        explained.append(replace(look, reason=reasons[used[tuple(reasons)] % len(reasons)]))
        used[tuple(reasons)] += 1
    return explained
