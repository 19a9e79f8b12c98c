"""Do the ratings that were published agree with the framework's rule for the overall rating?"""

from datetime import date
from fractions import Fraction
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cli.files.framework_files import read as read_framework
from domain.framework import Framework, Rating
from domain.scoring import one_decimal, overall, shown
from domain.value import validated
from projections.published_ratings.cells import day_of, plain_words, without_note
from projections.published_ratings.check import Published, RatingFault, checked
from projections.published_ratings.reasons import NoOverallRule
from projections.published_ratings.score_parsing import Unit, fits, read, totals
from tests.fixtures.inspections import FRAMEWORK as WITHOUT_RULE

YOUTH = read_framework("youth", files("frameworks").joinpath("hmip-youth-2018.toml").read_bytes())
TITLES = [rating.title for rating in YOUTH.ratings]
TODAY = date(2026, 1, 31)
ROW = Published(2, "Newtown", ((Unit.PERCENT, "53%"),), "Good", "13/05/2019")

points = st.integers(0, 36)


def row(score="53%", rating="Good", *, unit=Unit.PERCENT, **more):
    return replace(ROW, scores=((unit, score),), rating=rating, **more)


def faults(*rows):
    return checked(rows, YOUTH, TODAY).faults


def what(*rows):
    return [one.what for one in faults(*rows)]


def why(one):
    (found,) = faults(one)
    return found.why


def right(total):
    """The rating of a total of 36 points, by the cuts as the domain language has them."""
    return TITLES[(total >= 7) + (total >= 19) + (total >= 31)]


def rendered(total):
    """Every way in which a total of 36 points may be published."""
    share = Fraction(total, 36)
    whole, tenth = f"{shown(share)}", one_decimal(share)
    percent = [f"{whole}%", whole, tenth, tenth.removesuffix("%"), f"{whole} %", f"{whole}.0", f"{total}/36"]
    return [
        *((Unit.PERCENT, text) for text in percent),
        *((Unit.POINTS, text) for text in (str(total), f"{total} of 36", f"{total} points")),
    ]


# The rule


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
    said = row(f"{shown(Fraction(total, 3 * rated))}", rating.title, rated=str(rated))
    (accepted,) = checked([said], YOUTH, TODAY).accepted
    assert (accepted.total.points, accepted.total.rated, accepted.note) == (total, rated, "")
    others = [title for title in TITLES if title != rating.title]
    assert what(replace(said, rating=data.draw(st.sampled_from(others)))) == [RatingFault.AT_ODDS]


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


def test_the_totals_are_all_that_standards_can_add_up_to():
    found = totals(YOUTH)
    assert list(found) == list(range(12, 0, -1))
    assert all([one.points for one in found[rated]] == list(range(3 * rated + 1)) for rated in found)
    uneven = validated(
        Framework,
        {
            **YOUTH.as_fields(),
            "themes": YOUTH.themes[:2],
            "ratings": tuple(
                Rating(key=key, title=key.title(), value=value, from_total=cut)
                for key, value, cut in (("poor", 1, 0), ("fair", 2, 3), ("good", 4, 6))
            ),
        },
    )
    assert [one.points for one in totals(uneven)[2]] == [2, 3, 4, 5, 6, 8]
    assert [found.what for found in checked([row("7", "Good", unit=Unit.POINTS)], uneven, TODAY).faults] == [
        RatingFault.IMPOSSIBLE
    ]


def test_a_framework_without_a_rule_for_the_overall_rating_is_refused():
    with pytest.raises(NoOverallRule, match="small has no rule for the overall rating"):
        checked([ROW], WITHOUT_RULE, TODAY)


# Percentages that do not fit


def test_fewer_standards_are_supposed_only_where_all_of_them_cannot_be_and_it_is_said():
    (accepted,) = checked([row("52%", "Requires improvement")], YOUTH, TODAY).accepted
    assert accepted.total is None
    assert [(one.points, one.most) for one in accepted.totals] == [(17, 33), (14, 27), (11, 21)]
    assert accepted.note == (
        "only where fewer than 12 standards were rated: 17 of 33 (11 rated) or 14 of 27 (9 rated) or 11 of 21 (7 rated)"
    )


