"""Evidence is gathered, findings are written, and practice is shown by example."""

import pytest
from msgspec import structs

from domain.commands.fieldwork import (
    EndFieldwork,
    RecordEvidence,
    RecordFinding,
    RecordPracticeExample,
    ReviseFinding,
    StartFieldwork,
    WithdrawFinding,
)
from domain.events.fieldwork import (
    Citations,
    CitedAnswer,
    Direction,
    EvidenceRecorded,
    ExampleKind,
    FieldworkEnded,
    FieldworkStarted,
    FindingRecorded,
    FindingRevised,
    FindingWithdrawn,
    PracticeExampleRecorded,
)
from domain.events.second_assessing import SecondAssessorAssigned
from domain.inspection.fieldwork import cases_named
from domain.refusals.case import AssessingBlind, NotAnswered, UnknownCase
from domain.refusals.inspection import (
    NothingToChange,
    ReferenceTaken,
    ReportLocked,
    RoleNotAllowed,
    TooLate,
    TooSoon,
    UnknownEvidence,
    UnknownFinding,
    UnknownTheme,
)
from tests.fixtures.given_when_then import (
    ANN,
    ANNOUNCED,
    ASSESSED,
    BEN,
    CASE,
    DEE,
    ENDED,
    EVE,
    FINAL,
    FIRST_FINDING,
    FOUND,
    GUS,
    HAL,
    HEARD,
    INSUFFICIENT,
    INTERVIEW,
    IVY,
    MODERATED,
    OUT,
    PLANS_NOT_SHARED,
    PREPARED,
    READY,
    REOPENED_REPORT,
    STARTED,
    SUFFICIENT,
    UNDER_WAY,
    Records,
    Refuses,
    Row,
    by,
    inspection,
    rows_as_tests,
)

NAMED = {CASE: ASSESSED}
CITATIONS = Citations(cases=(CASE,), answers=(CitedAnswer(case=CASE, question="1.1"),), evidence=("E-1",))
AS_IT_STOOD = Citations(
    cases=(CASE,), answers=(CitedAnswer(case=CASE, question="1.1", response=SUFFICIENT),), evidence=("E-1",)
)
ON_A_CASE = {**PLANS_NOT_SHARED, "citations": CITATIONS}
CITING = by(HAL, FindingRecorded, **{**ON_A_CASE, "citations": AS_IT_STOOD})
SECOND = {**PLANS_NOT_SHARED, "ordinal": 2, "citations": Citations()}
BETTER = {"statement": "Plans were seldom shared.", "reason": "Some were."}
ILLUSTRATION = {
    "theme": "3",
    "pseudonym": "Robin",
    "text": "The board met a child.",
    "example_kind": ExampleKind.NOTABLE,
}
BACK = {**FIRST_FINDING, "reason": "The plans were found."}
WITHDRAWN = by(HAL, FindingWithdrawn, **BACK, old="Plans were not shared.")
GATHERED = (UNDER_WAY, HEARD, FOUND)


def revised(**new):
    """The revised finding; what is not given is as it was."""
    old = {
        "old": PLANS_NOT_SHARED["statement"],
        "new": PLANS_NOT_SHARED["statement"],
        "old_direction": PLANS_NOT_SHARED["direction"],
        "direction": PLANS_NOT_SHARED["direction"],
        "old_citations": PLANS_NOT_SHARED["citations"],
        "citations": PLANS_NOT_SHARED["citations"],
        "reason": "Some were.",
    }
    return by(BEN, FindingRevised, **FIRST_FINDING, **{**old, **new})


