"""Assess recommendations, complete the month-12 review and show it, by the command line."""

import csv
import io
import shlex
from datetime import timedelta

import pytest

from tests.cli.conftest import WALK_STARTS
from tests.fixtures.command_line import here
from tests.fixtures.two_inspections import drafted, published
from tests.fixtures.two_inspections import run as in_second

pytestmark = pytest.mark.dated
AFTERWARDS = WALK_STARTS + timedelta(days=7)

ASSESS = "review assess 1 good --narrative 'The board leads the work' --as ann --on 2025-01-13"


@pytest.fixture
def run(walked):
    def _run(line, **more):
        return here(*shlex.split(line), INSPECTRAIL_STORE=str(walked), **{"now": AFTERWARDS, **more})

    return _run


def test_the_page_shows_the_status_and_assessment_of_every_recommendation(run):
    shown = run("review show --json").json
    assert (shown["inspection"], shown["published_on"], shown["due_on"]) == ("newport-2023", "2024-01-10", "2025-01-10")
    assert (shown["summary"], shown["completed_by"], shown["completed_on"]) == (
        "Both are closed",
        "Ann Archer",
        "2025-01-13",
    )
    first, second = shown["recommendations"]
    assert {name: first[name] for name in ("number", "acceptance", "claim", "verification", "closure", "overdue")} == {
        "number": 1,
        "acceptance": "agreed",
        "claim": "claimed_complete",
        "verification": "good",
        "closure": "implemented",
        "overdue": False,
    }
    assert first["outcome"] == "The board drives the work"
    assert first["owner"] == {"role": "Chief Executive", "organisation": "Newport City Council"}
    assert first["evidence"] == first["assessment"]["evidence"] == ["F-01"]
    assert (second["original_due_on"], second["due_on"]) == ("2025-01-10", "2025-04-30")


def test_a_changed_assessment_keeps_the_old_one_with_the_reason(run):
    assessment = run("review show --json").json["recommendations"][1]["assessment"]
    assert (assessment["progress"], assessment["by"], assessment["on"]) == ("reasonable", "Ben Baker", "2025-01-13")
    assert assessment["reason"] == "Two late reviews were found"
    [before] = assessment["before"]
    assert (before["progress"], before["narrative"]) == ("good", "Every plan was reviewed in time")


def test_the_totals_count_every_point_of_the_scale_and_every_way_to_be_closed(run):
    assert run("review show --json").json["totals"] == {
        "made": 2,
        "assessed": {"good": 1, "reasonable": 1, "insufficient": 0, "no_meaningful": 0},
        "not_assessed": 0,
        "closed": {"implemented": 2, "not_implemented": 0, "superseded": 0},
        "open": 0,
        "overdue": 0,
    }


def test_on_a_terminal_it_is_one_page_in_words(run):
    page = run("review show", terminal=True, COLUMNS="100", LINES="50", TERM="dumb").out
    assert "Month-12 review of newport-2023, Newport Youth Justice Service, on" in page
    assert "Published on 10 January 2024; review due on 10 January 2025. Completed on 13 January 2025 by" in page
    assert "\n\nBoth are closed\n\n2 recommendations. Progress assessed: 1 good and 1 reasonable." in page
    assert "Closed: 2 implemented. Open: 0, 0 of them overdue." in " ".join(page.split())
    assert "1. Chief Executive: good progress\n   The board drives the work\n   The board has led the work" in page
    assert (
        "Earlier assessment: good on 13 January 2025. Reason for the change: Two late reviews were found"
        in " ".join(page.split())
    )
    assert max(map(len, page.splitlines())) <= 100
    assert len(page.splitlines()) <= 30


def test_on_a_narrow_terminal_it_still_is_a_page(run):
    assert "1. Chief Executive: good progress" in run("review show", terminal=True, COLUMNS="1").out


def test_in_a_pipe_it_is_a_row_for_each_recommendation(run):
    head, first, second = run("review show").rows
    row = dict(zip(head, second, strict=True))
    assert (row["no"], row["assessed"], row["assessed by"], row["evidence"]) == ("2", "reasonable", "Ben Baker", "F-01")
    assert (row["due"], row["first due"]) == ("2025-04-30 (moved)", "2025-01-10")
    assert row["narrative"] == "Most plans were reviewed in time"
    assert list(csv.reader(io.StringIO(run("review show --csv").out)))[1] == first


