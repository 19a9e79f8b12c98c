"""Which findings does no recommendation address?"""

from domain.commands import fieldwork
from domain.events.fieldwork import Direction, FindingList
from projections.monitoring.uncovered_findings import UncoveredFinding, uncovered_findings
from projections.saved.findings import FINDINGS
from projections.saved.recommendation_tracker import TRACKER
from tests.fixtures.inspections import ANN, assessed, judge
from tests.projections.monitoring.finding_story import add_finding, add_recommendation, on_answers
from tests.projections.monitoring.follow_up_story import log_of


def views_of(story):
    log = log_of(story)
    return FINDINGS.replay(log), TRACKER.replay(log)


def test_findings_that_no_recommendation_rests_on_are_uncovered():
    assert uncovered_findings(*views_of(on_answers())) == [
        UncoveredFinding("1/key_finding/2", "1", Direction.DEFICIT, "finding 2")
    ]


def test_findings_are_sorted_by_number():
    story = assessed()
    for ordinal in (10, 9, 1):
        add_finding(story, ordinal)
    add_recommendation(story, 1, 9)
    assert [uncovered.finding for uncovered in uncovered_findings(*views_of(story))] == [
        "1/key_finding/1",
        "1/key_finding/10",
    ]


def test_a_withdrawn_finding_is_not_uncovered():
    story = on_answers()
    judge(story, "1", "fair")
    withdrawal = {"theme": "1", "list": FindingList.KEY_FINDING, "ordinal": 2, "reason": "it was wrong"}
    story.does(ANN, fieldwork.WithdrawFinding, **withdrawal)
    assert uncovered_findings(*views_of(story)) == []
