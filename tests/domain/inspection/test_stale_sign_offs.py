"""Which sign-offs no longer hold, because what they rest on changed after them?"""

from msgspec import structs

from domain.events.fieldwork import Citations, CitedAnswer, FindingRecorded, FindingWithdrawn
from domain.events.following_up import RecommendationClosed, RecommendationMade
from domain.events.judging import JudgementRevised
from domain.events.recommendation_terms import CitedFinding, Closure
from domain.inspection.stale_sign_offs import stale_sign_offs
from tests.fixtures.given_when_then import (
    ANN,
    ASSESSED,
    CASE,
    DRAFTED,
    EXCLUDED,
    FIRST_FINDING,
    FOUND,
    HAL,
    INSUFFICIENT,
    JUDGED,
    MODERATED,
    OUTCOME,
    PLANS_NOT_SHARED,
    QUERIED,
    READY,
    REINSTATED,
    REOPENED,
    REPLIED,
    SIGNED_OFF,
    SUFFICIENT,
    UNDER_WAY,
    by,
    case,
    inspection,
)


def stale(given, *of_the_case):
    return [str(sign_off) for sign_off in stale_sign_offs(inspection(*given), {CASE: case(*of_the_case)})]


def cites(response):
    answers = (CitedAnswer(case=CASE, question="1.1", response=response),)
    return by(HAL, FindingRecorded, **{**PLANS_NOT_SHARED, "citations": Citations(answers=answers)})


WITHDRAWN = by(HAL, FindingWithdrawn, **FIRST_FINDING, old="Plans were not shared.", reason="They were.")
RESTS_ON = by(ANN, RecommendationMade, **OUTCOME, findings=(CitedFinding(**FIRST_FINDING),))


def test_no_sign_off_is_stale_without_a_change():
    assert stale(DRAFTED, *SIGNED_OFF) == []
    assert stale(READY, *ASSESSED) == []


def test_a_judgement_is_stale_when_its_score_moved():
    assert stale([UNDER_WAY, JUDGED], *ASSESSED, MODERATED) == [
        "judgement 1: it rested on 1 of 2 sufficient at #21; now it is 0 of 2"
    ]


def test_a_judgement_is_stale_when_its_cases_left_the_score_and_no_longer_when_they_came_back():
    assert stale([UNDER_WAY, JUDGED], *ASSESSED, EXCLUDED) == [
        "judgement 1: it rested on 1 of 2 sufficient at #21; now it is 0 of 0",
        "judgement 2: it rested on 1 of 1 sufficient at #21; now it is 0 of 0",
    ]
    assert stale([UNDER_WAY, JUDGED], *ASSESSED, EXCLUDED, REINSTATED) == []


def test_a_judgement_confirmed_on_the_current_score_is_up_to_date():
    basis = structs.replace(JUDGED[0].rested_on, sufficient=0, numerator=0, denominator=1)
    again = by(ANN, JudgementRevised, theme="1", old="satisfactory", new="poor", reason="It moved.", rested_on=basis)
    assert stale([UNDER_WAY, JUDGED, again], *ASSESSED, MODERATED) == []


def test_a_case_is_stale_when_it_changed_after_its_sign_off():
    expected = ["case NY-01: it changed after it was signed off"]
    assert stale(UNDER_WAY, *SIGNED_OFF, MODERATED) == expected
    assert stale(UNDER_WAY, *SIGNED_OFF, QUERIED, REPLIED) == expected


def test_a_case_that_needs_more_than_a_new_sign_off_is_open_and_not_stale():
    assert stale(UNDER_WAY, *ASSESSED) == []
    assert stale(UNDER_WAY, *SIGNED_OFF, QUERIED) == []
    assert stale(UNDER_WAY, *SIGNED_OFF, REOPENED) == []
    assert stale(UNDER_WAY, *SIGNED_OFF, MODERATED, EXCLUDED) == []


def test_a_case_signed_off_again_holds():
    assert stale(UNDER_WAY, *SIGNED_OFF, MODERATED, SIGNED_OFF[-1]) == []


def test_a_finding_is_stale_when_an_answer_that_it_cites_was_moderated():
    assert stale([UNDER_WAY, cites(SUFFICIENT)], *ASSESSED, MODERATED) == [
        "finding 1/key_finding/1: it cites NY-01:1.1 (sufficient), which is insufficient now"
    ]


def test_a_finding_is_up_to_date_that_cites_the_moderated_answer_or_no_response():
    assert stale([UNDER_WAY, cites(INSUFFICIENT)], *ASSESSED, MODERATED) == []
    assert stale([UNDER_WAY, cites(None)], *ASSESSED, MODERATED) == []


def test_a_withdrawn_finding_is_no_longer_stale_but_the_recommendation_that_rests_on_it_is():
    assert stale([UNDER_WAY, cites(SUFFICIENT), WITHDRAWN], *ASSESSED, MODERATED) == []
    assert stale([UNDER_WAY, FOUND, RESTS_ON, WITHDRAWN], *ASSESSED) == [
        "recommendation 1: it rests on finding 1/key_finding/1, which was withdrawn"
    ]
    assert stale([UNDER_WAY, FOUND, RESTS_ON], *ASSESSED) == []
    closed = by(ANN, RecommendationClosed, number=1, closure=Closure.NOT_IMPLEMENTED, reason="It was not.")
    assert stale([UNDER_WAY, FOUND, RESTS_ON, WITHDRAWN, closed], *ASSESSED) == []
