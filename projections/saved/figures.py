"""Which figures does an inspection show, and which of them did an event change?

A figure is one thing that people see and quote: an answer, where a case stands, a finding, the share of a question, the
score or the judgement of a theme, an axis of a recommendation.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from domain.framework import Theme
from domain.ids import (
    AcceptanceId,
    ActionId,
    AnswerId,
    CaseId,
    ClaimId,
    ClosureId,
    DueDateId,
    EditionId,
    ExclusionId,
    FindingId,
    FrameworkId,
    Id,
    InCase,
    JudgementId,
    OfRecommendation,
    RecommendationId,
    RequestedDueDateId,
    ReviewId,
    SecondAnswerId,
    SecondAssessmentId,
    VerificationId,
)
from domain.scoring import Tally, one_decimal
from domain.text import QuestionId
from domain.value import Data
from domain.wording import humanise
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.all_views import Views
from projections.saved.findings import StandingFinding
from projections.saved.recommendation_tracker import Tracked
from projections.saved.theme_scores import question_shares, share_of


class FigureKind(StrEnum):
    """What a figure is of, in the order in which people read them."""

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
# Which axes show something of a recommendation. A review is a look of the inspectorate too.
SHOWN_ON: Mapping[type[Id], tuple[str, ...]] = {
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
    """The name of a figure: its kind, what it is of (`1`, `1.03`, `NC-07:1.03`), and the axis of a recommendation."""

    kind: FigureKind
    of: str
    axis: str | None = None

    def __str__(self) -> str:
        return f"{self.kind}:{self.of}"

    @property
    def title(self) -> str:
        """What people call it."""
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


class Shown(Data):
    """A figure's value as people read it, and the exact share where it is one."""

    text: str
    share: Fraction | None = None


class Change(Data):
    """A figure before and after; None where there was or is none. `points` are percentage points, exact, of a share."""

    figure: Figure
    before: str | None
    after: str | None
    points: Fraction | None = None


def all_figures(views: Views) -> dict[Figure, Shown]:
    """Return every figure that has a value."""
    return _values(views, _every(views))


def changes(before: Views, after: Views, recorded: RecordedEvent) -> tuple[Change, ...]:
    """Return the figures that an event changed, with their values before and after it."""
    figures = touched(after, recorded)
    return differing(_values(before, figures), _values(after, figures))


def differing(before: Mapping[Figure, Shown], after: Mapping[Figure, Shown]) -> tuple[Change, ...]:
    """Return the figures whose values differ, in the order in which people read them."""
    figures = sorted(before.keys() | after.keys(), key=order)
    return tuple(
        Change(
            figure, _text(before.get(figure)), _text(after.get(figure)), _points(before.get(figure), after.get(figure))
        )
        for figure in figures
        if before.get(figure) != after.get(figure)
    )


def order(figure: Figure) -> tuple[int, tuple[tuple[int, str], ...], int]:
    """Return the key that sorts figures by kind, then by their numbers as people count."""
    parts = figure.of.replace(":", "/").replace(".", "/").split("/")
    numbers = tuple((int(part), "") if part.isdecimal() else (0, part) for part in parts)
    return list(FigureKind).index(figure.kind), numbers, AXES.index(figure.axis) if figure.axis else 0


def touched(views: Views, recorded: RecordedEvent) -> list[Figure]:
    """Return every figure that an event can change. `views` are those after it."""
    found = (figure for subject in effect_of(recorded).touches for figure in showing(views, subject))
    return list(dict.fromkeys(found))


def showing(views: Views, of: Id) -> Iterator[Figure]:
    """Yield the figures that show what an event is about."""
    match of:
        case FrameworkId():
            yield from (Figure(FigureKind.SCORE, theme.id) for theme in _themes(views))
        case AnswerId():
            yield Figure(FigureKind.ANSWER, f"{of.case}:{of.question}")
            yield Figure(FigureKind.QUESTION, of.question)
            yield from (Figure(FigureKind.SCORE, theme.id) for theme in _themes(views) if _asks(theme, of.question))
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
        case OfRecommendation():
            yield from (Figure(FigureKind.RECOMMENDATION, str(of.number), axis) for axis in SHOWN_ON[type(of)])
        case _:
            return


