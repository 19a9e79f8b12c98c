"""What must hold however an inspection goes: the invariants of the domain, one test each."""

from datetime import date

import pytest
from msgspec import structs

from domain.commands.assessing import RecordAnswer, ReopenAssessment
from domain.commands.fieldwork import ReviseFinding
from domain.commands.following_up import CloseRecommendation
from domain.commands.judging import MakeJudgement, ReviseJudgement
from domain.commands.moderating import CompleteModeration, ConfirmAnswer, ModerateAnswer, QueryAnswer
from domain.commands.reporting import ApproveUnlock, FinaliseReport, PublishReport
from domain.commands.reviewing import ReviewFollowUp
from domain.dates import months_after
from domain.events.assessing import AnswerRevised
from domain.events.following_up import DueDateRevised, ProgressReported, ProgressVerified, RecommendationAnswered
from domain.events.judging import JudgementProposed
from domain.events.recommendation_terms import Acceptance, Closure, Progress, Verification
from domain.events.reviewing import FollowUpReviewed
from domain.events.sampling import AssessorAssigned
from domain.events.second_assessing import SecondAnswerRecorded
from domain.refusals.case import CaseMoved, ModeratingOwnCase
from domain.refusals.follow_up import EvidenceNeeded, OwnWorkVerified
from domain.refusals.inspection import (
    CasesNotSignedOff,
    ReportLocked,
    SignOffsStale,
    ThemesNotJudged,
    TooSoon,
    TwoPeopleNeeded,
)
from domain.states.case import Case
from domain.states.inspection import Inspection
from domain.states.recommendation import Recommendation
from tests.fixtures.given_when_then import (
    ANN,
    ANSWERED_BY_BEN,
    ASSESSED,
    ASSESSED_ALL,
    ASSESSED_VERSION,
    ASSIGNED_TO_GUS,
    BASIS,
    BEN,
    CASE,
    CAT,
    DEE,
    DRAFTED,
    EVE,
    EXCLUDED,
    FAY,
    FINAL,
    FINALISED,
    FIRST_FINDING,
    FRAMEWORK,
    INSUFFICIENT,
    JUDGED,
    MODERATED,
    MONTH_SIX,
    MONTH_TWELVE,
    OUT,
    PREPARED,
    PUBLICATION,
    PUBLISHED,
    QUERIED,
    REOPENED_REPORT,
    ROOT,
    SAMPLED,
    SERVICE,
    SIGNED_OFF,
    SUBMITTED,
    SUFFICIENT,
    UNDER_WAY,
    UNLOCK_REQUESTED,
    UNLOCKED,
    Row,
    answered,
    by,
    case,
    inspection,
)

CLAIMED = by(
    EVE, ProgressReported, day=MONTH_SIX, number=1, progress=Progress.CLAIMED_COMPLETE, narrative="All is done."
)
VERIFIED = by(
    ANN, ProgressVerified, day=MONTH_SIX, number=1, verification=Verification.GOOD, narrative="Seen in ten files."
)
AGREED = by(EVE, RecommendationAnswered, day=MONTH_SIX, number=1, acceptance=Acceptance.AGREED)
MOVED = by(
    ANN,
    DueDateRevised,
    day=MONTH_SIX,
    number=1,
    old=MONTH_TWELVE,
    new=date(2017, 6, 1),
    told_on=MONTH_SIX,
    reason="The team moves.",
)
REVIEWED = by(ANN, FollowUpReviewed, day=MONTH_TWELVE, summary="One of two is done.")
SETTLED = {CASE: SIGNED_OFF}
MODERATING = {
    QueryAnswer: {"question": "1.1", "text": "Where is the plan?"},
    ModerateAnswer: {"question": "1.1", "response": INSUFFICIENT, "reason": "No plan is there."},
    ConfirmAnswer: {"question": "1.1", "reason": "The plan is there."},
    CompleteModeration: {"saw_version": ASSESSED_VERSION},
}


def decided(when, given=(), within=UNDER_WAY, cases=None):
    return Row(rule="", given=given, within=within, cases=cases or {}, when=when).decided()


