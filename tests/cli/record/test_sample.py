"""Importing a sample: all cases or none, and every fault has its file and line."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import NAME
from tests.fixtures.command_line import Ran, here

HEAD = "case,pseudonym,setting,psr,conditions,sex\n"
GOOD = HEAD + "NP-02,Wren,community,no,,female\nNP-03,Jay,custody,yes,review_due,male\n"


def imported(store: Path, content: str | bytes, *more: str, acting: str = "ann") -> Ran:
    file = store.parent / "sample.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return here("sample", "import", str(file), "--as", acting, "--store", str(store), *more)


def head(store: Path) -> int:
    return here("status", "--json", "--store", str(store)).json["position"]


FAULTS = {
    "a column that is missing": (
        "case,pseudonym,setting,psr\nNP-02,Wren,community,no\n",
        1,
        "it has no column conditions",
    ),
    "a column that stands twice": (
        HEAD.replace("sex", "case") + "NP-02,Wren,community,no,,x\n",
        1,
        "a column appears twice",
    ),
    "no case at all": (HEAD, 1, "it has no cases"),
    "nothing at all": ("", 1, "it has no column case, pseudonym, setting, psr, conditions"),
    "too many columns": (
        GOOD + "NP-04,Kim,community,no,,male,15\n",
        4,
        "it has more or fewer columns than the first line",
    ),
    "too few columns": (GOOD + "NP-04,Kim,community,no\n", 4, "it has more or fewer columns than the first line"),
    "the same case twice": (GOOD + "NP-02,Kim,community,no,,male\n", 4, "the case NP-02 appears twice"),
    "a case that there is already": (
        GOOD + "NP-01,Kim,community,no,,male\n",
        4,
        "Case NP-01 already exists. Use another reference",
    ),
    "a psr that is neither yes nor no": (GOOD + "NP-04,Kim,community,maybe,,male\n", 4, "psr must be yes or no"),
    "a setting that is none": (GOOD + "NP-04,Kim,hospital,no,,male\n", 4, "setting must be community or custody"),
    "a condition that the framework does not have": (
        GOOD + "NP-04,Kim,custody,no,rainy,male\n",
        4,
        "The framework has no condition rainy",
    ),
    "a reference with a space": (GOOD + "NP 04,Kim,custody,no,,male\n", 4, "is not a reference"),
    "a pseudonym that is empty": (GOOD + "NP-04,,custody,no,,male\n", 4, "The pseudonym is empty"),
    "a control character": (GOOD + "NP-04,K\x1b[2Jim,custody,no,,male\n", 4, "U+001B"),
    "a column whose name is none": (GOOD.replace("sex", "sex of child"), 2, "is not a reference"),
    "a quotation that does not end": (GOOD + 'NP-04,"Kim,custody,no,,male\n', 4, "it is not CSV"),
    "text after a quotation": (GOOD + 'NP-04,"Kim"x,custody,no,,male\n', 4, "it is not CSV"),
    "bytes that are no text": (GOOD.encode() + b"NP-04,K\xff,custody,no,,male\n", 4, "the text is not UTF-8"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_by_file_and_line_and_nothing_is_recorded(begun: Path, fault: str):
    content, line, why = FAULTS[fault]
    before = head(begun)
    ran = imported(begun, content)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{begun.parent / 'sample.csv'}, line {line}: ")
    assert why in ran.err
    assert ran.err.endswith(". Nothing was recorded.\n")
    assert head(begun) == before
    error = json.loads(imported(begun, content, "--json").err)
    assert (error["error"], error["exit_code"]) == ("sample-broken", 2)


def test_a_line_is_the_one_that_an_editor_shows_where_a_cell_has_several(begun: Path):
    ran = imported(begun, HEAD + 'NP-02,Wren,community,no,,"a\nb"\n')
    assert ", line 3: " in ran.err  # the cell ends there


def test_a_file_that_is_not_there_is_not_found(begun: Path):
    for name in ("none.csv", str(begun.parent)):
        ran = here("sample", "import", name, "--as", "ann", "--store", str(begun))
        assert (ran.code, ran.err) == (4, f"There is no file {name}. Name the CSV file of the sample.\n")


def test_every_case_is_added_with_its_setting_its_conditions_and_its_characteristics(begun: Path):
    ran = imported(begun, GOOD)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "#7 Ann Archer added NP-02 (Wren) to the sample: community",
        "#8 Ann Archer added NP-03 (Jay) to the sample: custody, PSR written and review due",
    ]
    cases = here("case", "list", "--json", "--store", str(begun)).json
    assert [(case["reference"], case["asked"]) for case in cases] == [("NP-01", 2), ("NP-02", 2), ("NP-03", 3)]
    assert here("case", "show", "NP-03", "--json", "--store", str(begun)).json["characteristics"] == {"sex": "male"}


def test_a_file_as_spreadsheets_write_it_is_read_too(begun: Path):
    ran = imported(begun, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode() + b"\r\n")
    assert (ran.code, len(ran.out.splitlines())) == (0, 2)


def test_a_characteristic_that_is_empty_is_not_kept(begun: Path):
    assert imported(begun, HEAD + "NP-02,Wren,community,no,,\n").code == 0
    assert here("case", "show", "NP-02", "--json", "--store", str(begun)).json["characteristics"] == {}


def test_all_cases_are_one_command_in_one_transaction(begun: Path):
    first = imported(begun, GOOD, "--command-id", "sample-1", "--json")
    again = imported(begun, GOOD, "--command-id", "sample-1", "--json")
    assert (first.code, again.code) == (0, 0)
    recorded = first.json["recorded"]
    assert [event["stream"] for event in recorded] == [f"case:{NAME}/NP-02", f"case:{NAME}/NP-03"]
    assert [event["position"] for event in recorded] == [7, 8]
    assert {event["event"]["origin"]["command_id"] for event in recorded} == {"sample-1"}
    assert again.json == {"already_recorded": True, "recorded": recorded}
    assert head(begun) == 8


def test_a_rule_of_inspection_is_not_reported_as_a_fault_of_the_file(begun: Path):
    ran = imported(begun, GOOD, "--json", acting="ben")
    assert ran.code == 5
    assert json.loads(ran.err)["error"] == "role-not-allowed"
    assert "line" not in ran.err
    ran = imported(begun, GOOD, "--on", "2999-01-01")
    assert ran.code == 2
    assert "is in the future" in ran.err
    assert "sample.csv" not in ran.err
    assert head(begun) == 6


ODD = HEAD + "NP-02,Wren,community,no,unheard_of,female\nNP-03,Ja\ty,custody,yes,,male\n"


def test_the_first_faulty_line_is_named(begun: Path):
    assert "line 2: The framework has no condition unheard_of" in imported(begun, ODD).err
    lines = ODD.splitlines(keepends=True)
    assert (
        "line 2: The pseudonym has a line break or a tab"
        in imported(begun, "".join([lines[0], lines[2], lines[1]])).err
    )


@pytest.mark.parametrize(("who", "code"), [("zed", 4), ("ben", 5)])
def test_a_person_who_may_not_add_cases_is_refused_before_the_file_is_read(begun: Path, who: str, code: int):
    broken_later = HEAD + "NP-02,Wren,community,no,,female\nNP-03,Ja\ty,custody,yes,,male\n"
    assert imported(begun, broken_later, acting=who).code == code


def test_a_sample_that_comes_again_is_recorded_once(begun: Path):
    first, again = (imported(begun, GOOD, "--command-id", "sample-1", "--json") for _ in range(2))
    assert (first.json["already_recorded"], again.json["already_recorded"]) == (False, True)
    assert again.json["recorded"] == first.json["recorded"]
