"""A small inspection, from nothing to its month-12 review, by the command line alone: see walk.txt."""

import re
from contextlib import chdir
from pathlib import Path

import pytest

from tests.cli.conftest import NAME, WALK, Walk, copy_inputs, walk_here, walk_in
from tests.cli.test_help import READING
from tests.fixtures.command_line import Ran, command_of, every_command, here, process, saved_views

# Commands that another test runs from beginning to end, and where.
ELSEWHERE = {"demo newcastle": "test_newcastle.py"}


def shown(store: Path, *arguments: str):
    ran = here(*arguments, "--store", str(store))
    assert ran.code == 0, ran.err
    return ran


def test_every_command_of_the_product_is_used_by_the_walk():
    leaves = {name for name, command in every_command().items() if not hasattr(command, "commands")}
    used = {command_of(words) for words in WALK}
    assert leaves - used - ELSEWHERE.keys() == set()


def test_every_command_of_the_walk_succeeds(walk: Walk):
    failed = [(ran.arguments, ran.code, ran.err) for ran in walk.ran if ran.code or ran.err]
    assert failed == []
    assert len(walk.ran) == len(WALK)


def test_every_write_command_prints_its_position_and_person(walk: Walk):
    lines = [line for ran in walk.ran if "--as" in ran.arguments for line in ran.out.splitlines()]
    assert [line.split()[0] for line in lines] == [f"#{position}" for position in range(1, len(lines) + 1)]
    assert lines[0] == (
        "#1 Ann Archer announced the inspection of Newport Youth Justice Service: Youth justice in Newport"
    )


def test_your_own_framework_can_be_checked_before_it_is_adopted(walk: Walk):
    output = walk.last("framework", "check").out
    assert output.startswith("small.toml can be used: 3 themes, 3 questions, ")
    digest = output.split()[-1]
    assert walk.last("framework", "adopt").out == (
        f"#2 Ann Archer adopted the framework small-2023 1 ({digest[:12]})\n"
    )
    assert shown(walk.store, "inspection", "show", "--json").json["framework_digest"] == digest


def test_the_shipped_frameworks_are_listed_and_questions_shown(walk: Walk):
    assert [row[0] for row in walk.last("framework", "list").rows] == ["framework", "hmip-fji-2016", "hmip-youth-2018"]
    assert walk.last("framework", "show").rows[2] == [
        "1", "1.2", "review", "", "review_due", "Was the plan reviewed when something changed?",
    ]  # fmt: skip


def test_a_released_member_is_no_longer_in_the_team(walk: Walk):
    assert "ivy" not in [row[0] for row in walk.last("team", "list").rows]
    assert [member["person"] for member in shown(walk.store, "team", "list", "--at", "#9", "--json").json][-1] == "ivy"


def test_the_cases_are_signed_off_at_the_end_of_week_one(walk: Walk):
    assert walk.last("case", "list").rows == [
        ["case", "pseudonym", "assessor", "answered", "asked", "second", "moderated", "stage"],
        ["NP-01", "Robin", "ben", "3", "3", "1", "0", "signed off"],
        ["NP-02", "Wren", "ben", "2", "2", "0", "1", "signed off"],
        ["NP-03", "Jay", "gus", "2", "2", "0", "0", "signed off"],
    ]


def test_a_moderator_reads_the_file_of_a_case_with_the_version_to_sign_off(walk: Walk):
    ran = walk.last("case", "show")
    signed_off = walk.ran[walk.ran.index(ran) + 1].out
    before = int(signed_off.split()[0].removeprefix("#")) - 1
    file = shown(walk.store, "case", "show", "NP-01", "--at", f"#{before}", "--json").json
    assert (file["version"], file["assessor"], file["unanswered"]) == (12, "ben", [])
    assert file["second_answers"] == {"1.1": {"gus": "insufficient"}}
    assert ["1.1", "sufficient", "A plan of January, signed by Robin"] in [[row[0], row[2], row[3]] for row in ran.rows]
    assert signed_off.endswith("signed off NP-01 (version 12)\n")


