"""Cases come into the sample, get an assessor, go out of the score and back."""

from domain.commands.sampling import AssignAssessor, ExcludeCase, ReinstateCase, SampleCase
from domain.events.sampling import CaseExcluded, CaseReinstated, CaseSampled, Characteristic
from domain.refusals.case import AlreadyExcluded, ConditionUnknown, NotExcluded
from domain.refusals.inspection import (
    NothingToChange,
    ReasonNeeded,
    ReferenceTaken,
    ReportLocked,
    RoleNotAllowed,
    TooLate,
    TooSoon,
    UnknownPerson,
)
from tests.fixtures.given_when_then import (
    ANN,
    ANNOUNCED,
    ASSESSED,
    ASSIGNED_TO_BEN,
    ASSIGNED_TO_GUS,
    BEN,
    CAT,
    DEE,
    ENDED,
    EXCLUDED,
    FILE,
    FINAL,
    PREPARED,
    READY,
    REINSTATED,
    SAMPLED,
    SIGNED_OFF,
    UNDER_WAY,
    Records,
    Refuses,
    by,
    case,
    rows_as_tests,
)
from tests.fixtures.given_when_then import FINALISED as FINALISED_DURING_FIELDWORK

IN_CUSTODY = {
    **FILE,
    "conditions": ("custody", "review_due"),
    "characteristics": (Characteristic(name="sex", value="female"),),
}
OUT = {"reason": "The order had ended."}
BACK = {"reason": "The order had not ended."}

RECORDS = (
    Records(
        rule="a case file is drawn into the sample",
        within=READY,
        when=by(DEE, SampleCase, **FILE),
        then=[SAMPLED],
    ),
    Records(
        rule="a case meets conditions of the framework and lies in strata of the sample",
        when=by(ANN, SampleCase, **IN_CUSTODY),
        then=[by(ANN, CaseSampled, **IN_CUSTODY)],
    ),
    Records(
        rule="a case gets its first assessor",
        given=[SAMPLED],
        when=by(DEE, AssignAssessor, assessor="ben"),
        then=[ASSIGNED_TO_BEN],
    ),
    Records(
        rule="a case gets another assessor, and the event names the first",
        given=PREPARED,
        when=by(DEE, AssignAssessor, assessor="gus", reason="Ben was ill."),
        then=[ASSIGNED_TO_GUS],
    ),
    Records(
        rule="a lead inspector excludes a case from the score",
        given=ASSESSED,
        when=by(ANN, ExcludeCase, **OUT),
        then=[EXCLUDED],
    ),
    Records(
        rule="a moderator reinstates a case in the score",
        given=[SAMPLED, EXCLUDED],
        when=by(CAT, ReinstateCase, **BACK),
        then=[by(CAT, CaseReinstated, **BACK)],
    ),
    Records(
        rule="a case is excluded again after it was reinstated",
        given=[SAMPLED, EXCLUDED, REINSTATED],
        when=by(ANN, ExcludeCase, **OUT),
        then=[by(ANN, CaseExcluded, **OUT)],
    ),
)

