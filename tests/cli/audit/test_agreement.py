"""How far do first and second answers agree, and how often were answers changed in moderation?"""

import csv
import io
import re
import shlex
from pathlib import Path

import pytest

from tests.cli.conftest import NAME, Walk, begin
from tests.fixtures.command_line import Ran, copied, here

BOLD = re.compile("\x1b\\[[0-9;]*m")


def agreement(store: Path, *words: str, terminal: bool = False) -> Ran:
    more = {"COLUMNS": "200", "NO_COLOR": "1"}
    return here("agreement", *words, "--store", str(store), "--as", "ann", terminal=terminal, **more)


def done(store: Path, *lines: str) -> Path:
    for line in lines:
        ran = here(*shlex.split(line), INSPECTRAIL_STORE=str(store), INSPECTRAIL_ACTOR="ann")
        assert ran.code == 0, ran.err
    return store


@pytest.fixture(scope="module")
def submitted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with one case that Ben answered and submitted, and Gus, who may answer it too."""
    return done(
        begin(tmp_path_factory.mktemp("submitted") / "inspectrail.db", NAME),
        "team add gus --name 'Gus Gray' --role local_assessor --organisation Cardiff",
        "fieldwork start",
        "answer record NP-01 1.1 sufficient --evidence seen --as ben",
        "answer record NP-01 2.1 insufficient --evidence seen --as ben",
        "assessment submit NP-01 --as ben",
    )


@pytest.fixture
def answered(submitted: Path, tmp_path: Path) -> Path:
    """As submitted: a copy that a test may change."""
    return copied(submitted, tmp_path)


@pytest.fixture(scope="module")
def twice(submitted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As submitted, and answered by Gus, who agrees once. Cat changed the other answer and changed it back."""
    return done(
        copied(submitted, tmp_path_factory.mktemp("twice")),
        "second assign NP-01 gus",
        "second record NP-01 1.1 sufficient --evidence seen --as gus",
        "second record NP-01 2.1 sufficient --evidence seen --as gus",
        "second submit NP-01 --as gus",
        "moderate confirm NP-01 1.1 --reason So --as cat",
        "moderate change NP-01 2.1 sufficient --reason So --as cat",
        "moderate change NP-01 2.1 insufficient --reason 'Not so' --as cat",
    )


def rows(ran: Ran) -> list[dict[str, str]]:
    assert (ran.code, ran.err) == (0, "")
    return list(csv.DictReader(io.StringIO(ran.out)))


def test_first_and_second_answers_are_compared_in_exact_fractions(twice: Path):
    told = agreement(twice, "--json").json
    assert {name: told["agreement"][name] for name in ("cases", "compared", "agreed", "raters")} == {
        "cases": 1,
        "compared": 2,
        "agreed": 1,
        "raters": 2,
    }
    half = {"exact": {"numerator": 1, "denominator": 2}, "decimal": 0.5, "not_defined": None}
    nothing = {"exact": {"numerator": 0, "denominator": 1}, "decimal": 0.0, "not_defined": None}
    assert (told["agreement"]["share"], told["agreement"]["kappa"]) == (half, nothing)
    assert told["agreement"]["alpha"]["exact"] == {"numerator": 0, "denominator": 1}
    assert told["agreement"]["ways"] == [{"old": "insufficient", "new": "sufficient", "times": 1}]
    assert told["second_answers_not_compared"] == 0


def test_json_has_every_table_and_of_each_assessor_every_question_that_was_looked_at(twice: Path):
    told = agreement(twice, "--json").json
    (pair,) = told["by_pair"]
    assert (pair["group"], pair["title"]) == (["ben", "gus"], "Ben Baker, then Gus Gray")
    assert [one["group"] for one in told["by_theme"]] == [["1"], ["2"]]
    assert [one["title"] for one in told["by_stage"]] == ["planning", "review", "delivery"]
    assert [one["group"] for one in told["by_question"]] == [["1.1"], ["2.1"]]
    (ben,), (cat,) = told["by_assessor"], told["by_moderator"]
    assert (ben["title"], ben["moderation"]["answers"], ben["moderation"]["changed"]) == ("Ben Baker", 2, 1)
    assert (ben["moderation"]["changes"], ben["moderation"]["put_back"]) == (2, 1)
    assert [one["group"] for one in ben["by_question"]] == [["1.1"], ["2.1"]]
    assert (cat["group"], cat["moderation"]["answers"], cat["moderation"]["looked_at"]) == (["cat"], None, 2)


