"""Why is a score or rating not accepted?"""

import pytest

from projections.published_ratings.check import RatingFault, checked
from projections.published_ratings.reasons import NoOverallRule
from projections.published_ratings.score_parsing import Unit
from tests.fixtures.inspections import FRAMEWORK as WITHOUT_RULE
from tests.projections.published_ratings.rows import ROW, TODAY, faults, row, what, why


def test_a_framework_without_a_rule_for_the_overall_rating_is_refused():
    with pytest.raises(NoOverallRule, match="small has no rule for the overall rating"):
        checked([ROW], WITHOUT_RULE, TODAY)


def test_a_label_at_odds_with_an_odd_percentage_says_what_may_have_happened():
    assert why(row("52%", "Good")) == (
        "52% is not a whole number of 36 points. With fewer standards rated, 17 of 33 (51.5%) is Requires improvement, "
        "not Good. If truncated instead of rounded, 19 of 36 (52.8%) would be Good."
    )
    assert why(row("19%", "Inadequate")) == (
        "7 of 36 (19.4%) is Requires improvement, not Inadequate. With 9 of 12 standards rated, 5 of 27 would be "
        "Inadequate."
    )


def test_an_impossible_percentage_says_which_are_next_to_it():
    assert why(row("34%")) == (
        "34% is not a whole number of 36 points (12 are 33.3%, 13 are 36.1%), nor does it fit fewer standards."
    )
    assert why(row("34%", rated="12")) == "34% is not a whole number of 36 points (12 are 33.3%, 13 are 36.1%)."
    assert why(row("100.4%")) == "It is more than 100%."
    assert why(row("0.53")).endswith("If it is a share of 1, write 0.5 as 50%.")


def test_impossible_points_say_which_there_are():
    assert (
        why(row("37", unit=Unit.POINTS)) == "37 points is not possible: 12 standards give whole points, from 0 to 36."
    )
    assert "18.5 points is not possible" in why(row("18.5", unit=Unit.POINTS))
    assert "20 of 35 points is not possible" in why(row("20 of 35"))


@pytest.mark.parametrize("text", ["n/a", "-3%", "fifty", "5 3", "1e2", "٥٣", "19/36/2"])
def test_what_is_no_score_is_reported(text):
    if text == "5 3":
        assert what(row(text)) == []
        return
    assert what(row(text)) == [RatingFault.NOT_A_SCORE]
    assert why(row(text)) == "Write a percentage, such as 50%, or points, such as 18 of 36."


def test_a_score_with_a_footnote_is_reported_with_what_it_may_be():
    assert why(row("53% [2]")) == "It may be 53% with a footnote. Read the footnote, then remove it."
    assert why(row("[2]")).startswith("Write a percentage")


@pytest.mark.parametrize(
    "text", ["Good [1]", "Good[a]", "Good*", "Good †", "Good¹", "Good (see note)", "Good1", "good note 3"]
)
def test_a_rating_with_a_footnote_is_no_rating_and_says_what_it_may_mean(text):
    (found,) = faults(row(rating=text))
    assert (found.what, found.value) == (RatingFault.NOT_A_RATING, text)
    assert found.why.startswith("It may mean Good, with a footnote ")
    assert found.why.endswith("Good would agree with the score.")


def test_a_rating_that_only_resembles_one_says_which_and_whether_it_would_agree():
    assert why(row(rating="Outstandng")) == (
        "It may mean Outstanding. Outstanding would not agree with the score: 19 of 36 (52.8%) is Good."
    )
    assert why(row(rating="Splendid")) == "Ratings are Inadequate, Requires improvement, Good and Outstanding."
    assert why(row(rating="[1]")).startswith("It has a footnote but no rating.")
    assert [one.why for one in faults(row("34%", "Good*"))][1] == (
        "It may mean Good, with a footnote *. Check whether the footnote changes the rating."
    )
