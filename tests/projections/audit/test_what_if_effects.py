"""Which themes would differ, and what would judgements have been based on?"""

from fractions import Fraction

import pytest
from msgspec import structs

from domain.commands import judging
from domain.refusals.inspection import TooSoon
from projections.audit.what_if import (
    WithoutCase,
    WithoutEvent,
    WithoutModerator,
    suppose,
)
from projections.audit.what_if_effects import differences
from tests.fixtures.inspections import (
    ANN,
    announced,
    answer,
    assessed,
    judge,
    moderate,
    signed_off,
)
from tests.projections.audit.hypotheses import INSUFFICIENT, SUFFICIENT, log_of


def test_a_theme_that_would_differ_has_its_score_band_counts_and_flips_before_and_after():
    story = assessed()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutEvent(moderated)))
    assert (one.theme, one.title, one.judgement_basis, one.band_differs) == ("1", "Assessing", None, True)
    assert (one.now.percent, one.would_be.percent) == (40, 60)
    assert (one.now.band.key, one.would_be.band.key) == ("poor", "fair")
    assert (one.now.counts.sufficient, one.would_be.counts.sufficient) == (2, 3)
    assert (one.now.flips.up, one.would_be.flips.up) == (1, 1)


def test_a_judgement_stands_with_what_it_rested_on_and_what_it_would_have_rested_on():
    story = signed_off()
    log = log_of(story)
    one = differences(log, suppose(log, WithoutCase("A-1")))[0]
    assert one.judgement_basis is not None
    assert (one.judgement_basis.rating.title, log[one.judgement_basis.position - 1].fact.rating) == ("Fair", "fair")
    assert (one.judgement_basis.rested_on.sufficient, one.judgement_basis.rested_on.answered) == (3, 5)
    assert (one.judgement_basis.would_rest_on.sufficient, one.judgement_basis.would_rest_on.answered) == (2, 4)
    assert (one.judgement_basis.differs, one.judgement_basis.band_differs) == (True, False)


def test_what_came_after_a_judgement_does_not_bear_on_what_it_rested_on():
    story = signed_off()
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutEvent(moderated)))
    assert one.judgement_basis is not None
    assert one.judgement_basis.would_rest_on == one.judgement_basis.rested_on
    assert not one.judgement_basis.differs


def test_a_theme_differs_where_only_what_its_judgement_rested_on_would():
    story = assessed()
    moderate(story, "A-1", "1.1", INSUFFICIENT)
    judge(story, "1", "poor")
    moderate(story, "A-1", "1.1", SUFFICIENT)
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutModerator("cat")))
    assert one.now.share == one.would_be.share == Fraction(3, 5)
    assert one.judgement_basis is not None
    assert one.judgement_basis.band_differs
    assert (one.judgement_basis.band.key, one.judgement_basis.would_band.key) == ("poor", "fair")


def test_of_judgements_the_last_counts_and_a_revised_one_has_its_new_rating():
    story = signed_off()
    moderate(story, "A-1", "1.1", INSUFFICIENT)
    revised = {"theme": "1", "rating": "poor", "reason": "fewer now", "rested_on": story.basis("1")}
    story.does(ANN, judging.ReviseJudgement, **revised)
    log = log_of(story)
    one = differences(log, suppose(log, WithoutModerator("cat")))[0]
    assert one.judgement_basis is not None
    basis = one.judgement_basis
    assert (basis.rating.key, basis.rested_on.sufficient, basis.would_rest_on.sufficient) == ("poor", 2, 3)


def test_a_judgement_made_before_anything_was_answered_rested_on_no_score():
    story = announced()
    judge(story, "1", "poor")
    answer(story, "A-1", "1.1", SUFFICIENT)
    log = log_of(story)
    one = differences(log, suppose(log, WithoutCase("A-1")))[0]
    assert one.judgement_basis is not None
    assert (one.judgement_basis.band, one.judgement_basis.would_band, one.would_be.share) == (None, None, None)


def test_what_was_recorded_of_a_judgement_is_believed_where_nothing_that_it_rested_on_would_differ():
    story = assessed()
    basis = story.basis("1")
    assert basis is not None
    earlier = structs.replace(basis, position=basis.position - 3, sufficient=4)
    made = {"theme": "1", "rating": "fair", "rationale": "seen", "rested_on": earlier}
    story.does(ANN, judging.MakeJudgement, **made)
    moderated = moderate(story, "A-1", "1.1", INSUFFICIENT).recorded[0].position
    log = log_of(story)
    (one,) = differences(log, suppose(log, WithoutEvent(moderated)))
    assert one.judgement_basis is not None
    assert one.judgement_basis.rested_on.sufficient == one.judgement_basis.would_rest_on.sufficient == 4


def test_themes_judged_without_a_score_never_differ():
    log = log_of(signed_off())
    assert "3" not in [one.theme for one in differences(log, suppose(log, WithoutCase("A-1")))]


def test_without_a_framework_there_is_nothing_to_compare():
    with pytest.raises(TooSoon):
        differences((), ())
