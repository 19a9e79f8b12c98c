"""Every log that a release ever wrote is read by every later one. The logs are made by tests/golden/story.py."""

import hashlib
import json
from collections import defaultdict
from datetime import date
from itertools import groupby
from pathlib import Path

import pytest

from domain import VERSION
from domain.event_types import BY_NAME
from domain.states import case as case_state
from domain.states import inspection as inspection_state
from events_store.codec import Codec
from events_store.memory import MemoryStore
from events_store.store import Batch, Entry, RecordedEvent, Row
from events_store.transparency.merkle_tree import kept_root, log_root
from events_store.upcasters import UPCASTERS
from projections.audit.case_file import case_file
from projections.engine.fold import FOLDS, live
from projections.replay.steps import differences, steps
from projections.saved.all_views import PROJECTIONS, Views
from projections.saved.milestones import MILESTONES
from projections.saved.recommendation_tracker import TRACKER
from projections.saved.status import STATUS
from projections.saved.theme_scores import THEME_SCORES, theme_score
from tests.fixtures.events import NEWCASTLE
from tests.golden.story import line, story_store

FOLDER = Path(__file__).parents[1] / "golden"
LOGS = sorted(FOLDER.glob("*/log.jsonl"))
CODEC = Codec()

# The root of each log, written down when its release went out. It never changes.
ROOTS = {
    "0.1.0": "4c13cdb52459ecf23d8acf2b074cc91c8002d446c202ca017106999efb2209dc",
}


# Events that no release has written yet, with the one that will.
SINCE = {"due-date-requested.v1": "0.2.0"}


def lines_of(log):
    return [json.loads(text) for text in log.read_text(encoding="utf-8").splitlines()]


def rows_of(log):
    return [
        Row(kept["position"], kept["stream"], kept["version"], kept["topic"], kept["state"].encode())
        for kept in lines_of(log)
    ]


def recorded_of(log):
    return [
        RecordedEvent(
            kept["position"],
            kept["stream"],
            kept["version"],
            kept["inspection"],
            CODEC.decode(kept["topic"], kept["state"].encode()),
        )
        for kept in lines_of(log)
    ]


def recorded_again(log, store):
    """Append the facts of a log to another store, command by command, as they were."""
    for command, together in groupby(recorded_of(log), key=lambda one: one.fact.origin.command_id):
        of = list(together)
        streams = [list(batch) for _, batch in groupby(of, key=lambda one: one.stream)]
        batches = [Batch(batch[0].stream, batch[0].version - 1, [one.fact for one in batch]) for batch in streams]
        store.append(of[0].inspection, *batches, command=command)
    return store


each_log = pytest.mark.parametrize("log", LOGS, ids=lambda log: log.parent.name)


def test_no_log_is_lost_and_each_has_its_root_written_down():
    assert {log.parent.name for log in LOGS} == set(ROOTS)


@each_log
def test_the_root_of_a_log_is_what_it_was(log):
    assert log_root(rows_of(log)) == ROOTS[log.parent.name]


@each_log
def test_a_log_is_a_gapless_history(log):
    assert [row.position for row in rows_of(log)] == list(range(1, len(rows_of(log)) + 1))
    versions = defaultdict(list)
    for row in rows_of(log):
        versions[row.stream].append(row.version)
    for numbers in versions.values():
        assert numbers == list(range(1, len(numbers) + 1))


@each_log
def test_every_event_of_a_log_is_read(log):
    assert len(recorded_of(log)) == len(rows_of(log))


@each_log
def test_every_event_that_has_its_newest_name_is_written_again_as_the_same_bytes(log):
    for row, recorded in zip(rows_of(log), recorded_of(log), strict=True):
        if row.topic in BY_NAME:
            assert CODEC.encode(recorded.fact) == (row.topic, row.state)


