"""Who may do what: every command is for the roles of its work, and for no other role."""

from dataclasses import replace

import pytest
from msgspec import structs

from domain.actor import Role
from domain.commands.assessing import RecordAnswer, ReopenAssessment, ReviseAnswer, SubmitAssessment
from domain.commands.fieldwork import (
    EndFieldwork,
    RecordEvidence,
    RecordFinding,
    RecordPracticeExample,
    ReviseFinding,
    StartFieldwork,
    WithdrawFinding,
)
from domain.commands.following_up import (
    AnswerRecommendation,
    CloseRecommendation,
    MakeRecommendation,
    PlanAction,
    ReopenRecommendation,
    ReportProgress,
    ReviseAction,
    ReviseDueDate,
    VerifyProgress,
)
from domain.commands.judging import MakeJudgement, ProposeJudgement, ReviseJudgement
from domain.commands.moderating import CompleteModeration, ConfirmAnswer, ModerateAnswer, QueryAnswer, ReplyToQuery
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
from domain.commands.reviewing import AssessRecommendation, ReviewFollowUp
from domain.commands.sampling import AssignAssessor, ExcludeCase, ReinstateCase, SampleCase
from domain.commands.second_assessing import (
    AssignSecondAssessor,
    RecordSecondAnswer,
    ReleaseSecondAssessor,
    SubmitSecondAssessment,
)
from domain.commands.setting_up import AdoptFramework, AnnounceInspection, AssignTeamMember, ReleaseTeamMember
from domain.refusals.base import Refused
from domain.refusals.inspection import RoleNotAllowed
from tests.domain.tables import RECORDS
from tests.fixtures.commands import COMMANDS

LEAD, DEPUTY, INSPECTOR, LOCAL, MODERATOR, PARTNER, SUPPORT, PUBLISHER, INSPECTED = Role

LEADERS = {LEAD, DEPUTY}
ORGANISERS = LEADERS | {SUPPORT}
ASSESSORS = LEADERS | {INSPECTOR, LOCAL, MODERATOR}
MODERATORS = LEADERS | {INSPECTOR, MODERATOR}
INSPECTORATE = MODERATORS | {PARTNER}
JUDGES = LEADERS | {PARTNER}
PUBLISHERS = LEADERS | {PUBLISHER}

WHO_MAY = {
    AnnounceInspection: {LEAD},
    AdoptFramework: LEADERS,
    AssignTeamMember: ORGANISERS,
    ReleaseTeamMember: ORGANISERS,
    SampleCase: ORGANISERS,
    AssignAssessor: ORGANISERS,
    ExcludeCase: MODERATORS,
    ReinstateCase: MODERATORS,
    RecordAnswer: ASSESSORS,
    ReviseAnswer: ASSESSORS,
    SubmitAssessment: ASSESSORS,
    AssignSecondAssessor: LEADERS | {SUPPORT},
    RecordSecondAnswer: ASSESSORS,
    SubmitSecondAssessment: set(Role),  # every second assessor
    ReleaseSecondAssessor: LEADERS | {SUPPORT},
    ReopenAssessment: MODERATORS,
    QueryAnswer: MODERATORS,
    ReplyToQuery: set(Role),  # the assessor of the case
    ModerateAnswer: MODERATORS,
    ConfirmAnswer: MODERATORS,
    CompleteModeration: MODERATORS,
    StartFieldwork: LEADERS,
    EndFieldwork: LEADERS,
    RecordEvidence: INSPECTORATE | {SUPPORT},
    RecordFinding: INSPECTORATE,
    ReviseFinding: INSPECTORATE,
    WithdrawFinding: INSPECTORATE,
    RecordPracticeExample: INSPECTORATE,
    ProposeJudgement: JUDGES,
    MakeJudgement: JUDGES,
    ReviseJudgement: JUDGES,
    GiveFeedback: LEADERS,
    IssueDraftReport: LEADERS,
    RaiseAccuracyChallenge: {INSPECTED},
    DecideAccuracyChallenge: LEADERS,
    FinaliseReport: LEADERS,
    PublishReport: PUBLISHERS,
    RequestUnlock: PUBLISHERS,
    ApproveUnlock: PUBLISHERS,
    MakeRecommendation: LEADERS,
    AnswerRecommendation: {INSPECTED},
    PlanAction: {INSPECTED},
    ReviseAction: {INSPECTED},
    ReportProgress: {INSPECTED},
    VerifyProgress: INSPECTORATE,
    ReviseDueDate: INSPECTORATE | {INSPECTED},
    CloseRecommendation: INSPECTORATE,
    ReopenRecommendation: INSPECTORATE,
    AssessRecommendation: INSPECTORATE,
    ReviewFollowUp: INSPECTORATE,
}
ACCEPTED = {type(row.when.command): row for row in RECORDS}


def refused_for_the_role(kind, role):
    """Return whether a command that is otherwise accepted is refused for this role."""
    accepted = ACCEPTED[kind]
    actor = structs.replace(accepted.when.origin.actor, role=role)
    try:
        replace(accepted, when=accepted.when.of(actor)).decided()
    except RoleNotAllowed:
        return True
    except Refused:
        return False
    return False


def test_every_command_is_somebody_s():
    assert WHO_MAY.keys() == COMMANDS, "add the roles of a new command to WHO_MAY"
    assert ACCEPTED.keys() == COMMANDS, "each command needs a row that is accepted"


@pytest.mark.parametrize("kind", WHO_MAY, ids=lambda kind: kind.__name__)
def test_a_command_is_for_the_roles_of_its_work_and_for_no_other_role(kind):
    assert {role for role in Role if not refused_for_the_role(kind, role)} == WHO_MAY[kind]