def test_a_measure_that_is_not_defined_says_why(twice: Path):
    planning = agreement(twice, "--json", "--by", "stage").json["by_stage"][0]["agreement"]
    why = "everyone gave the same response, so agreement beyond chance cannot be measured"
    assert planning["kappa"] == planning["alpha"] == {"exact": None, "decimal": None, "not_defined": why}
    assert planning["share"]["decimal"] == 1.0


def test_by_asks_for_one_table(twice: Path):
    told = agreement(twice, "--json", "--by", "pair").json
    assert [name for name in told if name.startswith("by_")] == ["by_pair"]
    assert {row["by"] for row in rows(agreement(twice, "--by", "moderator", "--csv"))} == {"moderator"}


def test_a_spreadsheet_gets_every_figure_of_every_group_in_one_table(twice: Path):
    told = rows(agreement(twice, "--csv"))
    kinds = [
        "all",
        "theme",
        "theme",
        "stage",
        "stage",
        "stage",
        "pair",
        "question",
        "question",
        "assessor",
        "moderator",
    ]
    assert [row["by"] for row in told] == kinds
    overall, pair = told[0], told[6]
    assert (overall["compared"], overall["agreed"], overall["percent agreed"], overall["kappa"]) == (
        "2",
        "1",
        "50.0%",
        "0.0",
    )
    assert (overall["answers"], overall["looked at"], overall["percent changed"], overall["changes"]) == (
        "2",
        "2",
        "50.0%",
        "2",
    )
    assert (overall["first insufficient, second sufficient"], overall["first sufficient, second insufficient"]) == (
        "1",
        "0",
    )
    assert overall["changed from sufficient to insufficient"] == "1"
    assert (pair["group"], pair["answers"], pair["not defined because"]) == ("ben/gus", "", "")
    review = told[4]
    assert (review["title"], review["kappa"], review["percent agreed"]) == ("review", "not defined", "not defined")
    assert review["not defined because"] == "no question was answered twice"
    assert [row["percent agreed"] for row in told[-2:]] == ["", ""]


def test_in_a_pipe_the_same_rows_are_plain(twice: Path):
    heading, *rest = agreement(twice).rows
    assert heading[:4] == ["by", "group", "title", "cases"]
    assert len(rest) == 11
    assert {len(row) for row in rest} == {len(heading)}


def test_a_person_is_told_the_counts_first_and_how_to_read_the_rest(twice: Path):
    out = agreement(twice, terminal=True).out
    first = "2 second answers in 1 case can be compared with first answers: 1 agrees (50.0%; kappa 0.00, alpha 0.00)."
    assert out.startswith(first)
    assert "Disagreements, from first to second answer: 1 insufficient to sufficient." in out
    assert "Kappa and alpha measure agreement beyond chance" in out
    assert "Not defined: everyone gave the same response" in out
    assert "Moderators confirmed 1 and changed 1 of 2 answers (50.0% changed)" in out
    assert "there were 2 changes, and 1 answer was changed back to the assessor's response." in out
    assert "Ben Baker, then Gus Gray" in out


@pytest.mark.parametrize(
    ("by", "headings"),
    [
        ("theme", "theme cases raters compared agreed percent kappa alpha"),
        ("stage", "stage cases raters compared agreed percent kappa alpha"),
        ("pair", "first, then second assessor cases compared agreed percent kappa alpha"),
        ("question", "question cases compared agreed percent kappa alpha text"),
        ("assessor", "assessor answers confirmed changed percent"),
        ("moderator", "moderator confirmed changed"),
    ],
)
def test_at_a_terminal_each_table_has_what_it_is_about(twice: Path, by: str, headings: str):
    ran = agreement(twice, "--by", by, terminal=True)
    assert ran.code == 0
    assert headings in [" ".join(BOLD.sub("", line).split()) for line in ran.out.splitlines()]
    assert ("Moderators" in ran.out) == (by != "pair")
    assert ("Kappa" in ran.out) == (by not in ("assessor", "moderator"))


