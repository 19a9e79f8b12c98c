"""The connection is cut around what records a command, or two at once; each is then settled by its id.

One command is one statement, which is a transaction by itself. Two are a transaction with a BEGIN and a COMMIT.
"""

from random import Random

from events_store.command_handler import CommandHandler
from events_store.store import NotRecorded, OutcomeUnknown, Store
from tests.fixtures.events import NEWCASTLE
from tests.torture.commands import CASES, revise, revise_at_once, set_up
from tests.torture.oracle import compare
from tests.torture.proxy import WHERE, Cut, Proxy, between
from tests.torture.stores import Places, opened
from tests.torture.tally import Tally

CUTS_OF_A_STORE = 50
AMONG = CASES[:6]
AROUND_ONE = ("the append",)
AROUND_TWO = ("COMMIT", "COMMIT", "the append", "BEGIN")


def run(cuts: int, chance: Random, tally: Tally, places: Places) -> None:
    """Cut so many connections; about half are asked again by the store itself, the others are not."""
    for first in range(0, cuts, CUTS_OF_A_STORE):
        address = places.database()
        commands: list[str] = []
        with opened(address) as direct, between(address) as (proxy, through):
            set_up(direct, AMONG)
            for number in range(first, min(cuts, first + CUTS_OF_A_STORE)):
                commands += _cut(proxy, through, direct, f"c-{number}", chance, tally)
        compare(address, commands, tally, AMONG)
        tally.acknowledged += len(commands)


def _cut(proxy: Proxy, address: str, direct: Store, name: str, chance: Random, tally: Tally) -> list[str]:
    wait = chance.choice((0, 30))
    commands = chance.choice(([name], [name, f"{name}-too"]))
    with opened(address, wait) as store:
        handler = CommandHandler(store)
        for number in range(chance.randint(0, 2)):
            revise(handler, f"{name}-first-{number}", AMONG)
        around = chance.choice(AROUND_ONE if len(commands) == 1 else AROUND_TWO)
        # Once its statement is prepared, the append is known only by what it is given.
        sentence = (name, NEWCASTLE) if around == "the append" else (around,)
        cut = proxy.cut = Cut(sentence, chance.choice(WHERE), chance.randint(1, 3) if wait else 1)
        said = _said(handler, store, commands)
        proxy.cut = None
    tally.count += 1
    tally.detected += said != "recorded"
    tally.more(f"cut {cut.where} {around} of {'one' if len(commands) == 1 else 'two'}")
    if not cut.done:
        tally.wrong.append(f"{name} came through uncut")
    # Asked for in one statement: the server may be recording them only now.
    there = len(direct.recorded_commands(commands))
    if there not in (0, len(commands)):
        tally.wrong.append(f"of {name} a part was recorded")
    if bool(there) != (said == "recorded") and said != "perhaps recorded":
        tally.wrong.append(f"{name} was said to be {said}, which it is not")
    # The same commands, to a store that knows nothing of the first attempt.
    for command in commands:
        if revise(CommandHandler(direct), command, AMONG).again != bool(there) and said != "perhaps recorded":
            tally.wrong.append(f"{command} was not known again")
    return commands


def _said(handler: CommandHandler, store: Store, commands: list[str]) -> str:
    try:
        if len(commands) == 1:
            revise(handler, commands[0], AMONG)
        else:
            revise_at_once(handler, store, commands, AMONG)
    except NotRecorded:
        return "not recorded"
    except OutcomeUnknown:
        return "perhaps recorded"
    return "recorded"
