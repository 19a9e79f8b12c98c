"""Continue a recommendation in the next inspection of the same body, by the command line."""

import csv
import io

import pytest

from tests.cli.conftest import built_walk
from tests.fixtures.command_line import copied
from tests.fixtures.two_inspections import FIRST, SECOND, drafted, published, run
from tests.store_cache import built_once

REOPEN = "recommendation reopen 2 --reason 'Reviews are late again' --on 2025-02-10"
RECOMMENDATION = "--text 'Plans are reviewed in time' --owner 'Head of service' --organisation 'Newport City Council'"
CARRY = f"recommend 1 {RECOMMENDATION} --carries {FIRST}/2 --on 2025-04-10"
SUPERSEDE = f"recommendation close 2 superseded --by {SECOND}/1 --reason 'It goes on' --on 2025-05-15"


@pytest.fixture
def reopened(tmp_path):
    """Return the store of the walk with recommendation 2 reopened and a second inspection at its draft."""
    return copied(built_once("reopened", _reopen) / "inspectrail.db", tmp_path)


def _reopen(folder):
    store = copied(built_walk() / "inspectrail.db", folder)
    assert run(store, REOPEN, inspection=FIRST, new_id=lambda: "reopened").code == 0
    drafted(store)


def last(ran):
    assert ran.code == 0, ran.err
    return ran.json["recorded"][-1]["event"]


def test_a_recommendation_goes_on_in_the_next_inspection_and_each_side_names_the_other(reopened):
    assert last(run(reopened, f"{CARRY} --json"))["carried_from"] == f"{FIRST}/2"
    published(reopened)
    assert last(run(reopened, f"{SUPERSEDE} --json", inspection=FIRST))["superseded_by"] == f"{SECOND}/1"
    [new] = run(reopened, "review show --json").json["recommendations"]
    assert (new["carried_from"], new["due_on"]) == (f"{FIRST}/2", "2026-05-14")
    old = run(reopened, "review show --json", inspection=FIRST).json["recommendations"][1]
    assert (old["closure"], old["superseded_by"]) == ("superseded", f"{SECOND}/1")
    assert f"superseded by {SECOND}/1" in run(reopened, "review show", inspection=FIRST).out


def test_the_tracker_of_one_inspection_shows_both_sides_and_the_history_names_the_successor_in_every_form(reopened):
    assert run(reopened, CARRY).code == 0
    published(reopened)
    assert run(reopened, SUPERSEDE, inspection=FIRST).code == 0
    old = run(reopened, "recommendations --json", inspection=FIRST).json["recommendations"][1]
    assert [link["name"] for link in old["links"]["carried_into"]] == [f"{SECOND}/1"]
    assert old["links"]["superseded_by"]["statement"] == "Plans are reviewed in time"
    [_, row, *_] = csv.DictReader(io.StringIO(run(reopened, "recommendations --csv", inspection=FIRST).out))
    assert row["carried into"] == f"{SECOND}/1"
    [new] = run(reopened, "recommendations --json").json["recommendations"]
    assert new["links"]["carried_from"]["stage"] == "closed"
    for form in ("--csv", "--tsv", "--json", ""):
        output = run(reopened, f"history 2 {form}", inspection=FIRST).out
        assert f"closed recommendation 2 as superseded by {SECOND}/1" in output, form


def test_what_was_carried_on_is_superseded_by_nothing_else_not_even_in_its_own_inspection(reopened):
    assert run(reopened, CARRY).code == 0
    published(reopened)
    assert run(reopened, "recommendation reopen 1 --reason 'It stopped' --on 2025-05-15", inspection=FIRST).code == 0
    ran = run(reopened, SUPERSEDE.replace(f"{SECOND}/1", "1"), inspection=FIRST)
    assert (ran.code, ran.out) == (5, "")
    assert f"{FIRST}/2 is continued by {SECOND}/1, so 1 cannot supersede it." in ran.err