# Claims, verification and closure


def test_a_claim_never_closes_a_recommendation():
    assert inspection(*OUT, CLAIMED).recommendation(1).closed is None


def test_acceptance_claim_verification_and_closure_are_four_independent_axes():
    assert inspection(*OUT, AGREED, CLAIMED, VERIFIED, REVIEWED).recommendation(1).closed is None
    nothing = {"number": 1, "closure": Closure.NOT_IMPLEMENTED, "reason": "Nothing was done."}
    closing = by(ANN, CloseRecommendation, day=MONTH_SIX, **nothing)
    assert decided(closing, given=OUT), "it may be closed though it was never answered, claimed or verified"


def test_closing_as_implemented_needs_evidence():
    fields = {"number": 1, "closure": Closure.IMPLEMENTED, "reason": "They say so."}
    closing = by(ANN, CloseRecommendation, day=MONTH_SIX, **fields)
    with pytest.raises(EvidenceNeeded):
        decided(closing, given=[OUT, AGREED, CLAIMED, VERIFIED])


def test_nobody_closes_a_recommendation_of_their_own_organisation():
    insider = structs.replace(BEN, organisation=SERVICE)
    closing = {"number": 1, "closure": Closure.IMPLEMENTED, "reason": "Done.", "evidence": ("E-1",)}
    for actor in (EVE, insider):
        with pytest.raises(OwnWorkVerified):
            decided(by(actor, CloseRecommendation, **closing), given=OUT)


def test_month_twelve_asks_for_a_review_that_closes_nothing():
    assessed = [OUT, ASSESSED_ALL]
    before = inspection(*assessed)
    [reviewed] = decided(by(ANN, ReviewFollowUp, day=MONTH_TWELVE, summary="One of two is done."), given=assessed)
    assert inspection(*assessed, reviewed).recommendations == before.recommendations
    assert {recommendation.closed for recommendation in before.recommendations.values()} == {None}


def test_overdue_is_kept_nowhere():
    kept = {field.name for state in (Case, Inspection, Recommendation) for field in structs.fields(state)}
    assert not [name for name in kept if "overdue" in name]


# Due dates


def test_twelve_months_after_the_29th_of_february_is_the_28th():
    assert months_after(date(2016, 2, 29), 12) == date(2017, 2, 28)


def test_the_due_date_is_computed_once_at_the_first_publication():
    publish = by(FAY, PublishReport, day=PUBLICATION, **ROOT)
    [published] = decided(publish, given=FINAL, cases=SETTLED)
    assert published.due_on == MONTH_TWELVE
    assert inspection(*FINAL).recommendation(1).due_on is None
    assert inspection(*FINAL, published).recommendation(1).due_on == MONTH_TWELVE


def test_a_second_edition_moves_no_due_date():
    again = by(FAY, PublishReport, day=date(2016, 10, 3), **ROOT)
    [second] = decided(again, given=[REOPENED_REPORT, FINALISED], cases=SETTLED)
    after = inspection(*REOPENED_REPORT, FINALISED, second)
    assert after.review_due_on == after.recommendation(1).due_on == MONTH_TWELVE


def test_a_due_date_that_was_moved_stays_moved_through_a_second_edition():
    story = [OUT, MOVED, UNLOCK_REQUESTED, UNLOCKED, FINALISED]
    [second] = decided(by(FAY, PublishReport, day=date(2016, 10, 3), **ROOT), given=story, cases=SETTLED)
    due = {
        number: recommendation.due_on for number, recommendation in inspection(*story, second).recommendations.items()
    }
    assert due == {1: date(2017, 6, 1), 2: MONTH_TWELVE}


def test_a_moved_due_date_moves_no_review():
    assert inspection(*OUT, MOVED).review_due_on == MONTH_TWELVE


def test_a_moved_due_date_has_the_old_and_the_new_date():
    assert (MOVED.old, MOVED.new) == (MONTH_TWELVE, date(2017, 6, 1))


# Moderation

