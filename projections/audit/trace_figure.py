"""Trace a published figure to its events, and name the rule that applies."""

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
from projections.audit.figure_sources import ReplayedLog, sources_of
from projections.engine.effects import superseded
from projections.saved.audit_trail import TrailEntry, entries
from projections.saved.figures import AXES, Figure, FigureKind, all_figures, order
from projections.saved.status import stale
from projections.saved.theme_scores import Counts, ThemeScores, adopted, theme_score


class NoScoreToTrace(NotFound, code="no-score-to-trace"):
    """The theme is judged without a score."""

    def __init__(self, theme: str, title: str) -> None:
        super().__init__(
            f"Theme {theme}, {title}, is judged without a score, so there is no score to trace. To trace its "
            f"judgement: inspectrail trace judgement:{theme}"
        )


class NoJudgementToTrace(NotFound, code="no-judgement-to-trace"):
    """The theme is not judged at that instant."""

    def __init__(self, theme: str, title: str, position: int) -> None:
        super().__init__(
            f"Theme {theme}, {title}, was not judged by #{position}. To see its events: "
            f"inspectrail trail --theme {theme}"
        )


class NoAnswer(NotFound, code="no-answer"):
    """The case has no visible answer to the question at that instant."""

    def __init__(self, case: str, question: str) -> None:
        super().__init__(
            f"No answer to {question} in {case} is visible. Either it was not answered by then, or it is hidden while "
            f"the case is assessed blind. See: inspectrail case show {case}"
        )


class Traced(Data):
    """An event behind a figure, with its role and the later event that replaced it."""

    role: EventRole
    through: Figure | None
    event: TrailEntry
    replaced_by: int | None


class Scoring(Data):
    """The counts behind a score or share. Excluded cases do not count. `share` is exact."""

    share: Fraction | None
    counts: Counts
    cases: int
    excluded: int


class Basis(Data):
    """The score that a judgement was based on, and the current score."""

    rested_on: ScoreBasis
    moved: bool
    now: str


class AppliedRule(Data):
    """The framework and rule that apply, at the position of the last event that counts."""

    rule: Rule | None
    framework: str | None
    version: str | None
    digest: str | None
    position: int


class Trace(Data):
    """A figure, its value, and the events behind it, the nearest first."""

    figure: Figure
    subject: str
    value: str
    ruled: AppliedRule
    scoring: Scoring | None
    basis: Basis | None
    events: tuple[Traced, ...]


def trace(log: Sequence[RecordedEvent], figure: Figure) -> Trace:
    """Return the events behind a figure. Raise NotFound if the log does not have the figure."""
    replayed = ReplayedLog.replay(log)
    subject = _subject(replayed, figure)
    values = values_of(replayed)
    replacements = superseded(log)
    by_position = entries_of(replayed)
    events = (
        Traced(source.role, source.through, by_position[source.position], replacements.get(source.position))
        for source in sources_of(replayed, figure)
    )
    return Trace(
        figure=figure,
        subject=subject,
        value=values.get(figure, "no score: there are no answers that count"),
        ruled=applied_rule(replayed),
        scoring=_scoring(replayed.views.scores, figure),
        basis=_basis(replayed, figure, values),
        events=tuple(events),
    )


def entries_of(replayed: ReplayedLog) -> dict[int, TrailEntry]:
    """Return every event as a trail entry, by its position."""
    return {entry.position: entry for entry in entries(replayed.events.values())}


def values_of(replayed: ReplayedLog) -> dict[Figure, str]:
    """Return the value of every figure. The axes of a recommendation are joined into one value."""
    texts: dict[Figure, list[str]] = {}
    for figure, shown in sorted(all_figures(replayed.views).items(), key=lambda pair: order(pair[0])):
        together = texts.setdefault(replace(figure, axis=None), [])
        # The statement of a recommendation is not part of its status.
        if figure.axis != AXES[0]:
            together.append(f"{figure.axis}: {shown.text}" if figure.axis else shown.text)
    return {figure: "; ".join(together) or "nothing recorded yet" for figure, together in texts.items()}