RECORDS = (
    Records(rule="fieldwork starts", given=READY, when=by(ANN, StartFieldwork), then=[by(ANN, FieldworkStarted)]),
    Records(rule="fieldwork ends", given=UNDER_WAY, when=by(ANN, EndFieldwork), then=[by(ANN, FieldworkEnded)]),
    Records(
        rule="an evidence item is recorded",
        given=UNDER_WAY,
        when=by(HAL, RecordEvidence, **INTERVIEW),
        then=[HEARD],
    ),
    Records(
        rule="evidence is recorded in the follow-up, after publication",
        given=OUT,
        when=by(HAL, RecordEvidence, **{**INTERVIEW, "evidence": "E-2", "themes": ()}),
        then=[by(HAL, EvidenceRecorded, **{**INTERVIEW, "evidence": "E-2", "themes": ()})],
    ),
    Records(
        rule="a finding rests on a case, an answer and an evidence item",
        given=[UNDER_WAY, HEARD],
        cases=NAMED,
        when=by(HAL, RecordFinding, **ON_A_CASE),
        then=[CITING],
    ),
    Records(
        rule="a finding has no citations yet",
        given=GATHERED,
        when=by(HAL, RecordFinding, **{name: SECOND[name] for name in SECOND if name != "citations"}),
        then=[by(HAL, FindingRecorded, **SECOND)],
    ),
    Records(
        rule="the statement of a finding is revised, and the old wording is recorded with the new",
        given=GATHERED,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, **BETTER),
        then=[revised(new="Plans were seldom shared.")],
    ),
    Records(
        rule="a finding is weighed differently",
        given=GATHERED,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, direction=Direction.MIXED, reason="Some were."),
        then=[revised(direction=Direction.MIXED)],
    ),
    Records(
        rule="a finding is supported differently",
        given=GATHERED,
        cases=NAMED,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, citations=CITATIONS, reason="Some were."),
        then=[revised(citations=AS_IT_STOOD)],
    ),
    Records(
        rule="a finding is confirmed on an answer that was changed, and cites it as it stands",
        given=[UNDER_WAY, HEARD, CITING],
        cases={CASE: [ASSESSED, MODERATED]},
        when=by(BEN, ReviseFinding, **FIRST_FINDING, reason="Some were."),
        then=[
            revised(
                old_citations=AS_IT_STOOD,
                citations=structs.replace(
                    AS_IT_STOOD, answers=(CitedAnswer(case=CASE, question="1.1", response=INSUFFICIENT),)
                ),
            )
        ],
    ),
    Records(
        rule="a finding loses its support",
        given=GATHERED,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, citations=Citations(), reason="Some were."),
        then=[revised(citations=Citations())],
    ),
    Records(
        rule="a finding is taken back, and its statement is kept",
        given=GATHERED,
        when=by(HAL, WithdrawFinding, **BACK),
        then=[WITHDRAWN],
    ),
    Records(
        rule="practice is shown by an example",
        given=UNDER_WAY,
        when=by(HAL, RecordPracticeExample, **ILLUSTRATION),
        then=[by(HAL, PracticeExampleRecorded, **ILLUSTRATION)],
    ),
    Records(
        rule="a finding is revised after publication, once the report is unlocked",
        given=REOPENED_REPORT,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, **BETTER),
        then=[revised(new="Plans were seldom shared.")],
    ),
)