ANSWERED_ONCE = {
    "the first answer": [answered("1.1", SUFFICIENT, CAT)],
    "a revision": [
        answered("1.1", INSUFFICIENT),
        by(CAT, AnswerRevised, question="1.1", old=INSUFFICIENT, new=SUFFICIENT, reason="Misread."),
    ],
    "a second answer": [
        answered("1.1", SUFFICIENT),
        by(CAT, SecondAnswerRecorded, question="1.1", response=SUFFICIENT, evidence="Read afresh."),
    ],
}


@pytest.mark.parametrize("kind", MODERATING, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("wrote", ANSWERED_ONCE)
def test_a_moderator_never_moderates_a_case_in_which_they_ever_wrote(kind, wrote):
    story = [SAMPLED, by(DEE, AssessorAssigned, assessor="cat"), ANSWERED_ONCE[wrote], ASSIGNED_TO_GUS]
    with pytest.raises(ModeratingOwnCase):
        decided(by(CAT, kind, **MODERATING[kind]), given=[*story, SUBMITTED])


def test_an_author_stays_an_author_though_the_assessment_was_reopened_and_answered_by_another():
    reopened = by(ANN, ReopenAssessment, reason="Read again.")
    story = [ASSESSED, *decided(reopened, given=ASSESSED), ASSIGNED_TO_GUS]
    story.append(by(EVE, AnswerRevised, question="1.1", old=SUFFICIENT, new=INSUFFICIENT, reason="Read again."))
    with pytest.raises(ModeratingOwnCase):
        decided(by(BEN, ModerateAnswer, **MODERATING[ModerateAnswer]), given=[*story, SUBMITTED])


def test_a_sign_off_is_of_the_version_that_was_seen():
    [signed] = decided(by(CAT, CompleteModeration, saw_version=ASSESSED_VERSION), given=ASSESSED)
    assert signed.saw_version == case(*ASSESSED).version
    with pytest.raises(CaseMoved):
        decided(by(CAT, CompleteModeration, saw_version=ASSESSED_VERSION), given=[ASSESSED, MODERATED])


@pytest.mark.parametrize("fact", [MODERATED, QUERIED], ids=["a moderated answer", "a query"])
def test_what_comes_after_a_sign_off_undoes_it(fact):
    assert case(*SIGNED_OFF).signed_off
    assert not case(*SIGNED_OFF, fact).signed_off


# Judging


@pytest.mark.parametrize("rating", FRAMEWORK.ratings, ids=lambda rating: rating.key)
def test_a_judgement_does_not_depend_on_the_score(rating):
    judging = by(ANN, MakeJudgement, theme="1", rating=rating.key, rationale="Seen.", rested_on=BASIS)
    assert [judgement.rating for judgement in decided(judging, given=UNDER_WAY)] == [rating.key]


def test_a_judgement_remembers_the_score_it_rested_on():
    [judged] = decided(
        by(ANN, MakeJudgement, theme="1", rating="good", rationale="Seen.", rested_on=BASIS), given=UNDER_WAY
    )
    assert (judged.rested_on.position, judged.rested_on.sufficient, judged.rested_on.answered) == (21, 1, 2)


# The report


def test_to_finalise_is_not_to_publish():
    assert inspection(*FINAL).published_on is None
    assert not inspection(*FINAL).edition_published


def test_the_person_who_finalised_does_not_publish():
    with pytest.raises(TwoPeopleNeeded):
        decided(by(ANN, PublishReport, **ROOT), given=FINAL, cases=SETTLED)


def test_the_person_who_finalised_the_first_edition_may_publish_a_second_that_another_finalised():
    finalised = structs.replace(FINALISED, origin=by(CAT, FinaliseReport).origin)
    assert decided(by(ANN, PublishReport, day=PUBLICATION, **ROOT), given=[REOPENED_REPORT, finalised], cases=SETTLED)


UNJUDGED = tuple(fact for fact in DRAFTED if fact is not JUDGED)
TO_REPORT = pytest.mark.parametrize(
    ("final", "when"),
    [
        pytest.param((), by(ANN, FinaliseReport), id="finalising"),
        pytest.param((FINALISED,), by(FAY, PublishReport, day=PUBLICATION, **ROOT), id="publishing"),
    ],
)


@TO_REPORT
def test_before_a_report_every_case_is_signed_off_or_excluded(final, when):
    settled = {CASE: SIGNED_OFF, "NY-02": [SAMPLED, EXCLUDED]}
    assert decided(when, given=[DRAFTED, final], cases=settled)
    for unsettled in ([SAMPLED], ASSESSED, [SIGNED_OFF, QUERIED]):
        with pytest.raises(CasesNotSignedOff, match="NY-03"):
            decided(when, given=[DRAFTED, final], cases={**settled, "NY-03": unsettled})


@TO_REPORT
def test_before_a_report_a_case_that_changed_after_its_sign_off_is_signed_off_again(final, when):
    with pytest.raises(SignOffsStale, match="case NY-01: it changed after it was signed off"):
        decided(when, given=[DRAFTED, final], cases={CASE: [SIGNED_OFF, MODERATED]})


@TO_REPORT
@pytest.mark.parametrize("missing", JUDGED, ids=lambda judgement: f"theme {judgement.theme}")
def test_before_a_report_every_theme_is_judged(final, when, missing):
    judgements = [judgement for judgement in JUDGED if judgement is not missing]
    with pytest.raises(ThemesNotJudged, match=f"Not judged yet: {missing.theme}"):
        decided(when, given=[UNJUDGED, judgements, final], cases=SETTLED)


@TO_REPORT
def test_a_proposal_is_no_judgement(final, when):
    proposed = by(ANN, JudgementProposed, theme="3", rating="good", rationale="Seen.", rested_on=None)
    with pytest.raises(ThemesNotJudged):
        decided(when, given=[UNJUDGED, JUDGED[:2], proposed, final], cases=SETTLED)


CHANGING = {
    "an answer": by(BEN, RecordAnswer, question="1.1", response=SUFFICIENT, evidence="Seen in the file."),
    "a moderation": by(CAT, ModerateAnswer, **MODERATING[ModerateAnswer]),
    "a finding": by(ANN, ReviseFinding, **FIRST_FINDING, statement="Plans were shared.", reason="Found."),
    "a judgement": by(ANN, ReviseJudgement, theme="1", rating="good", reason="Found.", rested_on=BASIS),
}
ANSWERED = [PREPARED, ANSWERED_BY_BEN[1:]]


@pytest.mark.parametrize("what", CHANGING)
def test_nothing_the_report_rests_on_changes_from_finalising_until_an_unlock_is_approved(what):
    command = CHANGING[what]

    def changed(*chapters):
        if isinstance(command.command, RecordAnswer | ModerateAnswer):
            return decided(command, given=ANSWERED if what == "an answer" else ASSESSED, within=chapters)
        return decided(command, given=chapters)

    assert changed(DRAFTED)
    for chapters in ([FINAL], [OUT], [OUT, UNLOCK_REQUESTED]):
        with pytest.raises(ReportLocked):
            changed(*chapters)
    assert changed(REOPENED_REPORT)
    with pytest.raises(ReportLocked):
        changed(REOPENED_REPORT, FINALISED)


def test_an_unlock_takes_two_people():
    approve = by(ANN, ApproveUnlock, day=MONTH_SIX, reason="It is wrong.")
    with pytest.raises(TwoPeopleNeeded):
        decided(approve, given=[OUT, UNLOCK_REQUESTED])
    assert decided(by(FAY, ApproveUnlock, reason="It is wrong."), given=[OUT, UNLOCK_REQUESTED])


def test_an_unlocked_report_is_finalised_again_before_it_is_published_again():
    with pytest.raises(TooSoon, match="finalise it first"):
        decided(by(FAY, PublishReport, **ROOT), given=REOPENED_REPORT, cases=SETTLED)


def test_the_published_edition_stays_readable_through_an_unlock():
    unlocked = inspection(*REOPENED_REPORT)
    assert (unlocked.editions, unlocked.published_on) == (PUBLISHED.edition, PUBLISHED.published_on)