def test_only_one_theme_or_assessor(twice: Path):
    of_theme = agreement(twice, "--theme", "2", "--json").json
    assert (of_theme["theme"], of_theme["agreement"]["compared"], of_theme["moderation"]["answers"]) == ("2", 1, 1)
    of_ben = agreement(twice, "--assessor", "ben", "--json").json
    assert (of_ben["assessor"], of_ben["agreement"]["compared"], of_ben["moderation"]["answers"]) == ("ben", 2, 2)
    of_gus = agreement(twice, "--assessor", "gus", "--json").json
    assert (of_gus["agreement"]["compared"], of_gus["moderation"]["answers"], of_gus["by_assessor"]) == (0, 0, [])


def test_without_second_answers_or_moderation_it_says_so(answered: Path):
    ran = agreement(answered, terminal=True)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "There are no second answers to compare with first answers.",
        "Moderators have not confirmed or changed any answer.",
    ]


def test_second_answers_that_nothing_can_be_compared_with_are_counted(begun: Path):
    store = done(
        begun,
        "team add gus --name 'Gus Gray' --role local_assessor --organisation Cardiff",
        "fieldwork start",
        "second assign NP-01 gus",
        "second record NP-01 1.1 sufficient --evidence seen --as gus",
    )
    assert "1 second answer cannot be compared" in agreement(store, terminal=True).out
    assert agreement(store, "--json").json["second_answers_not_compared"] == 1


def test_moderation_that_only_confirmed_went_no_way(answered: Path):
    store = done(answered, "moderate confirm NP-01 1.1 --reason So --as cat")
    out = agreement(store, "--by", "assessor", terminal=True).out
    assert out.startswith("Moderators confirmed 1 and changed 0 of 2 answers (0.0% changed).")
    assert "changes" not in out


def test_what_is_left_out_with_an_excluded_case_is_said(twice: Path, tmp_path: Path):
    store = done(copied(twice, tmp_path), "case exclude NP-01 --reason 'Out of the window'")
    said = (
        "Not counted, because NP-01 is excluded from the score: 2 second answers, and 2 answers that moderators "
        "confirmed or changed."
    )
    assert said in agreement(store, terminal=True).out.splitlines()
    told = agreement(store, "--json").json
    assert told["left_out"] == {"excluded_cases": ["NP-01"], "second_answers": 2, "looked_at": 2}
    assert told["agreement"]["compared"] == told["moderation"]["answers"] == 0


def test_it_is_shown_as_it_was(twice: Path):
    assert agreement(twice, "--at", "#13", "--json").json["agreement"]["compared"] == 1


def test_whoever_assesses_blind_compares_nothing_before_they_submit(answered: Path):
    store = done(answered, "second assign NP-01 gus", "second record NP-01 1.1 sufficient --evidence seen --as gus")
    ran = here("agreement", "--json", "--store", str(store), "--as", "gus")
    assert ran.json["agreement"]["compared"] == 0
    assert ran.json["second_answers_not_compared"] == 1
    assert "hidden" in ran.err
    assert agreement(store, "--json").json["agreement"]["compared"] == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--theme", "9"), 4, "There is no theme 9"),
        (("--assessor", "nobody"), 4, "nobody is not in the team"),
        (("--by", "mood"), 2, "'mood' is not one of 'theme', 'stage', 'pair'"),
    ],
)
def test_what_is_not_there_is_refused(answered: Path, words: tuple[str, ...], code: int, said: str):
    ran = agreement(answered, *words)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_without_a_framework_there_is_nothing_to_compare(begun: Path):
    ran = agreement(begun, "--at", "#1")
    assert (ran.code, ran.out) == (5, "")
    assert "adopt a framework first" in ran.err


def test_the_small_inspection_has_one_second_answer_that_differs(walk: Walk):
    told = agreement(walk.store, "--json").json
    assert (told["agreement"]["compared"], told["agreement"]["agreed"]) == (1, 0)
    assert [one["title"] for one in told["by_pair"]] == ["Ben Baker, then Gus Gray"]
