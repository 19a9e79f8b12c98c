"""Refusals of commands to a case."""

from collections.abc import Iterable

from domain.refusals.base import Conflict, Invalid, NotFound, Refused
from domain.wording import humanise, join_list


class UnknownCase(NotFound, code="unknown-case"):
    def __init__(self, case: str, inspection: str) -> None:
        super().__init__(f"There is no case {case} in {inspection}.", case=case, inspection=inspection)


class UnknownQuestion(NotFound, code="unknown-question"):
    def __init__(self, question: str, framework: str) -> None:
        super().__init__(f"There is no question {question} in {framework}.", framework=framework)


class ConditionUnknown(Invalid, code="condition-unknown"):
    def __init__(self, unknown: Iterable[str], known: Iterable[str]) -> None:
        super().__init__(f"The framework has no condition {', '.join(unknown)}. It has: {', '.join(known)}.")


class CaseMoved(Conflict, code="case-moved"):
    def __init__(self, case: str, saw: int, now: int) -> None:
        super().__init__(
            f"{case} has changed since you looked at it (you saw version {saw}, it is now at version {now}). "
            f"Nothing was recorded. Check the case again, then sign it off."
        )


class NotAssigned(Refused, code="not-assigned"):
    def __init__(self, name: str, case: str, assessor: str | None) -> None:
        assigned = f"It is assigned to {assessor}." if assessor else "Nobody is assigned to it yet."
        super().__init__(f"{name} is not the assessor of {case}. {assigned}", case=case)


class ModeratingOwnCase(Refused, code="moderating-own-case"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(f"{name} answered questions in {case}. Ask another moderator.")


class FirstAssessorAgain(Refused, code="first-assessor-again"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(
            f"{name} gave first answers in {case}. The second assessor must be somebody who has not seen them."
        )


class NotSecondAssessor(Refused, code="not-second-assessor"):
    def __init__(self, name: str, case: str, *, submitted: bool) -> None:
        super().__init__(
            f"The second assessment of {case} by {name} has ended: it was submitted, or {name} was released."
            if submitted
            else f"{name} is not a second assessor of {case}.",
            case=case,
            needs=None if submitted else "second assessor",
        )


class SecondAssessorAlready(Refused, code="second-assessor-already"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(f"{name} is or was a second assessor of {case}. Choose somebody else.")


class SawTheAnswers(Refused, code="saw-the-answers"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(
            f"{name} has moderated answers in {case}, and so has seen them. Choose a second assessor who has not."
        )


class AssessingBlind(Refused, code="assessing-blind"):
    def __init__(self, name: str, case: str) -> None:
        super().__init__(
            f"{name} is a blind second assessor of {case}, and may not use its first answers before submitting.",
            case=case,
        )


class QuestionNotAsked(Refused, code="question-not-asked"):
    def __init__(self, question: str, case: str, missing: Iterable[str]) -> None:
        super().__init__(f"Question {question} does not apply to {case}. It applies only if: {'; '.join(missing)}.")


class AlreadyAnswered(Refused, code="already-answered"):
    def __init__(self, question: str, case: str, response: str) -> None:
        super().__init__(
            f"Question {question} in {case} already has an answer ({humanise(response)}).",
            case=case,
            question=question,
        )


class AlreadyAnsweredSecond(Refused, code="already-answered-second"):
    def __init__(self, name: str, question: str, case: str) -> None:
        super().__init__(f"{name} has already given a second answer to question {question} in {case}.")


class NotAnswered(Refused, code="not-answered"):
    def __init__(self, question: str, case: str) -> None:
        super().__init__(f"Question {question} in {case} has no answer yet.", case=case, question=question)


class AnswersMissing(Refused, code="answers-missing"):
    def __init__(self, case: str, questions: Iterable[str]) -> None:
        super().__init__(f"{case} is not complete. Questions without an answer: {join_list(questions)}.")


class AlreadySubmitted(Refused, code="already-submitted"):
    def __init__(self, case: str) -> None:
        super().__init__(
            f"The assessment of {case} has been submitted. A moderator can change an answer or reopen the assessment.",
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
        super().__init__(f"There is already an open query on question {question} in {case}. Wait for the reply.")


class NoQueryOpen(Refused, code="no-query-open"):
    def __init__(self, question: str, case: str) -> None:
        super().__init__(f"There is no open query on question {question} in {case}.")


class QueriesOpen(Refused, code="queries-open"):
    def __init__(self, case: str, questions: Iterable[str]) -> None:
        super().__init__(f"{case} has open queries on question {join_list(questions)}. They need a reply first.")


class AlreadySignedOff(Refused, code="already-signed-off"):
    def __init__(self, case: str) -> None:
        super().__init__(f"{case} is already signed off, and has not changed since.")


class AlreadyExcluded(Refused, code="already-excluded"):
    def __init__(self, case: str) -> None:
        super().__init__(f"{case} is already excluded from the score.")


class NotExcluded(Refused, code="not-excluded"):
    def __init__(self, case: str) -> None:
        super().__init__(f"{case} is not excluded from the score.")