def test_the_scores_are_those_of_the_answers_that_stand(walk: Walk):
    scores = shown(walk.store, "scores", "--json").json
    first, second, third = scores["themes"]
    assert (first["percent"], first["share"], first["judgement"]) == (75, {"numerator": 3, "denominator": 4}, "fair")
    assert first["counts"] == {
        "sufficient": 3, "insufficient": 1, "not_applicable": 0, "not_asked": 2, "unanswered": 0,
    }  # fmt: skip
    assert (second["percent"], second["counts"]["not_applicable"], second["judgement"]) == (100, 1, "good")
    assert (third["scored"], third["percent"], third["judgement"]) == (False, None, "fair")
    assert [theme["judgement_stale"] for theme in scores["themes"]] == [False, False, False]
    rows = {row[0]: row for row in walk.last("scores").rows}
    assert (rows["1"][2], rows["2"][2], rows["3"][2]) == ("75%", "100%", "not scored")


def test_the_scores_of_the_questions_add_up_to_those_of_the_themes(walk: Walk):
    questions = shown(walk.store, "scores", "--questions", "--theme", "1", "--json").json
    assert [(row["question"], row["sufficient"], row["insufficient"]) for row in questions] == [
        ("1.1", 2, 1),
        ("1.2", 1, 0),
    ]


@pytest.mark.parametrize(
    ("kind", "percents"),
    [
        ("answer-recorded", [75, 50]),  # after the last of them; one was revised before that
        ("feedback-given", [50, 100]),
        ("draft-report-issued", [50, 100]),
        ("report-published", [75, 100]),
    ],
)
def test_the_scores_can_be_seen_as_they_were_at_any_event(walk: Walk, kind: str, percents: list[int]):
    last = shown(walk.store, "trail", "--kind", kind, "--json").json_lines[-1]["position"]
    scores = shown(walk.store, "scores", "--at", f"#{last}", "--json").json
    assert [theme["percent"] for theme in scores["themes"][:2]] == percents


def test_a_judgement_is_stale_from_the_change_of_its_score_until_it_is_made_again(walk: Walk):
    def last(kind: str) -> int:
        return shown(walk.store, "trail", "--kind", kind, "--theme", "1", "--json").json_lines[-1]["position"]

    changed, revised = last("answer-moderated"), last("judgement-revised")
    stale = [
        shown(walk.store, "scores", "--theme", "1", "--at", f"#{position}", "--json").json["themes"][0][
            "judgement_stale"
        ]
        for position in (changed - 1, changed, revised - 1, revised)
    ]
    assert stale == [False, True, True, False]
    to_do = shown(walk.store, "status", "--at", f"#{changed}", "--json").json["to_do"]
    assert any(step.startswith("stale judgement 1: it rested on ") for step in to_do)


def test_the_trail_shows_who_changed_an_answer_with_values_day_and_reason(walk: Walk):
    moderated = shown(walk.store, "trail", "--kind", "answer-moderated", "--json").json_lines
    first = moderated[0]
    assert len(moderated) == 2
    assert [first[key] for key in ("name", "role", "case", "question", "themes", "old", "new", "why", "on")] == [
        "Cat Carter", "moderator", "NP-02", "1.1", ["1"], "sufficient", "insufficient",
        "Nothing shows that Wren took part", "2023-10-05",
    ]  # fmt: skip
    assert shown(walk.store, "trail", "--case", "NP-03", "--actor", "cat", "--json").json_lines[0]["why"] == (
        "A letter of apology has turned up"
    )


def test_the_trail_has_every_event_in_order_without_a_gap(walk: Walk):
    recorded = [line for ran in walk.ran if "--as" in ran.arguments for line in ran.out.splitlines()]
    rows = walk.last("trail").rows
    assert [row[0] for row in rows] == ["position", *(str(position) for position in range(1, len(recorded) + 1))]
    assert [f"#{row[0]} {row[5]} {row[9]}" for row in rows[1:]] == recorded


