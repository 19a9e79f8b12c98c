"""Compare: what differs between two instants, and which events made the difference."""

from pathlib import Path

import pytest

from tests.cli.conftest import Walk
from tests.fixtures.command_line import at_terminal, here


def compared(walk: Walk, *words: str):
    return here("compare", *words, "--store", str(walk.store))


def test_every_difference_has_both_values_its_points_and_the_events_that_made_it(walk: Walk):
    ran = compared(walk, "draft", "published", "--json")
    assert (ran.code, ran.err) == (0, "")
    differences = {(one["figure"], one["axis"]): one for one in ran.json["differences"]}
    score = differences["score:1", None]
    assert (score["a"], score["b"]) == ("50.0% (2 of 4)", "75.0% (3 of 4)")
    assert score["points"] == {"numerator": 25, "denominator": 1}
    assert [event["kind"] for event in score["events"]] == ["answer-moderated"]
    assert differences["answer:NP-01:1.2", None]["events"][0]["why"] == "The review of April was seen"
    assert differences["judgement:1", None]["b"] == "fair"
    assert differences["recommendation:1", "due date"]["a"] is None


def test_nothing_differs_between_an_instant_and_itself(walk: Walk):
    assert compared(walk, "draft", "draft", "--json").json["differences"] == []
    assert compared(walk, "draft", "draft").out.splitlines() == ["kind\tfigure\taxis\ta\tb\tpoints\tevents"]
    ran = here("compare", "draft", "draft", "--store", str(walk.store), terminal=True)
    assert ran.out.startswith("Nothing differs between draft (#")
    assert ran.code == 0


def test_backwards_the_values_change_places(walk: Walk):
    there = compared(walk, "draft", "published", "--json").json["differences"]
    back = compared(walk, "published", "draft", "--json").json["differences"]
    assert [(one["figure"], one["a"], one["b"]) for one in there] == [
        (one["figure"], one["b"], one["a"]) for one in back
    ]


def test_where_b_is_before_a_it_says_that_it_reads_backwards(walk: Walk):
    notice = "B is before A, so the differences read backwards"
    for instants, backwards in ((("published", "draft"), True), (("draft", "published"), False)):
        assert compared(walk, *instants, "--json").json["backwards"] is backwards
        told = here("compare", *instants, "--store", str(walk.store), terminal=True, COLUMNS="100").out
        assert (notice in told) is backwards


def test_at_a_terminal_each_event_that_made_a_difference_is_told_once_with_who_what_and_why(walk: Walk):
    told = here("compare", "draft", "published", "--store", str(walk.store), terminal=True, COLUMNS="200").out
    _, events = told.split("Events that made these differences: ")
    [line] = [line for line in events.splitlines() if "NP-01" in line]
    number = walk.last("moderate", "change").out.split()[0].removeprefix("#")
    assert line.split()[0] == number
    assert "Cat Carter" in line
    assert "moderated question 1.2 in NP-01 from insufficient to sufficient" in line
    assert "The review of April was seen" in line
    join_list = {
        event["position"]
        for one in compared(walk, "draft", "published", "--json").json["differences"]
        for event in one["events"]
    }
    assert int(events.split()[0]) == len(join_list)


def test_a_pipe_gets_a_row_for_each_difference_and_csv_too(walk: Walk):
    rows = compared(walk, "draft", "published").rows
    assert rows[0] == ["kind", "figure", "axis", "a", "b", "points", "events"]
    assert rows[1][:2] == ["score", "score:1"]
    assert compared(walk, "draft", "published", "--csv").out.splitlines()[1].startswith("score,score:1,,")
    assert len(rows) == 1 + len(compared(walk, "draft", "published", "--json").json["differences"])


def test_only_a_theme_or_a_case_is_compared_where_asked(walk: Walk):
    of_case = compared(walk, "#11", "published", "--case", "NP-02", "--json").json["differences"]
    assert {one["figure"].split(":")[1] for one in of_case} == {"NP-02"}
    of_theme = compared(walk, "#11", "published", "--theme", "2", "--json").json["differences"]
    assert {one["figure"] for one in of_theme} >= {"score:2", "judgement:2", "answer:NP-01:2.1"}
    assert "score:1" not in {one["figure"] for one in of_theme}


def test_at_a_terminal_each_kind_has_its_table_and_long_ones_are_cut_with_a_way_to_see_all(walk: Walk):
    ran = at_terminal("compare", "#11", "published", "--store", str(walk.store), folder=walk.store.parent, columns=120)
    assert ": 2 scores, 3 judgements," in " ".join(ran.out.split())
    assert "theme 1 score" in ran.out
    assert "Cat Carter" in ran.out


def test_long_sections_are_cut_at_a_terminal_unless_all_are_asked_for(walk: Walk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cli.audit.compare.AT_MOST", 1)
    words = ("compare", "#11", "published", "--store", str(walk.store))
    cut, whole = here(*words, terminal=True), here(*words, "--all", terminal=True)
    assert "more: show them with --all, or with --csv" in cut.out
    assert "more: show them with --all, or with --json" in cut.out
    assert "more: show them" not in whole.out


def test_what_was_known_at_an_instant_ends_there(walk: Walk):
    assert compared(walk, "feedback", "published", "--at", "feedback", "--json").json["differences"] == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("draft",), 2, "Missing argument 'B'"),
        (("draft", "yesterday"), 2, "“yesterday” is not a point in time."),
        (("draft", "#9999"), 4, "has not reached #9999"),
        (("draft", "published", "--theme", "9"), 4, "There is no theme 9 in the framework."),
        (("draft", "published", "--case", "NP-99"), 4, "There is no case NP-99"),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(walk: Walk, words: tuple[str, ...], code: int, said: str):
    ran = compared(walk, *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_nothing_is_recorded_by_comparing(walk: Walk, walked: Path):
    before = here("status", "--json", "--store", str(walked)).json["log_root"]
    assert here("compare", "draft", "published", "--store", str(walked)).code == 0
    assert here("status", "--json", "--store", str(walked)).json["log_root"] == before
