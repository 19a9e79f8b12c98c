"""A slow and obvious computation of answers and scores, to check the projections against.

It uses the events alone, without any projection or scoring of the product. Each function reads the complete log.
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
    """Return the current answer to each question in each case: that of the last event about it."""
    standing = {}
    for recorded in log:
        fact = recorded.fact
        if isinstance(fact, AnswerRecorded):
            standing[str(recorded.case), fact.question] = fact.response
        if isinstance(fact, AnswerRevised | AnswerModerated):
            standing[str(recorded.case), fact.question] = fact.new
    return standing


def is_excluded(log: Sequence[RecordedEvent], case: str) -> bool:
    """Return whether the last exclusion or reinstatement of a case excludes it."""
    facts = [
        recorded.fact
        for recorded in log
        if recorded.case == case and isinstance(recorded.fact, CaseExcluded | CaseReinstated)
    ]
    return bool(facts) and isinstance(facts[-1], CaseExcluded)


def framework_of(log: Sequence[RecordedEvent]) -> Framework | None:
    """Return the framework that was adopted last."""
    adopted = [recorded.fact.framework for recorded in log if isinstance(recorded.fact, FrameworkAdopted)]
    return adopted[-1] if adopted else None


def counting_answers(log: Sequence[RecordedEvent], questions: Sequence[str]) -> list[Response]:
    """Return the sufficient and insufficient answers to some questions, without excluded cases."""
    return [
        response
        for (case, question), response in standing_answers(log).items()
        if question in questions
        and response in (Response.SUFFICIENT, Response.INSUFFICIENT)
        and not is_excluded(log, case)
    ]


def share(log: Sequence[RecordedEvent], theme: str, rule: Rule | None = None) -> Fraction | None:
    """Return a theme's exact score, by the rule of the framework or a given rule; None if it has none."""
    framework = framework_of(log)
    if framework is None:
        return None
    [scored] = [known for known in framework.themes if known.id == theme]
    rule = rule or framework.rule
    if rule == Rule.POOLED:
        return _percentage(log, [question.id for question in scored.questions])
    if rule == Rule.MEAN_OF_QUESTIONS:
        shares = [_percentage(log, [question.id]) for question in scored.questions]
        answered = [part for part in shares if part is not None]
        return sum(answered, Fraction(0)) / len(answered) if answered else None
    key_questions = {question.key_question for question in scored.questions}
    shares = [
        _percentage(log, [question.id for question in scored.questions if question.key_question == key_question])
        for key_question in key_questions
    ]
    return min((part for part in shares if part is not None), default=None)


def _percentage(log: Sequence[RecordedEvent], questions: Sequence[str]) -> Fraction | None:
    answers = counting_answers(log, questions)
    if not answers:
        return None
    return Fraction(len([answer for answer in answers if answer == Response.SUFFICIENT]), len(answers))