def test_the_recommendations_are_answered_claimed_verified_and_closed(walk: Walk):
    follow_up = shown(walk.store, "recommendations", "--json").json
    board, plans = follow_up["recommendations"]
    axes = ("acceptance", "progress", "verification", "closure", "closed_on", "times_reopened")
    assert [board[axis] for axis in axes] == [
        "agreed", "claimed_complete", "good", "implemented", "2024-07-02", 0,
    ]  # fmt: skip
    assert [plans[axis] for axis in axes] == [
        "partly_agreed", None, "reasonable", "implemented", "2025-01-13", 1,
    ]  # fmt: skip
    assert (board["actions_done"], board["evidence"], board["contributors"]) == (1, ["F-01"], ["Police"])
    assert follow_up["reviewed_on"] == "2025-01-13"
    assert [row[:7] for row in walk.last("recommendations").rows[1:]] == [
        ["1", "Chief Executive", "agreed", "claimed complete", "good", "implemented", "2025-01-10"],
        ["2", "Head of service", "partly agreed", "none yet", "reasonable", "implemented", "2025-04-30 (moved)"],
    ]


def test_the_first_publication_starts_the_twelve_months_and_a_second_edition_does_not(walk: Walk):
    editions = [ran.out for ran in walk.ran if list(ran.arguments[:2]) == ["report", "publish"]]
    assert [edition.split(" ", 3)[3].strip() for edition in editions] == [
        "published edition 1 of the report on 10 January 2024. Its recommendations are due by 10 January 2025.",
        "published edition 2 of the report on 18 January 2024. Its new recommendations are due by 18 January 2025.",
    ]
    follow_up = shown(walk.store, "recommendations", "--json").json
    assert follow_up["review_due_on"] == "2025-01-10"
    assert [
        (recommendation["original_due_on"], recommendation["due_on"]) for recommendation in follow_up["recommendations"]
    ] == [
        ("2025-01-10", "2025-01-10"),
        ("2025-01-10", "2025-04-30"),
    ]
    assert shown(walk.store, "inspection", "show", "--json").json["editions"] == 2


def test_the_root_of_the_log_at_publication_is_shown_to_be_printed_in_the_report(walk: Walk):
    published = [line for line in shown(walk.store, "trail", "--json").json_lines if line["kind"] == "report-published"]
    size = published[-1]["position"] - 1
    root = shown(walk.store, "status", "--at", f"#{size}", "--json").json["log_root"]
    assert shown(walk.store, "inspection", "show", "--json").json["published_log"] == {"size": size, "root": root}
    output = shown(walk.store, "inspection", "show").out
    assert output.endswith(f"log at publication: {size:,} events, root {root}\n")
    before = shown(walk.store, "inspection", "show", "--at", "#3", "--json").json
    assert before["published_log"] is None


def test_a_recommendation_is_due_from_publication_on_and_not_before(walk: Walk):
    publishing = shown(walk.store, "trail", "--kind", "report-published", "--json").json_lines[0]["position"]
    draft = shown(walk.store, "recommendations", "--at", f"#{publishing - 1}").rows
    assert [row[6] for row in draft[1:]] == ["12 months after publication"] * 2
    published = shown(walk.store, "recommendations", "--at", "published", "--json").json
    assert [
        (recommendation["due_on"], recommendation["days_left"]) for recommendation in published["recommendations"]
    ] == [("2025-01-10", 366)] * 2


def test_an_open_recommendation_is_overdue_once_its_day_has_passed(walk: Walk):
    # As it was just before the second was closed, read on the day that was recorded: its due date is long past.
    closing = shown(walk.store, "trail", "--kind", "recommendation-closed", "--json").json_lines[-1]["position"]
    before = shown(walk.store, "recommendations", "--at", f"#{closing - 1}", "--overdue", "--json").json
    assert [recommendation["number"] for recommendation in before["recommendations"]] == [2]
    assert [row[7] for row in shown(walk.store, "recommendations", "--at", f"#{closing - 1}").rows[1:]] == [
        "", "overdue",
    ]  # fmt: skip
    assert shown(walk.store, "recommendations", "--overdue", "--json").json["recommendations"] == []


def test_the_status_shows_cases_and_themes(walk: Walk):
    status = shown(walk.store, "status", "--json").json
    assert (status["inspection"], status["phase"], status["to_do"]) == (NAME, "reviewed", [])
    assert [case["stage"] for case in status["cases"]] == ["signed off"] * 3
    assert [(theme["key_findings"], theme["explanations"]) for theme in status["themes"]] == [(1, 0), (0, 0), (1, 0)]
    assert status["store"]["synchronous"] == "full"
    assert walk.last("status").out.startswith("Youth justice in Newport (newport-2023): reviewed\n")
    assert status["log_root"][:16] in walk.last("status").out


