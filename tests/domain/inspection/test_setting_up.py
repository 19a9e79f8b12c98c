"""An inspection is announced, adopts its framework, and gets its team."""

from datetime import date

import pytest
from pydantic import ValidationError

from domain.actor import Role
from domain.commands.setting_up import AdoptFramework, AnnounceInspection, AssignTeamMember, ReleaseTeamMember
from domain.events.setting_up import (
    FrameworkAdopted,
    InspectionAnnounced,
    TeamMemberAssigned,
    TeamMemberReleased,
)
from domain.refusals.inspection import (
    NothingToChange,
    ReasonNeeded,
    ReferenceTaken,
    RoleNotAllowed,
    TooLate,
    TwoPeopleNeeded,
    UnknownPerson,
)
from domain.states.inspection import Member
from tests.fixtures.given_when_then import (
    ADOPTED,
    ANN,
    ANNOUNCED,
    ANNOUNCEMENT,
    BEN,
    DEE,
    FRAMEWORK,
    INSPECTORATE,
    IVY,
    READY,
    Records,
    Refuses,
    by,
    in_team,
    inspection,
    rows_as_tests,
)

MODERATOR_NOW = {**in_team(BEN), "role": Role.MODERATOR}
LEAVES = {"person": "ben", "reason": "Moved to another inspection."}
BEN_LEFT = by(DEE, TeamMemberReleased, **LEAVES)

RECORDS = (
    Records(
        rule="an inspection is announced",
        when=by(ANN, AnnounceInspection, **ANNOUNCEMENT),
        then=[ANNOUNCED],
    ),
    Records(
        rule="fieldwork may last one day, and the caseload may be unknown",
        when=by(ANN, AnnounceInspection, **{**ANNOUNCEMENT, "fieldwork_until": date(2016, 1, 11), "caseload": None}),
        then=[by(ANN, InspectionAnnounced, **{**ANNOUNCEMENT, "fieldwork_until": date(2016, 1, 11), "caseload": None})],
    ),
    Records(
        rule="a framework is adopted with its digest",
        given=[ANNOUNCED],
        when=by(IVY, AdoptFramework, framework=FRAMEWORK),
        then=[by(IVY, FrameworkAdopted, framework=FRAMEWORK, digest=FRAMEWORK.digest)],
    ),
    Records(
        rule="somebody joins the team",
        given=[ANNOUNCED],
        when=by(DEE, AssignTeamMember, **in_team(BEN)),
        then=[by(DEE, TeamMemberAssigned, **in_team(BEN))],
    ),
    Records(
        rule="somebody in the team changes role, and the old value is recorded with the new",
        given=READY,
        when=by(DEE, AssignTeamMember, **MODERATOR_NOW, reason="Cat is ill."),
        then=[by(DEE, TeamMemberAssigned, **MODERATOR_NOW, old=Role.INSPECTOR, reason="Cat is ill.")],
    ),
    Records(
        rule="somebody leaves the team",
        given=READY,
        when=by(DEE, ReleaseTeamMember, **LEAVES),
        then=[BEN_LEFT],
    ),
    Records(
        rule="somebody who left comes back",
        given=[READY, BEN_LEFT],
        when=by(DEE, AssignTeamMember, **in_team(BEN)),
        then=[by(DEE, TeamMemberAssigned, **in_team(BEN))],
    ),
)

REFUSES = (
    Refuses(
        rule="the reference of the inspection is taken",
        given=[ANNOUNCED],
        when=by(ANN, AnnounceInspection, **ANNOUNCEMENT),
        then=ReferenceTaken,
        sentence="Inspection newport-2016 already exists. Use another reference.",
    ),
    Refuses(
        rule="a deputy would announce",
        when=by(IVY, AnnounceInspection, **ANNOUNCEMENT),
        then=RoleNotAllowed,
        sentence="Ivy Irwin has the role deputy lead inspector and may not announce an inspection.",
    ),
    Refuses(
        rule="fieldwork would end before it starts",
        when=by(ANN, AnnounceInspection, **{**ANNOUNCEMENT, "fieldwork_until": date(2016, 1, 10)}),
        then=TooLate,
        sentence="it would end before it starts; swap the two dates.",
    ),
    Refuses(
        rule="a framework is adopted already",
        given=[ANNOUNCED, ADOPTED],
        when=by(ANN, AdoptFramework, framework=FRAMEWORK),
        then=TooLate,
        sentence="too late to adopt a framework: small-2016 is already adopted, and answers refer to it.",
    ),
    Refuses(
        rule="a support officer would adopt a framework",
        given=[ANNOUNCED],
        when=by(DEE, AdoptFramework, framework=FRAMEWORK),
        then=RoleNotAllowed,
        sentence="may not adopt a framework",
    ),
    Refuses(
        rule="somebody would join as what they are already",
        given=READY,
        when=by(DEE, AssignTeamMember, **in_team(BEN)),
        then=NothingToChange,
        sentence="The role of Ben Baker is already inspector.",
    ),
    Refuses(
        rule="somebody would change their own role",
        given=READY,
        when=by(ANN, AssignTeamMember, **{**in_team(ANN), "role": Role.MODERATOR}, reason="I am tired."),
        then=TwoPeopleNeeded,
        sentence="Ann Archer cannot change their own role. Somebody else must do it.",
    ),
    Refuses(
        rule="somebody would change role without a reason",
        given=READY,
        when=by(DEE, AssignTeamMember, **MODERATOR_NOW),
        then=ReasonNeeded,
        sentence="The role of Ben Baker is currently inspector. Give a reason for the change.",
    ),
    Refuses(
        rule="an inspector would add somebody to the team",
        given=READY,
        when=by(BEN, AssignTeamMember, **MODERATOR_NOW),
        then=RoleNotAllowed,
        sentence="may not add people to the team",
    ),
    Refuses(
        rule="an inspector would release somebody",
        given=READY,
        when=by(BEN, ReleaseTeamMember, **{**LEAVES, "person": "dee"}),
        then=RoleNotAllowed,
        sentence="may not release people from the team",
    ),
    Refuses(
        rule="somebody who is not in the team would be released",
        given=[READY, BEN_LEFT],
        when=by(DEE, ReleaseTeamMember, **LEAVES),
        then=UnknownPerson,
        sentence="ben is not in the team of newport-2016.",
    ),
    Refuses(
        rule="somebody would release themselves",
        given=READY,
        when=by(DEE, ReleaseTeamMember, **{**LEAVES, "person": "dee"}),
        then=TwoPeopleNeeded,
        sentence="Dee Draper cannot leave the team on their own. Somebody else must release them.",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_a_caseload_has_at_least_one_case():
    assert by(ANN, AnnounceInspection, **{**ANNOUNCEMENT, "caseload": 1}).command.caseload == 1
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        by(ANN, AnnounceInspection, **{**ANNOUNCEMENT, "caseload": 0})


def test_the_person_who_announces_leads_the_team():
    assert inspection(ANNOUNCED).team == {"ann": Member("ann", "Ann Archer", Role.LEAD_INSPECTOR, INSPECTORATE)}


def test_a_member_acts_in_the_role_they_have_now():
    changed = by(DEE, TeamMemberAssigned, **MODERATOR_NOW)
    assert inspection(*READY).actor("ben") == BEN
    assert inspection(*READY, changed).actor("ben").role is Role.MODERATOR


def test_somebody_who_left_no_longer_acts():
    with pytest.raises(UnknownPerson):
        inspection(*READY, BEN_LEFT).actor("ben")


def test_the_adopted_framework_is_stored_completely():
    assert inspection(*READY).adopted_framework("anything") == FRAMEWORK
