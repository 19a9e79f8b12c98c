"""Every event that was ever stored fits the schema that is published for it, and nothing else does."""

import json

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from docs.event_schemas import FOLDER
from domain.event_types import BY_NAME
from events_store.codec import encode
from tests.fixtures.events import EXAMPLES
from tests.golden.conftest import FOLDERS

GOLDEN = [
    (event["topic"], json.loads(event["state"]))
    for folder in FOLDERS
    for event in map(json.loads, (folder / "log.jsonl").read_text(encoding="utf-8").splitlines())
]


def validator(name: str) -> Draft202012Validator:
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


@pytest.mark.parametrize("name", BY_NAME)
def test_every_event_of_every_release_fits_its_schema(name: str):
    for state in [json.loads(encode(EXAMPLES[name])), *(state for topic, state in GOLDEN if topic == name)]:
        validator(name).validate(state)


def test_every_event_of_every_release_has_a_schema():
    assert {topic for topic, _ in GOLDEN} <= set(BY_NAME)


@pytest.mark.parametrize("name", BY_NAME)
def test_what_an_event_must_not_hold_does_not_fit_its_schema(name: str):
    state = json.loads(encode(EXAMPLES[name]))
    broken = [{**state, "surname": "Smith"}, {**state, "origin": None}, [state], "x"]
    assert [document for document in broken if validator(name).is_valid(document)] == []
