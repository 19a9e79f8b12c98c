"""What is refused says what to type next, and it can be typed."""

import re
import shlex

import pytest

from cli.hints import HINTS, NEEDS, how_to_settle, with_hint
from domain.inspection.stale_sign_offs import SignedOff, StaleSignOff
from domain.refusals.case import NotSecondAssessor
from domain.refusals.follow_up import SuccessorNeeded
from domain.refusals.inspection import NotJudged, TooLate, TooSoon
from tests.domain.test_refusals import KINDS, REFUSES, refused
from tests.fixtures.command_line import command_of, every_command

SHOWN = (*HINTS.values(), *NEEDS.values())
COMMANDS = [match[1] for hint in SHOWN for match in re.finditer(r"inspectrail ([^;,]+)", hint)]
OPTIONS = {option for command in every_command().values() for param in command.params for option in param.opts}


def test_every_hint_is_of_a_refusal():
    assert set(HINTS) <= {kind.code for kind in KINDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_a_hint_exists(command: str):
    assert command_of(shlex.split(command.replace(" says", ""))) != ""


def test_every_option_of_a_hint_exists():
    assert {option for hint in SHOWN for option in re.findall(r"--[a-z-]+", hint)} <= OPTIONS


@pytest.mark.parametrize("row", REFUSES, ids=lambda row: row.rule)
def test_every_refusal_can_be_shown_with_its_hint(row):
    refusal = refused(row)
    shown = with_hint(refusal)
    assert shown.startswith(str(refusal))
    assert re.search(r"[{}]", shown) is None


def test_a_hint_names_what_was_refused():
    assert with_hint(NotJudged("2")) == "Theme 2 has no judgement yet. Make it with: inspectrail judge make 2"
    needed = TooSoon("score", "adopt a framework first", needs="framework")
    assert with_hint(needed).endswith("adopt a framework first. Use: inspectrail framework adopt")
    assert with_hint(TooLate("score", "it is done")) == str(TooLate("score", "it is done"))


def test_only_somebody_who_was_never_a_second_assessor_is_to_be_assigned():
    assert "inspectrail second assign" in with_hint(NotSecondAssessor("Ben", "NP-01", submitted=False))
    assert "inspectrail" not in with_hint(NotSecondAssessor("Ben", "NP-01", submitted=True))


def test_a_successor_is_to_be_named_or_left_out():
    assert with_hint(SuccessorNeeded(1, named=False)).endswith("Name it with --by.")
    assert with_hint(SuccessorNeeded(1, named=True)).endswith("Leave --by out.")


@pytest.mark.parametrize(
    ("what", "name", "way"),
    [
        (
            SignedOff.JUDGEMENT,
            "1",
            "again with: inspectrail judge make 1, or change it with: inspectrail judge revise 1",
        ),
        (SignedOff.CASE, "NP-01", "sign it off again with: inspectrail moderate complete NP-01"),
        (SignedOff.FINDING, "1/key_finding/1", "change it with: inspectrail finding revise 1 key_finding 1"),
        (SignedOff.RECOMMENDATION, "1", "with --override when the report is finalised"),
    ],
)
def test_every_kind_of_stale_sign_off_has_its_way_out(what: SignedOff, name: str, way: str):
    assert how_to_settle(StaleSignOff(what, name, "it changed")).endswith(way)
