"""Why something may not be done in the follow-up of recommendations."""

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
            f"{name} is from {organisation}. Recommendation {recommendation} is owned by {owner}, who must say this."
        )


class OwnWorkVerified(Refused, code="own-work-verified"):
    def __init__(self, name: str, organisation: str, recommendation: int) -> None:
        super().__init__(
            f"{name} is from {organisation}, which owns recommendation {recommendation}. Nobody verifies or "
            f"closes their own work: the inspectorate must."
        )


class SpokeForTheOwner(Refused, code="spoke-for-the-owner"):
    def __init__(self, name: str, recommendation: int) -> None:
        super().__init__(
            f"{name} spoke for the owner of recommendation {recommendation} before. Nobody verifies, assesses or "
            f"closes their own work: ask somebody else of the inspectorate."
        )


class NotExplained(Refused, code="not-explained"):
    def __init__(self) -> None:
        super().__init__(
            "Only an answer that agrees in full needs no explanation. Say which part of the recommendation is agreed, "
            "or why it is not agreed."
        )


class EvidenceNeeded(Refused, code="evidence-needed"):
    def __init__(self, recommendation: int) -> None:
        super().__init__(
            f"Recommendation {recommendation} cannot be closed as implemented on a claim alone. Name at least one "
            f"evidence item that shows it."
        )


class SuccessorNeeded(Refused, code="successor-needed"):
    def __init__(self, recommendation: int, *, named: bool) -> None:
        super().__init__(
            f"Say what supersedes recommendation {recommendation}: another recommendation, and only when it is "
            f"closed as superseded.",
            needs="no successor" if named else "successor",
        )


class AnotherBody(Refused, code="another-body"):
    def __init__(self, elsewhere: str, body: str, inspection: str, own: str) -> None:
        super().__init__(
            f"{elsewhere} was made to {body}, and {inspection} is an inspection of {own}. A recommendation goes on "
            f"only within one inspected body."
        )


class NotInOrder(Refused, code="not-in-order"):
    def __init__(self, earlier: str, later: str) -> None:
        super().__init__(
            f"The fieldwork of {later} does not begin after that of {earlier}. A recommendation goes on only from an "
            f"earlier inspection into a later one."
        )


class NothingToCarryOn(Refused, code="nothing-to-carry-on"):
    def __init__(self, elsewhere: str, closure: str) -> None:
        super().__init__(f"{elsewhere} is closed as {humanise(closure)}, so there is nothing of it to carry on.")


class CarriedElsewhere(Refused, code="carried-elsewhere"):
    def __init__(self, carried: str, into: Iterable[str], named: str) -> None:
        super().__init__(
            f"Recommendation {carried} was carried into {join_list(into)}, so {named} does not supersede it. "
            f"Close it as superseded by one that carries it on."
        )


class AlreadyClosed(Refused, code="already-closed"):
    def __init__(self, recommendation: int) -> None:
        super().__init__(
            f"Recommendation {recommendation} is closed, and nothing but reopening it is recorded, by the "
            f"inspectorate.",
            recommendation=recommendation,
        )


class NotClosed(Refused, code="not-closed"):
    def __init__(self, recommendation: int) -> None:
        super().__init__(f"Recommendation {recommendation} is open already.")


class TooEarlyToReview(Refused, code="too-early-to-review"):
    def __init__(self, due: date) -> None:
        super().__init__(f"The month-12 review takes place on or after {format_day(due)}.")


class NotAssessed(Refused, code="not-assessed"):
    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(
            f"The review is not complete before every recommendation is assessed. Still to be assessed: "
            f"{join_list(numbers)}."
        )
