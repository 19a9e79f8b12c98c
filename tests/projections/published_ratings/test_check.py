"""Do published ratings agree with the rule for the overall rating?"""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.scoring import one_decimal, overall, shown
from projections.published_ratings.check import Published, RatingFault, checked
from projections.published_ratings.score_parsing import Unit
from tests.projections.published_ratings.rows import (
    ROW,
    TITLES,
    TODAY,
    YOUTH,
    faults,
    points,
    rendered,
    right,
    row,
    what,
    why,
)


@given(points, st.data())
def test_every_total_with_its_right_rating_is_accepted_however_it_is_written(total, data):
    unit, text = data.draw(st.sampled_from(rendered(total)))
    rating = data.draw(st.sampled_from([right(total), right(total).lower(), right(total).replace(" ", "_").upper()]))
    result = checked([row(text, rating, unit=unit)], YOUTH, TODAY)
    assert result.faults == ()
    (accepted,) = result.accepted
    assert (accepted.total.points, accepted.total.most, accepted.total.rated, accepted.note) == (total, 36, 12, "")
    assert accepted.rating.title == right(total)


@given(points, st.data())
def test_every_total_with_another_rating_is_reported(total, data):
    unit, text = data.draw(st.sampled_from(rendered(total)))
    rating = data.draw(st.sampled_from([title for title in TITLES if title != right(total)]))
    (found,) = faults(row(text, rating, unit=unit))
    assert found.what is RatingFault.AT_ODDS
    assert f"{total} of 36 ({one_decimal(Fraction(total, 36))}) is {right(total)}, not {rating}." in found.why


@given(st.integers(1, 11), st.data())
def test_with_fewer_standards_rated_and_a_column_that_says_so_the_cuts_scale(rated, data):
    total = data.draw(st.integers(0, 3 * rated))
    rating = overall([total, *[0] * (rated - 1)], YOUTH)
    assert rating is not None
    published = row(f"{shown(Fraction(total, 3 * rated))}", rating.title, rated=str(rated))
    (accepted,) = checked([published], YOUTH, TODAY).accepted
    assert (accepted.total.points, accepted.total.rated, accepted.note) == (total, rated, "")
    others = [title for title in TITLES if title != rating.title]
    assert what(replace(published, rating=data.draw(st.sampled_from(others)))) == [RatingFault.AT_ODDS]


@given(st.integers(0, 1000))
def test_a_percentage_is_accepted_with_some_rating_exactly_where_some_total_rounds_to_it(tenths):
    text = f"{tenths // 10}.{tenths % 10}"
    decimals = 1 if tenths % 10 else 0
    # An oracle of its own: half up, in whole numbers.
    scale = 10**decimals
    wanted = tenths if decimals else tenths // 10
    possible = any(
        (2 * n * 100 * scale + 3 * rated) // (2 * 3 * rated) == wanted
        for rated in range(1, 13)
        for n in range(3 * rated + 1)
    )
    accepted = [title for title in TITLES if not faults(row(text, title))]
    assert bool(accepted) == possible


def test_fewer_standards_are_supposed_only_where_all_of_them_cannot_be_and_it_is_said():
    (accepted,) = checked([row("52%", "Requires improvement")], YOUTH, TODAY).accepted
    assert accepted.total is None
    assert [(one.points, one.most) for one in accepted.totals] == [(17, 33), (14, 27), (11, 21)]
    assert accepted.note == (
        "only if fewer than 12 standards were rated: 17 of 33 (11 rated) or 14 of 27 (9 rated) or 11 of 21 (7 rated)"
    )


def test_points_and_a_percentage_must_be_the_same():
    both = replace(ROW, scores=((Unit.PERCENT, "53%"), (Unit.POINTS, "19")))
    (accepted,) = checked([both], YOUTH, TODAY).accepted
    assert accepted.scores == ("53%", "19 points")
    assert why(replace(both, scores=((Unit.PERCENT, "53%"), (Unit.POINTS, "20")))) == (
        "53% and 20 points are not the same score."
    )


def test_a_number_of_standards_that_cannot_be_is_reported():
    (found,) = faults(row(rated="13"))
    assert (found.what, found.value) == (RatingFault.NOT_A_SCORE, "13")
    assert found.why == "Write the number of standards rated, of 12, in digits."
    assert what(row(rated="")) == []


def test_a_day_that_has_not_come_is_reported():
    assert why(row(published_on="1 February 2026")) == "1 February 2026 is in the future."
    assert what(row(published_on="31 January 2026")) == []


def test_every_empty_cell_is_reported():
    found = faults(Published(3, "", ((Unit.PERCENT, ""),), "", ""))
    assert [one.why for one in found] == [
        "The name is missing.", "The score (percent) is missing.", "The rating is missing.", "The date is missing.",
    ]  # fmt: skip
    assert {one.what for one in found} == {RatingFault.EMPTY}
    assert what(replace(ROW, scores=((Unit.PERCENT, "53%"), (Unit.POINTS, "")))) == [RatingFault.EMPTY]


def test_a_row_may_have_several_faults_and_the_others_are_checked_all_the_same():
    assert what(row("34%", "Good [1]", published_on="never")) == [
        RatingFault.IMPOSSIBLE, RatingFault.NOT_A_RATING, RatingFault.NOT_A_DATE,
    ]  # fmt: skip
    result = checked([row("34%"), replace(ROW, line=3, name="Upton")], YOUTH, TODAY)
    assert (result.rows, [one.line for one in result.accepted], [one.line for one in result.faults]) == (2, [3], [2])


def test_the_same_name_and_date_again_is_reported_and_the_first_is_kept():
    again = replace(ROW, line=5, name=" newtown ", published_on="2019-05-13")
    later = replace(ROW, line=6, published_on="2020-05-13")
    result = checked([ROW, again, later], YOUTH, TODAY)
    assert [(one.line, one.what, one.why) for one in result.faults] == [
        (5, RatingFault.REPEATED, "Line 2 already has this name and date. An inspection is published once.")
    ]
    assert [one.line for one in result.accepted] == [2, 6]
    assert what(replace(ROW, name=""), replace(ROW, line=3, name="")) == [RatingFault.EMPTY, RatingFault.EMPTY]


def test_a_line_that_is_no_row_is_reported_with_its_text():
    (found,) = faults(Published(9, "[1] Inspected later", odd="Only one cell is filled."))
    assert (found.what, found.value, found.why) == (
        RatingFault.NOT_A_ROW, "[1] Inspected later", "Only one cell is filled.",
    )  # fmt: skip


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.sampled_from(Unit))
def test_whatever_cells_hold_every_row_is_accepted_or_reported(score, rating, published_on, unit):
    result = checked([row(score, rating, unit=unit, published_on=published_on)], YOUTH, TODAY)
    assert bool(result.accepted) != bool(result.faults)
