"""The figures of an inspection, and the figures that an event changes.

A figure is a value that people read and quote: an answer, the stage of a case, a finding, the share of a question, the
score or the judgement of a theme, an axis of a recommendation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from domain.case_ids import AnswerId, CaseId, ExclusionId, InCase, SecondAnswerId, SecondAssessmentId
from domain.framework import Theme
from domain.ids import (
    AcceptanceId,
    ActionId,
    ClaimId,
    ClosureId,
    DueDateId,
    EditionId,
    FindingId,
    FrameworkId,
    Id,
    InRecommendation,
    JudgementId,
    RecommendationId,
    RequestedDueDateId,
    ReviewId,
    VerificationId,
)
from domain.text import QuestionId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.all_views import Views
from projections.saved.figure_values import (
    FigureValue,
    answer_value,
    case_value,
    finding_value,
    judgement_value,
    question_value,
    recommendation_value,
    score_value,
)


class FigureKind(StrEnum):
    """The kinds of figures, in reading order."""

    SCORE = "score"
    JUDGEMENT = "judgement"
    QUESTION = "question"
    FINDING = "finding"
    RECOMMENDATION = "recommendation"
    CASE = "case"
    ANSWER = "answer"


AXES = (
    "statement",
    "answer",
    "claim",
    "verification",
    "closure",
    "review",
    "due date",
    "requested due date",
    "actions",
)
# The axes that each id of a recommendation affects. A review also counts as a verification.
AXES_OF: Mapping[type[Id], tuple[str, ...]] = {
    AcceptanceId: ("answer",),
    ActionId: ("actions",),
    ClaimId: ("claim",),
    VerificationId: ("verification",),
    ReviewId: ("review", "verification"),
    DueDateId: ("due date",),
    RequestedDueDateId: ("requested due date",),
    ClosureId: ("closure",),
}


class Figure(Data):
    """The name of a figure: its kind, its subject and the axis of a recommendation.

    The subject `of` is, for example, `1`, `1.03` or `NC-07:1.03`.
    """

    kind: FigureKind
    of: str
    axis: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}"

    @property
    def title(self) -> str:
        """The name of the figure in words."""
        match self.kind:
            case FigureKind.SCORE | FigureKind.JUDGEMENT:
                return f"theme {self.of} {self.kind}"
            case FigureKind.QUESTION:
                return f"question {self.of} share"
            case FigureKind.ANSWER:
                case, _, question = self.of.partition(":")
                return f"answer to {question} in {case}"
            case _:
                return " ".join(filter(None, (self.kind, self.of, self.axis)))


class Change(Data):
    """A figure before and after an event; None means no value.

    `points` is the exact difference of a share in percentage points.
    """

    figure: Figure
    before: str | None
    after: str | None
    points: Fraction | None = None


def all_figures(views: Views) -> dict[Figure, FigureValue]:
    """Return all figures that have a value."""
    return _values(views, _figures_of(views))


def changes(before: Views, after: Views, recorded: RecordedEvent) -> tuple[Change, ...]:
    """Return the figures that an event changed, with their values before and after it."""
    figures = touched(after, recorded)
    return differing(_values(before, figures), _values(after, figures))


def differing(before: Mapping[Figure, FigureValue], after: Mapping[Figure, FigureValue]) -> tuple[Change, ...]:
    """Return the figures whose values differ, in reading order."""
    figures = sorted(before.keys() | after.keys(), key=order)
    return tuple(
        Change(
            figure, _text(before.get(figure)), _text(after.get(figure)), _points(before.get(figure), after.get(figure))
        )
        for figure in figures
        if before.get(figure) != after.get(figure)
    )


def order(figure: Figure) -> tuple[int, tuple[tuple[int, str], ...], int]:
    """Return the sort key of a figure: by kind, then by number, so that 2 precedes 10."""
    parts = figure.of.replace(":", "/").replace(".", "/").split("/")
    numbers = tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
    return list(FigureKind).index(figure.kind), numbers, AXES.index(figure.axis) if figure.axis else 0


def touched(views: Views, recorded: RecordedEvent) -> list[Figure]:
    """Return all figures that an event can change; `views` are those after it."""
    figures = (figure for subject in effect_of(recorded).touches for figure in showing(views, subject))
    return list(dict.fromkeys(figures))


def showing(views: Views, of: Id) -> Iterator[Figure]:
    """Yield the figures that show a subject."""
    match of:
        case FrameworkId():
            yield from (Figure(FigureKind.SCORE, theme.id) for theme in _themes(views))
        case AnswerId():
            yield Figure(FigureKind.ANSWER, f"{of.case}:{of.question}")
            yield Figure(FigureKind.QUESTION, of.question)
            yield from (Figure(FigureKind.SCORE, theme.id) for theme in _themes(views) if _has(theme, of.question))
            yield Figure(FigureKind.CASE, of.case)
        case SecondAnswerId() | SecondAssessmentId():
            return
        case CaseId() | InCase():
            yield Figure(FigureKind.CASE, of.case)
            if isinstance(of, ExclusionId):
                for theme in _themes(views):
                    yield from _of_theme(theme)
        case FindingId():
            yield Figure(FigureKind.FINDING, f"{of.theme}/{of.list}/{of.ordinal}")
        case JudgementId():
            yield Figure(FigureKind.JUDGEMENT, of.theme)
        case EditionId():
            yield from (
                Figure(FigureKind.RECOMMENDATION, str(number), "due date") for number in views.tracker.recommendations
            )
        case RecommendationId():
            yield from _recommendation(str(of.number))
        case InRecommendation():
            yield from (Figure(FigureKind.RECOMMENDATION, str(of.number), axis) for axis in AXES_OF[type(of)])
        case _:
            return


def history_of(recorded: RecordedEvent) -> Iterator[Figure]:
    """Yield the figures whose history includes an event."""
    for link in effect_of(recorded).subject.chain:
        match link:
            case CaseId():
                yield Figure(FigureKind.CASE, link.case)
            case AnswerId():
                yield Figure(FigureKind.ANSWER, f"{link.case}:{link.question}")
            case FindingId():
                yield Figure(FigureKind.FINDING, f"{link.theme}/{link.list}/{link.ordinal}")
            case JudgementId():
                yield Figure(FigureKind.JUDGEMENT, link.theme)
            case RecommendationId():
                yield Figure(FigureKind.RECOMMENDATION, str(link.number))
            case _:
                continue


def _themes(views: Views) -> Sequence[Theme]:
    return () if views.scores.framework is None else views.scores.framework.themes


def _has(theme: Theme, question: QuestionId) -> bool:
    return any(known.id == question for known in theme.questions)


def _of_theme(theme: Theme) -> Iterator[Figure]:
    yield Figure(FigureKind.SCORE, theme.id)
    yield from (Figure(FigureKind.QUESTION, question.id) for question in theme.questions)


def _recommendation(number: str) -> Iterator[Figure]:
    return (Figure(FigureKind.RECOMMENDATION, number, axis) for axis in AXES)


def _figures_of(views: Views) -> Iterator[Figure]:
    if views.scores.framework is not None:
        for theme in views.scores.framework.themes:
            yield from _of_theme(theme)
            yield Figure(FigureKind.JUDGEMENT, theme.id)
    for reference, case in views.scores.cases.items():
        yield Figure(FigureKind.CASE, reference)
        yield from (Figure(FigureKind.ANSWER, f"{reference}:{question}") for question in case.answers)
    yield from (Figure(FigureKind.FINDING, name) for name in views.findings.by_name)
    for number in views.tracker.recommendations:
        yield from _recommendation(str(number))


def _values(views: Views, figures: Iterable[Figure]) -> dict[Figure, FigureValue]:
    values = ((figure, _value(views, figure)) for figure in figures)
    return {figure: value for figure, value in values if value is not None}


def _value(views: Views, figure: Figure) -> FigureValue | None:
    match figure.kind:
        case FigureKind.SCORE:
            return score_value(views, figure.of)
        case FigureKind.QUESTION:
            return question_value(views, figure.of)
        case FigureKind.JUDGEMENT:
            return judgement_value(views, figure.of)
        case FigureKind.FINDING:
            return finding_value(views.findings.by_name.get(figure.of))
        case FigureKind.RECOMMENDATION:
            return recommendation_value(views.tracker.recommendations.get(int(figure.of)), figure.axis or "")
        case FigureKind.CASE:
            return case_value(views, figure.of)
        case FigureKind.ANSWER:
            reference, _, question = figure.of.partition(":")
            return answer_value(views, reference, question)
        case _:
            assert_never(figure.kind)


def _text(value: FigureValue | None) -> str | None:
    return None if value is None else value.text


def _points(before: FigureValue | None, after: FigureValue | None) -> Fraction | None:
    first, last = (value.share if value else None for value in (before, after))
    if first is None and last is None:
        return None
    return ((last or Fraction(0)) - (first or Fraction(0))) * 100
