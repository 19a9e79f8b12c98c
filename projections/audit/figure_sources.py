"""Find the events that each figure is computed from or supported by, with their roles."""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from domain.case_ids import ExclusionId
from domain.effect import EventRole
from domain.framework import Question, Response
from domain.ids import EditionId, EvidenceItemId, FrameworkId, Id
from domain.text import EvidenceId, ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.all_views import Views
from projections.saved.figures import Figure, FigureKind, history_of
from projections.saved.theme_scores import THEME_SCORES, ThemeScores, adopted


class FigureSource(Data):
    """An event that a figure depends on, and its role.

    `through` is the figure in between, such as the score behind a judgement. It is None for a direct source.
    """

    position: int
    role: EventRole
    through: Figure | None = None


class ReplayedLog(Data):
    """A replayed log with its views, indexed to find the sources of figures.

    `history` has the direct sources of each figure. `exclusions` has the exclusions and reinstatements of each case.
    `basis_scores` has, for each judged theme, the scores at the position that the judgement was based on.
    """

    views: Views
    events: Mapping[int, RecordedEvent]
    history: Mapping[Figure, Sequence[FigureSource]]
    exclusions: Mapping[str, Sequence[RecordedEvent]]
    evidence: Mapping[EvidenceId, int]
    frameworks: Sequence[int]
    publications: Sequence[int]
    basis_scores: Mapping[ThemeId, ThemeScores]

    @classmethod
    def replay(cls, log: Sequence[RecordedEvent]) -> "ReplayedLog":
        """Replay a log and index it."""
        views = Views.replay(log)
        history: dict[Figure, list[FigureSource]] = {}
        by_subject: dict[Id, list[RecordedEvent]] = {}
        for recorded in log:
            for figure in history_of(recorded):
                history.setdefault(figure, []).append(FigureSource(recorded.position, recorded.fact.ROLE))
            by_subject.setdefault(effect_of(recorded).subject, []).append(recorded)
        return cls(
            views=views,
            events={recorded.position: recorded for recorded in log},
            history=history,
            exclusions={
                subject.case: events for subject, events in by_subject.items() if isinstance(subject, ExclusionId)
            },
            evidence={
                subject.evidence: events[0].position
                for subject, events in by_subject.items()
                if isinstance(subject, EvidenceItemId)
            },
            frameworks=[event.position for event in by_subject.get(FrameworkId(), ())],
            publications=[
                events[0].position for subject, events in by_subject.items() if isinstance(subject, EditionId)
            ],
            basis_scores={
                theme.theme: THEME_SCORES.replay([event for event in log if event.position <= theme.rested_on.position])
                for theme in views.status.themes.values()
                if theme.rested_on is not None
            },
        )


def sources_of(replayed: ReplayedLog, figure: Figure) -> list[FigureSource]:
    """Return the sources of a figure, the nearest first.

    An event appears once for each role and each figure in between.
    """
    return list(dict.fromkeys(_sources(replayed, figure)))


def last_exclusion_event(replayed: ReplayedLog, case: str, until: int | None = None) -> RecordedEvent | None:
    """Return the last exclusion or reinstatement of a case, up to a position.

    Return None if there is none.
    """
    events = [event for event in replayed.exclusions.get(case, ()) if until is None or event.position <= until]
    return events[-1] if events else None


def _sources(replayed: ReplayedLog, figure: Figure) -> Iterator[FigureSource]:
    scores = replayed.views.scores
    match figure.kind:
        case FigureKind.SCORE:
            yield FigureSource(replayed.frameworks[-1], EventRole.FRAMEWORK)
            yield from _score_sources(replayed, scores, adopted(scores).theme(figure.of).questions)
        case FigureKind.QUESTION:
            yield FigureSource(replayed.frameworks[-1], EventRole.FRAMEWORK)
            yield from _score_sources(replayed, scores, [adopted(scores).question(figure.of)])
        case FigureKind.JUDGEMENT:
            yield from _judgement_sources(replayed, figure)
        case FigureKind.FINDING:
            yield from replayed.history.get(figure, ())
            yield from _citation_sources(replayed, figure)
        case FigureKind.RECOMMENDATION:
            yield from _recommendation_sources(replayed, figure)
        case FigureKind.CASE | FigureKind.ANSWER:
            yield from replayed.history.get(figure, ())
        case _:
            assert_never(figure.kind)


