"""A slow and obvious answer to what the answers and the scores are, to check the quick ones against.

It is written from the language of the product alone: it uses none of its projections, and none of its scoring. For
everything it is asked it reads the whole log again.
"""

from collections.abc import Sequence
from fractions import Fraction

from domain.events.assessing import AnswerRecorded, AnswerRevised
from domain.events.moderating import AnswerModerated
from domain.events.sampling import CaseExcluded, CaseReinstated
from domain.events.setting_up import FrameworkAdopted
from domain.framework import Framework, Response, Rule
from events_store.store import RecordedEvent


def standing_answers(log: Sequence[RecordedEvent]) -> dict[tuple[str, str], Response]:
    """Return the answer that stands to each question in each case: what the last event about it says."""
    standing = {}
    for recorded in log:
        fact = recorded.fact
        if isinstance(fact, AnswerRecorded):
            standing[str(recorded.case), fact.question] = fact.response
        if isinstance(fact, AnswerRevised | AnswerModerated):
            standing[str(recorded.case), fact.question] = fact.new
    return standing


def is_excluded(log: Sequence[RecordedEvent], case: str) -> bool:
    """Whether the last word on a case is that it does not count."""
    words = [
        recorded.fact
        for recorded in log
        if recorded.case == case and isinstance(recorded.fact, CaseExcluded | CaseReinstated)
    ]
    return bool(words) and isinstance(words[-1], CaseExcluded)


def framework_of(log: Sequence[RecordedEvent]) -> Framework | None:
    """Return the framework that was adopted last."""
    adopted = [recorded.fact.framework for recorded in log if isinstance(recorded.fact, FrameworkAdopted)]
    return adopted[-1] if adopted else None


def counting_answers(log: Sequence[RecordedEvent], questions: Sequence[str]) -> list[Response]:
    """Return the answers to some questions that count: sufficient or insufficient, in a case that is not excluded."""
    return [
        response
        for (case, question), response in standing_answers(log).items()
        if question in questions
        and response in (Response.SUFFICIENT, Response.INSUFFICIENT)
        and not is_excluded(log, case)
    ]


def share(log: Sequence[RecordedEvent], theme: str, rule: Rule | None = None) -> Fraction | None:
    """Return a theme's exact score, by the framework's rule or by another; None where it has none."""
    framework = framework_of(log)
    if framework is None:
        return None
    [wanted] = [one for one in framework.themes if one.id == theme]
    rule = rule or framework.rule
    if rule == Rule.POOLED:
        return _percentage(log, [question.id for question in wanted.questions])
    if rule == Rule.MEAN_OF_QUESTIONS:
        each = [_percentage(log, [question.id]) for question in wanted.questions]
        answered = [one for one in each if one is not None]
        return sum(answered, Fraction(0)) / len(answered) if answered else None
    key_questions = {question.key_question for question in wanted.questions}
    each = [
        _percentage(log, [question.id for question in wanted.questions if question.key_question == key_question])
        for key_question in key_questions
    ]
    return min((one for one in each if one is not None), default=None)


def _percentage(log: Sequence[RecordedEvent], questions: Sequence[str]) -> Fraction | None:
    answers = counting_answers(log, questions)
    if not answers:
        return None
    return Fraction(len([one for one in answers if one == Response.SUFFICIENT]), len(answers))
