"""Logs, figures and traces for the tests of this room."""

from msgspec import structs

from domain.commands import fieldwork, following_up
from domain.effect import EventRole as Role
from domain.events.fieldwork import Citations, CitedAnswer, Direction, FindingList
from domain.events.recommendation_terms import CitedFinding, Owner
from projections.audit.trace_event import trace_event
from projections.audit.trace_figure import trace
from projections.saved.all_views import Views
from projections.saved.figures import Figure, FigureKind, all_figures
from tests.fixtures.inspections import (
    ANN,
    NAME,
    QUESTIONS,
)

SCORES = [Figure(FigureKind.SCORE, "1"), Figure(FigureKind.SCORE, "2")]


SHARES = [Figure(FigureKind.QUESTION, question) for question in QUESTIONS]


ANSWERING = {"answer-recorded", "answer-revised", "answer-moderated"}


def log_of(story):
    return list(story.store.follow(inspection=NAME))


def roles(traced):
    """Return the positions of the events of a trace, by role."""
    found = {}
    for one in traced.events:
        found.setdefault(one.role, []).append(one.event.position)
    return found


def figures_of(log):
    """Return every figure that can be traced."""
    return dict.fromkeys(Figure(figure.kind, figure.of) for figure in all_figures(Views.replay(log)))


def affected(log, position):
    """Return the figures that an event affects, and those that it once affected."""
    figures = trace_event(log, position).affected_figures
    return tuple({one.figure for one in figures if one.current is current} for current in (True, False))


def find(story, *, answers=(), cases=(), ordinal=1):
    cited = Citations(answers=tuple(CitedAnswer(case=case, question=question) for case, question in answers))
    story.does(
        ANN,
        fieldwork.RecordFinding,
        theme="1",
        list=FindingList.KEY_FINDING,
        ordinal=ordinal,
        statement="Late.",
        direction=Direction.DEFICIT,
        citations=structs.replace(cited, cases=tuple(cases)),
    )
    return Figure(FigureKind.FINDING, f"1/key_finding/{ordinal}")


def recommend(story, number):
    owner = Owner(role="Head of service", organisation="Newport Service")
    resting_on = (CitedFinding(theme="1", list=FindingList.KEY_FINDING, ordinal=1),)
    fields = {"number": number, "statement": "plans are made", "owner": owner, "findings": resting_on}
    story.does(ANN, following_up.MakeRecommendation, **fields)
    return Figure(FigureKind.RECOMMENDATION, str(number))


def assert_both_ways_agree(log):
    figures = figures_of(log)
    traces = {figure: trace(log, figure) for figure in figures}
    for recorded in log:
        standing, once = affected(log, recorded.position)
        resting = {
            figure
            for figure, traced in traces.items()
            if recorded.position in [one.event.position for one in traced.events]
        }
        assert standing == resting
        assert not standing & once
        counted = {
            figure
            for figure, traced in traces.items()
            if figure.kind in (FigureKind.SCORE, FigureKind.QUESTION)
            and recorded.position in roles(traced).get(Role.COUNTED, [])
        }
        if recorded.fact.kind() in ANSWERING:
            assert {one for one in standing if one.kind in (FigureKind.SCORE, FigureKind.QUESTION)} >= counted
