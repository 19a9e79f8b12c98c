"""The oracle finds what it is there to find: here it is shown stores in which something is wrong."""

import pytest

from events_store.command_handler import CommandHandler
from events_store.memory import MemoryStore
from events_store.store import Batch, case_stream
from events_store.store_url import create_store
from tests.fixtures.events import NEWCASTLE
from tests.fixtures.stores import behind_its_back
from tests.torture.commands import CASES, cases_of, revise, set_up
from tests.torture.oracle import compare
from tests.torture.stores import opened
from tests.torture.tally import Tally, table

AMONG = CASES[:4]
COMMANDS = [f"o-{number}" for number in range(12)]
# The first fact of a command about several cases, of which the others follow.
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
        return [one.position for one in store.recorded_by(command)]


def test_a_store_in_which_all_is_well_is_clean(address):
    tally = compared(address)
    assert (tally.lost, tally.duplicated, tally.wrong, tally.clean) == (0, 0, [], True)


def test_a_command_that_was_acknowledged_and_is_not_there_is_lost(address):
    tally = compared(address, [*COMMANDS, "never"])
    assert (tally.lost, tally.duplicated, tally.clean) == (1, 0, False)
    assert tally.wrong == ["never was acknowledged and is not there"]


def test_a_command_that_is_half_there_is_lost(address):
    last = positions(address, SEVERAL)[-1]
    behind_its_back(address, f"DELETE FROM stored_events WHERE position = {last}")
    tally = compared(address)
    assert tally.lost == 1
    assert f"{SEVERAL} is half there: 1 of 2 facts" in tally.wrong


def test_a_command_that_is_there_twice_is_found(address):
    first, _ = positions(address, SEVERAL)
    behind_its_back(
        address,
        "INSERT INTO stored_events SELECT (SELECT max(position) FROM stored_events) + 1, originator_id, "
        f"99, inspection, topic, state FROM stored_events WHERE position = {first}",
    )
    tally = compared(address)
    assert tally.duplicated == 1
    assert f"{SEVERAL} is there with 3 facts, and should have 2" in tally.wrong


def test_a_gap_is_found(address):
    behind_its_back(
        address, "UPDATE stored_events SET position = 99 WHERE position = (SELECT max(position) FROM stored_events)"
    )
    assert any("is taken by 99" in one for one in compared(address).wrong)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM ledger WHERE position = 20", "the ledger has"),
        ("UPDATE ledger SET hashes = zeroblob(32) WHERE position = 19", "the ledger keeps other hashes"),
        ("UPDATE ledger SET stream = 'case:x/y' WHERE position = 19", "the ledger has"),
        (f"UPDATE commands SET events = 1 WHERE command_id = '{SEVERAL}'", "is known to have recorded something else"),
    ],
)
def test_a_ledger_or_a_command_that_does_not_go_with_the_events_is_found(address, statement, said):
    behind_its_back(address, statement)
    assert any(said in one for one in compared(address).wrong)


def test_a_decision_on_an_answer_that_did_not_stand_is_found(tmp_path):
    address, other = str(tmp_path / "one.db"), MemoryStore()
    create_store(address)
    set_up(other, AMONG[:1])
    # Decided on the same answer as the first, as if the store had not asked whether the stream has moved.
    stale = revise(CommandHandler(other), "o-2", AMONG[:1]).recorded[0].fact
    tally = Tally("shown")
    with opened(address) as store:
        set_up(store, AMONG[:1])
        revise(CommandHandler(store), "o-1", AMONG[:1])
        store.append(NEWCASTLE, Batch(case_stream(NEWCASTLE, AMONG[0]), 4, [stale]), command="o-2")
    compare(address, ["o-1", "o-2"], tally, AMONG[:1])
    assert tally.wrong == ["#9 was decided on an answer that did not stand"]


def test_the_table_says_what_went_wrong_and_with_which_seed():
    tally = Tally("shown", count=3, lost=1, wrong=["it is gone"], seed=17)
    assert table([tally]).splitlines()[-1] == "WRONG, shown (--seed 17): it is gone"
    assert not Tally("nothing done").clean
