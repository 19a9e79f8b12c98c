"""On which events does a published figure rest, and by which rule?"""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from msgspec.structs import replace

from domain.effect import EventRole
from domain.events.judging import ScoreBasis
from domain.framework import Response, Rule
from domain.refusals.base import NotFound
from domain.refusals.case import UnknownCase
from domain.refusals.follow_up import UnknownRecommendation
from domain.refusals.inspection import UnknownFinding
from domain.value import Data
from events_store.store import RecordedEvent
from projections.audit.figure_sources import Known, grounds
from projections.engine.effects import superseded
from projections.saved.audit_trail import TrailEntry, entries
from projections.saved.figures import AXES, Figure, FigureKind, all_figures, order
from projections.saved.status import stale
from projections.saved.theme_scores import Counts, ThemeScores, adopted, theme_score


class NoScoreToTrace(NotFound, code="no-score-to-trace"):
    """The theme is judged without a score."""

    def __init__(self, theme: str, title: str) -> None:
        super().__init__(
            f"Theme {theme}, {title}, is judged without a score, so there is none to trace. Trace its judgement with: "
            f"inspectrail trace judgement:{theme}"
        )


class NoJudgementToTrace(NotFound, code="no-judgement-to-trace"):
    """There is no judgement of the theme, at that instant."""

    def __init__(self, theme: str, title: str, position: int) -> None:
        super().__init__(
            f"Theme {theme}, {title}, is not judged yet at #{position}. What was said of it: "
            f"inspectrail trail --theme {theme}"
        )


class NoAnswer(NotFound, code="no-answer"):
    """The question is not answered in the case, at that instant, or the reader may not see it."""

    def __init__(self, case: str, question: str) -> None:
        super().__init__(
            f"There is no answer to {question} in {case} here: it was not given by then, or it is hidden while the "
            f"case is assessed blind. See: inspectrail case show {case}"
        )


class Traced(Data):
    """An event with its role, the figure through which it bears, and since which later event it no longer stands."""

    role: EventRole
    through: Figure | None
    event: TrailEntry
    replaced_by: int | None


class Scoring(Data):
    """The counts behind a score or a share, in which cases; `excluded` ones do not count. `share` is exact."""

    share: Fraction | None
    counts: Counts
    cases: int
    excluded: int


class Basis(Data):
    """The score that a judgement rested on, whether it moved since, and the score as it is."""

    rested_on: ScoreBasis
    moved: bool
    now: str


class Ruled(Data):
    """By which framework and rule, at which position (the last event that counts)."""

    rule: Rule | None
    framework: str | None
    version: str | None
    digest: str | None
    position: int


class Trace(Data):
    """A figure, its value, and the events that it rests on: those that are nearest to it first."""

    figure: Figure
    subject: str
    value: str
    ruled: Ruled
    scoring: Scoring | None
    basis: Basis | None
    events: tuple[Traced, ...]


def trace(log: Sequence[RecordedEvent], figure: Figure) -> Trace:
    """Return the events that a figure rests on; refuses a figure that the log does not have."""
    known = Known.replay(log)
    subject = _subject(known, figure)
    values = values_of(known)
    gone = superseded(log)
    by_position = entries_of(known)
    events = (
        Traced(ground.role, ground.through, by_position[ground.position], gone.get(ground.position))
        for ground in grounds(known, figure)
    )
    return Trace(
        figure=figure,
        subject=subject,
        value=values.get(figure, "no score: nothing that counts is answered"),
        ruled=ruled(known),
        scoring=_scoring(known.views.scores, figure),
        basis=_basis(known, figure, values),
        events=tuple(events),
    )


def entries_of(known: Known) -> dict[int, TrailEntry]:
    """Return every event as people read it, by its position."""
    return {entry.position: entry for entry in entries(known.events.values())}


