"""The cells of themes and recommendations in the tables of the replay page."""

from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from projections.replay.snapshot import RecommendationLine, ThemeLine
from reports.replay_page.tables import milestones, recommendation_cells, recommendation_row, theme_cells, theme_row

THEME = ThemeLine("1", "Planning", True, Fraction(5, 8), 5, 3, 1, "fair", False)
RECOMMENDATION = RecommendationLine(
    1, "Train everybody", "Head", "agreed", "nothing", "not verified", "open", None, False
)


def test_a_theme_has_its_score_rounded_half_up_and_to_one_decimal():
    assert theme_cells(THEME) == ("63%", "62.5%", "5 of 8", "1", "fair", False)


def test_a_theme_without_answers_or_a_judgement_says_so():
    line = replace(THEME, share=None, sufficient=0, insufficient=0, not_applicable=0, judgement=None)
    assert theme_cells(line) == ("no answers", "", "0 of 0", "0", "not judged", False)


def test_a_theme_judged_without_a_score_has_only_its_judgement():
    assert theme_cells(replace(THEME, scored=False)) == ("no score", "", "", "", "fair", False)


def test_a_stale_judgement_is_marked_and_titles_are_escaped():
    assert '<span class="stale" hidden>' in theme_row(THEME, 0)
    assert '<span class="stale">' in theme_row(replace(THEME, stale=True), 0)
    assert "&lt;b&gt;" in theme_row(replace(THEME, title="<b>"), 0)


def test_a_recommendation_is_due_twelve_months_after_publication_until_it_has_a_date():
    assert recommendation_cells(RECOMMENDATION)[-1] == "12 months after publication"
    overdue = replace(RECOMMENDATION, due_on=date(2017, 7, 15), overdue=True)
    assert recommendation_cells(overdue)[-1] == "15 July 2017, overdue"


def test_the_text_of_a_recommendation_is_escaped():
    assert "1. &lt;i&gt;" in recommendation_row(replace(RECOMMENDATION, statement="<i>"))


def test_without_milestones_there_is_no_table_of_them():
    assert milestones((), last=None) == ""  # type: ignore[arg-type]
