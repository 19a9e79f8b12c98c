"""Replay shows events, stops at breakpoints, waits for keys, and checks the result over the whole log."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Walk
from tests.cli.replay.conftest import replayed
from tests.fixtures.command_line import Ran, at_terminal, here, process


def positions(ran: Ran) -> list[int]:
    return [int(line.split()[0][1:]) for line in ran.out.splitlines() if line.startswith("#")]


def position(walk: Walk, *words: str) -> int:
    """Return the position at which a command of the walk was recorded."""
    return int(re.match(r"#(\d+)", walk.last(*words).out)[1])


# Every figure


def test_a_replay_with_every_figure_shows_every_changed_figure_before_and_after(walk: Walk):
    ran = replayed(walk.store, "--diff", "--kind", "answer-moderated", "--case", "NP-02")
    assert ran.out.splitlines()[1:-1] == [
        "       - theme 1 score: 75.0% (3 of 4)",
        "       + theme 1 score: 50.0% (2 of 4)",
        "       - question 1.1 share: 100.0% (3 of 3)",
        "       + question 1.1 share: 66.7% (2 of 3)",
        "       - answer to 1.1 in NP-02: sufficient",
        "       + answer to 1.1 in NP-02: insufficient",
    ]


def test_a_figure_without_a_value_before_has_only_one_line(walk: Walk):
    ran = replayed(walk.store, "--diff", "--kind", "judgement-made", "--theme", "2")
    assert ran.out.splitlines()[1:-1] == ["       + theme 2 judgement: good"]
    ran = replayed(walk.store, "--diff", "--kind", "recommendation-reopened")
    assert ran.out.splitlines()[1:-1] == ["       - recommendation 2 closure: not implemented"]


def test_the_json_of_an_event_has_every_figure_that_it_changed_with_diff_and_without(walk: Walk):
    event, _ = replayed(walk.store, "--diff", "--json", "--kind", "case-excluded").json_lines
    changed_figures = {(change["figure"]["kind"], change["figure"]["of"]): change for change in event["changes"]}
    assert changed_figures["case", "NP-03"]["after"] == "excluded"
    assert changed_figures["score", "2"]["before"] != changed_figures["score", "2"]["after"]
    assert replayed(walk.store, "--json", "--kind", "case-excluded").json_lines[0] == event


# Breakpoints


def test_a_replay_stops_when_a_condition_on_a_score_becomes_true_and_says_how_to_continue(walk: Walk):
    stops = position(walk, "moderate", "change", "NP-02")
    ran = replayed(walk.store, "--from", "#30", "--break", "theme 1 < 60")
    assert (ran.code, positions(ran)) == (0, list(range(30, stops + 1)))
    assert ran.out.splitlines()[-4:-1] == [
        "       theme 1 score: 75.0% (3 of 4) → 50.0% (2 of 4)",
        f"Stopped at #{stops}: theme 1 is below 60%: 75.0% → 50.0%",
        f"Continue with: --from '#{stops + 1}'",
    ]
    assert re.fullmatch(rf"Replayed \d+ events \({stops - 29} shown\)\. The result equals .*", ran.out.splitlines()[-1])


def test_a_replay_continued_from_a_breakpoint_reaches_the_next(walk: Walk):
    first = replayed(walk.store, "--break", "judgement")
    following = re.search(r"--from '(#\d+)'", first.out)[1]
    second = replayed(walk.store, "--break", "judgement", "--from", following)
    assert positions(second)[0] == positions(first)[-1] + 1
    assert "Stopped at #" in second.out
    assert "theme 2 is judged good" in second.out


def test_a_replay_stops_at_the_first_of_several_breakpoints(walk: Walk):
    ran = replayed(walk.store, "--break", "recommendation 2", "--break", "judgement 3", "--break", "feedback-given")
    assert f"Stopped at #{position(walk, 'judge', 'make', '3')}: theme 3 is judged poor" in ran.out
    second = f"#{position(walk, 'judge', 'make', '3') - 1}"
    both = replayed(walk.store, "--break", "judgement 2", "--break", "judgement-made", "--from", second, "--json")
    assert both.json_lines[-1]["stopped"]["why"] == ["theme 2 is judged good", "judgement-made"]


def test_only_events_that_are_shown_stop_a_replay(walk: Walk):
    ran = replayed(walk.store, "--break", "judgement", "--theme", "3")
    assert f"Stopped at #{position(walk, 'judge', 'make', '3')}: theme 3 is judged poor" in ran.out
    assert "theme 1" not in ran.out


def test_a_breakpoint_that_is_not_reached_is_reported(walk: Walk):
    ran = replayed(walk.store, "--break", "theme 1 < 1", "--from", "#60")
    assert ran.out.splitlines()[-2] == "No breakpoint was reached by the events shown."
    *_, result = replayed(walk.store, "--break", "theme 1 < 1", "--from", "#60", "--json").json_lines
    assert result["stopped"] is None
    assert result["equal"]


def test_a_breakpoint_at_the_last_event_is_reported_as_such(walk: Walk):
    ran = replayed(walk.store, "--break", "follow-up-reviewed")
    assert ran.out.splitlines()[-2] == "It is the last event."


def test_json_has_the_position_at_which_a_replay_stopped(walk: Walk):
    *shown, result = replayed(walk.store, "--break", "case NP-03", "--json").json_lines
    stopped = shown[-1]["event"]["position"]
    assert result["stopped"] == {"position": stopped, "why": ["about case NP-03"]}
    assert result["shown"] == len(shown) == stopped
    assert result["replayed"] > stopped


@pytest.mark.parametrize(
    ("where", "code", "message"),
    [
        ("sometime", 2, "“sometime” is not a breakpoint. Breakpoints are: 'theme 1 < 60'"),
        ("theme 1 < 101", 2, "a percentage from 0 to 100"),
        ("theme 9 < 60", 4, "There is no theme 9"),
        ("theme 3 < 60", 2, "Theme 3 has no score, so a breakpoint cannot use it."),
        ("judgement 9", 4, "There is no theme 9"),
        ("case NP-99", 4, "There is no case NP-99"),
        ("question 9.9", 4, "There is no question 9.9"),
    ],
)
def test_a_breakpoint_that_can_never_be_reached_is_refused_before_anything_is_shown(
    walk: Walk, where: str, code: int, message: str
):
    ran = replayed(walk.store, "--break", where)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


@pytest.mark.parametrize(
    "where", ["judgement 1", "question 1.2", "recommendation", "theme 2 >= 50", "evidence-recorded"]
)
def test_every_form_of_breakpoint_is_reached(walk: Walk, where: str):
    assert "Stopped at #" in replayed(walk.store, "--break", where).out


# Step by step


def test_a_step_by_step_replay_waits_for_a_key_after_each_event(begun: Path):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" "] * 6)
    assert (ran.code, positions(ran)) == (0, [1, 2, 3, 4, 5, 6])
    assert "Replayed 6 events (all shown)." in ran.out


def test_a_step_by_step_replay_goes_back_and_still_counts_each_event_once(begun: Path):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" ", "\x1b[D", " ", "q"])
    assert (ran.code, positions(ran)) == (0, [1, 2, 1, 2])
    assert "Replayed 6 events (2 shown)." in ran.out


def test_a_step_by_step_replay_continues_to_the_next_breakpoint(begun: Path):
    words = ("replay", "--step", "--break", "team-member-assigned", "--store", str(begun))
    ran = at_terminal(*words, folder=begun.parent, keys=["c", "c", "q"])
    assert (ran.code, positions(ran)) == (0, [1, 2, 3, 4])
    assert "Stopped at #3: team-member-assigned" in ran.out
    assert "Continue with" not in ran.out


def test_a_step_by_step_replay_stops_at_q_and_still_checks_the_whole_log(begun: Path):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" ", "q"])
    assert (ran.code, positions(ran)) == (0, [1, 2])
    assert "Replayed 6 events (2 shown)." in ran.out


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["control C", "control D"])
def test_a_step_by_step_replay_can_be_interrupted(begun: Path, key: str):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" ", key])
    assert ran.code == 130
    assert "Replayed" not in ran.out
    assert "Traceback" not in ran.out


def test_a_replay_cannot_wait_for_keys_without_a_terminal(begun: Path):
    ran = process("replay", "--step", "--store", str(begun), folder=begun.parent)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--step waits for keys, so it needs a terminal.")


def test_a_replay_at_speed_keeps_the_original_rhythm(begun: Path, monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    later = datetime(2025, 3, 3, 10, tzinfo=UTC)
    assert here("fieldwork", "start", "--as", "ann", "--store", str(begun), now=later).code == 0
    monkeypatch.setattr("cli.replay.render.time.sleep", slept.append)
    assert replayed(begun, "--speed", "3600x").code == 0
    assert slept == [0.0] * 5 + [1.0]
    assert replayed(begun, "--speed", "0.5", "--from", "#6").code == 0
    assert slept[6:] == [7200.0]


# What the reader may see, and effective dates


def test_first_answers_are_hidden_from_a_blind_assessor_and_the_whole_log_is_checked(blind: Path):
    for words in ([], ["--until", "#11"], ["--diff"]):
        ran = replayed(blind, *words, "--as", "gus")
        assert positions(ran) == [*range(1, 10), 11]
        assert "sufficient" not in ran.out
        assert "theme 1" not in ran.out
        assert "Replayed 11 events (10 shown). The result equals" in ran.out
        assert "The first answers of NP-01 are hidden" in ran.err
    assert positions(replayed(blind, "--as", "ben")) == list(range(1, 12))


def test_with_an_effective_date_only_events_in_effect_by_that_day_are_shown(blind: Path):
    ran = replayed(blind, "--effective", "2025-03-02", "--as", "ann")
    assert 11 in positions(ran)
    assert 10 not in positions(ran)
    assert "Replayed 11 events (" in ran.out
    *events, result = replayed(blind, "--effective", "2025-03-03", "--as", "ann", "--json").json_lines
    assert [event["changes"] for event in events if event["event"]["case"] is None] == [[]] * 5
    assert (result["replayed"], result["equal"]) == (11, True)
