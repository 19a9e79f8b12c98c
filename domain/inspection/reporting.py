"""Decisions on reporting: feedback, the draft, challenges, the final report, publication and unlocking."""

from collections.abc import Mapping

from domain.actor import Origin
from domain.commands.reporting import (
    ApproveUnlock,
    DecideAccuracyChallenge,
    FinaliseReport,
    GiveFeedback,
    IssueDraftReport,
    PublishReport,
    RaiseAccuracyChallenge,
    RequestUnlock,
)
from domain.dates import FOLLOW_UP_MONTHS, months_after
from domain.decision import all_cases, decides, its_inspection
from domain.events.reporting import (
    AccuracyChallengeDecided,
    AccuracyChallengeRaised,
    DraftReportIssued,
    FeedbackGiven,
    ReportFinalised,
    ReportPublished,
    ReportUnlockApproved,
    ReportUnlockRequested,
)
from domain.inspection.stale_sign_offs import stale_sign_offs
from domain.permissions import INSPECTED, LEADING, PUBLISHING, allow
from domain.refusals.inspection import (
    CasesNotSignedOff,
    ChallengesOpen,
    DateOutOfOrder,
    NoCases,
    NothingToOverride,
    ReferenceTaken,
    SecondAssessmentsOpen,
    SignOffsStale,
    ThemesNotJudged,
    TooLate,
    TooSoon,
    TwoPeopleNeeded,
)
from domain.states.case import Case
from domain.states.inspection import Inspection
from domain.wording import format_day


@decides(GiveFeedback, its_inspection)
def give_feedback(inspection: Inspection, command: GiveFeedback, origin: Origin) -> list[FeedbackGiven]:
    """Decide on feedback; refuses before fieldwork has started."""
    allow(origin.actor, LEADING, "give feedback")
    if not inspection.fieldwork_started:
        raise TooSoon("give feedback", "start fieldwork first")
    if inspection.feedback_given:
        raise TooLate("give feedback", "it has already been given")
    return [FeedbackGiven(origin=origin, **command.as_fields())]


@decides(IssueDraftReport, its_inspection)
def issue_draft(inspection: Inspection, command: IssueDraftReport, origin: Origin) -> list[DraftReportIssued]:
    """Decide on the draft; refuses before feedback, and a second draft."""
    allow(origin.actor, LEADING, "issue the draft report")
    if not inspection.feedback_given:
        raise TooSoon("issue the draft report", "give feedback first")
    if inspection.draft_issued:
        raise TooLate("issue the draft report", "it has already been issued")
    return [DraftReportIssued(origin=origin, **command.as_fields())]


@decides(RaiseAccuracyChallenge, its_inspection)
def raise_challenge(
    inspection: Inspection, command: RaiseAccuracyChallenge, origin: Origin
) -> list[AccuracyChallengeRaised]:
    """Decide on a challenge by the inspected body; refuses before the draft and after the final report."""
    allow(origin.actor, INSPECTED, "raise factual accuracy challenges")
    if not inspection.draft_issued:
        raise TooSoon("challenge the report", "the draft has not been issued")
    inspection.refuse_if_locked("raise factual accuracy challenges")
    if command.number in inspection.challenges:
        raise ReferenceTaken("Factual accuracy challenge", command.number)
    return [AccuracyChallengeRaised(origin=origin, **command.as_fields())]


@decides(DecideAccuracyChallenge, its_inspection)
def decide_challenge(
    inspection: Inspection, command: DecideAccuracyChallenge, origin: Origin
) -> list[AccuracyChallengeDecided]:
    """Decide on accepting or rejecting a challenge; refuses a challenge that is already decided."""
    allow(origin.actor, LEADING, "decide factual accuracy challenges")
    if not inspection.challenge_open(command.number):
        raise TooLate("decide the challenge", f"factual accuracy challenge {command.number} has already been decided")
    return [AccuracyChallengeDecided(origin=origin, **command.as_fields())]


