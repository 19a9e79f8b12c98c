"""Which recommendation did this one carry on or take the place of, and which carries it on?"""

from domain.events.recommendation_terms import Closure
from projections.monitoring.recommendation_links import Linked, Sides, sides
from projections.saved.recommendation_tracker import TRACKER, Stage
from tests.fixtures.follow_ups import PUBLICATION, closed, log, made, published

OLD = TRACKER.replay(
    log(
        *(made(number) for number in (1, 2, 3)),
        published(),
        closed(1, PUBLICATION, Closure.SUPERSEDED, "newport-2018/4"),
        closed(2, PUBLICATION, Closure.SUPERSEDED, "3"),
    )
)
NEW = TRACKER.replay(log(made(4, carried_from="newport-2016/1"), made(5, carried_from="newport-2016/3")))
BOTH = {"newport-2016": OLD, "newport-2018": NEW}


def test_both_sides_of_a_carried_recommendation_are_shown():
    assert sides(BOTH, "newport-2016", 1) == Sides(
        carried_into=(Linked("newport-2018/4", "Outcome 4", Stage.OPEN),),
        superseded_by=Linked("newport-2018/4", "Outcome 4", Stage.OPEN),
    )
    assert sides(BOTH, "newport-2018", 4) == Sides(
        carried_from=Linked("newport-2016/1", "Outcome 1", Stage.CLOSED),
    )


def test_what_carries_one_on_is_shown_though_the_old_one_was_not_closed_for_it():
    assert sides(BOTH, "newport-2016", 3).carried_into == (Linked("newport-2018/5", "Outcome 5", Stage.OPEN),)


def test_one_may_be_superseded_within_the_same_inspection():
    assert sides(BOTH, "newport-2016", 2).superseded_by == Linked("newport-2016/3", "Outcome 3", Stage.OPEN)


def test_the_other_side_is_named_though_nothing_shows_it():
    assert sides({"newport-2018": NEW}, "newport-2018", 4).carried_from == Linked("newport-2016/1")
    early = {"newport-2016": OLD, "newport-2018": TRACKER.start}
    assert sides(early, "newport-2016", 1) == Sides(superseded_by=Linked("newport-2018/4"))
