"""Show progress on recommendations by month after publication, in one inspection or several."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as Tree

import pytest

from domain.events.recommendation_terms import Verification
from tests.fixtures.follow_ups import published, verified
from tests.fixtures.followed import DRAFT, IN_2016, NEW, OLD, announced, run, stored, three

pytestmark = pytest.mark.dated


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return three(tmp_path_factory.mktemp("followed") / "inspectrail.db")


def old(store: Path, *words: str, **more):
    return run(store, "progress", "--inspection", OLD, *words, **more)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_a_document_has_the_months_the_steps_and_the_claims_with_their_counts(store: Path):
    document = old(store, "--at", "published+9m", "--json").json
    assert (document["inspections"], document["unpublished"], document["not_reached"]) == ([OLD], [], [])
    stages = [[month[stage] for stage in ("open", "claimed", "verified", "closed")] for month in document["months"]]
    assert stages == [[4, 0, 0, 0]] * 8 + [[3, 0, 0, 1]] * 2
    assert (document["months"][9]["month"], document["months"][9]["on"]) == (9, "2017-04-15")
    # Known at the time: the claim of 3 April was recorded on 20 April.
    assert document["now"]["claimed"] == 0
    assert document["claims"]["made"] == 0


def test_months_go_by_the_day_that_a_claim_is_true_of_and_now_by_what_is_known(store: Path):
    document = old(store, "--at", "2017-05-01", "--json").json
    assert [month["claimed"] for month in document["months"]] == [0] * 9 + [1]
    assert document["now"] == {
        "inspections": 1, "recommendations": 4, "open": 2, "claimed": 1, "verified": 0, "closed": 1, "implemented": 1,
        "overdue": 0, "share_overdue": {"numerator": 0, "denominator": 1},
    }  # fmt: skip
    assert document["claims"] == {
        "made": 1, "borne_out": 0, "not_borne_out": 0, "lapsed": 0, "waiting": 1, "share_not_borne_out": None,
    }  # fmt: skip


def test_a_spreadsheet_has_a_row_for_each_month_or_for_each_step(store: Path):
    months = rows(old(store, "--csv").out)
    assert months[12] == {
        "month": "12", "on": "2017-07-15", "inspections": "1", "recommendations": "4", "open": "2", "claimed": "1",
        "verified": "0", "closed": "1", "implemented": "1", "overdue": "0",
    }  # fmt: skip
    steps = rows(old(store, "--steps", "--csv").out)
    assert steps[0] == {
        "calendar days": "from publication to the owner's agreement, in full or in part", "median": "17",
        "shortest": "17", "longest": "17", "how many": "1 of 4",
    }  # fmt: skip
    assert steps[-1]["how many"] == "0 of 1"


def test_a_terminal_shows_where_they_are_a_chart_the_steps_and_the_claims(store: Path):
    lines = old(store, "--at", "2017-08-01", terminal=True, TERM="dumb").out.splitlines()
    assert lines[:2] == [
        f"Progress of {OLD} on 1 August 2017",
        "2 open, 1 claimed, 0 verified, 1 closed (1 as implemented). 50% overdue (2 of 4).",
    ]
    assert "4 | .. .. .. .. .. .. .. .. .. .. .. .. .." in lines
    assert "1 | .. .. .. .. .. .. .. .. ## ## ## ## ##" in lines
    assert max(len(line.rstrip()) for line in lines) <= 100
    assert lines[-1] == "1 claim of completion: 0 checked, 1 not checked, 0 lapsed before a check."
    assert old(store, "--at", "published", terminal=True).out.endswith("No owner has claimed completion yet.\n")


def test_a_checked_claim_has_its_share(tmp_path: Path):
    look = verified(2, date(2017, 5, 2), Verification.INSUFFICIENT)
    output = run(stored(tmp_path / "one.db", newport_2016=(*IN_2016, look)), "progress", terminal=True).out
    assert output.endswith(
        "1 claim of completion: 1 checked, 0 not checked, 0 lapsed before a check.\n"
        "The inspectorate did not confirm 100% of the checked claims (1 of 1).\n"
    )


def test_all_inspections_are_counted_together_but_for_those_that_are_not_published(store: Path):
    lines = run(store, "progress", "--all", terminal=True, TERM="dumb").out.splitlines()
    assert lines[0] == "Progress of 2 published inspections"
    assert lines[1].startswith("2 open, 1 claimed, 0 verified, 2 closed ")
    assert lines[2] == f"Not published yet, so not counted: {DRAFT}."
    months = run(store, "progress", "--body", "newport", "--json").json["months"]
    assert [(month["inspections"], month["on"] is None) for month in months[2:5]] == [(2, True), (2, True), (1, False)]


def test_those_that_have_not_come_to_the_instant_are_named(store: Path):
    lines = run(store, "progress", "--all", "--at", "published+4m", terminal=True).out.splitlines()
    assert lines[2] == f"Left out because they have not reached this point: {NEW}, {DRAFT}."


def test_before_publication_nothing_is_counted(store: Path):
    ran = run(store, "progress", "--inspection", DRAFT, terminal=True)
    assert ran.out == (
        f"Progress of {DRAFT} on 3 December 2018\nThe report is not published, so nothing is counted yet.\n"
    )
    document = run(store, "progress", "--inspection", DRAFT, "--json").json
    assert (document["months"], document["unpublished"]) == ([], [DRAFT])


def test_a_report_without_recommendations_has_no_progress(tmp_path: Path):
    facts = (*announced("bath-2018", "Bath", date(2018, 1, 8)), published(date(2018, 3, 1), date(2019, 3, 1)))
    ran = run(stored(tmp_path / "one.db", bath_2018=facts), "progress", terminal=True)
    assert ran.out == "Progress of bath-2018 on 3 December 2018\nNo recommendations.\n"


def test_months_that_have_not_come_are_not_shown_though_the_instant_is_ahead(store: Path):
    document = run(store, "progress", "--inspection", NEW, "--at", "published+12m", "--json").json
    assert [month["month"] for month in document["months"]] == [0, 1, 2, 3]


def test_progress_can_be_filtered_by_owner(store: Path):
    assert old(store, "--owner", "chief", "--json").json["now"]["recommendations"] == 1
    ran = old(store, "--owner", "nobody")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("No recommendation has an owner with “nobody” in its role or organisation. Owners are: ")


def test_the_chart_is_written_as_a_drawing_and_replaces_nothing_without_overwrite(store: Path, tmp_path: Path):
    drawing = tmp_path / "burn-up.svg"
    ran = old(store, "--svg", str(drawing), terminal=True, TERM="dumb")
    assert ran.out.endswith(f"The chart is in {drawing}.\n")
    title = Tree.parse(drawing).getroot().find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == f"Recommendations by month after publication: {OLD}"
    before = drawing.read_bytes()
    refused = run(store, "progress", "--all", "--svg", str(drawing))
    assert (refused.code, refused.out, drawing.read_bytes()) == (2, "", before)
    document = run(store, "progress", "--all", "--owner", "head", "--svg", str(drawing), "--overwrite", "--json")
    assert document.json["inspections"] == [OLD, NEW]
    assert "2 inspections, owner “head”" in drawing.read_text(encoding="utf-8")


def test_a_drawing_that_cannot_be_written_is_refused(store: Path, tmp_path: Path):
    (tmp_path / "file").write_text("")
    ran = old(store, "--svg", str(tmp_path / "file" / "x.svg"))
    assert (ran.code, ran.out) == (2, "")


def test_the_clock_of_the_reader_bounds_the_months(store: Path):
    document = old(store, "--json", now=datetime(2018, 9, 20, tzinfo=UTC)).json
    assert document["months"][-1]["month"] == 26
    assert document["now"]["overdue"] == 2
