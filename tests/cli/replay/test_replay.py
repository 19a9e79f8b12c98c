"""Replay: told whole or in part, with every figure, to a breakpoint, by keys, at speed; and proved over the whole."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.replay.render import Moment, ask_for_key, step_through
from projections.saved.audit_trail import TrailEntry
from tests.cli.conftest import NAME, Walk, begin
from tests.fixtures.command_line import Ran, at_terminal, changed, here, process


def replayed(store: Path, *words: str, **more: str) -> Ran:
    return here("replay", *words, "--store", str(store), **more)


def positions(ran: Ran) -> list[int]:
    return [int(line.split()[0][1:]) for line in ran.out.splitlines() if line.startswith("#")]


def position(walk: Walk, *words: str) -> int:
    """Where in the log a command of the walk was recorded."""
    return int(re.match(r"#(\d+)", walk.last(*words).out)[1])


# Every figure


def test_a_replay_with_every_figure_shows_before_and_after_of_all_that_an_event_changed(walk: Walk):
    ran = replayed(walk.store, "--diff", "--kind", "answer-moderated", "--case", "NP-02")
    assert ran.out.splitlines()[1:-1] == [
        "       - theme 1 score: 75.0% (3 of 4)",
        "       + theme 1 score: 50.0% (2 of 4)",
        "       - question 1.1 share: 100.0% (3 of 3)",
        "       + question 1.1 share: 66.7% (2 of 3)",
        "       - answer to 1.1 in NP-02: sufficient",
        "       + answer to 1.1 in NP-02: insufficient",
    ]


def test_what_was_not_there_before_has_no_line_before(walk: Walk):
    ran = replayed(walk.store, "--diff", "--kind", "judgement-made", "--theme", "2")
    assert ran.out.splitlines()[1:-1] == ["       + theme 2 judgement: good"]
    ran = replayed(walk.store, "--diff", "--kind", "recommendation-reopened")
    assert ran.out.splitlines()[1:-1] == ["       - recommendation 2 closure: not implemented"]


def test_the_json_of_an_event_has_every_figure_that_it_changed_with_diff_and_without(walk: Walk):
    told, _ = replayed(walk.store, "--diff", "--json", "--kind", "case-excluded").json_lines
    changed_figures = {(one["figure"]["kind"], one["figure"]["of"]): one for one in told["changes"]}
    assert changed_figures["case", "NP-03"]["after"] == "excluded"
    assert changed_figures["score", "2"]["before"] != changed_figures["score", "2"]["after"]
    assert replayed(walk.store, "--json", "--kind", "case-excluded").json_lines[0] == told


# Breakpoints


def test_the_telling_stops_where_a_condition_on_a_score_becomes_true_and_says_where_why_and_how_to_go_on(walk: Walk):
    stops = position(walk, "moderate", "change", "NP-02")
    ran = replayed(walk.store, "--from", "#30", "--break", "theme 1 < 60")
    assert (ran.code, positions(ran)) == (0, list(range(30, stops + 1)))
    assert ran.out.splitlines()[-4:-1] == [
        "       theme 1 score: 75.0% (3 of 4) → 50.0% (2 of 4)",
        f"Stopped at #{stops}: theme 1 is below 60%: 75.0% → 50.0%",
        f"Go on from here with: --from '#{stops + 1}'",
    ]
    assert re.fullmatch(rf"Replayed \d+ events, told {stops - 29}\. They lead to exactly .*", ran.out.splitlines()[-1])


def test_whoever_goes_on_from_a_breakpoint_comes_to_the_next(walk: Walk):
    first = replayed(walk.store, "--break", "judgement")
    following = re.search(r"--from '(#\d+)'", first.out)[1]
    second = replayed(walk.store, "--break", "judgement", "--from", following)
    assert positions(second)[0] == positions(first)[-1] + 1
    assert "Stopped at #" in second.out
    assert "theme 2 is judged good" in second.out


def test_the_telling_stops_at_the_first_of_several_breakpoints(walk: Walk):
    ran = replayed(walk.store, "--break", "recommendation 2", "--break", "judgement 3", "--break", "feedback-given")
    assert f"Stopped at #{position(walk, 'judge', 'make', '3')}: theme 3 is judged poor" in ran.out
    second = f"#{position(walk, 'judge', 'make', '3') - 1}"
    both = replayed(walk.store, "--break", "judgement 2", "--break", "judgement-made", "--from", second, "--json")
    assert both.json_lines[-1]["stopped"]["why"] == ["theme 2 is judged good", "judgement-made"]


def test_only_events_that_are_told_stop_the_telling(walk: Walk):
    ran = replayed(walk.store, "--break", "judgement", "--theme", "3")
    assert f"Stopped at #{position(walk, 'judge', 'make', '3')}: theme 3 is judged poor" in ran.out
    assert "theme 1" not in ran.out


def test_a_breakpoint_that_is_not_reached_is_said(walk: Walk):
    ran = replayed(walk.store, "--break", "theme 1 < 1", "--from", "#60")
    assert ran.out.splitlines()[-2] == "No breakpoint was reached by the events told."
    *_, proof = replayed(walk.store, "--break", "theme 1 < 1", "--from", "#60", "--json").json_lines
    assert proof["stopped"] is None
    assert proof["equal"]


def test_where_a_breakpoint_is_the_last_event_nothing_is_left_to_go_on_with(walk: Walk):
    ran = replayed(walk.store, "--break", "follow-up-reviewed")
    assert ran.out.splitlines()[-2] == "There is nothing after it."


def test_json_says_where_the_telling_stopped(walk: Walk):
    *told, proof = replayed(walk.store, "--break", "case NP-03", "--json").json_lines
    stopped = told[-1]["event"]["position"]
    assert proof["stopped"] == {"position": stopped, "why": ["about case NP-03"]}
    assert proof["shown"] == len(told) == stopped
    assert proof["replayed"] > stopped


@pytest.mark.parametrize(
    ("where", "code", "said"),
    [
        ("sometime", 2, "“sometime” says no place to stop at. Use 'theme 1 < 60'"),
        ("theme 1 < 101", 2, "a percentage from 0 to 100"),
        ("theme 9 < 60", 4, "There is no theme 9"),
        ("theme 3 < 60", 2, "Theme 3 is judged without a score, so none can stop the telling."),
        ("judgement 9", 4, "There is no theme 9"),
        ("case NP-99", 4, "There is no case NP-99"),
        ("question 9.9", 4, "There is no question 9.9"),
    ],
)
def test_a_breakpoint_that_can_never_be_reached_is_refused_before_anything_is_told(
    walk: Walk, where: str, code: int, said: str
):
    ran = replayed(walk.store, "--break", where)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


@pytest.mark.parametrize(
    "where", ["judgement 1", "question 1.2", "recommendation", "theme 2 >= 50", "evidence-recorded"]
)
def test_every_form_of_breakpoint_is_reached(walk: Walk, where: str):
    assert "Stopped at #" in replayed(walk.store, "--break", where).out


# Step by step


def moment(number: int, stop: str | None = None) -> Moment:
    entry = TrailEntry(
        number, datetime(2025, 3, 3, tzinfo=UTC), None, "ann", "Ann", "inspector", "YI", "feedback-given", "gave it",
        None, (), None, None, None, (), None, "c",
    )  # fmt: skip
    return Moment(entry, (), stop=stop)


def walked_by(said: list[str], *told: Moment) -> list[int]:
    """The events that are shown to somebody who says this; more is never asked of them."""
    shown: list[int] = []
    answers = iter(said)
    step_through(iter(told), lambda one: shown.append(one.entry.position), lambda: next(answers))
    assert list(answers) == []
    return shown


def test_stepping_goes_forward_and_back_and_forward_again():
    five = [moment(number) for number in range(1, 6)]
    assert walked_by(["next", "next", "back", "back", "next", "next", "quit"], *five) == [1, 2, 3, 2, 1, 2, 3]


def test_stepping_back_from_the_first_event_shows_it_again():
    assert walked_by(["back", "quit"], moment(1), moment(2)) == [1, 1]


def test_stepping_ends_after_the_last_event_and_one_may_still_go_back_from_it():
    assert walked_by(["next", "next"], moment(1), moment(2)) == [1, 2]
    assert walked_by(["next", "back", "next", "next"], moment(1), moment(2)) == [1, 2, 1, 2]
    assert walked_by([]) == []


def test_continuing_tells_on_to_the_next_breakpoint_and_to_the_end_where_there_is_none():
    told = [moment(1), moment(2), moment(3, "here"), moment(4), moment(5)]
    assert walked_by(["continue", "back", "next", "continue"], *told) == [1, 2, 3, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("key", "meaning"),
    [
        *((key, "next") for key in (" ", "\r", "\n", "n", "\x1b[C", "\x1bOC")),
        *((key, "back") for key in ("b", "\x1b[D", "\x1bOD")),
        ("c", "continue"),
        ("q", "quit"),
    ],
)
def test_keys_mean_what_the_prompt_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str, meaning: str
):
    keys = iter(["?", key])
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    assert ask_for_key() == meaning
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("space next · b back · c next breakpoint or the end · q quit · ? keys") == 2
    assert "b, ←" in said.err


def test_a_step_by_step_replay_waits_for_a_key_and_tells_on(begun: Path):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" "] * 6)
    assert (ran.code, positions(ran)) == (0, [1, 2, 3, 4, 5, 6])
    assert "Replayed 6 events, told 6." in ran.out


def test_a_step_by_step_replay_goes_back_and_still_counts_each_event_once(begun: Path):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" ", "\x1b[D", " ", "q"])
    assert (ran.code, positions(ran)) == (0, [1, 2, 1, 2])
    assert "Replayed 6 events, told 2." in ran.out


def test_a_step_by_step_replay_continues_to_the_next_breakpoint(begun: Path):
    words = ("replay", "--step", "--break", "team-member-assigned", "--store", str(begun))
    ran = at_terminal(*words, folder=begun.parent, keys=["c", "c", "q"])
    assert (ran.code, positions(ran)) == (0, [1, 2, 3, 4])
    assert "Stopped at #3: team-member-assigned" in ran.out
    assert "Go on from here" not in ran.out


def test_a_step_by_step_replay_ends_its_telling_at_q_and_still_proves_the_whole(begun: Path):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" ", "q"])
    assert (ran.code, positions(ran)) == (0, [1, 2])
    assert "Replayed 6 events, told 2." in ran.out


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["control C", "control D"])
def test_a_step_by_step_replay_can_be_interrupted(begun: Path, key: str):
    ran = at_terminal("replay", "--step", "--store", str(begun), folder=begun.parent, keys=[" ", key])
    assert ran.code == 130
    assert "Replayed" not in ran.out
    assert "Traceback" not in ran.out


def test_a_replay_cannot_wait_for_keys_without_a_terminal(begun: Path):
    ran = process("replay", "--step", "--store", str(begun), folder=begun.parent)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--step waits for a key, so it needs a terminal.")


def test_a_replay_at_speed_keeps_the_rhythm_of_what_happened(begun: Path, monkeypatch: pytest.MonkeyPatch):
    slept: list[float] = []
    later = datetime(2025, 3, 3, 10, tzinfo=UTC)
    assert here("fieldwork", "start", "--as", "ann", "--store", str(begun), now=later).code == 0
    monkeypatch.setattr("cli.replay.render.time.sleep", slept.append)
    assert replayed(begun, "--speed", "3600x").code == 0
    assert slept == [0.0] * 5 + [1.0]
    assert replayed(begun, "--speed", "0.5", "--from", "#6").code == 0
    assert slept[6:] == [7200.0]


# What the reader may see, and what was true


@pytest.fixture
def blind(tmp_path: Path) -> Path:
    """A store in which Gus assesses NP-01 blind, and Ben has answered a question of it."""
    store = begin(tmp_path / "inspectrail.db", NAME)
    for line in (
        "team add gus --name Gus --role local_assessor --organisation Cardiff --as ann",
        "fieldwork start --as ann",
        "second assign NP-01 gus --as ann",
        "answer record NP-01 1.1 sufficient --evidence seen --as ben",
        "evidence add E-1 --kind comment --source child --text early --on 2025-03-02 --as ann",
    ):
        assert here(*line.split(), "--store", str(store), now=datetime(2025, 3, 5, 9, tzinfo=UTC)).code == 0
    return store


def test_first_answers_are_not_told_to_a_blind_assessor_and_the_proof_is_over_the_whole_log(blind: Path):
    for words in ([], ["--until", "#11"], ["--diff"]):
        told = replayed(blind, *words, "--as", "gus")
        assert positions(told) == [*range(1, 10), 11]
        assert "sufficient" not in told.out
        assert "theme 1" not in told.out
        assert "Replayed 11 events, told 10. They lead to exactly" in told.out
        assert "The first answers of NP-01 are hidden" in told.err
    assert positions(replayed(blind, "--as", "ben")) == list(range(1, 12))


def test_with_the_second_clock_only_what_was_true_by_that_day_is_told(blind: Path):
    told = replayed(blind, "--effective", "2025-03-02", "--as", "ann")
    assert 11 in positions(told)
    assert 10 not in positions(told)
    assert "Replayed 11 events, told" in told.out
    *events, proof = replayed(blind, "--effective", "2025-03-03", "--as", "ann", "--json").json_lines
    assert [event["changes"] for event in events if event["event"]["case"] is None] == [[]] * 5
    assert (proof["replayed"], proof["equal"]) == (11, True)


# The page (what is on it: tests/reports/replay_page/test_page.py)


def test_the_page_is_written_and_what_was_done_is_said(walk: Walk, tmp_path: Path):
    page = tmp_path / "newport.html"
    ran = replayed(walk.store, "--html", str(page))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Wrote {page}: ")
    assert "They lead to exactly what is shown today." in ran.out
    assert page.read_text().startswith("<!DOCTYPE html>")
    assert list(tmp_path.iterdir()) == [page]


def test_a_file_that_is_there_is_written_over_only_where_that_is_asked(walk: Walk, tmp_path: Path):
    page = tmp_path / "newport.html"
    page.write_text("mine")
    ran = replayed(walk.store, "--html", str(page))
    assert (ran.code, ran.out, page.read_text()) == (2, "", "mine")
    assert "is there already. Name another file, or write over it with --overwrite." in ran.err
    ran = replayed(walk.store, "--html", str(page), "--overwrite", "--json")
    assert ran.json["html"] == page.as_uri()
    assert ran.json["equal"]
    assert page.read_text() != "mine"


def test_a_page_that_cannot_be_written_leaves_nothing_behind(walk: Walk, tmp_path: Path):
    ran = replayed(walk.store, "--html", str(tmp_path / "nowhere" / "newport.html"))
    assert (ran.code, ran.out) == (2, "")
    assert "cannot be used" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_no_page_is_written_where_the_log_does_not_lead_to_what_is_saved(walked: Path, tmp_path: Path):
    assert here("status", "--store", str(walked)).code == 0
    changed(
        walked, "UPDATE views SET state = CAST(replace(state, 'Newport', 'Oldport') AS BLOB) WHERE name LIKE 'status%'"
    )
    page = tmp_path / "page.html"
    plain = replayed(walked, "--html", str(page))
    assert (plain.code, plain.out) == (3, "")
    assert "What is saved (status) is not what they lead to" in plain.err
    as_json = replayed(walked, "--html", str(page), "--json")
    assert (as_json.code, as_json.json["html"], as_json.json["differing"]) == (3, None, ["status"])
    assert not page.exists()


def test_a_page_without_events_is_refused(walk: Walk, tmp_path: Path):
    ran = replayed(walk.store, "--html", str(tmp_path / "page.html"), "--case", "NP-01", "--kind", "report-published")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "No event matches, so there is no page to write. Ask for more events.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ["--html", "page.html", "--step"],
        ["--html", "page.html", "--speed", "2x"],
        ["--html", "page.html", "--break", "judgement"],
        ["--overwrite"],
    ],
    ids=" ".join,
)
def test_what_does_not_go_with_a_page_is_refused(walk: Walk, words: list[str]):
    ran = replayed(walk.store, *words)
    assert (ran.code, ran.out) == (2, "")
    assert "--html" in ran.err


def test_what_is_hidden_from_a_reader_is_not_on_their_page(blind: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    ran = replayed(blind, "--html", str(page), "--as", "gus")
    assert "The first answers of NP-01 are hidden" in ran.err
    said = page.read_text()
    assert "The first answers of NP-01 are left out: they are being assessed blind." in said
    assert "question 1.1 in NP-01" not in said