def test_the_same_command_twice_carries_it_over_once(reopened):
    first = run(reopened, f"{CARRY} --command-id carry-1 --json").json
    again = run(reopened, f"{CARRY} --command-id carry-1 --json").json
    assert again == {**first, "already_recorded": True}


def test_within_one_inspection_it_is_superseded_by_a_number_as_before(reopened):
    assert run(reopened, "recommendation reopen 1 --reason 'It stopped' --on 2025-05-15", inspection=FIRST).code == 0
    close = "recommendation close 2 superseded --superseded-by 1 --reason 'Number 1 says it' --on 2025-05-15 --json"
    assert last(run(reopened, close, inspection=FIRST))["superseded_by"] == "1"


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (f"{FIRST}/1", 5, f"{FIRST}/1 is closed as implemented, so it cannot be continued."),
        (f"{FIRST}/7", 4, f"There is no recommendation {FIRST}/7."),
        ("newport-2012/1", 4, "There is no inspection newport-2012. See: inspectrail inspection list"),
        (f"{SECOND}/1", 5, "A recommendation can only be continued in a later inspection."),
        ("cardiff-2024/1", 5, "cardiff-2024/1 was made to Cardiff Youth Justice Service, but newport-2025 is an"),
        ("2", 2, "“2” is not a recommendation of another inspection. Write it as INSPECTION/NUMBER, such as"),
        ("newport-2023/two", 2, "such as newcastle-2016/3."),
    ],
)
def test_what_cannot_be_carried_on_is_refused_in_a_sentence(reopened, name, code, message):
    if name.startswith("cardiff"):
        drafted(reopened, name="cardiff-2024", year=2024, body="Cardiff Youth Justice Service")
        assert run(reopened, f"recommend 1 {RECOMMENDATION} --on 2024-05-01", inspection="cardiff-2024").code == 0
    ran = run(reopened, CARRY.replace(f"{FIRST}/2", name))
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert run(reopened, "review show --json").json["totals"]["made"] == 0


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        (f"{SECOND}/1", 5, f"It is too soon to refer to {SECOND}/1: the report that holds it is not published yet."),
        (f"{SECOND}/7", 4, f"There is no recommendation {SECOND}/7."),
        ("2", 4, "There is no recommendation 2."),
        ("newport-2030/1", 4, "There is no inspection newport-2030."),
    ],
)
def test_what_cannot_supersede_it_is_refused_in_a_sentence(reopened, name, code, message):
    assert run(reopened, CARRY).code == 0
    ran = run(reopened, SUPERSEDE.replace(f"{SECOND}/1", name), inspection=FIRST)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err


def test_a_later_inspection_s_recommendation_is_not_superseded_by_an_earlier_one(reopened):
    assert run(reopened, CARRY).code == 0
    published(reopened)
    close = f"recommendation close 1 superseded --by {FIRST}/2 --reason 'Back again' --on 2025-05-15"
    ran = run(reopened, close)
    assert (ran.code, ran.out) == (5, "")
    assert ran.err.startswith(f"The fieldwork of {FIRST} does not begin after the fieldwork of {SECOND}.")


def test_nothing_but_reopening_is_recorded_on_a_closed_recommendation(reopened):
    for line in (
        "recommendation answer 1 partly_agreed --because 'Not all' --as eve",
        "recommendation plan 1 --step 'Meet' --responsible Chair --due 2027-02-01 --as eve",
        "recommendation revise 1 1 --not-done --reason 'It is not' --as eve",
        "recommendation progress 1 in_progress --narrative 'We go on' --as eve",
        "recommendation verify 1 good --narrative 'We saw it'",
        "recommendation extend 1 --due 2027-05-01 --told 2027-01-04 --reason 'Later'",
        "recommendation close 1 not_implemented --reason 'It stopped'",
    ):
        ran = run(reopened, line, inspection=FIRST)
        assert (ran.code, ran.out) == (5, ""), line
        assert ran.err == (
            "Recommendation 1 is closed. The inspectorate must reopen it first. Reopen it "
            "with: inspectrail recommendation reopen 1\n"
        )
