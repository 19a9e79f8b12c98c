"""Refusals have hints: what to type next, in commands and options that exist."""

import re
import shlex
from datetime import date
from pathlib import Path

import pytest

from cli.hints import HINTS, NEEDS, how_to_settle, with_hint
from domain.inspection.stale_sign_offs import SignedOff, StaleSignOff
from domain.refusals.case import NotSecondAssessor
from domain.refusals.follow_up import SuccessorNeeded
from domain.refusals.inspection import NotJudged, TooLate, TooSoon, UnknownPerson
from projections.saved.instants import InstantNotReached
from tests.domain.test_refusals import KINDS, REFUSES, refused
from tests.fixtures.command_line import command_of, every_command, here

SHOWN = (*HINTS.values(), *NEEDS.values())
COMMANDS = [match[1] for hint in SHOWN for match in re.finditer(r"inspectrail ([^;,]+)", hint)]
OPTIONS = {option for command in every_command().values() for param in command.params for option in param.opts}


def test_every_hint_is_of_a_refusal():
    assert set(HINTS) <= {kind.code for kind in KINDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_of_a_hint_exists(command: str):
    assert command_of(shlex.split(command)) != ""


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


def test_a_day_before_the_first_event_is_reached_by_its_effective_date():
    refusal = InstantNotReached("2015-03-10", "newcastle-2016", nothing_by=date(2015, 3, 10))
    assert with_hint(refusal) == (
        "Nothing had been recorded for newcastle-2016 by 10 March 2015. If it was entered later, use "
        "--effective 2015-03-10."
    )


def test_only_somebody_who_was_never_a_second_assessor_is_to_be_assigned():
    assert "inspectrail second assign" in with_hint(NotSecondAssessor("Ben", "NP-01", submitted=False))
    assert "inspectrail" not in with_hint(NotSecondAssessor("Ben", "NP-01", submitted=True))


def test_a_successor_is_to_be_named_or_left_out():
    assert with_hint(SuccessorNeeded(1, named=False)).endswith("Name it with --by.")
    assert with_hint(SuccessorNeeded(1, named=True)).endswith("Leave out --by.")


TEAM = {"gareth.pomfret": "Gareth Pomfret", "ben.baker": "Ben Baker", "cat": "Cat Carter"}


@pytest.mark.parametrize("typed", ["gareth", "Gareth Pomfret", "gareth.pomfrett", "pomfret", "GARETH.POMFRET"])
def test_an_id_like_that_of_somebody_in_the_team_is_answered_with_theirs(typed: str):
    refusal = UnknownPerson(typed, "newport-2023")
    refusal.data["team"] = TEAM
    assert with_hint(refusal) == f"{refusal} Did you mean gareth.pomfret (Gareth Pomfret)?"


def test_an_id_like_nobody_elses_is_answered_with_how_to_add_somebody():
    refusal = UnknownPerson("zoe", "newport-2023")
    refusal.data["team"] = TEAM
    assert with_hint(refusal).endswith("Add them with: inspectrail team add zoe")


@pytest.mark.parametrize(
    "words",
    [
        ("answer", "record", "NP-01", "1.1", "sufficient", "--evidence", "x", "--as", "baker"),
        ("case", "assign", "NP-01", "baker", "--as", "ann"),
    ],
)
def test_the_team_of_the_inspection_is_searched(begun: Path, words: tuple[str, ...]):
    ran = here(*words, "--store", str(begun))
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.endswith(" Did you mean ben (Ben Baker)?\n")


@pytest.mark.parametrize(
    ("what", "name", "command"),
    [
        (
            SignedOff.JUDGEMENT,
            "1",
            "again with: inspectrail judge make 1, or change it with: inspectrail judge revise 1",
        ),
        (SignedOff.CASE, "NP-01", "sign it off again with: inspectrail moderate complete NP-01"),
        (SignedOff.FINDING, "1/key_finding/1", "change it with: inspectrail finding revise 1 key_finding 1"),
        (SignedOff.RECOMMENDATION, "1", "with --override and the reason when you finalise the report"),
    ],
)
def test_every_kind_of_stale_sign_off_can_be_settled(what: SignedOff, name: str, command: str):
    assert how_to_settle(StaleSignOff(what, name, "it changed")).endswith(command)
