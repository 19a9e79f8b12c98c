"""The shipped example matches the published report and is the same on every machine."""

import json
import re
import sqlite3
import tomllib
from collections import Counter
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from unittest.mock import patch

import pytest

from cli.examples.newcastle.diary import BANK_HOLIDAYS
from cli.examples.newcastle.script import script
from domain.dates import LONDON
from tests.fixtures.command_line import copied, here, process
from tests.fixtures.newcastle import newcastle, newcastle_in

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "cli" / "examples" / "newcastle"
PUBLISHED = ROOT.parent / "shared" / "newcastle"
# Changes only with the data of the example or the schema of an event. Mention it in the commit message.
LOG_ROOT = "3122df04ed0c3431aef9c2889406dec1e7374f604d60de49c3aace4a2ff5daa0"

PERCENTS = {"1": 61, "2": 66, "3": 64, "4": 74, "5": None, "6": 63}
AT_FEEDBACK = {"1": 62, "2": 66, "3": 64, "4": 74, "5": None, "6": 63}
JUDGEMENTS = {
    "1": "unsatisfactory", "2": "satisfactory", "3": "satisfactory",
    "4": "satisfactory", "5": "unsatisfactory", "6": "unsatisfactory",
}  # fmt: skip
KEY_FINDINGS = {"1": 8, "2": 7, "3": 9, "4": 4, "5": 7, "6": 6}
EXPLANATIONS = {"1": 9, "2": 9, "3": 11, "4": 7, "5": 27, "6": 12}
EXAMPLES = {"1": ["Ethan"], "2": ["Phillip"], "3": ["Bob"], "4": ["Paul"], "6": ["Lewis", "David"]}
OWNERS = ["Local authority Chief Executive", *["YOT Head of Service"] * 6]

# The report's shares of single questions: theme, topic, question, lower and upper bound.
FACTS = [
    ("1", "assessment of the likelihood of reoffending", "1.03", "> 0.5", "<= 1"),
    ("1", "reviews of work to reduce reoffending", "1.14", "> 0.5", "<= 1"),
    ("2", "PSR explains the risk of harm to others", "2.01", "> 0.5", "<= 1"),
    ("2", "assessment of the risk of harm to others", "2.02", ">= 0.72", "<= 0.78"),
    ("2", "planning to manage the risk of harm to others", "2.06", "> 0.5", "<= 0.55"),
    ("2", "review of plans to manage the risk of harm", "2.14", ">= 0.44", "< 0.5"),
    ("2", "interventions consistent with assessed risk of harm", "2.10", "> 0.5", "<= 1"),
    ("2", "management oversight of risk of harm work", "2.15", ">= 0.4", "< 0.5"),
    ("3", "planning to address vulnerability at the start", "3.05", ">= 0.47", "<= 0.53"),
    ("3", "interventions appropriate to vulnerability", "3.08", ">= 0.9", "<= 1"),
    ("4", "barriers to engagement identified in the assessment", "4.02", ">= 0.72", "<= 0.78"),
    ("4", "parents or carers engaged at PSR and assessment", "4.01", ">= 0.9", "<= 1"),
    ("4", "child and parents or carers involved in planning", "4.06", "> 0.6667", "<= 0.71"),
    ("4", "efforts to understand why the child offended", "4.03", "> 0.75", "<= 0.85"),
    ("4", "response to barriers to engagement", "4.09", "> 0.75", "<= 0.78"),
    ("4", "reviews of the delivery of interventions completed", "4.15", ">= 0.72", "<= 0.78"),
    ("6", "initial planning of interventions", "6.03", ">= 0.47", "<= 0.53"),
]


@pytest.fixture(scope="session")
def built():
    """The output of `inspectrail demo newcastle --json`, run in a new process."""
    return json.loads((newcastle() / "built.json").read_text())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example's store."""
    return newcastle_in(tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="session")
