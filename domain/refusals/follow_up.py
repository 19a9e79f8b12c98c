"""Refusals of commands in the follow-up of recommendations."""

from collections.abc import Iterable
from datetime import date

from domain.refusals.base import NotFound, Refused
from domain.wording import format_day, humanise, join_list


class UnknownRecommendation(NotFound, code="unknown-recommendation"):
    def __init__(self, number: int | str) -> None:
        super().__init__(f"There is no recommendation {number}.", number=number)


class UnknownAction(NotFound, code="unknown-action"):
    def __init__(self, recommendation: int, action: int) -> None:
        super().__init__(f"Recommendation {recommendation} has no action {action}.")


class NotTheOwner(Refused, code="not-the-owner"):
    def __init__(self, name: str, organisation: str, recommendation: int, owner: str) -> None:
        super().__init__(
            f"{name} is from {organisation}. Only the owner of recommendation {recommendation} can do this: {owner}."
        )


class OwnWorkVerified(Refused, code="own-work-verified"):
    def __init__(self, name: str, organisation: str, recommendation: int) -> None:
        super().__init__(
            f"{name} is from {organisation}, which owns recommendation {recommendation}. Nobody may verify or close "
            f"their own work. Ask the inspectorate."
        )


class SpokeForTheOwner(Refused, code="spoke-for-the-owner"):
    def __init__(self, name: str, recommendation: int) -> None:
        super().__init__(
            f"{name} acted for the owner of recommendation {recommendation} before. Nobody may verify, assess or close "
            f"their own work. Ask somebody else in the inspectorate."
        )


class NotExplained(Refused, code="not-explained"):
    def __init__(self) -> None:
        super().__init__(
            "A response other than full agreement needs an explanation: which part is agreed, or why it is not agreed."
        )


class EvidenceNeeded(Refused, code="evidence-needed"):
    def __init__(self, recommendation: int) -> None:
        super().__init__(
            f"Recommendation {recommendation} cannot be closed as implemented on a claim alone. Give at least one "
            f"evidence item."
        )


class SuccessorNeeded(Refused, code="successor-needed"):
    def __init__(self, recommendation: int, *, named: bool) -> None:
        super().__init__(
            f"Recommendation {recommendation} is not closed as superseded, so it has no successor."
            if named
            else f"Give the recommendation that supersedes recommendation {recommendation}.",
            needs="no successor" if named else "successor",
        )


class AnotherBody(Refused, code="another-body"):
    def __init__(self, elsewhere: str, body: str, inspection: str, own: str) -> None:
        super().__init__(
            f"{elsewhere} was made to {body}, but {inspection} is an inspection of {own}. A recommendation can only be "
            f"continued for the same inspected body."
        )


class NotInOrder(Refused, code="not-in-order"):
    def __init__(self, earlier: str, later: str) -> None:
        super().__init__(
            f"The fieldwork of {later} does not begin after the fieldwork of {earlier}. A recommendation can only be "
            f"continued in a later inspection."
        )


class NothingToCarryOn(Refused, code="nothing-to-carry-on"):
    def __init__(self, elsewhere: str, closure: str) -> None:
        super().__init__(f"{elsewhere} is closed as {humanise(closure)}, so it cannot be continued.")


class CarriedElsewhere(Refused, code="carried-elsewhere"):
    def __init__(self, carried: str, into: Iterable[str], named: str) -> None:
        super().__init__(
            f"Recommendation {carried} is continued by {join_list(into)}, so {named} cannot supersede it. "
            f"Close it as superseded by a recommendation that continues it."
        )


class AlreadyClosed(Refused, code="already-closed"):
    def __init__(self, recommendation: int) -> None:
        super().__init__(
            f"Recommendation {recommendation} is closed. The inspectorate must reopen it first.",
            recommendation=recommendation,
        )


class NotClosed(Refused, code="not-closed"):
    def __init__(self, recommendation: int) -> None:
        super().__init__(f"Recommendation {recommendation} is already open.")


class TooEarlyToReview(Refused, code="too-early-to-review"):
    def __init__(self, due: date) -> None:
        super().__init__(f"The month-12 review cannot take place before {format_day(due)}.")


class NotAssessed(Refused, code="not-assessed"):
    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(
            f"The review cannot be completed before every recommendation is assessed. Not assessed yet: "
            f"{join_list(numbers)}."
        )