def history_of(recorded: RecordedEvent) -> Iterator[Figure]:
    """Yield the figures whose own history an event is part of."""
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


def _asks(theme: Theme, question: QuestionId) -> bool:
    return any(item.id == question for item in theme.questions)


def _of_theme(theme: Theme) -> Iterator[Figure]:
    yield Figure(FigureKind.SCORE, theme.id)
    yield from (Figure(FigureKind.QUESTION, question.id) for question in theme.questions)


def _recommendation(number: str) -> Iterator[Figure]:
    return (Figure(FigureKind.RECOMMENDATION, number, axis) for axis in AXES)


def _every(views: Views) -> Iterator[Figure]:
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


def _values(views: Views, figures: Iterable[Figure]) -> dict[Figure, Shown]:
    found = ((figure, _value(views, figure)) for figure in figures)
    return {figure: shown for figure, shown in found if shown is not None}


def _value(views: Views, figure: Figure) -> Shown | None:
    match figure.kind:
        case FigureKind.SCORE:
            return _score(views, figure.of)
        case FigureKind.QUESTION:
            return _question(views, figure.of)
        case FigureKind.JUDGEMENT:
            theme = views.status.themes.get(figure.of)
            return Shown(humanise(theme.judgement)) if theme and theme.judgement else None
        case FigureKind.FINDING:
            return _finding(views.findings.by_name.get(figure.of))
        case FigureKind.RECOMMENDATION:
            return _axis(views.tracker.recommendations.get(int(figure.of)), figure.axis or "")
        case FigureKind.CASE:
            case = views.status.cases.get(figure.of)
            return None if case is None else Shown(case.stage)
        case FigureKind.ANSWER:
            reference, _, question = figure.of.partition(":")
            scored = views.scores.cases.get(reference)
            answer = scored.answers.get(question) if scored else None
            return Shown(humanise(answer.response)) if answer else None
        case _:
            assert_never(figure.kind)


def _score(views: Views, theme: str) -> Shown | None:
    share = None if views.scores.framework is None else share_of(views.scores, theme)
    if share is None:
        return None
    tally = sum((item.tally for item in question_shares(views.scores, theme)), Tally())
    return Shown(f"{one_decimal(share)} ({tally.sufficient} of {tally.answered})", share)


def _question(views: Views, question: QuestionId) -> Shown | None:
    tally = Tally()
    for case in views.scores.cases.values():
        answer = case.answers.get(question)
        if answer is not None and not case.excluded:
            tally += Tally(answer.response == "sufficient", answer.response == "insufficient")
    if tally.share is None:
        return None
    return Shown(f"{one_decimal(tally.share)} ({tally.sufficient} of {tally.answered})", tally.share)


def _finding(finding: StandingFinding | None) -> Shown | None:
    if finding is None:
        return None
    withdrawn = "withdrawn: " if finding.withdrawn else ""
    return Shown(f"{withdrawn}{finding.statement} ({finding.direction}; cites {finding.citations})")


def _axis(tracked: Tracked | None, axis: str) -> Shown | None:
    if tracked is None:
        return None
    closure = humanise(tracked.closure) if tracked.closure else None
    values = {
        "statement": f"{tracked.statement} ({tracked.owner})",
        "answer": humanise(tracked.acceptance) if tracked.acceptance else None,
        "claim": humanise(tracked.progress) if tracked.progress else None,
        "verification": f"{humanise(tracked.verification)} progress" if tracked.verification else None,
        "closure": f"{closure} by {tracked.superseded_by}" if tracked.superseded_by else closure,
        "review": f"{humanise(tracked.reviewed)} progress" if tracked.reviewed else None,
        "due date": str(tracked.due_on) if tracked.due_on else None,
        "requested due date": str(tracked.asked_due_on) if tracked.asked_due_on else None,
        "actions": f"{sum(action.done for action in tracked.actions)} of {len(tracked.actions)} done"
        if tracked.actions
        else None,
    }
    value = values[axis]
    return None if value is None else Shown(value)


def _text(shown: Shown | None) -> str | None:
    return None if shown is None else shown.text


def _points(before: Shown | None, after: Shown | None) -> Fraction | None:
    first, last = (shown.share if shown else None for shown in (before, after))
    if first is None and last is None:
        return None
    return ((last or Fraction(0)) - (first or Fraction(0))) * 100
