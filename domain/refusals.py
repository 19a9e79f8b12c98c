"""Refusals: why something may not be done, as a plain sentence that names the rule.

Each has a code that never changes, and data: what to do next is said by whoever shows it, in the words of a command
line or a page. The tree decides how a refusal ends:

    Refused
    ├── NotFound    what was named is not there (UnknownCase, UnknownQuestion, ...)
    ├── Invalid     what was asked makes no sense here (RatingNotOnScale, ConditionUnknown, ...)
    ├── Conflict    somebody else was first; nothing was recorded (CaseMoved, ...)
    └── all others  a rule of inspection forbids it
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar


class Refused(Exception):
    """A rule of inspection forbids what was asked."""

    code: ClassVar[str] = "refused"

    def __init__(self, sentence: str, **data: object) -> None:
        super().__init__(sentence)
        self.data = data

    def __init_subclass__(cls, code: str) -> None:
        cls.code = code


class NotFound(Refused, code="not-found"):
    """What was named is not there."""


class Invalid(Refused, code="invalid"):
    """What was asked makes no sense here."""


class Conflict(Refused, code="conflict"):
    """Somebody else was first; nothing was recorded."""


def spoken(word: object) -> str:
    """Return a key as people say it: “not applicable” for `not_applicable`."""
    return str(word).replace("_", " ").replace("psr", "PSR")


def listed(items: Iterable[object]) -> str:
    """Return items as people list them: “a, b and c”, at most eight of them."""
    names = [spoken(item) for item in items]
    if len(names) > 8:
        return f"{', '.join(names[:8])} and {len(names) - 8} more"
    return " and ".join(", ".join(names).rsplit(", ", 1))


def in_words(day: date) -> str:
    """Return a day as people write it: “3 June 2024”."""
    return f"{day.day} {day:%B %Y}"


# What is not there


class UnknownInspection(NotFound, code="unknown-inspection"):
    def __init__(self, inspection: str) -> None:
        super().__init__(f"There is no inspection {inspection}.", inspection=inspection)


class UnknownCase(NotFound, code="unknown-case"):
    def __init__(self, case: str, inspection: str) -> None:
        super().__init__(f"There is no case {case} in {inspection}.", case=case, inspection=inspection)


class UnknownTheme(NotFound, code="unknown-theme"):
    def __init__(self, theme: str, themes: Iterable[str]) -> None:
        super().__init__(f"There is no theme {theme} in the framework. It has themes {listed(themes)}.")


class UnknownQuestion(NotFound, code="unknown-question"):
    def __init__(self, question: str, framework: str) -> None:
        super().__init__(f"There is no question {question} in {framework}.", framework=framework)


class UnknownPerson(NotFound, code="unknown-person"):
    def __init__(self, person: str, inspection: str) -> None:
        super().__init__(f"{person} is not in the team of {inspection}.", person=person)


class UnknownEvidence(NotFound, code="unknown-evidence"):
    def __init__(self, evidence: str) -> None:
        super().__init__(f"There is no evidence item {evidence}.", evidence=evidence)


class UnknownFinding(NotFound, code="unknown-finding"):
    def __init__(self, finding: str) -> None:
        super().__init__(
            f"There is no finding {finding}. Findings are named theme/list/number, such as 1/key_finding/2."
        )


class UnknownChallenge(NotFound, code="unknown-challenge"):
    def __init__(self, number: int) -> None:
        super().__init__(f"There is no accuracy challenge {number}.")


class UnknownRecommendation(NotFound, code="unknown-recommendation"):
    def __init__(self, number: int | str) -> None:
        super().__init__(f"There is no recommendation {number}.", number=number)


class UnknownAction(NotFound, code="unknown-action"):
    def __init__(self, recommendation: int, action: int) -> None:
        super().__init__(f"Recommendation {recommendation} has no action {action}.")


# What makes no sense here


class ConditionUnknown(Invalid, code="condition-unknown"):
    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"The framework has no condition {', '.join(unknown)}. It has: {', '.join(known)}.")


class RatingNotOnScale(Invalid, code="rating-not-on-scale"):
    def __init__(self, rating: str, ratings: Iterable[str]) -> None:
        super().__init__(f"{rating} is not on the rating scale. Use one of: {', '.join(ratings)}.")


# Somebody else was first


class CaseMoved(Conflict, code="case-moved"):
    def __init__(self, case: str, saw: int, now: int) -> None:
        super().__init__(
            f"{case} has changed since you looked at it (you saw version {saw}, it is at {now}). "
            f"Nothing was recorded. Look at it again, then sign it off."
        )


# Who may do it


class RoleNotAllowed(Refused, code="role-not-allowed"):
    def __init__(self, name: str, role: str, doing: str, roles: Iterable[str]) -> None:
        super().__init__(
            f"{name} acts as {spoken(role)}, and may not {doing}. It is for: "
            f"{', '.join(spoken(allowed) for allowed in roles)}."
        )


class NotAssigned(Refused, code="not-assigned"):
    def __init__(self, name: str, case: str, assessor: str | None) -> None:
        whose = f"It is assigned to {assessor}." if assessor else "Nobody is assigned to it yet."
        super().__init__(f"{name} does not assess {case}. {whose}", case=case)


class ModeratingOwnCase(Refused, code="moderating-own-case"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(f"{name} answered questions in {case}. Ask another moderator.")


class FirstAssessorAgain(Refused, code="first-assessor-again"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(
            f"{name} gave the first answers in {case}. A second answer comes from somebody else, who has not seen them."
        )


class NotSecondAssessor(Refused, code="not-second-assessor"):
    def __init__(self, name: str, case: str, *, submitted: bool) -> None:
        super().__init__(
            f"The second assessment of {case} by {name} is over: it was submitted, or {name} was released."
            if submitted
            else f"{name} is not a second assessor of {case}.",
            case=case,
            needs=None if submitted else "second assessor",
        )


class SecondAssessorAlready(Refused, code="second-assessor-already"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(f"{name} is or was a second assessor of {case} already. Ask somebody else.")


class SawTheAnswers(Refused, code="saw-the-answers"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(
            f"{name} has moderated answers in {case}, and so has seen them. A second assessor has not: ask somebody "
            f"else."
        )


class AssessingBlind(Refused, code="assessing-blind"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(
            f"{name} assesses {case} blind, and may do nothing that rests on its first answers before submitting.",
            case=case,
        )


class TwoPeopleNeeded(Refused, code="two-people-needed"):
    def __init__(self, name: str, did: str, other: str) -> None:
        super().__init__(f"{name} {did}. Somebody else must {other}.")


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


# The moment is wrong


class DateOutOfOrder(Refused, code="date-out-of-order"):
    """A day that makes no sense beside another."""

    def __init__(self, what: str, day: date, because: str, *, needs: str | None = None) -> None:
        super().__init__(f"{what} cannot be {in_words(day)}: {because}.", needs=needs)


class TooSoon(Refused, code="too-soon"):
    """Something must come first."""

    def __init__(self, doing: str, first: str, *, needs: str | None = None) -> None:
        super().__init__(f"It is too soon to {doing}: {first}.", needs=needs)


class NotExplained(Refused, code="not-explained"):
    def __init__(self) -> None:
        super().__init__(
            "Only an answer that agrees in full needs no explanation. Say which part of the recommendation is agreed, "
            "or why it is not agreed."
        )


class TooLate(Refused, code="too-late"):
    """It is over, or done already."""

    def __init__(self, doing: str, because: str) -> None:
        super().__init__(f"It is too late to {doing}: {because}.")


class ReportLocked(Refused, code="report-locked"):
    def __init__(self, inspection: str, doing: str) -> None:
        super().__init__(
            f"The report of {inspection} is final, so nobody may {doing}.", inspection=inspection, doing=doing
        )


class ReferenceTaken(Refused, code="reference-taken"):
    def __init__(self, what: str, reference: object) -> None:
        super().__init__(f"{what} {reference} exists already. Use another reference.")


class ReasonNeeded(Refused, code="reason-needed"):
    def __init__(self, what: str, value: object) -> None:
        super().__init__(f"{what} is {spoken(value)} now. Say why it changes.")


class NothingToChange(Refused, code="nothing-to-change"):
    def __init__(self, what: str, value: object) -> None:
        super().__init__(f"{what} is {spoken(value)} already. There is nothing to change.")


# Answers


class QuestionNotAsked(Refused, code="question-not-asked"):
    def __init__(self, question: str, case: str, missing: Iterable[str]) -> None:
        super().__init__(
            f"Question {question} is not asked of {case}. It is asked only where this is so: {'; '.join(missing)}."
        )


class AlreadyAnswered(Refused, code="already-answered"):
    def __init__(self, question: str, case: str, response: str) -> None:
        super().__init__(
            f"Question {question} in {case} is answered already ({spoken(response)}).",
            case=case,
            question=question,
        )


class AlreadyAnsweredSecond(Refused, code="already-answered-second"):
    def __init__(self, name: str, question: str, case: str) -> None:
        super().__init__(f"{name} gave a second answer to question {question} in {case} already.")


class NotAnswered(Refused, code="not-answered"):
    def __init__(self, question: str, case: str) -> None:
        super().__init__(f"Question {question} in {case} has no answer yet.", case=case, question=question)


class AnswersMissing(Refused, code="answers-missing"):
    def __init__(self, case: str, questions: Iterable[str]) -> None:
        super().__init__(f"{case} is not complete. Still to be answered: {listed(questions)}.")


class AlreadySubmitted(Refused, code="already-submitted"):
    def __init__(self, case: str) -> None:
        super().__init__(
            f"The assessment of {case} was submitted. A moderator can change an answer, or reopen it.",
            case=case,
        )


class NothingToSubmit(Refused, code="nothing-to-submit"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(f"{name} has given no second answer in {case} yet.", case=case)


class NotSubmitted(Refused, code="not-submitted"):
    def __init__(self, case: str) -> None:
        super().__init__(f"The assessment of {case} has not been submitted yet. Its assessor must submit it first.")


class QueryIsOpen(Refused, code="query-is-open"):
    def __init__(self, question: str, case: str) -> None:
        super().__init__(f"A query on question {question} in {case} is open already. Wait for its reply.")


class NoQueryOpen(Refused, code="no-query-open"):
    def __init__(self, question: str, case: str) -> None:
        super().__init__(f"There is no open query on question {question} in {case}.")


class QueriesOpen(Refused, code="queries-open"):
    def __init__(self, case: str, questions: Iterable[str]) -> None:
        super().__init__(f"{case} has open queries, on question {listed(questions)}. They need a reply first.")


class AlreadySignedOff(Refused, code="already-signed-off"):
    def __init__(self, case: str) -> None:
        super().__init__(f"{case} is signed off already, and nothing in it has changed since.")


class AlreadyExcluded(Refused, code="already-excluded"):
    def __init__(self, case: str) -> None:
        super().__init__(f"{case} is out of the score already.")


class NotExcluded(Refused, code="not-excluded"):
    def __init__(self, case: str) -> None:
        super().__init__(f"{case} counts in the score already.")


# Judging and reporting


class CasesNotSignedOff(Refused, code="cases-not-signed-off"):
    def __init__(self, cases: Iterable[str]) -> None:
        super().__init__(f"Not every case is signed off or excluded. Still open: {listed(cases)}.")


class NoCases(Refused, code="no-cases"):
    def __init__(self, inspection: str) -> None:
        super().__init__(f"{inspection} has no cases.", inspection=inspection)


class ThemesNotJudged(Refused, code="themes-not-judged"):
    def __init__(self, themes: Iterable[str]) -> None:
        super().__init__(f"Not every theme is judged. Still to be judged: {listed(themes)}.")


class SignOffsStale(Refused, code="sign-offs-stale"):
    def __init__(self, stale: Iterable[object]) -> None:
        super().__init__(
            f"What was signed off rests on what has changed since. {'; '.join(map(str, stale))}. Settle each, or let "
            f"them stand, with the reason."
        )


class SecondAssessmentsOpen(Refused, code="second-assessments-open"):
    def __init__(self, cases: Iterable[str]) -> None:
        super().__init__(
            f"A second, blind assessment is not submitted yet of {listed(cases)}. It must be submitted, or its "
            f"assessor released."
        )


class NothingToOverride(Refused, code="nothing-to-override"):
    def __init__(self) -> None:
        super().__init__("Every sign-off holds, so there is nothing to override.")


class ChallengesOpen(Refused, code="challenges-open"):
    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(f"Accuracy challenge {listed(numbers)} is not decided yet. Decide it first.")


class NotJudged(Refused, code="not-judged"):
    def __init__(self, theme: str) -> None:
        super().__init__(f"Theme {theme} has no judgement yet.", theme=theme)


class AlreadyJudged(Refused, code="already-judged"):
    def __init__(self, theme: str, rating: str) -> None:
        super().__init__(
            f"Theme {theme} is judged {spoken(rating)} already. To confirm it on a moved score, make it again with the "
            f"same rating.",
            theme=theme,
        )


class ScoreNeeded(Refused, code="score-needed"):
    def __init__(self, theme: str) -> None:
        super().__init__(f"Theme {theme} is scored, so its judgement must say which score it rested on.")


class ScoreNotWanted(Refused, code="score-not-wanted"):
    def __init__(self, theme: str) -> None:
        super().__init__(f"Theme {theme} is judged without a score, so its judgement cannot rest on one.")


# Following up


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
        super().__init__(f"{elsewhere} is closed as {spoken(closure)}, so there is nothing of it to carry on.")


class CarriedElsewhere(Refused, code="carried-elsewhere"):
    def __init__(self, carried: str, into: Iterable[str], named: str) -> None:
        super().__init__(
            f"Recommendation {carried} was carried into {listed(into)}, so {named} does not supersede it. "
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
        super().__init__(f"The month-12 review takes place on or after {in_words(due)}.")


class NotAssessed(Refused, code="not-assessed"):
    def __init__(self, numbers: Iterable[int]) -> None:
        super().__init__(
            f"The review is not complete before every recommendation is assessed. Still to be assessed: "
            f"{listed(numbers)}."
        )