def test_the_replay_shows_every_event_and_verifies_its_result(walk: Walk):
    ran = walk.last("replay")
    events_shown = [line for line in ran.out.splitlines() if line.startswith("#")]
    events = int(shown(walk.store, "status", "--json").json["position"])
    assert [line.split()[0] for line in events_shown] == [f"#{position}" for position in range(1, events + 1)]
    assert ran.out.splitlines()[-1].startswith(f"Replayed {events} events (all shown). The result equals what is shown")


def test_the_replay_shows_what_each_event_did(walk: Walk):
    lines = walk.last("replay").out.splitlines()

    def effect(words: str) -> str:
        position = next(index for index, line in enumerate(lines) if words in line)
        return lines[position + 1].strip()

    assert effect("moderated question 1.1 in NP-02") == "theme 1 score: 75.0% (3 of 4) → 50.0% (2 of 4)"
    assert effect("excluded NP-03") == "theme 1 score: 50.0% (2 of 4) → 33.3% (1 of 3)"
    assert effect("judged theme 2 good") == "theme 2 judgement: none → good"
    assert effect("published edition 1").startswith("recommendation 1 ")
    assert "closed" in lines[next(i for i, line in enumerate(lines) if "closure: none → implemented" in line) - 1]


def test_the_replay_shows_text_unchanged(walk: Walk):
    output = walk.last("replay").out
    assert ": Did Wren take part in the plan? (effective 2023-10-04)" in output
    assert "New terms of reference: pages 3..5. " in output
    assert "Why: Reviews that a court orders are not ours... " in output


def test_rebuilt_views_are_byte_for_byte_the_ones_that_were_kept_up_to_date(walked: Path):
    assert here("replay", "--store", str(walked)).code == 0  # every view is caught up and saved
    kept = saved_views(walked)
    assert len(kept) == 7
    assert here("rebuild", "--store", str(walked)).code == 0
    assert saved_views(walked) == kept


def test_the_log_itself_is_not_touched_by_looking_and_rebuilding(walk: Walk, walked: Path):
    before = shown(walk.store, "status", "--json").json["log_root"]
    for words in WALK:
        if command_of(words) in READING:
            shown(walked, *words)
    assert shown(walked, "status", "--json").json["log_root"] == before


def test_the_same_walk_prints_and_records_the_same(walk: Walk, tmp_path: Path):
    outputs = {(*ran.arguments,): ran.out for ran in walk.ran}
    for ran in walk_here(tmp_path):
        assert KEYS.sub("", ran.out) == KEYS.sub("", outputs[(*ran.arguments,)])
    assert exported(tmp_path / "inspectrail.db") == exported(walk.store)


@pytest.mark.slow
def test_the_same_walk_in_processes_prints_and_records_the_same(tmp_path: Path):
    outside, inside = tmp_path / "outside", tmp_path / "inside"
    outside.mkdir()
    inside.mkdir()

    def both(*words: str) -> Ran:
        alone = process(*words, folder=outside)
        with chdir(inside):
            ran = here(*words)
        assert (alone.code, alone.err) == (ran.code, ran.err) == (0, "")
        assert WHEN.sub("", alone.out) == WHEN.sub("", ran.out)
        return alone

    copy_inputs(inside)
    assert len(list(walk_in(outside, both))) == len(WALK)
    alone, together = (exported(folder / "inspectrail.db") for folder in (outside, inside))
    assert WHEN.sub("", alone) == WHEN.sub("", together)
    assert alone.count("\n") > len(WALK) / 2


def exported(store: Path) -> str:
    return shown(store, "export").out


# What differs between two walks at the same moments: new keys.
NEW_KEY = r"\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}"
KEYS = re.compile(NEW_KEY)
# What else differs where the clock is the machine's: when it was recorded, by which command, and the root of the log.
WHEN = re.compile(
    rf"{NEW_KEY}|\b\d{{4}}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d\.\d+(\+00:00|Z))?\b"
    r"|root(?:: | |\":\")[0-9a-f]{16}([0-9a-f]{48})?\b"
    r"|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"
    r"|\bjust now\b|\b\d+ minutes? ago\b"
)
