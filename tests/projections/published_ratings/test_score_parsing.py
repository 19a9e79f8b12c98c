"""Which totals can a published score be?"""

from hypothesis import given
from hypothesis import strategies as st

from domain.framework import Framework, Rating
from domain.value import validated
from projections.published_ratings.check import RatingFault, checked
from projections.published_ratings.score_parsing import Unit, fits, parse_score, totals
from tests.projections.published_ratings.rows import TODAY, YOUTH, row, what


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


def test_a_decimal_comma_is_read_and_noughts_that_a_spreadsheet_added_are_not():
    assert what(row("52,8")) == what(row("52.80%")) == what(row("53.0")) == []
    assert what(row("52.7")) == [RatingFault.IMPOSSIBLE]


@given(st.text(alphabet="0123456789.,% /of", max_size=12), st.sampled_from(Unit))
def test_a_score_that_is_read_says_itself_so_that_it_reads_the_same_again(text, unit):
    score = parse_score(text, unit)
    if score is not None:
        again = parse_score(str(score), Unit.PERCENT)
        assert again == score
        assert all(fits(score, one) == fits(again, one) for one in totals(YOUTH)[12])
