"""Where each recommendation stands, in one inspection and in all of a store; what needs acting on; its history."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from domain.events.following_up import RecommendationMade
from tests.fixtures.command_line import here
from tests.fixtures.follow_ups import HEAD, told
from tests.fixtures.followed import DRAFT, IN_2016, IN_2018, NEW, OLD, announced, asked, stored, three

pytestmark = pytest.mark.dated


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three(tmp_path_factory.mktemp("followed") / "inspectrail.db")


def old(store: Path, *words: str, **more):
    return asked(store, "recommendations", "--inspection", OLD, *words, **more)


def numbers(store: Path, *words: str) -> list[int]:
    return [one["number"] for one in old(store, *words, "--json").json["recommendations"]]


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


# One inspection


def test_a_document_has_everything_that_the_tracker_knows(store: Path):
    shown = old(store, "--at", "published+9m", "--json").json
    assert (shown["inspection"], shown["on"], shown["published_on"]) == (OLD, "2017-04-15", "2016-07-15")
    one = shown["recommendations"][0]
    assert (one["statement"], one["owner"]["role"], one["contributors"]) == (
        "Outcome 1", "Chief Executive", ["Police", "Health"],
    )  # fmt: skip
    assert (one["acceptance"], one["progress"], one["verification"], one["closure"]) == (
        "agreed", "in_progress", "insufficient", None,
    )  # fmt: skip
    assert (one["stage"], one["unverified"], one["claimed_only"]) == ("open", True, False)
    assert (one["actions_done"], one["actions_due"], one["actions_late"]) == (1, 1, 0)
    assert (one["original_due_on"], one["due_on"], one["days_left"], one["overdue"]) == (
        "2017-07-15", "2017-07-15", 91, False,
    )  # fmt: skip
    assert (one["last_news_on"], one["days_since_news"]) == ("2017-02-01", 73)
    assert one["next_milestone"] == {"months": 9, "on": "2017-04-15"}
    assert (one["evidence"], one["evidence_count"]) == (["E-1"], 1)
    assert (one["reviewed"], one["reviewed_on"]) == (None, None)


def test_a_spreadsheet_has_a_row_for_each_with_whole_outcomes_and_plain_days(store: Path):
    third = rows(old(store, "--at", "published+9m", "--csv").out)[2]
    assert (third["no"], third["due"], third["days left"]) == ("3", "2017-10-31 (moved)", "199")
    assert (third["outcome"], third["organisation"]) == ("Outcome 3", "Newport Youth Service")
    assert (third["original due"], third["current due"], third["days overdue"]) == ("2017-07-15", "2017-10-31", "")
    assert (third["days since news"], third["next milestone"], third["milestone on"]) == ("72", "9", "2017-04-15")
    late = rows(old(store, "--csv").out)[1]
    assert (late["days left"], late["days overdue"], late["stage"], late["unverified"]) == (
        "overdue", "506", "claimed", "yes",
    )  # fmt: skip


def test_on_a_terminal_of_100_columns_it_is_a_table_that_fits(store: Path):
    said = old(store, "--at", "published+9m", terminal=True, TERM="dumb").out
    assert max(len(line.rstrip()) for line in said.splitlines()) <= 100
    assert said.startswith(f"Recommendations of {OLD} on 15 April 2017 (#19)\n")
    for word in ("Outcome 1", "Executive)", "(before the", "91 left", "199 left", "2017-10-31", "implemented"):
        assert word in said


def test_on_the_day_that_it_is_due_it_says_so(store: Path):
    said = " ".join(old(store, "--at", "published+12m", "--owner", "chief", terminal=True, TERM="dumb").out.split())
    assert "due today" in said


def test_a_long_outcome_is_shortened_between_words_on_a_terminal_only(tmp_path: Path):
    long = "Children and their parents or carers take a full part in their own case, from start to end"
    make = told(RecommendationMade, date(2018, 2, 1), number=1, statement=long, owner=HEAD)
    store = stored(tmp_path / "one.db", bath_2018=(*announced("bath-2018", "Bath", date(2018, 1, 8)), make))
    said = " ".join(asked(store, "recommendations", terminal=True, TERM="dumb").out.split())
    assert "from start to end" not in said
    assert "…" in said
    assert long in asked(store, "recommendations").out


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


def test_where_nothing_matches_a_terminal_says_so(store: Path):
    assert old(store, "--claimed", "--at", "published", terminal=True).out.endswith("None matches.\n")
    assert old(store, "--claimed", "--at", "published").rows[1:] == []


def test_an_owner_that_nobody_is_is_refused_and_the_owners_are_named(store: Path):
    ran = old(store, "--owner", "mayor")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "No recommendation has an owner with “mayor” in its role or organisation. Owners are: Chief Executive, "
        "Newport City Council; Head of service, Newport Youth Service.\n"
    )


def test_without_recommendations_there_is_no_owner_to_ask_for(begun: Path):
    assert asked(begun, "recommendations", "--owner", "x").err.endswith("There is no recommendation yet.\n")


@pytest.mark.parametrize("days", ["0", "-1", "10000", "x"])
def test_days_of_silence_are_a_whole_number_from_1(store: Path, days: str):
    assert old(store, f"--silent={days}").code == 2


# What needs somebody to act


def test_the_check_fails_where_an_open_one_is_overdue_or_silent_and_says_which_and_why(store: Path):
    ran = old(store, "--check", "--at", "2017-08-01")
    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        "Recommendation 1 (Chief Executive, Newport City Council): 17 days overdue (due 15 July 2017) and no news for "
        "181 days.",
        "Recommendation 2 (Head of service, Newport Youth Service): 17 days overdue (due 15 July 2017) and no news for "
        "120 days.",
        "Recommendation 3 (Head of service, Newport Youth Service): no news for 180 days.",
    ]


def test_how_long_is_silent_can_be_said(store: Path):
    shown = old(store, "--check", "--silent", "181", "--at", "2017-08-01", "--json")
    assert shown.code == 1
    assert (shown.json["silent_days"], shown.json["checked"]) == (181, 4)
    assert [(one["number"], one["days_overdue"], one["days_silent"]) for one in shown.json["found"]] == [
        (1, 17, 181),
        (2, 17, None),
    ]
    assert shown.json["found"][1]["says"] == "17 days overdue (due 15 July 2017)"


def test_a_check_that_finds_nothing_is_silent_but_at_a_terminal(store: Path):
    words = ("--check", "--at", "published+1m")
    assert (old(store, *words).code, old(store, *words).out) == (0, "")
    assert old(store, *words, terminal=True).out == (
        "Nothing is overdue, and there was news of everything that is open within 90 days.\n"
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
    ran = asked(store, "recommendations", "--all", "--check")
    assert ran.code == 1
    assert [line.split(" (")[0] for line in ran.out.splitlines()] == [f"{OLD}/2", f"{OLD}/3", f"{NEW}/1"]


# Across inspections


def test_all_inspections_of_the_store_are_shown_with_both_sides_of_a_carried_recommendation(store: Path):
    shown = asked(store, "recommendations", "--all", "--json").json
    assert [one["inspection"] for one in shown["inspections"]] == [OLD, NEW, DRAFT]
    before, after = (shown["inspections"][at]["recommendations"][0] for at in (0, 1))
    other = {"name": f"{NEW}/1", "statement": "Outcome 1", "stage": "open"}
    assert (before["superseded_by"], before["links"]["superseded_by"]) == (f"{NEW}/1", other)
    assert before["links"]["carried_into"] == [other]
    assert after["carried_from"] == f"{OLD}/1"
    assert after["links"]["carried_from"] == {"name": f"{OLD}/1", "statement": "Outcome 1", "stage": "closed"}


def test_rows_of_many_begin_with_the_inspection(store: Path):
    found = rows(asked(store, "recommendations", "--all", "--sort", "due", "--csv").out)
    assert [(one["inspection"], one["no"]) for one in found] == [
        (OLD, "2"), (OLD, "3"), (NEW, "1"), (DRAFT, "1"), (OLD, "1"), (OLD, "4"),
    ]  # fmt: skip
    assert (found[2]["carried from"], found[4]["carried into"]) == (f"{OLD}/1", f"{NEW}/1")


def test_on_a_terminal_many_fit_too_and_say_what_they_carry_on(store: Path):
    said = asked(store, "recommendations", "--all", terminal=True, TERM="dumb").out
    assert max(len(line.rstrip()) for line in said.splitlines()) <= 100
    assert said.startswith("Recommendations of 3 inspections.\n")
    assert "carries on" in said
    assert f"{OLD}/1)" in said
    one = asked(store, "recommendations", "--body", "cardiff", terminal=True, TERM="dumb").out
    assert one.startswith("Recommendations of 1 inspection.\n")


def test_a_body_can_be_asked_for_by_a_part_of_its_name(store: Path):
    shown = asked(store, "recommendations", "--body", "NEWPORT", "--json").json
    assert [one["inspection"] for one in shown["inspections"]] == [OLD, NEW]
    ran = asked(store, "recommendations", "--body", "nowhere")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "No inspection of this store is of a body with “nowhere” in its name. See: inspectrail inspection list\n"
    )


def test_each_inspection_names_the_instant_for_itself_and_those_not_so_far_are_left_out_and_named(store: Path):
    shown = asked(store, "recommendations", "--all", "--at", "published+3m", "--json").json
    assert [(one["inspection"], one["on"]) for one in shown["inspections"]] == [
        (OLD, "2016-10-15"),
        (NEW, "2018-12-03"),
    ]
    assert shown["not_reached"] == [DRAFT]
    later = asked(store, "recommendations", "--all", "--at", "published+4m", terminal=True)
    assert later.out.startswith(f"Recommendations of 1 inspection. Left out, not having come so far: {NEW}, {DRAFT}.\n")


def test_an_instant_that_none_has_come_to_is_not_found(store: Path):
    ran = asked(store, "recommendations", "--body", "cardiff", "--at", "published")
    assert (ran.code, ran.err) == (4, f"{DRAFT} has not come to published: that is still to come.\n")
    ran = asked(store, "recommendations", "--all", "--at", "published+99m")
    assert (ran.code, ran.out) == (4, "")


def test_an_empty_store_has_nothing_to_look_at(tmp_path: Path):
    assert here("init", "--store", str(tmp_path / "empty.db")).code == 0
    ran = asked(tmp_path / "empty.db", "recommendations", "--all")
    assert (ran.code, ran.out) == (4, "")


# Findings that nobody answers for


def test_findings_that_no_recommendation_rests_on_are_listed(store: Path):
    ran = old(store, "--orphans")
    assert ran.rows == [
        ["finding", "direction", "statement"],
        ["1/key_finding/2", "strength", "Finding 2."],
        ["1/key_finding/3", "deficit", "Finding 3."],
    ]
    assert [one["finding"] for one in old(store, "--orphans", "--json").json["orphans"]] == [
        "1/key_finding/2",
        "1/key_finding/3",
    ]
    assert old(store, "--orphans", terminal=True).out.startswith(
        "No recommendation rests on 2 of 3 findings: 1 strength, 1 deficit.\n"
    )


def test_where_every_finding_is_answered_for_a_terminal_says_so_and_shows_no_table(store: Path):
    said = asked(store, "recommendations", "--inspection", NEW, "--orphans", terminal=True).out
    assert said == "No recommendation rests on 0 of 0 findings.\n"


def test_findings_of_many_inspections_are_listed_with_their_inspection(store: Path):
    assert asked(store, "recommendations", "--all", "--orphans").rows[1] == [
        OLD, "1/key_finding/2", "strength", "Finding 2.",
    ]  # fmt: skip
    shown = asked(store, "recommendations", "--all", "--orphans", "--json").json
    assert [(one["inspection"], len(one["orphans"])) for one in shown["inspections"]] == [
        (OLD, 2),
        (NEW, 0),
        (DRAFT, 0),
    ]


@pytest.mark.parametrize("other", [["--overdue"], ["--check"], ["--owner", "x"], ["--silent", "3"]])
def test_findings_and_recommendations_are_not_asked_for_at_once(store: Path, other: list[str]):
    ran = old(store, "--orphans", *other)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--orphans lists findings; leave out what chooses recommendations.")


# The history of one


def test_the_history_begins_with_what_it_rests_on_and_ends_with_what_carries_it_on(store: Path):
    said = asked(store, "history", "1", "--inspection", OLD, terminal=True, TERM="dumb").out
    lines = [line.rstrip() for line in said.splitlines()]
    assert max(map(len, lines)) <= 100
    assert lines[0] == f"Recommendation 1 of {OLD}, on 3 December 2018: Outcome 1"
    assert lines[1] == (
        "Owner: Chief Executive, Newport City Council. With: Police; Health. It is closed as superseded."
    )
    assert lines[-1] == f"It is superseded by {NEW}/1 (open): Outcome 1"
    places = [
        said.index(word) for word in ("recorded evidence E-1", "recorded key finding 1", "made rec", "closed rec")
    ]
    assert places == sorted(places)


def test_the_next_inspection_says_what_it_carries_on_and_when_it_is_due(store: Path):
    said = asked(store, "history", "1", "--inspection", NEW, terminal=True, TERM="dumb").out
    assert "Owner: Head of service, Newport Youth Service. It is open, due 3 September 2019.\n" in said
    assert f"It carries on {OLD}/1 (closed): Outcome 1\n" in said


def test_before_the_next_inspection_nothing_is_said_of_it(store: Path):
    shown = asked(store, "history", "1", "--inspection", OLD, "--at", "published+12m", "--json").json
    assert shown["links"] == {"carried_from": None, "carried_into": [], "superseded_by": None}
    assert shown["history"][-1]["chapter"] == "claim"


def test_a_row_of_the_history_says_the_day_it_is_true_of_and_when_it_was_recorded(store: Path):
    found = rows(asked(store, "history", "2", "--inspection", OLD, "--csv").out)
    claim = found[-1]
    assert (claim["effective"], claim["recorded (London)"], claim["chapter"]) == (
        "2017-04-03",
        "2017-04-20 10:00",
        "claim",
    )
    assert (claim["person"], claim["what"]) == ("eve", "reported on recommendation 2: claimed complete. So far")
    verified = rows(asked(store, "history", "1", "--inspection", OLD, "--csv").out)[8]
    assert (verified["chapter"], verified["rests on"]) == ("verification", "E-1")
    said = asked(store, "history", "2", "--inspection", OLD, terminal=True, TERM="dumb").out
    assert "2017-04-03  2017-04-20" in said


def test_what_carries_one_on_is_told_though_it_was_not_closed_for_that(tmp_path: Path):
    both = stored(tmp_path / "both.db", newport_2016=IN_2016[:-1], newport_2018=IN_2018)
    said = asked(both, "history", "1", "--inspection", OLD, terminal=True, TERM="dumb").out
    assert said.endswith(f"It is carried on by {NEW}/1 (open): Outcome 1\n")
    alone = stored(tmp_path / "alone.db", newport_2018=IN_2018)
    said = asked(alone, "history", "1", terminal=True, TERM="dumb").out
    assert f"It carries on {OLD}/1, which this store does not show.\n" in said


def test_the_history_of_what_was_never_recommended_is_not_found(store: Path):
    ran = asked(store, "history", "9", "--inspection", OLD)
    assert (ran.code, ran.out) == (4, "")
