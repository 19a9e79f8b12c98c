"""Each command has one decision, in the chapter of its name, and what that reads is found or refused."""

import subprocess
import sys

import pytest

from domain.command import CaseCommand
from domain.commands.assessing import RecordAnswer
from domain.commands.fieldwork import EndFieldwork, RecordFinding, ReviseFinding
from domain.commands.following_up import CloseRecommendation, MakeRecommendation
from domain.commands.reporting import FinaliseReport
from domain.commands.sampling import SampleCase
from domain.commands.setting_up import AnnounceInspection
from domain.decision import DECISIONS, decision_on
from domain.events.fieldwork import Citations, CitedAnswer, FindingRecorded
from domain.refusals.case import UnknownCase
from domain.refusals.inspection import UnknownInspection
from tests.fixtures.commands import COMMANDS
from tests.fixtures.given_when_then import (
    ANNOUNCED,
    BEN,
    CASE,
    FIRST_FINDING,
    NAME,
    PREPARED,
    UNDER_WAY,
    Given,
    by,
    case,
    flat,
    inspection,
)

EARLIER, FIRST = "newport-2012", "newport-2009"


class States(Given):
    """States that note what is read of them."""

    def __init__(self, *facts, **cases):
        inspections = {name: inspection(ANNOUNCED) for name in (EARLIER, FIRST)}
        super().__init__({NAME: inspection(UNDER_WAY, *facts), **inspections}, {CASE: case(*PREPARED), **cases})
        self.__dict__["read"] = []

    def inspection(self, reference):
        self.read.append(reference)
        return super().inspection(reference)

    def case(self, of, reference):
        self.read.append(reference)
        return super().case(of, reference)


def command(kind, **fields):
    """A command of which only what it reads by is made."""
    return kind.model_construct(None, **{"inspection": NAME, **fields})


def reads(given_command):
    states = States()
    return decision_on(given_command).reads(states, given_command), states.read


@pytest.mark.parametrize("kind", COMMANDS, ids=lambda kind: kind.__name__)
def test_every_command_has_its_decision_in_the_chapter_of_its_name(kind):
    decision = decision_on(command(kind))
    assert decision is DECISIONS[kind]
    room = "case" if issubclass(kind, CaseCommand) else "inspection"
    assert decision.decide.__module__ == kind.__module__.replace("commands", room)


def test_a_decision_is_imported_when_the_first_command_of_its_chapter_comes():
    program = (
        "import sys\n"
        "from domain.commands.judging import MakeJudgement\n"
        "from domain.decision import decision_on\n"
        "before = 'domain.inspection.judging' in sys.modules\n"
        "decision_on(MakeJudgement.model_construct(None))\n"
        "print(before, 'domain.inspection.judging' in sys.modules, 'domain.inspection.reporting' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout == "False True False\n"


READS = {
    "a new inspection": (command(AnnounceInspection, inspection="newport-2020"), {"inspection": 0}),
    "its inspection": (command(EndFieldwork), {"inspection": len(flat(UNDER_WAY))}),
    "a new case": (command(SampleCase, case="NY-77"), {"inspection": len(flat(UNDER_WAY)), "case": 0}),
    "a case": (command(RecordAnswer, case=CASE), {"inspection": len(flat(UNDER_WAY)), "case": len(flat(PREPARED))}),
}


@pytest.mark.parametrize("what", READS)
def test_a_decision_reads(what):
    given_command, versions = READS[what]
    read, _ = reads(given_command)
    assert {name: state.version for name, state in read.items()} == versions


@pytest.mark.parametrize(
    "given_command",
    [
        command(kind, inspection="newport-2020", case=CASE, citations=None, carried_from=None)
        for kind in (EndFieldwork, SampleCase, RecordAnswer, FinaliseReport, RecordFinding, MakeRecommendation)
    ],
    ids=lambda given_command: type(given_command).__name__,
)
def test_an_inspection_that_was_never_announced_is_refused(given_command):
    with pytest.raises(UnknownInspection):
        reads(given_command)


def test_a_case_that_was_never_sampled_is_refused():
    with pytest.raises(UnknownCase):
        reads(command(RecordAnswer, case="NY-77"))


def test_a_decision_on_the_report_reads_every_case():
    read, _ = reads(command(FinaliseReport))
    assert set(read["cases"]) == {CASE}


def citing(*cases):
    return Citations(answers=tuple(CitedAnswer(case=name, question="1.1") for name in cases))


def test_a_decision_on_a_finding_reads_the_cases_that_it_cites_and_that_exist():
    read, noted = reads(command(RecordFinding, citations=citing(CASE, "NY-77")))
    assert set(read["cases"]) == {CASE}
    assert sorted(noted[1:]) == sorted([CASE, "NY-77"])


def test_a_decision_on_a_revised_finding_reads_the_cases_that_it_cited_before_too():
    recorded = by(BEN, FindingRecorded, **FIRST_FINDING, statement="s", direction="mixed", citations=citing("NY-02"))
    states = States(recorded, **{"NY-02": case(*PREPARED)})
    given_command = command(ReviseFinding, **FIRST_FINDING, citations=citing(CASE))
    assert set(decision_on(given_command).reads(states, given_command)["cases"]) == {CASE, "NY-02"}
    given_command = command(ReviseFinding, **{**FIRST_FINDING, "ordinal": 2}, citations=None)
    assert decision_on(given_command).reads(states, given_command)["cases"] == {}


@pytest.mark.parametrize(
    ("given_command", "expected"),
    [
        pytest.param(command(MakeRecommendation, carried_from=None), set(), id="a recommendation of its own"),
        pytest.param(command(MakeRecommendation, carried_from=f"{EARLIER}/1"), {EARLIER}, id="one that goes on"),
        pytest.param(command(MakeRecommendation, carried_from="newport-1999/1"), set(), id="one of nowhere"),
        pytest.param(command(MakeRecommendation, carried_from=f"{NAME}/1"), set(), id="one of the same inspection"),
        pytest.param(command(CloseRecommendation, superseded_by=None), set(), id="a closing"),
        pytest.param(command(CloseRecommendation, superseded_by="2"), {EARLIER, FIRST}, id="a closing as superseded"),
    ],
)
def test_a_decision_on_a_recommendation_reads_the_other_inspections_that_it_rests_on(given_command, expected):
    read, _ = reads(given_command)
    assert set(read["other_inspections"]) == expected


def test_a_command_without_a_decision_is_named_with_the_file_that_lacks_it():
    class Odd(CaseCommand):
        """Something nobody decides on."""

    Odd.__module__ = "domain.commands.moderating"
    with pytest.raises(LookupError, match=r"no function in domain.case.moderating has @decides\(Odd"):
        decision_on(command(Odd, case=CASE))