REFUSES = (
    Refuses(
        rule="the reference of the case is taken",
        given=[SAMPLED],
        when=by(DEE, SampleCase, **FILE),
        then=ReferenceTaken,
        sentence="Case NY-01 already exists.",
    ),
    Refuses(
        rule="an inspector would add a case",
        when=by(BEN, SampleCase, **FILE),
        then=RoleNotAllowed,
        sentence="Ben Baker has the role inspector and may not add cases to the sample. Roles that may: lead",
    ),
    Refuses(
        rule="a case would be added before a framework is adopted",
        within=[ANNOUNCED],
        when=by(DEE, SampleCase, **FILE),
        then=TooSoon,
        sentence="too soon to add cases: adopt a framework first",
    ),
    Refuses(
        rule="a case would be added after fieldwork",
        within=[UNDER_WAY, ENDED],
        when=by(DEE, SampleCase, **FILE),
        then=TooLate,
        sentence="too late to add cases: fieldwork has ended.",
    ),
    Refuses(
        rule="a case would be added to a final report whose fieldwork was never ended",
        within=[UNDER_WAY, FINALISED_DURING_FIELDWORK],
        when=by(DEE, SampleCase, **FILE),
        then=ReportLocked,
        sentence="nobody may add cases.",
    ),
    Refuses(
        rule="the framework does not know a condition",
        when=by(DEE, SampleCase, **{**FILE, "conditions": ("community", "on_remand", "abroad")}),
        then=ConditionUnknown,
        sentence="no condition abroad, on_remand. It has: community, custody, psr_written, review_due.",
    ),
    Refuses(
        rule="a case is neither in the community nor in custody",
        when=by(DEE, SampleCase, **{**FILE, "conditions": ("psr_written",)}),
        then=ConditionUnknown,
        sentence="setting (one of community or custody)",
    ),
    Refuses(
        rule="a case is both in the community and in custody",
        when=by(DEE, SampleCase, **{**FILE, "conditions": ("community", "custody")}),
        then=ConditionUnknown,
        sentence="setting (one of community or custody)",
    ),
    Refuses(
        rule="an assessor would assign themselves",
        given=[SAMPLED],
        when=by(BEN, AssignAssessor, assessor="ben"),
        then=RoleNotAllowed,
        sentence="may not assign assessors",
    ),
    Refuses(
        rule="an assessor would be assigned after fieldwork",
        given=[SAMPLED],
        within=[UNDER_WAY, ENDED],
        when=by(DEE, AssignAssessor, assessor="ben"),
        then=TooLate,
        sentence="too late to assign an assessor",
    ),
    Refuses(
        rule="an assessor would be assigned under a final report whose fieldwork was never ended",
        given=[SAMPLED],
        within=[UNDER_WAY, FINALISED_DURING_FIELDWORK],
        when=by(DEE, AssignAssessor, assessor="ben"),
        then=ReportLocked,
        sentence="nobody may assign assessors.",
    ),
    Refuses(
        rule="the assessor is not in the team",
        given=[SAMPLED],
        when=by(DEE, AssignAssessor, assessor="zoe"),
        then=UnknownPerson,
        sentence="zoe is not in the team of newport-2016.",
    ),
    Refuses(
        rule="somebody of the inspected body would assess",
        given=[SAMPLED],
        when=by(DEE, AssignAssessor, assessor="eve"),
        then=RoleNotAllowed,
        sentence="Eve Evans has the role inspected body and may not assess cases.",
    ),
    Refuses(
        rule="the assessor is already assigned",
        given=PREPARED,
        when=by(DEE, AssignAssessor, assessor="ben"),
        then=NothingToChange,
        sentence="The assessor of NY-01 is already ben.",
    ),
    Refuses(
        rule="a case would get another assessor without a reason",
        given=PREPARED,
        when=by(DEE, AssignAssessor, assessor="gus"),
        then=ReasonNeeded,
        sentence="The assessor of NY-01 is currently ben. Give a reason for the change.",
    ),
    Refuses(
        rule="an excluded case would be excluded",
        given=[SAMPLED, EXCLUDED],
        when=by(ANN, ExcludeCase, **OUT),
        then=AlreadyExcluded,
        sentence="NY-01 is already excluded from the score.",
    ),
    Refuses(
        rule="a support officer would exclude a case",
        given=[SAMPLED],
        when=by(DEE, ExcludeCase, **OUT),
        then=RoleNotAllowed,
        sentence="may not exclude cases",
    ),
    Refuses(
        rule="a case would be excluded from a final report",
        given=SIGNED_OFF,
        within=FINAL,
        when=by(ANN, ExcludeCase, **OUT),
        then=ReportLocked,
        sentence="The report of newport-2016 is final, so nobody may exclude cases.",
    ),
    Refuses(
        rule="a case that counts would be reinstated",
        given=[SAMPLED],
        when=by(ANN, ReinstateCase, **BACK),
        then=NotExcluded,
        sentence="NY-01 is not excluded from the score.",
    ),
    Refuses(
        rule="a support officer would reinstate a case",
        given=[SAMPLED, EXCLUDED],
        when=by(DEE, ReinstateCase, **BACK),
        then=RoleNotAllowed,
        sentence="may not reinstate cases",
    ),
    Refuses(
        rule="a case would be reinstated into a final report",
        given=[SAMPLED, EXCLUDED],
        within=FINAL,
        when=by(ANN, ReinstateCase, **BACK),
        then=ReportLocked,
        sentence="nobody may reinstate cases.",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_a_sampled_case_records_whether_a_report_was_written():
    assert SAMPLED.psr_written
    assert not by(ANN, CaseSampled, **IN_CUSTODY).psr_written


def test_a_case_needs_nothing_more_once_it_is_signed_off_or_excluded():
    assert not case(*ASSESSED).settled
    assert case(*SIGNED_OFF).settled
    assert case(SAMPLED, EXCLUDED).settled
    assert not case(SAMPLED, EXCLUDED, REINSTATED).settled


def test_the_last_assignment_stands():
    assert case(*PREPARED, ASSIGNED_TO_GUS).assessor == "gus"