def log(demo: Path) -> list[dict]:
    """Every stored event, with its position, stream and kind."""
    connection = sqlite3.connect(demo)
    rows = connection.execute(
        "SELECT position, originator_id, topic, state FROM stored_events ORDER BY position"
    ).fetchall()
    connection.close()
    return [
        {"position": position, "stream": stream, "kind": topic.rpartition(".")[0], **json.loads(state)}
        for position, stream, topic, state in rows
    ]


def shown(store: Path, *arguments: str):
    ran = here(*arguments, "--store", str(store), "--json")
    assert (ran.code, ran.err) == (0, "")
    return ran


def of_kind(log: list[dict], kind: str) -> list[dict]:
    return [event for event in log if event["kind"] == kind]


def final_answers(log: list[dict]) -> dict[tuple[str, str], str]:
    answers = {}
    for event in log:
        if event["kind"] in ("answer-recorded", "answer-revised", "answer-moderated"):
            answers[event["stream"], event["question"]] = event.get("new") or event["response"]
    return answers


# As published


def test_the_themes_score_and_are_judged_as_published(built):
    themes = built["scores"]["themes"]
    assert {theme["theme"]: theme["percent"] for theme in themes} == PERCENTS
    assert {theme["theme"]: theme["judgement"] for theme in themes} == JUDGEMENTS
    assert [theme["theme"] for theme in themes if theme["judgement_stale"]] == []
    assert {theme["cases"] for theme in themes} == {34}


def test_every_question_that_the_report_gives_a_share_for_has_it(demo: Path):
    shares = {
        row["question"]: Fraction(row["sufficient"], row["sufficient"] + row["insufficient"])
        for row in shown(demo, "scores", "--questions", "--at", "published").json
    }
    outside = [
        (question, float(shares[question]))
        for _, _, question, low, high in FACTS
        if not (_holds(shares[question], low) and _holds(shares[question], high))
    ]
    assert outside == []


def _holds(share: Fraction, bound: str) -> bool:
    sign, number = bound.split()
    limit = Fraction(number)
    return {">": share > limit, ">=": share >= limit, "<": share < limit, "<=": share <= limit}[sign]


def test_the_figures_of_this_test_are_the_published_figures():
    figures = _published("published-figures.json")
    assert figures["theme_scores"] == PERCENTS
    assert figures["judgements"] == JUDGEMENTS
    assert figures["key_findings"] == KEY_FINDINGS
    assert figures["explanations"] == EXPLANATIONS
    assert {theme: names for theme, names in figures["practice_examples"].items() if names} == EXAMPLES
    assert [recommendation["owner"] for recommendation in figures["recommendations"]] == OWNERS
    bounds = [
        (str(fact["theme"]), fact["topic"], *_bounds(fact["sufficient_share"])) for fact in figures["question_facts"]
    ]
    assert bounds == [(theme, topic, low, high) for theme, topic, _, low, high in FACTS]


def _bounds(share: dict) -> tuple[str, str]:
    return (
        f"{'>' if share['low_open'] else '>='} {share['low']}",
        f"{'<' if share['high_open'] else '<='} {share['high']}",
    )


def _published(name: str):
    file = PUBLISHED / name
    if not file.exists():
        pytest.skip(f"{name} is not part of the product, and is not available here")
    text = file.read_text(encoding="utf-8")
    return json.loads(text) if name.endswith(".json") else text


def test_findings_and_examples_are_as_many_as_in_the_report(demo: Path, log):
    themes = shown(demo, "status", "--at", "published").json["themes"]
    assert {theme["theme"]: theme["key_findings"] for theme in themes} == KEY_FINDINGS
    assert {theme["theme"]: theme["explanations"] for theme in themes} == EXPLANATIONS
    examples: dict[str, list[str]] = {}
    for event in of_kind(log, "practice-example-recorded"):
        examples.setdefault(event["theme"], []).append(event["pseudonym"])
    assert examples == EXAMPLES


