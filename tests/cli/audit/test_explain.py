"""Why did a theme's score change, as the command line tells it to people and to machines?"""

import csv
import io
import re
from fractions import Fraction
from pathlib import Path

import pytest

from cli.audit.waterfall import Bar, pictures, signed
from tests.cli.conftest import Walk
from tests.fixtures.command_line import Ran, here

REASONS = {
    "moderated": "Nothing shows that Wren took part",
    "excluded": "The order seemed to end before the window",
    "reviewed": "The review of April was seen",
}


def explain(store: Path, *arguments: str, terminal: bool = False, **more: str) -> Ran:
    wide = {"COLUMNS": "140", "LINES": "50", "NO_COLOR": "1", "TERM": "dumb", **more}
    return here("explain", *arguments, "--store", str(store), terminal=terminal, **wide)


def told(store: Path, *arguments: str, **more: str) -> str:
    ran = explain(store, *arguments, terminal=True, **more)
    assert (ran.code, ran.err) == (0, "")
    return ran.out


def number(fraction: dict[str, int]) -> Fraction:
    return Fraction(fraction["numerator"], fraction["denominator"])


def position_of(walk: Walk, *words: str) -> int:
    return int(walk.last(*words).out.split()[0].removeprefix("#"))


def row(said: str, words: str) -> list[str]:
    """Return the cells of the one line of a table that has these words."""
    [line] = [line for line in said.splitlines() if words in line]
    return re.split(r"  +", line.strip())


# For people


def test_the_change_is_told_with_both_scores_their_instants_and_the_points_between(walk: Walk):
    said = told(walk.store, "1", "--from", "feedback")
    heading = said.splitlines()[0]
    assert heading.startswith("Theme 1, Planning: 50.0% at feedback (#")
    assert "13 October 2023) → 75.0% now (#" in heading
    assert "a change of +25.00 percentage points." in " ".join(said.split())
    assert "Answers sufficient: 2 of 4, then 3 of 4. Scoring rule: pooled, small-2023 (" in said
    assert (
        "1 event accounts for exactly 25 percentage points, all of the change. The figures shown are rounded." in said
    )


def test_each_event_is_a_row_with_who_what_why_its_points_and_the_running_score(walk: Walk):
    said = told(walk.store, "1", "--from", "feedback", COLUMNS="200")
    did = "Cat Carter moderated question 1.2 in NP-01 from insufficient to sufficient."
    position, day, text, points, score, picture = row(said, "moderated")
    assert position.isdecimal()
    assert (day, text, points, score) == ("2023-11-27", f"{did} Why: {REASONS['reviewed']}.", "+25.00", "75.00%")
    assert set(picture) == {"+"}
    assert row(said, " at feedback  ")[1:] == ["at feedback", "50.00%", "|"]
    assert row(said, " now  ")[-2] == "75.00%"


def test_the_same_contributions_are_summed_by_person_question_case_and_reason(walk: Walk):
    said = told(walk.store, "1", "--from", "feedback")
    assert row(said, "Cat Carter, ") == ["Cat Carter, moderator", "1", "+25.00"]
    assert row(said, "1.2 Was the plan") == ["1.2 Was the plan reviewed when something changed?", "1", "+25.00"]
    assert row(said, "NP-01  ") == ["NP-01", "1", "+25.00"]
    assert row(said, "The review of April was seen  ") == ["The review of April was seen", "1", "+25.00"]


def test_only_one_grouping_is_shown_where_it_is_asked_for(walk: Walk):
    said = told(walk.store, "1", "--by", "case")
    assert row(said, "by case") == ["by case", "events", "% points"]
    assert sorted(row(said, f"{case}  ")[0] for case in ("NP-01", "NP-02", "NP-03")) == ["NP-01", "NP-02", "NP-03"]
    assert "by person" not in said
    assert "who, what and why" not in said


def test_where_there_was_no_score_it_says_so_and_the_first_answer_gives_the_first(walk: Walk):
    said = told(walk.store, "1")
    wide = told(walk.store, "1", COLUMNS="240")
    assert said.startswith("Theme 1, Planning: no score at the beginning → 75.0% now (#")
    assert "a change of +75.00 percentage points (no score counts as 0 in the sum)." in " ".join(said.split())
    assert "Ben Baker answered question 1.1 in NP-01: sufficient. This gives the first score." in " ".join(wide.split())
    assert row(said, "at the beginning  ")[-2] == "no score"
    assert "first answers, which need no reason" in said


def test_where_the_last_answer_leaves_the_score_it_says_so(begun: Path):
    for words in (
        ["fieldwork", "start", "--as", "ann"],
        ["answer", "record", "NP-01", "1.1", "insufficient", "--evidence", "none seen", "--as", "ben"],
        ["case", "exclude", "NP-01", "--reason", "Out of the window", "--as", "ann"],
    ):
        ran = here(*words, "--store", str(begun))
        assert ran.code == 0, ran.err
    said = told(begun, "1", COLUMNS="200")
    assert "Ben Baker answered question 1.1 in NP-01: insufficient. This gives the first score." in said
    assert "Ann Archer excluded NP-01 from the score. Why: Out of the window. This leaves no score." in said
    assert "2 events changed the score and cancel out exactly." in said
    assert row(told(begun, "1", "--by", "case"), "NP-01") == ["NP-01", "2", "0.00"]