REFUSES = (
    Refuses(
        rule="an inspector would start fieldwork",
        given=READY,
        when=by(BEN, StartFieldwork),
        then=RoleNotAllowed,
        sentence="may not start fieldwork",
    ),
    Refuses(
        rule="fieldwork would start before a framework is adopted",
        given=[ANNOUNCED],
        when=by(ANN, StartFieldwork),
        then=TooSoon,
        sentence="too soon to start fieldwork: adopt a framework first",
    ),
    Refuses(
        rule="fieldwork would start twice",
        given=UNDER_WAY,
        when=by(ANN, StartFieldwork),
        then=TooLate,
        sentence="too late to start fieldwork: it has started already.",
    ),
    Refuses(
        rule="an inspector would end fieldwork",
        given=UNDER_WAY,
        when=by(BEN, EndFieldwork),
        then=RoleNotAllowed,
        sentence="may not end fieldwork",
    ),
    Refuses(
        rule="fieldwork would end before it started",
        given=READY,
        when=by(ANN, EndFieldwork),
        then=TooSoon,
        sentence="too soon to end fieldwork: start it first.",
    ),
    Refuses(
        rule="fieldwork would end twice",
        given=[READY, STARTED, ENDED],
        when=by(ANN, EndFieldwork),
        then=TooLate,
        sentence="it has ended already.",
    ),
    Refuses(
        rule="the inspected body would record evidence",
        given=UNDER_WAY,
        when=by(EVE, RecordEvidence, **INTERVIEW),
        then=RoleNotAllowed,
        sentence="may not record evidence",
    ),
    Refuses(
        rule="evidence would be recorded before a framework is adopted",
        given=[ANNOUNCED],
        when=by(HAL, RecordEvidence, **INTERVIEW),
        then=TooSoon,
        sentence="too soon to record evidence",
    ),
    Refuses(
        rule="the reference of the evidence item is taken",
        given=[UNDER_WAY, HEARD],
        when=by(HAL, RecordEvidence, **INTERVIEW),
        then=ReferenceTaken,
        sentence="Evidence item E-1 already exists.",
    ),
    Refuses(
        rule="evidence names an unknown theme",
        given=UNDER_WAY,
        when=by(HAL, RecordEvidence, **{**INTERVIEW, "themes": ("1", "7")}),
        then=UnknownTheme,
        sentence="There is no theme 7 in the framework. It has themes 1, 2 and 3.",
    ),
    Refuses(
        rule="a local assessor would record a finding",
        given=GATHERED,
        when=by(GUS, RecordFinding, **SECOND),
        then=RoleNotAllowed,
        sentence="may not record findings",
    ),
    Refuses(
        rule="a finding would be recorded under a final report",
        given=FINAL,
        when=by(HAL, RecordFinding, **SECOND),
        then=ReportLocked,
        sentence="nobody may record findings.",
    ),
    Refuses(
        rule="a finding would be recorded before a framework is adopted",
        given=[ANNOUNCED],
        when=by(HAL, RecordFinding, **SECOND),
        then=TooSoon,
        sentence="too soon to record findings",
    ),
    Refuses(
        rule="a finding is under an unknown theme",
        given=GATHERED,
        when=by(HAL, RecordFinding, **{**SECOND, "theme": "7"}),
        then=UnknownTheme,
        sentence="There is no theme 7",
    ),
    Refuses(
        rule="the number of the finding is taken",
        given=GATHERED,
        when=by(HAL, RecordFinding, **PLANS_NOT_SHARED),
        then=ReferenceTaken,
        sentence="Finding 1/key_finding/1 already exists.",
    ),
    Refuses(
        rule="the number belonged to a finding that was taken back",
        given=[GATHERED, WITHDRAWN],
        when=by(HAL, RecordFinding, **PLANS_NOT_SHARED),
        then=ReferenceTaken,
        sentence="Finding 1/key_finding/1 already exists.",
    ),
    Refuses(
        rule="a finding cites an unknown case",
        given=[UNDER_WAY, HEARD],
        when=by(HAL, RecordFinding, **ON_A_CASE),
        then=UnknownCase,
        sentence="There is no case NY-01 in newport-2016.",
    ),
    Refuses(
        rule="a finding cites an answer that was never given",
        given=[UNDER_WAY, HEARD],
        cases={CASE: PREPARED},
        when=by(HAL, RecordFinding, **ON_A_CASE),
        then=NotAnswered,
        sentence="Question 1.1 in NY-01 has no answer yet.",
    ),
    Refuses(
        rule="a finding cites unknown evidence",
        given=UNDER_WAY,
        cases=NAMED,
        when=by(HAL, RecordFinding, **ON_A_CASE),
        then=UnknownEvidence,
        sentence="There is no evidence item E-1.",
    ),
    Refuses(
        rule="a local assessor would revise a finding",
        given=GATHERED,
        when=by(GUS, ReviseFinding, **FIRST_FINDING, **BETTER),
        then=RoleNotAllowed,
        sentence="may not revise findings",
    ),
    Refuses(
        rule="a finding would be revised under a final report",
        given=FINAL,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, **BETTER),
        then=ReportLocked,
        sentence="nobody may revise findings.",
    ),
    Refuses(
        rule="there is no finding to revise",
        given=UNDER_WAY,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, **BETTER),
        then=UnknownFinding,
        sentence="There is no finding 1/key_finding/1.",
    ),
    Refuses(
        rule="the revision of the finding changes nothing",
        given=GATHERED,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, reason="Tidying."),
        then=NothingToChange,
        sentence="Finding 1/key_finding/1 is already as given.",
    ),
    Refuses(
        rule="the finding is revised to its current statement",
        given=GATHERED,
        when=by(BEN, ReviseFinding, **PLANS_NOT_SHARED, reason="Tidying."),
        then=NothingToChange,
        sentence="There is nothing to change.",
    ),
    Refuses(
        rule="a revised finding cites an unknown case",
        given=GATHERED,
        when=by(BEN, ReviseFinding, **FIRST_FINDING, citations=CITATIONS, reason="Some were."),
        then=UnknownCase,
        sentence="There is no case NY-01",
    ),
    Refuses(
        rule="a local assessor would withdraw a finding",
        given=GATHERED,
        when=by(GUS, WithdrawFinding, **BACK),
        then=RoleNotAllowed,
        sentence="may not withdraw findings",
    ),
    Refuses(
        rule="a finding would be withdrawn under a final report",
        given=FINAL,
        when=by(HAL, WithdrawFinding, **BACK),
        then=ReportLocked,
        sentence="nobody may withdraw findings.",
    ),
    Refuses(
        rule="a finding would be withdrawn twice",
        given=[GATHERED, WITHDRAWN],
        when=by(HAL, WithdrawFinding, **BACK),
        then=UnknownFinding,
        sentence="There is no finding 1/key_finding/1.",
    ),
    Refuses(
        rule="a local assessor would record an example",
        given=UNDER_WAY,
        when=by(GUS, RecordPracticeExample, **ILLUSTRATION),
        then=RoleNotAllowed,
        sentence="may not record practice examples",
    ),
    Refuses(
        rule="an example would be recorded under a final report",
        given=FINAL,
        when=by(HAL, RecordPracticeExample, **ILLUSTRATION),
        then=ReportLocked,
        sentence="nobody may record practice examples.",
    ),
    Refuses(
        rule="an example would be recorded before a framework is adopted",
        given=[ANNOUNCED],
        when=by(HAL, RecordPracticeExample, **ILLUSTRATION),
        then=TooSoon,
        sentence="too soon to record practice examples",
    ),
    Refuses(
        rule="an example is under an unknown theme",
        given=UNDER_WAY,
        when=by(HAL, RecordPracticeExample, **{**ILLUSTRATION, "theme": "7"}),
        then=UnknownTheme,
        sentence="There is no theme 7",
    ),
)