def test_a_label_at_odds_with_an_odd_percentage_says_what_may_have_happened():
    assert why(row("52%", "Good")) == (
        "52% is no whole number of 36 points. From fewer standards, 17 of 33 (51.5%) is Requires improvement, not "
        "Good. Cut off and not rounded, 19 of 36 (52.8%) would be Good."
    )
    assert why(row("19%", "Inadequate")) == (
        "7 of 36 (19.4%) is Requires improvement, not Inadequate. With 9 of 12 standards rated, 5 of 27 would be "
        "Inadequate."
    )


def test_an_impossible_percentage_says_which_are_next_to_it():
    assert why(row("34%")) == (
        "34% is no whole number of 36 points (12 are 33.3%, 13 are 36.1%), nor of the points of fewer standards."
    )
    assert why(row("34%", rated="12")) == "34% is no whole number of 36 points (12 are 33.3%, 13 are 36.1%)."
    assert why(row("100.4%")) == "It is more than all the points that could be had."
    assert why(row("0.53")).endswith("If it is a share of 1, 0.5 is written 50%.")


def test_impossible_points_say_which_there_are():
    assert why(row("37", unit=Unit.POINTS)) == "37 points cannot be had: 12 standards give whole points, 0 to 36."
    assert "18.5 points cannot be had" in why(row("18.5", unit=Unit.POINTS))
    assert "20 of 35 points cannot be had" in why(row("20 of 35"))


def test_points_and_a_percentage_must_be_the_same():
    both = replace(ROW, scores=((Unit.PERCENT, "53%"), (Unit.POINTS, "19")))
    (accepted,) = checked([both], YOUTH, TODAY).accepted
    assert accepted.scores == ("53%", "19 points")
    assert why(replace(both, scores=((Unit.PERCENT, "53%"), (Unit.POINTS, "20")))) == (
        "53% and 20 points are not the same score."
    )


def test_a_number_of_standards_that_cannot_be_is_reported():
    (found,) = faults(row(rated="13"))
    assert (found.what, found.sentence) == (RatingFault.NOT_A_SCORE, "13")
    assert found.why == "Write in digits how many of the 12 standards were rated."
    assert what(row(rated="")) == []


# Cells


@pytest.mark.parametrize("text", ["n/a", "-3%", "fifty", "5 3", "1e2", "٥٣", "19/36/2"])
def test_what_is_no_score_is_reported(text):
    if text == "5 3":
        assert what(row(text)) == []
        return
    assert what(row(text)) == [RatingFault.NOT_A_SCORE]
    assert why(row(text)) == "Write a percentage, such as 50%, or points, such as 18 of 36."


def test_a_score_with_a_footnote_is_reported_with_what_it_may_be():
    assert why(row("53% [2]")) == "It may be 53% with a footnote. See what the note says, and take it out."
    assert why(row("[2]")).startswith("Write a percentage")


def test_a_decimal_comma_is_read_and_noughts_that_a_spreadsheet_added_are_not():
    assert what(row("52,8")) == what(row("52.80%")) == what(row("53.0")) == []
    assert what(row("52.7")) == [RatingFault.IMPOSSIBLE]


@pytest.mark.parametrize(
    "text", ["Good [1]", "Good[a]", "Good*", "Good †", "Good¹", "Good (see note)", "Good1", "good note 3"]
)
def test_a_rating_with_a_footnote_is_no_rating_and_says_what_it_may_mean(text):
    (found,) = faults(row(rating=text))
    assert (found.what, found.sentence) == (RatingFault.NOT_A_RATING, text)
    assert found.why.startswith("It may mean Good, with a footnote ")
    assert found.why.endswith("Good would agree with the score.")