def _subject(replayed: ReplayedLog, figure: Figure) -> str:
    """Return the title or text of what the figure is about. Raise NotFound if it does not exist."""
    framework = adopted(replayed.views.scores)
    match figure.kind:
        case FigureKind.SCORE:
            theme = framework.theme(figure.of)
            if not theme.scored:
                raise NoScoreToTrace(theme.id, theme.title)
            return theme.title
        case FigureKind.JUDGEMENT:
            theme = framework.theme(figure.of)
            if replayed.views.status.themes[theme.id].judgement is None:
                raise NoJudgementToTrace(theme.id, theme.title, max(replayed.events))
            return theme.title
        case FigureKind.QUESTION:
            return framework.question(figure.of).text
        case FigureKind.ANSWER:
            case, _, question = figure.of.partition(":")
            _case(replayed, case)
            text = framework.question(question).text
            if question not in replayed.views.scores.cases[case].answers:
                raise NoAnswer(case, question)
            return text
        case FigureKind.CASE:
            return _case(replayed, figure.of)
        case FigureKind.FINDING:
            if figure.of not in replayed.views.findings.by_name:
                raise UnknownFinding(figure.of)
            return framework.theme(figure.of.partition("/")[0]).title
        case _:
            tracked = replayed.views.tracker.recommendations.get(int(figure.of))
            if tracked is None:
                raise UnknownRecommendation(figure.of)
            return tracked.statement


def _case(replayed: ReplayedLog, reference: str) -> str:
    if reference not in replayed.views.status.cases:
        raise UnknownCase(reference, next(iter(replayed.events.values())).inspection)
    return replayed.views.status.cases[reference].pseudonym


def applied_rule(replayed: ReplayedLog) -> AppliedRule:
    """Return the framework, rule and position with which figures are traced."""
    framework = replayed.views.scores.framework
    position = max(replayed.events, default=0)
    if framework is None:
        return AppliedRule(None, None, None, None, position)
    return AppliedRule(framework.rule, framework.reference, framework.version, framework.digest, position)


def _scoring(scores: ThemeScores, figure: Figure) -> Scoring | None:
    if figure.kind is FigureKind.SCORE:
        score = theme_score(scores, figure.of)
        return Scoring(score.share, score.counts, score.cases, score.excluded)
    if figure.kind is FigureKind.QUESTION:
        return _question_scoring(scores, figure.of)
    return None


def _question_scoring(scores: ThemeScores, question_id: str) -> Scoring:
    question = adopted(scores).question(question_id)
    counting = [case for case in scores.cases.values() if not case.excluded]
    given = Counter(case.answers[question_id].response for case in counting if question_id in case.answers)
    applicable = sum(question.applies_to(frozenset(case.conditions)) for case in counting)
    sufficient, answered = given[Response.SUFFICIENT], given[Response.SUFFICIENT] + given[Response.INSUFFICIENT]
    counts = Counts(
        sufficient=sufficient,
        insufficient=given[Response.INSUFFICIENT],
        not_applicable=given[Response.NOT_APPLICABLE],
        not_asked=len(counting) - applicable,
        unanswered=applicable - given.total(),
    )
    share = Fraction(sufficient, answered) if answered else None
    return Scoring(share, counts, len(counting), len(scores.cases) - len(counting))


def _basis(replayed: ReplayedLog, figure: Figure, values: dict[Figure, str]) -> Basis | None:
    theme = replayed.views.status.themes[figure.of] if figure.kind is FigureKind.JUDGEMENT else None
    if theme is None or theme.rested_on is None:
        return None
    now = values.get(Figure(FigureKind.SCORE, theme.theme), "no score")
    return Basis(theme.rested_on, stale(theme, replayed.views.scores), now)
