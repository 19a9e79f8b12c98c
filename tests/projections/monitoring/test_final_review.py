"""What did the month-12 review find for each recommendation, and overall?"""

from datetime import date

from msgspec import structs

from domain.events.recommendation_terms import Closure, Verification
from domain.events.reviewing import FollowUpReviewed
from domain.events.setting_up import InspectionAnnounced
from projections.monitoring.final_review import Assessment, review_page
from tests.fixtures.follow_ups import (
    DUE,
    PUBLICATION,
    closed,
    log,
    made,
    published,
    reported,
    reviewed,
    told,
    verified,
)
from tests.fixtures.given_when_then import ANNOUNCEMENT

ASSESSED, CHANGED, COMPLETED = date(2017, 7, 17), date(2017, 7, 18), date(2017, 7, 20)
THREE = (made(1), made(2), made(3), published())


def page_on(day: date, *facts):
    return review_page(log(*facts), day)


def assessments(page) -> list[Assessment | None]:
    return [recommendation.assessment for recommendation in page.recommendations]


def test_the_review_is_of_the_announced_inspection_and_due_twelve_months_after_the_first_publication():
    announced = told(InspectionAnnounced, date(2016, 4, 1), **ANNOUNCEMENT)
    edition = published(date(2016, 9, 1), date(2017, 9, 1), edition=2)
    review = page_on(DUE, announced, *THREE, edition).review
    assert (review.title, review.body) == (ANNOUNCEMENT["title"], ANNOUNCEMENT["body"])
    assert (review.published_on, review.due_on) == (PUBLICATION, DUE)
    assert (review.summary, review.completed_on) == (None, None)


def test_each_recommendation_shows_its_assessment_or_none():
    page = page_on(ASSESSED, *THREE, reviewed(2, ASSESSED, Verification.REASONABLE))
    assert assessments(page) == [
        None,
        Assessment(Verification.REASONABLE, "Seen", (), "Ann Archer", ASSESSED),
        None,
    ]


def test_a_changed_assessment_keeps_the_earlier_assessments_oldest_first():
    reasons = structs.replace(reviewed(1, CHANGED, Verification.INSUFFICIENT), reason="Minutes misread")
    again = structs.replace(reviewed(1, COMPLETED, Verification.REASONABLE), reason="A second look")
    assessment = assessments(page_on(COMPLETED, *THREE, reviewed(1, ASSESSED), reasons, again))[0]
    assert assessment is not None
    assert (assessment.progress, assessment.reason) == (Verification.REASONABLE, "A second look")
    assert [(before.progress, before.on) for before in assessment.before] == [
        (Verification.GOOD, ASSESSED),
        (Verification.INSUFFICIENT, CHANGED),
    ]
    assert [before.before for before in assessment.before] == [(), ()]


def test_a_completed_review_has_its_summary_person_and_date():
    review = page_on(COMPLETED, *THREE, told(FollowUpReviewed, COMPLETED, summary="One of three is implemented")).review
    assert (review.summary, review.completed_by, review.completed_on) == (
        "One of three is implemented",
        "Ann Archer",
        COMPLETED,
    )


def test_the_totals_count_assessments_closures_and_overdue_recommendations():
    facts = (
        *THREE,
        closed(1, date(2017, 5, 1)),
        closed(2, date(2017, 5, 2), Closure.NOT_IMPLEMENTED),
        reviewed(1, ASSESSED),
        reviewed(2, ASSESSED, Verification.NO_MEANINGFUL),
    )
    totals = page_on(ASSESSED, *facts).totals
    assert (totals.made, totals.not_assessed, totals.open, totals.overdue) == (3, 1, 1, 1)
    assert totals.assessed == {
        Verification.GOOD: 1,
        Verification.REASONABLE: 0,
        Verification.INSUFFICIENT: 0,
        Verification.NO_MEANINGFUL: 1,
    }
    assert totals.closed == {Closure.IMPLEMENTED: 1, Closure.NOT_IMPLEMENTED: 1, Closure.SUPERSEDED: 0}
    assert page_on(DUE, *facts).totals.overdue == 0


def test_evidence_is_listed_once_in_the_order_it_was_cited():
    facts = (
        *THREE,
        structs.replace(reported(1, date(2017, 3, 1)), evidence=("F-01",)),
        verified(1, date(2017, 4, 1), evidence=("F-02", "F-01")),
        structs.replace(reviewed(1, ASSESSED), evidence=("F-03", "F-02")),
    )
    first, second, _ = page_on(ASSESSED, *facts).recommendations
    assert first.evidence == ("F-01", "F-02", "F-03")
    assert second.evidence == ()


def test_once_published_recommendations_that_no_edition_holds_are_left_out():
    late = made(3, day=date(2016, 8, 1))
    assert page_on(DUE, made(1), made(2)).totals.made == 2
    assert page_on(DUE, made(1), made(2), published(), late).totals.made == 2
    edition = published(date(2016, 9, 1), date(2017, 9, 1), edition=2)
    assert page_on(DUE, made(1), made(2), published(), late, edition).totals.made == 3