def test_the_review_is_shown_as_it_was(run):
    # The walk was recorded within one day, so earlier instants are chosen by position.
    trail = run("trail --json").json_lines
    made = [entry["position"] for entry in trail if entry["kind"] == "recommendation-made"][-1]
    published = next(entry["position"] for entry in trail if entry["kind"] == "report-published")
    assessed = [entry["position"] for entry in trail if entry["kind"] == "recommendation-reviewed"]
    before = run(f"review show --at '#{made}'", terminal=True)
    output = " ".join(before.out.split())
    assert output.endswith("The report is not published yet. The review is due twelve months after publication.")
    assert run(f"review show --at '#{made}' --json").json["totals"]["made"] == 2
    assert run(f"review show --at '#{made}'").rows[1][5] == "12 months after publication"
    out = run(f"review show --at '#{published}'", terminal=True, COLUMNS="120").out
    assert "Not complete: 0 of 2 assessed." in out
    assert "1. Chief Executive: not assessed yet" in out
    halfway = run(f"review show --at '#{assessed[0]}'", terminal=True, COLUMNS="120").out
    assert "Not complete: 1 of 2 assessed." in halfway
    assert "Progress assessed: 1 good and 1 not assessed." in halfway
    assert run(f"review show --at '#{assessed[0]}'").rows[2][6] == "not yet"
    assert run("review show --effective 2025-01-12 --json").json["completed_on"] is None


@pytest.mark.parametrize(
    ("line", "code", "message"),
    [
        (
            ASSESS,
            5,
            "It is too late to assess recommendations: the month-12 review is already complete.",
        ),
        (
            ASSESS.replace("2025-01-13", "2025-01-09"),
            5,
            "The month-12 review cannot take place before 10 January 2025.",
        ),
        (ASSESS.replace("as ann", "as eve"), 5, "Nobody may verify or close their own work. Ask the inspectorate."),
        (ASSESS.replace("assess 1", "assess 7"), 4, "There is no recommendation 7. See: inspectrail recommendations"),
        (ASSESS.replace("good", "excellent"), 2, "'excellent' is not one of"),
        (
            "review complete --summary Again --as ann",
            5,
            "too late to complete the month-12 review: it is already complete.",
        ),
        ("review --summary Old", 2, "No such option"),
    ],
)
def test_what_is_refused_is_refused_in_a_sentence_and_records_nothing(run, line, code, message):
    before = run("trail --json").out
    ran = run(line)
    assert (ran.code, ran.out) == (code, "")
    assert message in ran.err
    assert run("trail --json").out == before


def test_an_assessment_is_changed_with_a_reason_until_the_review_is_complete(walked):
    store = drafted(walked)
    recommend = "recommend 1 --text 'The board meets' --owner Chair --organisation 'Newport City Council'"
    assert in_second(store, f"{recommend} --on 2025-05-12").code == 0
    published(store)
    assess = "review assess 1 {} --narrative 'It meets' --on 2026-05-14"
    assert in_second(store, assess.format("good")).code == 0
    ran = in_second(store, assess.format("reasonable"))
    assert (
        "The month-12 assessment of recommendation 1 is currently good progress. Give a reason for the change."
        in ran.err
    )
    ran = in_second(store, f"{assess.format('reasonable')} --reason 'It has met less often'")
    assert ran.code == 0
    assert "assessed recommendation 1 for the month-12 review: reasonable progress. It meets" in ran.out
    entry = in_second(store, "trail --kind recommendation-reviewed --json").json_lines[-1]
    assert (entry["old"], entry["new"], entry["why"]) == ("good", "reasonable", "It has met less often")


def test_the_review_is_not_complete_before_every_recommendation_is_assessed(walked):
    store = drafted(walked)
    for number in (1, 2):
        recommend = f"recommend {number} --text 'The board meets' --owner Chair --organisation 'Newport City Council'"
        assert in_second(store, f"{recommend} --on 2025-05-12").code == 0
    published(store)
    in_second(store, "review assess 2 good --narrative 'It meets' --on 2026-05-14")
    ran = in_second(store, "review complete --summary 'It meets' --on 2026-05-14")
    assert (ran.code, ran.out) == (5, "")
    assert ran.err == (
        "The review cannot be completed before every recommendation is assessed. Not assessed yet: 1. Assess each "
        "with: inspectrail review assess\n"
    )
    in_second(store, "review assess 1 good --narrative 'It meets' --on 2026-05-14")
    assert in_second(store, "review complete --summary 'It meets' --on 2026-05-14").code == 0
