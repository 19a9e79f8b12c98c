"""The answers of all cases at publication."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from cli.examples.newcastle.data import SampledCase, digest, framework, read, sample
from domain.framework import Question, Response

AnswerName = tuple[str, str]  # case and question

SUFFICIENT, INSUFFICIENT, NOT_APPLICABLE = Response.SUFFICIENT, Response.INSUFFICIENT, Response.NOT_APPLICABLE


@cache
def final_answers() -> dict[AnswerName, Response]:
    """Return every answer at publication, by case and in the framework's order."""
    by_question = {question.id: dict(_answers(question)) for question in framework().questions}
    return {
        (case.reference, question.id): by_question[question.id][case.reference]
        for case in sample().values()
        for question in framework().applicable_questions(case.conditions)
    }


def fixed() -> frozenset[AnswerName]:
    """Return the answers in cases that findings name; all are insufficient."""
    return frozenset(
        (case, question) for case, _, question in (n.partition(":") for n in read("answers")["fixed"][INSUFFICIENT])
    )


def why_not_applicable(case: SampledCase, question: str) -> str | None:
    """Return why a question does not apply to a case; None if it applies."""
    rules: list[Mapping[str, Any]] = read("answers")[NOT_APPLICABLE]
    for rule in rules:
        without = "without" in rule and rule["without"] not in case.conditions
        if question in rule["questions"] and (without or case.reference in rule.get("cases", ())):
            return str(rule["evidence"])
    return None


def flipped(response: Response) -> Response:
    """Return the opposite answer; "not applicable" becomes insufficient."""
    return SUFFICIENT if response is INSUFFICIENT else INSUFFICIENT


def _answers(question: Question) -> Iterator[tuple[str, Response]]:
    cases = [case for case in sample().values() if question.applies_to(case.conditions)]
    scored = [case for case in cases if why_not_applicable(case, question.id) is None]
    sufficient, of = read("answers")["sufficient"][question.id]
    if len(scored) != of:
        raise ValueError(f"answers.toml has {of} scored answers to {question.id}; the sample has {len(scored)}")
    best_first = sorted(scored, key=lambda case: _rank(case.reference, question.id), reverse=True)
    good = {case.reference for case in best_first[:sufficient]}
    for case in cases:
        if case not in scored:
            yield case.reference, NOT_APPLICABLE
        else:
            yield case.reference, SUFFICIENT if case.reference in good else INSUFFICIENT


def _rank(case: str, question: str) -> int:
    """Rank an answer, partly by its case, so that sufficient answers cluster."""
    if (case, question) in fixed():
        return -1
    return digest("quality", case) + 2 * digest(case, question)
