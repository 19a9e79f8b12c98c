"""Which earlier recommendation does this continue, and which later recommendations continue or supersede it?"""

from domain.events.recommendation_terms import Closure
from projections.monitoring.recommendation_links import LinkedRecommendation, RecommendationLinks, links_of
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


def test_a_continued_recommendation_is_linked_both_ways():
    assert links_of(BOTH, "newport-2016", 1) == RecommendationLinks(
        carried_into=(LinkedRecommendation("newport-2018/4", "Outcome 4", Stage.OPEN),),
        superseded_by=LinkedRecommendation("newport-2018/4", "Outcome 4", Stage.OPEN),
    )
    assert links_of(BOTH, "newport-2018", 4) == RecommendationLinks(
        carried_from=LinkedRecommendation("newport-2016/1", "Outcome 1", Stage.CLOSED),
    )


def test_a_successor_is_linked_even_if_the_earlier_recommendation_is_open():
    assert links_of(BOTH, "newport-2016", 3).carried_into == (
        LinkedRecommendation("newport-2018/5", "Outcome 5", Stage.OPEN),
    )


def test_a_recommendation_can_be_superseded_within_its_inspection():
    assert links_of(BOTH, "newport-2016", 2).superseded_by == LinkedRecommendation(
        "newport-2016/3", "Outcome 3", Stage.OPEN
    )


def test_a_link_into_an_inspection_not_given_has_a_name_only():
    assert links_of({"newport-2018": NEW}, "newport-2018", 4).carried_from == LinkedRecommendation("newport-2016/1")
    early = {"newport-2016": OLD, "newport-2018": TRACKER.start}
    assert links_of(early, "newport-2016", 1) == RecommendationLinks(
        superseded_by=LinkedRecommendation("newport-2018/4")
    )