def test_the_answers_that_a_finding_cites_point_its_way(log):
    answers = final_answers(log)
    pointing = {"strength": {"sufficient"}, "deficit": {"insufficient"}, "mixed": {"sufficient", "insufficient"}}
    cited = 0
    for finding in of_kind(log, "finding-recorded"):
        for answer in finding["citations"]["answers"]:
            stream = f"case:newcastle-2016/{answer['case']}"
            assert answers[stream, answer["question"]] in pointing[finding["direction"]]
            cited += 1
    assert cited > 150


def test_the_recommendations_and_their_owners_are_as_published(built):
    recommendations = built["recommendations"]["published+6m"]["recommendations"]
    assert [(recommendation["number"], recommendation["owner"]["role"]) for recommendation in recommendations] == list(
        enumerate(OWNERS, start=1)
    )
    assert {recommendation["original_due_on"] for recommendation in recommendations} == {"2017-07-15"}
    assert all(recommendation["findings"] for recommendation in recommendations)


def test_its_milestones_are_on_the_days_of_the_report(log):
    kinds = (
        "inspection-announced", "fieldwork-started", "feedback-given", "fieldwork-ended",
        "draft-report-issued", "report-published",
    )  # fmt: skip
    assert [of_kind(log, kind)[0]["origin"]["recorded_at"][:10] for kind in kinds] == [
        "2016-04-08", "2016-04-25", "2016-05-13", "2016-05-13", "2016-06-03", "2016-07-15",
    ]  # fmt: skip


# Events between announcement and publication


def test_scores_at_feedback_differ_a_little_from_those_published(demo: Path):
    themes = shown(demo, "scores", "--at", "feedback").json["themes"]
    assert {theme["theme"]: theme["percent"] for theme in themes} == AT_FEEDBACK


def test_moderators_changed_answers_in_both_directions_with_reasons_and_some_after_a_query(log):
    moderated = of_kind(log, "answer-moderated")
    ways = Counter(event["new"] for event in moderated)
    assert ways == {"insufficient": 44, "sufficient": 20, "not_applicable": 2}
    assert len({event["reason"] for event in moderated}) > 35
    replied = {(event["stream"], event["question"]) for event in of_kind(log, "query-answered")}
    assert sum((event["stream"], event["question"]) in replied for event in moderated) == 10
    assert len(of_kind(log, "answer-confirmed")) == 30


def test_five_cases_have_second_answers_that_mostly_agree(log):
    second = of_kind(log, "second-answer-recorded")
    first = {
        (event["stream"], event["question"]): event.get("new") or event["response"]
        for event in log
        if event["kind"] in ("answer-recorded", "answer-revised") and event["origin"]["recorded_at"] < "2016-05-01"
    }
    agreeing = sum(first[event["stream"], event["question"]] == event["response"] for event in second)
    assert len({event["stream"] for event in second}) == 5
    assert 0.75 <= agreeing / len(second) <= 0.85


def test_a_case_was_excluded_and_reinstated_and_another_reopened_after_sign_off(log):
    assert [event["stream"][-5:] for event in (*of_kind(log, "case-excluded"), *of_kind(log, "case-reinstated"))] == [
        "NC-31", "NC-31",
    ]  # fmt: skip
    [reopened] = of_kind(log, "assessment-reopened")
    of_case = [event["kind"] for event in log if event["stream"] == reopened["stream"]]
    around = [kind for kind in of_case if kind in ("moderation-completed", "assessment-reopened")]
    assert around[:3] == ["moderation-completed", "assessment-reopened", "moderation-completed"]


def test_some_answers_were_corrected_before_submission_and_some_entered_a_day_later(log):
    assert len(of_kind(log, "answer-revised")) == 9 + 2
    recorded = of_kind(log, "answer-recorded")
    assert 50 <= sum(event["origin"]["occurred_on"] is not None for event in recorded) <= 80
    assert len({event["evidence"] for event in recorded}) > 450


def test_the_judgement_of_theme_3_was_revised(log):
    [revised] = of_kind(log, "judgement-revised")
    assert (revised["theme"], revised["old"], revised["new"]) == ("3", "unsatisfactory", "satisfactory")


