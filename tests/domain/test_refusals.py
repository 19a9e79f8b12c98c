"""A refusal is a typed sentence that tells the person what to do."""

import re
from pathlib import Path

import pytest

from domain.refusals import base, case, follow_up, inspection
from domain.refusals.base import Conflict, Invalid, NotFound, Refused
from domain.refusals.inspection import UnknownInspection
from domain.wording import humanise, join_list
from tests.domain.tables import REFUSES

DOMAIN = Path(base.__file__).parents[1]
MODULES = (base, case, follow_up, inspection)
KINDS = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and issubclass(kind, Refused) and kind.__module__ == module.__name__
]
SENTENCES = [kind for kind in KINDS if "__init__" in vars(kind) and kind is not Refused]
# The handler refuses an inspection that was never announced: no decision is asked of one.
OUTSIDE_DECISIONS = {UnknownInspection}


def refused(row):
    with pytest.raises(row.then) as caught:
        row.decided()
    return caught.value


def test_every_refusal_is_reached_by_a_decision():
    assert {row.then for row in REFUSES} | OUTSIDE_DECISIONS == set(SENTENCES)


def test_a_refusal_is_of_the_kind_that_was_expected_and_not_of_a_wider_one():
    assert all(type(refused(row)) is row.then for row in REFUSES)


def test_codes_are_unique_and_never_change_their_form():
    codes = [kind.code for kind in KINDS]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


@pytest.mark.parametrize("kind", SENTENCES, ids=lambda kind: kind.code)
def test_a_code_is_the_name_of_the_class(kind):
    assert kind.code == re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__).lower()


def test_every_sentence_ends_with_a_full_stop():
    sentences = {str(refused(row)) for row in REFUSES} | {str(UnknownInspection("newport-2016"))}
    assert [sentence for sentence in sentences if not sentence.endswith(".")] == []


def test_the_domain_names_no_command_and_no_option():
    files = [*DOMAIN.rglob("*.py")]
    naming = [file.name for file in files if re.search(r"inspectrail \w|--[a-z]{2}", file.read_text(encoding="utf-8"))]
    assert naming == []


def test_every_sentence_begins_with_a_capital_or_a_name():
    sentences = {str(refused(row)) for row in REFUSES}
    named = {sentence for sentence in sentences if not sentence[0].isupper()}
    assert {sentence.split()[0] for sentence in named} == {
        *("newport-2016", "newport-2012/1", "newport-2018/2", "zoe", "ben", "gus", "outstanding")
    }


def test_no_sentence_shows_internal_values():
    sentences = {str(refused(row)) for row in REFUSES}
    assert [
        sentence for sentence in sentences if re.search(r"None|frozenset|<|not_applicable|partly_agreed", sentence)
    ] == []


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (range(1, 9), "1, 2, 3, 4, 5, 6, 7 and 8"),
        (range(1, 12), "1, 2, 3, 4, 5, 6, 7, 8 and 3 more"),
        (["psr_written"], "PSR written"),
    ],
)
def test_items_are_formatted_as_a_list(items, sentence):
    assert join_list(items) == sentence


def test_keys_are_formatted_as_words():
    assert humanise("not_applicable") == "not applicable"


def test_the_tree_decides_how_a_refusal_ends():
    assert all(issubclass(kind, Refused) for kind in (NotFound, Invalid, Conflict))
    assert {kind.__mro__[1] for kind in SENTENCES} == {Refused, NotFound, Invalid, Conflict}
    assert all(issubclass(kind, NotFound) == kind.__name__.startswith("Unknown") for kind in SENTENCES)