def test_a_rating_that_only_resembles_one_says_which_and_whether_it_would_agree():
    assert why(row(rating="Outstandng")) == (
        "It may mean Outstanding. Outstanding would not agree with the score: 19 of 36 (52.8%) is Good."
    )
    assert why(row(rating="Splendid")) == "Ratings are Inadequate, Requires improvement, Good and Outstanding."
    assert why(row(rating="[1]")).startswith("It holds a footnote and no rating.")
    assert [one.why for one in faults(row("34%", "Good*"))][1] == (
        "It may mean Good, with a footnote *: see what the note says of the rating."
    )


@pytest.mark.parametrize(
    "text",
    ["2019-05-13", "13/05/2019", "13-05-2019", "13.05.2019", "13 May 2019", "13th May 2019", "13-May-2019",
     "Monday 13 May 2019", "Monday, 13 May 2019", "May 13, 2019", "2019-05-13 00:00:00", "2019-05-13T00:00:00Z"],
)  # fmt: skip
def test_a_day_may_be_written_in_many_ways_the_day_before_the_month(text):
    assert day_of(text) == date(2019, 5, 13)


@pytest.mark.parametrize(
    "text", ["31/02/2019", "May 2019", "2019", "13/05/19", "05/13/2019", "soon", "2019-13-05", "٢٠١٩-٠٥-١٣"]
)
def test_what_is_no_day_is_reported(text):
    (found,) = faults(row(published_on=text))
    assert (found.what, found.sentence) == (RatingFault.NOT_A_DATE, text)


def test_a_day_that_has_not_come_is_reported():
    assert why(row(published_on="1 February 2026")) == "1 February 2026 has not come yet."
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
        (5, RatingFault.REPEATED, "Line 2 has this name and date already: an inspection is published once.")
    ]
    assert [one.line for one in result.accepted] == [2, 6]
    assert what(replace(ROW, name=""), replace(ROW, line=3, name="")) == [RatingFault.EMPTY, RatingFault.EMPTY]


def test_a_line_that_is_no_row_is_reported_with_its_text():
    (found,) = faults(Published(9, "[1] Inspected later", odd="Only one cell is filled."))
    assert (found.what, found.sentence, found.why) == (
        RatingFault.NOT_A_ROW, "[1] Inspected later", "Only one cell is filled.",
    )  # fmt: skip


def test_words_are_compared_without_case_hyphens_and_spaces_too_many():
    assert plain_words("Requires‑  IMPROVEMENT_") == "requires improvement"
    assert without_note("Good (note 1) * [a]") == "Good"


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30), st.sampled_from(Unit))
def test_whatever_cells_hold_every_row_is_accepted_or_reported(score, rating, published_on, unit):
    result = checked([row(score, rating, unit=unit, published_on=published_on)], YOUTH, TODAY)
    assert bool(result.accepted) != bool(result.faults)


@given(st.text(alphabet="0123456789.,% /of", max_size=12), st.sampled_from(Unit))
def test_a_score_that_is_read_says_itself_so_that_it_reads_the_same_again(text, unit):
    score = read(text, unit)
    if score is not None:
        again = read(str(score), Unit.PERCENT)
        assert again == score
        assert all(fits(score, one) == fits(again, one) for one in totals(YOUTH)[12])


@pytest.mark.parametrize("text", ["Sunday 13 May 2019", "0001-01-01", "13/05/1899", "Tuesday, 2019-05-13"])
def test_a_day_that_was_on_another_weekday_or_long_before_is_none(text):
    assert day_of(text) is None


@pytest.mark.parametrize("text", ["Monday 13 May 2019", "monday, 2019-05-13"])
def test_a_weekday_that_is_right_is_passed_over(text):
    assert day_of(text) == date(2019, 5, 13)


def test_a_long_text_is_no_word_with_marks():
    assert without_note("x" + "*" * 199) == "x"
    assert without_note("x" + "*" * 200) == "x" + "*" * 200