def values_of(known: Known) -> dict[Figure, str]:
    """Return the value of every figure; those of the axes of a recommendation together."""
    texts: dict[Figure, list[str]] = {}
    for figure, shown in sorted(all_figures(known.views).items(), key=lambda item: order(item[0])):
        together = texts.setdefault(replace(figure, axis=None), [])
        # What a recommendation asks for is not where it stands.
        if figure.axis != AXES[0]:
            together.append(f"{figure.axis}: {shown.text}" if figure.axis else shown.text)
    return {figure: "; ".join(together) or "nothing said of it yet" for figure, together in texts.items()}


def _subject(known: Known, figure: Figure) -> str:
    """Return what the figure is of, in words; refuses one that is not there."""
    framework = adopted(known.views.scores)
    match figure.kind:
        case FigureKind.SCORE:
            theme = framework.theme(figure.of)
            if not theme.scored:
                raise NoScoreToTrace(theme.id, theme.title)
            return theme.title
        case FigureKind.JUDGEMENT:
            theme = framework.theme(figure.of)
            if known.views.status.themes[theme.id].judgement is None:
                raise NoJudgementToTrace(theme.id, theme.title, max(known.events))
            return theme.title
        case FigureKind.QUESTION:
            return framework.question(figure.of).text
        case FigureKind.ANSWER:
            case, _, question = figure.of.partition(":")
            _case(known, case)
            text = framework.question(question).text
            if question not in known.views.scores.cases[case].answers:
                raise NoAnswer(case, question)
            return text
        case FigureKind.CASE:
            return _case(known, figure.of)
        case FigureKind.FINDING:
            if figure.of not in known.views.findings.by_name:
                raise UnknownFinding(figure.of)
            return framework.theme(figure.of.partition("/")[0]).title
        case _:
            tracked = known.views.tracker.recommendations.get(int(figure.of))
            if tracked is None:
                raise UnknownRecommendation(figure.of)
            return tracked.statement


def _case(known: Known, reference: str) -> str:
    if reference not in known.views.status.cases:
        raise UnknownCase(reference, next(iter(known.events.values())).inspection)
    return known.views.status.cases[reference].pseudonym


def ruled(known: Known) -> Ruled:
    """Return by which framework and rule, and at which position, figures are traced."""
    framework = known.views.scores.framework
    position = max(known.events, default=0)
    if framework is None:
        return Ruled(None, None, None, None, position)
    return Ruled(framework.rule, framework.reference, framework.version, framework.digest, position)


def _scoring(scores: ThemeScores, figure: Figure) -> Scoring | None:
    if figure.kind is FigureKind.SCORE:
        score = theme_score(scores, figure.of)
        return Scoring(score.share, score.counts, score.cases, score.excluded)
    if figure.kind is FigureKind.QUESTION:
        return _of_question(scores, figure.of)
    return None


def _of_question(scores: ThemeScores, question_id: str) -> Scoring:
    question = adopted(scores).question(question_id)
    counting = [case for case in scores.cases.values() if not case.excluded]
    given = Counter(case.answers[question_id].response for case in counting if question_id in case.answers)
    wanted = sum(question.applies_to(frozenset(case.conditions)) for case in counting)
    sufficient, answered = given[Response.SUFFICIENT], given[Response.SUFFICIENT] + given[Response.INSUFFICIENT]
    counts = Counts(
        sufficient=sufficient,
        insufficient=given[Response.INSUFFICIENT],
        not_applicable=given[Response.NOT_APPLICABLE],
        not_asked=len(counting) - wanted,
        unanswered=wanted - given.total(),
    )
    share = Fraction(sufficient, answered) if answered else None
    return Scoring(share, counts, len(counting), len(scores.cases) - len(counting))


def _basis(known: Known, figure: Figure, values: dict[Figure, str]) -> Basis | None:
    theme = known.views.status.themes[figure.of] if figure.kind is FigureKind.JUDGEMENT else None
    if theme is None or theme.rested_on is None:
        return None
    now = values.get(Figure(FigureKind.SCORE, theme.theme), "no score")
    return Basis(theme.rested_on, stale(theme, known.views.scores), now)
