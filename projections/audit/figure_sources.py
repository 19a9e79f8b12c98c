"""Which events does each figure rest on, and in which role?"""

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never

from domain.effect import EventRole
from domain.framework import Question, Response
from domain.ids import EditionId, EvidenceItemId, ExclusionId, FrameworkId, Id
from domain.text import EvidenceId, ThemeId
from domain.value import Data
from events_store.store import RecordedEvent
from projections.engine.effects import effect_of
from projections.saved.all_views import Views
from projections.saved.figures import Figure, FigureKind, history_of
from projections.saved.theme_scores import THEME_SCORES, ThemeScores, adopted


class Ground(Data):
    """An event that a figure rests on, its role, and the figure through which it does; None: by itself."""

    position: int
    role: EventRole
    through: Figure | None = None


class Known(Data):
    """A log, all that it leads to, and where in it to look.

    `history` has what was said of each figure itself; `based` the scores as they were at the position of the basis
    that each judgement rests on.
    """

    views: Views
    events: Mapping[int, RecordedEvent]
    history: Mapping[Figure, Sequence[Ground]]
    moves: Mapping[str, Sequence[RecordedEvent]]
    evidence: Mapping[EvidenceId, int]
    frameworks: Sequence[int]
    publications: Sequence[int]
    based: Mapping[ThemeId, ThemeScores]

    @classmethod
    def replay(cls, log: Sequence[RecordedEvent]) -> "Known":
        """Return what is known after these events."""
        views = Views.replay(log)
        history: dict[Figure, list[Ground]] = {}
        about: dict[Id, list[RecordedEvent]] = {}
        for recorded in log:
            for figure in history_of(recorded):
                history.setdefault(figure, []).append(Ground(recorded.position, recorded.fact.ROLE))
            about.setdefault(effect_of(recorded).subject, []).append(recorded)
        return cls(
            views=views,
            events={recorded.position: recorded for recorded in log},
            history=history,
            moves={subject.case: moves for subject, moves in about.items() if isinstance(subject, ExclusionId)},
            evidence={
                subject.evidence: found[0].position
                for subject, found in about.items()
                if isinstance(subject, EvidenceItemId)
            },
            frameworks=[event.position for event in about.get(FrameworkId(), ())],
            publications=[found[0].position for subject, found in about.items() if isinstance(subject, EditionId)],
            based={
                theme.theme: THEME_SCORES.replay([event for event in log if event.position <= theme.rested_on.position])
                for theme in views.status.themes.values()
                if theme.rested_on is not None
            },
        )


def grounds(known: Known, figure: Figure) -> list[Ground]:
    """Return the events that a figure rests on, once in each role and through each figure; what is nearest first."""
    return list(dict.fromkeys(_grounds(known, figure)))


def move(known: Known, case: str, until: int | None = None) -> RecordedEvent | None:
    """Return the last event that took a case out of the score or put it back, by a position; None: there is none."""
    moves = [event for event in known.moves.get(case, ()) if until is None or event.position <= until]
    return moves[-1] if moves else None


def _grounds(known: Known, figure: Figure) -> Iterator[Ground]:
    scores = known.views.scores
    match figure.kind:
        case FigureKind.SCORE:
            yield Ground(known.frameworks[-1], EventRole.FRAMEWORK)
            yield from _counted(known, scores, adopted(scores).theme(figure.of).questions)
        case FigureKind.QUESTION:
            yield Ground(known.frameworks[-1], EventRole.FRAMEWORK)
            yield from _counted(known, scores, [adopted(scores).question(figure.of)])
        case FigureKind.JUDGEMENT:
            yield from _judged(known, figure)
        case FigureKind.FINDING:
            yield from known.history.get(figure, ())
            yield from _cited(known, figure)
        case FigureKind.RECOMMENDATION:
            yield from _recommended(known, figure)
        case FigureKind.CASE | FigureKind.ANSWER:
            yield from known.history.get(figure, ())
        case _:
            assert_never(figure.kind)


