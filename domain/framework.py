"""Frameworks: themes, questions, conditions, scoring rules and rating scales, as values."""

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import Annotated

from msgspec import Meta

from domain.refusals.case import QuestionNotAsked, UnknownQuestion
from domain.refusals.inspection import UnknownTheme
from domain.text import Limits, Line, QuestionId, Reference, Text, ThemeId
from domain.value import Value

BUILT_IN_CONDITIONS = {
    "community": "The sentence is served in the community",
    "custody": "The sentence is served in custody",
    "psr_written": "A pre-sentence report was written",
}


Percentage = Annotated[int, Meta(ge=0, le=100), Limits(ge=0, le=100)]


class Response(StrEnum):
    """The answer to one question in one case."""

    SUFFICIENT = "sufficient"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not_applicable"


class Rule(StrEnum):
    """The rule that turns the answers of a theme into its score."""

    POOLED = "pooled"
    MEAN_OF_QUESTIONS = "mean_of_questions"
    LOWEST_KEY_QUESTION = "lowest_key_question"


class Condition(Value):
    """A property that a case has or lacks, and that questions may depend on."""

    key: Reference
    title: Line


class Rating(Value):
    """A point of the rating scale. `from_score` is the lowest score of its band, in percent."""

    key: Reference
    title: Line
    value: Percentage
    from_score: Percentage | None = None
    from_total: Annotated[int, Meta(ge=0), Limits(ge=0)] | None = None


class Question(Value):
    """A question that applies to every case that meets all its conditions."""

    id: QuestionId
    text: Line
    stage: Reference
    key_question: Reference | None = None
    applies_when: tuple[Reference, ...] = ()

    def applies_to(self, conditions: frozenset[str]) -> bool:
        """Return whether the question applies to a case with these conditions."""
        return conditions.issuperset(self.applies_when)


class Theme(Value):
    """A part of the inspection that is judged. Without questions, it is judged without a score."""

    id: ThemeId
    title: Line
    domain: Line | None = None
    scored: bool
    questions: tuple[Question, ...] = ()


class Framework(Value, dict=True):
    """A versioned set of themes and questions, with its scoring rule and rating scale."""

    reference: Reference
    version: Reference
    title: Line
    description: Text
    rule: Rule
    ratings: Annotated[tuple[Rating, ...], Meta(min_length=2), Limits(min_length=2)]
    conditions: tuple[Condition, ...] = ()
    themes: Annotated[tuple[Theme, ...], Meta(min_length=1), Limits(min_length=1)]

    def faults(self) -> Iterable[str]:
        """Yield duplicates, unknown names and faults of the scale."""
        yield from self._duplicates()
        yield from self._mismatches()
        yield from self._scale_faults()

    def _duplicates(self) -> Iterable[str]:
        yield from _repeated("theme", [theme.id for theme in self.themes])
        yield from _repeated("question", [question.id for question in self.questions])
        yield from _repeated("rating", [rating.key for rating in self.ratings])
        yield from _repeated("rating value", [str(rating.value) for rating in self.ratings])
        yield from _repeated("condition", [*BUILT_IN_CONDITIONS, *(condition.key for condition in self.conditions)])

    def _mismatches(self) -> Iterable[str]:
        known = {*BUILT_IN_CONDITIONS, *(condition.key for condition in self.conditions)}
        for theme in self.themes:
            if theme.scored and not theme.questions:
                yield f"theme {theme.id} is scored but has no questions"
            if theme.questions and not theme.scored:
                yield f"theme {theme.id} has questions but is not scored"
            for question in theme.questions:
                for key in sorted(set(question.applies_when) - known):
                    yield f"question {question.id} applies when “{key}”, which is not a condition"
                if self.rule is Rule.LOWEST_KEY_QUESTION and question.key_question is None:
                    yield f"question {question.id} needs a key_question, because the rule is {self.rule}"

    def _scale_faults(self) -> Iterable[str]:
        values = [rating.value for rating in self.ratings]
        if values != sorted(values):
            yield "the ratings must be listed from the lowest value to the highest"
        for field in ("from_score", "from_total"):
            cuts = [getattr(rating, field) for rating in self.ratings]
            if cuts == [None] * len(cuts):
                continue
            if None in cuts:
                yield f"give {field} for every rating or for none"
            elif cuts[0] != 0 or any(low >= high for low, high in pairwise(cuts)):
                yield f"{field} must begin at 0 for the lowest rating and rise with each rating"

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the framework's fields in a fixed order, in hexadecimal."""
        return hashlib.sha256(canonical(self)).hexdigest()

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in order."""
        return tuple(question for theme in self.themes for question in theme.questions)

    @cached_property
    def theme_of(self) -> dict[QuestionId, ThemeId]:
        """The theme of each question."""
        return {question.id: theme.id for theme in self.themes for question in theme.questions}

    @cached_property
    def _question_by_id(self) -> dict[QuestionId, Question]:
        return {question.id: question for question in self.questions}

    @property
    def condition_keys(self) -> frozenset[str]:
        """The conditions that the framework adds to the built-in conditions."""
        return frozenset(condition.key for condition in self.conditions)

    def theme(self, theme_id: ThemeId) -> Theme:
        """Return a theme; refuses an unknown theme."""
        for theme in self.themes:
            if theme.id == theme_id:
                return theme
        raise UnknownTheme(theme_id, [theme.id for theme in self.themes])

    def question(self, question_id: QuestionId) -> Question:
        """Return a question; refuses an unknown question."""
        try:
            return self._question_by_id[question_id]
        except KeyError:
            raise UnknownQuestion(question_id, self.reference) from None

    def applicable_questions(self, conditions: frozenset[str]) -> tuple[Question, ...]:
        """Return the questions that apply to a case with these conditions."""
        return tuple(question for question in self.questions if question.applies_to(conditions))

    def applicable_question(self, question_id: QuestionId, case: str, conditions: frozenset[str]) -> Question:
        """Return a question that applies to the case; refuses any other question."""
        question = self.question(question_id)
        if not question.applies_to(conditions):
            missing = [self.title_of(key) for key in question.applies_when if key not in conditions]
            raise QuestionNotAsked(question_id, case, missing)
        return question

    def title_of(self, condition: str) -> str:
        """Return the title of a condition."""
        titles = {**BUILT_IN_CONDITIONS, **{known.key: known.title for known in self.conditions}}
        return titles[condition]


def canonical(document: object) -> bytes:
    """Return the canonical JSON of a document: sorted keys, no spaces, UTF-8.

    A value is written as its fields by name.
    """
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=Value.as_fields)
    return text.encode()


def _repeated(kind: str, names: list[str]) -> Iterable[str]:
    return (f"{kind} {name} appears twice" for name in sorted({n for n in names if names.count(n) > 1}))
