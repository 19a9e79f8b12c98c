"""The trail as CloudEvents: the rules of the specification, and what other systems rely on."""

import json
import re
from datetime import UTC, datetime

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from events_store.codec import Codec
from reports.provenance.cloud_events import cloud_events
from tests.fixtures.inspections import followed_up
from tests.fixtures.report_logs import log_of, one_of_each

EACH = one_of_each()
LINES = list(cloud_events(EACH))

each_event = pytest.mark.parametrize(
    ("recorded", "line"), list(zip(EACH, LINES, strict=True)), ids=[recorded.fact.TYPE for recorded in EACH]
)

# RFC 3986: what a URI is made of, with its scheme; RFC 3339: a time with seconds and an offset.
URI = re.compile(r"[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
MEDIA_TYPE = re.compile(r"[a-z]+/[a-z0-9.+-]+")
REQUIRED = ("id", "source", "specversion", "type")


@each_event
def test_every_line_is_read_by_the_reader_of_the_sdk(recorded, line):
    read = JSONFormat().read(CloudEvent, line)
    assert read.get_specversion() == "1.0"
    assert read.get_type() == f"inspectrail.{recorded.fact.TYPE}"
    assert read.get_source() == "urn:inspectrail:inspection:newcastle-2016"
    assert read.get_time() == recorded.recorded_at
    assert read.get_extension("position") == recorded.position
    assert read.get_data() == json.loads(line)["data"]


@each_event
def test_required_attributes_are_present_and_not_empty(recorded, line):
    event = json.loads(line)
    assert [event[name] for name in REQUIRED if not (isinstance(event[name], str) and event[name])] == []


@each_event
def test_attributes_have_the_names_types_and_forms_that_the_specification_asks_for(recorded, line):
    event = json.loads(line)
    attributes = {name: value for name, value in event.items() if name != "data"}
    assert [name for name in attributes if not re.fullmatch(r"[a-z0-9]{1,20}", name)] == []
    assert [value for value in attributes.values() if value in (None, "") or not isinstance(value, str | int)] == []
    assert URI.fullmatch(event["source"])
    assert TIME.fullmatch(event["time"])
    assert MEDIA_TYPE.fullmatch(event["datacontenttype"])
    assert -(2**31) <= event["position"] < 2**31
    assert isinstance(event["data"], dict)
    assert "data_base64" not in event


@each_event
def test_the_data_is_the_fact_as_it_is_stored(recorded, line):
    _, state = Codec().encode(recorded.fact)
    assert json.loads(line)["data"] == json.loads(state)


@each_event
def test_a_line_is_ascii_and_has_no_line_break(recorded, line):
    assert line.isascii()
    assert "\n" not in line


def test_source_and_id_together_name_one_event_only_and_are_the_same_in_another_store():
    log = log_of(followed_up())
    moved = [
        type(event)(event.position + 700, event.stream, event.version, event.inspection, event.fact) for event in log
    ]
    names = [(event["source"], event["id"]) for event in map(json.loads, cloud_events(log))]
    assert len(set(names)) == len(log)
    assert names == [(event["source"], event["id"]) for event in map(json.loads, cloud_events(moved))]


def test_the_sequence_orders_events_as_text_as_the_position_does_as_a_number():
    events = [json.loads(line) for line in cloud_events(log_of(followed_up()))]
    assert sorted(events, key=lambda event: event["sequence"]) == sorted(events, key=lambda event: event["position"])
    assert {len(event["sequence"]) for event in events} == {10}


def test_an_event_of_a_case_says_which_and_its_subject_is_the_part_that_it_is_about():
    by_type = {event["type"]: event for event in map(json.loads, LINES)}
    moderated = by_type["inspectrail.answer-moderated.v1"]
    assert (moderated["subject"], moderated["case"]) == ("answer/NC-07/1.01", "NC-07")
    assert moderated["id"] == "case/NC-07/15"
    judged = by_type["inspectrail.judgement-made.v1"]
    assert judged["subject"] == "judgement/5"
    assert "case" not in judged
    assert judged["id"].startswith("inspection/")


def test_the_effective_date_is_an_attribute_if_there_is_one():
    by_type = {event["type"]: event for event in map(json.loads, LINES)}
    assert by_type["inspectrail.answer-recorded.v1"]["trueon"] == "2015-10-05"
    assert by_type["inspectrail.answer-recorded.v1"]["time"] == "2015-10-06T09:30:15.250000Z"
    assert "trueon" not in by_type["inspectrail.case-sampled.v1"]


def test_times_are_in_utc():
    for recorded, line in zip(EACH, LINES, strict=True):
        assert datetime.fromisoformat(json.loads(line)["time"]).astimezone(UTC) == recorded.recorded_at
        assert json.loads(line)["time"].endswith("Z")
