"""Cut the connection while commands are recorded, then settle each by its id.

One command is a single statement in its own transaction. Two commands are a transaction with BEGIN and COMMIT.
"""

from random import Random

from events_store.command_handler import CommandHandler
from events_store.errors import NotRecorded, OutcomeUnknown
from events_store.store import Store
from tests.fixtures.events import NEWCASTLE
from tests.torture.oracle.comparison import compare
from tests.torture.oracle.tally import Tally
from tests.torture.support.commands import CASES, revise, revise_at_once, set_up
from tests.torture.support.proxy import WHERE, Cut, Proxy, between
from tests.torture.support.stores import Places, opened

CUTS_OF_A_STORE = 50
CHOSEN_CASES = CASES[:6]
AROUND_SINGLE = ("the append",)
AROUND_PAIR = ("COMMIT", "COMMIT", "the append", "BEGIN")


def run(cuts: int, chance: Random, tally: Tally, places: Places) -> None:
    """Cut so many connections; the store retries in about half of them."""
    for first in range(0, cuts, CUTS_OF_A_STORE):
        address = places.database()
        commands: list[str] = []
        with opened(address) as direct, between(address) as (proxy, through):
            set_up(direct, CHOSEN_CASES)
            for number in range(first, min(cuts, first + CUTS_OF_A_STORE)):
                commands += _cut(proxy, through, direct, f"c-{number}", chance, tally)
        compare(address, commands, tally, CHOSEN_CASES)
        tally.acknowledged += len(commands)


def _cut(proxy: Proxy, address: str, direct: Store, name: str, chance: Random, tally: Tally) -> list[str]:
    wait = chance.choice((0, 30))
    commands = chance.choice(([name], [name, f"{name}-too"]))
    with opened(address, wait) as store:
        handler = CommandHandler(store)
        for number in range(chance.randint(0, 2)):
            revise(handler, f"{name}-first-{number}", CHOSEN_CASES)
        statement = chance.choice(AROUND_SINGLE if len(commands) == 1 else AROUND_PAIR)
        # When its statement is prepared, only the parameters identify the append.
        texts = (name, NEWCASTLE) if statement == "the append" else (statement,)
        cut = proxy.cut = Cut(texts, chance.choice(WHERE), chance.randint(1, 3) if wait else 1)
        outcome = _outcome(handler, store, commands)
        proxy.cut = None
    tally.count += 1
    tally.detected += outcome != "recorded"
    tally.more(f"cut {cut.where} {statement} of {'one' if len(commands) == 1 else 'two'}")
    if not cut.done:
        tally.wrong.append(f"{name} was not cut")
    # Read in one statement, because the server may be recording them at this moment.
    recorded = len(direct.recorded_commands(commands))
    if recorded not in (0, len(commands)):
        tally.wrong.append(f"{name} was recorded in part")
    if bool(recorded) != (outcome == "recorded") and outcome != "perhaps recorded":
        tally.wrong.append(f"{name} was reported as {outcome}, which is wrong")
    # The same commands again, through a store that did not make the first attempt.
    for command in commands:
        if (
            revise(CommandHandler(direct), command, CHOSEN_CASES).again != bool(recorded)
            and outcome != "perhaps recorded"
        ):
            tally.wrong.append(f"{command} was not recognised as recorded")
    return commands


def _outcome(handler: CommandHandler, store: Store, commands: list[str]) -> str:
    try:
        if len(commands) == 1:
            revise(handler, commands[0], CHOSEN_CASES)
        else:
            revise_at_once(handler, store, commands, CHOSEN_CASES)
    except NotRecorded:
        return "not recorded"
    except OutcomeUnknown:
        return "perhaps recorded"
    return "recorded"
