"""Every event type by its permanent name. What was written once must be readable for ever."""

import re
from string import Formatter

import pytest
from msgspec import structs

from domain.event_types import BY_NAME, EVENT_TYPES

# Renaming an event here is not a correction: logs written before would no longer be read.
PERMANENT = (
    "accuracy-challenge-decided.v1",
    "accuracy-challenge-raised.v1",
    "action-planned.v1",
    "action-revised.v1",
    "answer-confirmed.v1",
    "answer-moderated.v1",
    "answer-queried.v1",
    "answer-recorded.v1",
    "answer-revised.v1",
    "assessment-reopened.v1",
    "assessment-submitted.v1",
    "assessor-assigned.v1",
    "case-excluded.v1",
    "case-reinstated.v1",
    "case-sampled.v1",
    "draft-report-issued.v1",
    "due-date-requested.v1",
    "due-date-revised.v1",
    "evidence-recorded.v1",
    "feedback-given.v1",
    "fieldwork-ended.v1",
    "fieldwork-started.v1",
    "finding-recorded.v1",
    "finding-revised.v1",
    "finding-withdrawn.v1",
    "follow-up-reviewed.v1",
    "framework-adopted.v1",
    "inspection-announced.v1",
    "judgement-made.v1",
    "judgement-proposed.v1",
    "judgement-revised.v1",
    "moderation-completed.v1",
    "practice-example-recorded.v1",
    "progress-reported.v1",
    "progress-verified.v1",
    "query-answered.v1",
    "recommendation-answered.v1",
    "recommendation-closed.v1",
    "recommendation-made.v1",
    "recommendation-reopened.v1",
    "recommendation-reviewed.v1",
    "report-finalised.v1",
    "report-published.v1",
    "report-unlock-approved.v1",
    "report-unlock-requested.v1",
    "second-answer-recorded.v1",
    "second-assessment-submitted.v1",
    "second-assessor-assigned.v1",
    "second-assessor-released.v1",
    "team-member-assigned.v1",
    "team-member-released.v1",
)

EVERY_EVENT = pytest.mark.parametrize("event", EVENT_TYPES, ids=lambda event: event.kind())


def test_every_event_has_the_name_it_always_had():
    assert sorted(event.TYPE for event in EVENT_TYPES) == list(PERMANENT), "add a new name to PERMANENT"


def test_no_two_events_share_a_name():
    assert len(BY_NAME) == len(EVENT_TYPES)


@EVERY_EVENT
def test_a_name_is_words_and_a_version(event):
    assert re.fullmatch(r"[a-z-]+\.v[1-9]\d*", event.TYPE)


@EVERY_EVENT
def test_an_event_is_found_by_its_name(event):
    assert BY_NAME[event.TYPE] is event


@EVERY_EVENT
def test_an_event_is_named_as_its_class_is(event):
    words = re.sub(r"(?<!^)(?=[A-Z])", "-", event.__name__).lower()
    assert event.kind() == words


@EVERY_EVENT
def test_an_event_has_a_docstring_and_a_sentence(event):
    assert event.__dict__["__doc__"].endswith(".")
    assert re.match(r"[a-z]+(ed|ve|ld|de|ut|ew|t)\b", event.__dict__["SENTENCE"]), "begin with a verb in the past tense"
    assert event.SENTENCE.endswith(".") == (". " in event.SENTENCE and not event.SENTENCE.endswith("}"))


@EVERY_EVENT
def test_a_sentence_names_only_fields_of_the_event(event):
    named = {name for _, name, _, _ in Formatter().parse(event.SENTENCE) if name is not None}
    assert named <= {*event.__struct_fields__, "case"}


@EVERY_EVENT
def test_an_event_brings_its_origin_and_nothing_computed(event):
    assert "origin" in event.__struct_fields__
    assert "overdue" not in " ".join(event.__struct_fields__)


@pytest.mark.parametrize(
    "kind",
    [
        "answer-revised",
        "answer-moderated",
        "finding-revised",
        "judgement-revised",
        "action-revised",
        "due-date-requested",
        "due-date-revised",
    ],
)
def test_a_change_has_the_old_value_the_new_value_and_the_reason(kind):
    fields = {field.name: field for field in structs.fields(BY_NAME[f"{kind}.v1"])}
    assert {"old", "new", "reason"} <= fields.keys()
    assert fields["reason"].required