def _counted(
    known: Known,
    scores: ThemeScores,
    questions: Sequence[Question],
    until: int | None = None,
    through: Figure | None = None,
) -> Iterator[Ground]:
    """Yield what a score or a share was computed from: the cases, and the answers that stand in them."""
    wanted = {
        reference: case
        for reference, case in scores.cases.items()
        if any(question.applies_to(frozenset(case.conditions)) for question in questions)
    }
    for reference in wanted:
        last = move(known, reference, until)
        if last is not None:
            yield Ground(last.position, last.fact.ROLE, through)
    counting = [case for case in wanted.values() if not case.excluded]
    for question in questions:
        for answer in (case.answers[question.id] for case in counting if question.id in case.answers):
            role = EventRole.NOT_APPLICABLE if answer.response is Response.NOT_APPLICABLE else EventRole.COUNTED
            yield Ground(answer.position, role, through)
    for reference in wanted:
        yield Ground(known.history[Figure(FigureKind.CASE, reference)][0].position, EventRole.SAMPLED, through)


def _judged(known: Known, figure: Figure) -> Iterator[Ground]:
    """Yield what was said of a judgement, what the score of its basis was computed from, and the theme's findings."""
    theme = adopted(known.views.scores).theme(figure.of)
    yield from known.history.get(figure, ())
    yield Ground(known.frameworks[-1], EventRole.FRAMEWORK)
    basis = known.views.status.themes[theme.id].rested_on
    if basis is not None:
        through = Figure(FigureKind.SCORE, theme.id)
        yield from _counted(known, known.based[theme.id], theme.questions, basis.position, through)
    names = [
        name
        for name, finding in known.views.findings.by_name.items()
        if finding.theme == theme.id and not finding.withdrawn
    ]
    yield from _found(known, names)


def _recommended(known: Known, figure: Figure) -> Iterator[Ground]:
    """Yield what was said of a recommendation, what it was shown by, and the findings that it rests on."""
    tracked = known.views.tracker.recommendations[int(figure.of)]
    text = known.history[figure]
    yield from text
    # The first publication that holds it starts its twelve months.
    held = [publication for publication in known.publications if publication > text[0].position]
    yield from (Ground(item, EventRole.PUBLISHED) for item in held[:1])
    yield from (Ground(known.evidence[item], EventRole.EVIDENCE) for item in tracked.evidence if item in known.evidence)
    yield from _found(known, [str(finding) for finding in tracked.findings])


def _found(known: Known, names: Sequence[str]) -> Iterator[Ground]:
    """Yield what is said of findings, of all of them before what any of them cites."""
    figures = [Figure(FigureKind.FINDING, name) for name in names]
    for figure in figures:
        yield from (Ground(ground.position, ground.role, figure) for ground in known.history.get(figure, ()))
    for figure in figures:
        yield from _cited(known, figure, through=figure)


def _cited(known: Known, finding: Figure, through: Figure | None = None) -> Iterator[Ground]:
    """Yield what a finding cites: answers, evidence items and cases, with all that was said of them."""
    citations = known.views.findings.by_name[finding.of].citations
    for answer in citations.answers:
        cited = Figure(FigureKind.ANSWER, f"{answer.case}:{answer.question}")
        yield from (
            Ground(ground.position, EventRole.CITED_ANSWER, through or cited) for ground in known.history.get(cited, ())
        )
    shown = [item for item in citations.evidence if item in known.evidence]
    yield from (Ground(known.evidence[item], EventRole.EVIDENCE, through) for item in shown)
    for case in citations.cases:
        cited = Figure(FigureKind.CASE, case)
        text = (ground for ground in known.history.get(cited, ()) if ground.role is not EventRole.SECOND)
        yield from (Ground(ground.position, EventRole.CITED_CASE, through or cited) for ground in text)
