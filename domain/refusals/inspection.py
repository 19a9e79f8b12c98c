"""Refusals of commands to an inspection."""

from collections.abc import Iterable
from datetime import date

from domain.refusals.base import Invalid, NotFound, Refused
from domain.wording import format_day, humanise, join_list


class UnknownInspection(NotFound, code="unknown-inspection"):
    def __init__(self, inspection: str) -> None:
        super().__init__(f"There is no inspection {inspection}.", inspection=inspection)


class UnknownTheme(NotFound, code="unknown-theme"):
    def __init__(self, theme: str, themes: Iterable[str]) -> None:
        super().__init__(f"There is no theme {theme} in the framework. It has themes {join_list(themes)}.")


class UnknownPerson(NotFound, code="unknown-person"):
    def __init__(self, person: str, inspection: str) -> None:
        super().__init__(f"{person} is not in the team of {inspection}.", person=person)


class UnknownEvidence(NotFound, code="unknown-evidence"):
    def __init__(self, evidence: str) -> None:
        super().__init__(f"There is no evidence item {evidence}.", evidence=evidence)


class UnknownFinding(NotFound, code="unknown-finding"):
    def __init__(self, finding: str) -> None:
        super().__init__(
            f"There is no finding {finding}. A finding is named theme/list/number, such as 1/key_finding/2."
        )


class UnknownChallenge(NotFound, code="unknown-challenge"):
    def __init__(self, number: int) -> None:
        super().__init__(f"There is no factual accuracy challenge {number}.")


class RatingNotOnScale(Invalid, code="rating-not-on-scale"):
    def __init__(self, rating: str, ratings: Iterable[str]) -> None:
        super().__init__(f"{rating} is not on the rating scale. Use one of: {', '.join(ratings)}.")


class RoleNotAllowed(Refused, code="role-not-allowed"):
    def __init__(self, name: str, role: str, doing: str, roles: Iterable[str]) -> None:
        super().__init__(
            f"{name} has the role {humanise(role)} and may not {doing}. Roles that may: "
            f"{', '.join(humanise(allowed) for allowed in roles)}."
        )


class TwoPeopleNeeded(Refused, code="two-people-needed"):
    def __init__(self, name: str, did: str, second: str) -> None:
        super().__init__(f"{name} {did}. Somebody else must {second}.")


class DateOutOfOrder(Refused, code="date-out-of-order"):
    """A day contradicts another day."""

    def __init__(self, what: str, day: date, because: str, *, needs: str | None = None) -> None:
        super().__init__(f"{what} cannot be {format_day(day)}: {because}.", needs=needs)


class TooSoon(Refused, code="too-soon"):
    """Another step must come first."""

    def __init__(self, doing: str, first: str, *, needs: str | None = None) -> None:
        super().__init__(f"It is too soon to {doing}: {first}.", needs=needs)


class TooLate(Refused, code="too-late"):
    """The time for a step has passed, or the step was already taken."""

    def __init__(self, doing: str, because: str) -> None:
        super().__init__(f"It is too late to {doing}: {because}.")


class ReportLocked(Refused, code="report-locked"):
    def __init__(self, inspection: str, doing: str) -> None:
        super().__init__(
            f"The report of {inspection} is final, so nobody may {doing}.", inspection=inspection, doing=doing
        )


class ReferenceTaken(Refused, code="reference-taken"):
    def __init__(self, what: str, reference: object) -> None:
        super().__init__(f"{what} {reference} already exists. Use another reference.")


class ReasonNeeded(Refused, code="reason-needed"):
    def __init__(self, what: str, value: object) -> None:
        super().__init__(f"{what} is currently {humanise(value)}. Give a reason for the change.")


class NothingToChange(Refused, code="nothing-to-change"):
    def __init__(self, what: str, value: object) -> None:
        super().__init__(f"{what} is already {humanise(value)}. There is nothing to change.")


class CasesNotSignedOff(Refused, code="cases-not-signed-off"):
    def __init__(self, cases: Iterable[str]) -> None:
        super().__init__(f"Every case must be signed off or excluded first. Still open: {join_list(cases)}.")


class NoCases(Refused, code="no-cases"):
    def __init__(self, inspection: str) -> None:
        super().__init__(f"{inspection} has no cases.", inspection=inspection)


class ThemesNotJudged(Refused, code="themes-not-judged"):
    def __init__(self, themes: Iterable[str]) -> None:
        super().__init__(f"Every theme must be judged first. Not judged yet: {join_list(themes)}.")


class SignOffsStale(Refused, code="sign-offs-stale"):
    def __init__(self, stale: Iterable[object]) -> None:
        super().__init__(
            f"These sign-offs are out of date: {'; '.join(map(str, stale))}. Resolve each, or override them with a "
            f"reason."
        )


class SecondAssessmentsOpen(Refused, code="second-assessments-open"):
    def __init__(self, cases: Iterable[str]) -> None:
        super().__init__(
            f"These cases have a blind second assessment that is not submitted: {join_list(cases)}. Submit it, or "
            f"release its assessor."
        )


class NothingToOverride(Refused, code="nothing-to-override"):
    def __init__(self) -> None:
        super().__init__("No sign-off is out of date, so there is nothing to override.")


class ChallengesOpen(Refused, code="challenges-open"):
    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(
            f"Every factual accuracy challenge must be decided first. Not decided yet: {join_list(numbers)}."
        )


class NotJudged(Refused, code="not-judged"):
    def __init__(self, theme: str) -> None:
        super().__init__(f"Theme {theme} has no judgement yet.", theme=theme)


class AlreadyJudged(Refused, code="already-judged"):
    def __init__(self, theme: str, rating: str) -> None:
        super().__init__(
            f"Theme {theme} is already judged {humanise(rating)}. To confirm it on a changed score, judge it again "
            f"with the same rating.",
            theme=theme,
        )


class ScoreNeeded(Refused, code="score-needed"):
    def __init__(self, theme: str) -> None:
        super().__init__(f"Theme {theme} is scored, so its judgement must include the score that it rests on.")


class ScoreNotWanted(Refused, code="score-not-wanted"):
    def __init__(self, theme: str) -> None:
        super().__init__(f"Theme {theme} is judged without a score, so its judgement cannot rest on one.")