def test_three_challenges_were_decided_and_two_changed_a_finding(log):
    decided = of_kind(log, "accuracy-challenge-decided")
    assert [event["outcome"] for event in decided] == ["accepted", "rejected", "accepted"]
    assert [(event["theme"], event["list"], event["ordinal"]) for event in of_kind(log, "finding-revised")] == [
        ("5", "explanation", 19),
        ("5", "explanation", 15),
    ]


def test_everything_was_recorded_in_working_hours(log):
    for event in log:
        moment = datetime.fromisoformat(event["origin"]["recorded_at"]).astimezone(LONDON)
        assert moment.weekday() < 5
        assert moment.date() not in BANK_HOLIDAYS
        assert time(8, 30) <= moment.time() <= time(18, 30)


# The twelve months


def test_the_follow_up_has_an_overdue_a_moved_a_reopened_and_a_failed_recommendation(demo: Path):
    late = shown(demo, "recommendations", "--overdue", "--at", "2017-07-16").json["recommendations"]
    assert [recommendation["number"] for recommendation in late] == [6]
    standing = shown(demo, "recommendations", "--at", "2017-07-31").json
    recommendations = standing["recommendations"]
    assert [
        recommendation["number"]
        for recommendation in recommendations
        if recommendation["due_on"] != recommendation["original_due_on"]
    ] == [7]
    assert [recommendation["number"] for recommendation in recommendations if recommendation["times_reopened"]] == [5]
    assert [recommendation["closure"] for recommendation in recommendations] == [
        "implemented", "implemented", "implemented", "not_implemented", "implemented", None, None,
    ]  # fmt: skip
    assert (standing["review_due_on"], standing["reviewed_on"]) == ("2017-07-15", "2017-07-20")


def test_the_recommendations_nine_months_on_match_the_log(demo: Path, log):
    until = datetime.combine(date(2017, 4, 15), time.max, tzinfo=LONDON).astimezone(UTC)
    expected = {number: {"progress": None, "verification": None, "closure": None} for number in range(1, 8)}
    for event in log:
        if datetime.fromisoformat(event["origin"]["recorded_at"]) > until:
            break
        for name, kind in (
            ("progress", "progress-reported"),
            ("verification", "progress-verified"),
            ("closure", "recommendation-closed"),
        ):
            if event["kind"] == kind:
                expected[event["number"]][name] = event[name]
    tracker = shown(demo, "recommendations", "--at", "published+9m").json
    assert tracker["on"] == "2017-04-15"
    axes = ("progress", "verification", "closure")
    assert {
        recommendation["number"]: {axis: recommendation[axis] for axis in axes}
        for recommendation in tracker["recommendations"]
    } == expected
    assert [number for number, standing in expected.items() if standing["closure"]] == [5]


# Replay


def test_replaying_until_the_draft_stops_at_it_and_proves_the_current_state(demo: Path, log):
    *steps, proof = shown(demo, "replay", "newcastle-2016", "--until", "draft").json_lines
    assert steps[-1]["event"]["kind"] == "draft-report-issued"
    assert [step["event"]["position"] for step in steps] == list(range(1, len(steps) + 1))
    assert proof == {"replayed": len(log), "shown": len(steps), "equal": True, "differing": []}


def test_the_complete_log_is_replayed_when_it_is_built(built, log):
    assert built["replay"] == {"replayed": len(log), "shown": len(log), "equal": True, "differing": []}
    assert (built["inspection"], built["built"], built["events"]) == ("newcastle-2016", True, len(log))


# Reproducible, without the words and names of the report


def test_the_log_is_the_same_on_every_machine(built):
    assert built["log_root"] == LOG_ROOT