test_it_is_recorded_that, test_it_is_refused_when = rows_as_tests(RECORDS, REFUSES)


def test_the_revised_finding_stands():
    finding = inspection(*GATHERED, revised(new="Plans were seldom shared.", direction=Direction.MIXED)).finding(
        ("1", "key_finding", 1)
    )
    assert (finding.statement, finding.direction) == ("Plans were seldom shared.", Direction.MIXED)


@pytest.mark.parametrize("citations", [CITATIONS, None], ids=["new citations", "those that stand"])
def test_a_finding_reveals_no_answer_to_somebody_who_assesses_the_case_blind(citations):
    blind = {CASE: [ASSESSED, by(DEE, SecondAssessorAssigned, assessor="ivy")]}
    revising = by(IVY, ReviseFinding, **FIRST_FINDING, citations=citations, reason="Some were.")
    recording = by(IVY, RecordFinding, **{**ON_A_CASE, "ordinal": 2})
    for command in (revising, recording):
        with pytest.raises(AssessingBlind):
            Row(rule="", given=[UNDER_WAY, HEARD, CITING], cases=blind, when=command).decided()


def test_a_finding_whose_answers_stand_is_not_confirmed_again():
    confirming = by(BEN, ReviseFinding, **FIRST_FINDING, reason="Some were.")
    with pytest.raises(NothingToChange):
        Row(rule="", given=[UNDER_WAY, HEARD, CITING], cases=NAMED, when=confirming).decided()


def test_citations_name_the_cases_of_their_answers_too():
    elsewhere = Citations(cases=("NY-02",), answers=(CitedAnswer(case="NY-01", question="1.1"),))
    assert cases_named(elsewhere) == {"NY-01", "NY-02"}
    assert cases_named(None) == set()


def test_citations_format_as_one_line():
    assert str(CITATIONS) == "NY-01, NY-01:1.1, E-1"
    assert str(AS_IT_STOOD) == "NY-01, NY-01:1.1 (sufficient), E-1"
    assert str(Citations()) == "nothing"
