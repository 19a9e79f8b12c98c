"""Trace: from a published figure to its events, and from an event to the figures it affects."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli.audit.trace_output import render_event
from domain.actor import Actor, Origin, Role
from domain.events.sampling import CaseReinstated
from events_store.store import RecordedEvent
from projections.audit.trace_event import AffectedFigure, EventTrace
from projections.audit.trace_figure import AppliedRule
from projections.saved.audit_trail import AuditTrail, entry
from projections.saved.figures import Figure, FigureKind
from tests.cli.conftest import Walk, begin
from tests.fixtures.command_line import here


def traced(walk: Walk, *words: str, terminal: bool = False):
    return here("trace", *words, "--store", str(walk.store), terminal=terminal, COLUMNS="100", LINES="50")


def position_of(walk: Walk, *words: str) -> str:
    """The number of the event that a command of the walk recorded."""
    return walk.last(*words).out.split()[0]


def test_a_score_leads_to_the_answers_that_count_the_framework_the_rule_and_the_position(walk: Walk):
    ran = traced(walk, "score:1", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = ran.json
    assert told["figure"] == {"kind": "score", "name": "score:1", "title": "theme 1 score"}
    assert (told["subject"], told["value"]) == ("Planning", "75.0% (3 of 4)")
    assert told["scoring"]["share"] == {"numerator": 3, "denominator": 4}
    assert (told["ruled"]["rule"], told["ruled"]["framework"]) == ("pooled", "small-2023")
    assert len(told["ruled"]["digest"]) == 64
    answers = [one["event"] for one in told["events"] if one["role"] == "counted answer"]
    assert sorted((one["case"], one["question"], one["new"]) for one in answers) == [
        ("NP-01", "1.1", "sufficient"),
        ("NP-01", "1.2", "sufficient"),
        ("NP-02", "1.1", "insufficient"),
        ("NP-03", "1.1", "sufficient"),
    ]


def test_at_a_terminal_a_score_says_what_counted_what_was_left_out_and_by_which_rule(walk: Walk):
    ran = traced(walk, "theme", "1", terminal=True)
    assert (ran.code, ran.err) == (0, "")
    told = " ".join(ran.out.split())
    assert "Theme 1 score: Planning Value: 75.0% (3 of 4) Rule: pooled" in told
    assert "Counted: 3 sufficient and 1 insufficient answers, in 3 cases; left out: " in told
    assert "0 excluded cases" in told
    assert "Framework: small-2023" in told
    shown = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
    assert max(map(len, shown.splitlines())) <= 100


def test_a_pipe_gets_a_row_for_each_event_and_csv_too(walk: Walk):
    rows = traced(walk, "score:1").rows
    assert rows[0][:3] == ["role", "through", "position"]
    assert [row[0] for row in rows].count("counted answer") == 4
    assert len(rows) == 1 + len(traced(walk, "score:1", "--json").json["events"])
    assert traced(walk, "score:1", "--csv").out.splitlines()[1].startswith("framework,,")


def test_a_judgement_leads_to_the_score_it_was_based_on_and_whether_it_changed_since(walk: Walk):
    basis = traced(walk, "judgement:1", "--json").json["basis"]
    assert (basis["rested_on"]["sufficient"], basis["rested_on"]["answered"], basis["moved"]) == (3, 4, False)
    assert "it has not changed since" in traced(walk, "judgement:1", terminal=True).out.replace(
        "the score has", "it has"
    )
    moved = traced(walk, "judgement:1", "--at", position_of(walk, "moderate", "change"), terminal=True).out
    assert "the score has changed since: it is 75.0% (3 of 4)" in " ".join(moved.split())


def test_an_answer_is_told_as_a_history_with_who_moderated_it(walk: Walk):
    out = traced(walk, "answer", "NP-01", "1.2", terminal=True).out
    number = position_of(walk, "moderate", "change")
    assert f"Moderated: by Cat Carter ({number})" in out
    assert f"(replaced by {number})" in " ".join(out.split())
    assert "History: 2, of which 1 moderated" in out
    assert "Moderated: no, it is the assessor's own answer" in traced(walk, "answer:NP-01:1.1", terminal=True).out


def test_long_lists_are_cut_at_a_terminal_with_a_way_to_see_all(walk: Walk):
    short = traced(walk, "case:NP-01", "--at", position_of(walk, "judge", "make"), terminal=True)
    assert "Answer: 3" in short.out
    cited = traced(walk, "finding:1/key_finding/1", terminal=True).out
    assert "more: show them with --all, --csv or --json" in cited
    whole = traced(walk, "finding:1/key_finding/1", "--all", terminal=True).out
    assert "more: show them" not in whole
    assert len(whole) > len(cited)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (["score:1"], "score:1"),
        (["theme 1"], "score:1"),
        (["theme", "1"], "score:1"),
        (["Score", "1"], "score:1"),
        (["question:1.1"], "question:1.1"),
        (["judgement 1"], "judgement:1"),
        (["recommendation:02"], "recommendation:2"),
        (["finding 1/key_finding/1"], "finding:1/key_finding/1"),
        (["answer NP-01:1.1"], "answer:NP-01:1.1"),
        (["case", "NP-01"], "case:NP-01"),
    ],
)
def test_a_figure_is_typed_with_a_colon_or_a_space(walk: Walk, typed: list[str], name: str):
    assert traced(walk, *typed, "--json").json["figure"]["name"] == name


@pytest.mark.parametrize(
    "typed",
    [
        [],
        ["nonsense"],
        ["score"],
        ["score:"],
        ["theme 1 judgement"],
        ["answer:NP-01"],
        ["finding:1"],
        ["#x"],
        ["recommendation:one"],
        ["#"],
        ["story:1"],
        ["recommendation:٣"],
    ],
)
def test_what_is_no_figure_is_refused_with_the_forms_that_are(walk: Walk, typed: list[str]):
    ran = traced(walk, *typed)
    assert (ran.code, ran.out) == (2, "")
    assert "score:1 (or theme 1), question:1.03, judgement:1, recommendation:3" in ran.err
    assert "'#1234' (with the quotes)" in ran.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("score:9", "There is no theme 9 in the framework."),
        ("score:3", "inspectrail trace judgement:3"),
        ("question:9.9", "There is no question 9.9"),
        ("case:NP-99", "See: inspectrail case list"),
        ("answer:NP-02:1.2", "No answer to 1.2 in NP-02 is visible."),
        ("finding:9/key_finding/1", "There is no finding 9/key_finding/1."),
        ("recommendation:9", "See: inspectrail recommendations"),
        ("#0", "the log has events #1 to #"),
        ("#99999", "There is no event #99999"),
    ],
)
def test_a_figure_or_event_that_is_not_there_is_not_found(walk: Walk, typed: str, said: str):
    ran = traced(walk, typed)
    assert (ran.code, ran.out) == (4, "")
    assert said in ran.err


def test_an_event_leads_to_every_figure_it_affects(walk: Walk):
    number = position_of(walk, "moderate", "change")
    rows = traced(walk, number).rows
    assert rows[0] == ["current", "kind", "figure", "title", "value", "roles", "through"]
    assert {row[2] for row in rows[1:]} == {
        "score:1", "judgement:1", "question:1.2", "finding:1/key_finding/1", "recommendation:2", "case:NP-01",
        "answer:NP-01:1.2"}  # fmt: skip
    told = traced(walk, number, "--json").json
    assert told["current"] is True
    assert [one["through"] for one in told["affected_figures"] if one["figure"]["name"] == "recommendation:2"] == [
        ["finding:1/key_finding/1"]
    ]
    out = traced(walk, number, terminal=True).out
    assert "Current:   yes" in out
    assert "It affects 7 figures:" in out
    assert "Why:       The review of April was seen" in out


def test_an_event_that_was_replaced_says_by_which_and_what_it_no_longer_affects(walk: Walk):
    number = "#" + next(
        row[0]
        for row in here("trail", "--case", "NP-01", "--question", "1.2", "--store", str(walk.store)).rows
        if row[8] == "answer-recorded"
    )
    told = traced(walk, number, "--json").json
    assert told["current"] is False
    assert told["replaced_by"]["kind"] == "answer-moderated"
    once = [one["figure"]["name"] for one in told["affected_figures"] if not one["current"]]
    assert once == ["score:1", "question:1.2"]
    out = traced(walk, number, terminal=True).out
    assert "Current:   no, replaced by #" in out
    assert "It affected 2 figures, but no longer does:" in out
    assert "Effective: 2023-10-02" in out


def test_an_event_in_a_case_that_was_taken_out_says_so(walk: Walk):
    excluded = position_of(walk, "case", "exclude")
    recorded = next(
        row[0]
        for row in here("trail", "--case", "NP-03", "--store", str(walk.store)).rows
        if row[8] == "answer-revised"
    )
    out = traced(walk, f"#{recorded}", "--at", excluded, terminal=True).out
    assert f"Excluded:  its case does not count in scores since {excluded} Ann Archer excluded NP-03" in out


def test_an_event_that_makes_no_figure_affects_none(walk: Walk):
    ran = traced(walk, "#1", terminal=True)
    assert ran.code == 0
    assert "It affects no figure" in ran.out
    assert traced(walk, "#1").out == "current\tkind\tfigure\ttitle\tvalue\troles\tthrough\n"


def test_the_framework_affects_every_score_judgement_and_share(walk: Walk):
    out = traced(walk, "#2", terminal=True).out
    assert "It affects 8 figures:" in out
    assert "theme 3 judgement" in out


def test_many_figures_of_a_kind_are_cut_at_a_terminal_with_a_way_to_see_all(capsys: pytest.CaptureFixture[str]):
    actor = Actor(id="ann", name="Ann Archer", role=Role.LEAD_INSPECTOR, organisation="Youth Inspectorate")
    origin = Origin(actor=actor, recorded_at=datetime(2025, 3, 3, 9, tzinfo=UTC), command_id="c-1")
    event = entry(
        AuditTrail(), RecordedEvent(7, "case:one/NP-01", 2, "one", CaseReinstated(origin=origin, reason="Dates")), ()
    )
    shares = [
        AffectedFigure(Figure(FigureKind.QUESTION, f"1.{number}"), "50.0% (1 of 2)", (), ()) for number in range(1, 9)
    ]
    told = EventTrace(event, AppliedRule(None, None, None, None, 7), None, None, tuple(shares))
    render_event(told, show_all=False)
    cut = capsys.readouterr().out
    assert "and 3 more question shares: show them with --all, --csv or --json" in cut
    assert "question 1.6 share" not in cut
    render_event(told, show_all=True)
    assert "question 1.8 share" in capsys.readouterr().out


def test_an_event_of_another_inspection_is_traced_there(tmp_path: Path):
    store = begin(begin(tmp_path / "two.db", "one-2024"), "two-2024")
    ran = here("trace", "#2", "--store", str(store), "--inspection", "two-2024")
    assert (ran.code, ran.out) == (4, "")
    assert "--inspection one-2024" in ran.err


def test_an_event_that_came_after_the_instant_does_not_count(walk: Walk):
    ran = traced(walk, position_of(walk, "moderate", "change"), "--at", "feedback")
    assert (ran.code, ran.out) == (4, "")
    assert "It was recorded after --at" in ran.err
    assert traced(walk, "judgement:1", "--at", "#11").code == 4
