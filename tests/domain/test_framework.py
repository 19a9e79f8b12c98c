"""What a framework must hold together, what it asks of which case, and its digest."""

import hashlib
import json

import pytest
from msgspec.json import encode
from pydantic import ValidationError

from domain.framework import Condition, Framework, Question, Rating, Rule, Theme, canonical
from domain.refusals.case import QuestionNotAsked, UnknownQuestion
from domain.refusals.inspection import UnknownTheme
from domain.value import validated
from tests.fixtures.given_when_then import FRAMEWORK


def question(name, **fields):
    return Question(**{"id": name, "text": "Was it good enough?", "stage": "assessment", **fields})


def rating(key, value, **fields):
    return Rating(key=key, title=key.title(), value=value, **fields)


def theme(name, *questions, scored=True):
    return Theme(id=name, title="Reducing reoffending", scored=scored, questions=questions)


WHOLE = {
    "reference": "tiny",
    "version": "1",
    "title": "A tiny framework",
    "description": "One theme.",
    "rule": Rule.POOLED,
    "ratings": (rating("poor", 1), rating("good", 2)),
    "themes": (theme("1", question("1.1")),),
}


def tiny(**fields):
    return validated(Framework, {**WHOLE, **fields})


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"themes": (theme("1", question("1.1")), theme("1", question("1.2")))}, "theme 1 appears twice"),
        ({"themes": (theme("1", question("1.1")), theme("2", question("1.1")))}, "question 1.1 appears twice"),
        ({"ratings": (rating("poor", 1), rating("poor", 2))}, "rating poor appears twice"),
        ({"ratings": (rating("poor", 1), rating("good", 1))}, "rating value 1 appears twice"),
        (
            {"conditions": (Condition(key="late", title="Late"), Condition(key="late", title="Later"))},
            "condition late appears twice",
        ),
        ({"conditions": (Condition(key="custody", title="In custody"),)}, "condition custody appears twice"),
        ({"themes": (theme("1"),)}, "theme 1 is scored but has no questions"),
        ({"themes": (theme("1", question("1.1"), scored=False),)}, "theme 1 has questions but is not scored"),
        (
            {"themes": (theme("1", question("1.1", applies_when=("psr_written", "late"))),)},
            "question 1.1 applies when “late”, which is not a condition",
        ),
        (
            {"rule": Rule.LOWEST_KEY_QUESTION},
            "question 1.1 needs a key_question, because the rule is lowest_key_question",
        ),
        (
            {"ratings": (rating("good", 2), rating("poor", 1))},
            "the ratings must be listed from the lowest value to the highest",
        ),
        (
            {"ratings": (rating("poor", 1, from_score=0), rating("good", 2))},
            "give from_score for every rating or for none",
        ),
        (
            {"ratings": (rating("poor", 1, from_score=5), rating("good", 2, from_score=50))},
            "from_score must begin at 0 for the lowest rating and rise with each rating",
        ),
        (
            {"ratings": (rating("poor", 1, from_score=0), rating("good", 2, from_score=0))},
            "from_score must begin at 0 for the lowest rating and rise with each rating",
        ),
        (
            {"ratings": (rating("poor", 1, from_total=0), rating("good", 2))},
            "give from_total for every rating or for none",
        ),
        (
            {"ratings": (rating("poor", 1, from_total=0), rating("good", 2, from_total=0))},
            "from_total must begin at 0 for the lowest rating and rise with each rating",
        ),
        ({"themes": (theme("1"), theme("1"))}, "theme 1 appears twice; theme 1 is scored but has no questions"),
        ({"ratings": (rating("poor", 1),)}, "at least 2 items"),
        ({"themes": ()}, "at least 1 item"),
    ],
    ids=lambda value: value.replace("“", "").replace("”", "") if isinstance(value, str) else "",
)
def test_an_inconsistent_framework_yields_its_faults(fields, fault):
    with pytest.raises(ValidationError, match=fault):
        tiny(**fields)


def test_a_framework_may_have_no_bands():
    assert tiny().ratings[0].from_score is None


def test_a_rating_value_and_its_band_are_percentages_at_most():
    assert Rating(key="good", title="Good", value=100, from_score=100).value == 100
    assert Rating(key="poor", title="Poor", value=0, from_score=0, from_total=0).value == 0
    for fields in ({"value": 101}, {"value": -1}, {"value": 1, "from_score": 101}, {"value": 1, "from_total": -1}):
        with pytest.raises(ValidationError):
            validated(Rating, {"key": "good", "title": "Good", **fields})


@pytest.mark.parametrize(
    "fields",
    [
        {"reference": "other"},
        {"version": "2"},
        {"title": "Another"},
        {"description": "Another."},
        {"rule": Rule.MEAN_OF_QUESTIONS},
        {"ratings": (rating("poor", 1), rating("good", 3))},
        {"conditions": (Condition(key="late", title="Late"),)},
        {"themes": (theme("1", question("1.1", text="Was it good?")),)},
        {"themes": (theme("1", question("1.1", key_question="planning")),)},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_the_digest_depends_on_every_field_of_a_framework(fields):
    assert tiny(**fields).digest != tiny().digest


def test_frameworks_that_say_the_same_have_the_same_digest():
    assert tiny().digest == tiny().digest == tiny(conditions=()).digest


def test_the_digest_is_the_sha_256_of_the_canonical_text():
    assert tiny().digest == hashlib.sha256(canonical(json.loads(encode(tiny())))).hexdigest()


def test_the_digest_of_a_framework_never_changes():
    assert tiny().digest == "4b0215807a4695d485e637c8e6e399cc0948e675fb21bbd7da6983311710bce6"


def test_the_canonical_text_of_a_document_is_one():
    assert canonical({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()
    assert canonical({"a": 1, "b": 2}) == canonical({"b": 2, "a": 1})


def test_the_applicable_questions_depend_on_conditions():
    def applicable_questions(*conditions):
        return [question.id for question in FRAMEWORK.applicable_questions(frozenset(conditions))]

    assert applicable_questions("community") == ["1.1", "2.1"]
    assert applicable_questions("community", "psr_written") == ["1.1", "1.2", "2.1"]
    assert applicable_questions("custody") == ["1.1", "2.1"]
    assert applicable_questions("custody", "review_due") == ["1.1", "2.1", "2.2"]


def test_questions_and_themes_are_found_by_name():
    assert FRAMEWORK.question("1.2").stage == "report"
    assert FRAMEWORK.theme("3").title == "Governance"
    assert FRAMEWORK.theme_of == {"1.1": "1", "1.2": "1", "2.1": "2", "2.2": "2"}
    assert FRAMEWORK.condition_keys == {"review_due"}
    assert FRAMEWORK.applicable_question("1.1", "NY-01", frozenset()) == FRAMEWORK.question("1.1")


def test_what_is_not_in_the_framework_is_refused():
    with pytest.raises(UnknownQuestion, match=r"There is no question \S+ in small-2016\."):
        FRAMEWORK.question("9.9")
    with pytest.raises(UnknownTheme, match="It has themes 1, 2 and 3"):
        FRAMEWORK.theme("9")


def test_a_refusal_of_a_question_names_the_missing_conditions():
    with pytest.raises(QuestionNotAsked, match="It applies only if: A review was due"):
        FRAMEWORK.applicable_question("2.2", "NY-01", frozenset({"custody"}))
