"""Names and sentences use the field's words and plain English."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("cli", "domain", "events_store", "frameworks", "projections", "reports")
FILES = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]

# A name says what a thing is, not how it is spoken of.
DIALECT = {
    *("anew", "asked", "beside", "made", "one", "ones", "other", "others", "plainly", "said", "say", "says", "spoken"),
    *("tell", "tells", "there", "thing", "things", "told", "whole"),
}
# Names that keep such a word, each with its reason.
KEPT = {
    "asked": "a field of saved views and a key of JSON: the number of questions that apply to a case",
    "asked_due_on": "a field of saved views and a key of JSON",
    "made": "a field of saved views and a key of JSON",
    "made_on": "a field of saved views and a key of JSON",
    "not_asked": "a key of JSON: the cases to which a question does not apply",
    "told_on": "a stored field of an event: the day the inspectorate was told of a delay",
    "JudgementMade": "the event judgement-made: judgements and recommendations are made",
    "RecommendationMade": "the event recommendation-made",
    "QuestionNotAsked": "the refusal with the code question-not-asked, which never changes",
    "other_inspections": "an adjective: the inspections apart from this one",
    "other_attributes": "a parameter of the prov library",
    "one_decimal": "a number: one decimal place",
    "one_moment": "a number: all rows of one moment",
    "ONE_RESPONSE": "a number: one response",
    "_one_line": "a number: one line",
    "_one_form": "a number: one form",
    "WEEK_ONE": "a number: week one of fieldwork",
    "week_one": "a number: week one of fieldwork",
}
# Words and phrases that sentences do without, with what to write instead.
PLAIN = {
    r"[Ww]hoever": "who, or anyone who",
    r"[Ll]eaves with": "exits with status",
    r"\banew\b": "again",
    r"\bbear(s|ing)? on\b": "affects",
    r"\btold\b(?! of| on|_on)": "shown, printed, described",
    r"\bof its own accord\b": "automatically",
    r"\bthe ones\b|\bones that\b": "those",
}


def words(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def identifiers(file: Path) -> Iterator[str]:
    for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline):
        if token.type == tokenize.NAME:
            yield token.string


def docstrings(file: Path) -> Iterator[tuple[str, str]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "name", "the module"), text


def test_no_name_is_in_dialect_but_for_those_with_a_reason():
    names = {name for file in FILES for name in identifiers(file) if words(name) & DIALECT}
    assert sorted(names - KEPT.keys()) == []


def test_every_name_that_is_kept_is_used_and_there_are_few():
    names = {name for file in FILES for name in identifiers(file)}
    assert sorted(KEPT.keys() - names) == []
    assert len(KEPT) <= 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_docstrings_begin_with_a_short_sentence_in_plain_words(file: Path):
    problems = []
    for name, text in docstrings(file):
        first = re.split(r"(?<=[.:;])\s", " ".join(text.split("\n\n")[0].split()))[0]
        if len(first.split()) > 15:
            problems.append(f"{name}: {first}")
        problems += [
            f"{name}: “{match[0]}” is {instead}"
            for phrase, instead in PLAIN.items()
            if (match := re.search(phrase, text))
        ]
    assert problems == []
