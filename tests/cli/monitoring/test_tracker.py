"""Show the status of recommendations in one inspection or several, what needs action, and the history of each."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from domain.events.following_up import RecommendationMade
from tests.fixtures.command_line import here
from tests.fixtures.follow_ups import HEAD, told
from tests.fixtures.followed import DRAFT, IN_2016, IN_2018, NEW, OLD, announced, run, stored, three

pytestmark = pytest.mark.dated


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three(tmp_path_factory.mktemp("followed") / "inspectrail.db")


def old(store: Path, *words: str, **more):
    return run(store, "recommendations", "--inspection", OLD, *words, **more)


def numbers(store: Path, *words: str) -> list[int]:
    return [recommendation["number"] for recommendation in old(store, *words, "--json").json["recommendations"]]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# One inspection


def test_a_document_has_everything_that_the_tracker_knows(store: Path):
    shown = old(store, "--at", "published+9m", "--json").json
    assert (shown["inspection"], shown["on"], shown["published_on"]) == (OLD, "2017-04-15", "2016-07-15")
    first = shown["recommendations"][0]
    assert (first["statement"], first["owner"]["role"], first["contributors"]) == (
        "Outcome 1", "Chief Executive", ["Police", "Health"],
    )  # fmt: skip
    assert (first["acceptance"], first["progress"], first["verification"], first["closure"]) == (
        "agreed", "in_progress", "insufficient", None,
    )  # fmt: skip
    assert (first["stage"], first["unverified"], first["claimed_only"]) == (
        "open",
        True,
        False,
    )
    assert (first["actions_done"], first["actions_due"], first["actions_late"]) == (1, 1, 0)
    assert (first["original_due_on"], first["due_on"], first["days_left"], first["overdue"]) == (
        "2017-07-15", "2017-07-15", 91, False,
    )  # fmt: skip
    assert (first["last_news_on"], first["days_since_news"]) == ("2017-02-01", 73)
    assert first["next_milestone"] == {"months": 9, "on": "2017-04-15"}
    assert (first["evidence"], first["evidence_count"]) == (["E-1"], 1)
    assert (first["reviewed"], first["reviewed_on"]) == (None, None)


def test_a_spreadsheet_has_a_row_for_each_with_whole_outcomes_and_plain_days(store: Path):
    third = rows(old(store, "--at", "published+9m", "--csv").out)[2]
    assert (third["no"], third["due"], third["days left"]) == ("3", "2017-10-31 (moved)", "199")
    assert (third["outcome"], third["organisation"]) == ("Outcome 3", "Newport Youth Service")
    assert (third["original due"], third["current due"], third["days overdue"]) == ("2017-07-15", "2017-10-31", "")
    assert (third["days since update"], third["next milestone"], third["milestone on"]) == ("72", "9", "2017-04-15")
    late = rows(old(store, "--csv").out)[1]
    assert (late["days left"], late["days overdue"], late["stage"], late["unverified"]) == (
        "overdue", "506", "claimed", "yes",
    )  # fmt: skip


def test_on_a_terminal_of_100_columns_it_is_a_table_that_fits(store: Path):
    output = old(store, "--at", "published+9m", terminal=True, TERM="dumb").out
    assert max(len(line.rstrip()) for line in output.splitlines()) <= 100
    assert output.startswith(f"Recommendations of {OLD} on 15 April 2017 (#19)\n")
    for word in ("Outcome 1", "Executive)", "(before the", "91 days left", "199 days", "2017-10-31", "implemented"):
        assert word in output


def test_on_the_due_date_it_is_due_today(store: Path):
    output = " ".join(old(store, "--at", "published+12m", "--owner", "chief", terminal=True, TERM="dumb").out.split())
    assert "due today" in output


def test_a_long_outcome_is_shortened_between_words_on_a_terminal_only(tmp_path: Path):
    long = "Children and their parents or carers take a full part in their own case, from start to end"
    make = told(RecommendationMade, date(2018, 2, 1), number=1, statement=long, owner=HEAD)
    store = stored(tmp_path / "one.db", bath_2018=(*announced("bath-2018", "Bath", date(2018, 1, 8)), make))
    output = " ".join(run(store, "recommendations", terminal=True, TERM="dumb").out.split())
    assert "from start to end" not in output
    assert "…" in output
    assert long in run(store, "recommendations").out


@pytest.mark.parametrize(
    ("words", "then"),
    [
        (["--owner", "chief"], [1]),
        (["--overdue"], [2, 3]),
        (["--unverified"], [1, 2, 3, 4]),
        (["--claimed"], [2]),
        (["--silent", "640"], [3]),
        (["--silent", "90", "--owner", "service"], [2, 3]),
        (["--sort", "due"], [2, 3, 1, 4]),
        (["--sort", "news"], [3, 2, 4, 1]),
        (["--sort", "owner"], [1, 2, 3, 4]),
        (["--sort", "number"], [1, 2, 3, 4]),
        (["--claimed", "--at", "published+6m"], []),
    ],
)
def test_what_is_shown_can_be_chosen_and_sorted(store: Path, words: list[str], then: list[int]):
    assert numbers(store, *words) == then


def test_if_nothing_matches_a_terminal_shows_a_message(store: Path):
    assert old(store, "--claimed", "--at", "published", terminal=True).out.endswith("No recommendation matches.\n")
    assert old(store, "--claimed", "--at", "published").rows[1:] == []


def test_an_owner_that_nobody_is_is_refused_and_the_owners_are_named(store: Path):
    ran = old(store, "--owner", "mayor")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "No recommendation has an owner with “mayor” in its role or organisation. Owners are: Chief Executive, "
        "Newport City Council; Head of service, Newport Youth Service.\n"
    )


def test_without_recommendations_no_owner_matches(begun: Path):
    assert run(begun, "recommendations", "--owner", "x").err.endswith("There is no recommendation yet.\n")


@pytest.mark.parametrize("days", ["0", "-1", "10000", "x"])
def test_days_of_silence_are_a_whole_number_from_1(store: Path, days: str):
    assert old(store, f"--silent={days}").code == 2


# What needs somebody to act


def test_the_check_exits_with_1_and_names_each_overdue_or_silent_recommendation(store: Path):
    ran = old(store, "--check", "--at", "2017-08-01")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "Recommendation 1 (Chief Executive, Newport City Council): 17 days overdue (due 15 July 2017) and no update "
        "for 181 days.",
        "Recommendation 2 (Head of service, Newport Youth Service): 17 days overdue (due 15 July 2017) and no update "
        "for 120 days.",
        "Recommendation 3 (Head of service, Newport Youth Service): no update for 180 days.",
    ]


def test_the_days_of_silence_are_an_option(store: Path):
    shown = old(store, "--check", "--silent", "181", "--at", "2017-08-01", "--json")
    assert shown.code == 1
    assert (shown.json["silent_days"], shown.json["checked"]) == (181, 4)
    assert [(found["number"], found["days_overdue"], found["days_silent"]) for found in shown.json["found"]] == [
        (1, 17, 181),
        (2, 17, None),
    ]
    assert shown.json["found"][1]["reason"] == "17 days overdue (due 15 July 2017)"


def test_a_check_that_finds_nothing_is_silent_but_at_a_terminal(store: Path):
    words = ("--check", "--at", "published+1m")
    assert (old(store, *words).code, old(store, *words).out) == (0, "")
    assert old(store, *words, terminal=True).out == (
        "No open recommendation is overdue, and each was updated within 90 days.\n"
    )
    assert old(store, *words, "--json").json["found"] == []


def test_a_check_can_be_narrowed_to_an_owner_and_read_by_a_spreadsheet(store: Path):
    ran = old(store, "--check", "--owner", "chief", "--at", "2017-07-16", "--csv")
    assert ran.code == 1
    assert rows(ran.out) == [
        {
            "inspection": OLD,
            "no": "1",
            "owner": "Chief Executive, Newport City Council",
            "days overdue": "1",
            "due": "2017-07-15",
            "days silent": "165",
        }
    ]
    assert "1 day overdue" in old(store, "--check", "--owner", "chief", "--at", "2017-07-16").out


def test_a_check_of_everything_names_the_inspections(store: Path):
    ran = run(store, "recommendations", "--all", "--check")
    assert ran.code == 1
    assert [line.split(" (")[0] for line in ran.out.splitlines()] == [f"{OLD}/2", f"{OLD}/3", f"{NEW}/1"]


# Across inspections


def test_all_inspections_of_the_store_are_shown_with_both_sides_of_a_carried_recommendation(store: Path):
    shown = run(store, "recommendations", "--all", "--json").json
    assert [inspection["inspection"] for inspection in shown["inspections"]] == [OLD, NEW, DRAFT]
    before, after = (shown["inspections"][at]["recommendations"][0] for at in (0, 1))
    other = {"name": f"{NEW}/1", "statement": "Outcome 1", "stage": "open"}
    assert (before["superseded_by"], before["links"]["superseded_by"]) == (f"{NEW}/1", other)
    assert before["links"]["carried_into"] == [other]
    assert after["carried_from"] == f"{OLD}/1"
    assert after["links"]["carried_from"] == {"name": f"{OLD}/1", "statement": "Outcome 1", "stage": "closed"}


def test_rows_of_many_begin_with_the_inspection(store: Path):
    found = rows(run(store, "recommendations", "--all", "--sort", "due", "--csv").out)
    assert [(row["inspection"], row["no"]) for row in found] == [
        (OLD, "2"), (OLD, "3"), (NEW, "1"), (DRAFT, "1"), (OLD, "1"), (OLD, "4"),
    ]  # fmt: skip
    assert (found[2]["carried from"], found[4]["carried into"]) == (f"{OLD}/1", f"{NEW}/1")


def test_on_a_terminal_many_fit_too_and_say_what_they_carry_on(store: Path):
    output = run(store, "recommendations", "--all", terminal=True, TERM="dumb").out
    assert max(len(line.rstrip()) for line in output.splitlines()) <= 100
    assert output.startswith("Recommendations of 3 inspections.\n")
    assert "continues" in output
    assert f"{OLD}/1)" in output
    single = run(store, "recommendations", "--body", "cardiff", terminal=True, TERM="dumb").out
    assert single.startswith("Recommendations of 1 inspection.\n")


def test_inspections_can_be_selected_by_part_of_the_body_name(store: Path):
    shown = run(store, "recommendations", "--body", "NEWPORT", "--json").json
    assert [inspection["inspection"] for inspection in shown["inspections"]] == [OLD, NEW]
    ran = run(store, "recommendations", "--body", "nowhere")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == ("No inspected body has “nowhere” in its name. See: inspectrail inspection list\n")


def test_each_inspection_names_the_instant_for_itself_and_those_not_so_far_are_left_out_and_named(store: Path):
    shown = run(store, "recommendations", "--all", "--at", "published+3m", "--json").json
    assert [(inspection["inspection"], inspection["on"]) for inspection in shown["inspections"]] == [
        (OLD, "2016-10-15"),
        (NEW, "2018-12-03"),
    ]
    assert shown["not_reached"] == [DRAFT]
    later = run(store, "recommendations", "--all", "--at", "published+4m", terminal=True)
    assert later.out.startswith(
        f"Recommendations of 1 inspection. Left out because they have not reached this point: {NEW}, {DRAFT}.\n"
    )


def test_an_instant_that_none_has_come_to_is_not_found(store: Path):
    ran = run(store, "recommendations", "--body", "cardiff", "--at", "published")
    assert (ran.code, ran.err) == (4, f"{DRAFT} has not reached published: it is not recorded yet.\n")
    ran = run(store, "recommendations", "--all", "--at", "published+99m")
    assert (ran.code, ran.out) == (4, "")


def test_an_empty_store_has_nothing_to_look_at(tmp_path: Path):
    assert here("init", "--store", str(tmp_path / "empty.db")).code == 0
    ran = run(tmp_path / "empty.db", "recommendations", "--all")
    assert (ran.code, ran.out) == (4, "")


# Findings that nobody answers for


def test_findings_that_no_recommendation_rests_on_are_listed(store: Path):
    ran = old(store, "--orphans")
    assert ran.rows == [
        ["finding", "direction", "statement"],
        ["1/key_finding/2", "strength", "Finding 2."],
        ["1/key_finding/3", "deficit", "Finding 3."],
    ]
    assert [finding["finding"] for finding in old(store, "--orphans", "--json").json["orphans"]] == [
        "1/key_finding/2",
        "1/key_finding/3",
    ]
    assert old(store, "--orphans", terminal=True).out.startswith(
        "No recommendation addresses 2 of 3 findings: 1 strength, 1 deficit.\n"
    )


def test_if_every_finding_is_addressed_a_terminal_shows_no_table(store: Path):
    output = run(store, "recommendations", "--inspection", NEW, "--orphans", terminal=True).out
    assert output == "No recommendation addresses 0 of 0 findings.\n"


def test_findings_of_many_inspections_are_listed_with_their_inspection(store: Path):
    assert run(store, "recommendations", "--all", "--orphans").rows[1] == [
        OLD, "1/key_finding/2", "strength", "Finding 2.",
    ]  # fmt: skip
    shown = run(store, "recommendations", "--all", "--orphans", "--json").json
    assert [(inspection["inspection"], len(inspection["orphans"])) for inspection in shown["inspections"]] == [
        (OLD, 2),
        (NEW, 0),
        (DRAFT, 0),
    ]


@pytest.mark.parametrize("other", [["--overdue"], ["--check"], ["--owner", "x"], ["--silent", "3"]])
def test_orphans_excludes_options_that_select_recommendations(store: Path, other: list[str]):
    ran = old(store, "--orphans", *other)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--orphans lists findings. Leave out the options that select recommendations.")


# The history of one


def test_the_history_begins_with_what_it_rests_on_and_ends_with_what_carries_it_on(store: Path):
    output = run(store, "history", "1", "--inspection", OLD, terminal=True, TERM="dumb").out
    lines = [line.rstrip() for line in output.splitlines()]
    assert max(map(len, lines)) <= 100
    assert lines[0] == f"Recommendation 1 of {OLD}, on 3 December 2018: Outcome 1"
    assert " ".join(lines[1:3]) == (
        "Owner: Chief Executive, Newport City Council. Contributors: Police; Health. Status: closed as superseded."
    )
    assert lines[-1] == f"It is superseded by {NEW}/1 (open): Outcome 1"
    places = [
        output.index(word) for word in ("recorded evidence E-1", "recorded key finding 1", "made rec", "closed rec")
    ]
    assert places == sorted(places)


def test_the_history_in_the_next_inspection_shows_what_it_continues_and_its_due_date(store: Path):
    output = run(store, "history", "1", "--inspection", NEW, terminal=True, TERM="dumb").out
    assert "Owner: Head of service, Newport Youth Service. Status: open, due 3 September 2019.\n" in output
    assert f"It continues {OLD}/1 (closed): Outcome 1\n" in output


def test_before_the_next_inspection_no_link_is_shown(store: Path):
    shown = run(store, "history", "1", "--inspection", OLD, "--at", "published+12m", "--json").json
    assert shown["links"] == {"carried_from": None, "carried_into": [], "superseded_by": None}
    assert shown["history"][-1]["chapter"] == "claim"


def test_a_row_of_the_history_has_its_effective_date_and_recorded_time(store: Path):
    found = rows(run(store, "history", "2", "--inspection", OLD, "--csv").out)
    claim = found[-1]
    assert (claim["effective"], claim["recorded (London)"], claim["chapter"]) == (
        "2017-04-03",
        "2017-04-20 10:00",
        "claim",
    )
    assert (claim["person"], claim["what"]) == (
        "eve",
        "reported progress on recommendation 2: claimed complete. So far",
    )
    verified = rows(run(store, "history", "1", "--inspection", OLD, "--csv").out)[8]
    assert (verified["chapter"], verified["rests on"]) == ("verification", "E-1")
    output = run(store, "history", "2", "--inspection", OLD, terminal=True, TERM="dumb").out
    assert "2017-04-03  2017-04-20" in output


def test_a_successor_is_shown_even_if_the_earlier_recommendation_is_open(tmp_path: Path):
    both = stored(tmp_path / "both.db", newport_2016=IN_2016[:-1], newport_2018=IN_2018)
    output = run(both, "history", "1", "--inspection", OLD, terminal=True, TERM="dumb").out
    assert output.endswith(f"It is continued by {NEW}/1 (open): Outcome 1\n")
    alone = stored(tmp_path / "alone.db", newport_2018=IN_2018)
    output = run(alone, "history", "1", terminal=True, TERM="dumb").out
    assert f"It continues {OLD}/1, which this store does not show.\n" in output


def test_the_history_of_what_was_never_recommended_is_not_found(store: Path):
    ran = run(store, "history", "9", "--inspection", OLD)
    assert (ran.code, ran.out) == (4, "")