@decides(FinaliseReport, all_cases)
def finalise(
    inspection: Inspection, cases: Mapping[str, Case], command: FinaliseReport, origin: Origin
) -> list[ReportFinalised]:
    """Decide on the final report; refuses an incomplete report and out-of-date sign-offs.

    Incomplete means open cases, challenges or second assessments, or themes without a judgement. A reason overrides the
    sign-offs that are out of date; a reason is refused if there are none.
    """
    allow(origin.actor, LEADING, "finalise the report")
    if not inspection.draft_issued:
        raise TooSoon("finalise the report", "issue the draft first")
    if inspection.locked:
        raise TooLate("finalise the report", "it is already final")
    blind = sorted(reference for reference, case in cases.items() if case.blind)
    if blind:
        raise SecondAssessmentsOpen(blind)
    _refuse_incomplete(inspection, cases)
    stale = stale_sign_offs(inspection, cases)
    if stale and command.reason is None:
        raise SignOffsStale(stale)
    if command.reason is not None and not stale:
        raise NothingToOverride
    overridden = tuple(sign_off.title for sign_off in stale)
    return [ReportFinalised(origin=origin, overridden=overridden, reason=command.reason)]


@decides(PublishReport, all_cases)
def publish(
    inspection: Inspection, cases: Mapping[str, Case], command: PublishReport, origin: Origin
) -> list[ReportPublished]:
    """Decide on publication; refuses the person who finalised the report, and a day before that.

    It also refuses an incomplete report, and sign-offs that are out of date and were not overridden. The due date is
    for the recommendations that no earlier edition holds: the corresponding date twelve months later.
    """
    actor = origin.actor
    allow(actor, PUBLISHING, "publish the report")
    if inspection.finalised_by is None or inspection.finalised_on is None:
        raise TooSoon("publish the report", "finalise it first")
    if inspection.edition_published:
        raise TooLate("publish the report", "this edition is already published")
    if actor.id == inspection.finalised_by.id:
        raise TwoPeopleNeeded(actor.name, "finalised the report", "publish it")
    _refuse_incomplete(inspection, cases)
    stale = [sign_off for sign_off in stale_sign_offs(inspection, cases) if sign_off.title not in inspection.overridden]
    if stale:
        raise SignOffsStale(stale)
    published_on = origin.day
    if published_on < inspection.finalised_on:
        finalised = f"the report was finalised on {format_day(inspection.finalised_on)}"
        raise DateOutOfOrder("The day of publication", published_on, finalised)
    return [
        ReportPublished(
            origin=origin,
            edition=inspection.editions + 1,
            published_on=published_on,
            due_on=months_after(published_on, FOLLOW_UP_MONTHS),
            log_size=command.log_size,
            log_root=command.log_root,
        )
    ]


@decides(RequestUnlock, its_inspection)
def request_unlock(inspection: Inspection, command: RequestUnlock, origin: Origin) -> list[ReportUnlockRequested]:
    """Decide on requesting an unlock; refuses if nothing is locked, and a second request."""
    allow(origin.actor, PUBLISHING, "ask to unlock the report")
    if not inspection.locked:
        raise TooSoon("unlock the report", "it is not final yet")
    if inspection.unlock_requested_by is not None:
        raise TooLate("ask to unlock the report", f"{inspection.unlock_requested_by.name} has already asked")
    return [ReportUnlockRequested(origin=origin, **command.as_fields())]


@decides(ApproveUnlock, its_inspection)
def approve_unlock(inspection: Inspection, command: ApproveUnlock, origin: Origin) -> list[ReportUnlockApproved]:
    """Decide on approving an unlock; refuses the person who requested it."""
    actor = origin.actor
    allow(actor, PUBLISHING, "approve unlocking the report")
    if inspection.unlock_requested_by is None:
        raise TooSoon("approve unlocking the report", "somebody must ask for it first")
    if inspection.unlock_requested_by.id == actor.id:
        raise TwoPeopleNeeded(actor.name, "asked for the unlock", "approve it")
    return [ReportUnlockApproved(origin=origin, **command.as_fields())]


def _refuse_incomplete(inspection: Inspection, cases: Mapping[str, Case]) -> None:
    if not cases:
        raise NoCases(inspection.reference)
    unsettled = sorted(reference for reference, case in cases.items() if not (case.settled or case.stale))
    if unsettled:
        raise CasesNotSignedOff(unsettled)
    framework = inspection.adopted_framework("report")
    unjudged = [theme.id for theme in framework.themes if theme.id not in inspection.judgements]
    if unjudged:
        raise ThemesNotJudged(unjudged)
    challenged = sorted(number for number, waiting in inspection.challenges.items() if waiting)
    if challenged:
        raise ChallengesOpen(challenged)