def _score_sources(
    replayed: ReplayedLog,
    scores: ThemeScores,
    questions: Sequence[Question],
    until: int | None = None,
    through: Figure | None = None,
) -> Iterator[FigureSource]:
    """Yield what a score or share was computed from: cases and their current answers."""
    applicable_cases = {
        reference: case
        for reference, case in scores.cases.items()
        if any(question.applies_to(frozenset(case.conditions)) for question in questions)
    }
    for reference in applicable_cases:
        last = last_exclusion_event(replayed, reference, until)
        if last is not None:
            yield FigureSource(last.position, last.fact.ROLE, through)
    counting = [case for case in applicable_cases.values() if not case.excluded]
    for question in questions:
        for answer in (case.answers[question.id] for case in counting if question.id in case.answers):
            role = EventRole.NOT_APPLICABLE if answer.response is Response.NOT_APPLICABLE else EventRole.COUNTED
            yield FigureSource(answer.position, role, through)
    for reference in applicable_cases:
        yield FigureSource(replayed.history[Figure(FigureKind.CASE, reference)][0].position, EventRole.SAMPLED, through)


def _judgement_sources(replayed: ReplayedLog, figure: Figure) -> Iterator[FigureSource]:
    """Yield the sources of a judgement: its own events, its score and its findings."""
    theme = adopted(replayed.views.scores).theme(figure.of)
    yield from replayed.history.get(figure, ())
    yield FigureSource(replayed.frameworks[-1], EventRole.FRAMEWORK)
    basis = replayed.views.status.themes[theme.id].rested_on
    if basis is not None:
        through = Figure(FigureKind.SCORE, theme.id)
        yield from _score_sources(replayed, replayed.basis_scores[theme.id], theme.questions, basis.position, through)
    names = [
        name
        for name, finding in replayed.views.findings.by_name.items()
        if finding.theme == theme.id and not finding.withdrawn
    ]
    yield from _finding_sources(replayed, names)


def _recommendation_sources(replayed: ReplayedLog, figure: Figure) -> Iterator[FigureSource]:
    """Yield the sources of a recommendation: its own events, publication, evidence and findings."""
    tracked = replayed.views.tracker.recommendations[int(figure.of)]
    own = replayed.history[figure]
    yield from own
    # The first publication that contains it starts its twelve months.
    containing = [publication for publication in replayed.publications if publication > own[0].position]
    yield from (FigureSource(publication, EventRole.PUBLISHED) for publication in containing[:1])
    cited = [evidence for evidence in tracked.evidence if evidence in replayed.evidence]
    yield from (FigureSource(replayed.evidence[evidence], EventRole.EVIDENCE) for evidence in cited)
    yield from _finding_sources(replayed, [str(finding) for finding in tracked.findings])


def _finding_sources(replayed: ReplayedLog, names: Sequence[str]) -> Iterator[FigureSource]:
    """Yield the events of findings, and after all of them what the findings cite."""
    figures = [Figure(FigureKind.FINDING, name) for name in names]
    for figure in figures:
        yield from (FigureSource(source.position, source.role, figure) for source in replayed.history.get(figure, ()))
    for figure in figures:
        yield from _citation_sources(replayed, figure, through=figure)


def _citation_sources(replayed: ReplayedLog, finding: Figure, through: Figure | None = None) -> Iterator[FigureSource]:
    """Yield the events of the answers, evidence and cases that a finding cites."""
    citations = replayed.views.findings.by_name[finding.of].citations
    for answer in citations.answers:
        cited = Figure(FigureKind.ANSWER, f"{answer.case}:{answer.question}")
        yield from (
            FigureSource(source.position, EventRole.CITED_ANSWER, through or cited)
            for source in replayed.history.get(cited, ())
        )
    evidence = [reference for reference in citations.evidence if reference in replayed.evidence]
    yield from (FigureSource(replayed.evidence[reference], EventRole.EVIDENCE, through) for reference in evidence)
    for case in citations.cases:
        cited = Figure(FigureKind.CASE, case)
        sources = (source for source in replayed.history.get(cited, ()) if source.role is not EventRole.SECOND)
        yield from (FigureSource(source.position, EventRole.CITED_CASE, through or cited) for source in sources)
