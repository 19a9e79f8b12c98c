"""The oracle finds each kind of error, shown with stores that contain it."""

import pytest

from events_store.command_handler import CommandHandler
from events_store.memory import MemoryStore
from events_store.store import Batch, case_stream
from events_store.store_url import create_store
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import behind_its_back
from tests.torture.oracle.comparison import compare
from tests.torture.oracle.tally import Tally, table
from tests.torture.support.commands import CASES, cases_of, revise, set_up
from tests.torture.support.stores import opened

AMONG = CASES[:4]
COMMANDS = [f"o-{number}" for number in range(12)]
# A command about several cases.
SEVERAL = next(command for command in COMMANDS if len(cases_of(command, AMONG)) == 2)


@pytest.fixture
def address(tmp_path):
    address = str(tmp_path / "store.db")
    create_store(address)
    with opened(address) as store:
        set_up(store, AMONG)
        for command in COMMANDS:
            revise(CommandHandler(store), command, AMONG)
    return address


def compared(address, acknowledged=COMMANDS):
    tally = Tally("shown", count=1)
    compare(address, acknowledged, tally, AMONG)
    return tally


def positions(address, command):
    with opened(address) as store:
        return [event.position for event in store.recorded_by(command)]


def test_an_intact_store_is_clean(address):
    tally = compared(address)
    assert (tally.lost, tally.duplicated, tally.wrong, tally.clean) == (0, 0, [], True)


def test_an_acknowledged_command_that_is_missing_is_lost(address):
    tally = compared(address, [*COMMANDS, "never"])
    assert (tally.lost, tally.duplicated, tally.clean) == (1, 0, False)
    assert tally.wrong == ["never was acknowledged and is missing"]


def test_a_command_that_is_incomplete_is_lost(address):
    last = positions(address, SEVERAL)[-1]
    behind_its_back(address, f"DELETE FROM stored_events WHERE position = {last}")
    tally = compared(address)
    assert tally.lost == 1
    assert f"{SEVERAL} is incomplete: 1 of 2 facts" in tally.wrong


def test_a_command_that_is_stored_twice_is_found(address):
    first, _ = positions(address, SEVERAL)
    behind_its_back(
        address,
        "INSERT INTO stored_events SELECT (SELECT max(position) FROM stored_events) + 1, originator_id, "
        f"99, inspection, topic, state FROM stored_events WHERE position = {first}",
    )
    tally = compared(address)
    assert tally.duplicated == 1
    assert f"{SEVERAL} has 3 facts, and should have 2" in tally.wrong


def test_a_gap_is_found(address):
    behind_its_back(
        address, "UPDATE stored_events SET position = 99 WHERE position = (SELECT max(position) FROM stored_events)"
    )
    assert any("is taken by 99" in error for error in compared(address).wrong)


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM ledger WHERE position = 20", "the ledger has"),
        ("UPDATE ledger SET hashes = zeroblob(32) WHERE position = 19", "the hashes of the ledger differ"),
        ("UPDATE ledger SET stream = 'case:x/y' WHERE position = 19", "the ledger has"),
        (f"UPDATE commands SET events = 1 WHERE command_id = '{SEVERAL}'", "is listed with other events"),
    ],
)
def test_a_ledger_or_command_that_does_not_match_the_events_is_found(address, statement, message):
    behind_its_back(address, statement)
    assert any(message in error for error in compared(address).wrong)


def test_a_decision_on_an_outdated_answer_is_found(tmp_path):
    address, memory_store = str(tmp_path / "first.db"), MemoryStore()
    create_store(address)
    set_up(memory_store, AMONG[:1])
    # Decided on the same answer as the first command, as if the store had not checked the stream's version.
    stale = revise(CommandHandler(memory_store), "o-2", AMONG[:1]).recorded[0].fact
    tally = Tally("shown")
    with opened(address) as store:
        set_up(store, AMONG[:1])
        revise(CommandHandler(store), "o-1", AMONG[:1])
        store.append(NEWCASTLE, Batch(case_stream(NEWCASTLE, AMONG[0]), 4, [stale]), command="o-2")
    compare(address, ["o-1", "o-2"], tally, AMONG[:1])
    assert tally.wrong == ["#9 was decided on an answer that was not current"]


def test_the_table_shows_each_error_with_its_seed():
    tally = Tally("shown", count=3, lost=1, wrong=["it is gone"], seed=17)
    assert table([tally]).splitlines()[-1] == "WRONG, shown (--seed 17): it is gone"
    assert not Tally("nothing done").clean