def test_a_second_build_gives_the_same_log(built, tmp_path: Path):
    elsewhere = {"TZ": "America/Los_Angeles", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    again = process("demo", "newcastle", "--json", folder=tmp_path, **elsewhere)
    assert (again.code, again.json["log_root"]) == (0, built["log_root"])
    assert [file.name for file in tmp_path.iterdir()] == ["newcastle-2016.db"]


def test_no_member_of_the_real_inspection_is_named(log):
    thanks = _published("report.md").partition("## Appendix 2")[2].partition("</p></td>")[0]
    names = re.findall(r"(\w+) (\w+), <i>", thanks)
    assert len(names) >= 15
    text = json.dumps(log, ensure_ascii=False)
    surnames = "|".join(surname for _, surname in names)
    assert re.findall(rf"\b(?:{surnames})\b", text) == []


def test_no_eight_words_in_a_row_are_those_of_the_report():
    report = _runs(_published("report.md"))
    copied = {run for file in sorted(DATA.glob("*.toml")) for text in _texts(file) for run in _runs(text) & report}
    assert copied == set()


def _texts(file: Path) -> list[str]:
    def inside(value: object) -> list[str]:
        if isinstance(value, str):
            return [value]
        parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return [text for part in parts for text in inside(part)]

    return inside(tomllib.loads(file.read_text(encoding="utf-8")))


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))
    return {tuple(words[start : start + 8]) for start in range(len(words) - 7)}


# Building it


def test_an_existing_example_is_only_shown_with_its_commands(built, demo: Path, tmp_path: Path, log):
    store = copied(demo, tmp_path)
    ran = here("demo", "newcastle", "--store", str(store))
    assert ran.code == 0
    assert ran.out.startswith(f"newcastle-2016 is already in {store}. Nothing was changed.\n")
    assert [line for line in ran.out.splitlines() if line.startswith("$ ")] == [
        f"$ inspectrail replay newcastle-2016 --store {store}",
        f"$ inspectrail scores --at published --store {store}",
        f"$ inspectrail recommendations --at published+6m --store {store}",
        f"$ inspectrail recommendations --at published+12m --store {store}",
    ]
    assert f"Replayed {len(log):,} events" in ran.out
    assert ran.out.splitlines()[-6:] == [
        "To continue, type:",
        f"  inspectrail explain 1 --from feedback --to published --store {store}",
        f"  inspectrail trace judgement:1 --store {store}",
        "  inspectrail --help",
        "",
        "The facts and figures are those of the published report. The answers, people and wording are made up.",
    ]
    assert shown(store, "status").json["log_root"] == built["log_root"]


def test_it_is_not_added_to_an_existing_store(tmp_path: Path):
    store = tmp_path / "ours.db"
    assert here("init", "--store", str(store)).code == 0
    ran = here("demo", "newcastle", "--store", str(store))
    assert (ran.code, ran.out) == (5, "")
    assert "Name another file with --store" in ran.err


def test_a_failed_build_leaves_nothing(tmp_path: Path):
    beginning = script()[:30]
    twice = [*beginning, beginning[-1]]
    with patch("cli.examples.newcastle.build.script", lambda: twice):
        ran = here("demo", "newcastle", "--store", str(tmp_path / "demo.db"))
    assert (ran.code, ran.out) == (5, "")
    assert list(tmp_path.iterdir()) == []


def test_a_file_created_meanwhile_is_not_changed(tmp_path: Path):
    store = tmp_path / "demo.db"

    def meanwhile():
        assert here("init", "--store", str(store)).code == 0
        return script()[:3]

    with patch("cli.examples.newcastle.build.script", meanwhile):
        ran = here("demo", "newcastle", "--store", str(store))
    assert ran.code == 5
    assert shown(store, "inspection", "list").json == []


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere/demo.db", "There is no folder"), ("left.db", "is left over from another store")],
)
def test_it_is_not_built_at_an_unsuitable_path(tmp_path: Path, name: str, message: str):
    (tmp_path / "left.db-wal").touch()
    ran = here("demo", "newcastle", "--store", str(tmp_path / name))
    assert (ran.code, ran.out) == (2, "")
    assert message in ran.err
