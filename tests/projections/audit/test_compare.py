"""What differs between two instants, and which events made the difference?"""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs
from msgspec.structs import replace

from domain.events.following_up import ProgressReported, RecommendationMade
from domain.events.reporting import ReportPublished
from domain.framework import Response
from projections.audit.compare import FigureFilter, case_of, compare, themes_of
from projections.engine.effective_date import effective_by
from projections.saved.all_views import Views
from projections.saved.figures import Figure, FigureKind, all_figures
from tests.fixtures.inspections import CASES, NAME, START, deeds, followed_up, played
from tests.projections.oracle import share

WHOLE = list(followed_up().store.follow(inspection=NAME))


def log_of(done):
    return list(played(done).store.follow(inspection=NAME))


@given(deeds, st.floats(0, 1))
def test_nothing_differs_between_an_instant_and_itself(done, where):
    log = log_of(done)
    log = log[: round(where * len(log))]
    assert compare(log, log) == []


@given(deeds, st.floats(0, 1), st.floats(0, 1))
def test_what_differs_is_what_the_figures_say_and_read_backwards_it_is_the_same_the_other_way_round(done, one, other):
    log = log_of(done)
    first, second = log[: round(one * len(log))], log[: round(other * len(log))]
    here, there = all_figures(Views.replay(first)), all_figures(Views.replay(second))
    found = compare(first, second)
    assert {difference.figure for difference in found} == {
        figure for figure in here.keys() | there.keys() if here.get(figure) != there.get(figure)
    }
    backwards = compare(second, first)
    assert [(one.figure, one.after, one.before, one.events) for one in backwards] == [
        (one.figure, one.before, one.after, one.events) for one in found
    ]


@given(deeds, st.floats(0, 1))
def test_the_points_of_a_score_are_those_of_an_obvious_calculation(done, where):
    log = log_of(done)
    first = log[: round(where * len(log))]
    points = {one.figure.of: one.points for one in compare(first, log) if one.figure.kind is FigureKind.SCORE}
    for theme in ("1", "2"):
        before, after = share(first, theme) if first else None, share(log, theme)
        assert points.get(theme, 0) == ((after or 0) - (before or 0)) * 100


@given(deeds, st.floats(0, 1))
def test_every_difference_names_the_events_between_that_made_it_the_last_of_which_made_it_what_it_is(done, where):
    log = log_of(done)
    cut = round(where * len(log))
    between = {recorded.position for recorded in log[cut:]}
    for one in compare(log[:cut], log):
        assert one.events
        assert {entry.position for entry in one.events} <= between


@given(st.integers(0, 450), st.integers(0, 450))
def test_days_of_the_second_clock_can_be_compared(one, other):
    first, second = (effective_by(START.date() + timedelta(days=days), WHOLE) for days in (one, other))
    same = compare(first, second)
    assert (same == []) == (all_figures(Views.replay(first)) == all_figures(Views.replay(second)))


@settings(max_examples=50)
@given(st.randoms(use_true_random=False), st.integers(0, 450), st.floats(0, 1), st.floats(0, 1))
def test_every_difference_on_the_second_clock_has_events_though_a_later_one_shows_an_earlier_beginning(
    random, days, one, other
):
    # An event recorded later may show that a thing was there on the day, and so bring its beginning with it: the log
    # at the first instant is then part of the log at the second, but not the first part of it.
    log = [_elsewhen(recorded, START.date() + timedelta(days=random.randint(0, 450))) for recorded in WHOLE]
    cuts = sorted((round(one * len(log)), round(other * len(log))))
    first, second = (effective_by(START.date() + timedelta(days=days), log[:cut]) for cut in cuts)
    new = {recorded.position for recorded in second} - {recorded.position for recorded in first}
    found = compare(first, second)
    here, there = all_figures(Views.replay(first)), all_figures(Views.replay(second))
    assert {difference.figure for difference in found} == {
        figure for figure in here.keys() | there.keys() if here.get(figure) != there.get(figure)
    }
    for difference in found:
        assert difference.events
        assert {entry.position for entry in difference.events} <= new


def test_a_recommendation_that_a_later_claim_brings_with_it_has_its_due_date_from_the_publication_before():
    of_first = [recorded for recorded in WHOLE if getattr(recorded.fact, "number", None) == 1]
    made = next(one.position for one in of_first if isinstance(one.fact, RecommendationMade))
    published = next(one.position for one in WHOLE if isinstance(one.fact, ReportPublished))
    brings = next(
        one.position for one in of_first if one.position > published and isinstance(one.fact, ProgressReported)
    )
    later = {one.position for one in of_first} - {brings}
    day = START.date()
    log = [_elsewhen(one, day + timedelta(days=one.position in later)) for one in WHOLE]
    first, second = effective_by(day, log[: brings - 1]), effective_by(day, log[:brings])
    assert {recorded.position for recorded in second} - {recorded.position for recorded in first} == {made, brings}
    (due,) = [one for one in compare(first, second) if one.figure.axis == "due date"]
    assert (due.figure.of, due.before) == ("1", None)
    assert due.after is not None
    assert [entry.position for entry in due.events] == [made]


def _elsewhen(recorded, day):
    """The same event, true of another day."""
    origin = structs.replace(recorded.fact.origin, occurred_on=day)
    return recorded._replace(fact=structs.replace(recorded.fact, origin=origin))


def test_a_change_that_was_taken_back_is_no_difference():
    done = [("moderate", "A-1", "1.1", Response.INSUFFICIENT), ("moderate", "A-1", "1.1", Response.SUFFICIENT)]
    log = log_of(done)
    assert compare(log[:-2], log) == []


def test_only_what_belongs_to_a_theme_or_is_about_a_case_is_compared():
    done = [("moderate", case, "1.1", Response.NOT_APPLICABLE) for case in CASES]
    log = log_of(
        [*done, ("moderate", "A-1", "2.1", Response.INSUFFICIENT), ("complete", "A-1", "1.1", Response.SUFFICIENT)]
    )
    first = log[:-5]
    about = [str(one.figure) for one in compare(first, log, FigureFilter(case="A-1"))]
    assert about == ["case:A-1", "answer:A-1:1.1", "answer:A-1:2.1"]
    of_two = [str(one.figure) for one in compare(first, log, FigureFilter(theme="2"))]
    assert of_two == ["score:2", "question:2.1", "answer:A-1:2.1"]
    both = [str(one.figure) for one in compare(first, log, FigureFilter(theme="2", case="A-1"))]
    assert both == ["answer:A-1:2.1"]


def test_a_recommendation_belongs_to_the_themes_of_its_findings_and_a_judgement_to_its_own():
    whole = compare(WHOLE[:3], WHOLE)
    views = Views.replay(WHOLE)
    recommended = {
        str(one.figure): themes_of(one.figure, views) for one in whole if one.figure.kind is FigureKind.RECOMMENDATION
    }
    assert recommended["recommendation:1"] == ("2",)
    assert themes_of(Figure(FigureKind.JUDGEMENT, "3"), views) == ("3",)
    assert themes_of(Figure(FigureKind.FINDING, "2/key_finding/1"), views) == ("2",)
    assert themes_of(Figure(FigureKind.QUESTION, "1.1"), replace(views, scores=Views().scores)) == ()
    assert case_of(Figure(FigureKind.QUESTION, "1.1")) is None