def test_what_changed_nothing_is_left_out_and_counted(walk: Walk):
    # What was imported next begins with NP-02 1.1.
    start = position_of(walk, "answer", "record", "NP-01", "2.1") + 1
    said = told(walk.store, "2", "--from", f"#{start}", "--to", f"#{start + 1}")
    assert said.splitlines()[-1] == (
        "1 event is about this theme but did not change its score. To see it, use --json or --csv."
    )
    assert "who, what and why" not in said
    everything = told(walk.store, "2")
    assert "3 events are about this theme but did not change its score. To see them, use --json or --csv." in everything
    assert "not applicable" not in everything


def test_the_largest_effects_are_shown_and_the_others_as_one_so_that_they_sum(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("cli.audit.explain_output.LARGEST", 1)
    said = told(walk.store, "1", "--from", "#1")
    first, rest = row(said, "NP-01  "), row(said, "2 more: see --by case")
    assert float(first[-1]) + float(rest[-1]) == pytest.approx(75, abs=0.01)
    assert "3 more" not in told(walk.store, "1", "--by", "case")


@pytest.mark.parametrize("instant", ["feedback", "#40"])
def test_an_instant_compared_with_itself_is_no_change(walk: Walk, instant: str):
    said = told(walk.store, "1", "--from", instant, "--to", instant)
    assert "no change." in " ".join(said.split())
    assert "Nothing that affects its score was recorded in between." in said
    assert "who, what and why" not in said


def test_positions_days_and_times_are_named_as_they_were_asked_for(walk: Walk):
    position = f"#{explain(walk.store, '1', '--from', 'feedback', '--json').json['from']['position']}"
    assert f"50.0% at {position} (" in told(walk.store, "1", "--from", position)
    day = "2999-12-31"
    assert "% on 31 December 2999 (#" in told(walk.store, "1", "--to", day)
    assert f"% at {day}T12:00 (#" in told(walk.store, "1", "--to", f"{day}T12:00")


def test_what_was_true_by_a_day_is_told_of_that_day_and_says_so(walk: Walk):
    said = told(walk.store, "1", "--from", "feedback", "--to", "draft", "--effective", "2023-10-04", COLUMNS="240")
    heading, grounds, *_ = said.splitlines()
    assert heading.endswith("no change.")
    assert "October" not in heading
    assert grounds.endswith("It counts events effective by 4 October 2023.")
    position = f"#{explain(walk.store, '1', '--to', 'feedback', '--json').json['to']['position']}"
    assert f"at {position}, no change." in told(
        walk.store, "1", "--from", position, "--to", position, "--effective", "2023-10-04", COLUMNS="240"
    )


@pytest.mark.parametrize(
    ("columns", "day", "picture"), [("100", True, True), ("70", True, False), ("50", False, False)]
)
def test_a_narrow_terminal_leaves_out_the_picture_first_and_then_the_day(
    walk: Walk, columns: str, day: bool, picture: bool
):
    said = told(walk.store, "1", "--from", "feedback", COLUMNS=columns)
    assert ("effective" in said, "++" in said) == (day, picture)
    assert max(map(len, said.splitlines())) <= int(columns)
    assert "+25.00" in said


def test_colour_only_says_again_what_the_signs_say(walk: Walk):
    coloured = told(walk.store, "1", NO_COLOR="", TERM="xterm-256color")
    assert "\x1b[38;5;33m+" in coloured
    assert re.search("\x1b\\[38;5;208m *-", coloured)
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == told(walk.store, "1")


def test_points_have_two_decimals_and_more_where_an_effect_would_be_shown_as_nothing():
    assert signed(Fraction(1, 4)) == "+0.25"
    assert signed(Fraction(-100, 417)) == "-0.24"
    assert signed(Fraction(-1, 300)) == "-0.003"
    assert signed(Fraction(1, 10**9)) == "+0.000000"
    assert signed(Fraction(0)) == "0.00"


def test_a_picture_shows_where_the_score_went_on_one_scale():
    half, whole, nothing = Fraction(1, 2), Fraction(1), Fraction(0)
    bars = [
        Bar(None, "", "", None, None),
        Bar(1, "", "", None, whole, Fraction(100)),
        Bar(2, "", "", whole, half, Fraction(-50)),
        Bar(3, "", "", half, half - Fraction(1, 1000), Fraction(-1, 10)),
        Bar(None, "", "", half, half),
    ]
    assert pictures(bars, 8) == ["|", "++++++++", "    ----", "    -", "    |"]
    assert pictures([Bar(1, "", "", None, nothing, Fraction(0))], 8) == ["|"]


# For machines


def test_json_has_every_event_and_sums_exactly(walk: Walk):
    document = explain(walk.store, "1", "--json").json
    assert (document["theme"], document["rule"], document["framework"]) == ("1", "pooled", "small-2023")
    assert document["from"] == {
        "instant": None, "position": 0, "on": None, "share": None, "sufficient": 0, "answered": 0,
    }  # fmt: skip
    assert (document["to"]["sufficient"], document["to"]["answered"]) == (3, 4)
    contributions = document["contributions"]
    assert sum(number(one["points"]) for one in contributions) == number(document["points"]) == 75
    kinds = ["answered", "revised", "moderated", "excluded", "reinstated"]
    assert list(dict.fromkeys(one["kind"] for one in contributions)) == kinds
    moderated = next(one for one in contributions if one["kind"] == "moderated")
    assert (moderated["person"], moderated["why"]) == ("cat", REASONS["moderated"])
    assert (moderated["old"], moderated["new"], moderated["case"]) == ("sufficient", "insufficient", "NP-02")
    for groups in document["by"].values():
        assert sum(number(group["points"]) for group in groups) == 75


def test_rows_are_events_with_exact_points(walk: Walk):
    ran = explain(walk.store, "1")
    piped = ran.rows
    rows = list(csv.DictReader(io.StringIO(explain(walk.store, "1", "--csv").out)))
    assert piped[0] == list(rows[0])
    assert [one[0] for one in piped[1:]] == [one["position"] for one in rows]
    exact = [Fraction(int(one["points numerator"]), int(one["points denominator"])) for one in rows]
    assert sum(exact) == 75
    assert [float(one["points"]) for one in rows] == pytest.approx([float(one) for one in exact], abs=1e-6)
    assert (rows[0]["score before (%)"], rows[0]["score after (%)"], rows[0]["old"]) == ("", "100.0", "")
    assert explain(walk.store, "1", "--tsv").out == ran.out


def test_rows_by_reason_are_sums_with_exact_points(walk: Walk):
    rows = list(csv.DictReader(io.StringIO(explain(walk.store, "1", "--by", "reason", "--csv").out)))
    assert {row["title"] for row in rows} > set(REASONS.values())
    assert sum(Fraction(int(one["points numerator"]), int(one["points denominator"])) for one in rows) == 75


def test_an_answer_that_does_not_apply_is_a_row_that_says_so(walk: Walk):
    rows = list(csv.DictReader(io.StringIO(explain(walk.store, "2", "--to", "feedback", "--csv").out)))
    applies_not = [one for one in rows if one["new"] == "not applicable"]
    assert [(one["case"], one["kind"], one["points"]) for one in applies_not] == [("NP-02", "answered", "0.0")]


def test_two_spans_are_the_whole(walk: Walk):
    whole = explain(walk.store, "1", "--json").json["contributions"]
    first = explain(walk.store, "1", "--to", "feedback", "--json").json["contributions"]
    second = explain(walk.store, "1", "--from", "feedback", "--json").json["contributions"]
    assert first + second == whole


def test_as_of_an_instant_the_log_ends_there(walk: Walk):
    assert explain(walk.store, "1", "--at", "feedback", "--json").json["points"] == {"numerator": 50, "denominator": 1}
    assert "50.0% at feedback (#" in told(walk.store, "1", "--at", "feedback")


# Refusals


def test_the_end_before_the_beginning_is_refused(walk: Walk):
    ran = explain(walk.store, "1", "--from", "draft", "--to", "feedback")
    assert (ran.code, ran.out) == (2, "")
    assert re.match(
        r"The start, at draft \(#\d+, 10 November 2023\), is after the end, at feedback "
        r"\(#\d+, 13 October 2023\)\. Swap --from and --to\.",
        ran.err,
    )


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_what_was_still_to_come_as_of_an_instant_is_refused(walk: Walk, option: str):
    ran = explain(walk.store, "1", option, "published", "--at", "feedback")
    assert (ran.code, ran.out) == (4, "")
    assert re.fullmatch(
        r"newport-2023 has not reached published: it is #\d+, and --at feedback shows the log up to #\d+\.\n", ran.err
    )


def test_a_theme_without_a_score_has_none_to_explain(walk: Walk):
    ran = explain(walk.store, "3")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "Theme 3, Governance, is judged without a score, so there is no score to explain. To see who judged it "
        "and why: inspectrail trail --theme 3\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["9"], 4), ([], 2), (["1", "--from", "soon"], 2), (["1", "--to", "#9999"], 4), (["1", "--by", "mood"], 2),
     (["1", "--to", "#1"], 5), (["1", "--from", ""], 2)],
)  # fmt: skip
def test_what_cannot_be_explained_is_refused_and_nothing_is_shown(walk: Walk, arguments: list[str], code: int):
    ran = explain(walk.store, *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.endswith("\n")