def test_every_event_of_the_catalogue_is_in_a_log():
    written = {row.topic for log in LOGS for row in rows_of(log)}
    assert BY_NAME.keys() - SINCE.keys() <= written, "name the release that will write a new event first in SINCE"
    assert [name for name, version in SINCE.items() if version != VERSION.removesuffix(".dev0")] == []


def test_every_name_ever_written_is_in_the_catalogue_or_upcast():
    assert {row.topic for log in LOGS for row in rows_of(log)} <= {*BY_NAME, *UPCASTERS}


@each_log
def test_the_states_that_decisions_need_fold_over_a_log(log):
    streams = defaultdict(list)
    for recorded in recorded_of(log):
        streams[recorded.stream].append(recorded.fact)
    inspection = inspection_state.fold(streams.pop(f"inspection:{NEWCASTLE}"))
    assert (inspection.editions, inspection.published_on) == (2, date(2016, 2, 29))
    assert {number: found.closed for number, found in inspection.recommendations.items()} == {1: "implemented", 2: None}
    cases = {stream: case_state.fold(facts) for stream, facts in streams.items()}
    assert [case.reference for case in cases.values() if case.signed_off] == ["NC-07", "NC-08"]
    assert [case.reference for case in cases.values() if case.excluded] == ["NC-09"]


@each_log
def test_every_projection_folds_over_a_log_and_says_what_it_said_then(log):
    store = recorded_again(log, MemoryStore())
    for projection in PROJECTIONS:
        view = live(projection, store, NEWCASTLE)
        assert projection.load(projection.dump(view)) == view
    score = theme_score(live(THEME_SCORES, store, NEWCASTLE), "1")
    assert (score.counts.sufficient, score.counts.insufficient) == (2, 1)
    assert live(STATUS, store, NEWCASTLE).themes["1"].judgement == "good"
    tracked = live(TRACKER, store, NEWCASTLE).recommendations[2]
    assert tracked.due_on == date(2017, 5, 31)
    assert live(MILESTONES, store, NEWCASTLE) != MILESTONES.start
    assert case_file([one for one in store.follow() if one.case == "NC-07"]).answers


@each_log
def test_a_log_is_replayed_to_the_views_that_are_saved(log, store):
    recorded_again(log, store)
    told_again = list(steps(store.follow(inspection=NEWCASTLE)))
    assert len(told_again) == len(rows_of(log))
    assert differences(store, NEWCASTLE, told_again[-1].views) == []


@each_log
def test_a_log_taken_by_any_store_has_the_same_root_and_is_read(log, store):
    entries = [
        Entry(command, of[0].position, of[0].inspection, [rows_of(log)[one.position - 1] for one in of])
        for command, together in groupby(recorded_of(log), key=lambda one: one.fact.origin.command_id)
        if (of := list(together))
    ]
    store.append_entries(entries)
    assert log_root(store.rows()) == kept_root(store.hashes, store.head()) == ROOTS[log.parent.name]
    assert list(store.follow()) == recorded_of(log)


@each_log
def test_a_log_recorded_again_in_any_store_has_the_same_root(log, store):
    if {row.topic for row in rows_of(log)} <= BY_NAME.keys():
        assert log_root(recorded_again(log, store).rows()) == ROOTS[log.parent.name]


def test_the_rules_of_today_allow_the_inspection_that_the_golden_log_tells():
    rows = list(story_store().rows())
    assert {row.topic for row in rows} >= BY_NAME.keys()
    assert json.loads(line(rows[0]))["stream"] == f"inspection:{NEWCASTLE}"


def test_who_folds_otherwise_raises_the_number_of_the_folds_so_that_no_older_view_is_taken_for_a_changed_one():
    views = Views.replay(recorded_of(LOGS[0]))
    dumped = b"".join(projection.dump(view) for projection, view in zip(PROJECTIONS, views.in_order, strict=True))
    assert (FOLDS, hashlib.sha256(dumped).hexdigest()) == (
        5,
        "45b10598abc543dce48873dd6457c9cbf4eb3472acb70a715327bebfe81c4762",
    )
